"""The page of a list that an address asks for."""

from __future__ import annotations

import pytest
from flask import Flask

from traceability.web import paging

EVERY = range(101)


@pytest.mark.parametrize(
    ("typed", "page", "first", "last"),
    [
        ("", 1, 0, 49),
        ("2", 2, 50, 99),
        ("3", 3, 100, 100),
        ("4", 3, 100, 100),
        ("999999", 3, 100, 100),
        *((typed, 1, 0, 49) for typed in ("0", "-1", "x", "1.5", "9" * 40, "\0", "²", "２", " 2")),
    ],
)
def test_what_is_asked_for_is_shown(typed: str, page: int, first: int, last: int) -> None:
    with Flask(__name__).test_request_context(query_string={"page": typed}):
        number, pages, lines = paging.cut(EVERY)
    assert (number, pages, lines[0], lines[-1]) == (page, 3, first, last)


def test_an_empty_list_has_one_page() -> None:
    with Flask(__name__).test_request_context():
        assert paging.cut(()) == (1, 1, ())
