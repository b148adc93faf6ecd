"""What has had its time is forgotten though nobody comes by: the job process looks once an hour."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import func, insert, select

from tests.people import KEYRING, World
from traceability.domain.access import Role
from traceability.jobs.work import Worker
from traceability.services import accounts, forgetting, invitations, jobs, officers, outbox, resets
from traceability.services.invitations import MemberInvited
from traceability.services.outbox import Letter
from traceability.store import pulse
from traceability.store.models import (
    Actor,
    Invitation,
    Job,
    Outbox,
    PasswordReset,
    PrivateValue,
    Pulse,
)

LETTER = Letter("la@example.vn", "Lời mời", "https://x.vn/moi/abc")


def worker(world: World) -> Worker:
    return Worker(world.store, KEYRING)


def invite(world: World) -> int:
    with world.by(world.who.manager) as work:
        invitations.invite_member(
            work, MemberInvited(Role.RECORDER, "Nông Thị Lả", LETTER.recipient)
        )
        return work.db.query(Invitation).order_by(Invitation.id.desc()).first().id  # type: ignore[union-attr]


def remembered(world: World, kind: str = "invitation") -> set[str]:
    with world.view() as view:
        found = view.db.query(PrivateValue).filter_by(owner_kind=kind)
        return {row.owner_id for row in found}


def mails(world: World) -> list[tuple[str, str, str]]:
    with world.view() as view:
        rows = view.db.query(Outbox).order_by(Outbox.id)
        return [(row.recipient, row.subject, row.body) for row in rows]


def test_an_old_invitation_is_forgotten_by_itself(world: World) -> None:
    number = str(invite(world))
    sweeper = worker(world)
    world.clock.pass_by(days=36)
    assert not sweeper.tidy()
    assert remembered(world) == {number}
    world.clock.pass_by(days=2)
    assert sweeper.tidy()
    assert remembered(world) == set()


@pytest.mark.parametrize("end", ["used_at", "withdrawn_at"])
def test_one_that_is_over_keeps_no_name(world: World, end: str) -> None:
    number = invite(world)
    with world.by(world.who.manager) as work:
        row = work.db.get_one(Invitation, number)
        setattr(row, end, work.now)
        row.used_by = 1 if end == "used_at" else None
    assert worker(world).tidy()
    assert remembered(world) == set()


def test_it_looks_once_an_hour(world: World) -> None:
    sweeper = worker(world)
    assert not sweeper.tidy()
    invite(world)
    with world.by(world.who.manager) as work:
        work.db.query(Invitation).one().withdrawn_at = work.now
    world.clock.pass_by(minutes=59)
    assert not sweeper.tidy()
    assert remembered(world)
    world.clock.pass_by(minutes=1)
    assert sweeper.tidy()
    assert not remembered(world)
    world.clock.pass_by(hours=1)
    assert not sweeper.tidy(), "nothing was due"


def test_the_loop_sees_to_it(world: World) -> None:
    invite(world)
    world.clock.pass_by(days=60)
    loop = worker(world)
    loop.stopping.wait = lambda _seconds=None: loop.stop() or True  # type: ignore[method-assign,func-returns-value]
    loop.work()
    assert not remembered(world)


def test_a_mail_that_no_worker_survives_is_emptied_as_its_job_ends(world: World) -> None:
    with world.by(world.who.manager) as work:
        outbox.post(work, LETTER)
    for _ in range(jobs.MOST_ATTEMPTS):
        with world.by(world.who.operator) as work:
            assert jobs.claim(work, "killed") is not None
        world.clock.pass_by(minutes=3)
    assert mails(world) == [(LETTER.recipient, LETTER.subject, LETTER.body)]
    assert not worker(world).step()
    assert mails(world) == [("", "", "")]
    with world.view() as view:
        assert view.db.query(Job).one().failure == jobs.WORN_OUT


def test_a_mail_without_a_job_is_emptied_and_one_that_waits_is_not(world: World) -> None:
    with world.by(world.who.manager) as work:
        outbox.post(work, LETTER)
        outbox.post(work, LETTER, resets.JOB)
        work.db.query(Job).filter_by(kind=outbox.JOB).one().state = "failed"
    assert worker(world).tidy()
    assert mails(world) == [("", "", ""), (LETTER.recipient, LETTER.subject, LETTER.body)]
    world.clock.pass_by(days=8)
    assert worker(world).tidy()
    assert mails(world) == [("", "", "")] * 2


def test_a_link_to_a_new_password_ends_a_day_after_it_expired(world: World) -> None:
    with world.by(world.who.manager) as work:
        resets.hand_out(work, work.db.get_one(Actor, world.who.recorder.id).code)
    world.clock.pass_by(hours=24)
    assert not worker(world).tidy()
    world.clock.pass_by(hours=1)
    assert worker(world).tidy()
    with world.view() as view:
        assert view.db.query(PasswordReset).one().ended_at == world.clock.now


def test_a_fault_does_not_stop_the_loop(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks_off(_view: object) -> bool:
        raise OSError("la@example.vn")

    monkeypatch.setattr(forgetting, "is_due", breaks_off)
    with caplog.at_level(logging.ERROR):
        assert not worker(world).tidy()
    assert "forgetting broke off: OSError" in caplog.text
    assert LETTER.recipient not in caplog.text


def test_who_was_forgotten_is_wiped_from_the_files(world: World) -> None:
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "recorder")
        gone = officers.forget(work, "recorder")
    with world.view() as view:
        job = view.db.query(Job).one()
        assert (job.kind, job.target, job.state) == (officers.JOB, gone.user_id, "queued")
    assert worker(world).step()
    with world.view() as view:
        assert view.db.query(Job).one().state == "done"


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_pulses_that_have_had_their_time_go_once_there_are_many(world: World) -> None:
    sweeper = worker(world)
    with world.by(world.who.operator) as work:
        work.db.execute(insert(Pulse), [{"at": work.now}] * pulse.LEFT)
    world.clock.pass_by(hours=2)
    assert sweeper.tidy()
    with world.view() as view:
        assert view.db.scalar(select(func.count()).select_from(Pulse)) == 1, "its own"
    world.clock.pass_by(hours=2)
    assert not sweeper.tidy()
