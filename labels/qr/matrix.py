"""A finished symbol: one integer, each row padded to whole octets."""

from __future__ import annotations

import dataclasses

from labels.qr.tables import Level, modules_along


def octets_a_row(version: int) -> int:
    """Octets of a row with its padding: at least three bits, for no version fills them."""
    return modules_along(version) // 8 + 1


@dataclasses.dataclass(frozen=True)
class Matrix:
    """The modules of a symbol without its quiet zone, dark is 1.

    ``bits`` has the top left module highest and every row padded with zeros to whole octets: the
    octets of a 1-bit picture.
    """

    version: int
    level: Level
    mask: int
    bits: int

    @property
    def modules(self) -> int:
        """Modules along a side."""
        return modules_along(self.version)

    @property
    def octets(self) -> bytes:
        """The 1-bit picture, row after row, first module in the highest bit."""
        return self.bits.to_bytes(self.modules * octets_a_row(self.version), "big")

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows top to bottom, each an integer with the leftmost module highest."""
        wide = octets_a_row(self.version)
        padding, octets = 8 * wide - self.modules, self.octets
        starts = range(0, len(octets), wide)
        return tuple(int.from_bytes(octets[at : at + wide], "big") >> padding for at in starts)
