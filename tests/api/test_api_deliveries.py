"""Deliveries and losses over the API: the arithmetic of the form, once for each key."""

from __future__ import annotations

from tests.api.software import ON_SQLITE, Door
from tests.api.test_api_refusals import problem
from tests.api.test_api_scopes import made_for

pytestmark = ON_SQLITE
DAY = "2026-01-20"


def test_goods_leave_once_and_the_note_is_read(door: Door) -> None:
    code = door.harvested()
    sender = made_for(door, "deliveries")
    body = {"to_kind": "walk_in", "sent_on": DAY, "lines": [{"batch": code, "weight": 12.5}]}
    first, again = (sender.post("deliveries", body, "delivery-0001") for _twice in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    note = first.json
    assert note is not None
    assert note["number"] == "1/2026"
    assert note["lines"][0]["amount"]["decimal"] == "12.5"
    assert (note["standing"], note["lines"][0]["today"]) == ("open", ["fine"])
    assert note["url"].startswith("https://tem.hagiang.vn/phieu/")
    assert sender.call("GET", f"/api/v1/deliveries/{note['code']}").json == note


def test_what_is_too_much_is_a_problem_at_its_field(door: Door) -> None:
    code = door.harvested()
    sender = made_for(door, "deliveries")
    body = {"to_kind": "walk_in", "sent_on": DAY, "lines": [{"batch": code, "weight": 999999}]}
    refused = sender.post("deliveries", body, "delivery-0003")
    assert problem(refused) == (422, "more_than_on_hand")
    trader = body | {"to_kind": "field_trader", "phone": "0912345678"}
    assert problem(sender.post("deliveries", trader, "delivery-0004")) == (422, "required")


def test_goods_end_for_a_cause(door: Door) -> None:
    code = door.harvested()
    sender = made_for(door, "deliveries")
    body = {"batch": code, "cause": "spoiled", "ended_on": DAY, "weight": 2}
    done = sender.post("losses", body, "loss-0001-key")
    assert done.status_code == 201
    assert done.json is not None
    assert done.json["gone"]["decimal"] == "2"
    assert sender.post("losses", body | {"cause": "eaten"}, "loss-0002-key").status_code == 422
    assert problem(made_for(door, "record").post("losses", body, "loss-0003")) == (403, "key_scope")
