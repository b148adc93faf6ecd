"""The sentences about places: their registration file, who works them, where colonies stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

PLACES: Mapping[str, Any] = {
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
