"""What alerts say of holds and recalls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.alerts import AlertKind
from traceability.web.tongues import lazy_gettext as _l

STOP_SENTENCES: Mapping[AlertKind, Any] = {
    AlertKind.BATCH_HELD: _l(
        "Lô %(lot)s tạm ngừng xuất, cách ly lô: %(reason)s. Số lô: %(count)s."
    ),
    AlertKind.BATCH_RECALLED: _l("Thu hồi sản phẩm: lô %(lot)s. Số lô: %(count)s."),
    AlertKind.RECALL_ANNOUNCED: _l(
        "Trong địa bàn vừa có đợt thu hồi sản phẩm: lô %(lot)s. Số lô: %(count)s. Chỉ cơ quan kết"
        " thúc được, ở “Lô tạm ngừng”."
    ),
    AlertKind.HOLD_LIFTED: _l("Lô %(lot)s đã được gỡ tạm ngừng xuất. Số lô: %(count)s."),
    AlertKind.RECALL_LIFTED: _l(
        "Đợt thu hồi sản phẩm với lô %(lot)s đã kết thúc. Số lô: %(count)s."
    ),
    AlertKind.LENT_GOODS_STOPPED: _l(
        "Hàng của đơn vị khác dưới mã %(raw)s của bạn %(stopped)s. Số tem in tên bạn trên hàng ấy:"
        " %(labels)s. Mở xem lô nào."
    ),
    AlertKind.LENT_GOODS_FREED: _l(
        "Một lệnh tạm ngừng hoặc đợt thu hồi với hàng của đơn vị khác dưới mã %(raw)s của bạn đã"
        " kết thúc. Mở xem lô nào còn bị ngừng."
    ),
}
#: The same where another one stops some of the lots still.
STILL_SENTENCES: Mapping[AlertKind, Any] = {
    AlertKind.HOLD_LIFTED: _l(
        "Lệnh tạm ngừng xuất với lô %(lot)s đã được gỡ. Số lô xuất lại được: %(count)s. Số lô vẫn"
        " bị dừng vì lệnh khác: %(still)s."
    ),
    AlertKind.RECALL_LIFTED: _l(
        "Một đợt thu hồi sản phẩm với lô %(lot)s đã kết thúc. Số lô hết bị thu hồi: %(count)s. Số"
        " lô vẫn bị thu hồi theo đợt khác: %(still)s."
    ),
}
#: What was told of scans of stopped goods, where nothing stops them any more.
ENDED_SENTENCES: Mapping[AlertKind, Any] = {
    AlertKind.SCANNED_STOPPED: _l(
        "Lúc %(count)s tem của lô %(lot)s có người quét thì lô %(stopped)s; nay không còn."
    ),
    AlertKind.STOPPED_SCANNED: _l(
        "Trong địa bàn, lúc %(count)s tem của lô %(lot)s có người quét thì lô %(stopped)s; nay"
        " không còn."
    ),
}
#: Whose order a hold was, where it was one; no alert names anybody.
ORDERED: Mapping[str, Any] = {
    "ordered_by_holder": _l("đơn vị tự tạm ngừng"),
    "ordered_by_office": _l("theo yêu cầu của cơ quan quản lý"),
    "ordered_by_other": _l("theo yêu cầu của đơn vị có lô ban đầu"),
}
#: How a lot stands that nothing may leave of.
STOPPED: Mapping[str, Any] = {
    "held": _l("đang tạm ngừng xuất"),
    "recalled": _l("đang thu hồi sản phẩm"),
}
