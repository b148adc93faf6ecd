"""Sacks leave once, by a note or a loss, and come back with what is taken back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select, text

from tests.people import TODAY, World
from tests.services.test_corrections import correct
from tests.services.test_deliveries import arrive, hand_over, send
from tests.services.test_gate_and_herbs import pack, sacks
from traceability.domain.deliveries import WriteOff
from traceability.domain.errors import Invalid, Refusal, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import delivery_views, packing_lists, write_offs
from traceability.services.arrivals import Arrived
from traceability.services.corrections import Amendment, Retraction
from traceability.services.deliveries import Send
from traceability.services.packing_lists import PackingList
from traceability.services.write_offs import WriteOffRequest
from traceability.store.models import Event

WEIGHTS = (24_800, 25_100, 25_000, 24_900)
ONE = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def lot(world: World) -> str:
    grown, made = sacks(world)
    code = pack(world, grown, made, None, weights=WEIGHTS).code
    world.publish(code)
    return code


def listed(world: World, code: str, actor: str = "recorder") -> PackingList:
    with world.view() as view:
        return packing_lists.shown(view, getattr(world.who, actor), code)


def here(world: World, code: str) -> list[int]:
    """The sacks that are left; what they hold is what is on hand."""
    found = listed(world, code)
    left = sum(each.left for each in found.here)
    assert (left - found.unplaced, "g") == (world.on_hand(code)[0], "g")
    return [each.number for each in found.here]


def lose(world: World, code: str, named: Sequence[int] = (), grams: int | None = None) -> str:
    quantity = None if grams is None else Quantity(grams, "g")
    asked = WriteOffRequest(code, WriteOff.SAMPLE, TODAY, quantity, sacks=tuple(named))
    with world.by(world.who.recorder) as work:
        return write_offs.register(work, asked).event


def event_of(world: World, note: str) -> str:
    with world.view() as view:
        return delivery_views.shown(view, world.who.manager, note).event


def refused(world: World, asked: Send) -> Refusal:
    with pytest.raises(Refusal) as found:
        send(world, asked)
    return found.value


def test_a_sack_that_left_is_gone_and_says_by_which_note(world: World, lot: str) -> None:
    note = send(world, Send(lot, sacks=(1, 3)))
    assert here(world, lot) == [2, 4]
    first = listed(world, lot).sacks[0]
    assert [(each.grams, each.note, each.number) for each in first.went] == [
        (24_800, note.code, f"{note.number}/{note.year}")
    ]
    refusal = refused(world, Send(lot, sacks=(2, 3)))
    assert (refusal.code, refusal.facts["sacks"]) == ("sack_gone", "3")
    with world.view() as view:
        (line,) = delivery_views.shown(view, world.who.recorder, note.code).lines
        assert (line.sacks, line.packages, line.amount) == ("1, 3", 2, 49_800)
    send(world, lot)
    assert here(world, lot) == []
    assert world.on_hand(lot) == (0, "closed")
    assert world.differences() == []


def test_what_is_taken_back_is_here_again(world: World, lot: str) -> None:
    note = send(world, Send(lot, sacks=(1, 2)))
    lost = lose(world, lot, [3])
    assert here(world, lot) == [4]
    correct(world, Retraction(event_of(world, note.code)), Retraction(lost))
    assert here(world, lot) == [1, 2, 3, 4]
    send(world, Send(lot, sacks=(1, 2)))
    assert here(world, lot) == [3, 4]
    assert world.differences() == []


def test_what_a_receiver_sends_back_is_here_again(world: World, lot: str) -> None:
    note = hand_over(world, Send(lot, sacks=(2, 4)))
    arrive(world, note.code, Arrived(lot, refused=True), reason="ẩm")
    assert here(world, lot) == [1, 2, 3, 4]
    assert world.differences() == []


def test_what_a_receiver_takes_keeps_its_numbers(world: World, lot: str) -> None:
    note = hand_over(world, Send(lot, sacks=(2, 4)))
    (taken,) = arrive(world, note.code).codes
    found = listed(world, taken, "stranger")
    assert [(each.number, each.left) for each in found.sacks] == [(2, 25_100), (4, 24_900)]
    assert found.last == 4
    assert here(world, lot) == [1, 3]
    assert world.differences() == []


@ONE
def test_what_came_otherwise_than_it_was_sent_has_no_list(world: World, lot: str) -> None:
    note = hand_over(world, Send(lot, sacks=(2, 4)))
    (taken,) = arrive(world, note.code, Arrived(lot, Quantity(49_000, "g"))).codes
    with world.view() as view:
        assert not packing_lists.is_listed(view, packing_lists.batches.known(view, taken))
    assert world.differences() == []


def test_a_sample_is_a_part_of_one_sack(world: World, lot: str) -> None:
    event = lose(world, lot, [2], 100)
    assert listed(world, lot).sacks[1].left == 25_000
    correct(world, Amendment(event, {lot: Quantity(300, "g")}))
    assert listed(world, lot).sacks[1].left == 24_800
    note = send(world, Send(lot, sacks=(2,)))
    with world.view() as view:
        (line,) = delivery_views.shown(view, world.who.recorder, note.code).lines
        assert line.amount == 24_800
    assert here(world, lot) == [1, 3, 4]
    correct(world, Retraction(_today(world, event)))
    assert listed(world, lot).sacks[1].left == 300
    assert here(world, lot) == [1, 2, 3, 4]
    assert world.differences() == []


def _today(world: World, event: str) -> str:
    """The newest telling of an entry."""
    with world.view() as view:
        first = select(Event.seq).where(Event.event_id == event).scalar_subquery()
        return view.db.scalars(select(Event.event_id).where(Event.corrects == first)).one()


@ONE
def test_a_part_that_no_longer_fits_is_of_no_sack(world: World, lot: str) -> None:
    event = lose(world, lot, [2], 100)
    correct(world, Amendment(event, {lot: Quantity(26_000, "g")}))
    assert listed(world, lot).unplaced == 26_000
    assert here(world, lot) == [1, 2, 3, 4]
    assert world.differences() == []


@ONE
def test_what_nobody_told_the_sack_of_is_told(world: World, lot: str) -> None:
    lose(world, lot, grams=400)
    assert listed(world, lot).unplaced == 400
    assert here(world, lot) == [1, 2, 3, 4]
    send(world, lot)
    assert here(world, lot) == []
    assert world.differences() == []


@ONE
def test_where_a_whole_sack_may_be_missing_nobody_claims_which(world: World, lot: str) -> None:
    lose(world, lot, grams=25_100)
    note = send(world, lot)
    with world.view() as view:
        (line,) = delivery_views.shown(view, world.who.recorder, note.code).lines
        assert (line.sacks, line.packages) == (None, None)
    assert world.differences() == []


@ONE
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"sacks": (1, 1)}, "sack_unknown"),
        ({"sacks": (5,)}, "sack_unknown"),
        ({"sacks": (0,)}, "sack_unknown"),
        ({"sacks": (1,), "quantity": Quantity(24_000, "g")}, "weights_differ"),
        ({"sacks": (1, 2), "packages": 3}, "packages_differ"),
        ({"packages": 2}, "sacks_to_name"),
        ({"packages": 5}, "more_sacks_than_packed"),
        # 24.8 + 25.1 and 25.0 + 24.9 weigh the same.
        ({"quantity": Quantity(49_900, "g")}, "sacks_to_name"),
        ({"quantity": Quantity(30_000, "g")}, "no_such_sacks"),
    ],
)
def test_sacks_that_contradict_are_refused(
    world: World, lot: str, asked: dict[str, object], code: str
) -> None:
    assert refused(world, Send(lot, **asked)).code == code  # type: ignore[arg-type]
    assert here(world, lot) == [1, 2, 3, 4]


@ONE
def test_the_only_sacks_of_a_weight_are_the_ones(world: World, lot: str) -> None:
    send(world, Send(lot, Quantity(49_800, "g")))
    assert here(world, lot) == [2, 4]


@ONE
def test_a_loss_of_sacks_says_how_much(world: World, lot: str) -> None:
    for named, grams, code in (
        ([1, 2], 100, "weights_differ"),
        ([1], 24_900, "more_than_in_sack"),
        ([9], None, "sack_unknown"),
    ):
        with pytest.raises((Invalid, RuleBroken), match=code):
            lose(world, lot, named, grams)
    lose(world, lot, [1, 2])
    assert here(world, lot) == [3, 4]


@ONE
def test_boxes_have_no_sacks(world: World) -> None:
    assert refused(world, Send(world.packed(40).code, sacks=(1,))).code == "packages_are_counted"


@ONE
def test_a_thousand_sacks_leave_by_every_second(world: World) -> None:
    grown, made = sacks(world)
    code = pack(world, grown, made, None, weights=(99,) * 1_000).code
    world.publish(code)
    send(world, Send(code, sacks=tuple(range(1, 1_001, 2))))
    assert len(here(world, code)) == 500
    assert world.differences() == []


@ONE
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE sack_draw SET grams = grams - 1 WHERE number = 1",
        "UPDATE sack_draw SET number = 4 WHERE number = 1",
        "DELETE FROM sack_draw WHERE number = 1",
        "INSERT INTO sack_draw SELECT batch_id, 4, event_seq, 99 FROM sack_draw WHERE number = 1",
        "INSERT INTO sack_draw SELECT batch_id, 4, 1, 99 FROM sack_draw WHERE number = 1",
    ],
)
def test_a_row_that_was_changed_is_found(world: World, lot: str, tampering: str) -> None:
    send(world, Send(lot, sacks=(1, 3)))
    world.tampered = True
    with world.store.writer.begin() as connection:
        connection.execute(text(tampering))
    assert "sack_draw" in {each.kind for each in world.differences()}


@ONE
def test_a_sack_of_which_more_left_than_it_held_is_found(world: World, lot: str) -> None:
    send(world, Send(lot, sacks=(1, 3)))
    lose(world, lot, [2], 100)
    world.tampered = True
    twice = "SELECT batch_id, 1, event_seq, 99 FROM sack_draw WHERE number = 2"
    with world.store.writer.begin() as connection:
        connection.execute(text(f"INSERT INTO sack_draw {twice}"))
    found = [each for each in world.differences() if each.kind == "sack"]
    assert [(each.subject, each.field, each.recorded, each.found) for each in found] == [
        (lot, "1", 24_800, 24_899)
    ]
