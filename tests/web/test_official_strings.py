"""A growing-area code typed as an office issued it: found where it has a page, and only there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.applicants import filed
from tests.people import World, decision, orange_grant
from tests.web.public_door import visitor
from tests.web.registry_visits import suspended
from traceability.domain import ids
from traceability.domain.growing_area import CodeStep
from traceability.services import area_codes, parties
from traceability.services.area_codes import Granted
from traceability.store.models import AreaCode
from traceability.store.queries import public_areas

RAW = "VN-HGOR-0128"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def rival(world: World, raw: str = RAW) -> Granted:
    with world.by(world.who.registrar) as work:
        return area_codes.grant(work, orange_grant(world.who.foreign, raw))


def typed(client: FlaskClient, text: str, **more: str) -> str | None:
    answer = client.get("/tra-cuu", query_string={"code": text, **more})
    return answer.location if answer.status_code == 302 else None


@pytest.mark.parametrize("text", [RAW, " vn-hgor-0128 ", "VN-HGOR - 0128"])
def test_an_official_string_leads_to_its_page(world: World, client: FlaskClient, text: str) -> None:
    assert typed(client, text) == f"/id/area/{world.who.area}"
    assert typed(client, text, lang="en") == f"/id/area/{world.who.area}?lang=en"
    assert client.get(f"/id/area/{world.who.area}").status_code == 200


def test_a_suspended_code_is_found_as_well(world: World, client: FlaskClient) -> None:
    suspended(world, world.who.area, dt.date(2026, 1, 19))
    assert typed(client, RAW) == f"/id/area/{world.who.area}"


def test_a_string_that_reads_like_a_short_code_is_found(world: World, client: FlaskClient) -> None:
    """A packing house's code has nine letters and digits, one in thirty-two of them a check."""
    raw = next(r for r in (f"VN-BTPH-{n:03d}" for n in range(1000)) if ids.fold_typed(r))
    made = rival(world, raw)
    assert typed(client, raw) == f"/id/area/{made.code}"


def test_a_string_without_any_sign_is_found(world: World, client: FlaskClient) -> None:
    """It looks like a mistyped code, and costs no guess however often it is asked for."""
    made = rival(world, "HGOR0128X")
    led = {typed(client, "hgor0128x") for _ in range(110)}
    assert led == {f"/id/area/{made.code}"}
    page = listed(client, "hgor0128x", "HGOR-0128-X")
    assert f'<a href="/{made.code}">hgor0128x</a>' in page
    assert "gần nhất là HGOR0128X" in page


def listed(client: FlaskClient, *texts: str) -> str:
    """The page of a list of codes."""
    return client.post("/danh-sach", data={"codes": "\n".join(texts)}).text


def test_a_list_finds_official_strings_as_well(world: World, client: FlaskClient) -> None:
    raw = next(r for r in (f"VN-BTPH-{n:03d}" for n in range(1000)) if ids.fold_typed(r))
    made = rival(world, raw)
    page = listed(client, "vn-hgor-0128", raw, "VN-HGOR-9999")
    assert f'<a href="/{world.who.area}">vn-hgor-0128</a>' in page
    assert f'<a href="/{made.code}">{raw}</a>' in page
    assert "Mã lô: tra cùng đơn vị" in page  # as a lot's code looks, too


def test_a_list_leads_to_all_who_claim_a_string(world: World, client: FlaskClient) -> None:
    rival(world)
    page = listed(client, RAW)
    assert "2 trang mang mã này" in page
    assert f'<a href="/tra-cuu?code={RAW}">{RAW}</a>' in page
    assert "0 trong 1 mã không có cảnh báo" in page


def test_many_claims_on_a_string_hide_no_other(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many are read of each string, and not of all together."""
    rival(world)
    other = rival(world, "VN-HGOR-0999")
    monkeypatch.setattr(public_areas, "_MOST_CLAIMS", 1)
    page = listed(client, RAW, "VN-HGOR-0999")
    assert f'<a href="/{other.code}">VN-HGOR-0999</a>' in page


def test_two_claims_are_both_shown_and_said_to_be_undecided(
    world: World, client: FlaskClient
) -> None:
    other = rival(world)
    answer = client.get(f"/tra-cuu?code={RAW}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "2 nơi cùng khai mã này" in answer.text
    for code in (world.who.area, other.code):
        assert f'href="/id/area/{code}"' in answer.text
    revoke(world, other.code)
    assert typed(client, RAW) == f"/id/area/{world.who.area}"


def test_a_string_is_looked_up_without_drawing_pages(world: World, client: FlaskClient) -> None:
    """The field leads to a page, or says who claims: what stands there nobody asks for yet."""
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    event.listen(world.store.reader, "before_cursor_execute", note)
    for text in (RAW, "VN HGOR 0128"):
        client.get("/tra-cuu", query_string={"code": text})
        assert len(asked) <= 14, text
        asked.clear()
    rival(world)
    client.get("/tra-cuu", query_string={"code": RAW})
    event.remove(world.store.reader, "before_cursor_execute", note)
    assert len(asked) <= 18


def revoke(world: World, code: str) -> None:
    with world.by(world.who.registrar) as work:
        work.hold_judgement()
        office = parties.acting_party(work, work.actor)
        area_codes.take_step(
            work,
            office,
            area_codes.known(work, code),
            CodeStep.REVOKE,
            decision(world.clock().date()),
        )


def test_what_is_no_code_of_an_office_stays_unknown(world: World, client: FlaskClient) -> None:
    file = filed(world)
    with world.view() as view:
        number = view.db.query(AreaCode).filter_by(code=file).one().raw
    unknown = client.get("/tra-cuu?code=VN-HGOR-9999")
    assert unknown.status_code == 404
    for text in (number, f"{RAW}x", "VN-HGOR", "\x00" + RAW):
        answer = client.get("/tra-cuu", query_string={"code": text})
        assert answer.status_code == 404, text
    assert "Có phải bạn tìm" not in client.get(f"/tra-cuu?code={number}").text


def test_a_near_form_of_a_public_code_is_offered(world: World, client: FlaskClient) -> None:
    answer = client.get("/tra-cuu?code=vnhgor0128")
    assert answer.status_code == 404
    assert "Có phải bạn tìm" in answer.text
    assert f'href="/id/area/{world.who.area}"' in answer.text


def test_only_misses_are_counted(client: FlaskClient) -> None:
    assert {client.get(f"/tra-cuu?code={RAW}").status_code for _ in range(110)} == {302}
    misses = [client.get(f"/tra-cuu?code=VN-HGOR-{n}").status_code for n in range(2000, 2101)]
    assert misses == [404] * 100 + [429]
