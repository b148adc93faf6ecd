"""Linksets: their form, and which link a wish leads to."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from traceability.standards import resolver
from traceability.standards.linkset import (
    Context,
    Link,
    Wish,
    as_json,
    choose,
    of_relation,
    relation_of,
)
from traceability.standards.resolver import HTML, JSON, Thing

FOLDER = Path(__file__).parents[1] / "vectors" / "gs1"
BASE = "https://tem.example.vn"
LOT = Thing(
    "lot", "/01/09520123456788/10/A-1", "/4YWW79G1T", "/id/lot/4YWW79G1T.json", "Cam, A-1",
    (("/E0J6W2B1B", "VN-HGOR-0128"), ("/82471BMDB", "VN-HGOR-0129")),
)  # fmt: skip
LANGUAGES = ("vi", "en", "zh")


def schema(name: str) -> dict[str, object]:
    """A schema of GS1's."""
    found: dict[str, object] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("kind", ["gtin", "lot", "item", "area", "place", "party"])
@pytest.mark.parametrize("name", ["gs1-linkset-schema.json", "linkset-schema.json"])
def test_the_linkset_of_every_kind_is_valid(kind: str, name: str) -> None:
    thing = Thing(kind, f"/id/{kind}/4YWW79G1T", "/4YWW79G1T", "/x.json", "Cam sành", LOT.areas)
    told = as_json([resolver.context(thing, BASE, LANGUAGES)])
    if name == "linkset-schema.json":
        # RFC 9264 knows no description of the thing; the rest is its.
        told["linkset"][0].pop("itemDescription")  # type: ignore[index]
    jsonschema.validate(told, schema(name))


def test_a_linkset_without_an_anchor_is_not_valid() -> None:
    told = as_json([resolver.context(LOT, BASE, LANGUAGES)])
    told["linkset"][0].pop("anchor")  # type: ignore[index]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, schema("gs1-linkset-schema.json"))


@pytest.mark.standards
def test_the_description_file_is_valid() -> None:
    name = Path(os.environ["TRACEABILITY_STANDARDS"]) / "resolver/description-file-schema.json"
    told = resolver.described(BASE, "Truy xuất nguồn gốc", "/id/linkset-context.jsonld")
    wanted = json.loads(name.read_text(encoding="utf-8"))
    check = jsonschema.Draft7Validator(wanted, format_checker=jsonschema.FormatChecker())
    check.validate(told)
    assert not check.is_valid({**told, "supportedPrimaryKeys": ["10"]})


def test_every_link_type_is_one_that_gs1_has_ratified() -> None:
    ratified = schema("linktypes.json")
    things = [Thing(kind, "/a", "/b", "/c", "d") for kind in resolver.OFFERED]
    used = {
        link.relation for each in things for link in resolver.context(each, BASE, ("vi",)).links
    }
    assert {"pip", "traceability", "recallStatus", "defaultLink"} <= used
    assert used <= set(ratified)


def test_the_default_stands_alone_with_nothing_but_its_title() -> None:
    (told,) = as_json([resolver.context(LOT, BASE, LANGUAGES)])["linkset"]  # type: ignore[misc]
    default = told["https://ref.gs1.org/voc/defaultLink"]
    assert default == [{"href": f"{BASE}/4YWW79G1T", "title": "Cam, A-1"}]


PAGES = tuple(
    link for link in resolver.context(LOT, BASE, LANGUAGES).links if link.relation == "pip"
)


@pytest.mark.parametrize(
    ("wish", "href"),
    [
        (Wish(), "/4YWW79G1T?lang=vi"),
        (Wish(languages=("de", "en")), "/4YWW79G1T?lang=en"),
        (Wish(languages=("zh", "en"), types=(HTML, JSON)), "/4YWW79G1T?lang=zh"),
        (Wish(languages=("en",), types=(JSON,)), "/id/lot/4YWW79G1T.json"),
        (Wish(types=("application/pdf",)), "/4YWW79G1T?lang=vi"),
        (Wish(context="nowhere"), "/4YWW79G1T?lang=vi"),
    ],
)
def test_a_wish_leads_to_the_link_that_fits_best(wish: Wish, href: str) -> None:
    (link,) = choose(PAGES, wish)
    assert link.href == BASE + href


def test_a_context_narrows_first() -> None:
    here = Link("certificationInfo", "https://a/1", "one", HTML, ("vi",), ("VN",))
    there = Link("certificationInfo", "https://a/2", "two", HTML, ("en",), ("LK",))
    assert choose([here, there], Wish(languages=("vi",), context="LK")) == (there,)


def test_what_nothing_tells_apart_is_offered_together() -> None:
    links = of_relation([resolver.context(LOT, BASE, LANGUAGES)], "locationInfo")
    assert [link.title for link in choose(links, Wish(languages=("vi",)))] == [
        "VN-HGOR-0128",
        "VN-HGOR-0129",
    ]


def test_a_link_is_looked_for_from_the_most_granular_anchor_up() -> None:
    low = Context("https://a/21", "label", (Link("pip", "https://a/low", "low"),))
    high = Context(
        "https://a/01", "goods", (Link("pip", "https://a/high", "h"), Link("dpp", "x", "d"))
    )
    assert [link.href for link in of_relation([low, high], "pip")] == ["https://a/low"]
    assert [link.href for link in of_relation([low, high], "dpp")] == ["x"]
    assert of_relation([low, high], "menuInfo") == ()


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("gs1:pip", "pip"),
        ("pip", "pip"),
        ("https://ref.gs1.org/voc/pip", "pip"),
        ("https://www.gs1.org/voc/pip", "pip"),
        ("schema:url", None),
        ("<script>", None),
    ],
)
def test_a_link_type_is_known_by_its_name(asked: str, name: str | None) -> None:
    assert relation_of(asked) == name
