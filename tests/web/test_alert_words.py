"""The sentences of alerts: one for every kind, naming exactly the facts that the kind has."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.people import World
from tests.web.lot_visits import app_of
from traceability.domain.alerts import FACTS, AlertKind
from traceability.services.alerts import AlertShown
from traceability.web import alert_words

AT = dt.datetime(2026, 1, 20, tzinfo=dt.UTC)
SAID: dict[str, str | int] = {
    "gtin": "09521234567899",
    "raw": "VN-HGOR-0128",
    "day": "2026-01-10",
    "lot": "CAM-260112-01",
    "amount": "1840000 g",
    "reason": "code_not_active",
    "role": "registrar",
    "case_kind": "gtin",
    "stopped": "held",
    "key": "09521234567899",
}


@pytest.fixture
def backend() -> str:
    return "sqlite"


def alert(kind: AlertKind) -> AlertShown:
    facts = {name: SAID.get(name, 1234) for name in FACTS[kind]}
    return AlertShown("id", kind, "AAAAAAAAA", facts, AT, unread=True, mine=False)


def test_every_kind_has_its_facts_its_sentence_and_its_sign() -> None:
    assert set(FACTS) == set(alert_words.SENTENCES) == set(alert_words.SIGNS) == set(AlertKind)
    assert set(alert_words.SIGNS.values()) <= {"fine", "look", "stop", "not-yet"}
    assert set(alert_words.PLACES) <= set(AlertKind)


def test_a_sentence_names_the_facts_of_its_kind_and_no_others(world: World) -> None:
    with app_of(world).test_request_context():
        for kind, sentence in alert_words.SENTENCES.items():
            assert set(re.findall(r"%\((\w+)\)s", str(sentence))) == FACTS[kind], kind


def test_facts_are_spelled_as_people_say_them(world: World) -> None:
    with app_of(world).test_request_context():
        said = {kind: alert_words.sentence(alert(kind)) for kind in AlertKind}
    assert said[AlertKind.CODE_SUSPENDED].endswith("từ 10/01/2026. Số lô tạm ngừng xuất: 1.234.")
    assert "không hiệu lực vào ngày thu hoạch" in said[AlertKind.BATCH_HELD]
    assert "cán bộ quản lý mã" in said[AlertKind.ROLE_CHANGED]
    assert "tranh chấp GTIN 09521234567899" in said[AlertKind.CASE_OPENED]
    assert "Lô CAM-260112-01 đang tạm ngừng xuất mà 1.234 tem" in said[AlertKind.SCANNED_STOPPED]
    assert "1.840 kg, lô CAM-260112-01 ngày 10/01/2026" in said[AlertKind.CODE_USED]
    assert not any("%(" in each for each in said.values())


def test_every_link_leads_to_a_page_that_there_is(world: World) -> None:
    app = app_of(world)
    with app.test_request_context():
        places = {kind: alert_words.href(alert(kind)) for kind in AlertKind}
    linked = {kind for kind, href in places.items() if href}
    assert linked == set(alert_words.PLACES)
    assert {"/coop/lo/AAAAAAAAA", "/registry/vu-viec/AAAAAAAAA"} <= set(places.values())
