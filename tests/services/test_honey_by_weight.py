"""Weighed honey leaves by weight: packed, sent, answered and taken over to the last gram."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from tests.families import extracted, hives, jars, pack
from tests.people import TODAY, World
from tests.services.test_deliveries import arrive, hand_over, secret_of, send
from traceability.domain.deliveries import Answer, To, WriteOff
from traceability.domain.errors import RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import (
    corrections,
    deliveries,
    delivery_answers,
    delivery_views,
    packed_formats,
    write_offs,
)
from traceability.services.arrivals import Arrived
from traceability.services.batches import known
from traceability.services.corrections import Amendment, Retraction
from traceability.services.deliveries import Send
from traceability.services.delivery_answers import AnswerRequest
from traceability.services.write_offs import WriteOffRequest
from traceability.store.queries import events

#: A litre of it does not divide the weight: 70 kg fill 49,295.77 ml.
HEAVY: dict[str, Any] = {"density": 1_420}
SEVENTY = Quantity(70_000, "g")


def honey(world: World, kg: int = 70) -> str:
    area, _place = hives(world)
    return extracted(world, area, kg, **HEAVY).code


def test_all_that_was_weighed_is_sent_by_weight(world: World) -> None:
    lot = honey(world)
    assert world.on_hand(lot) == (49_295, "open")
    with pytest.raises(RuleBroken) as refused:
        send(world, Send(lot, Quantity(70_002, "g")))
    assert refused.value.code == "more_than_on_hand"
    note = send(world, Send(lot, SEVENTY)).code
    assert world.on_hand(lot) == (0, "closed")
    with world.view() as view:
        (line,) = delivery_views.shown(view, world.who.recorder, note).lines
    assert (line.amount, line.weighed, line.told) == (49_295, 70_000, ("g", 70_000))
    assert world.differences() == []


def test_all_that_was_weighed_is_filled_into_jars_and_each_has_its_label(world: World) -> None:
    lot = honey(world)
    made = pack(world, lot, jars(world), 140)
    assert (made.packed, made.lost) == (49_295, 0)
    assert world.on_hand(lot) == (0, "closed")
    with world.view() as view:
        assert packed_formats.most_labels(view, known(view, made.code)) == 140
    for count in (1, 1, 1, 57, 80):
        send(world, Send(made.code, packages=count))
    assert world.on_hand(made.code) == (0, "closed")
    assert world.differences() == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_one_jar_more_than_was_weighed_is_refused(world: World) -> None:
    lot = honey(world)
    with pytest.raises(RuleBroken) as refused:
        pack(world, lot, jars(world), 141)
    assert refused.value.code == "more_out_than_in"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_packing_to_the_last_gram_is_amended_and_stays(world: World) -> None:
    lot = honey(world)
    made = pack(world, lot, jars(world), 140).code
    with world.by(world.who.recorder) as work:
        corrections.correct(work, [Amendment(world.entry(made), packages=139)], "đếm lại")
    assert world.differences() == []
    with world.by(world.who.recorder) as work:
        again = Amendment(world.entry(made), packages=140)
        corrections.correct(work, [again], "đếm lại lần nữa")
    assert world.on_hand(made) == (49_295, "open")
    assert world.differences() == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_note_by_weight_is_taken_back_whole(world: World) -> None:
    lot = honey(world)
    note = send(world, Send(lot, SEVENTY)).code
    with world.view() as view:
        event = delivery_views.shown(view, world.who.recorder, note).event
    with world.by(world.who.recorder) as work:
        corrections.correct(work, [Retraction(event)], "ghi nhầm khách")
    assert world.on_hand(lot) == (49_295, "open")
    assert world.differences() == []


def test_a_receiver_answers_in_kilograms(world: World) -> None:
    lot = honey(world)
    note = send(world, Send(lot, SEVENTY)).code
    secret = secret_of(world, note)

    def answer(grams: int) -> Answer:
        with world.by(world.who.operator) as work:
            asked = AnswerRequest({lot: Quantity(grams, "g")})
            return delivery_answers.answer(work, secret, asked)

    assert answer(70_000) is Answer.CONFIRMED
    assert answer(69_000) is Answer.DIFFERS
    assert answer(0) is Answer.DIFFERS
    assert world.differences() == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_another_cooperative_takes_it_over_by_weight(world: World) -> None:
    lot = honey(world)
    note = hand_over(world, Send(lot, SEVENTY)).code
    (mine,) = arrive(world, note, Arrived(lot, SEVENTY)).codes
    assert world.on_hand(mine) == (49_295, "open")
    with world.by(world.who.stranger) as work:
        deliveries.register(work, _to_nobody(mine))
    assert world.differences() == []


def _to_nobody(lot: str) -> deliveries.DeliveryRequest:
    return deliveries.DeliveryRequest(To.WALK_IN, (Send(lot, SEVENTY),), TODAY)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_was_lost_is_told_by_weight(world: World) -> None:
    lot = honey(world)
    with world.by(world.who.recorder) as work:
        write_offs.register(work, WriteOffRequest(lot, WriteOff.SPOILED, TODAY, SEVENTY))
    assert world.on_hand(lot) == (0, "closed")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_weight_that_was_changed_afterwards_is_found(world: World) -> None:
    world.tampered = True
    lot = honey(world)
    note = send(world, Send(lot, Quantity(14_200, "g"))).code
    with world.by(world.who.operator) as work:
        event = events.by_seq(work.db, [deliveries.known(work, note).event_seq])
        (seq, leaf) = next((key, json.loads(row.leaf)) for key, row in event.items())
        leaf["facts"]["weighed"][lot] = 28_400
        work.db.execute(text("DROP TRIGGER event_no_update"))
        changed = json.dumps(leaf, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        statement = text("UPDATE event SET leaf = :leaf WHERE seq = :seq")
        work.db.execute(statement, {"leaf": changed, "seq": seq})
    found = {(each.kind, each.field) for each in world.differences()}
    assert ("event", lot) in found
