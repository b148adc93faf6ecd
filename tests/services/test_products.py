"""Products: an edit makes a revision, and what was packed keeps the one it was packed under."""

from __future__ import annotations

import dataclasses

import pytest

from tests.people import World, orange_revision
from traceability.domain.errors import Denied, Invalid, NotFound, RuleBroken
from traceability.services import batches, parties, products
from traceability.store.queries import products as queries


def revise(world: World, asked: products.RevisionRequest, by: str = "manager") -> int:
    with world.by(getattr(world.who, by)) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        return products.revise(work, coop, world.who.product, asked)


def test_a_page_shows_the_product_as_it_was_packed(world: World) -> None:
    old = world.packed()
    assert revise(world, orange_revision("Cam sành Vĩnh Hảo, loại 1")) == 2
    new = world.packed()
    names = [world.page(each.code).product_names["vi"] for each in (old, new)]
    assert names == ["Cam sành Hà Giang, túi lưới 2 kg", "Cam sành Vĩnh Hảo, loại 1"]


def test_the_net_amount_of_a_new_revision_counts_for_new_packings_alone(world: World) -> None:
    old = world.packed(packages=40)
    three = products.FormatRequest("túi lưới 3 kg", 3000)
    revise(world, dataclasses.replace(orange_revision(), formats=(three,)))
    new = world.pack(world.harvest(100).code, 30)
    assert (old.packed, new.packed) == (80_000, 90_000)
    world.print_labels(old.code, 40)


def test_shelf_life_gives_the_last_day(world: World) -> None:
    revise(world, dataclasses.replace(orange_revision(), shelf_life_days=30))
    packed = world.packed()
    assert str(world.page(packed.code).expires_on) == "2026-02-13"


def test_every_pack_format_may_be_packed(world: World) -> None:
    formats = (products.FormatRequest("2 kg", 2000), products.FormatRequest("thùng 10 kg", 10_000))
    revise(world, dataclasses.replace(orange_revision(), formats=formats))
    assert world.pack(world.harvest(100).code, 10, pack_format=2).lost == 0


def test_a_product_without_a_picture_is_not_published(world: World) -> None:
    revise(world, dataclasses.replace(orange_revision(), picture=None))
    packed = world.pack(world.harvest(100).code, 40)
    with pytest.raises(RuleBroken) as refused:
        world.publish(packed.code)
    assert refused.value.facts["items"] == ["image"]


def test_only_packed_goods_are_published_and_twice_is_once(world: World) -> None:
    harvest = world.harvest(100)
    with pytest.raises(RuleBroken, match="only_packed_is_published"):
        world.publish(harvest.code)
    packed = world.pack(harvest.code, 40)
    for _ in range(2):
        world.publish(packed.code)
    with world.view() as view:
        batch = batches.known(view, packed.code)
        assert {"image", "maker", "steps"} <= batches.meter(view, batch)
    for who in ("stranger", "commune_registrar"):
        with pytest.raises(NotFound), world.by(getattr(world.who, who)) as work:
            batches.publish(work, packed.code)


def test_who_may_edit_products(world: World) -> None:
    with pytest.raises(Denied):
        revise(world, orange_revision(), by="recorder")
    with pytest.raises(NotFound):
        revise(world, orange_revision(), by="stranger")
    with pytest.raises(NotFound), world.by(world.who.manager) as work:
        products.revise(
            work,
            parties.known(work, world.who.stranger.party or 0),
            "0000000000",
            orange_revision(),
        )
    with world.view() as view:
        product = products.known(view, world.who.product)
        assert queries.newest_revision(view.db, product.id).number == 1


@pytest.mark.parametrize("name", ["Cam 柑 🍊", "Cam → chợ", "Cam x\u0301"])
def test_a_name_that_labels_cannot_show_is_refused(world: World, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        revise(world, orange_revision(name))
    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == ("label_missing_glyph", "name_vi")
    missing = "".join(dict.fromkeys(each for each in name if each in "柑🍊→\u0301"))
    assert fault.facts == {"characters": missing, "field": "product"}
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        with pytest.raises(Invalid, match="label_missing_glyph"):
            products.create(work, coop, "sanh_orange", orange_revision(name))


def test_names_of_other_languages_are_free(world: World) -> None:
    asked = dataclasses.replace(orange_revision(), name_en="Oranges → 🍊", name_zh="越南皇帝柑")
    assert revise(world, asked) == 2


def test_a_product_is_of_a_known_crop(world: World) -> None:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        with pytest.raises(Invalid, match="crop_unknown"):
            products.create(work, coop, "cam_vinh", orange_revision())


def test_what_says_the_same_is_no_revision(world: World) -> None:
    assert revise(world, orange_revision()) == 1
    assert revise(world, dataclasses.replace(orange_revision(), brand="Vĩnh Hảo")) == 2
    assert revise(world, dataclasses.replace(orange_revision(), brand="Vĩnh Hảo")) == 2
    assert world.differences() == []
