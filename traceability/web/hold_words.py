"""Who can end a hold, in a sentence for each reason; the same on every page that shows one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.holds import HoldReason
from traceability.services.hold_causes import Cause
from traceability.web.filters import word
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

_REGISTRAR = _l("Chỉ cán bộ quản lý mã của địa bàn gỡ được; người của đơn vị thì không.")
_ENDS: Mapping[str, Any] = {
    str(HoldReason.OVER_CEILING): _REGISTRAR,
    str(HoldReason.CODE_NOT_ACTIVE): _REGISTRAR,
    str(HoldReason.RECORDED_AFTER_SUSPENSION): _REGISTRAR,
    str(HoldReason.VARIETY_NOT_GRANTED): _REGISTRAR,
    str(HoldReason.INSIDE_PHI): _l(
        "Người quản lý của đơn vị gỡ được bằng phiếu kiểm nghiệm đạt mà cán bộ đã xem; cán bộ quản"
        " lý mã gỡ được không cần phiếu."
    ),
    str(HoldReason.CONFLICT_OPEN): _l(
        "Tự gỡ khi cơ quan quyết xong tranh chấp; cán bộ quản lý mã cũng gỡ được."
    ),
}


def ends(kind: str, reason: str, cause: Cause) -> str:
    """Who can end a hold or recall, and by what."""
    return str(_ends(kind, reason, cause))


def why(reason: str, cause: Cause) -> str:
    """Why a lot is held, within a line; of an order, whose it was."""
    if reason != HoldReason.ORDERED:
        return word(reason)
    if cause.by_holder:
        return str(_("%(who)s tự tạm ngừng", who=cause.ordered_by))
    return str(_("theo yêu cầu của %(who)s", who=cause.ordered_by))


def lifted(kind: str) -> str:
    """That a hold was lifted, or a recall ended."""
    if kind == "recall":
        return str(_("Đã kết thúc thu hồi. Lý do được ghi vào hồ sơ của lô."))
    return str(_("Đã gỡ. Lý do được ghi vào hồ sơ của lô."))


def still_recalled(count: int) -> str:
    """That so many lots of a recall or hold stay recalled by another when it is lifted."""
    return str(
        ngettext(
            "Một lô vẫn đang bị thu hồi theo đợt khác, kết thúc cả đợt đó thì lô mới hết bị"
            " thu hồi.",
            "%(num)s lô vẫn đang bị thu hồi theo đợt khác, kết thúc cả đợt đó thì lô mới hết bị"
            " thu hồi.",
            count,
        )
    )


def before(reason: HoldReason) -> str:
    """The same of a hold that a harvest would come under, before it is recorded."""
    return str(_ENDS[reason])


def _ends(kind: str, reason: str, cause: Cause) -> Any:
    if kind == "recall":
        return _("Chỉ cán bộ quản lý mã của địa bàn kết thúc được lệnh thu hồi.")
    if reason != HoldReason.ORDERED:
        return _ENDS[reason]
    if cause.by_office:
        return _(
            "%(who)s đặt lệnh này. Chỉ cán bộ quản lý mã của địa bàn gỡ được; người của đơn vị thì"
            " không.",
            who=cause.ordered_by,
        )
    if cause.own_order:
        return _("Người quản lý của đơn vị gỡ được, vì đơn vị tự đặt lệnh này.")
    return _(
        "%(who)s đặt lệnh này. Người quản lý của nơi đặt, hoặc cán bộ quản lý mã, gỡ được.",
        who=cause.ordered_by,
    )
