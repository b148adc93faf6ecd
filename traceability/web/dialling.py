"""Texts with the telephone numbers in them, as pages link them: each by itself, one tap each."""

from __future__ import annotations

from collections.abc import Iterator

from traceability.domain.phones_in_words import Dialled, in_words, of_contact

#: A piece of a text, and what is dialled for it where it is a number.
Piece = tuple[str, str | None]


def in_notice(text: str) -> list[Piece]:
    """The pieces of a text; a number stands on one line."""
    return list(_pieces(text, in_words(text)))


def in_contact(text: str) -> list[Piece]:
    """The pieces of a contact, which may be one number and nothing else."""
    alone = of_contact(text)
    return [(_together(text), alone)] if alone else in_notice(text)


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
