"""The page of a growing-area code, beside that of goods: drawn from plain values, no script."""

from __future__ import annotations

from flask import Response, render_template

from traceability.services.area_pages import AreaPage
from traceability.web.house import house
from traceability.web.public import area_words, keeping


def show(page: AreaPage) -> Response:
    """The page as it is sent."""
    body = render_template(
        "public/taken_back.html" if page.taken_back else "public/area.html",
        page=page,
        said=area_words,
        verdict=area_words.verdict(page),
        canonical=f"{house().settings.public_url}/{page.code}",
    )
    return keeping.shared(Response(body), [page.code])
