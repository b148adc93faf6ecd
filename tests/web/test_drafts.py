"""Drafts: what was typed waits for its person, through sign-out, expiry and another window."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from sqlalchemy import update

from tests.people import KEYRING, PASSWORD, PIN, World, remember_phone
from tests.services.test_erasures import mark, standing_in_rows
from tests.web.lot_visits import HOST, Page, Visitor, _Forms, confirm
from traceability.jobs.work import Worker
from traceability.services import buyers, drafts, erasures, households, members
from traceability.services.households import HouseholdRequest
from traceability.store.models import Batch, Draft, Party, Session
from traceability.web import cookies

PATH = "/coop/thu-hoach/moi"
TYPED = {"weight": "2 tạ 5 yến", "harvested_on": "12/1/2026"}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "recorder")


def sent(visitor: Visitor, page: str, fields: dict[str, str]) -> Page:
    """A form sent as a browser does: where its action says, without the query of its page."""
    path = page.split("?")[0]
    ours = {"Sec-Fetch-Site": "same-origin", "Referer": HOST + page}
    return Page(visitor.client.post(path, data=fields, base_url=HOST, headers=ours))


def saved(visitor: Visitor, page: str = PATH, **typed: str) -> Page:
    """The form of a page, typed into and kept as a draft."""
    form = recording(visitor.get(page))
    return sent(visitor, page, {**form, **typed, "save_draft": "yes"})


def recording(page: Page) -> dict[str, str]:
    """The fields of the form that records something, wherever it says that it is sent."""
    reading = _Forms()
    reading.feed(page.source.split("<main", 1)[-1])
    return next(fields for _at, fields in reading.forms if "request_key" in fields)


def rows(world: World) -> int:
    with world.view() as view:
        return view.db.query(Draft).count()


def in_form(page: Page, action: str = PATH) -> dict[str, str]:
    """What stands in the fields of the harvest's form."""
    form = page.form(action)
    return {name: form[name] for name in TYPED}


def signs_in(visitor: Visitor, page: Page, login: str = "recorder") -> Page:
    """The sign-in of a page, with everything that it carries."""
    form = page.form("/dang-nhap")
    return visitor.post("/dang-nhap", {**form, "login": login, "password": PASSWORD})


def test_a_harvest_typed_before_the_session_ran_out_stands_in_its_form_after(
    recorder: Visitor, world: World
) -> None:
    form = recorder.get(PATH).form(PATH)
    world.clock.pass_by(hours=13)
    out = sent(recorder, PATH, {**form, **TYPED})
    assert out.status == 401
    assert "Những gì bạn gõ vẫn còn" in out.text
    assert TYPED["weight"] not in out.source  # whoever stands at the screen sees nothing of it
    back = signs_in(recorder, out)
    assert back.status == 303
    page = recorder.get(back.place)
    assert in_form(page) == TYPED
    assert "Nháp lúc 22:00" in page.text
    done = confirm(recorder, PATH, recorder.post(PATH, page.form(PATH)))
    assert done.status == 303
    with world.view() as view:
        assert view.db.query(Batch).count() == 1
    assert rows(world) == 0


def test_it_waits_even_if_nobody_comes_back_that_day(recorder: Visitor, world: World) -> None:
    form = recorder.get(PATH).form(PATH)
    world.clock.pass_by(hours=13)
    sent(recorder, PATH, {**form, **TYPED})
    world.clock.pass_by(days=3)
    again = Visitor(recorder.client.application, world, "recorder")
    offered = re.search(r'href="([^"]+nhap=[^"]+)"', again.get(PATH).source)
    assert offered
    assert in_form(again.get(offered[1])) == TYPED


def test_who_signed_out_in_another_window_finds_the_form_behind_the_sign_in(
    recorder: Visitor, world: World
) -> None:
    form = recorder.get(PATH).form(PATH)
    recorder.post("/dang-xuat", recorder.get("/coop/lo").hidden)
    out = sent(recorder, PATH, {**form, **TYPED})
    assert out.status == 400
    assert rows(world) == 0
    wrong = recorder.post(
        "/dang-nhap", {**out.form("/dang-nhap"), "login": "recorder", "password": "sai rồi"}
    )
    assert wrong.status == 401
    back = signs_in(recorder, wrong)
    assert in_form(recorder.get(back.place)) == TYPED


def test_what_somebody_else_typed_in_this_browser_is_not_kept_for_who_signs_in(
    recorder: Visitor, world: World
) -> None:
    form = recorder.get(PATH).form(PATH)
    recorder.post("/dang-xuat", recorder.get("/coop/lo").hidden)
    out = sent(recorder, PATH, {**form, **TYPED})
    signs_in(recorder, out, "manager")
    assert rows(world) == 0


def test_a_pin_leads_back_to_the_form(app: Flask, world: World) -> None:
    phone = Visitor(app, world, "recorder")
    cookie = remember_phone(world, "recorder")
    phone.client.set_cookie(cookies.PHONE, cookie, domain="tem.hagiang.vn", secure=True)
    form = phone.get(PATH).form(PATH)
    phone.post("/dang-xuat", phone.get("/coop/lo").hidden)
    out = sent(phone, PATH, {**form, **TYPED})
    back = phone.post("/ma-pin", {**out.form("/ma-pin"), "pin": PIN})
    assert back.status == 303, back.text
    assert in_form(phone.get(back.place)) == TYPED


def test_a_session_that_was_ended_by_hand_keeps_nothing(recorder: Visitor, world: World) -> None:
    """Whoever has the cookie of a phone that was lost leaves nothing for its owner."""
    form = recorder.get(PATH).form(PATH)
    with world.by(world.who.operator) as work:
        work.db.execute(update(Session).values(ended_at=work.now))
    out = sent(recorder, PATH, {**form, **TYPED})
    assert out.status == 401
    assert rows(world) == 0


def test_the_button_keeps_what_is_typed_and_judges_nothing(recorder: Visitor, world: World) -> None:
    kept = saved(recorder, weight="mấy tạ nhỉ", harvested_on="hôm kia")
    assert kept.status == 303
    page = recorder.get(kept.place)
    assert in_form(page) == {"weight": "mấy tạ nhỉ", "harvested_on": "hôm kia"}
    assert "Nháp lúc 09:00" in page.text
    assert "chờ" not in recorder.get("/coop/lo").text
    fresh = recorder.get(PATH)
    assert fresh.form(PATH)["weight"] == ""  # the next harvest begins empty
    assert "mở ra ghi tiếp" in fresh.text
    assert "nháp ghi dở" in recorder.get("/coop/hom-nay").text
    assert "mấy tạ nhỉ · Nháp lúc 09:00" in recorder.get("/coop/nhap").text


def test_a_draft_is_kept_again_under_the_same_row(recorder: Visitor, world: World) -> None:
    first = saved(recorder, weight="100")
    second = saved(recorder, first.place, weight="120")
    assert (second.place, rows(world)) == (first.place, 1)
    assert recorder.get(second.place).form(PATH)["weight"] == "120"


def test_two_windows_write_nothing_over(recorder: Visitor, world: World) -> None:
    kept = saved(recorder, weight="100").place
    one, other = recorder.get(kept).form(PATH), recorder.get(kept).form(PATH)
    first = sent(recorder, kept, {**one, "weight": "110", "save_draft": "yes"})
    second = sent(recorder, kept, {**other, "weight": "130", "save_draft": "yes"})
    assert first.place != second.place
    assert recorder.get(first.place).form(PATH)["weight"] == "110"
    page = recorder.get(second.place)
    assert page.form(PATH)["weight"] == "130"
    assert "mở ra ghi tiếp" in page.text  # the other one stands there too


def test_what_was_recorded_already_is_not_recorded_again(recorder: Visitor, world: World) -> None:
    """The answer was lost, the session ran out, the form was sent again: one harvest."""
    looked = recorder.post(PATH, {**recorder.get(PATH).form(PATH), "weight": "100"})
    form = {**looked.form(PATH), "confirm": "yes"}
    assert recorder.post(PATH, form).status == 303
    world.clock.pass_by(hours=13)
    back = signs_in(recorder, sent(recorder, PATH, form))
    again = recorder.get(back.place)
    assert confirm(recorder, PATH, recorder.post(PATH, again.form(PATH))).status == 303
    with world.view() as view:
        assert view.db.query(Batch).count() == 1
    assert rows(world) == 0


def test_dropping_a_draft(recorder: Visitor, world: World) -> None:
    kept = saved(recorder, weight="100").place
    page = recorder.get(kept)
    dropped = recorder.post(found_in(page, r'action="(/coop/nhap/\d+/bo)"'), page.hidden)
    assert (dropped.status, dropped.place, rows(world)) == (303, PATH, 0)
    assert recorder.get(kept).form(PATH)["weight"] == ""


def test_nobody_else_sees_it(app: Flask, recorder: Visitor, world: World) -> None:
    kept = saved(recorder, weight="777,7").place
    number = kept.split("nhap=")[1]
    for login in ("manager", "stranger"):
        other = Visitor(app, world, login)
        assert "777,7" not in other.get(kept).source
        assert "mở ra ghi tiếp" not in other.get(PATH).text
        assert "777" not in other.get("/coop/nhap").source
        assert other.post(f"/coop/nhap/{number}/bo", other.get("/coop/lo").hidden).status == 404
    assert rows(world) == 1


def test_an_address_of_no_draft_shows_the_empty_form(recorder: Visitor) -> None:
    saved(recorder, weight="777")
    for number in ("0", "-1", "a", "٣", "9" * 30, "1%00", "1.5", ""):
        page = recorder.get(f"{PATH}?nhap={number}")
        assert (page.status, page.form(PATH)["weight"]) == (200, "")


def test_a_draft_does_not_open_in_another_form(recorder: Visitor, world: World) -> None:
    number = saved(recorder, weight="777").place.split("nhap=")[1]
    lot = world.harvest(100).code
    assert "777" not in recorder.get(f"/coop/lo/{lot}/dong-goi?nhap={number}").source


def test_every_field_of_a_product_comes_back(app: Flask, world: World) -> None:
    manager = Visitor(app, world, "manager")
    page = "/coop/san-pham/moi"
    form = recording(manager.get(page))
    names = {name for name in form if name.startswith("formats.")}
    typed = {"name_vi": "Cam sành túi 5 kg", "formats.1.name": "túi", "formats.2.name": "thùng"}
    assert {*typed} - {"name_vi"} <= names
    kept = saved(manager, page, **typed, **{"formats.2.net": "5", "formats.1.net": "2"})
    again = recording(manager.get(kept.place))
    assert {name: again[name] for name in typed} == typed
    assert again["formats.2.net"] == "5"


def test_what_was_ticked_comes_back_and_what_was_not_does_not(app: Flask, world: World) -> None:
    manager = Visitor(app, world, "manager")
    page = "/coop/vung-trong/moi?loai=orchard"
    kept = saved(manager, page, name="Vườn đồi", area="2,5")
    assert "loai=orchard" in kept.place
    again = recording(manager.get(kept.place))
    assert (again["name"], again["area"]) == ("Vườn đồi", "2,5")


def test_secrets_tokens_and_buttons_are_no_part_of_it(recorder: Visitor, world: World) -> None:
    saved(recorder, weight="1", password="bí mật", pin="123456", confirm="yes", edit="yes")
    with world.view() as view:
        (row,) = view.db.query(Draft).all()
        names = {name for name, _value in json.loads(row.typed)}
    assert names - {"household"} == {"area_code", "weight", "unit", "harvested_on"}


def test_too_much_is_refused_and_still_on_the_page(recorder: Visitor, world: World) -> None:
    page = saved(recorder, weight="cân " * 9_000)
    assert page.status == 422
    assert "không lưu nháp được" in page.text
    assert "cân cân" in page.form(PATH)["weight"]
    assert rows(world) == 0


def test_there_is_room_for_so_many(recorder: Visitor, world: World) -> None:
    form = recorder.get(PATH).form(PATH)
    keys = [f"key-of-a-form-{number}" for number in range(drafts.MOST + 1)]
    answers = [
        sent(recorder, PATH, {**form, "request_key": key, "save_draft": "yes", "weight": key})
        for key in keys
    ]
    assert {each.status for each in answers[:-1]} == {303}
    assert answers[-1].status == 422
    assert answers[-1].form(PATH)["weight"] == keys[-1]
    world.clock.pass_by(hours=13)
    sent(recorder, PATH, {**form, "request_key": keys[-1], "weight": "cuối"})
    assert rows(world) == drafts.MOST  # what was kept by itself made the oldest go


def test_a_form_that_is_none_is_not_kept(recorder: Visitor, world: World) -> None:
    made = world.packed(40).code
    page = recorder.post(
        f"/coop/lo/{made}/cong-bo", {**recorder.get("/coop/lo").hidden, "save_draft": "yes"}
    )
    assert page.status == 422
    assert rows(world) == 0


def test_who_leaves_takes_drafts_along(recorder: Visitor, world: World) -> None:
    saved(recorder, weight="100")
    with world.by(world.who.manager) as work:
        members.end(work, world.who.recorder.code)
    assert rows(world) == 0


def test_a_draft_lies_sixty_days(recorder: Visitor, world: World) -> None:
    saved(recorder, weight="100")
    worker = Worker(world.store, KEYRING)
    world.clock.pass_by(days=59)
    assert not worker.tidy()
    assert rows(world) == 1
    world.clock.pass_by(days=2)
    assert worker.tidy()
    assert rows(world) == 0


def test_an_erased_household_stands_in_no_draft(app: Flask, world: World) -> None:
    """Neither in the form of its own page, nor where another form names it in any spelling."""
    manager = Visitor(app, world, "manager")
    name, phone = mark(70), "0386998877"
    asked = HouseholdRequest(name, phone=phone)
    with world.by(world.who.manager) as work:
        code = households.add(work, asked).code
    saved(manager, f"/coop/ho/{code}/sua", note="ghi chú")
    saved(manager, "/coop/ho/moi", name=name.upper())
    saved(manager, "/coop/ho/moi", name="bà con", phone="0386 998 877")
    saved(manager, PATH, household=code)
    saved(manager, PATH, weight="5")
    with world.by(world.who.manager) as work:
        erasures.erase(work, code)
    assert rows(world) == 1
    assert {table for table, _m in standing_in_rows(world, (name, phone))} == set()


def test_an_erased_buyer_stands_in_no_draft(app: Flask, world: World) -> None:
    manager = Visitor(app, world, "manager")
    name = mark(71)
    made = manager.send("/coop/giao-hang/nguoi-mua/moi", name=name)
    assert made.status == 303, made.text
    with world.view() as view:
        code = view.db.query(Party).filter_by(kind="buyer").one().code
    saved(manager, "/coop/giao-hang/moi/buyer", to=code)
    saved(manager, "/coop/giao-hang/nguoi-mua/moi", name=name.lower())
    assert rows(world) == 2
    with world.by(world.who.manager) as work:
        buyers.erase(work, code)
    assert rows(world) == 0


def found_in(page: Page, pattern: str) -> str:
    found = re.search(pattern, page.source)
    assert found
    return found[1]


# --- what is being looked over -------------------------------------------------------------------


def mine(world: World) -> tuple[drafts.DraftShown, ...]:
    with world.view() as view:
        return drafts.mine(view, world.who.recorder)


def test_back_from_the_review_loses_nothing(recorder: Visitor, world: World) -> None:
    """Back in a browser asks for the form's page anew: it offers what was typed, under its key."""
    form = recording(recorder.get(PATH)) | TYPED
    shown = sent(recorder, PATH, form)
    assert 'value="yes"' in shown.source
    anew = recorder.get(PATH)
    assert recording(anew)["weight"] == ""
    assert "mở ra ghi tiếp" in anew.text
    (draft,) = mine(world)
    again = recording(recorder.get(f"{PATH}?nhap={draft.id}"))
    assert {name: again[name] for name in TYPED} == TYPED
    assert again["request_key"] == form["request_key"]
    changed = sent(recorder, PATH, {**again, "weight": "3 tạ"})
    assert confirm(recorder, PATH, changed).status == 303
    assert mine(world) == ()


def test_what_is_looked_over_makes_no_second_draft(recorder: Visitor, world: World) -> None:
    page = recorder.get(saved(recorder, **TYPED).place)
    form = recording(page)
    for weight in ("1 tạ", "2 tạ", "3 tạ"):
        sent(recorder, PATH, {**form, "weight": weight})
    (draft,) = mine(world)
    assert draft.values["weight"] == "3 tạ"
    assert sent(recorder, PATH, {**form, "save_draft": "yes"}).status == 303
    assert len(mine(world)) == 1


def test_where_there_is_no_room_the_review_still_comes(recorder: Visitor, world: World) -> None:
    for number in range(drafts.MOST):
        saved(recorder, weight=str(number + 1))
    form = recording(recorder.get(PATH)) | TYPED
    assert sent(recorder, PATH, form).status == 200
    assert len(mine(world)) == drafts.MOST


def test_signing_out_clears_what_the_browser_kept(recorder: Visitor) -> None:
    token = recorder.get("/tim").form("/tim")
    answer = recorder.post("/dang-xuat", token)
    assert answer.status == 303
    assert answer.answer.headers["Clear-Site-Data"] == '"cache"'
