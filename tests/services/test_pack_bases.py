"""Packing in four ways: what came out, how many labels it carries, and what buyers are shown."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from sqlalchemy import select

from tests.people import World, orange_revision
from traceability.domain.balance import Basis
from traceability.domain.errors import Conflict, Refusal, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import label_views, parties, products
from traceability.services.products import FormatRequest
from traceability.store.models import Event

FORMATS = (
    FormatRequest("túi lưới 2 kg", 2_000),
    FormatRequest("túi cân riêng", basis=Basis.OWN_WEIGHT),
    FormatRequest("quả dán tem", 150, Basis.PIECES),
    FormatRequest("bán xá", basis=Basis.NONE),
)
FIXED, OWN, PIECES, NONE = 1, 2, 3, 4


@pytest.fixture
def four(world: World) -> World:
    """Oranges that are packed in all four ways."""
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        asked = dataclasses.replace(orange_revision(), formats=FORMATS)
        products.revise(work, coop, world.who.product, asked)
    return world


def packed(world: World, way: int, **more: Any) -> str:
    """100 kg packed in one of the ways and published; the lot's code."""
    made = world.pack(
        **{"batch": world.harvest(100).code, "pack_format": way, "packages": None, **more}
    )
    world.publish(made.code)
    return made.code


def kg(amount: int) -> Quantity:
    return Quantity(amount * 1_000, "g")


def room(world: World, lot: str) -> int | None:
    with world.view() as view:
        return label_views.print_form(view, world.who.recorder, lot).highest


def facts_of_last(world: World) -> dict[str, Any]:
    with world.view() as view:
        wanted = select(Event.leaf).where(Event.step == "packing").order_by(Event.seq.desc())
        leaf = view.db.scalars(wanted).first()
    facts: dict[str, Any] = json.loads(leaf or "")["facts"]
    return facts


def test_packages_that_are_weighed_one_by_one(four: World) -> None:
    made = four.pack(four.harvest(100).code, 37, pack_format=OWN, packed=kg(95))
    assert (made.packed, made.lost) == (95_000, 5_000)
    told = facts_of_last(four)
    assert (told["packages"], told["net_amount"], told["basis"]) == (37, None, "own_weight")
    four.publish(made.code)
    assert room(four, made.code) == 37
    four.print_labels(made.code, 37)
    with pytest.raises(RuleBroken) as refused:
        four.print_labels(made.code, 1)
    assert refused.value.facts == {"live": 37, "asked": 1, "highest": 37}
    assert four.differences() == []


def test_pieces_carry_no_more_labels_than_the_lightest_would_weigh(four: World) -> None:
    lot = packed(four, PIECES, packed=kg(90))
    assert room(four, lot) == 600
    four.print_labels(lot, 600)
    with pytest.raises(RuleBroken, match="more_labels_than_packed"):
        four.print_labels(lot, 1)
    assert four.differences() == []


def test_pieces_that_were_counted_weigh_something(four: World) -> None:
    harvest = four.harvest(100).code
    with pytest.raises(RuleBroken) as refused:
        four.pack(harvest, 601, pack_format=PIECES, packed=kg(90))
    fault = refused.value.faults[0]
    assert (fault.code, fault.field) == ("more_pieces_than_weight", "packages")
    assert fault.facts == {"most": 600, "least": 150, "out": 90_000, "unit": "g"}
    assert four.pack(harvest, 600, pack_format=PIECES, packed=kg(90)).packed == 90_000


def test_without_a_basis_labels_have_no_limit_and_mass_has(four: World) -> None:
    lot = packed(four, NONE, packed=kg(100))
    assert room(four, lot) is None
    four.print_labels(lot, 2_000)
    four.print_labels(lot, 2_000)
    with pytest.raises(RuleBroken) as refused:
        packed(four, NONE, packed=Quantity(100_001, "g"))
    assert (refused.value.code, refused.value.faults[0].field) == ("more_out_than_in", "packed")
    assert four.differences() == []


REFUSED: list[tuple[int, dict[str, Any], str, str]] = [
    (FIXED, {}, "required", "packages"),
    (FIXED, {"packages": 40, "packed": kg(81)}, "packed_differs", "packed"),
    (OWN, {"packages": 40}, "packed_needed", "packed"),
    (OWN, {"packed": kg(90)}, "required", "packages"),
    (OWN, {"packages": 0, "packed": kg(90)}, "no_packages", "packages"),
    (OWN, {"packages": 9, "packed": kg(101)}, "more_out_than_in", "packed"),
    (OWN, {"packages": 9, "packed": Quantity(90_000, "ml")}, "unit_not_of_crop", "packed"),
    (PIECES, {}, "packed_needed", "packed"),
    (NONE, {}, "packed_needed", "packed"),
    (NONE, {"packed": kg(90), "packages": 1_000_001}, "out_of_range", "packages"),
]


def test_what_a_way_of_packing_needs(four: World, subtests: pytest.Subtests) -> None:
    for way, more, code, field in REFUSED:
        with subtests.test(code, way=way):
            with pytest.raises(Refusal) as refused:
                packed(four, way, **more)
            assert (refused.value.code, refused.value.faults[0].field) == (code, field)


def test_what_came_out_may_be_said_of_fixed_packages_too(four: World) -> None:
    assert four.pack(four.harvest(100).code, 40, packed=kg(80)).packed == 80_000
    assert "basis" not in facts_of_last(four)


def test_buyers_see_a_net_weight_only_where_there_is_one(four: World) -> None:
    fixed = four.page(packed(four, FIXED, packages=40))
    assert (fixed.net_amount, fixed.total, fixed.packages) == (2_000, None, 40)
    own = four.page(packed(four, OWN, packages=37, packed=kg(95)))
    assert (own.net_amount, own.total, own.packages) == (None, 95_000, 37)
    pieces = four.page(packed(four, PIECES, packed=kg(90)))
    assert (pieces.net_amount, pieces.total, pieces.packages) == (None, 90_000, None)


def test_labels_state_a_net_weight_only_where_there_is_one(four: World) -> None:
    for way, more, tail in ((FIXED, {"packages": 40}, " · 2 kg"), (OWN, {"packages": 5}, "")):
        lot = packed(four, way, packed=kg(80), **more)
        run = four.print_labels(lot, 5)
        with four.view() as view:
            frozen = view.db.connection().exec_driver_sql(
                f"SELECT frozen FROM print_run WHERE code = '{run}'"
            )
            stamp = json.loads(frozen.scalar_one())["stamp"]
        assert stamp["lot_line"].startswith("Lô CAM-")
        assert stamp["lot_line"].endswith(tail or stamp["lot_line"][-3:])
        assert ("kg" in stamp["lot_line"]) == bool(tail)


def test_who_chose_from_an_older_revision_is_told(four: World) -> None:
    """A pack that was revised while the form lay open is not packed under its number."""
    harvest = four.harvest(100).code
    with pytest.raises(Conflict) as refused:
        four.pack(harvest, 10, product_revision=1)
    assert (refused.value.code, refused.value.faults[0].field) == ("product_changed", "product")
    assert four.pack(harvest, 10, product_revision=2).packed == 20_000


def create(world: World, asked: products.RevisionRequest) -> None:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        products.create(work, coop, "sanh_orange", asked)


def test_an_amount_stands_where_the_basis_has_one(world: World) -> None:
    wrong = (
        (FormatRequest("túi", None), "required"),
        (FormatRequest("túi", 5, Basis.OWN_WEIGHT), "net_not_of_basis"),
        (FormatRequest("quả", None, Basis.PIECES), "required"),
        (FormatRequest("xá", 5, Basis.NONE), "net_not_of_basis"),
        (FormatRequest("chai", 500, unit="ml"), "unit_not_of_crop"),
    )
    for pack, code in wrong:
        asked = dataclasses.replace(orange_revision("Cam khác"), formats=(FORMATS[0], pack))
        with pytest.raises(Refusal) as refused:
            create(world, asked)
        assert (refused.value.code, refused.value.faults[0].field) == (code, "formats.2.net")
