"""What is to be said of a harvest that is stored all the same: papers, stays, protected species."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

#: The kind of place that nobody planted.
WILD = "wild_collection"
#: What the owner of the land or forest signs, and what stands for the State's consent.
CONSENT, PERMITS = "owner_consent", frozenset({"permit", "forest_list"})


class Listing(StrEnum):
    """What the operator's list says of gathering a species."""

    FREE = "free"
    LIMITED = "limited"
    BANNED = "banned"


class Caution(StrEnum):
    """What a harvest is stored with a warning for."""

    NO_STAY = "no_stay"
    NO_CONSENT = "no_consent"
    NO_PERMIT = "no_permit"
    PROTECTED = "protected"
    BANNED = "banned"
    SOLD_ELSEWHERE = "sold_elsewhere"
    STOOD_OUTSIDE = "stood_outside"
    MOISTURE_UNUSUAL = "moisture_unusual"


@dataclass(frozen=True)
class Species:
    """What a list says of a crop from a day on: under which Latin name, where it stands there.

    ``sample`` rows came with the demonstration and bind nobody.
    """

    crop: str
    latin: str
    verdict: Listing
    listing: str
    from_on: dt.date
    to_on: dt.date | None
    source: str
    sample: bool = False


def in_force(rules: Iterable[Species], day: dt.date) -> Species | None:
    """What holds on a day: the newest rule that has begun, unless it has ended.

    Of two that begin on one day the later entered holds; ``rules`` come as they were entered.
    """
    begun = [rule for rule in rules if rule.from_on <= day]
    newest = max(begun, key=lambda rule: rule.from_on, default=None)
    if newest is None:
        return None
    newest = [rule for rule in begun if rule.from_on == newest.from_on][-1]
    return None if newest.to_on is not None and newest.to_on < day else newest


def contradicts(stood: Collection[str | None], sold_from: str | None) -> bool:
    """Whether honey is sold by somebody of a commune in which no colony stood on its day.

    ``stood`` are the communes of the stays of that day, none outside the register. It is told and
    judged by nobody: a keeper may sell far from home, but then the buyer should have asked.
    """
    return bool(stood) and sold_from is not None and sold_from not in stood


def is_far(stood: Collection[str | None]) -> bool:
    """Whether colonies stood outside the register's province on the day of a harvest.

    ``stood`` are the communes of the stays of that day, none outside the register. What was
    gathered there is no honey of the code's own places, or not all of it is.
    """
    return None in stood


def is_all_far(stood: Collection[str | None]) -> bool:
    """Whether colonies stood outside the register's province and nowhere else.

    Then no part of the honey is of the code's own places, and it stands under none.
    """
    return bool(stood) and not any(stood)


def cautions(
    kind: str, papers: Collection[str], listed: Listing | None, *, stays: int
) -> tuple[Caution, ...]:
    """What to warn of: ``papers`` are the kinds of documents in the place's file.

    A wild harvest wants the owner's consent and a permit or forest list; one of a listed species
    wants a permit wherever it grew; honey wants to have stood somewhere on its day.
    """
    permitted = not PERMITS.isdisjoint(papers)
    protected = listed in (Listing.LIMITED, Listing.BANNED)
    banned = listed is Listing.BANNED
    found = {
        Caution.NO_STAY: kind == "apiary" and not stays,
        Caution.NO_CONSENT: kind == WILD and CONSENT not in papers,
        Caution.NO_PERMIT: kind == WILD and not permitted and not protected,
        Caution.PROTECTED: protected and not banned and not permitted,
        Caution.BANNED: banned and not permitted,
    }
    return tuple(caution for caution, holds in found.items() if holds)
