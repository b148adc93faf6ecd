"""The documented nginx knows what the service keeps; ``./dev soak nginx`` runs it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.architecture.tree import ROOT
from tests.people import World
from tests.web.digital_link_doors import goods
from tests.web.public_door import BASE, client
from traceability.app import LARGEST_BODY
from traceability.domain import ids
from traceability.web.public import keeping
from traceability.web.public.door import LANGUAGES

__all__ = ["client"]

PAGE = (ROOT / "docs/how-to/cache-pages.md").read_text(encoding="utf-8")
(NGINX,) = re.findall(r"```nginx\n(.*?)```", PAGE, re.DOTALL)


def one(pattern: str) -> str:
    """The only place in the configuration that a pattern fits."""
    (found,) = re.findall(pattern, NGINX)
    return str(found)


@pytest.mark.parametrize("code", ["4YWW79G1T", "4yww79g1t", "4YWW79G1TAAAA", "4YWW", "dang-nhap"])
def test_only_codes_of_goods_are_kept(code: str) -> None:
    kept = re.search(one(r'location ~ "(\^/\[.*)" \{'), f"/{code}") is not None
    assert kept == (len(code) == ids.SHORT_LENGTH and set(code) <= set(ids.ALPHABET))


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-US,en;q=0.9,vi;q=0.8", "en"),
        ("fr-FR, fr;q=0.9, en;q=0.8", "en"),
        ("ja,zh-TW;q=0.9,en;q=0.8", "zh"),
        ("zho", "vi"),
        ("de", "vi"),
        ("", "vi"),
    ],
)
def test_a_phone_reads_the_first_of_our_languages_that_it_names(said: str, language: str) -> None:
    known = re.findall(r'"~\*(\^\(\?:.*)"\s+(\w+);', NGINX)
    assert {found for _pattern, found in known} == set(LANGUAGES) - {"vi"}
    read = next((found for pattern, found in known if re.search(pattern, said, re.I)), "vi")
    assert read == language


def test_the_key_knows_what_decides_about_an_answer_and_nothing_else() -> None:
    page, link = re.findall(r"proxy_cache_key ([^;]*);", NGINX)
    assert (page, link) == ("$uri|$chosen|$tongue|$packed", "$host|$uri|$chosen")
    asked = one(r"map \$arg_lang \$chosen \{(.*)\}")
    assert re.findall(r'"~\*\^(\w+)\\b" \1;', asked) == list(LANGUAGES)
    assert "proxy_ignore_headers Vary;" in NGINX


def test_whatever_the_service_takes_comes_through() -> None:
    assert int(one(r"client_max_body_size (\d+)m;")) * 1024 * 1024 >= LARGEST_BODY


def test_whatever_the_service_believes_of_a_proxy_the_proxy_itself_says() -> None:
    doors = re.findall(r"location [^{]*\{(.*?)\n    \}", NGINX, re.DOTALL)
    assert len(doors) == 3
    for door in doors:
        for header in ("For $remote_addr", "Proto $scheme", "Host $host"):
            assert f"proxy_set_header X-Forwarded-{header};" in door


def test_nothing_is_kept_longer_than_the_service_says() -> None:
    assert "proxy_cache_use_stale off;" in NGINX
    for longer in ("proxy_cache_valid", "proxy_cache_background_update", "X-Accel-Expires"):
        assert longer not in NGINX


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/01/09520123456788/10/CAM-SANH-01", True),
        ("/01/09520123456788/10/cam-sanh-01", True),
        ("/01/09520123456788/10/CAM-SANH-01/21/WXRSMANKA91Q0", False),
        ("/01/09520123456788/21/WXRSMANKA91Q0", False),
        ("/01/09520123456788", False),
        ("/01/09520123456788/10/A%00", False),
        ("/01/09520123456788/10/A B", False),
        ("/414/9521234567899", False),
    ],
)
def test_of_gs1_links_those_of_lots_are_kept(path: str, kept: bool) -> None:
    assert (re.search(one(r'location ~ "(\^/01/.*)" \{'), path) is not None) == kept


def mapped(variable: str, asked: str) -> str:
    """What nginx makes of a value: the string itself first, then what fits, in its order."""
    (body,) = re.findall(rf"map \${variable} \$\w+ \{{(.*?)\n\}}", NGINX, re.DOTALL)
    lines = [re.fullmatch(r'"?(.*?)"?\s+(\d);', each.strip()) for each in body.strip().split("\n")]
    known = {each[1]: each[2] for each in lines if each is not None}
    default = known.pop("default")
    if asked in known:
        return known[asked]
    fit = (each for each in known if each.startswith("~") and _fits(each, asked))
    return next((known[each] for each in fit), default)


def _fits(pattern: str, asked: str) -> bool:
    loose = re.IGNORECASE if pattern.startswith("~*") else re.RegexFlag(0)
    return re.search(pattern.lstrip("~*"), asked, loose) is not None


@pytest.mark.parametrize(
    ("accept", "reads"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html", True),
        ("*/*", True),
        ("", True),
        ("application/json", False),
        ("application/linkset+json", False),
        ("text/html;q=0.5,application/json", False),
        ("text/html,application/json", False),
        ("text/html,application/*", False),
        ("application/*", False),
    ],
)
def test_a_link_is_kept_for_who_wants_the_page(
    world: World, client: FlaskClient, accept: str, reads: bool
) -> None:
    assert (mapped("http_accept", accept) == "1") == reads
    if reads:
        made = goods(world)
        kept = client.get(made.path, headers={"Accept": accept}, base_url=BASE)
        assert (kept.status_code, kept.headers["Cache-Control"]) == (307, keeping.SHARED)


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        ("", True),
        ("lang=en", True),
        ("fbclid=a%20b&utm_source=zalo", True),
        ("linkType=gs1:pip", False),
        ("lang=en&linkType=all", False),
        ("link%54ype=all", False),
        ("17=261231", False),
        ("lang=en&3103=000195", False),
        ("context=x", False),
    ],
)
def test_whoever_asks_for_more_than_the_page_is_let_through(query: str, plain: bool) -> None:
    assert (mapped("args", query) == "1") == plain
    assert "map $reads$plain $more { default 1; 11 0; }" in NGINX
    assert NGINX.count(" $more;") == 2
