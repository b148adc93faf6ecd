"""The pages of a place: short form of every kind, the file, households, papers, the office."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask

from tests.people import World, photograph
from tests.places_of import apiary, fill_in, homes, opened, orchard, stay
from tests.web.lot_visits import HOST, Page, Visitor, confirm
from traceability.domain.place_kinds import BUILDINGS, KINDS, Group
from traceability.store.queries import areas

NEW, LIST = "/coop/vung-trong/moi", "/coop/vung-trong"
BAD = {
    each["id"]: each["input"]
    for each in json.loads(Path("tests/vectors/bad_inputs.json").read_text(encoding="utf-8"))
}
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
pytestmark = ON_SQLITE


@pytest.fixture
def manager(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "manager")


def save(visitor: Visitor, path: str, **typed: str) -> Page:
    """A form sent, said back, and said yes to."""
    shown = visitor.send(path, path, **typed)
    assert shown.status == 200, shown.text
    return confirm(visitor, path, shown)


def test_every_kind_is_offered_with_a_short_form(manager: Visitor) -> None:
    page = manager.get(NEW)
    for kind in KINDS:
        assert f"{NEW}?loai={kind}" in page.source
        form = manager.get(f"{NEW}?loai={kind}").form(NEW)
        shown = set(form) & {"name", "commune", "area", "trees", "colonies", "planted_year"}
        assert len(shown) <= 5
        if kind in BUILDINGS:
            assert shown == {"name", "commune"}


def test_a_packing_house_is_registered_and_stands_in_the_list(manager: Visitor) -> None:
    path = f"{NEW}?loai=packing_house"
    form = manager.get(path).form(NEW) | {"name": "Nhà đóng gói Vĩnh Tuy"}
    shown = manager.post(NEW, form)
    assert "Chưa có mã" not in shown.text
    assert "mã nội bộ, có ngay" not in shown.text
    answer = manager.post(NEW, {**shown.form(NEW), "confirm": "yes"})
    assert answer.status == 303
    page = manager.get(LIST)
    assert "Nơi chưa có mã" in page.text
    assert "Nhà đóng gói Vĩnh Tuy" in page.text
    (href,) = set(re.findall(rf'href="({LIST}/[0-9A-Z]{{9}})"[^>]*><span', page.source))
    assert "Chưa có mã" in manager.get(href).text
    assert "Các hộ làm ở đây" not in manager.get(href).text


def test_the_file_says_what_is_missing_and_leads_there(manager: Visitor, world: World) -> None:
    code = orchard(world)
    page = manager.get(f"{LIST}/{code}/ho-so")
    assert "Còn thiếu:" in page.text
    for part in ("ho-so/dia-chi", "ho-so/dai-dien", "/ho", "/giay-to", "ranh-gioi"):
        assert f'{LIST}/{code}/{part.lstrip("/")}"' in page.source
    path = f"{LIST}/{code}/ho-so/dia-chi"
    answer = save(
        manager, path, address="Thôn Vĩnh Sơn, xã Vĩnh Hảo (cũ)", parcels="thửa 112, tờ 7\n113/7"
    )
    assert answer.place == f"{LIST}/{code}/ho-so"
    page = manager.get(answer.place)
    assert "Thôn Vĩnh Sơn, xã Vĩnh Hảo (cũ)" in page.text
    assert "thửa 112, tờ 7 113/7" in page.text
    assert "số thửa" not in page.text.split("Còn thiếu:")[1].split("Điền phần")[0]


def test_the_old_commune_stands_beside_the_new_one(manager: Visitor, world: World) -> None:
    code = opened(world, "orchard", "sanh_orange", area_m2=10_000, old_commune="01210")
    for path in ("", "/ho-so"):
        text = manager.get(f"{LIST}/{code}{path}").text
        assert "Xã Vĩnh Tuy" in text
        assert "trước 1/7/2025: xã Vĩnh Hảo" in text


@pytest.mark.parametrize(
    ("group", "typed", "field"),
    [
        ("quy-mo", {"area": ""}, "area"),
        ("quy-mo", {"area": "1", "productive_area": "1,5"}, "productive_area"),
        ("quy-mo", {"trees": "-3"}, "trees"),
        ("canh-tac", {"planted_year": "3000"}, "planted_year"),
        ("canh-tac", {"planted_year": "2012", "planted_until_year": "2010"}, "planted_until_year"),
        ("canh-tac", {"intercrop": "101"}, "intercrop"),
        ("canh-tac", {"intercrop": "một nửa"}, "intercrop"),
        ("canh-tac", {"average_yield": "0"}, "average_yield"),
        ("dia-chi", {"parcels": "không nhớ số"}, "parcels"),
        ("dai-dien", {"representative": "Giàng\u202eA"}, "representative"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    manager: Visitor, world: World, group: str, typed: dict[str, str], field: str
) -> None:
    path = f"{LIST}/{orchard(world)}/ho-so/{group}"
    shown = manager.send(path, path, **typed)
    assert shown.status == 422
    assert shown.error_at(field)
    assert all(shown.form(path)[name] == value for name, value in typed.items())


def test_text_of_the_worst_kind_is_text(manager: Visitor, world: World) -> None:
    path = f"{LIST}/{orchard(world)}/ho-so/dai-dien"
    for case in ("text-01", "text-09", "text-11"):
        answer = save(manager, path, representative=BAD[case][:100], contact="0")
        source = manager.get(answer.place).source
        assert "<script>alert" not in source
    for name in ("NULL", "None", "true", "0"):
        answer = save(manager, path, representative=name, contact="1")
        assert f">{name}<" in manager.get(answer.place).source
    for hidden in ("a\r\nb", "a\0b", "tên\u202e"):
        assert manager.send(path, path, representative=hidden).status == 422


def test_a_stale_form_is_told_and_can_be_sent_again(manager: Visitor, world: World) -> None:
    code = orchard(world)
    path = f"{LIST}/{code}/ho-so/dai-dien"
    stale = manager.get(path).form(path)
    fill_in(world, code, Group.WHERE, address="Thôn Vĩnh Sơn")
    shown = manager.post(path, {**stale, "contact": "0912 345 678", "confirm": "yes"})
    assert shown.status == 409
    assert "vừa sửa vùng này" in shown.text
    again = manager.post(path, shown.form(path))
    assert again.status == 200


def test_the_page_of_a_place_tells_who_changed_what(manager: Visitor, world: World) -> None:
    code = orchard(world)
    save(manager, f"{LIST}/{code}/ho-so/quy-mo", area="1,2", productive_area="0,9", trees="400")
    text = manager.get(f"{LIST}/{code}").text
    assert "Sửa lần 1 · Hoàng Thị Mai" in text
    assert "Diện tích: 1 ha → 1,2 ha" in text
    assert "Khai lần đầu" in text


def test_households_are_chosen_by_name_many_at_once(manager: Visitor, world: World) -> None:
    code, chosen = orchard(world), homes(world, "Vàng Thị Mỷ", "Giàng A Pháo", "Lù Văn Sen")
    path = f"{LIST}/{code}/ho"
    form = manager.get(path).form(path)
    sent: dict[str, object] = {**form, "on": "1/1/2026", "households": chosen}
    shown = manager.post(path, sent)  # type: ignore[arg-type]
    assert "Thêm 3 hộ từ 01/01/2026: " in shown.text
    assert "Vàng Thị Mỷ" in shown.text
    done = manager.post(path, {**sent, "confirm": "yes"})  # type: ignore[arg-type]
    assert done.place == f"{LIST}/{code}"
    assert "3 hộ đang làm" in manager.get(done.place).text


@pytest.mark.parametrize(
    ("typed", "status"),
    [("2999-01-01", 422), ("31/02/2026", 422), ("15 tháng 9 âm lịch", 422), ("", 422),
     ("03/01/2026", 200)],
)  # fmt: skip
def test_the_day_of_households_is_a_day(
    manager: Visitor, world: World, typed: str, status: int
) -> None:
    path = f"{LIST}/{orchard(world)}/ho"
    shown = manager.send(path, path, on=typed)
    assert shown.status == status
    if status == 422:
        assert shown.error_at("on")


def test_papers_are_sent_and_served_as_downloads(manager: Visitor, world: World) -> None:
    path = f"{LIST}/{orchard(world)}/giay-to"
    form = manager.get(path).form(path)
    assert manager.post(path, form).error_at("document")
    pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"
    for name, data in (("so-do.pdf", pdf), ("../../static/app.js", photograph("white"))):
        answer = manager.client.post(
            path,
            base_url=HOST,
            headers={"Referer": HOST + path},
            data={
                **manager.get(path).form(path),
                "document": "land",
                "files": (io.BytesIO(data), name),
            },
        )
        assert answer.status_code == 303
    page = manager.get(path)
    links = re.findall(rf'href="({path}/[^"]+/1)"', page.source)
    assert len(links) == 2
    served = {manager.get(link).answer.headers["Content-Type"] for link in links}
    assert served == {"application/pdf", "image/jpeg"}
    assert "app.js" not in page.source
    svg = {**manager.get(path).form(path), "document": "other"}
    refused = manager.client.post(
        path,
        base_url=HOST,
        headers={"Referer": HOST + path},
        data={**svg, "files": (io.BytesIO(b"<svg><script/></svg>"), "x.jpg")},
    )
    assert refused.status_code == 422


def test_the_office_confirms_the_yield(app: Flask, world: World, manager: Visitor) -> None:
    code = orchard(world)
    fill_in(world, code, Group.GROWING, average_yield=8_000_000)
    registrar = Visitor(app, world, "registrar")
    path = f"/registry/vung/{code}"
    assert "đơn vị tự khai" in registrar.get(path).text
    shown = registrar.send(f"{path}/san-luong", f"{path}/san-luong", kilograms="7.500", reason="")
    assert shown.error_at("reason")
    assert shown.form("san-luong")["kilograms"] == "7.500"
    done = registrar.send(
        f"{path}/san-luong", f"{path}/san-luong", kilograms="7.500", reason="sổ thu mua"
    )
    assert done.place == path
    text = registrar.get(path).text
    assert "7.500 kg một năm" in text
    assert "cán bộ đã xác nhận sản lượng" in text
    assert "7.500 kg một năm" in manager.get(f"{LIST}/{code}/ho-so").text
    assert "7.500 kg một năm" in manager.get("/thong-bao").text


def test_the_office_reaches_a_place_from_its_code(app: Flask, world: World) -> None:
    registrar = Visitor(app, world, "registrar")
    page = registrar.get(f"/registry/ma/{world.who.area}")
    assert f'href="/registry/vung/{world.who.place}"' in page.source
    assert (
        Visitor(app, world, "commune_registrar").get(f"/registry/vung/{world.who.place}").status
        == 404
    )


def test_no_household_and_no_private_word_is_public(
    app: Flask, world: World, manager: Visitor
) -> None:
    """Everything that anybody may ask for, after a file was filled in to the last field."""
    code = world.who.place
    fill_in(world, code, Group.WHERE, address="Thôn-kín", parcels="Thửa-kín-7")
    fill_in(world, code, Group.PEOPLE, representative="Tên-kín", contact="0987 000 111")
    (home,) = homes(world, "Hộ-kín")
    path = f"{LIST}/{code}/ho"
    form = manager.get(path).form(path)
    manager.post(path, {**form, "households": home, "confirm": "yes"})
    with world.view() as view:
        place = areas.place_by_code(view.db, code)
        assert place is not None
        number = manager.get(f"{LIST}/{code}").text
    assert "1 hộ đang làm" in number
    batch = world.packed().code
    nobody = Visitor(app, world)
    bees = apiary(world)
    stay(world, bees, 50, 0, point=None, nectar="Hoa-kín")
    for public in ("/", f"/{batch}", f"/{code}", f"/{world.who.area}", f"/{bees}",
                   f"/id/area/{world.who.area}", "/api/openapi.json"):  # fmt: skip
        source = nobody.get(public).source
        assert "kín" not in source
        assert home not in source
        assert "0987" not in source
