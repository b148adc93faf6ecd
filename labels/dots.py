"""Dots of a thermal printer. One sold as 203 dpi has 8 dots a millimetre, which is 203.2."""

from __future__ import annotations

_UM_AN_INCH = 25_400


def tenths(dpi: int) -> int:
    """Dots in ten inches."""
    return 2_032 if dpi == 203 else 10 * dpi


def dots_of(um: int, dpi: int) -> int:
    """The fewest whole dots that are as long as ``um``."""
    return -(-um * tenths(dpi) // (10 * _UM_AN_INCH))


def dots_um(dots: int, dpi: int) -> int:
    """How long ``dots`` are, rounded up to a whole micrometre."""
    return -(-dots * 10 * _UM_AN_INCH // tenths(dpi))


def nearest_dot(um: int, dpi: int) -> int:
    """The dot at which ``um`` falls."""
    return (um * tenths(dpi) + 5 * _UM_AN_INCH) // (10 * _UM_AN_INCH)
