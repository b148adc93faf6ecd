"""The ledger of labels on the command line: blank runs, paper, spoils, hands; bad input is told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pypdf
import pytest

from tests.cli.conftest import Cli
from tests.measured import SHEET
from tests.people import STOCK
from tests.services.test_lent_labels import lent_labels
from traceability.services import stationery
from traceability.store.queries import labels


@pytest.fixture
def run(cli: Cli) -> str:
    return cli.world.print_labels(cli.world.packed().code, 20)


def test_a_blank_run_is_linked_to_a_lot_later(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "tem.pdf"
    product = cli.world.who.product
    words = ("labels", "blank", product, "--count", "12", "--stock", STOCK, "--out", str(out))
    told = cli.json(*words, "--per-roll", "6")
    run = str(told["run"])
    assert (told["labels"], out.read_bytes()[:4]) == (12, b"%PDF")
    codes = cli.world.item_codes(run)
    cli.json("labels", "seen", run, codes[0], codes[5], codes[11])
    lot = cli.world.pack(cli.world.harvest().code, 40).code
    ends = ("--first", "1", "--last", "4")
    assert cli.error("labels", "link", run, *ends)["field"] == "batch"
    told = cli.json("labels", "link", run, *ends, "--batch", lot)
    assert (told["batch"], told["published"]) == (lot, True)
    cli.json("labels", "spoil", run, "5, 6", "--reason", "rách")
    sums = cli.json("labels", "ledger", run)["sums"]
    assert {state: count for state, count in sums.items() if count} == {
        "linked": 4,
        "spoiled": 2,
        "unused": 6,
    }
    assert cli.world.differences() == []


def test_labels_go_out_come_back_and_are_lost(cli: Cli, run: str) -> None:
    household = cli.world.who.household
    cli.json("labels", "give", run, "1-8", "--kind", "household", "--to", household)
    cli.json("labels", "give", run, "9 đến 12", "--kind", "team", "--to", "Tổ dán tem")
    cli.json("labels", "take-back", run, "8")
    cli.json("labels", "lost", run, "12", "--reason", "rơi")
    lines = cli.json("labels", "ledger", run)["lines"]
    hands = [(each["first"], each["last"], each["in_hands"], each["lost"]) for each in lines]
    assert hands == [
        (1, 7, "household", False),
        (8, 8, None, False),
        (9, 11, "team", False),
        (12, 12, "team", True),
        (13, 20, None, False),
    ]
    cli.json("labels", "found", run, "12")
    told = cli("labels", "ledger", run).stdout
    assert told.splitlines()[0].endswith(" in the hands of a household")
    lent, _lot = lent_labels(cli.world)
    assert "in the hands of an organisation" in cli("labels", "ledger", lent).stdout


def test_a_paper_that_is_none_is_told_by_the_names_one_types(cli: Cli, tmp_path: Path) -> None:
    lot = cli.world.packed().code
    words = ("labels", "print", lot, "--count", "1", "--out", str(tmp_path / "tem.pdf"))
    refused = cli(*words, "--stock", "34x23")
    assert refused.exit_code == 1
    assert '"34×22, 3 tem", ' in refused.stderr


def test_the_size_of_a_roll_is_typed_either_way(cli: Cli, tmp_path: Path) -> None:
    lot, out = cli.world.packed().code, str(tmp_path / "tem.pdf")
    names = {"50x30": "50×30", "34x22": "34×22, 3 tem", "50X30@300": "50×30@300"}
    for typed, name in names.items():
        words = ("--stock", typed, "--design", "fruit_sticker", "--out", out)
        run = cli.json("labels", "print", lot, "--count", "1", *words)
        with cli.world.view() as view:
            row = labels.run_by_code(view.db, str(run["run"]))
            assert row is not None
            assert row.stock == name


def test_spoiled_labels_are_made_good_once(cli: Cli, tmp_path: Path) -> None:
    lot, out = cli.world.packed(40).code, str(tmp_path / "tem.pdf")
    run = cli.world.print_labels(lot, 20)
    cli.json("labels", "spoil", run, "5-6, 9", "--reason", "rách")
    assert cli.json("labels", "ledger", run)["still_spoiled"] == [[5, 6], [9, 9]]
    words = ("labels", "print", lot, "--stock", STOCK, "--out", out, "--count")
    new = str(cli.json(*words, "2", "--replaces", run, "--replaced", "5-6")["run"])
    told = cli.json("labels", "ledger", new)
    assert told["replaces"] == {"run": run, "labels": [[5, 6]]}
    last = cli.world.item_codes(new)[1]
    found = cli.json("labels", "find", last)
    assert (found["stands_for"], found["replaced_by"]) == ({"run": run, "number": 6}, None)
    plain = cli("labels", "find", last).stdout
    assert f"In place of: label 6 of run {run}." in plain
    assert f"labels_ordered in place of 5–6 of {run}" in plain
    old = cli.json("labels", "find", cli.world.item_codes(run)[5])
    assert (old["stands_for"], old["replaced_by"]) == (None, {"run": new, "number": 2})
    twice = cli.error(*words, "3", "--replaces", run, "--replaced", "6, 9")
    assert (twice["code"], twice["field"]) == ("label_made_good", "replaced")
    rest = str(cli.json(*words, "1", "--replaces", run)["run"])
    told = cli.json("labels", "ledger", run)
    assert [each["run"] for each in told["replaced_by"]] == [rest, new]
    assert told["still_spoiled"] == []
    found = cli.json("labels", "find", cli.world.item_codes(run)[4])
    assert found["history"][0]["run"] == new


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ("46-41", "label_numbers_backwards"),
        ("WIFI:S:x", "label_numbers_unreadable"),
        ("15-21", "labels_not_in_run"),
        (" ", "required"),
    ],
)
def test_numbers_that_cannot_be_are_refused(cli: Cli, run: str, numbers: str, code: str) -> None:
    assert cli.error("labels", "spoil", run, numbers, "--reason", "x")["code"] == code


def test_label_01_no_number_is_taken_beyond_a_run_or_a_lot(cli: Cli, tmp_path: Path) -> None:
    words = ("labels", "blank", cli.world.who.product, "--count", "10001", "--stock", STOCK)
    out = tmp_path / "tem.pdf"
    assert cli.error(*words, "--out", str(out))["code"] == "out_of_range"
    lot = cli.world.packed(40).code
    for count, code in (("10001", "more_labels_than_packed"), ("0", "out_of_range")):
        error = cli.error("labels", "print", lot, "--count", count, *words[-2:], "--out", str(out))
        assert (error["code"], error["facts"]["highest"]) == (code, 40)
    assert not out.exists()


def test_a_design_is_named(cli: Cli, tmp_path: Path) -> None:
    out, product = tmp_path / "tem.pdf", cli.world.who.product
    words = ("--count", "3", "--stock", STOCK, "--out", str(out))
    told = cli.json("labels", "blank", product, *words, "--design", "fruit_sticker")
    assert (told["labels"], out.read_bytes()[:4]) == (3, b"%PDF")
    lot = cli.world.packed().code
    told = cli.json("labels", "print", lot, *words, "--design", "fruit_sticker")
    assert told["labels"] == 3
    refused = cli.error("labels", "print", lot, *words, "--design", "goods_label")
    assert (refused["code"], refused["field"]) == ("goods_label_incomplete", "design")


def test_counts_agree_with_what_they_count(cli: Cli, run: str, tmp_path: Path) -> None:
    world = cli.world
    spoiled = [cli("labels", "spoil", run, numbers, "--reason", "rách") for numbers in ("5", "6-8")]
    assert [each.stdout.split(" of ")[0] for each in spoiled] == ["1 label", "3 labels"]
    words = ("--stock", STOCK, "--out", str(tmp_path / "tem.pdf"), "--count")
    for count, told in (("1", ": 1 label, read back,"), ("2", ": 2 labels, each read back,")):
        assert told in cli("labels", "print", world.packed().code, *words, count).stdout
    holder = ("--organisation", world.who.cooperative)
    held = cli("recall", "hold", world.packed().code, "--reason", "x", *holder)
    assert held.stdout.endswith(" covers 1 batch.\n")


@pytest.mark.parametrize("size", ["50x30", "50×30", "34x22"])
def test_paper_of_a_roll_is_named_in_either_spelling(cli: Cli, tmp_path: Path, size: str) -> None:
    words = ("--count", "2", "--stock", size, "--out", str(tmp_path / "tem.pdf"))
    sticker = ("--design", "fruit_sticker") if size == "34x22" else ()
    assert cli.json("labels", "blank", cli.world.who.product, *words, *sticker)["labels"] == 2


def test_paper_of_one_s_own_goes_before_a_roll_that_is_spelled_like_it(
    cli: Cli, tmp_path: Path
) -> None:
    with cli.world.by(cli.world.who.manager) as work:
        stationery.add(work, dataclasses.replace(SHEET, name="50x30"))
    out = tmp_path / "tem.pdf"
    words = ("--count", "2", "--stock", "50x30", "--out", str(out))
    cli.json("labels", "blank", cli.world.who.product, *words)
    page = pypdf.PdfReader(out).pages[0].mediabox
    sides = [round(float(side) / 72 * 25.4) for side in (page.width, page.height)]
    assert sides == [210, 297]
