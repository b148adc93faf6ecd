"""A slip of the finger at the scale: told truly, at its field, and asked about before it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.services.weigh_days import closed, line, number_of, opened, weigh, works
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.data.slip_bounds import ask_above
from traceability.store import models

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    works(world, world.who.household)
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def send(world: World, visitor: Visitor, day: str, /, **typed: str) -> Page:
    typed = {"seller": str(number_of(world, world.who.household))} | typed
    return visitor.send(f"/coop/can/{day}", f"/coop/can/{day}", **typed)


def count(world: World) -> int:
    with world.view() as view:
        return view.db.query(models.WeighSlip).count()


@pytest.mark.parametrize("bare", ["0", "0 kg", ""])
def test_oranges_in_litres_are_told_their_unit_at_the_weight(
    world: World, recorder: Visitor, bare: str
) -> None:
    wrong = send(world, recorder, opened(world), gross="12 lít", bags="0", tare=bare)
    assert wrong.error_at("gross") == "Loại hàng này ghi bằng kg (cân nặng)."
    assert 'id="tare-error"' not in wrong.source


def test_bags_in_litres_are_told_at_the_bags(world: World, recorder: Visitor) -> None:
    wrong = send(world, recorder, opened(world), gross="12", bags="1", tare="1 lít")
    assert wrong.error_at("tare") == "Loại hàng này ghi bằng kg (cân nặng)."
    assert 'id="gross-error"' not in wrong.source


def test_fewer_than_no_bags_are_told_that_none_is_allowed(world: World, recorder: Visitor) -> None:
    day = opened(world)
    assert send(world, recorder, day, gross="12", bags="-1").error_at("bags") == (
        "Không được nhỏ hơn 0."
    )
    assert send(world, recorder, day, gross="12", bags="0").status == 303


def test_what_no_truck_carries_is_asked_about_once_and_recorded(
    world: World, recorder: Visitor
) -> None:
    day = opened(world)
    asked = send(world, recorder, day, gross="5001")
    assert (asked.status, count(world)) == (422, 0)
    for words in ("Phiếu này 5.001 kg", "thường không quá 5.000 kg", "Đã cân lại, số đúng"):
        assert words in asked.text.replace("\u00a0", " ")
    form = {**asked.form("/coop/can/"), "warn_reason": "weighed_again"}
    assert recorder.post(f"/coop/can/{day}", form).status == 303
    with world.view() as view:
        batch = view.db.query(models.Batch).one().code
    page = recorder.get(f"/coop/lo/{batch}").text
    assert "Lý do: đã cân lại, số đúng" in page
    assert world.differences() == []


def test_up_to_the_bound_nothing_is_asked(world: World, recorder: Visitor) -> None:
    assert send(world, recorder, opened(world), gross="5000").status == 303
    assert ask_above("coffee") is None


def test_a_truck_asks_at_its_reason(world: World, recorder: Visitor) -> None:
    path = f"/coop/can/{opened(world)}/xe"
    number = str(number_of(world, world.who.household))
    asked = recorder.send(path, path, seller_1=number, gross_1="999.999")
    assert asked.status == 422
    asked = recorder.send(path, path, seller_1=number, gross_1="999999")
    assert "nhiều hơn hẳn một lần cân" in asked.error_at("warn_reason")
    assert count(world) == 0


def test_a_gap_names_the_point_alone_and_says_the_figure(world: World, recorder: Visitor) -> None:
    day = opened(world)
    for kg in (30, 38, 55):
        weigh(world, day, line(kg, world.who.household, bags=2, tare=300))
    path = f"/coop/can/{day}/dong"
    seen = recorder.send(path, path, scale_total="391,2").text.replace("\u00a0", " ")
    said = "đang ghi cân cả bì 30,0 kg. Nếu gõ thiếu mười lần thì đúng ra là 300,0 kg"
    assert said in seen
    assert seen.count("khớp đến từng gam") == 1
    assert closed(world, day).lots
