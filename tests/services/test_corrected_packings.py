"""A packing told anew is judged as one of today: by its weight, and by what of it has left."""

from __future__ import annotations

import pytest

from tests.families import extracted, hives, jars, pack
from tests.people import World
from tests.services.test_corrections import correct
from tests.services.test_deliveries import arrive, hand_over, send
from tests.services.test_pack_bases import OWN, PIECES, four, kg
from traceability.domain.errors import Invalid, Refusal
from traceability.services import (
    batches,
    complaint_views,
    corrections,
    deliveries,
    delivery_views,
    home_tasks,
    label_choices,
    label_dispatch,
)
from traceability.services.arrivals import Arrived
from traceability.services.corrections import Amendment, Change, Retraction
from traceability.services.deliveries import Send
from traceability.store.queries import events

__all__ = ["four"]


def refused(world: World, *changes: Change) -> Refusal:
    with pytest.raises(Refusal) as found:
        correct(world, *changes)
    return found.value


def event_of(world: World, note: str) -> str:
    with world.view() as view:
        seq = deliveries.known(view, note).event_seq
        return events.by_seq(view.db, [seq])[seq].event_id


def test_pieces_are_no_lighter_by_correction(four: World) -> None:
    lot = four.pack(four.harvest(100).code, 600, pack_format=PIECES, packed=kg(90)).code
    entry = four.entry(lot)
    many = refused(four, Amendment(entry, packages=601))
    assert (many.code, many.facts["most"]) == ("more_pieces_than_weight", 600)
    light = refused(four, Amendment(entry, {lot: kg(89)}))
    assert (light.code, light.facts["most"]) == ("more_pieces_than_weight", 593)
    correct(four, Amendment(entry, {lot: kg(89)}, packages=593))


def test_sacks_that_went_are_among_those_that_were_packed(four: World) -> None:
    lot = four.pack(four.harvest(100).code, 9, pack_format=OWN, packed=kg(90)).code
    note = send(four, Send(lot, kg(80), packages=8)).code
    fewer = Amendment(four.entry(lot), packages=2)
    assert (refused(four, fewer).code, refused(four, fewer).facts["count"]) == ("packages_went", 8)
    with four.by(four.who.manager) as work:
        corrections.correct(work, [fewer, Retraction(event_of(four, note))], "đếm lại")


@pytest.mark.parametrize(("pack_format", "over"), [(1, 1), (2, 1)])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_home_counts_the_labels_that_honey_holds_by_its_weight(
    world: World, pack_format: int, over: int
) -> None:
    area, _place = hives(world)
    honey = extracted(world, area, 70, density=1_400).code
    code = pack(world, honey, jars(world), 100, pack_format=pack_format).code
    world.publish(code)
    run = world.print_labels(code, 100)
    world.link(run, 1, 100)
    done = correct(world, Amendment(world.entry(code), packages=99))
    assert list(done.excess_labels.values()) == [over]
    with world.view() as view:
        (task,) = [
            e for e in home_tasks.waiting(view, world.who.manager) if e.kind == "over_labelled"
        ]
    assert [each.amount for each in task.first] == [over]


def test_a_note_that_was_taken_back_has_no_buyer_and_takes_no_labels(world: World) -> None:
    lot = world.packed(10).code
    run = world.print_labels(lot, 10)
    world.link(run, 1, 10)
    gone = send(world, Send(lot, packages=4)).code
    with world.by(world.who.manager) as work:
        corrections.correct(work, [Retraction(event_of(world, gone))], "chưa giao")
    back = hand_over(world, lot).code
    arrive(world, back, Arrived(lot, refused=True), reason="dập")
    with world.view() as view:
        assert list(delivery_views.of_lot(view, batches.known(view, lot))) == []
        assert complaint_views.screen(view, world.who.manager, lot).buyers.total == 0
        assert label_choices.notes_of(view, world.who.manager, run) == []
    for note in (gone, back):
        with pytest.raises(Invalid) as named, world.by(world.who.manager) as work:
            label_dispatch.state(work, run, ((1, 4),), note)
        assert named.value.code == "note_without_lot"
    assert world.differences() == []
