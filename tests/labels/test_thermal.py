"""ZPL read by an interpreter that is not ours, TSPL by a few lines here: dot by dot the preview."""

from __future__ import annotations

import dataclasses
import io
import re

import pytest
import zplkit
import zxingcpp
from PIL import Image, ImageChops

from labels import (
    EXACT,
    ROLLS,
    Calibration,
    Dots,
    LabelRefused,
    Roll,
    StampLabel,
    TraceStamp,
    draw_rows,
    preview,
)
from labels.bitmap import module_dots
from labels.dots import dots_of, dots_um, nearest_dot
from labels.square import Square
from labels.stock import Point, Size
from labels.thermal import tspl, zpl
from tests.labels.test_goods import designs

DPIS = pytest.mark.parametrize("dpi", [203, 300])
EACH_ROLL = pytest.mark.parametrize("roll", ROLLS.values(), ids=ROLLS.keys())
COMMAND = re.compile(rb"BITMAP 0,0,(\d+),(\d+),0,")


def rows_of(roll: Roll, stamp: TraceStamp, run: list[StampLabel]) -> list[Dots]:
    if roll.label.width < 45_000:
        stamp = dataclasses.replace(stamp, product="Cam sành", cooperative="HTX Vĩnh Hảo", place="")
    return list(draw_rows(roll, stamp, run))


def texts(picture: Image.Image) -> list[str]:
    grey = picture.convert("L")
    bordered = Image.new("L", (grey.width + 40, grey.height + 40), 255)
    bordered.paste(grey, (20, 20))
    found = zxingcpp.read_barcodes(bordered, formats=zxingcpp.BarcodeFormat.QRCode)
    return [each.text for each in sorted(found, key=lambda each: each.position.top_left.x)]


def same(one: Image.Image, other: Image.Image) -> bool:
    difference = ImageChops.difference(one.convert("L"), other.convert("L"))
    return one.size == other.size and difference.getbbox() is None


def seen_by_zplkit(rows: list[Dots]) -> list[Image.Image]:
    """What an interpreter of ZPL burns, format by format; it must not wonder at anything."""
    (first, *_) = rows
    options = zplkit.Options(
        profile="specification", width=first.width, height=first.height, dpi=first.dpi
    )
    document = zplkit.render(b"".join(zpl(rows)), options)
    assert list(document.warnings) == []
    return [Image.open(io.BytesIO(label.png())) for label in document.labels]


@DPIS
def test_a_printer_that_puts_all_aside_is_sent_whole_dots_of_it_back(
    dpi: int, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    (dots, *_) = rows_of(ROLLS["50×30"].at(dpi), stamp, run)
    aside = Calibration.shifted(right_um=-1_500, down_um=1_000)
    right, down = (round(mm * (8 if dpi == 203 else 300 / 25.4)) for mm in (1.5, -1))
    moved = dots.moved(aside)
    want = ImageChops.offset(dots.picture().convert("L"), right, down)
    assert same(moved.picture(), want)  # nothing was cut: what went over an edge was white
    assert seen_by_zplkit([moved])[0].size == (dots.width, dots.height)
    assert same(seen_by_zplkit([moved])[0], moved.picture())
    assert dots.moved(EXACT) is dots


@DPIS
@EACH_ROLL
def test_an_interpreter_of_zpl_sees_the_preview(
    roll: Roll, dpi: int, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    rows = rows_of(roll.at(dpi), stamp, run[: roll.across + 1])
    seen = seen_by_zplkit(rows)
    assert same(seen[0], Image.open(io.BytesIO(preview(rows))))
    assert [same(one, row.picture()) for one, row in zip(seen, rows, strict=True)] == [True, True]


@DPIS
@pytest.mark.parametrize("kind", designs(TraceStamp("A", "B", "c.vn")))
def test_an_interpreter_of_zpl_sees_every_design(
    kind: str, dpi: int, stamp: TraceStamp, label: StampLabel
) -> None:
    rows = list(draw_rows(ROLLS["100×150"].at(dpi), designs(stamp)[kind], [label]))
    (seen,) = seen_by_zplkit(rows)
    assert same(seen, rows[0].picture())


def test_a_dot_more_would_be_seen(stamp: TraceStamp, label: StampLabel) -> None:
    (row,) = rows_of(ROLLS["50×30"], stamp, [label])
    spoilt = dataclasses.replace(row, octets=bytes([row.octets[0] ^ 0x80]) + row.octets[1:])
    assert not same(seen_by_zplkit([spoilt])[0], row.picture())


def burnt(commands: bytes) -> Image.Image:
    """TSPL's BITMAP as a printer burns it: rows of octets, a 0 is a dot."""
    found = COMMAND.search(commands)
    assert found is not None
    wide, height = int(found[1]), int(found[2])
    data = commands[found.end() : found.end() + wide * height]
    assert commands[found.end() + wide * height :] == b"\r\nPRINT 1,1\r\n"
    return Image.frombytes("1", (8 * wide, height), data)


@DPIS
@EACH_ROLL
def test_tspl_burns_the_preview(
    roll: Roll, dpi: int, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    rows = rows_of(roll.at(dpi), stamp, run[: roll.across + 1])
    for row, commands in zip(rows, tspl(rows), strict=True):
        paper = burnt(commands)
        assert same(paper.crop((0, 0, row.width, paper.height)), row.picture())
        if paper.width > row.width:
            assert paper.crop((row.width, 0, *paper.size)).getextrema() == (255, 255)
    assert same(rows[0].picture(), Image.open(io.BytesIO(preview(rows))))


@DPIS
@EACH_ROLL
def test_every_label_of_a_row_reads(
    roll: Roll, dpi: int, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    rows = rows_of(roll.at(dpi), stamp, run[: roll.across + 1])
    assert [len(texts(row.picture())) for row in rows] == [roll.across, 1]
    urls = [text for row in rows for text in texts(row.picture())]
    assert urls == [label.url for label in run[: roll.across + 1]]


def test_the_size_is_told_in_millimetres(stamp: TraceStamp, run: list[StampLabel]) -> None:
    (commands,) = tspl(rows_of(ROLLS["50×30"], stamp, run[:1]))
    assert commands.startswith(b"SIZE 50 mm,30 mm\r\nGAP 2 mm,0 mm\r\n")
    (sent,) = zpl(rows_of(ROLLS["50×30"], stamp, run[:1]))
    assert sent.startswith(b"^XA^PW400^LL240")


def test_dots() -> None:
    assert (dots_of(330, 203), dots_of(330, 300)) == (3, 4)
    assert (dots_um(3, 203), dots_um(4, 300)) == (375, 339)
    assert (nearest_dot(50_000, 203), nearest_dot(50_000, 300)) == (400, 591)


def test_no_module_is_finer_than_a_third_of_a_millimetre() -> None:
    with pytest.raises(LabelRefused) as caught:
        module_dots(Square(Point(0, 0), 300, 29), 203)
    assert caught.value.facts == {"dots": 2, "least": 3}


def test_a_row_of_nothing_is_refused(stamp: TraceStamp) -> None:
    with pytest.raises(LabelRefused):
        list(draw_rows(ROLLS["50×30"], stamp, []))
    assert ROLLS["50×30"].label == Size(50_000, 30_000)
