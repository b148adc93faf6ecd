"""Open data: the months that are over, each as CSV and as JSON, for anybody and any program."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from traceability.domain.months import Month, read_month
from traceability.services import open_data as services
from traceability.store.unit import Reading
from traceability.web.house import house, looking
from traceability.web.limits import FILES_MADE, limiter
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
    base = house().settings.public_url
    return _sent(month, "text/csv; charset=utf-8; header=present", (base,), services.as_csv)


@public.get("/du-lieu-mo/ma-so-vung-trong-<month>.json", provide_automatic_options=False)
def open_data_json(month: str) -> ResponseReturnValue:
    """A month as JSON."""
    settings = house().settings
    about = (settings.public_url, settings.open_data_licence)
    return _sent(month, "application/json", about, services.as_json)


def _sent(
    text: str, kind: str, about: tuple[str, ...], make: Callable[..., bytes]
) -> ResponseReturnValue:
    """A file with its tag: who has it asks again and is sent nothing, and nothing is made."""
    month = read_month(text)
    if month is None:
        raise NotFound
    with looking() as view:
        tag = services.tag(view, month, kind, *about)
        if tag is None:
            raise NotFound
        if request.if_none_match.contains_weak(tag):
            return _headed(Response(status=304), tag)
        body = _made(view, month, about, make)
    return _headed(Response(body, content_type=kind), tag)


# Only a file that is made is counted: who asks again with its tag costs next to nothing.
@limiter.shared_limit(FILES_MADE, scope="open data")
def _made(view: Reading, month: Month, about: tuple[str, ...], make: Callable[..., bytes]) -> bytes:
    file = services.month_file(view, month)
    if file is None:
        raise NotFound
    return make(file, *about)


def _headed(response: Response, tag: str) -> Response:
    if response.status_code != 304:
        name = request.path.rpartition("/")[2]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # Anybody may keep it, and asks before giving it away: a month that is over can be corrected.
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(tag)
    return response
