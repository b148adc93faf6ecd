"""What a harvest is stored with a warning for, and what a list of species says on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from traceability.domain.gathering import Caution, Listing, Species, cautions, in_force

DAY = dt.date(2026, 1, 12)


@pytest.mark.parametrize(
    ("kind", "papers", "listed", "stays", "told"),
    [
        ("orchard", (), None, 0, ()),
        ("apiary", (), None, 0, (Caution.NO_STAY,)),
        ("apiary", (), None, 1, ()),
        ("wild_collection", (), None, 0, (Caution.NO_CONSENT, Caution.NO_PERMIT)),
        ("wild_collection", ("owner_consent", "forest_list"), None, 0, ()),
        ("wild_collection", ("permit",), Listing.BANNED, 0, (Caution.NO_CONSENT,)),
        ("wild_collection", ("owner_consent",), Listing.LIMITED, 0, (Caution.PROTECTED,)),
        ("herb_cultivation", (), Listing.LIMITED, 0, (Caution.PROTECTED,)),
        ("herb_cultivation", (), Listing.BANNED, 0, (Caution.BANNED,)),
        ("herb_cultivation", ("permit",), Listing.LIMITED, 0, ()),
        ("herb_cultivation", (), Listing.FREE, 0, ()),
    ],
)
def test_a_harvest_is_warned_of(
    kind: str,
    papers: tuple[str, ...],
    listed: Listing | None,
    stays: int,
    told: tuple[Caution, ...],
) -> None:
    assert cautions(kind, papers, listed, stays=stays) == told


def rule(from_on: dt.date, to_on: dt.date | None = None, verdict: str = "limited") -> Species:
    return Species("danggui", "Angelica sinensis", Listing(verdict), "IIA", from_on, to_on, "x")


def test_the_newest_rule_that_has_begun_holds_until_it_ends() -> None:
    first, over = rule(dt.date(2020, 1, 1)), rule(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert in_force([first], DAY) == first
    assert in_force([first, over], DAY) is None
    assert in_force([first, over], dt.date(2025, 6, 1)) == over
    assert in_force([first], dt.date(2019, 1, 1)) is None
    later = rule(dt.date(2020, 1, 1), verdict="free")
    assert in_force([first, later], DAY) == later
