"""The office's month on the page: each figure leads to rows that make it; frozen ones stay."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from urllib.parse import parse_qs, urlsplit

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from tests.people import TODAY, World
from tests.services.test_month_figures import busy_month, filed
from tests.web.lot_visits import Page, Visitor
from tests.web.registry_visits import officer
from traceability.domain.months import month_of
from traceability.services import month_figures
from traceability.store import models

PAGE = "/registry/bao-cao"
THIS = f"{PAGE}?thang=2026-01"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def links(page: Page) -> list[tuple[str, str]]:
    """The figures of a report that lead to rows: where to, and what is read."""
    found = re.findall(r'<a href="([^"]*/dong\?[^"]*)">([^<]+)</a>', page.source)
    return [(html.unescape(href), text) for href, text in found]


def amounts(visitor: Visitor, href: str) -> list[float]:
    """The amounts of all rows behind a figure, page by page."""
    page = visitor.get(href)
    assert page.status == 200
    part = page.source.split('class="cards month-rows"')[1]
    found = re.findall(r'<span class="num">([^<]+)</span></li>', part)
    return [float(each.replace(".", "").replace(",", ".")) for each in found]


def test_every_figure_is_the_sum_of_the_rows_it_leads_to(world: World) -> None:
    busy_month(world)
    visitor = officer(world)
    found = links(visitor.get(THIS))
    assert len(found) > 30
    for href, text in found:
        figure = float(text.replace(".", "").replace(",", "."))
        assert sum(amounts(visitor, href)) == pytest.approx(figure), href


def test_links_name_figure_commune_old_commune_and_crop(world: World) -> None:
    busy_month(world)
    asked = [parse_qs(urlsplit(href).query) for href, _text in links(officer(world).get(THIS))]
    assert {"thang": ["2026-01"], "muc": ["codes"]} in asked
    narrow = {"xa": ["00700"], "cu": ["00988"], "cay": ["sanh_orange"]}
    assert {"thang": ["2026-01"], "muc": ["granted"], **narrow} in asked


def test_the_last_finished_month_is_shown_first(world: World) -> None:
    page = officer(world).get(PAGE)
    assert "Báo cáo tháng 12/2025" in page.text
    assert "tính đến 31/12/2025" in page.text


def test_what_is_no_month_or_figure_is_not_found(world: World) -> None:
    visitor = officer(world)
    for query in ("thang=2026-02", "thang=2026-13", "thang=x", "thang=2026-01-01"):
        assert visitor.get(f"{PAGE}?{query}").status == 404
    for query in ("muc=", "muc=profit", "thang=2026-01", "thang=2026-01&muc=' OR 1=1"):
        assert visitor.get(f"{PAGE}/dong?{query}").status == 404
    nowhere = visitor.get(f"{PAGE}/dong?thang=2026-01&muc=codes&xa=<b>&cu=<i>&cay=;--")
    assert nowhere.status == 200
    assert "Không có dòng nào." in nowhere.text
    assert "<b>" not in nowhere.source.split("<main")[1]


def test_an_empty_month_teaches(world: World) -> None:
    visitor = officer(world, "commune_registrar")
    assert "Trong địa bàn chưa có gì để đếm" in visitor.get(THIS).text


def test_an_unknown_term_is_a_dash_and_says_why(world: World) -> None:
    filed(world, dt.date(2026, 1, 5))
    page = officer(world).get(THIS)
    assert "chưa có thời hạn giải quyết" in page.text
    assert not [href for href, _text in links(page) if "muc=overdue" in href]
    assert officer(world).get(f"{PAGE}/dong?thang=2026-01&muc=overdue").status == 404


def freeze(visitor: Visitor) -> Page:
    form = visitor.get(THIS).form(f"{PAGE}/chot")
    return visitor.post(f"{PAGE}/chot", form)


def test_a_frozen_month_says_its_day_and_keeps_figures_and_rows(world: World) -> None:
    busy_month(world)
    visitor = officer(world)
    before = links(visitor.get(THIS))
    sent = freeze(visitor)
    assert sent.status == 303
    at = sent.place
    world.harvest(100, TODAY)
    page = visitor.get(at)
    assert "Số liệu chốt ngày 20/01/2026" in page.text
    assert "SHA-256" in page.text
    kept = links(page)
    assert [text for _href, text in kept] == [text for _href, text in before]
    for href, text in kept:
        figure = float(text.replace(".", "").replace(",", "."))
        assert sum(amounts(visitor, href)) == pytest.approx(figure)
    lots = "muc=lots"
    now = {href: text for href, text in links(visitor.get(THIS)) if lots in href}
    assert now != {href: text for href, text in before if lots in href}
    listed = visitor.get(THIS)
    assert "chốt ngày 20/01/2026, lần 1" in listed.text


def test_the_same_sending_freezes_once(world: World) -> None:
    visitor = officer(world)
    busy_month(world)
    form = visitor.get(THIS).form(f"{PAGE}/chot")
    places = {visitor.post(f"{PAGE}/chot", form).place for _ in range(2)}
    assert len(places) == 1
    assert visitor.post(f"{PAGE}/chot", {**form, "thang": "2026-99"}).status == 422


def test_an_inspector_reads_and_freezes_nothing(world: World) -> None:
    busy_month(world)
    page = officer(world, "inspector").get(THIS)
    assert page.status == 200
    assert "Chốt số liệu" not in page.text


def test_another_office_finds_no_frozen_month_of_ours(world: World) -> None:
    at = freeze_something(world)
    for login in ("commune_registrar", "manager"):
        for path in (at, f"{at}/dong?muc=codes", f"{at}/bang.xlsx", f"{at}/bao-cao.pdf"):
            assert officer(world, login).get(path).status == 404


def freeze_something(world: World) -> str:
    busy_month(world)
    return freeze(officer(world)).place


def test_the_workbook_has_numbers_and_rows_that_add_up(world: World) -> None:
    at = freeze_something(world)
    answer = officer(world).get(f"{at}/bang.xlsx").answer
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names == ["Số liệu", "Chi tiết"]
    figures = book.get_sheet_by_name("Số liệu").to_python()
    assert figures[0][0] == "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Tuyên Quang"
    assert figures[1][0] == "Báo cáo mã số vùng trồng tháng 01/2026"
    assert str(figures[2][0]).startswith("Số liệu chốt ngày 20/01/2026")
    head = next(row for row in figures if row[0] == "Xã")
    (total,) = [row for row in figures if row[0] == "Tổng cộng"]
    said = dict(zip(head, total, strict=True))
    assert (said["Số mã"], said["Diện tích (ha)"], said["Số tem"]) == (5, 18, 25)
    rows = book.get_sheet_by_name("Chi tiết").to_python()
    counted = [row for row in rows if row[0] == "Diện tích (ha)"]
    assert sum(float(str(row[7])) for row in counted) == pytest.approx(18)
    assert b"<f>" not in answer.data


def test_the_paper_has_head_place_and_signatures(world: World) -> None:
    at = freeze_something(world)
    answer = officer(world).get(f"{at}/bao-cao.pdf").answer
    pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    text = "\n".join(page.extract_text() for page in pages)
    for said in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Thủ trưởng cơ quan", "Tổng cộng"):
        assert said in text
    assert "Số liệu chốt ngày 20/01/2026" in text
    box = pages[0].mediabox
    assert box.width > box.height
    assert officer(world).get(f"{at}/bao-cao.pdf").answer.data == answer.data


def test_no_name_of_a_household_stands_on_any_of_it(world: World) -> None:
    at = freeze_something(world)
    visitor = officer(world)
    hrefs = [href for href, _text in links(visitor.get(at))]
    for path in (THIS, at, f"{at}/bang.xlsx", *hrefs):
        data = visitor.get(path).answer.data
        for private in ("Kín 0", "Kín 1", "Vườn kín", "Vườn cam thôn Vĩnh Sơn"):
            assert private.encode() not in data
    with world.view() as view:
        report = month_figures.count(view, world.who.registrar, month_of(TODAY))
    assert "Kín" not in repr(report)


def test_reading_the_report_writes_nothing_to_the_record(world: World) -> None:
    visitor = officer(world)

    def events() -> int:
        with world.view() as view:
            return view.db.query(models.Event).count()

    before = events()
    for path in (THIS, f"{PAGE}/bang.xlsx?thang=2026-01", f"{PAGE}/bao-cao.pdf?thang=2026-01"):
        assert visitor.get(path).status == 200
    assert events() == before
