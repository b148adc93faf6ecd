"""Who is told to slow down reports a label all the same, with the code that it bears."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import World
from tests.web.digital_link_doors import GTIN
from tests.web.lot_visits import Visitor
from tests.web.public_door import BASE
from tests.web.test_report_pages import app, backend, client
from tests.web.test_reports_of_no_code import send
from traceability.domain import ids

__all__ = ["app", "backend", "client"]

STRANGE = ids.short_code(7_001)
LINK = f"/01/{GTIN}/10/NO-1"


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        (f"/{STRANGE}", STRANGE),
        (f"/{STRANGE}?lang=en", STRANGE),
        (f"/tra-cuu?code={STRANGE.lower()}", STRANGE),
        (f"/phan-anh?ma={STRANGE}", STRANGE),
        (LINK, f"{BASE}{LINK}"),
    ],
)
def test_the_way_to_the_form_keeps_the_code(
    world: World, client: FlaskClient, asked: str, printed: str
) -> None:
    """A carrier's shared address is slowed down for others' guesses."""
    for number in range(100):
        client.get("/" + ids.short_code(number))
    slow = client.get(asked, follow_redirects=True)
    assert slow.status_code == 429
    (way,) = re.findall(r'<a href="(/phan-anh[^"]*)"', slow.text)
    assert ("lang=en" in way) == ("lang=en" in asked)
    form = client.get(unescape(way))
    assert form.status_code == 200
    assert f'name="printed" value="{printed}"' in form.text
    assert "không có trong sổ" not in form.text


def test_a_report_sent_so_is_about_the_code(world: World, app: Flask, client: FlaskClient) -> None:
    for number in range(100):
        client.get("/" + ids.short_code(number))
    send(client, f"/phan-anh?tem={STRANGE}")
    queue = Visitor(app, world, "registrar").get("/registry/phan-anh").text
    assert f"Mã không có trong sổ: {STRANGE}" in queue
