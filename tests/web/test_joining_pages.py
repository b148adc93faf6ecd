"""Joining goods says the same wherever it is done: what is outside, unweighed, held, lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.certificate_papers import asked, enter
from tests.people import TODAY, World
from tests.services.weigh_days import closed, line, opened, seller, weigh, works
from tests.web.lot_visits import Visitor, app_of
from traceability.services import certificates, recalls

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def day(world: World) -> str:
    """A day of goods under a code, and of others."""
    works(world, world.who.household)
    other = seller(world, "Hầu Thị Súa")
    day = opened(world)
    weigh(world, day, line(200, world.who.household))
    weigh(world, day, line(30, other))
    return day


def test_a_closed_day_says_which_lot_is_outside(world: World, recorder: Visitor, day: str) -> None:
    closed(world, day)
    page = recorder.get(f"/coop/can/{day}").source
    made = page[page.index("Đã gộp thành") : page.index("Bảng kê thu mua")]
    assert made.count("ngoài vùng mã") == 1


def test_a_merge_costs_what_closing_says(world: World, recorder: Visitor, day: str) -> None:
    """The list marks what is outside; the review says that all of it is then."""
    (inside, _lot), (outside, _other) = closed(world, day).lots
    path = f"/coop/lo/{inside}/lam/merge"
    form = recorder.get(path)
    assert form.text.count("ngoài vùng mã") == 1
    both = {f"take_{inside}": "yes", f"take_{outside}": "yes"}
    review = recorder.send(path, path, **both)
    assert "Gộp chung thì hàng ngoài vùng mã đi vào cả lô" in review.text
    alone = f"/coop/lo/{inside}/lam/wash"
    assert "Gộp chung" not in recorder.send(alone, alone, out_1="190").text
    washed = recorder.send(alone, alone, **both, out_1="225")
    assert "Gộp chung thì hàng ngoài vùng mã đi vào cả lô" in washed.text


@pytest.mark.parametrize("taken_away", ["withdrawn", "moved"])
def test_a_paper_that_stands_no_more_is_not_lost(
    world: World, recorder: Visitor, day: str, taken_away: str
) -> None:
    (inside, _lot), (outside, _other) = closed(world, day).lots
    told = {"number": "KN-118", "covers": (inside,), "valid_from": TODAY, "sampled_on": TODAY}
    paper = enter(world, "test_report", **told)
    path = f"/coop/lo/{inside}/lam/merge"
    both = {f"take_{inside}": "yes", f"take_{outside}": "yes"}
    assert "Lô chung mất các giấy này: Phiếu kiểm nghiệm" in recorder.send(path, path, **both).text
    with world.by(world.who.manager) as work:
        if taken_away == "withdrawn":
            certificates.withdraw(work, paper, "nhầm lô")
        else:
            told |= {"covers": (outside,), "revision": 1, "reason": "nhầm lô"}
            moved = asked(world, "test_report", **told)
            certificates.correct(work, paper, moved)
    review = recorder.send(path, path, **both).text
    if taken_away == "withdrawn":
        assert "hiện không giấy chứng nhận nào bị mất" in review
    else:  # the other lot has it now, and loses it
        assert review.count("KN-118") == 1


def test_what_waits_for_the_scale_and_what_is_held_is_marked(
    world: World, recorder: Visitor
) -> None:
    guessed, held = world.harvest(60, estimated=True).code, world.harvest(50).code
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, held, "chờ xem")
    path = f"/coop/lo/{guessed}/lam/merge"
    form = recorder.get(path).text
    assert "chờ cân" in form
    assert "tạm ngừng xuất" in form
    both = {f"take_{guessed}": "yes", f"take_{held}": "yes"}
    review = recorder.send(path, path, **both).text
    assert "Có hàng chưa cân" in review
    assert "Có lô đang tạm ngừng xuất" in review


def test_a_split_has_several_parts_or_leaves_some(world: World, recorder: Visitor) -> None:
    path = f"/coop/lo/{world.harvest(300).code}/lam/split"
    assert "không tách gì" in recorder.send(path, path, out_1="300").text
    assert recorder.send(path, path, out_1="200", out_2="100").status == 200
    (name,) = (each for each in recorder.get(path).form(path) if each.startswith("weight_"))
    assert recorder.send(path, path, **{name: "100", "out_1": "100"}).status == 200


def test_a_harvest_far_above_one_load_is_looked_at_again(world: World, recorder: Visitor) -> None:
    """12,000 kg for 1,200: within the season's ceiling, and more than a truck brings."""
    path = "/coop/thu-hoach/moi"
    said = "Nhiều hơn hẳn một lần cân"
    assert said in recorder.send(path, path, weight="12000 kg").text
    assert said not in recorder.send(path, path, weight="1200 kg").text
