"""The words of complaints, and what else can be done with a lot from the screen of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from traceability.domain.access import Action
from traceability.domain.labels import LabelState
from traceability.services.complaint_origins import Grown, Step
from traceability.services.complaints import ComplaintKind
from traceability.web.filters import spoken
from traceability.web.tongues import gettext
from traceability.web.tongues import lazy_gettext as _l
from traceability.web.workspace import wording

KINDS: Mapping[str, Any] = {
    str(ComplaintKind.QUALITY): _l("Chất lượng hàng"),
    str(ComplaintKind.LABEL): _l("Nhãn, tem"),
    str(ComplaintKind.FAKE): _l("Nghi hàng giả"),
    str(ComplaintKind.OTHER): _l("Việc khác"),
}
LABELS: Mapping[str, Any] = {
    str(LabelState.ORDERED): _l("đặt in"),
    str(LabelState.UNUSED): _l("chưa kích hoạt"),
    str(LabelState.LINKED): _l("đã kích hoạt"),
    str(LabelState.DISPATCHED): _l("đã giao"),
    str(LabelState.SPOILED): _l("hỏng"),
    str(LabelState.VOID): _l("đã hủy"),
}
#: What the screen of a call leads to beside noting it, by the end of the lot's path; shown to who
#: may, where there is such a page.
ACTIONS: tuple[tuple[str, Action, Any], ...] = (
    ("tam-ngung", Action.HOLD_BATCH, _l("Tạm ngừng xuất lô này")),
    ("thu-hoi", Action.ANNOUNCE_RECALL, _l("Thu hồi lô này")),
)


def step(each: Step) -> str:
    """What was done to make a lot, and what it is."""
    goods = "" if each.goods is None else spoken(each.goods)
    if each.together:
        done = gettext("gộp lô")
        return f"{done}: {goods}" if goods else done
    return goods or str(wording.MADE_BY[each.stage])


def grown(shares: Sequence[Grown]) -> str:
    """The codes that goods grew under; of several, how much under each."""
    several = len(shares) > 1
    return ", ".join(
        (each.area_code or gettext("ngoài vùng mã"))
        + (f" {wording.percent(each.ppm)}" if several else "")
        for each in shares
    )
