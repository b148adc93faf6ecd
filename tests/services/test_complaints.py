"""Complaints: noted as they were said, answered once, and checked with the record."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import text

from tests.people import TODAY, World
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, Refusal
from traceability.domain.quantity import Quantity
from traceability.services import batches, complaint_views, complaints, erasures
from traceability.services.complaints import ComplaintKind, ComplaintRequest
from traceability.store import append_only
from traceability.store.models import Event

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
SAID, WHO = "Cam khô, có quả mốc", "chị Hoa 0912 000 111"


def noted(world: World, code: str, said: str = SAID) -> str:
    asked = ComplaintRequest(code, ComplaintKind.QUALITY, said, TODAY, WHO)
    with world.by(world.who.recorder) as work:
        return complaints.note(work, asked)


def answered(world: World, event: str, text_: str = "đổi túi khác") -> None:
    with world.by(world.who.manager) as work:
        complaints.answer(work, event, text_)


def test_what_was_said_is_private_and_its_kind_is_not(world: World) -> None:
    code = world.packed(40).code
    event = noted(world, code)
    answered(world, event)
    with world.view() as view:
        leaves = [row.leaf for row in view.db.query(Event) if '"complaint' in row.leaf]
        (shown,) = complaint_views.of_lot(view, world.who.recorder, code)
    assert len(leaves) == 2
    assert '"about":"quality"' in leaves[0]
    assert not any(word in leaf for leaf in leaves for word in (SAID, WHO, "đổi túi"))
    assert (shown.said, shown.by, shown.answer) == (SAID, WHO, "đổi túi khác")
    assert (shown.kind, shown.said_on) == ("quality", TODAY)


def test_it_holds_nothing_and_is_answered_once(world: World) -> None:
    code = world.packed(40).code
    event = noted(world, code)
    answered(world, event)
    with pytest.raises(Conflict) as found:
        answered(world, event)
    assert found.value.code == "complaint_answered_already"
    assert world.page(code).verdict != "held"


@ON_SQLITE
def test_a_day_to_come_and_a_stranger_are_refused(world: World) -> None:
    code = world.harvest(10).code
    later = ComplaintRequest(code, ComplaintKind.OTHER, "x", TODAY + dt.timedelta(days=1))
    with pytest.raises(Invalid), world.by(world.who.recorder) as work:
        complaints.note(work, later)
    event = noted(world, code)
    for who in (world.who.stranger, world.who.registrar):
        with pytest.raises((NotFound, Denied)), world.by(who) as work:
            complaints.note(work, ComplaintRequest(code, ComplaintKind.OTHER, "x", TODAY))
        with pytest.raises((NotFound, Denied)), world.by(who) as work:
            complaints.answer(work, event, "x")
        with pytest.raises((NotFound, Denied)), world.view() as view:
            complaint_views.screen(view, who, code)


def test_two_who_answer_at_once_leave_one_answer(world: World) -> None:
    event = noted(world, world.harvest(10).code)
    refusals: list[str] = []

    def try_it(number: int) -> None:
        try:
            answered(world, event, f"trả lời {number}")
        except Refusal as refusal:
            refusals.append(refusal.code)

    threads = [threading.Thread(target=try_it, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(refusals) == 3
    assert set(refusals) <= {"complaint_answered_already", "changed_meanwhile"}


@ON_SQLITE
def test_the_screen_tells_what_went_in_and_what_else_was_made_of_it(world: World) -> None:
    first = world.harvest(300, household=world.who.household)
    half = Quantity(120_000, "g")
    one = world.pack(first.code, 40, quantity=half).code
    other = world.pack(first.code, 20, quantity=half).code
    world.publish(one)
    run = world.print_labels(one, 40)
    world.link(run, 1, 10)
    with world.view() as view:
        found = complaint_views.screen(view, world.who.recorder, one)
        harvest = complaint_views.screen(view, world.who.recorder, first.code)
    (came,) = found.inputs.shown
    assert (came.code, came.made, came.took) == (first.code, 300_000, 120_000)
    (grown,) = came.grown
    assert (grown.area_code, grown.ppm) == ("VN-HGOR-0128", 1_000_000)
    assert came.household is not None
    assert came.place is not None
    beside = {each.code: each.on_hand for each in found.sisters.shown}
    assert (beside, found.sisters.total) == ({other: 40_000, first.code: 60_000}, 2)
    spans = [(each.first, each.last, str(each.state)) for each in found.labels.shown]
    assert spans == [(1, 10, "linked"), (11, 40, "unused")]
    assert {each.code for each in harvest.sisters.shown} == {one, other}
    assert found.buyers.total == 0


@ON_SQLITE
def test_an_erased_household_is_its_number(world: World) -> None:
    made = world.harvest(300, household=world.who.household)
    with world.by(world.who.manager) as work:
        erasures.erase(work, world.who.household)
    with world.view() as view:
        (came,) = complaint_views.screen(view, world.who.recorder, made.code).inputs.shown
    assert came.household is not None
    assert came.household.isdigit()


@ON_SQLITE
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("complaint", "UPDATE complaint SET kind = 'fake'"),
        ("complaint", "UPDATE complaint SET said_on = '2020-01-01'"),
        ("complaint", "UPDATE complaint SET batch_id = (SELECT min(id) FROM batch)"),
        ("complaint_answer", "UPDATE complaint_answer SET answered_at = '2020-01-01 00:00:00'"),
        ("complaint_answer", "DELETE FROM complaint_answer"),
        ("complaint_answer", "UPDATE complaint_answer SET complaint_id = 2"),
    ],
)
def test_a_row_that_was_changed_is_found(world: World, table: str, change: str) -> None:
    world.harvest(5)
    code = world.packed(40).code
    answered(world, noted(world, code))
    noted(world, code, "một lần nữa")
    with world.store.writer.connect() as connection, connection.begin():
        append_only.release(connection, table)
        connection.execute(text(change))
        keys = [("id",) if table == "complaint" else ("complaint_id",), ("event_seq",)]
        append_only.protect(connection, table, keys)
    world.tampered = True
    assert table in {each.kind for each in world.differences()}


@ON_SQLITE
def test_a_lot_that_is_unknown_has_no_screen(world: World) -> None:
    with world.view() as view, pytest.raises(NotFound):
        complaint_views.screen(view, world.who.recorder, "0" * 9)
    with world.view() as view, pytest.raises(NotFound):
        batches.known(view, "0" * 9)
