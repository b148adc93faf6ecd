"""A result outside its limit is said where a buyer looks first, in every form that a lot has."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from tests import certificate_papers as papers
from tests.people import World
from tests.services.test_deliveries import hand_over, secret_of
from tests.store_fixtures import ON_BOTH
from tests.web.kept_doors import Door, doors
from tests.web.public_door import item_code, visitor
from tests.web.test_page_weight import weigh
from traceability.services import certificates
from traceability.services.certificates import ResultRequest

__all__ = ["doors"]

BAD = (
    ResultRequest("Chì (Pb)", "9", "5", "mg/kg"),
    ResultRequest("Độ ẩm", "18,6", "20", "%"),
    ResultRequest("Fipronil", "0,02", "0,002", "mg/kg", "within"),
    ResultRequest("Màu", "vàng", None, None),
)
GOOD = (ResultRequest("Độ ẩm", "18,6", "20", "%"),)
NAMED = {
    "vi": "01/06/2025: Chì (Pb) 9 mg/kg, giới hạn 5; Fipronil 0,02 mg/kg, giới hạn 0,002.",
    "en": "1 Jun 2025: Lead (Pb) 9 mg/kg, limit 5; Fipronil 0.02 mg/kg, limit 0.002.",
    "zh": "2025年6月1日检测报告：铅（Pb） 9 mg/kg，限值 5；氟虫腈 0.02 mg/kg，限值 0.002。",
}
TOLD = {
    "vi": ("Có kết quả kiểm nghiệm ngoài giới hạn", NAMED["vi"]),
    "en": ("A test result is outside its limit", NAMED["en"]),
    "zh": ("有检测结果超出限值", NAMED["zh"]),
}
NONE = "Không có cảnh báo cho lô này"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def box(text: str) -> str:
    """The verdict of a page with its sign, as one reads it."""
    found = re.search(r'<section class="verdict.*?</section>', text, re.DOTALL)
    assert found is not None
    return found.group()


def read(source: str) -> str:
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"</?(?:time|span)\b[^>]*>", "", source))
    return " ".join(bare.split()).replace("\u00a0", " ")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_verdict_of_a_lot_and_of_its_labels_says_so(world: World, client: FlaskClient) -> None:
    lot = world.packed().code
    run = world.print_labels(lot, 4)
    world.link(run, 1, 2)
    papers.enter(world, "test_report", covers=(lot,), results=BAD)
    for code in (lot, item_code(world, run, 1)):
        for language, (title, line) in TOLD.items():
            text = client.get(f"/{code}?lang={language}").text
            assert 'class="verdict look"' in box(text)
            assert title in read(box(text))
            assert line in read(box(text)), read(box(text))
            assert f'og:title" content="{title}' in text
    assert TOLD["vi"][0] not in client.get(f"/{item_code(world, run, 4)}").text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_graver_verdict_stays_first_with_the_line_below(
    world: World, client: FlaskClient
) -> None:
    lot = world.packed().code
    papers.enter(world, "test_report", covers=(lot,), results=BAD)
    world.recall(lot)
    told = box(client.get(f"/{lot}").text)
    assert 'class="verdict stop"' in told
    assert read(told).startswith("Sản phẩm đang bị thu hồi")
    assert TOLD["vi"][1] in read(told)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_an_office_withdrew_or_is_within_warns_of_nothing(
    world: World, client: FlaskClient
) -> None:
    lot = world.packed().code
    papers.enter(world, "test_report", covers=(lot,), results=GOOD)
    bad = papers.enter(world, "test_report", covers=(lot,), results=BAD, number="KN-2")
    with world.by(world.who.registrar) as work:
        certificates.withdraw(work, bad, "nhầm lô")
    told = box(client.get(f"/{lot}").text)
    assert 'class="verdict fine"' in told
    assert NONE in told


@pytest.mark.parametrize("backend", ["sqlite"])
def test_three_decimals_hide_no_result_that_is_outside_in_either_reading(
    world: World, client: FlaskClient
) -> None:
    lot = world.packed().code
    line = ResultRequest("Chlorpyrifos", "2,150", "0,3", "mg/kg", "within")
    papers.enter(world, "test_report", covers=(lot,), results=(line,))
    page = client.get(f"/{lot}").text
    assert 'class="verdict look"' in box(page)
    assert "Chlorpyrifos 2,150 mg/kg, giới hạn 0,3" in read(box(page))
    assert "giới hạn 0,3 · phiếu ghi: đạt" in read(page)
    assert TOLD["vi"][0] in box(client.post("/danh-sach", data={"codes": lot}).text)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_lists_and_files_say_so_too(world: World, client: FlaskClient) -> None:
    lot, other, recalled = (world.packed().code for _ in range(3))
    for code in (lot, recalled):
        papers.enter(world, "test_report", covers=(code,), results=BAD, number=f"KN-{code}")
    world.recall(recalled)
    codes = "\n".join([other, lot, recalled])
    page = client.post("/danh-sach", data={"codes": codes})
    assert f"{TOLD['vi'][0]}: 1 mã" in read(box(page.text))
    assert "1 trong 3 mã không có cảnh báo" in read(box(page.text))
    answer = client.post("/danh-sach", data={"codes": codes, "csv": "1"})
    _head, *rows = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert [row[0] for row in rows] == [
        f"Sản phẩm đang bị thu hồi · {TOLD['vi'][0]}",
        TOLD["vi"][0],
        NONE,
    ]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_whoever_received_the_goods_reads_it_on_the_note(world: World, client: FlaskClient) -> None:
    lot, other = world.packed().code, world.packed().code
    note = hand_over(world, (lot, 2), (other, 4))
    path = f"/phieu/{secret_of(world, note.code)}"
    assert "Không có cảnh báo cho lô nào" in client.get(path).text
    papers.enter(world, "test_report", covers=(lot,), results=BAD)
    page = client.get(path).text
    assert "Có một lô cần xem kỹ" in read(page)
    assert page.count(TOLD["vi"][0]) == 1
    assert "A test result outside its limit" in read(client.get(f"{path}?lang=en").text)
    assert "有检测结果超出限值" in client.get(f"{path}?lang=zh").text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_program_reads_how_each_result_was_judged(world: World, client: FlaskClient) -> None:
    lot = world.packed().code
    papers.enter(world, "test_report", covers=(lot,), results=BAD)
    facts = client.get(f"/id/lot/{lot}.json").json
    (paper,) = facts["certificates"]
    assert paper["results"][0] == {
        "parameter": "Chì (Pb)",
        "result": "9",
        "limit": "5",
        "unit": "mg/kg",
        "judged": "outside",
        "stated": None,
    }
    told = [(each["judged"], each["stated"]) for each in paper["results"]]
    assert told[1:] == [("within", None), ("outside", "within"), ("not_judged", None)]


@ON_BOTH
def test_a_kept_page_knows_a_report_at_once(world: World, doors: tuple[Door, Door]) -> None:
    lot = world.packed().code
    run = world.print_labels(lot, 2)
    world.link(run, 1, 2)
    codes = (lot, item_code(world, run, 1))

    def told() -> set[bool]:
        return {
            TOLD["vi"][0] in box(door.get(f"/{code}", "gzip").text)
            for door in doors
            for code in codes
        }

    assert told() == {False}
    report = papers.enter(world, "test_report", covers=(lot,), results=BAD)
    assert told() == {True}
    for language in TOLD:
        weigh(doors[0], f"/{codes[0]}?lang={language}", language)
    with world.by(world.who.registrar) as work:
        certificates.withdraw(work, report, "nhầm lô")
    assert told() == {False}
