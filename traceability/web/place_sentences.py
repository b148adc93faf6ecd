"""The sentences about places: their registration file, who works them, where colonies stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

PLACES: Mapping[str, Any] = {
    "area_above_commune": _l(
        "%(area_ha)s ha còn rộng hơn cả %(commune)s (không quá %(most_ha)s ha). Ghi số héc-ta của"
        " riêng vùng này, ví dụ 15.000 m² thì ghi 1,5."
    ),
    "area_not_positive": _l(
        "Diện tích phải lớn hơn 0. Ghi số héc-ta, ví dụ 15.000 m² thì ghi 1,5."
    ),
    "area_out_of_range": _l(
        "Rộng quá: không vùng nào quá %(most_ha)s ha. Ghi số héc-ta, ví dụ 15.000 m² thì ghi 1,5."
    ),
    "area_too_fine": _l("Lẻ quá: diện tích ghi được đến 1 m², tức 0,0001 ha. Bớt số lẻ đi."),
    "area_unreadable": _l(
        "Không đọc được “%(typed)s” thành diện tích. Chỉ ghi số héc-ta, không ghi đơn vị, ví dụ"
        " 1,5."
    ),
    "planting_ends_before": _l("Năm trồng xong sớm hơn năm bắt đầu (%(begun)s)."),
    "parcel_unreadable": _l(
        "“%(typed)s” không giống số thửa. Ghi mỗi thửa một dòng, như trên sổ đỏ, ví dụ: thửa 112,"
        " tờ 7."
    ),
    "stay_ends_before": _l("Ngày dời đi sớm hơn ngày đặt (%(from_on)s)."),
    "stay_too_far_ahead": _l("Ngày xa quá. Chỉ ghi trước đến %(latest)s."),
    "stay_nowhere": _l("Ghi xã đặt ong, hoặc chọn tỉnh khác ở dưới."),
    "stay_changed": _l("Có người vừa sửa lần đặt ong này. Xem lại rồi gửi lần nữa."),
    "colonies_above_owned": _l(
        "Ngày %(day)s sẽ có %(standing)s đàn ở các điểm, mà chỉ khai có %(owned)s đàn. Sửa số ở"
        " đây, kết thúc lần đặt cũ, hoặc sửa số đàn đang có."
    ),
    "colonies_standing": _l(
        "Ngày %(day)s có %(standing)s đàn đang đặt ở các điểm, không thể chỉ có %(owned)s đàn. Sửa"
        " các lần đặt ong trước."
    ),
    "point_unreadable": _l(
        "Không đọc được “%(typed)s” thành tọa độ. Chép như trên điện thoại, ví dụ: 23.1622,"
        " 105.4127."
    ),
    "point_outside": _l("Điểm này nằm ngoài Việt Nam. Xem lại hai số."),
}
