"""Looking a code up: typed into the one field, or scanned from a label."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response as BaseResponse

from traceability.domain.errors import NotFound
from traceability.services import area_pages, code_strings, pages, public_places, slip_pages
from traceability.services.area_pages import AreaPage
from traceability.services.area_states import AreaState
from traceability.services.code_strings import Looked
from traceability.services.pages import Page
from traceability.services.public_places import PartyPage, PlacePage
from traceability.services.slip_pages import SlipPage
from traceability.store.unit import Reading
from traceability.web.house import house, looking
from traceability.web.limits import NEAR_LOOKED_FOR, asking_network, spend
from traceability.web.public import (
    addresses,
    area_words,
    areas,
    keeping,
    missing,
    pasted,
    photos,
    pieces,
    place_pages,
    reports,
    sites,
)
from traceability.web.public.addresses import Read
from traceability.web.public.door import chosen_language, public
from traceability.web.public.pieces import Piece

#: So many codes typed at once are links, each by itself.
_LINKED = 10

OfNoGoods = AreaPage | SlipPage | PlacePage | PartyPage
Shown = Page | OfNoGoods


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

    The string of a growing-area code leads to that code's page, or to those of all who claim it;
    of two codes none is chosen. What cannot be a code is no guess, and is answered whoever asks.
    """
    text = request.args.get("code", "")
    if not text.strip():
        return redirect(url_for(".home", lang=chosen_language()))
    number = reports.number_in(text)
    codes = pasted.named(text) if number is None else []
    if len(codes) > 1:
        return _several(codes)
    piece = pieces.read(text)
    if codes and not piece.is_read:  # beside words, or there twice, as a list has it
        piece = pieces.read(codes[0])
    string = _may_be_string(piece)
    read, looked = _looked_up(piece, string=string)
    if looked.pages:
        return _to_pages(looked)
    if number is not None:
        return redirect(url_for(".report_status", number=number, lang=chosen_language()))
    if read.elsewhere is not None:
        return missing.elsewhere(text, read.elsewhere)
    return _led(read) or _nobodys(piece, string=string)


def _may_be_string(piece: Piece) -> bool:
    """Whether a text may be the string of a code; of what is on no label memory tells it."""
    if not piece.may_be_string or not piece.is_impossible:
        return piece.may_be_string
    return house().strings.any_like(house().store, piece.plain)


def _looked_up(piece: Piece, *, string: bool) -> tuple[Read, Looked]:
    """What a text is, and who has it as a string: one indexed question, and none where none may."""
    if piece.is_impossible and not string:
        return Read(), Looked()
    with looking() as view:
        read = addresses.Reader(view).read(piece)
        return read, code_strings.look_up(view, piece.plain) if string else Looked()


def _nobodys(piece: Piece, *, string: bool) -> ResponseReturnValue:
    """The page of what leads nowhere: counted as a guess where it could have been somebody's.

    The strings near to what is on no label are looked for a while, and then it goes without.
    """
    if not string:
        return missing.page(piece)
    if not piece.is_impossible:
        return missing.guessed(piece, _near)
    left = spend(NEAR_LOOKED_FOR, "near strings", asking_network())
    return missing.page(piece, _near(piece) if left else ())


def _several(codes: Sequence[str]) -> Response:
    """Several codes in the one field: each as a link, and the way to the list."""
    response = Response(render_template("public/several.html", codes=codes[:_LINKED], every=codes))
    response.headers["Cache-Control"] = "no-cache"
    return response


def _near(piece: Piece) -> Sequence[AreaState]:
    """The growing-area code whose string is nearly what was typed."""
    with looking() as view:
        return tuple(code_strings.near(view, [piece.plain]).values())


def _to_pages(looked: Looked) -> BaseResponse:
    return redirect(_of_area(looked.pages[0].code)) if len(looked.pages) == 1 else _claims(looked)


def _led(read: Read) -> BaseResponse | None:
    """To the page of what was read, where there can be one."""
    if read.link is not None:
        return redirect(read.link.path + _chosen())
    if read.gtin is not None:
        return redirect(url_for(".gtin", gtin=read.gtin, lang=chosen_language()))
    return None if read.code is None else redirect(_address(read.code))


@public.get("/<code>", provide_automatic_options=False)
def page(code: str) -> ResponseReturnValue:
    """The page behind a code; in other letters or with a stop behind it, it is sent to its address.

    A wrong check character is answered without either database, and every code without a page in
    the same words.
    """
    canonical = pieces.own_code(code)
    if canonical is None:
        return missing.page(pieces.read(code))
    if canonical != code:
        return redirect(_address(canonical), 301)
    shown = found(canonical)
    return missing.guessed(pieces.read(canonical)) if shown is None else show(shown)


@public.errorhandler(RateLimitExceeded)
def too_many(_error: RateLimitExceeded) -> ResponseReturnValue:
    """What a network is told that asked for too many codes which nobody has, or too many files."""
    body = render_template("public/slow_down.html", printed=_looked_for())
    return body, 429, {"Retry-After": "600"}


def _looked_for() -> str | None:
    """What the label has that was asked about, for the form of a report: it asks nobody for it."""
    if request.endpoint == "public.digital_link_of":
        return f"{house().settings.public_url}{request.path}"
    if request.endpoint == "public.page":
        return request.path.strip("/")
    if request.endpoint == "public.typed":
        return request.args.get("code")
    return request.args.get("tem") or request.args.get("ma")


def _chosen() -> str:
    lang = chosen_language()
    return f"?lang={lang}" if lang else ""


def _of_area(code: str) -> str:
    return url_for(".area", code=code, lang=chosen_language())


def _claims(looked: Looked) -> Response:
    """Who claims one string, each with its page."""
    told = {"pages": looked.pages, "where": looked.where}
    body = render_template("public/claims.html", **told, said=area_words, address=_of_area)
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
        other = of_no_goods(view, code)
        return keeping.of_area(view, other) if isinstance(other, AreaPage) else other


def of_no_goods(view: Reading, code: str) -> OfNoGoods | None:
    """What stands behind a code that is not of goods."""
    finders: tuple[Callable[[Reading, str], OfNoGoods], ...] = (
        area_pages.find,
        slip_pages.find,
        public_places.find_place,
        public_places.find_party,
    )
    for find in finders:
        with contextlib.suppress(NotFound):
            return find(view, code)
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
