"""A list of households: shown first, then stored exactly so, all of it or nothing."""

from __future__ import annotations

import pytest

from tests.people import World
from traceability.domain.errors import Conflict, Denied, Invalid
from traceability.services import household_imports, household_views, households
from traceability.services.household_imports import Entry, Fate, Plan
from traceability.services.household_views import Line
from traceability.services.households import HouseholdRequest

A = HouseholdRequest("Nguyễn Văn Hùng", "0912345678", "thôn Vĩnh Sơn")
B = HouseholdRequest("Vàng Thị Mỷ", "0987654321", standing="linked")


def entries(*asked: HouseholdRequest) -> list[Entry]:
    return [Entry(line, each) for line, each in enumerate(asked, start=2)]


def plan(world: World, *asked: HouseholdRequest, update: bool = False) -> Plan:
    with world.view() as view:
        return household_imports.plan(view, world.who.recorder, entries(*asked), update=update)


def confirm(
    world: World,
    shown: Plan,
    *asked: HouseholdRequest,
    update: bool = False,
    skip_twice: bool = False,
) -> list[str]:
    with world.by(world.who.recorder) as work:
        return household_imports.confirm(
            work, entries(*asked), shown.digest, update=update, skip_twice=skip_twice
        )


def lines(world: World) -> dict[str, Line]:
    with world.view() as view:
        return {
            line.name or "": line for line in household_views.all_lines(view, world.who.recorder)
        }


def test_what_was_shown_is_stored(world: World) -> None:
    shown = plan(world, A, B)
    assert [(row.fate, row.code) for row in shown.rows] == [(Fate.ADD, None)] * 2
    assert set(lines(world)) == {"Giàng Thị Mỷ"}
    assert len(confirm(world, shown, A, B)) == 2
    found = lines(world)
    assert set(found) == {"Giàng Thị Mỷ", A.name, B.name}
    assert (found[A.name].phone, found[A.name].address) == (A.phone, A.address)
    assert found[B.name].standing == "linked"


def test_who_is_there_already_is_skipped(world: World) -> None:
    confirm(world, plan(world, A), A)
    again = HouseholdRequest("NGUYEN VAN HUNG", "0912345678", "thôn khác")
    shown = plan(world, again, B)
    assert [row.fate for row in shown.rows] == [Fate.SKIP, Fate.ADD]
    assert shown.rows[0].number == f"{lines(world)[A.name].number:02}"
    assert len(confirm(world, shown, again, B)) == 1
    assert lines(world)[A.name].address == A.address


def test_or_changed_where_that_is_chosen(world: World) -> None:
    confirm(world, plan(world, B), B)
    more = HouseholdRequest(B.name, B.phone, "bản Lùng")
    shown = plan(world, more, update=True)
    assert [row.fate for row in shown.rows] == [Fate.UPDATE]
    confirm(world, shown, more, update=True)
    found = lines(world)[B.name]
    assert (found.address, found.standing) == ("bản Lùng", "linked")
    assert [row.fate for row in plan(world, more, update=True).rows] == [Fate.SKIP]


def test_another_phone_is_another_household(world: World) -> None:
    confirm(world, plan(world, A), A)
    other = HouseholdRequest(A.name, "0900000001")
    assert [row.fate for row in plan(world, other, HouseholdRequest(A.name)).rows] == [Fate.ADD] * 2


def test_a_row_that_repeats_one_is_named(world: World) -> None:
    shown = plan(world, A, B, A)
    assert shown.twice == ((4, 2),)
    with pytest.raises(Invalid, match="import_row_twice"):
        confirm(world, shown, A, B, A)
    assert len(confirm(world, shown, A, B, A, skip_twice=True)) == 2


def test_something_else_than_was_shown_is_not_stored(world: World) -> None:
    shown = plan(world, A)
    with pytest.raises(Conflict, match="import_changed"):
        confirm(world, shown, A, B)
    with pytest.raises(Conflict, match="import_changed"):
        confirm(world, shown, HouseholdRequest(A.name, A.phone))
    with world.by(world.who.recorder) as work:
        households.add(work, A)
    with pytest.raises(Conflict, match="import_changed"):
        confirm(world, shown, A)
    assert set(lines(world)) == {"Giàng Thị Mỷ", A.name}


def test_one_row_that_fails_takes_all_back(world: World) -> None:
    """import-17: nothing half done is ever seen."""
    lost = HouseholdRequest("Ai đó", commune="99999")
    with pytest.raises(Invalid, match="commune_unknown"):
        confirm(world, plan(world, A, lost), A, lost)
    assert set(lines(world)) == {"Giàng Thị Mỷ"}


def test_a_list_of_hundreds_gets_numbers_of_its_own(world: World) -> None:
    many = [HouseholdRequest(f"Hộ thử {number}") for number in range(300)]
    assert len(set(confirm(world, plan(world, *many), *many))) == 300
    numbers = [line.number for line in lines(world).values()]
    assert len(set(numbers)) == 301


def test_only_members_bring_lists(world: World) -> None:
    with world.view() as view, pytest.raises(Denied):
        household_imports.plan(view, world.who.inspector, entries(A), update=False)
