"""GS1 keys: check digits and prefixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import gs1
from traceability.domain.errors import Invalid

DIGITS = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize("key", ["09520123456788", "9521234567899"])
def test_the_keys_for_examples_are_right(key: str) -> None:
    assert gs1.check_digit(key[:-1]) == key[-1]


@given(body=DIGITS, position=st.integers(0, 11), change=st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(body: str, position: int, change: int) -> None:
    wrong = str((int(body[position]) + change) % 10)
    other = body[:position] + wrong + body[position + 1 :]
    assert gs1.check_digit(body) != gs1.check_digit(other)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0952012345678", "gs1_check_digit"),
        ("952012345678a", "gs1_key_unreadable"),
        ("9521", "gs1_key_unreadable"),
        ("2000000000008", "gs1_restricted"),
        ("0200000000004", "gs1_restricted"),
        ("", "gs1_key_unreadable"),
    ],
)
def test_what_is_no_gtin_is_refused_at_its_field(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        gs1.gtin(typed, "gtin")
    assert (refused.value.code, refused.value.faults[0].field) == (code, "gtin")


def test_a_gtin_is_kept_with_fourteen_digits() -> None:
    assert gs1.gtin("9520 1234 5678 8", "gtin") == "09520123456788"


def test_a_gln_has_thirteen_digits() -> None:
    assert gs1.gln("9521234567899", "gln") == "9521234567899"
    with pytest.raises(Invalid):
        gs1.gln("09520123456788", "gln")
