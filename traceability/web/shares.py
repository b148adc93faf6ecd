"""Shares as people read them."""

from __future__ import annotations

from decimal import Decimal

from traceability.domain.quantity import format_number
from traceability.web.messages import language
from traceability.web.tongues import gettext as _


def percent(part: int, whole: int, into: str | None = None) -> str:
    """A share in percent with one decimal, halves up: 7,6; in the reader's language by default."""
    permille = (2000 * part + whole) // (2 * whole)
    return format_number(Decimal(permille) / 10, into or language())


def in_tens(tens: int) -> str:
    """A share that a weight must not be read from: "khoảng 30 %", of nought to ten ``tens``."""
    told = f"{min(max(tens, 1), 9) * 10} %"
    if tens < 1:
        return str(_("dưới %(part)s", part=told))
    return str(_("khoảng %(part)s", part=told) if tens < 10 else _("trên %(part)s", part=told))
