"""How files are said: how long they wait, what was done with them, what a check found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from traceability.domain.growing_area import WITH_OFFICE, CodeStep, Status
from traceability.services.code_decisions import Done
from traceability.services.file_views import FileLine
from traceability.services.filing_terms import Clock
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

#: The fields of an application that may be returned with a reason.
RETURNED: Mapping[str, Any] = {
    "market": _l("Loại mã và thị trường"),
    "places": _l("Vùng xin cấp mã"),
    "area": _l("Diện tích, số cây"),
    "boundary": _l("Ranh giới"),
    "crops": _l("Cây trồng"),
    "variety": _l("Giống"),
    "households": _l("Các hộ và thửa đất"),
    "papers": _l("Giấy tờ"),
}
STAGES: Mapping[str, Any] = {
    "young": _l("kiến thiết cơ bản"),
    "shooting": _l("ra lộc"),
    "flowering": _l("ra hoa"),
    "fruiting": _l("nuôi quả"),
    "harvesting": _l("đang thu hoạch"),
    "resting": _l("sau thu hoạch"),
}
DIARIES: Mapping[str, Any] = {
    "full": _l("ghi đầy đủ"),
    "part": _l("ghi chưa đủ"),
    "none": _l("không ghi"),
}
HYGIENES: Mapping[str, Any] = {
    "clean": _l("sạch"),
    "to_mend": _l("cần dọn"),
    "dirty": _l("không đạt"),
}
CONCLUSIONS: Mapping[str, Any] = {
    "passed": _l("đạt"),
    "to_mend": _l("phải khắc phục"),
    "failed": _l("không đạt"),
}
CONCLUSION_SIGNS: Mapping[str, str] = {"passed": "fine", "to_mend": "look", "failed": "stop"}
#: What was written in words in a check.
WORDS: Mapping[str, Any] = {
    "allowed_home": _l("Thuốc trong danh mục được dùng ở Việt Nam"),
    "allowed_importer": _l("Thuốc nước nhập khẩu cho phép"),
    "other_pesticides": _l("Thuốc khác"),
    "pests": _l("Sâu bệnh thấy trong vườn"),
    "samples": _l("Mẫu đã lấy"),
    "results": _l("Kết quả mẫu"),
    "remarks": _l("Nhận xét"),
    "position": _l("Vị trí kiểm tra"),
}
WHY_NEAR: Mapping[str, Any] = {
    "kin": _l("người thân của bên nộp hồ sơ"),
    "member": _l("thành viên của đơn vị nộp hồ sơ"),
}
FILTERS: Mapping[str, Callable[[FileLine], bool]] = {
    "wait": lambda line: line.status in WITH_OFFICE,
    "overdue": lambda line: line.overdue,
    "second": lambda line: line.proposed,
    "returned": lambda line: line.status is Status.RETURNED,
    "ended": lambda line: line.status in (Status.REJECTED, Status.CANCELLED),
}
FILTER_WORDS: Mapping[str, Any] = {
    "wait": _l("Cần xử lý"),
    "overdue": _l("Quá hạn"),
    "second": _l("Chờ người thứ hai"),
    "returned": _l("Chờ bổ sung"),
    "ended": _l("Không cấp"),
}


@dataclass(frozen=True)
class FileQueue:
    """The queue under one of its filters, with how many there are under each."""

    state: str
    counts: Mapping[str, int]
    lines: Sequence[FileLine]

    @classmethod
    def of(cls, found: Sequence[FileLine], asked: str = "") -> FileQueue:
        """The lines that a filter lets through; the first where none was chosen."""
        counts = {state: sum(map(fits, found)) for state, fits in FILTERS.items()}
        state = asked if asked in FILTERS else next(iter(FILTERS))
        return cls(state, counts, [line for line in found if FILTERS[state](line)])


def left(clock: Clock) -> str:
    """How much of its term a file has: "còn 2 ngày", "quá hạn 1 ngày"."""
    if clock.left is None:
        return str(_("chưa có thời hạn"))
    if clock.left < 0:
        return str(ngettext("quá hạn một ngày", "quá hạn %(num)s ngày", -clock.left))
    if clock.left == 0:
        return str(_("hạn hôm nay"))
    return str(ngettext("còn một ngày", "còn %(num)s ngày", clock.left))


def left_sign(clock: Clock) -> str:
    """The sign of what is left: over, short, or enough."""
    if clock.left is None:
        return "not-yet"
    return "stop" if clock.left < 0 else "look" if clock.left <= 1 else "fine"


def age(clock: Clock) -> str:
    """How long a file has been at the office."""
    if not clock.age:
        return str(_("nộp hôm nay"))
    return str(
        ngettext("nộp một ngày làm việc trước", "nộp %(num)s ngày làm việc trước", clock.age)
    )


def done(step: CodeStep, outcome: Done) -> str:
    """What was done, said once on the page that follows."""
    if outcome.proposed:
        return str(_("Đã ghi đề xuất. Một cán bộ khác sẽ quyết."))
    if outcome.held:
        return _held(step, len(outcome.held))
    if outcome.conflict:
        return str(_("Đã cấp mã, nhưng chuỗi mã này đã có bên khác: hai bên đang tranh chấp."))
    return str(_DONE[step])


def _held(step: CodeStep, count: int) -> str:
    if step is CodeStep.REVOKE:
        return str(
            ngettext(
                "Đã thu hồi mã số và tạm ngừng xuất một lô.",
                "Đã thu hồi mã số và tạm ngừng xuất %(num)s lô.",
                count,
            )
        )
    return str(
        ngettext(
            "Đã tạm dừng mã và tạm ngừng xuất một lô.",
            "Đã tạm dừng mã và tạm ngừng xuất %(num)s lô.",
            count,
        )
    )


_DONE: Mapping[CodeStep, Any] = {
    CodeStep.CHECK: _l("Bạn đã nhận hồ sơ. Việc kiểm tra bắt đầu."),
    CodeStep.RETURN: _l("Đã trả lại hồ sơ. Đơn vị thấy lý do ở từng mục."),
    CodeStep.REJECT: _l("Đã từ chối hồ sơ. Đơn vị được báo."),
    CodeStep.GRANT: _l("Đã cấp mã. Đơn vị được báo."),
    CodeStep.RENEW: _l("Đã gia hạn mã."),
    CodeStep.SUSPEND: _l("Đã tạm dừng mã."),
    CodeStep.RESTORE: _l("Đã khôi phục mã."),
    CodeStep.REVOKE: _l("Đã thu hồi mã số."),
}
