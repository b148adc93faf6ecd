"""Coming in by a link: who sees what, who gets it, and what a dead link gives away (nothing)."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from tests.labels.test_svg import decoded
from tests.people import World
from tests.web.bad_inputs import BAD
from tests.web.entrance_visits import (
    INVITE,
    MEMBERS,
    NEW_PASSWORD,
    PERSON,
    accept,
    audit,
    member_link,
    organisation_link,
    shown_link,
)
from tests.web.lot_visits import HOST, Visitor, app_of
from traceability.services import invitations
from traceability.settings import Smtp
from traceability.store.models import Outbox, PrivateValue

REGISTRY = "/registry/moi"
ORGANISATION = {
    "kind": "group",
    "name": "Tổ hợp tác Hồng Nghĩa Thuận",
    "commune": "00874",
    "contact": "0912 345 678",
}


@pytest.fixture
def backend() -> str:
    return "sqlite"


def visitor(world: World, login: str | None = None, **settings: object) -> Visitor:
    """A browser in which nothing was counted yet."""
    app = app_of(world, **settings)
    return Visitor(app, world, login)


def private(world: World) -> list[str]:
    with world.view() as view:
        return [row.value for row in view.db.query(PrivateValue)]


# --- inviting ------------------------------------------------------------------------------------


def test_a_registrar_invites_a_household_group_that_then_begins(world: World) -> None:
    officer = visitor(world, "commune_registrar")
    page = officer.send(REGISTRY, REGISTRY, **ORGANISATION)
    path = shown_link(page)
    assert "Lời mời cho Tổ hợp tác Hồng Nghĩa Thuận" in page.text
    newcomer = visitor(world)
    offered = newcomer.get(path)
    assert "UBND xã Quản Bạ mời “Tổ hợp tác Hồng Nghĩa Thuận” vào hệ thống" in offered.text
    assert "Tổ hợp tác, xã Quản Bạ." in offered.text
    answer = accept(newcomer, path)
    assert (answer.status, answer.place) == (303, "/coop/")
    home = newcomer.get("/coop/")
    assert "Tổ hợp tác Hồng Nghĩa Thuận Nông Thị Lả · quản lý" in home.text


def test_the_symbol_holds_the_link(world: World) -> None:
    page = visitor(world, "manager").send(INVITE, INVITE, **PERSON_INVITED)
    (symbol,) = re.findall(r"<figure[^>]*>(<svg.*?</svg>)</figure>", page.source, re.S)
    assert decoded(symbol) == HOST + shown_link(page)


PERSON_INVITED = {"name": "Nông Thị Lả", "contact": "0912 345 678", "role": "recorder"}


def test_the_link_is_shown_once_and_kept_nowhere(world: World) -> None:
    manager = visitor(world, "manager")
    form = manager.get(INVITE).form(INVITE)
    first = manager.post(INVITE, {**form, **PERSON_INVITED})
    token = shown_link(first).rpartition("/")[2]
    again = manager.post(INVITE, {**form, **PERSON_INVITED})
    assert (again.status, again.place) == (303, MEMBERS)
    listed = manager.get(MEMBERS)
    assert "Liên kết chỉ hiện một lần" in listed.text
    assert listed.text.count("chờ nhận") == 1
    assert token not in listed.source
    assert not any(token in value for value in private(world))


def test_the_same_form_with_another_name_is_told(world: World) -> None:
    manager = visitor(world, "manager")
    form = manager.get(INVITE).form(INVITE)
    manager.post(INVITE, {**form, **PERSON_INVITED})
    other = manager.post(INVITE, {**form, **PERSON_INVITED, "name": "Lò Văn Sấn"})
    assert other.status == 409
    assert other.form(INVITE)["name"] == "Lò Văn Sấn"
    assert shown_link(manager.post(INVITE, other.form(INVITE) | {"role": "recorder"}))


def test_a_nameless_invitation_is_shown_again(world: World) -> None:
    """text-07"""
    page = visitor(world, "manager").send(
        INVITE, INVITE, name=" \u00a0\t", contact="0912 345 678", role="recorder"
    )
    assert page.status == 422, BAD["text-07"]
    assert page.error_at("name") == "Chỗ này cần được điền."
    assert page.form(INVITE)["contact"] == "0912 345 678"
    assert not any("0912" in value and len(value) == 10 for value in private(world))


@pytest.mark.parametrize("contact", ["0912", "lả@", "a@b", "http://x.vn", "0912345678; DROP TABLE"])
def test_a_contact_that_reaches_nobody_is_shown_again(world: World, contact: str) -> None:
    page = visitor(world, "manager").send(INVITE, INVITE, **{**PERSON_INVITED, "contact": contact})
    assert page.status == 422
    assert "số điện thoại" in page.error_at("contact")
    assert page.form(INVITE)["contact"] == contact


@pytest.mark.parametrize("login", ["recorder", "inspector"])
def test_who_leads_nobody_has_no_such_pages(world: World, login: str) -> None:
    guest = visitor(world, login)
    assert [guest.get(path).status for path in (MEMBERS, INVITE)] == [403, 403]
    assert "Người dùng" not in guest.get("/doi-don-vi").text


def test_an_inspector_invites_no_organisation(world: World) -> None:
    assert visitor(world, "inspector").get(REGISTRY).status == 403


def test_a_commune_of_another_territory_is_not_found(world: World) -> None:
    officer = visitor(world, "commune_registrar")
    assert officer.send(REGISTRY, REGISTRY, **{**ORGANISATION, "commune": "01156"}).status == 404


def test_a_waiting_invitation_is_withdrawn_or_made_anew(world: World) -> None:
    manager, link = visitor(world, "manager"), member_link(world)
    page = manager.send(MEMBERS, f"{MEMBERS}/loi-moi/{link.number}/lai")
    path = shown_link(page)
    assert path != f"/moi/{link.token}"
    assert manager.get(f"/moi/{link.token}").status == 410
    with world.view() as view:
        (waits,) = invitations.waiting(view, world.who.manager, "member")
    assert manager.send(MEMBERS, f"{MEMBERS}/loi-moi/{waits.number}/rut").status == 303
    assert manager.get(path).status == 410
    assert "chờ nhận" not in manager.get(MEMBERS).text


def test_another_managers_invitation_is_not_found(world: World) -> None:
    link = member_link(world)
    stranger = visitor(world, "stranger")
    token = {"csrf_token": stranger.token(), "request_key": "a-key-of-its-own"}
    for verb in ("lai", "rut"):
        assert stranger.post(f"{MEMBERS}/loi-moi/{link.number}/{verb}", token).status == 404
    assert stranger.get(f"/moi/{link.token}").status == 200


# --- coming in -----------------------------------------------------------------------------------


def test_whom_it_was_made_for_is_not_told(world: World) -> None:
    page = visitor(world).get(f"/moi/{member_link(world, name='Nông Thị Lả').token}")
    assert "HTX Cam Sành Vĩnh Hảo mời bạn vào làm người ghi" in page.text
    assert "Lả" not in page.text
    assert "345" not in page.source.split("</form>")[0]


def test_the_faults_stand_at_their_fields_and_nothing_typed_is_lost(world: World) -> None:
    newcomer, path = visitor(world), f"/moi/{member_link(world).token}"
    page = accept(newcomer, path, name="", login="không phải số", password="ngắn")
    assert page.status == 422
    assert page.error_at("name") == "Chỗ này cần được điền."
    assert "số điện thoại" in page.error_at("login")
    assert page.error_at("password") == "Mật khẩu ngắn quá: ít nhất 10 ký tự."
    assert page.form(path)["login"] == "không phải số"
    assert page.form(path)["password"] == ""


def test_a_login_that_is_taken_says_so(world: World) -> None:
    first, second = member_link(world), member_link(world)
    accept(visitor(world), f"/moi/{first.token}")
    page = accept(visitor(world), f"/moi/{second.token}")
    assert page.status == 409
    assert page.error_at("login") == "Tên đăng nhập này đã có người dùng."


def test_who_has_an_account_comes_in_with_its_password(world: World) -> None:
    known, path = visitor(world), f"/moi/{member_link(world).token}"
    wrong = accept(known, path, "co", login="stranger", password="không đúng mật khẩu")
    assert wrong.status == 401
    assert "không đúng" in wrong.text
    answer = accept(known, path, "co", login="stranger")
    assert answer.place == "/coop/"
    assert "HTX Cam Sành Vĩnh Hảo" in known.get("/coop/").text


def test_an_unknown_account_gets_the_same_answer(world: World) -> None:
    path = f"/moi/{member_link(world).token}"
    pages = [
        accept(visitor(world), path, "co", login=each, password="x") for each in ("manager", "?")
    ]
    texts = [re.sub(r'value="[^"]*"', "", each.source) for each in pages]
    assert pages[0].status == pages[1].status == 401
    assert texts[0] == texts[1]


def test_who_is_signed_in_sees_who_will_get_it(world: World) -> None:
    stranger, path = visitor(world, "stranger"), f"/moi/{member_link(world).token}"
    page = stranger.get(path)
    assert "Máy này đang đăng nhập là Vàng Thị Dính (HTX Hồng Quản Bạ)" in page.text
    wrong = accept(stranger, path, "minh", password="không đúng mật khẩu")
    assert wrong.status == 401
    assert "không đúng" in wrong.error_at("password")
    assert accept(stranger, path, "minh").place == "/coop/"
    assert "HTX Cam Sành Vĩnh Hảo" in stranger.get("/coop/").text


def test_somebody_else_may_take_it_on_that_machine(world: World) -> None:
    manager, path = visitor(world, "manager"), f"/moi/{member_link(world).token}"
    page = manager.get(f"{path}?cach=moi")
    assert "Hoàng Thị Mai đang đăng nhập trên máy này và sẽ được đăng xuất" in page.text
    assert accept(manager, path).place == "/coop/"
    assert "Nông Thị Lả · người ghi" in manager.get("/coop/").text


def test_the_manager_who_opens_the_link_does_not_use_it_up(world: World) -> None:
    manager, path = visitor(world, "manager"), f"/moi/{member_link(world).token}"
    page = accept(manager, path, "minh")
    assert page.status == 409
    assert "Tài khoản này đã thuộc đơn vị rồi" in page.text
    assert accept(visitor(world), path).status == 303


def test_two_clicks_are_one_coming_in(world: World) -> None:
    newcomer, path = visitor(world), f"/moi/{member_link(world).token}"
    form = newcomer.get(path).form(path) | PERSON
    fresh = {**form, "csrf_token": form["csrf_token"]}
    other = visitor(world)
    other_form = other.get("/dang-nhap").form("/dang-nhap")
    assert newcomer.post(path, fresh).place == "/coop/"
    second = newcomer.post(path, {**form, "csrf_token": newcomer.token()})
    assert (second.status, second.place) == (303, "/coop/")
    third = other.post(path, {**form, "csrf_token": other_form["csrf_token"]})
    assert (third.status, third.place) == (303, "/dang-nhap")
    assert other.get("/coop/").status == 302  # nobody came in


@pytest.mark.parametrize("way", ["moi", "co"])
def test_no_password_is_tried_at_a_used_link(world: World, way: str) -> None:
    link = member_link(world)
    path = f"/moi/{link.token}"
    accept(visitor(world), path)
    told = audit(world)
    other = visitor(world)
    token = other.get("/dang-nhap").form("/dang-nhap")["csrf_token"]
    typed = {"csrf_token": token, "cach": way, **PERSON}
    said = [
        other.post(path, {**typed, "password": password})
        for password in [*(f"sai mật khẩu {n}" for n in range(40)), PERSON["password"]]
    ]
    assert {(page.status, page.place) for page in said} == {(303, "/dang-nhap")}
    assert audit(world) == told


@pytest.mark.parametrize("signed_in", [None, "stranger", "manager"])
def test_a_dead_link_tells_what_became_of_it_and_nothing_else(
    world: World, signed_in: str | None
) -> None:
    used, withdrawn, old = (organisation_link(world) for _ in range(3))
    accept(visitor(world), f"/moi/{used.token}")
    with world.by(world.who.commune_registrar) as work:
        invitations.withdraw(work, withdrawn.number)
    world.clock.pass_by(days=7)
    guest = visitor(world, signed_in)
    for token, status, said in (
        (used.token, 410, "đã được nhận"),
        (withdrawn.token, 410, "đã được rút lại"),
        (old.token, 410, "đã quá hạn"),
        ("A" * 43, 404, "Không có lời mời nào"),
        ("%00%F0", 404, "Không có lời mời nào"),
    ):
        page = guest.get(f"/moi/{token}")
        assert (page.status, said in page.text) == (status, True), token
        for secret in ("Nghĩa Thuận", "Quản Bạ", "0912345678", "quản lý đầu tiên"):
            assert secret not in page.text


def test_guessing_links_is_stopped(world: World) -> None:
    guest = visitor(world)
    answers = [guest.get(f"/moi/{number:043d}").status for number in range(62)]
    assert answers[:60] == [404] * 60
    assert answers[61] == 429
    assert guest.get(f"/mat-khau-moi/{0:043d}").status == 404, "each kind of link by itself"


def test_passwords_are_not_guessed_through_a_link(world: World) -> None:
    guest, path = visitor(world), f"/moi/{member_link(world).token}"
    tries = [accept(guest, path, "co", login="manager", password=str(n)).status for n in range(9)]
    assert tries == [401] * 8 + [429]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'HTX "Cam" & <b>Quýt</b>'])
def test_markup_in_a_name_is_text_everywhere(world: World, name: str) -> None:
    """text-01"""
    officer = visitor(world, "commune_registrar")
    page = officer.send(REGISTRY, REGISTRY, **{**ORGANISATION, "name": name})
    newcomer, path = visitor(world), shown_link(page)
    offered = newcomer.get(path)
    accept(newcomer, path)
    pages = [page, officer.get(REGISTRY), offered, newcomer.get("/coop/"), newcomer.get(MEMBERS)]
    for each in pages:
        assert "<script>alert" not in each.source
        assert "<b>Quýt" not in each.source
    assert name in newcomer.get("/coop/").text.replace("  ", " ")


def test_a_forged_log_line_is_refused_and_not_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """text-15"""
    forged = "Lả\r\n2026-01-20 root: signed in"
    with caplog.at_level(logging.DEBUG):
        page = visitor(world, "manager").send(INVITE, INVITE, **{**PERSON_INVITED, "name": forged})
    assert page.status == 422
    assert "ký tự ẩn" in page.error_at("name")
    assert "root: signed in" not in caplog.text


# --- by mail -------------------------------------------------------------------------------------

MAIL = {"smtp_url": Smtp("127.0.0.1", 1, False), "mail_from": "tem@example.vn"}


def mails(world: World) -> list[Outbox]:
    with world.view() as view:
        rows = view.db.query(Outbox).all()
        view.db.expunge_all()
        return rows


def test_an_address_gets_the_link_by_mail_too(world: World, tmp_path: Path) -> None:
    manager = visitor(world, "manager", files=tmp_path, **MAIL)
    page = manager.send(INVITE, INVITE, **{**PERSON_INVITED, "contact": "La@Example.vn"})
    assert "gửi liên kết này tới la@example.vn" in page.text
    (mail,) = mails(world)
    assert mail.recipient == "la@example.vn"
    assert mail.subject == "HTX Cam Sành Vĩnh Hảo mời bạn vào hệ thống truy xuất nguồn gốc"
    assert HOST + shown_link(page) in mail.body.splitlines()


def test_a_name_with_marks_is_plain_text_in_a_mail(world: World, tmp_path: Path) -> None:
    link = organisation_link(world, "HTX <b>Cam & Quýt</b>")
    newcomer = visitor(world, None, files=tmp_path, **MAIL)
    accept(newcomer, f"/moi/{link.token}")
    newcomer.send(INVITE, INVITE, **{**PERSON_INVITED, "contact": "la@example.vn"})
    (mail,) = mails(world)
    assert "HTX <b>Cam & Quýt</b> mời bạn" in mail.body
    assert mail.subject.startswith("HTX <b>Cam & Quýt</b> mời")


def test_a_phone_number_gets_no_mail(world: World, tmp_path: Path) -> None:
    visitor(world, "manager", files=tmp_path, **MAIL).send(INVITE, INVITE, **PERSON_INVITED)
    visitor(world, "manager").send(INVITE, INVITE, **{**PERSON_INVITED, "contact": "a@b.vn"})
    assert mails(world) == []


def test_the_new_password_is_the_one_that_signs_in(world: World) -> None:
    accept(visitor(world), f"/moi/{member_link(world).token}")
    door = visitor(world)
    typed = {"login": "+84 912.345.678", "password": NEW_PASSWORD}
    assert door.send("/dang-nhap", "/dang-nhap", **typed).place == "/coop/"
