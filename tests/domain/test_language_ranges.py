"""Languages by what a browser says: each range is cut to its end before the next is looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.language_ranges import lookup, ranges

OFFERED = ("vi", "en", "zh")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,en;q=0.9", "zh"),
        ("zh-CN,vi;q=0.5", "zh"),
        ("en-US,vi;q=0.5", "en"),
        ("zh-CN", "zh"),
        ("en-US", "en"),
        ("zh-Hans-CN;q=0.4, vi-VN;q=0.8", "vi"),
        ("fr-FR,fr;q=0.9,en-GB;q=0.2", "en"),
        ("en;q=0, vi;q=0.1", "vi"),
        ("EN-us , VI", "en"),
        ("zh-x-y", "zh"),
        ("fr", None),
        ("*", None),
        ("", None),
        ("en;q=2, vi", "vi"),
        ("en;level=1, zh;q=0.001", "zh"),
        ("q=1;en,,;;,-", None),
    ],
)
def test_the_best_liked_range_is_cut_before_the_next(header: str, language: str | None) -> None:
    assert lookup(header, OFFERED) == language


def test_ranges_liked_alike_keep_their_order() -> None:
    assert ranges("vi;q=0.5, en, zh, fr;q=0") == ["en", "zh", "vi"]


@given(st.text(max_size=80))
def test_no_header_is_too_odd(header: str) -> None:
    assert lookup(header, OFFERED) in (None, *OFFERED)
