"""Holders are told 60, 30 and 7 days ahead, once each, whatever days the job process missed."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.certificate_papers import asked, enter
from tests.people import KEYRING, TODAY, World
from traceability.domain.certificates import THRESHOLDS
from traceability.jobs.work import Worker
from traceability.services import certificates
from traceability.store.models import Alert, CertificateReminder

ENDS = TODAY + dt.timedelta(days=100)
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def told(world: World) -> list[tuple[str, int | None]]:
    """What the holder was told so far: the kind, and the days that were left."""
    with world.view() as view:
        rows = view.db.query(Alert).filter(Alert.kind.like("certificate_end%")).order_by(Alert.id)
        return [(row.kind, json.loads(row.facts).get("days")) for row in rows]


def look(world: World, day: dt.date) -> None:
    """The job process looks on a day, by the machine's own clock."""
    with time_machine.travel(dt.datetime.combine(day, dt.time(3), dt.UTC), tick=False):
        world.clock.now = dt.datetime.now(dt.UTC)
        Worker(world.store, KEYRING).remind()


def before_end(days: int) -> dt.date:
    return ENDS - dt.timedelta(days=days)


def test_looked_at_every_day_each_threshold_is_told_on_its_day(world: World) -> None:
    enter(world, valid_to=ENDS)
    for days in range(100, -5, -1):
        look(world, before_end(days))
        look(world, before_end(days))
    assert told(world) == [("certificate_ending", days) for days in THRESHOLDS]


def test_missed_days_are_caught_up_with_the_nearest_alone(world: World) -> None:
    enter(world, valid_to=ENDS)
    look(world, before_end(61))
    assert told(world) == []
    look(world, before_end(20))
    assert told(world) == [("certificate_ending", 20)]
    look(world, before_end(8))
    look(world, before_end(3))
    assert told(world) == [("certificate_ending", 20), ("certificate_ending", 3)]


def test_who_could_not_be_told_in_time_is_told_that_it_ended(world: World) -> None:
    enter(world, valid_to=ENDS)
    look(world, before_end(-10))
    look(world, before_end(-11))
    assert told(world) == [("certificate_ended", None)]


def test_an_old_paper_entered_for_the_record_tells_nothing(world: World) -> None:
    enter(world, valid_to=TODAY - dt.timedelta(days=1))
    look(world, TODAY)
    assert told(world) == []
    with world.view() as view:
        assert view.db.query(CertificateReminder).count() == len(THRESHOLDS)


def test_withdrawn_or_endless_papers_tell_nothing(world: World) -> None:
    enter(world, valid_to=None)
    code = enter(world, number="2", valid_to=ENDS)
    with world.by(world.who.manager) as work:
        certificates.withdraw(work, code, "hết dùng")
    look(world, before_end(5))
    assert told(world) == []


def test_a_corrected_last_day_is_told_anew(world: World) -> None:
    code = enter(world, valid_to=ENDS)
    look(world, before_end(60))
    later = ENDS + dt.timedelta(days=100)
    with world.by(world.who.manager) as work:
        request = asked(world, valid_to=later, revision=1, reason="gõ nhầm")
        certificates.correct(work, code, request)
    look(world, before_end(0))
    assert len(told(world)) == 1
    look(world, later - dt.timedelta(days=60))
    assert told(world) == [("certificate_ending", 60)] * 2


def test_the_job_process_looks_once_an_hour(world: World) -> None:
    worker = Worker(world.store, KEYRING)
    enter(world, valid_to=TODAY + dt.timedelta(days=7))
    assert worker.remind()
    enter(world, number="2", valid_to=TODAY + dt.timedelta(days=7))
    assert not worker.remind()
    world.clock.pass_by(hours=1)
    assert worker.remind()


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sets(st.integers(-10, 70), max_size=8))
def test_whatever_days_were_missed_no_threshold_is_told_twice(world: World, days: set[int]) -> None:
    number = f"VG-{sorted(days)}"[:64]
    with world.by(world.who.operator) as work:
        work.db.query(CertificateReminder).delete()
        work.db.query(Alert).delete()
    world.clock.now = dt.datetime(2026, 1, 20, 2, tzinfo=dt.UTC)
    code = enter(world, number=number, valid_to=ENDS)
    for left in sorted(days, reverse=True):
        look(world, before_end(left))
    found = told(world)
    reached = {t for t in THRESHOLDS for left in days if left <= t}
    assert len(found) <= len(reached)
    assert bool(found) == bool(reached)
    spans = [min(t for t in THRESHOLDS if left <= t) for _, left in found if left is not None]
    assert len(spans) == len(set(spans))
    with world.by(world.who.manager) as work:
        world.clock.now = dt.datetime(2026, 1, 20, 2, tzinfo=dt.UTC)
        certificates.withdraw(work, code, "xong")
