"""Labels for cartons: one code each, its packs known, and never a pack more than there is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.blank_labels import spoil, states
from tests.people import KEYRING, World
from traceability.domain.cartons import Filled
from traceability.domain.errors import Denied, Invalid, NotFound, RuleBroken
from traceability.domain.verdict import Verdict
from traceability.services import (
    batches,
    carton_contents,
    carton_runs,
    label_acts,
    label_book,
    label_links,
    label_room,
    pages,
    print_files,
    verify,
)
from traceability.services.carton_runs import CartonRequest
from traceability.services.frozen_runs import Frozen
from traceability.services.label_links import LabelSpan
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading


def cartons(world: World, lot: str, run: str, per: int, by: str = "recorder") -> str:
    with world.by(getattr(world.who, by)) as work:
        asked = CartonRequest(lot, run, per, "L7163")
        code = carton_runs.order(work, world.press, asked).code
        print_files.release(work, code, print_files.Drawn(b"", "0" * 43, 1))
    world.see_paper(code)
    return code


def inside(world: World, run: str) -> list[tuple[int, str]]:
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        return carton_contents.contents(row)


def balance(world: World, lot: str) -> tuple[int | None, int]:
    """How many labels a lot carries and has."""
    with world.view() as view:
        return label_room.most_labels(view, batches.known(view, lot))


@pytest.fixture
def lot(world: World) -> tuple[str, str]:
    """A lot whose 50 labels are on their packs, two of them spoiled."""
    made = world.packed(60, 200).code
    run = world.print_labels(made, 52)
    world.link(run, 1, 52)
    spoil(world, run, "7, 30")
    return made, run


def test_cartons_are_filled_in_order_and_pass_spoiled_labels_over(
    world: World, lot: tuple[str, str]
) -> None:
    run = cartons(world, *lot, 12)
    assert inside(world, run) == [(1, "1–6, 8–13"), (2, "14–25"), (3, "26–29, 31–38"), (4, "39–50")]
    with world.view() as view:
        found = carton_runs.form(view, world.who.recorder, lot[0])
        assert [(each.run, each.count, each.numbers) for each in found.loose] == [
            (lot[1], 2, "51–52")
        ]


def test_a_carton_adds_nothing_to_its_packs(world: World, lot: tuple[str, str]) -> None:
    before = balance(world, lot[0])
    run = cartons(world, *lot, 10)
    world.link(run, 1, 5)
    assert balance(world, lot[0]) == before
    with world.view() as view:
        book = label_book.of_lot(view, world.who.recorder, lot[0])
        assert {each.run for each in book.lines} == {lot[1]}
        assert {each.run for each in book.cartons} == {run}
        assert list(verify.differences(view)) == []


def test_a_pack_is_in_one_carton_that_stands(world: World, lot: tuple[str, str]) -> None:
    run = cartons(world, *lot, 25)
    with pytest.raises(RuleBroken, match="carton_not_filled"):
        cartons(world, *lot, 12)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 2, 2), "thùng bể")
    again = cartons(world, *lot, 12)
    assert [number for number, _numbers in inside(world, again)] == [3, 4]
    with world.view() as view:
        row = queries.run_by_code(view.db, lot[1])
        assert row is not None
        assert carton_runs.carton_seen(view, world.who.recorder, row, 3) == (run, 1)
        assert carton_runs.carton_seen(view, world.who.recorder, row, 40) == (again, 4)
        assert carton_runs.carton_seen(view, world.who.recorder, row, 7) is None


def test_the_page_of_a_carton_says_what_is_in_it(world: World, lot: tuple[str, str]) -> None:
    run = cartons(world, *lot, 25)
    code = world.item_codes(run)[1]
    with world.view() as view:
        assert pages.find(view, KEYRING, code).verdict is Verdict.NOT_LINKED
    world.link(run, 1, 2)
    with world.view() as view:
        page = pages.find(view, KEYRING, code)
        story = label_book.of_label(view, world.who.recorder, KEYRING, code)
        pack = label_book.of_label(view, world.who.recorder, KEYRING, world.item_codes(lot[1])[0])
    assert page.label is not None
    assert (page.label.number, page.label.count, page.label.inside.numbers) == (
        2,
        2,
        "27–29, 31–52",
    )
    assert story.inside.numbers == page.label.inside.numbers
    assert (story.carton, pack.carton) == (None, (run, 1))


def test_a_carton_is_drawn_from_its_row_alone(world: World, lot: tuple[str, str]) -> None:
    run = cartons(world, *lot, 10)
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        drawn = print_files.draw(KEYRING, row)
        frozen = Frozen.from_json(row.frozen)
        assert json.loads(row.frozen)["stamp"]["contents"] == "10 × 2 kg"
        assert drawn.decoded == row.count == 5
    assert frozen.packed == Filled(lot[1], 10, ((1, 6), (8, 29), (31, 52)))


def test_what_is_no_carton_is_refused(world: World, lot: tuple[str, str]) -> None:
    for per in (0, 501):
        with pytest.raises(Invalid, match="out_of_range"):
            cartons(world, *lot, per)
    other = world.packed().code
    with pytest.raises(RuleBroken, match="carton_not_filled"):
        cartons(world, other, lot[1], 10)
    with pytest.raises((NotFound, Denied)):
        cartons(world, *lot, 10, by="stranger")
    assert states(world, lot[1])[0] == (1, 6, "linked")


@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(0, 30)), max_size=8),
    st.integers(1, 40),
)
def test_every_label_of_whole_cartons_is_in_one(drawn: list[tuple[int, int]], per: int) -> None:
    numbers = sorted({n for first, more in drawn for n in range(first, first + more + 1)})
    stretches: list[tuple[int, int]] = []
    for n in numbers:
        if stretches and stretches[-1][1] == n - 1:
            stretches[-1] = (stretches[-1][0], n)
        else:
            stretches.append((n, n))
    packed = Filled("R", per, tuple(stretches))
    each = [[n for a, b in one for n in range(a, b + 1)] for one in packed.each()]
    assert all(len(one) == per for one in each)
    assert len(each) == packed.cartons == len(numbers) // per
    assert [n for one in each for n in one] == numbers[: per * packed.cartons]
    assert [packed.carton(place) for place in range(packed.cartons)] == [*packed.each()]
    assert packed.carton(packed.cartons) == packed.carton(-1) == []
    for place, one in enumerate(each):
        assert {packed.place_of(n) for n in one} == {place}
    assert {packed.place_of(n) for n in [0, 1000, *numbers[per * packed.cartons :]]} == {None}


def test_a_carton_that_is_on_no_paper_holds_nothing() -> None:
    """What was void from birth was printed for no packs; those behind it are filled."""
    packed = Filled("R", 2, ((1, 3), (7, 9)))
    fate = carton_contents.Fate(dead=((3, 7), (9, 20)))
    found = carton_contents.Contents(packed, numbers=((2, 2), (4, 10)), fate=fate)
    told = [(each.numbers, each.dead) for each in map(found.of, range(1, 7))]
    assert told == [("", ""), ("1–2", ""), ("", ""), ("3, 7", "3, 7"), ("8–9", "9"), ("", "")]


def test_the_cartons_of_a_lot_are_numbered_through_its_runs(
    world: World, lot: tuple[str, str]
) -> None:
    first = cartons(world, *lot, 25)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(first, 1, 1), "thùng bể")
    second = cartons(world, *lot, 12)
    third = world.print_labels(other := world.packed(4, 20).code, 4)
    world.link(third, 1, 4)
    elsewhere = cartons(world, other, third, 2)
    assert [number for number, _numbers in inside(world, second)] == [3, 4]
    assert [number for number, _numbers in inside(world, elsewhere)] == [1, 2]
    assert states(world, second) == [(3, 4, "unused")]
    with world.view() as view:
        row = queries.run_by_code(view.db, second)
        assert row is not None
        stickers = print_files.stickers_of(KEYRING, row)
        book = label_book.of_run(view, world.who.manager, second)
        assert print_files.draw(KEYRING, row).decoded == 2
        assert list(verify.differences(view)) == []
    assert [stickers[each].number_text for each in (3, 4)] == ["Thùng 003", "Thùng 004"]
    assert (len(stickers), book.line.count, book.happened[-1].numbers) == (2, 2, "3–4")


def test_a_later_carton_goes_by_its_number_wherever_it_is_named(
    world: World, lot: tuple[str, str]
) -> None:
    first = cartons(world, *lot, 25)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(first, 1, 2), "giấy ướt")
    second = cartons(world, *lot, 10)
    world.link(second, 3, 7)
    codes = world.item_codes(second)
    assert len(codes) == 5
    with world.view() as view:
        page = pages.find(view, KEYRING, codes[0])
        story = label_book.of_label(view, world.who.recorder, KEYRING, codes[4])
        pack = label_book.of_label(view, world.who.recorder, KEYRING, world.item_codes(lot[1])[0])
        no_label = KEYRING.codes(*_numbers(view, second), 0, 1)[0]
        with pytest.raises(NotFound):
            pages.find(view, KEYRING, no_label)
        with pytest.raises(Invalid, match="label_not_ours"):
            label_book.of_label(view, world.who.recorder, KEYRING, no_label)
    assert page.label is not None
    assert (page.label.number, page.label.inside.numbers) == (3, "1–6, 8–11")
    assert (story.number, pack.carton) == (7, (second, 3))
    assert spoil(world, second, "7") == 1
    with pytest.raises(RuleBroken, match="labels_not_in_run") as refused:
        spoil(world, second, "2")
    assert refused.value.faults[0].facts["lowest"] == 3
    with world.by(world.who.recorder) as work, pytest.raises(RuleBroken) as refused:
        label_acts.print_rest(work, KEYRING, second, "2", 0)
    assert refused.value.faults[0].code == "labels_not_in_run"


def _numbers(view: Reading, code: str) -> tuple[str, int]:
    run = queries.run_by_code(view.db, code)
    assert run is not None
    return run.key_id, run.run_no
