"""Closed unless opened: every route behind its guard, and nothing of another's behind any of them.

The visits are made from the application's own list of routes, so a new page is visited as soon as
there is one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.offices import contested, member
from tests.people import World
from tests.serving import refuse_plainly
from tests.web.lot_visits import HOST, app_of, settings_of, token_of
from traceability.app import build
from traceability.domain import ids
from traceability.domain.access import Actor, Role
from traceability.services import api_keys, case_desk, hand_overs, parties
from traceability.services.hand_overs import HandOverRequest
from traceability.store.queries import recalls as recall_queries
from traceability.web.guards import COOKIE, GUARDS, OPEN
from traceability.web.limits import limiter

SIGN_IN = "/dang-nhap"
#: What a browser is told on a page of its own that another's code stands in.
CLOSED = {"workspace": 404, "registrar": 404, "api": 404}
CODE_LENGTHS = (ids.SHORT_LENGTH, ids.ITEM_LENGTH)
#: What people put where a code belongs.
NO_CODES = ("nothing", "%00", "'%20OR%201=1--", "..%2F..%2Fetc", "%E2%80%AE", "A" * 4000, "%FF")


@dataclasses.dataclass(frozen=True)
class House:
    """The application on a world with goods in it, and what another cooperative calls its own."""

    app: Flask
    world: World
    theirs: dict[str, str]

    def client(self, login: str | None = None) -> FlaskClient:
        """A browser, with somebody signed in or nobody."""
        client = self.app.test_client()
        if login is not None:
            token = token_of(self.world, login)
            client.set_cookie(COOKIE, token, domain="tem.hagiang.vn", secure=True)
        return client

    def key(self, actor: Actor) -> str:
        """A bearer key of an actor's organisation."""
        with self.world.by(self.world.who.operator) as work:
            party = parties.known(work, actor.party or 0)
            return api_keys.create_key(work, party, Role.MANAGER).text


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def house(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """Oranges harvested, packed, labelled and held: everything that a path can name."""
    refuse_plainly(monkeypatch)
    packed = world.packed()
    run = world.print_labels(packed.code, 10)
    world.recall(packed.code)
    with world.view() as view:
        recall = recall_queries.listed(view.db)[0][0].code
    names = {"batch": packed.code, "run": run, "recall": recall}
    names |= {"product": world.who.product, "area": world.who.area}
    names |= _of_the_office(world)
    return House(app_of(world, files=tmp_path / "files"), world, names)


def _of_the_office(world: World) -> dict[str, str]:
    """A case of the province that was handed over from one of its officers to another."""
    case, _ours, _theirs = contested(world)
    successor = member(world, world.who.registrar, "successor", "Lý Thị Hoa")
    with world.by(world.who.registrar) as work:
        case_desk.take(work, case)
        asked = HandOverRequest(world.who.registrar.code, successor.code)
        done = hand_overs.give(work, asked, hand_overs.confirmation(work, asked))
    return {"case": case, "hand_over": done}


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def closed_rules(app: Flask) -> list[Rule]:
    return [rule for rule in rules(app) if rule.endpoint not in OPEN]


def door_of(rule: Rule) -> str:
    return rule.endpoint.split(".")[0]


def paths(rule: Rule, codes: dict[str, str]) -> Iterator[str]:
    """The paths of a rule with each code in the place of each of its parts."""
    if not rule.arguments:
        yield rule.rule
    for code in sorted(set(codes.values())) if rule.arguments else ():
        yield re.sub(r"<(?:[^:>]+:)?[^>]+>", code, rule.rule)


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def ask(client: FlaskClient, method: str, path: str, **more: object) -> TestResponse:
    return client.open(path, method=method, base_url=HOST, headers={"Referer": HOST + path}, **more)  # type: ignore[arg-type]


# --- the list of doors ---------------------------------------------------------------------------


def test_every_endpoint_is_open_by_name_or_behind_a_guard(house: House) -> None:
    endpoints = {rule.endpoint for rule in rules(house.app)}
    unguarded = {each for each in endpoints - OPEN if each.split(".")[0] not in GUARDS}
    assert unguarded == set()


def test_nothing_is_called_open_that_is_not_there(house: House) -> None:
    endpoints = {rule.endpoint for rule in rules(house.app)}
    assert OPEN - endpoints == set()
    assert set(GUARDS) - {each.split(".")[0] for each in endpoints} == set()


def test_a_door_that_nobody_thought_of_is_shut(world: World, tmp_path: Path) -> None:
    app = build(settings_of(files=tmp_path), world.store)
    app.add_url_rule("/forgotten", "forgotten.page", lambda: "secret")
    answer = app.test_client().get("/forgotten", base_url=HOST)
    assert answer.status_code == 404
    assert "secret" not in answer.get_data(as_text=True)


def test_no_first_part_of_a_path_could_be_a_code(house: House) -> None:
    firsts = {rule.rule.split("/")[1] for rule in rules(house.app)}
    fixed = {first for first in firsts if first and not first.startswith("<")}
    assert {"coop", "registry", "api", "static"} <= fixed
    assert [first for first in fixed if could_be_code(first)] == []


def could_be_code(part: str) -> bool:
    """Whether a typed ``part`` has the length and the letters of a code, check aside."""
    plain = re.sub(r"[-\s]", "", part).upper().translate(str.maketrans("OIL", "011"))
    return len(plain) in CODE_LENGTHS and all(symbol in ids.ALPHABET for symbol in plain)


@pytest.mark.parametrize("part", ["dashboard", "workspace", "a0b1c2d3e4f5g", "dash-board"])
def test_a_path_that_could_be_a_code_is_seen(part: str) -> None:
    assert could_be_code(part)


# --- nobody, a stranger, an officer --------------------------------------------------------------


def test_nobody_gets_past_the_sign_in(house: House) -> None:
    client, asked = house.client(), 0
    for rule in closed_rules(house.app):
        limiter.reset()  # there are more addresses of the API than guesses
        for path in paths(rule, house.theirs):
            for method in methods(rule):
                answer, asked = ask(client, method, path), asked + 1
                told = f"{method} {path}: {answer.status_code}"
                if door_of(rule) == "api":
                    assert answer.status_code == 401, told
                elif method == "GET":
                    assert answer.status_code == 302, told
                    assert answer.headers["Location"].startswith(SIGN_IN), told
                else:
                    # A form without its token is turned away before anybody is asked for.
                    assert answer.status_code in (302, 400), told
    assert asked > 20


def test_another_cooperatives_manager_finds_nothing(house: House) -> None:
    client, asked = house.client("stranger"), 0
    token = form_token(client)
    for rule in closed_rules(house.app):
        if door_of(rule) not in ("workspace", "registrar"):
            continue
        if not rule.arguments and door_of(rule) == "workspace":
            continue  # the stranger's own pages
        for path in paths(rule, house.theirs):
            for method in methods(rule):
                answer, asked = post(client, method, path, token), asked + 1
                told = f"{method} {path}: {answer.status_code}"
                assert answer.status_code == CLOSED[door_of(rule)], told
    assert asked > 20


def test_an_officer_finds_no_workspace_and_another_territory_nothing(house: House) -> None:
    for login in ("registrar", "commune_registrar"):
        client = house.client(login)
        token = form_token(client)
        for rule in closed_rules(house.app):
            elsewhere = login == "commune_registrar" and rule.arguments
            if door_of(rule) == "workspace" or (door_of(rule) == "registrar" and elsewhere):
                for path in paths(rule, house.theirs):
                    for method in methods(rule):
                        answer = post(client, method, path, token)
                        assert answer.status_code == 404, f"{login} {method} {path}"


def test_a_foreign_key_finds_nothing(house: House) -> None:
    key, asked = house.key(house.world.who.stranger), 0
    for rule in closed_rules(house.app):
        if door_of(rule) != "api" or not rule.arguments:
            continue
        for path in paths(rule, house.theirs):
            for method in methods(rule):
                headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "a-key-of-its-own"}
                body = {} if method == "POST" else None
                answer = house.app.test_client().open(
                    path, method=method, base_url=HOST, headers=headers, json=body
                )
                assert answer.status_code == 404, f"{method} {path}: {answer.status_code}"
                asked += 1
    assert asked > 3


def test_ones_own_pages_do_open(house: House) -> None:
    """The closed doors above are closed to strangers, and not to everybody."""
    opened = 0
    for login, door in (("manager", "workspace"), ("registrar", "registrar")):
        client = house.client(login)
        for rule in closed_rules(house.app):
            if door_of(rule) == door and "GET" in methods(rule):
                answers = [ask(client, "GET", path) for path in paths(rule, house.theirs)]
                seen = [each.status_code for each in answers if each.status_code != 404]
                assert all(status in (200, 303, 409) for status in seen), f"{rule} {seen}"
                opened += bool(seen)
    assert opened > 12


def post(client: FlaskClient, method: str, path: str, token: str = "") -> TestResponse:
    """A request that carries the form token of whoever is signed in, or one read before."""
    if method == "GET":
        return ask(client, method, path)
    return ask(client, method, path, data={"csrf_token": token or form_token(client)})


def form_token(client: FlaskClient) -> str:
    """A token from a page that the one who is signed in has."""
    for page in ("/registry/", "/coop/"):
        found = re.search(
            r'name="csrf_token" value="([^"]+)"', ask(client, "GET", page).get_data(as_text=True)
        )
        if found:
            return found[1]
    raise AssertionError("no page with a form")


# --- no path breaks a door -----------------------------------------------------------------------


class TestOnBothEngines:
    """What stands where a code belongs reaches neither database as it came."""

    @pytest.fixture(params=["sqlite", "postgresql"])
    def backend(self, request: pytest.FixtureRequest) -> str:
        chosen: str = request.param
        return chosen

    def test_what_is_no_code_is_not_found(self, house: House) -> None:
        key = house.key(house.world.who.manager)
        for login, door in (("manager", "workspace"), ("registrar", "registrar"), (None, "api")):
            client = house.client(login)
            token = form_token(client) if login else ""
            for rule in closed_rules(house.app):
                if door_of(rule) != door or not rule.arguments:
                    continue
                for path in paths(rule, {each: each for each in NO_CODES}):
                    for method in methods(rule):
                        more = {} if login else {"headers": {"Authorization": f"Bearer {key}"}}
                        answer = visit(client, method, path, token, **more)
                        told = f"{method} {path[:80]}: {answer.status_code}"
                        assert answer.status_code in (404, 308, 400), told


def visit(
    client: FlaskClient, method: str, path: str, token: str, **more: dict[str, str]
) -> TestResponse:
    if token:
        return post(client, method, path, token)
    headers = more["headers"] | {"Idempotency-Key": "a-key-of-its-own"}
    body = {} if method == "POST" else None
    return client.open(path, method=method, base_url=HOST, headers=headers, json=body)
