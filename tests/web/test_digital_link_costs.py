"""What a Digital Link costs the record, and for how long caches may keep where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.people import World
from tests.store_fixtures import ON_BOTH
from tests.web.digital_link_doors import GTIN, Goods, ask, goods
from tests.web.public_door import BASE, visitor
from traceability.domain import ids
from traceability.services import digital_links
from traceability.standards import digital_link
from traceability.web.public import keeping

JSON, LINKSET = "application/json", "application/linkset+json"
#: As telephones ask for a page.
PHONE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NOBODYS = ids.item_code(987_654_321)


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """What is asked of the record until the block ends."""
    asked: list[str] = []

    def note(*told: object) -> None:
        if not str(told[2]).startswith("BEGIN"):
            asked.append(str(told[2]))

    event.listen(world.store.reader, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(world.store.reader, "before_cursor_execute", note)


@pytest.fixture
def made(world: World) -> Goods:
    return goods(world)


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


@ON_BOTH
def test_a_link_is_led_on_by_few_statements(world: World, client: FlaskClient, made: Goods) -> None:
    for path, accept, most in (
        (made.path, PHONE, 2),
        (made.path, JSON, 2),
        (made.item_path, PHONE, 4),
        (f"/01/{GTIN}/21/{made.item}", PHONE, 4),
        (f"/01/{GTIN}", PHONE, 1),
        (f"/01/{GTIN}/10/KL8G", PHONE, 2),
        (f"{made.path}/21/{NOBODYS}", PHONE, 3),
    ):
        with statements(world) as asked:
            assert ask(client, path, accept).status_code == 307, path
        assert 0 < len(asked) <= most, (path, asked)


def test_what_may_be_asked_follows_from_the_address_alone(
    world: World, client: FlaskClient, made: Goods
) -> None:
    paths = [made.path, made.item_path, f"/01/{GTIN}", f"/gtin/{GTIN}", "/414/9521234567899"]
    paths += [f"/id/lot/{made.code}", f"/id/item/{made.item}", f"/id/area/{world.who.area}"]
    with statements(world) as asked:
        for path in paths:
            assert ask(client, path, method="OPTIONS").status_code == 204, path
    assert asked == []


def test_a_cache_may_keep_where_a_lot_is_and_nothing_else(client: FlaskClient, made: Goods) -> None:
    for query in ("", "?lang=en", "?fbclid=1"):
        led = ask(client, made.path + query, PHONE)
        assert led.location == f"{BASE}/{made.code}{query}"
        assert led.headers["Cache-Control"] == keeping.SHARED
        assert led.headers["Surrogate-Key"] == f"page {made.code}"
        assert "Accept" in led.headers["Vary"].split(", ")
    for path in (made.item_path, f"/01/{GTIN}/21/{made.item}"):
        assert ask(client, path, PHONE).headers["Cache-Control"] == keeping.PRIVATE
    for path, accept in (
        (made.path, JSON),
        (made.path, LINKSET),
        (f"{made.path}?linkType=gs1:pip", PHONE),
        (f"/01/{GTIN}/10/KL8G", PHONE),
        (f"{made.path}/21/{NOBODYS}", PHONE),
        (f"{made.path}/foo", PHONE),
        (f"/01/{GTIN}", PHONE),
    ):
        kept = ask(client, path, accept).headers
        assert kept["Cache-Control"] == "no-cache", path
        assert "Surrogate-Key" not in kept


def test_a_redirect_leads_where_the_linkset_says(world: World, made: Goods) -> None:
    """The few questions of a redirect find what the many of a linkset find."""
    other = world.packed()
    run = world.print_labels(other.code, 1)
    world.link(run, 1, 1)
    for path in (
        *(made.path, made.item_path, f"/01/{GTIN}", f"/01/{GTIN}/21/{made.item.lower()}"),
        *(f"/01/{GTIN}/10/KL8G", f"{made.path}/21/{NOBODYS}", f"{made.path}/21/AAA"),
        *(f"/01/{GTIN}/235/AAA", f"/01/{GTIN}/22/2A/10/{made.lot.lower()}"),
    ):
        link = digital_link.read_path(path)
        with world.view() as view:
            led = digital_links.led_to(view, world.press.keyring, link)
            found = digital_links.find(view, world.press.keyring, link)
        assert led.absent == found.absent, path
        for mine, whole in (
            (led.levels[0], found.levels[0]),
            (led.levels[-1], found.levels[-1]),
        ):
            for name in ("kind", "anchor", "page", "facts", "lot"):
                assert getattr(mine, name) == getattr(whole, name), (path, name)
