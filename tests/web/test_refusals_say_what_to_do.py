"""Refusals that people stumbled over: each names the place, and says what to do."""

from __future__ import annotations

import pytest

from tests.families import product
from tests.people import World
from tests.web.lot_visits import Visitor, app_of
from traceability.domain.balance import Basis
from traceability.services.products import FormatRequest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HARVEST = "/coop/thu-hoach/moi"


@pytest.fixture
def manager(world: World) -> Visitor:
    return Visitor(app_of(world), world, "manager")


def test_a_packing_of_no_package_says_what_to_do(world: World, manager: Visitor) -> None:
    path = f"/coop/lo/{world.harvest().code}/dong-goi"
    page = manager.send(path, path, packages="0")
    assert page.status == 422
    assert "Ghi số gói đã đóng, từ 1; hàng hỏng hết thì bấm" in page.error_at("packages")


def test_the_total_of_sacks_is_not_said_to_be_needed(world: World, manager: Visitor) -> None:
    product(world, "sanh_orange", FormatRequest("bao", basis=Basis.OWN_WEIGHT))
    path = f"/coop/lo/{world.harvest().code}/dong-goi"
    page = manager.get(path)
    total = page.source.split('id="packed"', 1)[1].split(">", 1)[0]
    assert "aria-required" not in total
    label = page.source.split('<label for="packed">', 1)[1].split("</label>", 1)[0]
    assert "không bắt buộc" in label
    sacks = {"product": _sacks(page.source), "packed": "", "weights": ""}
    refused = manager.send(path, path, **sacks)
    assert "Gõ số cân từng bao, hoặc ghi tổng cộng" in refused.error_at("packed")
    shown = manager.send(path, path, **sacks | {"weights": "24,8 25,1", "weight": "49,9"})
    assert shown.status == 200, shown.text
    assert "2 bao, cộng 49,9 kg" in shown.text.replace("\u00a0", " ")


def _sacks(source: str) -> str:
    """The key of the format whose packages are weighed each."""
    option = source.split(" · bao</option>", 1)[0].rsplit('<option value="', 1)[1]
    return option.split('"', 1)[0]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("weight", "12\u200b5 kg", "Có ký tự ẩn U+200B ở vị trí 3, ngay sau “12”."),
        ("harvested_on", "\u202e12/01/2026", "Có ký tự ẩn U+202E ở vị trí 1, ngay sau “…”."),
        ("density", "1,4\ufeff", "Có ký tự ẩn U+FEFF ở vị trí 4, ngay sau “1,4”."),
    ],
)
def test_a_character_that_nobody_sees_is_named(
    world: World, manager: Visitor, field: str, typed: str, said: str
) -> None:
    page = manager.send(HARVEST, HARVEST, **{"weight": "12 kg", field: typed})
    assert page.status == 422
    assert said in page.text


def test_a_hidden_character_in_a_name_and_in_a_code_is_named(
    world: World, manager: Visitor
) -> None:
    path = "/coop/ho/moi"
    page = manager.send(path, name="Giàng Thị\u200d Mỷ")
    assert "U+200D ở vị trí 10, ngay sau “Giàng Thị”" in page.error_at("name")
    page = manager.get("/coop/tem/tim?q=7K2M%E2%80%8BQX")
    assert "U+200B ở vị trí 5, ngay sau “7K2M”" in page.text


def test_a_list_names_who_is_there_under_another_name(world: World, manager: Visitor) -> None:
    path = "/coop/ho/nhap"
    first = manager.get(path).form(path)
    there = "Giàng Mỷ; 0912 345 678\nSùng Mí Chá; 0987 654 321"
    shown = manager.post(path, {**first, "pasted": there})
    done = manager.post(path, {**shown.form(path), "pasted": there, "confirm": "yes"})
    assert done.status == 303, done.text
    sent = "Giàng Thị Mỷ (Chá); +84912345678\nSùng Mí Chá\nLý Tà Dèn; 0977 111 222"
    shown = manager.post(path, {**manager.get(path).form(path), "pasted": sent})
    assert "2 hộ có thể đã có dưới tên hoặc số khác" in shown.text
    assert "số 0912 345 678 đang là của Hộ" in shown.text
    assert "· Giàng Mỷ" in shown.text
    assert "cùng tên với Hộ" in shown.text
    assert "sửa dòng đó trong danh sách cho đúng tên và số đang ghi" in shown.text
    assert "Lý Tà Dèn –" not in shown.text
