"""What a report is about, read of the code of its page and of what was typed from the label.

Both are read as the field reads what is typed (decision 0070): the buyer who corrects a mistyped
code in the form is told of nothing else than who typed it right at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from traceability.domain.errors import NotFound
from traceability.domain.reports import About
from traceability.services import code_strings, digital_links, reports
from traceability.services.reports import Target
from traceability.standards.digital_link import DigitalLink
from traceability.store.unit import Reading
from traceability.web.house import house
from traceability.web.public import addresses, pasted, pieces
from traceability.web.public.addresses import Reader
from traceability.web.public.pieces import Piece

#: So many codes of one label are asked for: a lot, a growing area, the label itself.
_MOST = 4


def at(view: Reading, text: str) -> Target:
    """What stands behind the text of an address, by which the form was opened."""
    code = addresses.code_in(view, text)
    return reports.target(view, house().settings.label_keys, code)


def on_label(view: Reading, printed: str) -> Target:
    """What the words on a label name: of several codes the first that somebody has."""
    for code in _codes(view, printed):
        found = reports.target(view, house().settings.label_keys, code)
        if found.code is not None:
            return found
    return Target(About.UNKNOWN)


def is_sought(view: Reading, text: str) -> bool:
    """Whether the record was asked for a code or a link; an address of elsewhere is neither."""
    read = Reader(view).read(pieces.read(text))
    return read.code is not None or read.link is not None


def is_nobodys(view: Reading, text: str) -> bool:
    """Whether a text that led to nothing is a code that nobody has, or one that is on no label.

    A barcode or a lot code alone may be somebody's, and words say nothing of the record.
    """
    return pieces.read(text).is_impossible or is_sought(view, text)


def _codes(view: Reading, text: str) -> Iterator[str]:
    """The codes in a text, in its order; a string of an office stands for its code."""
    reader, found = Reader(view), _pieces(text)
    reads = reader.read_all(found)
    links = (each.link for each in reads)
    for piece, code, link in zip(found, reader.behind_all(reads), links, strict=True):
        pages = code_strings.look_up(view, piece.plain).pages if piece.may_be_string else ()
        if len(pages) == 1:
            yield pages[0].code
        elif code is not None:
            yield code
        elif link is not None:
            yield from _lot_of(view, link)


def _lot_of(view: Reading, link: DigitalLink) -> Iterator[str]:
    """The lot of a link with a number that none of its labels has: that is what is reported."""
    with contextlib.suppress(NotFound):
        levels = digital_links.led_to(view, house().settings.label_keys, link).levels
        yield from (each.page.strip("/") for each in levels if each.kind == "lot")


def _pieces(text: str) -> list[Piece]:
    whole = pieces.read(text)
    if whole.is_read:
        return [whole]
    return [pieces.read(each) for each in pasted.named(text)[:_MOST]] or [whole]
