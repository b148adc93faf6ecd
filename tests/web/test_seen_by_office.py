"""No page says that an office saw what a holder put under a granted code by itself."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.beginners import garden
from tests.families import extracted, jars
from tests.people import GRANTED_ON, PACKED_ON, QUAN_BA, TODAY, VINH_TUY, World, decision
from tests.places_of import stay
from tests.services.test_lent_labels import lent_labels
from tests.web.public_door import visitor
from tests.web.test_area_page import read, words_of
from traceability.domain.accepting import FORESEEN
from traceability.domain.growing_area import CodeStep
from traceability.domain.place_kinds import Group
from traceability.services import (
    area_codes,
    code_decisions,
    internal_codes,
    packings,
    place_files,
    places,
)
from traceability.services.code_decisions import StepRequest
from traceability.services.packings import PackingRequest
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
    # The code is the office's, that the garden is under it is not.
    assert (
        f"VN-HGOR-0128 {SEEN} Có nơi đơn vị tự ghi thêm vào mã này, cán bộ chưa xem. {SAID}" in page
    )
    assert SEEN not in page.split("Mã số vùng trồng")[0]
    renewed(world)
    page = of_lot(world, other)
    assert SEEN in page.split("Mã số vùng trồng")[0]
    assert "cán bộ chưa xem" not in page


def test_where_hives_stood_is_the_holder_s_word(world: World) -> None:
    place = places.PlaceRequest(
        "apiary", VINH_TUY, None, private={"name": "Điểm"}, colonies=100, species="cerana"
    )
    crops, coop = ("mint_honey",), world.who.cooperative
    asked = area_codes.GrantRequest(
        "HG-ONG-014", "apiary", "domestic", coop, crops, place, decision(GRANTED_ON)
    )
    with world.by(world.who.registrar) as work:
        granted = area_codes.grant(work, asked)
    stay(world, granted.place, 100, -30, commune=QUAN_BA)
    made, jar = extracted(world, granted.code), jars(world)
    with world.by(world.who.recorder) as work:
        packing = PackingRequest(made.code, jar, 20, PACKED_ON, accepts=FORESEEN)
        code = packings.register(work, packing).code
    world.publish(code)
    page = of_lot(world, code)
    assert f"xã Quản Bạ, tỉnh Tuyên Quang {SAID}" in page
    assert f"HG-ONG-014 {SEEN}" in page


def test_a_code_has_one_grade_on_a_lot_of_who_was_lent_it(world: World) -> None:
    _run, lot = lent_labels(world)
    told = f"VN-HGOR-0128 {SEEN} Mã của HTX Cam Sành Vĩnh Hảo, cho "
    page = of_lot(world, lot)
    assert told in page
