from __future__ import annotations

import dataclasses

import pytest

from labels import STOCKS, Sheet, StampLabel, TraceStamp, decode_sheets, draw_sheets, proof

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
