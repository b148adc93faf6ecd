"""Spoiled labels made good: once each, by labels of the same goods, and told in both ledgers."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from tests.blank_labels import blank, book, cartons, give, link, spoil
from tests.people import KEYRING, STOCK, World
from traceability.domain.errors import Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.labels import LabelState
from traceability.domain.stretches import counted, meet, together
from traceability.services import (
    blank_runs,
    carton_runs,
    label_acts,
    label_book,
    label_links,
    label_previews,
    print_files,
    print_runs,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.carton_runs import CartonRequest
from traceability.services.label_hands import Hands
from traceability.services.label_ledger import facts_of
from traceability.services.label_links import LabelSpan
from traceability.services.label_replacements import Replaces
from traceability.services.print_runs import PrintRequest
from traceability.store.queries import events

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def in_place_of(world: World, lot: str, run: str, numbers: str = "", count: int = 8) -> str:
    """Labels for a lot that make spoiled ones of a run good; the code of their run."""
    with world.by(world.who.recorder) as work:
        asked = PrintRequest(lot, count, STOCK, replaces=Replaces(run, numbers))
        made = print_runs.order(work, world.press, asked).code
        print_files.release(work, made, print_files.Drawn(b"", "0" * 43, count))
    return made


def blank_in_place_of(world: World, run: str, numbers: str = "", **more: Any) -> str:
    with world.by(world.who.recorder) as work:
        product = more.pop("product", world.who.product)
        asked = BlankRequest(product, 8, STOCK, replaces=Replaces(run, numbers))
        return blank_runs.order(work, world.press, asked).code


def void(world: World, run: str, first: int, last: int) -> None:
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, first, last), "in nhầm giấy")


@pytest.fixture
def lot(world: World) -> tuple[str, str]:
    """A lot of 40 whose labels are on it, eight of them spoiled."""
    made = world.packed(40).code
    run = world.print_labels(made, 40)
    world.link(run, 1, 30)
    spoil(world, run, "17, 23, 31-36")
    return made, run


def test_both_ledgers_say_which_labels_stand_in_for_which(
    world: World, lot: tuple[str, str]
) -> None:
    assert book(world, lot[1]).spoiled_numbers == "17, 23, 31–36"
    new = in_place_of(world, *lot)
    made, mine = book(world, new), book(world, lot[1])
    assert made.makes_good is not None
    assert (made.makes_good.run, made.makes_good.numbers) == (lot[1], "17, 23, 31–36")
    assert [(each.run, each.count) for each in mine.made_good] == [(new, 8)]
    assert (mine.still_spoiled, mine.makes_good, made.made_good) == ((), None, ())
    (told,) = [each for each in mine.happened if each.run]
    assert (told.step, told.run, told.numbers) == (EventStep.LABELS_ORDERED, new, "17, 23, 31–36")
    with world.view() as view:
        story = label_book.of_label(view, world.who.recorder, KEYRING, world.item_codes(lot[1])[16])
        leaf = facts_of(events.of_step(view.db, new, EventStep.LABELS_ORDERED)[0])
    assert story.happened[0].run == new
    assert leaf["replaces"] == {"run": lot[1], "ranges": [[17, 17], [23, 23], [31, 36]]}
    assert world.differences() == []


def test_what_was_made_good_is_neither_offered_nor_taken_again(
    world: World, lot: tuple[str, str]
) -> None:
    new = in_place_of(world, *lot, numbers="17, 31-32", count=3)
    assert book(world, lot[1]).spoiled_numbers == "23, 33–36"
    with pytest.raises(RuleBroken) as twice:
        in_place_of(world, *lot, numbers="23, 32")
    assert (twice.value.code, twice.value.facts) == ("label_made_good", {"first": 32, "run": new})
    other = in_place_of(world, *lot, count=5)
    assert {each.run for each in book(world, lot[1]).made_good} == {new, other}
    with pytest.raises(RuleBroken, match="nothing_to_make_good"):
        in_place_of(world, *lot)


@ON_SQLITE
@pytest.mark.parametrize(
    ("numbers", "count", "code"),
    [
        ("16", 8, "label_not_spoiled"),
        ("17-23", 8, "label_not_spoiled"),
        ("41", 8, "labels_not_in_run"),
        ("17, 23", 1, "fewer_than_made_good"),
        ("", 7, "fewer_than_made_good"),
        ("mười bảy", 8, "label_numbers_unreadable"),
    ],
)
def test_only_spoiled_labels_are_made_good_and_each_by_one(
    world: World, lot: tuple[str, str], numbers: str, count: int, code: str
) -> None:
    asked = PrintRequest(lot[0], count, STOCK, replaces=Replaces(lot[1], numbers))
    with world.by(world.who.recorder) as work, pytest.raises((RuleBroken, Invalid), match=code):
        print_runs.order(work, world.press, asked)
    with world.view() as view, pytest.raises((RuleBroken, Invalid), match=code):
        label_previews.of_lot(view, world.who.recorder, world.press, asked)
    assert book(world, lot[1]).made_good == ()


def test_labels_of_other_goods_make_nothing_good(world: World, lot: tuple[str, str]) -> None:
    other = world.packed(40).code
    with pytest.raises(RuleBroken, match="label_of_other_goods"):
        in_place_of(world, other, lot[1])
    with pytest.raises(RuleBroken, match="label_of_other_goods"):
        blank_in_place_of(world, lot[1])
    asked = PrintRequest(lot[0], 8, STOCK, replaces=Replaces(lot[1]))
    with world.by(world.who.stranger) as work, pytest.raises(NotFound):
        print_runs.order(work, world.press, asked)


def test_blank_labels_are_made_good_by_blank_ones_or_for_their_lot(world: World) -> None:
    """Torn before they were linked, they are of the product; torn on a bag, of its lot too."""
    run, lot = blank(world), world.packed(40).code
    link(world, run, 1, 20, lot)
    give(world, run, 21, 40, Hands.TEAM, "Tổ dán tem")
    spoil(world, run, "3-4, 25-26")
    new = in_place_of(world, lot, run, "3, 25", count=2)
    again = blank_in_place_of(world, run)
    found = {each.run: each.numbers for each in book(world, run).made_good}
    assert found == {new: "3, 25", again: "4, 26"}
    assert world.differences() == []


def test_an_order_that_was_voided_whole_makes_nothing_good(
    world: World, lot: tuple[str, str]
) -> None:
    new = in_place_of(world, *lot)
    void(world, new, 1, 7)
    assert book(world, lot[1]).still_spoiled == ()
    void(world, new, 8, 8)
    assert book(world, lot[1]).spoiled_count == 8
    told = book(world, new)
    assert told.ordered_for is not None
    assert (told.makes_good, told.ordered_for.count, told.made_elsewhere) == (None, 8, ())
    other = in_place_of(world, *lot, count=8)
    (elsewhere,) = book(world, new).made_elsewhere
    assert (elsewhere.run, elsewhere.numbers) == (other, "17, 23, 31–36")
    assert book(world, other).ordered_for is None
    code = world.item_codes(new)[0]
    with world.by(world.who.manager) as work, pytest.raises(RuleBroken) as refused:
        label_acts.lift(work, KEYRING, code, "cầm trên tay")
    assert (refused.value.code, refused.value.facts) == ("made_good_elsewhere", {"run": other})
    void(world, other, 1, 8)
    with world.by(world.who.manager) as work:
        label_acts.lift(work, KEYRING, code, "cầm trên tay")
    assert [each.run for each in book(world, lot[1]).made_good] == [new]
    assert (book(world, new).ordered_for, book(world, other).makes_good) == (None, None)
    assert world.differences() == []


@ON_SQLITE
def test_a_spoiled_carton_is_made_good_by_a_carton(world: World) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    box = cartons(world, lot, run, 20)
    spoil(world, box, "2")
    with pytest.raises(RuleBroken, match="label_of_other_goods"):
        in_place_of(world, lot, box)
    with world.by(world.who.recorder) as work:
        asked = CartonRequest(lot, "", 0, "L7163", replaces=Replaces(box))
        new = carton_runs.order(work, world.press, asked).code
    assert [each.run for each in book(world, box).made_good] == [new]
    assert world.differences() == []


def test_a_walk_of_spoils_and_orders_makes_each_label_good_at_most_once(world: World) -> None:
    """Replacements are spoiled and made good in turn, and orders voided whole."""
    chance, lot = random.Random(12), world.packed(90, 200).code
    runs, done = [world.print_labels(lot, 20)], Counter[str]()
    for _step in range(60):
        act, run = (
            chance.choice(["spoil", "spoil", "spoil", "order", "order", "void"]),
            chance.choice(runs),
        )
        if act == "void" and len(runs) == 1:
            continue
        first = chance.randint(1, 18 if run == runs[0] else 3)
        try:
            if act == "spoil":
                spoil(world, run, f"{first}-{first + chance.randint(0, 1)}")
            elif act == "void":
                void(world, runs[-1], 1, book(world, runs[-1]).line.count)
            else:
                before = [each.numbers for each in book(world, run).made_good]
                numbers = chance.choice(["", f"{first}", *before])
                runs.append(in_place_of(world, lot, run, numbers, count=4))
            done[act] += 1
        except Refusal:
            continue
        for each in (book(world, code) for code in runs):
            named = [stretch for made in each.made_good for stretch in made.stretches]
            assert counted(together(named)) == counted(named)
            assert not meet(named, each.still_spoiled)
            dead = each.sums[LabelState.SPOILED] + each.sums[LabelState.VOID]
            assert counted(named) + each.spoiled_count <= dead
    assert all(done[act] > 1 for act in ("spoil", "order", "void")), done
    assert world.differences() == []
