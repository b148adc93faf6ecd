"""One place of the territory as its office sees it, and setting its average yield."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, require
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.domain.place_kinds import groups
from traceability.schemas.place_files import YieldSchema
from traceability.services import diary_views, place_files, place_views, stay_views
from traceability.services.place_views import PlacePage
from traceability.services.request_keys import once
from traceability.web import attachments, certificate_words, diary_words, forms, place_words
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.paging import page_asked
from traceability.web.registrar.blueprint import registrar
from traceability.web.tongues import gettext as _


@registrar.get("/vung/<code>")
def place(code: str) -> ResponseReturnValue:
    """Everything that stands about a place of the territory."""
    with looking() as view:
        page = place_views.page(view, actor(), code)
        land = place_views.map_of(view, actor(), page.code, house().outlines)
        bees = stay_views.apiary(view, actor(), page.code) if page.kind == "apiary" else None
        known = place_views.known(view, actor(), code)
        lines = diary_views.of_place(view, actor(), known, page_asked())
    return render_template(
        "registrar/place_page.html",
        page=page,
        bees=bees,
        land=land,
        groups=groups(page.kind),
        said=place_words,
        certs=certificate_words,
        diary=lines,
        diary_words=diary_words,
    )


@registrar.route("/vung/<code>/san-luong", methods=["GET", "POST"])
def set_yield(code: str) -> ResponseReturnValue:
    """Set the average yield of a place; the holder is told."""
    page = _for_yield(code)
    if request.method == "GET":
        stated = place_words.typed("average_yield", page.stands.yield_g)
        first = {"kilograms": stated, "reason": "", "revision": str(page.revision)}
        return _form(page, forms.fresh(first))
    values = forms.typed(("kilograms", "reason", "revision"))
    try:
        with looking() as view:
            data = YieldSchema(today=view.today, spoken=True).read(values)
        _record(page, data["revision"], data["kilograms"], data["reason"])
    except (Invalid, RuleBroken, Conflict) as refusal:
        if refusal.code == "area_changed":
            values = values | {"revision": str(page.revision)}
        return _form(page, forms.refused(values, refusal)), status_of(refusal)
    flash(_("Đã xác nhận sản lượng bình quân."), "done")
    return redirect(url_for(".place", code=page.code), 303)


@registrar.get("/vung/<code>/giay-to/<event>/<number>")
def place_paper(code: str, event: str, number: str) -> Response:
    """A file of the papers of a place."""
    me = actor()
    return attachments.served(
        lambda view, which: place_views.paper(view, me, code, event, which), number, "giay-to"
    )


def _for_yield(code: str) -> PlacePage:
    with looking() as view:
        page = place_views.page(view, actor(), code)
        place_thing = place_files.thing(view, place_views.known(view, actor(), code))
    require(actor(), Action.SET_YIELD, place_thing)
    if not page.sets_yield:
        raise NotFound
    return page


def _record(page: PlacePage, revision: int, grams: int, reason: str) -> None:
    def act() -> dict[str, str]:
        number = place_files.set_yield(work, page.code, revision, grams, reason)
        return {"revision": str(number)}

    with working() as work:
        body = {"do": "set yield", "place": page.code, "revision": revision}
        body |= {"grams": grams, "reason": reason}
        once(work, request.form.get("request_key", ""), body, act)


def _form(page: PlacePage, form: Form) -> str:
    return render_template("registrar/set_yield.html", page=page, form=form, said=place_words)
