"""Households on a place: chosen many at once, ended by an erasure, seen by whom they may be."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.people import TODAY, World
from tests.places_of import homes, orchard
from traceability.domain.errors import Denied, Invalid, NotFound, RuleBroken
from traceability.domain.household_links import Link
from traceability.services import erasures, place_households, place_views
from traceability.store.models import Event
from traceability.store.queries import areas

BEFORE = TODAY - dt.timedelta(days=30)


def choose(world: World, code: str, wanted: list[str], on: dt.date = BEFORE) -> None:
    with world.by(world.who.manager) as work:
        place_households.choose(work, code, wanted, on)


def links(world: World, code: str) -> frozenset[Link]:
    with world.view() as view:
        place = areas.place_by_code(view.db, code)
        assert place is not None
        return place_households.links_of(view, place)


def test_households_join_and_leave_in_one_choice(world: World) -> None:
    code, (one, two, three) = orchard(world), homes(world, "Vàng A", "Lù B", "Sùng C")
    choose(world, code, [one, two])
    choose(world, code, [two, three], TODAY)
    assert links(world, code) == {
        Link(one, BEFORE, TODAY), Link(two, BEFORE), Link(three, TODAY),
    }  # fmt: skip
    assert world.differences() == []


def test_the_same_choice_again_records_nothing(world: World) -> None:
    code = orchard(world)
    choose(world, code, [world.who.household])
    with world.view() as view:
        before = view.db.query(Event).count()
    choose(world, code, [world.who.household], TODAY)
    with world.view() as view:
        assert view.db.query(Event).count() == before


@pytest.mark.parametrize("backend", ["sqlite"])
def test_more_households_than_an_event_has_subjects(world: World) -> None:
    code, many = orchard(world), homes(world, *(f"Hộ {number}" for number in range(230)))
    choose(world, code, many)
    assert len(links(world, code)) == 230
    with world.view() as view:
        told = view.db.query(Event).filter_by(step="place_households")
        assert told.count() == 2
    assert world.differences() == []


def test_erasing_a_household_ends_its_links_and_leaves_its_number(world: World) -> None:
    code, (gone, stays_there) = orchard(world), homes(world, "Người đi", "Người ở")
    choose(world, code, [gone, stays_there])
    with world.by(world.who.manager) as work:
        number = erasures.erase(work, gone).number
    assert links(world, code) == {Link(gone, BEFORE, TODAY), Link(stays_there, BEFORE)}
    with world.view() as view:
        page = place_views.page(view, world.who.manager, code)
    (line,) = [each for each in page.households if each.code == gone]
    assert (line.name, line.erased, f"{line.number:02}") == (None, True, number)
    assert [each.code for each in page.working] == [stays_there]
    with pytest.raises(RuleBroken, match="household_erased"):
        choose(world, code, [gone, stays_there], TODAY)
    assert world.differences() == []


def test_whose_households_and_whose_place(world: World) -> None:
    code = orchard(world)
    with pytest.raises(Invalid, match="household_unknown"):
        choose(world, code, [world.who.cooperative])
    with pytest.raises(NotFound), world.by(world.who.stranger) as work:
        place_households.choose(work, code, [], TODAY)
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        place_households.choose(work, code, [], TODAY)


def test_who_sees_names_and_who_numbers(world: World) -> None:
    code = orchard(world)
    choose(world, code, [world.who.household])
    with world.view() as view:
        for reader, named in (
            (world.who.manager, True),
            (world.who.registrar, True),
            (world.who.inspector, False),
        ):
            (home,) = place_views.page(view, reader, code).households
            assert home.number > 0
            assert (home.name == "Giàng Thị Mỷ") is named
        with pytest.raises(NotFound):
            place_views.page(view, world.who.commune_registrar, code)
