"""Canonical JSON: RFC 8785's own words, an oracle by json.dumps, and what is refused."""

import hashlib
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.canonical import (
    DEEPEST,
    LARGEST_INTEGER,
    canonical_json,
    sha256_b64,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda text: unicodedata.normalize("NFC", text)
)
KEYS = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def oracle(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@given(VALUES)
def test_it_is_what_json_dumps_writes_for_the_profile(value: object) -> None:
    assert canonical_json(value) == oracle(value)


@given(VALUES)
def test_it_reads_back_and_writes_the_same_again(value: object) -> None:
    written = canonical_json(value)
    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


@given(st.dictionaries(KEYS, st.integers(0, 9), min_size=2), st.randoms(use_true_random=False))
def test_the_order_of_keys_on_the_way_in_does_not_matter(members, chance) -> None:
    shuffled = list(members.items())
    chance.shuffle(shuffled)
    assert canonical_json(dict(shuffled)) == canonical_json(members)


def test_the_strings_and_literals_of_rfc_8785_section_3_2_2() -> None:
    value = {
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f",
        "literals": [None, True, False],
    }
    assert canonical_json(value).hex() == (
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c2273"
        "7472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"
    )


def test_a_leaf_reads_as_a_person_would_write_it() -> None:
    leaf = {"v": 1, "place": "Hoàng Su Phì", "B": [], "a": {}, "g": -250_000, "ok": True}
    assert canonical_json(leaf).decode() == (
        '{"B":[],"a":{},"g":-250000,"ok":true,"place":"Hoàng Su Phì","v":1}'
    )


def test_controls_are_escaped_and_nothing_else_is() -> None:
    assert canonical_json("\b\t\n\f\r\x00\x1f\x7f\u2028</>") == (
        '"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\u2028</>"'.encode()
    )


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), (1, 2), {1, 2}, b"x", object(), {1: 2}, {None: 1}, [[1.5]]]
)
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize(
    "value",
    [
        LARGEST_INTEGER + 1,
        -LARGEST_INTEGER - 1,
        unicodedata.normalize("NFD", "Hoàng Su Phì"),
        {"name": ["e\u0302"]},
        {"xã": 1},
        "\ud800",
        {"\udc00": 1},
    ],
)
def test_values_outside_the_profile_are_refused_and_not_mended(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_json(value)


def test_the_largest_integers_are_kept() -> None:
    assert canonical_json([LARGEST_INTEGER, -LARGEST_INTEGER]) == (
        b"[9007199254740991,-9007199254740991]"
    )


def nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth - 1):
        value = [value]
    return value


def test_nesting_is_bounded() -> None:
    assert canonical_json(nested(DEEPEST)) == b"[" * DEEPEST + b"]" * DEEPEST
    with pytest.raises(ValueError, match="nested deeper"):
        canonical_json(nested(DEEPEST + 1))
    endless: list[object] = []
    endless.append({"again": endless})
    with pytest.raises(ValueError, match="nested deeper"):
        canonical_json(endless)


def test_the_hash_is_base64url_without_padding() -> None:
    assert sha256_b64(b"") == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
    assert sha256_b64(b"abc") == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
    assert len(sha256_b64(hashlib.sha256(b"x").digest())) == 43
