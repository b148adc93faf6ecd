"""Paper, printers, the look of a print and cartons, as people meet them on pages."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import pytest
import zplkit
from PIL import Image, ImageChops
from pypdf import PdfReader

from tests.people import World
from tests.web.lot_visits import Page, Visitor, app_of, draw_jobs
from traceability.store.queries import labels as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

MEASURED = {
    "name": "Decal Hải Tiến",
    "label_width": "63,5",
    "label_height": "33,9",
    "columns": "3",
    "rows": "8",
    "margin_left": "7,2",
    "margin_top": "12,9",
    "gutter_x": "2,5",
}


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def stranger(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "stranger")


def runs(world: World) -> int:
    """How many runs took a number."""
    with world.view() as view:
        return len(queries.runs_of_holder(view.db, world.who.manager.party or 0))


def keep(visitor: Visitor, **typed: str) -> Page:
    """Measure a paper, look at it, keep it."""
    path = "/coop/giay-tem/moi"
    drawn = visitor.send(path, **{**MEASURED, **typed})
    return visitor.post(path, {**drawn.form(), "keep": "yes"})


def test_a_paper_is_drawn_before_it_is_kept_and_then_chosen(
    world: World, recorder: Visitor
) -> None:
    drawn = recorder.send("/coop/giay-tem/moi", **MEASURED)
    assert drawn.status == 200
    assert drawn.source.count('class="left"') == 24
    assert "Còn thừa bên phải 7,3 mm, bên dưới 12,9 mm" in drawn.text
    assert "Decal Hải Tiến" not in recorder.get("/coop/giay-tem").text
    assert keep(recorder).status == 303
    assert "Decal Hải Tiến 24 tem · 63,5 × 33,9 mm" in recorder.get("/coop/giay-tem").text
    path = f"/coop/lo/{world.packed().code}/in-tem"
    assert "Decal Hải Tiến · 24 tem" in recorder.get(path).text
    run = recorder.send(path, stock="Decal Hải Tiến", count="5").place
    draw_jobs(world)
    assert "Giấy Decal Hải Tiến, tem 63,5 × 33,9 mm" in recorder.get(run).text
    assert recorder.printed(run).answer.mimetype == "application/pdf"


def test_a_paper_that_the_page_does_not_hold_says_what_would_fit(recorder: Visitor) -> None:
    page = keep(recorder, columns="4")
    assert page.status == 422
    assert "Cần 268,7 mm mà trang chỉ có 210 mm: vừa 3" in page.error_at("columns")
    assert page.form()["margin_left"] == "7,2"
    page = recorder.send("/coop/giay-tem/moi", **{**MEASURED, "label_width": "6 cm"})
    assert "Ghi số mi-li-mét, ví dụ 63,5" in page.error_at("label_width")


def test_a_roll_is_measured_by_its_row(world: World, recorder: Visitor) -> None:
    path = "/coop/giay-tem/moi?kieu=cuon"
    typed = {"name": "Cuộn 2 tem", "label_width": "50", "label_height": "30", "columns": "2"}
    drawn = recorder.send(path, **typed, gutter_x="2", page_width="104")
    assert drawn.source.count('class="left"') == 2
    assert recorder.post(path, {**drawn.form(), "keep": "yes"}).status == 303
    print_path = f"/coop/lo/{world.packed().code}/in-tem"
    page = recorder.send(print_path, stock="Cuộn 2 tem", count="5", start="1", preview="yes")
    assert "Cần 3 hàng của cuộn" in page.text
    run = recorder.post(print_path, page.form()).place
    draw_jobs(world)
    pdf = PdfReader(io.BytesIO(recorder.printed(run).answer.data))
    assert len(pdf.pages) == 3
    box = pdf.pages[0].mediabox
    millimetres = [round(float(each) * 25.4 / 72, 1) for each in (box.width, box.height)]
    assert millimetres == [104.0, 30.0]


def test_a_paper_put_away_is_offered_no_more(
    world: World, recorder: Visitor, stranger: Visitor
) -> None:
    keep(recorder)
    page = recorder.get("/coop/giay-tem")
    action = page.source.split('action="')[1:]
    path = next(each.split('"')[0] for each in action if each.split('"')[0].endswith("/cat"))
    form = {"csrf_token": stranger.token(), "request_key": "a1b2c3d4-1"}
    assert stranger.post(path, form).status == 404
    assert "Decal Hải Tiến" in recorder.get(recorder.post(path, page.form("/cat")).place).text
    text = recorder.get(f"/coop/lo/{world.packed().code}/in-tem").text
    assert "Decal Hải Tiến" not in text


# --- the sheet and the look ----------------------------------------------------------------------


def test_the_place_that_is_pressed_on_the_sheet_is_where_it_begins(
    world: World, recorder: Visitor
) -> None:
    path = f"/coop/lo/{world.packed().code}/in-tem"
    page = recorder.send(path, count="3", stock="L7160", pick="5", drawn_for="L7160")
    assert page.form()["start"] == "5"
    assert page.source.count('class="gone"') == 4
    assert page.source.count('name="pick"') == 21
    assert runs(world) == 0


def test_a_half_used_sheet_goes_on_where_it_ended(world: World, recorder: Visitor) -> None:
    path = f"/coop/lo/{world.packed(90, 200).code}/in-tem"
    recorder.send(path, count="3", stock="L7160", start="5")
    form = recorder.get(path).form()
    assert (form["stock"], form["start"], form["drawn_for"]) == ("L7160", "8", "L7160")
    # Another paper has its own beginning; a place that was typed stays.
    assert recorder.send(path, stock="L7163", preview="yes").form()["start"] == "1"
    assert recorder.send(path, stock="L7163", start="3", preview="yes").form()["start"] == "3"
    assert recorder.send(path, stock="50×30", start="3", preview="yes").form()["start"] == "1"


def test_a_preview_shows_the_exact_sheet_and_what_to_look_out_for(
    world: World, recorder: Visitor, stranger: Visitor
) -> None:
    path = f"/coop/lo/{world.packed().code}/in-tem"
    page = recorder.send(path, count="3", stock="L7651", preview="yes")
    assert "Ô mã QR nhỏ: 0,3" in page.text
    assert "Chữ thu nhỏ cho vừa tem" in page.text
    pictures = [each.split('"')[0] for each in page.source.split('src="')[1:] if "/xem/" in each]
    assert pictures
    picture = recorder.get(pictures[0].replace("&amp;", "&"))
    assert Image.open(io.BytesIO(picture.answer.data)).format == "PNG"
    assert stranger.get(pictures[0].replace("&amp;", "&")).status == 404
    large = recorder.send(path, count="3", stock="L7163", preview="yes")
    assert "dễ quét" in large.text
    refused = recorder.send(path, count="3", stock="34×22, 3 tem", preview="yes")
    assert (refused.status, runs(world)) == (422, 0)
    assert refused.error_at("stock")


def test_blank_labels_are_looked_at_too(world: World, recorder: Visitor) -> None:
    page = recorder.send("/coop/tem/in-truoc", count="10", stock="L7160", preview="yes")
    assert page.status == 200
    assert "Tem sẽ in ra như thế này" in page.text
    assert runs(world) == 0


# --- printers ------------------------------------------------------------------------------------


def test_a_measured_printer_is_chosen_and_its_file_differs(
    world: World, recorder: Visitor, stranger: Visitor
) -> None:
    assert recorder.get("/coop/may-in/trang-thuoc.pdf").answer.mimetype == "application/pdf"
    wild = recorder.send("/coop/may-in/moi", name="Canon", ruler="95")
    assert "Lệch quá 10 mm hoặc co giãn quá 3 %" in wild.error_at("ruler")
    assert (
        recorder.send("/coop/may-in/moi", name="Canon", ruler="99,4", from_left="20,5").status
        == 303
    )
    page = recorder.get("/coop/may-in")
    assert "Đang bù: sang trái 0,6" in page.text
    assert "Bạn đang in bằng máy này" in page.text
    path = f"/coop/lo/{world.packed().code}/in-tem"
    run = recorder.send(path, count="4", stock="L7160").place
    draw_jobs(world)
    sent = recorder.send(run, f"{run}/lay-in")
    link = sent.place
    assert f'href="{link}"' in recorder.get(run).source
    assert recorder.get(link).answer.data != recorder.get(run + "/tem.pdf").answer.data
    key = link.rpartition("=")[2]
    assert stranger.get(f"/coop/may-in/trang-thuoc.pdf?may={key}").status == 404


def test_a_roll_printer_is_measured_on_its_roll_and_offered_for_rolls(
    world: World, recorder: Visitor, stranger: Visitor
) -> None:
    new = "/coop/may-in/moi?loai=cuon"
    assert "/coop/may-in/trang-thuoc.pdf?giay=50" in recorder.get(new).source
    row = recorder.get("/coop/may-in/trang-thuoc.pdf?giay=50×30").answer
    assert len(PdfReader(io.BytesIO(row.data)).pages) == 1
    assert recorder.get("/coop/may-in/trang-thuoc.pdf?giay=L7160").status == 404
    assert "Lệch quá 3 mm" in recorder.send(new, name="Xprinter", from_top="8,5").error_at(
        "from_top"
    )
    assert recorder.send(new, name="Xprinter", dpi="203", from_left="5,8").status == 303
    page = recorder.get("/coop/may-in").text
    assert "Xprinter máy in cuộn, 203 dpi" in page
    assert "sang trái 0,8 mm" in page

    path = f"/coop/lo/{world.packed().code}/in-tem"
    form = recorder.get(path)
    key = next(
        each.split('"')[1] for each in form.source.split("<option ") if "máy in cuộn" in each
    )
    assert form.form()["printer"] == ""
    wrong = recorder.send(path, count="3", stock="L7160", printer=key)
    assert "in cuộn tem, giấy đã chọn là tờ" in wrong.error_at("printer")
    run = recorder.send(path, count="3", stock="50×30", printer=key)
    assert run.status == 303
    draw_jobs(world)
    assert "Tệp đã chỉnh cho máy Xprinter" in recorder.get(run.place).text
    # Its own language is for it as well: 0,8 mm to the left are six dots of 203 to the inch.
    sent = recorder.send(run.place, f"{run.place}/lay-in", **{"as": "zpl"})
    mine, exact = (recorder.get(f"{sent.place.partition('?')[0]}{q}") for q in (f"?may={key}", ""))
    assert mine.answer.data == recorder.get(sent.place).answer.data
    for aside, row in zip(rows_of(mine), rows_of(exact), strict=True):
        want = ImageChops.offset(row, -6, 0)
        assert ImageChops.difference(aside, want).getbbox() is None
    # A row of a roll has no margin: what would be cut off is left where it is, and that is said.
    recorder.send(new, name="Lệch", from_left="8")
    assert "lệch quá lề của tem này" in recorder.get(run.place).text
    key_of = next(each for each in recorder.get(path).source.split("<option ") if "Lệch" in each)
    moved = recorder.get(f"{run.place}/thu.pdf?may={key_of.split(chr(34))[1]}").answer.data
    assert moved == recorder.get(f"{run.place}/thu.pdf").answer.data
    recorder.send("/coop/may-in/moi", name="Canon")
    assert "Tệp đã chỉnh" not in recorder.get(run.place).text
    canon = next(each for each in recorder.get(path).source.split("<option ") if "Canon" in each)
    other = recorder.send(path, count="3", stock="50×30", printer=canon.split('"')[1])
    assert "in giấy tờ, giấy đã chọn là cuộn" in other.error_at("printer")


def rows_of(page: Page) -> list[Image.Image]:
    """What a printer burns of a file in its own language."""
    document = zplkit.render(page.answer.data, zplkit.Options(profile="specification", dpi=203))
    return [Image.open(io.BytesIO(each.png())).convert("L") for each in document.labels]


def test_the_sheet_for_phones_is_there_before_a_first_roll(recorder: Visitor) -> None:
    assert "thu-dien-thoai.pdf" in recorder.get("/coop/in-thu").source
    pdf = recorder.get("/coop/in-thu/thu-dien-thoai.pdf").answer
    text = PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    assert "Zalo" in text
    assert "A: ô 0,33 mm" in text


# --- the camera, and cartons ----------------------------------------------------------------------


def test_only_pages_that_read_labels_may_open_the_camera(world: World, recorder: Visitor) -> None:
    run = world.print_labels(world.packed().code, 5)
    for path in ("/coop/tem/kich-hoat", "/coop/tem/tim", f"/coop/tem/{run}/ghi/hong"):
        headers = recorder.get(path).answer.headers
        assert "worker-src 'self' blob:" in headers["Content-Security-Policy"], path
        assert "camera=(self)" in headers["Permissions-Policy"], path
    for path in ("/coop/tem", f"/coop/tem/{run}", "/coop/may-in"):
        page = recorder.get(path)
        assert "worker-src" not in page.answer.headers["Content-Security-Policy"], path
        assert "camera=()" in page.answer.headers["Permissions-Policy"], path
        assert "scan.js" not in page.source, path


def test_cartons_are_ordered_linked_and_say_what_is_in_them(
    world: World, recorder: Visitor, stranger: Visitor
) -> None:
    lot = world.packed(60, 200).code
    items = world.print_labels(lot, 30)
    path = f"/coop/lo/{lot}/in-tem-thung"
    assert "Chưa có tem nào đã kích hoạt mà còn ngoài thùng" in recorder.get(path).text
    world.link(items, 1, 25)
    assert stranger.get(path).status == 404
    assert "Chỉ còn 25 tem ngoài thùng" in recorder.send(path, per_carton="30").error_at(
        "per_carton"
    )
    form = recorder.get(path).form() | {"per_carton": "12"}
    look = recorder.post(path, form | {"preview": "yes"})
    assert "Tem sẽ in ra như thế này" in look.text
    assert look.source.count('class="printed"') == 2
    for picture in re.findall(r'(?:src|href)="(/coop/lo/[^"]+xem/[^"]+png[^"]*)"', look.source):
        shown = recorder.get(html.unescape(picture)).answer
        assert shown.data.startswith(b"\x89PNG"), picture
    assert stranger.get(f"{path}/xem/to.png").status == 404
    assert recorder.post(path, form | {"pick": "3"}).form()["start"] == "3"
    over = recorder.post(path, form | {"preview": "yes", "per_carton": "30"})
    assert "Chỉ còn 25 tem ngoài thùng" in over.error_at("per_carton")
    with world.view() as view:  # looking takes no number
        assert len(queries.runs_of_holder(view.db, world.who.recorder.party or 0)) == 1
    run = recorder.post(path, form).place
    assert recorder.post(path, form).place == run
    draw_jobs(world)
    code = run.rpartition("/")[2]
    book = recorder.get(f"{run}/so")
    assert "Thùng 1 tem số 1–12" in book.text
    assert "Thùng 2 tem số 13–24" in book.text
    world.see_paper(code)
    world.link(code, 1, 2)
    carton = world.item_codes(code)[1]
    public = recorder.get(f"/{carton}")
    assert "Thùng số 2 trong 2. Trong thùng: tem số 13–24." in public.text
    # Another carton of the run says what is in itself, whichever was asked for before.
    assert "tem số 1–12" in recorder.get(f"/{world.item_codes(code)[0]}").text
    assert "Trong thùng này: tem số 13–24" in recorder.get(f"/coop/tem/tim?q={carton}").text
    pack = world.item_codes(items)[0]
    assert "Nằm trong thùng số 1" in recorder.get(f"/coop/tem/tim?q={pack}").text
