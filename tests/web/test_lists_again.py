"""A list asked for again, as a file or twice; what is empty; one label in two lines; no days."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.web.digital_link_doors import goods
from tests.web.public_door import client, states
from traceability.domain import ids
from traceability.domain.verdict import SILENT

__all__ = ["client"]


@pytest.fixture
def backend() -> str:
    return "sqlite"


def post(client: FlaskClient, codes: str, **more: str) -> int:
    return client.post("/danh-sach", data={"codes": codes, **more}).status_code


def test_the_files_of_a_list_cost_no_try(client: FlaskClient) -> None:
    for number in range(12):
        codes = f"{ids.short_code(number)}\r\nx"
        assert post(client, codes) == 200
        assert post(client, codes.replace("\r\n", "\n"), csv="csv_excel") == 200
        assert post(client, codes, csv="csv") == 200
    assert post(client, "x") == 429
    assert post(client, f"{ids.short_code(3)}\nx", csv="csv") == 200


def test_one_list_is_not_looked_at_without_end(client: FlaskClient) -> None:
    answers = [post(client, "VN-HGXX-0001") for _ in range(17)]
    assert answers == [200] * (12 + 4) + [429]


def test_a_list_that_was_refused_is_not_free_afterwards(client: FlaskClient) -> None:
    assert [post(client, f"x{number}") for number in range(12)] == [200] * 12
    assert [post(client, "other", csv="csv") for _ in range(3)] == [429] * 3


def test_misses_of_a_list_are_counted_once(client: FlaskClient) -> None:
    codes = "\n".join(ids.short_code(number) for number in range(200))
    for _ in range(4):
        assert post(client, codes, csv="csv") == 200
    guesses = [client.get(f"/{ids.short_code(900 + n)}").status_code for n in range(81)]
    assert guesses == [404] * 80 + [429]


def test_an_empty_press_says_what_to_do_and_costs_nothing(client: FlaskClient) -> None:
    for _ in range(14):
        answer = client.post("/danh-sach", data={"codes": " \r\n"})
        assert answer.status_code == 422
        assert "Chưa có mã nào để kiểm" in answer.text
    assert "mỗi mã một dòng, rồi bấm" in answer.text
    assert post(client, "x", csv="csv") == 200


def test_a_file_opens_in_columns_here(world: World, client: FlaskClient) -> None:
    code = world.packed().code
    file = client.post("/danh-sach", data={"codes": code, "csv": "csv_excel"})
    head, row = file.data.decode("utf-16").splitlines()
    assert head.split("\t")[:3] == ["Trạng thái", "Dòng", "Đã dán"]
    assert row.split("\t")[3:9:4] == [code, "14/01/2026"]
    assert file.data.startswith(b"\xff\xfe")
    english = client.post("/danh-sach?lang=en", data={"codes": code, "csv": "csv_excel"})
    assert "2026-01-14" in english.data.decode("utf-16")
    plain = client.post("/danh-sach", data={"codes": code, "csv": "csv"}).data.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(plain)))["Ngày đóng gói"] == "2026-01-14"


def test_one_label_in_two_lines_is_told(world: World, client: FlaskClient) -> None:
    made = goods(world)
    lines = [made.code, made.item, made.code, ids.grouped(made.item), f"{made.item},{made.item}"]
    page = client.post("/danh-sach", data={"codes": "\n".join(lines)})
    assert page.text.count("Dòng 2, 4, 5 là cùng một tem.") == 4
    assert page.text.count("Dòng 5 có tem này 2 lần.") == 2
    assert "1 tem có hơn một lần" in page.text
    file = client.post("/danh-sach", data={"codes": "\n".join(lines), "csv": "csv"}).text
    assert file.count("Dòng 2, 4, 5 là cùng một tem.") == 4
    english = client.post("/danh-sach?lang=en", data={"codes": "\n".join(lines)}).text
    assert "Rows 2, 4, 5 are the same label." in english
    alone = client.post("/danh-sach", data={"codes": f"{made.code}\n{made.item}"}).text
    assert "cùng một tem" not in alone
    assert "hơn một lần" not in alone


def test_one_label_twice_in_one_line_is_told(world: World, client: FlaskClient) -> None:
    item = goods(world).item
    for line in (f"{item} {item}", f"{item}, {item}", f"{item}\tCam\t{ids.grouped(item)}"):
        page = client.post("/danh-sach", data={"codes": line}).text
        assert "Dòng 1 có tem này 2 lần." in page, line
        assert "1 tem có hơn một lần" in page
        assert "cùng một tem" not in page
    english = client.post("/danh-sach?lang=en", data={"codes": f"{item} {item}"}).text
    assert "Row 1 has this label 2 times." in english
    assert "1 label is there more than once" in english


def test_what_stands_for_no_goods_has_no_days_in_a_list(world: World, client: FlaskClient) -> None:
    known = states(world)
    codes = "\n".join(known.values())
    file = client.post("/danh-sach", data={"codes": codes, "csv": "csv"}).data.decode("utf-8-sig")
    rows = {row["Mã"]: row for row in csv.DictReader(io.StringIO(file))}
    for verdict, code in known.items():
        days = rows[code]["Ngày đóng gói"]
        assert bool(days) is (verdict not in SILENT), verdict
        assert verdict not in SILENT or rows[code]["Hạn sử dụng"] == ""
