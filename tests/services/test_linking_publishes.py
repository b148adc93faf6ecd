"""The first labels of a lot publish it, in the same unit and by the same gate."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.blank_labels import blank, book, link, states
from tests.people import World
from traceability.domain.errors import RuleBroken
from traceability.services import label_choices, label_links
from traceability.store.queries import batches as queries
from traceability.store.queries import events


def unpublished(world: World, packages: int = 40) -> str:
    return world.pack(world.harvest().code, packages).code


def steps(world: World, lot: str) -> list[str | None]:
    with world.view() as view:
        return [event.step for event, _subject in events.of_subjects(view.db, [lot])]


def is_published(world: World, lot: str) -> bool:
    with world.view() as view:
        batch = queries.by_code(view.db, lot)
        assert batch is not None
        return queries.stock(view.db, batch.id).published_on is not None


def test_the_first_labels_publish_their_lot_and_later_ones_do_not(world: World) -> None:
    run, lot = blank(world), unpublished(world)
    with world.by(world.who.recorder) as work:
        first = label_links.link_all(work, run, [(1, 5)], lot)
    with world.by(world.who.recorder) as work:
        second = label_links.link_all(work, run, [(6, 8)], lot)
    assert (first.published, second.published) == (True, False)
    assert steps(world, lot)[-3:] == ["published", "labels_linked", "labels_linked"]
    assert world.page(lot).lot_code
    assert world.page(world.item_codes(run)[0]).lot_code
    assert world.differences() == []


def test_the_code_of_a_roll_publishes_too(world: World) -> None:
    run, lot = blank(world, 40, per_roll=20), unpublished(world)
    roll = book(world, run).rolls[0][0]
    with world.by(world.who.recorder) as work:
        assert label_links.link_roll(work, roll, lot).published
    assert is_published(world, lot)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_linking_that_is_refused_publishes_nothing(world: World) -> None:
    run, lot = blank(world), unpublished(world)
    with pytest.raises(RuleBroken, match="more_labels_than_packed"):
        link(world, run, 1, 41, lot)
    assert not is_published(world, lot)
    assert "published" not in steps(world, lot)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_lacks_an_item_is_neither_published_nor_linked(world: World) -> None:
    run, lot = blank(world), unpublished(world)
    with world.by(world.who.operator) as work:
        work.db.execute(
            text("DELETE FROM private_value WHERE owner_id = :code AND field = 'name'"),
            {"code": world.who.cooperative},
        )
    with pytest.raises(RuleBroken, match="items_missing"):
        link(world, run, 1, 5, lot)
    assert not is_published(world, lot)
    assert states(world, run) == [(1, 60, "unused")]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_lots_that_are_not_published_are_offered_and_say_so(world: World) -> None:
    old = world.packed(40).code
    fresh = unpublished(world)
    with world.view() as view:
        offered = label_choices.lots_to_link(view, world.who.recorder)
    assert [(each.code, each.published) for each in offered] == [(fresh, False), (old, True)]
