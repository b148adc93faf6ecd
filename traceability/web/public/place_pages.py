"""The pages of places, organisations and GTINs: drawn from plain values, no script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template

from traceability.services.gtin_pages import GtinPage
from traceability.services.public_places import PartyPage, PlacePage
from traceability.web.house import house
from traceability.web.public import area_words


def show(page: PlacePage | PartyPage) -> Response:
    """The page of a place or an organisation."""
    template = "public/place.html" if isinstance(page, PlacePage) else "public/party.html"
    return _drawn(template, page.code, page=page, said=area_words)


@dataclass(frozen=True)
class LotStanding:
    """How the lot that a link names stands ``today``: its page's code, and what that says first.

    ``suspended`` are growing-area codes behind it that are suspended today, and since when.
    """

    code: str
    lot_code: str
    status: str
    tone: str
    says: str
    today: dt.date
    suspended: Sequence[tuple[str, dt.date]] = ()


@dataclass(frozen=True)
class Named:
    """The lot and the number of a label that a link named; one of ``others`` is not on that lot."""

    lot: str
    serial: str
    others: bool


def show_gtin(page: GtinPage, named: Named, known: LotStanding | None) -> Response:
    """The page of a GTIN, with how the lot of a link stands, or that nobody knows it."""
    told = {"lot": named.lot, "serial": named.serial, "others": named.others, "known": known}
    return _drawn("public/gtin.html", f"gtin/{page.gtin}", page=page, **told)


def _drawn(template: str, path: str, **told: object) -> Response:
    canonical = f"{house().settings.public_url}/{path}"
    response = Response(render_template(template, canonical=canonical, **told))
    response.headers["Cache-Control"] = "no-cache"
    return response
