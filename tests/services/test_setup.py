"""The first day's steps: derived from the record, skipped and taken up, nobody else's business."""

from __future__ import annotations

import pytest

from tests.beginners import begin
from tests.people import World
from traceability.domain.errors import Denied, Invalid
from traceability.services import label_views, parties, setup
from traceability.services.setup import State, Step
from traceability.store.models import SetupStep


def test_a_first_day_begins_with_nothing(world: World) -> None:
    new = begin(world)
    found = new.progress()
    assert [line.number for line in found.lines] == [1, 2, 3, 4, 5, 6, 7]
    assert {line.state for line in found.lines} == {State.OPEN}
    assert not found.finished
    assert found.next is not None
    assert found.next.step is Step.ORGANISATION


def test_steps_are_read_from_the_record(world: World) -> None:
    new = begin(world)
    new.describe()
    with world.by(new.manager) as work:
        parties.register_household(work, parties.known(work, new.party), {"name": "Vàng Thị Mỷ"})
    new.open_area()
    new.add_product()
    done = {line.step: line for line in new.progress().lines if line.state is State.DONE}
    assert set(done) == {Step.ORGANISATION, Step.HOUSEHOLDS, Step.AREAS, Step.PRODUCTS}
    assert done[Step.ORGANISATION].told == "Xã Cao Bồ"
    assert done[Step.HOUSEHOLDS].count == 1


def test_an_organisation_without_all_its_label_fields_is_not_done(world: World) -> None:
    new = begin(world)
    assert new.state(Step.ORGANISATION) is State.OPEN
    new.describe()
    assert new.state(Step.ORGANISATION) is State.DONE


def test_the_first_label_is_done_once_one_is_linked(world: World) -> None:
    """The cooperative of the field skipped everything; its label is done all the same."""
    run = world.print_labels(world.packed(40).code, 10)
    with world.view() as view:
        lines = {each.step: each for each in setup.progress(view, world.who.manager).lines}
    assert lines[Step.FIRST_LABEL].state is State.SKIPPED
    world.link(run, 1, 3)
    with world.view() as view:
        lines = {each.step: each for each in setup.progress(view, world.who.manager).lines}
    assert (lines[Step.FIRST_LABEL].state, lines[Step.FIRST_LABEL].count) == (State.DONE, 3)


def test_a_step_is_skipped_and_taken_up_again(world: World) -> None:
    new = begin(world)
    with world.by(new.manager) as work:
        setup.skip(work, Step.ORGANISATION)
    assert new.state(Step.ORGANISATION) is State.SKIPPED
    found = new.progress()
    assert found.next is not None
    assert found.next.step is Step.HOUSEHOLDS
    with world.by(new.manager) as work:
        setup.skip(work, Step.ORGANISATION)  # twice changes nothing
        setup.take_up(work, Step.ORGANISATION)
        setup.take_up(work, Step.ORGANISATION)
    assert new.state(Step.ORGANISATION) is State.OPEN


def test_a_skipped_step_that_gets_done_is_done(world: World) -> None:
    new = begin(world)
    with world.by(new.manager) as work:
        setup.skip_rest(work)
    assert new.progress().finished
    new.open_area()
    assert new.state(Step.AREAS) is State.DONE


def test_the_printer_test_is_said_to_be_done_and_sets_the_stock(world: World) -> None:
    new = begin(world)
    with world.by(new.recorder) as work:
        setup.finish_printer_test(work, "L7160")
    assert new.state(Step.PRINTER) is State.DONE
    with world.by(new.manager) as work:
        setup.skip(work, Step.PRINTER)
        setup.take_up(work, Step.PRINTER)
    assert new.state(Step.PRINTER) is State.DONE
    with world.view() as view:
        assert label_views.printer_stock(view, new.manager) == "L7160"


def test_the_newest_of_test_and_print_says_what_is_in_the_printer(world: World) -> None:
    with world.by(world.who.recorder) as work:
        setup.finish_printer_test(work, "L7161")
    world.clock.pass_by(minutes=1)
    world.print_labels(world.packed(40).code, 10)  # on L7651
    with world.view() as view:
        assert label_views.printer_stock(view, world.who.manager) == "L7651"
    world.clock.pass_by(minutes=1)
    with world.by(world.who.recorder) as work:
        setup.finish_printer_test(work, "L7163")
    with world.view() as view:
        assert label_views.printer_stock(view, world.who.manager) == "L7163"


def test_an_unknown_stock_is_refused(world: World) -> None:
    new = begin(world)
    with pytest.raises(Invalid) as caught, world.by(new.manager) as work:
        setup.finish_printer_test(work, "L9999")
    assert caught.value.code == "stock_unknown"


def test_a_recorder_sees_what_is_the_managers_and_skips_nothing(world: World) -> None:
    new = begin(world)
    found = new.progress(new.recorder)
    mine = {line.step for line in found.lines if line.mine}
    assert mine == {Step.HOUSEHOLDS, Step.CONSENTS, Step.PRINTER, Step.FIRST_LABEL}
    assert not found.skips
    assert found.next is not None
    assert found.next.step is Step.HOUSEHOLDS
    for act in (lambda work: setup.skip(work, Step.AREAS), setup.skip_rest):
        with pytest.raises(Denied), world.by(new.recorder) as work:
            act(work)


def test_nothing_of_other_cooperatives_counts(world: World) -> None:
    world.link(world.print_labels(world.packed(40).code, 10), 1, 3)
    new = begin(world)
    assert not any(line.count for line in new.progress().lines)
    with world.by(new.manager) as work:
        setup.skip_rest(work)
    with world.view() as view:
        rows = view.db.query(SetupStep).filter_by(party_id=world.who.stranger.party).all()
        assert {row.state for row in rows} == {"skipped"}
