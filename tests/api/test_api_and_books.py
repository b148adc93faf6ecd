"""One verdict: what the API says of a slip or a dispatch, a book says of the row."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.software import Door
from tests.api.test_api_scopes import made_for
from tests.book_lists import codes, looked
from tests.people import TODAY
from tests.services.weigh_days import number_of, works

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
#: How a column is typed for what the API is told under a name.
SLIP = {"crop": "sanh_orange", "gross": "20", "bags": "2", "tare": "0,3", "deduction": "5"}
CASES: tuple[tuple[str, object, str], ...] = (
    ("gross", 0.5, "0,5"),
    ("gross", -1, "-1"),
    ("gross", 0, "0"),
    ("tare", -1, "-1"),
    ("tare", 15, "15"),
    ("deduction", 100, "100"),
    ("bags", 1.5, "1,5"),
    ("bags", 5000, "5000"),
    ("price", 200_000_000, "200000000"),
    ("grade", "gold", "gold"),
    ("seller", "9999", "9999"),
    ("crop", "coffee", "coffee"),
    ("day", "2027-01-01", "01/01/2027"),
    ("unit", "l", "l"),
    ("new_name", "x" * 500, "x" * 500),
)


def told(answer: Any) -> set[str]:
    """The codes of a problem."""
    return {each["code"] for each in answer.json["errors"]}


def test_a_slip_gets_one_verdict(door: Door) -> None:
    world = door.world
    works(world, world.who.household)
    number = str(number_of(world, world.who.household))
    for name, sent, typed in CASES:
        body = {"crop": "sanh_orange", "gross": 20, "bags": 2, "tare": 0.3, "deduction": 5}
        refused = door.post("weigh-slips", body | {"seller": number, name: sent})
        row = SLIP | {"day": "20/01/2026", "seller": number, name: typed}
        named = {"day": "Ngày", "crop": "Loại cây", "seller": "Số hộ", "gross": "Cân cả bì"}
        named |= {"bags": "Số bao", "tare": "Bì mỗi bao", "deduction": "Trừ ẩm", "price": "Giá"}
        named |= {"grade": "Loại", "unit": "Đơn vị", "new_name": "Người bán"}
        text = f"{';'.join(named[each] for each in row)}\n{';'.join(row.values())}"
        results, unread, _digest = looked(world, "slips", text)
        verdict = codes([*results, *unread])
        assert verdict, name
        assert {code for code, _at in verdict[2]} == told(refused), (name, typed)


def test_a_dispatch_gets_one_verdict(door: Door) -> None:
    world, sender = door.world, made_for(door, "deliveries")
    made = world.harvest(50, TODAY)
    held = world.harvest(50, TODAY)
    world.recall(held.code)
    cases: tuple[tuple[str, dict[str, object], str], ...] = (
        (made.code, {"weight": 51}, "khách lẻ;51;;20/01/2026"),
        (made.code, {"weight": 0}, "khách lẻ;0;;20/01/2026"),
        (made.code, {"packages": 3}, "khách lẻ;;3;20/01/2026"),
        (made.code, {"weight": 5, "unit": "l"}, "khách lẻ;5 l;;20/01/2026"),
        (held.code, {"weight": 1}, "khách lẻ;1;;20/01/2026"),
        (made.code, {"to_kind": "buyer"}, "khách quen;1;;20/01/2026"),
        (made.code, {"to_kind": "field_trader"}, "thương lái;1;;20/01/2026"),
        (made.code, {"sent_on": "2027-01-01"}, "khách lẻ;1;;01/01/2027"),
    )
    for number, (code, change, typed) in enumerate(cases):
        head = {key: change.pop(key) for key in ("to_kind", "sent_on") if key in change}
        body = {"to_kind": "walk_in", "sent_on": "2026-01-20", **head}
        asked = body | {"lines": [{"batch": code, **change}]}
        refused = sender.post("deliveries", asked, f"one-verdict-{number}")
        lot = made.lot_code if code == made.code else held.lot_code
        text = f"Mã lô;Giao cho;Khối lượng;Số gói;Ngày giao\n{lot};{typed}"
        results, unread, _digest = looked(world, "dispatches", text)
        verdict = codes([*results, *unread])
        assert {each for each, _at in verdict[2]} == told(refused), typed
