"""What an order that takes cartons over refuses, and which of its labels the ledger names."""

from __future__ import annotations

import pytest

from tests.blank_labels import book, spoil
from tests.people import World
from tests.services.test_carton_takeovers import anew, boxed, new_label
from tests.services.test_deliveries import hand_over
from traceability.domain.errors import RuleBroken
from traceability.services import label_dispatch

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
