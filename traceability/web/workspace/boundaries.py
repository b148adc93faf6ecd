"""The boundary of one's own place: drawn, walked, typed or sent as a file; reviewed and stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, Refusal
from traceability.geo.reading import LARGEST
from traceability.schemas.boundaries import BoundarySchema, mended
from traceability.services import boundaries, boundary_views, internal_codes
from traceability.services.boundaries import BoundaryRequest
from traceability.services.request_keys import once
from traceability.web import boundary_words, forms, headers
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, house, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace

_FIELDS = ("source", "boundary", "reason", "seen")


@workspace.route("/vung-trong/<code>/ranh-gioi", methods=["GET", "POST"])
def boundary(code: str) -> ResponseReturnValue:
    """The line as it stands and four ways to another; sent, what it means; then it is stored."""
    if request.method == "GET":
        return _page(code, forms.fresh(_empty(request.args.get("cach", ""))))
    values = forms.typed(_FIELDS)
    with looking() as view:
        internal_codes.own_place(view, actor(), code)
    if "edit" in request.form:
        return _page(code, forms.again(values))
    sent: str | bytes = values["boundary"]
    try:
        sent = _sent(values)
        asked = BoundarySchema(place=code, spoken=True).read({**values, "boundary": sent})["asked"]
        if request.form.get("confirm") == "yes":
            return _store(asked)
        return _review(code, values, asked)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _again(code, values, sent, refusal)


@workspace.get("/vung-trong/<code>/ranh-gioi.geojson")
def boundary_file(code: str) -> Response:
    """The line as a file of one's own."""
    with looking() as view:
        text = boundary_views.exported(view, actor(), code)
    if text is None:
        raise NotFound
    response = Response(text, content_type="application/geo+json")
    response.headers["Content-Disposition"] = f'attachment; filename="ranh-gioi-{code}.geojson"'
    return response


@workspace.get("/vung-trong/<code>/ranh-gioi/xoa")
def ask_erase_boundary(code: str) -> ResponseReturnValue:
    """Whether the line is really to go."""
    with looking() as view:
        internal_codes.own_place(view, actor(), code)
        page = boundary_views.page(view, actor(), code, house().outlines)
    return render_template("workspace/boundary_erase.html", page=page, request_key=forms.new_key())


@workspace.post("/vung-trong/<code>/ranh-gioi/xoa")
def erase_boundary(code: str) -> ResponseReturnValue:
    """Erase every corner that is kept of a place."""

    with looking() as view:
        internal_codes.own_place(view, actor(), code)

    def act() -> dict[str, str]:
        boundaries.erase(work, code)
        return {"place": code}

    with working() as work:
        body = {"do": "erase boundary", "place": code}
        once(work, request.form.get("request_key", ""), body, act)
    flash(_("Đã xóa ranh giới của vùng."), "done")
    return redirect(url_for(".boundary", code=code), 303)


def _empty(way: str) -> dict[str, str]:
    return dict.fromkeys(_FIELDS, "") | {"source": boundary_words.WAYS.get(way, "typed")}


def _sent(values: Mapping[str, str]) -> str | bytes:
    """The file that was chosen, else what stands in the field."""
    file = request.files.get("file")
    if file is not None and file.filename:
        with file.stream as stream:
            sent: bytes = stream.read(LARGEST + 1)
        if not sent:
            raise Invalid("file_empty", "boundary")
        return sent
    return values["boundary"]


def _store(asked: BoundaryRequest) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        return {"revision": str(boundaries.set_boundary(work, asked).revision)}

    body = {
        "do": "set boundary",
        "place": asked.place,
        "boundary": asked.boundary.text(),
        "reason": asked.reason,
    }
    with working() as work:
        once(work, request.form.get("request_key", ""), body, act)
    flash(_("Đã lưu ranh giới của vùng."), "done")
    return redirect(url_for(".boundary", code=asked.place), 303)


def _review(code: str, values: dict[str, str], asked: BoundaryRequest) -> str:
    return _reviewed(code, forms.again(_carried(values, asked)), asked)


def _reviewed(code: str, form: Form, asked: BoundaryRequest) -> str:
    with looking() as view:
        page = boundary_views.page(view, actor(), code, house().outlines)
        review = boundary_views.review(view, actor(), code, asked.boundary, house().outlines)
    return render_template(
        "workspace/boundary_confirm.html",
        page=page,
        review=review,
        form=form,
        words=wording,
        said=boundary_words,
    )


def _carried(values: dict[str, str], asked: BoundaryRequest) -> dict[str, str]:
    """What the review carries on: corners as one types them, any other line as GeoJSON."""
    plain = asked.source == "typed" and len(list(asked.boundary.rings())) == 1
    text = boundary_views.corner_lines(asked.boundary) if plain else asked.boundary.text()
    return values | {"boundary": text}


def _again(
    code: str, values: dict[str, str], sent: str | bytes, refusal: Refusal
) -> ResponseReturnValue:
    """The form again, with what mends it at a click; a missing reason is the review's to ask."""
    if refusal.faults[0].field == "reason" or refusal.code == "request_key_reused":
        asked = BoundarySchema(place=code, spoken=True).read({**values, "boundary": sent})["asked"]
        return _reviewed(code, forms.refused(values, refusal), asked), status_of(refusal)
    offer = None
    if isinstance(refusal, Invalid) and "mend" in refusal.facts:
        offer = mended(sent, values["source"], str(refusal.facts["mend"]))
    if isinstance(refusal, Conflict):
        values = values | {"seen": ""}
    form = forms.refused(values, refusal)
    return _page(code, form, offer=offer, mend=refusal.facts.get("mend")), status_of(refusal)


def _page(code: str, form: Form, **more: Any) -> Response:
    with looking() as view:
        page = boundary_views.page(view, actor(), code, house().outlines)
    settings = house().settings
    html = render_template(
        "workspace/boundary.html",
        page=page,
        form=form,
        tiles=settings.map_tiles_url,
        credit=settings.map_tiles_credit,
        words=wording,
        said=boundary_words,
        **{"offer": None, "mend": None, **more},
    )
    response = make_response(html)
    host = urlsplit(settings.map_tiles_url).netloc
    response.headers["Content-Security-Policy"] = headers.policy(
        images=f"https://{host}" if host else ""
    )
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(self), microphone=()"
    return response
