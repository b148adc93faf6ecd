"""Packing a lot: the form, the balance that was understood, and the packed lot."""

from __future__ import annotations

import dataclasses

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import accepting
from traceability.domain.balance import PPM
from traceability.domain.days import format_day, is_late
from traceability.domain.errors import Conflict, Denied, Invalid, RuleBroken
from traceability.domain.process import Loss
from traceability.domain.quantity import Quantity, input_form
from traceability.schemas.packings import PackingSchema
from traceability.services import packing_views, packings, request_keys, run_views
from traceability.services.packing_views import Bench
from traceability.services.packings import Packed, PackingRequest
from traceability.store.unit import Reading, Work
from traceability.web import family_speech, family_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.shares import percent
from traceability.web.workspace import returning, wording
from traceability.web.workspace.blueprint import workspace

FIELDS = (
    *("product", "weight", "unit", "packed", "weights", "packages", "packed_on"),
    "late_reason",
    *accepting.FIELDS,
)
#: What is not packed: it stays in the lot for another day, or it is ``lost``.
STAYS = "stays"
_STANDS_AT = {"pack_format": "product", "product_revision": "product", "unit": "weight"}
_CHOSEN = ("product", "pack_format", "product_revision")
_UNITS = {"g": ("kg", "g", "yến", "tạ", "tấn"), "ml": ("lít", "ml", "kg")}


@workspace.get("/lo/<code>/dong-goi")
def pack(code: str) -> ResponseReturnValue:
    """The form with all that is on hand, today, and the only product if there is one."""
    with looking() as view:
        bench = packing_views.bench(view, actor(), code)
        form = forms.fresh(_defaults(view, bench))
    return _form(form, bench)


@workspace.post("/lo/<code>/dong-goi")
def record_packing(code: str) -> ResponseReturnValue:
    """Show the balance; with ``confirm=yes`` record it, with ``edit`` show the form again."""
    values = forms.typed(FIELDS)
    with looking() as view:
        bench, today = packing_views.bench(view, actor(), code), view.today
    if "edit" in request.form:
        return _form(forms.again(values), bench)
    try:
        asked = PackingSchema(today=today, spoken=True).read(_split(values, code))["asked"]
        rest = _rest()
        if request.form.get("confirm") == "yes" and (rest or not _asks_of_rest(asked, bench)):
            return _recorded(values, asked, bench)
        return _understood(forms.again(values), asked, bench)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        placed = _STANDS_AT
        if values["weights"].strip():  # their sum is told as what was packed
            placed = {**_STANDS_AT, "packed": "weights", "packages": "weights"}
        return _form(forms.refused(values, refusal, placed), bench, status_of(refusal))


def _defaults(view: Reading, bench: Bench) -> dict[str, str]:
    on_hand = Quantity(bench.on_hand, "ml" if bench.unit == "ml" else "g")
    weight, unit = input_form(on_hand).split(" ")
    return {
        "product": bench.packs[0].key if bench.packs else "",
        "weight": weight,
        "unit": unit,
        "packed": "",
        "weights": "",
        "packages": _all_that_fit(bench) if returning.wanted() else "",
        "packed_on": format_day(view.today),
        "late_reason": "",
        **dict.fromkeys(accepting.FIELDS, ""),
    }


def _all_that_fit(bench: Bench) -> str:
    """As many packages of the first format as the lot fills; nobody knows what drying leaves."""
    most = bench.most_of(bench.packs[0]) if bench.packs else 0
    dries = bench.usual_loss is Loss.DRIED
    return str(most) if most and not dries else ""


def _rest() -> str:
    """What becomes of the rest: the word of a button stands behind the one that was carried."""
    return next(reversed(request.form.getlist("rest")), "")


def _split(values: dict[str, str], code: str) -> dict[str, str]:
    """The product and format that were chosen; a loss comes with the confirmation.

    What is not packed yet stays in the lot: then only what the packages need is drawn.
    """
    chosen = dict(zip(_CHOSEN, values["product"].split("/", 2), strict=False))
    stays = _rest() == STAYS
    only = {"weight": "", "only_needed": "yes"} if stays else {}
    return values | chosen | {"batch": code, "loss": request.form.get("loss", "")} | only


def _recorded(values: dict[str, str], asked: PackingRequest, bench: Bench) -> ResponseReturnValue:
    """Record it; why it is so much is asked for on the review."""
    try:
        return _record(asked)
    except Invalid as refusal:
        if refusal.faults[0].field not in accepting.FIELDS:
            raise
        return _understood(forms.refused(values, refusal), asked, bench), status_of(refusal)


def _record(asked: PackingRequest) -> ResponseReturnValue:
    with working() as work:
        outcome = request_keys.once(
            work,
            request.form.get("request_key", ""),
            {"packing": dataclasses.asdict(asked)},
            lambda: {"batch": packings.register(work, asked).code},
        )
    lot = url_for("workspace.batch", code=outcome.result["batch"])
    return redirect(returning.onward(lot), 303)


def _foreseen(work: Work, asked: PackingRequest) -> Packed:
    return packings.register(work, dataclasses.replace(asked, accepts=accepting.FORESEEN))


def _asks_of_rest(asked: PackingRequest, bench: Bench) -> bool:
    """Whether far less was packed than drawn; of what dries nobody knows what is left to pack."""
    if bench.usual_loss is Loss.DRIED or asked.only_needed:
        return False
    with foreseeing() as work:
        return _foreseen(work, asked).is_far_less


def _understood(form: Form, asked: PackingRequest, bench: Bench) -> str:
    """What would be recorded; where far less is packed than drawn, the rest stays unless told."""
    rest = _rest()
    if not rest and _asks_of_rest(asked, bench):
        rest, asked = STAYS, dataclasses.replace(asked, quantity=None, only_needed=True)
    with foreseeing() as work:
        foreseen = _foreseen(work, asked)
        mixed = run_views.mixed(work, [asked.batch])
        late = is_late(asked.packed_on, work.today)
    return render_template(
        "workspace/packing_confirm.html",
        form=form,
        bench=bench,
        asked=asked,
        chosen=bench.pack(form.values["product"]),
        carried={name: form.values[name] for name in FIELDS if name not in accepting.FIELDS},
        much=_much(foreseen),
        rest=rest,
        reasons=accepting.OF_MAKING,
        late=late,
        mixed=mixed,
        taken=foreseen.taken,
        out=foreseen.packed,
        lost=foreseen.lost,
        lost_share=percent(foreseen.lost, foreseen.taken),
        losses=family_speech.packing_losses(bench.family),
        words=wording,
        told=family_words,
    )


def _much(foreseen: Packed) -> tuple[str, ...] | None:
    """What part of the harvest was packed where it is much, and what usually is, in percent."""
    usual = foreseen.much
    if usual is None:
        return None
    parts = ((foreseen.packed, usual.harvested), (usual.low, PPM), (usual.high, PPM))
    return tuple(percent(part, whole) for part, whole in parts)


def _form(form: Form, bench: Bench, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "workspace/packing.html", form=form, bench=bench, units=_UNITS[bench.unit], words=wording
    )
    return page, status
