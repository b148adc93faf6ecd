"""Rolls of labels for thermal printers: label, gap, how many across; one row is one page.

The sizes are those sold; gaps and liner widths differ from maker to maker and are assumed here:
whoever buys a roll measures it, and defines it anew where it differs.
"""

from __future__ import annotations

import dataclasses

from labels.errors import DoesNotFit, LabelRefused
from labels.stock import STOCKS, Point, Sheet, Size


@dataclasses.dataclass(frozen=True)
class Roll:
    """Labels of ``label`` size, ``across`` in a row and ``between`` apart, rows ``gap`` apart, µm.

    ``liner`` is the paper's width, the row in its middle; ``dpi`` the printer's. Raises
    LabelRefused ``roll_faulty``, or DoesNotFit where the row is wider than the liner.
    """

    name: str
    label: Size
    across: int = 1
    between: int = 0
    gap: int = 2_000
    liner: int | None = None
    dpi: int = 203

    def __post_init__(self) -> None:
        """Refuse what no roll can be."""
        if min(self.label.width, self.label.height, self.across) < 1:
            raise LabelRefused("roll_faulty", "label")
        if min(self.between, self.gap) < 0 or (self.across > 1 and self.between < 1):
            raise LabelRefused("roll_faulty", "gap")
        if self.liner is not None and self.liner < self.row_width:
            raise DoesNotFit("across", self.row_width, self.liner)

    @property
    def row_width(self) -> int:
        """From the first label's left edge to the last one's right edge."""
        return self.across * (self.label.width + self.between) - self.between

    def page(self) -> Sheet:
        """One row as a page: what the driver of a label printer calls its paper."""
        width = self.row_width if self.liner is None else self.liner
        return Sheet(
            self.name,
            Size(width, self.label.height),
            self.label,
            Point((width - self.row_width) // 2, 0),
            Size(self.label.width + self.between, self.label.height),
            self.across,
            1,
            dpi=self.dpi,
        )

    @classmethod
    def of_page(cls, page: Sheet, gap: int = 2_000) -> Roll:
        """The roll whose row a page is; LabelRefused ``roll_faulty`` where it is no such page."""
        between = page.pitch.width - page.label.width
        dpi = page.dpi or 203
        made = cls(page.name, page.label, page.columns, between, gap, page.page.width, dpi)
        if dataclasses.replace(made.page(), radius=page.radius, dpi=page.dpi) != page:
            raise LabelRefused("roll_faulty", "label")
        return made

    def at(self, dpi: int) -> Roll:
        """The same roll in a printer of another resolution."""
        return dataclasses.replace(self, dpi=dpi)


ROLLS: dict[str, Roll] = {
    roll.name: roll
    for roll in (
        Roll("34×22, 3 tem", Size(34_000, 22_000), 3, between=1_000, liner=104_000),
        Roll("35×22, 2 tem", Size(35_000, 22_000), 2, between=2_000, liner=72_000),
        Roll("50×30", Size(50_000, 30_000)),
        Roll("40×30", Size(40_000, 30_000)),
        Roll("60×40", Size(60_000, 40_000)),
        Roll("75×50", Size(75_000, 50_000)),
        Roll("100×150", Size(100_000, 150_000)),
    )
}
"""The rolls of the catalogue by name."""


def roll_typed(typed: str) -> str:
    """The name in the catalogue of a roll however its size is typed; what is none, as it is."""
    plain = typed.replace("x", "×").replace("X", "×").strip()
    sizes = {name.partition(",")[0]: name for name in ROLLS}
    return next((each for each in (plain, sizes.get(plain)) if each in ROLLS), typed)


def roll_named(name: str) -> Roll | None:
    """A roll by its name, in a printer of 203 dpi or of those after an ``@``: ``50×30@300``.

    Its size may be typed with a letter, and stand for the whole name: ``50x30``, ``34x22``.
    """
    roll, _at, dpi = name.partition("@")
    found = ROLLS.get(roll_typed(roll))
    if found is None or dpi not in ("", "203", "300"):
        return None
    return found.at(int(dpi or 203))


def paper(name: str) -> Sheet:
    """A sheet of the catalogue, or a row of a roll as a page; KeyError where there is none."""
    roll = roll_named(name)
    return STOCKS[name] if roll is None else roll.page()
