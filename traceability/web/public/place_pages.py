"""The pages of places, organisations and GTINs: drawn from plain values, no script."""

from __future__ import annotations

from flask import Response, render_template

from traceability.services.gtin_pages import GtinPage
from traceability.services.public_places import PartyPage, PlacePage
from traceability.web.house import house
from traceability.web.public import area_words
from traceability.web.public.link_goods import LotStanding, Named


def show(page: PlacePage | PartyPage) -> Response:
    """The page of a place or an organisation."""
    template = "public/place.html" if isinstance(page, PlacePage) else "public/party.html"
    return _drawn(template, page.code, page=page, said=area_words)


def show_gtin(page: GtinPage, named: Named, known: LotStanding | None) -> Response:
    """The page of a GTIN, with how the lot of a link stands, or that nobody knows it."""
    told = {"lot": named.lot, "serial": named.serial, "others": named.others, "known": known}
    return _drawn("public/gtin.html", f"gtin/{page.gtin}", page=page, **told)


def _drawn(template: str, path: str, **told: object) -> Response:
    canonical = f"{house().settings.public_url}/{path}"
    response = Response(render_template(template, canonical=canonical, **told))
    response.headers["Cache-Control"] = "no-cache"
    return response
