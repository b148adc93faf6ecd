"""What is told of a label follows from what happened last, and from nothing that was taken back."""

from __future__ import annotations

import dataclasses

import pytest

from tests.blank_labels import blank, book, give, spoil, states
from tests.people import KEYRING, STOCK, World
from tests.services.test_deliveries import send
from tests.services.test_label_links import BOTH, NEW_RUN, OLD_RUN, choosing
from tests.services.test_own_stationery import ordered as printed
from tests.services.test_printing_houses import ordered
from traceability.domain.errors import RuleBroken
from traceability.domain.print_houses import Along, terms
from traceability.services import (
    corrections,
    label_acts,
    label_hands,
    label_links,
    label_views,
    parties,
    stationery,
)
from traceability.services.label_hands import Hands
from traceability.store.queries import corrections as correction_queries
from traceability.store.queries import deliveries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def lift(world: World, code: str) -> None:
    with world.by(world.who.manager) as work:
        label_acts.lift(work, KEYRING, code, "còn trên túi")


def void(world: World, run: str, number: int) -> None:
    with world.by(world.who.manager) as work:
        label_links.void_all(work, run, [(number, number)], "ngỡ giả")


def take_back(world: World, note: str) -> None:
    with world.view() as view:
        row = deliveries.by_code(view.db, note)
        assert row is not None
        event = correction_queries.by_firsts(view.db, [row.event_seq])[row.event_seq].event_id
    with world.by(world.who.manager) as work:
        corrections.correct(work, [corrections.Retraction(event)], "ghi nhầm")


def test_a_page_says_the_day_on_which_its_label_died_last(world: World) -> None:
    run = blank(world, 10)
    code = world.item_codes(run)[2]
    void(world, run, 3)
    lift(world, code)
    world.clock.pass_by(days=9)
    spoil(world, run, "3")
    told = world.page(code).label
    assert told is not None
    assert told.voided_on == world.clock.now.date()


@pytest.mark.parametrize(("stands", "state"), [(True, "dispatched"), (False, "linked")])
def test_a_lifted_label_is_where_its_goods_are(world: World, *, stands: bool, state: str) -> None:
    lot = world.packed(40, kg=80).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    note = send(world, lot).code
    void(world, run, 5)
    if not stands:
        take_back(world, note)
    lift(world, world.item_codes(run)[4])
    assert states(world, run) == [(1, 40, state)]
    assert world.differences() == []


def test_what_is_lost_is_handed_to_nobody_before_it_was_found(world: World) -> None:
    run = blank(world, 20)
    with world.by(world.who.recorder) as work:
        label_hands.report_lost(work, run, [(3, 5)], "rơi")
    with pytest.raises(RuleBroken, match="label_reported_lost") as refused:
        give(world, run, 1, 5, Hands.TEAM, "Tổ A")
    assert refused.value.facts["first"] == 3
    give(world, run, 1, 2, Hands.TEAM, "Tổ A")
    with world.by(world.who.recorder) as work:
        label_hands.find_again(work, run, [(3, 5)])
    give(world, run, 3, 5, Hands.TEAM, "Tổ A")
    assert book(world, run).out == 5
    assert world.differences() == []


def next_start(world: World, name: str) -> int:
    with world.view() as view:
        holder = parties.known(view, world.who.manager.party or 0).id
        return stationery.next_start(view, holder, stationery.known(view, holder, name))


def test_what_a_printing_house_makes_takes_no_sheet_here(world: World) -> None:
    lot = world.packed(60, kg=200).code
    printed(world, lot, 5, "L7160")
    assert next_start(world, "L7160") == 6
    ordered(world, lot, 20, terms(20, 0, 20, 1, Along.ROW))
    assert next_start(world, STOCK) == 1
    with world.view() as view:
        assert label_views.printer_stock(view, world.who.recorder) == "L7160"


def test_a_label_that_never_was_on_paper_takes_no_place_of_it(world: World) -> None:
    lot = world.packed(packages=200, kg=400).code
    choosing(world, OLD_RUN)
    world.print_labels(lot, 60)
    world.press = dataclasses.replace(world.press, keyring=BOTH)
    choosing(world, NEW_RUN)
    run = world.print_labels(lot, 40)
    assert states(world, run)[1] == (37, 37, "void")
    assert next_start(world, STOCK) == 41
