"""The publishing gate, herbs and sacks: what families must tell, and packing lists."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.families import gather, ground, hives, jars, pack, paper, product
from tests.people import GRANTED_ON, World
from tests.services.test_families import LITRE, ONE, known, room, told
from traceability.domain.alerts import AlertKind
from traceability.domain.balance import Basis
from traceability.domain.completeness import Item
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.gathering import Caution, Listing, Species
from traceability.domain.process import Fact
from traceability.domain.quantity import Quantity
from traceability.services import (
    batches,
    corrections,
    lot_facts,
    packing_lists,
    products,
    publishing_gate,
    species,
)
from traceability.services.corrections import Amendment
from traceability.services.lot_facts import FactsRequest
from traceability.services.products import FormatRequest
from traceability.store import models

# --- the gate ------------------------------------------------------------------------------------


def gate(world: World, code: str, actor: Any = None) -> publishing_gate.Gate:
    with world.view() as view:
        batch = batches.known(view, code)
        return publishing_gate.of_batch(view, actor or world.who.recorder, batch)


def test_honey_is_published_once_its_moisture_is_measured(world: World) -> None:
    area, _place = hives(world)
    packed = pack(world, gather(world, area, LITRE).code, jars(world), 20)
    with pytest.raises(RuleBroken, match="facts_missing") as refused:
        world.publish(packed.code)
    assert refused.value.facts == {"facts": ["moisture"]}
    (gap, *_optional) = gate(world, packed.code).gaps
    assert (gap.what, gap.must, gap.fill, gap.may) == (Fact.MOISTURE, True, "facts", True)
    with world.by(world.who.recorder) as work:
        lot_facts.state(work, FactsRequest(packed.code, {"moisture": Decimal("18.2")}))
    assert gate(world, packed.code).stands
    world.publish(packed.code)
    assert world.differences() == []


@ONE
def test_what_is_missing_names_where_it_is_filled_and_whom_to_ask(world: World) -> None:
    bare = product(world, "sanh_orange", FormatRequest("túi 2 kg", 2000))
    with world.by(world.who.manager) as work:
        holder = work.db.query(models.Party).filter_by(code=world.who.cooperative).one()
        asked = products.RevisionRequest("Cam trần", formats=(FormatRequest("túi 2 kg", 2000),))
        products.revise(work, holder, bare, asked)
    packed = pack(world, world.harvest(100).code, bare, 40).code
    found = gate(world, packed)
    assert (found.missing, found.stands) == ((Item.IMAGE,), False)
    image = next(gap for gap in found.gaps if gap.what is Item.IMAGE)
    assert (image.fill, image.code, image.may, image.repack) == ("product", bare, False, True)
    by_manager = gate(world, packed, world.who.manager)
    assert next(gap for gap in by_manager.gaps if gap.what is Item.IMAGE).may
    with pytest.raises(RuleBroken, match="items_missing"):
        world.publish(packed)


@ONE
def test_labels_are_not_linked_once_an_item_is_gone(world: World) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 5)
    with world.by(world.who.operator) as work:
        work.db.execute(
            text("DELETE FROM private_value WHERE owner_id = :code AND field = 'name'"),
            {"code": world.who.cooperative},
        )
    with pytest.raises(RuleBroken, match="items_missing") as refused:
        world.link(run, 1, 5)
    assert refused.value.facts == {"items": ["maker"]}


# --- herbs ---------------------------------------------------------------------------------------

LISTED = Species(
    "danggui", "Angelica sinensis", Listing.LIMITED, "Nhóm IIA", GRANTED_ON, None, "danh mục thử"
)


def herbs(world: World, kind: str = "wild_collection") -> tuple[str, str]:
    return ground(world, kind, "danggui", area_m2=10_000)


@ONE
def test_a_wild_harvest_without_its_papers_is_stored_and_warned_of(
    world: World, tmp_path: Path
) -> None:
    area, place = herbs(world)
    first = gather(world, area, Quantity(20_000, "g"), part="root")
    assert first.warned == (Caution.NO_CONSENT, Caution.NO_PERMIT)
    facts = known(world, first.code)
    assert (facts.wild, facts.grown, facts.missing) == (True, False, ())
    assert [part.vi for part in facts.parts] == ["rễ"]
    paper(world, tmp_path, place, "owner_consent")
    paper(world, tmp_path, place, "forest_list")
    assert gather(world, area, Quantity(20_000, "g"), part="root").warned == ()
    assert world.differences() == []


def test_the_offices_hear_of_a_protected_species(world: World, tmp_path: Path) -> None:
    with world.by(world.who.operator) as work:
        (entered,) = species.enter_list(work, [(2, LISTED)])
        (again,) = species.enter_list(work, [(2, LISTED)])
        (refused,) = species.enter_list(work, [(2, dataclasses.replace(LISTED, crop="pepper"))])
    assert [str(each.outcome) for each in (entered, again, refused)] == ["new", "same", "refused"]
    area, place = herbs(world, "herb_cultivation")
    made = gather(world, area, Quantity(20_000, "g"))
    assert (made.warned, made.held) == ((Caution.PROTECTED,), ())
    assert told(world, made.code)["protected"] == "limited"
    with world.view() as view:
        alert = view.db.query(models.Alert).filter_by(kind=AlertKind.PROTECTED_GATHERED).one()
        assert alert.subject == place
    paper(world, tmp_path, place, "permit")
    assert gather(world, area, Quantity(20_000, "g")).warned == ()


@ONE
def test_a_part_is_told_of_a_lot_later_and_the_newest_counts(world: World) -> None:
    area, _place = herbs(world, "herb_cultivation")
    lot = gather(world, area, Quantity(20_000, "g")).code
    assert known(world, lot).missing == (Fact.PART,)
    for part in ("leaf", "root"):
        with world.by(world.who.recorder) as work:
            lot_facts.state(work, FactsRequest(lot, part=part))
    assert [each.en for each in known(world, lot).parts] == ["root"]
    with pytest.raises(Invalid, match="nothing_stated"), world.by(world.who.recorder) as work:
        lot_facts.state(work, FactsRequest(lot))
    with pytest.raises(NotFound), world.by(world.who.stranger) as work:
        lot_facts.state(work, FactsRequest(lot, part="root"))
    assert world.differences() == []


# --- packing lists -------------------------------------------------------------------------------


def sacks(world: World) -> tuple[str, str]:
    area, _place = herbs(world, "herb_cultivation")
    lot = gather(world, area, Quantity(100_000, "g"), part="root").code
    return lot, product(world, "danggui", FormatRequest("bao", basis=Basis.OWN_WEIGHT))


def test_sacks_sum_up_to_what_was_packed(world: World) -> None:
    lot, made = sacks(world)
    packed = pack(world, lot, made, None, weights=(24_800, 25_100, 25_000))
    assert (packed.packed, packed.lost, room(world, packed.code)) == (74_900, 25_100, 3)
    with world.view() as view:
        found = packing_lists.shown(view, world.who.recorder, packed.code)
        assert (found.weights, found.total) == ((24_800, 25_100, 25_000), 74_900)
        with pytest.raises(NotFound):
            packing_lists.shown(view, world.who.recorder, lot)
    assert world.differences() == []


@ONE
@pytest.mark.parametrize(
    ("weights", "more", "refusal"),
    [
        ((24_800, 25_100), {"packages": 3}, "packages_differ"),
        ((24_800, 25_100), {"packed": Quantity(50_000, "g")}, "weights_differ"),
        ((24_800, 0), {}, "must_be_positive"),
        ((1,) * 1_001, {}, "out_of_range"),
        ((60_000, 60_000), {}, "more_out_than_in"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(
    world: World, weights: tuple[int, ...], more: dict[str, Any], refusal: str
) -> None:
    lot, made = sacks(world)
    packages = more.pop("packages", None)
    with pytest.raises((Invalid, RuleBroken), match=refusal):
        pack(world, lot, made, packages, weights=weights, **more)


@ONE
def test_a_full_list_fits_into_its_leaf_and_nets_have_none(world: World) -> None:
    lot, made = sacks(world)
    assert pack(world, lot, made, None, weights=(99,) * 1_000).packed == 99_000
    with pytest.raises(Invalid, match="weights_not_of_basis"):
        world.pack(world.harvest(10).code, 1, weights=(2_000,))


@ONE
def test_a_corrected_total_drops_the_list_that_no_longer_adds_up(world: World) -> None:
    lot, made = sacks(world)
    packed = pack(world, lot, made, None, weights=(24_800, 25_100)).code
    with world.by(world.who.manager) as work:
        change = Amendment(world.entry(packed), {packed: Quantity(40_000, "g")})
        corrections.correct(work, [change], "cân lại")
    assert "weights" not in told(world, packed)
    assert world.differences() == []
