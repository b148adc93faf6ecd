"""Pages that were sent before are sent again from memory, before Flask sees the request.

This is a WSGI layer around the application. It answers what it has kept and what still holds; all
else goes on. Whatever it keeps it has seen Flask answer: the headers are Flask's own, to the byte.
What may be kept the view says, by filling in the ``Note`` that it finds in the request.

Only the path, ``lang`` and three headers of the request (the language, the encoding, the tag that
is held) decide what is sent, and of a label its scans: no other part of the query, no cookie, no
address of who asks. Just before it is sent, a look at goods is noted for the counter
(``looks.py``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from traceability.domain import ids
from traceability.domain.labels import ON_GOODS
from traceability.domain.quantity import format_number
from traceability.domain.scans import Scanned
from traceability.services import page_tokens
from traceability.services.carton_contents import Contents
from traceability.store.engine import OutOfReach
from traceability.store.unit import reading
from traceability.web.carton_lines import CartonLines
from traceability.web.house import House
from traceability.web.label_lines import LabelLines
from traceability.web.public import asked as asking
from traceability.web.public import looks
from traceability.web.public.asked import Asked
from traceability.web.public.door import NOTE
from traceability.web.public.edition import edition
from traceability.web.shelf import IDENTITY, Cut, Headers, Kept, Seen, may_wait, seen_now

Environ = dict[str, Any]
Application = Callable[..., Iterable[bytes]]

_PATH = re.compile(r"/([0-9A-HJKMNP-TV-Z]{9}|[0-9A-HJKMNP-TV-Z]{13})")
#: Not sent with a 304 (RFC 9110 §15.4.5): what describes the body that is not there.
_OF_THE_BODY = frozenset({"Content-Type", "Content-Length", "Content-Encoding"})


@dataclass
class Note:
    """What a view says of the page that it answers with, so that it may be kept.

    ``about`` is what the token can be found by again; ``pieces`` are the page of a label, cut at
    the names of its own words. ``goods`` is what a look is counted under, ``lines`` and ``number``
    say of which label it is the page, ``carton`` how what is in it is told.
    """

    seen: Seen
    token: str = ""
    about: Hashable = None
    pieces: tuple[str, ...] = ()
    run: page_tokens.Run | None = None
    goods: tuple[str, str] | None = None
    lines: LabelLines | None = None
    carton: CartonLines | None = None
    number: int = 0


@dataclass(frozen=True)
class Which:
    """Whose page is sent: the label's number, none of goods, and what its run's cartons hold."""

    number: int = 0
    contents: Contents | None = None


@dataclass(frozen=True)
class Place:
    """What a page is kept under, and which label asks for it, if one does."""

    key: Hashable
    which: Which


@dataclass
class Heard:
    """What the application answered."""

    status: str = ""
    headers: Headers = field(default_factory=list)
    fault: Any = None

    def start(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], Any]:
        """WSGI's ``start_response``."""
        self.status, self.headers, self.fault = status, headers, exc_info
        return _no_writing


def _no_writing(_data: bytes) -> None:
    raise RuntimeError("write() is not used")


class FastPath:
    """The layer; ``house`` finds the installation that the application serves at the moment."""

    def __init__(self, inner: Application, house: Callable[[], House]) -> None:
        self.inner = inner
        self._house = house

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a page of a code; hand everything else on."""
        found = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        if found is None or not _is_ours(environ, found[1]):
            return self.inner(environ, start_response)
        asked = asking.of(environ, found[1])
        house = self._house()
        try:
            seen, place, page = _looked_up(house, asked)
        except OutOfReach:
            return self.inner(environ, start_response)
        if place is None and not _is_met(house, asked.code):
            return self._met(house, asked, environ, start_response)
        return self._told(house, (seen, place, page), asked, environ, start_response)

    def _told(
        self,
        house: House,
        found: Found,
        asked: Asked,
        environ: Environ,
        start_response: Callable[..., Any],
    ) -> Iterable[bytes]:
        """The page from memory, or drawn where it lies in none."""
        seen, place, page = found
        if place is None:
            return self._through(house, seen, asked, environ, start_response)
        if page is None:
            return self._drawn(house, place, asked, environ, start_response)
        return _answer(house, page, place, asked, environ, start_response)

    def _met(
        self, house: House, asked: Asked, environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """A label of a run that nobody asked for: one draws it, the others wait to know the run.

        Where the page of its labels lies cannot be told before, so who draws has the run's turn, or
        those of all that it may be of.
        """
        runs = [run_no for _key, run_no, _index in _candidates(house, asked.code)]
        with house.shelf.drawings(runs):
            try:
                found = _looked_up(house, asked)
            except OutOfReach:
                return self.inner(environ, start_response)
            if found[1] is None:
                return self._through(house, found[0], asked, environ, start_response)
        return self._told(house, found, asked, environ, start_response)

    def _drawn(
        self,
        house: House,
        place: Place,
        asked: Asked,
        environ: Environ,
        start_response: Callable[..., Any],
    ) -> Iterable[bytes]:
        """A page that is not there: one draws it, and others who ask meanwhile wait for it."""
        with house.shelf.drawing(place.key):
            try:
                seen, place_now, page = _looked_up(house, asked)
            except OutOfReach:
                return self.inner(environ, start_response)
            if page is None or place_now is None:
                return self._through(house, seen, asked, environ, start_response)
        return _answer(house, page, place_now, asked, environ, start_response)

    # --- what is not -----------------------------------------------------------------------------

    def _through(
        self,
        house: House,
        seen: Seen,
        asked: Asked,
        environ: Environ,
        start_response: Callable[..., Any],
    ) -> Iterable[bytes]:
        """Let the application answer, and keep what its view says may be kept."""
        note, heard = Note(seen), Heard()
        # The answer to HEAD has no body that could be kept.
        method = "GET" if asked.head else environ["REQUEST_METHOD"]
        answer = self.inner({**environ, NOTE: note, "REQUEST_METHOD": method}, heard.start)
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        if not heard.status.startswith("200 "):
            start_response(heard.status, heard.headers, heard.fault)
            return [] if asked.head else [body]
        looks.note(house, environ, note.lines, note.goods, note.number)
        if not note.token:
            note.token = hashlib.blake2b(body, digest_size=16).hexdigest()
            page = _kept(note, asked, heard.headers, body)
            return _send(house, page, Which(), asked, start_response)
        if note.run is not None:
            house.shelf.put_run(seen, note.run)
        key, which = _key_of(note, asked)
        page = _kept(note, asked, heard.headers, body)
        if _says(heard.headers, "Content-Language").partition("-")[0] == asked.language:
            house.shelf.put(key, page)
        return _send(house, page, which, asked, start_response)


#: What the record stands at, where a page would be kept, and the page.
Found = tuple[Seen, Place | None, Kept | Cut | None]


def _looked_up(house: House, asked: Asked) -> Found:
    """What the record stands at, where the page would be kept, and the page if it lies there.

    There is no place for what is never kept, and for a label whose run nobody has asked for yet.
    """
    seen = seen_now(house.store)
    if len(asked.code) == ids.SHORT_LENGTH:
        place: Place | None = Place((asked.code, asked.language, asked.chosen), Which())
    else:
        place = _label(house, seen, asked)
    if place is None:
        return seen, None, None
    page = house.shelf.find(place.key)
    there = page is not None and (page.seen == seen or _still(house, seen, place.key, page))
    return seen, place, page if there else None


def _answer(
    house: House,
    page: Kept | Cut,
    place: Place,
    asked: Asked,
    environ: Environ,
    start_response: Callable[..., Any],
) -> Iterable[bytes]:
    """A page from memory, and the look at it is counted."""
    lines, goods = _counted(page)
    looks.note(house, environ, lines, goods, place.which.number)
    return _send(house, page, place.which, asked, start_response)


def _counted(page: Kept | Cut) -> tuple[LabelLines | None, tuple[str, str] | None]:
    """What a look at a page is counted under: of a label, or of goods."""
    return (page.lines, None) if isinstance(page, Cut) else (None, page.goods)


def _is_ours(environ: Environ, code: str) -> bool:
    """Whether a page may stand there: nothing is looked up for a code that cannot be one."""
    asks = environ["REQUEST_METHOD"] in ("GET", "HEAD") and not environ.get("SCRIPT_NAME")
    return asks and ids.is_valid(code)


def _says(headers: Headers, name: str) -> str:
    return next((value for key, value in headers if key == name), "")


def _label(house: House, seen: Seen, asked: Asked) -> Place | None:
    """The label of an item code on goods, where its run is known as it stands.

    A code that is a label under two keys is one on goods under one of them at most: the newer was
    void from birth.
    """
    for key_id, run_no, index in _candidates(house, asked.code):
        run = _run(house, seen, run_no)
        if run is not None and run.has(key_id, index):
            stretch = run.stretch(index)
            if stretch is not None and stretch.state in ON_GOODS:
                which = Which(index + 1, run.contents)
                return Place(_label_key(run, stretch, asked), which)
    return None


def _is_met(house: House, code: str) -> bool:
    """Whether the run of a label was met, or the code is no label's."""
    found = [
        (house.shelf.run(run_no), key_id, index)
        for key_id, run_no, index in _candidates(house, code)
    ]
    return not found or any(known and known[1].has(key, index) for known, key, index in found)


def _candidates(house: House, code: str) -> list[tuple[str, int, int]]:
    return house.settings.label_keys.candidates(code)


def _label_key(run: page_tokens.Run, stretch: page_tokens.Stretch, asked: Asked) -> Hashable:
    return run.run_no, stretch.batch_id, stretch.state, asked.language, asked.chosen


def _run(house: House, seen: Seen, run_no: int) -> page_tokens.Run | None:
    """A run that was met before, as it stands now."""
    known = house.shelf.run(run_no)
    if known is None or known[0] == seen:
        return None if known is None else known[1]

    def look() -> page_tokens.Run | None:
        return _looked_at_run(house, seen, run_no)

    return known[1] if may_wait(known[0], seen) and house.aside.take(run_no, look) else look()


def _looked_at_run(house: House, seen: Seen, run_no: int) -> page_tokens.Run | None:
    """A run as it stands now; ``None`` where it is known no more."""
    with house.shelf.turn(run_no):
        known = house.shelf.run(run_no)
        if known is None or known[0] == seen:
            return None if known is None else known[1]
        return _run_again(house, seen, run_no)


def _run_again(house: House, seen: Seen, run_no: int) -> page_tokens.Run | None:
    with reading(house.store) as view:
        run = page_tokens.run_of(view, run_no)
    if run is None:
        house.shelf.drop_run(run_no)
    else:
        house.shelf.put_run(seen, run)
    return run


def _still(house: House, seen: Seen, key: Hashable, page: Kept | Cut) -> bool:
    """Whether a page that was kept before may be sent: it still holds, or is being looked at."""

    def look() -> bool:
        return _looked_at_page(house, seen, key, page)

    return (may_wait(page.seen, seen) and house.aside.take(key, look)) or look()


def _looked_at_page(house: House, seen: Seen, key: Hashable, page: Kept | Cut) -> bool:
    """Whether a page still holds; one that does not leaves the shelf."""
    with house.shelf.turn(key):
        if page.seen == seen:
            return True
        if house.shelf.find(key) is not page:
            return False
        if not _holds(house, page):
            house.shelf.drop(key)
            return False
        page.seen = seen
        return True


def _holds(house: House, page: Kept | Cut) -> bool:
    """Whether a page still has the token under which it was kept."""
    with reading(house.store) as view:
        if isinstance(page.about, int):
            return page_tokens.of_batch(view, page.about) == page.token
        return page_tokens.of_area(view, str(page.about)) == page.token


def _key_of(note: Note, asked: Asked) -> tuple[Hashable, Which]:
    """What a page is to be kept under, and which label asked.

    The label is the one that the page was drawn of: by now it may stand for other goods.
    """
    stretch = None if note.run is None else note.run.stretch(note.number - 1)
    if note.run is None or stretch is None:
        return (asked.code, asked.language, asked.chosen), Which()
    return _label_key(note.run, stretch, asked), Which(note.number, note.run.contents)


def _kept(note: Note, asked: Asked, headers: Headers, body: bytes) -> Kept | Cut:
    known: dict[str, Any] = {
        "token": note.token,
        "about": note.about,
        "seen": note.seen,
        "tag": f"{note.token}{edition()}-{asked.language}{'+' if asked.chosen else ''}",
        "headers": [*_without_length(headers)],
    }
    if note.pieces:
        return Cut.of(note.pieces, lines=note.lines, carton=note.carton, **known)
    return Kept.of(body, goods=note.goods, **known)


def _without_length(headers: Headers) -> Headers:
    """The headers but those that depend on the encoding; it is named among what they vary by."""
    return [
        (name, f"{value}, Accept-Encoding" if name == "Vary" else value)
        for name, value in headers
        if name != "Content-Length"
    ]


# --- sending -------------------------------------------------------------------------------------


def _send(
    house: House,
    page: Kept | Cut,
    which: Which,
    asked: Asked,
    start_response: Callable[..., Any],
) -> list[bytes]:
    encoding, own, words = asked.encoded_for(page), "", {}
    if isinstance(page, Cut):
        told = looks.of_page(house, page.lines, which.number)
        words = own_words(asked.code, which.number, asked.language, *told)
        if page.carton is not None and which.contents is not None:
            words |= page.carton.words(which.contents.of(which.number))
        # What was counted of a label, and what is in a carton, goes on without its page's token.
        own = f"-{asked.code}{zlib.crc32((words['seen'] + words['inside']).encode()):x}"
    tag = f'"{page.tag}{own}-{encoding}"'
    headers = [*page.headers, ("ETag", tag)]
    if asked.unless and (tag in asked.unless or asked.unless.strip() == "*"):
        left = [each for each in headers if each[0] not in _OF_THE_BODY]
        start_response("304 NOT MODIFIED", left)
        return []
    body = page.body(encoding, words) if isinstance(page, Cut) else page.body(encoding)
    if encoding != IDENTITY:
        headers.append(("Content-Encoding", encoding))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if asked.head else [body]


def own_words(
    code: str,
    number: int,
    language: str,
    lines: LabelLines | None = None,
    scanned: Scanned | None = None,
    since: dt.date | None = None,
) -> dict[str, str]:
    """What stands on a label's page and on no other's, as it is spelled there (HTML)."""
    return {
        "number": format_number(number, language),
        "code": ids.grouped(code),
        "plain": code,
        "seen": "" if lines is None else lines.told(scanned, language, since),
        "inside": "",
        "packs": "",
    }
