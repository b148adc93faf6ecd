"""Linking by scanning: paper read once, then the first and last label, or a roll's one code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, Invalid, NotFound, Refusal
from traceability.domain.ids import fold_typed
from traceability.domain.text import half_width
from traceability.schemas.labels import LiftSchema, LinkSchema, PaperSchema
from traceability.services import (
    batches,
    label_acts,
    label_checks,
    label_choices,
    label_codes,
    label_ledger,
    label_links,
    label_views,
    parties,
    run_numbers,
)
from traceability.services.label_links import LabelSpan, Linked
from traceability.services.request_keys import once
from traceability.store.unit import Reading, Work
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, house, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import label_words, wording
from traceability.web.workspace.blueprint import workspace

_LINK_FIELDS = ("batch", "first", "last", "roll")
_LIFT_FIELDS = ("code", "reason")
_LINKED = frozenset({"label_already_linked", "roll_already_linked"})
_AT_HOUSE = frozenset({"label_not_received", "roll_not_received"})
_UNPUBLISHED = frozenset({"items_missing", "facts_missing", "batch_not_published"})


@workspace.route("/tem/<run>/doc-thu", methods=["GET", "POST"])
def check_paper(run: str) -> ResponseReturnValue:
    """Three labels of a run, or all of a shorter one, scanned or typed from paper."""
    with looking() as view:
        names = [*label_checks.parts(label_views.own_run(view, actor(), run))]
    if request.method == "GET":
        return _paper_page(run, forms.fresh(dict.fromkeys(names, "")))
    values = forms.typed(names)
    try:
        data = PaperSchema(spoken=True, only=names).read(values)
        seen = [data[name] for name in names]
        with working() as work:

            def do() -> Mapping[str, str]:
                label_checks.check(work, house().press.keyring, run, seen)
                return {"run": run}

            body = {"do": "check paper", "run": run, "seen": seen}
            once(work, request.form.get("request_key", ""), body, do)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _paper_page(run, forms.refused(values, refusal)), status_of(refusal)
    flash(label_words.read_on_paper(len(names)), "done")
    return redirect(url_for("workspace.label_run", run=run), 303)


@workspace.route("/tem/kich-hoat", methods=["GET", "POST"])
def link_labels() -> ResponseReturnValue:
    """Link labels to a lot by their first and last, scanned or typed, or a roll by its code.

    What will happen is told first, and kept once it was confirmed.
    """
    if request.method == "GET":
        named = (("batch", "lo"), ("first", "tem"), ("last", "den"))
        asked = {name: request.args.get(short, "") for name, short in named}
        return _link_page(forms.fresh(dict.fromkeys(_LINK_FIELDS, "") | asked))
    values = forms.typed(_LINK_FIELDS)
    if "edit" in request.form:
        return _link_page(forms.again(values))
    try:
        data = _read(values)
        here = url_for("workspace.link_labels")
        if page := ask_to_link(lambda work: _linked(work, data), values, here):
            return page
        done = _link(data)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        if said := linked_before(refusal, values, lambda view: _stands(view, data)):
            flash(said, "done")
            return redirect(url_for("workspace.lot_labels", code=data["batch"]), 303)
        moved = {"labels": "first", "run": "first", label_checks.FIELDS[0]: "first"}
        form = forms.refused(values, refusal, moved)
        return _link_page(form, *_way_out(refusal, values)), status_of(refusal)
    flash(told_of(done["run"], *(int(done[name]) for name in ("count", "first", "last"))), "done")
    if done.get("published"):
        flash(label_words.published(done["published"]), "done")
    return redirect(url_for("workspace.lot_labels", code=done["batch"]), 303)


@workspace.route("/tem/khoi-phuc", methods=["GET", "POST"])
def lift_void() -> ResponseReturnValue:
    """A void label that a manager has in hand counts again, with a reason."""
    if request.method == "GET":
        asked = {"code": request.args.get("tem", "")}
        return _lift_page(forms.fresh(dict.fromkeys(_LIFT_FIELDS, "") | asked))
    values = forms.typed(_LIFT_FIELDS)
    try:
        data = LiftSchema(spoken=True).read(values)
        with working() as work:

            def do() -> Mapping[str, str]:
                keyring = house().press.keyring
                label = label_acts.lift(work, keyring, data["code"], data["reason"])
                return {"run": label.run.code, "number": str(label.number)}

            body = {"do": "lift void", **data}
            done = once(work, request.form.get("request_key", ""), body, do).result
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = forms.refused(values, refusal, {"labels": "code"})
        return _lift_page(form), status_of(refusal)
    flash(_("Đã khôi phục tem số %(number)s.", number=done["number"]), "done")
    return redirect(url_for("workspace.label_book_of_run", run=done["run"]), 303)


def told_of(run: str, count: int, first: int, last: int) -> str:
    """The sentence of what was linked, once it is kept; asked again it is the same."""
    with looking() as view:
        numbers = run_numbers.of(label_ledger.known_run(view, run))
    over = numbers.within(first, last) - count
    return label_words.linked(count, numbers.told(first, last), over)


def ask_to_link(
    verb: Callable[[Work], Linked], values: Mapping[str, str], action: str
) -> str | None:
    """The page that says what a linking will do; ``None`` once what was typed was confirmed.

    What could not be linked is refused before it is asked.
    """
    typed = " ".join(values.values())
    if request.form.get("confirmed") == typed:
        return None
    with foreseeing() as work:
        told = label_links.echo(work, verb(work))
    return render_template(
        "workspace/label_link_confirm.html",
        told=told,
        sentence=label_words.linking(told),
        publishing=label_words.publishing(told),
        after=label_words.lacking(told),
        hands=label_words.in_many_hands(told),
        form=forms.again({**values, "confirmed": typed}),
        action=action,
    )


def linked_before(
    refusal: Refusal, values: Mapping[str, str], find: Callable[[Reading], Linked | None]
) -> str:
    """What is said where a linking that was confirmed stands already, from another tab; or nothing.

    ``find`` looks for it: the same labels, on the same lot.
    """
    if refusal.code not in _LINKED or request.form.get("confirmed") != " ".join(values.values()):
        return ""
    with looking() as view:
        found = find(view)
        lot = "" if found is None else batches.known(view, found.lot).lot_code
    return "" if found is None else label_words.stands(found, lot)


def _read(values: Mapping[str, str]) -> Mapping[str, str]:
    """What was typed, of a roll or of its labels: with both nobody can tell which was meant."""
    data: Mapping[str, str] = LinkSchema(spoken=True).read(values)
    ends = [data[name] for name in ("first", "last") if data.get(name)]
    if data.get("roll") and ends:
        raise Invalid("roll_and_labels", "roll", roll=data["roll"], typed=" – ".join(ends))
    return data


def _roll(typed: str) -> str:
    """The code of a roll as it was typed, folded where it is one."""
    return fold_typed(half_width(typed)) or typed


def _stands(view: Reading, data: Mapping[str, str]) -> Linked | None:
    """As ``_linked``, of what was linked before."""
    if data.get("roll"):
        run, whole = label_links.of_roll(view, _roll(data["roll"]))
        return label_links.stands(view, actor(), run.code, [whole], data["batch"])
    span = _span(view, data)
    ends = [(span.first, span.last)]
    return label_links.stands(view, actor(), span.run, ends, data["batch"])


def _link(data: Mapping[str, str]) -> Mapping[str, str]:
    with working() as work:

        def do() -> Mapping[str, str]:
            made = _linked(work, data)
            ends = {"first": str(made.span.first), "last": str(made.span.last)}
            new = batches.known(work, made.lot).lot_code if made.published else ""
            told = {"batch": made.lot, "run": made.run, "published": new}
            return {**told, **ends, "count": str(made.count)}

        body = {"do": "link by code", **data}
        return once(work, request.form.get("request_key", ""), body, do).result


def _linked(work: Work, data: Mapping[str, str]) -> Linked:
    if data.get("roll"):
        return label_links.link_roll(work, _roll(data["roll"]), data["batch"])
    span = _span(work, data)
    # A run that was printed for a lot knows its own: then the two must be one.
    return label_links.link_all(work, span.run, [(span.first, span.last)], data["batch"])


def _span(work: Reading, data: Mapping[str, str]) -> LabelSpan:
    """The stretch from the first to the last label, both of one run."""
    for name in ("first", "last"):
        if not data.get(name):
            raise Invalid("required", name)
    party = parties.acting_party(work, actor())
    first, last = (
        label_codes.in_hands(work, house().press.keyring, party, data[name], name)
        for name in ("first", "last")
    )
    if first.run.id != last.run.id:
        raise Invalid("label_of_other_run", "last", number=last.number, run=last.run.code)
    low, high = sorted((first.number, last.number))
    return LabelSpan(first.run.code, low, high)


def _way_out(refusal: Refusal, values: Mapping[str, str]) -> tuple[str, str, str, str]:
    """What comes first: a run's paper to read, rolls of one to receive, a lot to be made whole.

    Or a lot's own labels to be stuck on, or voided.
    """
    paper = _run_typed(values) if refusal.code == "paper_not_read" else ""
    house = _run_typed(values) if refusal.code in _AT_HOUSE else ""
    lot = values["batch"] if refusal.code in _UNPUBLISHED else ""
    printed = values["batch"] if refusal.code == "room_is_printed" else ""
    return paper, house, lot, printed


def _run_typed(values: Mapping[str, str]) -> str:
    """The run of the labels or the roll that were typed; none of another's, who alone opens it."""
    with looking() as view:
        try:
            if values["roll"].strip():
                run = label_links.of_roll(view, _roll(values["roll"]))[0].code
            else:
                run = _span(view, values).run
            return label_views.own_run(view, actor(), run).code
        except Refusal:
            return ""


def _paper_page(run: str, form: Form) -> str:
    with looking() as view:
        page = label_views.shown(view, actor(), run)
        row = label_views.own_run(view, actor(), run)
        numbers = run_numbers.of(row)
        parts = {name: numbers.told(*ends) for name, ends in label_checks.parts(row).items()}
    return render_template(
        "workspace/check_paper.html",
        run=page.line,
        house_run=run if page.line.dead else "",
        parts=parts,
        form=form,
    )


def _link_page(
    form: Form, paper: str = "", house_run: str = "", gaps: str = "", printed: str = ""
) -> str:
    with looking() as view:
        found = label_choices.lots_to_link(view, actor())
    lots = label_choices.shown(found, form.values["batch"])
    return render_template(
        "workspace/link_labels.html",
        form=form,
        lots=lots,
        more=len(found) - len(lots),
        paper=paper,
        house_run=house_run,
        gaps=gaps,
        printed=printed,
        words=wording,
    )


def _lift_page(form: Form) -> str:
    with looking() as view:
        label_acts.for_lifting(view, actor())
    return render_template("workspace/lift_void.html", form=form)
