"""Test reports in English and Chinese: figures as the language writes them, names where known."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.certificate_papers import enter
from tests.people import World
from tests.web.public_door import visitor
from traceability.data import analytes
from traceability.data.processes import templates
from traceability.services.certificates import ResultRequest
from traceability.web.public import step_words

LINES = (
    ResultRequest("Độ ẩm", "5,1", "≤ 7", "%"),
    ResultRequest("hàm lượng nước", "18,6", "< 21,5 %", None),
    ResultRequest("Imidacloprid", "0,12", "0,05", "mg/kg"),
    ResultRequest("Chì", "KPH", "0.3", "mg/kg"),
    ResultRequest("Tổng số vi sinh vật hiếu khí", "1.234.567,5", "1.000", "KPL/g"),
    ResultRequest("Chỉ tiêu riêng của xưởng", "nhỏ hơn 0,05", None, "độ lạ"),
)


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def rows(client: FlaskClient, code: str, language: str) -> list[str]:
    """The lines of the one report on a page, what is marked as Vietnamese in angles."""
    source = client.get(f"/{code}?lang={language}").text
    part = source.split('<ul class="results">')[1].partition("</ul>")[0]
    found = re.findall(r"<li[^>]*>(.*?)</li>", part, re.S)
    marked = (re.sub(r'<span lang="vi">(.*?)</span>', r"‹\1›", each) for each in found)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", each)).split()) for each in marked]


def test_a_report_is_told_in_the_language_of_the_page(world: World, client: FlaskClient) -> None:
    batch = world.packed().code
    enter(world, "test_report", covers=(batch,), results=LINES)
    assert rows(client, batch, "vi")[:3] == [
        "Độ ẩm 5,1 % giới hạn ≤ 7 · trong giới hạn",
        "hàm lượng nước 18,6 giới hạn < 21,5 % · trong giới hạn",
        "Imidacloprid 0,12 mg/kg giới hạn 0,05 · ngoài giới hạn",
    ]
    assert rows(client, batch, "en") == [
        "Moisture 5.1 % limit ≤ 7 · within the limit",
        "Moisture 18.6 limit < 21.5 % · within the limit",
        "Imidacloprid 0.12 mg/kg limit 0.05 · outside the limit",
        "Lead (Pb) Not detected limit 0.3 mg/kg · within the limit",
        "Aerobic plate count 1,234,567.5 CFU/g limit ‹1.000› · not judged",
        "‹Chỉ tiêu riêng của xưởng› ‹nhỏ hơn 0,05› ‹độ lạ›",
    ]
    chinese = rows(client, batch, "zh")
    assert chinese[0].startswith("水分 5.1 % ")
    assert chinese[2].startswith("吡虫啉 0.12 mg/kg ")
    assert chinese[3].startswith("铅（Pb） 未检出 限值 0.3 mg/kg")
    assert "‹Chỉ tiêu riêng của xưởng›" in chinese[5]


def test_a_vietnamese_page_writes_a_comma_before_decimals(
    world: World, client: FlaskClient
) -> None:
    lines = (
        ResultRequest("Chì", "< 0,002", "0.02", "mg/kg"),
        ResultRequest("Cadimi", "KPH (LOD = 0.005 mg/kg)", "≤ 0.05", "mg/kg"),
        ResultRequest("Vi sinh vật", "1,234.5", "1.234", "CFU/g"),
        ResultRequest("Coliforms", "2,3.10²", "10-20.5", "CFU/g"),
    )
    batch = world.packed().code
    enter(world, "test_report", covers=(batch,), results=lines)
    assert [each.partition(" · ")[0] for each in rows(client, batch, "vi")] == [
        "Chì < 0,002 mg/kg giới hạn 0,02",
        "Cadimi KPH (LOD = 0,005 mg/kg) giới hạn ≤ 0,05 mg/kg",
        "Vi sinh vật 1.234,5 CFU/g giới hạn 1.234",
        "Coliforms 2,3.10² CFU/g giới hạn 10-20,5",
    ]


def test_what_laboratories_of_viet_nam_write_is_told_in_the_language_of_the_page(
    world: World, client: FlaskClient
) -> None:
    batch = world.packed().code
    lines = (
        ResultRequest("Tổng số vi sinh vật hiếu khí", "2,3×10³", "1×10^4", "CFU/g"),
        ResultRequest("Coliforms", "2,3.10²", None, "KPL/g"),
        ResultRequest("Chì", "KPH (LOD = 0,5)", "1", "mg/kg"),
        ResultRequest("Cadimi(Cd)", "KPH(LOQ: 0,05 mg/kg)", "0,1", "mg/kg"),
        ResultRequest("Salmonella", "KPH", "Không được có", "/25 g"),
        ResultRequest("Aflatoxin tổng số (B1+B2+G1+G2)", "1,5", "4", "µg/kg"),
        ResultRequest("Dư lượng thuốc BVTV nhóm Pyrethroid", "Âm tính", None, None),
        ResultRequest("Mùi", "Đạt", None, "cảm quan"),
    )
    method = "TCVN 5613:2007 và HPLC"
    enter(world, "test_report", covers=(batch,), results=lines, method=method)
    assert rows(client, batch, "en") == [
        "Aerobic plate count 2.3×10³ CFU/g limit 1×10^4 · not judged",
        "Coliforms 2.3×10² CFU/g",
        "Lead (Pb) Not detected (LOD = 0.5) limit 1 mg/kg · within the limit",
        "Cadmium (Cd) Not detected (LOQ = 0.05 mg/kg) limit 0.1 mg/kg · within the limit",
        "Salmonella Not detected limit must be absent in 25 g · within the limit",
        "Total aflatoxins (B1+B2+G1+G2) 1.5 µg/kg limit 4 · within the limit",
        "Pyrethroid pesticides Negative",
        "‹Mùi› Pass sensory",
    ]
    chinese = rows(client, batch, "zh")
    assert chinese[2].startswith("铅（Pb） 未检出（LOD = 0.5） 限值 1 mg/kg")
    assert chinese[4].startswith("沙门氏菌 未检出 限值 25 g中不得检出")
    assert rows(client, batch, "vi")[1] == "Coliforms 2,3.10² KPL/g"
    assert "TCVN 5613:2007 and HPLC" in client.get(f"/{batch}?lang=en").text
    assert "TCVN 5613:2007、HPLC" in client.get(f"/{batch}?lang=zh").text


def test_spellings_of_laboratories_are_one_name() -> None:
    for written in ("ĐỘ ẨM", "do am", "  Độ  ẩm ", "Moisture"):
        found = analytes.known(analytes.ANALYTE, written)
        assert found is not None, written
        assert (found.en, found.zh) == ("Moisture", "水分")
    assert analytes.known(analytes.UNIT, "μg/kg") == analytes.known(analytes.UNIT, "µg/kg")
    assert analytes.known(analytes.RESULT, "Độ ẩm") is None


def test_every_step_of_making_has_a_form_for_what_was_done() -> None:
    named = {step.words.en for template in templates().values() for step in template.steps}
    assert named == step_words.DONE.keys()
