"""What may be kept of a page, and by whom: in our memory, in caches on the way, or by nobody.

The page of goods or of a growing-area code is everybody's, and any cache may give it away for a
minute. The page of a label is for who holds the label: it is told to be private, and our own memory
keeps it without the label's words.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence

from flask import Response, request

from traceability.domain.labels import ON_GOODS
from traceability.services import page_tokens
from traceability.services.area_pages import AreaPage
from traceability.services.pages import Page
from traceability.store.unit import Reading
from traceability.web import carton_lines, label_lines
from traceability.web.filters import amount
from traceability.web.house import house
from traceability.web.label_lines import LabelLines
from traceability.web.messages import language
from traceability.web.public import looks
from traceability.web.public.door import NOTE
from traceability.web.public.fast import Note, own_words

#: With what a process may believe on PostgreSQL (``store/epoch.py``), a minute.
SHARED = "public, max-age=0, s-maxage=59, must-revalidate"
PRIVATE = "private, no-cache"
_FIELDS = ("number", "code", "plain", "seen", "inside", "packs")
#: Nothing that anybody enters can be one of these: they are drawn anew in every process.
_DRAWN = secrets.token_hex(8)
_MARK = re.compile(f"\x02{_DRAWN}([a-z]+)\x03")


def of_goods(view: Reading, page: Page) -> Page:
    """Note on what the page of goods rests, for the layer before Flask; the page itself again.

    The page of a label that stands for nothing is drawn each time.
    """
    note = _note()
    if note is None:
        return page
    note.goods = page.counted.batch, page.counted.holder
    if page.batch_id is None:
        return page
    if page.label is None or page.label.state in ON_GOODS:
        note.about, note.token = page.batch_id, page_tokens.of_batch(view, page.batch_id)
    if page.label is not None:
        note.run = page_tokens.run_of(view, page.label.run_no)
        note.token = note.token if note.run else ""
    return page


def _lines(page: Page) -> LabelLines | None:
    """What the scans of a label are told with, in the language of the request."""
    if page.label is None or house().telemetry is None:
        return None
    counted = page.counted
    lines = LabelLines(
        page.label.run_no,
        counted.batch,
        counted.holder,
        counted.standing,
        counted.limits,
        made_on=counted.printed_on,
    )
    return label_lines.drawn(lines, page.expires_on is not None)


def of_area(view: Reading, page: AreaPage) -> AreaPage:
    """Note on what the page of a growing-area code rests; the page again."""
    note = _note()
    if note is not None:
        note.about, note.token = page.code, page_tokens.of_area(view, page.code)
    return page


def _note() -> Note | None:
    """The note of this request, where somebody listens and the address is the page's own."""
    found = request.environ.get(NOTE)
    return found if isinstance(found, Note) else None


def marks() -> Mapping[str, str]:
    """What the page of a label is drawn with in place of its own words."""
    return {name: f"\x02{_DRAWN}{name}\x03" for name in _FIELDS}


def answer(page: Page, drawn: str) -> Response:
    """The page of goods, or of a label with its own words in their places."""
    if page.label is None:
        return shared(Response(drawn), [page.code, *_areas(page)])
    pieces, lines = _MARK.split(drawn), _lines(page)
    label, note = page.label, _note()
    carton = carton_lines.drawn(_net(page)) if label.inside.numbers else None
    if note is not None:
        note.lines, note.carton, note.number = lines, carton, label.number
        note.pieces = tuple(pieces) if note.token else ()
    told = looks.of_page(house(), lines, label.number)
    words = own_words(page.code, label.number, language(), *told)
    if carton is not None:
        words |= carton.words(label.inside)
    response = Response("".join(_filled(pieces, words)))
    response.headers["Cache-Control"] = PRIVATE
    return response


def _net(page: Page) -> str:
    """What each pack of a lot holds; nothing where they differ."""
    return amount(page.net_amount, page.net_unit or page.unit) if page.net_amount else ""


def _filled(pieces: Sequence[str], words: Mapping[str, str]) -> Iterable[str]:
    return (words[each] if number % 2 else each for number, each in enumerate(pieces))


def _areas(page: Page) -> list[str]:
    return list(dict.fromkeys(each.area_page for each in page.origins if each.area_page))


def shared(response: Response, codes: Sequence[str]) -> Response:
    """A page that caches may keep; a cache that can is told by which codes to take it out again."""
    response.headers["Cache-Control"] = SHARED
    response.headers["Surrogate-Key"] = " ".join(["page", *codes])
    return response
