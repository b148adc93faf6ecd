"""The pages of households: listed, entered, changed and erased by those whose they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.services import household_views
from traceability.services.household_views import Line

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
NEW = "/coop/ho/moi"
HOSTILE = ["<script>alert(1)</script>", "NULL", "None", "true", "0", "=1+1", "Giàng A Pháo"]


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    logins = ("manager", "recorder", "stranger", "registrar")
    return {who: Visitor(app, world, who) for who in logins}


def lines(world: World) -> list[Line]:
    with world.view() as view:
        return household_views.all_lines(view, world.who.recorder)


def one(world: World) -> str:
    return f"/coop/ho/{world.who.household}"


def add(visitor: Visitor, **typed: str) -> Page:
    return visitor.send(NEW, **typed)


def test_the_list_names_each_beside_its_number(world: World, visitors: dict[str, Visitor]) -> None:
    page = visitors["recorder"].get("/coop/ho")
    (line,) = lines(world)
    assert f"{line.number:02}" in page.text
    assert "Giàng Thị Mỷ" in page.text
    assert "chưa hỏi" in page.text
    assert "Giàng" not in visitors["stranger"].get("/coop/ho").text
    assert "Nhập danh sách từ Excel" in visitors["stranger"].get("/coop/ho").text


def test_searching_and_filtering_stand_in_the_address(
    world: World, visitors: dict[str, Visitor]
) -> None:
    assert "Giàng Thị Mỷ" in visitors["recorder"].get("/coop/ho?q=giang+thi").text
    assert "Không có hộ nào" in visitors["recorder"].get("/coop/ho?q=ai+khac").text
    assert "Không có hộ nào" in visitors["recorder"].get("/coop/ho?tra-loi=full").text
    for query in ("q=%00", "q=<script>", "tra-loi=%ff", "page=-1", "q=" + "%C3%A1" * 500):
        assert visitors["recorder"].get(f"/coop/ho?{query}").status == 200


def test_a_household_is_added_and_the_next_form_follows(
    world: World, visitors: dict[str, Visitor]
) -> None:
    sent = add(visitors["recorder"], name="Lù Thị Sen", phone="912345678", again="yes")
    assert (sent.status, sent.place) == (303, NEW)
    assert "Hộ này mang số" in visitors["recorder"].get(NEW).text
    found = {line.name: line.phone for line in lines(world)}
    assert found["Lù Thị Sen"] == "0912345678"
    assert add(visitors["recorder"], name="Vàng A Lử").place == "/coop/ho"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_shown_as_it_was_typed(
    world: World, visitors: dict[str, Visitor], name: str
) -> None:
    """text-01, text-09, text-13."""
    add(visitors["recorder"], name=name)
    page = visitors["recorder"].get("/coop/ho")
    assert name in page.text or "<" in name
    assert "<script>alert" not in page.source
    assert name in {line.name for line in lines(world)}


def test_a_name_of_nothing_is_refused_and_the_rest_is_kept(
    world: World, visitors: dict[str, Visitor]
) -> None:
    """text-07."""
    page = add(visitors["recorder"], name="   ", phone="0912", note="trồng 2 ha")
    assert page.status == 422
    assert page.error_at("name") == "Chỗ này cần được điền."
    assert "0912" in page.error_at("phone")
    assert page.form()["phone"] == "0912"
    assert "trồng 2 ha" in page.source
    assert len(lines(world)) == 1


@pytest.mark.parametrize("name", ["a\ud800".encode("utf-8", "surrogatepass"), b"A\r\nERROR x"])
def test_what_is_no_text_is_refused(
    world: World, visitors: dict[str, Visitor], name: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """text-05, text-15."""
    form = visitors["recorder"].get(NEW).form()
    body = {**form, "name": name.decode("utf-8", "replace")}
    page = visitors["recorder"].post(NEW, body)
    assert page.status in (303, 422)
    assert "ERROR x" not in caplog.text
    assert all("\n" not in (line.name or "") for line in lines(world))


def test_the_same_household_twice_warns_and_can_be_meant(
    world: World, visitors: dict[str, Visitor]
) -> None:
    add(visitors["recorder"], name="Lù Thị Sen", phone="0912345678")
    page = add(visitors["recorder"], name="lu thi sen", phone="0912 345 678")
    assert page.status == 409
    assert "đã mang tên này" in page.error_at("name")
    sent = visitors["recorder"].post(NEW, page.form() | {"anyway": "yes"})
    assert sent.status == 303
    assert len(lines(world)) == 3


def test_a_double_click_adds_one(world: World, visitors: dict[str, Visitor]) -> None:
    form = visitors["recorder"].get(NEW).form() | {"name": "Lù Thị Sen"}
    assert [visitors["recorder"].post(NEW, form).status for _ in range(2)] == [303, 303]
    assert len(lines(world)) == 2
    other = visitors["recorder"].post(NEW, form | {"name": "Ai khác"})
    assert other.status == 409
    assert "Xem hộ đã ghi ở lần gửi trước" in other.text


def test_a_split_commune_is_asked_by_name(world: World, visitors: dict[str, Visitor]) -> None:
    page = add(visitors["recorder"], name="A", old_commune="00988")
    assert page.status == 422
    assert "Ngọc Đường" in page.error_at("commune")


def test_a_change_and_who_was_overtaken(world: World, visitors: dict[str, Visitor]) -> None:
    path = f"{one(world)}/sua"
    stale = visitors["recorder"].get(path).form() | {"phone": "0900000001"}
    assert visitors["manager"].send(path, address="bản Lùng").place == one(world)
    page = visitors["recorder"].post(path, stale)
    assert page.status == 409
    assert "bản Lùng" in page.text
    assert visitors["recorder"].post(path, page.form()).status == 303
    shown = visitors["recorder"].get(one(world)).text
    assert "0900 000 001" in shown
    assert "bản Lùng" not in shown


def test_erasing_says_what_will_happen_and_does_it(
    world: World, visitors: dict[str, Visitor]
) -> None:
    (line,) = lines(world)
    world.harvest(household=world.who.household)
    path = f"{one(world)}/xoa"
    assert path in visitors["manager"].get(one(world)).source
    page = visitors["manager"].get(path)
    assert "Không lấy lại được" in page.text
    assert f"1 lô đã ghi, với khối lượng và ngày, mang số “Hộ {line.number:02}”" in page.text
    sent = visitors["manager"].post(path, page.form())
    assert (sent.status, sent.place) == (303, "/coop/ho")
    shown = visitors["manager"].get(one(world))
    assert "Thông tin riêng của hộ này đã xóa" in shown.text
    assert "Giàng" not in shown.text
    assert "đã xóa" in visitors["manager"].get("/coop/ho").text
    assert visitors["manager"].get(f"{one(world)}/sua").status == 422
    assert visitors["manager"].get(f"{one(world)}/dong-y").status == 422
    lots = visitors["manager"].get("/coop/thu-hoach/moi").text
    assert "Giàng" not in lots


def test_who_may_not_is_refused(world: World, visitors: dict[str, Visitor]) -> None:
    path = one(world)
    assert f"{path}/xoa" not in visitors["recorder"].get(path).source
    assert visitors["recorder"].get(f"{path}/xoa").status == 403
    form = {"csrf_token": visitors["recorder"].token(), "request_key": "a1b2c3d4-0009"}
    assert visitors["recorder"].post(f"{path}/xoa", form).status == 403
    for action in ("", "/sua", "/xoa", "/dong-y"):
        assert visitors["stranger"].get(path + action).status == 404
        assert visitors["registrar"].get(path + action).status == 404
    form["csrf_token"] = visitors["stranger"].token()
    for action in ("/sua", "/xoa", "/dong-y"):
        assert visitors["stranger"].post(path + action, form).status == 404
    assert visitors["recorder"].get("/coop/ho/KHONGCO").status == 404
    assert visitors["recorder"].get(f"/coop/ho/{world.who.cooperative}").status == 404
    assert lines(world)[0].name == "Giàng Thị Mỷ"


def test_the_lot_of_an_erased_household_keeps_its_number(
    world: World, visitors: dict[str, Visitor]
) -> None:
    (line,) = lines(world)
    harvest = world.harvest(household=world.who.household)
    visitors["manager"].send(f"{one(world)}/xoa")
    text = visitors["manager"].get(f"/coop/lo/{harvest.code}").text
    assert f"{line.number:02}" in text
    assert "Giàng" not in text
    assert world.who.household not in text
