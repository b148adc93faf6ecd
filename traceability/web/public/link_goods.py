"""What a GS1 link named beside its GTIN, as the page and the facts of the number tell it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class LotStanding:
    """How the lot that a link names stands ``today``: its page's code, and what that says first.

    ``suspended`` are growing-area codes behind it that are suspended today, and since when.
    """

    code: str
    lot_code: str
    status: str
    tone: str
    says: str
    today: dt.date
    suspended: Sequence[tuple[str, dt.date]] = ()


@dataclass(frozen=True)
class Named:
    """The lot and the number of a label that a link named; one of ``others`` is not on these."""

    lot: str
    serial: str
    others: bool
