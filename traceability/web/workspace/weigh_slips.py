"""The form of a weigh slip, a truck of many gardens, and one slip with its papers."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from traceability.domain import accepting, sellers
from traceability.domain.authorizations import Outside
from traceability.domain.errors import Conflict, Denied, Fault, Invalid, NotFound, RuleBroken
from traceability.domain.gathering import Caution
from traceability.domain.sellers import MOST_OFFERED, Seller
from traceability.schemas.receptions import LoadSchema, SlipSchema
from traceability.services import closed_days, reception_views, weigh_slips
from traceability.services.reception_views import DayPage, Desk
from traceability.services.request_keys import Sealed, once_sealed
from traceability.services.slip_grounds import Ground
from traceability.services.weigh_slips import LoadRequest
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
#: Lines of a truck that a form begins with, and grows by.
LINES = 6
_OF_LINE = ("seller", "gross", "ground")
#: What all lines of a truck have alike.
_SHARED = ("deduction", "grade", "part", *accepting.FIELDS)


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
        form = forms.refused(values, _named(refusal), _AT)
        return _form(page, form, Asking(why=why)), status_of(refusal)


_AT = {"household": "seller", "weight": "gross", "ground": "seller", "place": "seller"}
_AT |= {"measures.moisture": "moisture", "measures": "moisture"}


def _named(
    refusal: Invalid | RuleBroken | Conflict | Denied,
) -> Invalid | RuleBroken | Conflict | Denied:
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


# --- a truck -------------------------------------------------------------------------------------


@workspace.route("/can/<code>/xe", methods=["GET", "POST"], endpoint="truck")
def truck(code: str) -> ResponseReturnValue:
    """A line for each household; ``more=yes`` gives room for further ones."""
    with looking() as view:
        page, desk = (
            reception_views.counter(view, actor(), code),
            reception_views.desk(view, actor()),
        )
    if not page.open:
        raise NotFound
    lines = LINES if request.method == "GET" else _lines_sent()
    names = _names(lines)
    if request.method == "GET":
        return _truck(page, forms.fresh(dict.fromkeys(names, "")), lines)
    values = forms.typed(names)
    if "more" in request.form:
        values |= dict.fromkeys(_names(lines + LINES), "") | values
        return _truck(page, forms.again(values), lines + LINES)
    try:
        return _unload(page, desk, values, lines)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        rows = _filled(values, lines)
        form = forms.refused(values, _named(refusal), _placed(rows))
        return _truck(page, form, lines, _grounds(page, desk, values, rows)), status_of(refusal)


def _lines_sent() -> int:
    typed = request.form.get("lines", "")
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else LINES
    return min(max(count, 1), weigh_slips.MOST_LINES)


def _names(lines: int) -> tuple[str, ...]:
    rows = [f"{name}_{row}" for row in range(1, lines + 1) for name in _OF_LINE]
    return ("truck_gross", "truck_tare", "plate", *_SHARED, *rows)


def _filled(values: Mapping[str, str], lines: int) -> list[int]:
    """The rows in which anything was typed; the first where none was."""
    rows = range(1, lines + 1)
    return [n for n in rows if values[f"seller_{n}"].strip() or values[f"gross_{n}"].strip()] or [1]


def _placed(rows: Sequence[int]) -> dict[str, str]:
    """At which field of the form each fault stands."""
    found = {"lines": f"seller_{rows[0]}"}
    for place, row in enumerate(rows, 1):
        found |= {f"lines.{place}.{name}": f"{name}_{row}" for name in _OF_LINE}
        found |= {
            f"lines.{place}.{name}": f"gross_{row}" for name in ("weight", "tare", "deduction")
        }
        found |= {f"lines.{place}.{name}": f"seller_{row}" for name in ("household", "place")}
        found |= {f"lines.{place}.{name}": name for name in ("part", *accepting.FIELDS)}
    return found


def _unload(
    page: DayPage, desk: Desk, values: Mapping[str, str], lines: int
) -> ResponseReturnValue:
    rows = _filled(values, lines)
    unit = "lít" if page.crop.unit == "ml" else "kg"
    shared = {name: values[name] for name in _SHARED if values[name].strip()}
    faults, told = [], []
    for place, row in enumerate(rows, 1):
        found = sellers.meant(values[f"seller_{row}"], desk.sellers)
        if len(found) != 1:
            faults.append(_unclear(values[f"seller_{row}"], len(found), f"lines.{place}.seller"))
        # Where it is not known who, whatever else is wrong with the row is told as well.
        line = {"seller": found[0].code if len(found) == 1 else "x", "unit": unit, **shared}
        line |= {
            name: values[f"{name}_{row}"]
            for name in ("gross", "ground")
            if values[f"{name}_{row}"].strip()
        }
        told.append(line)
    of_truck = {name: values[name] for name in ("truck_gross", "truck_tare", "plate")}
    sent = of_truck | {"reception": page.code, "unit": unit, "lines": told}
    asked = _read_load(sent, faults)

    def act() -> Sealed:
        made = weigh_slips.record_load(work, asked)
        return Sealed({"slips": str(len(made))}, weigh_slips.sellers_of(made))

    with working() as work:
        key = request.form.get("request_key", "")
        done = once_sealed(work, key, {"load": dataclasses.asdict(asked)}, act)
    count = int(done.result["slips"])
    flash(ngettext("Đã ghi một phiếu của xe.", "Đã ghi %(num)s phiếu của xe.", count), "done")
    return redirect(url_for("workspace.reception", code=page.code), 303)


def _read_load(sent: Mapping[str, object], faults: Sequence[Fault]) -> LoadRequest:
    """What was typed of a truck; refused with these faults and all that cannot be read."""
    try:
        asked: LoadRequest = LoadSchema(spoken=True).read(dict(sent))["asked"]
    except Invalid as refusal:
        raise Invalid.of((*faults, *refusal.faults)) from None
    if faults:
        raise Invalid.of(tuple(faults))
    return asked


def _unclear(typed: str, found: int, at: str) -> Fault:
    """Why a line of a truck has no seller yet."""
    if not typed.strip():
        return Fault("required", at)
    return Fault("seller_several", at) if found else Fault("seller_unknown", at)


def _grounds(
    page: DayPage, desk: Desk, values: Mapping[str, str], rows: Sequence[int]
) -> dict[int, Sequence[Ground]]:
    """For each row whose seller has several gardens, which ones."""
    found: dict[int, Sequence[Ground]] = {}
    with looking() as view:
        for row in rows:
            who = sellers.meant(values[f"seller_{row}"], desk.sellers)
            if len(who) == 1:
                grounds = reception_views.grounds(view, actor(), page.code, who[0].code)
                found |= {row: grounds} if len(grounds) > 1 else {}
    return found


def _truck(
    page: DayPage, form: Form, lines: int, grounds: Mapping[int, Sequence[Ground]] | None = None
) -> str:
    return render_template(
        "workspace/truck.html",
        day=page,
        form=form,
        lines=lines,
        grounds=grounds or {},
        most=weigh_slips.MOST_LINES,
        reasons=accepting.OF_HARVEST,
        words=words,
    )
