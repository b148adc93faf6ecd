"""The farm diary: the list, writing a line down, and what it would hold before it is stored."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.days import format_day, is_late
from traceability.domain.diary import FIELDS, MAY_WAIT, WAITS, FarmWork
from traceability.domain.errors import Conflict, Denied, Invalid, Refusal, RuleBroken
from traceability.schemas.diary import FarmWorkSchema
from traceability.services import diary, diary_views, photos, request_keys
from traceability.services.diary import FarmWorkRequest, Recorded
from traceability.services.diary_views import Choices, PlaceChoice
from traceability.web import diary_words, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, house, looking, working
from traceability.web.messages import language
from traceability.web.paging import page_asked
from traceability.web.tongues import gettext as _
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace

NAMES = (
    *("place", "kind", "done_on", "until_on", "crop", "product", "active", "dose", "phi_days"),
    *("household", "remark", "late_reason"),
)


@workspace.get("/nhat-ky", endpoint="diary")
def listed() -> ResponseReturnValue:
    """The lines, newest day first; place, work and season are chosen in the URL."""
    with looking() as view:
        choices = diary_views.choices(view, actor())
        seasons = diary_views.seasons_of(view, choices)
        place = choices.place(request.args.get("vuon", ""))
        kind = next((str(k) for k in FarmWork if k == request.args.get("viec")), None)
        season = next((s for s in seasons if s.key == request.args.get("vu")), None)
        code = None if place is None else place.code
        found = diary_views.own(view, actor(), code, kind, season, page_asked())
    return render_template(
        "workspace/diary.html",
        found=found,
        choices=choices,
        seasons=seasons,
        chosen={"vuon": code, "viec": kind, "vu": None if season is None else season.key},
        works=[each for each in FarmWork if any(each in p.works for p in choices.places)],
        said=diary_words,
    )


@workspace.get("/nhat-ky/ghi", endpoint="new_diary_line")
def new() -> ResponseReturnValue:
    """First where and what, each a button; then the form of that work."""
    with looking() as view:
        choices, today = diary_views.choices(view, actor()), view.today
    place = choices.place(request.args.get("vuon", "")) or choices.usual
    kind = _kind(place, request.args.get("viec", ""))
    if place is None or kind is None:
        return render_template(
            "workspace/diary_what.html",
            choices=choices,
            place=place,
            said=diary_words,
            words=wording,
        )
    first = dict.fromkeys(NAMES, "") | {"place": place.code, "kind": str(kind)}
    return _form(forms.fresh(first | {"done_on": format_day(today)}), place, kind, choices)


@workspace.post("/nhat-ky/ghi", endpoint="record_diary_line")
def record() -> ResponseReturnValue:
    """Store a line; where it would hold something, or is banned, say so first."""
    values = forms.typed(NAMES)
    with looking() as view:
        choices, today = diary_views.choices(view, actor()), view.today
    place = choices.place(values["place"]) or choices.usual
    kind = _kind(place, values["kind"])
    if place is None or kind is None:
        raise Invalid("diary_not_here")
    values |= {"place": place.code}
    if "edit" in request.form:
        return _form(forms.again(values), place, kind, choices)
    try:
        asked = FarmWorkSchema(today=today, spoken=True).read(values)["asked"]
        return _recorded(values, asked, place, choices)
    except (Invalid, RuleBroken, Conflict, Denied) as refusal:
        if isinstance(refusal, Denied) and not forms.stands_at_field(refusal):
            raise
        form = forms.refused(values | {"photo": ""}, refusal)
        return _form(form, place, kind, choices, refusal)


def _recorded(
    values: dict[str, str], asked: FarmWorkRequest, place: PlaceChoice, choices: Choices
) -> ResponseReturnValue:
    confirmed = request.form.get("confirm") == "yes"
    if not confirmed:
        with foreseeing() as work:
            foreseen = diary.register(work, asked)
            late = is_late(asked.done_on, work.today)
        if foreseen.reach.harvests or foreseen.warned:
            return _understood(forms.again(values), asked, foreseen, place, choices, late)
    done = _store(asked)
    flash(_said(done), "done")
    return redirect(url_for("workspace.diary", vuon=place.code), 303)


def _store(asked: FarmWorkRequest) -> dict[str, str]:
    sent = request.files.get("photo")
    data = None if sent is None or not sent.filename else sent.read()
    digest = None if data is None else hashlib.sha256(data).hexdigest()
    body = {"farm work": dataclasses.asdict(asked), "photo": digest}
    if data is not None:
        # Before the unit of work: nobody waits to write while a picture is decoded.
        prepared = photos.prepare(data, house().settings.files)
        asked = dataclasses.replace(asked, photo=prepared)

    def act() -> dict[str, str]:
        made = diary.register(work, asked)
        free = "" if made.free_on is None else made.free_on.isoformat()
        return {"event": made.event_id, "free_on": free, "held": str(len(made.reach.harvests))}

    with working() as work:
        key = request.form.get("request_key", "")
        return dict(request_keys.once(work, key, body, act).result)


def _said(done: dict[str, str]) -> str:
    if not done["free_on"]:
        return str(_("Đã ghi vào nhật ký."))
    free = format_day(dt.date.fromisoformat(done["free_on"]), language())
    return str(_("Đã ghi vào nhật ký. Từ %(day)s mới được thu hoạch ở đây.", day=free))


def _understood(
    form: Form,
    asked: FarmWorkRequest,
    foreseen: Recorded,
    place: PlaceChoice,
    choices: Choices,
    late: bool,
) -> ResponseReturnValue:
    return render_template(
        "workspace/diary_confirm.html",
        form=form,
        asked=asked,
        foreseen=foreseen,
        place=place,
        household=next((h for h in choices.households if h.code == asked.household), None),
        late=late,
        said=diary_words,
    )


def _kind(place: PlaceChoice | None, typed: str) -> FarmWork | None:
    return None if place is None else next((each for each in place.works if each == typed), None)


def _form(
    form: Form,
    place: PlaceChoice,
    kind: FarmWork,
    choices: Choices,
    refusal: Refusal | None = None,
) -> ResponseReturnValue:
    with looking() as view:
        offered = diary_views.offered(view, kind)
        today = view.today
    page = render_template(
        "workspace/diary_line.html",
        form=form,
        place=place,
        kind=kind,
        fields=FIELDS[kind],
        waits=kind in WAITS,
        may_wait=kind in MAY_WAIT,
        choices=choices,
        offered=[(each, each.now(today)) for each in offered],
        said=diary_words,
    )
    return page, 200 if refusal is None else status_of(refusal)
