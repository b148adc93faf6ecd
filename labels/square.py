"""Where a symbol stands on a label; apart, because who only reads labels needs nothing else."""

from __future__ import annotations

import dataclasses

from labels.stock import Point
from labels.symbol import QUIET_MODULES

RASTER_UM = 200
"""Added to every quiet zone: at 300 dots an inch a printer rounds the symbol's edge outwards by up
to a dot (85 µm) and the ink beside it by another, and four modules of paper must be left."""


@dataclasses.dataclass(frozen=True)
class Square:
    """The symbol's dark square; ``QUIET_MODULES`` clear modules and more lie around it."""

    corner: Point
    module_um: int
    modules: int

    @property
    def side_um(self) -> int:
        """Side of the dark square."""
        return self.module_um * self.modules

    @property
    def quiet_um(self) -> int:
        """What is kept clear on each side: the quiet zone, whatever a raster makes of it."""
        return self.module_um * QUIET_MODULES + RASTER_UM
