"""Spoiled labels of cartons made good: by the same number, for the same box and its packs."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.blank_labels import balanced, book, cartons, in_cartons, spoil, states
from tests.people import KEYRING, STOCK, World
from tests.services.test_deliveries import hand_over
from traceability.domain.errors import Refusal, RuleBroken
from traceability.services import (
    carton_runs,
    label_book,
    label_links,
    label_unlinking,
    organisations,
    print_files,
    print_runs,
)
from traceability.services.carton_runs import CartonRequest
from traceability.services.label_links import LabelSpan
from traceability.services.label_replacements import Replaces
from traceability.services.label_successors import Renewed
from traceability.services.print_runs import PrintRequest
from traceability.store.queries import labels as queries

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def boxed(world: World) -> tuple[str, str, str]:
    return in_cartons(world)


def anew(world: World, lot: str, box: str, numbers: str = "", stock: str = "L7163") -> str:
    """New labels for cartons of a run whose labels were spoiled; the code of theirs."""
    with world.by(world.who.recorder) as work:
        asked = CartonRequest(lot, "", 0, stock, replaces=Replaces(box, numbers))
        code = carton_runs.order(work, world.press, asked).code
        print_files.release(work, code, print_files.Drawn(b"", "0" * 43, 1))
    world.see_paper(code)
    return code


def new_label(world: World, lot: str, run: str, numbers: str, count: int = 1) -> str:
    """Labels of packs in place of spoiled ones, on those packs; the code of their run."""
    with world.by(world.who.recorder) as work:
        asked = PrintRequest(lot, count, STOCK, replaces=Replaces(run, numbers))
        made = print_runs.order(work, world.press, asked).code
        print_files.release(work, made, print_files.Drawn(b"", "0" * 43, count))
    world.see_paper(made)
    world.link(made, 1, count)
    return made


def held(world: World, box: str) -> list[tuple[int, str, str, tuple[Renewed, ...]]]:
    """The cartons of a run: number, labels, those that are dead, those with a new label."""
    return [
        (each.number, each.inside.numbers, each.inside.dead, each.inside.renewed)
        for each in book(world, box).cartons
    ]


def loose(world: World, lot: str) -> list[tuple[str, str]]:
    with world.view() as view:
        found = carton_runs.form(view, world.who.recorder, lot).loose
    return [(each.run, each.numbers) for each in found]


def said(world: World, box: str) -> tuple[str, list[str]]:
    """What labels of cartons say: how many packs of how much, and their small numbers."""
    with world.view() as view:
        row = queries.run_by_code(view.db, box)
        assert row is not None
        stickers = print_files.stickers_of(KEYRING, row)
        contents = json.loads(row.frozen)["stamp"]["contents"]
        assert print_files.draw(KEYRING, row).decoded == len(stickers)
    return contents, [each.number_text for each in stickers.values()]


def test_a_new_label_names_the_packs_of_the_very_carton(
    world: World, boxed: tuple[str, str, str]
) -> None:
    lot, _run, box = boxed
    assert [each[:2] for each in held(world, box)][4:7:2] == [(5, "49–58"), (7, "69–78")]
    spoil(world, box, "5, 7")
    new = anew(world, lot, box)
    assert held(world, new) == [(5, "49–58", "", ()), (7, "69–78", "", ())]
    told = book(world, new)
    assert told.makes_good is not None
    assert (told.line.count, told.makes_good.numbers, balanced(told)) == (2, "5, 7", True)
    assert [each.numbers for each in told.lines] == ["5", "7"]
    assert said(world, new) == ("10 × 2 kg", ["Thùng 005", "Thùng 007"])
    world.link(new, 5, 7)
    assert states(world, new)[0][2] == states(world, new)[-1][2] == "linked"
    with world.by(world.who.manager) as work:
        assert label_links.void(work, LabelSpan(new, 5, 7), "in lệch") == 2
    assert book(world, box).spoiled_numbers == "5, 7"
    assert world.differences() == []


def test_each_label_of_cartons_is_counted_once(world: World, boxed: tuple[str, str, str]) -> None:
    lot, _run, box = boxed
    spoil(world, box, "5")
    anew(world, lot, box)
    with world.view() as view:
        assert organisations.details(view, world.who.manager).labels == 100 + 9 + 1


def test_a_torn_new_label_is_made_good_in_its_turn(
    world: World, boxed: tuple[str, str, str]
) -> None:
    lot, _run, box = boxed
    spoil(world, box, "5")
    second = anew(world, lot, box)
    spoil(world, second, "5")
    third = anew(world, lot, second)
    assert held(world, third) == [(5, "49–58", "", ())]
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(box, 9, 9), "thùng bể")
    later = cartons(world, lot, boxed[1], 12)
    assert [each[0] for each in held(world, later)] == [10]
    assert world.differences() == []


def test_what_was_torn_meanwhile_is_not_counted(world: World, boxed: tuple[str, str, str]) -> None:
    lot, run, box = boxed
    spoil(world, run, "50")
    spoil(world, box, "5, 7")
    alone = anew(world, lot, box, "5")
    assert held(world, alone) == [(5, "49–58", "50", ())]
    assert said(world, alone) == ("9 × 2 kg", ["Thùng 005"])
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(alone, 5, 5), "in nhầm giấy")
    both = anew(world, lot, box)
    assert said(world, both) == ("Gói 2 kg", ["Thùng 005 · 9 gói", "Thùng 007 · 10 gói"])
    spoil(world, run, "69-78")
    spoil(world, both, "7")
    with pytest.raises(RuleBroken) as refused:
        anew(world, lot, both)
    assert (refused.value.code, refused.value.facts) == ("carton_empty", {"number": 7})


def test_a_carton_that_was_packed_anew_keeps_its_old_label(
    world: World, boxed: tuple[str, str, str]
) -> None:
    lot, run, box = boxed
    spoil(world, box, "5")
    other = cartons(world, lot, run, 10)
    with pytest.raises(RuleBroken) as refused:
        anew(world, lot, box)
    facts = {"number": 5, "other": 10, "run": other}
    assert (refused.value.code, refused.value.facts) == ("carton_packed_anew", facts)


def test_a_pack_under_a_new_label_is_in_its_carton_still(
    world: World, boxed: tuple[str, str, str]
) -> None:
    lot, run, box = boxed
    spoil(world, run, "50, 52")
    assert held(world, box)[4] == (5, "49–58", "50, 52", ())
    new = new_label(world, lot, run, "50, 52", 2)
    both = Renewed(new, "50, 52", "1–2")
    assert held(world, box)[4] == (5, "49–58", "", (both,))
    assert loose(world, lot) == [(run, "99–100")]
    with world.view() as view:
        code = world.item_codes(new)[1]
        story = label_book.of_label(view, world.who.recorder, KEYRING, code)
    assert story.carton == (box, 5)
    spoil(world, new, "1")
    assert held(world, box)[4][2:] == ("50", (Renewed(new, "52", "2"),))
    third = new_label(world, lot, new, "1")
    assert held(world, box)[4][3] == (Renewed(third, "50", "1"), Renewed(new, "52", "2"))
    spoil(world, box, "5")
    assert (new, "2") in loose(world, lot)
    assert said(world, anew(world, lot, box)) == ("10 × 2 kg", ["Thùng 005"])
    assert loose(world, lot) == [(run, "99–100")]
    assert world.differences() == []


def test_a_new_label_taken_off_its_pack_is_in_no_carton(
    world: World, boxed: tuple[str, str, str]
) -> None:
    lot, run, box = boxed
    spoil(world, run, "50")
    new = new_label(world, lot, run, "50")
    with world.by(world.who.manager) as work:
        label_unlinking.unlink(work, new, [(1, 1)], "dán nhầm")
    assert held(world, box)[4] == (5, "49–58", "50", ())
    assert world.differences() == []


def test_a_new_label_stays_where_a_later_label_of_its_carton_counts_it(
    world: World, boxed: tuple[str, str, str]
) -> None:
    """What the cardboard counts is not taken off; what was torn and renewed after it may be."""
    lot, run, box = boxed
    spoil(world, run, "50")
    new = new_label(world, lot, run, "50")
    spoil(world, box, "5")
    again = anew(world, lot, box)
    assert said(world, again)[0] == "10 × 2 kg"
    with pytest.raises(RuleBroken) as refused, world.by(world.who.manager) as work:
        label_unlinking.unlink(work, new, [(1, 1)], "dán nhầm")
    facts = {"first": 1, "number": 5, "run": again}
    assert (refused.value.code, refused.value.facts) == ("label_in_carton", facts)
    spoil(world, run, "52")
    later = new_label(world, lot, run, "52")
    with world.by(world.who.manager) as work:
        label_unlinking.unlink(work, later, [(1, 1)], "dán nhầm")
    spoil(world, again, "5")
    with world.by(world.who.manager) as work:
        label_unlinking.unlink(work, new, [(1, 1)], "dán nhầm")
    assert world.differences() == []


def test_what_left_the_house_is_put_into_no_carton(world: World) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    hand_over(world, lot)
    assert loose(world, lot) == []
    with pytest.raises(RuleBroken) as refused:
        cartons(world, lot, run, 20)
    assert (refused.value.code, refused.value.facts) == ("packs_gone", {"gone": 40, "loose": 0})


def test_a_carton_that_left_gets_no_new_label(world: World, boxed: tuple[str, str, str]) -> None:
    lot, _run, box = boxed
    spoil(world, box, "5")
    hand_over(world, lot)
    with pytest.raises(RuleBroken) as refused:
        anew(world, lot, box)
    assert (refused.value.code, refused.value.facts) == ("carton_gone", {"number": 5, "first": 49})


@ON_SQLITE
def test_a_walk_keeps_every_pack_in_one_box(world: World) -> None:
    """Whatever is torn and made good, a carton's number and packs are what they were at first."""
    chance, lot = random.Random(7), world.packed(90, 300).code
    packs = [world.print_labels(lot, 40)]
    world.link(packs[0], 1, 40)
    boxes = [cartons(world, lot, packs[0], 8)]
    before, done = {n: text for n, text, *_rest in held(world, boxes[0])}, dict[str, int]()
    for _step in range(60):
        act = chance.choice(["pack", "box", "new pack", "new box"])
        run = chance.choice(packs if act.endswith("pack") else boxes)
        number = str(chance.randint(1, 5 if act.endswith("box") else 40))
        try:
            if act in ("pack", "box"):
                spoil(world, run, number)
            elif act == "new pack":
                packs.append(new_label(world, lot, run, _first(world, run)))
            else:
                boxes.append(anew(world, lot, run))
            done[act] = done.get(act, 0) + 1
        except Refusal:
            continue
        standing: list[int] = []
        for code in boxes:
            for each in book(world, code).cartons:
                assert each.inside.numbers == before[each.number]
                standing += [each.number] if each.stands else []
        assert len(set(standing)) == len(standing)
    assert all(done.get(act, 0) > 1 for act in ("pack", "box", "new pack", "new box")), done
    assert world.differences() == []


def _first(world: World, run: str) -> str:
    """The first label of a run that waits to be made good, as one would type it."""
    waiting: Any = book(world, run).still_spoiled
    return str(waiting[0][0]) if waiting else ""
