"""Looking a code up: typed into the one field, or scanned from a label."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded

from traceability.domain import ids
from traceability.domain.errors import NotFound
from traceability.services import area_pages, code_strings, pages, public_places, slip_pages
from traceability.services.area_pages import AreaPage
from traceability.services.pages import Page
from traceability.services.public_places import PartyPage, PlacePage
from traceability.services.slip_pages import SlipPage
from traceability.web.house import house, looking
from traceability.web.limits import UNKNOWN_CODES, limiter
from traceability.web.public import (
    addresses,
    area_words,
    areas,
    keeping,
    photos,
    place_pages,
    reports,
    sites,
)
from traceability.web.public.door import chosen_language, public

Shown = Page | AreaPage | SlipPage | PlacePage | PartyPage


@public.get("/", provide_automatic_options=False)
def home() -> ResponseReturnValue:
    """One field to type a code."""
    return render_template("public/home.html")


@public.get("/quet", provide_automatic_options=False)
def scan() -> ResponseReturnValue:
    """The same field, and the camera beside it where the browser has one."""
    return render_template("public/scan.html")


@public.get("/tra-cuu", provide_automatic_options=False)
def typed() -> ResponseReturnValue:
    """Send what was typed (``code``) to the address of its page; an empty field goes back.

    The string of a growing-area code leads to that code's page, or to those of all who claim it.
    """
    text = request.args.get("code", "")
    if not text.strip():
        return redirect(url_for(".home", lang=chosen_language()))
    with looking() as view:
        looked = code_strings.look_up(view, text)
    if len(looked.pages) == 1:
        return redirect(_of_area(looked.pages[0].code))
    if looked.pages:
        return _claims(looked.pages)
    number = reports.number_in(text)
    if number is not None:
        return redirect(url_for(".report_status", number=number, lang=chosen_language()))
    link = addresses.link_in(text)
    if link is not None:
        return redirect(link.path + _chosen())
    code = addresses.own_code(text)
    return _missing(text, looked.near) if code is None else redirect(_address(code))


@public.get("/<code>", provide_automatic_options=False)
def page(code: str) -> ResponseReturnValue:
    """The page behind a code; a code in other letters is sent to its canonical address.

    A wrong check character is answered without the database, and every code without a page in
    the same words.
    """
    canonical = ids.fold_typed(code)
    if canonical is None:
        return _missing(code)
    if canonical != code:
        return redirect(_address(canonical), 301)
    shown = found(canonical)
    return _missing(canonical) if shown is None else show(shown)


@public.errorhandler(RateLimitExceeded)
def too_many(_error: RateLimitExceeded) -> ResponseReturnValue:
    """What a network is told that asked for too many codes which nobody has, or too many files."""
    return render_template("public/slow_down.html"), 429, {"Retry-After": "600"}


def _chosen() -> str:
    lang = chosen_language()
    return f"?lang={lang}" if lang else ""


def _of_area(code: str) -> str:
    return url_for(".area", code=code, lang=chosen_language())


def _claims(pages: Sequence[AreaPage]) -> Response:
    """Who claims one string, each with its page."""
    body = render_template("public/claims.html", pages=pages, said=area_words, address=_of_area)
    response = Response(body)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _address(code: str) -> str:
    return url_for(".page", code=code, lang=chosen_language())


def found(code: str) -> Shown | None:
    """What stands behind a code, found in one view of the record."""
    with looking(remembering=True) as view:
        with contextlib.suppress(NotFound):
            return keeping.of_goods(view, pages.find(view, house().settings.label_keys, code))
        with contextlib.suppress(NotFound):
            return keeping.of_area(area_pages.find(view, code))
        with contextlib.suppress(NotFound):
            return slip_pages.find(view, code)
        with contextlib.suppress(NotFound):
            return public_places.find_place(view, code)
        with contextlib.suppress(NotFound):
            return public_places.find_party(view, code)
    return None


def show(shown: Shown) -> Response:
    """The page of what was found."""
    if isinstance(shown, AreaPage):
        return areas.show(shown)
    if isinstance(shown, SlipPage):
        return _slip(shown)
    if isinstance(shown, PlacePage | PartyPage):
        return place_pages.show(shown)
    body = render_template(
        "public/page.html",
        page=shown,
        photo=photos.inline(shown),
        sites=sites.sites(shown.origins),
        pickings=sites.pickings(shown.origins),
        sketch=sites.sketch_of(shown.origins, shown.cells),
        base=house().settings.public_url,
        canonical=f"{house().settings.public_url}/{shown.code}",
        own=keeping.marks() if shown.label else None,
    )
    return keeping.answer(shown, body)


def _slip(page: SlipPage) -> Response:
    response = Response(render_template("public/slip.html", page=page))
    response.headers["Cache-Control"] = "no-cache"
    return response


# Only a miss is counted and only a miss is refused: behind a mobile carrier thousands of buyers
# share an address with whoever guesses.
@limiter.shared_limit(UNKNOWN_CODES, scope="unknown codes")
def _missing(typed: str, near: Sequence[AreaPage] = ()) -> ResponseReturnValue:
    """One page for every code that nobody has; what looks like one stays in the field.

    ``near`` are public pages whose string differs only in what stands between.
    """
    kept = addresses.shown(typed)
    return render_template("public/missing.html", typed=kept, near=near, address=_of_area), 404
