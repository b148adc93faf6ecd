"""Drafts: keeping the form at hand, the list of those begun, and dropping one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.services import draft_goods
from traceability.services import drafts as services
from traceability.services.draft_goods import Begun
from traceability.services.drafts import DraftShown
from traceability.web import drafting, send_again
from traceability.web.errors import status_of
from traceability.web.house import actor, looking, working
from traceability.web.messages import sentence
from traceability.web.workspace import draft_words
from traceability.web.workspace.blueprint import workspace


@dataclasses.dataclass(frozen=True)
class Offered:
    """A draft as a page offers it: what form, what was typed first, where it opens, since when."""

    id: int
    title: str
    hint: str
    href: str
    at: dt.datetime
    today: bool


@dataclasses.dataclass(frozen=True)
class Note:
    """What stands above a form: the draft that is open in it, and others of the same form."""

    opened: Offered | None
    others: tuple[Offered, ...]


@workspace.before_request
def keep_if_asked() -> ResponseReturnValue | None:
    """Any form whose button "Lưu nháp" was pressed is kept as it is; nothing of it is judged."""
    if request.method != "POST" or drafting.SAVE not in request.form:
        return None
    form = drafting.form_sent()
    if form is None:
        raise Invalid("draft_not_here")
    try:
        saved = drafting.save(form)
    except (Invalid, RuleBroken) as refusal:
        return _not_kept(refusal)
    return redirect(drafting.address(form, saved.id), 303)


@workspace.after_request
def keep_what_is_looked_over(response: Response) -> Response:
    """What stands on a page "Xem lại" waits as a draft until it is recorded."""
    if request.method == "POST" and response.status_code == 200 and not response.is_streamed:
        drafting.keep_reviewed(response.get_data())
    return response


@workspace.get("/nhap", endpoint="drafts")
def listed() -> ResponseReturnValue:
    """The person's own drafts in this organisation, the last touched first."""
    with looking() as view:
        found, today = services.mine(view, actor()), view.today
        days, goods = services.days_of(view, found), draft_goods.of(view, actor(), found)
    rows = [_offered(each, today, days.get(each.id), goods.get(each.id, ())) for each in found]
    return render_template("workspace/drafts.html", rows=rows, kept=services.KEPT.days)


@workspace.post("/nhap/<number>/bo")
def drop_draft(number: str) -> ResponseReturnValue:
    """Drop a draft, and go back to its form, empty, or to the list."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise NotFound
    with working() as work:
        form = services.drop(work, int(number))
    listed_there = request.form.get("list") == "yes"
    return redirect(url_for(".drafts") if listed_there else drafting.address(form), 303)


@workspace.context_processor
def known_to_forms() -> dict[str, object]:
    """What stands above a form."""
    return {"draft_note": note}


def note() -> Note | None:
    """The draft that is open in the form of this page, and others of the same form."""
    opened, found = drafting.opened(), drafting.of_this_form()
    if opened is None and not found:
        return None
    with looking() as view:
        today, goods = view.today, draft_goods.of(view, actor(), found)
    others = (each for each in found if opened is None or each.id != opened.id)
    here = None if opened is None else _offered(opened, today)
    return Note(here, tuple(_offered(each, today, None, goods.get(each.id, ())) for each in others))


def _offered(
    draft: DraftShown,
    today: dt.date,
    about: dt.date | None = None,
    goods: Sequence[Begun] = (),
) -> Offered:
    return Offered(
        id=draft.id,
        title=draft_words.title(draft.form.endpoint, about),
        hint=draft_words.goods(goods) or draft_words.hint(draft.values),
        href=drafting.address(draft.form, draft.id),
        at=draft.at,
        today=day_in_vietnam(draft.at) == today,
    )


def _not_kept(refusal: Invalid | RuleBroken) -> Response:
    """Nothing typed is lost: the page holds it, and keeps it once there is room."""
    page = render_template(
        "workspace/draft_refused.html",
        sentences=[sentence(each) for each in refusal.faults],
        action=request.full_path.rstrip("?"),
        values=send_again.typed(),
    )
    return Response(page, status_of(refusal))
