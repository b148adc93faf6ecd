"""A remembered phone at the door: its PIN, the way out, and that nobody is locked out from afar."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.people import PASSWORD, PIN, World
from tests.web.lot_visits import HOST, Visitor, app_of
from tests.web.phone_visits import DOOR, PIN_DOOR, REMEMBER, PhoneVisitor
from traceability.store.models import AuditEntry, Phone, Session, UserAccount
from traceability.web.cookies import PHONE
from traceability.web.guards import COOKIE

WRONG = "305818"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def phone(app: Flask, world: World) -> PhoneVisitor:
    """The recorder's phone, remembered, its session gone."""
    visitor = PhoneVisitor(app, world)
    assert visitor.enrol("recorder").status == 303
    visitor.lock()
    return visitor


def audit(world: World, action: str) -> list[str]:
    with world.view() as view:
        rows = view.db.query(AuditEntry).filter_by(action=action).order_by(AuditEntry.id)
        return [row.thing for row in rows]


# --- enrolling -----------------------------------------------------------------------------------


def test_signing_in_with_the_box_ticked_leads_to_the_pin(app: Flask, world: World) -> None:
    visitor = PhoneVisitor(app, world)
    answer = visitor.enter("recorder", remember="yes", next="/coop/lo")
    assert answer.place == f"{REMEMBER}?next=/coop/lo"
    page = visitor.get(answer.place)
    assert "Chrome trên Android" in page.text
    done = visitor.send(answer.place, REMEMBER, pin=PIN, pin_again=PIN)
    assert (done.status, done.place) == (303, "/coop/lo")


def test_the_phones_cookie_is_out_of_reach_and_lasts_a_month(app: Flask, world: World) -> None:
    said = PhoneVisitor(app, world).enrol("recorder").answer.headers.getlist("Set-Cookie")
    (ours,) = [line.split("; ") for line in said if line.startswith(PHONE)]
    month = f"Max-Age={30 * 24 * 3600}"
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/", month} <= set(ours)


@pytest.mark.parametrize(
    ("pin", "again", "field", "said"),
    [
        ("123456", "123456", "pin", "Mã này dễ đoán"),
        ("12", "12", "pin", "Mã PIN gồm đúng 6 chữ số"),
        (PIN, WRONG, "pin_again", "không giống nhau"),
    ],
)
def test_a_pin_that_will_not_do_is_said_and_never_shown(
    app: Flask, world: World, pin: str, again: str, field: str, said: str
) -> None:
    visitor = PhoneVisitor(app, world)
    visitor.enter("recorder")
    page = visitor.send(REMEMBER, REMEMBER, pin=pin, pin_again=again, next="/coop/lo")
    assert page.status == 422
    assert said in page.error_at(field)
    form = page.form(REMEMBER)
    assert (form["pin"], form["pin_again"], form["next"]) == ("", "", "/coop/lo")
    assert visitor.cookie() is None


def test_a_screen_that_was_left_open_enrols_nothing(app: Flask, world: World) -> None:
    """A password of this morning is not enough for what lasts a month."""
    visitor = PhoneVisitor(app, world)
    visitor.enter("recorder")
    world.clock.pass_by(minutes=11)
    asked = visitor.get(REMEMBER)
    assert asked.place == f"/tai-khoan/xac-nhan?next={REMEMBER}"
    token = visitor.token()
    answer = visitor.post(REMEMBER, {"csrf_token": token, "pin": PIN, "pin_again": PIN})
    assert answer.status == 403
    assert PIN not in answer.source
    with world.view() as view:
        assert view.db.query(Phone).count() == 0


# --- the page ------------------------------------------------------------------------------------


def test_the_way_in_leads_to_the_pin_and_on_to_the_page(phone: PhoneVisitor) -> None:
    door = phone.get("/coop/lo?page=2").place
    assert door == f"{DOOR}?next=/coop/lo?page%3D2"
    pin = phone.get(door).place
    assert pin == f"{PIN_DOOR}?next=/coop/lo?page%3D2"
    page = phone.get(pin)
    assert "Giàng A Pháo" in page.text
    assert "HTX Cam Sành Vĩnh Hảo" in page.text
    answer = phone.send(pin, PIN_DOOR, pin=PIN)
    assert (answer.status, answer.place) == (303, "/coop/lo?page=2")
    assert phone.get("/coop/").status == 200
    assert phone.get(pin).place == "/coop/lo?page=2"  # who is in is not asked again


@pytest.mark.parametrize("place", ["//example.com/", "https://example.com", "/\\example.com"])
def test_a_pin_leads_to_no_other_site(phone: PhoneVisitor, place: str) -> None:
    assert phone.open(next=place).place == "/coop/"


def test_the_way_out_is_the_password(phone: PhoneVisitor, world: World) -> None:
    page = phone.get(f"{PIN_DOOR}?next=/coop/lo")
    assert f"{DOOR}?password=1&amp;next=/coop/lo" in page.source
    assert phone.enter("manager").status == 303
    assert "Hoàng Thị Mai" in phone.get("/coop/").text
    phone.lock()
    assert "Giàng A Pháo" in phone.get(PIN_DOOR).text  # the phone still is whose it was


def test_without_a_phone_there_is_no_pin_page(app: Flask, world: World) -> None:
    visitor = PhoneVisitor(app, world)
    assert visitor.get(f"{PIN_DOOR}?next=/coop/lo").place == f"{DOOR}?next=/coop/lo"
    visitor.give(PHONE, "x" * 43)
    assert visitor.get(PIN_DOOR).place == DOOR
    token = visitor.get(DOOR).form(DOOR)["csrf_token"]
    answer = visitor.post(PIN_DOOR, {"csrf_token": token, "pin": PIN})
    assert answer.status == 401
    assert "không còn được nhớ" in answer.text


def test_wrong_pins_are_counted_down_to_the_password(phone: PhoneVisitor, world: World) -> None:
    for left in (4, 3, 2, 1):
        page = phone.open(WRONG)
        assert page.status == 401
        assert page.error_at("pin") == f"Mã PIN không đúng. Còn {left} lần thử."
        assert page.form(PIN_DOOR)["pin"] == ""
    last = phone.open(WRONG, next="/coop/lo")
    assert last.status == 401
    assert "Máy này không còn được nhớ" in last.text
    assert last.form(DOOR)["next"] == "/coop/lo"
    assert phone.cookie() is None
    assert phone.enter("recorder").status == 303
    assert len(audit(world, "pin")) == 5


def test_a_pin_that_cannot_be_read_costs_no_try(phone: PhoneVisitor) -> None:
    for _ in range(6):
        assert "đúng 6 chữ số" in phone.open("30581").error_at("pin")
    assert phone.open().status == 303


def test_a_new_session_each_time_and_the_one_before_ended(
    phone: PhoneVisitor, world: World
) -> None:
    phone.open()
    first = phone.cookie(COOKIE) or ""
    form = phone.get("/tai-khoan/mat-khau").form("/tai-khoan/mat-khau")
    phone.post(PIN_DOOR, {"csrf_token": form["csrf_token"], "pin": PIN})
    assert phone.cookie(COOKIE) != first
    phone.give(COOKIE, first)
    assert phone.get("/coop/").status == 302


def test_a_form_without_its_token_opens_nothing(phone: PhoneVisitor, world: World) -> None:
    """auth-11: not the PIN, not the wrong one either, which would cost a try."""
    for fields in ({"pin": PIN}, {"pin": WRONG}, {"pin": PIN, "csrf_token": "stale"}):
        answer = phone.post(PIN_DOOR, fields)
        assert answer.status == 400
        assert fields["pin"] not in answer.source
        assert "Trang đã mở quá lâu" in answer.text
        assert "Giàng A Pháo" in answer.text  # and the page is there again, with a fresh token
        fresh = answer.form(PIN_DOOR)
    assert phone.cookie(COOKIE) is None
    with world.view() as view:
        assert view.db.query(Phone).one().wrong_tries == 0
    assert phone.post(PIN_DOOR, fresh | {"pin": PIN}).status == 303


# --- nobody is locked out ------------------------------------------------------------------------


def hammer(app: Flask, world: World, tries: int, login: str = "recorder") -> set[int]:
    """Wrong passwords for one account from four networks, the phone's own among them."""
    visitors = []
    for network in ("127.0.0.1", "203.0.113.7", "203.0.113.8", "198.51.100.9"):
        visitor = Visitor(app, world)
        visitor.client.environ_base["REMOTE_ADDR"] = network
        visitors.append((visitor, visitor.get(DOOR).form(DOOR)["csrf_token"]))
    answers = set()
    for number in range(tries):
        visitor, token = visitors[number % len(visitors)]
        fields = {"csrf_token": token, "login": login, "password": f"sai {number}"}
        answers.add(visitor.post(DOOR, fields).status)
    return answers


def test_a_thousand_wrong_passwords_stop_neither_pin_nor_password_on_the_phone(
    app: Flask, phone: PhoneVisitor, world: World
) -> None:
    """auth-01: slowed by account and network; on the enrolled phone nothing of it is felt."""
    assert hammer(app, world, 1000) == {401, 429}
    assert Visitor(app, world).send(DOOR, DOOR, login="recorder", password=PASSWORD).status == 429
    assert phone.open().status == 303
    phone.lock()
    assert phone.enter("recorder").status == 303


def test_hammering_leaves_an_alarm_and_no_more_than_one_an_hour(
    app: Flask, phone: PhoneVisitor, world: World
) -> None:
    hammer(app, world, 15)
    assert audit(world, "sign_in_hammered") == []
    hammer(app, world, 100)
    with world.view() as view:
        user = view.db.query(UserAccount).filter_by(login="recorder").one().id
    assert audit(world, "sign_in_hammered") == [f"user:{user}"]
    hammer(app, world, 30, login="khong-co-ai")
    assert audit(world, "sign_in_hammered")[1:] == ["unknown"]


def test_the_phone_is_for_its_own_account_only(
    app: Flask, phone: PhoneVisitor, world: World
) -> None:
    """Somebody who has an enrolled phone tries other people's passwords no faster for it."""
    for _ in range(8):
        assert phone.enter("manager", "sai").status == 401
    assert phone.enter("manager").status == 429
    assert phone.enter("recorder").status == 303


def test_on_the_phone_itself_wrong_passwords_are_slowed_as_well(phone: PhoneVisitor) -> None:
    for _ in range(8):
        assert phone.enter("recorder", "sai").status == 401
    assert phone.enter("recorder").status == 429
    assert phone.open().status == 303


def test_nothing_of_a_pin_or_token_is_in_what_is_noted(phone: PhoneVisitor, world: World) -> None:
    phone.open(WRONG)
    phone.open()
    tokens = [value for value in (phone.cookie(), phone.cookie(COOKIE)) if value]
    with world.view() as view:
        rows = repr([(row.action, row.thing) for row in view.db.query(AuditEntry)])
        kept = repr([row.device for row in view.db.query(Session)])
    for secret in (PIN, WRONG, *tokens):
        assert secret not in rows
    assert "Mozilla" not in kept


def test_in_development_the_phones_cookie_works_without_https(world: World, tmp_path: Path) -> None:
    app = app_of(world, files=tmp_path, public_url="http://127.0.0.1", development=True)
    said = PhoneVisitor(app, world).enrol("recorder").answer.headers.getlist("Set-Cookie")
    assert any(line.startswith(PHONE) and "Secure" not in line for line in said)
    assert HOST.startswith("https")
