"""Weigh slips, notes and losses put right: their own rows follow, and answers stay answered."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.people import TODAY, World
from tests.services.test_corrections import amended, correct, refused, stock
from tests.services.test_deliveries import arrive, hand_over, send
from tests.services.test_runs import kg, leaf, run
from tests.services.weigh_days import closed, line, opened, seller, weigh
from traceability.domain.accepting import FORESEEN
from traceability.domain.deliveries import Standing, To
from traceability.domain.errors import Conflict, RuleBroken
from traceability.domain.events import EventStep
from traceability.services import (
    arrivals,
    batches,
    delivery_answers,
    delivery_views,
    parties,
    reception_views,
    runs,
    slip_pages,
    write_offs,
)
from traceability.services.corrections import Amendment, Retraction
from traceability.services.differences import facts
from traceability.services.reception_views import SlipLine
from traceability.services.runs import Make, RunRequest, Take
from traceability.services.slip_pages import SlipState
from traceability.store.queries import corrections as told
from traceability.store.queries import events

DAY = dt.timedelta(days=1)


def slip(world: World, code: str) -> SlipLine:
    with world.view() as view:
        return reception_views.slip(view, world.who.recorder, code).slip


def last_entry(world: World, code: str) -> str:
    """The id of the entry that spoke of a lot last."""
    with world.view() as view:
        batch = batches.known(view, code)
        firsts = told.firsts_about(view.db, batch.code, 100)
        return told.by_firsts(view.db, [firsts[-1].seq])[firsts[-1].seq].event_id


def bought(world: World, gross: int = 50) -> tuple[str, str]:
    """A day of buying with one slip of two bags: the codes of both."""
    day = opened(world)
    made = weigh(world, day, line(gross, seller(world, "Thào Mí Say"), bags=2, tare=500))
    return day, made.code


def test_a_slip_follows_its_correction(world: World) -> None:
    _day, code = bought(world, 500)
    lot = slip(world, code).batch
    correct(world, amended(world, lot, {lot: 49}))
    now = slip(world, code)
    assert (now.gross, now.net, now.payable, now.bags) == (50_000, 49_000, 49_000, 2)
    assert world.differences() == []


def test_a_slip_taken_back_is_counted_no_more(world: World) -> None:
    day, code = bought(world, 50)
    keeps = weigh(world, day, line(20, seller(world, "Cư Seo Dìn")))
    correct(world, Retraction(world.entry(slip(world, code).batch)))
    assert slip(world, code).retracted
    with world.view() as view:
        page = reception_views.day(view, world.who.recorder, day)
        assert (page.count, page.net) == (1, 20_000)
        assert [each.code for each in page.slips] == [keeps.code]
        assert slip_pages.find(view, code).state is SlipState.RETRACTED
    assert closed(world, day, scale_total=20_000).gap == 0
    assert world.differences() == []


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_day_is_not_closed_as_it_was_seen_before(world: World, taken_back: bool) -> None:
    day, code = bought(world, 50)
    weigh(world, day, line(20, seller(world, "Cư Seo Dìn")))
    seen, lot = version(world, day), slip(world, code).batch
    entry = world.entry(lot)
    correct(world, Retraction(entry) if taken_back else amended(world, lot, {lot: 40}))
    with pytest.raises(Conflict, match="reception_changed"):
        closed(world, day, version=seen)
    assert world.differences() == []
    ((joined, _lot),) = closed(world, day).lots
    assert stock(world, joined)[0] == (20 if taken_back else 60)
    assert told_slips(world, day) == 2
    assert world.differences() == []


def version(world: World, day: str) -> int:
    with world.view() as view:
        return reception_views.day(view, world.who.recorder, day).version


def told_slips(world: World, day: str) -> object:
    """How many slips a closed day had, as its leaf says."""
    with world.view() as view:
        (ending,) = events.of_step(view.db, day, EventStep.RECEPTION_CLOSED)
        return facts(ending)["slips"]


def test_after_the_day_was_closed_its_lot_is_put_right_too(world: World) -> None:
    day, code = bought(world, 50)
    ((joined, _lot),) = closed(world, day).lots
    lot = slip(world, code).batch
    assert refused(world, amended(world, lot, {lot: 40})).code == "correction_leaves_too_little"
    correct(
        world,
        amended(world, lot, {lot: 40}),
        amended(world, joined, {lot: 40, joined: 40}),
    )
    assert stock(world, joined) == (40, 40, "open")
    assert slip(world, code).net == 40_000
    assert world.differences() == []


def test_a_loss_is_told_anew(world: World) -> None:
    code = world.harvest(100, TODAY).code
    with world.by(world.who.recorder) as work:
        asked = write_offs.WriteOffRequest(code, write_offs.WriteOff.SPOILED, TODAY)
        write_offs.register(work, asked)
    assert stock(world, code) == (100, 0, "closed")
    correct(world, Retraction(last_entry(world, code)))
    assert stock(world, code) == (100, 100, "open")
    assert world.differences() == []


def test_a_note_nobody_answered_is_taken_back(world: World) -> None:
    code = world.harvest(100, TODAY).code
    note = send(world, code).code
    with world.view() as view:
        secret = delivery_views.shown(view, world.who.recorder, note).secret
    correct(world, Retraction(last_entry(world, code)))
    assert stock(world, code) == (100, 100, "open")
    with world.view() as view:
        assert delivery_views.public(view, secret).standing is Standing.RETRACTED
        (listed,) = delivery_views.listed(
            view, world.who.recorder, None, Standing.RETRACTED, 1
        ).lines
        assert listed.code == note
    with world.by(world.who.recorder) as work, pytest.raises(RuleBroken) as refusal:
        delivery_answers.answer(work, secret, delivery_answers.AnswerRequest({}, "Chị Hoa"))
    assert refusal.value.code == "delivery_retracted"
    assert world.differences() == []


def test_an_answered_note_stays(world: World) -> None:
    code = world.harvest(100, TODAY).code
    note = send(world, code, kind=To.COOPERATIVE, to=world.who.foreign).code
    entry = last_entry(world, code)
    with world.by(world.who.stranger) as work:
        arrivals.register(work, arrivals.ArrivalRequest(note, TODAY, ()))
    assert refused(world, Retraction(entry)).code == "delivery_answered"


def test_a_handover_taken_back_no_longer_waits(world: World) -> None:
    code = world.harvest(100, TODAY).code
    note = send(world, code, kind=To.COOPERATIVE, to=world.who.foreign).code
    correct(world, Retraction(last_entry(world, code)))
    with world.view() as view:
        assert delivery_views.waiting(view, world.who.stranger) == 0
    with world.by(world.who.stranger) as work, pytest.raises(RuleBroken) as refusal:
        arrivals.register(work, arrivals.ArrivalRequest(note, TODAY, ()))
    assert refusal.value.code == "delivery_retracted"


def test_what_another_took_over_is_not_told_anew(world: World) -> None:
    code = world.harvest(100, TODAY).code
    send(world, code, kind=To.COOPERATIVE, to=world.who.foreign)
    refusal = refused(world, amended(world, code, {code: 90}))
    assert refusal.code == "correction_leaves_too_little"
    (entry,) = refusal.facts["entries"]
    assert entry == last_entry(world, code)


def test_of_anothers_lots_a_refusal_says_how_many_and_whose(world: World) -> None:
    fresh = leaf(world)
    withered = run(world, "wither", [fresh], [50]).made[0].code
    (came,) = arrive(world, hand_over(world, withered).code).codes
    dry = RunRequest(
        "dry", (Take(came),), (Make(kg(33), lot_code="KHACH-1"),), TODAY, accepts=FORESEEN
    )
    with world.by(world.who.stranger) as work:
        runs.register(work, dry)
        theirs = parties.name_of(work, parties.known(work, world.who.stranger.party or 0))
    refusal = refused(world, Amendment(world.entry(withered), {fresh: kg(60)}))
    assert refusal.code == "correction_breaks_ratio_elsewhere"
    assert dict(refusal.facts) == {"count": 1, "holders": [theirs]}
    assert world.differences() == []


def test_what_was_taken_back_is_not_published(world: World) -> None:
    made = world.pack(world.harvest(100).code, 40).code
    correct(world, Retraction(world.entry(made)))
    with pytest.raises(RuleBroken) as refusal:
        world.publish(made)
    assert refusal.value.code == "batch_taken_back"


def test_no_label_is_printed_for_what_was_published_and_taken_back(world: World) -> None:
    made = world.packed().code
    correct(world, Retraction(world.entry(made)))
    with pytest.raises(RuleBroken) as refusal:
        world.print_labels(made, 1)
    assert refusal.value.code == "batch_taken_back"
