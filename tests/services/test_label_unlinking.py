"""Taking a linking back: what comes back as it was, and what is out of reach."""

from __future__ import annotations

import pytest

from tests.blank_labels import blank, book, cartons, give, link, spoil, states
from tests.people import World
from tests.services.test_deliveries import hand_over
from traceability.domain.errors import Denied, NotFound, RuleBroken
from traceability.domain.stretches import counted
from traceability.domain.verdict import Verdict
from traceability.services import label_unlinking
from traceability.services.label_hands import Hands

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def unlink(world: World, run: str, first: int, last: int, who: str = "manager") -> int:
    with world.by(getattr(world.who, who)) as work:
        return counted(label_unlinking.unlink(work, run, [(first, last)], "quét nhầm tem cuối"))


def refused(world: World, run: str, first: int, last: int) -> RuleBroken:
    with pytest.raises(RuleBroken) as found:
        unlink(world, run, first, last)
    return found.value


def test_blank_labels_stand_for_no_lot_again_in_the_hands_they_were_in(world: World) -> None:
    run, lot, other = blank(world), world.packed(40).code, world.packed(40).code
    give(world, run, 1, 30, Hands.HOUSEHOLD, world.who.household)
    link(world, run, 1, 30, lot)
    assert unlink(world, run, 11, 30) == 20
    assert states(world, run)[:2] == [(1, 10, "linked"), (11, 30, "unused")]
    assert book(world, run).out == 20
    assert world.page(world.item_codes(run)[15]).verdict is Verdict.NOT_LINKED
    assert link(world, run, 11, 30, other) == other
    assert world.differences() == []


@ON_SQLITE
def test_labels_printed_for_a_lot_are_its_own_again(world: World) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 20)
    world.link(run, 1, 20)
    unlink(world, run, 1, 20)
    assert states(world, run) == [(1, 20, "unused")]
    assert world.link(run, 5, 9) == lot
    assert world.differences() == []


@ON_SQLITE
def test_what_a_carton_holds_or_is_not_linked_stays(world: World) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 25)
    box = cartons(world, lot, run, 10)
    held = refused(world, run, 15, 25)
    assert held.code == "label_in_carton"
    assert held.facts == {"first": 15, "number": 2, "run": box}
    assert refused(world, run, 25, 26).code == "label_move_not_possible"
    assert unlink(world, run, 21, 25) == 5
    assert world.differences() == []


@ON_SQLITE
def test_what_was_linked_is_taken_back_by_the_same_numbers(world: World) -> None:
    """Linking passes over dead labels, and so does this; what died since stays dead."""
    run, lot = blank(world), world.packed(40).code
    spoil(world, run, "5")
    link(world, run, 1, 20, lot)
    spoil(world, run, "9-10")
    assert unlink(world, run, 1, 20) == 17
    assert states(world, run)[:2] == [(1, 4, "unused"), (5, 5, "spoiled")]
    assert refused(world, run, 5, 5).code == "label_move_not_possible"
    assert world.differences() == []


@ON_SQLITE
def test_what_left_with_goods_is_out_of_reach(world: World) -> None:
    lot = world.packed(10).code
    run = world.print_labels(lot, 10)
    world.link(run, 1, 10)
    hand_over(world, lot)
    gone = refused(world, run, 4, 10)
    assert (gone.code, gone.facts) == ("label_gone", {"first": 4})


@ON_SQLITE
def test_where_some_of_a_lot_left_no_label_of_it_is_taken_back(world: World) -> None:
    """Nobody knows which packs went: a sold one must not come to stand for another lot."""
    lot = world.packed(10).code
    run = world.print_labels(lot, 10)
    world.link(run, 1, 10)
    hand_over(world, (lot, 6))
    gone = refused(world, run, 4, 10)
    assert gone.code == "goods_gone"
    assert states(world, run) == [(1, 10, "linked")]


@ON_SQLITE
def test_labels_of_stopped_goods_say_so_on(world: World) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 20)
    world.link(run, 1, 20)
    world.recall(lot)
    assert refused(world, run, 1, 20).code == "batch_recalled"
    assert states(world, run) == [(1, 20, "linked")]


@ON_SQLITE
@pytest.mark.parametrize(("who", "why"), [("recorder", Denied), ("stranger", NotFound)])
def test_only_a_manager_of_the_house_does_it(world: World, who: str, why: type[Exception]) -> None:
    run = world.print_labels(world.packed(40).code, 20)
    world.link(run, 1, 20)
    with pytest.raises(why):
        unlink(world, run, 1, 20, who)
