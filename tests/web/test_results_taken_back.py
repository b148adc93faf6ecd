"""What a holder took back of a report outside its limit stays told until an office judged it."""

from __future__ import annotations

import dataclasses

import pytest
from flask.testing import FlaskClient

from tests import certificate_papers as papers
from tests.people import World
from tests.services.test_deliveries import hand_over, secret_of
from tests.services.test_keeping_certificates import check
from tests.store_fixtures import ON_BOTH
from tests.web.kept_doors import Door, doors
from tests.web.public_door import item_code, visitor
from tests.web.test_certificate_pages import Visitor, manager, registrar
from tests.web.test_outside_results import NONE, box, read
from traceability.domain.certificates import Grade
from traceability.domain.errors import RuleBroken
from traceability.services import certificates
from traceability.services.certificates import ResultRequest

__all__ = ["doors", "manager", "registrar"]

BAD = (ResultRequest("Chì (Pb)", "2,5", "2,0", "mg/kg"),)
MENDED = (ResultRequest("Chì (Pb)", "0,25", "2,0", "mg/kg"),)
NOW, ONCE = "Có kết quả kiểm nghiệm ngoài giới hạn", "Từng có kết quả kiểm nghiệm ngoài giới hạn"
FOUND = "Chì (Pb) 2,5 mg/kg, giới hạn 2,0"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def reported(world: World, lot: str, number: str = "KN-1") -> str:
    return papers.enter(world, "test_report", covers=(lot,), results=BAD, number=number)


def withdraw(world: World, report: str, by: str = "manager") -> None:
    with world.by(getattr(world.who, by)) as work:
        certificates.withdraw(work, report, "gõ nhầm")


def correct(world: World, report: str, lot: str, **more: object) -> None:
    asked = papers.asked(world, "test_report", covers=(lot,), number="KN-1")
    with world.by(world.who.manager) as work:
        said = {"revision": 1, "reason": "gõ nhầm", **more}
        certificates.correct(work, report, dataclasses.replace(asked, **said))  # type: ignore[arg-type]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_report_that_its_holder_withdrew_is_told_until_an_office_stands_behind_that(
    world: World, client: FlaskClient
) -> None:
    lot = world.packed().code
    run = world.print_labels(lot, 2)
    world.link(run, 1, 2)
    report = reported(world, lot)
    withdraw(world, report)
    for code in (lot, item_code(world, run, 1)):
        page = client.get(f"/{code}").text
        assert 'class="verdict look"' in box(page)
        assert NONE not in page
        assert ONCE in box(page)
        assert f'og:title" content="{ONCE}' in page
        assert "đơn vị tự rút ngày 20/01/2026, cơ quan quản lý chưa xác nhận" in read(box(page))
        assert FOUND in read(box(page))
    assert "withdrawn by its holder" in read(box(client.get(f"/{lot}?lang=en").text))
    withdraw(world, report, by="registrar")
    page = client.get(f"/{lot}").text
    assert NONE in box(page)
    assert "Cơ quan quản lý đã xem và rút phiếu này, hoặc xác nhận việc rút." in page
    with pytest.raises(RuleBroken, match="certificate_withdrawn"):
        withdraw(world, report, by="registrar")
    assert world.differences() == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_figure_that_was_corrected_is_told_until_an_office_saw_the_new_one(
    world: World, client: FlaskClient
) -> None:
    lot = world.packed().code
    report = reported(world, lot)
    correct(world, report, lot, results=MENDED)
    told = box(client.get(f"/{lot}").text)
    assert ONCE in told
    assert "trước khi sửa ghi " + FOUND in read(told)
    check(world, report, Grade.SEEN, revision=2)
    assert NONE in box(client.get(f"/{lot}").text)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_report_that_names_another_lot_now_is_told_of_the_first(
    world: World, client: FlaskClient
) -> None:
    lot, other = world.packed().code, world.packed().code
    report = reported(world, lot)
    correct(world, report, other, results=BAD)
    told = box(client.get(f"/{lot}").text)
    assert ONCE in told
    assert "đơn vị tự chuyển sang lô khác" in read(told)
    assert NOW in box(client.get(f"/{other}").text)
    check(world, report, Grade.CHECKED, revision=2)
    assert NONE in box(client.get(f"/{lot}").text)
    assert NOW in box(client.get(f"/{other}").text)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_says_the_same_after_a_correction_is_told_once(
    world: World, client: FlaskClient
) -> None:
    lot = world.packed().code
    correct(world, reported(world, lot), lot, results=BAD, method="AOAC")
    told = box(client.get(f"/{lot}").text)
    assert NOW in told
    assert read(told).count(FOUND) == 1


@pytest.mark.parametrize("backend", ["sqlite"])
def test_four_bad_reports_of_a_day_are_one_line(world: World, client: FlaskClient) -> None:
    lot = world.packed().code
    for number in range(4):
        reported(world, lot, f"KN-{number}")
    many = tuple(ResultRequest(f"Chất {each}", "9", "5") for each in range(4))
    papers.enter(world, "test_report", covers=(lot,), results=many, number="KN-9")
    told = read(box(client.get(f"/{lot}").text))
    assert told.count("Phiếu kiểm nghiệm") == 1
    assert f"{FOUND}; Chất 0 9, giới hạn 5; Chất 1 9, giới hạn 5; và 2 chỉ tiêu khác." in told
    assert "Lấy mẫu 01/06/2025 · trả kết quả 01/06/2025" in read(client.get(f"/{lot}").text)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_lists_files_facts_and_notes_say_so_too(world: World, client: FlaskClient) -> None:
    lot = world.packed().code
    report = reported(world, lot)
    note = hand_over(world, (lot, 2))
    withdraw(world, report)
    assert ONCE in box(client.post("/danh-sach", data={"codes": lot}).text)
    table = client.post("/danh-sach", data={"codes": lot, "csv": "1"})
    assert ONCE in table.get_data().decode("utf-8-sig")
    (paper,) = client.get(f"/id/lot/{lot}.json").json["certificates"]
    assert paper["standing"] == "withdrawn"
    gone = paper["taken_back"]
    assert (gone["how"], gone["on"]) == ("withdrawn", "2026-01-20")
    assert [each["judged"] for each in gone["results"]] == ["outside"]
    shown = client.get(f"/phieu/{secret_of(world, note.code)}").text
    assert ONCE in shown
    assert "Có một lô cần xem kỹ" in read(shown)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_paper_says_what_its_lots_pages_say(
    world: World, manager: Visitor, registrar: Visitor
) -> None:
    report = reported(world, world.packed().code)
    path, desk = f"/coop/giay-chung-nhan/{report}", f"/registry/giay-chung-nhan/{report}"
    assert "Trang của lô cũng hiện như vậy" in manager.get(path).text
    withdraw(world, report)
    text = manager.get(path).text
    assert "Trang của lô cũng hiện như vậy" not in text
    assert "Trang của lô vẫn nói đến kết quả đã ghi" in text
    assert FOUND in text
    assert "Đúng là ghi nhầm?" in registrar.get(desk).text
    assert registrar.send(desk, f"{desk}/rut", withdraw_reason="phiếu gốc ghi 0,25").status == 303
    assert "Trang của lô vẫn nói đến" not in manager.get(path).text
    assert "Đúng là ghi nhầm?" not in registrar.get(desk).text


@ON_BOTH
def test_a_kept_page_knows_what_was_taken_back_and_judged(
    world: World, doors: tuple[Door, Door]
) -> None:
    lot = world.packed().code
    report = reported(world, lot)

    def told() -> set[str]:
        pages = (read(box(door.get(f"/{lot}", "gzip").text)) for door in doors)
        return {next(each for each in (ONCE, NOW, NONE) if each in page) for page in pages}

    assert told() == {NOW}
    withdraw(world, report)
    assert told() == {ONCE}
    withdraw(world, report, by="registrar")
    assert told() == {NONE}
