"""Goods that leave: whom to, the form, what was understood, the note, the list."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.days import format_day, is_late
from traceability.domain.deliveries import Standing, To
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.events import Mistake
from traceability.domain.quantity import Quantity, input_form
from traceability.schemas.deliveries import DeliverySchema, SettleSchema
from traceability.services import deliveries as services
from traceability.services import (
    delivery_choices,
    delivery_differences,
    delivery_views,
    request_keys,
    scan_answers,
    scan_views,
    scan_write_outs,
)
from traceability.services.deliveries import DeliveryRequest
from traceability.services.delivery_choices import Choices, Offered
from traceability.services.delivery_differences import SettleRequest
from traceability.services.delivery_views import NoteShown
from traceability.store.unit import Work
from traceability.web import delivery_words, drafting, forms
from traceability.web.errors import status_of
from traceability.web.filters import day as spelled_day
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, house, looking, working
from traceability.web.paging import page_asked
from traceability.web.tongues import gettext as _
from traceability.web.workspace import delivery_paper, scans
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.scan_words import labels_named, went_told

#: How the answers are asked for in the URL of the list.
STATES = (Standing.OPEN, Standing.DIFFERS, Standing.CONFIRMED, *list(Standing)[3:])
_NAMED = re.compile(r"\s*(?:bao|sacks?)\s(.*)", re.IGNORECASE)
#: What can be no weight: a stretch, or numbers that are parted by more than a decimal comma.
_SEVERAL = re.compile(r"\s*[0-9]+\s*(?:[-–—;]|,\s|(?:đến|và|to|and)\s).*", re.IGNORECASE)
_COUNTED = re.compile(r"\s*([0-9]{1,12})\s*(?:bao|sacks?)?\s*", re.IGNORECASE)
_REST = ("to", "phone", "vehicle", "driver", "seal", "building", "remark", "sent_on", "late_reason")
#: The labels that a press named, which go with the note while it tells of as many packages.
_LABELS = "labels"


@workspace.get("/giao-hang", endpoint="deliveries")
def listed() -> ResponseReturnValue:
    """The notes, newest first; whom to and how they stand are kept in the URL."""
    to, state = request.args.get("nguoi-nhan") or None, request.args.get("tinh-trang")
    standing = Standing(state) if state in set(Standing) else None
    with looking() as view:
        found = delivery_views.listed(view, actor(), to, standing, page_asked())
        waiting = delivery_views.waiting(view, actor())
    return render_template(
        "workspace/deliveries.html",
        found=found,
        to=to,
        standing=standing,
        states=STATES,
        page=page_asked(),
        waiting=waiting,
        words=delivery_words,
    )


@workspace.get("/giao-hang/cho-ai", endpoint="delivery_kinds")
def kinds() -> ResponseReturnValue:
    """Whom the goods go to: what the form asks for depends on it."""
    with looking() as view:
        found = delivery_choices.choices(view, actor())
    return render_template(
        "workspace/delivery_kinds.html",
        found=found,
        lot=request.args.get("lo", ""),
        day=request.args.get("ngay", ""),
        kinds=tuple(To),
        words=delivery_words,
    )


@workspace.get("/giao-hang/moi/<kind>", endpoint="new_delivery")
def new(kind: str) -> ResponseReturnValue:
    """The form with one lot chosen (``?lo=``), all that is on hand of it, today or ``?ngay=``."""
    chosen = request.args.get("lo", "")
    with looking() as view:
        desk, today = _Desk(kind, delivery_choices.choices(view, actor())), view.today
        if chosen not in desk.lots and (lot := delivery_choices.left_out(view, actor(), chosen)):
            desk.left_out = chosen, lot
    day = {"sent_on": request.args.get("ngay") or format_day(today)}
    return _form(forms.fresh(desk.defaults(chosen) | day), desk)


@workspace.post("/giao-hang/moi/<kind>", endpoint="record_delivery")
def record(kind: str) -> ResponseReturnValue:
    """Say back what will leave; with ``confirm=yes`` record it, with ``edit`` show the form."""
    with looking() as view:
        desk, today = _Desk(kind, delivery_choices.choices(view, actor())), view.today
    if request.form.get("confirm") == "yes":
        desk = desk.as_sent(set(request.form))
    values = forms.typed(desk.fields)
    if "edit" in request.form:
        return _form(forms.again(values), desk)
    try:
        asked = DeliverySchema(today=today, spoken=True).read(desk.request(values))["asked"]
        if request.form.get("confirm") == "yes":
            return _record(asked, values[_LABELS])
        return _understood(values, asked, desk)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        lot = scan_answers.asked_by(request.form.get("request_key", ""))
        if lot and (_pressed() or (_was_recorded(refusal) and desk.taken(values) == [lot])):
            return scans.changed_since(lot)
        if lot and _was_recorded(refusal):
            values |= {f"take_{lot}": "", _LABELS: ""}
        return _form(forms.refused(values, refusal, desk.placed(values)), desk, status_of(refusal))


def _pressed() -> bool:
    """Whether a lot's button filled the form in: nobody typed what would stand in it as a fault."""
    return drafting.PRESSED in request.form


def _was_recorded(refusal: Refusal) -> bool:
    """Whether the goods stand on a note by now: no form is offered that would record them again."""
    return refusal.code == "request_key_reused"


class _Desk:
    """The form of one delivery: its fields, and how they are one request."""

    def __init__(self, kind: str, found: Choices) -> None:
        if kind not in set(To):
            raise NotFound
        self.kind, self.found = To(kind), found
        self.lots: Mapping[str, Offered | None] = {each.code: each for each in found.lots}
        #: The code and lot code of what was asked for and cannot go.
        self.left_out: tuple[str, str] | None = None

    def as_sent(self, names: set[str]) -> _Desk:
        """The desk with the lots that a confirmed form names, though some are gone since."""
        prefix = "take_"
        named = {name.removeprefix(prefix) for name in names if name.startswith(prefix)}
        self.lots = {**self.lots, **dict.fromkeys(sorted(named - self.lots.keys()))}
        return self

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of all fields, in the order of the form."""
        lots = [name for code in self.lots for name in (f"take_{code}", f"much_{code}")]
        return (*lots, *_REST, _LABELS)

    def defaults(self, chosen: str) -> dict[str, str]:
        """A lot chosen with all that is on hand; the only building and buyer, if there is one."""
        values = dict.fromkeys(self.fields, "")
        for code, lot in self.lots.items():
            if lot is not None:
                values[f"much_{code}"] = _all_of(lot)
        if chosen in self.lots:
            values[f"take_{chosen}"] = "yes"
        elif len(self.lots) == 1:
            values[f"take_{next(iter(self.lots))}"] = "yes"
        for field, pairs in (("building", self.found.buildings), ("to", self.receivers)):
            values[field] = pairs[0][0] if len(pairs) == 1 else ""
        return values

    @property
    def receivers(self) -> tuple[tuple[str, str], ...]:
        """Whom this kind of delivery may name."""
        named = {To.BUYER: self.found.buyers, To.COOPERATIVE: self.found.cooperatives}
        return named.get(self.kind, ())

    @property
    def hints(self) -> frozenset[str]:
        """How much can be told of the lots that are offered: by package, sack or volume."""
        offered = [lot for lot in self.lots.values() if lot is not None]
        ways = {
            "packages": any(lot.net is not None for lot in offered),
            "sacks": any(lot.sacks for lot in offered),
            "volume": any(lot.unit == "ml" for lot in offered),
        }
        return frozenset(way for way, here in ways.items() if here)

    def taken(self, values: Mapping[str, str]) -> list[str]:
        """The lots that are chosen."""
        return [code for code in self.lots if values[f"take_{code}"]]

    def request(self, values: Mapping[str, str]) -> dict[str, object]:
        """What was typed, as the schema reads it."""
        kept = {name: values[name] for name in _REST}
        return kept | {
            "to_kind": str(self.kind),
            "lines": [self._line(code, values[f"much_{code}"]) for code in self.taken(values)],
        }

    def _line(self, code: str, much: str) -> dict[str, str]:
        lot = self.lots[code]
        unit = "lít" if lot is not None and lot.unit == "ml" else "kg"
        if not much.strip():
            return {"batch": code}
        # Of what is no packing list, sacks by name are refused with how it is told.
        if lot is not None and (lot.sacks or _by_name(much)):
            return {"batch": code, **_of_sacks(much)}
        packages = None if lot is None or lot.net is None else delivery_words.packages_typed(much)
        if packages is not None:
            return {"batch": code, "packages": packages}
        return {"batch": code, "weight": much, "unit": unit}

    def placed(self, values: Mapping[str, str]) -> dict[str, str]:
        """At which field of the form each fault stands."""
        taken = self.taken(values)
        first = taken[0] if taken else next(iter(self.lots), "")
        found = {"lines": f"much_{first}", "place": "building"}
        for number, code in enumerate(taken, start=1):
            for part in ("weight", "packages", "sacks", "batch", "unit"):
                found[f"lines.{number}.{part}"] = f"much_{code}"
        return found


def _by_name(much: str) -> bool:
    """Whether sacks are called by their numbers, and no weight is told."""
    return bool(_NAMED.fullmatch(much) or _SEVERAL.fullmatch(much))


def _of_sacks(much: str) -> dict[str, str]:
    """Sacks by name ("bao 1–3, 7", "1–3"), by how many ("3", "3 bao"), else by weight."""
    if (named := _NAMED.fullmatch(much)) is not None:
        return {"sacks": named[1]}
    if _SEVERAL.fullmatch(much):
        return {"sacks": much}
    if (counted := _COUNTED.fullmatch(much)) is not None:
        return {"packages": counted[1]}
    return {"weight": much, "unit": "kg"}


def _all_of(lot: Offered) -> str:
    """All that is on hand, as one would type it: packages where each holds the same."""
    if lot.whole:
        return str(lot.packages)
    if lot.sacks:
        every = sum(lot.sacks.values()) == lot.on_hand
        return str(len(lot.sacks)) if every else f"{input_form(Quantity(lot.on_hand, 'g'))} kg"
    return input_form(Quantity(lot.on_hand, "ml" if lot.unit == "ml" else "g"))


def _understood(values: dict[str, str], asked: DeliveryRequest, desk: _Desk) -> ResponseReturnValue:
    named, key = labels_named(values[_LABELS].split("; ")), request.form.get("request_key", "")
    with foreseeing() as work:
        note, stand = scan_write_outs.foreseen(work, key, asked, named)
        found = delivery_views.shown(work, actor(), note.code)
        late = is_late(asked.sent_on, work.today)
    return render_template(
        "workspace/delivery_confirm.html",
        form=forms.again(values if stand else values | {_LABELS: ""}),
        desk=desk,
        asked=asked,
        note=found,
        late=late,
        words=delivery_words,
        went_told=went_told,
    )


def _record(asked: DeliveryRequest, labels: str) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        named = labels_named(labels.split("; "))
        return {"delivery": scan_write_outs.register(work, key, asked, named).code}

    with working() as work:
        key, today = request.form.get("request_key", ""), work.today
        body = {"delivery": dataclasses.asdict(asked)} | ({_LABELS: labels} if labels else {})
        outcome = request_keys.once(work, key, body, act)
    if asked.sent_on == today:
        flash(_("Đã ghi. In phiếu rồi đưa theo hàng."), "done")
    else:
        flash(_("Đã ghi phiếu cho ngày %(day)s.", day=spelled_day(asked.sent_on)), "done")
    return redirect(url_for("workspace.delivery", code=outcome.result["delivery"]), 303)


def _form(form: Form, desk: _Desk, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "workspace/delivery_form.html", form=form, desk=desk, words=delivery_words
    )
    return page, status


# --- one note ------------------------------------------------------------------------------------


@workspace.get("/giao-hang/<code>", endpoint="delivery")
def one(code: str) -> ResponseReturnValue:
    """A note: its lots as they stand today, and everything that was answered."""
    return _note(code, forms.fresh({"reason": ""}))


def _note(code: str, form: Form) -> str:
    with looking() as view:
        note = delivery_views.shown(view, actor(), code)
        seen = scan_views.of_note(view, house().telemetry, actor(), code)
    return render_template(
        "workspace/delivery.html",
        note=note,
        url=page_of(note),
        form=form,
        words=delivery_words,
        went_told=went_told,
        scans=seen,
        pressed=request.args.get("vua") == "ghi",
        undo=Mistake.NOT_DONE,
    )


@workspace.post("/giao-hang/<code>/chenh-lech", endpoint="settle_delivery")
def settle(code: str) -> ResponseReturnValue:
    """Close the difference that the receiver states: as they say, or as the note says."""
    values = forms.typed(("how", "reason"))
    try:
        asked = SettleSchema(spoken=True).read(values | {"note": code})["asked"]
        with working() as work:
            body = {"settle": dataclasses.asdict(asked)}
            request_keys.once(
                work, request.form.get("request_key", ""), body, lambda: _settled(work, asked)
            )
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _note(code, forms.refused(values, refusal)), status_of(refusal)
    flash(_("Đã khép chênh lệch của phiếu này."), "done")
    return redirect(url_for("workspace.delivery", code=code), 303)


def _settled(work: Work, asked: SettleRequest) -> dict[str, str]:
    delivery_differences.settle(work, asked)
    return {"note": asked.note}


@workspace.get("/giao-hang/<code>/phieu.pdf", endpoint="delivery_pdf")
def paper(code: str) -> Response:
    """The note to print, as often as it is needed: always the same QR."""
    with looking() as view:
        note = delivery_views.shown(view, actor(), code)
    response = Response(delivery_paper.drawn(note, page_of(note)), content_type="application/pdf")
    name = f"phieu-giao-hang-{note.number.replace('/', '-')}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@workspace.post("/giao-hang/<code>/xoa-rieng", endpoint="forget_delivery")
def forget(code: str) -> ResponseReturnValue:
    """Delete what the note and its answers say of people."""
    with working() as work:
        services.forget(work, code)
    flash(_("Đã xóa biển số, số điện thoại, tên người trên phiếu này."), "done")
    return redirect(url_for("workspace.delivery", code=code), 303)


def page_of(note: NoteShown) -> str:
    """The address that the note's QR opens."""
    return f"{house().settings.public_url}/phieu/{note.secret}"
