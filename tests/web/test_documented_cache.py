"""The documented nginx knows what the service keeps; ``./dev soak nginx`` runs it."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import ROOT
from traceability.app import LARGEST_BODY
from traceability.domain import ids
from traceability.web.public.door import LANGUAGES

PAGE = (ROOT / "docs/how-to/cache-pages.md").read_text(encoding="utf-8")
(NGINX,) = re.findall(r"```nginx\n(.*?)```", PAGE, re.DOTALL)


def one(pattern: str) -> str:
    """The only place in the configuration that a pattern fits."""
    (found,) = re.findall(pattern, NGINX)
    return str(found)


@pytest.mark.parametrize("code", ["4YWW79G1T", "4yww79g1t", "4YWW79G1TAAAA", "4YWW", "dang-nhap"])
def test_only_codes_of_goods_are_kept(code: str) -> None:
    kept = re.search(one(r'location ~ "(.*)" \{'), f"/{code}") is not None
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
    assert one(r"proxy_cache_key (.*);") == "$uri|$chosen|$tongue|$packed"
    assert re.findall(r"(\w+) \1;", one(r"map \$arg_lang \$chosen \{(.*)\}")) == list(LANGUAGES)
    assert "proxy_ignore_headers Vary;" in NGINX


def test_whatever_the_service_takes_comes_through() -> None:
    assert int(one(r"client_max_body_size (\d+)m;")) * 1024 * 1024 >= LARGEST_BODY


def test_whatever_the_service_believes_of_a_proxy_the_proxy_itself_says() -> None:
    doors = re.findall(r"location [^{]*\{(.*?)\n    \}", NGINX, re.DOTALL)
    assert len(doors) == 2
    for door in doors:
        for header in ("For $remote_addr", "Proto $scheme", "Host $host"):
            assert f"proxy_set_header X-Forwarded-{header};" in door


def test_nothing_is_kept_longer_than_the_service_says() -> None:
    assert "proxy_cache_use_stale off;" in NGINX
    for longer in ("proxy_cache_valid", "proxy_cache_background_update", "X-Accel-Expires"):
        assert longer not in NGINX
