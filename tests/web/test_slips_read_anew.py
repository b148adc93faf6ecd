"""A slip is put right by what the scale said: gross, bags, tare, moisture; the net follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.services.weigh_days import closed, line, opened, seller, weigh
from tests.web.lot_visits import Visitor, app_of, confirm
from traceability.domain.weigh_slips import Scale
from traceability.services.weigh_slips import Line

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def test_what_the_closing_page_names_is_typed_as_it_is_told(
    world: World, recorder: Visitor
) -> None:
    """274,0 for 27,4: the gross that the page names, and the day then closes to the gram."""
    day = opened(world)
    who = seller(world, "Sùng Mí Chá")
    slip = weigh(world, day, Line(Scale(274_000, 1, 500), "g", who))
    weigh(world, day, line(50, who))
    entry = world.entry(slip.batch)
    at = f"/coop/ghi-chep/{entry}/sua"
    form = recorder.get(at)
    assert "Cân cả bì" in form.text
    assert "274 kg" in form.source
    typed = {f"{entry}_{slip.batch}": "27,4", f"{entry}_bags": "1", f"{entry}_tare": "500 g"}
    shown = recorder.send(at, at, **typed, reason_kind="other", reason="gõ thừa một số")
    words = shown.text.replace("\u00a0", " ")
    assert "26,9 kg" in words
    assert "cân cả bì 27,4 kg" in words
    confirm(recorder, at, shown)
    assert world.on_hand(slip.batch)[0] == 26_900
    page = recorder.get(f"/coop/phieu-can/{slip.code}").text.replace("\u00a0", " ")
    for said in ("27,4 kg", "1 × 500 g", "26,9 kg"):
        assert said in page
    closed(world, day, scale_total=76_900)
    assert world.differences() == []


def test_bags_and_moisture_that_were_left_out_are_told_later(
    world: World, recorder: Visitor
) -> None:
    day = opened(world)
    slip = weigh(world, day, line(100, seller(world, "Hầu Thị Súa")))
    entry = world.entry(slip.batch)
    at = f"/coop/ghi-chep/{entry}/sua"
    names = {each: f"{entry}_{each}" for each in ("bags", "tare", "deduction")}
    both = {f"{entry}_{slip.batch}": "100", "reason_kind": "other", "reason": "quên trừ bì"}
    typed = {**both, names["bags"]: "4", names["tare"]: "0,5", names["deduction"]: "2,5"}
    confirm(recorder, at, recorder.send(at, at, **typed))
    page = recorder.get(f"/coop/phieu-can/{slip.code}").text.replace("\u00a0", " ")
    for words in ("98 kg", "4 × 500 g", "2,5 %", "95,55 kg"):
        assert words in page
    # Moisture alone was not taken off: the weight stays, what is paid for does not.
    entry = world.entry(slip.batch)
    at = f"/coop/ghi-chep/{entry}/sua"
    names = {each: f"{entry}_{each}" for each in ("bags", "tare")}
    both = {f"{entry}_{slip.batch}": "100", "reason_kind": "other", "reason": "không trừ ẩm"}
    typed = {**both, names["bags"]: "4", names["tare"]: "0,5"}
    confirm(recorder, at, recorder.send(at, at, **typed, **{f"{entry}_deduction": ""}))
    page = recorder.get(f"/coop/phieu-can/{slip.code}").text
    assert "2,5" not in page
    assert world.on_hand(slip.batch)[0] == 98_000
    assert world.differences() == []


def test_bags_that_weigh_all_of_it_are_refused_at_their_field(
    world: World, recorder: Visitor
) -> None:
    day = opened(world)
    slip = weigh(world, day, line(10, seller(world, "Ly Mí Nô")))
    entry = world.entry(slip.batch)
    at = f"/coop/ghi-chep/{entry}/sua"
    typed = {f"{entry}_{slip.batch}": "10", f"{entry}_bags": "4", f"{entry}_tare": "3"}
    refused = recorder.send(at, at, **typed, reason_kind="other", reason="quên trừ bì")
    assert refused.status == 422
    assert f'id="{entry}_tare-error"' in refused.source
