"""Labels through the API: the form's verdicts, one run for one key, all labels or none."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.api.software import Door
from tests.api.test_api_scopes import made_for
from tests.blank_labels import blank, book, cartons, give, spoil
from tests.measured import SHEET
from tests.people import STOCK
from tests.services.test_deliveries import hand_over
from tests.services.test_label_ledger import another_s_lot
from tests.services.test_linking_publishes import unpublished
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import draw_jobs
from traceability.domain.access import Role
from traceability.schemas.print_orders import HouseBlankSchema
from traceability.services import recalls, stationery
from traceability.services.label_hands import Hands
from traceability.store.models import LabelRange, PrintRun

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def order(door: Door, batch: str, count: object = 10, **more: Any) -> Any:
    return door.post("label-runs", {"batch": batch, "count": count, "stock": STOCK, **more})


def act(door: Door, run: str, what: str, numbers: str, **more: Any) -> Any:
    return door.post(f"label-runs/{run}/acts", {"act": what, "numbers": numbers, **more})


def codes(answer: Any) -> list[tuple[str | None, str]]:
    return [(each["field"], each["code"]) for each in answer.json["errors"]]


def test_a_run_is_ordered_drawn_and_its_labels_are_acted_on(door: Door) -> None:
    lot = door.world.packed(40).code
    answer = order(door, lot)
    assert answer.status_code == 201, answer.json
    run = answer.json["code"]
    assert (answer.json["state"], answer.json["batch"]) == ("drawing", lot)
    draw_jobs(door.world)
    shown = door.call("GET", f"/api/v1/label-runs/{run}").json
    assert (shown["state"], shown["count"], shown["sums"]["unused"]) == ("ready", 10, 10)
    assert codes(act(door, run, "link", "1-8")) == [("seen_first", "paper_not_read")]
    door.world.see_paper(run)
    done = act(door, run, "link", "1-6, 8")
    assert done.status_code == 201, done.json
    assert done.json["labels"] == [{"first": 1, "last": 6}, {"first": 8, "last": 8}]
    assert done.json["published"] is False
    act(door, run, "spoil", "7", reason="rách")
    act(door, run, "lose", "9", reason="rơi")
    act(door, run, "find", "9")
    manager = door.of(door.world.who.cooperative, Role.MANAGER)
    assert act(door, run, "void", "10", reason="ngỡ giả").status_code == 403
    last = act(manager, run, "void", door.world.item_codes(run)[9], reason="ngỡ giả").json["run"]
    assert {k: v for k, v in last["sums"].items() if v} == {
        "linked": 7, "spoiled": 1, "unused": 1, "void": 1
    }  # fmt: skip
    assert sum(last["sums"].values()) == last["count"]
    assert door.world.differences() == []


def test_the_same_key_is_one_run(door: Door) -> None:
    body = {"batch": door.world.packed(40).code, "count": 5, "stock": STOCK}
    first, again = (door.post("label-runs", body, key="one-run-for-all") for _ in range(2))
    assert first.json["code"] == again.json["code"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(door.rows(PrintRun)) == 1


def test_blank_labels_are_ordered_within_the_quota(door: Door) -> None:
    product = door.world.who.product
    body = {"product": product, "count": 12, "stock": STOCK, "per_roll": 6}
    answer = door.post("blank-label-runs", body)
    assert (answer.status_code, answer.json["batch"]) == (201, None)
    assert len(answer.json["rolls"]) == 2
    for change, at, code in (
        ({"count": 10_001}, "count", "out_of_range"),
        ({"pack_format": 9}, "pack_format", "pack_format_unknown"),
        ({"per_roll": 0}, "per_roll", "out_of_range"),
    ):
        assert codes(door.post("blank-label-runs", body | change)) == [(at, code)]


def test_paper_of_a_long_name_is_ordered_by_it_through_every_door(door: Door) -> None:
    name = "Decal Hải Tiến mua năm 2026, A4"
    with door.world.by(door.world.who.recorder) as work:
        stationery.add(work, dataclasses.replace(SHEET, name=name))
    body = {"product": door.world.who.product, "count": 12, "stock": name}
    assert door.post("blank-label-runs", body).status_code == 201
    assert order(door, door.world.packed().code, stock=name).status_code == 201
    asked = HouseBlankSchema(spoken=True).read(
        {"pack": f"{door.world.who.product}:1", "count": "12", "stock": name}
    )
    assert asked["asked"].stock == name


def test_label_01_more_than_was_packed_takes_no_number(door: Door) -> None:
    assert "10,001" in BAD["label-01"]["input"]
    lot = door.world.packed(40).code
    for count in (41, 10_001):
        refused = order(door, lot, count)
        assert refused.status_code == 422
        assert codes(refused) == [("count", "more_labels_than_packed")]
        assert refused.json["facts"]["highest"] == 40
    for count in (-1, 0):
        refused = order(door, lot, count).json
        assert (refused["code"], refused["facts"]) == ("out_of_range", {"lowest": 1, "highest": 40})
    assert door.rows(PrintRun) == door.rows(LabelRange) == []


def test_label_07_a_stock_that_is_none_or_too_small_takes_no_number(door: Door) -> None:
    lot = door.world.packed(40).code
    assert codes(order(door, lot, stock="A9")) == [("stock", "stock_unknown")]
    assert codes(order(door, lot, start=900)) == [("start", "out_of_range")]
    assert door.rows(PrintRun) == []


@pytest.mark.parametrize("how", ["unpublished", "held", "recalled"])
def test_label_09_nothing_is_printed_or_linked_for_a_lot_that_may_not(door: Door, how: str) -> None:
    assert "recalled" in BAD["label-09"]["input"]
    world = door.world
    lot = world.packed(40).code if how != "unpublished" else ""
    run = world.print_labels(lot, 5) if lot else ""
    if how == "unpublished":
        lot = world.pack(world.harvest().code, 40).code
    elif how == "recalled":
        world.recall(lot)
    else:
        with world.by(world.who.manager) as work:
            recalls.order_hold(work, lot, "tự kiểm tra")
    refused = order(door, lot)
    assert (refused.status_code, codes(refused)[0][1]) == (422, {
        "unpublished": "batch_not_published", "held": "batch_held", "recalled": "batch_recalled"
    }[how])  # fmt: skip
    if run:
        assert act(door, run, "link", "1").status_code == 422
        assert {row.state for row in door.rows(LabelRange)} == {"unused"}
    assert len(door.rows(PrintRun)) == (1 if run else 0)


def test_the_code_of_a_roll_names_what_is_left_on_it(door: Door) -> None:
    run = blank(door.world, 40, per_roll=20)
    spoil(door.world, run, "3")
    (first, _ends), (second, _more) = ((code, ends) for code, *ends in book(door.world, run).rolls)
    done = act(door, run, "lose", f"{first}, 21", reason="rơi")
    assert done.json["labels"] == [{"first": 1, "last": 2}, {"first": 4, "last": 21}]
    other = blank(door.world, 20, per_roll=20)
    assert codes(act(door, other, "lose", second, reason="rơi")) == [("numbers", "roll_not_in_run")]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"act": "burn", "numbers": "1"}, "act", "choice_unknown"),
        ({"act": "spoil", "numbers": "1"}, "reason", "required"),
        ({"act": "spoil", "numbers": "5-3", "reason": "x"}, "numbers", "label_numbers_backwards"),
        ({"act": "find", "numbers": "javascript:1"}, "numbers", "label_numbers_unreadable"),
        ({"act": "spoil", "numbers": "6", "reason": "x"}, "labels", "labels_not_in_run"),
        ({"act": "find", "numbers": 5}, "numbers", "value_type"),
        ({"act": "find", "numbers": "1", "colour": "red"}, "colour", "field_unknown"),
    ],
)
def test_what_cannot_be_is_named(
    door: Door, body: dict[str, object], field: str, code: str
) -> None:
    run = door.world.print_labels(door.world.packed(40).code, 5)
    answer = door.post(f"label-runs/{run}/acts", body)
    assert answer.status_code in (400, 422)
    assert codes(answer) == [(field, code)]
    assert {row.state for row in door.rows(LabelRange)} == {"unused"}


def test_cartons_are_ordered_for_labels_on_packs(door: Door) -> None:
    world = door.world
    lot = world.packed(60, 200).code
    items = world.print_labels(lot, 30)
    world.link(items, 1, 25)
    body = {"batch": lot, "run": items, "per_carton": 12, "stock": "L7163"}
    for change, at, code in (
        ({"per_carton": 0}, "per_carton", "out_of_range"),
        ({"per_carton": 26}, "per_carton", "carton_not_filled"),
        ({"stock": "A9"}, "stock", "stock_unknown"),
    ):
        assert codes(door.post("carton-label-runs", body | change)) == [(at, code)]
    assert door.of(world.who.foreign).post("carton-label-runs", body).status_code == 404
    answer = door.post("carton-label-runs", body, key="two-cartons-of-twelve")
    assert (answer.status_code, answer.json["count"], answer.json["batch"]) == (201, 2, lot)
    again = door.post("carton-label-runs", body, key="two-cartons-of-twelve")
    assert again.json["code"] == answer.json["code"]
    draw_jobs(world)
    run = door.call("GET", f"/api/v1/label-runs/{answer.json['code']}").json
    assert (run["state"], run["sums"]["unused"]) == ("ready", 2)
    assert codes(door.post("carton-label-runs", body)) == [("per_carton", "carton_not_filled")]
    assert world.differences() == []


def test_cartons_of_spoiled_labels_get_new_ones(door: Door) -> None:
    world, lot = door.world, door.world.packed(60, 200).code
    items = world.print_labels(lot, 30)
    world.link(items, 1, 30)
    body = {"batch": lot, "stock": "L7163"}
    for alone in ({"run": items}, {"per_carton": 10}):
        assert codes(door.post("carton-label-runs", body | alone))[0][1] == "required"
    box = cartons(world, lot, items, 10)
    spoil(world, box, "2")
    body |= {"replaces": box}
    for more, at in (({"run": items}, "run"), ({"per_carton": 10}, "per_carton")):
        refused = door.post("carton-label-runs", body | more)
        assert codes(refused) == [(at, "carton_takes_over")]
    made = door.post("carton-label-runs", body).json
    assert (made["count"], made["sums"]["unused"], made["sums"]["void"]) == (1, 1, 0)
    assert [(each["first"], each["last"]) for each in made["ranges"]] == [(2, 2)]
    assert made["replaces"] == {"run": box, "labels": [{"first": 2, "last": 2}]}
    assert codes(door.post("carton-label-runs", body)) == [("replaced", "nothing_to_make_good")]
    assert world.differences() == []


def test_numbers_between_cartons_made_good_are_no_labels(door: Door) -> None:
    world, lot = door.world, door.world.packed(60, 200).code
    items = world.print_labels(lot, 50)
    world.link(items, 1, 50)
    box = cartons(world, lot, items, 10)
    spoil(world, box, "2, 5")
    new = door.post("carton-label-runs", {"batch": lot, "stock": "L7163", "replaces": box}).json
    assert (new["count"], [each["first"] for each in new["ranges"]]) == (2, [2, 5])
    done = act(door, new["code"], "spoil", "2-5", reason="rách")
    assert done.json["labels"] == [{"first": 2, "last": 2}, {"first": 5, "last": 5}]
    assert act(door, new["code"], "spoil", "3", reason="rách").status_code == 422
    assert world.differences() == []


def test_what_left_goes_into_no_carton(door: Door) -> None:
    world, lot = door.world, door.world.packed(40).code
    items = world.print_labels(lot, 40)
    world.link(items, 1, 40)
    hand_over(world, lot)
    body = {"batch": lot, "run": items, "per_carton": 10, "stock": "L7163"}
    assert codes(door.post("carton-label-runs", body)) == [("run", "packs_gone")]


def test_another_s_run_is_not_there(door: Door) -> None:
    run = door.world.print_labels(door.world.packed(40).code, 5)
    theirs = door.of(door.world.who.foreign)
    assert theirs.call("GET", f"/api/v1/label-runs/{run}").status_code == 404
    assert act(theirs, run, "find", "1").status_code == 404


def test_a_design_is_named_frozen_and_told(door: Door) -> None:
    lot, product = door.world.packed(40).code, door.world.who.product
    sticker = order(door, lot, 5, design="fruit_sticker")
    assert (sticker.status_code, sticker.json["design"]) == (201, "fruit_sticker")
    assert order(door, lot, 5).json["design"] == "trace_stamp"
    body = {"product": product, "count": 12, "stock": STOCK, "design": "fruit_sticker"}
    blank = door.post("blank-label-runs", body)
    assert (blank.json["design"], len(blank.json["rolls"])) == ("fruit_sticker", 1)
    for wrong in ("carton", "", "tem"):
        assert codes(order(door, lot, 5, design=wrong)) == [("design", "choice_unknown")]
    for wrong in (7, None, ["hang_tag"]):
        assert codes(order(door, lot, 5, design=wrong))[0][0] == "design"
    goods = order(door, lot, 5, design="goods_label")
    assert codes(goods) == [("design", "goods_label_incomplete")]
    assert "ingredients" in goods.json["facts"]["fields"]
    assert codes(door.post("blank-label-runs", body | {"design": "goods_label"}))[0][0] == "design"
    too_small = order(door, lot, 5, design="hang_tag")
    assert codes(too_small) == [("stock", "label_does_not_fit")]
    assert len(door.rows(PrintRun)) == 3
    draw_jobs(door.world)
    for each in (sticker, blank):
        assert door.call("GET", f"/api/v1/label-runs/{each.json['code']}").json["state"] == "ready"


def test_spoiled_labels_are_made_good_once(door: Door) -> None:
    lot = door.world.packed(40).code
    run = door.world.print_labels(lot, 20)
    act(door, run, "spoil", "5-6, 9", reason="rách")
    made = order(door, lot, 2, replaces=run, replaced="5-6")
    assert made.status_code == 201, made.json
    both = {"first": 5, "last": 6}
    assert made.json["replaces"] == {"run": run, "labels": [both]}
    assert codes(order(door, lot, 2, replaces=run, replaced="6, 9")) == [
        ("replaced", "label_made_good")
    ]
    assert codes(order(door, lot, 2, replaced="9")) == [("replaces", "required")]
    assert order(door, lot, 1, replaces="A" * 9).status_code == 404
    shown = door.call("GET", f"/api/v1/label-runs/{run}").json
    assert shown["replaced_by"] == [{"run": made.json["code"], "labels": [both]}]
    assert shown["still_spoiled"] == [{"first": 9, "last": 9}]
    assert order(door, lot, 1, replaces=run).status_code == 201


def test_who_was_handed_labels_links_them_as_by_scanning_them(door: Door) -> None:
    world = door.world
    lot, _permission = another_s_lot(world)
    run = blank(world)
    theirs = door.of(world.who.foreign, Role.RECORDER)
    assert act(theirs, run, "link", "1-5", batch=lot).status_code == 404
    give(world, run, 1, 20, Hands.ORGANISATION, world.who.foreign)
    assert codes(act(theirs, run, "link", "1-5")) == [("batch", "required")]
    done = act(theirs, run, "link", "1-5", batch=lot)
    assert done.status_code == 201, done.json
    assert (done.json["labels"], done.json["run"]) == ([{"first": 1, "last": 5}], None)
    scanned = world.item_codes(run)
    assert act(theirs, run, "link", scanned[5], batch=lot).status_code == 201
    # Of what is not in its hands it learns nothing, by number or by code.
    refused = [("numbers", "labels_not_in_hand")]
    for numbers in ("20-21", "41", "999"):
        assert codes(act(theirs, run, "link", numbers, batch=lot)) == refused
    assert codes(act(theirs, run, "link", scanned[30], batch=lot)) == [
        ("numbers", "label_not_ours")
    ]
    assert act(theirs, run, "lose", "7", reason="rách").status_code == 404
    for numbers in ("7", "41", "999"):
        refused = act(theirs, run, "spoil", numbers, reason="rách")
        assert codes(refused) == [("labels", "label_not_on_own_goods")]
    assert theirs.call("GET", f"/api/v1/label-runs/{run}").status_code == 404
    # Of what is on goods of theirs they say what became of it.
    assert act(theirs, run, "spoil", "2", reason="rách").json["labels"] == [{"first": 2, "last": 2}]
    manager = door.of(world.who.foreign, Role.MANAGER)
    assert act(manager, run, "unlink", scanned[4], reason="nhầm lô").status_code == 201
    assert codes(act(door, run, "spoil", "3", reason="rách")) == [
        ("labels", "label_on_others_goods")
    ]
    assert world.differences() == []


@pytest.mark.parametrize("scopes", [("labels",), ("labels", "publish")])
def test_a_key_publishes_by_linking_only_where_it_may_publish(
    door: Door, scopes: tuple[str, ...]
) -> None:
    run, lot = blank(door.world, 20), door.world.pack(door.world.harvest().code, 40).code
    answer = act(made_for(door, *scopes), run, "link", "1-5", batch=lot)
    if "publish" in scopes:
        assert answer.status_code == 201, answer.json
        assert door.get(lot).json["published_on"] is not None
    else:
        assert (answer.status_code, codes(answer)) == (422, [(None, "batch_not_published")])
        assert {row.state for row in door.rows(LabelRange)} == {"unused"}


def test_software_is_told_that_its_labels_published_the_lot(door: Door) -> None:
    run, lot = blank(door.world), unpublished(door.world)
    assert act(door, run, "link", "1-5", batch=lot).json["published"] is True
    assert act(door, run, "link", "6-8", batch=lot).json["published"] is False
    assert act(door, run, "spoil", "9", reason="rách").json["published"] is False
