"""Texts with the telephone numbers in them, as pages link them: each by itself, one tap each.

A contact that a buyer left may be an e-mail address as well, or a name that neither reaches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from traceability.domain.phones_in_words import Dialled, in_words, of_contact

#: An e-mail address among other words.
_ADDRESS = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)

#: A piece of a text, and what is dialled for it where it is a number.
Piece = tuple[str, str | None]


def in_notice(text: str) -> list[Piece]:
    """The pieces of a text; a number stands on one line."""
    return list(_pieces(text, in_words(text)))


def in_contact(text: str) -> list[Piece]:
    """The pieces of a contact, which may be one number and nothing else."""
    alone = of_contact(text)
    return [(_together(text), alone)] if alone else in_notice(text)


def reached(text: str) -> Iterator[Piece]:
    """The pieces of a contact with the address of each as a link: ``tel:`` or ``mailto:``."""
    addresses = list(_ADDRESS.finditer(text))
    at, pieces = 0, in_notice if addresses else in_contact
    for each in addresses:
        yield from _called(pieces(text[at : each.start()]))
        yield each.group(), f"mailto:{each.group()}"
        at = each.end()
    yield from _called(pieces(text[at:]))


def _called(pieces: Iterable[Piece]) -> Iterator[Piece]:
    return ((text, f"tel:{number}" if number else None) for text, number in pieces)


def _pieces(text: str, found: list[Dialled]) -> Iterator[Piece]:
    at = 0
    for each in found:
        if each.first > at:
            yield text[at : each.first], None
        yield _together(text[each.first : each.end]), each.number
        at = each.end
    if at < len(text):
        yield text[at:], None


def _together(text: str) -> str:
    return text.replace(" ", "\u00a0")
