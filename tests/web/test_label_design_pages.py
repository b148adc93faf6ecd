"""Choosing a design where labels are ordered: for a lot, before harvest, of a printing house."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import pypdf
import pytest

from tests.people import World
from tests.web.lot_visits import Page, Visitor, app_of, draw_jobs
from traceability.store.models import PrintRun
from traceability.store.queries import labels as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
STICKER, TAG, GOODS = "fruit_sticker", "hang_tag", "goods_label"


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def runs(world: World) -> list[tuple[str, int]]:
    """The design and the revision of every run."""
    with world.view() as view:
        holder = world.who.manager.party or 0
        found: list[PrintRun] = queries.runs_of_holder(view.db, holder)
        return [(run.design, run.design_revision) for run in found]


def options(page: Page) -> dict[str, str]:
    """What can be chosen as a design."""
    (source,) = re.findall(r'<select id="design".*?</select>', page.source, re.S)
    return dict(re.findall(r'<option value="(\w+)"[^>]*>(.*?)</option>', source))


def test_the_form_offers_each_design_and_says_which_the_paper_has_no_room_for(
    world: World, manager: Visitor
) -> None:
    path = f"/coop/lo/{world.packed().code}/in-tem"
    page = manager.get(path)
    assert page.form()["design"] == "trace_stamp"
    offered = options(page)
    assert list(offered) == ["trace_stamp", STICKER, TAG, GOODS]
    assert "không vừa giấy" not in offered["trace_stamp"] + offered[STICKER]
    assert "không vừa giấy" in offered[TAG]
    larger = manager.send(path, preview="yes", stock="L7161", design=TAG)
    assert larger.status == 200
    assert "không vừa giấy" not in "".join(options(larger).values())
    assert larger.form()["design"] == TAG
    picture = re.search(r'one-label"><img src="([^"]+)"', larger.source)
    assert picture
    assert f"design={TAG}" in picture[1]
    drawn = manager.get(picture[1].replace("&amp;", "&"))
    usual = manager.get(picture[1].replace("&amp;", "&").replace(TAG, "trace_stamp"))
    assert (drawn.answer.mimetype, usual.status) == ("image/png", 200)
    assert drawn.answer.data != usual.answer.data
    assert runs(world) == []


def test_each_design_is_ordered_for_a_lot_and_its_page_says_which(
    world: World, manager: Visitor
) -> None:
    path = f"/coop/lo/{world.packed().code}/in-tem"
    for design, stock, words in (
        (STICKER, "L7651", "Tem dán quả"),
        (TAG, "L7161", "Thẻ treo"),
        ("trace_stamp", "L7651", ""),
    ):
        sent = manager.send(path, count="3", stock=stock, design=design)
        assert sent.status == 303, sent.text
        draw_jobs(world)
        page = manager.get(sent.place)
        assert words in page.text
        assert "Tải tờ tem (PDF)" in page.text
        assert manager.printed(sent.place).answer.data.startswith(b"%PDF")
    assert sorted(runs(world)) == [(STICKER, 2), (TAG, 2), ("trace_stamp", 2)]
    assert world.differences() == []


def test_stickers_before_the_harvest_are_on_a_roll(world: World, manager: Visitor) -> None:
    sent = manager.send("/coop/tem/in-truoc", count="12", stock="L7651", design=STICKER)
    assert sent.status == 303, sent.text
    draw_jobs(world)
    assert "Các cuộn" in manager.get(sent.place + "/so").text
    assert "Xấp bắt đầu từ ô 1: ô ấy ghi mã xấp" in manager.get(sent.place).text
    assert f"{sent.place}/thu.pdf" in manager.get(sent.place).source
    assert runs(world) == [(STICKER, 2)]


@pytest.mark.parametrize(
    ("per_roll", "start", "said"),
    [
        ("5", "36", "Xấp bắt đầu từ ô 36: ô ấy ghi mã xấp"),
        ("3", "36", "Xấp đầu bắt đầu từ ô 36, mỗi xấp sau ở tờ mới"),
        ("3", "1", "Mỗi xấp bắt đầu ở tờ mới"),
    ],
)
def test_stickers_on_a_begun_sheet_say_where_each_pack_begins(
    world: World, manager: Visitor, per_roll: str, start: str, said: str
) -> None:
    asked = {"count": "5", "stock": "L7651", "design": STICKER, "per_roll": per_roll}
    sent = manager.send("/coop/tem/in-truoc", **asked, start=start)
    assert sent.status == 303, sent.text
    draw_jobs(world)
    page = manager.get(sent.place).text
    assert said in page
    assert ("Mỗi xấp bắt đầu ở tờ mới" in page) == said.startswith("Mỗi")


@pytest.mark.parametrize(("stock", "sheets"), [("35×22, 2 tem", 16), ("L7651", 4)])
def test_a_preview_counts_the_heads_of_rolls(
    world: World, manager: Visitor, stock: str, sheets: int
) -> None:
    """Twenty stickers, five on a roll: each roll begins on a row, or a sheet, behind its head."""
    path, asked = "/coop/tem/in-truoc", {"count": "20", "stock": stock, "design": STICKER}
    look = manager.send(path, **asked, per_roll="5", preview="yes")
    assert re.search(rf"Cần {sheets} (tờ|hàng)", look.text), look.text
    picture = re.search(r'href="([^"]+/xem/to\.png[^"]*)"', look.source)
    assert picture
    page = manager.get(html.unescape(picture[1])).answer
    one = manager.get(html.unescape(picture[1]).replace("per_roll=5", "per_roll=4")).answer
    assert page.data.startswith(b"\x89PNG")
    assert page.data != one.data  # the head names the numbers of its roll
    sent = manager.send(path, **asked, per_roll="5")
    draw_jobs(world)
    assert re.search(rf"{sheets} (tờ|hàng)", manager.get(sent.place).text)
    for wrong in ("0", "5001"):
        refused = manager.send(path, **asked, per_roll=wrong, preview="yes")
        assert refused.error_at("per_roll") == manager.send(path, **asked, per_roll=wrong).error_at(
            "per_roll"
        )


def test_a_printing_house_is_ordered_a_design_and_reads_whose_it_is(
    world: World, manager: Visitor
) -> None:
    lot = world.packed().code
    for path, more in (
        (f"/coop/lo/{lot}/xuong-in", {}),
        ("/coop/tem/xuong-in", {"pack": f"{world.who.product}:1", "count": "10"}),
    ):
        assert STICKER in options(manager.get(path))
        sent = manager.send(path, "", **more, stock="L7651", design=STICKER)
        assert sent.status == 303, sent.text
        draw_jobs(world)
        shown = manager.send(sent.place, sent.place + "/gui", house="X", days="7", most="1")
        link = re.search(r"/xuong-in/[\w-]{40,}", shown.source)
        assert link
        page = manager.get(link[0]).text
        assert "HTX Cam Sành Vĩnh Hảo" in page
        assert "Cam sành Hà Giang" in page
    assert runs(world) == [(STICKER, 2)] * 2


@pytest.mark.parametrize("design", ["carton", "", "tem", "trace_stamp\n", "__class__"])
def test_a_design_that_there_is_not_is_refused_at_its_field(
    world: World, manager: Visitor, design: str
) -> None:
    path = f"/coop/lo/{world.packed().code}/in-tem"
    sent = manager.send(path, count="3", design=design)
    if design in ("", "trace_stamp\n"):
        return  # an empty field is the usual design; a browser sends no line feed
    assert sent.error_at("design")
    assert runs(world) == []


def test_a_tag_that_the_paper_has_no_room_for_names_one_that_has(
    world: World, manager: Visitor
) -> None:
    path = f"/coop/lo/{world.packed().code}/in-tem"
    sent = manager.send(path, count="3", stock="34×22, 3 tem", start="1", design=TAG)
    assert sent.status == 422
    assert "Loại nhỏ nhất vừa chữ này" in sent.error_at("stock")
    assert sent.form()["design"] == TAG
    assert runs(world) == []


def test_a_goods_label_that_lacks_words_leads_to_where_each_is_filled_in(
    world: World, manager: Visitor
) -> None:
    edit = f"/coop/san-pham/{world.who.product}/sua"
    bare = world.packed(10, 30).code
    for path, more in (("in-tem", {"preview": "yes"}), ("in-tem", {}), ("xuong-in", {})):
        sent = manager.send(f"/coop/lo/{bare}/{path}", "", **more, count="3", design=GOODS)
        assert sent.status == 422
        assert "còn thiếu: xuất xứ, thành phần" in sent.error_at("design")
        for field in ("origin", "ingredients", "usage", "storage", "warnings", "shelf_life_days"):
            assert f'href="{edit}#{field}"' in sent.source
        assert sent.form()["design"] == GOODS
    assert runs(world) == []
    told = {
        "origin": "Việt Nam",
        "ingredients": "Cam <b>sành</b> & “đường”\r\n100 %",
        "usage": "Ăn tươi ‘ngay’ {{ 7*7 }} %(x)s \\(end)",
        "storage": "Nơi khô",
        "warnings": "Không dùng quả mốc",
        "shelf_life_days": "30",
        "name_vi": "Cam sành",
    }
    saved = manager.send(edit, **told)
    assert saved.status == 303, saved.text
    lot = world.packed().code
    form = f"/coop/lo/{lot}/in-tem"
    small = manager.send(form, count="3", stock="L7651", design=GOODS)
    assert "Loại nhỏ nhất vừa chữ này: 75×50" in small.error_at("stock")
    look = manager.send(form, count="3", stock="75×50", design=GOODS, preview="yes")
    assert (look.status, "còn thiếu chữ" in look.text) == (200, False)
    sent = manager.send(form, count="3", stock="75×50", design=GOODS)
    assert sent.status == 303, sent.text
    draw_jobs(world)
    assert "Nhãn hàng hóa" in manager.get(sent.place).text
    pdf = pypdf.PdfReader(io.BytesIO(manager.printed(sent.place).answer.data))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for each in (
        "<b>sành</b> & “đường” 100 %",
        "‘ngay’ {{ 7*7 }} %(x)s \\(end)",
        "HSD: 13/02/2026",
    ):
        assert each in words
    assert world.differences() == []


def test_a_goods_label_is_not_offered_before_there_is_a_lot(world: World, manager: Visitor) -> None:
    for path in ("/coop/tem/in-truoc", "/coop/tem/xuong-in"):
        assert GOODS not in options(manager.get(path))
        more = {"pack": f"{world.who.product}:1", "count": "3", "design": GOODS}
        assert manager.send(path, "", **more).error_at("design")
    assert runs(world) == []
