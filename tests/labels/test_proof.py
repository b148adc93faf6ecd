from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import pytest

from labels import STOCKS, Sheet, StampLabel, TraceStamp, decode_sheets, draw_sheets, proof
from labels.design import arrange
from labels.nameless import Handed
from labels.raster import Pages
from labels.readers import OtherReader, ReaderFailed
from labels.shares import Found, Reader, shares
from labels.square import Square
from labels.stock import Point

SHEET = STOCKS["L7160"]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("sheet", STOCKS.values(), ids=STOCKS.keys())
def test_every_stock_decodes_whole(
    sheet: Sheet, dpi: int, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    page = run[: sheet.capacity]
    read = decode_sheets(draw_sheets(sheet, stamp, page), sheet, dpi=dpi)
    assert read == [label.url for label in page]


def test_a_run_over_several_pages_passes(stamp: TraceStamp, run: list[StampLabel]) -> None:
    pdf = draw_sheets(SHEET, stamp, run, start=5)
    result = proof(pdf, SHEET, 5, [label.url for label in run])
    assert (result.decoded, result.missing, result.wrong) == (70, (), ())
    assert result.passed


def test_a_long_host_in_capitals_passes(stamp: TraceStamp, run: list[StampLabel]) -> None:
    long = [
        dataclasses.replace(label, url=label.url.replace("hagiang", "truyxuat.hagiang"))
        for label in run[:3]
    ]
    pdf = draw_sheets(SHEET, stamp, long)
    assert decode_sheets(pdf, SHEET)[0].startswith("https://TEM.TRUYXUAT.HAGIANG.VN/")
    assert proof(pdf, SHEET, 0, [label.url for label in long]).passed


def test_labels_that_are_not_there_are_missing(stamp: TraceStamp, run: list[StampLabel]) -> None:
    pdf = draw_sheets(SHEET, stamp, run[:21])
    result = proof(pdf, SHEET, 0, [label.url for label in run[:24]])
    assert (result.decoded, result.missing, result.wrong) == (21, (21, 22, 23), ())
    assert not result.passed


def test_a_gap_is_missing(stamp: TraceStamp, run: list[StampLabel]) -> None:
    pdf = draw_sheets(SHEET, stamp, run[:3])
    result = proof(pdf, SHEET, 0, [label.url for label in run[:5]])
    assert (result.decoded, result.missing) == (3, (3, 4))


def test_two_labels_exchanged_are_wrong(stamp: TraceStamp, run: list[StampLabel]) -> None:
    pdf = draw_sheets(SHEET, stamp, [run[0], run[2], run[1]])
    result = proof(pdf, SHEET, 0, [label.url for label in run[:3]])
    assert (result.decoded, result.missing, result.wrong) == (1, (), (1, 2))


def test_a_label_nobody_asked_for_is_wrong(stamp: TraceStamp, run: list[StampLabel]) -> None:
    pdf = draw_sheets(SHEET, stamp, run[:3])
    assert proof(pdf, SHEET, 0, [label.url for label in run[:2]]).wrong == (2,)
    assert proof(pdf, SHEET, 1, [label.url for label in run[1:3]]).wrong == (-1,)


def test_a_dead_sheet_proves_nothing(stamp: TraceStamp, run: list[StampLabel]) -> None:
    pdf = draw_sheets(SHEET, stamp, run[:2], dead=True)
    result = proof(pdf, SHEET, 0, [label.url for label in run[:2]])
    assert (result.decoded, result.missing) == (0, (0, 1))


def test_the_wrong_stock_does_not_pass(stamp: TraceStamp, run: list[StampLabel]) -> None:
    pdf = draw_sheets(SHEET, stamp, run[:21])
    assert not proof(pdf, STOCKS["L7651"], 0, [label.url for label in run[:21]]).passed


def square_of(sheet: Sheet, stamp: TraceStamp, label: StampLabel) -> Square:
    return arrange(sheet.label, stamp, label).symbol


@pytest.mark.parametrize("sheet", STOCKS.values(), ids=STOCKS.keys())
def test_the_symbols_alone_read_as_well(
    sheet: Sheet, stamp: TraceStamp, run: list[StampLabel]
) -> None:
    square = square_of(sheet, stamp, run[0])
    pdf = draw_sheets(sheet, stamp, run[:8], start=3)
    with Pages(pdf, sheet, square) as pages:
        assert [pages.symbol(0, place, 203) for place in range(3, 11)] == [
            label.url for label in run[:8]
        ]
    urls = [label.url for label in run[:8]]
    assert proof(pdf, sheet, 3, urls, square=square).passed
    exchanged = [urls[1], urls[0], *urls[2:]]
    assert proof(pdf, sheet, 3, exchanged, square=square).wrong == (0, 1)
    assert proof(pdf, sheet, 3, urls[:-1], square=square).wrong == (7,)
    assert proof(pdf, sheet, 3, [*urls, urls[0]], square=square).missing == (8,)


def test_a_symbol_beside_its_place_is_read_with_its_label(
    stamp: TraceStamp, run: list[StampLabel]
) -> None:
    pdf = draw_sheets(SHEET, stamp, run[:2])
    square = dataclasses.replace(square_of(SHEET, stamp, run[0]), corner=Point(30_000, 3_000))
    assert proof(pdf, SHEET, 0, [label.url for label in run[:2]], square=square).passed


def test_two_processes_say_what_one_says(
    stamp: TraceStamp, run: list[StampLabel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["labels.proofs"], "SHARED_FROM", 10)
    pdf = draw_sheets(SHEET, stamp, run, start=5)
    urls = [label.url for label in run]
    urls[1], urls[60] = urls[60], urls[1]
    expected = [*urls[:-1]]
    square = square_of(SHEET, stamp, run[0])
    shared = proof(pdf, SHEET, 5, expected, (203,), square=square, processes=2)
    assert shared == proof(pdf, SHEET, 5, expected, (203,), square=square)
    assert (shared.decoded, shared.wrong) == (67, (1, 60, 69))


def test_a_reader_that_fails_releases_nothing(
    stamp: TraceStamp, run: list[StampLabel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["labels.proofs"], "SHARED_FROM", 10)
    monkeypatch.setattr("sys.executable", "/bin/false")
    pdf = draw_sheets(SHEET, stamp, run[:21])
    with pytest.raises(ReaderFailed):
        proof(pdf, SHEET, 0, [label.url for label in run[:21]], processes=2)


def test_a_reader_ends_when_nobody_asks(
    stamp: TraceStamp, run: list[StampLabel], tmp_path: Path
) -> None:
    file = tmp_path / "run.pdf"
    file.write_bytes(draw_sheets(SHEET, stamp, run[:21]))
    with Pages(file, SHEET) as pages:
        other = OtherReader(Handed(file), Reader(pages, (203,)))
        (share,) = shares(pages, 0, [label.url for label in run[:21]])
        assert other.read(share) == Found(21, [], [])
        # As where the process that asked has been killed.
        other._process.stdin.close()  # type: ignore[union-attr]
        assert other._process.wait(60) == 0
        other._process.stdout.close()  # type: ignore[union-attr]


@pytest.mark.parametrize("cut", [False, True], ids=["whole", "cut off"])
def test_a_reader_whose_asker_was_killed_ends_quietly(
    cut: bool,
    stamp: TraceStamp,
    run: list[StampLabel],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "run.pdf"
    file.write_bytes(draw_sheets(SHEET, stamp, run[:21]))
    with Pages(file, SHEET) as pages:
        other = OtherReader(Handed(file), Reader(pages, (203,)))
        asked, heard = other._process.stdin, other._process.stdout
        (share,) = shares(pages, 0, [label.url for label in run[:21]])
        assert asked is not None
        assert heard is not None
        heard.close()
        told = json.dumps(dataclasses.asdict(share))
        asked.write(told[:20] if cut else told + "\n")
        asked.close()
        assert other._process.wait(60) == 0
    assert capfd.readouterr().err == ""


def test_a_file_opened_anew_reads_on(
    stamp: TraceStamp, run: list[StampLabel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["labels.raster"], "_KEPT", 2)
    urls = [label.url for label in run]
    square = square_of(SHEET, stamp, run[0])
    found = proof(draw_sheets(SHEET, stamp, run), SHEET, 0, urls, (203,), square=square)
    assert (found.decoded, found.passed) == (len(run), True)
