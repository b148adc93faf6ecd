"""What stands for no goods: programs are told as little of it as its page tells people."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.services.test_carton_labels import cartons
from tests.services.test_deliveries import hand_over
from tests.web.digital_link_doors import GTIN, Goods, ask, goods
from tests.web.public_door import BASE, item_code, states, visitor
from traceability.domain.verdict import SILENT, Verdict
from traceability.services import batches, label_links
from traceability.services.label_links import LabelSpan
from traceability.store.queries import labels

LINKSET = "application/linkset+json"
AREA = "https://ref.gs1.org/voc/locationInfo"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def facts(client: FlaskClient, code: str, kind: str = "item") -> dict[str, Any]:
    """The facts of a code at its address for programs."""
    return client.get(f"/id/{kind}/{code}.json").json or {}


def test_what_stands_for_nothing_says_no_more_to_programs(world: World) -> None:
    found = states(world)
    client = visitor(world)
    for verdict, code in found.items():
        kind = "item" if len(code) == 13 else "lot"
        told = facts(client, code, kind)
        assert told["status"] == verdict
        silent = verdict in SILENT
        assert bool(told["origins"] and told["packed_on"]) is not silent, verdict
        assert not (silent and (told["notices"] or told["certificates"] or told["best_before"]))
        linkset = ask(client, f"/id/{kind}/{code}", LINKSET).json or {}
        assert any(AREA in each for each in linkset["linkset"]) is not silent, verdict
    assert {
        Verdict.VOID,
        Verdict.REPORTED_LOST,
        Verdict.NOT_LINKED,
        Verdict.RETRACTED,
    } == SILENT


def test_a_dead_label_does_not_lead_up_to_the_area(world: World) -> None:
    made, client = goods(world), visitor(world)
    assert AREA in str(ask(client, made.item_path, LINKSET).json)
    void(world, made)
    for path in (made.item_path, f"/01/{GTIN}/21/{made.item}"):
        assert AREA not in str(ask(client, path, LINKSET).json)
    assert AREA in str(ask(client, made.path, LINKSET).json)


def void(world: World, made: Goods) -> None:
    with world.by(world.who.manager) as work:
        batch = batches.known(work, made.code)
        (run,) = labels.runs_of_batch(work.db, batch.id)
        label_links.void(work, LabelSpan(run.code, 2, 2), "tem rách")


def test_whether_goods_were_written_out_is_not_told(world: World) -> None:
    made = world.packed(10).code
    run = world.print_labels(made, 10)
    world.link(run, 1, 10)
    code, client = item_code(world, run, 1), visitor(world)
    assert facts(client, code)["label"]["state"] == "on_goods"
    hand_over(world, made)
    assert facts(client, code)["label"]["state"] == "on_goods"


def test_the_facts_of_a_carton_are_where_they_say(world: World) -> None:
    made = world.packed().code
    run = world.print_labels(made, 10)
    world.link(run, 1, 10)
    code = item_code(world, cartons(world, made, run, 5), 1)
    client = visitor(world)
    told = facts(client, code)
    assert told["kind"] == "carton"
    assert client.get(told["id"].removeprefix(BASE)).status_code == 200
