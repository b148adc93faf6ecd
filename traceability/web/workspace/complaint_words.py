"""The words of complaints, and what else can be done with a lot from the screen of a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from traceability.domain.access import Action
from traceability.domain.labels import LabelState
from traceability.services.complaints import ComplaintKind

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
)
