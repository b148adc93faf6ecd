"""Mass and volume of one thing, by a density in whole grams a litre.

Goods are kept in millilitres, and of those nothing is ever gained. What was weighed becomes the
whole millilitres that it fills, rounded down; what leaves by weight takes the whole millilitres
that it needs, rounded up, or all there is where that is the same weight but for the rounding.
There, and only there, what is said in grams may be more than the millilitres weigh: by less than
one millilitre, for each draw that takes all. What went in rounded down is so not lost on its way
out; who draws by the millilitre and says grams of each may come to a gram or so more each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from traceability.domain.errors import Invalid

#: Bounds beyond which a stated density is a slip (g/l): water stands at 1,000, honey near 1,400.
LOWEST, HIGHEST = 1_200, 1_600
#: Millilitres in a litre.
LITRE = 1_000


def checked(kilograms_a_litre: Decimal, field: str) -> int:
    """A density as it is spoken ("1,4 kg/lít") in whole grams a litre.

    Raises Invalid ``density_out_of_range`` (``lowest``, ``highest`` in kg a litre) and
    ``density_too_fine`` (below 1 g a litre).
    """
    if not LOWEST <= kilograms_a_litre * LITRE <= HIGHEST:
        bounds = {"lowest": spoken(LOWEST), "highest": spoken(HIGHEST)}
        raise Invalid("density_out_of_range", field, **bounds)
    grams = kilograms_a_litre * LITRE
    if grams != grams.to_integral_value():
        raise Invalid("density_too_fine", field)
    return int(grams)


def spoken(density: int) -> Decimal:
    """A density (g/l) as it is spoken, in kilograms a litre."""
    return Decimal(f"{Decimal(density) / LITRE:f}")


def volume_of(grams: int, density: int) -> int:
    """The whole millilitres that ``grams`` fill, rounded down."""
    return grams * LITRE // density


def needed_for(grams: int, density: int) -> int:
    """The whole millilitres that ``grams`` need, rounded up."""
    return -(-grams * LITRE // density)


def drawn(grams: int, density: int, there: int) -> int:
    """What ``grams`` take of the millilitres that are ``there``.

    What they need, rounded up; the last millilitre is not asked for where rounding alone made it.
    """
    needed = needed_for(grams, density)
    return there if volume_of(grams, density) <= there < needed else needed


def most_of(millilitres: int, density: int) -> int:
    """The most whole grams that are kept as so many millilitres."""
    return ((millilitres + 1) * density - 1) // LITRE


def mass_of(millilitres: int, density: int) -> int:
    """The whole grams of a volume, rounded down."""
    return millilitres * density // LITRE


def mixed(parts: Sequence[tuple[int, int]]) -> int:
    """The density of a mix of ``(millilitres, density)``, rounded half to even; of one, its own."""
    volume = sum(amount for amount, _density in parts)
    mass = sum(amount * density for amount, density in parts)
    return round(Fraction(mass, volume))
