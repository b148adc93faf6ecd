"""The pages of members: who is here, another role, a new password, leaving, changing over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import PASSWORD, World
from tests.web.entrance_visits import (
    MEMBERS,
    NEW_PASSWORD,
    ORGANISATIONS,
    accept,
    code_of,
    member_link,
    shown_link,
)
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.services import sign_in
from traceability.settings import Smtp
from traceability.store.models import Job, Outbox, PasswordReset, Session
from traceability.web.guards import COOKIE

FORGOTTEN = "/quen-mat-khau"
MAIL = {"smtp_url": Smtp("127.0.0.1", 1, False), "mail_from": "tem@example.vn"}


@pytest.fixture
def backend() -> str:
    return "sqlite"


def visitor(world: World, login: str | None = None, **settings: object) -> Visitor:
    """A browser in which nothing was counted yet."""
    app = app_of(world, **settings)
    return Visitor(app, world, login)


def page_of(world: World, login: str) -> str:
    return f"{MEMBERS}/{code_of(world, login)}"


def cookie_of(guest: Visitor) -> str:
    cookie = guest.client.get_cookie(COOKIE, domain="tem.hagiang.vn")
    assert cookie is not None
    return cookie.value


# --- members -------------------------------------------------------------------------------------


def test_the_list_shows_who_is_here(world: World) -> None:
    page = visitor(world, "manager").get(MEMBERS)
    assert "Hoàng Thị Mai (bạn) Quản lý · manager" in page.text
    assert "Giàng A Pháo Người ghi · recorder" in page.text
    assert "chưa đăng nhập lần nào" in page.text
    assert "Vàng Thị Dính" not in page.text


def test_another_role_takes_effect_and_signs_out(world: World) -> None:
    manager, recorder = visitor(world, "manager"), visitor(world, "recorder")
    path = page_of(world, "recorder")
    answer = manager.send(path, f"{path}/vai-tro", role="manager")
    assert answer.place == MEMBERS
    assert "Đã đổi vai trò" in manager.get(MEMBERS).text
    assert recorder.get("/coop/").status == 302
    assert visitor(world, "recorder").get(MEMBERS).status == 200


@pytest.mark.parametrize("role", ["registrar", "operator", "king", ""])
def test_a_role_that_is_not_there_is_shown_again(world: World, role: str) -> None:
    path = page_of(world, "recorder")
    page = visitor(world, "manager").send(path, f"{path}/vai-tro", role=role)
    assert page.status == 422
    assert page.error_at("role")


def test_leaving_is_asked_for_and_takes_effect_at_once(world: World) -> None:
    manager, recorder = visitor(world, "manager"), visitor(world, "recorder")
    path = f"{page_of(world, 'recorder')}/ket-thuc"
    asked = manager.get(path)
    assert "Gỡ Giàng A Pháo khỏi đơn vị?" in asked.text
    assert recorder.get("/coop/").status == 200
    form = asked.form(path)
    assert manager.post(path, form).place == MEMBERS
    assert manager.post(path, form).place == MEMBERS, "a second click does no more"
    assert recorder.get("/coop/").status == 302
    assert "Giàng A Pháo" not in manager.get(MEMBERS).text


def test_the_last_manager_is_kept(world: World) -> None:
    manager, path = visitor(world, "manager"), page_of(world, "manager")
    for verb, typed in (("ket-thuc", {}), ("vai-tro", {"role": "recorder"})):
        page = manager.send(path if typed else f"{path}/{verb}", f"{path}/{verb}", **typed)
        assert page.status == 422
        assert "Đây là người cuối cùng quản lý đơn vị" in page.text
    assert manager.get(MEMBERS).status == 200


def test_another_cooperatives_people_are_not_found(world: World) -> None:
    stranger, path = visitor(world, "stranger"), page_of(world, "recorder")
    token = {"csrf_token": stranger.token(), "request_key": "a-key-of-its-own"}
    assert [stranger.get(f"{path}{end}").status for end in ("", "/ket-thuc")] == [404, 404]
    for verb, typed in (("vai-tro", {"role": "manager"}), ("ket-thuc", {}), ("mat-khau", {})):
        assert stranger.post(f"{path}/{verb}", token | typed).status == 404
    assert visitor(world, "recorder").get("/coop/").status == 200


@pytest.mark.parametrize("code", ["moix", "0" * 16, "%00", "..%2F", "A" * 300])
def test_nobody_has_such_a_code(world: World, code: str) -> None:
    manager = visitor(world, "manager")
    token = {"csrf_token": manager.token(), "request_key": "a-key-of-its-own"}
    assert manager.get(f"{MEMBERS}/{code}").status in (404, 308)
    answer = manager.post(f"{MEMBERS}/{code}/vai-tro", token | {"role": "manager"})
    assert answer.status in (404, 308)


# --- a new password by hand ----------------------------------------------------------------------


def set_password(guest: Visitor, path: str, password: str = NEW_PASSWORD) -> Page:
    return guest.send(path, path, password=password)


def handed(world: World, login: str = "recorder") -> str:
    path = page_of(world, login)
    return shown_link(visitor(world, "manager").send(path, f"{path}/mat-khau"))


def test_a_manager_hands_out_a_new_password(world: World) -> None:
    recorder, link = visitor(world, "recorder"), handed(world)
    guest = visitor(world)
    answer = set_password(guest, link)
    assert answer.place == "/dang-nhap"
    assert "Đã đặt mật khẩu mới" in guest.get("/dang-nhap").text
    assert recorder.get("/coop/").status == 302
    typed = {"login": "recorder", "password": NEW_PASSWORD}
    assert guest.send("/dang-nhap", "/dang-nhap", **typed).place == "/coop/"


def test_a_link_twice_late_or_for_another_is_refused(world: World) -> None:
    """auth-13"""
    link, guest = handed(world), visitor(world)
    form = guest.get(link).form(link)
    another = guest.post(link, {**form, "password": NEW_PASSWORD, "login": "manager"})
    assert another.status == 303
    with world.view() as view:
        assert not sign_in.password_fits(sign_in.account_of(view, "manager"), NEW_PASSWORD)
    twice = guest.post(link, {**form, "password": "một câu nào khác hẳn"})
    assert (twice.status, "đã dùng rồi" in twice.text) == (410, True)
    late = handed(world)
    world.clock.pass_by(minutes=30)
    assert "đã quá 30 phút" in guest.get(late).text
    assert guest.post(late, {**form, "password": NEW_PASSWORD}).status == 410


def test_a_bad_password_leaves_the_link_good(world: World) -> None:
    link, guest = handed(world), visitor(world)
    page = set_password(guest, link, "ngắn")
    assert page.status == 422
    assert page.error_at("password") == "Mật khẩu ngắn quá: ít nhất 10 ký tự."
    assert set_password(guest, link).status == 303


def test_who_belongs_elsewhere_gets_no_link(world: World) -> None:
    stranger = visitor(world, "stranger")
    accept(stranger, f"/moi/{member_link(world).token}", "minh")
    path = f"{MEMBERS}/{code_of(world, 'stranger', world.who.manager.party)}"
    page = visitor(world, "manager").send(path, f"{path}/mat-khau")
    assert page.status == 422
    assert "còn thuộc một đơn vị khác" in page.text
    assert "Hồng Quản Bạ" not in page.text


# --- a new password by mail ----------------------------------------------------------------------


def test_without_mail_the_door_says_whom_to_ask(world: World) -> None:
    guest = visitor(world)
    assert "Xin người quản lý của đơn vị" in guest.get("/dang-nhap").text
    assert guest.get(FORGOTTEN).status == 404


def test_the_answer_is_the_same_for_everybody(world: World, tmp_path: Path) -> None:
    """auth-03: what is written and what is said do not tell whether there is such an account."""
    accept(visitor(world), f"/moi/{member_link(world).token}", login="la@example.vn")
    guest = visitor(world, None, files=tmp_path, **MAIL)
    assert FORGOTTEN in guest.get("/dang-nhap").source
    known, unknown = (
        guest.send(FORGOTTEN, FORGOTTEN, login=each) for each in ("La@example.vn", "ai@example.vn")
    )
    assert known.status == unknown.status == 200
    assert known.text == unknown.text
    assert "Nếu có tài khoản dùng địa chỉ này" in known.text
    with world.view() as view:
        assert [row.recipient for row in view.db.query(Outbox)] == [
            "la@example.vn",
            "ai@example.vn",
        ]
        assert view.db.query(PasswordReset).count() == 0
        assert view.db.query(Job).count() == 2
        assert all(f"{HOST}/mat-khau-moi/{{token}}" in row.body for row in view.db.query(Outbox))


def test_what_is_no_address_is_told(world: World, tmp_path: Path) -> None:
    guest = visitor(world, None, files=tmp_path, **MAIL)
    page = guest.send(FORGOTTEN, FORGOTTEN, login="0912 345 678")
    assert page.status == 422
    assert "địa chỉ thư điện tử" in page.error_at("login")


def test_nobody_is_flooded_with_mail(world: World, tmp_path: Path) -> None:
    guest = visitor(world, None, files=tmp_path, **MAIL)
    answers = [guest.send(FORGOTTEN, FORGOTTEN, login="la@example.vn").status for _ in range(6)]
    assert answers == [200] * 5 + [429]


# --- several organisations -----------------------------------------------------------------------


@pytest.fixture
def both(world: World) -> Visitor:
    """The stranger, who now works for our cooperative too."""
    stranger = visitor(world, "stranger")
    accept(stranger, f"/moi/{member_link(world).token}", "minh")
    return stranger


def switch(guest: Visitor, code: str) -> Page:
    return guest.send(ORGANISATIONS, ORGANISATIONS, organisation=code)


def test_one_goes_from_one_organisation_to_another(world: World, both: Visitor) -> None:
    before = cookie_of(both)
    page = both.get(ORGANISATIONS)
    assert "HTX Cam Sành Vĩnh Hảo Hợp tác xã · người ghi" in page.text
    assert page.source.split("<main", 1)[1].count('aria-current="true"') == 1
    answer = switch(both, code_of(world, "stranger"))
    assert answer.place == "/coop/"
    assert "HTX Hồng Quản Bạ Vàng Thị Dính · quản lý" in both.get("/coop/").text
    with world.view() as view:
        assert sign_in.who(view, before) is None
        assert sign_in.who(view, cookie_of(both)) is not None


def test_the_session_lives_no_longer_for_it(world: World, both: Visitor) -> None:
    world.clock.pass_by(minutes=30)
    switch(both, code_of(world, "stranger"))
    with world.view() as view:
        old, new = view.db.query(Session).order_by(Session.id.desc()).limit(2).all()[::-1]
        assert (new.ends_at, new.password_at) == (old.ends_at, old.password_at)
        assert old.ended_at == world.clock.now


def test_the_next_session_opens_where_the_last_one_was(world: World, both: Visitor) -> None:
    typed = {"login": "stranger", "password": PASSWORD}
    world.clock.pass_by(minutes=1)
    next_day = visitor(world)
    next_day.send("/dang-nhap", "/dang-nhap", **typed)
    assert "HTX Cam Sành Vĩnh Hảo" in next_day.get("/coop/").text
    world.clock.pass_by(minutes=1)
    switch(next_day, code_of(world, "stranger"))
    later = visitor(world)
    later.send("/dang-nhap", "/dang-nhap", **typed)
    assert "HTX Hồng Quản Bạ" in later.get("/coop/").text


@pytest.mark.parametrize("whose", ["manager", "recorder", ""])
def test_nobody_goes_where_they_do_not_belong(world: World, both: Visitor, whose: str) -> None:
    code = code_of(world, whose) if whose else "0" * 16
    assert switch(both, code).status == 404
    assert "HTX Cam Sành Vĩnh Hảo" in both.get("/coop/").text


def test_whose_membership_ended_cannot_go_back(world: World, both: Visitor) -> None:
    ours = code_of(world, "stranger", world.who.manager.party)
    switch(both, code_of(world, "stranger"))
    path = f"{MEMBERS}/{ours}/ket-thuc"
    visitor(world, "manager").send(path, path)
    assert "HTX Cam Sành" not in both.get(ORGANISATIONS).text
    token = {"csrf_token": both.token(), "organisation": ours}
    assert both.post(ORGANISATIONS, token).status == 404
