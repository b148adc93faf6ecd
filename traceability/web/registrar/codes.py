"""The list of codes with its search, and the page of one code beside it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.growing_area import UNDECIDED, Status
from traceability.domain.reports import ReportKind, Waiting
from traceability.domain.text import shown
from traceability.services import (
    certificate_views,
    code_authorizations,
    code_claim_views,
    code_use_views,
    registry_lots,
    registry_page,
    registry_views,
    report_views,
)
from traceability.services.registry_lots import HoldShown
from traceability.services.registry_views import CodeLine
from traceability.store.unit import Reading
from traceability.web import attachments, authorization_words, forms, paging
from traceability.web.filters import number, word
from traceability.web.house import actor, looking
from traceability.web.registrar.blueprint import registrar
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _

CONFLICT = "conflict"
#: So many of the newest holds and recalls stand on the first page.
NEWEST = 6
#: In the order of the filters; the rest of a code's life comes with filing on the web.
STATUSES = (Status.ACTIVE, Status.SUSPENDED, Status.EXPIRED, Status.REVOKED)


@dataclass(frozen=True)
class Queue:
    """A page of the list: what was asked for, how many there are by filter, the lines here.

    Without ``counts`` it is not a page of the whole list: the lines are those around a code.
    """

    query: str
    status: str
    page: int
    pages: int
    counts: Mapping[str, int]
    found: int
    lines: Sequence[CodeLine]

    def asked(self, **changed: str | int) -> dict[str, str | int]:
        """The list's place in the URL, with something changed; what is empty stays out."""
        kept: dict[str, str | int] = {"q": self.query, "status": self.status, "page": self.page}
        kept |= changed
        return {key: value for key, value in kept.items() if value not in ("", 1)}


@dataclass(frozen=True)
class Task:
    """Something that waits for an officer: how many, what, and where it is."""

    count: int
    sign: str
    text: str
    what: str
    href: str


@registrar.get("/")
def codes() -> ResponseReturnValue:
    """The codes of the officer's territory."""
    with looking() as view:
        queue, holds = _queue(view), registry_lots.open_holds(view, actor())
        papers = certificate_views.count_waiting(view, actor())
        reports, today = report_views.waiting(view, actor()), view.today
    every = (_reports(reports, today), *_tasks(queue.counts, holds), _papers(papers))
    tasks = [task for task in every if task.count]
    return render_template(
        "registrar/codes.html", queue=queue, current=None, tasks=tasks, holds=holds[:NEWEST]
    )


@registrar.get("/ma/<code>")
def code(code: str) -> ResponseReturnValue:
    """One code, with the list it was chosen from beside it at a desk."""
    with looking() as view:
        page = registry_page.page(view, actor(), code)
        queue, case = _beside(view, code), code_claim_views.open_case_of(view, code)
        uses = code_use_views.page(view, actor(), code)
    if page.code.line.status in UNDECIDED:
        return redirect(url_for(".file", code=code))
    return render_template(
        "registrar/code.html",
        queue=queue,
        current=code,
        page=page,
        claim_case=case,
        open_key=forms.new_key(),
        uses=uses,
        said=authorization_words,
    )


@registrar.get("/ma/<code>/uy-quyen/<permission>/giay/<number>")
def authorization_paper(code: str, permission: str, number: str) -> ResponseReturnValue:
    """A paper of a permission to use a code of the territory."""
    with looking() as view:
        registry_page.page(view, actor(), code)
    return attachments.served(
        lambda view, at: code_authorizations.paper(view, actor(), permission, at),
        number,
        "uy-quyen",
    )


def _tasks(counts: Mapping[str, int], holds: Sequence[HoldShown]) -> Iterable[Task]:
    """What waits, worst first."""
    recalls = sum(hold.kind == "recall" for hold in holds)
    held, at = len(holds) - recalls, url_for(".holds")
    text = ngettext("đợt thu hồi sản phẩm đang mở", "đợt thu hồi sản phẩm đang mở", recalls)
    yield Task(recalls, "stop", text, _("Theo dõi, kết thúc khi xong"), at)
    conflicts, here = counts.get(CONFLICT, 0), url_for(".codes", status=CONFLICT)
    text = ngettext("mã đang tranh chấp", "mã đang tranh chấp", conflicts)
    yield Task(conflicts, "look", text, _("Hai hồ sơ cùng một chuỗi mã"), here)
    text = ngettext("lô tạm ngừng xuất", "lô tạm ngừng xuất", held)
    yield Task(held, "look", text, _("Kiểm tra lại, gỡ khi đủ căn cứ"), at)
    for status, what in (
        (Status.SUSPENDED, _("Khôi phục khi đã khắc phục")),
        (Status.EXPIRED, _("Thu hoạch dưới mã sẽ tạm ngừng xuất")),
    ):
        count, here = counts.get(status, 0), url_for(".codes", status=status)
        text = ngettext("mã %(status)s", "mã %(status)s", count, status=word(status))
        yield Task(count, "not-yet", text, what, here)


def _reports(waiting: Waiting, today: dt.date) -> Task:
    """What buyers reported: how many nobody took, what may do harm, how long the oldest waits."""
    safety, fake = (waiting.by_kind.get(kind, 0) for kind in (ReportKind.SAFETY, ReportKind.FAKE))
    days = (today - waiting.oldest).days if waiting.oldest else 0
    told = (
        (waiting.free, _("%(count)s chưa ai nhận", count=number(waiting.free))),
        (safety, _("%(count)s về an toàn thực phẩm", count=number(safety))),
        (fake, _("%(count)s nghi hàng giả", count=number(fake))),
        (days, ngettext("lâu nhất một ngày", "lâu nhất %(num)s ngày", days)),
    )
    what = " · ".join(text for count, text in told if count) or _("Theo dõi, khép lại khi xong")
    text = ngettext("phản ánh của người mua", "phản ánh của người mua", waiting.count)
    sign = "stop" if safety else "look"
    return Task(waiting.count, sign, text, what[:1].upper() + what[1:], url_for(".reports"))


def _papers(count: int) -> Task:
    """The certificates that no officer has looked at."""
    text = ngettext("giấy chứng nhận cần xem", "giấy chứng nhận cần xem", count)
    return Task(count, "look", text, _("So bản chụp với nội dung ghi"), url_for(".certificates"))


def _queue(view: Reading) -> Queue:
    every = registry_views.lines(view, actor())
    query, status = shown(request.args.get("q", "")), request.args.get("status", "")
    answering = registry_views.search(every, query)
    found = [line for line in answering if _is(line, status)]
    page, pages, here = paging.cut(found)
    return Queue(query, _known(status), page, pages, _counts(answering), len(found), here)


def _beside(view: Reading, code: str) -> Queue:
    """The list beside a code: what was searched for, else the codes around it and no counts.

    Whoever did not search is not made to wait until the whole register was read.
    """
    if request.args.get("q", "").strip() or _known(request.args.get("status", "")):
        return _queue(view)
    lines = registry_views.beside(view, actor(), code)
    return Queue("", "", paging.page_asked(), 1, {}, len(lines), lines)


def _known(status: str) -> str:
    return status if status == CONFLICT or status in STATUSES else ""


def _is(line: CodeLine, status: str) -> bool:
    if status == CONFLICT:
        return line.conflict
    return status not in STATUSES or line.status == status


def _counts(lines: Sequence[CodeLine]) -> dict[str, int]:
    counted = Counter(str(line.status) for line in lines)
    shown_first = {str(status): counted[status] for status in STATUSES if counted[status]}
    conflicts = sum(line.conflict for line in lines)
    return {"": len(lines), **shown_first} | ({CONFLICT: conflicts} if conflicts else {})
