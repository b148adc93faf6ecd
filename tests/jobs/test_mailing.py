"""Mail over a real socket: sent once, tried again later, given up, forgotten in every case."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterator

import pytest

from tests.people import KEYRING, World
from tests.post_office import PostOffice, open_office, text_of
from traceability.jobs import mailing
from traceability.jobs.mailing import Mailbox
from traceability.jobs.work import Worker
from traceability.services import outbox
from traceability.services.outbox import Letter
from traceability.services.seeding import BOOT
from traceability.settings import Smtp
from traceability.store.models import Job, Outbox

LETTER = Letter(
    "la@example.vn", "Lời mời vào HTX Cam Sành", "Chào bạn Lả,\n\nhttps://x.vn/moi/abc\n"
)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as office:
        yield office


def post(world: World, letter: Letter = LETTER) -> None:
    with world.by(BOOT) as work:
        outbox.post(work, letter)


def worker(world: World, mailbox: Mailbox | None) -> Worker:
    return Worker(world.store, KEYRING, mailbox=mailbox)


def rows(world: World) -> tuple[Job, Outbox]:
    with world.view() as view:
        job, mail = view.db.query(Job).one(), view.db.query(Outbox).one()
        view.db.expunge_all()
        return job, mail


def is_forgotten(mail: Outbox) -> bool:
    return (mail.recipient, mail.subject, mail.body) == ("", "", "")


def test_a_mail_goes_out_once_and_is_forgotten(world: World, office: PostOffice) -> None:
    post(world)
    sender = worker(world, office.mailbox)
    assert sender.step()
    assert not sender.step()
    letter = office.only()
    assert (letter["To"], letter["From"]) == (LETTER.recipient, "tem@example.vn")
    assert letter["Subject"] == LETTER.subject
    assert text_of(letter) == LETTER.body
    assert letter["Auto-Submitted"] == "auto-generated"
    job, mail = rows(world)
    assert job.state == "done"
    assert is_forgotten(mail)
    assert mail.sent_at == world.clock.now


def test_what_is_taken_back_is_not_sent(world: World, office: PostOffice) -> None:
    def breaks_off() -> None:
        with world.by(BOOT) as work:
            outbox.post(work, LETTER)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks_off()
    assert not worker(world, office.mailbox).step()
    assert office.letters == []


def test_a_server_that_is_away_is_tried_again_later(world: World, office: PostOffice) -> None:
    away = dataclasses.replace(office.mailbox, server=Smtp("127.0.0.1", 1, False))
    post(world)
    assert worker(world, away).step()
    assert not worker(world, office.mailbox).step(), "not at once"
    world.clock.pass_by(seconds=21)
    assert worker(world, office.mailbox).step()
    assert office.only()["To"] == LETTER.recipient
    assert rows(world)[0].attempt == 2


def test_after_five_attempts_it_is_given_up_and_forgotten(world: World, office: PostOffice) -> None:
    office.answers["RCPT"] = "451 not now"
    post(world)
    tried = 0
    for _ in range(8):
        tried += worker(world, office.mailbox).step()
        world.clock.pass_by(minutes=11)
    job, mail = rows(world)
    assert (tried, job.attempt, job.state, job.failure) == (5, 5, "failed", "mail_not_reached")
    assert is_forgotten(mail)
    assert mail.sent_at is None
    assert office.letters == []


@pytest.mark.parametrize(("verb", "says"), [("RCPT", "550 nobody"), ("DATA", "554 spam")])
def test_what_is_refused_for_good_is_not_tried_again(
    world: World, office: PostOffice, verb: str, says: str
) -> None:
    office.answers[verb] = says
    post(world)
    assert worker(world, office.mailbox).step()
    job, mail = rows(world)
    assert (job.state, job.failure, job.attempt) == ("failed", "mail_refused", 1)
    assert is_forgotten(mail)


def test_without_a_server_nothing_waits(world: World) -> None:
    post(world)
    assert worker(world, None).step()
    job, mail = rows(world)
    assert (job.state, job.failure) == ("failed", "mail_not_configured")
    assert is_forgotten(mail)


def test_a_password_is_given_where_nobody_listens(world: World, office: PostOffice) -> None:
    office.wants_password = True
    server = dataclasses.replace(office.mailbox.server, user="tem", password="b1 m@t")
    post(world)
    worker(world, dataclasses.replace(office.mailbox, server=server)).step()
    assert any(line.startswith("AUTH") for line in office.heard)
    assert len(office.letters) == 1


def test_a_password_never_goes_out_unencrypted(
    world: World, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "_is_here", lambda _host: False)
    office.wants_password = True
    server = dataclasses.replace(office.mailbox.server, user="tem", password="b1 m@t")
    post(world)
    worker(world, dataclasses.replace(office.mailbox, server=server)).step()
    assert not any(line.startswith("AUTH") for line in office.heard)
    assert office.letters == []
    assert rows(world)[0].state == "queued"


@pytest.mark.parametrize(("host", "here"), [("localhost", True), ("::1", True), ("mx.vn", False)])
def test_this_machine_is_known(host: str, here: bool) -> None:
    assert mailing._is_here(host) is here


def test_no_header_can_be_put_in(world: World, office: PostOffice) -> None:
    """A name with a line break in it stays in its line."""
    post(world, dataclasses.replace(LETTER, subject="Lời mời\r\nBcc: xa@example.vn\r\n\r\nHello"))
    worker(world, office.mailbox).step()
    letter = office.only()
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Lời mời Bcc: xa@example.vn Hello"
    assert text_of(letter) == LETTER.body
    (recipient,) = [line for line in office.heard if line.upper().startswith("RCPT")]
    assert "xa@example.vn" not in recipient


def test_a_break_that_got_this_far_is_refused(world: World, office: PostOffice) -> None:
    post(world)
    with world.by(BOOT) as work:
        work.db.query(Outbox).one().subject = "a\r\nBcc: xa@example.vn"
    worker(world, office.mailbox).step()
    assert office.letters == []
    assert rows(world)[0].failure == "mail_refused"


def test_the_log_names_nobody(
    world: World, office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    office.answers["RCPT"] = "550 <la@example.vn> is unknown to Lả"
    post(world)
    with caplog.at_level(logging.DEBUG):
        worker(world, office.mailbox).step()
    assert "failed" in caplog.text
    assert "la@example.vn" not in caplog.text
    assert "Lả" not in caplog.text


def test_what_no_worker_survived_is_forgotten_in_the_end(world: World, office: PostOffice) -> None:
    post(world)
    with world.by(BOOT) as work:
        work.db.query(Job).one().state = "failed"
    world.clock.pass_by(days=8)
    post(world, dataclasses.replace(LETTER, body="anew"))
    worker(world, office.mailbox).step()
    with world.view() as view:
        assert all(is_forgotten(row) for row in view.db.query(Outbox))
