"""``labels send`` against a socket of the test's own: taken whole, stopped, deaf, not there."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import labels
from tests.cli.conftest import Cli
from tests.web.bad_inputs import BAD
from traceability.domain.errors import RuleBroken
from traceability.services import label_book, label_rolls, printers
from traceability.store.queries import labels as queries


class Printer:
    """A port that takes what it is sent; with ``most`` it stops after so many octets."""

    def __init__(self, most: int | None = None, *, deaf: bool = False) -> None:
        self.taken = b""
        self._most, self._deaf = most, deaf
        self._socket = socket.create_server(("127.0.0.1", 0))
        if deaf:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._done = threading.Event()
        self._thread.start()

    def _listen(self) -> None:
        connection, _from = self._socket.accept()
        with connection:
            if self._deaf:
                self._done.wait(20)
                return
            while data := connection.recv(1_024):
                self.taken += data
                if self._most is not None and len(self.taken) >= self._most:
                    # Gone without a word, as one whose cable is pulled and whose port is reset.
                    linger = b"\1\0\0\0\0\0\0\0"
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    return

    def end(self) -> None:
        """Until all that was sent is taken."""
        self._done.set()
        self._thread.join(20)
        self._socket.close()


@contextmanager
def printer(most: int | None = None, *, deaf: bool = False) -> Iterator[Printer]:
    made = Printer(most, deaf=deaf)
    try:
        yield made
    finally:
        made.end()


def runs(cli: Cli) -> int:
    with cli.world.view() as view:
        return len(queries.runs_of_holder(view.db, cli.world.who.manager.party or 0))


def words(port: int, *more: str) -> tuple[str, ...]:
    at = ("--host", "127.0.0.1", "--port", str(port), "--timeout", "10")
    return ("labels", "send", *more, *at)


@pytest.mark.parametrize(
    ("language", "dpi", "rows", "begins"),
    [("zpl", "203", rb"\^XA", b"^XA"), ("tspl", "300", rb"PRINT 1,1", b"SIZE ")],
)
def test_a_run_goes_to_the_printer_row_by_row(
    cli: Cli, language: str, dpi: str, rows: bytes, begins: bytes
) -> None:
    lot = cli.world.packed().code
    asked = ("--count", "5", "--roll", "50x30", "--dpi", dpi, "--language", language)
    with printer() as listening:
        told = cli.json(*words(listening.port, lot, *asked))
    assert (told["sent"], runs(cli)) == (5, 1)
    assert listening.taken.startswith(begins)
    assert len(re.findall(rows, listening.taken)) == 5
    with cli.world.view() as view:
        run = queries.run_by_code(view.db, told["run"])
        assert run is not None
        assert run.stock == f"50×30@{dpi}"
        made = label_rolls.rows(cli.world.press.keyring, run, language)
    assert b"".join(row.data for row in made) == listening.taken


def test_label_11_an_unreachable_printer_takes_no_number(cli: Cli) -> None:
    assert "unreachable" in BAD["label-11"]["expected"]
    lot = cli.world.packed().code
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = cli.error(*words(port, lot, "--count", "5", "--roll", "50x30"))
    assert (error["code"], error["field"]) == ("printer_unreachable", "host")
    assert (error["facts"]["host"], error["facts"]["port"]) == ("127.0.0.1", port)
    nowhere = ("labels", "send", lot, "--count", "5", "--roll", "50x30")
    assert cli.error(*nowhere, "--host", "no such host.invalid")["code"] == "printer_unreachable"
    for spelled in ("50×30", "50X30", "34×22, 3 tem", "34x22"):
        nowhere = ("labels", "send", lot, "--count", "5", "--roll", spelled)
        assert cli.error(*nowhere, "--host", "no.invalid")["code"] == "printer_unreachable"
    assert runs(cli) == 0


def test_a_printer_that_stops_is_told_in_numbers_and_the_rest_prints_later(cli: Cli) -> None:
    lot = cli.world.packed().code
    asked = ("--count", "6", "--roll", "50x30", "--language", "tspl")
    with printer(most=3 * 12_000 + 2_000) as stopping:
        result = cli(*words(stopping.port, lot, *asked), "--json")
    assert result.exit_code == 1
    facts = json.loads(result.stdout)["error"]["facts"]
    assert (facts["total"], facts["sent"] in (2, 3)) == (6, True)
    run = facts["run"]
    with printer() as listening:
        told = cli.json(*words(listening.port, "--run", run, "--after", "3", "--language", "tspl"))
    assert (told["sent"], listening.taken.count(b"PRINT 1,1"), runs(cli)) == (3, 3, 1)
    assert cli.world.differences() == []


def test_a_run_is_sent_whole_once_and_again_only_with_a_reason(cli: Cli) -> None:
    lot = cli.world.packed().code
    asked = ("--count", "3", "--roll", "50x30", "--language", "tspl")
    with printer() as listening:
        run = cli.json(*words(listening.port, lot, *asked))["run"]
    with printer() as listening:
        error = cli.error(*words(listening.port, "--run", run))
    assert (error["code"], error["field"]) == ("export_again_needs_reason", "reason")
    assert listening.taken == b""
    with printer() as listening:
        more = ("--language", "tspl", "--reason", "cuộn rơi xuống nước")
        assert cli.json(*words(listening.port, "--run", run, *more))["sent"] == 3
    with cli.world.view() as view:
        told = label_book.of_run(view, cli.world.who.manager, run).happened
    assert [(each.form, each.reason) for each in told if each.form] == [
        ("printer", "cuộn rơi xuống nước"),
        ("printer", ""),
    ]
    assert cli.world.differences() == []


def test_a_printer_that_takes_nothing_is_given_up(cli: Cli) -> None:
    lot = cli.world.packed().code
    asked = (lot, "--count", "40", "--roll", "100x150", "--language", "tspl", "--dpi", "300")
    with printer(deaf=True) as silent:
        at = ("--host", "127.0.0.1", "--port", str(silent.port), "--timeout", "1")
        result = cli("labels", "send", *asked, *at, "--json")
    assert result.exit_code == 1
    facts = json.loads(result.stdout)["error"]["facts"]
    assert facts["sent"] < facts["total"] == 40


@pytest.mark.parametrize(
    "asked",
    [
        (),
        ("A", "--run", "B"),
        ("A", "--count", "5"),
        ("A", "--count", "5", "--roll", "9x9"),
        ("A", "--count", "5", "--roll", "50x30", "--reason", "rách"),
        ("--run", "B", "--dpi", "300"),
    ],
)
def test_what_is_not_whole_is_a_fault_of_usage(cli: Cli, asked: tuple[str, ...]) -> None:
    assert cli(*words(9, *asked)).exit_code == 2


def test_a_run_on_sheets_is_not_sent(cli: Cli) -> None:
    run = cli.world.print_labels(cli.world.packed().code, 5)
    with printer() as listening:
        assert cli.error(*words(listening.port, "--run", run))["code"] == "run_not_on_roll"
    assert listening.taken == b""


def measured(cli: Cli, name: str, dpi: int | None = 300, left: int = 5_400) -> None:
    """A printer of the cooperative's, whose cross stands that far from the left edge."""
    with cli.world.by(cli.world.who.manager) as work:
        printers.add(work, printers.Measured(name, dpi, from_left=left))


def test_a_run_goes_to_no_printer_of_other_dots(cli: Cli) -> None:
    """Its rows would come out in another size: it is refused before anything is marked."""
    measured(cli, "M203", 203)
    measured(cli, "M300", 300)
    lot = cli.world.packed().code
    with printer() as listening:
        asked = ("--count", "3", "--roll", "50x30", "--printer", "M203")
        run = cli.json(*words(listening.port, lot, *asked))["run"]
    for again in (("--reason", "cuộn hỏng"), ("--after", "1")):
        error = cli.error(*words(9, "--run", run, *again, "--printer", "M300"))
        assert (error["code"], error["field"]) == ("printer_other_dots", "printer")
        assert error["facts"] == {"name": "M300", "dpi": 300, "drawn": 203}
    with cli.world.view() as view:
        told = label_book.of_run(view, cli.world.who.manager, run).happened
    assert sum(each.step in label_book.LEAVING for each in told) == 1
    assert not any("reprinted" in each.step for each in told)


def test_a_run_is_sent_as_the_printer_was_measured(cli: Cli) -> None:
    """As the browser's file for that printer: the same rows, in its dots."""
    measured(cli, "Máy tem Xprinter")
    lot = cli.world.packed().code
    asked = ("--count", "3", "--roll", "50x30", "--printer", "MÁY TEM xprinter")
    with printer() as listening:
        told = cli.json(*words(listening.port, lot, *asked))
    assert (told["printer"], told["shifted"]) == ("Máy tem Xprinter", True)
    with cli.world.view() as view:
        run = queries.run_by_code(view.db, told["run"])
        assert run is not None
        (key,) = (each.key for each in printers.listed(view, cli.world.who.manager))
        exact = printers.calibration_for(view, cli.world.who.manager, key, run)
        made = label_rolls.rows(cli.world.press.keyring, run, "zpl", None, exact)
        unmoved = label_rolls.rows(cli.world.press.keyring, run, "zpl")
        assert run.stock == "50×30@300"
    sent = b"".join(row.data for row in made)
    assert sent == listening.taken != b"".join(row.data for row in unmoved)
    with printer() as listening:
        more = ("--run", told["run"], "--reason", "in lại", "--printer", "Máy tem Xprinter")
        cli.json(*words(listening.port, *more))
    assert listening.taken == sent


@pytest.mark.parametrize(
    ("name", "dpi", "code"),
    [("Máy khác", 203, "printer_unknown"), ("Máy tờ", None, "printer_for_sheets")],
)
def test_a_printer_that_is_none_for_rolls_takes_no_number(
    cli: Cli, name: str, dpi: int | None, code: str
) -> None:
    measured(cli, "Máy tờ", None, 20_400)
    measured(cli, "Máy tem", 203)
    lot = cli.world.packed().code
    with printer() as listening:
        asked = ("--count", "3", "--roll", "50x30", "--printer", name)
        error = cli.error(*words(listening.port, lot, *asked))
        socket.create_connection(("127.0.0.1", listening.port)).close()
    assert (error["code"], error["field"], runs(cli)) == (code, "printer", 0)
    other = ("--count", "3", "--roll", "50x30", "--printer", "Máy tem", "--dpi", "300")
    assert cli(*words(9, lot, *other)).exit_code == 2


def test_what_prints_on_is_marked_once_its_rows_could_be_read(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = cli.world.packed().code
    with printer() as listening:
        asked = ("--count", "4", "--roll", "50x30")
        run = cli.json(*words(listening.port, lot, *asked))["run"]

    def unread(*_all: object) -> list[labels.SentRow]:
        raise RuleBroken("label_row_not_readable")

    rest = ("--run", run, "--after", "2")
    with printer() as listening, monkeypatch.context() as broken:
        broken.setattr(label_rolls, "each_row", unread)
        assert cli.error(*words(listening.port, *rest))["code"] == "label_row_not_readable"
    assert listening.taken == b""
    # Nothing was printed on, so that it may be now, without a reason.
    with printer() as listening:
        assert cli.json(*words(listening.port, *rest))["sent"] == 2
    with cli.world.view() as view:
        assert len(label_book.of_run(view, cli.world.who.manager, run).reprints) == 1
    assert cli.world.differences() == []
