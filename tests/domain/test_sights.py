"""Who sees which data: MODEL's table, written down a second time, and the public rules."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import access, sights
from traceability.domain.access import RIGHTS, Action, Actor, Role, Scope, Thing, may
from traceability.domain.sights import Behind, Extent, Reader, extent, open_to_all

OWNER, INSPECTOR, REGISTRAR = Reader.OWNER, Reader.INSPECTOR, Reader.REGISTRAR
ALL, OPENED, PARTLY, NEVER = Extent.ALL, Extent.OPENED, Extent.PARTLY, Extent.NEVER
EXPECTED = {
    "see_boundary": (ALL, OPENED, ALL, NEVER),
    "see_households": (ALL, OPENED, ALL, PARTLY),
    "see_household_kg": (ALL, OPENED, NEVER, NEVER),
    "see_prices": (ALL, NEVER, NEVER, NEVER),
    "see_step_kg": (ALL, ALL, ALL, PARTLY),
    "see_season": (ALL, ALL, ALL, PARTLY),
    "see_household_packs": (ALL, OPENED, NEVER, PARTLY),
    "see_place": (ALL, ALL, ALL, PARTLY),
    "see_area_batches": (ALL, ALL, ALL, PARTLY),
    "see_diary": (ALL, OPENED, ALL, NEVER),
}


def test_the_table_is_the_one_that_was_agreed() -> None:
    found = {str(row.data): tuple(row.cells[each] for each in Reader) for row in sights.table()}
    assert found == EXPECTED


def test_every_role_but_the_operator_is_one_reader() -> None:
    assert {role: sights.reader_of(role) for role in Role} == {
        Role.MANAGER: OWNER, Role.RECORDER: OWNER, Role.INSPECTOR: INSPECTOR,
        Role.REGISTRAR: REGISTRAR,
        Role.OPERATOR: None,
    }  # fmt: skip


@pytest.mark.parametrize("data", list(sights.PUBLIC))
def test_the_roles_of_one_reader_see_the_same(data: Action) -> None:
    for roles in sights.ROLES.values():
        assert len({RIGHTS[role].get(data) for role in roles}) == 1


def test_a_cell_says_what_may_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a right away, or open it, and the table says so."""
    for scope, said in ((None, NEVER), (Scope.OPENED, OPENED), (Scope.TERRITORY, ALL)):
        rights = {**RIGHTS[Role.REGISTRAR]}
        rights.pop(Action.SEE_PLACE)
        if scope is not None:
            rights[Action.SEE_PLACE] = scope
        monkeypatch.setattr(access, "RIGHTS", {**RIGHTS, Role.REGISTRAR: rights})
        assert extent(Action.SEE_PLACE, REGISTRAR) is said


def test_the_lesser_of_two_roles_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rights = {**RIGHTS[Role.RECORDER]}
    rights.pop(Action.SEE_HOUSEHOLDS)
    monkeypatch.setattr(access, "RIGHTS", {**RIGHTS, Role.RECORDER: rights})
    assert extent(Action.SEE_HOUSEHOLDS, OWNER) is NEVER


@given(st.integers(0, 6), st.booleans(), st.booleans())
def test_weights_of_steps_are_open_where_many_stand_behind_them(
    households: int, opted_in: bool, consented: bool
) -> None:
    behind = Behind(households, opted_in, consented)
    assert open_to_all(Action.SEE_STEP_KG, behind) is (opted_in or households >= 3)
    assert open_to_all(Action.SEE_HOUSEHOLDS, behind) is consented


@given(st.sampled_from(Action), st.integers(0, 99), st.booleans(), st.booleans())
def test_nothing_else_is_ever_open_to_all(
    data: Action, households: int, opted_in: bool, consented: bool
) -> None:
    if data not in (Action.SEE_STEP_KG, Action.SEE_HOUSEHOLDS):
        assert not open_to_all(data, Behind(households, opted_in, consented))


def test_another_cooperative_sees_none_of_it() -> None:
    stranger = Actor(1, "", Role.MANAGER, 2, frozenset({"01156"}))
    theirs = Thing(holder=1, communes=frozenset({"01156"}), opened=True)
    assert not any(may(stranger, data, theirs) for data in sights.PUBLIC)


def test_what_is_told_of_today_is_within_what_is_open() -> None:
    for data, reader in sights.NO_PAGE:
        assert extent(data, reader) in (ALL, PARTLY)
    assert set(sights.PUBLIC) >= sights.NOT_HELD
    assert not sights.seen_today(Action.SEE_HOUSEHOLDS, INSPECTOR)
    assert sights.seen_today(Action.SEE_HOUSEHOLDS, OWNER)


def told(
    weights: list[frozenset[int]], known: Iterable[frozenset[int]] = (), each: int = 1
) -> frozenset[frozenset[int]]:
    """Of harvests by number, so many of ``each`` household."""
    homes = {one: one // each for one in frozenset().union(*weights, *known)}
    return sights.told_together(weights, homes, known).weights


def of(*harvests: int) -> frozenset[int]:
    return frozenset(harvests)


def test_a_weight_that_parts_too_few_from_another_stays_untold() -> None:
    everybody = frozenset(range(7))
    assert told([everybody, of(0, 1, 2, 3), of(0, 1, 2, 3, 4)]) == {everybody, of(0, 1, 2, 3)}
    assert told([of(0, 1)]) == frozenset()
    assert told([of()]) == frozenset()


def test_a_second_harvest_of_the_same_households_is_parted_too() -> None:
    """Two sums of the same households differ by one harvest of one of them."""
    assert told([frozenset(range(6)), frozenset(range(5))], each=2) == {frozenset(range(6))}


def test_what_other_goods_tell_stands_beside() -> None:
    three, four, seven = of(0, 1, 2), of(0, 1, 2, 3), frozenset(range(7))
    assert told([four], known=[three]) == frozenset()
    assert told([three], known=[four]) == frozenset()
    assert told([three], known=[three]) == {three}
    assert told([seven], known=[three]) == {seven}
    # A household that two older ones part already is none of the third one's doing.
    assert told([three], known=[three, four]) == {three}
    assert told([four], known=[three, four]) == frozenset()


def test_shares_stand_beside_the_weights_of_their_page() -> None:
    homes = {one: one for one in range(6)}
    page = sights.told_together([frozenset(range(6)), of(0, 1, 2), of(3, 4, 5)], homes)
    assert sights.exact_shares([of(0, 1, 2), of(3, 4, 5)], page)
    assert not sights.exact_shares([of(0, 1), of(2, 3, 4, 5)], page)
    assert not sights.exact_shares([of(0, 1, 2, 3, 4, 5), of(0)], page)
    assert not sights.exact_shares([of(0, 1, 2)], sights.Told(homes=homes))


SETS = st.lists(st.frozensets(st.integers(0, 11)), max_size=6)


@given(SETS, SETS, st.integers(1, 2))
def test_no_sum_or_difference_of_what_is_told_is_of_few(
    weights: list[frozenset[int]], known: list[frozenset[int]], each: int
) -> None:
    """What stands behind the same of all that is told or known is of enough households."""
    open_ones = told(weights, known, each)
    assert open_ones <= set(weights)
    for one in frozenset().union(*open_ones):
        alike = {
            other // each
            for other in frozenset().union(*weights, *known)
            if all((one in some) == (other in some) for some in [*open_ones, *known])
        }
        assert len(alike) >= sights.HOUSEHOLDS_TO_SHOW_WEIGHTS
