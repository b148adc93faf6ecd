"""Cartons with lent labels: each house is told of its own, and of no other's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.blank_labels import blank, book, cartons, give, link, spoil
from tests.people import KEYRING, World
from tests.services.test_label_ledger import another_s_lot
from traceability.domain.access import Actor
from traceability.domain.errors import RuleBroken
from traceability.services import (
    carton_runs,
    label_acts,
    label_links,
    label_unlinking,
    print_files,
)
from traceability.services.carton_runs import CartonRequest
from traceability.services.label_hands import Hands
from traceability.services.label_links import LabelSpan
from traceability.services.label_replacements import Replaces

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def boxed(world: World, run: str, ours: str) -> str:
    """Ten labels of a run on goods of ours, in two cartons; the run of these."""
    link(world, run, 1, 10, ours)
    box = cartons(world, ours, run, 5)
    world.link(box, 1, 2)
    return box


def borrowed(world: World, run: str, theirs: str, last: int) -> str:
    """The first labels of ours go to another house, and into a carton there; its run."""
    with world.by(world.who.manager) as work:
        label_unlinking.unlink(work, run, [(1, last)], "quét nhầm lô")
    give(world, run, 1, last, Hands.ORGANISATION, world.who.foreign)
    with world.by(world.who.stranger) as work:
        label_links.link(work, LabelSpan(run, 1, last), theirs)
    return ordered(world, world.who.stranger, CartonRequest(theirs, run, last, "L7163"))


def ordered(world: World, who: Actor, asked: CartonRequest) -> str:
    with world.by(who) as work:
        code = carton_runs.order(work, world.press, asked).code
        print_files.release(work, code, print_files.Drawn(b"", "0" * 43, 1))
    return code


def anew(lot: str, box: str, numbers: str = "1") -> CartonRequest:
    return CartonRequest(lot, "", 0, "L7163", replaces=Replaces(box, numbers))


def refused(act: Callable[[], object]) -> tuple[str, dict[str, object]]:
    with pytest.raises(RuleBroken) as found:
        act()
    return found.value.code, dict(found.value.facts)


def test_packs_in_another_s_carton_are_left_out_of_ours(world: World) -> None:
    theirs, _permission = another_s_lot(world)
    run, ours = blank(world), world.packed(40, 100).code
    box = boxed(world, run, ours)
    spoil(world, box, "1")
    borrowed(world, run, theirs, 3)
    new = ordered(world, world.who.recorder, anew(ours, box))
    assert [each.inside.numbers for each in book(world, box).cartons] == ["1–5", "6–10"]
    assert [each.inside.numbers for each in book(world, new).cartons] == ["4–5"]
    assert world.differences() == []


def test_a_carton_all_of_whose_packs_another_has_is_empty(world: World) -> None:
    theirs, _permission = another_s_lot(world)
    run, ours = blank(world), world.packed(40, 100).code
    box = boxed(world, run, ours)
    spoil(world, box, "1")
    borrowed(world, run, theirs, 5)
    told = refused(lambda: ordered(world, world.who.recorder, anew(ours, box)))
    assert told == ("carton_empty", {"number": 1})


def test_a_borrower_is_told_of_no_carton_of_the_lender_s(world: World) -> None:
    theirs, _permission = another_s_lot(world)
    run, ours = blank(world), world.packed(40, 100).code
    give(world, run, 1, 20, Hands.ORGANISATION, world.who.foreign)
    with world.by(world.who.stranger) as work:
        label_links.link(work, LabelSpan(run, 1, 5), theirs)
    box = ordered(world, world.who.stranger, CartonRequest(theirs, run, 5, "L7163"))
    with world.by(world.who.stranger) as work:
        label_acts.spoil(work, box, [(1, 1)], "rách khi dán")
    with world.by(world.who.stranger) as work:
        label_unlinking.unlink(work, run, [(1, 5)], "quét nhầm lô")
    link(world, run, 1, 5, ours)
    cartons(world, ours, run, 5)
    told = refused(lambda: ordered(world, world.who.stranger, anew(theirs, box)))
    assert told == ("carton_empty", {"number": 1})


@pytest.mark.parametrize("torn", [False, True])
def test_a_void_carton_whose_packs_another_has_stays_so(world: World, *, torn: bool) -> None:
    theirs, _permission = another_s_lot(world)
    run, ours = blank(world), world.packed(40, 100).code
    box = boxed(world, run, ours)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(box, 1, 1), "in lệch")
    borrowed(world, run, theirs, 5)
    if torn:
        with world.by(world.who.stranger) as work:
            label_acts.spoil(work, run, [(1, 5)], "rách khi dán")

    def lift() -> None:
        with world.by(world.who.manager) as work:
            label_acts.lift(work, KEYRING, world.item_codes(box)[0], "có trong tay")

    assert refused(lift) == ("packs_of_other_lot", {"first": 1, "run": run})
