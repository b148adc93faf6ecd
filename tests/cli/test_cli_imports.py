"""``traceability import codes``: the same judgement as the page's, by exit code and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.registers import as_workbook, pasted, row
from traceability.services import parties, register_imports
from traceability.store.models import AreaCode, RegisterImport


def office(cli: Cli, login: str = "registrar") -> str:
    """The code of an officer's authority."""
    with cli.world.view() as view:
        return parties.known(view, getattr(cli.world.who, login).party).code


def kept(cli: Cli, rows: list[dict[str, str]]) -> str:
    path = Path("so.xlsx")
    path.write_bytes(as_workbook(rows))
    return str(path)


def raws(cli: Cli) -> set[str]:
    with cli.world.view() as view:
        return {each.raw for each in view.db.query(AreaCode)} - {"VN-HGOR-0128"}


def told(cli: Cli, *words: str) -> tuple[int, dict[str, Any]]:
    result = cli("import", "codes", *words, "--json")
    return result.exit_code, json.loads(result.stdout)


def test_a_dry_run_says_everything_and_stores_nothing(cli: Cli) -> None:
    file = kept(cli, [row(), row(Mã_số="VN-2"), row(Mã_số="VN-HGOR-0128")])
    status, said = told(cli, file, "--office", office(cli), "--dry-run")
    assert status == 0
    assert (said["stored"], said["entered"], said["conflict"], said["refused"]) == (False, 2, 1, 0)
    assert said["rows"][0]["code"] is None
    assert "Tranh chấp" in said["rows"][2]["notes"][0]["text"]
    assert raws(cli) == set()


def test_a_bad_row_ends_with_one_and_is_named(cli: Cli) -> None:
    """import-15, date-05."""
    file = kept(cli, [row(), row(Mã_số="VN-2", Ngày_cấp="31/02/2023")])
    for words in (("--dry-run",), ()):
        status, said = told(cli, file, "--office", office(cli), *words)
        assert (status, said["stored"]) == (1, False)
        (error,) = said["rows"][1]["errors"]
        assert (error["code"], error["column"], error["value"]) == (
            "no_such_day",
            "Ngày cấp",
            "31/02/2023",
        )
        assert error["reason"].startswith("Không có ngày “31/02/2023”")
    plain = cli("import", "codes", file, "--office", office(cli))
    assert "Row 3, Ngày cấp “31/02/2023”: Không có ngày" in plain.stdout
    assert raws(cli) == set()


def test_bad_rows_are_left_out_where_that_is_asked(cli: Cli) -> None:
    file = kept(cli, [row(), row(Mã_số="VN-2", Ngày_cấp="31/02/2023")])
    status, said = told(cli, file, "--office", office(cli), "--skip-bad")
    assert (status, said["stored"], said["entered"], said["refused"]) == (0, True, 1, 1)
    assert raws(cli) == {"VN-HGOR-0001"}
    with cli.world.view() as view:
        made = view.db.query(RegisterImport).one()
        assert (made.import_id, made.state) == (said["import"], "stored")
        results = register_imports.results_of(view, made)
        assert [each.code for each in results] == [said["rows"][0]["code"], None]
    assert cli.world.differences() == []
    with cli.world.by(cli.world.who.registrar) as work:
        assert register_imports.undo(work, said["import"]) == 1


def test_an_office_enters_its_own_communes_only(cli: Cli) -> None:
    file = kept(cli, [row()])
    status, said = told(cli, file, "--office", office(cli, "commune_registrar"))
    assert status == 1
    assert said["rows"][0]["errors"][0]["code"] == "import_outside_territory"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "so.csv", "sheet_empty"),
        (pasted([row()]).encode(), "so.xlsx", "sheet_is_text"),
        (b"PK\x03\x04 broken", "so.xlsx", "sheet_unreadable"),
        (b"x" * 2_200_000, "so.csv", "sheet_too_large"),
        ("Mã số;Xã;Xã\nA;B;C".encode(), "so.csv", "import_heading_twice"),
        ('Mã số;Xã\n"A;B\nC;D'.encode(), "so.csv", "sheet_quote_open"),
    ],
)
def test_what_cannot_be_read_is_refused(cli: Cli, data: bytes, name: str, code: str) -> None:
    """import-05, import-11, import-13, upload-07, upload-11."""
    Path(name).write_bytes(data)
    assert cli.error("import", "codes", name, "--office", office(cli))["code"] == code


def test_wrong_usage_ends_with_two(cli: Cli) -> None:
    assert cli("import", "codes", "nothing.xlsx", "--office", office(cli)).exit_code == 2
    file = kept(cli, [row()])
    assert cli("import", "codes", file).exit_code == 2
    wrong = cli.error("import", "codes", file, "--office", cli.world.who.cooperative)
    assert wrong["code"] in ("not_found", "denied")
