"""Corrections: both tellings stay, everything that follows is folded again, arithmetic rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from tests.people import World
from tests.services.season_worlds import harvested, one_hectare
from tests.services.test_runs import garden, kg, leaf, picked, run, shares
from tests.services.test_verify import found, tampering
from traceability.domain.errors import Conflict, Invalid, NotFound, Refusal
from traceability.domain.events import Mistake
from traceability.domain.holds import HoldReason
from traceability.domain.quantity import Quantity
from traceability.services import (
    batches,
    corrections,
    recalls,
)
from traceability.services.corrections import Amendment, Change, Corrected, Retraction
from traceability.services.runs import MERGE, SPLIT, Make
from traceability.store.models import Event, EventSubject
from traceability.store.queries import batches as queries
from traceability.store.queries import corrections as told
from traceability.store.queries import events


def correct(world: World, *changes: Change, why: str = "gõ nhầm số") -> Corrected:
    with world.by(world.who.recorder) as work:
        return corrections.correct(work, list(changes), why)


def refused(world: World, *changes: Change) -> Refusal:
    with pytest.raises(Refusal) as found:
        correct(world, *changes)
    return found.value


def amended(world: World, code: str, amounts: dict[str, int]) -> Amendment:
    return Amendment(world.entry(code), {each: kg(n) for each, n in amounts.items()})


def stock(world: World, code: str) -> tuple[int, int, str]:
    """What was made and is on hand, in kg, and the state."""
    with world.view() as view:
        row = queries.stock(view.db, batches.known(view, code).id)
        return row.made // 1000, row.on_hand // 1000, row.state


def said(world: World, code: str) -> dict[str, Any]:
    """The leaf of the entry that made a lot, as it is told today."""
    with world.view() as view:
        found: dict[str, Any] = json.loads(events.by_event_id(view.db, world.entry(code)).leaf)
    return found


def used(world: World) -> dict[str, int]:
    with world.view() as view:
        rows = view.db.execute(_USED).all()
        return {f"{kind} {key}": amount for kind, key, amount in rows}


_USED = text("SELECT subject_kind, subject_id, used FROM season_use ORDER BY 1, 2")


def test_a_weight_is_told_anew(world: World) -> None:
    code = world.harvest(100).code
    before = used(world)
    correct(world, amended(world, code, {code: 10}))
    assert stock(world, code) == (10, 10, "open")
    assert all(used(world)[key] == before[key] - 90_000 for key in before)
    assert world.differences() == []


def test_both_tellings_stay(world: World) -> None:
    code = world.harvest(100).code
    correct(world, amended(world, code, {code: 80}))
    correct(world, amended(world, code, {code: 90}))
    with world.view() as view:
        batch = batches.known(view, code)
        first = view.db.get_one(Event, batch.event_seq)
        tellings = told.histories(view.db, [first])[first.seq]
        amounts = [
            view.db.get_one(EventSubject, (each.seq, "out", code)).amount for each in tellings
        ]
    assert amounts == [100_000, 80_000, 90_000]


def test_an_older_telling_cannot_be_corrected_again(world: World) -> None:
    code = world.harvest(100).code
    first = world.entry(code)
    correct(world, Amendment(first, {code: kg(80)}))
    refusal = refused(world, Amendment(first, {code: kg(70)}))
    assert isinstance(refusal, Conflict)
    assert refusal.code == "already_corrected"


def test_what_was_made_of_goods_takes_their_new_shares(world: World) -> None:
    here, there = world.harvest(50).code, picked(world, garden(world), 50)
    mixed = run(world, MERGE, [here, there], [Make()]).made[0].code
    packed = world.pack(mixed, 10).code
    assert sorted(shares(world, packed).values()) == [500_000, 500_000]
    correct(
        world,
        amended(world, here, {here: 150}),
        amended(world, mixed, {here: 150, mixed: 200}),
    )
    assert sorted(shares(world, packed).values()) == [250_000, 750_000]
    assert world.differences() == []


def test_less_than_was_drawn_is_refused_and_says_by_what(world: World) -> None:
    code = world.harvest(100).code
    made = run(world, "wash", [code], [100]).made[0].code
    refusal = refused(world, amended(world, code, {code: 80}))
    assert refusal.code == "correction_leaves_too_little"
    assert refusal.facts["entries"] == [world.entry(made)]
    assert [each["taken"] for each in refusal.facts["short"]] == [100_000]
    assert stock(world, code) == (100, 0, "closed")
    assert world.differences() == []


def test_the_same_submission_may_put_it_right(world: World) -> None:
    code = world.harvest(100).code
    made = run(world, "wash", [code], [100]).made[0].code
    correct(world, amended(world, code, {code: 80}), amended(world, made, {code: 80, made: 78}))
    assert stock(world, code) == (80, 0, "closed")
    assert stock(world, made) == (78, 78, "open")
    assert world.differences() == []


def test_a_split_stays_whole(world: World) -> None:
    code = world.harvest(100).code
    one, two = (each.code for each in run(world, SPLIT, [code], [60, 40]).made)
    assert refused(world, amended(world, one, {one: 50})).code == "split_not_whole"
    correct(world, amended(world, one, {one: 50, two: 50}))
    assert stock(world, two) == (50, 50, "open")
    assert world.differences() == []


def test_more_out_than_in_is_refused(world: World) -> None:
    code = world.harvest(100).code
    made = run(world, "wash", [(code, 50)], [50]).made[0].code
    assert refused(world, amended(world, made, {made: 51})).code == "more_out_than_in"


def test_what_breaks_further_down_is_named_with_what_it_would_need(world: World) -> None:
    code = leaf(world)
    withered = run(world, "wither", [(code, 60)], [50]).made[0].code
    dry = run(world, "dry", [withered], [20]).made[0].code
    one, _two = (each.code for each in run(world, SPLIT, [dry], [15, 5]).made)
    refusal = refused(world, amended(world, withered, {code: 52}))
    needs = {each["event"]: each for each in refusal.facts["needed"]}
    assert refusal.facts["entries"] == [world.entry(dry), world.entry(one)]
    assert needs[world.entry(dry)]["amounts"][dry] < 20_000
    told = [Amendment(key, _grams(each["amounts"])) for key, each in needs.items()]
    correct(world, amended(world, withered, {code: 52}), *told)
    assert world.differences() == []


def _grams(amounts: dict[str, int]) -> dict[str, Quantity]:
    return {code: Quantity(amount, "g") for code, amount in amounts.items()}


def test_dry_tea_stays_within_its_leaf(world: World) -> None:
    code = leaf(world)
    dry = run(world, "dry", [code], [30]).made[0].code
    refusal = refused(world, amended(world, dry, {dry: 35}))
    assert refusal.code == "correction_breaks_ratio"
    correct(world, amended(world, dry, {dry: 34}))
    assert world.differences() == []


def test_less_leaf_no_longer_carries_the_dry_tea(world: World) -> None:
    code = leaf(world)
    withered = run(world, "wither", [(code, 60)], [50]).made[0].code
    dry = run(world, "dry", [withered], [20]).made[0].code
    refusal = refused(world, amended(world, withered, {code: 55}))
    assert refusal.code == "correction_breaks_ratio"
    assert refusal.facts["entries"] == [world.entry(dry)]


def test_packages_are_told_anew(world: World) -> None:
    code = world.harvest(100).code
    packed = world.pack(code, 10).code
    event = world.entry(packed)
    before = stock(world, packed)[0]
    correct(world, Amendment(event, packages=8))
    assert stock(world, packed)[0] == before * 8 // 10
    assert world.differences() == []


def test_a_mistaken_entry_is_taken_back(world: World) -> None:
    code = world.harvest(100).code
    before = used(world)
    correct(world, Retraction(world.entry(code)))
    assert stock(world, code) == (0, 0, "retracted")
    assert all(used(world)[key] == before[key] - 100_000 for key in before)
    assert world.differences() == []


def test_what_went_on_is_not_taken_back_alone(world: World) -> None:
    code = world.harvest(100).code
    made = run(world, "wash", [code], [100]).made[0].code
    harvest, washing = world.entry(code), world.entry(made)
    refusal = refused(world, Retraction(harvest))
    assert refusal.code == "correction_leaves_too_little"
    assert refusal.facts["entries"] == [washing]
    correct(world, Retraction(harvest), Retraction(washing))
    assert stock(world, made) == (0, 0, "retracted")
    assert world.differences() == []


def test_what_was_taken_back_gives_its_goods_back(world: World) -> None:
    code = world.harvest(100).code
    made = run(world, "wash", [code], [90]).made[0].code
    correct(world, Retraction(world.entry(made)))
    assert stock(world, code) == (100, 100, "open")
    with world.view() as view:
        assert queries.descendants(view.db, [batches.known(view, code).id]) == [
            batches.known(view, code).id
        ]
    assert world.differences() == []


def test_a_recall_from_before_still_adds_up(world: World) -> None:
    code = world.harvest(100).code
    run(world, "wash", [(code, 10)], [9])
    made = run(world, "wash", [(code, 90)], [80]).made[0].code
    with world.by(world.who.manager) as work:
        recalls.announce(work, [code], "Có đốm lạ.", "0219 111 2222")
    refusal = refused(world, Retraction(world.entry(made)))
    assert refusal.code == "batch_recalled"
    correct(world, amended(world, made, {made: 85}))
    assert world.differences() == []


def test_a_hold_of_what_was_taken_back_still_adds_up(world: World) -> None:
    code = world.harvest(100).code
    made = run(world, "wash", [code], [90]).made[0].code
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, code, "chờ kết quả kiểm nghiệm")
    correct(world, Retraction(world.entry(made)))
    assert world.differences() == []


def test_a_hold_after_something_was_taken_back_still_adds_up(world: World) -> None:
    code = world.harvest(100).code
    made = run(world, "wash", [(code, 50)], [50]).made[0].code
    correct(world, Retraction(world.entry(made)))
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, code, "chờ kết quả kiểm nghiệm")
    assert world.differences() == []


def test_above_the_ceiling_since_is_held(world: World) -> None:
    place, area = one_hectare(world)
    code = harvested(world, area, place, 10).code
    corrected = correct(world, amended(world, code, {code: 26_000}))
    assert corrected.held == (HoldReason.OVER_CEILING,)
    again = correct(world, amended(world, code, {code: 27_000}))
    assert again.held == ()
    assert world.differences() == []


def test_labels_beyond_what_is_left_are_told(world: World) -> None:
    packed = world.packed(packages=40).code
    world.print_labels(packed, 40)
    corrected = correct(world, Amendment(world.entry(packed), packages=38))
    assert list(corrected.excess_labels.values()) == [2]
    refusal = refused(world, Retraction(world.entry(packed)))
    assert refusal.code == "labels_still_live"
    assert world.differences() == []


def test_another_ones_entry_is_not_there(world: World) -> None:
    code = world.harvest(100).code
    event = world.entry(code)
    with world.by(world.who.registrar) as work, pytest.raises(Refusal):
        corrections.correct(work, [Retraction(event)], "vì sao")
    with pytest.raises(NotFound):
        correct(world, Retraction("0199aaaa-0000-7000-8000-000000000000"))


def test_nothing_new_is_no_correction(world: World) -> None:
    code = world.harvest(100).code
    refusal = refused(world, amended(world, code, {code: 100}))
    assert isinstance(refusal, Invalid)
    assert refusal.code == "nothing_changed"


def guessed(world: World, code: str) -> bool:
    with world.view() as view:
        return queries.stock(view.db, batches.known(view, code).id).estimated


def test_what_is_labelled_in_the_garden_is_weighed_later(world: World) -> None:
    code = world.harvest(100, estimated=True).code
    packed = world.pack(code, 50, quantity=None).code
    world.publish(packed)
    world.print_labels(packed, 50)
    assert guessed(world, code)
    assert guessed(world, packed)
    done = correct(
        world,
        amended(world, code, {code: 94}),
        Amendment(world.entry(packed), {code: kg(94)}, packages=47),
    )
    assert list(done.excess_labels.values()) == [3]
    assert not guessed(world, code)
    assert not guessed(world, packed)
    assert stock(world, code) == (94, 0, "closed")
    assert world.differences() == []


def test_the_scale_may_say_what_was_guessed(world: World) -> None:
    code = world.harvest(100, estimated=True).code
    correct(world, amended(world, code, {code: 100}))
    assert not guessed(world, code)
    assert world.differences() == []


def test_the_kind_of_mistake_stands_in_the_leaf_and_is_not_handed_on(world: World) -> None:
    code = world.harvest(100).code
    with world.by(world.who.recorder) as work:
        change = amended(world, code, {code: 80})
        corrections.correct(work, [change], "", Mistake.WEIGHED_AGAIN)
    named = said(world, code)
    assert (named["why"], named["private"]) == ("weighed_again", {})
    correct(world, amended(world, code, {code: 90}))
    assert "why" not in said(world, code)
    assert world.differences() == []


@pytest.mark.parametrize("kind", [None, Mistake.OTHER])
def test_something_is_said_of_why(world: World, kind: Mistake | None) -> None:
    code = world.harvest(100).code
    with world.by(world.who.recorder) as work, pytest.raises(Invalid) as refusal:
        corrections.correct(work, [amended(world, code, {code: 80})], "", kind)
    assert (refusal.value.code, refusal.value.faults[0].field) == ("required", "reason")


def test_a_kind_that_is_none_is_found(world: World) -> None:
    code = world.harvest(100).code
    with world.by(world.who.recorder) as work:
        change = amended(world, code, {code: 80})
        corrections.correct(work, [change], "", Mistake.WEIGHED_AGAIN)
    with tampering(world) as connection:
        connection.execute(text("UPDATE event SET leaf = replace(leaf, '_again', '_badly')"))
        differences = found(world, connection)
    assert ("why", "weighed_badly") in {(each.field, each.found) for each in differences}
