"""A sum of a growing-area code in two parts: what an office saw, and what its holder added since.

Neither part tells what one household or one garden has: three of both stand behind each, or the
sum stays whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.people import World
from tests.store_fixtures import ON_BOTH
from tests.web.kept_doors import Door, doors
from tests.web.public_door import visitor
from tests.web.test_area_page import read, words_of
from tests.web.test_seen_by_office import SAID, SEEN, _later, added, renewed
from traceability.services import area_land, parties, place_households
from traceability.store.models import Place, PlaceRevision
from traceability.store.queries import parties as party_queries

__all__ = ["_later", "doors"]
LOOKED = "Cơ quan xem ngày 22/01/2026"
PARTS = f"Tổng diện tích262,4 ha {LOOKED}: 112,4 ha {SEEN} Khai thêm sau đó: 150 ha {SAID}"
WHOLE = f"Tổng diện tích262,4 ha {SAID}"
#: Who works three gardens: a household each.
EACH = ((0,), (1,), (2,))
OTHERS = ((3,), (4,), (5,))
MOST = 7
Hands = Sequence[Sequence[int]]


@pytest.fixture
def backend() -> str:
    return "sqlite"


def work_it(world: World, place: str, numbers: Sequence[int]) -> None:
    """Some of the cooperative's households work a place from today on, and no others."""
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        every = [each.code for each in party_queries.households(work.db, coop.id)]
        for number in range(len(every), MOST):
            every.append(parties.register_household(work, coop, {"name": f"Hộ {number}"}).code)
        ours = sorted(every)
        place_households.choose(work, place, [ours[each] for each in numbers], work.today)


def of_area(world: World) -> str:
    return read(visitor(world), world.who.area)


def gardens(world: World, ours: Hands, new: Hands) -> list[str]:
    """Three gardens that an office saw, three of 50 ha that were added since; the latter."""
    seen = [world.who.place, added(world), added(world)]
    for place, numbers in zip(seen, ours, strict=True):
        work_it(world, place, numbers)
    renewed(world)
    world.clock.pass_by(days=1)
    since = [added(world) for _each in new]
    for place, numbers in zip(since, new, strict=True):
        work_it(world, place, numbers)
    return since


def test_what_an_office_saw_and_what_was_added_are_told_apart(world: World) -> None:
    gardens(world, EACH, OTHERS)
    page = of_area(world)
    assert PARTS in page
    # Trees are stated of two of the gardens that the office saw: no part of these is told.
    assert f"Tổng số cây45.000 {SAID}" in page
    assert "18.000" not in page
    renewed(world)
    assert f"Tổng diện tích262,4 ha {SEEN}" in of_area(world)


@pytest.mark.parametrize(
    ("ours", "new", "told"),
    [
        (EACH, EACH, True),
        (EACH, ((2,), (3,), (4, 5)), True),
        (EACH, ((3, 4, 5), (), ()), True),
        (((0,), (1,), (1,)), OTHERS, False),
        (EACH, ((3,), (4,), (3, 4)), False),
        (EACH, ((3,), (3,), (3,)), False),
        (((), (), ()), OTHERS, False),
        (EACH, ((), (), ()), False),
    ],
)
def test_no_part_is_told_of_fewer_than_three_households(
    world: World, ours: Hands, new: Hands, told: bool
) -> None:
    gardens(world, ours, new)
    page = of_area(world)
    assert (PARTS in page, WHOLE in page) == (told, not told)
    assert ("112,4 ha" in page, "150 ha" in page) == (told, told)


@pytest.mark.parametrize("count", [1, 2])
def test_no_part_is_told_of_fewer_than_three_gardens(world: World, count: int) -> None:
    """However many work them: no garden's own size stands on the page."""
    gardens(world, EACH, [(3, 4, 5, 6)] * count)
    page = of_area(world)
    assert f"Tổng diện tích{112 + 50 * count},4 ha {SAID}" in page
    assert LOOKED not in page
    assert "112,4 ha" not in page


@pytest.mark.parametrize(
    ("looked", "parts"),
    [
        ([(500, 500), (None, 200)], [(0, 500, 500), (1, 0, 200)]),
        ([(500, 700)], [(0, 500, 700)]),
        ([(500, 500)], []),  # as the office saw it
        ([(None, 500)], []),  # the office saw nothing of it
        ([(500, 400), (None, 300)], []),  # who can say which of it is left
    ],
)
def test_a_sum_has_two_parts_where_it_only_grew(
    looked: Sequence[tuple[int | None, int]], parts: list[tuple[int, int, int]]
) -> None:
    places = [
        (
            Place(id=key),
            PlaceRevision(trees=now),
            None if then is None else PlaceRevision(trees=then),
        )
        for key, (then, now) in enumerate(looked)
    ]
    assert area_land.grown(places, "trees") == parts


@ON_BOTH
def test_a_kept_page_goes_by_who_works_the_gardens_today(
    world: World, doors: tuple[Door, Door]
) -> None:
    *_others, last = gardens(world, EACH, OTHERS)

    def both() -> set[bool]:
        return {PARTS in words_of(door.get(f"/{world.who.area}").text) for door in doors}

    assert both() == {True}
    world.clock.pass_by(days=1)
    work_it(world, last, (4,))
    world.clock.pass_by(days=1)
    assert both() == {False}


@pytest.mark.parametrize(
    ("language", "seen", "since"),
    [
        ("en", "An office looked on 22 Jan 2026: 112.4 ha", "Stated since: 150 ha"),
        ("zh", "主管机关于2026年1月22日查看：112.4 ha", "此后申报：150 ha"),
    ],
)
def test_other_languages_tell_both(world: World, language: str, seen: str, since: str) -> None:
    gardens(world, EACH, OTHERS)
    page = words_of(visitor(world).get(f"/{world.who.area}?lang={language}").text)
    assert seen in page
    assert since in page
