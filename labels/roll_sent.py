"""Rows of a roll in a printer's language, each read back from its dots before anything is sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import zxingcpp

from labels.bitmap import Dots, draw_rows
from labels.calibration import EXACT, Calibration
from labels.design import Design, StampLabel
from labels.errors import LabelRefused
from labels.heads import Cell
from labels.rolls import Roll
from labels.symbol import encoded_text
from labels.thermal import tspl, zpl

LANGUAGES = ("zpl", "tspl")
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


@dataclasses.dataclass(frozen=True)
class SentRow:
    """What a printer is sent for a row of ``count`` labels."""

    count: int
    data: bytes


def roll_rows(
    roll: Roll,
    design: Design,
    labels: Sequence[Cell],
    language: str,
    calibration: Calibration = EXACT,
) -> Iterator[SentRow]:
    """The run row by row; LabelRefused ``row_not_readable`` at ``qr`` where a code is not there.

    Each row is moved as ``calibration`` says before it is read. Raises as ``draw_rows`` does.
    """
    write = zpl if language == "zpl" else tspl
    for place, drawn in enumerate(draw_rows(roll, design, labels)):
        dots = drawn.moved(calibration)
        cells = labels[place * roll.across : (place + 1) * roll.across]
        row = [each for each in cells if isinstance(each, StampLabel)]
        if _read(dots) != sorted(encoded_text(label.url) for label in row):
            raise LabelRefused("row_not_readable", "qr", row=place + 1)
        yield SentRow(len(row), b"".join(write([dots])))


def _read(dots: Dots) -> list[str]:
    found = zxingcpp.read_barcodes(
        dots.picture().convert("L"), formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain
    )
    return sorted(each.text for each in found)
