"""Who sees which data: MODEL's table, written down a second time, and the public rules."""

from __future__ import annotations

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
