"""The operator's list of substances: read in whole or not at all, dated and sourced."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

HEAD = "Mã,Loại,Tên thương phẩm,Hoạt chất,Cách ly (ngày),Thị trường,Kết luận,Từ ngày,Đến ngày,Nguồn"
ROWS = (
    "thuoc-a,thuốc BVTV,Thuốc A 50EC,hoạt chất A,10,vn,được dùng,01/01/2020,,danh mục mẫu",
    "thuoc-a,pesticide,Thuốc A 50EC,hoạt chất A,10,Trung Quốc,cấm,2026-01-01,,thông báo mẫu",
    "phan-b,phân bón,Phân B,lân,,,,,,",
)


def written(tmp_path: Path, *rows: str, head: str = HEAD) -> str:
    path = tmp_path / "danh-muc.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return str(path)


def test_a_list_is_entered_once(cli: Cli, tmp_path: Path) -> None:
    path = written(tmp_path, *ROWS)
    dry = cli.json("substances", "import", path, "--dry-run")
    assert (dry["stored"], dry["new"], dry["changed"]) == (False, 2, 1)
    assert cli("substances", "list").exit_code == 1
    assert cli.json("substances", "import", path)["stored"] is True
    again = cli.json("substances", "import", path)
    assert (again["same"], again["new"], again["changed"]) == (3, 0, 0)
    a, b = sorted(cli.json("substances", "list")["substances"], key=lambda s: s["code"])[::-1]
    assert (a["name"], a["phi_days"], a["today"]) == (
        "Thuốc A 50EC",
        10,
        {"vn": "allowed", "cn": "banned"},
    )
    assert [rule["source"] for rule in a["rules"]] == ["danh mục mẫu", "thông báo mẫu"]
    assert (b["kind"], b["rules"]) == ("fertiliser", [])
    assert "Thuốc A 50EC" in cli("substances", "list", "--kind", "pesticide").stdout


def test_a_changed_rule_is_the_next_row(cli: Cli, tmp_path: Path) -> None:
    cli("substances", "import", written(tmp_path, *ROWS))
    changed = ROWS[0].replace("được dùng", "hạn chế")
    assert cli.json("substances", "import", written(tmp_path, changed))["changed"] == 1
    found = cli.json("substances", "list", "--kind", "pesticide")["substances"][0]
    assert len(found["rules"]) == 3
    assert found["today"]["vn"] == "limited"


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (",pesticide,A,a,1,,,,,", "code", "required"),
        ("Thuốc A,pesticide,A,a,1,,,,,", "code", "substance_code_form"),
        ("a,poison,A,a,1,,,,,", "kind", "choice_unknown"),
        ("a,pesticide,A,a,mười,,,,,", "phi_days", "number_not_whole"),
        ("a,pesticide,A,a,-1,,,,,", "phi_days", "below_zero"),
        ("a,pesticide,A,a,1,moon,cấm,01/01/2026,,x", "market", "choice_unknown"),
        ("a,pesticide,A,a,1,vn,,01/01/2026,,x", "verdict", "required"),
        ("a,pesticide,A,a,1,vn,cấm,,,x", "from_on", "required"),
        ("a,pesticide,A,a,1,vn,cấm,01/01/2026,,", "source", "required"),
        ("a,pesticide,A,a,1,vn,cấm,31/02/2026,,x", "from_on", "no_such_day"),
        ("a,pesticide,A,a,1,vn,cấm,02/01/2026,01/01/2026,x", "to_on",
         "substance_rule_ends_before"),
        ("thuoc-a,pesticide,Tên khác,a,1,,,,,", "code", "substance_told_twice"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_keeps_all_of_them_out(
    cli: Cli, tmp_path: Path, row: str, field: str, code: str
) -> None:
    result = cli("substances", "import", written(tmp_path, *ROWS, row), "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    errors = [(each["field"], each["code"]) for row in told["rows"] for each in row["errors"]]
    assert errors == [(field, code)]
    assert (told["stored"], told["refused"]) == (False, 1)
    assert cli("substances", "list").exit_code == 1


def test_a_list_without_headings_is_not_guessed_at(cli: Cli, tmp_path: Path) -> None:
    path = written(tmp_path, *ROWS[1:], head=ROWS[0])
    assert cli.error("substances", "import", path)["code"] == "import_no_name"


def test_a_code_stays_what_it_is(cli: Cli, tmp_path: Path) -> None:
    cli("substances", "import", written(tmp_path, ROWS[2]))
    row = ROWS[2].replace("phân bón", "thuốc thú y")
    result = cli("substances", "import", written(tmp_path, row), "--json")
    told = json.loads(result.stdout)
    assert told["rows"][0]["errors"][0]["code"] == "substance_kind_fixed"
