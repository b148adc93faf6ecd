"""Tokens, API keys and temporary passwords: their form, their hash, what does not show."""

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.crypto import passwords, tokens
from traceability.domain.ids import ALPHABET


def test_a_token_is_256_bits_and_never_the_same() -> None:
    made = {tokens.new_token() for _ in range(200)}
    assert len(made) == 200
    for token in made:
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
        assert len(base64.urlsafe_b64decode(token + "=")) == 32


def test_the_hash_is_sha256_in_base64url() -> None:
    token = tokens.new_token()
    digest = base64.urlsafe_b64decode(tokens.token_hash(token) + "=")
    assert digest == hashlib.sha256(token.encode()).digest()


@given(st.text(st.characters()))
def test_any_text_can_be_looked_up(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", tokens.token_hash(text))


def test_an_api_key_reads_back_as_what_is_stored() -> None:
    for _ in range(200):
        material = tokens.new_api_key()
        assert re.fullmatch(rf"tx_[{ALPHABET}]{{8}}_[A-Za-z0-9_-]{{43}}", material.secret_text)
        assert tokens.parse_api_key(material.secret_text) == (material.prefix, material.hash)


def test_keys_differ_in_prefix_and_secret() -> None:
    made = [tokens.new_api_key() for _ in range(100)]
    assert len({material.prefix for material in made}) == 100
    assert len({material.hash for material in made}) == 100


def test_the_secret_does_not_show() -> None:
    material = tokens.new_api_key()
    secret = material.secret_text.removeprefix(f"tx_{material.prefix}_")
    assert material.prefix in repr(material)
    assert secret not in repr(material)


def test_another_prefix_is_another_hash() -> None:
    material = tokens.new_api_key()
    other = "0" * 8 if material.prefix != "0" * 8 else "1" * 8
    parsed = tokens.parse_api_key(material.secret_text.replace(material.prefix, other, 1))
    assert parsed is not None
    assert parsed[0] == other
    assert parsed[1] != material.hash


KEY = f"tx_7Q3M5KX9_{'a' * 43}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        KEY[:-1],
        KEY + "a",
        KEY + "\n",
        " " + KEY,
        KEY.replace("tx", "TX"),
        KEY.replace("7Q3M5KX9", "7q3m5kx9"),
        KEY.replace("7Q3M5KX9", "7Q3M5KXU"),
        KEY.replace("aaa", "a+a", 1),
        KEY.replace("aaa", "aéa", 1),
        "tx_" * 2000,
    ],
)
def test_what_has_not_the_form_of_a_key_is_none(text: str) -> None:
    assert tokens.parse_api_key(KEY) is not None
    assert tokens.parse_api_key(text) is None


def test_a_temporary_password_can_be_read_out_and_is_long_enough() -> None:
    made = {tokens.temporary_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert re.fullmatch(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{3}}", password)
        passwords.check_new_password(password)
