"""Deliveries: goods leave by a note, never more than there are, never what is held or recalled."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import TODAY, World
from tests.services.test_runs import garden, kg, picked
from traceability.domain.access import Actor
from traceability.domain.deliveries import Standing, To, WriteOff, standing
from traceability.domain.errors import Denied, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import (
    arrivals,
    batches,
    buyers,
    deliveries,
    delivery_answers,
    recalls,
    seeding,
    storing,
    write_offs,
)
from traceability.services.arrivals import ArrivalRequest, Arrived
from traceability.services.buyers import BuyerRequest
from traceability.services.deliveries import DeliveryRequest, Send, Sent
from traceability.services.delivery_answers import AnswerRequest
from traceability.services.write_offs import WriteOffRequest
from traceability.store import models
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import deliveries as queries
from traceability.store.queries import events


def send(world: World, *lines: Any, by: Actor | None = None, **more: Any) -> Sent:
    """A dispatch by the recorder: codes, (code, kg) or ``Send``; to nobody named by default."""
    made = [
        each
        if isinstance(each, Send)
        else Send(each)
        if isinstance(each, str)
        else Send(each[0], kg(each[1]))
        for each in lines
    ]
    asked = DeliveryRequest(**{"kind": To.WALK_IN, "lines": tuple(made), "sent_on": TODAY} | more)
    with world.by(by or world.who.recorder) as work:
        return deliveries.register(work, asked)


def refused(world: World, *lines: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        send(world, *lines, **more)
    return found.value


def note_of(world: World, code: str) -> models.DeliveryNote:
    with world.view() as view:
        found = deliveries.known(view, code)
        view.db.expunge(found)
        return found


def secret_of(world: World, code: str) -> str:
    with world.view() as view:
        note = deliveries.known(view, code)
        event = events.by_seq(view.db, [note.event_seq])[note.event_seq]
        return events.private_values(view.db, "event", [event.event_id])[event.event_id, "secret"]


def hand_over(world: World, *lines: Any, **more: Any) -> Sent:
    return send(world, *lines, kind=To.COOPERATIVE, to=world.who.foreign, **more)


def arrive(world: World, note: str, *lines: Arrived, **more: Any) -> arrivals.Taken:
    with world.by(world.who.stranger) as work:
        return arrivals.register(work, ArrivalRequest(note, TODAY, lines, **more))


def end(world: World, code: str, reason: WriteOff, amount: int | None = None) -> int:
    quantity = None if amount is None else kg(amount)
    with world.by(world.who.recorder) as work:
        return write_offs.register(work, WriteOffRequest(code, reason, TODAY, quantity)).left


def alerts_of(world: World, actor: Actor) -> list[tuple[str, dict[str, Any]]]:
    with world.view() as view:
        rows = view.db.query(models.Alert).filter_by(party_id=actor.party)
        return [(row.kind, json.loads(row.facts)) for row in rows.order_by(models.Alert.id)]


# --- dispatch ------------------------------------------------------------------------------------


def test_what_is_sent_is_no_longer_on_hand(world: World) -> None:
    fresh, packed = world.harvest(100).code, world.packed(40).code
    sent = send(world, (fresh, 30), Send(packed, packages=12))
    assert (sent.year, sent.number, sent.lots) == (2026, 1, 2)
    assert world.on_hand(fresh) == (70_000, "open")
    assert world.on_hand(packed) == (56_000, "open")
    with world.view() as view:
        rows = queries.lines(view.db, deliveries.known(view, sent.code).id)
        assert [(line.amount, line.packages) for line, _ in rows] == [(30_000, None), (24_000, 12)]
    again = send(world, fresh)
    assert again.number == 2
    assert world.on_hand(fresh) == (0, "closed")
    assert world.differences() == []


def test_all_that_is_on_hand_of_packs_goes_as_packages(world: World) -> None:
    packed = world.packed(40).code
    note = send(world, packed)
    with world.view() as view:
        ((line, _batch),) = queries.lines(view.db, note_of(world, note.code).id)
        assert (line.amount, line.packages) == (80_000, 40)


def test_numbers_count_by_holder_and_year(world: World) -> None:
    code = picked(world, garden(world), 90)
    assert send(world, (code, 1)).number == 1
    with pytest.raises(NotFound):
        send(world, (code, 1), by=world.who.stranger)
    world.clock.pass_by(days=365)
    asked = {"sent_on": dt.date(2027, 1, 2)}
    assert send(world, (code, 1), **asked).number == 1


@pytest.mark.parametrize(
    ("lines", "more", "code", "at"),
    [
        ([("h", 101)], {}, "more_than_on_hand", "lines"),
        ([("h", 1), ("h", 1)], {}, "batch_named_twice", "lines"),
        ([], {}, "too_many_on_note", "lines"),
        ([("h", 1)], {"sent_on": dt.date(2026, 1, 21)}, "day_in_future", "sent_on"),
        ([("h", 1)], {"sent_on": dt.date(2026, 1, 11)}, "before_it_was_here", "sent_on"),
        ([("h", 1)], {"kind": To.BUYER}, "required", "to"),
        ([("h", 1)], {"kind": To.BUYER, "to": "nobody"}, "receiver_unknown", "to"),
        ([("h", 1)], {"to": "somebody"}, "receiver_not_named", "to"),
        ([("h", 1)], {"kind": To.FIELD_TRADER, "phone": "0912345678"}, "required", "vehicle"),
        ([("h", 1)], {"kind": To.FIELD_TRADER, "vehicle": "22C-1"}, "required", "phone"),
        ([("h", 1)], {"place": "nowhere"}, "place_unknown", "place"),
        ([Send("h", packages=3)], {}, "packages_of_packed", "lines"),
        ([Send("h", Quantity(5, "ml"))], {}, "unit_not_of_crop", "lines"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_cannot_be_is_refused(
    world: World, lines: Sequence[Any], more: dict[str, Any], code: str, at: str
) -> None:
    harvest = world.harvest(100).code
    named = [
        dataclasses.replace(each, batch=harvest) if isinstance(each, Send) else (harvest, each[1])
        for each in lines
    ]
    found = refused(world, *named, **more)
    assert (found.code, found.faults[0].field) == (code, at)
    assert world.on_hand(harvest) == (100_000, "open")


def test_the_own_code_is_no_other_cooperative(world: World) -> None:
    harvest = world.harvest(10).code
    ours = {"kind": To.COOPERATIVE, "to": world.who.cooperative}
    assert refused(world, harvest, **ours).code == "receiver_unknown"


def test_more_packages_than_there_are_is_refused(world: World) -> None:
    packed = world.packed(40).code
    assert refused(world, Send(packed, packages=41)).code == "more_packages_than_left"
    wrong = Send(packed, Quantity(5_000, "g"), packages=2)
    assert refused(world, wrong).code == "packed_differs"


def test_held_and_recalled_goods_never_leave(world: World) -> None:
    fresh = world.harvest(100).code
    packed = world.pack(fresh, 20, quantity=kg(50)).code
    with world.by(world.who.manager) as work:
        hold = recalls.order_hold(work, fresh, "nghi lẫn hàng")
    assert hold.covered == 2
    for code in (fresh, packed):
        assert refused(world, code).code == "batch_held"
    with world.by(world.who.manager) as work:
        recalls.lift(work, hold.code, "đã kiểm tra, không lẫn")
    send(world, (fresh, 10))
    world.recall(fresh)
    for code in (fresh, packed):
        assert refused(world, code).code == "batch_recalled"
    assert world.differences() == []


def test_a_note_keeps_what_the_code_was_on_its_day(world: World) -> None:
    fresh = world.harvest(100).code
    world.suspend(TODAY, [])
    note = send(world, fresh)
    with world.view() as view:
        seq = deliveries.known(view, note.code).event_seq
        facts = json.loads(events.by_seq(view.db, [seq])[seq].leaf)["facts"]
    assert facts["codes"] == {world.who.area: "suspended"}


def test_words_about_people_are_in_no_leaf(world: World) -> None:
    words = {"vehicle": "22C-123.45", "phone": "0912345678", "driver": "Sùng Mí Lử"}
    note = send(world, world.harvest(10).code, kind=To.FIELD_TRADER, remark="trả sau", **words)
    with world.view() as view:
        leaves = " ".join(row.leaf for row in view.db.query(models.Event))
        for word in (*words.values(), "trả sau", secret_of(world, note.code)):
            assert word not in leaves
        facts = " ".join(row.facts for row in view.db.query(models.Alert))
        assert "0912345678" not in facts
    with world.by(world.who.manager) as work:
        deliveries.forget(work, note.code)
    with world.view() as view:
        kept = {row.value for row in view.db.query(models.PrivateValue)}
    assert not kept & {*words.values(), "trả sau"}
    assert secret_of(world, note.code)
    assert world.differences() == []


def test_only_a_manager_forgets(world: World) -> None:
    note = send(world, world.harvest(10).code)
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        deliveries.forget(work, note.code)


# --- answers -------------------------------------------------------------------------------------


def answer(world: World, secret: str, **said: Any) -> Any:
    with world.view() as view:
        nobody = seeding.operator(view, "job")
    with world.by(nobody) as work:
        return delivery_answers.answer(work, secret, AnswerRequest(**said))


def states(world: World, note: str) -> Standing:
    with world.view() as view:
        row = deliveries.known(view, note)
        said = queries.answers(view.db, [row.id])[row.id]
        found = standing(delivery_answers.Answer(each.kind) for each in said)
        (held,) = {found} | {
            each
            for each in Standing
            if row in queries.sent_by(view.db, row.holder_id, None, each, 9, 0)
        }
        return held


def test_answers_are_added_and_the_newest_counts(world: World) -> None:
    fresh = world.harvest(100).code
    note = send(world, fresh)
    secret = secret_of(world, note.code)
    assert states(world, note.code) is Standing.OPEN
    answer(world, secret, received={fresh: kg(98)}, name="Chị Lan", remark="dập 2 kg")
    assert states(world, note.code) is Standing.DIFFERS
    assert alerts_of(world, world.who.manager)[-1] == (
        "delivery_differs",
        {"number": "1/2026", "count": 1},
    )
    for _twice in range(2):
        answer(world, secret, name="Chị Lan")
    assert states(world, note.code) is Standing.CONFIRMED
    with world.view() as view:
        row = deliveries.known(view, note.code)
        assert len(queries.answers(view.db, [row.id])[row.id]) == 2
    assert world.on_hand(fresh) == (0, "closed")
    assert world.differences() == []


def test_an_answer_needs_the_whole_address_and_lots_of_the_note(world: World) -> None:
    fresh, other = world.harvest(10).code, world.harvest(10).code
    note = send(world, fresh)
    secret = secret_of(world, note.code)
    for wrong in (secret[:-1], secret.swapcase(), note.code, ""):
        with pytest.raises(NotFound):
            answer(world, wrong)
    with pytest.raises(Invalid, match="lot_not_on_note"):
        answer(world, secret, received={other: kg(1)})
    with pytest.raises(Invalid, match="unit_not_of_crop"):
        answer(world, secret, received={fresh: Quantity(5, "ml")})
    for each in range(delivery_answers.MOST_ANSWERS):
        answer(world, secret, received={fresh: Quantity(1 + each, "g")})
    with pytest.raises(RuleBroken, match="too_many_answers"):
        answer(world, secret)


# --- goods that end, and where they lie ----------------------------------------------------------


def test_goods_end_for_a_reason(world: World) -> None:
    fresh = world.harvest(100).code
    assert end(world, fresh, WriteOff.SPOILED, 5) == 95_000
    assert end(world, fresh, WriteOff.GIFT, 5) == 90_000
    assert end(world, fresh, WriteOff.LOST) == 0
    assert world.on_hand(fresh) == (0, "closed")
    with pytest.raises(RuleBroken, match="nothing_on_hand"):
        end(world, fresh, WriteOff.LOST)
    assert world.differences() == []


def test_recalled_goods_are_destroyed_but_not_given_away(world: World) -> None:
    fresh = world.harvest(100).code
    world.recall(fresh)
    for reason in (WriteOff.GIFT, WriteOff.OWN_USE):
        with pytest.raises(RuleBroken, match="batch_recalled"):
            end(world, fresh, reason, 1)
    assert end(world, fresh, WriteOff.SAMPLE, 1) == 99_000
    assert end(world, fresh, WriteOff.DESTROYED) == 0
    assert world.differences() == []


def building(world: World) -> str:
    from traceability.services import parties, places

    with world.by(world.who.manager) as work:
        ours = parties.known(work, world.who.manager.party or 0)
        asked = places.PlaceRequest("warehouse", "01156", private={"name": "Kho thôn Vĩnh Sơn"})
        return places.register(work, ours, asked).code


def test_a_lot_lies_where_it_was_stored_last(world: World) -> None:
    fresh, here, there = world.harvest(100).code, building(world), building(world)
    for place in (here, there):
        with world.by(world.who.recorder) as work:
            storing.register(work, storing.StoreRequest(fresh, place, TODAY))
    with world.view() as view:
        stock = batch_queries.stock(view.db, batches.known(view, fresh).id)
        place = view.db.get_one(models.Place, stock.place_id)
        assert (place.code, stock.on_hand) == (there, 100_000)
    with pytest.raises(Invalid, match="place_unknown"), world.by(world.who.recorder) as work:
        storing.register(work, storing.StoreRequest(fresh, world.who.place, TODAY))
    assert world.differences() == []


# --- holds that the cooperative ordered itself ---------------------------------------------------


def test_only_an_own_order_is_released_by_the_own_manager(world: World) -> None:
    fresh = world.harvest(10).code
    with world.by(world.who.registrar) as work:
        ordered = recalls.order_hold(work, fresh, "theo công văn").code
    with pytest.raises(Denied), world.by(world.who.manager) as work:
        recalls.lift(work, ordered, "tự gỡ")
    with world.by(world.who.manager) as work:
        own = recalls.order_hold(work, fresh, "tự kiểm tra").code
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        recalls.lift(work, own, "tự gỡ")
    with world.by(world.who.manager) as work:
        recalls.lift(work, own, "đạt")
    recall = world.recall(fresh).code
    with pytest.raises(Denied), world.by(world.who.manager) as work:
        recalls.lift(work, recall, "tự gỡ")
    assert world.differences() == []


# --- arithmetic ----------------------------------------------------------------------------------

STEP = st.tuples(
    st.sampled_from(["send", "hand", "hand back", "spoil", "destroy"]), st.integers(1, 60)
)


@pytest.mark.parametrize("backend", ["sqlite"])
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_nothing_is_ever_sent_twice(world: World, steps: list[tuple[str, int]]) -> None:
    """Whatever leaves, ends or comes back: the stock is what is left, and never below zero."""
    code, left, made = world.harvest(100).code, 100, []
    for act, amount in steps:
        if amount > left:
            assert refused(world, (code, amount)).code in ("more_than_on_hand", "nothing_on_hand")
            continue
        left -= amount
        if act == "send":
            send(world, (code, amount))
        elif act in ("spoil", "destroy"):
            reason = WriteOff.SPOILED if act == "spoil" else WriteOff.DESTROYED
            assert end(world, code, reason, amount) == left * 1000
        else:
            note = hand_over(world, (code, amount)).code
            back = act == "hand back"
            taken = arrive(world, note, Arrived(code, refused=back), reason="ẩm" if back else None)
            left += amount if back else 0
            made += [(each, amount) for each in taken.codes]
    assert world.on_hand(code) == (left * 1000, "open" if left else "closed")
    assert [world.on_hand(each)[0] for each, _ in made] == [amount * 1000 for _, amount in made]
    assert world.differences() == []


# --- what was changed behind the service's back --------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE delivery_note SET number = 7 WHERE kind = 'buyer'", "delivery_note"),
        ("UPDATE delivery_note SET secret_hash = 'x' WHERE kind = 'buyer'", "delivery_note"),
        ("UPDATE delivery_line SET amount = amount + 1 WHERE line = 1", "delivery_note"),
        ("UPDATE delivery_line SET packages = 3 WHERE line = 1", "delivery_note"),
        ("DELETE FROM delivery_line WHERE line = 2", "delivery_note"),
        ("UPDATE delivery_answer SET kind = 'confirmed'", "delivery_answer"),
        ("UPDATE delivery_answer_line SET received = received + 1", "delivery_answer"),
        ("DELETE FROM delivery_answer_line", "delivery_answer"),
        ("UPDATE batch_stock SET on_hand = 1, state = 'open'", "batch_stock"),
        ("UPDATE batch_stock SET place_id = 1", "batch_stock"),
        ("UPDATE batch_edge SET amount = amount + 1", "batch_edge"),
        ("UPDATE buyer SET holder_id = holder_id + 1", "buyer"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_was_tampered_with_is_found(world: World, statement: str, kind: str) -> None:
    from sqlalchemy import text

    from traceability.store import append_only

    world.tampered = True
    first, second = world.harvest(100).code, world.harvest(50).code
    with world.by(world.who.recorder) as work:
        buyer = buyers.add(work, BuyerRequest("Chị Hoa")).code
    note = send(world, (first, 10), (second, 5), kind=To.BUYER, to=buyer)
    answer(world, secret_of(world, note.code), received={first: kg(9)})
    arrive(world, hand_over(world, (first, 20)).code)
    assert world.differences() == []
    with world.store.writer.begin() as connection:
        for table in ("delivery_note", "delivery_line", "delivery_answer", "delivery_answer_line"):
            append_only.release(connection, table)
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        connection.execute(text(statement))
    assert kind in {each.kind for each in world.differences()}
