"""The form of a harvest: what is understood is echoed, what is not is said, nothing half stored."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.people import QUAN_BA, World, orange_grant
from tests.services.test_diary import sprayed
from tests.web.bad_inputs import field_of
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.services import area_codes, parties
from traceability.store.models import Batch, Event

FORM = "/coop/thu-hoach/moi"
SUMMER = dt.datetime(2026, 5, 10, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path / "files"), world, "recorder")


def filled(visitor: Visitor, **typed: str) -> dict[str, str]:
    """The form as it is shown, 120 kg of the 12th of January typed into it."""
    form = visitor.get(FORM).form(FORM)
    return {**form, "weight": "120", "harvested_on": "12/01/2026", "household": "", **typed}


def send(visitor: Visitor, fields: dict[str, Any]) -> Page:
    answer = visitor.client.post(FORM, data=fields, base_url=HOST, headers={"Referer": HOST + FORM})
    return Page(answer)


def count(world: World, model: type[Any]) -> int:
    with world.view() as view:
        return view.db.query(model).count()


# --- long after the fact -------------------------------------------------------------------------

LATE = "20/11/2025"  # 61 days before


def test_a_late_harvest_is_the_managers(recorder: Visitor, world: World) -> None:
    for confirm in ({}, {"confirm": "yes"}):
        page = send(recorder, {**filled(recorder, harvested_on=LATE), **confirm})
        assert page.status == 403
        said = "Việc này đã qua 61 ngày. Muộn quá 60 ngày thì người quản lý ghi, kèm lý do."
        assert page.error_at("harvested_on") == said
        assert page.form(FORM)["weight"] == "120"
    assert count(world, Batch) == 0


def test_a_late_harvest_asks_for_its_reason_and_keeps_it(world: World, tmp_path: Path) -> None:
    manager = Visitor(app_of(world, files=tmp_path), world, "manager")
    assert "late_reason" not in manager.get(FORM).form(FORM)
    asked = send(manager, filled(manager, harvested_on=LATE))
    assert (asked.status, count(world, Batch)) == (422, 0)
    assert asked.error_at("late_reason").endswith("thì cần ghi rõ lý do.")
    shown = send(manager, {**asked.form(FORM), "late_reason": "Sổ giấy tìm lại được"})
    assert shown.status == 200
    assert "Lý do ghi muộn Sổ giấy tìm lại được" in shown.text
    done = send(manager, {**shown.form(FORM), "confirm": "yes"})
    assert done.status == 303
    assert "Lý do ghi muộn Sổ giấy tìm lại được" in manager.get(done.place).text


def test_a_reason_in_time_is_let_go(recorder: Visitor, world: World) -> None:
    shown = send(recorder, filled(recorder, late_reason="Sổ giấy tìm lại được"))
    assert "Lý do ghi muộn" not in shown.text
    done = send(recorder, {**shown.form(FORM), "confirm": "yes"})
    assert "Lý do ghi muộn" not in recorder.get(done.place).text


# --- the usual way -------------------------------------------------------------------------------


def test_the_form_knows_the_garden_the_day_and_the_unit(recorder: Visitor, world: World) -> None:
    form = recorder.get(FORM).form(FORM)
    assert form["area_code"] == f"{world.who.area}/{world.who.place}"
    assert (form["harvested_on"], form["unit"], form["weight"]) == ("20/01/2026", "kg", "")


def test_at_most_five_things_are_asked(recorder: Visitor) -> None:
    shown = recorder.get(FORM).form(FORM)
    unseen = {"csrf_token", "request_key", "acting", "page"}
    assert len({*shown, "household"} - unseen) <= 5


def test_a_hold_says_who_can_end_it_as_the_page_of_its_lot_does(
    recorder: Visitor, world: World
) -> None:
    sprayed(world, done_on=dt.date(2026, 1, 10))
    shown = send(recorder, filled(recorder))
    lot = recorder.get(send(recorder, {**shown.form(FORM), "confirm": "yes"}).place)
    said = "Người quản lý của đơn vị gỡ được bằng phiếu kiểm nghiệm đạt mà cán bộ đã xem"
    for page in (shown, lot):
        assert f"Ai gỡ được: {said}" in page.text
    assert "cho đến khi cán bộ" not in shown.text


def test_what_was_understood_is_shown_before_anything_is_stored(
    recorder: Visitor, world: World
) -> None:
    before = count(world, Event)
    page = send(recorder, filled(recorder, household=world.who.household))
    assert page.status == 200
    for words in ("120 kg", "12 tháng 1, 2026", "Vườn cam thôn Vĩnh Sơn", "Giàng Thị Mỷ"):
        assert words in page.text
    assert "Mã số vùng trồng đang hiệu lực vào ngày thu hoạch" in page.text
    assert (count(world, Batch), count(world, Event)) == (0, before)


def test_confirming_records_the_lot_and_shows_it(recorder: Visitor, world: World) -> None:
    form = send(recorder, filled(recorder, household=world.who.household)).form(FORM)
    answer = send(recorder, {**form, "confirm": "yes"})
    with world.view() as view:
        batch = view.db.query(Batch).one()
        assert (batch.made_on, batch.household_id is None) == (dt.date(2026, 1, 12), False)
        assert (answer.status, answer.place) == (303, f"/coop/lo/{batch.code}")
    assert recorder.get(answer.place).status == 200


def test_going_back_keeps_everything(recorder: Visitor, world: World) -> None:
    typed = filled(recorder, weight="2 tạ 5 yến", household=world.who.household)
    shown = send(recorder, {**send(recorder, typed).form(FORM), "edit": "yes"})
    assert shown.status == 200
    assert shown.form(FORM) == typed | {"csrf_token": shown.form(FORM)["csrf_token"]}


def test_the_garden_of_the_last_harvest_comes_first(recorder: Visitor, world: World) -> None:
    with world.by(world.who.registrar) as work:
        more = area_codes.grant(work, orange_grant(world.who.cooperative, "VN-AAA-1"))
    assert recorder.get(FORM).form(FORM)["area_code"].startswith(more.code)
    world.harvest(10)
    assert recorder.get(FORM).form(FORM)["area_code"].startswith(world.who.area)


def test_a_code_for_several_crops_asks_which(recorder: Visitor, world: World) -> None:
    asked = orange_grant(world.who.cooperative, "VN-AAA-1")
    asked = dataclasses.replace(asked, crops=("mint_honey", "sanh_orange"))
    with world.by(world.who.registrar) as work:
        granted = area_codes.grant(work, asked)
    key = f"{granted.code}/{granted.place}"
    page = recorder.get(FORM)
    assert f'value="{key}/mint_honey"' in page.source
    assert f'value="{key}/sanh_orange"' in page.source
    refused = send(recorder, filled(recorder, area_code=key))
    assert refused.error_at("area_code").startswith("Mã này cấp cho nhiều loại.")


def test_a_harvest_that_will_be_held_says_so_first(recorder: Visitor, world: World) -> None:
    world.suspend(dt.date(2026, 1, 10))
    page = send(recorder, filled(recorder))
    assert "Lô sẽ tạm ngừng xuất, cách ly lô" in page.text
    assert "VN-HGOR-0128 – tạm dừng" in page.text
    assert send(recorder, {**page.form(FORM), "confirm": "yes"}).status == 303


def test_without_a_code_the_page_teaches(world: World, tmp_path: Path) -> None:
    stranger = Visitor(app_of(world, files=tmp_path), world, "stranger")
    assert "chưa có vùng trồng nào" in stranger.get(FORM).text


# --- what people type ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "typed"),
    [
        ("weight-05", {"weight": "0"}),
        ("weight-05", {"weight": "-5"}),
        ("weight-07", {"weight": "1e309"}),
        ("weight-07", {"weight": "Infinity"}),
        ("weight-09", {"weight": "99999999999999999999"}),
        ("weight-15", {"weight": "١٢"}),
        ("date-01", {"harvested_on": "01/01/2999"}),
        ("date-01", {"harvested_on": "2999-01-01"}),
        ("date-05", {"harvested_on": "31/02/2026"}),
        ("date-09", {"harvested_on": "15 tháng 9 âm lịch"}),
    ],
)
def test_a_bad_value_is_named_at_its_field_and_nothing_is_lost(
    recorder: Visitor, world: World, bad: str, typed: dict[str, str]
) -> None:
    fields = filled(recorder, household=world.who.household, **typed)
    for confirm in ({}, {"confirm": "yes"}):
        page = send(recorder, {**fields, **confirm})
        assert page.status == 422
        assert page.error_at(field_of(bad))
        kept = page.form(FORM)
        assert {name: kept[name] for name in fields if name != "csrf_token"} == {
            name: fields[name] for name in fields if name != "csrf_token"
        }
    assert count(world, Batch) == 0


def test_a_number_with_two_readings_is_asked_about(recorder: Visitor, world: World) -> None:
    """weight-03: the form never guesses."""
    page = send(recorder, filled(recorder, weight="1.234"))
    assert (page.status, count(world, Batch)) == (422, 0)
    assert "“1234 kg” hoặc “1234 g”" in page.error_at("weight")


@pytest.mark.parametrize(
    ("weight", "shown"),
    [
        ("1.234,5", "1.234,5 kg"),  # weight-01
        ("2 tạ 5 yến", "250 kg"),  # weight-11
        ("12\u00a0kg", "12 kg"),  # weight-13
        ("12\u202fkg", "12 kg"),
    ],
)
def test_a_weight_is_read_as_it_is_said(recorder: Visitor, weight: str, shown: str) -> None:
    assert f" {shown} " in send(recorder, filled(recorder, weight=weight)).text


def test_a_unit_is_taken_from_beside_the_number(recorder: Visitor) -> None:
    page = send(recorder, filled(recorder, weight="2,5", unit="tạ"))
    assert " 250 kg " in page.text


def test_oranges_are_not_litres(recorder: Visitor) -> None:
    page = send(recorder, filled(recorder, weight="3", unit="lít"))
    assert page.error_at("weight") == "Loại hàng này ghi bằng kg (cân nặng)."


def test_a_day_is_read_day_first(recorder: Visitor, world: World) -> None:
    """date-03."""
    world.clock.now = SUMMER
    again = Visitor(recorder.client.application, world, "recorder")
    page = send(again, filled(again, harvested_on="03/04/2026"))
    assert "3 tháng 4, 2026" in page.text


def test_a_leap_day_is_a_day(recorder: Visitor, world: World) -> None:
    """date-07: accepted when not in the future, else refused as the future."""
    early = send(recorder, filled(recorder, harvested_on="29/02/2028"))
    assert "chưa tới" in early.error_at("harvested_on")
    world.clock.now = dt.datetime(2028, 3, 1, 3, 0, tzinfo=dt.UTC)
    later = Visitor(recorder.client.application, world, "recorder")
    assert "29 tháng 2, 2028" in send(later, filled(later, harvested_on="29/02/2028")).text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"weight": " \u00a0 "}, "weight"),  # text-07
        ({"harvested_on": ""}, "harvested_on"),
        ({"area_code": ""}, "area_code"),
        ({"unit": "đấu"}, "weight"),
        ({"household": "\u202eABCD"}, "household"),
        ({"household": "KHONGCO"}, "household"),
    ],
)
def test_what_is_missing_or_unknown_is_said_at_its_field(
    recorder: Visitor, world: World, typed: dict[str, str], field: str
) -> None:
    page = send(recorder, filled(recorder, **typed))
    assert (page.status, count(world, Batch)) == (422, 0)
    assert page.error_at(field)


def test_every_fault_is_told_at_once_and_the_first_is_focused(recorder: Visitor) -> None:
    page = send(recorder, filled(recorder, weight="0", harvested_on="31/02/2026"))
    assert page.source.count(" autofocus") == 1
    assert page.source.index('href="#weight"') < page.source.index('href="#harvested_on"')
    weight = page.source[page.source.index('id="weight"') :]
    assert "autofocus" in weight[: weight.index(">")]


def test_names_are_shown_as_text(recorder: Visitor, world: World) -> None:
    """text-01, text-09."""
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        parties.register_household(work, coop, {"name": "<script>alert(1)</script>"})
    page = recorder.get(FORM)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.source
    assert "<script>alert" not in page.source
    assert "Giàng Thị Mỷ" in page.text


# --- twice, forged, and foreign ------------------------------------------------------------------


def test_a_double_click_records_once(recorder: Visitor, world: World) -> None:
    form = {**send(recorder, filled(recorder)).form(FORM), "confirm": "yes"}
    first, second = send(recorder, form), send(recorder, form)
    assert first.place == second.place
    assert count(world, Batch) == 1


def test_a_key_used_for_something_else_offers_what_it_recorded(
    recorder: Visitor, world: World
) -> None:
    form = {**filled(recorder), "confirm": "yes"}
    recorded = send(recorder, form).place
    page = send(recorder, {**form, "weight": "130"})
    assert (page.status, count(world, Batch)) == (409, 1)
    assert f'href="{recorded}"' in page.source
    again = page.form(FORM)
    assert (again["weight"], again["request_key"] != form["request_key"]) == ("130", True)
    assert send(recorder, {**again, "confirm": "yes"}).status == 303


def test_a_key_that_is_none_is_refused_with_a_new_one(recorder: Visitor, world: World) -> None:
    page = send(recorder, {**filled(recorder), "confirm": "yes", "request_key": "x"})
    assert (page.status, count(world, Batch)) == (422, 0)
    assert send(recorder, {**page.form(FORM), "confirm": "yes"}).status == 303


@pytest.mark.parametrize("token", ["", "khong-phai", None])
def test_a_forged_form_changes_nothing(recorder: Visitor, world: World, token: str | None) -> None:
    """auth-11: missing, wrong, and another browser's token."""
    other = Visitor(recorder.client.application, world, "manager")
    forged = filled(other)["csrf_token"] if token is None else token
    page = send(recorder, {**filled(recorder), "confirm": "yes", "csrf_token": forged})
    assert (page.status, count(world, Batch)) == (400, 0)


def test_a_form_sent_from_another_site_changes_nothing(recorder: Visitor, world: World) -> None:
    fields = {**filled(recorder), "confirm": "yes"}
    answer = recorder.client.post(
        FORM, data=fields, base_url=HOST, headers={"Referer": "https://example.com/"}
    )
    assert (answer.status_code, count(world, Batch)) == (400, 0)


def test_another_cooperatives_code_does_not_exist(recorder: Visitor, world: World) -> None:
    """auth-15."""
    with world.by(world.who.registrar) as work:
        foreign = area_codes.grant(
            work, orange_grant(world.who.foreign, "VN-HGOR-9", commune=QUAN_BA)
        )
    fields = filled(recorder, area_code=f"{foreign.code}/{foreign.place}")
    for confirm in ({}, {"confirm": "yes"}):
        assert send(recorder, {**fields, **confirm}).status == 404
    assert count(world, Batch) == 0


def test_another_cooperatives_household_cannot_be_chosen(recorder: Visitor, world: World) -> None:
    with world.by(world.who.stranger) as work:
        theirs = parties.known(work, world.who.stranger.party or 0)
        foreign = parties.register_household(work, theirs, {"name": "Vàng Thị Mỷ"}).code
    page = send(recorder, filled(recorder, household=foreign))
    assert page.error_at("household") == "Không có hộ này trong hợp tác xã."
    assert "Vàng Thị Mỷ" not in page.text


def test_ten_thousand_fields_are_refused(recorder: Visitor, world: World) -> None:
    """upload-17."""
    part = '--x\r\nContent-Disposition: form-data; name="field"\r\n\r\nx\r\n'
    answer = recorder.client.post(
        FORM,
        base_url=HOST,
        data=(part * 10_000 + "--x--\r\n").encode(),
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code in (400, 413)
    assert count(world, Batch) == 0
