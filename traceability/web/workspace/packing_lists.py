"""The packing list of a lot on A5: what each sack weighs and where it is, to go with the goods.

It is read by whoever loads and receives, and is Vietnamese whatever the page's language is.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response

import labels
from labels.papers import Facts, Grid, Heading, Paper, Part, Signatures, Text, draw
from traceability.domain.days import format_day
from traceability.domain.deliveries import WriteOff
from traceability.domain.ids import grouped
from traceability.domain.quantity import format_mass, format_number
from traceability.services import packing_lists
from traceability.services.packing_lists import Left, PackingList, Sack
from traceability.web.house import actor, looking
from traceability.web.workspace.blueprint import workspace

_HEAD = ("Bao số", "Cân nặng", "Nay", "Bao số", "Cân nặng", "Nay")
_WHY = {
    WriteOff.SPOILED: "hỏng",
    WriteOff.LOST: "mất",
    WriteOff.DESTROYED: "tiêu hủy",
    WriteOff.SAMPLE: "mẫu thử",
    WriteOff.OWN_USE: "dùng nội bộ",
    WriteOff.GIFT: "biếu tặng",
}


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
            ("Hôm nay còn", _here(found)),
        ]
    )
    if found.unplaced:
        yield Text(f"{format_mass(found.unplaced)} đã đi mà không ghi của bao nào.", small=True)
    yield Grid(_HEAD, list(_rows(found)), (13, 17, 22, 13, 17, 22), frozenset({1, 4}))
    yield Signatures(("Người giao", "Người nhận"), 18_000)


def _rows(found: PackingList) -> Iterator[tuple[str, ...]]:
    """Two sacks a line, the first half of them on the left."""
    count = len(found.weights)
    half = -(-count // 2)
    for number in range(half):
        yield (*_sack(found, number), *_sack(found, number + half))


def _sack(found: PackingList, place: int) -> tuple[str, str, str]:
    count = len(found.sacks)
    if place >= count:
        return "–", "–", "–"
    sack = found.sacks[place]
    return f"{sack.number}/{found.last}", format_mass(sack.weight), _state(sack)


def _here(found: PackingList) -> str:
    left = sum(each.left for each in found.here) - found.unplaced
    return f"{format_number(len(found.here))} bao, {format_mass(left)}"


def _state(sack: Sack) -> str:
    """Where a sack is: still here, by which note it went, why it ended."""
    went = [_went(each) for each in sack.went]
    if sack.left and went:
        return ", ".join([f"còn {format_mass(sack.left)}", *went])
    return ", ".join(went) if went else "còn"


def _went(left: Left) -> str:
    return f"phiếu {left.number}" if left.reason is None else _WHY[left.reason]


def _drawable(text: str) -> str:
    """Words that the typeface can draw; else a dotted line, to be written by hand."""
    return "" if labels.undrawable(text) else text
