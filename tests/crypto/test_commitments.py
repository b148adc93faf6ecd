"""Commitments: a fixed vector, nothing ambiguous, nothing repeated."""

import base64
import hashlib
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from traceability.crypto.commitments import SALT_LENGTH, commit

SALT = bytes(range(16))
SALTS = st.binary(min_size=16, max_size=16)
TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda text: unicodedata.normalize("NFC", text)
)
OPENINGS = st.tuples(SALTS, TEXT, TEXT)


def test_a_fixed_vector_for_other_languages() -> None:
    assert commit(SALT, "name", "Vàng Thị Mỷ") == "a47du9IVKMhjjQCkfUs7WkPOZ0ScEsVg-L_vvRAfSOI"


def test_the_encoding_is_the_one_that_is_documented() -> None:
    name = "Vàng Thị Mỷ".encode()
    encoded = (
        b"traceability commitment v1\x00" + SALT + b"\x00\x00\x00\x04name"
        + bytes((0, 0, 0, len(name))) + name
    )  # fmt: skip
    digest = hashlib.sha256(encoded).digest()
    assert base64.urlsafe_b64decode(commit(SALT, "name", "Vàng Thị Mỷ") + "=") == digest


@given(OPENINGS, OPENINGS)
def test_two_openings_have_two_commitments(one, other) -> None:
    assume(one != other)
    assert commit(*one) != commit(*other)


@given(TEXT, TEXT, TEXT)
def test_what_moves_from_field_to_value_is_seen(start: str, middle: str, end: str) -> None:
    assume(middle)
    assume(unicodedata.is_normalized("NFC", start + middle))
    assume(unicodedata.is_normalized("NFC", middle + end))
    assert commit(SALT, start + middle, end) != commit(SALT, start, middle + end)


def test_equal_values_do_not_look_equal() -> None:
    salts = [number.to_bytes(SALT_LENGTH, "big") for number in range(100)]
    assert len({commit(salt, "phone", "0912345678") for salt in salts}) == 100


@pytest.mark.parametrize("salt", [b"", bytes(15), bytes(17)])
def test_a_salt_is_sixteen_bytes(salt: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        commit(salt, "name", "x")


def test_text_outside_nfc_has_no_commitment() -> None:
    spoken = "Hoàng Su Phì"
    with pytest.raises(ValueError, match="NFC"):
        commit(SALT, "name", unicodedata.normalize("NFD", spoken))
    with pytest.raises(ValueError, match="NFC"):
        commit(SALT, unicodedata.normalize("NFD", spoken), "x")
    with pytest.raises(ValueError, match="surrogates"):
        commit(SALT, "name", "\ud800")
