"""Orders of a printing house by their pages: ordered, sent, taken without an account, received."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image
from werkzeug.datastructures import FileStorage

import labels
from labels import decode_sheets as decode
from tests.people import STOCK, World
from tests.web.lot_visits import HOST, Page, Visitor, app_of, draw_jobs
from traceability.services import stationery
from traceability.store.queries import labels as queries
from traceability.web.workspace import label_receptions

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    people = ("manager", "recorder", "stranger")
    return {who: Visitor(app, world, who) for who in people} | {"house": Visitor(app, world)}


def ledger(world: World, run: str) -> list[tuple[int, int, str]]:
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        return [(r.first + 1, r.last + 1, r.state) for r in queries.ranges(view.db, [row.id])]


def ordered(world: World, who: Visitor, count: int = 40, **more: str) -> str:
    """An order for a packed lot by the form, drawn by the job process."""
    lot = world.packed(40).code
    terms = {"count": str(count), "stock": STOCK, "waste": "5", "per_roll": "21", **more}
    sent = who.send(f"/coop/lo/{lot}/xuong-in", "", **terms)
    assert sent.status == 303, sent.text
    draw_jobs(world)
    return sent.place.split("/")[3]


def link_of(who: Visitor, run: str, **more: str) -> str:
    """The path of a new link to an order's files, as it is shown once."""
    values = {"house": "Xưởng in Thành Công", "days": "7", "most": "1", **more}
    shown = who.send(f"/coop/tem/{run}/xuong-in", f"/coop/tem/{run}/xuong-in/gui", **values)
    assert shown.status == 200, shown.text
    url = shown.source.split("readonly")[1].split(">")[1].split("<")[0]
    assert url.startswith(f"{HOST}/xuong-in/")
    return url.removeprefix(HOST)


def take(house: Visitor, path: str, kind: str) -> Page:
    return Page(house.client.post(f"{path}/{kind}", base_url=HOST))


def rolls_of(who: Visitor, run: str) -> list[str]:
    source = who.get(f"/coop/tem/{run}/xuong-in").source
    return [piece.split('"')[0] for piece in source.split(f"/coop/tem/{run}/nhan/")[1:]]


def test_a_house_takes_a_file_for_each_roll(world: World, visitors: dict[str, Visitor]) -> None:
    """42 labels on two rolls: each in a file by itself, counted with the PDF of the whole."""
    manager, house = visitors["manager"], visitors["house"]
    run = ordered(world, manager)
    path = link_of(manager, run, most="2")
    assert "PDF từng cuộn (ZIP, 2 tệp)" in house.get(path).text
    taken = [take(house, path, "rolls").answer for _time in range(2)]
    assert [each.status_code for each in taken] == [200, 200]
    assert taken[0].data == taken[1].data
    assert taken[0].headers["Content-Type"] == "application/zip"
    trim = labels.Trim(2_000).page("", labels.STOCKS[STOCK].label)
    read = []
    with zipfile.ZipFile(io.BytesIO(taken[0].data)) as archive:
        assert [name.partition("-")[0] for name in archive.namelist()] == ["1", "2"]
        assert [name.rpartition("-")[0][-2:] for name in archive.namelist()] == ["-1", "22"]
        assert [name.split("-")[1] for name in archive.namelist()] == rolls_of(manager, run)
        for name in archive.namelist():
            pages = pypdf.PdfReader(io.BytesIO(archive.read(name))).pages
            assert (len(pages), "/TrimBox" in pages[0]) == (21, True)
            read += [url.rpartition("/")[2] for url in decode(archive.read(name), trim)]
    assert read == world.item_codes(run)
    for kind in ("rolls", "pdf"):
        assert take(house, path, kind).status == 410
    assert take(house, path, "csv").status == 200
    assert world.differences() == []


@pytest.mark.parametrize("blank", [False, True])
def test_what_the_house_will_get_is_seen_before_a_number_is_taken(
    world: World, visitors: dict[str, Visitor], blank: bool
) -> None:
    manager = visitors["manager"]
    path = "/coop/tem/xuong-in" if blank else f"/coop/lo/{world.packed(40).code}/xuong-in"
    asked = {"count": "40", "stock": "L7163", "waste": "5", "per_roll": "21", "bleed": "3"}
    page = manager.send(path, "", preview="yes", **asked)
    assert page.status == 200, page.text
    assert "105,1 × 44,1 mm" in page.text
    assert "99,1 × 38,1 mm" in page.text
    assert "Cần 40 tem, đặt dư 2: xưởng in 42 tem, 2 cuộn." in page.text
    assert "có chữ dưới 6 pt" not in page.text
    url = page.source.split('src="')[-1].split('"')[0].replace("&amp;", "&")
    picture = Image.open(io.BytesIO(manager.get(url).answer.data))
    assert [round(side * 25.4 / 300) for side in picture.size] == [109, 48]
    (read,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert read.text.startswith("IN THỬ")
    beyond = manager.send(path, "", preview="yes", **asked | {"count": "99999"})
    assert (beyond.status, "xem.png" in beyond.source) == (422, False)
    with world.view() as view:
        assert queries.runs_of_holder(view.db, world.who.manager.party or 0) == []


@pytest.mark.parametrize("stock", ["L7651", "34×22, 3 tem"])
def test_a_sticker_of_any_size_is_ordered_and_its_small_type_told_before(
    world: World, visitors: dict[str, Visitor], stock: str
) -> None:
    """A press needs no sheet: sizes of rolls are there too, and each warns as at the office."""
    manager, path = visitors["manager"], "/coop/tem/xuong-in"
    assert f'<option value="{stock}"' in manager.get(path).source
    asked = {"count": "40", "stock": stock, "design": "fruit_sticker", "bleed": "2"}
    page = manager.send(path, "", preview="yes", **asked)
    assert ("có chữ dưới 6 pt, khó đọc" in page.text) == (stock == "L7651")
    sent = manager.send(path, "", **asked)
    assert sent.status == 303, sent.text
    draw_jobs(world)
    link = link_of(manager, sent.place.split("/")[3])
    read = pypdf.PdfReader(io.BytesIO(take(visitors["house"], link, "pdf").answer.data))
    assert len(read.pages) == 42
    label = stationery.catalogue()[stock].sheet.label
    for each in read.pages:
        sides = [
            round(float(side) * 25_400 / 72, -2)
            for side in (each.trimbox.width, each.trimbox.height)
        ]
        assert sides == [label.width, label.height]


def test_one_roll_is_the_whole_order(world: World, visitors: dict[str, Visitor]) -> None:
    manager, house = visitors["manager"], visitors["house"]
    path = link_of(manager, ordered(world, manager, per_roll="100"))
    assert "PDF từng cuộn" not in house.get(path).text


def test_a_house_takes_its_files_without_an_account_and_rolls_are_received(
    world: World, visitors: dict[str, Visitor]
) -> None:
    manager, house = visitors["manager"], visitors["house"]
    run = ordered(world, manager)
    assert (
        manager.get(f"/coop/tem/{run}/xuong-in").form(f"/coop/tem/{run}/xuong-in/gui")["most"]
        == "3"
    )
    path = link_of(manager, run)
    page = house.get(f"{path}?lang=en")
    assert page.status == 200
    assert page.answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.answer.headers["Cache-Control"]
    assert "Cam sành Hà Giang" in page.text
    pdf = take(house, path, "pdf")
    reader = pypdf.PdfReader(io.BytesIO(pdf.answer.data))
    assert len(reader.pages) == 42
    table = take(house, path, "csv").source
    rows = list(csv.DictReader(io.StringIO(table)))
    assert list(rows[0]) == ["url", "code", "number", "roll", "position"]
    again = take(house, path, "csv")
    assert (again.status, "đã tải đủ" in again.text) == (410, True)
    assert take(house, path, "paper").answer.data.startswith(b"%PDF")
    assert take(house, path, "keys").status == 404
    assert house.get("/xuong-in/" + "x" * 43).status == 404
    told = manager.get(f"/coop/tem/{run}/xuong-in").text
    assert "PDF (cả đơn hoặc từng cuộn): 1/1" in told
    codes = world.item_codes(run)
    public = house.get(f"/{codes[0]}").text
    assert "chưa nhận về, nên chưa dùng cho hàng nào" in public
    first = rolls_of(manager, run)[0]
    receiving = f"/coop/tem/{run}/nhan/{first}"
    shown = visitors["recorder"].get(receiving)
    assert "Quét 20 tem trên giấy" in shown.text
    few = visitors["recorder"].send(receiving, "", scans=codes[0])
    assert few.error_at("scans").startswith("Còn 19 đoạn chưa quét")
    scans = "\n".join(f"{HOST}/{code}" for code in codes[:20])
    sent = visitors["recorder"].send(receiving, "", scans=scans, waste="21")
    assert sent.status == 303, sent.text
    assert "Đã nhận 20 tem. 1 tem hỏng đã hủy." in visitors["recorder"].get(sent.place).text
    assert ledger(world, run) == [(1, 20, "unused"), (21, 21, "void"), (22, 42, "ordered")]
    assert "chưa được kích hoạt" in house.get(f"/{codes[0]}").text
    book = manager.get(f"/coop/tem/{run}/so").text
    assert "Tem số 22–42 ở xưởng in" in book
    assert "theo yêu cầu" not in book
    for words in ("Gửi xưởng in", "Nhận từ xưởng in", "hỏng khi in ở xưởng"):
        assert words in book
    assert house.get(path).status == 200
    (second,) = rolls_of(manager, run)
    scans = "\n".join(codes[21:41])
    rest = f"/coop/tem/{run}/nhan/{second}"
    assert visitors["recorder"].send(rest, "", scans=scans, waste="42").status == 303
    over = house.get(path)
    assert (over.status, "Đơn này đã xong" in over.text) == (410, True)
    assert "đơn đã xong" in manager.get(f"/coop/tem/{run}/xuong-in").text
    assert world.differences() == []


def test_a_waste_list_comes_as_a_file(world: World, visitors: dict[str, Visitor]) -> None:
    run = ordered(world, visitors["manager"], waste="5", per_roll="42")
    (roll,) = rolls_of(visitors["manager"], run)
    codes = world.item_codes(run)
    who, path = visitors["recorder"], f"/coop/tem/{run}/nhan/{roll}"
    form = who.get(path).form() | {"scans": "\n".join(codes[:40])}

    def send(name: str, data: bytes) -> Page:
        file = FileStorage(io.BytesIO(data), name)
        whole = {**form, "waste_file": file}
        return Page(
            who.client.post(path, data=whole, base_url=HOST, headers={"Referer": HOST + path})
        )

    guessed = send("hong.csv", b"1,41\n2,42\n")
    assert "Dòng 1 (“1 · 41”) không rõ tem nào" in guessed.error_at("waste")
    assert "chọn lại" in guessed.text
    assert "không phải bảng Excel" in send("hong.pdf", b"%PDF-1.4").error_at("waste")
    listed = f"STT,number,code\n1,41,{codes[40]}\n2,,{codes[41]}"
    assert send("hong.csv", listed.encode()).status == 303
    assert ledger(world, run) == [(1, 40, "unused"), (41, 42, "void")]


def test_parts_of_a_roll_are_ticked_off_and_a_waste_list_is_kept(
    world: World, visitors: dict[str, Visitor]
) -> None:
    run = ordered(world, visitors["manager"], waste="5", per_roll="42")
    (roll,) = rolls_of(visitors["manager"], run)
    codes = world.item_codes(run)
    who, path = visitors["recorder"], f"/coop/tem/{run}/nhan/{roll}"
    page = who.get(path)
    assert 'data-fields="scans"' in page.source
    # A typed line may hold several codes, and one label of each part is enough.
    form = page.form() | {"scans": f"{codes[0]} {HOST}/{codes[3]}\n{codes[5]}", "look": "yes"}

    def send(**more: Any) -> Page:
        file = FileStorage(io.BytesIO(b"number\n2\n41\n"), "hong.csv")
        whole = {**form, "waste_file": file, **more}
        return Page(
            who.client.post(path, data=whole, base_url=HOST, headers={"Referer": HOST + path})
        )

    looked = send()
    assert (looked.status, "Còn 17 đoạn chưa quét." in looked.text) == (200, True), looked.text
    assert looked.source.count('class="num read"') == 3
    assert looked.form()["waste"] == "2, 41"
    assert "chọn lại" not in looked.text
    assert ledger(world, run) == [(1, 42, "ordered")]
    strange = send(scans="17")
    assert strange.error_at("scans").startswith("“17” không phải mã tem")
    # What was refused unticks nothing: the others were scanned all the same.
    spoiled = send(scans=f"{codes[0]}\n{codes[40]}")
    assert "Tem số 41 vừa quét vừa nằm trong danh sách hỏng" in spoiled.error_at("scans")
    assert spoiled.source.count('class="num read"') == 1


def test_a_part_that_is_wholly_waste_is_not_called_scanned(
    world: World, visitors: dict[str, Visitor]
) -> None:
    run = ordered(world, visitors["manager"], waste="5", per_roll="42")
    (roll,) = rolls_of(visitors["manager"], run)
    codes = world.item_codes(run)
    who, path = visitors["recorder"], f"/coop/tem/{run}/nhan/{roll}"
    page = who.send(path, "", scans=codes[0], waste="3-8", look="yes")
    assert page.status == 200, page.text
    assert page.source.count('class="num read"') == 1
    assert page.text.count("hỏng cả đoạn") == 3


def test_blank_labels_are_ordered_too_and_a_link_is_closed(
    world: World, visitors: dict[str, Visitor]
) -> None:
    manager = visitors["manager"]
    pack = f"{world.who.product}:1"
    asked = {"pack": pack, "count": "60", "stock": STOCK, "across": "2", "along": "column"}
    sent = manager.send("/coop/tem/xuong-in", "", **asked)
    assert sent.status == 303, sent.text
    run = sent.place.split("/")[3]
    assert "Đang vẽ" in manager.get(sent.place).text
    draw_jobs(world)
    path = link_of(manager, run, most="2")
    order = f"/coop/tem/{run}/xuong-in"
    closed = manager.send(order, f"{order}/1/rut")
    assert closed.status == 303
    assert "Đã đóng liên kết" in manager.get(closed.place).text
    gone = visitors["house"].get(path)
    assert (gone.status, "đã được đóng" in gone.text) == (410, True)
    late = link_of(manager, run, days="1")
    world.clock.now += dt.timedelta(days=2)
    assert "đã hết hạn" in visitors["house"].get(late).text


def test_what_a_form_of_an_order_cannot_take_stands_at_its_field(
    world: World, visitors: dict[str, Visitor]
) -> None:
    manager, lot = visitors["manager"], world.packed(40).code
    path = f"/coop/lo/{lot}/xuong-in"
    for field, value in (
        ("count", "41"),
        ("count", "10001"),
        ("count", "nhiều"),
        ("waste", "31"),
        ("per_roll", "0"),
        ("across", "21"),
        ("bleed", "11"),
        ("stock", "A9"),
    ):
        sent = manager.send(path, "", **{field: value})
        assert sent.status in (400, 422), (field, value, sent.status)
        assert sent.error_at(field), field
    with world.view() as view:
        assert queries.runs_of_holder(view.db, world.who.manager.party or 0) == []
    run = ordered(world, manager)
    order = f"/coop/tem/{run}/xuong-in"
    bad = manager.send(order, f"{order}/gui", house="", days="7", most="1")
    assert bad.error_at("house")
    for path in (f"/coop/tem/{run}/xuong-in", f"/coop/tem/{run}/xuong-in/quy-cach.pdf"):
        assert visitors["stranger"].get(path).status == 404
    world.recall(lot)
    assert "Lô này chưa in tem được" in manager.get(f"/coop/lo/{lot}/xuong-in").text


def test_a_session_opened_by_a_link_s_page_is_none(
    world: World, visitors: dict[str, Visitor]
) -> None:
    """The page of a house sets no cookie and shows nothing of anybody's."""
    run = ordered(world, visitors["manager"])
    path = link_of(visitors["manager"], run)
    page, table = visitors["house"].get(path), take(visitors["house"], path, "csv")
    assert "Set-Cookie" not in page.answer.headers
    for told in (page.text, table.source):
        for private in ("Thành Công", "Giàng Thị Mỷ", "Hoàng Thị Mai", world.who.household):
            assert private not in told


def test_a_waste_list_is_read_while_others_may_write(
    world: World, visitors: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ordered(world, visitors["manager"], waste="5", per_roll="42")
    (roll,) = rolls_of(visitors["manager"], run)
    who, path = visitors["recorder"], f"/coop/tem/{run}/nhan/{roll}"
    read, written = label_receptions.read_file, []

    def reading(*words: Any) -> Any:
        with world.by(world.who.recorder) as work:
            # Where a unit of the page were open, this one would wait for it in vain.
            work.lock_word("somebody else")
            written.append(1)
        return read(*words)

    monkeypatch.setattr(label_receptions, "read_file", reading)
    file = FileStorage(io.BytesIO(b"41\n"), "hong.csv")
    form = who.get(path).form() | {"scans": "\n".join(world.item_codes(run)[:40])}
    sent = who.client.post(
        path,
        data={**form, "waste": "42", "waste_file": file},
        base_url=HOST,
        headers={"Referer": HOST + path},
    )
    assert (sent.status_code, written) == (303, [1])


def test_a_new_link_closes_the_older_one_and_says_why_it_was_made(
    world: World, visitors: dict[str, Visitor]
) -> None:
    manager, house = visitors["manager"], visitors["house"]
    run = ordered(world, manager)
    order = f"/coop/tem/{run}/xuong-in"
    old = link_of(manager, run)
    assert "Vẫn để mở liên kết cũ" in manager.get(order).text
    new = link_of(manager, run, reason="mất liên kết")
    assert [house.get(path).status for path in (old, new)] == [410, 200]
    assert "Lý do: mất liên kết." in manager.get(order).text
    both = link_of(manager, run, reason="hai xưởng cùng in", keep_older="yes")
    assert [house.get(path).status for path in (new, both)] == [200, 200]


def test_a_sending_counts_as_printed_once_a_file_was_taken(
    world: World, visitors: dict[str, Visitor]
) -> None:
    manager, house = visitors["manager"], visitors["house"]
    run = ordered(world, manager)
    story = f"/coop/tem/tim?q={world.item_codes(run)[1]}"
    link_of(manager, run)
    path = link_of(manager, run, reason="mất liên kết cũ")
    assert "đã in 1 lần" in manager.get(story).text
    assert take(house, path, "csv").status == 200
    assert "đã in 1 lần" in manager.get(story).text
    path = link_of(manager, run, reason="xưởng in hỏng")
    assert "đã in 1 lần" in manager.get(story).text
    assert take(house, path, "pdf").status == 200
    assert "đã in 2 lần" in manager.get(story).text
