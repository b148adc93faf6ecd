"""What is in which carton, found in one pass, is what it is label by label."""

from __future__ import annotations

import random
import sys
from types import FrameType

import pytest
from sqlalchemy import event

from tests.blank_labels import blank, cartons, link, spoil
from tests.people import World
from tests.services.test_carton_takeovers import anew, new_label
from traceability.domain.errors import Refusal
from traceability.domain.labels import DEAD, ON_GOODS
from traceability.services import (
    carton_contents,
    carton_runs,
    label_ledger,
    label_successors,
    label_unlinking,
    making_good,
    standing_cartons,
)
from traceability.services.frozen_runs import Frozen
from traceability.services.label_replacements import Replaces
from traceability.services.label_successors import Successor
from traceability.store.models import PrintRun
from traceability.store.unit import Reading

Label = tuple[str, int]


def mixed(world: World, seed: int) -> tuple[list[str], list[str]]:
    """Runs of packs and of cartons of a lot after many a label was torn and made good."""
    chance, lot = random.Random(seed), world.packed(200, 600).code
    packs = [world.print_labels(lot, 30)]
    world.link(packs[0], 1, 30)
    boxes = [cartons(world, lot, packs[0], 6)]
    for _step in range(45):
        act = chance.choice(["tear", "tear", "open", "renew", "again", "fill", "take off"])
        run = chance.choice(packs)
        try:
            if act == "tear":
                spoil(world, run, str(chance.randint(1, 30 if run == packs[0] else 3)))
            elif act == "open":
                spoil(world, chance.choice(boxes), str(chance.randint(1, 8)))
            elif act == "renew":
                torn = [f"{n}" for n in range(1, 31) if chance.random() < 0.5]
                numbers = ", ".join(each for each in torn if is_spoiled(world, run, int(each)))
                packs.append(new_label(world, lot, run, numbers, 3))
            elif act == "again":
                boxes.append(anew(world, lot, chance.choice(boxes)))
            elif act == "fill":
                boxes.append(cartons(world, lot, run, chance.randint(1, 3)))
            else:
                with world.by(world.who.manager) as work:
                    label_unlinking.unlink(work, run, [(2, 2)], "dán nhầm")
        except Refusal:
            continue
    return packs, boxes


def is_spoiled(world: World, run: str, number: int) -> bool:
    with world.view() as view:
        ledger = label_ledger.ledger_of(view, label_ledger.known_run(view, run))
    return any(each.first < number <= each.last + 1 and each.state == "spoiled" for each in ledger)


def plain_successor(view: Reading, run: PrintRun, number: int, lot: int | None) -> Label | None:
    """The label that is on the goods now in place of a dead one, each asked for by itself."""
    after = making_good.replaced_by(view, run, number)
    if after is None:
        return None
    other = label_ledger.known_run(view, after[0])
    ledger = label_ledger.ledger_of(view, other)
    own = next(each for each in ledger if each.first < after[1] <= each.last + 1)
    if own.state in DEAD:
        return plain_successor(view, other, after[1], lot)
    apart = standing_cartons.named_in(view, other, after[1])
    return after if own.state in ON_GOODS and own.batch == lot and apart is None else None


def plain_successors(view: Reading, run: PrintRun, lot: int | None) -> dict[int, Label]:
    ledger = label_ledger.ledger_of(view, run)
    dead = (n for first, last in label_ledger.dead_in(ledger) for n in range(first, last + 1))
    found = ((number, plain_successor(view, run, number, lot)) for number in dead)
    return {number: after for number, after in found if after is not None}


def plain_cartons(view: Reading, run: PrintRun) -> dict[int, Label]:
    """The carton of each label, asked for by itself."""
    numbers = range(1, run.count + 1)
    found = ((number, label_successors.lies_in(view, run, number)) for number in numbers)
    return {number: carton for number, carton in found if carton is not None}


def cartons_at_once(view: Reading, run: PrintRun) -> dict[int, Label]:
    return {
        label: (cartons.code, number)
        for cartons, number, stretches in label_successors.in_cartons(view, run)
        for first, last in stretches
        for label in range(first, last + 1)
    }


def count_inside(successors: tuple[Successor, ...], dead: list[int], box: list[int]) -> int:
    """How many packs of a carton have a label."""
    renewed = {each.old for each in successors}
    return sum(number not in dead or number in renewed for number in box)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_in_a_carton_is_found_as_label_by_label(world: World, seed: int) -> None:
    packs, boxes = mixed(world, seed)
    with world.view() as view:
        for code in packs:
            run = label_ledger.known_run(view, code)
            assert cartons_at_once(view, run) == plain_cartons(view, run)
            fate = carton_contents.fate(view, code, run.batch_id)
            told = {each.old: (each.run, each.number) for each in fate.successors}
            assert told == plain_successors(view, run, run.batch_id)
            assert len(told) == len(fate.successors)
        for code in boxes:
            run = label_ledger.known_run(view, code)
            items = carton_contents.run_of_items(run)
            fate = carton_contents.fate(view, items, run.batch_id)
            dead = [n for first, last in fate.dead for n in range(first, last + 1)]
            for number, stretches in standing_cartons.filled(run):
                box = [n for first, last in stretches for n in range(first, last + 1)]
                inside = carton_contents.of_carton(view, run, number)
                assert inside.count == count_inside(fate.successors, dead, box)


def asked(world: World, box: str) -> int:
    """How many statements it takes to know what is in the cartons of a run."""
    seen: list[str] = []

    def listen(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    with world.view() as view:
        run = label_ledger.known_run(view, box)
        event.listen(world.store.reader, "before_cursor_execute", listen)
        carton_contents.of_run(view, run)
        event.remove(world.store.reader, "before_cursor_execute", listen)
    return len(seen)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_more_orders_of_new_labels_are_read_by_as_many_statements(world: World) -> None:
    lot = world.packed(60, 200).code
    run = world.print_labels(lot, 60)
    world.link(run, 1, 60)
    box = cartons(world, lot, run, 10)
    counts = []
    for number in (3, 14, 25, 36):
        spoil(world, run, str(number))
        new_label(world, lot, run, str(number))
        counts.append(asked(world, box))
    assert counts == counts[:1] * 4


@pytest.mark.parametrize("backend", ["sqlite"])
def test_more_orders_of_blank_labels_are_too(world: World) -> None:
    """Blank labels may be lent: in whose cartons they are is asked for all orders at once."""
    lot, run = world.packed(60, 200).code, blank(world)
    link(world, run, 1, 60, lot)
    box = cartons(world, lot, run, 10)
    counts = []
    for number in (3, 14, 25, 36):
        spoil(world, run, str(number))
        made = blank(world, 1, replaces=Replaces(run, str(number)))
        link(world, made, 1, 1, lot)
        counts.append(asked(world, box))
    assert counts == counts[:1] * 4


def times_read(world: World, code: str, box: str) -> int:
    """How often the text of a run of cartons is read to refuse to take labels off, or not to."""
    seen: list[str] = []

    def listen(frame: FrameType, what: str, _told: object) -> None:
        if what == "call" and frame.f_code is Frozen.from_json.__code__:
            seen.append(frame.f_locals["text"])

    with world.view() as view:
        run, text = label_ledger.known_run(view, code), label_ledger.known_run(view, box).frozen
        sys.setprofile(listen)
        try:
            carton_runs.require_in_none(view, run, [(100, 100)])
        finally:
            sys.setprofile(None)
    return seen.count(text)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_cartons_took_over_is_read_once_for_all_of_them(world: World) -> None:
    """Once for whose labels they name, once for which, and once more where labels are renewed."""
    lot = world.packed(60, 200).code
    run = world.print_labels(lot, 60)
    world.link(run, 1, 60)
    box = cartons(world, lot, run, 5)
    torn = ", ".join(str(each) for each in range(1, 60, 5))
    spoil(world, run, torn)
    new = new_label(world, lot, run, torn, 12)
    spoil(world, box, "1-12")
    again = anew(world, lot, box)
    assert (times_read(world, run, again), times_read(world, new, again)) == (2, 3)
