"""The engine against the ``qrcode`` package: module by module at equal mask, and its scoring."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.main import QRCode
from qrcode.util import QRData, lost_point

from labels import qr
from labels.qr import Level, Matrix, Mode, Segment, Series, TooLong
from labels.qr.galois import check_octets, unit_checks
from labels.qr.penalty import penalties
from labels.qr.segments import ALPHANUMERIC, length_bits
from labels.qr.template import padded

THEIRS = {Level.L: 1, Level.M: 0, Level.Q: 3, Level.H: 2}
SIZES = list(itertools.product(range(1, qr.LARGEST_VERSION + 1), Level))
LETTERS = st.sampled_from(ALPHANUMERIC)


def reference(
    segments: Sequence[Segment], version: int, level: Level, mask: int
) -> list[list[bool]]:
    code = QRCode(version=version, error_correction=THEIRS[level], border=0, mask_pattern=mask)
    for each in segments:
        code.add_data(QRData(each.octets, mode=each.mode.value), optimize=0)
    code.make(fit=False)
    return [[bool(dark) for dark in row] for row in code.modules]


def modules(matrix: Matrix) -> list[list[bool]]:
    wide = matrix.modules
    return [[bool(row >> (wide - 1 - x) & 1) for x in range(wide)] for row in matrix.rows]


def filling(version: int, level: Level, share: float, seed: bytes) -> list[Segment]:
    """Both modes, as long as ``share`` of the room."""
    room = qr.capacity_bits(version, level) - 2 * 20
    octets = max(1, int(room * share / 2) // 8)
    letters = max(1, int(room * share / 2) // 6)
    data = (seed * (octets // max(1, len(seed)) + 1))[:octets]
    text = "".join(ALPHANUMERIC[(seed[at % len(seed)] + at) % 45] for at in range(letters))
    return [Segment(Mode.BYTE, data), Segment(Mode.ALPHANUMERIC, text.encode())]


@pytest.mark.parametrize(("version", "level"), SIZES)
def test_each_size_under_each_mask_is_the_reference_s(version: int, level: Level) -> None:
    room = qr.capacity_bits(version, level) // 8 - 3
    segments = [Segment(Mode.BYTE, bytes((37 * at + version) % 256 for at in range(room)))]
    theirs = [reference(segments, version, level, mask) for mask in range(8)]
    assert [modules(qr.draw(segments, version, level, mask)) for mask in range(8)] == theirs
    made = qr.template(version, level)
    plain = made.plain(padded(*qr.bits_of(segments, version), version, level))
    scores = [lost_point(each) for each in theirs]
    assert penalties(made.places.stack(plain) ^ made.stacked, made.places) == scores
    assert qr.draw(segments, version, level).mask == scores.index(min(scores))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SIZES),
    st.floats(0.05, 1),
    st.binary(min_size=1, max_size=40),
    st.integers(0, 7),
)
def test_both_modes_together_are_the_reference_s(
    size: tuple[int, Level], share: float, seed: bytes, mask: int
) -> None:
    segments = filling(*size, share, seed)
    assert modules(qr.draw(segments, *size, mask)) == reference(segments, *size, mask)


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=10, max_size=10))
def test_the_best_mask_is_the_one_of_least_penalty_when_finished(data: bytes) -> None:
    segments = [Segment(Mode.BYTE, data)]
    scores = [lost_point(reference(segments, 1, Level.M, mask)) for mask in range(8)]
    assert qr.draw(segments, 1, Level.M).mask == scores.index(min(scores))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(range(1, 11)), st.data())
def test_the_penalty_of_any_modules_whatever(version: int, data: st.DataObject) -> None:
    """Not only of symbols: runs along the edges, finder-like rows that reach them."""
    wide = qr.modules_along(version)
    full = (1 << wide) - 1
    pattern = st.sampled_from([0b10111010000, 0b00001011101, 0b11111, 0, full])
    row = st.one_of(st.integers(0, full), st.builds(_placed, pattern, st.integers(0, wide)))
    rows = [each & full for each in data.draw(st.lists(row, min_size=wide, max_size=wide))]
    stride = 8 * (wide // 8 + 1)
    bits = sum(each << stride * (wide - at) - wide for at, each in enumerate(rows))
    frame = qr.template(version, Level.L).places
    turned = [[bool(row >> (wide - 1 - x) & 1) for x in range(wide)] for row in rows]
    assert set(penalties(frame.stack(bits), frame)) == {lost_point(turned)}


def _placed(pattern: int, at: int) -> int:
    return pattern << at


@given(st.binary(min_size=1, max_size=30), st.integers(1, 30))
def test_check_octets_are_linear(data: bytes, checks: int) -> None:
    units = unit_checks(checks, len(data))
    assert check_octets([0] * (len(data) - 1) + [1], checks) == list(units[-1])
    assert check_octets([1] + [0] * (len(data) - 1), checks) == list(units[0])


#: Runs of letters longer and shorter than a segment of their own is worth, wherever they stand.
PIECES = st.one_of(st.text(LETTERS, min_size=1, max_size=14), st.text("abé", max_size=3))


@given(st.lists(PIECES, max_size=5).map("".join), st.sampled_from([1, 10]))
def test_no_other_segments_take_fewer_bits(text: str, version: int) -> None:
    octets = text.encode()
    found = qr.segments_of(octets, version)
    assert b"".join(each.octets for each in found) == octets
    assert all(_can_be(each) for each in found)
    assert length_bits(found, version) == fewest_bits(octets, version)


def fewest_bits(octets: bytes, version: int) -> int:
    """By trying every last segment after the best there is before it."""
    best = [0]
    for past in range(1, len(octets) + 1):
        lasts = [
            (start, Segment(mode, octets[start:past])) for start in range(past) for mode in Mode
        ]
        costs = (
            best[start] + length_bits([last], version) for start, last in lasts if _can_be(last)
        )
        best.append(min(costs))
    return best[-1]


def _can_be(segment: Segment) -> bool:
    return segment.mode is Mode.BYTE or segment.octets.translate(None, ALPHANUMERIC.encode()) == b""


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([Mode.BYTE, Mode.ALPHANUMERIC]),
    st.text(LETTERS, max_size=9),
    st.lists(st.text(LETTERS, min_size=13, max_size=13), min_size=1, max_size=3),
)
def test_a_series_draws_what_is_drawn_alone(mode: Mode, head: str, tails: list[str]) -> None:
    first = Segment(Mode.BYTE, b"https://")
    series = Series([first, Segment(mode, (head + "0" * 13).encode())], 13, 4, Level.M)
    for tail in tails:
        alone = qr.draw([first, Segment(mode, (head + tail).encode())], 4, Level.M)
        assert series.draw(tail.encode()) == alone
    with pytest.raises(ValueError, match="0000"):
        series.draw(b"0000")


@pytest.mark.parametrize("level", Level)
def test_the_fullest_symbol_and_one_octet_more(level: Level) -> None:
    most = (qr.capacity_bits(10, level) - 20) // 8
    assert qr.smallest_version(b"a" * most, level)[0] == 10
    with pytest.raises(TooLong):
        qr.smallest_version(b"a" * (most + 1), level)
    with pytest.raises(TooLong):
        qr.draw([Segment(Mode.BYTE, b"a" * (most + 1))], 10, level)


def test_the_octets_are_a_one_bit_picture() -> None:
    drawn = qr.draw([Segment(Mode.BYTE, b"a")], 3, Level.M)
    rows = [drawn.octets[at : at + 4] for at in range(0, len(drawn.octets), 4)]
    assert tuple(int.from_bytes(row, "big") >> 3 for row in rows) == drawn.rows
    assert rows[0][0] == 0b11111110
