"""The operator's list of protected species, entered and shown at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

HEAD = "Mã cây,Tên Latinh,Kết luận,Danh mục,Từ ngày,Đến ngày,Nguồn,Mẫu"
ROW = "danggui,Angelica sinensis,hạn chế,Nhóm IIA,01/01/2020,,danh mục mẫu,có"


def written(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "loai.csv"
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return str(path)


def test_a_list_is_entered_once_and_shown(cli: Cli, tmp_path: Path) -> None:
    path = written(tmp_path, ROW)
    assert cli.json("species", "import", path, "--dry-run")["stored"] is False
    assert cli("species", "list").exit_code == 1
    assert cli.json("species", "import", path)["new"] == 1
    assert cli.json("species", "import", path)["same"] == 1
    (told,) = cli.json("species", "list")["species"]
    assert (told["crop"], told["verdict"], told["sample"]) == ("danggui", "limited", True)
    changed = written(tmp_path, ROW.replace("hạn chế", "cấm"))
    assert cli.json("species", "import", changed)["changed"] == 1
    said = cli("species", "list").stdout.splitlines()
    assert "does not hold today  (sample)" in said[0]
    assert said[1].endswith("holds today  (sample)")


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (ROW.replace("danggui", ""), "crop", "required"),
        (ROW.replace("danggui", "pepper"), "crop", "crop_unknown"),
        (ROW.replace("hạn chế", "quý"), "verdict", "choice_unknown"),
        (ROW.replace("2020,", "2020,01/01/2019"), "to_on", "substance_rule_ends_before"),
        (ROW.replace("01/01/2020", "31/02/2020"), "from_on", "no_such_day"),
    ],
)
def test_a_wrong_row_stores_nothing(
    cli: Cli, tmp_path: Path, row: str, field: str, code: str
) -> None:
    answer = cli("species", "import", written(tmp_path, ROW, row), "--json")
    assert answer.exit_code == 1
    assert f'"code": "{code}"' in answer.stdout
    assert f'"field": "{field}"' in answer.stdout
    assert cli("species", "list").exit_code == 1
