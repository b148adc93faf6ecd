"""A weigh slip: what stood on the scale, what the bags weigh, what is paid for. Whole g or ml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from traceability.domain.balance import PPM
from traceability.domain.errors import Invalid, RuleBroken, Together

#: A slip has no more bags than a truck can carry.
MOST_BAGS = 1_000
#: Đồng for a kilogram or litre: beyond it a finger slipped.
MOST_PRICE = 100_000_000
_THOUSAND = 1_000


@dataclass(frozen=True)
class Scale:
    """What was read and agreed: gross, bags and the tare of each (g or ml), the deduction in ppm.

    The deduction is for moisture: it lowers what is paid, never what is on hand.
    """

    gross: int
    bags: int = 0
    tare: int = 0
    deduction_ppm: int = 0

    @property
    def net(self) -> int:
        """What is really there: the balance of the season and the stock count this."""
        return self.gross - self.bags * self.tare

    @property
    def payable(self) -> int:
        """What is paid for: the net less the deduction, which is rounded half up."""
        return self.net - (self.net * self.deduction_ppm + PPM // 2) // PPM

    def check(self, unit: str) -> None:
        """Refuse what cannot be: ``tare_above_gross`` where the bags weigh all of it or more."""
        told = Together()
        with told.check():
            if not 0 <= self.bags <= MOST_BAGS:
                raise Invalid("out_of_range", "bags", highest=MOST_BAGS)
        with told.check():
            if not 0 <= self.deduction_ppm < PPM:
                raise Invalid("deduction_out_of_range", "deduction")
        with told.check():
            if self.net <= 0:
                facts = {"gross": self.gross, "tare": self.bags * self.tare, "unit": unit}
                raise RuleBroken("tare_above_gross", "tare", **facts)
        told.settle()


@dataclass(frozen=True)
class Reading:
    """What a slip should have said, in ``unit`` (g or ml); what is not named stays as it was told.

    Goods that are kept by volume may have been weighed.
    """

    gross: int
    unit: str
    bags: int | None = None
    tare: int | None = None
    deduction_ppm: int | None = None

    def of(self, told: Scale) -> Scale:
        """All figures, those that are not named as they were told."""
        return Scale(
            self.gross,
            told.bags if self.bags is None else self.bags,
            told.tare if self.tare is None else self.tare,
            told.deduction_ppm if self.deduction_ppm is None else self.deduction_ppm,
        )


@dataclass(frozen=True)
class Truck:
    """What a whole truck weighed, full and empty (g or ml); one without the other says nothing."""

    gross: int | None = None
    tare: int | None = None

    @property
    def net(self) -> int | None:
        """What was on it, where both are known."""
        if self.gross is None or self.tare is None:
            return None
        return self.gross - self.tare

    def check(self, lines: Iterable[int], unit: str) -> None:
        """Refuse lines that weigh more than what was on the truck: ``lines_above_truck``."""
        if (self.gross is None) != (self.tare is None):
            raise Invalid("required", "truck_gross" if self.gross is None else "truck_tare")
        if self.net is None:
            return
        if self.net <= 0:
            facts = {"gross": self.gross, "tare": self.tare, "unit": unit}
            raise RuleBroken("tare_above_gross", "truck_tare", **facts)
        total = sum(lines)
        if total > self.net:
            facts = {"lines": total, "truck": self.net, "unit": unit}
            raise RuleBroken("lines_above_truck", "truck_gross", **facts)


def amount_due(payable: int, price: int) -> int:
    """Whole đồng for ``payable`` g or ml at ``price`` đồng a kilogram or litre, half up."""
    return (payable * price + _THOUSAND // 2) // _THOUSAND
