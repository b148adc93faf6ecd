"""The labels' typefaces (SIL OFL 1.1): Be Vietnam Pro Regular and Bold, vendored in ``fonts/``, and
Noto Sans SC for Chinese in ``han/``, cut down to the characters of GB 2312.

Measures are whole thousandths of an em. Text is NFC, and every character has a glyph of its own:
combining marks would print detached, so what NFC leaves of them is refused too.
"""

from __future__ import annotations

import enum
import functools
import struct
import unicodedata
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFont

from labels.errors import MissingGlyph

FOLDER = Path(__file__).with_name("fonts")
HAN_FOLDER = Path(__file__).with_name("han")


class Weight(enum.Enum):
    """The cuts that a label uses; the value is the file's name. Chinese is set in ``HAN`` alone."""

    REGULAR = "BeVietnamPro-Regular.ttf"
    BOLD = "BeVietnamPro-Bold.ttf"
    HAN = "NotoSansSC-GB2312.ttf"


class Typeface:
    """One cut: its glyphs' widths and heights, and the font that reportlab embeds."""

    def __init__(self, weight: Weight) -> None:
        """Read the file once; keep it through ``typeface``."""
        path = (HAN_FOLDER if weight is Weight.HAN else FOLDER) / weight.value
        self.font = TTFont(path.stem, str(path))
        self._glyphs: dict[int, int] = self.font.face.charToGlyph
        self.widths: dict[int, int] = self.font.face.charWidths
        self._outlines = _Outlines(path.read_bytes())

    def missing(self, text: str) -> str:
        """The characters of ``text`` that cannot be drawn, each once, in order."""
        return "".join(dict.fromkeys(c for c in text if not self._has(c)))

    def width(self, text: str) -> int:
        """Advance width, thousandths of an em."""
        return _advance(self, text)

    def ink(self, text: str) -> tuple[int, int]:
        """How far the ink goes below and above the baseline, thousandths of an em, both >= 0."""
        boxes = [self._outlines.extent(self._glyphs[ord(c)]) for c in set(text)]
        return max((-low for low, _ in boxes), default=0), max((up for _, up in boxes), default=0)

    def _has(self, character: str) -> bool:
        return ord(character) in self._glyphs and unicodedata.category(character)[0] not in "CM"


class _Outlines:
    """The vertical extents in a TrueType ``glyf`` table (OpenType 1.9, glyf and loca)."""

    def __init__(self, data: bytes) -> None:
        count = struct.unpack_from(">H", data, 4)[0]
        records = (struct.unpack_from(">4s4xL", data, 12 + 16 * i) for i in range(count))
        self._data = data
        self._tables: dict[bytes, int] = dict(records)
        self._long = struct.unpack_from(">h", data, self._tables[b"head"] + 50)[0] == 1

    def extent(self, glyph: int) -> tuple[int, int]:
        """Lowest and highest point of a glyph, at most 0 and at least 0."""
        start, end = self._span(glyph)
        if start == end:
            return 0, 0
        at = self._tables[b"glyf"] + start
        _, low, _, high = struct.unpack_from(">4h", self._data, at + 2)
        return min(0, low), max(0, high)

    def _span(self, glyph: int) -> tuple[int, int]:
        if self._long:
            start, end = struct.unpack_from(">2L", self._data, self._tables[b"loca"] + 4 * glyph)
            return start, end
        start, end = struct.unpack_from(">2H", self._data, self._tables[b"loca"] + 2 * glyph)
        return 2 * start, 2 * end


@functools.lru_cache(maxsize=4_096)
def _advance(face: Typeface, text: str) -> int:
    return sum(map(face.widths.__getitem__, map(ord, text)))


@functools.cache
def typeface(weight: Weight) -> Typeface:
    """The cut, read on first use; a thousand units make its em, which a test holds."""
    return Typeface(weight)


def composed(field: str, text: str, weight: Weight = Weight.REGULAR) -> str:
    """``text`` in NFC, spaces folded; MissingGlyph at ``field`` for what cannot be drawn."""
    clean = " ".join(unicodedata.normalize("NFC", text).split())
    if missing := typeface(weight).missing(clean):
        raise MissingGlyph(field, missing)
    return clean
