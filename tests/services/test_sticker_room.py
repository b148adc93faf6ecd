"""Stickers on single fruit: counted by pieces, beside the labels on the bags of the same lot."""

from __future__ import annotations

import pytest

from tests.blank_labels import blank, cartons, link, spoil
from tests.people import World
from tests.services.test_corrections import correct
from tests.services.test_pack_bases import FIXED, PIECES, four, kg, packed
from traceability.domain.errors import RuleBroken
from traceability.domain.label_designs import LabelDesign
from traceability.services import (
    batch_views,
    blank_runs,
    carton_runs,
    home_tasks,
    label_book,
    label_choices,
    label_room,
    label_views,
    print_files,
    print_runs,
)
from traceability.services.corrections import Amendment, Retraction
from traceability.services.print_runs import PrintRequest
from traceability.services.sticker_room import Pieces
from traceability.store.queries import batches

__all__ = ["four"]

LEAST = 80  # g, the reference value of the crop


def stickers(world: World, count: int) -> str:
    """Blank stickers on one roll, read from paper."""
    return blank(world, count, design=LabelDesign.FRUIT_STICKER)


def pieces(world: World, lot: str) -> Pieces | None:
    with world.view() as view:
        return label_book.of_lot(view, world.who.recorder, lot).stickers


def test_a_lot_carries_a_sticker_a_fruit_and_a_label_a_bag(world: World) -> None:
    lot = world.packed(40).code  # 80 kg: at most 1,000 fruit
    run, bags = stickers(world, 1_010), blank(world)
    with pytest.raises(RuleBroken) as refused:
        link(world, run, 1, 1_001, lot)
    assert (refused.value.code, refused.value.facts) == (
        "more_stickers_than_fruit",
        {
            "most": 1_000,
            "least": LEAST,
            "out": 80_000,
            "unit": "g",
            "live": 0,
            "wanted": 1_001,
            "left": 1_000,
        },
    )
    link(world, run, 1, 1_000, lot)
    link(world, bags, 1, 40, lot)
    with pytest.raises(RuleBroken, match="more_labels_than_packed"):
        link(world, bags, 41, 41, lot)
    with pytest.raises(RuleBroken, match="more_stickers_than_fruit"):
        link(world, run, 1_001, 1_001, lot)
    spoil(world, run, "7")
    link(world, run, 1_001, 1_001, lot)
    with world.view() as view:
        book = label_book.of_lot(view, world.who.recorder, lot)
        assert (book.live, book.most, book.stickers) == (40, 40, Pieces(LEAST, 80_000, 1_000))
        tally = batch_views.shown(view, world.who.recorder, lot).labels
        assert tally is not None
        assert (tally.printed, tally.linked, tally.room) == (40, 40, 0)
        assert tally.stickers == book.stickers
    assert world.differences() == []


def test_stickers_that_are_printed_for_a_lot_count_so_too(world: World) -> None:
    lot = world.packed(40).code
    world.print_labels(lot, 40)

    def order(count: int) -> str:
        asked = PrintRequest(lot, count, "34×22, 3 tem", design=LabelDesign.FRUIT_STICKER)
        with world.by(world.who.recorder) as work:
            return print_runs.order(work, world.press, asked).code

    order(900)
    with pytest.raises(RuleBroken, match="more_stickers_than_fruit"):
        order(101)
    order(100)
    with world.view() as view:
        known = label_views.print_form(view, world.who.recorder, lot)
        assert (known.room, known.stickers) == (0, Pieces(LEAST, 80_000, 1_000))


def test_a_lot_is_offered_while_printed_labels_are_not_live(world: World) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)

    def offered() -> list[str]:
        with world.view() as view:
            return [each.code for each in label_choices.lots_to_link(view, world.who.recorder)]

    link(world, stickers(world, 1_000), 1, 1_000, lot)
    assert offered() == [lot]  # its bags wait for theirs
    world.link(run, 1, 40)
    assert offered() == []


def test_a_lot_with_all_its_bags_labelled_still_takes_stickers(world: World) -> None:
    lot = world.packed(40).code
    world.link(world.print_labels(lot, 40), 1, 40)
    with world.view() as view:
        offered = label_choices.lots_to_link(view, world.who.recorder)
    assert [each.code for each in offered] == [lot]


def test_a_product_s_own_pack_by_pieces_says_the_weight(four: World) -> None:
    lot = packed(four, FIXED, packages=40)
    assert pieces(four, lot) == Pieces(150, 80_000, 0)


def test_what_is_packed_by_pieces_has_one_label_a_piece(four: World) -> None:
    lot = packed(four, PIECES, packed=kg(90))
    assert pieces(four, lot) is None
    run = blank(four, 10, design=LabelDesign.FRUIT_STICKER, pack_format=PIECES)
    link(four, run, 1, 10, lot)
    with four.view() as view:
        row = batches.by_code(view.db, lot)
        assert row is not None
        assert label_room.most_labels(view, row) == (600, 10)


def test_the_season_counts_stickers_by_fruit(world: World) -> None:
    """A hundred stickers took the room of a hundred bags of 2 kg."""

    def quota() -> blank_runs.Quota:
        with world.view() as view:
            product = blank_runs.known(view, world.who.product)
            return blank_runs.quota(view, product, blank_runs.pack_of(view, product, 1))

    before = quota()
    assert before.stickers is not None
    assert before.stickers.most == before.ceiling // LEAST
    stickers(world, 100)
    after = quota()
    assert (after.room, after.claimed) == (before.room, before.claimed)
    assert after.stickers is not None
    assert after.stickers.claimed == 100 * LEAST
    blank(world, 100)
    assert quota().claimed == before.claimed + 200_000
    assert quota().stickers == after.stickers


def test_fruit_that_weighs_less_since_has_stickers_too_many(world: World) -> None:
    lot = world.packed(40)
    link(world, stickers(world, 1_000), 1, 1_000, lot.code)
    entry = world.entry(lot.code)
    done = correct(world, Amendment(entry, packages=39))
    assert list(done.excess_labels.values()) == [25]  # 78 kg are at most 975 fruit
    with world.view() as view:
        (task,) = (
            e for e in home_tasks.waiting(view, world.who.manager) if e.kind == "over_labelled"
        )
        assert (task.total, task.first[0].amount) == (1, 25)


def test_a_packing_whose_fruit_carries_stickers_stays(world: World) -> None:
    lot = world.packed(40)
    link(world, stickers(world, 10), 1, 10, lot.code)
    with pytest.raises(RuleBroken, match="labels_still_live"):
        correct(world, Retraction(world.entry(lot.code)))


def offered_for_cartons(world: World, lot: str) -> list[str]:
    with world.view() as view:
        return [each.run for each in carton_runs.form(view, world.who.recorder, lot).loose]


def test_cartons_are_filled_by_labels_on_packs_alone(world: World) -> None:
    lot = world.packed(40).code
    run, bags = stickers(world, 200), blank(world)
    link(world, run, 1, 200, lot)
    assert offered_for_cartons(world, lot) == []
    link(world, bags, 1, 40, lot)
    assert offered_for_cartons(world, lot) == [bags]
    with pytest.raises(RuleBroken) as refused:
        cartons(world, lot, run, 100)
    fault = refused.value.faults[0]
    assert (fault.code, fault.field) == ("stickers_count_no_packs", "run")
    assert fault.facts == {"run": run}


def test_a_sticker_of_a_lot_packed_by_pieces_is_the_label_of_a_pack(four: World) -> None:
    lot = packed(four, PIECES, packed=kg(90))
    asked = PrintRequest(lot, 30, "34×22, 3 tem", design=LabelDesign.FRUIT_STICKER)
    with four.by(four.who.recorder) as work:
        run = print_runs.order(work, four.press, asked).code
        print_files.release(work, run, print_files.Drawn(b"", "0" * 43, 30))
    four.see_paper(run)
    four.link(run, 1, 30)
    assert offered_for_cartons(four, lot) == [run]
