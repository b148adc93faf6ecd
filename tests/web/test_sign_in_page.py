"""Signing in and out: one answer to strangers, a new session each time, no way elsewhere."""

from __future__ import annotations

import datetime as dt
import re
import time
import unicodedata
from pathlib import Path

import pytest

from tests.people import KEYRING, PASSWORD, World
from tests.web.entrance_visits import PEOPLE_MADE
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.app import build
from traceability.services import sign_in
from traceability.settings import Settings
from traceability.store.models import AuditEntry, Session, UserAccount
from traceability.web.guards import COOKIE

DOOR = "/dang-nhap"
NOBODY = "khong-co-ai"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def visitor(world: World, tmp_path: Path) -> Visitor:
    """Somebody who has not signed in; nothing is left of other tests' refusals."""
    return Visitor(app_of(world, files=tmp_path), world)


def enter(visitor: Visitor, login: str, password: str = PASSWORD, **fields: str) -> Page:
    return visitor.send(DOOR, DOOR, login=login, password=password, **fields)


def session_of(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie(COOKIE, domain="tem.hagiang.vn")
    assert cookie is not None
    return cookie.value


def audit(world: World) -> list[tuple[str, str]]:
    with world.view() as view:
        rows = view.db.query(AuditEntry).order_by(AuditEntry.id)
        return [(row.action, row.thing) for row in rows if row.action not in PEOPLE_MADE]


def without_tokens(page: Page) -> str:
    return re.sub(r'value="[^"]*"', "", page.source)


def test_a_member_signs_in_and_is_at_home(visitor: Visitor) -> None:
    answer = enter(visitor, "recorder")
    assert (answer.status, answer.place) == (303, "/coop/")
    assert "HTX Cam Sành Vĩnh Hảo" in visitor.get("/coop/").text


def test_a_registrar_is_at_home_in_the_registry(visitor: Visitor) -> None:
    assert enter(visitor, "registrar").place.startswith("/registry/")


def test_who_is_signed_in_is_not_asked_again(visitor: Visitor) -> None:
    enter(visitor, "recorder")
    assert visitor.get(DOOR).place == "/coop/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor) -> None:
    said = enter(visitor, "recorder").answer.headers.getlist("Set-Cookie")
    ours = next(line for line in said if line.startswith(COOKIE))
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(ours.split("; "))


def test_in_development_the_cookie_works_without_https(world: World, tmp_path: Path) -> None:
    settings = Settings("sqlite://", "http://127.0.0.1", "s" * 32, KEYRING, tmp_path, True)
    client = build(settings, world.store).test_client()
    form = Page(client.get(DOOR)).form(DOOR)
    answer = client.post(DOOR, data={**form, "login": "recorder", "password": PASSWORD})
    assert answer.status_code == 303
    assert not any("Secure" in line for line in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_password_is_the_same_on_any_keyboard(visitor: Visitor, form: str) -> None:
    """auth-05."""
    assert enter(visitor, "recorder", unicodedata.normalize(form, PASSWORD)).status == 303  # type: ignore[arg-type]


def test_unknown_and_known_names_get_one_answer(visitor: Visitor, world: World) -> None:
    """auth-03: the body, the status, the work done, and what is recorded are the same."""
    known, unknown = enter(visitor, "recorder", "sai"), enter(visitor, NOBODY, "sai")
    assert known.status == unknown.status == 401
    assert without_tokens(known) == without_tokens(unknown)
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in unknown.text
    assert [action for action, _ in audit(world)] == ["sign_in", "sign_in"]
    assert not any(NOBODY in thing for _, thing in audit(world))


@pytest.mark.parametrize("login", ["recorder", NOBODY, "\u202elogin"])
def test_a_wrong_name_costs_as_much_as_a_wrong_password(
    visitor: Visitor, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """auth-03: a stored password, or one that fits nobody, is always worked through."""
    asked: list[str] = []
    verify = sign_in.passwords.verify_password
    monkeypatch.setattr(
        sign_in.passwords,
        "verify_password",
        lambda stored, text: asked.append(text) or verify(stored, text),
    )
    assert enter(visitor, login, "sai").status == 401
    assert asked == ["sai"]


def test_what_was_typed_is_kept_but_never_the_password(visitor: Visitor) -> None:
    form = enter(visitor, "recorder", "sai", next="/coop/lo").form(DOOR)
    assert (form["login"], form["password"], form["next"]) == ("recorder", "", "/coop/lo")


def test_a_disabled_account_is_refused_like_a_wrong_password(
    visitor: Visitor, world: World
) -> None:
    with world.by(world.who.operator) as work:
        work.db.query(UserAccount).filter_by(login="recorder").one().disabled_at = work.now
    assert enter(visitor, "recorder").status == 401


def test_eight_wrong_passwords_lock_the_name_for_this_network_only(visitor: Visitor) -> None:
    """auth-01: the owner still signs in from elsewhere."""
    for _ in range(8):
        assert enter(visitor, "recorder", "sai").status == 401
    locked = enter(visitor, "recorder")
    assert locked.status == 429
    assert "Thử quá nhiều lần" in locked.text
    visitor.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert enter(visitor, "recorder").status == 303


def test_one_name_is_one_account_however_it_is_typed(visitor: Visitor) -> None:
    """Spaces and case are folded where the account is looked up, so they count as one here."""
    spelled = ["recorder", "RECORDER", " rec order ", "r e c o r d e r", "Recorder\t"]
    spelled += ["rec\u00a0order", "RE CORDER", "recorde r"]
    for login in spelled:
        assert enter(visitor, login, "sai").status == 401
    for login in ("recorder", "re cor der"):
        assert enter(visitor, login, "sai").status == 429


def test_what_is_no_login_is_counted_by_its_text(visitor: Visitor) -> None:
    for _ in range(8):
        assert enter(visitor, "\u202e", "sai").status == 401
    assert enter(visitor, "\u202e", "sai").status == 429
    assert enter(visitor, "recorder").status == 303


def test_a_busy_database_keeps_nobody_from_a_page(visitor: Visitor, world: World) -> None:
    """That a session is in use is noted every five minutes, and only where nobody writes."""
    enter(visitor, "recorder")
    world.clock.pass_by(minutes=6)
    begun = time.monotonic()
    with world.by(world.who.operator):
        assert visitor.get("/coop/").status == 200
    assert time.monotonic() - begun < 10
    assert seen(world) == world.clock.now - dt.timedelta(minutes=6)
    assert visitor.get("/coop/").status == 200
    assert seen(world) == world.clock.now


def seen(world: World) -> dt.datetime:
    """When the newest session was last in use."""
    with world.view() as view:
        return view.db.query(Session).order_by(Session.id.desc()).first().last_seen_at  # type: ignore[union-attr]


def test_signing_in_rightly_costs_nothing(visitor: Visitor) -> None:
    for _ in range(10):
        assert enter(Visitor(visitor.client.application, None), "recorder").status == 303  # type: ignore[arg-type]


def test_each_sign_in_is_a_new_session_and_ends_the_one_before(visitor: Visitor) -> None:
    form = visitor.get(DOOR).form(DOOR)
    enter(visitor, "recorder")
    first = session_of(visitor)
    answer = visitor.post(DOOR, {**form, "login": "recorder", "password": PASSWORD})
    assert answer.status == 400  # the forms of before belong to nobody any more
    token = visitor.get("/coop/thu-hoach/moi").form("/coop/thu-hoach/moi")["csrf_token"]
    visitor.post(DOOR, {"csrf_token": token, "login": "manager", "password": PASSWORD})
    assert session_of(visitor) != first
    visitor.client.set_cookie(COOKIE, first, domain="tem.hagiang.vn", secure=True)
    assert visitor.get("/coop/").place.startswith(DOOR)


def test_after_signing_out_the_cookie_is_worth_nothing(visitor: Visitor) -> None:
    """auth-09."""
    enter(visitor, "recorder")
    kept = session_of(visitor)
    token = visitor.get("/coop/thu-hoach/moi").form("/coop/thu-hoach/moi")["csrf_token"]
    assert visitor.post("/dang-xuat", {"csrf_token": token}).place == DOOR
    visitor.client.set_cookie(COOKIE, kept, domain="tem.hagiang.vn", secure=True)
    answer = visitor.get("/coop/lo?page=2")
    assert (answer.status, answer.place) == (302, f"{DOOR}?next=/coop/lo?page%3D2")


@pytest.mark.parametrize("place", ["/coop/lo?page=2", "/coop/thu-hoach/moi"])
def test_one_goes_on_where_one_wanted_to(visitor: Visitor, place: str) -> None:
    assert enter(visitor, "recorder", next=place).place == place


@pytest.mark.parametrize(
    "place",
    [
        "//example.com/",
        "/\\example.com",
        "https://example.com/",
        "javascript:alert(1)",
        "/\texample",
        "/a\r\nSet-Cookie: x=1",
        "coop/",
        "",
    ],
)
def test_one_never_goes_to_another_site(visitor: Visitor, place: str) -> None:
    assert enter(visitor, "recorder", next=place).place == "/coop/"


def test_a_form_without_its_token_is_refused(visitor: Visitor) -> None:
    """auth-11."""
    answer = visitor.post(DOOR, {"login": "recorder", "password": PASSWORD})
    assert answer.status == 400
    assert visitor.client.get_cookie(COOKIE, domain="tem.hagiang.vn") is None


def test_a_page_of_the_workspace_asks_who_is_there(visitor: Visitor) -> None:
    assert visitor.get("/coop/").place == f"{DOOR}?next=/coop/"


def test_the_language_is_chosen_and_kept(visitor: Visitor) -> None:
    token = visitor.get(DOOR).form(DOOR)["csrf_token"]
    fields = {"csrf_token": token, "lang": "en", "next": "/dang-nhap"}
    assert visitor.post("/ngon-ngu", fields).place == "/dang-nhap"
    assert '<html lang="en">' in visitor.get(DOOR).source
    enter(visitor, "recorder")
    assert '<html lang="en">' in visitor.get("/coop/").source


def test_an_unknown_language_and_place_change_nothing(visitor: Visitor) -> None:
    token = visitor.get(DOOR).form(DOOR)["csrf_token"]
    fields = {"csrf_token": token, "lang": "xx", "next": HOST}
    assert visitor.post("/ngon-ngu", fields).place == DOOR
    assert '<html lang="vi">' in visitor.get(DOOR).source
