"""Checks on the ground: the form, blank on paper, filled in on the screen, and as it was filed."""

from __future__ import annotations

from dataclasses import asdict, replace

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, require
from traceability.domain.days import format_day
from traceability.domain.errors import Conflict, Invalid, Refusal, RuleBroken
from traceability.schemas.filing import InspectionSchema
from traceability.services import (
    area_codes,
    diary_looks,
    file_page,
    inspection_views,
    inspections,
    request_keys,
)
from traceability.services.file_page import FilePage
from traceability.services.inspections import MOST_FILES, InspectionRequest
from traceability.web import attachments, forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.registrar import file_words, inspection_paper
from traceability.web.registrar.blueprint import registrar
from traceability.web.tongues import gettext as _

FIELDS = (
    *("inspected_on", "place", "tree_age", "stage", "variety", "expected", "yield_ha"),
    *("allowed_home", "allowed_importer", "other_pesticides", "diary", "pests", "samples"),
    *("results", "hygiene", "position", "remarks", "conclusion", "files"),
)


@registrar.route("/ho-so/<code>/kiem-tra", methods=["GET", "POST"])
def inspect(code: str) -> ResponseReturnValue:
    """The official form of a check on the ground."""
    page = _page(code)
    if request.method == "GET":
        only = page.places[0].code if len(page.places) == 1 else ""
        plain = dict.fromkeys(FIELDS, "")
        today = {"inspected_on": format_day(page.today), "place": only}
        return _form(page, forms.fresh(plain | today))
    values = forms.typed(FIELDS)
    try:
        typed = {name: value for name, value in values.items() if name != "files"}
        schema = InspectionSchema(code=code, today=page.today, spoken=True)
        _register(schema.read(typed)["asked"])
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _again(page, values, refusal)
    flash(_("Đã lưu biên bản kiểm tra."), "done")
    return redirect(url_for(".file", code=code), 303)


@registrar.post("/ho-so/<code>/nhat-ky")
def open_diary(code: str) -> ResponseReturnValue:
    """Open the diaries of a file's places for who inspects it, and go to the first of them."""
    with working() as work:
        place = diary_looks.open_for_inspection(work, code)
    return redirect(url_for(".place", code=place) + "#diary", 303)


@registrar.get("/ho-so/<code>/kiem-tra.pdf")
def inspection_blank(code: str) -> Response:
    """The form with what the file says, to be filled in by hand and signed."""
    page = _page(code)
    return _pdf(inspection_paper.blank(page), f"bien-ban-{code}")


@registrar.get("/kiem-tra/<code>")
def inspection(code: str) -> ResponseReturnValue:
    """One check as it was filed."""
    with looking() as view:
        found = inspection_views.page(view, actor(), code)
    return render_template("registrar/inspection.html", found=found, says=file_words)


@registrar.get("/kiem-tra/<code>/bien-ban.pdf")
def inspection_pdf(code: str) -> Response:
    """A check on paper, with places to sign."""
    with looking() as view:
        found = inspection_views.page(view, actor(), code)
    return _pdf(inspection_paper.filled(found), f"bien-ban-{code}")


@registrar.get("/kiem-tra/<code>/tep/<number>")
def inspection_file(code: str, number: str) -> Response:
    """A photograph or the signed page of a check."""
    return attachments.served(
        lambda view, wanted: inspection_views.paper(view, actor(), code, wanted),
        number,
        f"kiem-tra-{code}",
    )


def _page(code: str) -> FilePage:
    with looking() as view:
        area = area_codes.known(view, code)
        require(actor(), Action.INSPECT_FILE, area_codes.thing(view, area))
        return file_page.page(view, actor(), code)


def _register(asked: InspectionRequest) -> None:
    found = attachments.prepared("files")
    if len(found) > MOST_FILES:
        raise Invalid("too_many_files", "files", most=MOST_FILES)
    body = {"inspect": asdict(asked), "files": attachments.digests(found)}
    whole = replace(asked, files=found)

    def act() -> dict[str, str]:
        return {"inspection": inspections.register(work, whole)}

    with working() as work:
        request_keys.once(work, request.form.get("request_key", ""), body, act)


def _form(page: FilePage, form: Form) -> str:
    return render_template(
        "registrar/inspect.html",
        page=page,
        form=form,
        says=file_words,
        lost=bool(request.files.get("files")),
    )


def _again(page: FilePage, values: dict[str, str], refusal: Refusal) -> ResponseReturnValue:
    # What a file is refused for stands at the field, whichever of the files it was.
    return _form(page, forms.refused(values, refusal)), status_of(refusal)


def _pdf(data: bytes, name: str) -> Response:
    response = Response(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
