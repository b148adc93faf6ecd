"""The form of a weigh slip: the next seller of a day, and what is asked before it can be saved."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import accepting, sellers
from traceability.domain.authorizations import Outside
from traceability.domain.errors import Conflict, Denied, Fault, Invalid, RuleBroken
from traceability.domain.gathering import Caution
from traceability.domain.sellers import MOST_OFFERED, Seller
from traceability.schemas.receptions import SlipSchema
from traceability.services import closed_days, reception_views, weigh_slips
from traceability.services.reception_views import DayPage, Desk
from traceability.services.request_keys import Sealed, once_sealed
from traceability.services.slip_grounds import Ground
from traceability.web import family_words, forms
from traceability.web.communes import with_names
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.workspace import slip_words as words
from traceability.web.workspace.blueprint import workspace

FIELDS = (
    *("seller", "gross", "bags", "tare", "deduction", "grade", "part", "moisture", "price"),
    *("new_name", "new_commune", "unit", "density"),
    *accepting.FIELDS,
)


@dataclass(frozen=True)
class Asking:
    """What the page asks before it can save: which seller, or which ground."""

    who: Sequence[Seller] = ()
    grounds: Sequence[Ground] = ()
    #: The seller works none of them.
    gardenless: bool = False
    #: The seller is known; only the weight is missing.
    onward: bool = False
    #: Its season passes the warning: why it is received all the same.
    why: bool = False


@workspace.get("/can/<code>", endpoint="reception")
def day(code: str) -> ResponseReturnValue:
    """The slip of the next seller; of a closed day its sums, lots and slips."""
    with looking() as view:
        page = reception_views.counter(view, actor(), code)
        chosen = reception_views.desk(view, actor()).of(request.args.get("ban", ""))
        gap = None if page.open else closed_days.gap_told(view, actor(), code)
    if not page.open:
        return render_template("workspace/reception.html", day=page, gap_told=gap, words=words)
    values = _defaults(page) | {"seller": "" if chosen is None else chosen.shown}
    return _form(page, forms.fresh(values), Asking(onward=chosen is not None))


@workspace.post("/can/<code>", endpoint="record_slip")
def record(code: str) -> ResponseReturnValue:
    """Save a slip and be ready for the next; ask first where it is not clear who or from where."""
    values = forms.typed(FIELDS)
    with looking() as view:
        page, desk = (
            reception_views.counter(view, actor(), code),
            reception_views.desk(view, actor()),
        )
    try:
        who = _who_or_all(page, values, desk)
        if len(who) > 1:
            return _form(page, forms.again(values), Asking(who=who[:MOST_OFFERED]))
        values["seller"] = who[0].shown if who else values["seller"]
        if "ask" in request.form and who:
            return _ask_ground(page, values, who[0], every=True)
        if who and not values["gross"].strip():
            return _form(page, forms.again(values), Asking(onward=True))
        return _record_on(page, values, who)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        if refusal.code == "ground_needed":
            return _ask_ground(page, values, who[0])
        why = refusal.faults[0].field in accepting.FIELDS
        form = forms.refused(values, named(refusal), _AT)
        return _form(page, form, Asking(why=why)), status_of(refusal)


_AT = {"household": "seller", "weight": "gross", "ground": "seller", "place": "seller"}
_AT |= {"measures.moisture": "moisture", "measures": "moisture"}


def named(
    refusal: Invalid | RuleBroken | Conflict | Denied,
) -> Invalid | RuleBroken | Conflict | Denied:
    """The refusal, with the communes among its facts by their names."""
    if not isinstance(refusal, Invalid):
        return refusal
    return Invalid.of(tuple(map(with_names, refusal.faults)))


def _who(values: Mapping[str, str], desk: Desk) -> tuple[Seller, ...]:
    """Who is meant: picked by a button, or by what stands in the field; nobody for a new one."""
    picked = desk.of(request.form.get("seller_code", ""))
    if picked is not None:
        return (picked,)
    if values["new_name"].strip():
        return ()
    if not values["seller"].strip():
        raise Invalid("required", "seller")
    found = sellers.meant(values["seller"], desk.sellers)
    if not found:
        raise Invalid("seller_unknown", "seller")
    return found


def _who_or_all(page: DayPage, values: Mapping[str, str], desk: Desk) -> tuple[Seller, ...]:
    """Who is meant; where nobody is, everything else that is wrong is told as well.

    But for a weight that is not there yet: it is typed after the seller.
    """
    try:
        return _who(values, desk)
    except Invalid as refusal:
        sent = _sent(page, values) | {"seller": "x"}
        try:
            SlipSchema(spoken=True).read(sent)
        except Invalid as others:
            more = [each for each in others.faults if values["gross"].strip() or not _lacks(each)]
            raise Invalid.of((*refusal.faults, *more)) from None
        raise


def _lacks(fault: Fault) -> bool:
    return fault.code == "required" and fault.field == "gross"


def _record_on(
    page: DayPage, values: Mapping[str, str], who: Sequence[Seller]
) -> ResponseReturnValue:
    """Record; a season that stood above its warning already is answered as on the last slip.

    A slip that is far above one load is asked about by itself, whatever was said of the season.
    """
    try:
        return _record(page, values, who)
    except Invalid as refusal:
        kept = request.form.get("kept_reason", "")
        if refusal.code != "warn_reason_needed" or not kept or values["warn_reason"]:
            raise
    return _record(page, {**values, "warn_reason": kept}, who)


def _record(page: DayPage, values: Mapping[str, str], who: Sequence[Seller]) -> ResponseReturnValue:
    sent = _sent(page, values) | {"seller": who[0].code if who else ""}
    left_out = bool(who) and not sent["ground"] and _gardenless(page, who[0])
    asked = SlipSchema(spoken=True).read(sent)["asked"]

    def act() -> Sealed:
        done = weigh_slips.record(work, asked)
        outside = {} if done.outside is None else {"outside": str(done.outside)}
        warned = {"warned": ",".join(done.warned)} if done.warned else {}
        return Sealed({"slip": done.code, **outside, **warned}, [done.seller])

    with working() as work:
        key = request.form.get("request_key", "")
        done = once_sealed(work, key, {"slip": dataclasses.asdict(asked)}, act)
    if left_out and not done.replayed:
        flash(words.gardenless(who[0], page.crop), "look")
    for each in filter(None, done.result.get("warned", "").split(",")):
        flash(str(family_words.CAUTIONS[Caution(each)]), "look")
    if "outside" in done.result:
        flash(words.outside(Outside(done.result["outside"])), "look")
    again = "kg" if asked.line.unit != page.crop.unit else None
    return redirect(url_for("workspace.reception", code=page.code, dv=again), 303)


def _sent(page: DayPage, values: Mapping[str, str]) -> dict[str, object]:
    sent = dict(values) | {
        "reception": page.code,
        "unit": _unit(page, values),
        "ground": request.form.get("ground", ""),
        **_measured(values),
    }
    del sent["moisture"]
    return sent


def _unit(page: DayPage, values: Mapping[str, str]) -> str:
    """The unit that bare numbers are in; only of what is kept by volume one is chosen."""
    if page.crop.unit != "ml":
        return "kg"
    return "kg" if values["unit"] == "kg" else "lít"


def _gardenless(page: DayPage, who: Seller) -> bool:
    with looking() as view:
        return reception_views.gardenless(view, actor(), page.code, who.code)


def _measured(values: Mapping[str, str]) -> dict[str, object]:
    moisture = values["moisture"].strip()
    return {"measures": {"moisture": moisture}} if moisture else {}


def _ask_ground(
    page: DayPage, values: Mapping[str, str], who: Seller, *, every: bool = False
) -> ResponseReturnValue:
    with looking() as view:
        found = reception_views.grounds(view, actor(), page.code, who.code, every=every)
    homeless = _gardenless(page, who)
    return _form(page, forms.again(values), Asking(grounds=found, gardenless=homeless))


def _defaults(page: DayPage) -> dict[str, str]:
    """What the last slip had: bags, tare, deduction, grade and price."""
    last = page.last
    weighed = page.crop.unit != "ml" or request.args.get("dv") == "kg"
    values = dict.fromkeys(FIELDS, "") | {"unit": "kg" if weighed else "lít"}
    if last is None:
        return values | {"bags": "0", "tare": "0", "deduction": "0"}
    # The cans of honey in kilograms weigh what they weighed; of litres they are told in litres.
    read = last.weighed if last.weighed is not None and values["unit"] == "kg" else last
    return values | {
        "bags": str(read.bags),
        "tare": words.typed(read.tare, page.crop.unit if read is last else "g"),
        "deduction": words.percent(last.deduction_ppm),
        "grade": last.grade or "",
        "part": page.part or "",
        "price": "" if last.price is None else str(last.price),
    }


def _form(page: DayPage, form: Form, asking: Asking) -> str:
    return render_template(
        "workspace/weigh_slip.html",
        day=page,
        form=form,
        asking=asking,
        reasons=accepting.OF_HARVEST,
        letters="chu" in request.args or "letters" in request.form,
        more=bool(form.values["new_name"] or form.values["new_commune"]),
        ground=request.form.get("ground", "") if asking.why else "",
        words=words,
    )
