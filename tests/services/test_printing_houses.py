"""Labels from a printing house: ordered dead, sent by a link, received roll by roll."""

from __future__ import annotations

import csv
import io

import pytest

from tests.blank_labels import book, link, states
from tests.people import STOCK, World
from traceability.domain.errors import Gone, Invalid, NotFound, RuleBroken
from traceability.domain.label_numbers import read
from traceability.domain.print_houses import Along, HouseTerms, terms
from traceability.domain.verdict import Verdict
from traceability.services import (
    blank_runs,
    label_acts,
    label_leaving,
    label_links,
    label_reception,
    print_files,
    print_order_files,
    print_orders,
    print_runs,
    unexplained_labels,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_leaving import ExportForm
from traceability.services.label_reception import Received, Reception
from traceability.services.print_orders import LinkMade, LinkRequest, OrderFile
from traceability.services.print_runs import PrintRequest
from traceability.store.queries import labels as queries

O, U, L, V = "ordered", "unused", "linked", "void"  # noqa: E741 - as the ledger's letters


def ordered(world: World, lot: str, count: int, house: HouseTerms) -> str:
    """A run for a lot that a printing house makes, drawn and released."""
    with world.by(world.who.recorder) as work:
        asked = PrintRequest(lot, count, STOCK)
        run = print_runs.order(work, world.press, asked, house).code
        print_files.release(work, run, print_files.Drawn(b"", "0" * 43, house.printed))
    return run


def blank_ordered(world: World, house: HouseTerms) -> str:
    with world.by(world.who.recorder) as work:
        asked = BlankRequest(world.who.product, house.needed, STOCK)
        run = blank_runs.order(work, world.press, asked, house).code
        print_files.release(work, run, print_files.Drawn(b"", "0" * 43, house.printed))
    return run


def rolls(world: World, run: str) -> list[str]:
    return [code for code, _first, _last in book(world, run).rolls]


def receive(
    world: World,
    run: str,
    roll: str,
    numbers: str,
    waste: str = "",
    *,
    others: tuple[str, ...] = (),
) -> Received:
    """A roll received by the codes of some of its labels."""
    codes = world.item_codes(run)
    seen = [codes[n - 1] for a, b in read(numbers).stretches for n in range(a, b + 1)]
    spoiled = read(waste).stretches if waste else ()
    asked = Reception(run, roll, "\n".join([*seen, *others]), tuple(spoiled))
    with world.by(world.who.recorder) as work:
        return label_reception.receive(work, world.press.keyring, asked)


def send(
    world: World,
    run: str,
    most: int = 1,
    days: int = 7,
    reason: str | None = None,
    *,
    keep_older: bool = False,
) -> LinkMade:
    with world.by(world.who.manager) as work:
        asked = LinkRequest(run, "Xưởng in Thành Công", days, most, reason, keep_older)
        return print_orders.send(work, asked)


def take(world: World, token: str, kind: OrderFile) -> str:
    with world.by(world.who.operator) as work:
        return print_orders.take(work, token, kind).code


def test_labels_of_a_house_are_dead_until_their_roll_was_received(world: World) -> None:
    lot = world.packed(40).code
    run = ordered(world, lot, 40, terms(40, 5, 21, 1, Along.ROW))
    assert states(world, run) == [(1, 42, O)]
    codes = world.item_codes(run)
    assert world.page(codes[3]).verdict is Verdict.NOT_LINKED
    with pytest.raises(RuleBroken, match="label_not_received"):
        link(world, run, 1, 1)
    with pytest.raises(Invalid, match="label_not_received"):
        world.see_paper(run)
    first, second = rolls(world, run)
    assert receive(world, run, first, "1-19, 21", waste="20") == Received(20, 1)
    assert states(world, run) == [(1, 19, U), (20, 20, V), (21, 21, U), (22, 42, O)]
    # Forty packs carry forty labels: of the second roll one is beyond.
    with pytest.raises(RuleBroken) as beyond:
        receive(world, run, second, "22-42")
    assert (beyond.value.code, beyond.value.faults[0].field) == ("more_labels_than_packed", "waste")
    receive(world, run, second, "22-41", waste="42")
    assert states(world, run)[-2:] == [(21, 41, U), (42, 42, V)]
    assert link(world, run, 1, 19) == lot  # the paper was read when it came
    assert world.differences() == []


def test_a_label_in_each_part_of_a_roll_is_scanned(world: World) -> None:
    run = blank_ordered(world, terms(100, 0, 60, 1, Along.ROW))
    first, second = rolls(world, run)
    for numbers, others, code in (
        ("1-20", (), "samples_missing"),
        ("1, 61", (), "label_of_other_roll"),
        ("1", ("17",), "scans_are_codes"),
        ("1", ("javascript:alert(1)",), "scans_are_codes"),
        ("1", (world.item_codes(blank_ordered(world, terms(9, 0, 9, 1, Along.ROW)))[0],),
         "label_of_other_run"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=code) as refused:
            receive(world, run, first, numbers, others=others)
        assert refused.value.faults[0].field == "scans"
    with pytest.raises(Invalid, match="required"), world.by(world.who.recorder) as work:
        label_reception.receive(work, world.press.keyring, Reception(run, first, " "))
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        parts = label_reception.parts(view, row, first)
    assert (len(parts), parts[0], parts[-1]) == (20, (1, 3), (58, 60))
    every_third = ", ".join(str(n) for n in range(2, 61, 3))
    with pytest.raises(Invalid, match="scan_is_waste"):
        receive(world, run, first, every_third, waste="2, 30")
    with pytest.raises(Invalid, match="waste_not_on_roll"):
        receive(world, run, first, every_third, waste="61")
    assert receive(world, run, first, every_third) == Received(60, 0)
    with pytest.raises(RuleBroken, match="roll_already_received"):
        receive(world, run, first, every_third)
    asked = Reception(run, second, world.item_codes(run)[70])
    with pytest.raises(NotFound), world.by(world.who.stranger) as work:
        label_reception.receive(work, world.press.keyring, asked)
    lot = world.packed(40).code
    with pytest.raises(RuleBroken, match="roll_not_received"), world.by(world.who.recorder) as work:
        label_links.link_roll(work, second, lot)
    assert states(world, run) == [(1, 60, U), (61, 100, O)]
    assert world.differences() == []


def test_waste_moves_no_part_of_a_roll(world: World) -> None:
    """One label of each part as it was shown is enough, whatever the house then says it spoiled."""
    run = blank_ordered(world, terms(50, 0, 50, 1, Along.ROW))
    (roll,) = rolls(world, run)
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        parts = label_reception.parts(view, row, roll)
    one_of_each = ", ".join(str(first) for first, _last in parts)
    assert parts[:2] == [(1, 2), (3, 5)]
    with pytest.raises(Invalid, match="samples_missing") as short:
        receive(world, run, roll, one_of_each.removeprefix("1, "), waste="2, 4, 17")
    assert short.value.faults[0].facts["parts"] == "1\u20132"
    # What is spoiled from end to end has no label left to scan.
    assert receive(world, run, roll, one_of_each.removeprefix("1, "), waste="1-2, 4") == Received(
        47, 3
    )


def test_a_label_that_was_called_waste_by_mistake_is_lifted_and_then_received(
    world: World,
) -> None:
    run = blank_ordered(world, terms(10, 0, 10, 1, Along.ROW))
    (roll,) = rolls(world, run)
    receive(world, run, roll, "1-8, 10", waste="9")
    with world.by(world.who.manager) as work:
        label_acts.lift(work, world.press.keyring, world.item_codes(run)[8], "gõ nhầm")
    assert states(world, run) == [(1, 8, U), (9, 9, O), (10, 10, U)]
    assert receive(world, run, roll, "9") == Received(1, 0)
    assert world.differences() == []


def test_what_a_house_still_has_counts_when_more_is_ordered(world: World) -> None:
    lot = world.packed(40).code
    ordered(world, lot, 30, terms(30, 10, 33, 1, Along.ROW))
    with pytest.raises(RuleBroken, match="more_labels_than_packed"):
        world.print_labels(lot, 11)
    assert world.print_labels(lot, 10)


def test_terms_that_no_press_does_are_refused_before_a_number_is_taken(world: World) -> None:
    for bad, at in (
        ((10, 31, 5, 1), "waste"),
        ((10, 5, 5, 0), "across"),
        ((10, 5, 5, 21), "across"),
    ):
        with pytest.raises(Invalid) as refused:
            terms(*bad, Along.ROW)
        assert refused.value.faults[0].field == at
    lot = world.packed(40).code
    with pytest.raises(Invalid, match="too_many_rolls"):
        blank_ordered(world, terms(500, 0, 4, 1, Along.ROW))
    with pytest.raises(RuleBroken, match="more_labels_than_packed"):
        ordered(world, lot, 20_001, terms(20_001, 0, 5_000, 1, Along.ROW))
    with world.view() as view:
        assert queries.runs_of_holder(view.db, world.who.manager.party or 0) == []


def test_the_files_hold_every_label_once_in_the_order_of_the_press(world: World) -> None:
    lot = world.packed(40).code
    run = ordered(world, lot, 40, terms(40, 0, 15, 2, Along.COLUMN))
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        keyring = world.press.keyring
        drawn = print_files.draw(keyring, row)
        table = print_order_files.table(keyring, row).decode()
        paper = print_order_files.specification(keyring, row)
    assert drawn.decoded == 40  # page by page, in this order
    found = list(csv.DictReader(io.StringIO(table)))
    assert [int(each["number"]) for each in found[:4]] == [1, 16, 2, 17]
    assert sorted(int(each["number"]) for each in found) == list(range(1, 41))
    assert {each["url"].rpartition("/")[2] for each in found} == set(world.item_codes(run))
    last = rolls(world, run)[2]
    assert [each["position"] for each in found if each["roll"] == last] == [
        str(n) for n in range(1, 11)
    ]
    assert paper.startswith(b"%PDF")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_link_opens_each_file_so_often_and_no_longer(world: World) -> None:
    run = blank_ordered(world, terms(10, 0, 10, 1, Along.ROW))
    token = send(world, run, most=1).token
    assert take(world, token, OrderFile.PDF) == run
    with pytest.raises(Gone, match="link_file_taken"):
        take(world, token, OrderFile.PDF)
    assert take(world, token, OrderFile.CSV) == run
    with pytest.raises(NotFound):
        take(world, "x" * 43, OrderFile.CSV)
    with world.view() as view:
        (line,) = print_orders.page(view, world.who.manager, run).links
    assert (line.house, line.live) == ("Xưởng in Thành Công", True)
    assert line.taken == {OrderFile.PDF: 1, OrderFile.CSV: 1, OrderFile.PAPER: 0}
    other = send(world, run, most=3, reason="tệp đầu tải hỏng", keep_older=True).token
    with world.by(world.who.manager) as work:
        print_orders.withdraw(work, run, 2)
    with pytest.raises(Gone, match="link_withdrawn"):
        take(world, other, OrderFile.PDF)
    world.clock.pass_by(days=7)
    with pytest.raises(Gone, match="link_expired"):
        take(world, token, OrderFile.PAPER)
    with pytest.raises(NotFound), world.by(world.who.stranger) as work:
        print_orders.withdraw(work, run, 1)
    told = [each.reason for each in book(world, run).happened if each.step == "labels_sent"]
    assert told == ["Xưởng in Thành Công · tệp đầu tải hỏng", "Xưởng in Thành Công"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_files_go_to_a_second_house_only_with_a_reason(world: World) -> None:
    run = blank_ordered(world, terms(5, 0, 5, 1, Along.ROW))
    token = send(world, run).token
    with pytest.raises(Invalid, match="sent_again_needs_reason"):
        send(world, run)
    with world.view() as view:
        number = print_orders.page(view, world.who.manager, run).links[0].number
    with world.by(world.who.manager) as work:
        print_orders.withdraw(work, run, number)  # nobody took anything by it
    token = send(world, run).token
    take(world, token, OrderFile.CSV)
    world.clock.pass_by(days=8)
    with pytest.raises(Invalid, match="sent_again_needs_reason"):
        send(world, run)
    with world.by(world.who.manager) as work:
        asked = LinkRequest(run, "Xưởng hai", 7, 1, "xưởng đầu không nhận")
        print_orders.send(work, asked)
    told = [each.reason for each in book(world, run).happened if each.step == "labels_sent"]
    assert told[0] == "Xưởng hai · xưởng đầu không nhận"
    # What came from a house left the record before: an export of it says why too.
    receive(world, run, rolls(world, run)[0], "1-5")
    with pytest.raises(Invalid, match="export_again"), world.by(world.who.manager) as work:
        label_leaving.export(work, run, (1, 5), ExportForm.CSV, None)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_link_is_for_labels_that_a_house_still_prints(world: World) -> None:
    at_home = world.print_labels(world.packed(40).code, 5)
    with pytest.raises(RuleBroken, match="run_not_of_house"):
        send(world, at_home)
    run = blank_ordered(world, terms(5, 0, 5, 1, Along.ROW))
    for days, most, at in ((0, 1, "days"), (61, 1, "days"), (7, 0, "most"), (7, 11, "most")):
        with pytest.raises(Invalid) as refused:
            send(world, run, most, days)
        assert refused.value.faults[0].field == at
    with pytest.raises(RuleBroken, match="labels_at_printer"), world.by(world.who.manager) as work:
        label_leaving.export(work, run, (1, 5), ExportForm.CSV, None)
    receive(world, run, rolls(world, run)[0], "1-5")
    with pytest.raises(RuleBroken, match="nothing_to_print"):
        send(world, run)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_labels_that_a_house_never_sent_are_asked_for(world: World) -> None:
    run = blank_ordered(world, terms(10, 0, 5, 1, Along.ROW))
    receive(world, run, rolls(world, run)[0], "1-5")
    world.clock.pass_by(days=61)
    with world.view() as view:
        (found,) = unexplained_labels.unexplained(view, world.who.manager).lines
    assert (found.why, found.line.numbers) == ("not_come", "6–10")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_waste_list_is_read_by_its_heading_and_never_guessed(world: World) -> None:
    run = blank_ordered(world, terms(30, 0, 30, 1, Along.ROW))
    codes = world.item_codes(run)

    def listed(*rows: tuple[str, ...]) -> list[tuple[int, int]]:
        with world.view() as view:
            row = queries.run_by_code(view.db, run)
            assert row is not None
            numbered = list(enumerate(rows, 1))
            return label_reception.waste_list(view, world.press.keyring, row, numbered)

    assert listed(("17",), ("23",), ("24-26",)) == [(17, 17), (23, 26)]
    assert listed(("STT", "Tem số"), ("1", "17"), ("2", "18")) == [(17, 18)]
    assert listed(("number", "code"), ("1", codes[4])) == [(5, 5)]
    assert listed((f"https://tem.hagiang.vn/{codes[6]}",)) == [(7, 7)]
    for rows, line in (
        ((("1", "17"),), 1),  # is it the label, or the row?
        ((("số tem",), ("mười bảy",)), 2),
    ):
        with pytest.raises(Invalid, match="waste_row_unreadable") as refused:
            listed(*rows)
        assert refused.value.facts["line"] == line
    with pytest.raises(Invalid, match="waste_list_too_long"):
        listed(*((str(n % 30 + 1),) for n in range(label_reception.MOST_ROWS + 1)))
