"""One label found, voids and their lifting, what prints on, and exports, on the command line."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

import labels as stationery
from tests.blank_labels import cartons
from tests.cli.conftest import Cli
from tests.web.lot_visits import HOST
from traceability.store.queries import labels as queries


@pytest.fixture
def run(cli: Cli) -> str:
    return cli.world.print_labels(cli.world.packed().code, 20)


def read(file: Path) -> list[str]:
    """The addresses in a finished file, in order of their codes."""
    return sorted(each.text for page in stationery.read_proof(file) for each in page.symbols)


def addresses(cli: Cli, run: str, *numbers: int) -> list[str]:
    """The addresses that labels of a run lead to."""
    codes = cli.world.item_codes(run)
    return sorted(f"{HOST}/{codes[number - 1]}" for number in numbers)


def test_a_label_in_hand_is_found_by_whatever_was_scanned(cli: Cli, run: str) -> None:
    cli.world.link(run, 1, 4)
    code = cli.world.item_codes(run)[2]
    for typed in (code, code.lower(), f"{HOST}/{code}"):
        told = cli.json("labels", "find", typed)
        assert (told["run"], told["number"], told["state"]) == (run, 3, "linked")
        assert (told["left"], told["on_roll"], told["carton"]) == (16, False, None)
    assert told["history"][0]["step"] == "labels_linked"
    plain = cli("labels", "find", code).stdout
    assert f"of run {run}" in plain
    assert f"3: linked {told['lot']}" in plain


def test_a_later_run_of_cartons_is_taken_out_whole(cli: Cli, tmp_path: Path) -> None:
    lot = cli.world.packed(40).code
    run = cli.world.print_labels(lot, 20)
    cli.world.link(run, 1, 10)
    cartons(cli.world, lot, run, 5)
    cli.world.link(run, 11, 20)
    later, table = cartons(cli.world, lot, run, 5), tmp_path / "thung.csv"
    told = cli.json("labels", "export", later, "--form", "csv", "--out", str(table))
    assert told["labels"] == [[3, 4]]


def test_a_label_found_names_its_carton(cli: Cli) -> None:
    lot = cli.world.packed(40).code
    run = cli.world.print_labels(lot, 20)
    cli.world.link(run, 1, 10)
    boxes = cartons(cli.world, lot, run, 5)
    code = cli.world.item_codes(run)[6]
    assert cli.json("labels", "find", code)["carton"] == {"run": boxes, "number": 2}


def test_carton_labels_are_printed_and_printed_anew_for_the_same_cartons(
    cli: Cli, tmp_path: Path
) -> None:
    lot = cli.world.packed(40).code
    run, out = cli.world.print_labels(lot, 20), tmp_path / "thung.pdf"
    cli.world.link(run, 1, 12)
    words = ("labels", "cartons", lot, "--stock", "L7163", "--out", str(out))
    told = cli.json(*words, "--run", run, "--per-carton", "5")
    assert told["cartons"] == [{"number": 1, "labels": "1–5"}, {"number": 2, "labels": "6–10"}]
    assert len(read(out)) == told["labels"] == 2
    box = str(told["run"])
    cli.json("labels", "spoil", box, "2", "--reason", "rách")
    cli.json("labels", "spoil", run, "7", "--reason", "rách")
    both = cli.error(*words, "--replaces", box, "--per-carton", "5")
    assert (both["code"], both["field"]) == ("carton_takes_over", "per_carton")
    assert cli.error(*words, "--run", run)["code"] == "required"
    anew = cli.json(*words, "--replaces", box)
    assert anew["cartons"] == [{"number": 2, "labels": "6–10"}]
    assert "Carton 2: 6–10" not in cli("labels", "ledger", str(anew["run"])).stdout
    assert read(out) == addresses(cli, str(anew["run"]), 1)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("WIFI:S:x", "label_code_unreadable"),
        ("https://x.vn/7Z2K9Q4M1", "label_code_unreadable"),
    ],
)
def test_what_is_no_label_of_the_record_is_refused(
    cli: Cli, run: str, typed: str, code: str
) -> None:
    assert cli.error("labels", "find", typed)["code"] == code
    assert cli.error("labels", "restore", typed, "--reason", "nhầm")["code"] == code


def test_a_code_of_our_form_that_no_label_bears_is_refused(cli: Cli, run: str) -> None:
    with cli.world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        (beyond,) = cli.world.press.keyring.codes(row.key_id, row.run_no, row.count, 1)
    assert cli.error("labels", "find", beyond)["code"] == "label_not_ours"


def test_an_address_that_was_never_printed_is_refused(cli: Cli, run: str) -> None:
    code = cli.world.item_codes(run)[0]
    assert cli.error("labels", "find", f"https://x.vn/{code}")["code"] == "label_leads_elsewhere"


def test_a_void_is_lifted_with_the_label_in_hand(cli: Cli, run: str) -> None:
    code = cli.world.item_codes(run)[6]
    assert cli.error("labels", "void", run, "7", "--reason", " ")["code"] == "required"
    cli.json("labels", "void", run, "7, 9", "--reason", "dán nhầm")
    assert cli.json("labels", "find", code)["state"] == "void"
    assert cli.error("labels", "restore", code, "--reason", " ")["field"] == "reason"
    assert cli.json("labels", "restore", code, "--reason", "hủy nhầm") == {"run": run, "number": 7}
    again = cli.json("labels", "find", code)
    assert (again["state"], again["history"][0]["reason"]) == ("unused", "hủy nhầm")
    refused = cli.error("labels", "restore", code, "--reason", "hủy nhầm")
    assert refused["code"] == "label_move_not_possible"
    assert cli.json("labels", "ledger", run)["sums"]["void"] == 1
    assert cli.world.differences() == []


def test_what_never_came_out_prints_on(cli: Cli, run: str, tmp_path: Path) -> None:
    cli.json("labels", "spoil", run, "18", "--reason", "rách")
    out = tmp_path / "rest.pdf"
    words = ("labels", "rest", run, cli.world.item_codes(run)[14], "--out", str(out))
    assert cli.json(*words, "--start", "3")["labels"] == [[16, 17], [19, 20]]
    assert read(out) == addresses(cli, run, 16, 17, 19, 20)
    out.unlink()
    assert cli.error(*words)["code"] == "export_again_needs_reason"
    assert cli.error("labels", "rest", run, "20", "--out", str(out))["code"] == (
        "nothing_after_label"
    )
    assert cli.error(*words, "--start", "900", "--reason", "kẹt")["field"] == "start"
    assert not out.exists()
    assert cli.json(*words, "--reason", "máy lại kẹt")["file"] == str(out)
    assert cli.world.differences() == []


def test_nothing_is_marked_where_the_file_cannot_be_written(
    cli: Cli, run: str, tmp_path: Path
) -> None:
    out = str(tmp_path / "not there" / "tem.pdf")
    for words in (("rest", run, "5"), ("export", run, "--form", "csv")):
        assert cli("labels", *words, "--out", out).exit_code == 2
    code = cli.world.item_codes(run)[9]
    steps = {each["step"] for each in cli.json("labels", "find", code)["history"]}
    assert not steps & {"labels_reprinted", "labels_exported"}


def test_labels_leave_as_files_once_without_a_reason(cli: Cli, run: str, tmp_path: Path) -> None:
    cli.json("labels", "spoil", run, "2", "--reason", "rách")
    table = tmp_path / "tem.csv"
    words = ("labels", "export", run, "--form", "csv", "--out", str(table))
    assert cli.json(*words)["labels"] == [[1, 1], [3, 20]]
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["number"]) for row in rows] == [1, *range(3, 21)]
    assert sorted(row["url"] for row in rows) == addresses(cli, run, 1, *range(3, 21))
    for form in ("pdf", "svg", "png"):
        out = tmp_path / f"tem.{form}"
        ends = ("--first", "2", "--last", "4", "--out", str(out))
        again = ("labels", "export", run, "--form", form, *ends)
        assert cli.error(*again)["code"] == "export_again_needs_reason"
        assert cli.json(*again, "--reason", "xưởng làm mất tệp")["labels"] == [[3, 4]]
    assert read(tmp_path / "tem.pdf") == addresses(cli, run, 3, 4)
    for form in ("svg", "png"):
        with zipfile.ZipFile(tmp_path / f"tem.{form}") as archive:
            assert [name[:3] for name in archive.namelist()] == ["003", "004"]


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        (("--first", "2", "--last", "2"), "export_all_dead"),
        (("--last", "21"), "labels_not_in_run"),
        (("--first", "9", "--last", "3"), "label_numbers_backwards"),
        (("--first", "0"), "labels_not_in_run"),
    ],
)
def test_an_export_that_cannot_be_takes_nothing_out(
    cli: Cli, run: str, tmp_path: Path, ends: tuple[str, ...], code: str
) -> None:
    cli.json("labels", "spoil", run, "2", "--reason", "rách")
    out = tmp_path / "tem.csv"
    words = ("labels", "export", run, "--form", "csv", "--out", str(out))
    assert cli.error(*words, *ends)["code"] == code
    assert not out.exists()
    assert len(cli.json(*words)["labels"]) == 2


def test_a_label_on_goods_is_voided_not_lost(cli: Cli, run: str) -> None:
    cli.world.link(run, 1, 2)
    refused = cli.error("labels", "lost", run, "2", "--reason", "rơi dọc đường")
    assert (refused["code"], refused["field"]) == ("label_on_goods_not_lost", "labels")
    assert refused["facts"] == {"first": 2, "instead": "void"}
    cli.json("labels", "void", run, "2", "--reason", "rơi dọc đường")
