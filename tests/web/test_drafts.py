"""Drafts: what was typed waits for its person, through sign-out, expiry and another window."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from flask import Flask

from tests.people import PASSWORD, PIN, World, remember_phone
from tests.web.lot_visits import HOST, Page, Visitor, app_of, confirm
from traceability.store.models import Batch, Draft
from traceability.web import cookies

PATH = "/coop/thu-hoach/moi"
TYPED = {"weight": "2 tạ 5 yến", "harvested_on": "12/1/2026"}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    return app_of(world, files=tmp_path)


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
    form = visitor.get(page).form(page.split("?")[0])
    return sent(visitor, page, {**form, **typed, "save_draft": "yes"})


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
    form = recorder.get(PATH).form(PATH)
    with world.by(world.who.operator) as work:
        work.db.execute(drafts_session_end(work.now))
    out = sent(recorder, PATH, {**form, **TYPED})
    assert out.status == 401
    assert rows(world) == 0


def drafts_session_end(now: dt.datetime):  # type: ignore[no-untyped-def]
    from sqlalchemy import update

    from traceability.store.models import Session

    return update(Session).values(ended_at=now)
