"""What an order that takes cartons over refuses, and which of its labels the ledger names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blank_labels import blank, book, cartons, link, spoil
from tests.people import World
from tests.services.test_carton_takeovers import anew, boxed, held, loose, new_label
from tests.services.test_deliveries import hand_over
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep
from traceability.services import (
    carton_runs,
    label_dispatch,
    label_leaving,
    label_ledger,
)
from traceability.services.label_ledger import Told
from traceability.services.label_replacements import Replaces
from traceability.store.queries import events

__all__ = ["boxed"]


def leave(world: World, lot: str, run: str) -> None:
    """Ten packs of a lot go by a note, the one under the first label of a run among them."""
    note = hand_over(world, (lot, 10)).code
    with world.by(world.who.manager) as work:
        label_dispatch.state(work, run, [(1, 1)], note)


@pytest.mark.parametrize("turns", [1, 2])
def test_a_carton_whose_pack_left_under_a_new_label_gets_none(
    world: World, boxed: tuple[str, str, str], turns: int
) -> None:
    lot, run, box = boxed
    torn, numbers = run, "50"
    for _turn in range(turns):
        spoil(world, torn, numbers)
        torn, numbers = new_label(world, lot, torn, numbers), "1"
    leave(world, lot, torn)
    spoil(world, box, "5")
    with pytest.raises(RuleBroken) as refused:
        anew(world, lot, box)
    assert (refused.value.code, refused.value.facts) == ("carton_gone", {"number": 5, "first": 50})


def test_a_pack_that_left_under_a_new_label_keeps_no_other_carton(
    world: World, boxed: tuple[str, str, str]
) -> None:
    lot, run, box = boxed
    spoil(world, run, "50")
    leave(world, lot, new_label(world, lot, run, "50"))
    spoil(world, box, "6")
    assert [each.number for each in book(world, anew(world, lot, box)).cartons] == [6]


def told(world: World, run: str) -> list[tuple[str, str, int]]:
    """What the ledger of a run says of its order and of what left, oldest first."""
    steps = (EventStep.LABELS_ORDERED, EventStep.LABELS_EXPORTED)
    found = [each for each in reversed(book(world, run).happened) if each.step in steps]
    return [(str(each.step), each.numbers, each.count) for each in found]


@pytest.mark.parametrize("leave_by", [label_leaving.print_out, label_leaving.send])
def test_order_and_printing_name_the_labels_that_there_are(
    world: World, boxed: tuple[str, str, str], leave_by: Any
) -> None:
    lot, _run, box = boxed
    spoil(world, box, "2, 8")
    new = anew(world, lot, box)
    with world.by(world.who.recorder) as work:
        leave_by(work, new)
    assert told(world, new) == [("labels_ordered", "2, 8", 2), ("labels_exported", "2, 8", 2)]
    with world.view() as view:
        leaf = label_ledger.facts_of(events.of_step(view.db, new, EventStep.LABELS_EXPORTED)[0])
    assert (leaf["ranges"], "first" in leaf) == ([[2, 2], [8, 8]], False)
    with world.by(world.who.recorder) as work, pytest.raises(Invalid, match="needs_reason"):
        label_leaving.send(work, new)


def test_a_leaf_of_old_is_told_by_the_labels_that_there_are(
    world: World, boxed: tuple[str, str, str]
) -> None:
    """It names all from the first to the last; it stays, and counts as a printing of the whole."""
    lot, _run, box = boxed
    spoil(world, box, "2, 8")
    new = anew(world, lot, box)
    with world.by(world.who.recorder) as work:
        row = label_ledger.known_run(work, new)
        what = Told(EventStep.LABELS_EXPORTED, facts={"form": "printer"})
        label_ledger.record(work, row, [(2, 8)], what)
        label_leaving.print_out(work, new)
    assert told(world, new)[1:] == [("labels_exported", "2, 8", 2)]


@pytest.fixture
def other_lot(world: World) -> tuple[str, str, str, str]:
    """Blank labels of cartons of a lot, ten torn; ten blank ones in their places; another lot."""
    lot = world.packed(40).code
    run = blank(world, 20)
    link(world, run, 1, 20, lot)
    box = cartons(world, lot, run, 10)
    world.link(box, 1, 2)
    spoil(world, run, "3-12")
    return box, run, blank(world, 10, replaces=Replaces(run, "")), world.packed(40).code


def in_carton(world: World, run: str, number: int) -> tuple[str, int] | None:
    """The carton of a label, as asked for by itself and as all of its run are."""
    with world.view() as view:
        row = label_ledger.known_run(view, run)
        found = carton_runs.carton_seen(view, world.who.recorder, row, number)
        assert bool(found) == bool(
            carton_runs.cartons_with(view, world.who.recorder, row, [(number, number)])
        )
    return found


def test_a_label_in_the_place_of_a_torn_one_is_in_its_carton_on_its_goods_alone(
    world: World, other_lot: tuple[str, str, str, str]
) -> None:
    """Blank ones go wherever a roll is used up: on another lot they can be put into cartons."""
    box, run, new, lot = other_lot
    assert in_carton(world, new, 1) is None  # in a drawer still
    link(world, new, 1, 10, lot)
    assert in_carton(world, new, 1) is None
    assert loose(world, lot) == [(new, "1–10")]
    assert [each[:2] for each in held(world, cartons(world, lot, new, 10))] == [(1, "1–10")]
    assert held(world, box)[0][:3] == (1, "1–10", "3–10")
    assert in_carton(world, run, 1) == (box, 1)
    assert world.differences() == []


def test_a_torn_one_that_was_made_good_twice_is_in_its_carton_on_its_goods_alone(
    world: World, other_lot: tuple[str, str, str, str]
) -> None:
    box, run, new, lot = other_lot
    mine = next(each.batch for each in book(world, run).lines if each.batch)
    link(world, new, 1, 10, mine)
    assert in_carton(world, new, 9) == (box, 2)
    spoil(world, new, "1, 2")
    last = blank(world, 2, replaces=Replaces(new, ""))
    link(world, last, 1, 1, mine)
    link(world, last, 2, 2, lot)
    assert (in_carton(world, last, 1), in_carton(world, last, 2)) == ((box, 1), None)
