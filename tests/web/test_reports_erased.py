"""What a reporter takes back of what they sent: the contact, the picture, or both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import World
from tests.senders import CONTACT, SAID, code_of, send_report
from tests.web.lot_visits import Visitor
from tests.web.test_report_pages import OURS, app, backend, client, picture, send
from traceability.domain.access import Actor
from traceability.jobs import erasing
from traceability.services import jobs, report_forgetting, seeding
from traceability.services.jobs import Claimed
from traceability.store import models

__all__ = ["app", "backend", "client"]


def choices(client: FlaskClient, path: str) -> list[str]:
    """What the page of a number offers to erase."""
    return re.findall(r'name="what" value="([^"]+)"', client.get(path).text)


def sent_with_both(world: World, client: FlaskClient) -> str:
    """The address of a report with a contact and a picture."""
    asked = {"photo": (picture(), "a.jpg"), "contact": CONTACT, "consent": "yes"}
    return send(client, world.packed().code, **asked).location.partition("?")[0]


def erase(client: FlaskClient, path: str, what: str) -> str:
    """Press a button of the page; what is told then, without tags."""
    gone = client.post(f"{path}/xoa", data={"what": what}, headers=OURS)
    assert gone.status_code == 303
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(gone.location).text).split())


def test_the_reporter_is_forgotten_at_a_press(
    world: World, client: FlaskClient, app: Flask
) -> None:
    number = send_report(world, world.packed().code)
    page = client.get(f"/phan-anh/{number}").text
    assert "Không lấy lại được. Xóa chứ?" in page
    assert choices(client, f"/phan-anh/{number}") == ["lien-he"]
    gone = client.post(f"/phan-anh/{number}/xoa", data={"what": "lien-he"}, headers=OURS)
    assert gone.status_code == 303
    told = client.get(gone.location).text
    assert "<button" not in told
    assert told.count("Đã xóa tên và cách liên hệ") == 2
    desk = Visitor(app, world, "registrar").get(f"/registry/phan-anh/{code_of(number)}").text
    assert CONTACT not in desk
    assert "đã xóa tên và cách liên hệ" in desk


def test_who_wants_no_calls_keeps_the_picture_with_the_report(
    world: World, client: FlaskClient, app: Flask
) -> None:
    asked = {"photo": (picture(), "a.jpg"), "contact": CONTACT, "consent": "yes"}
    path = send(client, world.packed().code, **asked).location.partition("?")[0]
    assert choices(client, path) == ["lien-he", "anh", "tat-ca"]
    gone = client.post(f"{path}/xoa", data={"what": "lien-he"}, headers=OURS)
    assert choices(client, gone.location) == ["anh"]
    code = code_of(path.rpartition("/")[2])
    desk = Visitor(app, world, "registrar").get(f"/registry/phan-anh/{code}")
    assert CONTACT not in desk.text
    assert "đã xóa tên và cách liên hệ" in desk.text
    assert "Ảnh người mua gửi" in desk.source
    client.post(f"{path}/xoa", data={"what": "anh"}, headers=OURS)
    assert choices(client, path) == []


def test_a_picture_sent_to_the_holder_alone_can_be_taken_back(
    world: World, client: FlaskClient
) -> None:
    code = world.packed().code
    direct = {"kind": "quality", "sent_to": "holder"}
    bare = send(client, code, **direct)
    assert "<button" not in client.get(bare.location).text
    sent = send(client, code, photo=(picture(), "a.jpg"), **direct)
    page = client.get(sent.location)
    assert "Không muốn để lại ảnh nữa?" in page.text
    action = re.search(r'action="(/phan-anh/[^"]+/xoa)"', page.text)
    assert action is not None
    gone = client.post(action[1], headers=OURS)
    assert gone.status_code == 303
    assert "<button" not in client.get(gone.location).text


@pytest.mark.parametrize("first", ["lien-he", "anh"])
def test_the_picture_alone_is_erased_and_the_contact_alone(
    world: World, client: FlaskClient, app: Flask, first: str
) -> None:
    """In either order; the other stays, and the record says what went, when and at whose word."""
    path = sent_with_both(world, client)
    code = code_of(path.rpartition("/")[2])
    desk, other = Visitor(app, world, "registrar"), {"lien-he": "anh", "anh": "lien-he"}[first]
    told = erase(client, path, first)
    words = {"lien-he": "Đã xóa tên và cách liên hệ", "anh": "Đã xóa ảnh"}
    assert f"20/01/2026 {words[first]} · theo yêu cầu của bạn" in told
    assert words[other] not in told
    assert choices(client, path) == [other]
    page = desk.get(f"/registry/phan-anh/{code}")
    kept = (CONTACT in page.text, "Ảnh người mua gửi, bấm" in page.source)
    assert kept == (first == "anh", first == "lien-he")
    assert ("Ảnh người mua gửi kèm đã xóa." in page.text) is (first == "anh")
    assert f"{words[first]} · người phản ánh tự xóa" in page.text
    picture = desk.get(f"/registry/phan-anh/{code}/anh").status
    assert picture == (404 if first == "anh" else 200)
    world.clock.pass_by(days=2)
    told = erase(client, path, other)
    assert f"20/01/2026 {words[first]}" in told
    assert f"22/01/2026 {words[other]}" in told
    assert choices(client, path) == []
    desk = Visitor(app, world, "registrar")
    page = desk.get(f"/registry/phan-anh/{code}")
    assert CONTACT not in page.text
    assert SAID in page.text
    assert desk.get(f"/registry/phan-anh/{code}/anh").status == 404
    assert world.differences() == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_other_languages_tell_it_too(world: World, client: FlaskClient, language: str) -> None:
    path = sent_with_both(world, client)
    client.post(f"{path}/xoa", data={"what": "anh"}, headers=OURS)
    page = client.get(f"{path}?lang={language}&xoa=anh").text
    says = {"en": ("Photo erased", "at your request"), "zh": ("照片已删除", "应您的要求")}[language]
    assert all(page.count(each) >= 1 for each in says)
    assert "Đã xóa" not in page


def test_the_file_goes_with_the_picture_and_not_before(
    world: World, client: FlaskClient, tmp_path: Path
) -> None:
    path = sent_with_both(world, client)
    erase(client, path, "lien-he")
    run_jobs(world, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    erase(client, path, "anh")
    run_jobs(world, tmp_path)
    assert list(tmp_path.iterdir()) == []
    with world.view() as view:
        assert [row.size > 0 for row in view.db.query(models.File)] == [True]  # its row stays


def claimed_by(world: World, actor: Actor) -> Claimed | None:
    with world.by(actor) as work:
        return jobs.claim(work, "test")


def run_jobs(world: World, folder: Path) -> None:
    """What the job process does with all that waits."""
    with world.view() as view:
        nobody = seeding.operator(view, "job")
    while claimed := claimed_by(world, nobody):
        erasing.forget_report(world.store, nobody, folder, claimed)


def test_erasing_twice_is_told_once(world: World, client: FlaskClient) -> None:
    path = sent_with_both(world, client)
    for what in ("anh", "anh", "lien-he", "lien-he", "anh", "tat-ca", "tat-ca"):
        erase(client, path, what)
    told = erase(client, path, "anh")
    steps = re.findall(r"2026 (Đã xóa [^·]+?) · theo yêu cầu", told)
    assert steps == ["Đã xóa ảnh", "Đã xóa tên và cách liên hệ"]
    assert world.differences() == []


def test_a_report_without_a_picture_has_none_to_erase(world: World, client: FlaskClient) -> None:
    path = f"/phan-anh/{send_report(world, world.packed().code)}"
    assert "theo yêu cầu" not in erase(client, path, "anh")
    assert choices(client, path) == ["lien-he"]


def test_who_took_the_picture_back_is_forgotten_when_time_has_come(
    world: World, client: FlaskClient
) -> None:
    path = sent_with_both(world, client)
    erase(client, path, "anh")
    world.clock.pass_by(days=731)
    with world.view() as view:
        assert report_forgetting.is_due(view)
        nobody = seeding.operator(view, "job")
    with world.by(nobody) as work:
        report_forgetting.sweep(work)
    assert choices(client, path) == []
    assert "Đã xóa tên, cách liên hệ và ảnh · hết thời hạn giữ" in client.get(path).text
    assert world.differences() == []


def test_the_holder_is_told_that_a_picture_is_gone(
    world: World, client: FlaskClient, app: Flask
) -> None:
    asked = {"kind": "quality", "sent_to": "holder", "photo": (picture(), "a.jpg")}
    path = send(client, world.packed().code, **asked).location.partition("?")[0]
    coop, code = Visitor(app, world, "recorder"), code_of(path.rpartition("/")[2])
    assert coop.get(f"/coop/nguoi-mua/{code}/anh").status == 200
    erase(client, path, "anh")
    assert coop.get(f"/coop/nguoi-mua/{code}/anh").status == 404
    assert "Ảnh người mua gửi kèm đã xóa." in coop.get(f"/coop/nguoi-mua/{code}").text
