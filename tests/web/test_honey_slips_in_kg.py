"""Honey by slip in kilograms: typed, sent and read from a book, and kept as litres."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.families import hives
from tests.people import TODAY, World
from tests.services.weigh_days import number_of, opened, works
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.schemas.receptions import SlipOfDaySchema
from traceability.store import models

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def day(world: World) -> str:
    _area, place = hives(world)
    works(world, world.who.household, place)
    return opened(world, "mint_honey")


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def send(world: World, visitor: Visitor, day: str, **typed: str) -> Page:
    number = str(number_of(world, world.who.household))
    return visitor.send(f"/coop/can/{day}", f"/coop/can/{day}", seller=number, **typed)


def slips(world: World) -> list[models.WeighSlip]:
    with world.view() as view:
        rows = view.db.query(models.WeighSlip).order_by(models.WeighSlip.number).all()
        view.db.expunge_all()
        return rows


@pytest.mark.parametrize(
    ("typed", "net"),
    [
        ({"gross": "14 kg", "tare": "0 kg"}, 10_000),
        ({"gross": "15 kg", "bags": "1", "tare": "1 kg"}, 10_000),
        ({"gross": "14 kg", "tare": ""}, 10_000),
        ({"gross": "14 kg", "tare": "0"}, 10_000),
        ({"gross": "15,2", "bags": "1", "tare": "1", "unit": "kg", "density": "1,42"}, 10_000),
        ({"gross": "10", "tare": "0"}, 10_000),
    ],
)
def test_kilograms_become_litres(
    world: World, recorder: Visitor, day: str, typed: dict[str, str], net: int
) -> None:
    assert send(world, recorder, day, **typed).status == 303
    (slip,) = slips(world)
    assert (slip.net, slip.gross - slip.bags * slip.tare) == (net, net)
    assert world.differences() == []


def test_the_form_speaks_of_honey_and_keeps_the_unit(
    world: World, recorder: Visitor, day: str
) -> None:
    page = recorder.get(f"/coop/can/{day}")
    assert "Lượng mật" in page.text
    assert "(lít)" not in page.text
    done = send(world, recorder, day, gross="15", bags="1", tare="1", unit="kg")
    assert 'value="kg" selected' in recorder.get(done.place).source
    (slip,) = slips(world)
    shown = recorder.get(f"/coop/phieu-can/{slip.code}").text.replace("\u00a0", " ")
    assert "15 kg" in shown
    assert "1 × 1 kg" in shown
    assert "10 lít" in shown
    assert "1,4 kg/lít (giả định)" in shown
    paper = recorder.client.get(f"/coop/phieu-can/{slip.code}/a6.pdf", base_url=HOST).data
    (page,) = PdfReader(io.BytesIO(paper)).pages
    assert "1,4 kg (giả định)" in page.extract_text()


def test_software_sends_kilograms(world: World, day: str) -> None:
    sent = {"reception": day, "seller": "1", "gross": 14, "tare": 0, "unit": "kg"}
    line = SlipOfDaySchema(spoken=False).read(sent)["asked"].line
    assert (line.unit, line.scale.net, line.density) == ("g", 14_000, None)
    line = SlipOfDaySchema(spoken=False).read({**sent, "density": Decimal("1.42")})["asked"].line
    assert line.density == 1_420


def test_a_book_takes_kilograms(world: World, recorder: Visitor, day: str) -> None:
    path, number = "/coop/so-phieu-can", number_of(world, world.who.household)
    crop = "Mật ong bạc hà"
    text = f"Ngày\tSố hộ\tLoại cây\tCân cả bì\tĐơn vị\n{TODAY:%d/%m/%Y}\t{number}\t{crop}\t14\tkg"
    form = recorder.get(path).form(path)
    shown = recorder.post(path, {**form, "pasted": text})
    assert "10 lít" in shown.text.replace("\u00a0", " "), shown.text


def test_a_warning_bears_its_own_sign(world: World, recorder: Visitor) -> None:
    _area, place = hives(world, standing=False)
    works(world, world.who.household, place)
    day = opened(world, "mint_honey")
    page = recorder.get(send(world, recorder, day, gross="12").place)
    assert re.search(r'class="box look done"[^>]*>.*?Sổ không có điểm đặt ong', page.source, re.S)
    assert "box fine done" not in page.source


def test_the_cans_are_kept_for_the_next_slip_in_kilograms(
    world: World, recorder: Visitor, day: str
) -> None:
    done = send(world, recorder, day, gross="15", bags="1", tare="1,2", unit="kg")
    form = recorder.get(done.place).form(f"/coop/can/{day}")
    assert (form["bags"], form["tare"], form["unit"]) == ("1", "1,2", "kg")


def test_the_scale_of_the_day_is_read_in_its_own_unit(
    world: World, recorder: Visitor, day: str
) -> None:
    for gross in ("28", "27,4", "25"):
        assert send(world, recorder, day, gross=gross, unit="kg").status == 303
    path = f"/coop/can/{day}/dong"
    matched = recorder.send(path, path, scale_total="80,4 kg").text.replace("\u00a0", " ")
    assert "Khớp với cân tổng" in matched
    more = recorder.send(path, path, scale_total="81,8 kg").text.replace("\u00a0", " ")
    assert "Phiếu ít hơn cân tổng 1 lít" in more
    litres = recorder.send(path, path, scale_total="57,42")
    assert "Phiếu nhiều hơn cân tổng" in litres.text


def test_oranges_are_not_closed_by_the_litre(world: World, recorder: Visitor) -> None:
    day = opened(world)
    send(world, recorder, day, gross="12")
    path = f"/coop/can/{day}/dong"
    assert recorder.send(path, path, scale_total="5 lít").error_at("scale_total")
