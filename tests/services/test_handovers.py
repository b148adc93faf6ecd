"""Goods that go from one cooperative to another: taken, sent back, followed by recalls."""

from __future__ import annotations

import pytest

from tests.people import PACKED_ON, TODAY, World
from tests.services.test_deliveries import (
    alerts_of,
    answer,
    arrive,
    hand_over,
    refused,
    secret_of,
    send,
    states,
)
from tests.services.test_runs import kg, leaf
from traceability.domain.accepting import FORESEEN
from traceability.domain.deliveries import Standing
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.services import (
    arrivals,
    batches,
    hold_views,
    runs,
    tracing,
)
from traceability.services.arrivals import ArrivalRequest, Arrived
from traceability.services.deliveries import Send
from traceability.services.runs import Make, RunRequest, Take
from traceability.store.queries import batches as batch_queries

# --- handover ------------------------------------------------------------------------------------


def test_goods_go_from_one_cooperative_to_another(world: World) -> None:
    fresh = world.harvest(100, household=world.who.household).code
    note = hand_over(world, (fresh, 60))
    assert alerts_of(world, world.who.stranger)[-1][0] == "goods_arrived"
    taken = arrive(world, note.code, Arrived(fresh, kg(58)))
    (code,) = taken.codes
    with world.view() as view:
        batch = batches.known(view, code)
        assert (batch.stage, batch.household_id, batch.area_code_id) == ("received", None, None)
        assert batches.shares_of(view, batch) == batches.shares_of(view, batches.known(view, fresh))
        (edge,) = batch_queries.edges_into(view.db, batch.id)
        assert edge.amount == 60_000
        trace = tracing.trace(view, world.who.stranger, world.press.keyring, code)
        assert [each.code for each in trace.ancestors] == [fresh]
    assert world.on_hand(code) == (58_000, "open")
    assert world.on_hand(fresh) == (40_000, "open")
    assert states(world, note.code) is Standing.ACCEPTED
    assert alerts_of(world, world.who.manager)[-1][0] == "goods_accepted"
    with pytest.raises(RuleBroken, match="already_answered"):
        arrive(world, note.code)
    assert world.differences() == []


def test_what_is_refused_is_on_the_senders_hand_again(world: World) -> None:
    first, second = world.harvest(100).code, world.harvest(50).code
    note = hand_over(world, first, second)
    assert world.on_hand(second) == (0, "closed")
    with pytest.raises(Invalid, match="required"):
        arrive(world, note.code, Arrived(second, refused=True))
    taken = arrive(world, note.code, Arrived(second, refused=True), reason="ẩm mốc")
    assert (len(taken.codes), taken.returned) == (1, 1)
    assert world.on_hand(second) == (50_000, "open")
    assert states(world, note.code) is Standing.PARTLY
    assert [kind for kind, _ in alerts_of(world, world.who.manager)][-2:] == [
        "goods_accepted",
        "goods_refused",
    ]
    send(world, second)
    assert world.differences() == []


def test_never_more_comes_than_was_sent(world: World) -> None:
    fresh = world.harvest(100).code
    note = hand_over(world, fresh)
    with pytest.raises(RuleBroken, match="more_received_than_sent"):
        arrive(world, note.code, Arrived(fresh, kg(101)))
    with pytest.raises(Invalid, match="lot_not_on_note"):
        arrive(world, note.code, Arrived(world.harvest(1).code))
    with pytest.raises(Invalid, match="received_before_sent"), world.by(world.who.stranger) as work:
        arrivals.register(work, ArrivalRequest(note.code, PACKED_ON))


def test_nobody_else_answers_for_the_receiver(world: World) -> None:
    note = hand_over(world, world.harvest(10).code)
    with pytest.raises(NotFound), world.by(world.who.manager) as work:
        arrivals.register(work, ArrivalRequest(note.code, TODAY))
    with pytest.raises(RuleBroken, match="answered_in_workspace"):
        answer(world, secret_of(world, note.code))
    plain = send(world, world.harvest(10).code)
    with pytest.raises(NotFound):
        arrive(world, plain.code)


def test_a_recall_reaches_what_was_handed_over_and_what_is_on_the_way(world: World) -> None:
    fresh = world.harvest(100).code
    came = arrive(world, hand_over(world, (fresh, 30)).code).codes[0]
    waiting = hand_over(world, (fresh, 20))
    recall = world.recall(fresh)
    assert recall.covered == 2
    assert alerts_of(world, world.who.stranger)[-1] == (
        "batch_recalled",
        {"lot": lot_of(world, came), "count": 1},
    )
    late = arrive(world, waiting.code).codes[0]
    for code in (came, late):
        assert refused(world, code, by=world.who.stranger).code == "batch_recalled"
    assert world.differences() == []


def lot_of(world: World, code: str) -> str:
    with world.view() as view:
        return batches.known(view, code).lot_code


def test_packed_goods_keep_their_product_and_their_own_page(world: World) -> None:
    packed = world.packed(40).code
    came = arrive(world, hand_over(world, packed).code).codes[0]
    with world.view() as view:
        batch = batches.known(view, came)
        assert (batch.stage, batch.made_on, batch.gtin) == ("packed", PACKED_ON, None)
        assert batch.product_id == batches.known(view, packed).product_id
    with pytest.raises(RuleBroken, match="packed_by_another"), world.by(world.who.stranger) as work:
        batches.publish(work, came)
    onward = send(world, Send(came, packages=5), by=world.who.stranger)
    assert onward.number == 1
    assert world.on_hand(came) == (70_000, "open")
    assert world.differences() == []


def test_what_came_is_worked_on_by_its_receiver(world: World) -> None:
    came = arrive(world, hand_over(world, world.harvest(100).code).code).codes[0]
    asked = runs.RunRequest(
        runs.SPLIT, (runs.Take(came),), (runs.Make(kg(40)), runs.Make(kg(60))), TODAY
    )
    with world.by(world.who.stranger) as work:
        runs.register(work, asked)
    assert world.on_hand(came) == (0, "closed")
    assert world.differences() == []


# --- what was lost on the way --------------------------------------------------------------------


def test_nothing_of_a_lot_may_have_come(world: World) -> None:
    first, second = world.harvest(100).code, world.harvest(50).code
    note = hand_over(world, first, second)
    nothing = Quantity(0, "g")
    taken = arrive(world, note.code, Arrived(first, nothing))
    assert (len(taken.codes), taken.returned) == (1, 0)
    assert world.on_hand(taken.codes[0]) == (50_000, "open")
    assert world.on_hand(first) == (0, "closed")
    again = hand_over(world, third := world.harvest(20).code)
    assert arrive(world, again.code, Arrived(third, nothing)).codes == ()
    assert states(world, again.code) is Standing.ACCEPTED
    assert world.differences() == []


def test_what_was_lost_on_the_way_makes_no_tea(world: World) -> None:
    """Dry tea is bounded by the leaf that is there, not by what was sent."""
    note = hand_over(world, fresh := leaf(world))
    (came,) = arrive(world, note.code, Arrived(fresh, kg(50))).codes

    def dry(amount: int) -> None:
        asked = RunRequest("dry", (Take(came),), (Make(kg(amount)),), TODAY, accepts=FORESEEN)
        with world.by(world.who.stranger) as work:
            runs.register(work, asked)

    with pytest.raises(RuleBroken) as refused:
        dry(18)
    assert refused.value.facts["highest"] == 17_000
    dry(17)
    assert world.differences() == []


def test_packages_that_were_handed_over_are_counted_once(world: World) -> None:
    """What is held says how many packages there are, not how often they changed hands."""
    packed = world.packed(40).code
    world.publish(packed)
    arrive(world, hand_over(world, Send(packed, packages=15)).code)
    with world.view() as view:
        _batch, reach = hold_views.reach(view, world.who.manager, packed)
    assert (reach.lots, reach.packages, reach.holders) == (2, 40, 2)
