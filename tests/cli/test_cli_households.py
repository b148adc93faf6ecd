"""The operator enters and erases households."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli
from traceability.services import household_views, households
from traceability.services.households import HouseholdRequest


def test_a_household_is_erased_and_its_files_wiped(cli: Cli, tmp_path: Path) -> None:
    with cli.world.by(cli.world.who.manager) as work:
        code = households.add(work, HouseholdRequest("Bồn Chưa Từng Có", "0367123987")).code
    told = cli.json("household", "erase", code, "--yes")
    assert (told["code"], told["erased"], told["swept"]) == (code, True, True)
    for path in tmp_path.glob("record.sqlite3*"):
        data = path.read_bytes()
        assert "Bồn Chưa Từng Có".encode() not in data
        assert b"0367123987" not in data
    with cli.world.view() as view:
        page = household_views.shown(view, cli.world.who.manager, code)
        assert (page.line.name, page.line.answer) == (None, "erased")
    assert cli.json("household", "erase", code, "--yes")["erased"] is False
    assert cli.world.differences() == []


def test_it_is_asked_first(cli: Cli) -> None:
    result = cli("household", "erase", cli.world.who.household)
    assert result.exit_code == 1
    with cli.world.view() as view:
        page = household_views.shown(view, cli.world.who.manager, cli.world.who.household)
        assert page.line.name == "Giàng Thị Mỷ"


def test_only_a_household_is_erased(cli: Cli) -> None:
    assert (
        cli.error("household", "erase", cli.world.who.cooperative, "--yes")["code"] == "not_found"
    )


def test_a_phone_is_kept_in_one_spelling(cli: Cli) -> None:
    told = cli.json(
        "household", "create", cli.world.who.cooperative, "Lù Thị Sen", "--phone", "912345678"
    )
    with cli.world.view() as view:
        page = household_views.shown(view, cli.world.who.manager, told["code"])
        assert page.line.phone == "0912345678"
    refused = cli.error("household", "create", cli.world.who.cooperative, "A", "--phone", "12")
    assert (refused["code"], refused["field"]) == ("phone_unreadable", "phone")
