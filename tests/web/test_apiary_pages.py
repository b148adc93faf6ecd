"""The pages of an apiary: stays said back with what is near, corrected, withdrawn, on paper."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdf
import pytest
from flask import Flask

from tests.people import QUAN_BA, World
from tests.places_of import HERE, apiary, fill_in, stay
from tests.web.lot_visits import Page, Visitor, confirm
from traceability.domain.place_kinds import Group
from traceability.domain.stays import degrees
from traceability.services import internal_codes, places, stays

LIST = "/coop/vung-trong"
DATES = [
    each
    for each in json.loads(Path("tests/vectors/bad_inputs.json").read_text(encoding="utf-8"))
    if each["area"] == "date"
]
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
STAY = {"colonies": "60", "commune": "Vĩnh Tuy", "from_on": "25/01/2026"}


@pytest.fixture
def manager(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "manager")


def send(visitor: Visitor, code: str, **typed: str) -> Page:
    path = f"{LIST}/{code}/noi-dat/moi"
    return visitor.send(path, path, **{**STAY, **typed})


def save(visitor: Visitor, code: str, **typed: str) -> Page:
    shown = send(visitor, code, **typed)
    assert shown.status == 200, shown.text
    return confirm(visitor, f"{LIST}/{code}/noi-dat/moi", shown)


def test_a_stay_is_said_back_and_stands_on_the_page(manager: Visitor, world: World) -> None:
    code = apiary(world)
    shown = send(manager, code, to_on="15/03/2026", nectar="bạc hà")
    assert "25/01/2026" in shown.text
    assert "15/03/2026" in shown.text
    assert confirm(manager, f"{LIST}/{code}/noi-dat/moi", shown).place == f"{LIST}/{code}"
    text = manager.get(f"{LIST}/{code}").text
    assert "60 đàn · xã Vĩnh Tuy" in text
    assert "sắp đặt" in text


def test_outside_the_province_too(manager: Visitor, world: World) -> None:
    code = apiary(world)
    save(manager, code, commune="", province="Tỉnh Lào Cai", elsewhere="xã Bản Lầu")
    assert "xã Bản Lầu, Tỉnh Lào Cai" in manager.get(f"{LIST}/{code}").text
    path = f"{LIST}/{code}/noi-dat/1"
    form = manager.get(path).form(path)
    assert (form["province"], form["elsewhere"]) == ("Tỉnh Lào Cai", "xã Bản Lầu")
    refused = send(manager, code, commune="", elsewhere="xã Bản Lầu")
    assert refused.error_at("province")


def test_more_than_is_owned_is_refused_with_the_way_out(manager: Visitor, world: World) -> None:
    code = apiary(world, 100)
    save(manager, code)
    shown = send(manager, code, colonies="41")
    assert shown.status == 422
    assert "sẽ có 101 đàn" in shown.error_at("colonies")
    assert f"{LIST}/{code}/ho-so/quy-mo" in shown.source
    assert shown.form("noi-dat")["colonies"] == "41"


def test_a_near_site_is_told_without_its_keeper(manager: Visitor, world: World) -> None:
    place = places.PlaceRequest(
        "apiary", QUAN_BA, colonies=500, species="cerana", private={"name": "Trại bí mật"}
    )
    with world.by(world.who.stranger) as work:
        request = internal_codes.AreaRequest(place, ("mint_honey",))
        theirs = internal_codes.open_area(work, request).place
        asked = stays.StayRequest(200, work.today, None, QUAN_BA, point=HERE)
        stays.begin(work, theirs, asked)
    shown = send(manager, apiary(world), point=degrees(HERE), colonies="20")
    # The other keeper's site stands for its cell, so no sequence of tries finds the hive itself.
    assert "khoảng 800 m · Xã Quản Bạ" in shown.text
    assert "Dưới 50 đàn một điểm" in shown.text
    assert "bí mật" not in shown.text
    assert "HTX Hồng Quản Bạ" not in shown.text
    assert "Vẫn lưu được" in shown.text


@pytest.mark.parametrize("case", DATES, ids=lambda each: each["id"])
def test_days_of_the_worst_kind(manager: Visitor, world: World, case: dict[str, str]) -> None:
    typed = case["input"].strip('"')
    shown = send(manager, apiary(world), from_on=typed)
    if case["id"] in ("date-03", "date-07"):
        assert shown.status in (200, 422)
    else:
        assert shown.status == 422
        assert shown.error_at("from_on")
    assert shown.form("noi-dat")["from_on"] == typed


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"colonies": "0"}, "colonies"),
        ({"commune": "Paris"}, "commune"),
        ({"commune": ""}, "commune"),
        ({"to_on": "24/01/2026"}, "to_on"),
        ({"point": "gần cầu"}, "point"),
        ({"point": "48.85, 2.35"}, "point"),
        ({"province": "Tỉnh Hà Giang"}, "province"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    manager: Visitor, world: World, typed: dict[str, str], field: str
) -> None:
    shown = send(manager, apiary(world), **typed)
    assert shown.status == 422
    assert shown.error_at(field)


def test_a_split_commune_makes_the_form_ask(manager: Visitor, world: World) -> None:
    for old in ("Yên Định, Bắc Mê", "Việt Lâm, Vị Xuyên", "Quang Trung, Hà Giang"):
        shown = send(manager, apiary(world), commune=old)
        if shown.status == 422:
            assert shown.source.count('name="commune_choice"') >= 2


def test_ended_corrected_and_withdrawn(manager: Visitor, world: World) -> None:
    code = apiary(world)
    save(manager, code, from_on="10/01/2026", point="23.16, 105.41")
    path = f"{LIST}/{code}/noi-dat/1"
    shown = manager.send(path, path, to_on="19/01/2026")
    assert confirm(manager, path, shown).status == 303
    assert "đã dời" in manager.get(f"{LIST}/{code}").text
    done = manager.send(path, f"{path}/rut")
    assert done.place == f"{LIST}/{code}"
    assert manager.get(path).status == 404
    assert "105.41" not in manager.get(f"{LIST}/{code}").source


def test_the_itinerary_has_a_page_for_each_commune(manager: Visitor, world: World) -> None:
    code = apiary(world, 500)
    fill_in(world, code, Group.PEOPLE, representative="Vàng A Pó", contact="0912345678")
    empty = manager.get(f"{LIST}/{code}/lich-di-chuyen")
    assert "Hiện chưa có lần nào" in empty.text
    stay(world, code, 50, 5, 40, nectar="bạc hà")
    stay(world, code, 60, 0, 10, commune=QUAN_BA)
    page = manager.get(f"{LIST}/{code}/lich-di-chuyen")
    assert "HTX Cam Sành Vĩnh Hảo" in page.text
    answer = manager.get(f"{LIST}/{code}/lich-di-chuyen.pdf").answer
    assert answer.mimetype == "application/pdf"
    pages = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(answer.data)).pages]
    assert len(pages) == 2
    assert "UBND xã Quản Bạ" in pages[0]
    assert "UBND xã Vĩnh Tuy" in pages[1]
    for text in pages:
        assert "Vàng A Pó" in text
        assert "0912 345 678" in text
        assert "Chủ cơ sở nuôi ong" in text
