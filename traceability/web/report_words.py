"""The words of reports for who deals with them: offices, and whose goods they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.reports import (
    CONTACT_ALONE,
    PHOTO_ALONE,
    About,
    Outcome,
    ReportKind,
    ReportState,
    ReportStep,
    reads_as_code,
)
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

KINDS: Mapping[str, Any] = {
    str(ReportKind.FAKE): _l("Nghi hàng giả"),
    str(ReportKind.LABEL): _l("Tem lạ"),
    str(ReportKind.SAFETY): _l("An toàn thực phẩm"),
    str(ReportKind.QUALITY): _l("Chất lượng hàng"),
    str(ReportKind.ORIGIN): _l("Nguồn gốc không đúng"),
    str(ReportKind.OTHER): _l("Việc khác"),
}
STATES: Mapping[str, Any] = {
    str(ReportState.SENT): _l("chưa ai nhận"),
    str(ReportState.IN_HAND): _l("đang xem"),
    str(ReportState.ANSWERED): _l("đã trả lời"),
    str(ReportState.CLOSED): _l("đã khép lại"),
}
SIGNS: Mapping[str, str] = {
    str(ReportState.SENT): "look",
    str(ReportState.IN_HAND): "not-yet",
    str(ReportState.ANSWERED): "fine",
    str(ReportState.CLOSED): "fine",
}
#: What a report is about, where that is known; ``about`` tells of the others.
ABOUT: Mapping[str, Any] = {
    str(About.BATCH): _l("Mã lô"),
    str(About.ITEM): _l("Mã trên một tem"),
    str(About.AREA): _l("Mã vùng trồng"),
    str(About.PLACE): _l("Mã nơi"),
    str(About.PARTY): _l("Mã đơn vị"),
    str(About.SLIP): _l("Mã phiếu cân"),
}
OUTCOMES: Mapping[str, Any] = {
    str(Outcome.CONFIRMED): _l("Đúng như phản ánh"),
    str(Outcome.UNCONFIRMED): _l("Chưa đủ căn cứ để kết luận"),
    str(Outcome.UNFOUNDED): _l("Không đúng như phản ánh"),
    str(Outcome.PASSED_ON): _l("Đã chuyển cơ quan khác giải quyết"),
}
STEPS: Mapping[str, Any] = {
    str(ReportStep.TAKEN): _l("Nhận xem"),
    str(ReportStep.GIVEN): _l("Đã giao cho đồng nghiệp"),
    str(ReportStep.RELEASED): _l("Đã chuyển nội dung cho đơn vị"),
    str(ReportStep.FORWARDED): _l("Chuyển nơi khác"),
    str(ReportStep.HOLDER_ANSWERED): _l("Đơn vị trả lời"),
    str(ReportStep.ANSWERED): _l("Trả lời người phản ánh"),
    str(ReportStep.CLOSED): _l("Đã khép lại"),
    str(ReportStep.FORGOTTEN): _l("Đã xóa tên, cách liên hệ và ảnh"),
}


#: What was erased where something stays, and at whose word, as a step's facts have it.
_ERASED: Mapping[object, Any] = {
    CONTACT_ALONE: _l("Đã xóa tên và cách liên hệ"),
    PHOTO_ALONE: _l("Đã xóa ảnh"),
}
_WHY: Mapping[object, Any] = {
    "asked": _l("người phản ánh tự xóa"),
    "time": _l("hết thời hạn giữ"),
}


def about(kind: str, printed: str | None) -> str:
    """What a report is about; of what led to nothing, whether that reads as a code at all."""
    if kind != About.UNKNOWN:
        return str(ABOUT[kind])
    if printed is None:
        return str(_("Không gắn với mã nào trong sổ"))
    return str(_("Mã không có trong sổ") if reads_as_code(printed) else _("Chữ trên tem"))


def step_of(step: str, told: Mapping[str, object]) -> str:
    """What was done in a step, by its facts."""
    done = str(_ERASED.get(told.get("what"), STEPS[step]))
    why = _WHY.get(told.get("why"))
    return done if why is None else f"{done} · {why}"
