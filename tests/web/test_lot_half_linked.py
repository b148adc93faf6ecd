"""The page of a lot to which some of the blank labels that it needs were linked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import blank, link
from tests.people import World
from tests.web.lot_visits import Visitor, app_of, draw_jobs


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def test_a_lot_with_some_blank_labels_is_given_more(world: World, manager: Visitor) -> None:
    run, lot = blank(world, 40), world.packed(40).code
    linking = f'href="/coop/tem/kich-hoat?lo={lot}"'
    big = f'class="button big" {linking}'
    fresh = manager.get(f"/coop/lo/{lot}").source
    assert linking in fresh
    assert big not in fresh
    link(world, run, 1, 10, lot)
    half = manager.get(f"/coop/lo/{lot}").source
    assert big in half
    assert f'class="button outlined" href="/coop/lo/{lot}/in-tem"' in half
    link(world, run, 11, 40, lot)
    assert linking not in manager.get(f"/coop/lo/{lot}").source
    other = world.packed(40).code
    manager.send(f"/coop/lo/{other}/in-tem", "", count="10", stock="L7163")
    draw_jobs(world)
    printed = manager.get(f"/coop/lo/{other}").source
    assert f'class="button big" href="/coop/lo/{other}/in-tem"' in printed
    assert f"/coop/tem/kich-hoat?lo={other}" in printed


def test_printed_labels_that_take_the_room_are_named_at_linking(
    world: World, manager: Visitor
) -> None:
    run, lot = blank(world, 40), world.packed(40).code
    link(world, run, 1, 30, lot)
    printed = world.print_labels(lot, 8)
    codes = world.item_codes(run)
    asked = {"batch": lot, "first": codes[30], "last": codes[34]}
    refused = manager.send("/coop/tem/kich-hoat", "", **asked)
    said = refused.error_at("batch")
    assert f'href="/coop/lo/{lot}/tem"' in refused.source
    assert "Lô chỉ đủ cho 40 tem: 30 đã kích hoạt, 8 in riêng cho lô mà chưa kích hoạt" in said
    assert printed in said
    assert "Còn chỗ cho 2, không phải 5" in said
    assert manager.send("/coop/tem/kich-hoat", "", **asked | {"last": codes[31]}).status == 200
