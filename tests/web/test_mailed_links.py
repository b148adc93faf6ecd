"""From a form to a mail to a page: links that go through a real mail server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import KEYRING, World
from tests.post_office import PostOffice, open_office, text_of
from tests.web.entrance_visits import INVITE, NEW_PASSWORD, PERSON, accept, member_link
from tests.web.lot_visits import HOST, Visitor, app_of
from traceability.jobs.work import Worker

FORGOTTEN, DOOR = "/quen-mat-khau", "/dang-nhap"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as office:
        yield office


def visitor(world: World, office: PostOffice, files: Path, login: str | None = None) -> Visitor:
    mail = {"smtp_url": office.mailbox.server, "mail_from": office.mailbox.sender}
    app = app_of(world, files=files, **mail)
    return Visitor(app, world, login)


def delivered(world: World, office: PostOffice) -> str:
    """Let the job process send what waits; the path of the link in the one letter."""
    worker = Worker(world.store, KEYRING, mailbox=office.mailbox)
    while worker.step():
        pass
    (path,) = re.findall(rf"^{HOST}(/\S+)$", text_of(office.only()), re.M)
    return str(path)


def test_a_forgotten_password_comes_back_by_mail(
    world: World, office: PostOffice, tmp_path: Path
) -> None:
    guest = visitor(world, office, tmp_path)
    accept(guest, f"/moi/{member_link(world).token}", login="la@example.vn")
    door = visitor(world, office, tmp_path)
    assert door.send(FORGOTTEN, FORGOTTEN, login=" LA@example.vn ").status == 200
    path = delivered(world, office)
    assert office.only()["To"] == "la@example.vn"
    assert door.send(path, path, password="một mật khẩu khác hẳn").place == DOOR
    assert guest.get("/coop/").status == 302, "whoever was signed in is not any more"
    wrong = door.send(DOOR, DOOR, login="la@example.vn", password=NEW_PASSWORD)
    right = door.send(DOOR, DOOR, login="la@example.vn", password="một mật khẩu khác hẳn")
    assert (wrong.status, right.place) == (401, "/coop/")


def test_nobody_gets_a_letter_whom_we_do_not_know(
    world: World, office: PostOffice, tmp_path: Path
) -> None:
    guest = visitor(world, office, tmp_path)
    guest.send(FORGOTTEN, FORGOTTEN, login="ai@example.vn")
    worker = Worker(world.store, KEYRING, mailbox=office.mailbox)
    assert worker.step()
    assert not worker.step()
    assert office.heard == []


def test_an_invitation_by_mail_is_accepted(
    world: World, office: PostOffice, tmp_path: Path
) -> None:
    manager = visitor(world, office, tmp_path, "manager")
    asked = {"name": "Nông Thị Lả", "contact": "la@example.vn", "role": "recorder"}
    manager.send(INVITE, INVITE, **asked)
    path = delivered(world, office)
    newcomer = visitor(world, office, tmp_path)
    assert accept(newcomer, path, login="la@example.vn").place == "/coop/"
    assert PERSON["name"] in newcomer.get("/coop/").text
