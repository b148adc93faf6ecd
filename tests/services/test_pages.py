"""The page behind a code: the worst thing known comes first, and nothing private is on it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from tests.people import (
    PICKED_ON,
    TODAY,
    World,
    decision,
    orange_grant,
    orange_revision,
    restore_code,
)
from traceability.domain import ids, sights
from traceability.domain.errors import NotFound
from traceability.domain.events import EventStep
from traceability.domain.growing_area import Status
from traceability.domain.verdict import Verdict
from traceability.services import (
    area_codes,
    label_links,
    parties,
    places,
    products,
    recalls,
)
from traceability.services.label_links import LabelSpan
from traceability.store.models import PrivateValue
from traceability.store.queries import batches
from traceability.store.queries import recalls as recall_queries

DAY = dt.timedelta(days=1)


def lift_holds(world: World) -> None:
    """Lift every hold."""
    with world.by(world.who.registrar) as work:
        for recall, lift in recall_queries.listed(work.db):
            if lift is None and recall.kind == "hold":
                recalls.lift(work, recall.code, "đã kiểm tra")


def test_the_worst_thing_known_is_said_first(world: World) -> None:
    """One label goes down through all the verdicts, and each thing mended uncovers the next."""
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        asked = dataclasses.replace(orange_revision(), shelf_life_days=10)
        products.revise(work, coop, world.who.product, asked)
    harvest = world.harvest(100)
    packed = world.pack(harvest.code, 40)
    world.publish(packed.code)
    run = world.print_labels(packed.code, 3)
    world.link(run, 1, 2)
    linked, blank = (world.item_codes(run)[at] for at in (0, 2))

    def verdicts() -> tuple[Verdict, Verdict, Verdict]:
        seen = [world.page(code).verdict for code in (packed.code, linked, blank)]
        return seen[0], seen[1], seen[2]

    assert verdicts() == (Verdict.VALID, Verdict.VALID, Verdict.NOT_LINKED)
    world.clock.pass_by(days=30)
    assert verdicts() == (Verdict.EXPIRED, Verdict.EXPIRED, Verdict.NOT_LINKED)
    world.suspend(PICKED_ON, [harvest.lot_code])
    assert verdicts() == (Verdict.HELD, Verdict.HELD, Verdict.HELD)
    lift_holds(world)
    assert verdicts() == (Verdict.CODE_NOT_ACTIVE,) * 3
    recall = world.recall(packed.code)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 1), "tem giả")
    assert verdicts() == (Verdict.RECALLED,) * 3
    with world.by(world.who.registrar) as work:
        recalls.lift(work, recall.code, "đạt")
    assert verdicts() == (Verdict.CODE_NOT_ACTIVE, Verdict.VOID, Verdict.CODE_NOT_ACTIVE)


def test_what_is_not_published_is_as_unknown_as_what_never_was(world: World) -> None:
    harvest = world.harvest(100)
    packed = world.pack(harvest.code, 40)
    never = ids.short_code(123_456_789)
    said = []
    for code in (packed.code, harvest.code, world.who.area, world.who.household, never):
        with pytest.raises(NotFound) as refused:
            world.page(code)
        said.append(refused.value.faults)
    assert said == [said[0]] * 5
    world.publish(packed.code)
    assert world.page(packed.code).verdict is Verdict.VALID


def test_a_page_says_what_stood_then_and_what_stands_today(world: World) -> None:
    packed = world.packed()
    world.suspend(TODAY)
    (origin,) = world.page(packed.code).origins
    assert (origin.status_then, origin.status_now) == (Status.ACTIVE, Status.SUSPENDED)
    assert origin.suspended_since == TODAY
    assert world.page(packed.code).verdict is Verdict.VALID
    with world.by(world.who.registrar) as work:
        restore_code(work, world.who.area, decision(TODAY))
    (origin,) = world.page(packed.code).origins
    assert (origin.status_now, origin.suspended_since) == (Status.ACTIVE, None)


def test_a_suspension_to_come_is_not_told_as_if_it_stood(world: World) -> None:
    packed = world.packed()
    world.suspend(TODAY + DAY)
    (origin,) = world.page(packed.code).origins
    assert (origin.status_now, origin.suspended_since) == (Status.ACTIVE, None)


def test_weights_before_packing_are_withheld_from_few_households(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    harvest = world.harvest(100, household=world.who.household)
    packed = world.pack(harvest.code, 40)
    world.publish(packed.code)
    page = world.page(packed.code)
    assert page.harvests is not None
    assert page.harvests.amount is None
    assert [(step.step, step.amount) for step in page.steps] == [(EventStep.PACK, 80_000)]
    assert sights.HOUSEHOLDS_TO_SHOW_WEIGHTS == 3
    monkeypatch.setattr(sights, "HOUSEHOLDS_TO_SHOW_WEIGHTS", 1)
    other = world.pack(world.harvest(100, household=world.who.household).code, 40)
    world.publish(other.code)
    page = world.page(other.code)
    assert page.harvests is not None
    assert page.harvests.amount == 100_000


def test_a_household_is_a_number_and_never_a_name(world: World) -> None:
    harvest = world.harvest(100, household=world.who.household)
    packed = world.pack(harvest.code, 40)
    world.publish(packed.code)
    page = world.page(packed.code)
    (origin,) = page.origins
    assert origin.household is not None
    assert 1 <= origin.household <= 99
    said = repr(page)
    for private in ("Giàng", "0219 386 1234", "Vườn cam", "12/QĐ", world.who.household):
        assert private not in said


def test_an_entry_that_came_later_says_when_it_was_written_down(world: World) -> None:
    packed = world.packed()
    page = world.page(packed.code)
    assert page.harvests is not None
    assert [(each.day, each.told) for each in page.harvests.days] == [(PICKED_ON, TODAY)]
    assert [(step.day, step.late, step.recorded_on) for step in page.steps] == [
        (dt.date(2026, 1, 14), True, TODAY),
    ]


def test_the_old_address_stands_beside_the_new_one(world: World) -> None:
    asked = orange_grant(world.who.cooperative, "VN-HGOR-0900")
    place = places.PlaceRequest("orchard", "01156", "01210", 10_000)
    with world.by(world.who.registrar) as work:
        made = area_codes.grant(work, dataclasses.replace(asked, place=place))
    packed = world.pack(world.harvest(100, area_code=made.code).code, 40)
    world.publish(packed.code)
    (origin,) = world.page(packed.code).origins
    assert (origin.where.commune, origin.where.province) == ("Xã Vĩnh Tuy", "Tỉnh Tuyên Quang")
    assert (origin.where.old_commune, origin.where.old_district) == (
        "Xã Vĩnh Hảo",
        "Huyện Bắc Quang",
    )
    assert origin.where.old_province == "Tỉnh Hà Giang"


def test_an_erased_name_leaves_the_page_standing(world: World) -> None:
    packed = world.packed()
    with world.by(world.who.operator) as work:
        work.db.query(PrivateValue).where(PrivateValue.owner_id == world.who.cooperative).delete()
    page = world.page(packed.code)
    assert (page.holder, page.verdict) == (world.who.cooperative, Verdict.VALID)


def test_a_label_of_a_batch_never_published_cannot_exist(world: World) -> None:
    """Labels are ordered for published batches alone, so every printed code has its page."""
    packed = world.packed()
    run = world.print_labels(packed.code, 2)
    with world.view() as view:
        batch = batches.by_code(view.db, packed.code)
        assert batch is not None
        assert batches.stock(view.db, batch.id).published_on == TODAY
    assert {world.page(code).lot_code for code in world.item_codes(run)} == {packed.lot_code}
