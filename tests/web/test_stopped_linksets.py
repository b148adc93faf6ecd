"""A linkset of goods that nobody may sell says so, in the words that GS1's schema leaves to us."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.standards.test_linksets import schema
from tests.web.digital_link_doors import Goods, ask, goods
from tests.web.public_door import BASE, lift_all, visitor
from traceability.domain import ids
from traceability.services import batches, label_links, recalls
from traceability.services.label_links import LabelSpan
from traceability.store.queries import labels

LINKSET = "application/linkset+json"
STATUS = "https://ref.gs1.org/voc/recallStatus"
TITLES = {
    "recalled": ["recalled", "đang bị thu hồi", "recalled", "正在召回"],
    "held": ["held", "đang tạm ngừng bán", "held", "暂停销售"],
}
PLAIN = ["Recall status", "Tình trạng thu hồi", "Recall status", "召回状态"]


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def made(world: World) -> Goods:
    return goods(world)


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def linkset(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    """The contexts of an address, valid by both schemas, the most granular first."""
    answer = ask(client, path, LINKSET)
    assert (answer.status_code, answer.mimetype) == (200, LINKSET), path
    assert answer.headers["Cache-Control"] == "no-cache"
    told = answer.json or {}
    jsonschema.validate(told, schema("gs1-linkset-schema.json"))
    bare = json.loads(json.dumps(told))
    for each in bare["linkset"]:
        del each["itemDescription"]  # RFC 9264 knows none
    jsonschema.validate(bare, schema("linkset-schema.json"))
    found: list[dict[str, Any]] = told["linkset"]
    return found


def titles(context: dict[str, Any]) -> list[str]:
    """What the links to the recall status are called: of the facts, then of the pages."""
    links = context[STATUS]
    assert [each["type"] for each in links] == ["application/json", *["text/html"] * 3]
    assert [each.get("hreflang") for each in links[1:]] == [["vi"], ["en"], ["zh"]]
    return [each["title"] for each in links]


def stop(world: World, code: str, how: str) -> None:
    if how == "recalled":
        world.recall(code)
        return
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, code, "chờ kiểm tra")


def paths(made: Goods) -> list[tuple[str, int]]:
    """Addresses of the goods, and how many of their contexts are of the goods."""
    return [
        (made.path, 1),
        (made.item_path, 2),
        (f"{made.path}/21/{ids.item_code(987_654_321)}", 1),  # walks up to the lot
        (f"/id/lot/{made.code}", 1),
        (f"/id/item/{made.item}", 1),
    ]


@pytest.mark.parametrize("how", ["recalled", "held"])
def test_the_links_of_stopped_goods_say_so(
    world: World, client: FlaskClient, made: Goods, how: str
) -> None:
    for path, count in paths(made):
        contexts = linkset(client, path)
        assert [titles(each) for each in contexts[:count]] == [PLAIN] * count, path
        assert all(STATUS not in each for each in contexts[count:])
    stop(world, made.code, how)
    said = [f"{title}: {word}" for title, word in zip(PLAIN, TITLES[how], strict=True)]
    for path, count in paths(made):
        contexts = linkset(client, path)
        assert [titles(each) for each in contexts[:count]] == [said] * count, path


@pytest.mark.parametrize("how", ["recalled", "held"])
def test_the_link_leads_to_the_state(
    world: World, client: FlaskClient, made: Goods, how: str
) -> None:
    """Programs that say nothing of what they like get the facts; people get the page."""
    stop(world, made.code, how)
    for path, code in ((made.path, made.code), (made.item_path, made.item)):
        asked = f"{path}?linkType=gs1:recallStatus"
        led = ask(client, asked)
        kind = "lot" if code == made.code else "item"
        assert (led.status_code, led.location) == (307, f"{BASE}/id/{kind}/{code}.json")
        facts = ask(client, led.location.removeprefix(BASE)).json or {}
        assert facts["status"] == how
        led = ask(client, asked, "text/html,*/*;q=0.8", Accept_Language="zh-CN,en;q=0.5")
        assert led.location == f"{BASE}/{code}?lang=zh"
        words = {"recalled": "产品正在召回", "held": "本批次暂停销售"}[how]
        assert words in ask(client, led.location.removeprefix(BASE), "text/html").text


def test_a_lifted_hold_is_told_no_more(world: World, client: FlaskClient, made: Goods) -> None:
    stop(world, made.code, "held")
    lift_all(world, made.code)
    assert titles(linkset(client, made.path)[0]) == PLAIN


def test_a_void_label_of_held_goods_is_told_as_its_page_tells_it(
    world: World, client: FlaskClient, made: Goods
) -> None:
    """A void label says nothing of goods; a recall speaks whatever becomes of the label."""
    with world.view() as view:
        (row,) = labels.runs_of_batch(view.db, batches.known(view, made.code).id)
        run = row.code
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 2, 2), "tem rách")
    stop(world, made.code, "held")
    label, lot, _gtin = linkset(client, made.item_path)
    assert titles(label) == PLAIN
    assert titles(lot) != PLAIN
    stop(world, made.code, "recalled")
    assert titles(linkset(client, made.item_path)[0])[0] == "Recall status: recalled"
