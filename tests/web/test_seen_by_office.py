"""No page says that an office saw what a holder put under a granted code by itself."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.beginners import garden
from tests.people import TODAY, VINH_TUY, World, decision
from tests.web.public_door import visitor
from tests.web.test_area_page import read, words_of
from traceability.domain.growing_area import CodeStep
from traceability.domain.place_kinds import Group
from traceability.services import code_decisions, internal_codes, place_files
from traceability.services.code_decisions import StepRequest
from traceability.store.queries import areas

SEEN, SAID = "cán bộ đã xem", "HTX khai"
#: When the holder puts its further place there.
LINKED = TODAY + dt.timedelta(days=1)


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture(autouse=True)
def _later(world: World) -> None:
    """The grant is of yesterday."""
    world.clock.pass_by(days=1)


def added(world: World) -> str:
    """The holder puts 50 ha and 9,000 trees more under the code; the new place."""
    asked = garden(
        kind="orchard",
        commune=VINH_TUY,
        old_commune=None,
        crops=("sanh_orange",),
        area_code=world.who.area,
    )
    place = dataclasses.replace(asked.place, area_m2=500_000, productive_m2=500_000, trees=9_000)
    with world.by(world.who.manager) as work:
        return internal_codes.open_area(work, dataclasses.replace(asked, place=place)).place


def filled_in(world: World) -> None:
    """The holder states the trees, of which the grant said nothing."""
    with world.by(world.who.manager) as work:
        place = areas.place_by_code(work.db, world.who.place)
        assert place is not None
        number = areas.revision(work.db, place.id).number
        stands = internal_codes.standing(work, place)
        values = {**place_files.values_of(stands, place.kind, Group.SIZE), "trees": 4_800}
        place_files.save(
            work, world.who.place, number, place_files.GroupRequest(Group.SIZE, values)
        )


def renewed(world: World) -> None:
    world.clock.pass_by(days=1)
    until = dataclasses.replace(decision(TODAY), valid_until=dt.date(2028, 1, 1))
    with world.by(world.who.registrar) as work:
        code_decisions.decide(work, StepRequest(world.who.area, CodeStep.RENEW, until))


def of_area(world: World) -> str:
    return read(visitor(world), world.who.area)


def test_sums_are_the_holder_s_word_once_it_added_a_place(world: World) -> None:
    added(world)
    page = of_area(world)
    assert f"Tổng diện tích62,4 ha {SAID}" in page
    assert f"Tổng số cây9.000 {SAID}" in page
    # What the office did see stands beside it as before.
    assert f"Cam sành · vườn cây ăn quả. {SEEN}" in page
    assert f"(trước 1/7/2025: huyện Bắc Quang, tỉnh Hà Giang). {SEEN}" in page
    assert f"Thị trườngTrong nước {SEEN}" in page


def test_a_renewal_is_a_look_at_what_was_filled_in(world: World) -> None:
    filled_in(world)
    assert f"Tổng số cây4.800 {SAID}" in of_area(world)
    renewed(world)
    page = of_area(world)
    assert f"Tổng số cây4.800 {SEEN}" in page
    assert f"Tổng diện tích12,4 ha {SEEN}" in page


def test_a_renewal_is_a_look_at_the_places_of_then(world: World) -> None:
    added(world)
    renewed(world)
    page = of_area(world)
    assert f"Tổng diện tích62,4 ha {SEEN}" in page
    assert f"Tổng số cây9.000 {SEEN}" in page
    world.clock.pass_by(days=1)
    added(world)
    assert f"Tổng diện tích112,4 ha {SAID}" in of_area(world)


# --- a lot from there -----------------------------------------------------------------------------


def packed(world: World, place: str) -> str:
    """A published lot of oranges picked in a place."""
    picked = world.harvest(100, LINKED, place=place)
    code = world.pack(picked.code, 40, day=LINKED).code
    world.publish(code)
    return code


def of_lot(world: World, code: str) -> str:
    return words_of(visitor(world).get(f"/{code}").text).split("Ở đâu")[1]


def test_a_lot_from_an_added_place_is_the_holder_s_word(world: World) -> None:
    own, other = packed(world, world.who.place), packed(world, added(world))
    assert f"VN-HGOR-0128 {SEEN}" in of_lot(world, own)
    page = of_lot(world, other)
    assert f"VN-HGOR-0128 {SAID}" in page
    assert SEEN not in page.split("Hạn mức vụ")[0]
    renewed(world)
    assert f"VN-HGOR-0128 {SEEN}" in of_lot(world, other)
