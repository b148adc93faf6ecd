"""Consent sheets on paper: one page a household, or one list for a meeting.

They are read by people here and are Vietnamese whatever the page's language is.
"""

from __future__ import annotations

from collections.abc import Iterator

import labels
from labels import papers
from labels.papers import Break, Facts, Grid, Heading, Paper, Part, Signatures, Steps, Text
from traceability.domain.phones import spaced_phone
from traceability.services.consent_views import MOST_PAGES, Sheet
from traceability.services.household_views import Line

draw = papers.draw
_ORDER = ("full", "short", "no")
_HEAD = (
    *("Hộ", "Họ và tên", "Hiện đủ tên", "Hiện tên viết tắt", "Không hiện tên"),
    "Ký tên hoặc điểm chỉ",
)
_BLANK_ROWS = 6


def pages(sheet: Sheet) -> Paper:
    """One page for each household, at most ``MOST_PAGES`` of them."""
    parts: list[Part] = []
    for line in sheet.lines[:MOST_PAGES]:
        if parts:
            parts.append(Break())
        parts += _page(sheet, line)
    return _paper(sheet, parts or [Heading(sheet.text.title, 1)])


def meeting(sheet: Sheet) -> Paper:
    """The text once, then a list in which each household marks one column and signs."""
    rows = [[f"{line.number:02}", _drawable(line.name), "", "", "", ""] for line in sheet.lines]
    rows += [[" "] * 2 + [""] * 4 for _row in range(_BLANK_ROWS)]
    parts = [
        Heading(sheet.text.title, 1),
        Facts(_holder(sheet)),
        *_questions(sheet),
        Break(),
        Heading("Trả lời của từng hộ"),
        Text("Mỗi hộ tự đánh dấu X vào một ô, rồi ký tên hoặc điểm chỉ. Không đánh dấu sẵn."),
        Grid(
            _HEAD,
            rows,
            (8, 32, 13, 14, 13, 28),
            room_um=11_000,
        ),
        Facts([("Ngày họp", ""), ("Người đọc phiếu", "")]),
        Signatures(("Người làm chứng", "Người nhận phiếu của hợp tác xã")),
    ]
    return _paper(sheet, parts)


def _page(sheet: Sheet, line: Line) -> Iterator[Part]:
    yield Heading(sheet.text.title, 1)
    yield Facts([*_holder(sheet), ("Hộ", f"Hộ {line.number:02}"), ("Chủ hộ", _drawable(line.name))])
    yield from _questions(sheet)
    yield Text(sheet.text.closing, strong=True)
    yield Steps([sheet.text.choices[form] for form in _ORDER], boxes=True)
    yield Facts([("Ngày", "")])
    yield Signatures(
        ("Chủ hộ ký tên hoặc điểm chỉ", "Người làm chứng", "Người nhận phiếu"), room_um=22_000
    )


def _holder(sheet: Sheet) -> list[tuple[str, str]]:
    """Who holds what is agreed to, and where to withdraw it."""
    return [
        ("Nơi giữ thông tin", _drawable(sheet.organisation)),
        ("Địa chỉ", _drawable(sheet.address)),
        ("Điện thoại để rút đồng ý", spaced_phone(sheet.phone)),
    ]


def _questions(sheet: Sheet) -> list[Part]:
    return [
        Text(part, strong=strong)
        for asked, answer in sheet.text.questions
        for part, strong in ((asked, True), (answer, False))
    ]


def _paper(sheet: Sheet, parts: list[Part]) -> Paper:
    foot = f"Bản văn {sheet.text.version} · Hợp tác xã cất phiếu này, không đưa cho người khác"
    return Paper(sheet.text.title, parts, foot, "Trang {page}")


def _drawable(text: str | None) -> str:
    """A name that the typeface can draw; else a dotted line, to be written by hand."""
    return "" if text is None or labels.undrawable(text) else text
