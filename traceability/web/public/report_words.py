"""The words of reports: what they are about, how far they have come, what came of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from traceability.domain.reports import (
    CONTACT_ALONE,
    PHOTO_ALONE,
    Outcome,
    ReportKind,
    ReportState,
    ReportStep,
    SentTo,
)
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

KINDS: Mapping[str, Any] = {
    str(ReportKind.FAKE): _l("Nghi hàng giả, hàng nhái"),
    str(ReportKind.LABEL): _l("Tem lạ: rách, chụp lại, dán chồng, sai hàng"),
    str(ReportKind.SAFETY): _l("Ăn vào thấy không ổn, hoặc thấy thứ nguy hiểm"),
    str(ReportKind.QUALITY): _l("Chất lượng: héo, dập, mốc, thiếu cân"),
    str(ReportKind.ORIGIN): _l("Trang nói sai về nguồn gốc, vùng trồng"),
    str(ReportKind.OTHER): _l("Việc khác"),
}
#: What the fields of the form are called, where a fault is told apart from its field.
FIELDS: Mapping[str, Any] = {
    "kind": _l("Bạn thấy chuyện gì?"),
    "printed": _l("Chữ in trên tem, gần hình QR"),
    "said": _l("Kể rõ hơn"),
    "photo": _l("Một tấm ảnh"),
    "sent_to": _l("Ai đọc phản ánh này?"),
    "name": _l("Gọi bạn là gì"),
    "contact": _l("Số điện thoại hoặc e-mail"),
    "consent": _l("Đồng ý giữ cách liên hệ"),
}
#: How far it has come, and by which sign.
STATES: Mapping[str, Any] = {
    str(ReportState.SENT): _l("Đã nhận, chưa có cán bộ nhận xem"),
    str(ReportState.IN_HAND): _l("Đang có người xem"),
    str(ReportState.ANSWERED): _l("Đã trả lời"),
    str(ReportState.CLOSED): _l("Đã khép lại"),
}
TONES: Mapping[str, str] = {
    str(ReportState.SENT): "not-yet",
    str(ReportState.IN_HAND): "look",
    str(ReportState.ANSWERED): "fine",
    str(ReportState.CLOSED): "fine",
}
OUTCOMES: Mapping[str, Any] = {
    str(Outcome.CONFIRMED): _l("Đúng như phản ánh"),
    str(Outcome.UNCONFIRMED): _l("Chưa đủ căn cứ để kết luận"),
    str(Outcome.UNFOUNDED): _l("Không đúng như phản ánh"),
    str(Outcome.PASSED_ON): _l("Đã chuyển cơ quan khác giải quyết"),
}
#: What was done, as the reporter reads it: nobody is named.
STEPS: Mapping[str, Any] = {
    str(ReportStep.TAKEN): _l("Có cán bộ nhận xem"),
    str(ReportStep.GIVEN): _l("Giao cho cán bộ khác xem"),
    str(ReportStep.RELEASED): _l("Chuyển nội dung cho đơn vị bán hàng"),
    str(ReportStep.FORWARDED): _l("Đã chuyển cơ quan khác"),
    str(ReportStep.HOLDER_ANSWERED): _l("Đơn vị bán hàng trả lời"),
    str(ReportStep.ANSWERED): _l("Cơ quan trả lời"),
    str(ReportStep.CLOSED): _l("Đã khép lại"),
    str(ReportStep.FORGOTTEN): _l("Đã xóa tên, cách liên hệ và ảnh"),
}


#: What was erased where something stays, and at whose word, as a step's facts have it.
ERASED: Mapping[object, Any] = {
    CONTACT_ALONE: _l("Đã xóa tên và cách liên hệ"),
    PHOTO_ALONE: _l("Đã xóa ảnh"),
}
_WHY: Mapping[object, Any] = {
    "asked": _l("theo yêu cầu của bạn"),
    "time": _l("hết thời hạn giữ"),
}


def state_of(state: str, sent_to: str) -> str:
    """How far it has come; whoever it went to alone takes nothing on, and answers once."""
    if (state, sent_to) == (ReportState.SENT, SentTo.HOLDER):
        return str(_("Đã nhận, đơn vị chưa trả lời"))
    return str(STATES[state])


def is_vietnamese(text: str) -> bool:
    """Whether words have the marks of Vietnamese: an officer may answer in another language."""
    marked = any(map(unicodedata.combining, unicodedata.normalize("NFD", text)))
    return marked or "đ" in text.lower()


def step_of(step: str, told: Mapping[str, object]) -> str:
    """What was done in a step, by its facts."""
    done = str(ERASED.get(told.get("what"), STEPS[step]))
    why = _WHY.get(told.get("why"))
    return done if why is None else f"{done} · {why}"
