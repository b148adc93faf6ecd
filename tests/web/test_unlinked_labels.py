"""A label that is on no goods yet says so, however grave what is said of its lot."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.people import PACKED_ON, TODAY, World
from tests.print_houses import order_of_house
from tests.web.public_door import BASE, item_code, lift_all, visitor

SAYS = {"vi": "chưa kích hoạt", "en": "has not activated it", "zh": "尚未启用"}


@pytest.fixture
def backend() -> str:
    return "sqlite"


def lots(world: World, count: int) -> list[tuple[str, str]]:
    """Published lots, each with a run of labels of which the first alone is linked."""
    picked = [world.harvest(10, PACKED_ON) for _ in range(count)]
    found = []
    for each in picked:
        lot = world.pack(each.code, 5, TODAY).code
        world.publish(lot)
        found.append((lot, world.print_labels(lot, 3)))
        world.link(found[-1][1], 1, 1)
    world.suspend(PACKED_ON, [each.lot_code for each in picked])
    return found


def said(client: FlaskClient, code: str, language: str = "vi") -> str:
    answer = client.get(f"/{code}?lang={language}", base_url=BASE)
    assert answer.status_code == 200
    return re.sub(r"<style.*?</style>", "", answer.text, flags=re.S)


@pytest.mark.parametrize("language", SAYS)
def test_a_graver_verdict_hides_no_label_that_was_not_activated(
    world: World, language: str
) -> None:
    (held, of_held), (lifted, of_lifted), (recalled, of_recalled) = lots(world, 3)
    lift_all(world, lifted)
    world.recall(recalled)
    client, unlinked = visitor(world), SAYS[language]
    for run, status in (
        (of_held, "held"),
        (of_lifted, "code_not_active"),
        (of_recalled, "recalled"),
    ):
        on_goods, in_drawer = item_code(world, run, 1), item_code(world, run, 2)
        assert unlinked not in said(client, on_goods, language)
        assert unlinked in said(client, in_drawer, language), status
        told = client.get(f"/id/item/{in_drawer}.json", base_url=BASE).json
        assert told["status"] == status
        # A recall speaks of the lot, whatever becomes of the label.
        assert bool(told["origins"]) == (status == "recalled")
        assert client.get(f"/id/item/{on_goods}.json", base_url=BASE).json["origins"]
    assert held != lifted


def test_labels_at_a_printing_house_are_told_so_beside_a_recall(world: World) -> None:
    lot = world.packed(40).code
    run = order_of_house(world, lot, 12, 12).run
    world.recall(lot)
    assert "đặt xưởng in và chưa nhận về" in said(visitor(world), world.item_codes(run)[0])


def test_a_list_says_both(world: World) -> None:
    (_lot, run), *_others = lots(world, 1)
    codes = "\n".join(item_code(world, run, number) for number in (1, 2))
    answer = visitor(world).post("/danh-sach", base_url=BASE, data={"codes": codes})
    rows = re.findall(r'class="status.*?<span>([^<]+)</span>', answer.text, flags=re.S)
    assert sorted(row.count("chưa được kích hoạt") for row in rows) == [0, 1]
    assert all("tạm ngừng bán" in row for row in rows)
