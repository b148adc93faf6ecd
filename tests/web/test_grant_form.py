"""Granting a code from a paper file: said back first, recorded once, nothing lost on the way."""

from __future__ import annotations

import html
import unicodedata
from typing import Any

import pytest

from tests.people import PICKED_ON, QUAN_BA, VINH_TUY, World, orange_grant
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import Page
from tests.web.registry_visits import (
    GRANT,
    MINH_NGOC,
    NGOC_DUONG,
    TYPED,
    VINH_HAO,
    YEN_DINH,
    grant_form,
    granted,
    officer,
    send,
)
from traceability.domain.errors import RuleBroken
from traceability.domain.holds import HoldReason
from traceability.services import area_codes
from traceability.store.models import AreaCode, Event, Place
from traceability.store.queries import areas


@pytest.fixture
def backend() -> str:
    return "sqlite"


def rows(world: World) -> tuple[int, int, int]:
    """How much of codes, places and events there is."""
    with world.view() as view:
        codes, places, events = (view.db.query(each).count() for each in (AreaCode, Place, Event))
    return codes, places, events


def newest(world: World) -> tuple[str, str]:
    """The short code and the string of the code entered last."""
    with world.view() as view:
        area = max(areas.all_codes(view.db), key=lambda area: area.id)
        return area.code, area.raw


# --- the usual way -------------------------------------------------------------------------------


def test_a_grant_is_said_back_and_only_then_recorded(world: World) -> None:
    desk, before = officer(world), rows(world)
    shown = send(desk, GRANT, grant_form(desk, world, old_commune=VINH_HAO))
    assert shown.status == 200
    for said in (
        *("VN-HGOR-0777", "Mã trong nước", "1 tháng 12, 2025", "45/QĐ-SNN", "12,4 ha", "6.200"),
        *("Sở Nông nghiệp và Phát triển nông thôn tỉnh Hà Giang", "HTX Cam Sành Vĩnh Hảo"),
        *("Cam sành", "Vườn cam Khuổi Phạt", "Vườn cây ăn quả"),
        "Xã Vĩnh Tuy, tỉnh Tuyên Quang (trước 1/7/2025: xã Vĩnh Hảo, huyện Bắc Quang,",
    ):
        assert said in shown.text
    assert rows(world) == before
    done = send(desk, GRANT, confirmed(shown))
    assert done.status == 303
    code, raw = newest(world)
    assert (done.place, raw) == (f"/registry/ma/{code}", "VN-HGOR-0777")
    assert "Đã cấp mã." in desk.get(done.place).text


def confirmed(shown: Page) -> dict[str, str]:
    """The form of the screen that says everything back, with its first button pressed."""
    fields = shown.form(GRANT)
    return {name: value for name, value in fields.items() if name != "edit"} | {"confirm": "yes"}


def recorded(desk: Any, world: World, **typed: Any) -> Page:
    """A whole grant: the form, the screen, the record."""
    shown = send(desk, GRANT, grant_form(desk, world, **typed))
    assert shown.status == 200, shown.text
    return send(desk, GRANT, confirmed(shown))


def test_a_double_click_grants_once(world: World) -> None:
    desk, before = officer(world), rows(world)
    fields = confirmed(send(desk, GRANT, grant_form(desk, world)))
    first, second = send(desk, GRANT, fields), send(desk, GRANT, fields)
    assert (first.status, second.status) == (303, 303)
    assert first.place == second.place
    assert rows(world)[0] == before[0] + 1


def test_a_key_that_was_used_for_another_file_offers_what_it_recorded(world: World) -> None:
    desk = officer(world)
    fields = confirmed(send(desk, GRANT, grant_form(desk, world)))
    first = send(desk, GRANT, fields)
    again = send(desk, GRANT, {**fields, "raw": "VN-HGOR-0778"})
    assert again.status == 409
    assert f'href="{first.place}"' in again.source
    form = again.form(GRANT)
    assert form["raw"] == "VN-HGOR-0778"
    assert form["request_key"] != fields["request_key"]


def test_going_back_keeps_what_was_typed(world: World) -> None:
    desk = officer(world)
    shown = send(desk, GRANT, grant_form(desk, world, reason="bản sao y", planted_year="2015"))
    form = send(desk, GRANT, {**shown.form(GRANT), "edit": "yes"})
    assert form.status == 200
    kept = form.form(GRANT)
    for name in ("raw", "effective_on", "decision_no", "authority", "name", "area", "trees"):
        assert kept[name] == TYPED[name]
    assert (kept["commune"], kept["reason"]) == (VINH_TUY, "bản sao y")
    assert 'value="sanh_orange" id="crops" checked' in form.source.replace('" autofocus', '"')


def test_a_key_that_is_no_key_is_refused_and_replaced(world: World) -> None:
    desk = officer(world)
    fields = confirmed(send(desk, GRANT, grant_form(desk, world)))
    for key in ("", "short", "đ" * 20, "x" * 65):
        again = send(desk, GRANT, {**fields, "request_key": key})
        assert again.status == 422
        assert len(again.form(GRANT)["request_key"]) == 36


# --- what is missing or wrong --------------------------------------------------------------------


def refused(world: World, field: str, **typed: Any) -> Page:
    """The form shown again: the sentence at the field, everything typed kept, nothing stored."""
    desk, before = officer(world), rows(world)
    page = send(desk, GRANT, grant_form(desk, world, **typed))
    assert page.status == 422, page.text
    assert page.error_at(field)
    assert page.source.count(" autofocus") == 1
    assert f'href="#{field}"' in page.source
    kept = page.form(GRANT)
    for name, value in ({**TYPED, **typed}).items():
        if isinstance(value, str) and name not in ("crops", "commune", "old_commune"):
            assert html.unescape(kept.get(name, "")) == value, name
    assert rows(world) == before
    return page


@pytest.mark.parametrize("field", ["raw", "effective_on", "decision_no", "authority", "name"])
@pytest.mark.parametrize("typed", ["", " \t\u00a0 "])
def test_what_must_be_there_is_asked_for(world: World, field: str, typed: str) -> None:
    refused(world, field, **{field: typed})


def test_holder_crops_and_commune_must_be_chosen(world: World) -> None:
    page = refused(world, "holder", holder="", crops=[], commune="")
    assert page.error_at("crops")
    assert page.error_at("commune")
    assert "3 chỗ cần sửa" in page.text


BAD_VALUES = {
    "date-01": ("effective_on", "2999-01-01"),
    "date-05": ("effective_on", "31/02/2026"),
    "date-07": ("effective_on", "29/02/2028"),
    "date-09": ("effective_on", "15 tháng 9 âm lịch"),
    "date-15": ("valid_until", "30/11/2025"),
    "text-07": ("name", " \u3000 "),
    "code-07": ("name", "Vườn \u202ecam"),
}


@pytest.mark.parametrize("name", BAD_VALUES)
def test_the_bad_inputs_of_the_list_are_told_at_their_field(world: World, name: str) -> None:
    assert BAD[name]
    field, value = BAD_VALUES[name]
    refused(world, field, **{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("trees", each) for each in ("0", "-5", "1,5", "9" * 12, "99999999999999999999", "١٢")),
        *(("colonies", each) for each in ("0", "nhiều", "10000001")),
        *(("planted_year", each) for each in ("1850", "2027", "20155", "hai nghìn")),
        *(("area", each) for each in ("0", "-1", "1e309", "100001", "1.234,5", "0,00001")),
        *(("productive_area", each) for each in ("12,5", "0")),
        *(("raw", each) for each in ("ß" * 40, "X" * 65, "\u0000", "a\u200bb")),
        *(("scheme", each) for each in ("internal", "x")),
        *(("kind", each) for each in ("x",)),
        *(("holder", each) for each in ("000000000", "x" * 300)),
        *(("commune", each) for each in ("99999", "00000x", "\u202e")),
        *(("old_commune", each) for each in ("99999",)),
        *(("crops", each) for each in (["gold"], ["sanh_orange", "\u0000"])),
        *(("decision_no", each) for each in ("9" * 65,)),
        *(("name", each) for each in ("ế" + "\u0301" * 9, "x" * 201)),
        *(("effective_on", each) for each in ("1/1/1999", "hôm qua", "9" * 9000)),
    ],
)
def test_nothing_that_is_typed_breaks_the_form(world: World, field: str, value: Any) -> None:
    desk, before = officer(world), rows(world)
    page = send(desk, GRANT, grant_form(desk, world, **{field: value}))
    assert page.status in (404, 422)
    if page.status == 422:
        assert page.error_at(field)
    assert rows(world) == before


def test_an_apiary_counts_its_colonies_and_an_old_stand_its_trees(world: World) -> None:
    refused(world, "colonies", kind="apiary", trees="")
    refused(world, "trees", kind="ancient_tea_stand", trees="")


@pytest.mark.parametrize(
    "name",
    [
        *("<script>alert(1)</script>", "Giàng A Pháo", "Vàng Thị Mỷ", "NULL", "0"),
        *("HTX\r\nlevel=error", "河江 皇帝柑", "' OR 1=1--", "{{ 7*7 }}", "%(weight)s"),
    ],
)
def test_a_name_is_text_whatever_it_says(world: World, name: str) -> None:
    desk = officer(world)
    if "\r" in name:
        page = send(desk, GRANT, grant_form(desk, world, name=name))
        assert page.error_at("name")
        return
    done = recorded(desk, world, name=name)
    assert done.status == 303
    page = desk.get(done.place)
    assert "<script>alert" not in page.source
    assert f">{html.escape(name, quote=False)}</a></h2>" in page.source.replace("&#39;", "'")


def test_names_are_stored_in_one_form(world: World) -> None:
    desk = officer(world)
    done = recorded(desk, world, name=unicodedata.normalize("NFD", "Vườn Hoàng Su Phì, Ðội 1"))
    page = desk.get(done.place)
    assert "Vườn Hoàng Su Phì, Đội 1" in page.source
    assert "hoang su phi" not in page.source
    assert "VN-HGOR-0777" in desk.get("/registry/?q=hoang+su+phi%2C+doi+1").text


def test_a_crop_ticked_twice_is_one(world: World) -> None:
    desk = officer(world)
    done = recorded(desk, world, crops=["sanh_orange", "sanh_orange", "persimmon"])
    assert done.status == 303
    assert "Hồng không hạt, Cam sành" in desk.get(done.place).text.replace(
        "Cam sành, Hồng không hạt", "Hồng không hạt, Cam sành"
    )


# --- communes ------------------------------------------------------------------------------------


def test_an_old_commune_alone_gives_the_new_one(world: World) -> None:
    desk = officer(world)
    shown = send(desk, GRANT, grant_form(desk, world, commune="", old_commune=VINH_HAO))
    assert "Xã Vĩnh Tuy, tỉnh Tuyên Quang (trước 1/7/2025: xã Vĩnh Hảo" in shown.text


def test_a_split_commune_asks_which_one_is_meant(world: World) -> None:
    page = refused(world, "commune", commune="", old_commune=YEN_DINH)
    assert "Xã Ngọc Đường, Xã Minh Ngọc" in page.error_at("commune")
    choice = page.source.split('id="commune"')[1].split("</select>")[0]
    assert choice.count("<option") == 3  # the two, and none chosen yet
    assert NGOC_DUONG in choice
    assert MINH_NGOC in choice
    desk = officer(world)
    done = recorded(desk, world, commune=MINH_NGOC, old_commune=YEN_DINH)
    assert "Xã Minh Ngọc" in desk.get(done.place).text


def test_a_commune_that_the_old_one_did_not_become_is_refused(world: World) -> None:
    page = refused(world, "commune", commune=QUAN_BA, old_commune=VINH_HAO)
    assert "Xã Vĩnh Tuy" in page.error_at("commune")


def test_communes_stand_in_vietnamese_order_by_their_proper_names(world: World) -> None:
    page = officer(world).get(GRANT)
    names = page.source.split('id="commune"')[1].split("</select>")[0]
    assert names.count("<option") == 74
    assert names.index("Đồng Văn (xã)") < names.index("Hà Giang 1 (phường)")
    assert names.index("Hà Giang 1 (phường)") < names.index("Yên Minh (xã)")
    assert "Vĩnh Hảo (xã, huyện Bắc Quang)" in page.text


# --- whose territory -----------------------------------------------------------------------------


def test_a_commune_grants_at_home_only(world: World) -> None:
    desk, before = officer(world, "commune_registrar"), rows(world)
    form = desk.get(GRANT)
    assert form.form(GRANT)["commune"] == QUAN_BA
    assert "Vĩnh Hảo" not in form.source.split('id="commune"')[1]
    for more in ({}, {"confirm": "yes"}):
        away = send(desk, GRANT, {**grant_form(desk, world, commune=VINH_TUY), **more})
        assert away.status == 404
    assert rows(world) == before
    assert recorded(desk, world, commune=QUAN_BA, holder=world.who.foreign).status == 303


# --- the same string twice -----------------------------------------------------------------------


def test_a_second_claim_is_announced_stored_and_kept_open(world: World) -> None:
    desk, packed = officer(world), world.packed()
    typed = grant_form(desk, world, raw="vn-hgor-0128", holder=world.who.foreign)
    shown = send(desk, GRANT, typed)
    assert "Mã này đã có hồ sơ khác" in shown.text
    assert "Vườn cam thôn Vĩnh Sơn" in shown.text
    assert "Ghi, chờ quyết tranh chấp" in shown.text
    done = send(desk, GRANT, confirmed(shown))
    page = desk.get(done.place)
    assert "Mã này đang có tranh chấp, cần quyết" in page.text
    assert "chưa in tem được cho đến khi quyết xong" in page.text
    assert newest(world)[1] == "vn-hgor-0128"
    held = world.harvest(day=PICKED_ON).held
    assert held == (HoldReason.CONFLICT_OPEN,)
    with pytest.raises(RuleBroken, match="code_conflict_open"):
        world.print_labels(packed.code, 10)


def test_claims_of_two_offices_are_a_conflict_all_the_same(world: World) -> None:
    with world.by(world.who.commune_registrar) as work:
        asked = orange_grant(world.who.foreign, "VN-HGOR-0128", QUAN_BA)
        made = area_codes.grant(work, asked)
    assert made.conflict
    assert "tranh chấp" in officer(world).get(f"/registry/ma/{made.code}").text.lower()


def test_a_claim_outside_the_territory_is_only_counted(world: World) -> None:
    granted(world, "VN-HGOR-0128", QUAN_BA, holder=world.who.foreign, name="Vườn ở Quản Bạ")
    with world.view() as view:
        rows = [row for row in areas.all_codes(view.db) if row.norm == "VN-HGOR-0128"]
        code = next(row.code for row in rows if row.claim_no == 2)
    page = officer(world, "commune_registrar").get(f"/registry/ma/{code}")
    assert "Một hồ sơ khác nằm ngoài địa bàn của bạn" in page.text
    assert "Vườn cam thôn Vĩnh Sơn" not in page.text
    assert page.text.count("HTX Cam Sành Vĩnh Hảo") == 0
