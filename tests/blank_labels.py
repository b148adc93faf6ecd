"""Blank labels ordered, handed out, linked and spoiled, as the ledger's tests need them."""

from __future__ import annotations

from tests.people import STOCK, World
from traceability.domain.label_numbers import read
from traceability.services import (
    blank_runs,
    carton_runs,
    label_acts,
    label_book,
    label_hands,
    label_links,
    print_files,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.carton_runs import CartonRequest
from traceability.services.label_hands import HandOut, Hands
from traceability.services.label_links import LabelSpan
from traceability.store.queries import labels


def blank(world: World, count: int = 60, *, seen: bool = True, **more: object) -> str:
    """A blank run, released; its paper was read unless ``seen`` says not."""
    with world.by(world.who.recorder) as work:
        product = str(more.pop("product", world.who.product))
        stock = str(more.pop("stock", STOCK))
        asked = BlankRequest(product, count, stock, **more)  # type: ignore[arg-type]
        run = blank_runs.order(work, world.press, asked).code
        print_files.release(work, run, print_files.Drawn(b"", "0" * 43, count))
    if seen:
        world.see_paper(run)
    return run


def states(world: World, run: str) -> list[tuple[int, int, str]]:
    with world.view() as view:
        row = labels.run_by_code(view.db, run)
        assert row is not None
        return [(r.first + 1, r.last + 1, r.state) for r in labels.ranges(view.db, [row.id])]


def link(world: World, run: str, first: int, last: int, lot: str | None = None) -> str:
    with world.by(world.who.recorder) as work:
        return label_links.link(work, LabelSpan(run, first, last), lot)


def give(world: World, run: str, first: int, last: int, kind: Hands, to: str) -> None:
    with world.by(world.who.recorder) as work:
        label_hands.hand_out(work, HandOut(run, ((first, last),), kind, to))


def spoil(world: World, run: str, typed: str) -> int:
    with world.by(world.who.recorder) as work:
        return label_acts.spoil(work, run, read(typed).stretches, "rách khi bóc")


def book(world: World, run: str) -> label_book.RunBook:
    with world.view() as view:
        return label_book.of_run(view, world.who.manager, run)


def balanced(told: label_book.RunBook) -> bool:
    """Printed is the sum of all lives."""
    return sum(told.sums.values()) == told.line.count


def cartons(world: World, lot: str, run: str, per: int) -> str:
    """Labels for cartons of ``per`` packs each, drawn and read from paper; their run."""
    with world.by(world.who.recorder) as work:
        asked = CartonRequest(lot, run, per, "L7163")
        code = carton_runs.order(work, world.press, asked).code
        print_files.release(work, code, print_files.Drawn(b"", "0" * 43, 1))
    world.see_paper(code)
    return code


def in_cartons(world: World) -> tuple[str, str, str]:
    """A lot of 100 packs of which eight were torn, its run of labels and that of nine cartons."""
    lot = world.packed(120, 400).code
    run = world.print_labels(lot, 100)
    world.link(run, 1, 100)
    spoil(world, run, "17, 23, 41-46")
    box = cartons(world, lot, run, 10)
    world.link(box, 1, 9)
    return lot, run, box
