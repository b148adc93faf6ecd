"""Looks at a cooperative's goods: by day, by lot, by receiver; and from when on it is told."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from traceability.domain import ids
from traceability.domain.access import Action, Thing, may
from traceability.domain.days import is_late
from traceability.domain.deliveries import To
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound
from traceability.domain.scans import KEPT_DAYS
from traceability.schemas.scans import LimitsSchema
from traceability.services import delivery_choices, scan_limits, scan_views
from traceability.services.delivery_choices import Choices, Offered
from traceability.services.request_keys import once
from traceability.services.scan_limits import LimitsShown
from traceability.services.scan_views import LotScans
from traceability.store.unit import Reading
from traceability.web import delivery_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
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


@dataclasses.dataclass(frozen=True)
class WriteOut:
    """What one press writes out of a lot whose labels were scanned, on the day of the first scan.

    No ``ways`` where nothing can go; ``needs_manager`` where that is for the day alone.
    """

    found: LotScans
    building: str
    ways: Sequence[Way]
    needs_manager: bool
    late_reason: str
    request_key: str


def write_outs(view: Reading, codes: Sequence[str], span: int) -> list[WriteOut]:
    """What can be written out of some lots of the actor's cooperative; others are ``NotFound``."""
    scanned = [scan_views.of_lot(view, house().telemetry, actor(), code, span) for code in codes]
    choices = delivery_choices.choices(view, actor())
    return [_write_out(found, choices, view.today) for found in scanned]


def _write_out(found: LotScans, choices: Choices, today: dt.date) -> WriteOut:
    buildings, lots = choices.buildings, {each.code: each for each in choices.lots}
    first = found.early_day or today
    late = is_late(first, today)
    needs_manager = late and not may(actor(), Action.RECORD_LATE, Thing(holder=actor().party))
    can_go = found.code in lots and not needs_manager
    return WriteOut(
        found=found,
        building=buildings[0][0] if len(buildings) == 1 else "",
        ways=scan_words.ways(found, lots[found.code]) if can_go else (),
        needs_manager=needs_manager and found.code in lots,
        late_reason=scan_words.late_reason(found.early, first) if late else "",
        request_key=_key(found, lots[found.code]) if can_go else "",
    )


def _key(found: LotScans, lot: Offered) -> str:
    """The same press has the same key, from whichever page or draft: what was scanned goes once."""
    return f"scanned-{found.code}-{found.early}-{lot.on_hand}"


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
