"""Ceilings and verdicts: the defaults of the field, what is missing, and land that crops share."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from traceability.data import read_reference_values
from traceability.domain import capacity
from traceability.domain.capacity import Balance, Ceilings, Level, Measures, Use, judge, used_at

HECTARE = Measures(productive_m2=10_000)
AMOUNTS = st.integers(0, 50_000_000)
LIMITS = st.integers(1, 50_000_000)


def defaults(crop: str, suffix: str = "") -> dict[Level, tuple[int, str]]:
    rows = {row.key: row for row in read_reference_values() if row.crop == crop}
    return {
        level: (rows[f"{level}{suffix}"].value, rows[f"{level}{suffix}"].unit)
        for level in Level
        if f"{level}{suffix}" in rows
    }


def test_the_ceilings_of_the_field_for_one_hectare_tree_or_colony() -> None:
    tonnes = 1_000_000
    oranges = Ceilings(5_500_000, 12 * tonnes, 15 * tonnes, 25 * tonnes)
    assert capacity.of_place(defaults("sanh_orange"), HECTARE) == oranges
    tea = Ceilings(2_500_000, 4_500_000, 6 * tonnes, 12 * tonnes)
    assert capacity.of_place(defaults("shan_tea"), HECTARE) == tea
    hong = Ceilings(5 * tonnes, 7 * tonnes, 10 * tonnes, 15 * tonnes)
    assert capacity.of_place(defaults("persimmon"), HECTARE) == hong
    bees = Measures(colonies=1)
    assert capacity.of_place(defaults("mint_honey"), bees) == Ceilings(3000, 6000, 8000, 15_000)
    foreign = capacity.of_place(defaults("mint_honey", "_mellifera"), bees)
    assert foreign == Ceilings(None, None, 15_000, 30_000)
    usual = Measures(trees=300, average=1000)
    for crop in ("ancient_shan_tea", "danggui", "heshouwu"):
        assert capacity.of_place(defaults(crop), usual) == Ceilings(1000, 1000, 1300, 2000)


def test_a_ceiling_is_never_rounded_up() -> None:
    assert capacity.of_place({Level.HOLD: (7, "g/ha/season")}, Measures(9_999)).hold == 6


def test_what_is_missing_is_named_and_never_passed_over() -> None:
    for crop, lacks in (
        ("sanh_orange", "ha"),
        ("mint_honey", "colony"),
        ("danggui", "ppm_of_owner_average"),
    ):
        ceilings = capacity.of_place(defaults(crop), Measures())
        assert judge(Use(1, ceilings)) is Balance.NO_BASIS
        assert capacity.lacking(defaults(crop), Measures()) == lacks
    assert capacity.lacking({}, HECTARE) == "ceiling"
    assert capacity.lacking(defaults("sanh_orange"), HECTARE) is None


def test_the_limit_itself_is_within_it() -> None:
    ceilings = Ceilings(warn=10, hold=20)
    said = [judge(Use(used, ceilings)) for used in (10, 11, 20, 21)]
    assert said == [Balance.ACCEPT, Balance.WARN, Balance.WARN, Balance.HOLD]


@given(st.lists(LIMITS, min_size=1, max_size=6))
def test_a_code_gives_what_its_places_give_together(holds: list[int]) -> None:
    parts = [Ceilings(warn=hold, hold=hold) for hold in holds]
    assert capacity.total(parts).hold == sum(holds)
    assert capacity.total([*parts, Ceilings()]).hold is None
    assert capacity.total([]) == Ceilings()


@given(st.lists(st.tuples(AMOUNTS, LIMITS), min_size=2, max_size=4))
def test_crops_that_share_land_give_no_more_than_the_land(uses: list[tuple[int, int]]) -> None:
    """Whichever crop one asks by, the parts that all took of the land are added up."""
    found = [Use(used, Ceilings(warn=hold, hold=hold)) for used, hold in uses]
    own, others = found[0], found[1:]
    whole = sum(use.used / (use.ceilings.hold or 1) for use in found)
    if whole > 1.000001:
        assert judge(own, others) is Balance.HOLD
    if whole < 0.999 and uses[0][1] > 10_000:
        assert judge(own, others) is Balance.ACCEPT


@given(AMOUNTS, AMOUNTS)
def test_where_another_ceiling_is_unknown_it_counts_gram_for_gram(mine: int, other: int) -> None:
    own = Use(mine, Ceilings(warn=10, hold=10))
    assert used_at(Level.HOLD, own, [Use(other, Ceilings())]) == mine + other


def test_the_worst_is_said() -> None:
    assert capacity.worst([]) is Balance.ACCEPT
    assert capacity.worst([Balance.ACCEPT, Balance.NO_BASIS]) is Balance.NO_BASIS
    assert capacity.worst([Balance.NO_BASIS, Balance.WARN]) is Balance.WARN
    assert capacity.worst(list(Balance)) is Balance.HOLD


def test_levels_must_not_fall() -> None:
    assert capacity.in_order({Level.WARN: 5, Level.HOLD: 5})
    assert not capacity.in_order({Level.TYPICAL_HIGH: 6, Level.HOLD: 5})
