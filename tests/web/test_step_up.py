"""What a PIN does not open: the password once more, and nothing that was typed is lost."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from tests.offices import join
from tests.people import PASSWORD, PIN, World, remember_phone
from tests.web.entrance_visits import code_of, member_link
from tests.web.lot_visits import HOST, Page, Visitor
from tests.web.phone_visits import PhoneVisitor
from traceability.domain.access import Role
from traceability.domain.errors import Denied
from traceability.services import invitations, members, own_organisations
from traceability.store.models import AuditEntry, PrintRun, Session
from traceability.store.queries import accounts as queries
from traceability.web.guards import ALWAYS_ASKS, ASKS_PASSWORD, COOKIE, OPEN
from traceability.web.send_again import CONFIRMED

CONFIRM = "/tai-khoan/xac-nhan"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(app: Flask, world: World) -> PhoneVisitor:
    """The recorder, in by PIN."""
    return PhoneVisitor(app, world).by_pin("recorder")


@pytest.fixture
def printing(world: World) -> str:
    """The page that orders labels of a lot."""
    return f"/coop/lo/{world.packed().code}/in-tem"


def test_every_name_is_an_endpoint(app: Flask) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert there >= ASKS_PASSWORD | ALWAYS_ASKS


def test_what_always_asks_also_asks_after_a_pin() -> None:
    assert ALWAYS_ASKS <= ASKS_PASSWORD


#: What the PIN is enough for: daily work, and closing what one opened.
PIN_IS_ENOUGH = {
    # oneself: the old password is in the form itself, or less is open afterwards than before
    "account.sign_out",
    "account.confirm",
    "account.change_password",
    "account.end_phone",
    "account.end_session",
    "account.end_other_sessions",
    "account.mark_alerts",
    "account.withdraw_invitation",
    # asking: nothing is written
    "workspace.house_proof",
    "account.search",
    # recording
    "workspace.record_harvest",
    "workspace.record_packing",
    "workspace.record_run",
    "workspace.lot_facts",
    "workspace.record_diary_line",
    "workspace.record_diary_retraction",
    "workspace.note_complaint",
    "workspace.answer_complaint",
    # one's own draft
    "workspace.drop_draft",
    "registrar.open_diary",
    "workspace.record_amendment",
    "workspace.record_retraction",
    "workspace.harvest_book",
    "workspace.undo_harvest_book",
    "workspace.slip_book",
    "workspace.undo_slip_book",
    "workspace.dispatch_book",
    "workspace.undo_dispatch_book",
    "workspace.open_reception",
    "workspace.record_slip",
    "workspace.truck",
    "workspace.close_reception",
    "workspace.record_delivery",
    "workspace.write_out_scanned",
    "workspace.answer_arrival",
    "workspace.settle_delivery",
    "workspace.record_write_off",
    "workspace.store_lot",
    "workspace.new_buyer",
    "workspace.buyer",
    # what holds goods back, rather than lets them go
    "workspace.hold_lot",
    "workspace.boundary",
    "workspace.publish",
    "workspace.link",
    "workspace.link_first_label",
    "workspace.void",
    # the ledger of labels
    "workspace.check_paper",
    "workspace.link_labels",
    "workspace.label_act",
    # paper and printers: nothing is printed
    "workspace.new_stationery",
    "workspace.put_stationery_away",
    "workspace.new_printer",
    "workspace.choose_printer",
    "workspace.put_printer_away",
    "workspace.receive_roll",
    "workspace.withdraw_from_house",
    "workspace.new_household",
    "workspace.edit_household",
    "workspace.import_households",
    "workspace.consents",
    "workspace.household_consent",
    "workspace.new_product",
    "workspace.edit_product",
    "workspace.scan_limits_of",
    "workspace.new_certificate",
    "workspace.edit_certificate",
    "workspace.withdraw_certificate",
    "workspace.new_area",
    "workspace.edit_area",
    "workspace.link_area",
    # an application: the office decides
    "workspace.new_application",
    "workspace.edit_application",
    "workspace.add_papers",
    "workspace.submit_application",
    "workspace.area_group",
    "workspace.area_papers",
    "workspace.area_households",
    "workspace.new_stay",
    "workspace.edit_stay",
    "workspace.withdraw_stay",
    # the checklist, and a sheet that is no label
    "workspace.printer_test",
    "workspace.skip_step",
    "workspace.take_up_step",
    "workspace.skip_rest",
    # an office's desk: nothing is decided
    "registrar.give_case",
    "registrar.take_case",
    "registrar.take_report",
    "registrar.give_report",
    "workspace.buyer_report",
    "registrar.take_file",
    "registrar.take_files",
    "registrar.withdraw_invitation",
}


def test_nobody_forgot_to_say_whether_a_pin_is_enough(app: Flask) -> None:
    doors = ("account.", "workspace.", "registrar.")
    acts = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint.startswith(doors)
    } - OPEN
    assert acts - ASKS_PASSWORD == PIN_IS_ENOUGH


def test_a_page_is_asked_for_again_after_the_password(
    recorder: PhoneVisitor, printing: str
) -> None:
    asked = recorder.get(printing)
    assert (asked.status, asked.place) == (302, f"{CONFIRM}?next={printing}")
    page = recorder.get(asked.place)
    assert "Xin nhập mật khẩu" in page.text
    answer = recorder.send(asked.place, CONFIRM, **{CONFIRMED: PASSWORD})
    assert (answer.status, answer.place) == (303, printing)
    assert recorder.get(printing).status == 200


def test_daily_work_asks_nothing(recorder: PhoneVisitor, world: World) -> None:
    for path in ("/coop/", "/coop/lo", "/coop/thu-hoach/moi", "/coop/tem", "/tai-khoan"):
        assert recorder.get(path).status == 200


def test_who_came_by_password_is_not_asked(app: Flask, world: World, printing: str) -> None:
    visitor = Visitor(app, world, "recorder")
    world.clock.pass_by(minutes=59)
    assert visitor.get(printing).status == 200


def test_it_counts_for_ten_minutes_in_that_session(
    recorder: PhoneVisitor, world: World, printing: str
) -> None:
    recorder.send(f"{CONFIRM}?next={printing}", CONFIRM, **{CONFIRMED: PASSWORD})
    world.clock.pass_by(minutes=10)
    assert recorder.get(printing).status == 200
    world.clock.pass_by(seconds=1)
    assert recorder.get(printing).status == 302
    recorder.lock()
    recorder.open()
    assert recorder.get(printing).status == 302


def stale_form(recorder: PhoneVisitor, world: World, printing: str) -> dict[str, str]:
    """The form of a print, filled in until the password counts no longer."""
    recorder.send(f"{CONFIRM}?next={printing}", CONFIRM, **{CONFIRMED: PASSWORD})
    form = recorder.get(printing).form() | {"count": "12", "stock": "L7651", "start": "4"}
    world.clock.pass_by(minutes=11)
    return form


def test_a_form_goes_through_in_one_step(
    recorder: PhoneVisitor, world: World, printing: str
) -> None:
    form = stale_form(recorder, world, printing)
    asked = recorder.post(printing, form)
    assert asked.status == 403
    assert runs(world) == []
    offered = asked.form(printing)
    kept = {name: offered[name] for name in form if name != "csrf_token"}
    assert kept == {name: value for name, value in form.items() if name != "csrf_token"}
    answer = recorder.post(printing, offered | {CONFIRMED: PASSWORD})
    assert answer.status == 303
    assert runs(world) == [12]


def runs(world: World) -> list[int]:
    with world.view() as view:
        return [run.count for run in view.db.query(PrintRun)]


def test_a_wrong_password_is_said_and_keeps_what_was_typed(
    recorder: PhoneVisitor, world: World, printing: str
) -> None:
    form = stale_form(recorder, world, printing)
    page = recorder.post(printing, form | {CONFIRMED: "sai mật khẩu"})
    assert page.status == 403
    assert page.error_at(CONFIRMED) == "Mật khẩu không đúng. Xin gõ lại."
    assert page.form(printing)["count"] == "12"
    assert page.form(printing)[CONFIRMED] == ""
    assert "sai mật khẩu" not in page.source
    assert runs(world) == []
    assert noted(world) == 1


def noted(world: World) -> int:
    with world.view() as view:
        return view.db.query(AuditEntry).filter_by(action="password_again").count()


def wrong(visitor: PhoneVisitor, password: str = "sai") -> Page:
    return visitor.send(f"{CONFIRM}?next=/coop/tem", CONFIRM, **{CONFIRMED: password})


def test_five_wrong_ones_and_there_is_a_pause_for_this_phone_alone(
    app: Flask, recorder: PhoneVisitor, world: World
) -> None:
    for _ in range(5):
        page = wrong(recorder)
        assert (page.status, page.error_at(CONFIRMED)[:8]) == (403, "Mật khẩu")
        assert page.form(CONFIRM)["next"] == "/coop/tem"
    assert wrong(recorder, PASSWORD).status == 429
    recorder.lock()
    recorder.open()  # another session on the same phone
    assert wrong(recorder, PASSWORD).status == 429
    assert noted(world) == 5
    other = PhoneVisitor(app, world).by_pin("recorder")
    assert wrong(other, PASSWORD).status == 303
    recorder.lock()
    assert recorder.enter("recorder").status == 303  # the sign-in is another door


def test_a_file_is_asked_for_again(recorder: PhoneVisitor, world: World, printing: str) -> None:
    form = stale_form(recorder, world, printing)
    data = {**form, "photo": (io.BytesIO(b"x"), "a.jpg")}
    headers = {"Referer": HOST + printing}
    answer = recorder.client.post(printing, data=data, base_url=HOST, headers=headers)
    assert "chọn lại tệp" in answer.get_data(as_text=True)


def test_without_the_forms_token_the_password_is_not_even_looked_at(
    recorder: PhoneVisitor, world: World, printing: str
) -> None:
    """auth-11."""
    for token in ("", "stale"):
        fields = {"csrf_token": token, CONFIRMED: PASSWORD}
        assert recorder.post(printing, fields).status == 400
        assert recorder.post(CONFIRM, fields | {"next": printing}).status == 400
    with world.view() as view:
        assert {row.password_at for row in view.db.query(Session) if row.phone_id} == {None}


@pytest.mark.parametrize("place", ["//example.com", "https://example.com/", "javascript:alert(1)"])
def test_the_password_leads_to_no_other_site(recorder: PhoneVisitor, place: str) -> None:
    answer = recorder.send(f"{CONFIRM}?next={place}", CONFIRM, **{CONFIRMED: PASSWORD})
    assert answer.place == "/tai-khoan"


def test_a_managers_settings_ask_on_a_remembered_phone(app: Flask, world: World) -> None:
    manager = PhoneVisitor(app, world).by_pin("manager")
    for path in ("/coop/khoa", "/coop/khoa/moi", "/may-da-nho", "/tai-khoan/nho-may"):
        assert manager.get(path).place == f"{CONFIRM}?next={path}"
    token = manager.token()
    for path in ("/coop/khoa/moi", "/coop/khoa/ABCDEFGH/huy", "/may-da-nho/x/ket-thuc"):
        assert manager.post(path, {"csrf_token": token}).status == 403


def test_another_organisation_asks_on_a_remembered_phone(
    app: Flask, recorder: PhoneVisitor, world: World
) -> None:
    with world.by(world.who.operator) as work:
        user = queries.user_by_login(work.db, "recorder")
        assert user is not None
        join(work, user, world.who.registrar.party or 0, Role.REGISTRAR)
    page = recorder.get("/doi-don-vi")
    assert page.status == 200
    with world.view() as view:
        listed = own_organisations.listed(view, recorder.cookie(COOKIE) or "")
    code = next(each.code for each in listed if not each.current)
    form = {"csrf_token": page.form("/doi-don-vi")["csrf_token"], "organisation": code}
    asked = recorder.post("/doi-don-vi", form)
    assert asked.status == 403
    assert recorder.get("/registry/").status == 404
    answer = recorder.post("/doi-don-vi", asked.form("/doi-don-vi") | {CONFIRMED: PASSWORD})
    assert answer.status == 303
    assert recorder.get("/registry/").status == 200


INVITING = "/nguoi-dung/moi"


def test_what_outlives_the_session_asks_whoever_came_by_password(app: Flask, world: World) -> None:
    manager = Visitor(app, world, "manager")
    link, member = member_link(world), code_of(world, "recorder")
    assert manager.get(INVITING).status == 200
    token = manager.get(INVITING).form(INVITING)["csrf_token"]
    world.clock.pass_by(minutes=10, seconds=1)
    assert manager.get(INVITING).place == f"{CONFIRM}?next={INVITING}"
    for path in (
        INVITING,
        f"/nguoi-dung/loi-moi/{link.number}/lai",
        f"/nguoi-dung/{member}/mat-khau",
        f"/nguoi-dung/{member}/vai-tro",
    ):
        fields = {"csrf_token": token, "request_key": "k" * 20, "role": "manager"}
        assert manager.post(path, fields).status == 403
    with world.view() as view:
        assert members.one(view, world.who.manager, member).role == "recorder"
        assert len(invitations.waiting(view, world.who.manager, "member")) == 1


def test_an_office_asks_before_it_invites_an_organisation(app: Flask, world: World) -> None:
    registrar = Visitor(app, world, "registrar")
    world.clock.pass_by(minutes=11)
    place = url_of(app, "registrar.invite")
    assert registrar.get(place).place == f"{CONFIRM}?next={place}"


def url_of(app: Flask, endpoint: str) -> str:
    return next(rule.rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)


@pytest.mark.parametrize("login", ["registrar", "inspector"])
def test_an_office_has_no_pin(app: Flask, world: World, login: str) -> None:
    officer = PhoneVisitor(app, world)
    answer = officer.enter(login, remember="yes")
    assert (answer.status, answer.place) == (303, "/registry/")
    assert "/tai-khoan/nho-may" not in officer.get("/tai-khoan").source
    page = officer.get("/tai-khoan/nho-may")
    assert page.status == 403
    assert "Chỉ người ghi chép mới nhớ máy" in page.text
    token = officer.get("/tai-khoan/mat-khau").form()["csrf_token"]
    fields = {"csrf_token": token, "pin": PIN, "pin_again": PIN}
    assert officer.post("/tai-khoan/nho-may", fields).status == 403
    with pytest.raises(Denied, match="phone_only_for_recording"):
        remember_phone(world, login)
