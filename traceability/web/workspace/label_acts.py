"""One page an act on the labels of a run: spoiled, handed out, brought back, lost, printed on."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Denied, NotFound, Refusal
from traceability.domain.stretches import Stretch, counted, spelled
from traceability.services import (
    carton_runs,
    label_acts,
    label_choices,
    label_ledger,
    label_views,
    lent_labels,
    print_files,
    run_numbers,
    stock_views,
)
from traceability.services.label_hands import Hands, Held
from traceability.services.label_leaving import ExportForm
from traceability.services.lent_labels import Opened
from traceability.services.request_keys import is_used, once
from traceability.services.stationery import Paper
from traceability.store.unit import Reading, Work
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, house, looking, working
from traceability.web.thousands import marked, ngettext
from traceability.web.tongues import gettext as _
from traceability.web.workspace import label_words, print_looks, wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.label_act_kinds import ACTS, Act, Field
from traceability.web.workspace.print_looks import PrintLook


@workspace.route("/tem/<run>/ghi/<act>", methods=["GET", "POST"])
def label_act(run: str, act: str) -> ResponseReturnValue:
    """The page of one act on a run's labels; sent, it is done or says what is in the way."""
    if act not in ACTS:
        raise NotFound
    what = ACTS[act]
    if request.method == "GET":
        return _page(run, act, forms.fresh(_defaults(run, what)))
    values = forms.typed([field.name for field in what.fields])
    _forget_offered(values)
    if request.form.get("pick", "").isdecimal():
        values["start"] = request.form["pick"]
    if "edit" in request.form or "pick" in request.form:
        return _page(run, act, forms.again(values))
    try:
        data = what.schema(spoken=True).read(values)
        if not _was_done() and (page := _before(run, act, data, values)):
            return page
        stretches, lot = _once(run, act, what, data)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        if isinstance(refusal, _Unasked) and (page := _asked(run, act, data, values)):
            return page
        moved = {"labels": what.fields[0].name}
        return _page(run, act, forms.refused(values, refusal, moved)), status_of(refusal)
    flash(f"{what.done % _facts(stretches)} {_passed_over(run, data, stretches)}".strip(), "done")
    return redirect(_of_lot(lot) if lot else _of_run(run), 303)


def _before(run: str, act: str, data: Mapping[str, Any], values: Mapping[str, str]) -> str | None:
    """The page that comes before an act: it asks, or offers where the sheet goes on."""
    if page := _asked(run, act, data, values):
        return page
    if place := _offered(run, ACTS[act], data):
        return _page(run, act, forms.again({**values, "start": str(place)}), place)
    return None


def _was_done() -> bool:
    """Whether this very sending recorded something before: what it did may stand in its own way."""
    with looking() as view:
        return is_used(view, actor(), request.form.get("request_key", ""))


def _opened(view: Reading, run: str, what: Act) -> Opened:
    """A run of one's own; of another's too, where an act is for whose goods labels are on."""
    if what.on_goods:
        return lent_labels.run_of(view, actor(), run, what.action)
    return Opened(label_views.own_run(view, actor(), run, what.action))


def _lot_of(opened: Opened) -> str:
    return "" if opened.lot is None else opened.lot.code


def _back(opened: Opened) -> tuple[str, str]:
    """Where a page of an act leads back to, and how that page is called."""
    if not opened.lent:
        return _of_run(opened.run.code), _("Sổ tem")
    if opened.lot is not None:
        return _of_lot(opened.lot.code), _("Tem lô %(lot)s", lot=opened.lot.lot_code)
    return url_for("workspace.lent_labels"), _("Tem đơn vị khác giao cho bạn")


def _of_run(run: str) -> str:
    return url_for("workspace.label_book_of_run", run=run)


def _of_lot(lot: str) -> str:
    return url_for("workspace.lot_labels", code=lot)


def _passed_over(run: str, data: Mapping[str, Any], stretches: Sequence[Stretch]) -> str:
    """How many of the labels that were asked for, from first to last, were left out as dead."""
    if "form" not in data:
        return ""
    with looking() as view:
        numbers = run_numbers.of(label_ledger.known_run(view, run))
    count = numbers.within(data["first"], data["last"]) - counted(stretches)
    if not count:
        return ""
    said: str = ngettext(
        "Bỏ qua %(num)s tem hỏng hoặc đã hủy.", "Bỏ qua %(num)s tem hỏng hoặc đã hủy.", count
    )
    return said


def _once(run: str, act: str, what: Act, data: Mapping[str, Any]) -> tuple[Sequence[Stretch], str]:
    """Do the act once; which labels, and the lot of one's own that those of another's run were on.

    The same key with another name or reason is another sending, and refused.
    """
    with working() as work:

        def do() -> Mapping[str, str]:
            lot = _lot_of(_opened(work, run, what))
            _require_asked(work, run, what, data)
            stretches = what.do(work, run, data)
            told = ";".join(f"{first}-{last}" for first, last in stretches)
            return {"run": run, "labels": told, "lot": lot}

        body = {"do": f"label {act}", "run": run, **data}
        outcome = once(work, request.form.get("request_key", ""), body, do)
    pieces = (piece.split("-") for piece in outcome.result["labels"].split(";"))
    stretches = [(int(first), int(last)) for first, last in pieces]
    # Sendings of before lots were kept with them have none.
    return stretches, outcome.result.get("lot", "")


def _asked(run: str, act: str, data: Mapping[str, Any], values: Mapping[str, str]) -> str | None:
    """The page that asks before an act; ``None`` where it was agreed to, or needs no asking.

    Who agreed that labels leave some hands is asked anew where others hold them by now.
    """
    what = ACTS[act]
    agreed = "confirmed" in request.form
    if what.confirmed is None:
        return None
    if what.held is None:
        return None if agreed else _ask(run, act, data, values)
    with looking() as view:
        held = what.held(view, run, data)
        to = dict(_options(view, run, next(each for each in what.fields if each.name == "to")))
    if not _unasked(held):
        return None
    whom = to.get(values["to"], "") if ":" in values["to"] else values["name"]
    return _ask(run, act, data, values, held, whom)


def _unasked(held: Sequence[Held]) -> bool:
    """Whether others hold labels, and this sending agrees to their going on from no such hands."""
    agreed = "confirmed" in request.form and request.form.get("held") == _said(held)
    return bool(held) and not agreed


class _Unasked(Conflict):
    """Labels came into other hands between the question and the write."""


def _require_asked(work: Work, run: str, what: Act, data: Mapping[str, Any]) -> None:
    """Refuse what nobody was asked about, once nobody else can hand these labels on."""
    if what.held is None:
        return
    work.share_judgement()
    label_ledger.locked(work, label_ledger.known_run(work, run))
    if _unasked(what.held(work, run, data)):
        raise _Unasked("changed_meanwhile")


def _said(held: Sequence[Held]) -> str:
    """Who holds which labels, as whoever agrees to their going on was told it."""
    return "; ".join(
        f"{each.numbers} {each.keeper.kind} {each.keeper.code or each.keeper.name}" for each in held
    )


def _ask(
    run: str,
    act: str,
    data: Mapping[str, Any],
    values: Mapping[str, str],
    held: Sequence[Held] = (),
    whom: str = "",
) -> str:
    """The sentence that names what will happen; what could not be done is refused before it.

    Of labels that are ``held`` by others it says by whom, and to ``whom`` they are to go.
    """
    what = ACTS[act]
    with foreseeing() as work:
        opened = _opened(work, run, what)
        page = label_views.run_lines(work, [opened.run])[0]
        back = _back(opened)
        stretches = what.do(work, run, data)
        cartons = carton_runs.cartons_with(work, actor(), opened.run, stretches)
    count = counted(stretches)
    return render_template(
        "workspace/label_act_confirm.html",
        run=page,
        back=back,
        act=act,
        what=what,
        sentence=what.asked(count, spelled(stretches)),
        cartons=cartons,
        held=held,
        agreed=_said(held),
        whom=whom,
        labels=label_words,
        button=what.agree(count),
        form=forms.again(values),
    )


def _forget_offered(values: dict[str, str]) -> None:
    """A place that was offered for another label than is typed now is offered anew."""
    label, _bar, place = request.form.get("offered", "").rpartition("|")
    if place and values.get("start") == place and values.get("last_good") != label:
        values["start"] = ""


def _offered(run: str, what: Act, data: Mapping[str, Any]) -> int | None:
    """The place behind the last good label, where none was typed and the sheet has some left.

    It is shown on the drawn sheet before anything is kept; what cannot be done is refused before.
    """
    if "last_good" not in data or "start" in data:
        return None
    with foreseeing() as work:
        if label_views.shown(work, actor(), run).roll:
            return None
        place = label_acts.next_place(work, house().press.keyring, run, data["last_good"])
        if place == 1:
            return None  # nothing to choose: it is done, or told to have been done
        what.do(work, run, data)
    return place


def _defaults(run: str, what: Act) -> dict[str, str]:
    values = dict.fromkeys((field.name for field in what.fields), "")
    with looking() as view:
        first, last = run_numbers.of(label_ledger.known_run(view, run)).whole
    ends = {"first": str(first), "last": str(last)}
    values |= {name: value for name, value in ends.items() if name in values}
    asked = request.args.get("so", "")
    if "numbers" in values:
        values["numbers"] = asked
    if "form" in values:
        values["form"] = str(ExportForm.SVG)
    return values


def _page(run: str, act: str, form: Form, offered: int | None = None) -> str:
    what = ACTS[act]
    with looking() as view:
        opened = _opened(view, run, what)
        page = label_views.run_lines(view, [opened.run])[0]
        owner = lent_labels.owner_name(view, opened.run, actor().party or 0) if opened.lent else ""
        back = _back(opened)
        roll = print_files.paper_of(opened.run).dpi is not None
        options = {each.name: _options(view, run, each) for each in what.fields}
        # A roll has no sheet on which a place could be chosen.
        look = None if roll or "start" not in form.values else _look(view, run, form)
    return render_template(
        "workspace/label_act.html",
        run=page,
        back=back,
        owner=owner,
        act=act,
        what=what,
        fields=[each for each in what.fields if not (roll and each.name == "start")],
        form=form,
        options=options,
        look=look,
        offered=offered,
        words=wording,
    )


def _look(view: Reading, code: str, form: Form) -> PrintLook:
    """The first sheet of what prints on, to press the place where it begins.

    How many sheets it takes is told once the last good label is typed.
    """
    run = label_views.own_run(view, actor(), code)
    paper = Paper(run.stock, print_files.paper_of(run))
    typed, keyring = form.values["last_good"], house().press.keyring
    start = print_looks.on_sheet(paper, print_looks.number(form.values["start"], 1))
    count = label_acts.places_left(view, keyring, run, typed, start - 1)
    sheet = stock_views.picture(paper, start, max(1, count))
    if sheet is not None and not count:
        sheet = dataclasses.replace(sheet, sheets=0)
    return PrintLook(sheet, run.stock)


def _options(view: Reading, run: str, field: Field) -> Sequence[tuple[str, str]]:
    """What can be chosen in a field that is a list."""
    if field.name == "to":
        people = label_choices.people(view, actor())
        named = [
            (each.value, _("Hộ %(number)s · %(name)s", number=each.number, name=each.name))
            if each.kind == Hands.HOUSEHOLD
            else (each.value, each.name)
            for each in people
        ]
        kinds = [("team", _("Một tổ (gõ tên)")), ("person", _("Một người (gõ tên)"))]
        return [*kinds, *named]
    if field.name == "note":
        notes = label_choices.notes_of(view, actor(), run)
        return [(code, _("Phiếu số %(number)s", number=number)) for code, number in notes]
    return [(value, str(text)) for value, text in field.options]


def _facts(stretches: Sequence[Stretch]) -> dict[str, object]:
    return {"count": marked(counted(stretches)), "numbers": spelled(stretches)}
