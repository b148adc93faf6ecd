"""Guesses are counted under one limit, by whatever door they come; codes that are there never."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.people import KEYRING, World
from tests.web.digital_link_doors import GTIN, goods
from tests.web.public_door import client, item_code, states
from traceability.domain import ids
from traceability.services import pages

__all__ = ["client"]


@pytest.fixture
def backend() -> str:
    return "sqlite"


def label(world: World) -> str:
    made = world.packed().code
    run = world.print_labels(made, 3)
    world.link(run, 1, 3)
    return item_code(world, run, 1)


def page(client: FlaskClient, code: str) -> int:
    return client.get(f"/{code}").status_code


def form(client: FlaskClient, code: str) -> int:
    return client.get(f"/phan-anh?ma={code}").status_code


def many(client: FlaskClient, *codes: str) -> int:
    return client.post("/danh-sach", data={"codes": "\n".join(codes)}).status_code


def test_every_door_counts_a_guess_under_the_one_limit(world: World, client: FlaskClient) -> None:
    known = label(world)
    guesses = [ids.short_code(number) for number in range(200)]
    assert {page(client, each) for each in guesses[:40]} == {404}
    assert {form(client, each) for each in guesses[40:70]} == {200}
    assert many(client, *guesses[70:100], known) == 200  # a tenth of what a list misses
    assert {page(client, each) for each in guesses[100:127]} == {404}
    assert [door(client, guesses[150]) for door in (page, form, many)] == [429, 429, 200]
    assert [door(client, known) for door in (page, form, many)] == [200] * 3
    assert form(client, "in+sai+tem") == 200
    assert "/phan-anh" in client.get(f"/phan-anh?ma={guesses[150]}").text


def test_lots_that_are_there_cost_nothing_and_are_never_refused(
    world: World, client: FlaskClient
) -> None:
    made = goods(world)
    absent = {"lot": "KHONG-CO-01", "gtin": GTIN}
    answers = [client.get("/tra-lo", query_string=absent).status_code for _ in range(101)]
    assert answers == [404] * 100 + [429]
    there = {"lot": made.lot, "gtin": GTIN}
    led = {client.get("/tra-lo", query_string=there).location for _ in range(120)}
    assert led == {f"/{made.code}"}
    assert client.get("/tra-lo", query_string={"lot": made.lot}).status_code == 200


def test_what_lists_miss_slows_guessing_and_no_list(client: FlaskClient) -> None:
    guesses = [ids.short_code(number) for number in range(200)]
    lists = [(*guesses[start:], *guesses[:start]) for start in range(5)]
    assert [many(client, *each) for each in lists] == [200] * 5
    assert page(client, guesses[0]) == 429
    assert many(client, *guesses) == 200
    assert many(client, "Mã", "x") == 200


def test_what_cannot_be_a_code_is_no_guess(client: FlaskClient) -> None:
    wrong = [f"ABCDEFGH{each}" for each in "ABCDEFGHJK" if not ids.is_valid(f"ABCDEFGH{each}")]
    asked = ["", "id/lot/", "id/item/", "gtin/"]
    doors = [door + code for door in asked for code in (*wrong, "x", "SỮA-2026", "%00", "9" * 60)]
    assert len(doors) > 40
    assert {client.get(f"/{each}").status_code for each in doors * 3} == {404}
    assert page(client, ids.short_code(1)) == 404, "nothing was counted"


def test_the_form_asks_no_more_than_whose_a_label_is(world: World, client: FlaskClient) -> None:
    known = label(world)
    drawn = asked(world, lambda: page(client, known))
    assert asked(world, lambda: form(client, known)) < drawn / 2


def test_a_page_exists_where_it_is_found(world: World) -> None:
    codes = [*states(world).values(), ids.short_code(5), world.pack(world.harvest(9).code, 4).code]
    with world.view() as view:
        for each in codes:
            there = pages.exists(view, KEYRING, each)
            assert there == (pages.known(view, KEYRING, each) is not None), each


def asked(world: World, act: Callable[[], object]) -> int:
    """How many questions an act asks of the record."""
    counted: list[object] = []

    def listen(*told: object) -> None:
        counted.append(told)

    event.listen(world.store.reader, "before_cursor_execute", listen)
    try:
        act()
    finally:
        event.remove(world.store.reader, "before_cursor_execute", listen)
    return len(counted)
