"""Buying by weigh slip: the balance counts what is there, and the day closes to the gram."""

from __future__ import annotations

import dataclasses
import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from tests.people import QUAN_BA, TODAY, VINH_TUY, World
from tests.services.test_runs import garden
from tests.services.weigh_days import closed, line, opened, seller, unload, weigh, works
from traceability.domain.errors import Denied, NotFound, Refusal, RuleBroken
from traceability.domain.weigh_slips import Scale, Truck
from traceability.services import (
    batches,
    erasures,
    pages,
    place_views,
    reception_views,
    receptions,
    slip_pages,
    weigh_slips,
)
from traceability.services.weigh_slips import NewSeller, SlipRequest
from traceability.store import models
from traceability.store.queries import batches as queries

#: What does not depend on the database is asked of one.
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def row(world: World, code: str) -> models.Batch:
    with world.view() as view:
        found = batches.known(view, code)
        view.db.expunge(found)
        return found


def origins(world: World, code: str) -> dict[tuple[str, str | None], int]:
    """The shares of origin by kind of place and code as issued."""
    with world.view() as view:
        shares = queries.origins(view.db, batches.known(view, code).id)
        places = {each.id: each.kind for each in view.db.query(models.Place)}
        raws = {each.id: each.raw for each in view.db.query(models.AreaCode)}
        return {(places[s.place_id], raws.get(s.area_code_id or 0)): s.ppm for s in shares}


def refused(world: World, *args: object, act: object = weigh, **more: object) -> Refusal:
    with pytest.raises(Refusal) as found:
        act(world, *args, **more)  # type: ignore[operator]
    return found.value


def used(world: World, code: str) -> int:
    """What a code has used of its running season."""
    with world.view() as view:
        area = view.db.query(models.AreaCode).filter_by(code=code).one()
        rows = view.db.query(models.SeasonUse).filter_by(subject_kind="code", subject_id=area.id)
        return sum(each.used for each in rows)


# --- one slip ------------------------------------------------------------------------------------


def test_a_slip_is_a_harvest_of_what_is_really_there(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    made = weigh(
        world, day, line(25, world.who.household, bags=2, tare=300, deduction_ppm=50_000, price=9)
    )
    assert (made.net, made.payable, made.number) == (24_400, 23_180, 1)
    batch = row(world, made.batch)
    assert (batch.stage, batch.made_on) == ("harvest", TODAY)
    assert world.on_hand(made.batch) == (24_400, "open")
    assert used(world, world.who.area) == 24_400
    assert origins(world, made.batch) == {("orchard", "VN-HGOR-0128"): 1_000_000}
    assert world.differences() == []


def test_slips_are_numbered_without_a_gap(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    with pytest.raises(RuleBroken):
        weigh(world, day, line(1, world.who.household, bags=2, tare=600))
    numbers = [weigh(world, day, line(20, world.who.household)).number for _twice in range(3)]
    assert numbers == [1, 2, 3]


@ON_SQLITE
def test_a_day_is_opened_once_for_a_crop_and_place(world: World) -> None:
    assert opened(world) == opened(world)
    assert opened(world, "persimmon") != opened(world)
    assert refused(world, day=TODAY + dt.timedelta(days=1), act=opened).code == "day_in_future"
    assert refused(world, "coffee", act=opened).code == "crop_unknown"
    assert refused(world, building=world.who.place, act=opened).code == "place_unknown"


@ON_SQLITE
def test_an_old_day_wants_a_manager_and_a_reason_once_for_all_its_slips(world: World) -> None:
    old = TODAY - dt.timedelta(days=80)
    assert isinstance(refused(world, day=old, act=opened), Denied)
    with world.by(world.who.manager) as work:
        asked = receptions.OpenRequest("sanh_orange", old, late_reason="sổ giấy")
        code = receptions.open_day(work, asked)
    works(world, world.who.household)
    with world.by(world.who.manager) as work:
        weigh_slips.record(
            work, SlipRequest(code, line(10, world.who.household, ground=_ground(world)))
        )
    assert world.differences() == []


def _ground(world: World) -> str:
    return f"{world.who.area}/{world.who.place}"


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"bags": 3, "tare": 10_000}, "tare_above_gross", "tare"),
        ({"bags": 2_000}, "out_of_range", "bags"),
        ({"deduction_ppm": 1_000_000}, "deduction_out_of_range", "deduction"),
        ({"grade": "bud_2"}, "grade_unknown", "grade"),
        ({"price": 0}, "out_of_range", "price"),
        ({"unit": "ml"}, "unit_not_of_crop", "gross"),
        ({"ground": "nowhere"}, "ground_unknown", "ground"),
        ({"household": "AAAAAAAAA"}, "seller_unknown", "seller"),
        ({"household": None}, "required", "seller"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    world: World, change: dict[str, object], code: str, field: str
) -> None:
    works(world, world.who.household)
    asked = {"household": world.who.household, **change}
    found = refused(world, opened(world), line(20, asked.pop("household"), **asked))  # type: ignore[arg-type]
    assert (found.code, found.faults[0].field) == (code, field)
    assert world.differences() == []


@ON_SQLITE
def test_another_cooperative_finds_nothing(world: World) -> None:
    day = opened(world)
    made = weigh(world, day, line(5, None, new_seller=NewSeller("Lù Thị Sen", QUAN_BA)))
    with world.view() as view, pytest.raises(NotFound):
        reception_views.day(view, world.who.stranger, day)
    with world.view() as view, pytest.raises(NotFound):
        reception_views.slip(view, world.who.stranger, made.code)
    with world.by(world.who.stranger) as work, pytest.raises(NotFound):
        receptions.locked(work, day)


# --- from which ground ---------------------------------------------------------------------------


def test_who_works_one_garden_is_asked_nothing(world: World) -> None:
    other = seller(world, "Hoàng Văn Tý", "member")
    works(world, other)
    garden(world)
    made = weigh(world, opened(world), line(12, other))
    assert origins(world, made.batch) == {("orchard", "VN-HGOR-0128"): 1_000_000}


@ON_SQLITE
def test_who_works_none_is_asked_once(world: World) -> None:
    day = opened(world)
    found = refused(world, day, line(12, world.who.household))
    assert (found.code, found.facts["grounds"]) == ("ground_needed", [_ground(world), "outside"])
    weigh(world, day, line(12, world.who.household, ground=_ground(world)))
    assert weigh(world, day, line(13, world.who.household)).number == 2


@ON_SQLITE
def test_who_works_several_is_asked_with_the_last_one_first(world: World) -> None:
    more = garden(world)
    with world.view() as view:
        area = view.db.query(models.AreaCode).filter_by(code=more).one()
        link = view.db.query(models.AreaCodePlace).filter_by(area_code_id=area.id).one()
        place = view.db.get_one(models.Place, link.place_id).code
    works(world, world.who.household)
    works(world, world.who.household, place)
    day = opened(world)
    both = [_ground(world), f"{more}/{place}"]
    assert refused(world, day, line(12, world.who.household)).facts["grounds"] == both
    weigh(world, day, line(12, world.who.household, ground=both[1]))
    assert refused(world, day, line(12, world.who.household)).facts["grounds"] == both[::-1]


def test_outside_leaf_has_a_commune_and_no_code_and_no_season(world: World) -> None:
    day = opened(world)
    made = weigh(world, day, line(30, None, new_seller=NewSeller("Sùng Mí Chá", QUAN_BA)))
    assert origins(world, made.batch) == {("outside_ground", None): 1_000_000}
    assert row(world, made.batch).area_code_id is None
    again = seller(world, "Vừ Mí Pó", commune=QUAN_BA)
    there = seller(world, "Lý Thị Hoa", commune=VINH_TUY)
    for each in (again, there):
        weigh(world, day, line(10, each))
    with world.view() as view:
        places = view.db.query(models.Place).filter_by(kind="outside_ground").all()
        assert len(places) == 2
        assert view.db.query(models.SeasonUse).filter_by(subject_kind="place").count() == 0
        codes = {each.code for each in places}
        own = {each.code for each in place_views.own_pages(view, world.who.manager)}
        assert not codes & own
        for code in codes:
            with pytest.raises(NotFound):
                place_views.page(view, world.who.manager, code)
    assert world.differences() == []


@ON_SQLITE
def test_the_same_new_seller_is_not_entered_twice(world: World) -> None:
    day = opened(world)
    weigh(world, day, line(30, None, new_seller=NewSeller("Sùng Mí Chá", QUAN_BA)))
    found = refused(world, day, line(5, None, new_seller=NewSeller("sùng mí chá", QUAN_BA)))
    assert (found.code, found.faults[0].field) == ("household_alike", "new_name")


@ON_SQLITE
def test_honey_is_bought_in_litres(world: World) -> None:
    day = opened(world, "mint_honey")
    new = NewSeller("Già Mí Sính", QUAN_BA)
    made = weigh(world, day, line(18, None, unit="ml", new_seller=new, grade="first"))
    batch = row(world, made.batch)
    assert (batch.unit, batch.grade, world.on_hand(made.batch)[0]) == ("ml", "first", 18_000)
    assert world.differences() == []


@ON_SQLITE
def test_a_slip_under_a_suspended_code_is_stored_and_held(world: World) -> None:
    works(world, world.who.household)
    world.suspend(TODAY)
    made = weigh(world, opened(world), line(20, world.who.household))
    assert [str(each) for each in made.held] == ["code_not_active"]


# --- a truck -------------------------------------------------------------------------------------


def test_a_truck_is_a_slip_for_each_line(world: World) -> None:
    works(world, world.who.household)
    lines = [line(100, world.who.household), line(50, seller(world, "Lý Thị Hoa"))]
    day = opened(world)
    truck = Truck(3_150_000, 3_000_000)
    made = unload(world, day, *lines, truck=truck, plate="23C-012.34")
    assert [each.number for each in made] == [1, 2]
    heavier = [*lines, dataclasses.replace(lines[0], scale=Scale(1))]
    found = refused(world, day, *heavier, truck=truck, act=unload)
    assert (found.code, found.facts["lines"]) == ("lines_above_truck", 150_001)
    assert refused(world, day, *lines, truck=Truck(5), act=unload).code == "required"
    unload(world, day, line(1, world.who.household))
    with world.view() as view:
        page = reception_views.day(view, world.who.recorder, day)
        assert [each.load for each in page.slips] == [1, 1, 2]
    assert world.differences() == []


@ON_SQLITE
def test_a_fault_of_a_truck_stands_at_its_line_and_stores_nothing(world: World) -> None:
    works(world, world.who.household)
    bad = line(5, world.who.household, grade="bud_2")
    found = refused(world, opened(world), line(5, world.who.household), bad, act=unload)
    assert [(each.field, each.code) for each in found.faults] == [
        ("lines.2.grade", "grade_unknown")
    ]
    with world.view() as view:
        assert view.db.query(models.WeighSlip).count() == 0


# --- what others see, and what is erased ---------------------------------------------------------


def test_a_slip_tells_everybody_which_packs_its_fruit_became(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    made = weigh(world, day, line(100, world.who.household, price=12_000))
    ((lot, _code),) = closed(world, day).lots
    packed = world.pack(lot, 40, day=TODAY)
    with world.view() as view:
        assert slip_pages.find(view, made.code).packs == ()
    world.publish(packed.code)
    with world.view() as view:
        found = slip_pages.find(view, made.code)
        assert [each.code for each in found.packs] == [packed.code]
        assert found.state == "packed"
        with pytest.raises(NotFound):
            slip_pages.find(view, packed.code)
        with pytest.raises(NotFound):
            pages.find(view, world.press.keyring, made.code)
    world.recall(packed.code)
    with world.view() as view:
        assert slip_pages.find(view, made.code).state == "packed"


def test_erasing_a_seller_takes_the_price_and_leaves_the_slip(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    weigh(world, day, line(100, world.who.household, price=12_000))
    with world.by(world.who.manager) as work:
        erasures.erase(work, world.who.household)
    with world.view() as view:
        kept = view.db.query(models.PrivateValue).filter_by(owner_kind="weigh_slip").count()
        assert kept == 0
        (slip,) = reception_views.day(view, world.who.recorder, day).slips
        assert (slip.price, slip.seller.name, slip.net) == (None, "", 100_000)
    assert world.differences() == []


@ON_SQLITE
@pytest.mark.parametrize(
    ("table", "change", "field"),
    [
        ("weigh_slip", "payable = payable - 1", "payable"),
        ("weigh_slip", "gross = gross + 1, net = net + 1", "net"),
        ("weigh_slip", "number = 7", "number"),
        ("weigh_slip", "grade = 'third'", "grade"),
        ("weigh_load", "gross = gross + 1", "load"),
        ("reception", "version = 9", "version"),
        ("reception", "scale_total = 1", "scale_total"),
        ("reception", "day = '2026-01-02'", "day"),
    ],
)
def test_a_changed_row_is_found(world: World, table: str, change: str, field: str) -> None:
    works(world, world.who.household)
    day = opened(world)
    unload(world, day, line(10, world.who.household, grade="first"), truck=Truck(99_000, 9_000))
    closed(world, day, scale_total=10_000)
    with world.store.writer.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {change}"))
    world.tampered = True
    assert field in {each.field for each in world.differences()}


@ON_SQLITE
def test_a_row_that_went_missing_is_found(world: World) -> None:
    works(world, world.who.household)
    weigh(world, opened(world), line(10, world.who.household))
    with world.store.writer.begin() as connection:
        connection.execute(text("DELETE FROM weigh_slip"))
    world.tampered = True
    assert ("weigh_slip", "row") in {(each.kind, each.field) for each in world.differences()}


def test_slips_of_many_hands_have_numbers_of_their_own(world: World) -> None:
    works(world, world.who.household)
    day = opened(world)
    with ThreadPoolExecutor(6) as hands:
        asked = [line(10 + place, world.who.household) for place in range(12)]
        made = list(hands.map(lambda each: weigh(world, day, each).number, asked))
    assert sorted(made) == list(range(1, 13))
    assert used(world, world.who.area) == sum(each.scale.net for each in asked)
    assert world.differences() == []
