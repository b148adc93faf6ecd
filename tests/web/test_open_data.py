"""The monthly files for everybody: every change of a finished month, the same bytes each time."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.architecture.tree import ROOT
from tests.people import World, decision, orange_grant, restore_code, suspend_code
from tests.services.test_lists_at_scale import counted
from tests.web.public_door import BASE, application, visitor
from traceability.services import area_codes, internal_codes, open_data, parties
from traceability.sheets.text_tables import csv_table

OCTOBER = "/du-lieu-mo/ma-so-vung-trong-2025-10"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def rows_of(client: FlaskClient, month: str) -> list[dict[str, str]]:
    answer = client.get(f"/du-lieu-mo/ma-so-vung-trong-{month}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def object_of(client: FlaskClient, month: str) -> dict[str, Any]:
    answer = client.get(f"/du-lieu-mo/ma-so-vung-trong-{month}.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def granted(world: World, raw: str, **more: Any) -> str:
    asked = orange_grant(world.who.cooperative, raw)
    asked = dataclasses.replace(asked, decision=dataclasses.replace(asked.decision, **more))
    with world.by(world.who.registrar) as work:
        return area_codes.grant(work, asked).code


def test_the_months_that_are_over_are_listed_newest_first(
    world: World, client: FlaskClient
) -> None:
    page = client.get("/du-lieu-mo").text
    months = ("2025-12", "2025-11", "2025-10")
    at = [page.index(f"ma-so-vung-trong-{month}.csv") for month in months]
    assert at == sorted(at)
    for absent in ("2026-01.csv", "2025-09.csv"):
        assert f"ma-so-vung-trong-{absent}" not in page
    world.clock.pass_by(days=12)
    assert "ma-so-vung-trong-2026-01.json" in client.get("/du-lieu-mo").text


def test_a_month_without_a_file_is_not_found(client: FlaskClient) -> None:
    absent = ("2026-01", "2025-09", "2025-13", "2025-1", "1999-12", "0000-00", "../x", "٢٠٢٥-10")
    for month in absent:
        for kind in ("csv", "json"):
            assert client.get(f"/du-lieu-mo/ma-so-vung-trong-{month}.{kind}").status_code == 404


def test_a_file_tells_what_was_decided_and_no_person(world: World, client: FlaskClient) -> None:
    (row,) = rows_of(client, "2025-10")
    assert row == {
        "change": "granted",
        "effective_on": "2025-10-01",
        "code": "VN-HGOR-0128",
        "scheme": "vn_domestic",
        "market": "domestic",
        "crops": "sanh_orange",
        "commune_codes": "01156",
        "commune_vintage": "2025-07",
        "commune_names": "Xã Vĩnh Tuy",
        "holder": "HTX Cam Sành Vĩnh Hảo",
        "holder_kind": "cooperative",
        "register": "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Tuyên Quang",
        "decision_no": "12/QĐ-TTBVTV",
        "authority": "Chi cục Trồng trọt và Bảo vệ thực vật",
        "valid_until": "",
        "state_at_month_end": "active",
        "disputed": "no",
        "recorded_on": "2026-01-20",
        "page": f"{BASE}/{world.who.area}",
    }


def test_both_forms_tell_the_same(world: World, client: FlaskClient) -> None:
    told = object_of(client, "2025-10")
    (row,), (change,) = rows_of(client, "2025-10"), told["changes"]
    for key in ("change", "effective_on", "code", "holder", "decision_no", "page"):
        assert row[key] == change[key]
    assert change["communes"] == [{"code": "01156", "vintage": "2025-07", "name": "Xã Vĩnh Tuy"}]
    assert told["standing_at_month_end"] == {"vn_domestic": {"active": 1}}
    assert (told["format_version"], told["month"], told["licence"]) == (1, "2025-10", None)


def test_every_kind_of_change_stands_in_the_month_of_its_effect(
    world: World, client: FlaskClient
) -> None:
    lasting = granted(world, "VN-HGOR-0001", valid_until=dt.date(2025, 12, 14))
    with world.by(world.who.registrar) as work:
        suspend_code(work, lasting, decision(dt.date(2025, 11, 3), "21/QĐ"))
        restore_code(work, lasting, decision(dt.date(2025, 11, 30), "22/QĐ"))
    seen = {
        month: [(row["change"], row["effective_on"]) for row in rows_of(client, month)]
        for month in ("2025-10", "2025-11", "2025-12")
    }
    assert seen == {
        "2025-10": [("granted", "2025-10-01"), ("granted", "2025-10-01")],
        "2025-11": [("suspended", "2025-11-03"), ("restored", "2025-11-30")],
        "2025-12": [("expired", "2025-12-15")],
    }
    assert {row["state_at_month_end"] for row in rows_of(client, "2025-11")} == {"active"}
    assert rows_of(client, "2025-12")[0]["state_at_month_end"] == "expired"
    end = object_of(client, "2025-12")["standing_at_month_end"]
    assert end == {"vn_domestic": {"active": 1, "expired": 1}}


def test_a_past_month_has_the_same_bytes_on_any_later_day(
    world: World, client: FlaskClient
) -> None:
    first = {kind: client.get(f"{OCTOBER}.{kind}") for kind in ("csv", "json")}
    world.clock.pass_by(days=400)
    world.suspend(world.clock.now.date())
    for kind, answer in first.items():
        again = client.get(f"{OCTOBER}.{kind}")
        assert again.data == answer.data
        tag = {"If-None-Match": answer.headers["ETag"]}
        unchanged = client.get(f"{OCTOBER}.{kind}", headers=tag)
        assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_an_unchanged_month_is_not_made_again(world: World, client: FlaskClient) -> None:
    tag = {"If-None-Match": client.get(f"{OCTOBER}.csv").headers["ETag"]}
    assert client.get(f"{OCTOBER}.json", headers=tag).status_code == 200  # another file's
    for raw in range(3):
        granted(world, f"VN-HGOR-100{raw}")
    tag = {"If-None-Match": client.get(f"{OCTOBER}.csv").headers["ETag"]}
    with counted(world.store.reader) as cost:
        unchanged = client.get(f"{OCTOBER}.csv", headers=tag)
    assert unchanged.status_code == 304
    assert unchanged.headers["Cache-Control"] == "public, no-cache"
    assert unchanged.headers["ETag"] == tag["If-None-Match"]
    assert cost.statements <= 8
    with counted(world.store.reader) as whole:
        client.get(f"{OCTOBER}.csv")
    assert whole.statements > 2 * cost.statements


def late_step(world: World) -> None:
    with world.by(world.who.registrar) as work:
        since = decision(dt.date(2025, 10, 20), "31/QĐ")
        suspend_code(work, world.who.area, since)


def another_name(world: World) -> None:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        parties.revise(work, coop, {"name": "HTX Cam Vàng Vĩnh Hảo"})


@pytest.mark.parametrize("correct", [late_step, another_name])
def test_a_correction_of_a_closed_month_is_sent(
    world: World, client: FlaskClient, correct: Callable[[World], None]
) -> None:
    first = client.get(f"{OCTOBER}.csv")
    correct(world)
    again = client.get(f"{OCTOBER}.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.data != first.data


def test_a_network_that_takes_file_after_file_is_asked_to_wait(client: FlaskClient) -> None:
    tag = {"If-None-Match": client.get(f"{OCTOBER}.csv").headers["ETag"]}
    seen = Counter(client.get(f"{OCTOBER}.csv").status_code for _each in range(120))
    assert seen == {200: 119, 429: 1}
    assert client.get(f"{OCTOBER}.csv").headers["Retry-After"] == "600"
    assert client.get(f"{OCTOBER}.csv", headers=tag).status_code == 304
    assert "tải rất nhiều tệp" in client.get(f"{OCTOBER}.json").text


def test_internal_codes_stand_in_no_file(world: World, client: FlaskClient) -> None:
    asked = internal_codes.AreaRequest(orange_grant("").place, ("sanh_orange",))
    with world.by(world.who.manager) as work:
        raw = internal_codes.open_area(work, asked).raw.encode()
    november = OCTOBER.replace("2025-10", "2025-11")
    assert raw not in client.get(f"{november}.csv").data
    assert raw not in client.get(f"{november}.json").data


def test_no_cell_is_a_formula(world: World, client: FlaskClient) -> None:
    granted(world, "=HYPERLINK(1)", decision_no="@SUM(A1)", authority='+"Sở",\nNN')
    body = client.get(f"{OCTOBER}.csv").data.decode("utf-8-sig")
    row = next(each for each in csv.DictReader(io.StringIO(body)) if "HYPER" in each["code"])
    assert row["code"] == "'=HYPERLINK(1)"
    assert row["decision_no"] == "'@SUM(A1)"
    assert row["authority"] == '\'+"Sở",\nNN'
    told = object_of(client, "2025-10")["changes"]
    assert "=HYPERLINK(1)" in [change["code"] for change in told]


def test_a_table_is_rfc_4180() -> None:
    table = csv_table(("a", "b"), [('1,"2"', "x\ny"), ("-3", "")])
    assert table == b'\xef\xbb\xbfa,b\r\n"1,""2""","x\ny"\r\n\'-3,\r\n'


def test_the_operator_s_licence_stands_in_page_and_file(world: World) -> None:
    client = application(world, open_data_licence="CC BY 4.0").test_client(use_cookies=False)
    assert "CC BY 4.0" in client.get("/du-lieu-mo").text
    assert object_of(client, "2025-10")["licence"] == "CC BY 4.0"


def test_a_register_without_codes_has_no_months(world: World, client: FlaskClient) -> None:
    world.clock.now = dt.datetime(2025, 10, 31, 2, 0, tzinfo=dt.UTC)
    page = client.get("/du-lieu-mo")
    assert "Chưa có tháng nào" in page.text


def test_reading_writes_nothing(world: World, client: FlaskClient) -> None:
    taken: list[object] = []
    event.listen(world.store.writer, "checkout", lambda *found: taken.append(found))
    for path in ("/du-lieu-mo", f"{OCTOBER}.csv", f"{OCTOBER}.json", f"/{world.who.area}"):
        assert client.get(path).status_code == 200
    assert taken == []


def test_the_columns_are_those_that_are_documented() -> None:
    page = (ROOT / "docs/reference/open-data.md").read_text(encoding="utf-8")
    for column in open_data.COLUMNS:
        assert f"| `{column}`" in page
    for word in (*open_data.CHANGES.values(), open_data.EXPIRED):
        assert f"`{word}`" in page
    assert json.dumps(open_data.FORMAT_VERSION) in page
