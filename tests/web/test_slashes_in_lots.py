"""A slash within a lot or a serial, of which servers may hand on that it was escaped, or not."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import World
from tests.web.digital_link_doors import GTIN, goods
from tests.web.public_door import BASE, application


class Unescaping:
    """A server that hands on the unescaped path alone."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        """Without what the client of tests sends beside."""
        known = {name: each for name, each in environ.items() if not name.endswith("_URI")}
        return self._app(known, start)


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture(params=[False, True], ids=["escapes kept", "unescaped"])
def client(world: World, request: pytest.FixtureRequest) -> FlaskClient:
    app: Flask = application(world)
    if request.param:
        app.wsgi_app = Unescaping(app.wsgi_app)  # type: ignore[method-assign]
    return app.test_client(use_cookies=False)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"/01/{GTIN}/10/A%2FB", "lot=A%2FB"),
        (f"/01/{GTIN}/10/A%2FB%2F", "lot=A%2FB%2F"),
        (f"/01/{GTIN}/10/A%2FB/21/S%2FT", "lot=A%2FB&serial=S%2FT"),
        (f"/01/{GTIN}/21/S%2FT", "serial=S%2FT"),
        (f"/01/{GTIN}/22/V%2F1/10/A%2FB%2FC", "lot=A%2FB%2FC"),
    ],
)
def test_a_slash_belongs_to_the_value(
    world: World, client: FlaskClient, path: str, told: str
) -> None:
    goods(world)
    if path.endswith("%2F") and client.application.wsgi_app.__class__ is Unescaping:
        path, told = path.removesuffix("%2F"), told.removesuffix("%2F")  # as one that is tolerated
    led = client.get(path, base_url=BASE)
    assert led.status_code == 307, led.text
    assert urlsplit(led.location).query == told
    page = client.get(led.location.removeprefix(BASE), base_url=BASE).text
    assert f"{parse_qsl(told)[-1][1]} " in page


def test_a_typed_lot_with_a_slash_is_led_on(world: World, client: FlaskClient) -> None:
    goods(world)
    typed = client.get("/tra-cuu", query_string={"code": f"(01){GTIN}(10)A/B"}, base_url=BASE)
    assert typed.location == f"/01/{GTIN}/10/A%2FB"
    assert client.get(typed.location, base_url=BASE).status_code == 307


@pytest.mark.parametrize(
    "path",
    [
        f"/01/{GTIN}//10/A",
        f"/01/{GTIN}/21/A/10/B",
        f"/01/{GTIN}/10/A/10/B",
        f"/01/{GTIN}/10/",
        f"/01/{GTIN[:-1]}7/10/A%2FB",
        f"/01/{GTIN}/10/{'A/' * 30}B",
        f"/01/{GTIN}/10/{'A/10/' * 100}B",
    ],
)
def test_what_is_no_link_stays_none(client: FlaskClient, path: str) -> None:
    assert client.get(path, base_url=BASE).status_code == 400
