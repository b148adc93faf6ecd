"""Looks at a cooperative's goods: by day, by lot, by receiver; and from when on it is told."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import ids
from traceability.domain.access import Action, Thing, may
from traceability.domain.days import format_day, is_late
from traceability.domain.deliveries import To
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.scans import KEPT_DAYS, TRIED
from traceability.schemas.deliveries import DeliverySchema
from traceability.schemas.scans import LimitsSchema
from traceability.services import delivery_choices, scan_limits, scan_views, scan_write_outs
from traceability.services.delivery_choices import Choices
from traceability.services.request_keys import Outcome, once
from traceability.services.scan_limits import LimitsShown
from traceability.services.scan_views import LotScans
from traceability.store.unit import Reading
from traceability.web import delivery_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import scan_words
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.scan_words import Way

_FIELDS = ("visitors", "late_days", "early")
_USUAL_SPAN = scan_views.SPANS[0]


def span_asked(text: str) -> int:
    """For how many days back a page is asked (``?ngay=``)."""
    return int(text) if text in map(str, scan_views.SPANS) else _USUAL_SPAN


@workspace.get("/luot-quet", endpoint="scans")
def listed() -> ResponseReturnValue:
    """The scans of the cooperative; how far back is kept in the URL (``?ngay=``)."""
    span = span_asked(request.args.get("ngay", ""))
    with looking() as view:
        found = scan_views.dashboard(view, house().telemetry, actor(), span)
    return render_template(
        "workspace/scans.html",
        found=found,
        spans=scan_views.SPANS,
        kept_days=KEPT_DAYS,
        words=scan_words,
        to_words=delivery_words,
    )


@workspace.get("/luot-quet/lo/<code>", endpoint="lot_scans")
def of_lot(code: str) -> ResponseReturnValue:
    """The scans of one lot; where it was not written out yet, a button that does."""
    span = span_asked(request.args.get("ngay", "90"))
    with looking() as view:
        (asked,) = write_outs(view, [ids.fold_typed(code) or ""], span)
    return render_template(
        "workspace/lot_scans.html",
        found=asked.found,
        asked=asked,
        spans=scan_views.SPANS,
        words=scan_words,
        walk_in=To.WALK_IN,
    )


@workspace.post("/luot-quet/lo/<code>/ghi")
def write_out_scanned(code: str) -> ResponseReturnValue:
    """Record what a button said of a scanned lot, and show its note.

    Where that cannot be any more, the lot's own scans say how things stand; nothing was typed that
    a form would have to keep.
    """
    values = forms.typed(("packages", "sent_on", "building"))
    with looking() as view:
        lot = scan_views.own_lot(view, actor(), ids.fold_typed(code) or "").code
    try:
        done = _pressed(lot, values)
    except (Invalid, Conflict, RuleBroken, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        return changed_since(lot)
    if done.replayed:
        flash(_("Đã ghi ở lần bấm trước, không ghi thêm."), "done")
    else:
        flash(_("Đã ghi bán lẻ."), "done")
    return redirect(url_for(".delivery", code=done.result["delivery"], vua="ghi"), 303)


def changed_since(code: str) -> ResponseReturnValue:
    """To the scans of a lot of which nothing was recorded: they say how it stands."""
    flash(_("Không ghi thêm gì: lô này đã khác lúc bạn mở trang."), "look")
    return redirect(url_for("workspace.lot_scans", code=code), 303)


def _pressed(code: str, values: dict[str, str]) -> Outcome:
    """What this press recorded, or an earlier one of the same button."""
    packages = {"packages": values["packages"]} if values["packages"] else {}
    told = {"to_kind": str(To.WALK_IN), "lines": [{"batch": code, **packages}]}
    told |= {name: values[name] for name in ("sent_on", "building")}
    key, named = request.form.get("request_key", ""), request.form.getlist("labels")
    labels = scan_words.labels_named(named)
    with working() as work:
        asked = DeliverySchema(today=work.today, spoken=True).read(told)["asked"]

        def act() -> dict[str, str]:
            sent = scan_write_outs.press(work, house().telemetry, key, asked, labels)
            return {"delivery": sent.code}

        return once(work, key, {"delivery": dataclasses.asdict(asked), "labels": named}, act)


@dataclasses.dataclass(frozen=True)
class WriteOut:
    """What one press writes out of a lot whose labels were scanned, on the day of the first scan.

    No ``ways`` where nothing can go; ``needs_manager`` where that is for the day alone.
    ``late_reason`` is filled in where the note is looked over because of its age; ``tried_from`` is
    how many labels who tries them looks at.
    """

    found: LotScans
    building: str
    ways: Sequence[Way]
    needs_manager: bool
    late_reason: str
    request_key: str
    tried_from: int = TRIED

    @property
    def sent_on(self) -> str:
        """The day of the first scan, as forms read it."""
        return "" if self.found.early_day is None else format_day(self.found.early_day)


def write_outs(view: Reading, codes: Sequence[str], span: int) -> list[WriteOut]:
    """What can be written out of some lots of the actor's cooperative; others are ``NotFound``."""
    scanned = [scan_views.of_lot(view, house().telemetry, actor(), code, span) for code in codes]
    choices = delivery_choices.choices(view, actor())
    return [_write_out(view, found, choices) for found in scanned]


def _write_out(view: Reading, found: LotScans, choices: Choices) -> WriteOut:
    today = view.today
    buildings, lots = choices.buildings, {each.code: each for each in choices.lots}
    first = found.early_day or today
    late = is_late(first, today)
    needs_manager = late and not may(actor(), Action.RECORD_LATE, Thing(holder=actor().party))
    asks = late or (found.expires_on is not None and first > found.expires_on)
    can_go = found.code in lots and not needs_manager
    ways = scan_words.ways(found, lots[found.code], asks=asks) if can_go else ()
    return WriteOut(
        found=found,
        building=buildings[0][0] if len(buildings) == 1 else "",
        ways=ways,
        needs_manager=needs_manager and found.code in lots,
        late_reason=scan_words.late_reason(found.early, first) if late else "",
        request_key=scan_write_outs.key_of(view, found.code) if can_go else "",
    )


@workspace.route("/san-pham/<code>/nguong-quet", methods=["GET", "POST"])
def scan_limits_of(code: str) -> ResponseReturnValue:
    """From when on scans of a product's labels are told of; sent, the cooperative's own choice."""
    canonical = ids.fold_typed(code) or ""
    with looking() as view:
        shown = scan_limits.shown(view, actor(), canonical)
    if request.method == "GET":
        values = {name: str(getattr(shown.limits, name)) for name in _FIELDS}
        return _form(forms.fresh(values), shown)
    values = forms.typed(_FIELDS)
    try:
        _choose(canonical, values)
    except (NotFound, Denied):
        raise
    except (Invalid, Conflict) as refusal:
        return _form(forms.refused(values, refusal), shown, status_of(refusal))
    flash(_("Đã ghi. Trang của tem và thông báo theo ngưỡng mới từ bây giờ."), "done")
    return redirect(url_for(".product", code=canonical), 303)


def _choose(code: str, values: dict[str, str]) -> None:
    asked = LimitsSchema(spoken=True).read(values)["asked"]

    def act() -> dict[str, str]:
        scan_limits.choose(work, code, asked)
        return {"code": code}

    with working() as work:
        body = {"do": "scan limits", "code": code, **dataclasses.asdict(asked)}
        once(work, request.form.get("request_key", ""), body, act)


def _form(form: Form, shown: LimitsShown, status: int = 200) -> ResponseReturnValue:
    return render_template("workspace/scan_limits.html", form=form, shown=shown), status
