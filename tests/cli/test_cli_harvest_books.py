"""``traceability import harvests``: the same judgement as the page's, by exit code and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Cli
from traceability.services import area_codes, books, harvest_books
from traceability.sheets.writing import Head, workbook
from traceability.store.models import Batch

HEADS = ("Ngày thu hoạch", "Mã vùng trồng", "Khối lượng", "Đơn vị", "Mã lô", "Lý do ghi muộn")
GOOD = ("12/01/2026", "", "120,5", "kg", "SO-1", "sổ giấy")
BAD = ("31/02/2026", "", "1", "kg", "", "sổ giấy")


def kept(cli: Cli, *rows: tuple[str, ...]) -> str:
    """A book of the cooperative, every row under its code."""
    with cli.world.view() as view:
        raw = area_codes.known(view, cli.world.who.area).raw
    cells = [[day, code or raw, *rest] for day, code, *rest in rows]
    path = Path("so.xlsx")
    path.write_bytes(workbook("Sổ", [Head(name) for name in HEADS], cells))
    return str(path)


def told(cli: Cli, *words: str) -> tuple[int, dict[str, Any]]:
    owner = ("--organisation", cli.world.who.cooperative)
    result = cli("import", "harvests", *words, *owner, "--json")
    return result.exit_code, json.loads(result.stdout)


def lots(cli: Cli) -> list[str]:
    with cli.world.view() as view:
        return [each.lot_code for each in view.db.query(Batch).order_by(Batch.id)]


def test_a_dry_run_says_everything_and_stores_nothing(cli: Cli) -> None:
    before = lots(cli)
    status, said = told(cli, kept(cli, GOOD), "--dry-run")
    assert (status, said["stored"], said["entered"], said["import"]) == (0, False, 1, None)
    assert lots(cli) == before


def test_a_bad_row_ends_with_one_and_is_named(cli: Cli) -> None:
    before = lots(cli)
    file = kept(cli, GOOD, BAD)
    status, said = told(cli, file)
    assert (status, said["stored"], said["bad"]) == (1, False, 1)
    (row,) = said["rows"]
    assert (row["row"], row["errors"][0]["code"], row["errors"][0]["field"]) == (
        3,
        "no_such_day",
        "harvested_on",
    )
    plain = cli("import", "harvests", file, "--organisation", cli.world.who.cooperative)
    assert "Row 3, harvested_on: Không có ngày" in plain.stdout
    assert "Not stored: 1 entered, 0 held, 1 wrong" in plain.stdout
    assert lots(cli) == before


def test_bad_rows_are_left_out_where_that_is_asked(cli: Cli) -> None:
    twice = ("13/01/2026", "", "80", "kg", "SO-1", "sổ giấy")
    status, said = told(cli, kept(cli, GOOD, BAD, twice), "--skip-bad")
    assert (status, said["stored"], said["entered"], said["bad"]) == (0, True, 1, 2)
    codes = [error["code"] for row in said["rows"] for error in row["errors"]]
    assert sorted(codes) == ["lot_code_taken", "no_such_day"]
    assert lots(cli)[-1] == "SO-1"
    assert cli.world.differences() == []
    with cli.world.view() as view:
        page = books.page(view, cli.world.who.manager, harvest_books.BOOK, said["import"])
        assert [line.lines for line in page.lines] == [(2,)]


def test_no_workbook_and_no_organisation_are_refused(cli: Cli) -> None:
    path = Path("so.xlsx")
    path.write_bytes(b"Ng\xc3\xa0y")
    owner = ("--organisation", cli.world.who.cooperative)
    assert cli.error("import", "harvests", str(path), *owner)["code"] == "sheet_unreadable"
    assert cli.error("import", "harvests", str(path), "--organisation", "0")["code"] == "not_found"
