"""What a printer does to a page, measured once on a ruler page and taken back ever after."""

from __future__ import annotations

import dataclasses

from labels.errors import LabelRefused
from labels.stock import Point, Sheet, Size

_RULER_UM, _MOST_OFF_UM = 100_000, 3_000
_SCALES_PPM = range(970_000, 1_030_929)
"""What is taken back of a ruler that came out 3 % off; that which is too short wants a little more
than 3 %."""


@dataclasses.dataclass(frozen=True)
class Calibration:
    """What a printer does to a page, taken back: shift right, shift down (µm), and enlarge (ppm).

    Lengths from the page's top left corner are multiplied first and shifted then. Raises
    LabelRefused ``calibration_wild`` beyond 10 mm and a ruler 3 % off: that is a setting.
    """

    dx_um: int = 0
    dy_um: int = 0
    scale_ppm: int = 1_000_000

    def __post_init__(self) -> None:
        """Hold the limits."""
        if max(abs(self.dx_um), abs(self.dy_um)) > 10_000:
            raise LabelRefused("calibration_wild", "shift", limit_um=10_000)
        if self.scale_ppm not in _SCALES_PPM:
            raise LabelRefused("calibration_wild", "scale", limit_ppm=30_000)

    @classmethod
    def measured(cls, ruler_um: int, left_um: int, top_um: int) -> Calibration:
        """From a printed ruler page: the 100 mm ruler's length, and where the 20 mm cross stands.

        ``left_um`` and ``top_um`` are from the sheet's edges to the cross.
        """
        if abs(ruler_um - _RULER_UM) > _MOST_OFF_UM:
            raise LabelRefused("calibration_wild", "scale", limit_ppm=30_000)
        scale = (100_000 * 1_000_000 + ruler_um // 2) // ruler_um
        # The printer put 20 mm at left_um; but for its shift it would have been at ``drawn``.
        drawn = ruler_um // 5
        dx, dy = ((drawn - seen) * 100_000 // ruler_um for seen in (left_um, top_um))
        return cls(dx, dy, scale)

    @classmethod
    def shifted(cls, right_um: int, down_um: int) -> Calibration:
        """Of a printer that puts all by so much to the right and down, and rescales nothing."""
        return cls(-right_um, -down_um)

    def moved(self, stock: Sheet) -> Sheet:
        """Where the labels of a stock stand in a file that was drawn with this calibration."""
        first = Point(self._of(stock.first.x) + self.dx_um, self._of(stock.first.y) + self.dy_um)
        return Moved(
            stock.name,
            stock.page,
            self._sized(stock.label),
            first,
            self._sized(stock.pitch),
            stock.columns,
            stock.rows,
            dpi=stock.dpi,
        )

    def _sized(self, size: Size) -> Size:
        return Size(self._of(size.width), self._of(size.height))

    def _of(self, length_um: int) -> int:
        return length_um * self.scale_ppm // 1_000_000


@dataclasses.dataclass(frozen=True)
class Moved(Sheet):
    """A stock as a calibration draws it; a full page may reach over the paper's edge a little."""

    def __post_init__(self) -> None:
        """The stock itself was held to its limits."""


EXACT = Calibration()
"""A printer that does what it is told."""
