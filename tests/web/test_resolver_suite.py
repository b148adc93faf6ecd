"""GS1's resolver test suite, check by check, as a person would run it against the service."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.store_fixtures import Templates, living
from tests.web.digital_link_doors import GTIN, Goods, ask, goods
from tests.web.public_door import BASE, visitor
from traceability.standards.digital_link import read
from traceability.standards.linkset import VOCABULARY
from traceability.web.limits import limiter

FOLDER = Path(__file__).parents[1] / "vectors" / "gs1"
CHECKS = json.loads((FOLDER / "suite-checks.json").read_text(encoding="utf-8"))["checks"]
LINKSET = "application/linkset+json"
PREFLIGHT = {"Origin": "https://example.com", "Access-Control-Request-Method": "GET"}


@dataclasses.dataclass(frozen=True)
class Suite:
    """The service under test and one address of goods in it."""

    client: FlaskClient
    goods: Goods
    path: str

    def get(self, more: str = "", accept: str = "*/*", **headers: str) -> TestResponse:
        """The address under test, with something behind it."""
        return ask(self.client, self.path + more, accept, **headers)

    def options(self) -> TestResponse:
        """What a browser asks before it lets a page of another origin ask."""
        return self.client.open(self.path, method="OPTIONS", headers=PREFLIGHT, base_url=BASE)

    @property
    def linkset(self) -> dict[str, Any]:
        """The linkset of the address."""
        found: dict[str, Any] = self.get("?linkType=all", LINKSET).json or {}
        return found

    @property
    def contexts(self) -> Mapping[str, dict[str, Any]]:
        """What is linked from each anchor."""
        return {each["anchor"]: each for each in self.linkset["linkset"]}

    def links(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Each link type at the most granular anchor that has it."""
        seen = set()
        for context in self.linkset["linkset"]:
            for name, links in context.items():
                if name not in ("anchor", "itemDescription") and name not in seen:
                    seen.add(name)
                    yield name.removeprefix(VOCABULARY), links


@pytest.fixture(autouse=True)
def uncounted() -> None:
    """Nothing has been counted against anybody yet."""
    limiter.reset()


@pytest.fixture(scope="module")
def shop(templates: Templates) -> Iterator[tuple[FlaskClient, Goods]]:
    """The service on a world with goods under a GTIN."""
    templates.at("sqlite", None)
    with living(templates, "sqlite", *templates.settled("sqlite")) as world:
        yield visitor(world), goods(world)


@pytest.fixture(params=["serial", "lot", "gtin"])
def suite(request: pytest.FixtureRequest, shop: tuple[FlaskClient, Goods]) -> Suite:
    client, made = shop
    paths = {"serial": made.item_path, "lot": made.path, "gtin": f"/01/{GTIN}"}
    return Suite(client, made, paths[request.param])


def is_url(suite: Suite) -> None:
    parts = urlsplit(BASE + suite.path)
    assert (f"{parts.scheme}://{parts.netloc}", parts.path) == (BASE, suite.path)


def is_valid_link(suite: Suite) -> None:
    assert read(BASE + suite.path).key == ("01", GTIN)


def is_https(suite: Suite) -> None:
    (default,) = suite.contexts[BASE + suite.path][VOCABULARY + "defaultLink"]
    assert default["href"].startswith("https://")


def is_plausible(suite: Suite) -> None:
    parts = suite.path.strip("/").split("/")
    assert all(ai.isdigit() for ai in parts[::2])


def walks_up(suite: Suite) -> None:
    for accept in ("*/*", "text/html", "application/json", LINKSET):
        answer = ask(suite.client, f"/01/{GTIN}/10/KL8G", accept)
        assert answer.status_code in (200, 307), accept


def answers_head(suite: Suite) -> None:
    answer = ask(suite.client, "/", method="HEAD")
    assert (answer.status_code, answer.data) == (200, b"")
    # Outside development the address is https, and browsers are told to stay there.
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def describes_itself(suite: Suite) -> None:
    answer = ask(suite.client, "/.well-known/gs1resolver", "application/json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    told = answer.json or {}
    assert told["resolverRoot"] == BASE
    assert told["supportedPrimaryKeys"] == ["01", "414"]
    context = ask(suite.client, urlsplit(told["jsonLdContextLocation"]).path)
    assert context.content_type == "application/ld+json"
    assert "@context" in json.loads(context.data)


def speaks_http_1_1(suite: Suite) -> None:
    answer = ask(suite.client, "/")
    assert answer.status_code == 200
    assert answer.request.environ["SERVER_PROTOCOL"] == "HTTP/1.1"


def allows_every_origin(suite: Suite) -> None:
    assert suite.options().headers["Access-Control-Allow-Origin"] == "*"
    for answer in (suite.get(), suite.get("/foo"), suite.get("?linkType=gs1:none")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def names_its_methods(suite: Suite) -> None:
    answer = suite.options()
    assert answer.status_code == 204
    told = answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert {"GET", "HEAD", "OPTIONS"} <= set(told)


def links_to_the_linkset(suite: Suite) -> None:
    for answer in (suite.options(), suite.get()):
        link = answer.headers["Link"]
        assert 'rel="linkset"' in link
        address = link[1:].partition(">")[0]
        assert ask(suite.client, address.removeprefix(BASE)).content_type == LINKSET


def lists_no_links_in_headers(suite: Suite) -> None:
    for answer in (suite.options(), suite.get(), suite.get("?linkType=linkset")):
        assert 'rel="gs1:' not in ", ".join(answer.headers.getlist("Link"))


def reports_with_400(suite: Suite) -> None:
    for accept in ("*/*", "text/html", "application/json", LINKSET):
        assert suite.get("/foo", accept).status_code == 400


def never_an_error_with_200(suite: Suite) -> None:
    assert suite.get("/foo?linkType=all").status_code != 200


def tolerates_a_slash(suite: Suite) -> None:
    bare, slashed = suite.get(), suite.get("/")
    assert (slashed.status_code, slashed.location) == (bare.status_code, bare.location)


def passes_the_query_on(suite: Suite) -> None:
    assert suite.get("?foo=bar").location.endswith("?foo=bar")
    assert suite.get("?linkType=gs1:pip&foo=b%20r").location.endswith("&foo=b%20r")


def shows_the_linkset(suite: Suite) -> None:
    answer = suite.get("?linkType=linkset")
    assert (answer.status_code, answer.location) == (200, None)


def shows_all(suite: Suite) -> None:
    assert suite.get("?linkType=all").status_code == 200


def shows_the_linkset_by_accept(suite: Suite) -> None:
    assert suite.get("?linkType=all", LINKSET).status_code == 200
    assert suite.get("", LINKSET).json == suite.linkset


def has_a_valid_linkset(suite: Suite) -> None:
    name = FOLDER / "gs1-linkset-schema.json"
    jsonschema.validate(suite.linkset, json.loads(name.read_text(encoding="utf-8")))
    levels = [BASE + suite.goods.item_path, BASE + suite.goods.path, f"{BASE}/01/{GTIN}"]
    assert list(suite.contexts) == levels[levels.index(BASE + suite.path) :]


def names_the_json_ld_context(suite: Suite) -> None:
    (link,) = [
        each
        for each in suite.get("?linkType=linkset").headers.getlist("Link")
        if 'rel="http://www.w3.org/ns/json-ld#context"' in each
    ]
    assert 'type="application/ld+json"' in link


def declares_its_type(suite: Suite) -> None:
    assert suite.get("", LINKSET).content_type == LINKSET


def has_a_default(suite: Suite) -> None:
    assert VOCABULARY + "defaultLink" in suite.contexts[BASE + suite.path]


def has_one_default(suite: Suite) -> None:
    (default,) = suite.contexts[BASE + suite.path][VOCABULARY + "defaultLink"]
    assert default.keys() == {"href", "title"}


def leads_to_the_default(suite: Suite) -> None:
    (default,) = suite.contexts[BASE + suite.path][VOCABULARY + "defaultLink"]
    assert suite.get().location == default["href"]
    browser = suite.get("", "text/html,application/xhtml+xml,*/*;q=0.8", Accept_Language="en")
    assert browser.location == default["href"]


def has_several_defaults_to_choose_from(suite: Suite) -> None:
    assert len(suite.contexts[BASE + suite.path][VOCABULARY + "defaultLinkMulti"]) > 1


def leads_to_single_links(suite: Suite) -> None:
    for name, links in suite.links():
        if len(links) == 1:
            assert suite.get(f"?linkType=gs1:{name}").location == links[0]["href"], name


def leads_to_links_by_what_tells_them_apart(suite: Suite) -> None:
    tried = 0
    for name, links in suite.links():
        for link in links if len(links) > 1 else ():
            language = {"Accept_Language": link["hreflang"][0]} if "hreflang" in link else {}
            answer = suite.get(f"?linkType=gs1:{name}", link["type"], **language)
            assert (answer.status_code, answer.location) == (307, link["href"]), (name, link)
            tried += 1
    assert tried


def offers_what_nothing_tells_apart(suite: Suite) -> None:
    """None here is like another; ``test_digital_links.py`` has a lot of two growing areas."""
    for name, links in suite.links():
        traits = {(each.get("type"), *each.get("hreflang", ())) for each in links}
        assert len(traits) == len(links), name


def knows_only_ratified_types(suite: Suite) -> None:
    ratified = json.loads((FOLDER / "linktypes.json").read_text(encoding="utf-8"))
    assert {name for name, _ in suite.links()} <= set(ratified)


def has_no_link_of_an_unknown_type(suite: Suite) -> None:
    for accept in ("*/*", "text/html", "application/json"):
        assert suite.get("?linkType=gs1:nosuchlt", accept).status_code == 404


HERE: Mapping[str, Callable[[Suite], None]] = {
    "isURL": is_url,
    "validDL": is_valid_link,
    "isHttps": is_https,
    "plausibleDL": is_plausible,
    "basicWalkUp": walks_up,
    "tlsOK": answers_head,
    "rdFile": describes_itself,
    "httpVersion": speaks_http_1_1,
    "corsCheck": allows_every_origin,
    "methodsCheck": names_its_methods,
    "linkOnRedirect": links_to_the_linkset,
    "legacyLinkHeaders": lists_no_links_in_headers,
    "reportWith400": reports_with_400,
    "noErrorWith200": never_an_error_with_200,
    "trailingSlash": tolerates_a_slash,
    "qsPassedOn": passes_the_query_on,
    "ltLinksetNoRedirect": shows_the_linkset,
    "ltAllNoRedirect": shows_all,
    "ltAcceptHeader": shows_the_linkset_by_accept,
    "validLinkset": has_a_valid_linkset,
    "linksetJsonldCheck": names_the_json_ld_context,
    "declaredContentType": declares_its_type,
    "defaultLinkExists": has_a_default,
    "singleDefaulLink": has_one_default,
    "defaultTarget": leads_to_the_default,
    "singleMultiLink": has_several_defaults_to_choose_from,
    "loFor{gs1lt}": leads_to_single_links,
    "loFor{gs1lt}{n}": leads_to_links_by_what_tells_them_apart,
    "loFor{gs1lt}{n} 300": offers_what_nothing_tells_apart,
    "linkTypesDefined": knows_only_ratified_types,
    "specificLinkTypeNotFound": has_no_link_of_an_unknown_type,
}


@pytest.mark.parametrize("check", [each["id"] for each in CHECKS])
def test_a_check_of_the_suite_passes(check: str, suite: Suite) -> None:
    HERE[check](suite)


def test_each_of_the_31_checks_is_here() -> None:
    assert [each["id"] for each in CHECKS] == list(HERE)
    assert len(HERE) == 31
