"""A person's own page: sessions and phones seen and ended, a new password, the old cookies dead."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from flask import Flask

from tests.people import PASSWORD, PIN, World
from tests.web.lot_visits import Page
from tests.web.phone_visits import DOOR, PIN_DOOR, PhoneVisitor
from tests.web.registry_visits import officer
from traceability.crypto.tokens import token_hash
from traceability.services import accounts, parties
from traceability.services.sessions import handle_of
from traceability.store.models import UserAccount
from traceability.web.cookies import PHONE
from traceability.web.guards import COOKIE

ME, CHANGE = "/tai-khoan", "/tai-khoan/mat-khau"
NEW = "quýt vàng Bắc Quang 2026"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(app: Flask, world: World) -> PhoneVisitor:
    """The recorder, signed in by password."""
    visitor = PhoneVisitor(app, world)
    visitor.enter("recorder")
    return visitor


def change(visitor: PhoneVisitor, old: str, new: str, again: str | None = None) -> Page:
    again = new if again is None else again
    return visitor.send(CHANGE, CHANGE, old_password=old, password=new, password_again=again)


def is_out(visitor: PhoneVisitor) -> bool:
    answer = visitor.get("/coop/lo")
    return (answer.status, answer.place if answer.status == 302 else "") == (
        302,
        f"{DOOR}?next=/coop/lo",
    )


def test_the_page_says_who_one_is_and_where_one_is_signed_in(
    app: Flask, world: World, recorder: PhoneVisitor
) -> None:
    PhoneVisitor(app, world).by_pin("recorder")
    whole = recorder.get(ME)
    page = whole.text
    for said in ("Giàng A Pháo", "recorder", "HTX Cam Sành Vĩnh Hảo", "người ghi"):
        assert said in page
    for said in ("Chrome trên Android", "phiên này", "bằng mã PIN", "Kết thúc cả 2 phiên khác"):
        assert said in page
    # This session; the remembered phone is the other browser.
    assert whole.source.count("endable here") == 1
    assert "Máy được nhớ của mọi người" not in page  # only who manages members


def test_one_ends_another_session_of_ones_own(
    app: Flask, world: World, recorder: PhoneVisitor
) -> None:
    other = PhoneVisitor(app, world)
    other.enter("recorder")
    handle = handle_of(token_hash(other.cookie(COOKIE) or ""))
    answer = recorder.send(ME, f"{ME}/phien/{handle}/ket-thuc")
    assert answer.place == ME
    assert "Đã kết thúc phiên đó" in recorder.get(ME).text
    assert is_out(other)
    assert not is_out(recorder)


def test_one_ends_all_others_at_once(app: Flask, world: World, recorder: PhoneVisitor) -> None:
    others = [PhoneVisitor(app, world) for _ in range(2)]
    for other in others:
        other.enter("recorder")
    recorder.send(ME, f"{ME}/phien/ket-thuc-het")
    assert "Đã kết thúc 2 phiên khác." in recorder.get(ME).text
    assert [is_out(other) for other in others] == [True, True]
    assert not is_out(recorder)


def test_a_phone_that_is_ended_asks_for_the_password(
    app: Flask, world: World, recorder: PhoneVisitor
) -> None:
    phone = PhoneVisitor(app, world).by_pin("recorder")
    handle = handle_of(token_hash(phone.cookie() or ""))
    recorder.send(ME, f"{ME}/may/{handle}/ket-thuc")
    assert is_out(phone)
    assert phone.get(PIN_DOOR).place == DOOR


def test_what_is_anothers_is_not_there(app: Flask, world: World, recorder: PhoneVisitor) -> None:
    other = PhoneVisitor(app, world).by_pin("manager")
    session = handle_of(token_hash(other.cookie(COOKIE) or ""))
    phone = handle_of(token_hash(other.cookie() or ""))
    token = {"csrf_token": recorder.token()}
    for path in (f"{ME}/phien/{session}/ket-thuc", f"{ME}/may/{phone}/ket-thuc"):
        assert recorder.post(path, token).status == 404
    assert recorder.get("/may-da-nho").status == 403
    assert recorder.post(f"/may-da-nho/{phone}/ket-thuc", token).status == 403
    assert not is_out(other)


def test_a_manager_ends_a_members_phone(app: Flask, world: World) -> None:
    phone, manager = PhoneVisitor(app, world).by_pin("recorder"), PhoneVisitor(app, world)
    manager.enter("manager")
    page = manager.get("/may-da-nho")
    assert "Giàng A Pháo · Chrome trên Android" in page.text
    handle = handle_of(token_hash(phone.cookie() or ""))
    manager.send("/may-da-nho", f"/may-da-nho/{handle}/ket-thuc")
    assert is_out(phone)
    assert "Chưa máy nào được nhớ" in manager.get("/may-da-nho").text


def test_an_office_has_the_same_pages(world: World, app: Flask) -> None:
    desk = officer(world)
    assert desk.get(ME).status == 200
    assert desk.get("/may-da-nho").status == 200
    inspector = PhoneVisitor(app, world)
    inspector.enter("inspector")
    assert inspector.get("/may-da-nho").status == 403


# --- a new password ------------------------------------------------------------------------------


def test_a_new_password_ends_everything_else(
    app: Flask, world: World, recorder: PhoneVisitor
) -> None:
    phone = PhoneVisitor(app, world).by_pin("recorder")
    answer = change(recorder, PASSWORD, NEW)
    assert (answer.status, answer.place) == (303, ME)
    assert "Đã đổi mật khẩu" in recorder.get(ME).text
    assert not is_out(recorder)
    assert is_out(phone)
    assert phone.get(PIN_DOOR).place == DOOR
    assert phone.enter("recorder").status == 401
    assert phone.enter("recorder", NEW).status == 303


def test_the_phone_that_changes_it_is_remembered_no_more(app: Flask, world: World) -> None:
    phone = PhoneVisitor(app, world).by_pin("recorder")
    change(phone, PASSWORD, NEW)
    assert phone.cookie(PHONE) is None
    assert not is_out(phone)


@pytest.mark.parametrize(
    ("old", "new", "again", "status", "field", "said"),
    [
        ("sai", NEW, NEW, 403, "old_password", "Mật khẩu không đúng"),
        (PASSWORD, "ngắn", "ngắn", 422, "password", "ít nhất 10 ký tự"),
        (PASSWORD, NEW, NEW + "x", 422, "password_again", "không giống nhau"),
    ],
)
def test_what_will_not_do_is_said_at_its_field(
    recorder: PhoneVisitor, old: str, new: str, again: str, status: int, field: str, said: str
) -> None:
    page = change(recorder, old, new, again)
    assert page.status == status
    assert said in page.error_at(field)
    assert not [typed for typed in (old, new, again) if f'value="{typed}"' in page.source]


def test_the_old_password_cannot_be_guessed_here(recorder: PhoneVisitor) -> None:
    for _ in range(5):
        assert change(recorder, "sai", NEW).status == 403
    assert change(recorder, PASSWORD, NEW).status == 429


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("password", ["quýt vàng 🍊 Bắc Quang", "Ｍật khẩu ﬁne ①"])
def test_a_new_password_is_the_same_on_any_device(
    recorder: PhoneVisitor, form: str, password: str
) -> None:
    """auth-05: emoji, letters composed or not, full-width and ligatures."""
    typed = unicodedata.normalize(form, password)  # type: ignore[arg-type]
    assert change(recorder, PASSWORD, password, typed).status == 303
    recorder.lock()
    assert recorder.enter("recorder", typed).status == 303


# --- the old cookies -----------------------------------------------------------------------------


def sign_out(_world: World, visitor: PhoneVisitor) -> None:
    visitor.post("/dang-xuat", {"csrf_token": visitor.token()})


def new_password(_world: World, visitor: PhoneVisitor) -> None:
    other = PhoneVisitor(visitor.client.application, _world)
    other.enter("recorder")
    change(other, PASSWORD, NEW)


def disable(world: World, _visitor: PhoneVisitor) -> None:
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "recorder")


def leave(world: World, _visitor: PhoneVisitor) -> None:
    with world.by(world.who.operator) as work:
        accounts.leave(work, "recorder", parties.known(work, world.who.recorder.party or 0))


@pytest.mark.parametrize("end", [sign_out, new_password, disable, leave])
def test_the_old_cookie_leads_to_the_sign_in(
    recorder: PhoneVisitor, world: World, end: Callable[[World, PhoneVisitor], None]
) -> None:
    """auth-09."""
    kept = recorder.cookie(COOKIE) or ""
    end(world, recorder)
    recorder.give(COOKIE, kept)
    assert is_out(recorder)


@pytest.mark.parametrize("end", [new_password, disable, leave])
def test_the_old_phone_leads_to_the_sign_in(
    app: Flask, world: World, end: Callable[[World, PhoneVisitor], None]
) -> None:
    phone = PhoneVisitor(app, world)
    phone.enrol("recorder")
    kept = phone.cookie() or ""
    end(world, phone)
    phone.lock()
    phone.give(PHONE, kept)
    assert phone.get(PIN_DOOR).place == DOOR


def test_after_signing_out_the_phone_still_asks_its_pin(app: Flask, world: World) -> None:
    phone = PhoneVisitor(app, world)
    phone.enrol("recorder")
    sign_out(world, phone)
    assert phone.get(DOOR).place == PIN_DOOR
    assert phone.open(PIN).status == 303


# --- forged forms --------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "", "stale", "theirs"])
@pytest.mark.parametrize(
    "path",
    [
        ME + "/nho-may",
        CHANGE,
        ME + "/xac-nhan",
        ME + "/phien/ket-thuc-het",
        ME + "/phien/x/ket-thuc",
        ME + "/may/x/ket-thuc",
        "/may-da-nho/x/ket-thuc",
        "/coop/khoa/moi",
        "/coop/khoa/x/huy",
    ],
)
def test_a_form_without_this_browsers_token_changes_nothing(
    app: Flask, world: World, recorder: PhoneVisitor, path: str, token: str | None
) -> None:
    """auth-11: none, empty, stale, and another person's."""
    fields = {"pin": PIN, "pin_again": PIN, "old_password": PASSWORD}
    fields |= {"password": NEW, "password_again": NEW, "name": "kho", "days": "30"}
    if token == "theirs":
        other = PhoneVisitor(app, world)
        other.enter("manager")
        token = other.token()
    answer = recorder.post(path, fields if token is None else fields | {"csrf_token": token})
    assert answer.status == 400
    assert not [each for each in (PIN, PASSWORD, NEW) if each in answer.source]
    assert not is_out(recorder)
    with world.view() as view:
        assert view.db.query(UserAccount).filter_by(login="recorder").count() == 1
    assert recorder.cookie() is None
