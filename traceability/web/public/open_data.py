"""Open data: the months that are over, each as CSV and as JSON, for anybody and any program."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from traceability.domain.months import read_month
from traceability.services import open_data as services
from traceability.services.open_data import MonthFile
from traceability.web.house import house, looking
from traceability.web.public import area_words
from traceability.web.public.door import public


@public.get("/du-lieu-mo", provide_automatic_options=False)
def open_data() -> ResponseReturnValue:
    """The months there are, and what stands in them."""
    with looking() as view:
        months = services.months(view)
    body = render_template(
        "public/open_data.html",
        months=months,
        said=area_words,
        licence=house().settings.open_data_licence,
        canonical=f"{house().settings.public_url}/du-lieu-mo",
    )
    response = Response(body)
    response.headers["Cache-Control"] = "no-cache"
    return response


@public.get("/du-lieu-mo/ma-so-vung-trong-<month>.csv", provide_automatic_options=False)
def open_data_csv(month: str) -> ResponseReturnValue:
    """A month as CSV."""
    body = services.as_csv(_file(month), house().settings.public_url)
    return _sent(body, "text/csv; charset=utf-8; header=present")


@public.get("/du-lieu-mo/ma-so-vung-trong-<month>.json", provide_automatic_options=False)
def open_data_json(month: str) -> ResponseReturnValue:
    """A month as JSON."""
    settings = house().settings
    body = services.as_json(_file(month), settings.public_url, settings.open_data_licence)
    return _sent(body, "application/json")


def _file(text: str) -> MonthFile:
    month = read_month(text)
    if month is None:
        raise NotFound
    with looking() as view:
        found = services.month_file(view, month)
    if found is None:
        raise NotFound
    return found


def _sent(body: bytes, kind: str) -> Response:
    """The bytes with their tag: who has them asks again and is sent nothing."""
    response = Response(body, content_type=kind)
    name = request.path.rpartition("/")[2]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response
