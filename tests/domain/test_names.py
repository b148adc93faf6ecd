"""The short form of a name shows the family name and initials, and nothing more."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.names import short_name

NAMES = [
    ("Nguyễn Văn Hùng", "Nguyễn V. H."),
    ("Giàng A Pháo", "Giàng A. P."),
    ("Vàng Thị Mỷ", "Vàng T. M."),
    ("H'Mông Thị Đào", "H'Mông T. Đ."),
    ("  hoàng   văn  đức ", "hoàng V. Đ."),
    ("Mỷ", "M."),
    ("Lý (Hùng)", "Lý H."),
    ("...", ""),
    ("", ""),
]


@pytest.mark.parametrize(("full", "short"), NAMES)
def test_names_of_here(full: str, short: str) -> None:
    assert short_name(full) == short
    assert short_name(unicodedata.normalize("NFD", full)) == short


@given(st.lists(st.text("aăâđeêơưnhtgsvxNVĐ'()-", min_size=1, max_size=9), max_size=6))
def test_no_later_word_is_told(words: list[str]) -> None:
    short = short_name(" ".join(words))
    assert short_name(short) == short
    for part in short.split()[1:]:
        assert len(part) == 2
        assert part.endswith(".")


@given(st.text(max_size=60))
def test_whatever_is_typed_has_a_short_form(text: str) -> None:
    short = short_name(text)
    assert unicodedata.is_normalized("NFC", short)
    assert len(short.split()) <= max(1, len(text.split()))
