"""A run on a roll and label printers of other dots than those that it was drawn in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.web.lot_visits import Visitor, app_of, draw_jobs

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def key_of(recorder: Visitor, path: str, name: str) -> str:
    _before, *options = recorder.get(path).source.split("<option ")
    return next(each for each in options if name in each).split('"')[1]


def test_a_run_is_made_for_no_printer_of_other_dots(world: World, recorder: Visitor) -> None:
    """Neither its page nor its ledger names one, and its doors refuse it before all else."""
    path = f"/coop/lo/{world.packed().code}/in-tem"
    measure = "/coop/may-in/moi?loai=cuon"
    recorder.send(measure, name="Máy nhỏ", dpi="203", from_left="5,8")
    small = key_of(recorder, path, "Máy nhỏ")
    run = recorder.send(path, count="3", stock="50×30", printer=small).place
    draw_jobs(world)
    assert "Tệp đã chỉnh cho máy Máy nhỏ" in recorder.get(run).text
    assert recorder.send(measure, name="Máy to", dpi="300", from_left="5,8").status == 303
    big = key_of(recorder, path, "Máy to")
    page = recorder.get(run)  # of whom the big one is the usual one from now on
    assert ("Tệp đã chỉnh" in page.text, big in page.source) == (False, False)
    assert big not in recorder.get(f"{run}/so").source

    refused = recorder.send(run, f"{run}/lay-in", may=big, **{"as": "zpl"})
    assert refused.status == 422
    assert "vẽ theo 203 dpi nên in ra sai cỡ" in refused.text
    assert "Lấy in lúc" not in recorder.get(run).text
    sent = recorder.send(run, f"{run}/lay-in", may=small, **{"as": "zpl"})
    assert recorder.get(sent.place).status == 200
    for file in ("may-tem/zpl", "tem.pdf"):
        assert recorder.get(f"{run}/{file}?may={big}").status == 422
        assert recorder.get(f"{run}/{file}").status == 200
