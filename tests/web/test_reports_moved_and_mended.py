"""A report that is corrected, moved and looked at in turn: what each of its lots is told of it."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io

import pytest
from flask.testing import FlaskClient

from tests import certificate_papers as papers
from tests.people import World
from tests.services.test_code_states import assert_alike
from tests.services.test_deliveries import hand_over, secret_of
from tests.services.test_keeping_certificates import check
from tests.web.public_door import visitor
from tests.web.test_certificate_pages import Visitor, registrar
from tests.web.test_outside_results import NONE, box, read
from tests.web.test_results_taken_back import BAD, FOUND, MENDED, NOW, ONCE, reported, withdraw
from traceability.domain.certificates import Grade
from traceability.services import certificates
from traceability.services.certificates import ResultRequest

__all__ = ["registrar"]

STILL = "Trang của lô vẫn nói đến kết quả đã ghi"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def correct(world: World, report: str, lot: str, revision: int, **more: object) -> None:
    """The next version of a report, which names one lot; its figure is mended unless told."""
    asked = papers.asked(world, "test_report", covers=(lot,), number="KN-1", results=MENDED)
    said = {"revision": revision, "reason": "gõ nhầm", **more}
    with world.by(world.who.manager) as work:
        certificates.correct(work, report, dataclasses.replace(asked, **said))  # type: ignore[arg-type]


def told(client: FlaskClient, *lots: str) -> list[str]:
    """The verdicts of lots, which a list of them must tell alike."""
    pages = [read(box(client.get(f"/{lot}").text)) for lot in lots]
    found = [next(each for each in (ONCE, NOW, NONE) if each in page) for page in pages]
    table = client.post("/danh-sach", data={"codes": "\n".join(lots), "csv": "1"})
    rows = list(csv.reader(io.StringIO(table.get_data().decode("utf-8-sig"))))
    listed = {row[3]: row[0] for row in rows if len(row) > 3}
    assert [listed[lot] for lot in lots] == found
    return found


def test_a_lot_is_told_what_was_said_of_it_however_often_the_report_changed(
    world: World, client: FlaskClient
) -> None:
    lot, other = world.packed().code, world.packed().code
    report = reported(world, lot)
    correct(world, report, lot, 1)
    correct(world, report, other, 2)
    assert told(client, lot, other) == [ONCE, NONE]
    page = read(box(client.get(f"/{lot}").text))
    assert (
        f"đơn vị tự chuyển sang lô khác ngày 20/01/2026, cơ quan quản lý chưa xác nhận: {FOUND}"
        in (page)
    )
    check(world, report, Grade.SEEN, revision=3)
    assert told(client, lot, other) == [NONE, NONE]


def test_of_lots_that_one_report_left_each_is_told_its_own(
    world: World, client: FlaskClient
) -> None:
    lots = [world.packed().code for _ in range(3)]
    report = reported(world, lots[0])
    correct(world, report, lots[1], 1)
    correct(world, report, lots[2], 2)
    assert told(client, *lots) == [ONCE, NONE, NONE]
    assert told(client, *reversed(lots)) == [NONE, NONE, ONCE]
    assert_alike(world, lots)


def test_what_an_office_judged_stays_judged(world: World, client: FlaskClient) -> None:
    lot = world.packed().code
    report = reported(world, lot)
    correct(world, report, lot, 1)
    check(world, report, Grade.SEEN, revision=2)
    correct(world, report, lot, 2, method="AOAC 2015.01")
    assert told(client, lot) == [NONE]
    correct(world, report, lot, 3, results=BAD)
    correct(world, report, lot, 4)
    assert told(client, lot) == [ONCE]


def test_what_an_office_saw_on_the_paper_is_not_mended_by_the_holder(
    world: World, client: FlaskClient
) -> None:
    lot = world.packed().code
    report = reported(world, lot)
    check(world, report, Grade.SEEN, revision=1)
    correct(world, report, lot, 1)
    assert told(client, lot) == [ONCE]


FOUND_BOTH = tuple(
    ResultRequest(name, "Phát hiện", "Không phát hiện", "/25 g")
    for name in ("E. coli", "Salmonella")
)


def test_of_two_findings_alike_the_one_that_is_gone_is_named(
    world: World, client: FlaskClient
) -> None:
    lot = world.packed().code
    report = papers.enter(world, "test_report", covers=(lot,), results=FOUND_BOTH, number="KN-1")
    correct(world, report, lot, 1, results=FOUND_BOTH[:1])
    page = read(box(client.get(f"/{lot}").text))
    assert NOW in page
    assert "trước khi sửa ghi Salmonella Phát hiện" in page
    assert "trước khi sửa ghi E. coli" not in page


def test_a_finding_under_another_name_or_unit_is_another(world: World, client: FlaskClient) -> None:
    lot = world.packed().code
    report = reported(world, lot)
    renamed = (ResultRequest("Độ ẩm", "2,5", "2,0", "%"),)
    correct(world, report, lot, 1, results=renamed)
    assert "trước khi sửa ghi " + FOUND in read(box(client.get(f"/{lot}").text))
    spelt = (ResultRequest("CHÌ (Pb)", "2,5", "2,0", "mg/kg"),)
    correct(world, report, lot, 2, results=spelt)
    assert FOUND not in read(box(client.get(f"/{lot}").text))


def test_a_note_tells_of_each_lot_what_its_page_tells(world: World, client: FlaskClient) -> None:
    lot, other = world.packed().code, world.packed().code
    correct(world, reported(world, lot), other, 1, results=BAD)
    cards = {
        read(card)
        for order in ((lot, other), (other, lot))
        for card in _cards(client, world, order)
    }
    moved = {each for each in cards if "Đơn vị chuyển sang lô khác ngày 20/01/2026" in each}
    assert {each.split("Cho lô ")[1] for each in moved} == {"CAM-260114-01"}
    assert {each.split("Cho lô ")[1] for each in cards - moved} == {"CAM-260114-02"}


def _cards(client: FlaskClient, world: World, lots: tuple[str, ...]) -> list[str]:
    note = hand_over(world, *((lot, 2) for lot in lots))
    text = client.get(f"/phieu/{secret_of(world, note.code)}").text
    listed = text.split('<dl class="card papers">')[1].split("</dl>")[0]
    return [each.split("</dd>")[0] for each in listed.split("<dd>")[1:]]


def test_a_report_that_left_a_lot_was_not_withdrawn(world: World, client: FlaskClient) -> None:
    lot, other = world.packed().code, world.packed().code
    correct(world, reported(world, lot), other, 1, results=BAD)
    page = client.get(f"/{lot}").text
    assert "Đơn vị chuyển sang lô khác ngày 20/01/2026" in page
    assert "ã rút ngày" not in page
    assert "Moved to another lot by its holder on 20 Jan 2026" in client.get(f"/{lot}?lang=en").text
    (paper,) = client.get(f"/id/lot/{lot}.json").json["certificates"]
    assert (paper["standing"], paper["taken_back"]["how"]) == ("moved", "moved")


def test_a_report_that_left_a_lot_has_its_number_of_then(world: World, client: FlaskClient) -> None:
    lots = [world.packed().code for _ in range(3)]
    report = reported(world, lots[0])
    later = {"number": "KN-2", "issuer": "Phòng thử khác", "method": "AOAC 2015.01"}
    correct(world, report, lots[1], 1, results=BAD, **later)
    correct(world, report, lots[2], 2, results=BAD)
    for lot, there, other in ((lots[0], "KN-1 · Trung tâm", "KN-2"), (lots[1], "KN-2 · ", "KN-1")):
        listed = client.get(f"/{lot}").text.split('<dl class="card papers">')[1].split("</dl>")[0]
        assert there in listed
        assert other not in listed
        assert ("AOAC" in listed) is (lot == lots[1])


def test_the_day_of_a_withdrawal_keeps_its_letters(world: World, client: FlaskClient) -> None:
    lot = world.packed().code
    withdraw(world, reported(world, lot))
    assert "Withdrawn on 20 Jan 2026" in client.get(f"/{lot}?lang=en").text


def test_a_figure_of_the_past_has_the_day_that_it_bore(world: World, client: FlaskClient) -> None:
    lot, other = world.packed().code, world.packed().code
    report = reported(world, lot)
    later = {"valid_from": dt.date(2026, 1, 10), "sampled_on": dt.date(2026, 1, 9)}
    correct(world, report, lot, 1, **later)
    page = read(box(client.get(f"/{lot}").text))
    assert "Phiếu kiểm nghiệm 01/06/2025, đơn vị tự sửa ngày 20/01/2026" in page
    correct(world, report, other, 2, **later)
    assert "Lấy mẫu 01/06/2025 · trả kết quả 01/06/2025" in read(client.get(f"/{lot}").text)


def test_an_officer_reads_above_the_press_what_it_ends(
    world: World, client: FlaskClient, registrar: Visitor
) -> None:
    lot, other = world.packed().code, world.packed().code
    report = reported(world, lot)
    desk = f"/registry/giay-chung-nhan/{report}"
    assert STILL not in registrar.get(desk).text
    correct(world, report, lot, 1)
    correct(world, report, other, 2)
    above, form = registrar.get(desk).text.split("Ghi kết quả xem giấy")
    assert STILL in above
    assert f"CAM-260114-01 : {FOUND}" in read(above)
    assert "CAM-260114-02 :" not in read(above)
    assert "Khi cán bộ ghi đã xem giấy, trang của các lô này thôi cảnh báo" in above
    assert STILL not in form
    check(world, report, Grade.SEEN, revision=3)
    assert STILL not in registrar.get(desk).text
    assert told(client, lot, other) == [NONE, NONE]


def test_of_a_withdrawn_report_the_desk_says_what_the_confirmation_ends(
    world: World, registrar: Visitor
) -> None:
    report = reported(world, world.packed().code)
    withdraw(world, report)
    above = registrar.get(f"/registry/giay-chung-nhan/{report}").text.split("Xác nhận việc rút")[0]
    assert STILL in above
    assert "Trang của lô thôi cảnh báo khi cán bộ xác nhận việc rút" in above
    assert f"CAM-260114-01 : {FOUND}" in read(above)


def test_a_withdrawal_that_lots_are_told_of_waits_for_an_office(
    world: World, registrar: Visitor
) -> None:
    report, other = (reported(world, world.packed().code, each) for each in ("KN-1", "KN-2"))
    check(world, report, Grade.SEEN)
    withdraw(world, report)
    withdraw(world, other, by="registrar")
    queue = "/registry/giay-chung-nhan"
    assert "Giấy chứng nhận (1)" in read(registrar.get(queue).text)
    assert "KN-1" in registrar.get(queue).text
    assert "KN-2" not in registrar.get(queue).text
    withdraw(world, report, by="registrar")
    assert "Không có giấy nào chờ xem" in registrar.get(queue).text
    assert "Giấy chứng nhận (" not in read(registrar.get(queue).text)
