"""The page with the camera at the public door: the only one there that may open it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.web.public_door import visitor


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


@pytest.mark.parametrize("lang", ["vi", "en", "zh"])
def test_the_first_page_leads_to_the_camera(client: FlaskClient, lang: str) -> None:
    home = client.get(f"/?lang={lang}").text
    (there,) = re.findall(r'href="(/quet[^"]*)"', home)
    page = client.get(there)
    assert page.status_code == 200
    assert f'<html lang="{"zh-Hans" if lang == "zh" else lang}">' in page.text
    assert "Set-Cookie" not in page.headers


def test_no_other_public_page_may_open_it(world: World, client: FlaskClient) -> None:
    scan = client.get("/quet")
    assert "worker-src 'self' blob:" in scan.headers["Content-Security-Policy"]
    assert scan.headers["Permissions-Policy"].startswith("camera=(self)")
    for path in ("/", "/danh-sach", "/tra-lo", "/phan-anh", f"/{world.packed().code}"):
        page = client.get(path)
        assert "worker-src" not in page.headers["Content-Security-Policy"], path
        assert page.headers["Permissions-Policy"].startswith("camera=()"), path
        assert "<script" not in page.text, path


def test_without_a_script_the_code_is_typed_there(client: FlaskClient) -> None:
    page = client.get("/quet").text
    assert '<form action="/tra-cuu" method="get"' in page
    assert '<input id="code" name="code"' in page
    assert re.search(r'<div class="scan" id="scan" hidden', page)
