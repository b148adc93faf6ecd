"""Putting entries right: what was recorded of a lot is told anew, or taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.corrections import OF_FIGURES, Why
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.events import Mistake
from traceability.domain.quantity import Quantity, Unit, input_form
from traceability.schemas.corrections import CorrectionSchema, meaning
from traceability.services import correction_views, corrections, request_keys
from traceability.services.correction_views import EntryShown, Goods
from traceability.services.corrections import MOST_TOGETHER, Change, Corrected
from traceability.web import forms, mistake_words
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, looking, working
from traceability.web.thousands import marked, ngettext
from traceability.web.tongues import gettext as _
from traceability.web.workspace import slip_words, wording
from traceability.web.workspace.blueprint import workspace

_UNITS = {"g": ("kg", "g", "yến", "tạ", "tấn"), "ml": ("lít", "ml")}
_REFUSED = (Invalid, RuleBroken, Conflict, Denied)


@workspace.get("/lo/<code>/ghi-chep")
def entries(code: str) -> ResponseReturnValue:
    """The entries of a lot with all their tellings."""
    with looking() as view:
        found = correction_views.entries_of(view, actor(), code)
    return render_template("workspace/entries.html", code=code, entries=found, words=wording)


@workspace.get("/ghi-chep/<event>/sua")
def amend(event: str) -> ResponseReturnValue:
    """The form of an entry with the figures that it has today."""
    desk = _desk([event])
    return _form(forms.fresh(desk.defaults()), desk)


@workspace.post("/ghi-chep/<event>/sua")
def record_amendment(event: str) -> ResponseReturnValue:
    """Say back what would change; with ``confirm=yes`` record it, with ``edit`` go back."""
    desk = _desk([event, *request.form.getlist("more")])
    values = desk.defaults() | forms.typed(desk.typed_in(request.form))
    if "edit" in request.form:
        return _form(forms.again(values), desk)
    desk = desk.changed(values)
    try:
        changes, why = CorrectionSchema(spoken=True).read(desk.request(values))["asked"]
        if request.form.get("confirm") == "yes":
            return _recorded(desk.first, changes, why)
        return _understood(forms.again(values), desk, changes, why)
    except _REFUSED as refusal:
        return _form_again(values, desk, refusal)


@workspace.get("/ghi-chep/<event>/rut")
def retract(event: str) -> ResponseReturnValue:
    """What falls with an entry if it is taken back, and the field for why."""
    return _retraction(forms.fresh({"reason_kind": "", "reason": ""}), event)


@workspace.post("/ghi-chep/<event>/rut")
def record_retraction(event: str) -> ResponseReturnValue:
    """Take an entry back with all that rests on it, as the page listed them."""
    values = forms.typed(("reason_kind", "reason"))
    named = [event, *(each for each in request.form.getlist("more") if each != event)]
    sent = {"changes": [{"event": each, "how": "retract"} for each in named], **values}
    try:
        changes, why = CorrectionSchema(spoken=True).read(sent)["asked"]
        return _recorded(_desk([event]).first, changes, why, taken_back=True)
    except _REFUSED as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        return _retraction(forms.refused(values, refusal), event), status_of(refusal)


# --- the form of several entries -----------------------------------------------------------------


@dataclass(frozen=True)
class _Desk:
    """The entries that one submission puts right, the first of them asked for."""

    entries: Sequence[EntryShown]

    @property
    def first(self) -> EntryShown:
        """The entry that the page is about."""
        return self.entries[0]

    @property
    def unit(self) -> str:
        """The base unit of all of them."""
        return self.first.unit

    def rows(self, entry: EntryShown) -> list[tuple[str, Goods, bool]]:
        """The field, goods and side (whether they came out) of each amount that can be typed."""
        if not entry.amendable or entry.now.scale is not None:
            return []
        out = () if entry.net_amount else entry.now.made
        pairs = [*((each, False) for each in entry.now.taken), *((each, True) for each in out)]
        return [(f"{entry.event}_{goods.code}", goods, made) for goods, made in pairs]

    def read(self, entry: EntryShown) -> dict[str, str]:
        """The field of each figure of the scale, where the goods were bought by a slip."""
        if not entry.amendable or entry.now.scale is None:
            return {}
        others = {each: f"{entry.event}_{each}" for each in ("bags", "tare", "deduction")}
        return {"gross": f"{entry.event}_{entry.now.made[0].code}", **others}

    def counted(self, entry: EntryShown) -> str | None:
        """The field of the packages, where they were counted."""
        told = entry.amendable and entry.now.packages is not None
        return f"{entry.event}_packages" if told else None

    def defaults(self) -> dict[str, str]:
        """Every figure as it is told today."""
        values = {}
        for entry in self.entries:
            for name, goods, _made in self.rows(entry):
                quantity = Quantity(goods.amount, "ml" if entry.unit == "ml" else "g")
                values[name] = input_form(quantity)
            values |= self._scale(entry)
            counted = self.counted(entry)
            if counted is not None:
                values[counted] = str(entry.now.packages)
        unit = "lít" if self.unit == "ml" else "kg"
        # A guess waits for the scale, so that is why its figure changes.
        kind = Mistake.WEIGHED_AGAIN if self.first.now.estimated else ""
        return values | {"unit": unit, "reason_kind": str(kind), "reason": ""}

    def _scale(self, entry: EntryShown) -> dict[str, str]:
        """The figures of the scale as they are told today."""
        names, scale = self.read(entry), entry.now.scale
        if not names or scale is None:
            return {}
        unit: Unit = "ml" if entry.now.scale_unit == "ml" else "g"
        told = {
            "gross": input_form(Quantity(scale.gross, unit)),
            "bags": str(scale.bags) if scale.bags else "",
            "tare": input_form(Quantity(scale.tare, unit)) if scale.tare else "",
            "deduction": slip_words.percent(scale.deduction_ppm) if scale.deduction_ppm else "",
        }
        return {names[each]: value for each, value in told.items()}

    @property
    def blocking(self) -> list[EntryShown]:
        """Those of others that cannot be told anew."""
        return [each for each in self.entries[1:] if not each.amendable]

    def changed(self, values: Mapping[str, str]) -> _Desk:
        """The first entry and those of the others that are told anew; unchanged ones stand."""
        before = self.defaults()
        if values["unit"] != before["unit"]:
            return self
        fields = {
            each.event: [
                *(name for name, _goods, _made in self.rows(each)),
                *self.read(each).values(),
            ]
            for each in self.entries
        }
        for each in self.entries:
            counted = self.counted(each)
            fields[each.event] += [] if counted is None else [counted]
        kept = [
            each
            for each in self.entries[1:]
            if any(values[name] != before[name] for name in fields[each.event])
        ]
        return _Desk([self.first, *kept])

    def fitting(self, needed: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """The figures that would fit, of the entries that a refusal named."""
        unit: Unit = "ml" if self.unit == "ml" else "g"
        values = {}
        for each in needed:
            for code, amount in each.get("amounts", {}).items():
                values[f"{each['event']}_{code}"] = input_form(Quantity(amount, unit))
            if each.get("packages") is not None:
                values[f"{each['event']}_packages"] = str(each["packages"])
        return values

    def typed_in(self, sent: Mapping[str, str]) -> list[str]:
        """The fields of the form that came: an entry may have joined it since."""
        return [name for name in self.defaults() if name in sent]

    def request(self, values: Mapping[str, str]) -> dict[str, object]:
        """What was typed, as the schema reads it."""
        changes = [self._change(entry, values) for entry in self.entries]
        return {"changes": changes, **{each: values[each] for each in ("reason_kind", "reason")}}

    def _change(self, entry: EntryShown, values: Mapping[str, str]) -> dict[str, object]:
        unit = values["unit"]
        amounts = [
            {"batch": goods.code, "weight": values[name], "unit": unit}
            for name, goods, _made in self.rows(entry)
        ]
        counted = self.counted(entry)
        packages = {} if counted is None else {"packages": values[counted]}
        slip = self._slip(entry, values)
        told = {"slip": slip} if slip else {"amounts": amounts}
        return {"event": entry.event, "how": "amend", **told, **packages}

    def _slip(self, entry: EntryShown, values: Mapping[str, str]) -> dict[str, str]:
        """The slip as it was typed: an empty field says that there was nothing to take off."""
        typed = {each: values[name].strip() for each, name in self.read(entry).items()}
        if not typed:
            return {}
        bags = typed["bags"] or ("1" if typed["tare"] else "0")
        nothing = {"bags": bags, "tare": typed["tare"] or "0"}
        deduction = typed["deduction"] or "0"
        return {"gross": typed["gross"], **nothing, "deduction": deduction, "unit": values["unit"]}

    def placed(self) -> dict[str, str]:
        """At which field of the form each fault stands."""
        found = {}
        for number, entry in enumerate(self.entries, start=1):
            at = f"changes.{number}"
            for row, (name, goods, _made) in enumerate(self.rows(entry), start=1):
                found[f"{at}.amounts.{row}.weight"] = name
                found[f"amounts.{goods.code}"] = name
                found.setdefault("amounts", name)
            for figure, name in self.read(entry).items():
                code = entry.now.made[0].code
                found |= {f"{at}.slip.{figure}": name, f"slip.{code}.{figure}": name}
                found.setdefault(f"amounts.{code}", name)
            counted = self.counted(entry)
            if counted is not None:
                found |= {f"{at}.packages": counted, "packages": counted}
                # What comes out of packages of one net amount is told by their number.
                found |= {} if entry.net_amount is None else {"amounts": counted}
        return found


def _desk(event_ids: Sequence[str]) -> _Desk:
    named = list(dict.fromkeys(event_ids))[:MOST_TOGETHER]
    with looking() as view:
        return _Desk([correction_views.shown(view, actor(), each) for each in named])


def _form_again(values: Mapping[str, str], desk: _Desk, refusal: Refusal) -> ResponseReturnValue:
    """The form once more; what stands in the way of a correction joins it."""
    if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
        raise refusal
    named = [each.event for each in desk.entries]
    more = [each for each in refusal.facts.get("entries", ()) if each not in named]
    wider = _joined(named, more)
    fitting = wider.fitting([e for e in refusal.facts.get("needed", ()) if e["event"] in more])
    shown = wider.defaults() | fitting | dict(values)
    return _form(forms.refused(shown, refusal, desk.placed()), wider, status_of(refusal))


def _joined(named: Sequence[str], more: Sequence[str]) -> _Desk:
    try:
        return _desk([*named, *more])
    except NotFound:
        # What draws from the goods is another's entry, or one that cannot be told anew.
        return _desk(named)


def _form(form: Form, desk: _Desk, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "workspace/amend.html",
        form=form,
        desk=desk,
        units=_UNITS[desk.unit],
        words=wording,
        mistakes=mistake_words.named(OF_FIGURES),
    )
    return page, status


def _understood(
    form: Form, desk: _Desk, changes: Sequence[Change], why: Why
) -> ResponseReturnValue:
    with foreseeing() as work:
        done = corrections.correct(work, changes, why.text, why.kind)
        after = [correction_views.shown(work, actor(), each) for each in done.events]
    return render_template(
        "workspace/amend_confirm.html",
        form=form,
        desk=desk,
        pairs=list(zip(desk.entries, after, strict=True)),
        done=done,
        why=why,
        words=wording,
    )


def _retraction(form: Form, event: str) -> str:
    with looking() as view:
        resting = correction_views.resting_on(view, actor(), event)
        with_page = correction_views.with_page(view, resting)
    first = next(each for each in resting if each.event == event)
    return render_template(
        "workspace/retract.html",
        form=form,
        entry=first,
        resting=resting,
        with_page=with_page,
        words=wording,
        mistakes=mistake_words.named(_reasons(first)),
    )


def _reasons(entry: EntryShown) -> list[Mistake]:
    """Why an entry may be taken back: not for a figure, where that can be told anew."""
    figures = (Mistake.WEIGHED_AGAIN, Mistake.WRONG_FIGURE) if entry.amendable else ()
    return [each for each in Mistake if each not in figures]


def _recorded(
    entry: EntryShown, changes: Sequence[Change], why: Why, *, taken_back: bool = False
) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        done = corrections.correct(work, changes, why.text, why.kind)
        return {"count": str(len(done.events)), "excess": _spelled(done)}

    with working() as work:
        key = request.form.get("request_key", "")
        outcome = request_keys.once(work, key, meaning(changes, why), act)
    count = int(outcome.result["count"])
    note = request.form.get("back")
    flash(_told(count, taken_back=taken_back, note=note is not None), "done")
    if outcome.result["excess"]:
        flash(_("Tem thừa phải hủy: %(lots)s.", lots=outcome.result["excess"]), "done")
    if note:
        return redirect(url_for("workspace.delivery", code=note), 303)
    lots = [*entry.now.made, *entry.now.taken]
    return redirect(url_for("workspace.entries", code=lots[0].code), 303)


def _told(count: int, *, taken_back: bool, note: bool) -> str:
    """What was done, in the word of the button."""
    if not taken_back:
        return ngettext("Đã đính chính một ghi chép.", "Đã đính chính %(num)s ghi chép.", count)
    if note and count == 1:
        return str(_("Đã rút lại phiếu."))
    return ngettext("Đã rút lại một ghi chép.", "Đã rút lại %(num)s ghi chép.", count)


def _spelled(done: Corrected) -> str:
    return ", ".join(f"{lot} ({marked(count)})" for lot, count in done.excess_labels.items())
