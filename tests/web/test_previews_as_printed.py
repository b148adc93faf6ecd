"""A preview is the print that it precedes: the same address in the symbol, the same small words."""

from __future__ import annotations

import dataclasses
import html
import io
import re
from pathlib import Path

import pypdf
import pytest

import labels
from tests.measured import SHEET
from tests.people import KEYRING, World
from tests.web.digital_link_doors import goods
from tests.web.lot_visits import HOST, Visitor, app_of, draw_jobs
from traceability.services import (
    carton_runs,
    label_ledger,
    label_links,
    label_previews,
    print_files,
    print_runs,
    printers,
    stationery,
)
from traceability.services.carton_runs import CartonRequest
from traceability.services.frozen_runs import Frozen
from traceability.services.label_links import LabelSpan
from traceability.services.label_previews import Drawing
from traceability.services.print_runs import PrintRequest
from traceability.store.models import PrintRun

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def stranger(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "stranger")


def row_of(world: World, code: str) -> PrintRun:
    with world.view() as view:
        run = label_ledger.known_run(view, code)
        view.db.expunge(run)
        return run


def as_printed(run: PrintRun) -> bytes:
    """The first label of a run as one looks at it; only its code is dead."""
    stamp = Frozen.from_json(run.frozen).stamp
    whole = print_files.stickers_of(KEYRING, run)
    first = dataclasses.replace(whole[min(whole)], code=labels.DEAD_CODE)
    return labels.draw_one_look(print_files.sheet_of(run), stamp, first)


@pytest.mark.parametrize("gs1", [False, True])
def test_a_link_is_looked_at_in_the_modules_that_it_prints_in(world: World, *, gs1: bool) -> None:
    asked = PrintRequest(goods(world).code, 3, "L7651", gs1=gs1)
    with world.view() as view:
        found = label_previews.of_lot(view, world.who.recorder, world.press, asked)
        picture = label_previews.drawn_of_lot(
            view, world.who.recorder, world.press, asked, Drawing.ONE
        )
    with world.by(world.who.recorder) as work:
        code = print_runs.order(work, world.press, asked).code
    row = row_of(world, code)
    sheet, stamp = print_files.sheet_of(row), Frozen.from_json(row.frozen).stamp
    first = print_files.stickers_of(KEYRING, row)[1]
    plan = labels.arrange(sheet.label, stamp, first)
    assert (found.module_um, picture) == (plan.symbol.module_um, as_printed(row))


def test_what_the_order_refuses_is_refused_when_it_is_looked_at(
    world: World, recorder: Visitor
) -> None:
    path = f"/coop/lo/{world.packed().code}/in-tem"
    form = recorder.get(path).form() | {"address": "gs1"}
    looked, sent = recorder.post(path, form | {"preview": "1"}), recorder.post(path, form)
    assert (looked.status, sent.status) == (422, 422)
    assert "Hãy chọn địa chỉ ngắn" in looked.text
    assert recorder.client.get(f"{path}/xem/to.png?address=gs1", base_url=HOST).status_code == 422


def test_more_than_the_lot_has_room_for_is_refused_when_it_is_looked_at(
    world: World, recorder: Visitor
) -> None:
    path = f"/coop/lo/{world.packed(10).code}/in-tem"
    form = recorder.get(path).form() | {"count": "11"}
    looked, sent = recorder.post(path, form | {"preview": "1"}), recorder.post(path, form)
    assert (looked.status, sent.status) == (422, 422)
    assert all("Lô chỉ đủ cho 10 tem" in each.text for each in (looked, sent))


def test_cartons_are_looked_at_as_cartons(world: World) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    asked = CartonRequest(lot, run, 20, "L7163")
    for _again in range(2):
        with world.view() as view:
            picture = label_previews.drawn_of_cartons(
                view, world.who.recorder, world.press, asked, Drawing.ONE
            )
        with world.by(world.who.recorder) as work:
            code = carton_runs.order(work, world.press, asked).code
        made = row_of(world, code)
        assert picture == as_printed(made)
        # The labels got wet: the next run goes on with the numbers, and so does the look at it.
        with world.by(world.who.manager) as work:
            label_links.void(work, LabelSpan(code, made.count - 1, made.count), "giấy ướt")


def test_the_page_of_a_run_names_the_paper_that_it_is_on(world: World, recorder: Visitor) -> None:
    lot = world.packed(40).code
    across = dataclasses.replace(SHEET, name="Decal A5", page_width=148_000, columns=2)
    with world.by(world.who.recorder) as work:
        stationery.add(work, dataclasses.replace(across, page_height=210_000, rows=5))
    for stock, name in (("Decal A5", "A5"), ("L7160", "A4")):
        run = recorder.send(f"/coop/lo/{lot}/in-tem", count="3", stock=stock, start="1").place
        draw_jobs(world)
        assert f"In 100 %, khổ {name}, không co giãn." in recorder.get(run).text
        shown = recorder.get(f"/coop/in-thu?giay={stock}").text
        assert f"In 100 %, khổ {name}, không co giãn." in shown


def dead(pdf: bytes, sheet: labels.Sheet) -> set[str]:
    return set(filter(None, labels.decode_sheets(pdf, sheet)))


@pytest.mark.parametrize(
    ("stock", "design"),
    [("L7160", "trace_stamp"), ("L7161", "hang_tag"), ("50×30", "trace_stamp")],
)
def test_a_dead_sheet_of_what_is_about_to_be_printed(
    world: World, recorder: Visitor, stranger: Visitor, stock: str, design: str
) -> None:
    with world.by(world.who.manager) as work:
        key = printers.add(work, printers.Measured("Máy lệch", None, 100_000, 22_000, 20_000))
    lot = world.packed().code
    path = f"/coop/lo/{lot}/in-tem"
    page = recorder.send(path, count="3", stock=stock, design=design, printer=key, preview="yes")
    found = re.search(r'href="([^"]+/xem/thu\.pdf[^"]*)"', page.source)
    assert found, page.text
    trial = recorder.get(html.unescape(found[1])).answer
    assert dead(trial.data, labels.paper(stock)) == {"IN THỬ, không phải tem"}
    told = pypdf.PdfReader(io.BytesIO(trial.data)).pages[0].extract_text()
    assert "IN THỬ" in told
    assert "Cam sành" in told
    assert stranger.get(html.unescape(found[1])).status == 404
    run = recorder.send(path, count="3", stock=stock, design=design).place.rsplit("/", 1)[1]
    draw_jobs(world)
    again = re.search(r'href="([^"]+/thu\.pdf[^"]*)"', recorder.get(f"/coop/tem/{run}").source)
    assert again
    assert recorder.get(html.unescape(again[1])).answer.content_type == "application/pdf"
    assert recorder.get(f"/coop/tem/{run}/thu.pdf?may={key}").answer.data == trial.data


def test_no_picture_is_drawn_of_what_no_order_is_for(world: World, recorder: Visitor) -> None:
    """Its address can be typed by hand: a million labels would take the server's memory."""
    lot, asked = world.packed().code, "count=1000000&per_roll=1000000&stock=Decal+A4"
    for path in ("/coop/tem/in-truoc/xem", f"/coop/lo/{lot}/in-tem/xem"):
        for name in ("to.png", "tem.png", "thu.pdf"):
            refused = recorder.get(f"{path}/{name}?{asked}")
            assert refused.status == 422, (path, name)
