"""The queue of cases, one case a screen: taking it in hand, giving it on, deciding it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.schemas.cases import NOBODY, CaseDecisionSchema, ColleagueSchema
from traceability.services import (
    case_decisions,
    case_desk,
    case_views,
    code_contests,
    request_keys,
)
from traceability.services.case_decisions import DecisionRequest
from traceability.services.case_views import CaseLine
from traceability.store.unit import Work
from traceability.web import alert_words, forms, paging
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, house, looking, working
from traceability.web.registrar.blueprint import registrar
from traceability.web.tongues import gettext as _

FIELDS = ("winner", "reason", "acting_reason")
#: The filters in order; the first stands where nothing was chosen.
STATES: Mapping[str, Callable[[CaseLine], bool]] = {
    "open": lambda line: line.closed_on is None,
    "mine": lambda line: line.closed_on is None and line.mine,
    "free": lambda line: line.closed_on is None and line.in_hand is None,
    "closed": lambda line: line.closed_on is not None,
}


@dataclass(frozen=True)
class CaseQueue:
    """A page of the queue: the filter, how many there are by filter, the lines here."""

    state: str
    counts: Mapping[str, int]
    page: int
    pages: int
    lines: Sequence[CaseLine]


@registrar.get("/vu-viec")
def cases() -> ResponseReturnValue:
    """The cases of the officer's territory."""
    with looking() as view:
        found = case_views.queue(view, actor())
        waiting = case_views.count_waiting_gtins(view, actor())
    return render_template(
        "registrar/cases.html", queue=_queue(found), waiting=waiting, told=alert_words
    )


@registrar.get("/vu-viec/<code>")
def case(code: str) -> ResponseReturnValue:
    """One case: its claims beside each other, who had it in hand, the decision."""
    if elsewhere := _elsewhere(code):
        return redirect(elsewhere)
    return _page(code, forms.fresh(dict.fromkeys(FIELDS, "")))


@registrar.post("/vu-viec/<code>/nhan")
def take_case(code: str) -> ResponseReturnValue:
    """Take a case in hand."""
    said = _("Bạn đã nhận vụ này.")
    return _desk(code, {"take": code}, lambda work: case_desk.take(work, code), said)


@registrar.post("/vu-viec/<code>/giao")
def give_case(code: str) -> ResponseReturnValue:
    """Give a case to a colleague of the office."""
    values = forms.typed(("colleague",))
    with looking() as view:
        case_desk.check_reach(view, actor(), code)
    try:
        to = ColleagueSchema(spoken=True).read(values)["colleague"]
    except Invalid as refusal:
        return _refused(code, values, refusal)
    said = _("Đã giao cho đồng nghiệp.")
    return _desk(code, {"give": code, "to": to}, lambda work: case_desk.give(work, code, to), said)


@registrar.post("/vu-viec/<code>/quyet")
def decide_case(code: str) -> ResponseReturnValue:
    """Say back what was chosen; with ``confirm=yes`` decide."""
    values = forms.typed(FIELDS)
    with looking() as view:
        case_desk.check_reach(view, actor(), code)
    if "edit" in request.form:
        return _page(code, forms.again(values))
    try:
        asked = CaseDecisionSchema(case=code, spoken=True).read(values)["asked"]
        if request.form.get("confirm") == "yes":
            return _decide(code, asked)
        return _understood(code, values, asked)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _refused(code, values, refusal)


@registrar.get("/gtin")
def gtins() -> ResponseReturnValue:
    """The GTINs that one product alone declares and that nobody has confirmed."""
    with looking() as view:
        found = case_views.waiting_gtins(view, actor())
    return render_template("registrar/gtins.html", claims=found, request_key=forms.new_key())


@registrar.post("/gtin/<code>/xac-nhan")
def confirm_gtin(code: str) -> ResponseReturnValue:
    """Confirm the GTIN of a product."""
    with looking() as view:
        claim = case_views.gtin_to_confirm(view, actor(), code)
    _once({"confirm": code}, lambda work: case_decisions.confirm(work, code), code)
    flash(_("Đã xác nhận GTIN %(gtin)s.", gtin=claim.gtin), "done")
    return redirect(url_for(".gtins"), 303)


def _elsewhere(code: str) -> str | None:
    """The page of a case that has one of its own."""
    with looking() as view:
        kind = case_views.kind_of(view, actor(), code)
    return url_for(f".{PAGES[kind]}", code=code) if kind in PAGES else None


#: The pages of cases that are not about a GTIN.
PAGES: Mapping[str, str] = {code_contests.KIND: "code_claims"}


def _queue(found: Sequence[CaseLine]) -> CaseQueue:
    counts = {state: sum(map(fits, found)) for state, fits in STATES.items()}
    state = request.args.get("state", "")
    state = state if state in STATES else next(iter(STATES))
    page, pages, here = paging.cut([line for line in found if STATES[state](line)])
    return CaseQueue(state, counts, page, pages, here)


def _desk(
    code: str, body: Mapping[str, str], act: Callable[[Work], object], said: str
) -> ResponseReturnValue:
    """Do something to who has a case in hand, and go back to it."""
    try:
        _once(body, act, code)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _refused(code, forms.typed(("colleague",)), refusal)
    flash(said, "done")
    return redirect(url_for(".case", code=code), 303)


def _decide(code: str, asked: DecisionRequest) -> ResponseReturnValue:
    _once({"decide": asdict(asked)}, lambda work: case_decisions.decide(work, asked), code)
    flash(_("Đã quyết. Các bên và cơ quan của địa bàn được báo."), "done")
    return redirect(url_for(".case", code=code), 303)


def _understood(code: str, values: dict[str, str], asked: DecisionRequest) -> str:
    """What the decision would do, judged by deciding and taking that back."""
    with looking() as view:
        page = case_views.page(view, actor(), code, house().outlines)
    with foreseeing() as work:
        case_decisions.decide(work, asked)
    winner = next((each for each in page.claims if each.product == asked.winner), None)
    return render_template(
        "registrar/overlap_confirm.html" if page.overlap else "registrar/case_confirm.html",
        page=page,
        form=forms.again(values),
        asked=asked,
        winner=winner,
        losers=[each for each in page.claims if each is not winner],
        told=alert_words,
    )


def _once(body: Mapping[str, Any], act: Callable[[Work], object], code: str) -> None:
    def acts() -> dict[str, str]:
        act(work)
        return {"case": code}

    with working() as work:
        request_keys.once(work, request.form.get("request_key", ""), body, acts)


def _page(code: str, form: Form) -> str:
    with looking() as view:
        page = case_views.page(view, actor(), code, house().outlines)
    return render_template(
        "registrar/overlap.html" if page.overlap else "registrar/case.html",
        page=page,
        form=form,
        told=alert_words,
        nobody=NOBODY,
        desk_key=forms.new_key(),
    )


def _refused(code: str, values: dict[str, str], refusal: Refusal) -> ResponseReturnValue:
    every = {**dict.fromkeys((*FIELDS, "colleague"), ""), **values}
    return _page(code, forms.refused(every, refusal)), status_of(refusal)
