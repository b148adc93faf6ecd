"""FF1: NIST's samples, our item vectors, and the bulk codec against the generic one."""

import json
import math
import pathlib
import string
import struct

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from traceability.crypto import ff1
from traceability.domain import ids

VECTORS = json.loads(
    pathlib.Path(__file__).parents[1].joinpath("vectors", "ff1.json").read_text("utf-8")
)
DIGITS = string.digits + string.ascii_lowercase
KEY = bytes(range(32))
KEYS = st.binary(min_size=32, max_size=32)
RUNS = st.integers(0, ids.MAX_RUN_NO)
INDEXES = st.integers(0, ids.MAX_INDEX)
CODES = st.builds(ids.item_code, st.integers(0, 2**60 - 1))


def numerals(text: str, alphabet: str) -> list[int]:
    return [alphabet.index(symbol) for symbol in text]


@pytest.mark.parametrize("vector", VECTORS["nist"], ids=lambda vector: vector["ciphertext"])
def test_nists_samples(vector) -> None:
    key, tweak = bytes.fromhex(vector["key"]), bytes.fromhex(vector["tweak"])
    plain = numerals(vector["plaintext"], DIGITS)
    cipher = numerals(vector["ciphertext"], DIGITS)
    assert ff1.encrypt(key, tweak, vector["radix"], plain) == cipher
    assert ff1.decrypt(key, tweak, vector["radix"], cipher) == plain


@pytest.mark.parametrize("vector", VECTORS["item"], ids=lambda vector: vector["code"])
def test_item_vectors(vector) -> None:
    key, tweak = bytes.fromhex(vector["key"]), bytes.fromhex(vector["tweak"])
    run_no, index = vector["run"], vector["index"]
    assert ff1.item_codes(key, run_no, index, 1, tweak) == [vector["code"]]
    assert ff1.decode_item(key, vector["code"], tweak) == (run_no, index)
    plain = numerals(vector["plaintext"], ids.ALPHABET)
    assert ff1.encrypt(key, tweak, 32, plain) == numerals(vector["ciphertext"], ids.ALPHABET)


def test_every_kind_of_vector_is_there() -> None:
    assert (len(VECTORS["nist"]), len(VECTORS["item"]), len(VECTORS["check"])) == (9, 16, 6)


@st.composite
def texts(draw: st.DrawFn) -> tuple[int, list[int]]:
    radix = draw(st.sampled_from([2, 3, 10, 26, 32, 36, 255, 256, 65535, 65536]))
    shortest = next(n for n in range(2, 30) if radix**n >= 1_000_000)
    length = draw(st.integers(shortest, shortest + 60))
    numeral = st.integers(0, radix - 1)
    return radix, draw(st.lists(numeral, min_size=length, max_size=length))


@settings(deadline=None)
@given(texts(), st.binary(max_size=40), st.sampled_from([16, 24, 32]))
def test_what_is_encrypted_can_be_decrypted(text, tweak: bytes, key_length: int) -> None:
    radix, plain = text
    key = KEY[:key_length]
    cipher = ff1.encrypt(key, tweak, radix, plain)
    assert len(cipher) == len(plain)
    assert all(0 <= numeral < radix for numeral in cipher)
    assert ff1.decrypt(key, tweak, radix, cipher) == plain


def ciph(block: bytes) -> bytes:
    return Cipher(algorithms.AES(KEY), modes.ECB()).encryptor().update(block)


def plainly_encrypted(tweak: bytes, radix: int, plain: list[int]) -> list[int]:
    """Algorithm 7 once more, step by step on whole numbers, under KEY."""
    n, u = len(plain), len(plain) // 2
    values = [0, 0]
    for place, numeral in enumerate(plain):
        side = int(place >= u)
        values[side] = values[side] * radix + numeral
    b = math.ceil(math.log2(radix) * (n - u) / 8)
    d = 4 * math.ceil(b / 4) + 4
    p = struct.pack(">BBB", 1, 2, 1) + struct.pack(">I", radix)[1:]
    p += struct.pack(">BBII", 10, u % 256, n, len(tweak))
    for i in range(10):
        q = (
            tweak
            + b"\x00" * ((-len(tweak) - b - 1) % 16)
            + bytes([i])
            + values[1].to_bytes(b, "big")
        )
        r = bytes(16)
        for start in range(0, len(p + q), 16):
            r = ciph(bytes(x ^ y for x, y in zip(r, (p + q)[start : start + 16], strict=True)))
        s = r
        for j in range(1, math.ceil(d / 16)):
            s += ciph(bytes(x ^ y for x, y in zip(r, j.to_bytes(16, "big"), strict=True)))
        modulus = radix ** (u if i % 2 == 0 else n - u)
        values = [values[1], (values[0] + int.from_bytes(s[:d], "big")) % modulus]
    low = [values[1] // radix**k % radix for k in range(n - u)]
    high = [values[0] // radix**k % radix for k in range(u)]
    return (low + high)[::-1]


@pytest.mark.parametrize("length", [48, 49, 60, 120, 301])
@pytest.mark.parametrize("radix", [2, 16, 256, 65536])
def test_long_texts_stretch_the_round_number_over_several_blocks(radix: int, length: int) -> None:
    # None of NIST's samples is long enough for step 6 iii to need a second block.
    plain = [index * 7919 % radix for index in range(length)]
    cipher = ff1.encrypt(KEY, b"long", radix, plain)
    assert cipher == plainly_encrypted(b"long", radix, plain)
    assert ff1.decrypt(KEY, b"long", radix, cipher) == plain


@pytest.mark.parametrize(
    ("radix", "plain"),
    [(1, [0] * 20), (65537, [0] * 4), (10, [0] * 5), (2, [0] * 19), (65536, [0]), (10, [10] * 6)],
)
def test_texts_outside_the_standard_are_refused(radix: int, plain: list[int]) -> None:
    with pytest.raises(ValueError, match=r"radix|numerals"):
        ff1.encrypt(KEY, b"", radix, plain)
    with pytest.raises(ValueError, match=r"radix|numerals"):
        ff1.decrypt(KEY, b"", radix, plain)


@settings(deadline=None)
@given(KEYS, RUNS, INDEXES, st.binary(max_size=11))
def test_the_codec_is_ff1_of_radix_32_on_twelve_numerals(key, run_no, index, tweak) -> None:
    packed = ids.pack_item(run_no, index)
    plain = [packed >> shift & 31 for shift in range(55, -1, -5)]
    cipher = ff1.encrypt(key, tweak, 32, plain)
    code = ids.with_check("".join(ids.ALPHABET[numeral] for numeral in cipher))
    assert ff1.item_codes(key, run_no, index, 1, tweak) == [code]
    assert ff1.decode_item(key, code, tweak) == (run_no, index)


@settings(deadline=None)
@given(KEYS, RUNS, st.integers(0, ids.MAX_INDEX - 40), st.integers(0, 40))
def test_many_at_once_are_one_by_one_and_back(key, run_no, first, count) -> None:
    codes = ff1.item_codes(key, run_no, first, count)
    assert codes == [ff1.item_codes(key, run_no, first + n, 1)[0] for n in range(count)]
    assert ff1.decode_items(key, codes) == [(run_no, first + n) for n in range(count)]


@settings(deadline=None)
@given(KEYS, st.lists(CODES, max_size=20))
def test_unrelated_codes_decode_in_bulk_as_one_by_one(key: bytes, codes: list[str]) -> None:
    assert ff1.decode_items(key, codes) == [ff1.decode_item(key, code) for code in codes]


def test_a_run_longer_than_one_batch_of_lanes_has_no_seam() -> None:
    run_no, first, count = 0x9E3779B9, 11, 10_000
    codes = ff1.item_codes(KEY, run_no, first, count)
    assert len(set(codes)) == count
    assert all(map(ids.is_valid, codes))
    assert ff1.decode_items(KEY, codes) == [(run_no, first + n) for n in range(count)]
    for place in (0, 4095, 4096, 8191, 8192, count - 1):
        assert [codes[place]] == ff1.item_codes(KEY, run_no, first + place, 1)


def test_the_last_label_of_a_run_is_reached_and_not_passed() -> None:
    codes = ff1.item_codes(KEY, ids.MAX_RUN_NO, ids.MAX_INDEX - 1, 2)
    assert ff1.decode_items(KEY, codes) == [
        (ids.MAX_RUN_NO, ids.MAX_INDEX - 1),
        (ids.MAX_RUN_NO, ids.MAX_INDEX),
    ]
    with pytest.raises(ValueError, match="last index"):
        ff1.item_codes(KEY, 1, ids.MAX_INDEX, 2)


def test_ten_rounds_are_ten_calls_however_many_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    class Counted:
        def __init__(self, key: bytes) -> None:
            self.inner = plain_aes(key)

        def update(self, blocks: bytes) -> bytes:
            calls.append(len(blocks))
            return self.inner.update(blocks)

    plain_aes = ff1._aes
    monkeypatch.setattr(ff1, "_aes", Counted)
    ff1.item_codes(KEY, 5, 0, 1000)
    assert calls == [16] + [16_000] * 10


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(31), bytes(33)])
def test_a_label_key_is_aes_256(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        ff1.item_codes(key, 1, 0, 1)
    with pytest.raises(ValueError, match="32 bytes"):
        ff1.decode_item(key, "4YWW79G1TG05K")


@pytest.mark.parametrize(
    ("run_no", "first", "count"), [(-1, 0, 1), (2**32, 0, 1), (1, -1, 2), (1, 0, -1)]
)
def test_runs_and_indexes_out_of_range_are_refused(run_no: int, first: int, count: int) -> None:
    with pytest.raises(ValueError, match=r"must be 0 to|last index"):
        ff1.item_codes(KEY, run_no, first, count)


@pytest.mark.parametrize("code", ["", "ABCDEFGHF", "4YWW79G1TG05J", "4yww 79g1"])
def test_only_item_codes_decode(code: str) -> None:
    with pytest.raises(ValueError, match="not a valid item code"):
        ff1.decode_item(KEY, code)


def test_a_tweak_beyond_one_block_is_refused() -> None:
    with pytest.raises(ValueError, match="11 bytes"):
        ff1.item_codes(KEY, 1, 0, 1, b"twelve bytes")


def test_the_seal_has_codes_of_its_own() -> None:
    outside = ff1.item_codes(KEY, 1, 0, 100)
    inside = ff1.item_codes(KEY, 1, 0, 100, ff1.INSIDE_TWEAK)
    assert not set(outside) & set(inside)
