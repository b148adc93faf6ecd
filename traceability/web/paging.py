"""Which page of a list was asked for, and the lines that stand there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask import request

#: Lines on a page of a list that is cut here.
PAGE = 50

Line = TypeVar("Line")


def page_asked() -> int:
    """The page that the URL asks for; anything unreadable is the first."""
    return number(request.args.get("page", ""))


def number(typed: str) -> int:
    """The number of a page as it was sent; anything unreadable is the first."""
    plain = typed.isascii() and typed.isdigit() and len(typed) < 7
    return max(1, int(typed)) if plain else 1


def cut(every: Sequence[Line]) -> tuple[int, int, Sequence[Line]]:
    """The page asked for, how many there are, and its lines; the last one for any beyond it."""
    pages = max(1, -(-len(every) // PAGE))
    page = min(page_asked(), pages)
    return page, pages, every[(page - 1) * PAGE : page * PAGE]
