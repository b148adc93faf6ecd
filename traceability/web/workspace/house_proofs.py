"""A printing house's proof, read before the rest is printed; the file is kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, Invalid, NotFound, Refusal
from traceability.domain.ids import grouped
from traceability.domain.text import nfc
from traceability.schemas.print_orders import FEW, WHOLE, ProofSchema
from traceability.services import label_proofs, label_views, print_orders
from traceability.services.label_proofs import ProofReport, SentFile
from traceability.services.print_orders import RollLine
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking
from traceability.web.tongues import gettext as _
from traceability.web.workspace import label_words, wording
from traceability.web.workspace.blueprint import workspace

_FIELDS = ("part", "dpi")
_LONGEST_NAME = 80
_DPI = (72, 4_800)
#: So many findings of a kind are shown; a house mends the first and sends the proof again.
SHOWN = 20


@dataclass(frozen=True)
class ProofLook:
    """What was found, and whether a few labels would do."""

    report: ProofReport
    few: bool

    @property
    def passed(self) -> bool:
        """Whether the house may print: nothing is wrong, and there was something to read."""
        return self.report.passed and self.report.read > 0


@workspace.route("/tem/<run>/xuong-in/doc-thu", methods=["GET", "POST"])
def house_proof(run: str) -> ResponseReturnValue:
    """The form of a proof; sent, what is missing, foreign, twice, unreadable or too small."""
    if request.method == "GET":
        return _page(run, forms.fresh({"part": WHOLE, "dpi": ""}))
    with looking() as view:
        label_views.own_run(view, actor(), run)
    values, sent = forms.typed(_FIELDS), _sent()
    try:
        look = _looked(run, values, sent)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        form = forms.refused({"proof": "", **values}, refusal, {"roll": "part"})
        return _page(run, form), status_of(refusal)
    return _page(run, forms.again(values), look)


def _looked(run: str, values: Mapping[str, str], sent: Sequence[SentFile]) -> ProofLook:
    asked = ProofSchema(spoken=True).read(values)
    part, dpi = asked["part"], asked.get("dpi")
    if dpi is not None and not _DPI[0] <= dpi <= _DPI[1]:
        raise Invalid("resolution_out_of_range", "dpi", lowest=_DPI[0], highest=_DPI[1])
    with looking() as view:
        row = print_orders.known_house_run(view, run)
        roll = None if part in (FEW, WHOLE) else part
        expected = label_proofs.expected_of(house().press.keyring, row, roll)
        order = label_proofs.expected_of(house().press.keyring, row)
    found = label_proofs.read_sent(sent, dpi)
    few = part == FEW
    return ProofLook(label_proofs.compare(expected, found, sample=few, order=order), few)


def _sent() -> list[SentFile]:
    found = []
    for each in request.files.getlist("proof"):
        with each.stream as stream:
            data = stream.read()
        if each.filename:
            found.append(SentFile(nfc(each.filename)[:_LONGEST_NAME], data))
    return found


def _page(run: str, form: Form, look: ProofLook | None = None) -> str:
    with looking() as view:
        order = print_orders.page(view, actor(), run)
    return render_template(
        "workspace/house_proof.html",
        order=order,
        parts=[(each.code, _of_roll(each)) for each in order.rolls],
        line=order.run.line,
        form=form,
        look=look,
        whole=WHOLE,
        few=FEW,
        shown=SHOWN,
        numbers=label_proofs.as_numbers,
        words=wording,
    )


def _of_roll(roll: RollLine) -> str:
    span = label_words.numbers(roll.first, roll.last)
    return str(
        _("đủ một cuộn: %(roll)s, tem số %(numbers)s", roll=grouped(roll.code), numbers=span)
    )
