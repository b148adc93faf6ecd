"""What a browser calls itself in words: two names out of closed lists, and nothing of its own."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people import World
from tests.web.lot_visits import HOST, app_of
from traceability.web.devices import in_words, named

_ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (f"{_ANDROID} Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome/Android"),
        (f"{_ANDROID} SamsungBrowser/28 Chrome/130 Safari/537.36", "Samsung Internet/Android"),
        (f"{_ANDROID} Version/4.0 Chrome/142.0 Mobile Safari/537.36 Zalo/24", "Zalo/Android"),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox/Android"),
        (f"{_WINDOWS} Chrome/142.0 Safari/537.36 Edg/142.0", "Edge/Windows"),
        (f"{_WINDOWS} coc_coc_browser/130.0 Chrome/124.0 Safari/537.36", "Cốc Cốc/Windows"),
        (f"{_IPHONE} Version/18.0 Mobile/15E148 Safari/604.1", "Safari/iPhone"),
        (f"{_IPHONE} CriOS/142.0 Mobile/15E148 Safari/604.1", "Chrome/iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605.1", "Safari/macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox/Linux"),
        ("curl/8.5.0", "/"),
        ("", "/"),
        ("<script>alert(1)</script>\r\nX: y" * 1000, "/"),
    ],
)  # fmt: skip
def test_a_browser_and_a_system_are_told(user_agent: str, device: str) -> None:
    assert named(user_agent) == device


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World) -> Flask:
    return app_of(world)


@pytest.mark.parametrize(
    ("device", "said"),
    [
        ("Chrome/Android", "Chrome trên Android"),
        ("/Windows", "Windows"),
        ("Firefox/", "Firefox"),
        ("/", "Máy không rõ loại"),
        ("", "Máy không rõ loại"),
    ],
)
def test_it_is_said_in_words(app: Flask, device: str, said: str) -> None:
    with app.test_request_context("/", base_url=HOST, headers={"Accept-Language": "vi"}):
        assert in_words(device) == said
