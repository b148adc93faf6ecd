"""Consent by the page: sheets to print, answers recorded as marked, the name shown and hidden."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from tests.people import TODAY, World
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.services import household_views, households
from traceability.services.households import HouseholdRequest
from traceability.store.models import AuditEntry

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
PATH = "/coop/dong-y"
DAY = f"{TODAY:%d/%m/%Y}"


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("manager", "recorder", "stranger")}


@pytest.fixture
def other(world: World) -> str:
    with world.by(world.who.recorder) as work:
        return households.add(work, HouseholdRequest("Lù Thị Sen", "0912345678")).code


def answers(world: World) -> dict[str | None, str]:
    with world.view() as view:
        lines = household_views.all_lines(view, world.who.recorder)
    return {line.name: str(line.answer) for line in lines}


def send(visitor: Visitor, path: str = PATH, **typed: str) -> Page:
    """The form of answers as a person fills it: nothing is marked beforehand."""
    page = visitor.get(path)
    marked = [part for part in page.source.split("<input") if 'type="radio"' in part]
    assert marked
    assert not any(" checked" in part for part in marked)
    form = {"csrf_token": visitor.token(), "request_key": page.form("tra-loi")["request_key"]}
    defaults = {"given_on": DAY, "channel": "signed", "witness": "", "text_version": "ten-1"}
    return visitor.post(path, {**form, **defaults, **typed})


def test_many_answers_are_recorded_at_once(
    world: World, visitors: dict[str, Visitor], other: str
) -> None:
    marks = {f"a-{world.who.household}": "full", f"a-{other}": "short", f"c-{other}": "thumbprint"}
    assert send(visitors["recorder"], **marks).status == 303
    assert answers(world) == {"Giàng Thị Mỷ": "full", "Lù Thị Sen": "short"}
    page = visitors["recorder"].get(f"/coop/ho/{other}").text
    assert "điểm chỉ" in page
    assert "Lù T. S." in page
    assert "Không có hộ nào" in visitors["recorder"].get(PATH).text


def test_what_was_marked_stays_where_something_is_wrong(
    world: World, visitors: dict[str, Visitor], other: str
) -> None:
    marks = {f"a-{world.who.household}": "full", f"a-{other}": "no"}
    page = send(visitors["recorder"], channel="", witness="Vàng A Lử", **marks)
    assert page.status == 422
    assert page.error_at("channel")
    assert page.source.count(" checked") == 2
    assert "Vàng A Lử" in page.source
    assert set(answers(world).values()) == {"unasked"}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"given_on": "31/02/2026"}, "given_on"),
        ({"given_on": "21/01/2026"}, "given_on"),
        ({"channel": "spoken"}, "witness"),
        ({"channel": "erasure"}, "channel"),
    ],
)
def test_a_wrong_round_is_refused_at_its_field(
    world: World, visitors: dict[str, Visitor], typed: dict[str, str], field: str
) -> None:
    marks = {f"a-{world.who.household}": "full"}
    page = send(visitors["recorder"], **{**typed, **marks})
    assert page.status == 422
    assert page.error_at(field)
    assert answers(world) == {"Giàng Thị Mỷ": "unasked"}


def test_nothing_marked_is_told(world: World, visitors: dict[str, Visitor]) -> None:
    page = send(visitors["recorder"])
    assert (page.status, "Chưa đánh dấu hộ nào" in page.text) == (422, True)


def test_another_cooperatives_household_is_not_there(
    world: World, visitors: dict[str, Visitor], other: str
) -> None:
    form = {"csrf_token": visitors["stranger"].token(), "request_key": "a1b2c3d4-0077"}
    form |= {"given_on": DAY, "channel": "signed", f"a-{other}": "full"}
    assert visitors["stranger"].post(PATH, form).status == 404
    assert visitors["stranger"].get(f"/coop/ho/{other}/dong-y").status == 404
    assert "Lù" not in visitors["stranger"].get(PATH).text


def test_the_buyers_page_follows_at_once(world: World, visitors: dict[str, Visitor]) -> None:
    made = world.pack(world.harvest(100, household=world.who.household).code, 40)
    world.publish(made.code)
    buyer = Visitor(visitors["recorder"].client.application, world)
    path, name = f"/coop/ho/{world.who.household}/dong-y", f"a-{world.who.household}"
    assert "Giàng" not in buyer.get(f"/{made.code}").text
    for form, shown in (("full", "Giàng Thị Mỷ"), ("short", "Giàng T. M."), ("no", None)):
        page = visitors["recorder"].get(path)
        sent = visitors["recorder"].post(
            path, {**page.form(""), "given_on": DAY, "channel": "signed", name: form}
        )
        assert sent.status == 303
        text = buyer.get(f"/{made.code}").text
        assert (shown in text) if shown else ("Giàng" not in text)
        assert "Hộ " in text
        assert "0912" not in text


def pdf(visitor: Visitor, **asked: str) -> pypdf.PdfReader:
    answer = visitor.post(f"{PATH}/phieu", {"csrf_token": visitor.token(), **asked}).answer
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.data))


def words(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_one_sheet_a_household(world: World, visitors: dict[str, Visitor], other: str) -> None:
    reader = pdf(visitors["recorder"], kind="pages", who="unasked")
    assert len(reader.pages) == 2
    text = words(reader)
    for needed in ("HTX Cam Sành Vĩnh Hảo", "0219 386 1234", "Lù Thị Sen", "ten-1"):
        assert needed in text
    for needed in ("lúc nào cũng được", "ký tên hoặc điểm chỉ", "Người làm chứng", "91/2025/QH15"):
        assert needed in text
    assert len(pdf(visitors["recorder"], kind="pages", who=other).pages) == 1


def test_one_list_for_a_meeting(world: World, visitors: dict[str, Visitor], other: str) -> None:
    text = words(pdf(visitors["recorder"], kind="meeting", who="unasked"))
    assert "Giàng Thị Mỷ" in text
    assert "Lù Thị Sen" in text
    assert "Ký tên hoặc điểm chỉ" in text
    send(visitors["recorder"], **{f"a-{other}": "no"})
    assert "Lù Thị Sen" not in words(pdf(visitors["recorder"], kind="meeting", who="unasked"))
    assert "Lù Thị Sen" in words(pdf(visitors["recorder"], kind="meeting", who="all"))


def test_a_name_that_the_typeface_lacks_is_left_to_be_written(
    world: World, visitors: dict[str, Visitor]
) -> None:
    with world.by(world.who.recorder) as work:
        code = households.add(work, HouseholdRequest("李 🍊")).code
    assert "Chủ hộ" in words(pdf(visitors["recorder"], kind="pages", who=code))


def test_sheets_are_their_cooperatives_and_on_record(
    world: World, visitors: dict[str, Visitor], other: str
) -> None:
    with world.view() as view:
        before = view.db.query(AuditEntry).count()
    pdf(visitors["recorder"], kind="meeting")
    form = {"csrf_token": visitors["stranger"].token(), "kind": "pages", "who": other}
    assert visitors["stranger"].post(f"{PATH}/phieu", form).status == 404
    with world.view() as view:
        assert view.db.query(AuditEntry).count() >= before + 1


def test_every_version_of_the_text_can_be_read(world: World, visitors: dict[str, Visitor]) -> None:
    page = visitors["recorder"].get(f"{PATH}/van-ban/ten-1")
    assert "Hộ rút đồng ý lúc nào cũng được" in page.text
    assert visitors["recorder"].get(f"{PATH}/van-ban/ten-99").status == 404
