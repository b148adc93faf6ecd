"""Printing labels through the pages: refusals before a number is taken, one print a sending."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

import labels
from tests.people import KEYRING, World
from tests.web.lot_visits import HOST, Page, Visitor, app_of, draw_jobs, fail_job
from traceability.services import jobs, print_files
from traceability.store.queries import batches
from traceability.store.queries import labels as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def stranger(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "stranger")


def path_of(batch: str) -> str:
    return f"/coop/lo/{batch}/in-tem"


def runs(world: World) -> int:
    """How many runs took a number."""
    with world.view() as view:
        return len(queries.runs_of_holder(view.db, world.who.manager.party or 0))


# --- the form ------------------------------------------------------------------------------------


def test_the_form_offers_all_that_remains_up_to_a_sheet(world: World, recorder: Visitor) -> None:
    small, large = world.packed(40, 100), world.packed(90, 200)
    assert recorder.get(path_of(small.code)).form()["count"] == "40"
    assert recorder.get(path_of(large.code)).form()["count"] == "65"
    assert "Lô đủ cho 90 tem, đang có 0, còn in được 90" in recorder.get(path_of(large.code)).text


def test_the_form_names_every_stock_by_size_and_labels_a_sheet(
    world: World, recorder: Visitor
) -> None:
    text = recorder.get(path_of(world.packed().code)).text
    assert "L7160 · 21 tem · 63,5 × 38,1 mm" in text
    assert "L7651 = Tomy 145 · 65 tem · 38,1 × 21,2 mm" in text
    assert "3474 · 24 tem · 70 × 37 mm" in text


def test_a_preview_draws_the_sheet_and_takes_no_number(world: World, recorder: Visitor) -> None:
    path = path_of(world.packed().code)
    page = recorder.send(path, count="3", stock="L7160", start="5", preview="yes")
    assert page.status == 200
    assert page.source.count('class="gone"') == 4
    assert page.source.count('class="printed"') == 3
    assert page.source.count('class="left"') == 14
    assert page.form()["start"] == "5"
    assert runs(world) == 0


# --- ordering ------------------------------------------------------------------------------------


def test_a_print_leads_to_its_page_that_waits_for_the_drawing(
    world: World, recorder: Visitor
) -> None:
    run = recorder.send(path_of(world.packed().code)).place
    page = recorder.get(run)
    assert "Đang tạo tờ tem" in page.text
    assert page.answer.headers["Refresh"] == f"2; url={run}"
    assert "Refresh" not in recorder.get(run + "?stay=1").answer.headers
    world.clock.pass_by(seconds=31)
    page = recorder.get(run)
    assert "Lâu hơn thường lệ" in page.text
    assert page.answer.headers["Refresh"] == f"10; url={run}"


def test_who_waits_sees_how_many_labels_were_read(world: World, recorder: Visitor) -> None:
    """Without a script: the page turns by itself and says how far it is, and the way out."""
    run = recorder.send(path_of(world.packed().code), count="12").place
    assert "<progress" not in recorder.get(run).source  # nobody has begun
    with world.by(world.who.operator) as work:
        claimed = jobs.claim(work, "one")
        assert claimed is not None
        jobs.extend(work, claimed, 5)
    page = recorder.get(run)
    assert "Đã đọc thử 5 / 12 tem" in page.text
    assert 'max="12" value="5"' in page.source
    assert "Rời trang này tem vẫn được tạo tiếp" in page.text
    assert page.answer.headers["Refresh"] == f"2; url={run}"


def test_a_double_click_prints_once(world: World, recorder: Visitor) -> None:
    path = path_of(world.packed().code)
    form = recorder.get(path).form() | {"count": "10"}
    first, second = recorder.post(path, form), recorder.post(path, form)
    assert (first.status, second.status) == (303, 303)
    assert first.place == second.place
    assert runs(world) == 1


def test_a_key_used_for_something_else_offers_what_it_recorded(
    world: World, recorder: Visitor
) -> None:
    path = path_of(world.packed().code)
    form = recorder.get(path).form() | {"count": "10"}
    run = recorder.post(path, form).place
    page = recorder.post(path, form | {"count": "12"})
    assert page.status == 409
    assert f'href="{run}"' in page.source
    assert page.form()["count"] == "12"
    assert page.form()["request_key"] != form["request_key"]
    assert recorder.post(path, page.form()).status == 303
    assert runs(world) == 2


# --- refusals ------------------------------------------------------------------------------------


def test_label_01_more_labels_than_were_packed(world: World, recorder: Visitor) -> None:
    path = path_of(world.packed(50, 100).code)
    page = recorder.send(path, count="51")
    assert page.status == 422
    assert "Lô chỉ đủ cho 50 tem" in page.error_at("count")
    assert page.form()["count"] == "51"
    assert recorder.send(path, count="10.001").status == 422
    assert runs(world) == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"count": "0"}, "count"),
        ({"count": "mười"}, "count"),
        ({"count": ""}, "count"),
        ({"count": "-3"}, "count"),
        ({"stock": "A4"}, "stock"),
        ({"start": "66"}, "start"),
        ({"start": "0"}, "start"),
    ],
)
def test_what_cannot_be_printed_is_said_at_its_field(
    world: World, recorder: Visitor, typed: dict[str, str], field: str
) -> None:
    page = recorder.send(path_of(world.packed().code), **typed)
    assert page.status == 422
    assert page.error_at(field)
    assert {name: page.form()[name] for name in typed if name != "stock"} == {
        name: value for name, value in typed.items() if name != "stock"
    }
    assert runs(world) == 0


def test_label_07_text_that_does_not_fit_names_the_size_that_would_do(
    world: World, tmp_path: Path
) -> None:
    long = "https://truy-xuat-nguon-goc-nong-san.hagiang.vn"
    app = app_of(world, files=tmp_path, public_url=long)
    page = Visitor(app, world, "recorder").send(path_of(world.packed().code), stock="L7651")
    assert page.status == 422
    assert "không vừa tem này" in page.error_at("stock")
    assert "Loại nhỏ nhất vừa chữ này:" in page.error_at("stock")
    assert " mm" in page.error_at("stock")
    assert runs(world) == 0


def test_an_address_that_is_not_https_prints_nothing(world: World, tmp_path: Path) -> None:
    app = app_of(world, files=tmp_path)
    packed = world.packed()
    visitor = Visitor(app, world, "recorder")
    form = visitor.get(path_of(packed.code)).form()
    plain = app_of(world, files=tmp_path, public_url="http://tem.hagiang.vn")
    visitor = Visitor(plain, world, "recorder")
    page = visitor.send(path_of(packed.code), count=form["count"])
    assert page.status == 422
    assert "không phải https" in page.text
    assert runs(world) == 0


def test_label_09_nothing_is_printed_for_a_lot_that_is_not_published(
    world: World, recorder: Visitor
) -> None:
    packed = world.pack(world.harvest(100).code, 40)
    page = ordered_anyway(recorder, packed.code)
    assert page.status == 422
    assert "chưa công bố" in page.text
    assert runs(world) == 0


def test_label_09_nothing_is_printed_for_a_held_or_recalled_lot(
    world: World, recorder: Visitor
) -> None:
    packed, recalled = world.packed(), world.packed()
    world.recall(recalled.code)
    world.suspend(dt.date(2026, 1, 1), sorted_lots(world))
    page = ordered_anyway(recorder, packed.code)
    assert page.status == 422
    assert "mã số vùng trồng không hiệu lực vào ngày thu hoạch" in page.text
    page = ordered_anyway(recorder, recalled.code)
    assert page.status == 422
    assert "đang thuộc diện thu hồi sản phẩm" in page.text
    assert runs(world) == 0


def ordered_anyway(visitor: Visitor, batch: str) -> Page:
    """A print asked for past the page, which no longer offers it."""
    form = {"csrf_token": visitor.token(), "request_key": "a1b2c3d4-0001"}
    return visitor.post(path_of(batch), form | {"count": "5", "stock": "L7651", "start": "1"})


def sorted_lots(world: World) -> list[str]:
    """The harvests of the world by lot code."""
    with world.view() as view:
        rows = batches.of_holder(view.db, world.who.manager.party or 0, ["harvest"])
        return sorted(batch.lot_code for batch, _stock in rows)


def test_a_lot_with_all_its_labels_offers_no_form(world: World, recorder: Visitor) -> None:
    packed = world.packed(40, 100)
    world.print_labels(packed.code, 40)
    page = recorder.get(path_of(packed.code))
    assert "Lô này đã in đủ 40 tem" in page.text
    assert "request_key" not in page.source
    assert "nhiều nhất 1.000 quả (mỗi quả từ 80 g)" in page.text
    stickers = recorder.get(path_of(packed.code) + "?design=fruit_sticker")
    assert "request_key" in stickers.source
    assert "Còn in thêm được 0 tem" in recorder.get(f"/coop/lo/{packed.code}").text


# --- the file ------------------------------------------------------------------------------------


def test_the_file_is_not_handed_out_before_it_was_decoded(world: World, recorder: Visitor) -> None:
    run = recorder.send(path_of(world.packed().code)).place
    page = recorder.get(run + "/tem.pdf")
    assert page.status == 409
    assert "chưa tạo xong" in page.text


def test_every_code_of_the_file_decodes_and_resolves(world: World, recorder: Visitor) -> None:
    packed = world.packed()
    run = recorder.send(path_of(packed.code), count="12", stock="3474", start="3").place
    draw_jobs(world)
    assert "Tải tờ tem (PDF)" in recorder.get(run).text
    answer = recorder.printed(run).answer
    code = run.rsplit("/", 1)[1]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    name = f'attachment; filename="tem-{packed.lot_code}-{code}.pdf"'
    assert answer.headers["Content-Disposition"] == name
    read = labels.decode_sheets(answer.get_data(), labels.STOCKS["3474"])
    urls = [text for text in read if text]
    assert read[:2] == ["", ""]
    assert len(set(urls)) == 12
    for url in urls:
        found = recorder.get("/" + url.rsplit("/", 1)[1].upper())
        assert url.lower().startswith(HOST)
        assert found.status == 200
        assert packed.lot_code in found.text


def test_a_file_drawn_otherwise_today_is_decoded_again(world: World, recorder: Visitor) -> None:
    run = world.print_labels(world.packed().code, 5)  # released with a hash of an older drawing
    answer = recorder.printed(f"/coop/tem/{run}").answer
    assert answer.status_code == 200
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        results = queries.results(view.db, row.id)
        assert [each.decoded for each in results] == [5, 5]
        pdf, drawn = print_files.again(KEYRING, row, print_files.decoded_before(view, row))
    assert drawn is None
    assert pdf == answer.get_data()


def test_a_file_is_drawn_while_no_view_is_open(
    world: World, recorder: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = world.print_labels(world.packed().code, 5)
    again, open_views = print_files.again, []

    def watched(*given: Any) -> Any:
        open_views.append(world.store.reader.pool.checkedout())  # type: ignore[attr-defined]
        return again(*given)

    monkeypatch.setattr(print_files, "again", watched)
    assert recorder.printed(f"/coop/tem/{run}").status == 200
    assert open_views == [0]


def test_a_run_prints_once_and_again_only_with_a_reason(
    world: World, recorder: Visitor, tmp_path: Path
) -> None:
    lot = world.packed()
    code = world.print_labels(lot.code, 5)
    run, label = f"/coop/tem/{code}", f"/coop/tem/tim?q={world.item_codes(code)[2]}"
    assert recorder.get(f"{run}/tem.pdf").status == 404  # nobody asked to print it
    assert recorder.printed(run).answer.data.startswith(b"%PDF")
    assert "In cả đợt" in recorder.get(f"{run}/so").text
    assert "đã in 1 lần" in recorder.get(label).text
    # A download that broke off is the same printing, whichever way it is asked for again.
    assert recorder.get(f"{run}/tem.pdf").status == 200
    key = {"csrf_token": recorder.token(), "request_key": "a1b2c3d4-0002"}
    assert recorder.post(f"{run}/lay-in", key).status == 303
    assert recorder.get(f"{run}/so").source.count("In cả đợt") == 1
    world.clock.pass_by(hours=25)
    late = Visitor(app_of(world, files=tmp_path), world, "recorder")
    assert late.get(f"{run}/tem.pdf").status == 410
    bare = late.send(run, f"{run}/lay-in")
    assert (bare.status, "ghi rõ lý do" in bare.error_at("again_reason")) == (422, True)
    sent = late.send(run, f"{run}/lay-in", again_reason="máy in kẹt giấy")
    assert late.get(sent.place).answer.data.startswith(b"%PDF")
    assert "máy in kẹt giấy" in late.get(f"{run}/so").text
    assert "đã in 2 lần" in late.get(label).text
    whole = {"first": "1", "last": "5", "form": "csv"}
    assert late.send(f"{run}/ghi/xuat-tep", "", **whole).error_at("reason")
    form = late.get(f"{run}/ghi/xuat-tep").form() | whole | {"form": "printer", "reason": "in"}
    assert late.post(f"{run}/ghi/xuat-tep", form).status == 422
    assert world.differences() == []


def test_a_roll_leaves_in_its_printer_s_language_too_and_that_is_a_printing(
    world: World, recorder: Visitor
) -> None:
    code = world.print_labels(world.packed().code, 3, stock="50×30")
    run, label = f"/coop/tem/{code}", f"/coop/tem/tim?q={world.item_codes(code)[2]}"
    assert recorder.get(f"{run}/may-tem/zpl").status == 404  # nobody asked to print it
    sent = recorder.send(run, f"{run}/lay-in", **{"as": "zpl"})
    whole = recorder.get(sent.place).answer
    assert whole.data.count(b"^XA") == 3
    assert whole.headers["Content-Disposition"] == f'attachment; filename="tem-{code}.zpl"'
    assert recorder.get(f"{run}/may-tem/tspl").answer.data.count(b"PRINT 1,1") == 3
    assert recorder.get(f"{run}/may-tem/epl").status == 404
    assert "đã in 1 lần" in recorder.get(label).text
    assert "may-tem/tspl" in recorder.get(run).source
    sheets = f"/coop/tem/{world.print_labels(world.packed().code, 5)}"
    assert "ZPL" not in recorder.get(sheets).text
    recorder.printed(sheets)
    assert recorder.get(f"{sheets}/may-tem/zpl").status == 404


def test_the_rest_goes_on_where_the_sheet_does_and_a_roll_has_no_place(
    world: World, recorder: Visitor
) -> None:
    lot = world.packed()
    sheets = f"/coop/tem/{world.print_labels(lot.code, 5)}"
    assert recorder.get(f"{sheets}/ghi/in-tiep").form()["start"] == ""
    picked = recorder.send(f"{sheets}/ghi/in-tiep", "", last_good="3", pick="9")
    assert (picked.status, picked.form()["start"], picked.form()["last_good"]) == (200, "9", "3")
    assert picked.source.count('class="gone"') == 8
    assert picked.source.count('class="printed"') == 2
    roll = f"/coop/tem/{world.print_labels(lot.code, 5, stock='50×30')}"
    assert 'name="pick"' not in recorder.get(f"{roll}/ghi/in-tiep").source
    assert "start" not in recorder.get(f"{roll}/ghi/in-tiep").form()
    sent = recorder.send(f"{roll}/ghi/in-tiep", "", last_good="3")
    assert sent.status == 303, sent.text


def test_labels_are_printed_once_their_file_was_fetched(world: World, recorder: Visitor) -> None:
    run = f"/coop/tem/{world.print_labels(world.packed().code, 5)}"
    assert "đã đặt in 5" in recorder.get(run).text
    recorder.printed(run)
    assert "đã in 5" in recorder.get(run).text


def test_sheets_for_the_rest_open_for_a_day(
    world: World, recorder: Visitor, tmp_path: Path
) -> None:
    run = f"/coop/tem/{world.print_labels(world.packed().code, 5)}"
    recorder.send(f"{run}/ghi/in-tiep", "", last_good="3", start="1")
    assert recorder.get(f"{run}/in-tiep/1.pdf").status == 200
    world.clock.pass_by(hours=25)
    late = Visitor(app_of(world, files=tmp_path), world, "recorder")
    over = late.get(f"{run}/in-tiep/1.pdf")
    assert (over.status, "tạo tờ in tiếp mới" in over.text) == (410, True)


def test_a_drawing_that_failed_says_so(world: World, recorder: Visitor) -> None:
    run = recorder.send(path_of(world.packed().code)).place
    fail_job(world, "print_not_readable")
    page = recorder.get(run)
    assert "Không tạo được tờ tem" in page.text
    assert "không đọc lại được" in page.text
    assert "Refresh" not in page.answer.headers
    assert "lỗi" in recorder.get("/coop/tem").text


def test_the_runs_are_listed_newest_first(world: World, recorder: Visitor) -> None:
    assert "hoặc in trước vụ rồi kích hoạt sau" in recorder.get("/coop/tem").text
    packed = world.packed()
    older = world.print_labels(packed.code, 5)
    newer = world.print_labels(packed.code, 7, released=False)
    source = recorder.get("/coop/tem").source
    assert source.index(newer) < source.index(older)
    text = recorder.get("/coop/tem").text
    assert "đang tạo" in text
    assert "sẵn sàng" in text


# --- who -----------------------------------------------------------------------------------------


def test_another_cooperative_finds_no_run(world: World, stranger: Visitor) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 5)
    assert run not in stranger.get("/coop/tem").source
    for path in (path_of(packed.code), f"/coop/tem/{run}", f"/coop/tem/{run}/tem.pdf"):
        assert stranger.get(path).status == 404
    assert ordered_anyway(stranger, packed.code).status == 404
    assert stranger.get("/coop/tem/000000000").status == 404


def test_a_harvest_prints_no_labels(world: World, recorder: Visitor) -> None:
    harvest = world.harvest()
    assert recorder.get(path_of(harvest.code)).status == 404
    assert ordered_anyway(recorder, harvest.code).status == 404
