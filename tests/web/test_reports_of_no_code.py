"""Reports of codes that nobody has: what was printed reaches the office, and tells them apart."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import World
from tests.senders import SAID
from tests.web.lot_visits import Visitor
from tests.web.test_report_pages import OURS, app, backend, client, key_of
from traceability.domain import ids
from traceability.services import alerts

__all__ = ["app", "backend", "client"]

#: Codes with a right check character that nobody issued: what a forger prints.
FORGED, OTHER = ids.short_code(7), ids.short_code(8)


def send(client: FlaskClient, path: str, **more: str) -> str:
    """Send the form as it opens, filled in where it asks; the code of the report."""
    page = client.get(path)
    words = page.text.partition('name="printed" value="')[2].partition('"')[0]
    values = {"kind": "fake", "said": SAID, "sent_to": "office", "printed": words, **more}
    values["request_key"] = key_of(page)
    sent = client.post(path, data=values, headers=OURS, content_type="multipart/form-data")
    assert sent.status_code == 303
    return sent.location.partition("?")[0].rpartition("/")[2].partition("-")[0]


def rung(world: World) -> list[tuple[str, object]]:
    with world.view() as view:
        lines = alerts.listed(view, world.who.registrar).lines
    return [(str(each.kind), each.facts.get("count", 1)) for each in reversed(lines)]


@pytest.mark.parametrize("asked", [FORGED, ids.fold_typed("TESTX0N88") or "", "ABCDEFGHJ"])
def test_the_code_that_was_asked_for_reaches_the_office(
    world: World, app: Flask, client: FlaskClient, asked: str
) -> None:
    code = send(client, f"/phan-anh?ma={asked}")
    desk = Visitor(app, world, "registrar")
    page = desk.get(f"/registry/phan-anh/{code}").text
    assert asked in page
    assert f"Mã không có trong sổ: {asked}" in desk.get("/registry/phan-anh").text


def test_what_a_buyer_corrects_is_what_the_office_reads(
    world: World, app: Flask, client: FlaskClient
) -> None:
    send(client, f"/phan-anh?ma={FORGED}", printed=OTHER)
    queue = Visitor(app, world, "registrar").get("/registry/phan-anh").text
    assert OTHER in queue
    assert FORGED not in queue


def test_a_known_code_asks_for_nothing_printed(world: World, client: FlaskClient) -> None:
    page = client.get(f"/phan-anh?ma={world.packed().code}")
    assert 'name="printed"' not in page.text


def test_an_alert_counts_reports_of_one_code(world: World, client: FlaskClient) -> None:
    for asked in (FORGED, "ABCDEFGHJ", FORGED.lower(), OTHER, f"{FORGED[:4]}%20{FORGED[4:]}"):
        send(client, f"/phan-anh?ma={asked}")
    assert rung(world) == [("reports_sent", 3), ("report_sent", 1), ("report_sent", 1)]


def test_reports_without_a_code_are_told_as_such(
    world: World, app: Flask, client: FlaskClient
) -> None:
    send(client, "/phan-anh")
    send(client, f"/phan-anh?ma={FORGED}")
    send(client, "/phan-anh")
    assert rung(world) == [("reports_unnamed", 2), ("report_sent", 1)]
    told = Visitor(app, world, "registrar").get("/thong-bao").text
    assert "Trong một giờ có 2 phản ánh không ghi mã nào" in told
    assert "về cùng một mã" not in told
