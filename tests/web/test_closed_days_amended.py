"""A closed day whose slip was put right later: said as it is, never closed a second time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.services.test_deliveries import end
from tests.services.weigh_days import closed, line, opened, weigh
from tests.web.lot_visits import Visitor, app_of, confirm
from traceability.domain.deliveries import WriteOff
from traceability.services.weigh_slips import Line, NewSeller

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_a_slip_put_right_before_closing_shows_both(world: World, tmp_path: Path) -> None:
    recorder = Visitor(app_of(world, files=tmp_path), world, "recorder")
    day = opened(world)
    slip = weigh(world, day, sold(310))
    at = f"/coop/phieu-can/{slip.code}"
    assert "phiếu đã sửa số" not in recorder.get(at).text
    entry = world.entry(slip.batch)
    path = f"/coop/ghi-chep/{entry}/sua"
    typed = {f"{entry}_{slip.batch}": "31 kg", "reason_kind": "other", "reason": "gõ thừa số không"}
    confirm(recorder, path, recorder.send(path, path, **typed))
    page = recorder.get(at)
    words = page.text.replace("\u00a0", " ")
    for said in ("phiếu đã sửa số", "310 kg → 31 kg", "gõ thừa số không"):
        assert said in words
    assert "đã sửa số" in recorder.get(f"/coop/can/{day}/dong").text
    closed(world, day, scale_total=31_000)
    closed_page = recorder.get(f"/coop/can/{day}").text
    assert "đã sửa số" in closed_page
    assert "Lệch" not in closed_page


def test_a_gap_that_came_later_has_no_reason(world: World, tmp_path: Path) -> None:
    recorder = Visitor(app_of(world, files=tmp_path), world, "recorder")
    day = opened(world)
    gone = weigh(world, day, sold(100))
    weigh(world, day, sold(50))
    # What was used up before closing is in no lot of the day, and can be told anew by itself.
    use_up(world, gone.batch)
    closed(world, day, scale_total=150_000)
    entry = world.entry(gone.batch)
    path = f"/coop/ghi-chep/{entry}/sua"
    typed = {f"{entry}_{gone.batch}": "101 kg", "reason_kind": "other", "reason": "cân lại"}
    confirm(recorder, path, recorder.send(path, path, **typed))
    page = recorder.get(f"/coop/can/{day}").text.replace("\u00a0", " ")
    assert "Lệch 1 kg so với cân tổng: có phiếu sửa sau khi đóng phiên." in page
    assert "lý do đã ghi" not in page
    again = recorder.get(f"/coop/can/{day}/dong")
    assert again.status == 303
    assert again.place.endswith(f"/coop/can/{day}")


def test_a_gap_explained_at_closing_says_so(world: World, tmp_path: Path) -> None:
    recorder = Visitor(app_of(world, files=tmp_path), world, "recorder")
    day = opened(world)
    weigh(world, day, sold(50))
    closed(world, day, scale_total=49_000, reason="bì ướt")
    page = recorder.get(f"/coop/can/{day}").text.replace("\u00a0", " ")
    assert "Lệch 1 kg so với cân tổng, lý do đã ghi." in page


def sold(kg: int) -> Line:
    return line(kg, None, new_seller=NewSeller(f"Lù Thị Sen {kg}"))


def use_up(world: World, batch: str) -> None:
    end(world, batch, WriteOff.SPOILED)
