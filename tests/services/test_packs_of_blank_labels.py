"""Blank labels of packs that are weighed one by one: how many there may be, and what they say."""

from __future__ import annotations

import dataclasses

import pytest

from tests.blank_labels import blank
from tests.families import hives, product
from tests.people import World, orange_revision
from traceability.domain.balance import Basis
from traceability.domain.errors import RuleBroken
from traceability.domain.label_designs import LabelDesign
from traceability.services import blank_runs, label_designs, parties, products
from traceability.services.blank_runs import Quota
from traceability.services.products import FormatRequest

NET = FormatRequest("túi lưới 2 kg", 2_000)
OWN = FormatRequest("túi cân riêng", basis=Basis.OWN_WEIGHT)
LOOSE = FormatRequest("bán xá", basis=Basis.NONE)
TWO, WEIGHED, ANY = 1, 2, 3


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def oranges(world: World) -> World:
    """The oranges of the world in three packs, of which they are named after the first."""
    return packed_in(world, NET, OWN, LOOSE)


def packed_in(world: World, *formats: FormatRequest, name: str | None = None) -> World:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        asked = dataclasses.replace(orange_revision(), formats=formats)
        asked = asked if name is None else dataclasses.replace(asked, name_vi=name)
        products.revise(work, coop, world.who.product, asked)
    return world


def quota(world: World, number: int, code: str | None = None) -> Quota:
    with world.view() as view:
        known = blank_runs.known(view, code or world.who.product)
        return blank_runs.quota(view, known, blank_runs.pack_of(view, known, number))


def words(world: World, number: int, design: LabelDesign = LabelDesign.TRACE_STAMP) -> list[str]:
    """Product and lot line of the stamp of a pack's blank labels."""
    with world.view() as view:
        known = blank_runs.known(view, world.who.product)
        pack = blank_runs.pack_of(view, known, number)
        stamp = label_designs.of_blank(view, known, pack, "https://tem.hagiang.vn", design)
    return [stamp.product, getattr(stamp, "lot_line", "")]  # type: ignore[union-attr]


def test_a_bag_of_fruit_holds_one_fruit_at_least(oranges: World) -> None:
    """By the reference value of what the smallest orange weighs: 80 g."""
    two, own = quota(oranges, TWO), quota(oranges, WEIGHED)
    assert (own.net, own.most) == (80, own.ceiling // 80)
    assert (two.net, quota(oranges, ANY).room) == (2_000, None)
    blank(oranges, 100, pack_format=WEIGHED)
    assert quota(oranges, WEIGHED).room == (own.room or 0) - 100
    assert quota(oranges, TWO).claimed == two.claimed + 100 * 80


def test_what_the_product_says_of_its_lightest_piece_goes_before(world: World) -> None:
    pieces = FormatRequest("quả dán tem", 150, Basis.PIECES)
    packed_in(world, NET, OWN, pieces)
    assert quota(world, WEIGHED).net == 150


def test_no_more_are_printed_than_the_season_has_room_for(world: World) -> None:
    """Nor stands anything in the way of a pack that weight says nothing of."""
    packed_in(world, NET, OWN, LOOSE, FormatRequest("quả to", 100_000, Basis.PIECES))
    room = quota(world, WEIGHED).room or 0
    assert 1 <= room < blank_runs.MOST_LABELS
    with pytest.raises(RuleBroken, match="blank_over_quota"):
        blank(world, room + 1, pack_format=WEIGHED)
    blank(world, room, pack_format=WEIGHED)
    with pytest.raises(RuleBroken, match="blank_over_quota"):
        blank(world, 1, pack_format=WEIGHED)
    blank(world, 10, pack_format=ANY)


def test_where_no_fruit_is_known_the_smallest_other_pack_is_the_measure(world: World) -> None:
    hives(world)
    cans = FormatRequest("can", basis=Basis.OWN_WEIGHT)
    small, big = FormatRequest("chai 500 ml", 500, unit="ml"), FormatRequest("hũ 1 kg", 1_000)
    honey = product(world, "mint_honey", cans, dataclasses.replace(big, unit="g"), small)
    assert quota(world, 1, honey).net == 500


def test_without_any_measure_they_are_counted_when_they_are_linked(world: World) -> None:
    hives(world)
    honey = product(world, "mint_honey", FormatRequest("can", basis=Basis.OWN_WEIGHT))
    found = quota(world, 1, honey)
    assert (found.net, found.room, found.basis) == (None, None, Basis.OWN_WEIGHT)
    blank(world, 10, product=honey)


def test_on_paper_each_pack_is_told_from_the_others(oranges: World) -> None:
    assert words(oranges, TWO) == ["Cam sành Hà Giang, túi lưới 2 kg", "2 kg"]
    assert words(oranges, WEIGHED) == ["Cam sành Hà Giang", "túi cân riêng"]
    assert words(oranges, ANY) == ["Cam sành Hà Giang", "bán xá"]
    sticker = words(oranges, WEIGHED, LabelDesign.FRUIT_STICKER)
    assert sticker == ["Cam sành Hà Giang", ""]
    packed_in(oranges, OWN, name="Cam sành Hà Giang, túi cân riêng")
    assert words(oranges, 1) == ["Cam sành Hà Giang, túi cân riêng", ""]
