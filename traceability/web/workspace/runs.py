"""Making something of lots: what can be done, the form of a step, the balance, the new lots."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import accepting
from traceability.domain.balance import PPM
from traceability.domain.days import format_day, is_late
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.process import Loss, Step
from traceability.domain.quantity import Quantity, input_form
from traceability.schemas.runs import RunSchema
from traceability.services import request_keys, run_views, runs
from traceability.services.run_views import Bench
from traceability.services.runs import MERGE, SPLIT, Done, RunRequest
from traceability.store.unit import Reading
from traceability.web import certificate_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.shares import percent
from traceability.web.thousands import ngettext
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace

#: So many parts a split has room for on one form.
SPLIT_PARTS = 4
#: The fields that are of the whole run.
_WHOLE = ("run_on", "building", "late_reason", *accepting.FIELDS)
_UNITS = {"g": ("kg", "g", "yến", "tạ", "tấn"), "ml": ("lít", "ml", "kg")}


@workspace.get("/lo/<code>/lam")
def make(code: str) -> ResponseReturnValue:
    """What can be done with a lot: the steps of its family, a split, a merge, packing."""
    with looking() as view:
        bench = run_views.bench(view, actor(), code)
    return render_template("workspace/make.html", bench=bench, split=SPLIT, merge=MERGE)


@workspace.get("/lo/<code>/lam/<step>")
def make_step(code: str, step: str) -> ResponseReturnValue:
    """The form of a step, with the lot chosen and everything on hand of it."""
    with looking() as view:
        desk = _Desk(view, run_views.bench(view, actor(), code), step)
        form = forms.fresh(desk.defaults() | {"run_on": format_day(view.today)})
    return _form(form, desk)


@workspace.post("/lo/<code>/lam/<step>")
def record_run(code: str, step: str) -> ResponseReturnValue:
    """Show the balance; with ``confirm=yes`` record it, with ``edit`` show the form again."""
    with looking() as view:
        desk = _Desk(view, run_views.bench(view, actor(), code), step)
        today = view.today
    values = forms.typed(desk.fields)
    if "edit" in request.form:
        return _form(forms.again(values), desk)
    try:
        sent = desk.request(values) | {"loss": request.form.get("loss", "")}
        asked: RunRequest = RunSchema(today=today, spoken=True).read(sent)["asked"]
        desk.refuse_one_part(asked)
        if request.form.get("confirm") == "yes":
            return _recorded(values, asked, desk)
        return _understood(forms.again(values), asked, desk)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        placed = desk.placed(values)
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        return _form(forms.refused(values, refusal, placed), desk, status_of(refusal))


class _Desk:
    """The form of one step at one lot: its fields, and how they are one request."""

    def __init__(self, view: Reading, bench: Bench, step: str) -> None:
        self.bench, self.name = bench, step
        self.step: Step | None = bench.step(step)
        self.usual = run_views.usual_of(view, bench, self.step)
        if step == MERGE and not bench.beside:
            raise NotFound
        self.outs = self._outs()
        self.measures = () if self.step is None else self.step.measures
        self.lots = bench.lots if step != SPLIT else (bench.lot,)

    def _outs(self) -> tuple[str, ...]:
        """The rows of what comes out: by grade where the step grades, none for a merge."""
        if self.name == MERGE:
            return ()
        if self.step is None:
            return tuple(str(number) for number in range(1, SPLIT_PARTS + 1))
        grades = self.bench.template.material(self.step.gives[0]).grades
        return tuple(each.code for each in grades) or ("1",)

    @property
    def grades(self) -> Mapping[str, object]:
        """The words of each graded row."""
        if self.step is None:
            return {}
        made = self.bench.template.material(self.step.gives[0])
        return {each.code: each.words for each in made.grades}

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of all fields, in the order of the form."""
        taken = [name for lot in self.lots for name in (f"take_{lot.code}", f"weight_{lot.code}")]
        made = [f"out_{row}" for row in self.outs]
        measured = [f"measure_{each.code}" for each in self.measures]
        return (*taken, "unit", *made, *measured, *_WHOLE)

    def defaults(self) -> dict[str, str]:
        """The lot itself chosen with all that is on hand; the only building, if there is one."""
        values = dict.fromkeys(self.fields, "")
        unit = "lít" if self.bench.unit == "ml" else "kg"
        for lot in self.lots:
            on_hand = Quantity(lot.on_hand, "ml" if self.bench.unit == "ml" else "g")
            values[f"weight_{lot.code}"] = input_form(on_hand)
        values[f"take_{self.bench.lot.code}"] = "yes"
        only = self.bench.places[0][0] if len(self.bench.places) == 1 else ""
        return values | {"unit": unit, "building": only}

    def taken(self, values: Mapping[str, str]) -> list[str]:
        """The lots that are chosen, the lot of a split always."""
        if self.name == SPLIT:
            return [self.bench.lot.code]
        return [lot.code for lot in self.lots if values[f"take_{lot.code}"]]

    def filled(self, values: Mapping[str, str]) -> list[str]:
        """The rows of what comes out that were filled in; the first where none was."""
        return [row for row in self.outs if values[f"out_{row}"].strip()] or list(self.outs[:1])

    def request(self, values: Mapping[str, str]) -> dict[str, object]:
        """What was typed, as the schema reads it."""
        unit = values["unit"]
        takes = [
            _row(batch=code, weight=values[f"weight_{code}"], unit=unit)
            for code in self.taken(values)
        ]
        graded = bool(self.grades)
        makes = [
            _row(weight=values[f"out_{row}"], unit=unit, grade=row if graded else "")
            for row in self.filled(values)
        ]
        measured = {each.code: values[f"measure_{each.code}"] for each in self.measures}
        kept = {name: values[name] for name in _WHOLE}
        return kept | {
            "step": self.name,
            "takes": takes,
            "makes": makes or [{}],
            "measures": {code: text for code, text in measured.items() if text.strip()},
        }

    def refuse_one_part(self, asked: RunRequest) -> None:
        """Refuse ``split_in_one``: all of a lot in one part is the lot that it was."""
        if self.name != SPLIT or len(asked.makes) > 1:
            return
        quantity = asked.takes[0].quantity
        if quantity is None or quantity.amount == self.bench.lot.on_hand:
            raise Invalid("split_in_one", "makes")

    def placed(self, values: Mapping[str, str]) -> dict[str, str]:
        """At which field of the form each fault stands."""
        taken = self.taken(values) or [self.bench.lot.code]
        made = self.filled(values)
        found = {"takes": f"weight_{taken[0]}", "makes": f"out_{made[0]}" if made else "takes"}
        found |= {f"takes.{n}.weight": f"weight_{code}" for n, code in enumerate(taken, start=1)}
        found |= {f"makes.{n}.weight": f"out_{row}" for n, row in enumerate(made, start=1)}
        found |= {f"measures.{each.code}": f"measure_{each.code}" for each in self.measures}
        return found if made else found | {"makes": f"weight_{taken[0]}"}


def _row(**fields: str) -> dict[str, str]:
    return {name: text for name, text in fields.items() if text.strip()}


def _recorded(values: Mapping[str, str], asked: RunRequest, desk: _Desk) -> ResponseReturnValue:
    """Record it; why it is so much is asked for on the review."""
    try:
        return _record(asked)
    except Invalid as refusal:
        if refusal.faults[0].field not in accepting.FIELDS:
            raise
        return _understood(forms.refused(values, refusal), asked, desk), status_of(refusal)


def _understood(form: Form, asked: RunRequest, desk: _Desk) -> str:
    with foreseeing() as work:
        done = runs.register(work, dataclasses.replace(asked, accepts=accepting.FORESEEN))
        mixed = run_views.mixed(work, [take.batch for take in asked.takes])
        late = is_late(asked.run_on, work.today)
    made = sum(each.amount for each in done.made)
    return render_template(
        "workspace/make_confirm.html",
        form=form,
        desk=desk,
        bench=desk.bench,
        asked=asked,
        done=done,
        made=made,
        taken=made + done.lost,
        lost_share=percent(done.lost, made + done.lost),
        mixed=mixed,
        usual=_usual(desk) if _is_unusual(desk.step, made, done.lost) else None,
        much=_much(done, made),
        late=late,
        carried={each: form.values[each] for each in desk.fields if each not in accepting.FIELDS},
        reasons=accepting.OF_MAKING,
        losses=[str(each) for each in (desk.step.losses if desk.step else tuple(Loss))],
        words=wording,
        papers=certificate_words,
    )


def _is_unusual(step: Step | None, made: int, lost: int) -> bool:
    return step is not None and step.is_unusual(made + lost, made)


def _much(done: Done, made: int) -> tuple[str, str, str] | None:
    """What part of the harvest was made where it is much, and what usually is, in percent."""
    usual = done.much
    if usual is None:
        return None
    parts = ((made, usual.harvested), (usual.low, PPM), (usual.high, PPM))
    part, low, high = (percent(of, whole) for of, whole in parts)
    return part, low, high


def _usual(desk: _Desk) -> tuple[str, str]:
    """What usually comes out, in percent: of the fresh goods where all of them are finished."""
    low, high = (0, PPM) if desk.step is None or desk.step.usual is None else desk.step.usual
    if desk.usual is not None:
        low, high = desk.usual.low, desk.usual.high
    return percent(low, PPM), percent(high, PPM)


def _record(asked: RunRequest) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        made = runs.register(work, asked).made
        return {"batch": made[0].code, "count": str(len(made))}

    with working() as work:
        key = request.form.get("request_key", "")
        outcome = request_keys.once(work, key, {"run": dataclasses.asdict(asked)}, act)
    count = int(outcome.result["count"])
    flash(ngettext("Đã ghi một lô mới.", "Đã ghi %(num)s lô mới.", count), "done")
    return redirect(url_for("workspace.batch", code=outcome.result["batch"]), 303)


def _form(form: Form, desk: _Desk, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "workspace/make_step.html",
        form=form,
        desk=desk,
        bench=desk.bench,
        units=_UNITS[desk.bench.unit],
        split=SPLIT,
        merge=MERGE,
    )
    return page, status
