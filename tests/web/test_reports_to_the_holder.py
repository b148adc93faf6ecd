"""Words on quality that go to whose goods they are, and to nobody else: what each side is told."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import World
from tests.senders import CONTACT, NAME, code_of, send_report
from tests.web.lot_visits import Visitor
from tests.web.test_report_pages import OURS, app, backend, client, send
from traceability.domain.reports import ReportKind, SentTo
from traceability.store import models

__all__ = ["app", "backend", "client"]

DIRECT = {"kind": "quality", "sent_to": "holder"}


def test_who_answers_is_told_who_reads_it(world: World, app: Flask) -> None:
    lot = world.packed().code
    alone = code_of(send_report(world, lot, ReportKind.QUALITY, SentTo.HOLDER))
    released = code_of(send_report(world, lot))
    desk, coop = Visitor(app, world, "registrar"), Visitor(app, world, "recorder")
    path = f"/registry/phan-anh/{released}"
    desk.send(path, f"{path}/chuyen-don-vi")
    both = "Người phản ánh và cơ quan quản lý đọc được"
    page = coop.get(f"/coop/nguoi-mua/{alone}").text
    assert both not in page
    assert "Chỉ người phản ánh đọc được, đúng như bạn gõ" in page
    assert both in coop.get(f"/coop/nguoi-mua/{released}").text
    coop.send(f"/coop/nguoi-mua/{alone}", answer="Mời đổi túi khác")
    assert desk.get(f"/registry/phan-anh/{alone}").status == 404


@pytest.mark.parametrize("left", [{"contact": CONTACT}, {"name": NAME}])
def test_a_contact_that_nobody_would_keep_is_not_taken_unsaid(
    world: World, client: FlaskClient, left: dict[str, str]
) -> None:
    """Who left one and agreed to be called waits for a call."""
    code = world.packed().code
    (field,) = left
    refused = send(client, code, **DIRECT, **left, consent="yes")
    assert refused.status_code == 422
    assert re.findall(r'<li><a href="#(\w+)">', refused.text) == [field]
    assert "không ai gọi lại được" in refused.text
    assert f'value="{left[field]}"' in refused.text
    english = client.post(
        f"/phan-anh?ma={code}&lang=en", data={**DIRECT, **left, "said": "x"}, headers=OURS
    )
    assert "Sent to the seller alone" in english.text
    with world.view() as view:
        assert view.db.query(models.DoubtReport).count() == 0
    assert send(client, code, **DIRECT, consent="yes").status_code == 303
    to_office = {**DIRECT, "sent_to": "office"}
    assert send(client, code, **to_office, **left, consent="yes").status_code == 303


def test_what_may_not_go_to_the_holder_alone_is_told_of_that(
    world: World, client: FlaskClient
) -> None:
    asked = {**DIRECT, "kind": "safety", "contact": CONTACT, "consent": "yes"}
    refused = send(client, world.packed().code, **asked)
    assert re.findall(r'<li><a href="#(\w+)">', refused.text) == ["sent_to"]
