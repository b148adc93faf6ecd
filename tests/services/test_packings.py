"""Packings: never more out than in, the loss named, and nothing packed of what may not be."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.people import PACKED_ON, PICKED_ON, TODAY, World, orange_grant, orange_revision
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.process import Loss
from traceability.domain.quantity import Quantity
from traceability.services import area_codes, harvests, packings, parties, products
from traceability.services.packings import PackingRequest
from traceability.store.models import BatchEdge, Event, ReferenceValue
from traceability.store.queries import batches
from traceability.store.unit import rehearsing


def facts_of_last(world: World) -> dict[str, Any]:
    with world.view() as view:
        leaf = view.db.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one().leaf
    facts: dict[str, Any] = json.loads(leaf)["facts"]
    return facts


def product_of(world: World, crop: str, net_amount: int) -> str:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        pack = products.FormatRequest("gói", net_amount)
        asked = dataclasses.replace(orange_revision("Sản phẩm"), formats=(pack,))
        return products.create(work, coop, crop, asked).code


def harvest_of(world: World, crop: str, quantity: Quantity, raw: str = "VN-HGTE-0001") -> str:
    with world.by(world.who.registrar) as work:
        asked = dataclasses.replace(orange_grant(world.who.cooperative, raw), crops=(crop,))
        area = area_codes.grant(work, asked).code
    with world.by(world.who.recorder) as work:
        return harvests.register(work, harvests.HarvestRequest(area, PICKED_ON, quantity)).code


def test_what_is_packed_and_lost_is_what_was_taken(world: World) -> None:
    harvest = world.harvest(100)
    made = world.pack(harvest.code, 30, quantity=Quantity(70_500, "g"), loss=Loss.SPOILED)
    assert (made.packed, made.lost, made.lot_code) == (60_000, 10_500, "CAM-260114-01")
    assert facts_of_last(world)["losses"] == {"spoiled": 10_500}
    assert world.on_hand(harvest.code) == (29_500, "open")
    assert world.on_hand(made.code) == (60_000, "open")
    with world.view() as view:
        (edge,) = view.db.scalars(select(BatchEdge))
        parent, child = batches.by_code(view.db, harvest.code), batches.by_code(view.db, made.code)
        assert parent is not None
        assert child is not None
        assert (edge.parent_id, edge.child_id, edge.amount) == (parent.id, child.id, 70_500)
        shares = [batches.origins(view.db, each.id)[0].ppm for each in (parent, child)]
    assert shares == [1_000_000, 1_000_000]


def test_all_that_is_left_is_taken_by_default_and_closes_the_batch(world: World) -> None:
    harvest = world.harvest(100)
    world.pack(harvest.code, 20, quantity=Quantity(40_000, "g"))
    assert world.pack(harvest.code, 30).lost == 0
    assert world.on_hand(harvest.code) == (0, "closed")
    assert facts_of_last(world)["losses"] == {}
    with pytest.raises(RuleBroken, match="nothing_on_hand"):
        world.pack(harvest.code, 1)


def test_a_rehearsed_packing_stores_nothing_and_says_what_it_would(world: World) -> None:
    harvest = world.harvest(100)
    with rehearsing(world.store, world.who.recorder) as work:
        asked = PackingRequest(harvest.code, world.who.product, 40, PACKED_ON)
        made = packings.register(work, asked)
        assert (made.taken, made.packed, made.lost) == (100_000, 80_000, 20_000)
    assert world.on_hand(harvest.code) == (100_000, "open")


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"quantity": Quantity(100_001, "g")}, "more_than_on_hand", "weight"),
    ({"packages": 51}, "more_out_than_in", "packages"),
    ({"packages": 6, "quantity": Quantity(11_999, "g")}, "more_out_than_in", "packages"),
    ({"packages": 0}, "no_packages", "packages"),
    ({"packages": -1}, "out_of_range", "packages"),
    ({"packages": 1_000_001}, "out_of_range", "packages"),
    ({"quantity": Quantity(10_000, "ml")}, "unit_not_of_crop", "weight"),
    ({"day": TODAY + dt.timedelta(days=1)}, "day_in_future", "packed_on"),
    ({"day": PICKED_ON - dt.timedelta(days=1)}, "packed_before_harvest", "packed_on"),
    ({"product": "0000000000"}, "product_unknown", "product"),
    ({"pack_format": 2}, "pack_format_unknown", "product"),
    ({"lot_code": "cam-1"}, "lot_code_unreadable", "lot_code"),
]


def test_what_contradicts_itself_is_refused_whole(world: World, subtests: pytest.Subtests) -> None:
    harvest = world.harvest(100)
    for more, code, field in REFUSED:
        with subtests.test(code, **{field: more}):
            with pytest.raises(Refusal) as refused:
                world.pack(**({"batch": harvest.code, "packages": 40} | more))
            assert (refused.value.code, refused.value.faults[0].field) == (code, field)
    assert world.on_hand(harvest.code) == (100_000, "open")


def test_the_last_gram_may_be_packed(world: World) -> None:
    assert world.pack(world.harvest(100).code, 50).lost == 0


@pytest.mark.parametrize(("packages", "fits"), [(340, True), (341, False)])
def test_dry_tea_is_at_most_34_hundredths_of_fresh_leaf(
    world: World, packages: int, fits: bool
) -> None:
    """100 kg of leaf give 34 kg of dry tea at the very most: 340 bags of 100 g."""
    leaf = harvest_of(world, "shan_tea", Quantity(100_000, "g"))
    tea = product_of(world, "shan_tea", 100)
    if fits:
        made = world.pack(leaf, packages, product=tea)
        assert (made.packed, made.lost) == (34_000, 66_000)
        assert facts_of_last(world)["losses"] == {"dried": 66_000}
        return
    with pytest.raises(RuleBroken) as refused:
        world.pack(leaf, packages, product=tea)
    assert refused.value.facts["highest"] == 34_000


def test_the_ratio_in_force_on_the_packing_day_counts(world: World) -> None:
    with world.by(world.who.operator) as work:
        row = ReferenceValue(
            key="step_ratio",
            crop_code="sanh_orange",
            value=500_000,
            unit="ppm",
            from_on=PACKED_ON,
            source="thử",
            note="",
            recorded_at=work.now,
        )
        work.add(row)
    harvest = world.harvest(100)
    with pytest.raises(RuleBroken, match="more_out_than_in"):
        world.pack(harvest.code, 26)
    assert world.pack(harvest.code, 26, day=PACKED_ON - dt.timedelta(days=1)).packed == 52_000


def test_honey_is_counted_in_millilitres(world: World) -> None:
    honey = harvest_of(world, "mint_honey", Quantity(30_000, "ml"))
    jar = product_of(world, "mint_honey", 500)
    made = world.pack(honey, 59, product=jar)
    assert (made.packed, made.lost) == (29_500, 500)
    assert facts_of_last(world)["losses"] == {"filtered": 500}


def test_a_product_of_another_crop_is_refused(world: World) -> None:
    tea = product_of(world, "shan_tea", 100)
    with pytest.raises(Invalid, match="product_of_other_crop"):
        world.pack(world.harvest().code, 1, product=tea)


def test_what_is_packed_is_not_packed_again(world: World) -> None:
    packed = world.packed()
    with pytest.raises(RuleBroken, match="already_packed"):
        world.pack(packed.code, 1)


def test_a_lot_code_that_is_taken_is_refused(world: World) -> None:
    harvest = world.harvest(100)
    with pytest.raises(Conflict, match="lot_code_taken"):
        world.pack(harvest.code, 40, lot_code=harvest.lot_code)
    assert world.pack(harvest.code, 40, lot_code="TUI-LUOI-1").lot_code == "TUI-LUOI-1"


def test_a_foreign_batch_or_product_is_as_good_as_unknown(world: World) -> None:
    harvest = world.harvest(100)
    said = []
    for code in (harvest.code, "0000000000"):
        asked = PackingRequest(code, world.who.product, 40, PACKED_ON)
        with pytest.raises(NotFound) as refused, world.by(world.who.stranger) as work:
            packings.register(work, asked)
        said.append(refused.value.faults)
    assert said[0] == said[1]
    with world.by(world.who.stranger) as work:
        theirs = parties.known(work, world.who.stranger.party or 0)
        foreign = products.create(work, theirs, "sanh_orange", orange_revision()).code
    with pytest.raises(Invalid, match="product_unknown"):
        world.pack(harvest.code, 40, product=foreign)


def test_officers_do_not_pack(world: World) -> None:
    asked = PackingRequest(world.harvest().code, world.who.product, 40, PACKED_ON)
    with pytest.raises(Denied), world.by(world.who.registrar) as work:
        packings.register(work, asked)
    with pytest.raises(NotFound), world.by(world.who.commune_registrar) as work:
        packings.register(work, asked)


def test_recalled_goods_are_not_packed_and_held_ones_are(world: World) -> None:
    held = world.harvest(100)
    recalled = world.harvest(100)
    world.suspend(PICKED_ON, [held.lot_code, recalled.lot_code])
    world.recall(recalled.code)
    assert world.pack(held.code, 40).packed == 80_000
    with pytest.raises(RuleBroken, match="batch_recalled"):
        world.pack(recalled.code, 40)
