"""Spoiled labels that a printing house makes good: the order and its papers say which."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from tests.blank_labels import blank, spoil
from tests.people import World
from tests.web.lot_visits import Visitor, app_of, draw_jobs
from tests.web.test_labels_made_good import leading
from tests.web.test_printing_house_pages import link_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def specification(visitor: Visitor, run: str) -> str:
    pdf = visitor.get(f"/coop/tem/{run}/xuong-in/quy-cach.pdf").answer.data
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    return " ".join(text.split())


def test_an_order_of_a_house_says_which_labels_it_makes_good(
    world: World, recorder: Visitor, tmp_path: Path
) -> None:
    house = Visitor(app_of(world, files=tmp_path), world)
    lot = world.packed(60, 200).code
    run = world.print_labels(lot, 40)
    spoil(world, run, "17, 23, 31-36")
    order = leading(recorder.get(f"/coop/tem/{run}/so").source, "Đặt xưởng in bù")
    form = recorder.get(order).form()
    assert (form["count"], form["replaces"], form["replaced"]) == ("8", run, "17, 23, 31–36")
    for more in ({}, {"preview": "yes"}):
        few = recorder.send(order, "", count="7", **more)
        assert few.error_at("count").startswith("Bù cho 8 tem hỏng thì in ít nhất 8 tem")
    sent = recorder.send(order, "")
    assert sent.status == 303, sent.text
    draw_jobs(world)
    new = sent.place.split("/")[3]
    shown = recorder.get(sent.place)
    assert f"In bù cho 8 tem hỏng của đợt in {run}: số 17, 23, 31–36." in shown.text
    paper = specification(recorder, new)
    assert "In bù · In place of" in paper
    assert "8 tem hỏng của đợt · spoiled labels of run" in paper
    assert "17, 23, 31–36" in paper
    theirs = house.get(link_of(recorder, new)).text
    assert "In bù tem hỏng" in theirs
    assert "17, 23, 31–36" in theirs
    again = recorder.send(order, "", count="8")
    assert f"Tem số 17 đã in bù ở đợt in {new}" in again.error_at("replaced")
    assert world.differences() == []


def test_blank_labels_are_made_good_by_a_house_too(world: World, recorder: Visitor) -> None:
    run = blank(world, 40)
    spoil(world, run, "3")
    order = leading(recorder.get(f"/coop/tem/{run}/so").source, "Đặt xưởng in bù")
    assert recorder.get(order).form()["pack"] == f"{world.who.product}:1"
    sent = recorder.send(order, "")
    assert sent.status == 303, sent.text
    draw_jobs(world)
    assert f"In bù cho 1 tem hỏng của đợt in {run}: số 3." in recorder.get(sent.place).text


def test_an_order_in_place_of_nothing_says_nothing(world: World, recorder: Visitor) -> None:
    lot = world.packed(60, 200).code
    order = f"/coop/lo/{lot}/xuong-in"
    assert "replaces" not in recorder.get(order).source
    sent = recorder.send(order, "", count="8")
    draw_jobs(world)
    assert "In bù" not in recorder.get(sent.place).text
    assert "In bù" not in specification(recorder, sent.place.split("/")[3])
