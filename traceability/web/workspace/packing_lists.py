"""The packing list of a lot on A5: what each sack weighs, to go with the goods.

It is read by whoever loads and receives, and is Vietnamese whatever the page's language is.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response

import labels
from labels.papers import Facts, Grid, Heading, Paper, Part, Signatures, draw
from traceability.domain.days import format_day
from traceability.domain.ids import grouped
from traceability.domain.quantity import format_mass, format_number
from traceability.services import packing_lists
from traceability.services.packing_lists import PackingList
from traceability.web.house import actor, looking
from traceability.web.workspace.blueprint import workspace

_HEAD = ("Bao số", "Cân nặng", "Bao số", "Cân nặng")


@workspace.get("/lo/<code>/danh-sach-bao.pdf", endpoint="packing_list")
def packing_list(code: str) -> Response:
    """The list as a PDF."""
    with looking() as view:
        found = packing_lists.shown(view, actor(), code)
        printed = format_day(view.today)
    foot = f"In ngày {printed}. Lô {found.lot_code}, mã truy xuất {grouped(found.code)}."
    paper = Paper("Danh sách bao", tuple(_parts(found)), foot, "Trang {page}", half=True)
    response = Response(draw(paper), content_type="application/pdf")
    name = f"danh-sach-bao-{found.lot_code}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _parts(found: PackingList) -> Iterator[Part]:
    yield Heading("Danh sách bao", 1)
    yield Facts(
        [
            ("Sản phẩm", _drawable(found.product)),
            ("Quy cách", _drawable(found.pack_format)),
            ("Đơn vị", _drawable(found.holder)),
            ("Lô", found.lot_code),
            ("Ngày đóng gói", format_day(found.packed_on)),
            ("Số bao", format_number(len(found.weights))),
            ("Cộng", format_mass(found.total)),
        ]
    )
    yield Grid(_HEAD, list(_rows(found)), (14, 20, 14, 20), frozenset({1, 3}))
    yield Signatures(("Người giao", "Người nhận"), 18_000)


def _rows(found: PackingList) -> Iterator[tuple[str, ...]]:
    """Two sacks a line, the first half of them on the left."""
    count = len(found.weights)
    half = -(-count // 2)
    for number in range(half):
        yield (*_sack(found, number), *_sack(found, number + half))


def _sack(found: PackingList, number: int) -> tuple[str, str]:
    count = len(found.weights)
    if number >= count:
        return "–", "–"
    return f"{number + 1}/{count}", format_mass(found.weights[number])


def _drawable(text: str) -> str:
    """Words that the typeface can draw; else a dotted line, to be written by hand."""
    return "" if labels.undrawable(text) else text
