"""Format-preserving encryption FF1 (NIST SP 800-38G Rev. 1) and the item codes made with it.

``encrypt`` and ``decrypt`` are the standard's Algorithms 7 and 8 for any radix, written to be
read beside it. The item codec is the same function for radix 32 and 12 numerals, done for many
labels at once: each label is a 128-bit lane of one big integer, and each of the ten rounds is a
single AES-ECB call over all lanes. A test holds the two equal.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterable, Sequence

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB

from traceability.domain import ids

ITEM_TWEAK = b"item"
"""The tweak of the code on the outside of a pack."""

INSIDE_TWEAK = b"inside"
"""The tweak kept for a second code under a seal."""

ITEM_KEY_LENGTH = 32
"""Bytes of a label key: AES-256."""

_ROUNDS = 10
_BLOCK = 16
_SMALLEST_DOMAIN = 1_000_000  # SP 800-38G Rev. 1 §5.1: radix**minlen


# ---- Algorithms 7 and 8 -------------------------------------------------------------------------


def encrypt(key: bytes, tweak: bytes, radix: int, numerals: Sequence[int]) -> list[int]:
    """FF1.Encrypt (SP 800-38G Rev. 1, Algorithm 7): as many numerals out as in.

    ``key`` is 16, 24 or 32 bytes, ``radix`` 2 to 65536, each numeral 0 to radix-1, the most
    significant first; there must be a million possible texts at least. ValueError otherwise.
    """
    _require_text(radix, numerals)
    half = len(numerals) // 2
    a, b = list(numerals[:half]), list(numerals[half:])
    for i in range(_ROUNDS):
        y = _round_number(key, tweak, radix, len(numerals), i, b)
        a, b = b, _numerals((_number(a, radix) + y) % radix ** len(a), radix, len(a))
    return a + b


def decrypt(key: bytes, tweak: bytes, radix: int, numerals: Sequence[int]) -> list[int]:
    """FF1.Decrypt (SP 800-38G Rev. 1, Algorithm 8): the inverse of ``encrypt``, same limits."""
    _require_text(radix, numerals)
    half = len(numerals) // 2
    a, b = list(numerals[:half]), list(numerals[half:])
    for i in reversed(range(_ROUNDS)):
        y = _round_number(key, tweak, radix, len(numerals), i, a)
        a, b = _numerals((_number(b, radix) - y) % radix ** len(b), radix, len(b)), a
    return a + b


def _require_text(radix: int, numerals: Sequence[int]) -> None:
    if not 2 <= radix <= 1 << 16:
        raise ValueError("radix must be 2 to 65536")
    if len(numerals) < 2 or radix ** len(numerals) < _SMALLEST_DOMAIN:
        raise ValueError("too few numerals for FF1 at this radix")
    if not all(0 <= numeral < radix for numeral in numerals):
        raise ValueError("a numeral is outside the radix")


def _number(numerals: Iterable[int], radix: int) -> int:
    """NUM_radix (Algorithm 1)."""
    number = 0
    for numeral in numerals:
        number = number * radix + numeral
    return number


def _numerals(number: int, radix: int, length: int) -> list[int]:
    """STR_radix (Algorithm 3)."""
    reversed_numerals = []
    for _ in range(length):
        number, numeral = divmod(number, radix)
        reversed_numerals.append(numeral)
    return reversed_numerals[::-1]


def _first_block(radix: int, length: int, tweak: bytes) -> bytes:
    """P of step 5: version, method, addition, radix, rounds, the left half, length, tweak."""
    return (
        b"\x01\x02\x01"
        + radix.to_bytes(3, "big")
        + bytes((_ROUNDS, length // 2 % 256))
        + struct.pack(">II", length, len(tweak))
    )


def _round_number(
    key: bytes, tweak: bytes, radix: int, length: int, i: int, side: Sequence[int]
) -> int:
    """y of step 6 for round ``i``, from the half that stays as it is."""
    width = ((radix ** (length - length // 2) - 1).bit_length() + 7) // 8  # b of step 3
    wanted = 4 * -(-width // 4) + 4  # d of step 4
    padding = bytes((-len(tweak) - width - 1) % _BLOCK)
    number = _number(side, radix).to_bytes(width, "big")
    q = tweak + padding + bytes((i,)) + number
    r = _prf(key, _first_block(radix, length, tweak) + q)
    return int.from_bytes(_stretched(key, r, wanted), "big")


def _prf(key: bytes, blocks: bytes) -> bytes:
    """PRF (Algorithm 6): the last block of AES-CBC with a zero vector."""
    return Cipher(AES(key), CBC(bytes(_BLOCK))).encryptor().update(blocks)[-_BLOCK:]


def _stretched(key: bytes, r: bytes, length: int) -> bytes:
    """S of step 6 iii: ``length`` bytes out of R and the encryptions of R xor 1, 2, …"""
    start = int.from_bytes(r, "big")
    more = range(1, -(-length // _BLOCK))
    blocks = b"".join((start ^ j).to_bytes(_BLOCK, "big") for j in more)
    return (r + _aes(key).update(blocks))[:length]


def _aes(key: bytes) -> CipherContext:
    """Bare AES on whole blocks: the CIPH of the standard, never a mode to hide text in."""
    return Cipher(AES(key), ECB()).encryptor()  # noqa: S305 - FF1 is built from the bare cipher


# ---- Item codes, many at once -------------------------------------------------------------------

_HALF_BITS = 30  # six numerals of radix 32
_LANES = 4096  # 64 kB a big integer: measured, larger ones leave the cache and gain nothing


class _Lanes:
    """``count`` labels, each in 128 bits of one big integer, the first the most significant."""

    def __init__(self, key: bytes, tweak: bytes, count: int) -> None:
        self.size = count * _BLOCK
        self.ones = int.from_bytes((bytes(15) + b"\x01") * count, "big")
        self.half = self.ones * ((1 << _HALF_BITS) - 1)
        self.aes = _aes(key)
        first = self.aes.update(_first_block(32, 12, tweak))
        padded = tweak.ljust(_BLOCK, b"\x00")  # one block: tweak, zeros, round, four bytes of B
        self.round_base = int.from_bytes(first, "big") ^ int.from_bytes(padded, "big")

    def mixed(self, i: int, side: int) -> int:
        """Round ``i`` of every lane: y modulo 2³⁰, from the low four of S's eight bytes."""
        base = self.round_base ^ i << 32
        blocks = (self.ones * base ^ side).to_bytes(self.size, "big")
        return int.from_bytes(self.aes.update(blocks), "big") >> 64 & self.half

    def encrypted(self, texts: int) -> int:
        """Algorithm 7 in every lane, on 60-bit numbers."""
        a, b = texts >> _HALF_BITS & self.half, texts & self.half
        for i in range(_ROUNDS):
            a, b = b, a + self.mixed(i, b) & self.half
        return a << _HALF_BITS | b

    def decrypted(self, texts: int) -> int:
        """Algorithm 8 in every lane; a whole 2³⁰ is lent so that no lane borrows of the next."""
        a, b = texts >> _HALF_BITS & self.half, texts & self.half
        lent = self.ones << _HALF_BITS
        for i in reversed(range(_ROUNDS)):
            a, b = (b | lent) - self.mixed(i, a) & self.half, a
        return a << _HALF_BITS | b

    def joined(self, values: Iterable[int]) -> int:
        """One 60-bit number a lane."""
        return int.from_bytes(b"".join(value.to_bytes(_BLOCK, "big") for value in values), "big")

    def split(self, texts: int) -> tuple[int, ...]:
        """The numbers of the lanes, in order."""
        return struct.unpack(f">{self.size // 8}Q", texts.to_bytes(self.size, "big"))[1::2]


def _require_item_key(key: bytes, tweak: bytes) -> None:
    if len(key) != ITEM_KEY_LENGTH:
        raise ValueError("a label key is 32 bytes")
    if len(tweak) > _BLOCK - 5:
        raise ValueError("the tweak of an item code is 11 bytes at most")


def item_codes(
    key: bytes, run_no: int, first: int, count: int, tweak: bytes = ITEM_TWEAK
) -> list[str]:
    """The codes of labels ``first`` to ``first + count - 1`` of run ``run_no``, in order.

    ``key`` is 32 bytes; the last index is at most ``ids.MAX_INDEX``. ValueError otherwise.
    """
    _require_item_key(key, tweak)
    if not 0 <= count <= ids.MAX_INDEX + 1 - first:
        raise ValueError("count goes beyond the run's last index")
    start = ids.pack_item(run_no, first) if count else 0
    codes: list[str] = []
    for offset in range(0, count, _LANES):
        lanes = _Lanes(key, tweak, min(_LANES, count - offset))
        texts = lanes.joined(range(start + offset, start + min(count, offset + _LANES)))
        codes += map(ids.item_code, lanes.split(lanes.encrypted(texts)))
    return codes


def decode_items(
    key: bytes, codes: Sequence[str], tweak: bytes = ITEM_TWEAK
) -> list[tuple[int, int]]:
    """``(run_no, index)`` of each code under ``key``; ValueError where one is no item code.

    Every code decodes to something under every key: only the register knows what was printed.
    """
    _require_item_key(key, tweak)
    decoded: list[tuple[int, int]] = []
    for offset in range(0, len(codes), _LANES):
        chunk = codes[offset : offset + _LANES]
        lanes = _Lanes(key, tweak, len(chunk))
        texts = lanes.joined(map(ids.item_value, chunk))
        decoded += map(ids.unpack_item, lanes.split(lanes.decrypted(texts)))
    return decoded


def decode_item(key: bytes, code: str, tweak: bytes = ITEM_TWEAK) -> tuple[int, int]:
    """``(run_no, index)`` of one item code under ``key``; ValueError as ``decode_items``.

    The same as there, for one lane and without setting it up: every scan asks for this.
    """
    schedule = _schedule(key, tweak)
    value = ids.item_value(code)
    a, b = value >> _HALF_BITS, value & _HALF
    for i in reversed(range(_ROUNDS)):
        a, b = (b - schedule.mixed(i, a)) & _HALF, a
    return ids.unpack_item(a << _HALF_BITS | b)


_HALF = (1 << _HALF_BITS) - 1


class _Schedule:
    """What the rounds of one label share under a key."""

    def __init__(self, key: bytes, tweak: bytes) -> None:
        self.update = _aes(key).update
        first = self.update(_first_block(32, 12, tweak))
        padded = tweak.ljust(_BLOCK, b"\x00")
        self.base = int.from_bytes(first, "big") ^ int.from_bytes(padded, "big")

    def mixed(self, i: int, side: int) -> int:
        """Round ``i`` of a label: y modulo 2³⁰."""
        block = (self.base ^ i << 32 ^ side).to_bytes(_BLOCK, "big")
        return int.from_bytes(self.update(block), "big") >> 64 & _HALF


def _schedule(key: bytes, tweak: bytes) -> _Schedule:
    """The schedule of a key, one a thread: what encrypts is not to be shared."""
    _require_item_key(key, tweak)
    known = _own.schedules
    found = known.get((key, tweak))
    if found is None:
        if len(known) >= _MOST_KEYS:
            known.clear()
        found = known[key, tweak] = _Schedule(key, tweak)
    return found


class _Own(threading.local):
    """What a thread has of its own."""

    def __init__(self) -> None:
        self.schedules: dict[tuple[bytes, bytes], _Schedule] = {}


_own = _Own()
_MOST_KEYS = 16
