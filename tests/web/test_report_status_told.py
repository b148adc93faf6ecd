"""The page of a report's number: what it says of how far the report has come, in each language."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import World
from tests.senders import code_of, send_report
from tests.web.lot_visits import Visitor
from tests.web.test_report_pages import OURS, app, backend, client, picture, send
from traceability.domain.reports import ReportKind, SentTo

__all__ = ["app", "backend", "client"]

ANSWER, LAST = "Mời mang túi tới đổi", "Thank you for telling us"


def read(client: FlaskClient, number: str, lang: str = "vi") -> str:
    """The page of a number in a language, as it is read."""
    told = client.get(f"/phan-anh/{number}?lang={lang}").text
    return " ".join(re.sub(r"<[^>]+>", " ", told).split())


def dealt_with(world: World, app: Flask) -> str:
    """A report that went through every hand and was closed; its number."""
    number = send_report(world, world.packed().code)
    desk, path = Visitor(app, world, "registrar"), f"/registry/phan-anh/{code_of(number)}"
    desk.send(path, f"{path}/nhan")
    desk.send(path, f"{path}/chuyen-don-vi")
    Visitor(app, world, "recorder").send(f"/coop/nguoi-mua/{code_of(number)}", answer=ANSWER)
    desk.send(path, f"{path}/chuyen", to="outside", outside="Đội 3")
    desk.send(path, f"{path}/dong", outcome="confirmed", closing=LAST)
    return number


def test_each_step_is_told_as_done(world: World, app: Flask, client: FlaskClient) -> None:
    number = dealt_with(world, app)
    english = read(client, number, "en")
    for step in ("took it on", "Text passed to the seller", "Passed to another office: Đội 3"):
        assert step in english
    assert re.search(r"\d{4} Closed ", english)
    desk = Visitor(app, world, "registrar").get(f"/registry/phan-anh/{code_of(number)}?lang=en")
    steps = desk.text.partition("What was done")[2] or desk.text
    assert "· Closed" in steps
    assert "Text passed to the seller" in steps


def test_an_answer_is_told_to_be_in_vietnamese_where_it_is(
    world: World, app: Flask, client: FlaskClient
) -> None:
    number = dealt_with(world, app)
    for lang, word in (("en", "In Vietnamese:"), ("zh", "越南语原文：")):
        told = read(client, number, lang)
        assert f"{word} {ANSWER}" in told
        assert f"{word} {LAST}" not in told
        assert told.count(word) == 1
    assert "Nguyên văn" not in read(client, number)
    source = client.get(f"/phan-anh/{number}?lang=en").text
    assert f'lang="vi">{ANSWER}' in source
    assert f'<p class="say">{LAST}' in source


def test_what_is_closed_is_in_nobody_s_hand(world: World, app: Flask, client: FlaskClient) -> None:
    open_one = send_report(world, world.packed().code)
    assert "Ai đang giữ" in read(client, open_one)
    closed = read(client, dealt_with(world, app))
    assert "Ai đang giữ" not in closed
    assert "Ai đã giải quyết" in closed


@pytest.mark.parametrize(
    ("kind", "sent_to", "waits"),
    [
        (ReportKind.FAKE, SentTo.OFFICE, "Đã nhận, chưa có cán bộ nhận xem"),
        (ReportKind.QUALITY, SentTo.HOLDER, "Đã nhận, đơn vị chưa trả lời"),
    ],
)
def test_who_reads_a_report_leaves_no_trace_and_the_page_claims_none(
    world: World,
    app: Flask,
    client: FlaskClient,
    kind: ReportKind,
    sent_to: SentTo,
    waits: str,
) -> None:
    number = send_report(world, world.packed().code, kind, sent_to)
    code = code_of(number)
    who, path = (
        ("registrar", f"/registry/phan-anh/{code}")
        if sent_to is SentTo.OFFICE
        else ("recorder", f"/coop/nguoi-mua/{code}")
    )
    assert Visitor(app, world, who).get(path).status == 200
    told = read(client, number)
    assert "chưa ai mở" not in told
    assert waits in told


def test_who_takes_the_photo_back_still_reads_that_nobody_answered(
    world: World, client: FlaskClient
) -> None:
    asked = {"kind": "quality", "sent_to": "holder", "photo": (picture(), "a.jpg")}
    sent = send(client, world.packed().code, **asked)
    path = sent.location.partition("?")[0]
    client.post(f"{path}/xoa", data={"what": "anh"}, headers=OURS)
    assert "chưa trả lời. Sau bảy ngày" in client.get(path).text
