"""The farm diary: what is done on a place, and until when nothing may be harvested after it.

A day of harvest lies inside an interval from the first day of the work on, up to and without the
day that ``free_on`` names. Both are days in Việt Nam; nothing here knows an hour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.errors import Invalid

#: So many days are waited at the most; what is longer is a slip of the hand.
MOST_DAYS = 400


class FarmWork(StrEnum):
    """What is written down in a farm diary."""

    FERTILISER = "fertiliser"
    PESTICIDE = "pesticide"
    IRRIGATION = "irrigation"
    PEST_TRAP = "pest_trap"
    FEEDING = "feeding"
    DRUG = "drug"


_FIELD = (FarmWork.FERTILISER, FarmWork.PESTICIDE, FarmWork.IRRIGATION, FarmWork.PEST_TRAP)
_BEES = (FarmWork.FEEDING, FarmWork.DRUG)
#: What is offered at each kind of place; a building has no diary.
OFFERED: Mapping[str, tuple[FarmWork, ...]] = {
    **dict.fromkeys(
        (
            *("orchard", "tea_plantation", "ancient_tea_stand"),
            *("herb_cultivation", "wild_collection"),
        ),
        _FIELD,
    ),
    "apiary": _BEES,
}
#: What is put on or given, so that the product has a name.
NAMED = frozenset({FarmWork.FERTILISER, FarmWork.PESTICIDE, FarmWork.DRUG})
#: After these one waits, and says how long.
WAITS = frozenset({FarmWork.PESTICIDE, FarmWork.DRUG})
#: After these one may have to wait: raw manure, sugar in the hive.
MAY_WAIT = WAITS | {FarmWork.FERTILISER, FarmWork.FEEDING}
#: What lasts from one day to another.
LASTS = frozenset({FarmWork.FEEDING, FarmWork.DRUG})
#: The fields that each kind has beside its day, remark and household.
FIELDS: Mapping[FarmWork, frozenset[str]] = {
    kind: frozenset(
        {
            *(("product", "dose") if kind in NAMED | {FarmWork.FEEDING} else ()),
            *(("active",) if kind in NAMED else ()),
            *(("phi_days",) if kind in MAY_WAIT else ()),
            *(("until_on",) if kind in LASTS else ()),
            *(("crop",) if kind in _FIELD else ()),
        }
    )
    for kind in FarmWork
}


def free_on(
    kind: FarmWork, done_on: dt.date, until_on: dt.date | None, phi_days: int | None
) -> dt.date | None:
    """The first day on which may be harvested again; None where nothing has to be waited for.

    The days are counted from the last day of the work: sprayed on the 1st with seven days to wait,
    the 8th is free. Sugar is in the hive on the day of feeding itself, so feeding waits for the day
    after its last one at the least.
    """
    last = until_on or done_on
    days = phi_days or 0
    if kind is FarmWork.FEEDING:
        days = max(1, days)
    free = last + dt.timedelta(days=days)
    return free if kind in MAY_WAIT and free > done_on else None


def is_inside(day: dt.date, done_on: dt.date, free: dt.date | None) -> bool:
    """Whether a harvest of ``day`` falls into an interval."""
    return free is not None and done_on <= day < free


def days_left(day: dt.date, free: dt.date) -> int:
    """How many days after ``day`` the first free one is."""
    return (free - day).days


def check(
    kind: FarmWork,
    done_on: dt.date,
    until_on: dt.date | None,
    phi_days: int | None,
    filled: Iterable[str],
) -> None:
    """Refuse what contradicts itself; ``filled`` are the names of the fields that were filled in.

    Invalid: ``diary_field_not_here`` at the field, ``diary_product_needed``, ``diary_days_needed``,
    ``diary_ends_before`` (``done_on``), ``out_of_range`` (``highest``).
    """
    strangers = sorted(set(filled) - FIELDS[kind] - {"remark", "household"})
    if strangers:
        raise Invalid("diary_field_not_here", strangers[0])
    if kind in NAMED and "product" not in filled:
        raise Invalid("diary_product_needed", "product")
    if kind in WAITS and phi_days is None:
        raise Invalid("diary_days_needed", "phi_days")
    if phi_days is not None and phi_days > MOST_DAYS:
        raise Invalid("out_of_range", "phi_days", highest=MOST_DAYS)
    if until_on is not None and until_on < done_on:
        raise Invalid("diary_ends_before", "until_on", done_on=done_on)
    if until_on is not None and (until_on - done_on).days > MOST_DAYS:
        raise Invalid("out_of_range", "until_on", highest=MOST_DAYS)


# --- substances -----------------------------------------------------------------------------------

#: The kinds of substance, and what each is used in.
SUBSTANCE_OF: Mapping[FarmWork, str] = {
    FarmWork.PESTICIDE: "pesticide",
    FarmWork.FERTILISER: "fertiliser",
    FarmWork.DRUG: "drug",
}
SUBSTANCE_KINDS = tuple(sorted(SUBSTANCE_OF.values()))
#: Where a rule counts: at home for everybody, or for goods of a code's market.
HOME = "vn"
MARKETS = (HOME, "domestic", "cn", "other")


class Ruling(StrEnum):
    """What a rule says of a substance, the gravest last."""

    ALLOWED = "allowed"
    LIMITED = "limited"
    BANNED = "banned"


@dataclass(frozen=True)
class Rule:
    """What holds for a substance in a market from a day on, up to and with ``to_on``."""

    market: str
    verdict: Ruling
    from_on: dt.date
    to_on: dt.date | None
    source: str

    def holds(self, day: dt.date) -> bool:
        """Whether it speaks of ``day``."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


def rulings(rules: Iterable[Rule], markets: Iterable[str], day: dt.date) -> dict[str, Rule]:
    """What holds in each market on a day; ``rules`` in the order in which they were entered.

    The rule with the newest beginning counts, of two that begin on one day the one entered later.
    """
    wanted, found = set(markets), {}
    for rule in sorted(rules, key=lambda each: each.from_on):
        if rule.market in wanted and rule.holds(day):
            found[rule.market] = rule
    return found
