"""One label a page at its trim size, for a printing house: the page, its boxes, its only ink.

A printing house lays the pages out itself. The page is the label and its bleed; the boxes say
where it is cut (PDF 32000-1:2008, 14.11.2). Everything is black alone, K-100 in DeviceCMYK: a QR
symbol of four inks is as sharp as the worst register among them.
"""

from __future__ import annotations

import dataclasses

from labels.errors import LabelRefused
from labels.stock import Point, Sheet, Size

BLACK = " 0 0 0 1 k 0 0 0 1 K\n"
"""The operators that set the one ink, to fill and to stroke."""
BLEED_UM = 2_000
_MOST_BLEED_UM = 10_000
_UM_A_POINT = 25_400 / 72


@dataclasses.dataclass(frozen=True)
class Trim:
    """The bleed beyond the cut, µm on each side: 0 to 10 mm, else LabelRefused ``bleed_faulty``."""

    bleed_um: int = BLEED_UM

    def __post_init__(self) -> None:
        """Refuse what no press runs."""
        if not 0 <= self.bleed_um <= _MOST_BLEED_UM:
            raise LabelRefused("bleed_faulty", "bleed", bleed_um=self.bleed_um)

    def page(self, name: str, label: Size) -> Sheet:
        """The page of one label as a sheet with one place."""
        more = 2 * self.bleed_um
        page = Size(label.width + more, label.height + more)
        return Sheet(name, page, label, Point(self.bleed_um, self.bleed_um), label, 1, 1)

    def boxes(self, page: Size) -> str:
        """BleedBox and TrimBox of a page; no reader inherits them from another."""
        bleed, width, height = self.bleed_um, page.width, page.height
        trim = _box(bleed, bleed, width - bleed, height - bleed)
        return f"/BleedBox{_box(0, 0, width, height)}/TrimBox{trim}"


def _box(*edges: int) -> str:
    return "[" + " ".join(_points(edge) for edge in edges) + "]"


def _points(um: int) -> str:
    return f"{um / _UM_A_POINT:.5f}".rstrip("0").rstrip(".")
