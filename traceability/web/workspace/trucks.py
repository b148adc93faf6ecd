"""A truck that gathered from many gardens: a line for each seller, each line a weigh slip."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import accepting, sellers
from traceability.domain.errors import Conflict, Denied, Fault, Invalid, NotFound, RuleBroken
from traceability.schemas.receptions import LoadSchema
from traceability.services import reception_views, weigh_slips
from traceability.services.reception_views import DayPage, Desk
from traceability.services.request_keys import Sealed, once_sealed
from traceability.services.slip_grounds import Ground
from traceability.services.weigh_slips import LoadRequest
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.thousands import ngettext
from traceability.web.workspace import slip_words as words
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.weigh_slips import named

#: Lines that a form begins with, and grows by.
LINES = 6
_OF_LINE = ("seller", "gross", "ground", "new", "commune")
#: What all lines have alike.
_SHARED = ("deduction", "grade", "part", *accepting.FIELDS)


@dataclass(frozen=True)
class Asking:
    """What the page asks at some rows: which garden of the seller's, or whether it is a new one."""

    grounds: Mapping[int, Sequence[Ground]] = field(default_factory=dict)
    strangers: Collection[int] = ()


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
        asking = _asking(page, desk, values, _filled(values, lines))
        return _truck(page, forms.again(values), lines + LINES, asking)
    try:
        return _unload(page, desk, values, lines)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        rows = _filled(values, lines)
        form = forms.refused(values, named(refusal), _placed(rows))
        return _truck(page, form, lines, _asking(page, desk, values, rows)), status_of(refusal)


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
        found |= {
            f"lines.{place}.{name}": f"seller_{row}" for name in ("household", "place", "new_name")
        }
        found |= {f"lines.{place}.new_commune": f"commune_{row}"}
        found |= {f"lines.{place}.{name}": name for name in ("part", *accepting.FIELDS)}
    return found


def _unload(
    page: DayPage, desk: Desk, values: Mapping[str, str], lines: int
) -> ResponseReturnValue:
    rows = _filled(values, lines)
    unit = "lít" if page.crop.unit == "ml" else "kg"
    shared = _there({name: values[name] for name in _SHARED})
    faults, told = list[Fault](), list[dict[str, str]]()
    for place, row in enumerate(rows, 1):
        try:
            who = _who(values, desk, row)
        except Invalid as refusal:
            faults.append(dataclasses.replace(refusal.faults[0], field=f"lines.{place}.seller"))
            # Whatever else is wrong with the row is told as well.
            who = {"seller": "x"}
        line = {name: values[f"{name}_{row}"] for name in ("gross", "ground")}
        told.append({"unit": unit, **shared, **who, **_there(line)})
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


def _who(values: Mapping[str, str], desk: Desk, row: int) -> dict[str, str]:
    """Who brought a line: a household by its code, or somebody new by name and commune.

    Raises ``seller_several``, ``seller_unknown``, or ``required`` where nobody is named.
    """
    typed = values[f"seller_{row}"]
    if not typed.strip():
        raise Invalid("required", "seller")
    if values[f"new_{row}"] and _is_name(typed):
        return {"new_name": typed, **_there({"new_commune": values[f"commune_{row}"]})}
    found = sellers.meant(typed, desk.sellers)
    if not found:
        raise Invalid("seller_unknown", "seller")
    if len(found) > 1:
        raise Invalid("seller_several", "seller")
    return {"seller": found[0].code}


def _is_name(typed: str) -> bool:
    """Whether somebody can be called that: a number was meant for a household of the list."""
    return any(map(str.isalpha, typed)) and not any(map(str.isdigit, typed))


def _there(values: Mapping[str, str]) -> dict[str, str]:
    """Those in which something was typed."""
    return {name: value for name, value in values.items() if value.strip()}


def _asking(page: DayPage, desk: Desk, values: Mapping[str, str], rows: Sequence[int]) -> Asking:
    return Asking(_grounds(page, desk, values, rows), _strangers(desk, values, rows))


def _strangers(desk: Desk, values: Mapping[str, str], rows: Sequence[int]) -> Collection[int]:
    """The rows whose seller is in no list and may be somebody new."""
    return {
        row
        for row in rows
        if _is_name(values[f"seller_{row}"])
        and (values[f"new_{row}"] or not sellers.meant(values[f"seller_{row}"], desk.sellers))
    }


def _grounds(
    page: DayPage, desk: Desk, values: Mapping[str, str], rows: Sequence[int]
) -> dict[int, Sequence[Ground]]:
    """For each row whose seller has several gardens, which ones."""
    found: dict[int, Sequence[Ground]] = {}
    with looking() as view:
        for row in (each for each in rows if not values[f"new_{each}"]):
            who = sellers.meant(values[f"seller_{row}"], desk.sellers)
            if len(who) == 1:
                grounds = reception_views.grounds(view, actor(), page.code, who[0].code)
                found |= {row: grounds} if len(grounds) > 1 else {}
    return found


def _truck(page: DayPage, form: Form, lines: int, asking: Asking = Asking()) -> str:
    return render_template(
        "workspace/truck.html",
        day=page,
        form=form,
        lines=lines,
        asking=asking,
        most=weigh_slips.MOST_LINES,
        reasons=accepting.OF_HARVEST,
        words=words,
    )
