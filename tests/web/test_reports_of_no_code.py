"""Reports of codes that nobody has: what was printed reaches the office, and tells them apart."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import World
from tests.senders import SAID
from tests.web.digital_link_doors import GTIN, goods
from tests.web.lot_visits import Visitor
from tests.web.public_door import BASE
from tests.web.test_report_pages import OURS, app, backend, client, key_of
from traceability.domain import ids
from traceability.services import alerts, area_pages

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
    assert "Có 2 phản ánh không ghi mã nào" in told
    assert "về cùng một mã" not in told


def test_a_code_of_ours_that_is_typed_on_the_form_is_no_unknown_one(
    world: World, app: Flask, client: FlaskClient
) -> None:
    """The field asks for what the label has, and whoever puts a mistyped code right is heard."""
    made = goods(world)
    with world.view() as view:
        raw = area_pages.find(view, world.who.area).raw
    written = {
        made.code: made.code,
        ids.grouped(made.item): made.item,
        # Small letters without a digit are words behind any sign.
        f"#{made.code.lower() if any(map(str.isdigit, made.code)) else made.code}": made.code,
        f"{made.code} x2": made.code,
        f"Lô {made.lot}, mã {FORGED} {made.code}": made.code,
        f"{BASE}{made.path}": made.code,
        made.item_path: made.item,
        f"{made.path}/21/ZZZ": made.code,
        f"HTX {raw}": world.who.area,
    }
    for number, (printed, code) in enumerate(written.items()):
        path = f"/phan-anh?ma={FORGED}" if number % 2 else "/phan-anh"
        report = send(client, path, printed=printed)
        page = Visitor(app, world, "registrar").get(f"/registry/phan-anh/{report}")
        assert f'<a href="/{code}">' in page.source, printed
        assert f"Chữ in trên tem: {printed}" in page.text
        assert "Xã Vĩnh Tuy" in page.text
    queue = Visitor(app, world, "registrar").get("/registry/phan-anh").text
    assert "không có trong sổ" not in queue
    assert "cấp tỉnh" not in queue


def test_what_reads_as_no_code_is_not_told_to_be_in_no_register(
    world: World, app: Flask, client: FlaskClient
) -> None:
    made = goods(world)
    told = {
        made.lot: "Chữ trên tem",
        GTIN: "Chữ trên tem",
        "Cam sành Vĩnh Tuy": "Chữ trên tem",
        ids.grouped(OTHER): "Mã không có trong sổ",
    }
    for printed, word in told.items():
        report = send(client, "/phan-anh", printed=printed)
        desk = Visitor(app, world, "registrar")
        assert f"{word} {printed}" in desk.get(f"/registry/phan-anh/{report}").text, printed
        assert f"{word}: {printed}" in desk.get("/registry/phan-anh").text, printed
    report = send(client, "/phan-anh")
    assert (
        "Mã không ghi" in Visitor(app, world, "registrar").get(f"/registry/phan-anh/{report}").text
    )


def test_the_form_calls_unknown_only_what_was_asked_for_and_is_a_code(
    world: World, client: FlaskClient
) -> None:
    made = goods(world)
    nobodys = "Mã này không có trong sổ"
    for asked in (FORGED, "ABCDEFGHJ", f"{BASE}/01/{GTIN}/10/NO-1"):
        assert nobodys in client.get("/phan-anh", query_string={"ma": asked}).text, asked
    for asked in (GTIN, made.lot, "https://la.example/x"):
        page = client.get("/phan-anh", query_string={"ma": asked}).text
        assert nobodys not in page, asked
        assert "Ghi lại đúng như in trên tem" in page, asked
    page = client.get("/phan-anh").text
    assert nobodys not in page
    assert "Ghi mã in trên tem" in page
