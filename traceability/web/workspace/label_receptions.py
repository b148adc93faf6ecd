"""A roll that came from a printing house: twenty scans, and the list of what was spoiled there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.domain.label_numbers import MOST_PIECES
from traceability.domain.stretches import Stretch, spelled, together
from traceability.schemas.print_orders import ReceptionSchema
from traceability.services import label_codes, label_reception, label_views, print_orders
from traceability.services.label_reception import LONGEST_SCANS, Received, Reception
from traceability.services.request_keys import once
from traceability.sheets.reading import read_file
from traceability.store.unit import Reading
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.thousands import ngettext
from traceability.web.workspace.blueprint import workspace

_FIELDS = ("scans", "waste")
_MOVED = {"waste_file": "waste", "numbers": "waste"}


@workspace.route("/tem/<run>/nhan/<roll>", methods=["GET", "POST"])
def receive_roll(run: str, roll: str) -> ResponseReturnValue:
    """Twenty labels scanned, spoiled ones named or sent as a list: what is left comes alive.

    Asked to ``look``, it only tells which parts are read; the camera asks so after each label.
    """
    if request.method == "GET":
        return _page(run, roll, forms.fresh(dict.fromkeys(_FIELDS, "")))
    with looking() as view:
        label_views.own_run(view, actor(), run)
    values = forms.typed(_FIELDS)
    asked = Reception(run, roll, values["scans"][:LONGEST_SCANS])
    try:
        data = ReceptionSchema(spoken=True).read(values)
        with looking() as view:
            # A list of thousands is read before the unit: on SQLite it would hold off every writer.
            waste = _waste(view, run, data.get("waste") or "")
        values |= _kept(waste)
        asked = Reception(run, roll, data.get("scans") or "", tuple(waste))
        if "look" in request.form:
            return _page(run, roll, forms.again(values), asked, judged=True)
        received = _receive(asked)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = forms.refused(values, refusal, _MOVED)
        return _page(run, roll, form, asked), status_of(refusal)
    flash(_said(received), "done")
    return redirect(url_for("workspace.house_order", run=run), 303)


def _receive(asked: Reception) -> Received:
    with working() as work:

        def do() -> Mapping[str, str]:
            found = label_reception.receive(work, house().press.keyring, asked)
            return {"run": asked.run, "alive": str(found.alive), "void": str(found.void)}

        told = {"scans": asked.scans, "waste": [list(each) for each in asked.waste]}
        body = {"do": "receive roll", "run": asked.run, "roll": asked.roll, **told}
        done = once(work, request.form.get("request_key", ""), body, do).result
    return Received(int(done["alive"]), int(done["void"]))


def _waste(view: Reading, run: str, typed: str) -> Sequence[Stretch]:
    """What was typed, and what the file says beside it."""
    row = print_orders.known_house_run(view, run)
    keyring = house().press.keyring
    found: list[Stretch] = []
    if typed.strip():
        found += label_codes.numbers_in(view, keyring, row, typed, "waste")
    for each in request.files.getlist("waste_file"):
        if each.filename:
            table = read_file(each.read(), each.filename, "waste")
            rows = ((line.line, line.cells) for line in table.rows)
            found += label_reception.waste_list(view, keyring, row, rows)
    return together(found)


def _kept(waste: Sequence[Stretch]) -> Mapping[str, str]:
    """What a file said, as one would have typed it: it need not be chosen again after a refusal."""
    named = any(each.filename for each in request.files.getlist("waste_file"))
    return {"waste": spelled(waste)} if named and len(waste) <= MOST_PIECES else {}


def _said(received: Received) -> str:
    if not received.alive:
        none = ngettext(
            "Không nhận tem nào: %(num)s tem hỏng đã hủy.",
            "Không nhận tem nào: %(num)s tem hỏng đã hủy.",
            received.void,
        )
        return str(none)
    alive = ngettext("Đã nhận %(num)s tem.", "Đã nhận %(num)s tem.", received.alive)
    if not received.void:
        return str(alive)
    void = ngettext("%(num)s tem hỏng đã hủy.", "%(num)s tem hỏng đã hủy.", received.void)
    return f"{alive} {void}"


def _page(
    run: str, roll: str, form: Form, asked: Reception | None = None, *, judged: bool = False
) -> str:
    """The page; of what was ``asked`` it shows which parts of the roll are read.

    ``judged``: refuse what was scanned as the reception would.
    """
    with looking() as view:
        order = print_orders.page(view, actor(), run)
        line = next((each for each in order.rolls if each.code == roll), None)
        if line is None:
            raise NotFound
        row = label_views.own_run(view, actor(), run)
        told = asked or Reception(run, roll, "")
        keyring = house().press.keyring
        looked = label_reception.looked(view, keyring, row, told, judged=judged)
    lost = request.method == "POST" and any(
        each.filename for each in request.files.getlist("waste_file")
    )
    lost = lost and not form.values["waste"]
    return render_template(
        "workspace/receive_roll.html",
        order=order,
        line=order.run.line,
        roll=line,
        parts=looked.whole,
        unread=None if asked is None else looked.unread,
        spoiled=looked.spoiled,
        form=form,
        lost=lost,
    )
