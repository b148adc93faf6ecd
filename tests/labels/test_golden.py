"""Golden bytes of what ``test_pdf_file`` and ``test_heads`` have none of: equal input, equal bytes.

A run keeps its words and not its file, and is drawn again on demand for years: what a release draws
otherwise is another label under an old number, and no test that looks at one thing would see it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Callable

import pytest

from labels import ROLLS, STOCKS, StampLabel, TraceStamp, Trim, draw_sheets, draw_trimmed, roll_rows
from labels.backs import Back, draw_backs
from labels.rolls import Roll
from labels.stock import Sheet, Size
from tests.labels.test_goods import TAG_SIZE, designs
from tests.labels.test_pdf_file import GOLDEN, shown

Drawn = Callable[[TraceStamp, list[StampLabel]], str]
_Z64 = re.compile(rb":Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})")


def sheets(design: str, paper: Sheet) -> Drawn:
    """A design on a paper, as PDF."""
    start = min(1, paper.capacity - 1)
    return lambda stamp, run: shown(
        draw_sheets(paper, designs(stamp)[design], run[:3], start=start)
    )


def trimmed(stamp: TraceStamp, run: list[StampLabel]) -> str:
    """One label a page with its bleed, as a printing house gets it."""
    return shown(draw_trimmed(STOCKS["L7651"].label, stamp, run[:3], Trim(2_000)))


def backs(stamp: TraceStamp, run: list[StampLabel]) -> str:
    """The backs of cards, mirrored to their fronts."""
    del stamp, run
    return shown(draw_backs(STOCKS["L7163"], Back(("Hái tay từ cây cổ thụ.",), "手工采摘"), 3))


def sent(language: str, dpi: int) -> Drawn:
    """Rows of a roll as a label printer gets them; of ZPL the dots, whatever packed them."""

    def drawn(stamp: TraceStamp, run: list[StampLabel]) -> str:
        """The hash of what is burnt."""
        rows = roll_rows(ROLLS["50×30"].at(dpi), stamp, run[:2], language)
        return hashlib.sha256(_Z64.sub(_bare, b"".join(row.data for row in rows))).hexdigest()

    return drawn


def _bare(found: re.Match[bytes]) -> bytes:
    """A packed picture as its dots: a zlib of another version packs them otherwise."""
    return b":" + zlib.decompress(base64.b64decode(found[1]))


ROUND = Roll("tròn 25", Size(25_000, 25_000))
#: What is drawn, by its key in the golden file, and why it is there beside the others.
EACH: dict[str, tuple[Drawn, str]] = {
    "goods": (sheets("goods", ROLLS["100×150"].at(300).page()), "fields wrapped, three languages"),
    "carton": (sheets("carton", STOCKS["L7163"]), "its contents in large type, and Chinese"),
    "tag": (sheets("tag", Roll("thẻ treo", TAG_SIZE).at(300).page()), "turned text and a fold"),
    "fruit": (sheets("fruit", ROUND.at(300).page()), "next to no words; modules of whole dots"),
    "backs": (backs, "backs are drawn by themselves"),
    "trim": (trimmed, "another writer of PDF, with boxes and one ink"),
    "zpl 203": (sent("zpl", 203), "dots of three to a module, as ZPL"),
    "zpl 300": (sent("zpl", 300), "dots of four to a module, as ZPL"),
    "tspl 203": (sent("tspl", 203), "the same, bare and inverted"),
    "tspl 300": (sent("tspl", 300), "the same, bare and inverted"),
}


@pytest.mark.parametrize("name", EACH)
def test_what_is_drawn_is_that_of_the_golden_file(
    name: str, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    """Where a change of looks is meant: print what was drawn into the file, and tell the look."""
    drawn, why = EACH[name]
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert drawn(stamp, run) == golden[name], why


def test_another_word_is_another_drawing(stamp: TraceStamp, run: list[StampLabel]) -> None:
    """Each hash covers what it is there for: one mark more, and it is another."""
    other = [StampLabel(each.code, f"{each.number_text}.", each.url) for each in run]
    drawings = {name: drawn for name, (drawn, _why) in EACH.items()}
    same = [name for name, drawn in drawings.items() if drawn(stamp, run) == drawn(stamp, other)]
    assert same == ["backs"]
