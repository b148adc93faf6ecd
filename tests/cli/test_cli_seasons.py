"""What the operator sets at the command line: ceilings, and the beginning of seasons."""

from __future__ import annotations

import datetime as dt

from tests.cli.conftest import Cli

SOURCE = ("--source", "Công văn 45/SNN")


def test_a_ceiling_is_set_listed_and_kept(cli: Cli) -> None:
    cli.world.harvest(100)
    told = cli.json(
        *("ceiling", "set", "sanh_orange", "hold", "20 tấn", "--from", "01/12/2025", *SOURCE)
    )
    assert told == {"crop": "sanh_orange", "level": "hold", "value": 20_000_000, "lots_kept": 1}
    rows = cli.json("ceiling", "list", "--crop", "sanh_orange")["ceilings"]["sanh_orange"]
    assert {row["key"]: row["value"] for row in rows}["hold"] == 20_000_000
    history = cli.json("ceiling", "list", "--crop", "sanh_orange", "--history")
    holds = [row for row in history["ceilings"]["sanh_orange"] if row["key"] == "hold"]
    assert [(row["value"], row["set_by"]) for row in holds] == [
        (20_000_000, ""),
        (25_000_000, None),
    ]


def test_what_is_no_ceiling_is_refused(cli: Cli) -> None:
    setting = ("ceiling", "set", "sanh_orange")
    since = ("--from", "2025-12-01", *SOURCE)
    assert cli.error(*setting, "hold", "14 tấn", *since)["code"] == "ceiling_out_of_order"
    assert cli.error(*setting, "moon", "14 tấn", *since)["code"] == "choice_unknown"
    assert cli.error("ceiling", "set", "moon", "hold", "1", *since)["code"] == "not_found"
    assert cli("ceiling", "list", "--crop", "moon").exit_code == 1


def test_seasons_begin_on_another_day_from_a_coming_one_on(cli: Cli) -> None:
    now = cli.json("season", "list", "sanh_orange")["today"]
    assert (now["starts_on"][5:], now["ends_on"][5:]) == ("10-01", "09-30")
    assert now["label"] == f"niên vụ {now['starts_on'][:4]}–{now['ends_on'][:4]}"
    label = ("--label", "niên vụ {first}–{last}", *SOURCE)
    begin = ("season", "start", "sanh_orange", "08-01", *label)
    assert cli.error(*begin, "--from", "2026-01-20")["code"] == "season_start_not_ahead"
    ahead = dt.date.fromisoformat(now["ends_on"]) + dt.timedelta(days=90)
    made = cli.json(*begin, "--from", ahead.isoformat())["season"]
    assert made["starts_on"] <= ahead.isoformat() <= made["ends_on"]
    assert made["ends_on"][5:] == "07-31"
    assert len(cli.json("season", "list", "sanh_orange")["rules"]) == 2
    wrong = cli("season", "start", "sanh_orange", "02-30", *label, "--from", "2027-01-01")
    assert wrong.exit_code == 2
