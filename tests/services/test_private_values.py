"""Private values stand in one table and nowhere else: never in a leaf, whatever was typed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select, text

from tests.people import World, suspend_code
from traceability.domain.text import fold
from traceability.services import area_codes, label_links, parties, places, recalls
from traceability.services.label_links import LabelSpan
from traceability.store.models import Base, Event, PrivateValue

#: Tables that a private value may stand in beside ``private_value``, and why.
#: The decision of a step is shown to the holder and the office, and is no personal value.
ALLOWED = {"private_value", "area_code_step"}


def leaves(world: World) -> list[str]:
    with world.view() as view:
        return list(view.db.scalars(select(Event.leaf)))


def marked(number: int) -> str:
    return f"Dấu hiệu riêng {number:03}"


def plant(world: World) -> list[str]:
    """Put a marker into every free text and personal field that a service takes."""
    marks = iter(marked(number) for number in range(100))
    planted = list(_planted(world, marks))
    assert len(planted) >= 12
    return planted


def _planted(world: World, marks: Iterator[str]) -> Iterator[str]:
    def mark() -> str:
        used.append(next(marks))
        return used[-1]

    used: list[str] = []
    with world.by(world.who.operator) as work:
        private = {"name": mark(), "phone": mark(), "address": mark()}
        parties.register_organisation(
            work, parties.OrganisationRequest("cooperative", "00874", private)
        )
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        household = parties.register_household(work, coop, {"name": mark(), "phone": mark()})
        place = places.PlaceRequest("orchard", "01156", area_m2=9, private={"name": mark()})
        places.register(work, coop, place)
        code = household.code
    packed = world.packed()
    run = world.print_labels(packed.code, 3)
    step = area_codes.Decision(world.clock.now.date(), mark(), mark(), mark())
    with world.by(world.who.registrar) as work:
        suspend_code(work, world.who.area, step)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 1), mark())
        recall = recalls.announce(work, [packed.code], mark(), mark(), without_number=True)
    with world.by(world.who.registrar) as work:
        recalls.lift(work, recall.code, mark())
    assert world.harvest(household=code).held
    yield from used


def test_no_marker_stands_in_a_leaf(world: World) -> None:
    planted = plant(world)
    kept = leaves(world)
    for mark in planted:
        for form in (mark, fold(mark), mark.encode("unicode_escape").decode()):
            assert not any(form in leaf for leaf in kept), mark


def test_no_private_value_stands_in_a_leaf(busy: World) -> None:
    kept = leaves(busy)
    with busy.view() as view:
        values = {row.value for row in view.db.scalars(select(PrivateValue))}
    assert len(values) > 15
    for value in values:
        if len(value) > 2:  # a count of households stands in many a day by chance
            assert not any(value in leaf for leaf in kept), value


def test_markers_stand_in_no_other_table(world: World) -> None:
    """So that erasing a private value erases it."""
    planted = plant(world)
    with world.store.reader.connect() as connection:
        for name in Base.metadata.tables.keys() - ALLOWED:
            for row in connection.execute(text(f'SELECT * FROM "{name}"')):
                assert not any(mark in str(row) for mark in planted), (name, row)


def test_every_private_value_has_a_salt_of_its_own(world: World) -> None:
    plant(world)
    with world.view() as view:
        rows = list(view.db.scalars(select(PrivateValue)))
        assert len({row.salt for row in rows}) == len(rows)
        assert {len(row.salt) for row in rows} == {16}
        assert all(row.folded == fold(row.value) for row in rows)


def test_equal_phones_do_not_look_equal(world: World) -> None:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        for _ in range(2):
            parties.register_household(work, coop, {"phone": "0912 345 678"})
    commitments = [leaf.partition('"phone":"')[2][:43] for leaf in leaves(world)[-2:]]
    assert commitments[0] != commitments[1]
    assert all(commitments)
