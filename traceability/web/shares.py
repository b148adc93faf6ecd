"""Shares as people read them."""

from __future__ import annotations

from decimal import Decimal

from traceability.domain.quantity import format_number
from traceability.web.messages import language


def percent(part: int, whole: int, into: str | None = None) -> str:
    """A share in percent with one decimal, halves up: 7,6; in the reader's language by default."""
    permille = (2000 * part + whole) // (2 * whole)
    return format_number(Decimal(permille) / 10, into or language())
