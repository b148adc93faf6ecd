"""The operator's verbs on goods: trace, recall, print, link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import labels
from tests.cli.conftest import Cli
from tests.people import KEYRING
from traceability.services import jobs, pages, parties, print_files
from traceability.store.queries import labels as label_queries


def test_trace_goes_back_and_forth_with_amounts(cli: Cli) -> None:
    harvest = cli.world.harvest(300)
    first = cli.world.pack(harvest.code, 50)
    told = cli.json("trace", harvest.code)
    assert told["batch"]["code"] == harvest.code
    assert told["ancestors"] == []
    assert [each["code"] for each in told["descendants"]] == [first.code]
    assert told["descendants"][0]["made"] == 100_000
    flow = {"parent": harvest.code, "child": first.code, "amount": 300_000}
    assert told["flows"] == [flow]
    back = cli.json("trace", first.code.lower())
    assert [each["code"] for each in back["ancestors"]] == [harvest.code]
    assert back["flows"] == [flow]


def test_trace_for_people_names_every_batch_and_amount(cli: Cli) -> None:
    harvest = cli.world.harvest(300)
    packed = cli.world.pack(harvest.code, 50)
    result = cli("trace", packed.code)
    head, back = result.stdout.splitlines()
    assert head.startswith(f"{packed.code}  {packed.lot_code}  packed  14/01/2026  100 kg made")
    assert back.startswith(f"from  {harvest.code}  {harvest.lot_code}  harvest  12/01/2026")
    assert back.endswith(f"{harvest.code} → {packed.code}: 300 kg")


def test_a_label_is_traced_as_its_batch(cli: Cli) -> None:
    packed = cli.world.packed()
    run = cli.world.print_labels(packed.code, 10)
    with cli.world.view() as view:
        row = label_queries.run_by_code(view.db, run)
        assert row is not None
        code = print_files.codes_of(KEYRING, row)[3]
    assert cli.json("trace", code)["batch"]["code"] == packed.code


@pytest.mark.parametrize("typed", ["0000 0000", "4YWW79G1TG05K", "không phải mã"])
def test_nothing_found_ends_with_one(cli: Cli, typed: str) -> None:
    error = cli.error("trace", typed)
    assert error == {"code": "not_found", "field": None, "facts": {"typed": typed}}


def organisations(cli: Cli) -> tuple[tuple[str, str], tuple[str, str]]:
    """The words that name the cooperative, and those that name the office of the province."""
    with cli.world.view() as view:
        office = parties.known(view, cli.world.who.registrar.party or 0).code
    return ("--organisation", cli.world.who.cooperative), ("--organisation", office)


def test_a_recall_is_announced_listed_and_lifted(cli: Cli) -> None:
    assert cli("recall", "list").exit_code == 1
    holder, office = organisations(cli)
    harvest = cli.world.harvest()
    packed = cli.world.pack(harvest.code, 40)
    words = ("--notice", "Không dùng, trả lại nơi mua", "--contact", "0900 000 099")
    told = cli.json("recall", "announce", harvest.code, *words, *holder)
    assert told["covered"] == 2
    (row,) = cli.json("recall", "list")["recalls"]
    assert (row["code"], row["kind"], row["lifted_at"]) == (told["code"], "recall", None)
    assert row["batches"] == sorted([harvest.code, packed.code])
    assert cli("recall", "list").stdout.startswith(f"{told['code']}  recall  ordered  2 batches")
    lift = ("recall", "lift", told["code"], "--reason", "Kết quả đạt")
    assert cli(*lift, *office).stdout == f"Ended recall {told['code']}.\n"
    assert cli.json("recall", "list")["recalls"][0]["lifted_at"] is not None
    assert cli.error(*lift, *office)["code"] == "already_lifted"
    assert cli.world.differences() == []


def test_a_recall_is_lifted_by_an_authority_and_by_nobody_else(cli: Cli) -> None:
    holder, office = organisations(cli)
    harvest = cli.world.harvest().code
    held = cli.json("recall", "hold", harvest, "--reason", "Chờ kết quả mẫu", *office)
    assert held["covered"] == 1
    lift = ("recall", "lift", held["code"], "--reason", "Kết quả đạt")
    assert cli.error(*lift, *holder)["code"] == "denied"
    stranger = ("--organisation", cli.world.who.foreign)
    assert cli.error(*lift, *stranger)["code"] == "not_found"
    assert cli(*lift).exit_code == 2
    assert cli("recall", "list").stdout.endswith("1 batch  open\n")
    assert cli(*lift, *office).stdout == f"Lifted hold {held['code']}.\n"
    assert cli.world.differences() == []


def test_who_ordered_a_hold_for_itself_ends_it(cli: Cli) -> None:
    holder, _office = organisations(cli)
    harvest = cli.world.harvest().code
    held = cli.json("recall", "hold", harvest, "--reason", "Tự kiểm tra", *holder)
    assert cli("recall", "lift", held["code"], "--reason", "Đạt", *holder).exit_code == 0
    assert cli.world.differences() == []


def test_only_the_holder_or_an_authority_recalls(cli: Cli) -> None:
    holder, office = organisations(cli)
    harvest = cli.world.harvest().code
    words = ("recall", "announce", harvest, "--notice", "x", "--contact", "1022")
    stranger = ("--organisation", cli.world.who.foreign)
    assert cli.error(*words, *stranger)["code"] == "not_found"
    assert cli(*words).exit_code == 2
    hold = ("recall", "hold", harvest, "--reason", "x")
    assert cli.error(*hold, *stranger)["code"] == "not_found"
    for who in (holder, (*office, "--another")):
        assert cli.json(*words, *who)["covered"] == 1


def test_a_second_recall_of_a_lot_is_meant(cli: Cli) -> None:
    """The form names the open one before it is confirmed; a command is refused, or says so."""
    holder, office = organisations(cli)
    harvest = cli.world.harvest().code
    bag = cli.world.pack(harvest, 40).code
    words = ("--notice", "Trả lại nơi mua", "--contact", "0900 000 099")
    first = cli.json("recall", "announce", harvest, *words, *holder)["code"]
    for lots, who in ((harvest, holder), (bag, office)):
        refused = cli.error("recall", "announce", lots, *words, *who)
        assert (refused["code"], refused["facts"]) == ("recalled_already", {"recalls": first})
    assert len(cli.json("recall", "list")["recalls"]) == 1
    meant = cli.json("recall", "announce", harvest, *words, *holder, "--another")
    assert meant["covered"] == 2
    for each in (first, meant["code"]):
        assert cli("recall", "lift", each, "--reason", "Đạt", *office).exit_code == 0
    assert cli.json("recall", "announce", harvest, *words, *holder)["covered"] == 2


def test_a_contact_without_a_number_is_said_to_have_none(cli: Cli) -> None:
    """The form asks back before it is confirmed; a command is refused, or says so itself."""
    holder, _office = organisations(cli)
    words = ("recall", "announce", cli.world.harvest().code, "--notice", "x", *holder)
    for contact in ("chỉ qua thư: htx@example.vn", "lô CAM-261117-01, 03.11.2026"):
        refused = cli.error(*words, "--contact", contact)
        assert (refused["code"], refused["field"]) == ("contact_without_number", "contact")
    assert cli("recall", "list").exit_code == 1
    meant = cli.json(*words, "--contact", "chỉ qua thư: htx@example.vn", "--without-number")
    assert meant["covered"] == 1
    numbered = cli.json(*words, "--contact", "HTX, 0900 000 041", "--another")
    assert numbered["covered"] == 1


def test_a_recall_of_nothing_known_announces_nothing(cli: Cli) -> None:
    holder, _office = organisations(cli)
    words = ("--notice", "x", "--contact", "1022", *holder)
    known = cli.world.harvest().code
    assert cli.error("recall", "announce", known, "ZZZ", *words)["code"] == "not_found"
    assert cli("recall", "list").exit_code == 1


def printed(cli: Cli, packed: str, out: Path, count: int = 20) -> dict[str, object]:
    told: dict[str, object] = cli.json(
        "labels", "print", packed, "--count", str(count), "--stock", "L7651", "--out", str(out)
    )
    return told


def test_labels_are_printed_whole_and_released(cli: Cli, tmp_path: Path) -> None:
    packed, out = cli.world.packed(), tmp_path / "tem.pdf"
    told = printed(cli, packed.code, out)
    urls = [text for text in labels.decode_sheets(out.read_bytes(), labels.STOCKS["L7651"]) if text]
    assert len(urls) == told["labels"] == 20
    assert {path.name for path in tmp_path.glob("*tem*")} == {"tem.pdf"}
    with cli.world.view() as view:
        page = pages.find(view, KEYRING, re.split("/", urls[4])[-1].upper())
        assert page.label is not None
        assert page.label.number == 5
        assert jobs.backlog(view) == jobs.Backlog(queued=0, failed=0, oldest=None)


def test_linked_labels_stand_for_the_batch(cli: Cli, tmp_path: Path) -> None:
    packed = cli.world.packed()
    run = str(printed(cli, packed.code, tmp_path / "tem.pdf")["run"])
    assert cli.error("labels", "link", run, "--first", "1", "--last", "2")["code"] == (
        "paper_not_read"
    )
    codes = cli.world.item_codes(run)
    cli.json("labels", "seen", run, codes[0], codes[10], codes[19])
    told = cli.json("labels", "link", run, "--first", "1", "--last", "18")
    assert told["batch"] == packed.code
    error = cli.error("labels", "link", run, "--first", "19", "--last", "21")
    assert error["code"] == "labels_not_in_run"
    assert cli.world.differences() == []


def test_more_labels_than_goods_are_refused_and_nothing_is_written(
    cli: Cli, tmp_path: Path
) -> None:
    packed, out = cli.world.packed(packages=10), tmp_path / "tem.pdf"
    words = ["labels", "print", packed.code, "--count", "11", "--stock", "Tomy 145"]
    error = cli.error(*words, "--out", str(out))
    assert error["code"] == "more_labels_than_packed"
    assert error["field"] == "count"
    assert error["facts"] == {"live": 0, "asked": 11, "highest": 10}
    assert not out.exists()


def test_a_folder_that_is_not_there_costs_no_labels(cli: Cli, tmp_path: Path) -> None:
    packed = cli.world.packed()
    out = tmp_path / "nowhere" / "tem.pdf"
    result = cli(
        *("labels", "print", packed.code, "--count", "5", "--stock", "L7651", "--out", str(out))
    )
    assert result.exit_code == 2
    assert "cannot write in" in result.stderr
    with cli.world.view() as view:
        assert label_queries.ranges(view.db, [1]) == []
