"""Torn, misprinted and lost labels from the page of a run: to the ledger, where they are made good.

Voiding stays for labels that must not be trusted any more.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from tests.blank_labels import blank, give, spoil
from tests.people import World
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.services import recalls
from traceability.services.label_hands import Hands

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    return {who: Visitor(app, world, who) for who in ("manager", "recorder")}


@pytest.mark.parametrize("who", ["manager", "recorder"])
def test_the_page_of_a_run_leads_torn_and_lost_labels_to_the_ledger(
    world: World, visitors: dict[str, Visitor], who: str
) -> None:
    run = world.print_labels(world.packed(60, 200).code, 40)
    page = visitors[who].get(f"/coop/tem/{run}")
    for act in ("hong", "mat"):
        assert f'href="/coop/tem/{run}/ghi/{act}"' in page.source
        assert visitors[who].get(f"/coop/tem/{run}/ghi/{act}").status == 200
    assert "In bù" not in page.text.replace("in bù được", "")


def test_voiding_is_for_labels_that_must_not_be_trusted(
    world: World, visitors: dict[str, Visitor]
) -> None:
    run = world.print_labels(world.packed(60, 200).code, 40)
    text = visitors["manager"].get(f"/coop/tem/{run}").text
    assert "Hủy tem không còn tin được" in text
    assert "Tem đã hủy không in bù được." in text
    assert "Hủy tem rách" not in text


def test_the_page_of_a_run_offers_to_make_good_what_is_spoiled(
    world: World, visitors: dict[str, Visitor]
) -> None:
    run = world.print_labels(world.packed(60, 200).code, 40)
    spoil(world, run, "17, 23, 31-36")
    recorder = visitors["recorder"]
    page = recorder.get(f"/coop/tem/{run}")
    assert "In bù 8 tem hỏng" in page.text
    order = page.source.split("In bù 8 tem hỏng")[0].rsplit('href="', 1)[1].split('"')[0]
    assert recorder.send(order.replace("&amp;", "&")).status == 303
    assert "In bù 8 tem hỏng" not in recorder.get(f"/coop/tem/{run}").text


def test_lost_labels_are_not_told_to_be_accounted_for(
    world: World, visitors: dict[str, Visitor]
) -> None:
    recorder, listed = visitors["recorder"], "/coop/tem/chua-ro"
    run = world.print_labels(world.packed(60, 200).code, 40)
    assert "Mọi con tem đều rõ ở đâu" in recorder.get(listed).text
    path = f"/coop/tem/{run}/ghi"
    assert recorder.send(f"{path}/mat", "", numbers="5-9", reason="rơi dọc đường").status == 303
    page = recorder.get(listed)
    assert "Mọi con tem đều rõ ở đâu" not in page.text
    assert "5 tem · tem số 5–9" in page.text
    assert "báo mất, chưa tìm thấy" in page.text
    assert f"{path}/tim-thay?so=5" in page.source


def test_a_held_lot_offers_nothing_that_it_refuses(
    world: World, visitors: dict[str, Visitor]
) -> None:
    lot = world.packed(60, 200).code
    run = world.print_labels(lot, 40)
    spoil(world, run, "17")
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, lot, "nghi lẫn lô")
    for path in (f"/coop/tem/{run}", f"/coop/tem/{run}/so"):
        assert "In bù 1 tem hỏng" not in visitors["recorder"].get(path).text
    said = visitors["recorder"].get(f"/coop/tem/{run}/so").text
    assert "1 tem hỏng chưa in bù được: lô đang không nhận tem." in said


def _ways(page: Page, act: str) -> list[str]:
    """Where the buttons of an act on a page lead."""
    found = re.findall(rf'href="([^"]+)">{act}</a>', page.source)
    return [html.unescape(each) for each in found]


def test_skipped_labels_are_linked_or_taken_back_from_their_line(
    world: World, visitors: dict[str, Visitor]
) -> None:
    recorder, listed = visitors["recorder"], "/coop/tem/chua-ro"
    lot = world.packed(60, 200).code
    run = world.print_labels(lot, 40)
    give(world, run, 11, 13, Hands.TEAM, "Tổ thôn Vĩnh Sơn")
    world.link(run, 1, 10)
    world.link(run, 14, 20)
    page = recorder.get(listed)
    assert "3 tem · tem số 11–13" in page.text
    (link,), (back,) = _ways(page, "Kích hoạt tem"), _ways(page, "Nhận lại")
    asked = recorder.send(link, "")
    assert "Sẽ kích hoạt 3 tem, số 11–13, cho lô" in asked.text
    assert recorder.send(back, "").status == 303
    page = recorder.get(listed)
    assert (len(_ways(page, "Kích hoạt tem")), _ways(page, "Nhận lại")) == (1, [])


def test_labels_of_two_keepers_are_not_linked_together_unseen(
    world: World, visitors: dict[str, Visitor]
) -> None:
    run, lot = blank(world), world.packed(60, 200).code
    give(world, run, 1, 20, Hands.TEAM, "Tổ thôn Vĩnh Sơn")
    give(world, run, 21, 40, Hands.PERSON, "Chị Mẩy")
    codes, recorder = world.item_codes(run), visitors["recorder"]
    said = "Tem này không ở cùng một chỗ"

    def asked(first: int, last: int) -> str:
        ends = {"first": codes[first - 1], "last": codes[last - 1]}
        return recorder.send("/coop/tem/kich-hoat", "", batch=lot, **ends).text

    both = asked(15, 22)
    assert f"{said}: số 15–20 Tổ thôn Vĩnh Sơn giữ; số 21–22 Chị Mẩy giữ." in both
    assert f"{said}: số 40 Chị Mẩy giữ; số 41 trong kho." in asked(40, 41)
    assert said not in asked(1, 20)
    assert said not in asked(41, 50)
