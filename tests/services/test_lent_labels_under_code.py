"""Lent labels say the lender's name: they stand on goods under its code alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.blank_labels import blank, book, give, states
from tests.people import KEYRING, TODAY, World, orange_grant
from tests.services.test_label_ledger import another_s_lot
from traceability.domain.authorizations import Outside
from traceability.domain.errors import RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import (
    area_codes,
    batches,
    code_authorizations,
    harvests,
    label_acts,
    label_links,
    packings,
    parties,
)
from traceability.services.label_hands import Hands
from traceability.services.label_links import LabelSpan
from traceability.store.queries import products as product_queries
from traceability.store.unit import Work

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def beyond_the_cap(world: World, under: str) -> str:
    """A published lot as ``under``, of a harvest that the permission had no room for any more."""
    with world.view() as view:
        row = batches.known(view, under)
        product = product_queries.by_ids(view.db, [row.product_id or 0])[row.product_id or 0].code
    with world.by(world.who.stranger) as work:
        picked = harvests.HarvestRequest(world.who.area, TODAY, Quantity(80_000, "g"))
        made = harvests.register(work, picked)
    assert made.outside is Outside.CAP_REACHED
    with world.by(world.who.stranger) as work:
        lot = packings.register(work, packings.PackingRequest(made.code, product, 30, TODAY)).code
        batches.publish(work, lot)
    return lot


def lent_run(world: World, per_roll: int = 25) -> str:
    run = blank(world, 25, per_roll=per_roll)
    give(world, run, 1, 20, Hands.ORGANISATION, world.who.foreign)
    return run


def linked(world: World, run: str, first: int, last: int, lot: str) -> None:
    with world.by(world.who.stranger) as work:
        label_links.link(work, LabelSpan(run, first, last), lot)


def test_goods_outside_the_lent_code_bear_no_label_of_the_lender(world: World) -> None:
    lot, _given = another_s_lot(world)
    over, run = beyond_the_cap(world, lot), lent_run(world)
    with world.view() as view:
        said = batches.known(view, over).lot_code
        ours = parties.name_of(view, parties.known(view, world.who.manager.party or 0))
    ((roll, *_more),) = book(world, run).rolls
    give(world, run, 21, 25, Hands.ORGANISATION, world.who.foreign)
    acts: list[Callable[[], None]] = [
        lambda: linked(world, run, 1, 1, over),
        lambda: linked(world, run, 1, 20, over),
        lambda: rolled(world, roll, over),
    ]
    for act in acts:
        with pytest.raises(RuleBroken) as refused:
            act()
        fault = refused.value.faults[0]
        assert (fault.code, fault.field) == ("goods_outside_lent_code", "batch")
        assert dict(fault.facts) == {"lot": said, "owner": ours}
    assert states(world, run) == [(1, 20, "unused"), (21, 25, "unused")]
    linked(world, run, 1, 20, lot)


def rolled(world: World, roll: str, lot: str) -> None:
    with world.by(world.who.stranger) as work:
        label_links.link_roll(work, roll, lot)


def second_code(world: World) -> str:
    with world.by(world.who.registrar) as work:
        asked = orange_grant(world.who.cooperative, raw="VN-HGOR-0777")
        return area_codes.grant(work, asked).code


def test_the_permission_is_one_for_the_code_of_the_goods(world: World) -> None:
    """Another code of the same lender, lent still, opens nothing for goods of the first."""
    lot, given = another_s_lot(world)
    run = lent_run(world)
    world.clock.pass_by(days=1)
    asked = code_authorizations.AuthorizationRequest(
        second_code(world), world.who.foreign, Quantity(90_000, "g"), TODAY, TODAY + dt.timedelta(9)
    )
    with world.by(world.who.manager) as work:
        code_authorizations.give(work, asked)
    linked(world, run, 1, 2, lot)
    with world.by(world.who.manager) as work:
        code_authorizations.withdraw(work, given, TODAY)
    with pytest.raises(RuleBroken) as refused:
        linked(world, run, 3, 4, lot)
    assert (refused.value.faults[0].code, refused.value.faults[0].field) == (
        "lent_code_taken_back",
        "batch",
    )


def test_labels_that_were_not_handed_over_are_named(world: World) -> None:
    lot, _given = another_s_lot(world)
    run = lent_run(world)
    with pytest.raises(RuleBroken) as refused:
        linked(world, run, 19, 23, lot)
    fault = refused.value.faults[0]
    assert (fault.code, dict(fault.facts)) == ("labels_not_in_hand", {"numbers": "21–23"})


def test_a_void_is_not_lifted_onto_goods_of_a_code_taken_back(world: World) -> None:
    lot, given = another_s_lot(world)
    run = lent_run(world)
    linked(world, run, 1, 3, lot)
    with world.by(world.who.manager) as work:
        label_links.void_all(work, run, [(2, 3)], "nghi tem bị sao chép")
    with world.by(world.who.manager) as work:
        label_acts.lift(work, KEYRING, world.item_codes(run)[2], "có trong tay")
    world.clock.pass_by(days=1)
    with world.by(world.who.manager) as work:
        code_authorizations.withdraw(work, given, TODAY)
    with pytest.raises(RuleBroken, match="label_place_gone"), world.by(world.who.manager) as work:
        label_acts.lift(work, KEYRING, world.item_codes(run)[1], "có trong tay")


def test_who_lent_labels_is_told_whose_goods_they_are_on(world: World) -> None:
    lot, _given = another_s_lot(world)
    run = lent_run(world, per_roll=5)
    mine = world.packed(40, 100).code
    linked(world, run, 3, 5, lot)
    linked(world, run, 6, 10, lot)
    with world.view() as view:
        theirs = parties.name_of(view, parties.known(view, world.who.stranger.party or 0))
    roll = book(world, run).rolls[1][0]
    acts: list[tuple[Callable[[Work], object], int]] = [
        (lambda work: label_links.link(work, LabelSpan(run, 1, 8), mine), 3),
        (lambda work: label_links.link_roll(work, roll, mine), 6),
    ]
    for act, first in acts:
        with pytest.raises(RuleBroken) as refused, world.by(world.who.recorder) as work:
            act(work)
        fault = refused.value.faults[0]
        assert fault.code == "label_linked_by_other"
        assert dict(fault.facts) == {"first": first, "holder": theirs}
