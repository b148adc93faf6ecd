"""Keys for other software as a manager makes them: shown once, listed, revoked."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.people import World
from tests.web.lot_visits import Page, Visitor
from traceability.domain.access import Action
from traceability.services import sign_in
from traceability.store.models import ApiKey, RequestKey

LIST, NEW = "/coop/khoa", "/coop/khoa/moi"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "manager")


def make(visitor: Visitor, **fields: str) -> Page:
    asked = {"name": "Phần mềm kho", "scopes": "record", "days": "90", **fields}
    return visitor.send(NEW, "", **asked)


def text_of(page: Page) -> str:
    found = re.search(r"tx_[0-9A-Z]{8}_[\w-]{43}", page.source)
    assert found, "no key on the page"
    return found[0]


def test_an_empty_page_teaches(manager: Visitor) -> None:
    page = manager.get(LIST)
    assert "Các khóa sẽ nằm ở đây" in page.text
    assert "Tạo khóa đầu tiên" in page.text


def test_a_key_is_made_shown_once_and_opens_what_was_ticked(manager: Visitor, world: World) -> None:
    page = make(manager)
    assert (page.status, page.answer.headers["Cache-Control"]) == (200, "no-store")
    text = text_of(page)
    with world.view() as view:
        holder = sign_in.holder_of_key(view, text)
    assert holder.party == world.who.manager.party
    assert holder.only is not None
    assert Action.RECORD_HARVEST in holder.only
    assert Action.PUBLISH_BATCH not in holder.only
    listed = manager.get(LIST)
    assert text not in listed.source
    for said in ("Phần mềm kho", text[:12], "ghi thu hoạch, đóng gói", "chưa dùng lần nào"):
        assert said in listed.text
    assert "đang dùng được" in listed.text


def test_nothing_ticked_is_a_key_that_reads(manager: Visitor, world: World) -> None:
    form = manager.get(NEW).form()
    page = manager.post(NEW, form | {"name": "Xem", "days": "30"})
    with world.view() as view:
        holder = sign_in.holder_of_key(view, text_of(page))
    assert holder.only == {
        *(Action.SEE_WORKSPACE, Action.SEE_BATCH),
        *(Action.SEE_PLACE, Action.SEE_CERTIFICATE),
    }


def test_sent_twice_it_is_one_key_and_its_text_is_kept_nowhere(
    manager: Visitor, world: World
) -> None:
    form = manager.get(NEW).form() | {"name": "Kho", "scopes": "publish", "days": "30"}
    text = text_of(manager.post(NEW, form))
    again = manager.post(NEW, form)
    assert (again.status, again.place) == (303, LIST)
    assert "chỉ hiện một lần" in manager.get(LIST).text
    with world.view() as view:
        assert view.db.query(ApiKey).count() == 1
        kept = " ".join(row.result for row in view.db.query(RequestKey))
    assert text.rpartition("_")[2] not in kept


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"name": "   "}, "name", "Chỗ này cần được điền."),
        ({"name": "x" * 81}, "name", "Nhiều nhất 80"),
        ({"days": "9999"}, "days", "không có trong danh sách"),
        ({"scopes": "everything"}, "scopes", "không có trong danh sách"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    manager: Visitor, world: World, fields: dict[str, str], field: str, said: str
) -> None:
    page = make(manager, **fields)
    assert page.status == 422
    assert said in page.error_at(field)
    if field != "name":
        assert page.form()["name"] == "Phần mềm kho"
    with world.view() as view:
        assert view.db.query(ApiKey).count() == 0


def test_text_is_shown_as_text(manager: Visitor) -> None:
    """text-01."""
    make(manager, name="<script>alert(1)</script>")
    page = manager.get(LIST)
    assert "<script>" not in page.source
    assert "<script>alert(1)</script>" in page.text


def test_a_key_is_revoked_at_once(manager: Visitor) -> None:
    text = text_of(make(manager))
    prefix = text[3:11]
    answer = manager.send(LIST, f"{LIST}/{prefix}/huy")
    assert answer.place == LIST
    page = manager.get(LIST)
    assert "đã hủy" in page.text
    assert f"{prefix}/huy" not in page.source
    asked = manager.client.get(
        "/api/v1/batches/000000000", headers={"Authorization": f"Bearer {text}"}
    )
    assert asked.status_code == 401


def test_its_use_is_shown(manager: Visitor, world: World) -> None:
    text = text_of(make(manager))
    headers = {"Authorization": f"Bearer {text}"}
    assert manager.client.get("/api/v1/batches/000000000", headers=headers).status_code == 404
    assert "chưa dùng lần nào" not in manager.get(LIST).text


def test_a_key_that_is_over_says_so(manager: Visitor, app: Flask, world: World) -> None:
    make(manager, days="30")
    world.clock.pass_by(days=31)
    later = Visitor(app, world, "manager").get(LIST)
    assert "hết hạn" in later.text
    assert "/huy" not in later.source


def test_only_its_managers_have_keys_to_manage(app: Flask, world: World, manager: Visitor) -> None:
    prefix = text_of(make(manager))[3:11]
    recorder, stranger = Visitor(app, world, "recorder"), Visitor(app, world, "stranger")
    for path in (LIST, NEW):
        assert recorder.get(path).status == 403
    assert recorder.post(NEW, {"csrf_token": recorder.token()}).status == 403
    assert "Khóa cho phần mềm khác" not in recorder.get("/coop/").text
    assert "Khóa cho phần mềm khác" in manager.get("/coop/").text
    assert prefix not in stranger.get(LIST).source
    for visitor, status in ((recorder, 403), (stranger, 404)):
        token = {"csrf_token": visitor.token()}
        assert visitor.post(f"{LIST}/{prefix}/huy", token).status == status
    assert "đang dùng được" in manager.get(LIST).text


def test_a_key_is_made_only_soon_after_the_password(manager: Visitor, world: World) -> None:
    """A screen left open gives nobody a year of access."""
    world.clock.pass_by(minutes=11)
    assert manager.get(LIST).status == 200
    assert manager.get(NEW).place == f"/tai-khoan/xac-nhan?next={NEW}"
