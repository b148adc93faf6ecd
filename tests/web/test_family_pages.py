"""Honey by the kilogram, parts of herbs, sacks one by one, and the meter that leads on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.families import extracted, gather, ground, hives, jars, pack, product
from tests.people import World
from tests.web.lot_visits import Page, Visitor, app_of, confirm
from traceability.domain.balance import Basis
from traceability.domain.quantity import Quantity
from traceability.services.products import FormatRequest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HARVEST = "/coop/thu-hoach/moi"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def lot_of(visitor: Visitor, done: Page) -> Page:
    assert done.status == 303, done.text
    return visitor.get(done.place)


def test_honey_is_weighed_measured_and_names_its_site(world: World, recorder: Visitor) -> None:
    area, place = hives(world)
    typed = {"area_code": f"{area}/{place}", "weight": "70", "unit": "kg", "moisture": "18,5"}
    shown = recorder.send(HARVEST, HARVEST, **typed, harvested_on="12/01/2026")
    for words in ("70 kg = 50 lít", "1,4 kg/lít (giả định)", "18,5 %", "điểm 1, Xã Vĩnh Tuy"):
        assert words in shown.text
    page = lot_of(recorder, confirm(recorder, HARVEST, shown))
    for words in ("50 lít", "Cả lô nặng khoảng 70 kg", "điểm 1, Xã Vĩnh Tuy", "18,5 %"):
        assert words in page.text
    assert world.differences() == []


def asked_at_first(page: Page) -> list[str]:
    """The fields of the form that stand open, folded ones left out."""
    form = page.source.split('action="/coop/thu-hoach/moi"')[1].split("</form>")[0]
    shown = re.sub(r"<details class=\"fold\">.*?</details>", "", form, flags=re.DOTALL)
    return re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* name="(\w+)"', shown)


def test_honey_asks_five_things_and_folds_the_rest(world: World, recorder: Visitor) -> None:
    area, place = hives(world)
    gather(world, area, Quantity(20_000, "ml"))
    page = recorder.get(HARVEST)
    assert asked_at_first(page) == ["area_code", "weight", "unit", "harvested_on", "moisture"]
    for name in ("household", "density"):
        assert f'name="{name}"' in page.source
    for typed in ({"density": "14"}, {"household": world.who.household, "weight": ""}):
        given = {"area_code": f"{area}/{place}", "weight": "70", "moisture": "18,5"} | typed
        wrong = recorder.send(HARVEST, HARVEST, **given)
        assert wrong.status == 422
        assert {"household", "density"} <= set(asked_at_first(wrong))


def test_herbs_ask_their_part_before_the_household(world: World, recorder: Visitor) -> None:
    area, _place = ground(world, "herb_cultivation", "danggui", area_m2=10_000)
    gather(world, area, Quantity(20_000, "g"), part="root")
    names = ["area_code", "weight", "unit", "harvested_on", "part"]
    assert asked_at_first(recorder.get(HARVEST)) == names


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("moisture", "101", "từ 10 đến 40 %"),
        ("moisture", "ẩm", "Không đọc được"),
        ("density", "14", "từ 1,2 đến 1,6 kg một lít"),
        ("density", "1,39555", "Không đọc được"),
        ("density", "1,3955", "nhiều nhất ba số lẻ"),
        ("part", "heart", "Không có bộ phận này"),
    ],
)
def test_a_slip_stands_at_its_field(
    world: World, recorder: Visitor, field: str, typed: str, said: str
) -> None:
    area, place = hives(world)
    ground(world, "herb_cultivation", "danggui", area_m2=10_000)
    fields = {"area_code": f"{area}/{place}", "weight": "70", "harvested_on": "12/01/2026"}
    page = recorder.send(HARVEST, HARVEST, **{**fields, field: typed})
    assert page.status == 422
    assert said in page.text
    assert f'id="{field}-error"' in page.source


def test_the_meter_leads_to_where_it_is_filled(world: World, recorder: Visitor) -> None:
    area, _place = hives(world)
    packed = pack(world, gather(world, area, Quantity(50_000, "ml")).code, jars(world), 20).code
    page = recorder.get(f"/coop/lo/{packed}")
    assert "Chưa công bố được, còn thiếu: độ ẩm của mật · ghi số đo của lô" in page.text
    assert "nhờ người quản lý của đơn vị" in page.text
    assert "Công bố lô" not in page.text
    path = f"/coop/lo/{packed}/so-do"
    assert f'href="{path}"' in page.source
    wrong = recorder.send(path, "", moisture="", part="")
    assert (wrong.status, "Chưa ghi gì" in wrong.text) == (422, True)
    assert recorder.send(path, "", moisture="18,2").status == 303
    page = recorder.get(f"/coop/lo/{packed}")
    assert "Công bố lô" in page.text
    assert "Đủ bảy mục bắt buộc" in page.text


def test_the_buyer_reads_part_moisture_and_site(world: World, recorder: Visitor) -> None:
    area, _place = hives(world)
    packed = pack(world, extracted(world, area).code, jars(world), 139).code
    world.publish(packed)
    page = recorder.get(f"/{packed}")
    for words in ("500 g", "139 × 500 g", "18,5 %", "điểm 1, xã Vĩnh Tuy"):
        assert words in page.text
    assert "18.5 %" in recorder.get(f"/{packed}?lang=en").text


def test_sacks_are_typed_one_a_line_and_printed(world: World, recorder: Visitor) -> None:
    area, _place = ground(world, "wild_collection", "danggui", area_m2=10_000)
    lot = gather(world, area, Quantity(100_000, "g"), part="root").code
    product(world, "danggui", FormatRequest("bao", basis=Basis.OWN_WEIGHT))
    path = f"/coop/lo/{lot}/dong-goi"
    typed = {"weights": "24,8 25,1\n25 kg\n", "packed_on": "14/01/2026"}
    wrong = recorder.send(path, path, **{**typed, "weights": "24,8 nặng"})
    assert (wrong.status, 'id="weights-error"' in wrong.source) == (422, True)
    shown = recorder.send(path, path, **typed)
    assert "3 bao, cộng 74,9 kg" in shown.text
    page = lot_of(recorder, confirm(recorder, path, shown))
    assert "3 × bao" in page.text
    packed = page.source.split("/danh-sach-bao.pdf")[0].rsplit("/", 1)[1]
    paper = recorder.get(f"/coop/lo/{packed}/danh-sach-bao.pdf")
    assert paper.answer.data.startswith(b"%PDF")
    for words in ("thu hái tự nhiên", "rễ", "giấy đồng ý của chủ rừng"):
        assert words in page.text or words in recorder.get(f"/coop/lo/{lot}").text


def test_an_unusual_yield_is_said_before_it_is_saved(world: World, recorder: Visitor) -> None:
    lot = world.harvest(100).code
    path = f"/coop/lo/{lot}/lam/wash"
    shown = recorder.send(path, path, out_1="50", run_on="14/01/2026")
    assert "Thường ra từ 95 % đến 100 % số đem vào" in shown.text
    usual = recorder.send(path, path, out_1="99", run_on="14/01/2026")
    assert "Khác mức thường gặp" not in usual.text
