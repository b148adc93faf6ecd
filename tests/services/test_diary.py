"""The farm diary: lines, holds in both orders of entry, and who releases them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest
from sqlalchemy import text

from tests.people import PICKED_ON, TODAY, VINH_TUY, World
from tests.services.test_ground_counted_once import HAIR, laid
from tests.services.test_runs import run
from traceability.domain.diary import FarmWork, Rule, Ruling
from traceability.domain.errors import Denied, NotFound, Refusal, RuleBroken
from traceability.domain.holds import HoldReason
from traceability.domain.quantity import Quantity
from traceability.services import (
    batches,
    corrections,
    diary,
    erasures,
    harvest_books,
    harvests,
    internal_codes,
    places,
    substances,
)
from traceability.services.diary import FarmWorkRequest, Recorded
from traceability.services.harvest_book_rows import Entry
from traceability.services.substances import SubstanceRequest
from traceability.store import append_only, models
from traceability.store.queries import areas as area_queries
from traceability.store.queries import recalls as recall_queries

PHI = HoldReason.INSIDE_PHI
#: For what does not differ between the databases.
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def sprayed(world: World, day: dt.date = PICKED_ON, days: int | None = 7, **more: Any) -> Recorded:
    """A spraying of the cooperative's orchard by its recorder."""
    asked = FarmWorkRequest(
        world.who.place, FarmWork.PESTICIDE, day, product="Thuốc A 50EC", phi_days=days
    )
    with world.by(more.pop("by", world.who.recorder)) as work:
        return diary.register(work, dataclasses.replace(asked, **more))


def holds(world: World, code: str) -> list[str]:
    """The reasons of the open holds over a lot."""
    with world.view() as view:
        batch = batches.known(view, code)
        return [each.reason for each in recall_queries.open_over(view.db, [batch.id])]


def hold_of(world: World, code: str) -> str:
    with world.view() as view:
        return recall_queries.open_over(view.db, [batches.known(view, code).id])[0].code


def plus(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


# --- both orders of entry ------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "held"), [(-1, False), (0, True), (6, True), (7, False)])
def test_a_harvest_inside_the_wait_is_held_in_both_orders(
    world: World, after: int, held: bool
) -> None:
    day = plus(PICKED_ON, -8)
    before = world.harvest(10, plus(day, after)).code
    line = sprayed(world, day, 7)
    later = world.harvest(10, plus(day, after))
    assert line.free_on == plus(day, 7)
    assert [batch.code for batch in line.reach.harvests] == ([before] if held else [])
    assert later.held == ((PHI,) if held else ())
    assert holds(world, before) == holds(world, later.code) == ([PHI] if held else [])
    assert world.differences() == []


def test_everything_made_of_it_is_held_and_counted(world: World) -> None:
    fresh = world.harvest(100).code
    sorted_out = run(world, "sort", [fresh], [_first(90)]).made[0].code
    packed = world.pack(sorted_out, 40, quantity=Quantity(80_000, "g")).code
    line = sprayed(world, plus(PICKED_ON, -1), 3)
    assert (line.reach.made, line.reach.packages) == (2, 40)
    assert [holds(world, each) for each in (fresh, sorted_out, packed)] == [[PHI]] * 3
    later = world.pack(sorted_out, 2, day=TODAY).code
    assert holds(world, later) == [PHI]
    with pytest.raises(RuleBroken, match="batch_held"):
        world.publish(packed)
    assert world.differences() == []


def _first(kilograms: int) -> Any:
    from traceability.services.runs import Make

    return Make(Quantity(kilograms * 1000, "g"), "first")


@ON_SQLITE
def test_each_line_holds_by_itself_and_each_holder_is_told_once(world: World) -> None:
    codes = [world.harvest(10).code for _ in range(3)]
    sprayed(world, PICKED_ON, 1)
    sprayed(world, PICKED_ON, 2, product="Thuốc B")
    assert [holds(world, code) for code in codes] == [[PHI, PHI]] * 3
    with world.view() as view:
        told = view.db.query(models.Alert).filter_by(kind="batch_held").all()
        assert [json.loads(each.facts)["count"] for each in told] == [3, 3]


@ON_SQLITE
def test_a_line_of_another_crop_or_place_holds_nothing(world: World) -> None:
    code = world.harvest(10).code
    asked = {"by": world.who.manager}
    other = _place(world, "orchard", area_m2=10_000)
    sprayed(world, PICKED_ON, 7, place=other, **asked)
    assert holds(world, code) == []
    refused = _refused(world, crop="shan_tea")
    assert (refused.code, refused.faults[0].field) == ("crop_unknown", "crop")
    sprayed(world, PICKED_ON, 7, crop="sanh_orange")
    assert holds(world, code) == [PHI]


def test_a_line_that_another_event_corrects_holds_as_before(world: World) -> None:
    line = sprayed(world)
    with world.by(world.who.operator) as work:
        event = work.db.query(models.Event).filter_by(event_id=line.event_id).one()
        values = {"of": event.seq, "id": work.new_id()}
        columns = (
            "owner_id, kind, action, step, disposition, place_id, occurred_on, recorded_at,"
            " actor_id"
        )
        work.db.execute(
            text(
                f"INSERT INTO event ({columns}, event_id, corrects, how, leaf, leaf_hash)"
                f" SELECT {columns}, :id, seq, 'retract', leaf, 'x' FROM event WHERE seq = :of"
            ),
            values,
        )
    world.tampered = True
    assert world.harvest(10).held == (PHI,)


# --- the same ground, and what never was ---------------------------------------------------------


@pytest.mark.parametrize("sprayed_first", [True, False])
def test_two_places_on_one_ground_wait_together(world: World, sprayed_first: bool) -> None:
    areas = laid(world, HAIR)
    place = own_place(world, areas[0])
    if sprayed_first:
        sprayed(world, TODAY, 7, place=place)
    lots = [
        world.harvest(10, TODAY, area_code=area, lot_code=f"L-{number}").code
        for number, area in enumerate(areas)
    ]
    if not sprayed_first:
        line = sprayed(world, TODAY, 7, place=place)
        assert [each.code for each in line.reach.harvests] == lots
    assert [holds(world, lot) for lot in lots] == [[PHI], [PHI]]
    assert world.differences() == []


@ON_SQLITE
def test_a_book_of_harvests_knows_the_ground_too(world: World) -> None:
    areas = laid(world, HAIR)
    sprayed(world, TODAY, 7, place=own_place(world, areas[0]))
    asked = [harvests.HarvestRequest(area, TODAY, Quantity(1_000, "g")) for area in areas]
    with world.by(world.who.manager) as work:
        harvest_books.enter(work, [Entry(line, each) for line, each in enumerate(asked, 2)])
    with world.view() as view:
        codes = [row.code for row in view.db.query(models.Batch).order_by(models.Batch.id)]
    assert [holds(world, code) for code in codes] == [[PHI], [PHI]]


@ON_SQLITE
def test_a_harvest_that_was_taken_back_is_not_held(world: World) -> None:
    gone = world.harvest(10)
    with world.by(world.who.recorder) as work:
        corrections.correct(work, [corrections.Retraction(world.entry(gone.code))], "ghi nhầm")
    line = sprayed(world, PICKED_ON, 7)
    assert line.reach.harvests == ()
    assert holds(world, gone.code) == []
    with world.view() as view:
        assert view.db.query(models.Alert).filter_by(kind="batch_held").all() == []


def own_place(world: World, area: str) -> str:
    """The place under a code."""
    with world.view() as view:
        found = area_queries.code_by_code(view.db, area)
        assert found is not None
        return area_queries.places_of(view.db, found.id, TODAY)[0].code


# --- honey ---------------------------------------------------------------------------------------


def test_honey_waits_after_sugar_and_drugs(world: World) -> None:
    with world.by(world.who.manager) as work:
        bees = places.PlaceRequest("apiary", VINH_TUY, colonies=80, private={"name": "Trại ong"})
        made = internal_codes.open_area(work, internal_codes.AreaRequest(bees, ("mint_honey",)))
    day = plus(PICKED_ON, -3)

    def taken(on: dt.date) -> tuple[HoldReason, ...]:
        with world.by(world.who.recorder) as work:
            asked = harvests.HarvestRequest(made.code or "", on, Quantity(10_000, "ml"))
            return harvests.register(work, asked).held

    feeding = {"place": made.place, "kind": FarmWork.FEEDING, "product": "đường"}
    sprayed(world, day, None, until_on=PICKED_ON, **feeding)
    assert [taken(plus(PICKED_ON, n)) for n in (-4, -3, 0, 1)] == [(), (PHI,), (PHI,), ()]
    sprayed(world, plus(PICKED_ON, 1), 3, place=made.place, kind=FarmWork.DRUG)
    assert [taken(plus(PICKED_ON, n)) for n in (1, 3, 4)] == [(PHI,), (PHI,), ()]
    assert _refused(world, place=made.place).code == "diary_not_here"
    assert world.differences() == []


# --- who may, what is refused, what is kept ------------------------------------------------------


def _place(world: World, kind: str, **more: Any) -> str:
    with world.by(world.who.manager) as work:
        asked = places.PlaceRequest(kind, VINH_TUY, private={"name": "Chỗ khác"}, **more)
        crops = ("sanh_orange",) if kind == "orchard" else ()
        return internal_codes.open_area(work, internal_codes.AreaRequest(asked, crops)).place


def _refused(world: World, day: dt.date = PICKED_ON, days: int | None = 7, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        sprayed(world, day, days, **more)
    return found.value


@ON_SQLITE
@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"day": plus(TODAY, 1)}, "day_in_future", "done_on"),
        ({"days": None}, "diary_days_needed", "phi_days"),
        ({"product": None}, "diary_product_needed", "product"),
        ({"substance": "nothing"}, "substance_unknown", "substance"),
        ({"household": "000000000"}, "household_unknown", "household"),
        ({"until_on": TODAY}, "diary_field_not_here", "until_on"),
        ({"day": plus(TODAY, -61)}, "late_needs_manager", "done_on"),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, more: dict[str, Any], code: str, field: str
) -> None:
    refused = _refused(world, **more)
    assert (refused.code, refused.faults[0].field) == (code, field)


@ON_SQLITE
def test_a_building_has_no_diary_and_another_place_is_not_there(world: World) -> None:
    assert _refused(world, place=_place(world, "warehouse")).code == "diary_not_here"
    with pytest.raises(NotFound):
        sprayed(world, by=world.who.stranger)
    with pytest.raises(Denied):
        sprayed(world, by=world.who.registrar)


@ON_SQLITE
def test_what_was_used_is_private_and_goes_with_the_household(world: World) -> None:
    line = sprayed(
        world, dose="20 ml", remark="trời mưa", active="abamectin", household=world.who.household
    )
    with world.view() as view:
        event = view.db.query(models.Event).filter_by(event_id=line.event_id).one()
        for typed in ("Thuốc A", "20 ml", "trời mưa", "abamectin"):
            assert typed not in event.leaf
        told = json.loads(event.leaf)["facts"]
        assert (told["phi_days"], told["free_on"]) == (7, plus(PICKED_ON, 7).isoformat())
    with world.by(world.who.manager) as work:
        erasures.erase(work, world.who.household)
    with world.view() as view:
        kept = view.db.query(models.PrivateValue).filter_by(owner_id=line.event_id).count()
    assert kept == 0
    assert world.differences() == []


@ON_SQLITE
@pytest.mark.parametrize(
    "change",
    [
        "kind = 'fertiliser'",
        "done_on = date(done_on, '-1 day')",
        "phi_days = 0, free_on = NULL",
        "free_on = date(free_on, '-1 day')",
        "household_id = NULL",
        "crop_code = 'sanh_orange'",
        "recorded_at = '2026-01-01 00:00:00'",
    ],
)
def test_a_line_that_was_changed_is_found(world: World, change: str) -> None:
    sprayed(world, household=world.who.household)
    assert world.differences() == []
    _tamper(world, f"UPDATE farm_log SET {change}")
    assert {each.kind for each in world.differences()} >= {"farm_log"}


@ON_SQLITE
def test_a_line_that_was_removed_is_found(world: World) -> None:
    sprayed(world)
    _tamper(world, "DELETE FROM farm_log")
    assert ("farm_log", "row") in {(each.kind, each.field) for each in world.differences()}


def _tamper(world: World, statement: str) -> None:
    with world.store.writer.connect() as connection, connection.begin():
        append_only.release(connection, "farm_log")
        connection.execute(text(statement))
        append_only.protect(connection, "farm_log", [("id",), ("event_seq",)])
    world.tampered = True


# --- substances ----------------------------------------------------------------------------------


def listed(world: World, **more: Any) -> None:
    """A pesticide of the operator's list, banned for goods to China."""
    ruled = Rule("cn", Ruling.BANNED, dt.date(2026, 1, 1), None, "dữ liệu mẫu")
    asked = SubstanceRequest("thuoc-a", "pesticide", "Thuốc A 50EC", "hoạt chất A", 10, ruled)
    with world.by(world.who.operator) as work:
        (done,) = substances.enter_list(work, [(2, dataclasses.replace(asked, **more))])
    assert done.faults == ()


def test_a_listed_product_brings_its_days_and_what_is_said_against_it(world: World) -> None:
    listed(world)
    line = sprayed(world, days=None, product="THUỐC A 50ec")
    assert (line.substance, line.phi_days, line.free_on) == ("thuoc-a", 10, plus(PICKED_ON, 10))
    with world.view() as view:
        markets = {area.market for area in view.db.query(models.AreaCode)}
        event = view.db.query(models.Event).filter_by(event_id=line.event_id).one()
        expected = ["banned:cn"] if "cn" in markets else []
        assert json.loads(event.leaf)["facts"]["warned"] == expected
    fewer = sprayed(world, days=3, product=None, substance="thuoc-a")
    assert (fewer.phi_days, fewer.days_listed) == (3, 10)
    before = sprayed(world, dt.date(2025, 12, 31), None, product="Thuốc A 50EC")
    assert before.warned == ()
    assert world.differences() == []


@ON_SQLITE
def test_a_rule_at_home_holds_for_every_place(world: World) -> None:
    listed(world, rule=Rule("vn", Ruling.LIMITED, dt.date(2026, 1, 1), None, "dữ liệu mẫu"))
    (said,) = sprayed(world, days=None).warned
    assert (said.market, said.verdict, said.source) == ("vn", Ruling.LIMITED, "dữ liệu mẫu")
