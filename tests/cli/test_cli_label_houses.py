"""Printing houses on the command line: an order's files, a proof compared, a roll received."""

from __future__ import annotations

import csv
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import Image

import labels
from tests.blank_labels import spoil
from tests.cli.conftest import Cli
from tests.people import STOCK
from tests.web.bad_inputs import BAD
from traceability.services import recalls
from traceability.services.label_reception import LONGEST_SCANS
from traceability.store.queries import labels as queries


@pytest.fixture
def order(cli: Cli, tmp_path: Path) -> tuple[str, Path]:
    """A run of ten labels on two rolls, and its PDF."""
    lot = cli.world.packed().code
    asked = ("--count", "10", "--waste", "0", "--per-roll", "5", "--stock", STOCK)
    told = cli.json("labels", "order", lot, *asked, "--out", str(tmp_path))
    assert (told["labels"], len(told["files"])) == (10, 3)
    return str(told["run"]), Path(told["files"][0])


def table(order: tuple[str, Path]) -> list[dict[str, str]]:
    run, pdf = order
    text = (pdf.parent / f"tem-{run}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


FOREIGN = "https://tem.hagiang.vn/4YWW79G1TG05K"


def printed_elsewhere(out: Path) -> Path:
    """A page with a label that nobody ordered."""
    design = labels.FruitSticker("tem.hagiang.vn")
    stranger = labels.StampLabel("4YWW 79G1 TG05 K", "Tem 001", FOREIGN)
    out.write_bytes(labels.draw_sheets(labels.paper("50×30"), design, [stranger]))
    return out


def pages(pdf: Path, out: Path, *wanted: int) -> Path:
    """Some pages of a file as another file."""
    reader, writer = pypdf.PdfReader(pdf), pypdf.PdfWriter()
    for number in wanted:
        writer.add_page(reader.pages[number])
    writer.write(out)
    return out


def checked(cli: Cli, *words: str) -> tuple[int, dict[str, object]]:
    result = cli("labels", "check", *words, "--json")
    return result.exit_code, json.loads(result.stdout)


def test_a_proof_that_is_whole_may_be_printed(cli: Cli, order: tuple[str, Path]) -> None:
    run, pdf = order
    status, told = checked(cli, str(pdf), "--run", run)
    assert (status, told["passed"], told["read"]) == (0, True, 10)
    plain = cli("labels", "check", str(pdf), "--run", run)
    assert plain.stdout.splitlines() == ["10 of 10 labels read.", "The proof may be printed."]


def test_what_is_wrong_with_a_proof_is_named(
    cli: Cli, order: tuple[str, Path], tmp_path: Path
) -> None:
    run, pdf = order
    proof = pages(pdf, tmp_path / "proof.pdf", 0, 1, 1, 4)
    status, told = checked(cli, str(proof), "--run", run)
    assert (status, told["missing"], told["twice"]) == (1, [3, 4, 6, 7, 8, 9, 10], [2])
    roll = table(order)[0]["roll"]
    status, told = checked(cli, str(proof), "--run", run, "--roll", roll)
    assert (told["expected"], told["missing"]) == (5, [3, 4])
    fine = pages(pdf, tmp_path / "fine.pdf", 0, 5)
    assert checked(cli, str(fine), "--run", run, "--sample")[0] == 0
    status, told = checked(cli, str(fine), "--run", run, "--sample", "--roll", roll)
    assert (status, told["elsewhere"], told["foreign"]) == (1, [6], [])
    other = printed_elsewhere(tmp_path / "other.pdf")
    status, told = checked(cli, str(other), "--run", run, "--sample")
    foreign = told["foreign"]
    assert isinstance(foreign, list)
    assert (status, foreign[0]["page"], foreign[0]["text"]) == (1, 1, FOREIGN)


def test_small_modules_and_unread_symbols_are_told(
    cli: Cli, order: tuple[str, Path], tmp_path: Path
) -> None:
    run, pdf = order
    document = pypdfium2.PdfDocument(pdf)
    label = document[0].render(scale=600 / 72).to_pil().convert("L")
    label.save(tmp_path / "small.png", dpi=(800, 800))
    status, told = checked(cli, str(tmp_path / "small.png"), "--run", run, "--sample")
    small = told["small"]
    assert isinstance(small, list)
    assert (status, small[0]["number"], small[0]["module_um"] < 317) == (1, 1, True)
    label.save(tmp_path / "bare.png")
    status, told = checked(cli, str(tmp_path / "bare.png"), "--run", run, "--sample")
    assert (status, told["unmeasured"]) == (0, 1)
    Image.new("L", (400, 300), 255).save(tmp_path / "white.jpg", dpi=(300, 300))
    status, told = checked(cli, str(tmp_path / "white.jpg"), "--run", run, "--sample")
    assert (status, told["unreadable"]) == (1, [{"file": "white.jpg", "page": 1}])
    (tmp_path / "text.pdf").write_text("không phải tệp in", encoding="utf-8")
    error = cli.error("labels", "check", str(tmp_path / "text.pdf"), "--run", run)
    assert (error["code"], error["facts"]["file"]) == ("label_proof_unreadable", "text.pdf")
    assert cli("labels", "check", "nothing.pdf", "--run", run).exit_code == 2


def test_a_roll_is_received_with_the_list_of_the_house(
    cli: Cli, order: tuple[str, Path], tmp_path: Path
) -> None:
    run, _pdf = order
    rows = table(order)
    scans, listed = tmp_path / "scans.txt", tmp_path / "waste.csv"
    scans.write_text("\n".join(row["code"] for row in rows[:4]), encoding="utf-8")
    listed.write_text(f"code\n{rows[4]['code']}\n", encoding="utf-8")
    words = ("labels", "receive", run, rows[0]["roll"], "--scans", str(scans))
    assert cli.error(*words)["code"] == "samples_missing"
    told = cli.json(*words, "--waste-list", str(listed))
    assert (told["alive"], told["void"]) == (4, 1)
    assert cli.error(*words)["code"] == "roll_already_received"
    sums = cli.json("labels", "ledger", run)["sums"]
    assert (sums["unused"], sums["void"], sums["ordered"]) == (4, 1, 5)
    assert cli.world.differences() == []


def test_a_list_is_read_before_the_store_is_held(
    cli: Cli, order: tuple[str, Path], tmp_path: Path
) -> None:
    """Who writes while a long list is read is not held off: the list is a pipe that waits."""
    run, _pdf = order
    rows = table(order)
    scans, listed = tmp_path / "scans.txt", tmp_path / "waste.csv"
    scans.write_text("\n".join(row["code"] for row in rows[:4]), encoding="utf-8")
    os.mkfifo(listed)

    def feed() -> str:
        with listed.open("w", encoding="utf-8") as pipe:
            code = cli.world.harvest(5).code
            pipe.write(f"code\n{rows[4]['code']}\n")
            return code

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(feed)
        words = ("labels", "receive", run, rows[0]["roll"], "--scans", str(scans))
        told = cli.json(*words, "--waste-list", str(listed))
        assert other.result(60)
    assert (told["alive"], told["void"]) == (4, 1)


@pytest.mark.parametrize("field", ["scans", "waste"])
def test_what_is_scanned_is_no_longer_than_elsewhere(
    field: str, cli: Cli, order: tuple[str, Path], tmp_path: Path
) -> None:
    run, _pdf = order
    row, scans = table(order)[0], tmp_path / "scans.txt"
    long = f"{row['code']}\n" * LONGEST_SCANS if field == "scans" else "1, " * LONGEST_SCANS
    scans.write_text(long if field == "scans" else row["code"], encoding="utf-8")
    words = ("labels", "receive", run, row["roll"], "--scans", str(scans))
    error = cli.error(*words, "--waste", long if field == "waste" else "")
    assert (error["code"], error["field"]) == ("text_too_long", field)


def test_label_01_an_order_beyond_what_was_packed_takes_no_number(cli: Cli, tmp_path: Path) -> None:
    lot = cli.world.packed().code
    words = ("labels", "order", lot, "--stock", STOCK, "--out", str(tmp_path), "--count")
    assert cli.error(*words, "10001")["code"] == "more_labels_than_packed"
    assert cli.error(*words, "10", "--waste", "31")["field"] == "waste"
    assert (
        cli("labels", "order", "--stock", STOCK, "--out", str(tmp_path), "--count", "5").exit_code
        == 2
    )
    with cli.world.view() as view:
        assert queries.runs_of_holder(view.db, cli.world.who.manager.party or 0) == []
    assert list(tmp_path.glob("*.pdf")) == []


def test_waste_and_bleed_may_have_decimals(cli: Cli, tmp_path: Path) -> None:
    lot = cli.world.packed().code
    asked = ("--count", "10", "--stock", STOCK, "--out", str(tmp_path))
    more = ("--waste", "10.5", "--bleed", "2,5")
    told = cli.json("labels", "order", lot, *asked, *more)
    assert told["labels"] == 12
    page = pypdf.PdfReader(tmp_path / f"tem-{told['run']}.pdf").pages[0]
    beyond = float(page.trimbox.left - page.mediabox.left) * 25.4 / 72
    assert round(beyond, 2) == 2.5
    for fault in (("--waste", "x"), ("--bleed", "2.345"), ("--bleed", "10.5")):
        assert cli.error("labels", "order", lot, *asked, *fault)["field"] == fault[0][2:]


@pytest.mark.parametrize("how", ["unpublished", "held", "recalled"])
def test_label_09_no_door_of_the_operator_prints_for_a_lot_that_may_not(
    cli: Cli, tmp_path: Path, how: str
) -> None:
    assert "recalled" in BAD["label-09"]["input"]
    world = cli.world
    lot = world.pack(world.harvest().code, 40).code
    if how != "unpublished":
        world.publish(lot)
    if how == "recalled":
        world.recall(lot)
    if how == "held":
        with world.by(world.who.manager) as work:
            recalls.order_hold(work, lot, "tự kiểm tra")
    paper = ("--count", "5", "--stock", STOCK)
    code = {"unpublished": "batch_not_published"}.get(how, f"batch_{how}")
    for words in (
        ("labels", "print", lot, *paper, "--out", str(tmp_path / "tem.pdf")),
        ("labels", "order", lot, *paper, "--out", str(tmp_path)),
    ):
        assert cli.error(*words)["code"] == code
    with world.view() as view:
        assert queries.runs_of_holder(view.db, world.who.manager.party or 0) == []


def test_an_order_in_place_of_spoiled_labels_names_them(cli: Cli, tmp_path: Path) -> None:
    lot = cli.world.packed(60, 200).code
    run = cli.world.print_labels(lot, 10)
    spoil(cli.world, run, "3, 5-6")
    asked = ("--stock", STOCK, "--out", str(tmp_path), "--waste", "0", "--replaces", run)
    few = cli.error("labels", "order", lot, "--count", "2", *asked)
    assert (few["code"], few["field"]) == ("fewer_than_made_good", "count")
    told = cli.json("labels", "order", lot, "--count", "3", *asked, "--replaced", "3, 5-6")
    book = cli.json("labels", "ledger", told["run"])
    assert book["replaces"] == {"run": run, "labels": [[3, 3], [5, 6]]}
