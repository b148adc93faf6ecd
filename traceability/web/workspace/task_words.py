"""The words of what waits today: title, detail, the one link, and how grave it is, by kind."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import url_for

from traceability.services.home_tasks import Named, Task
from traceability.web import report_words
from traceability.web.filters import amount, number, word
from traceability.web.filters import day as spelled
from traceability.web.messages import language
from traceability.web.thousands import marked, ngettext
from traceability.web.tongues import gettext as _
from traceability.web.workspace import draft_words

#: So many tasks stand on the first page; the rest is one press away.
SHOWN = 8
_SPACE = "\u00a0"


@dataclasses.dataclass(frozen=True)
class Says:
    """How a kind of task is told; ``sign`` is look, stop or nothing."""

    title: Callable[[int], str]
    detail: Callable[[Task], str]
    href: Callable[[Task], str]
    sign: str = ""


@dataclasses.dataclass(frozen=True)
class Line:
    """A task as its row shows it."""

    count: int
    title: str
    detail: str
    href: str
    sign: str
    kind: str = ""


def lines(tasks: Iterable[Task]) -> list[Line]:
    """Tasks as rows, in their order; one that has no words here is passed over."""
    return [_line(task, TASKS[task.kind]) for task in tasks if task.kind in TASKS]


def _line(task: Task, says: Says) -> Line:
    title, detail = says.title(task.total), says.detail(task)
    return Line(task.total, title, detail, says.href(task), says.sign, task.kind)


def joined(task: Task, tell: Callable[[Named], str]) -> str:
    """The first names with what is told of each, and dots where there are more."""
    more = " …" if task.total > len(task.first) else ""
    return " · ".join(tell(each) for each in task.first) + more


def names(task: Task) -> str:
    """The first names alone."""
    return joined(task, lambda each: each.name)


def to_one(endpoint: str, many: str, part: str = "code", **query: Any) -> Callable[[Task], str]:
    """The thing itself where one waits, else the list of all."""

    def href(task: Task) -> str:
        if task.total == 1 and task.first:
            only: dict[str, Any] = {part: task.first[0].code}
            return url_for(endpoint, **only)
        return url_for(many, **query)

    return href


def _left(task: Task) -> str:
    return joined(
        task,
        lambda e: str(_("%(lot)s còn %(amount)s", lot=e.name, amount=_together(e.amount, e.unit))),
    )


def _together(value: int | None, unit: str) -> str:
    return amount(value or 0, unit).replace(" ", _SPACE)


def _labels(task: Task) -> str:
    run = task.first[0]
    ends = dict.fromkeys(number(each) for each in run.span or (0, 0))
    numbers = "–".join(ends)  # one label alone has one number
    if run.name:
        spelled_out = _("Lô %(lot)s, tem số %(numbers)s", lot=run.name, numbers=numbers)
    else:
        spelled_out = _("Tem in trước, số %(numbers)s", numbers=numbers)
    return str(spelled_out) + (" …" if len(task.first) > 1 else "")


def _runs(task: Task) -> str:
    if len(task.first) == 1:
        return url_for("workspace.label_run", run=task.first[0].code)
    return url_for("workspace.label_runs")


def _reasons(task: Task) -> str:
    """The reason where there is one; of several each with the lots that wait for it."""
    if len(task.reasons) == 1 and task.reasons[0][1] == task.total:
        said = str(word(task.reasons[0][0]))
        return said[:1].upper() + said[1:]
    return " · ".join(_held_for(reason, count) for reason, count in task.reasons)


def _held_for(reason: str, count: int) -> str:
    facts = {"reason": str(word(reason))}
    return str(ngettext("%(num)s lô %(reason)s", "%(num)s lô %(reason)s", count, **facts))


def _too_many(task: Task) -> str:
    return joined(
        task, lambda e: str(_("%(lot)s thừa %(num)s tem", lot=e.name, num=marked(e.amount or 0)))
    )


def _days(task: Task) -> str:
    return joined(
        task,
        lambda e: str(_("%(name)s đến %(day)s", name=e.name, day=spelled(e.day) if e.day else "–")),
    )


def _weighing(task: Task) -> str:
    def tell(each: Named) -> str:
        crop = each.name_en if language() == "en" else each.name
        said = spelled(each.day) if each.day else ""
        return f"{crop} · {said} · {_together(each.amount, each.unit)}"

    return " · ".join(tell(each) for each in task.first)


def _only(task: Task, endpoint: str) -> str:
    """The page of the one thing that is named, where it is one."""
    return url_for(endpoint, code=task.first[0].code) if len(task.first) == 1 else ""


def _first_lot(task: Task) -> str:
    return url_for("workspace.complaints", code=task.first[0].code)


def _reported(task: Task) -> str:
    return joined(task, lambda each: str(report_words.KINDS[each.name]))


def _forms(task: Task) -> str:
    return joined(task, lambda each: draft_words.title(each.name, each.day, each.lots))


_BATCH, _BATCHES = "workspace.batch", "workspace.batches"
#: Every kind of task. A part of the house adds its own beside its line in ``PROVIDERS``.
TASKS: Mapping[str, Says] = {
    "recalled": Says(
        lambda n: str(ngettext("lô đang thu hồi sản phẩm", "lô đang thu hồi sản phẩm", n)),
        names,
        to_one(_BATCH, _BATCHES, state="recalled"),
        "stop",
    ),
    "held": Says(
        lambda n: str(ngettext("lô tạm ngừng xuất", "lô tạm ngừng xuất", n)),
        _reasons,
        to_one(_BATCH, _BATCHES, state="held"),
        "stop",
    ),
    "to_release": Says(
        lambda n: str(
            ngettext("lô gỡ được bằng phiếu kiểm nghiệm", "lô gỡ được bằng phiếu kiểm nghiệm", n)
        ),
        names,
        lambda task: url_for("workspace.release_by_report", recall=task.first[0].code),
        "look",
    ),
    "over_labelled": Says(
        lambda n: str(ngettext("lô nhiều tem hơn số gói", "lô nhiều tem hơn số gói", n)),
        _too_many,
        lambda task: url_for(_BATCH, code=task.first[0].code),
        "stop",
    ),
    "complaints": Says(
        lambda n: str(
            ngettext("cuộc gọi phản ánh chờ trả lời", "cuộc gọi phản ánh chờ trả lời", n)
        ),
        names,
        _first_lot,
        "look",
    ),
    "buyer_reports": Says(
        lambda n: str(
            ngettext("phản ánh gửi từ trang của tem", "phản ánh gửi từ trang của tem", n)
        ),
        _reported,
        lambda _task: url_for("workspace.buyer_reports"),
        "look",
    ),
    "to_write_out": Says(
        lambda n: str(
            ngettext("lô đã quét mà chưa ghi xuất kho", "lô đã quét mà chưa ghi xuất kho", n)
        ),
        lambda task: str(_("%(names)s. Người mua không thấy dòng này.", names=names(task))),
        to_one("workspace.lot_scans", "workspace.scans"),
        "look",
    ),
    "scanned": Says(
        lambda n: str(ngettext("lô, đợt tem có lượt quét lạ", "lô, đợt tem có lượt quét lạ", n)),
        lambda task: str(_("%(names)s. Xem rồi đánh dấu đã đọc.", names=names(task))),
        lambda _task: url_for("account.alerts"),
        "look",
    ),
    "drafts": Says(
        lambda n: str(ngettext("nháp ghi dở", "nháp ghi dở", n)),
        _forms,
        lambda _task: url_for("workspace.drafts"),
        "look",
    ),
    "differing": Says(
        lambda n: str(ngettext("phiếu giao bên nhận nói khác", "phiếu giao bên nhận nói khác", n)),
        names,
        to_one("workspace.delivery", "workspace.deliveries"),
        "look",
    ),
    "arriving": Says(
        lambda n: str(ngettext("phiếu hàng đến chưa trả lời", "phiếu hàng đến chưa trả lời", n)),
        lambda _task: str(_("Nhận hoặc trả lại.")),
        lambda _task: url_for("workspace.arrivals"),
        "look",
    ),
    "to_close": Says(
        lambda n: str(ngettext("phiếu cân, phiên đang mở", "phiếu cân, phiên đang mở", n)),
        _weighing,
        lambda task: _only(task, "workspace.reception") or url_for("workspace.receptions"),
        "look",
    ),
    "to_weigh": Says(
        lambda n: str(ngettext("lô chờ cân", "lô chờ cân", n)),
        names,
        to_one("workspace.entries", _BATCHES, state="open"),
        "look",
    ),
    "bought": Says(
        lambda n: str(ngettext("lô thu mua chờ đóng gói", "lô thu mua chờ đóng gói", n)),
        _left,
        to_one(_BATCH, _BATCHES, kind="received", state="open"),
    ),
    "to_pack": Says(
        lambda n: str(ngettext("lô chờ đóng gói", "lô chờ đóng gói", n)),
        _left,
        to_one("workspace.pack", _BATCHES, kind="harvest", state="open"),
    ),
    "to_make": Says(
        lambda n: str(ngettext("lô đã chế biến, chờ làm tiếp", "lô đã chế biến, chờ làm tiếp", n)),
        _left,
        to_one("workspace.make", _BATCHES, kind="processed", state="open"),
    ),
    "to_publish": Says(
        lambda n: str(ngettext("lô đã đóng gói, chưa công bố", "lô đã đóng gói, chưa công bố", n)),
        names,
        to_one(_BATCH, _BATCHES, kind="packed", state="open"),
        "look",
    ),
    "to_print": Says(
        lambda n: str(ngettext("lô đã công bố, chưa in tem", "lô đã công bố, chưa in tem", n)),
        names,
        to_one("workspace.print_labels", _BATCHES, kind="packed", state="published"),
    ),
    "to_link": Says(
        lambda n: str(ngettext("tem chưa kích hoạt", "tem chưa kích hoạt", n)), _labels, _runs
    ),
    "ending": Says(
        lambda n: str(ngettext("giấy chứng nhận sắp hết hạn", "giấy chứng nhận sắp hết hạn", n)),
        _days,
        to_one("workspace.certificate", "workspace.certificates"),
        "look",
    ),
}
