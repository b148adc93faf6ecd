"""The delivery note on A5: what goes with the goods, with one QR to its page.

It is read by people here and is Vietnamese whatever the page's language is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import labels
from labels.papers import (
    Beside,
    Facts,
    Grid,
    HalfPaper,
    Heading,
    Keep,
    Part,
    Signatures,
    Text,
    draw_half,
    qr_picture,
)
from traceability.domain.days import format_day
from traceability.domain.deliveries import To
from traceability.domain.phones import spaced_phone
from traceability.domain.quantity import Quantity, format_number, format_quantity
from traceability.services.delivery_views import LineShown, NoteShown
from traceability.services.lots_today import LotToday
from traceability.services.note_labels import WentWith
from traceability.services.places_shown import Where
from traceability.web.shares import percent

_QR_UM = 32_000
#: So many characters of numbers of labels.
_LINE = 60
_HEAD = ("Lô", "Hàng", "Số gói", "Khối lượng", "Mã số vùng trồng")
_SHARES = (34, 27, 14, 22, 31)
_NOBODY = {To.WALK_IN: "Khách lẻ", To.FIELD_TRADER: "Thương lái tại vườn"}
_STATUS = {"suspended": "tạm dừng", "revoked": "đã thu hồi mã số", "expired": "hết hạn"}


def drawn(note: NoteShown, url: str) -> bytes:
    """The PDF; ``url`` is the address of the note's page."""
    foot = f"Phiếu giao hàng số {note.number} · {note.code}"
    return draw_half(HalfPaper(f"Phiếu giao hàng {note.number}", list(_parts(note, url)), foot))


def _parts(note: NoteShown, url: str) -> Iterator[Part]:
    back = note.retracted
    if back is not None:
        yield Heading(f"ĐÃ RÚT LẠI ngày {format_day(back.on)}", 1)
        yield Text("Không có hàng nào đi theo phiếu này.", strong=True)
    scan = _SCAN if back is None else _SCAN_RETRACTED
    yield Beside([list(_top(note)), [qr_picture(url, _QR_UM), Text(scan, small=True)]], (88, 34))
    yield Facts(list(_facts(note)))
    yield Grid(_HEAD, list(_rows(note)), _SHARES, frozenset({2, 3}), strong=_last(note))
    warned = [text for line in note.lines for text in _warnings(line)]
    for text in dict.fromkeys(warned):
        yield Text(text, small=True)
    if back is None:
        yield Keep([Signatures(("Người giao", "Người vận chuyển", "Người nhận"), room_um=18_000)])


_SCAN = "Quét để xem từng lô hôm nay và báo đã nhận."
_SCAN_RETRACTED = "Quét để xem phiếu hôm nay."


def _top(note: NoteShown) -> Iterator[Part]:
    yield Heading("PHIẾU GIAO HÀNG", 1)
    yield Text(f"Số {note.number} · ngày {format_day(note.sent_on)}", strong=True)
    yield Facts([("Bên giao", _sender(note)), ("Bên nhận", _receiver(note))])


def _sender(note: NoteShown) -> str:
    phone = None if note.holder_phone is None else spaced_phone(note.holder_phone)
    parts = (_drawable(note.holder), _where(note.holder_where), phone)
    return ", ".join(part for part in parts if part)


def _where(where: Where | None) -> str:
    return "" if where is None else f"{_drawable(where.commune)}, {_drawable(where.province)}"


def _receiver(note: NoteShown) -> str:
    if note.kind in _NOBODY:
        return _NOBODY[note.kind]  # a trader's telephone goes with the goods to nobody
    phone = None if note.other_phone is None else spaced_phone(note.other_phone)
    parts = (_drawable(note.other), _drawable(note.other_address), phone)
    return ", ".join(part for part in parts if part)


def _facts(note: NoteShown) -> Iterator[tuple[str, str]]:
    words: Mapping[str, str] = {"vehicle": "Xe", "driver": "Người lái", "seal": "Niêm phong"}
    if note.place is not None:
        yield "Xuất từ", _drawable(note.place)
    if note.labels:
        yield "Tem đi kèm", _labels(note.labels)
    if note.place_codes:
        yield "Mã cơ sở đóng gói", ", ".join(note.place_codes)
    for field, word in words.items():
        if field in note.private:
            yield word, _drawable(note.private[field])
    if "vehicle" not in note.private:
        yield "Xe", ""


def _labels(labels: Sequence[WentWith]) -> str:
    """Their numbers where a line holds them, else how many there are; cartons are no packs."""
    packs = [each for each in labels if not each.cartons]
    cartons = [each for each in labels if each.cartons]
    if not cartons and _short(packs):
        return f"số {packs[0].numbers}"
    said = [f"{_count(packs)} tem"] if packs else []
    if cartons:
        which = f" (số {cartons[0].numbers})" if _short(cartons) else ""
        said.append(f"{_count(cartons)} thùng{which}")
    return ", ".join(said)


def _short(labels: Sequence[WentWith]) -> bool:
    return len(labels) == 1 and len(labels[0].numbers) <= _LINE


def _count(labels: Sequence[WentWith]) -> str:
    return format_number(sum(each.count for each in labels), "vi")


def _rows(note: NoteShown) -> Iterator[tuple[str, ...]]:
    for line in note.lines:
        yield (
            line.lot.lot_code,
            _goods(line),
            "" if line.packages is None else format_number(line.packages, "vi"),
            _amount(line.told[1], line.told[0]),
            _grown(line.lot),
        )
    packages = sum(line.packages or 0 for line in note.lines)
    total = " + ".join(_amount(amount, unit) for unit, amount in sorted(note.totals.items()))
    yield (
        "Cộng",
        f"{len(note.lines)} lô",
        format_number(packages, "vi") if packages else "",
        total,
        " ",
    )


def _goods(line: LineShown) -> str:
    made = "" if line.lot.material is None else f", {line.lot.material.vi}"
    sacks = "" if line.sacks is None else f", bao {line.sacks}"
    return f"{_drawable(line.lot.names['vi'])}{made}{sacks}"


def _grown(lot: LotToday) -> str:
    several = len(lot.shares) > 1
    return ", ".join(
        ("ngoài vùng mã" if each.code is None else each.code.raw)
        + (f" {percent(each.ppm, 1_000_000, 'vi')} %" if several else "")
        for each in lot.shares
    )


def _warnings(line: LineShown) -> Iterator[str]:
    for raw, status in line.not_active:
        yield f"Mã {raw} ngày giao: {_STATUS.get(status, 'không hiệu lực')}."


def _last(note: NoteShown) -> frozenset[int]:
    return frozenset({len(note.lines)})


def _amount(amount: int, unit: str) -> str:
    return format_quantity(Quantity(amount, "ml" if unit == "ml" else "g"), "vi")


def _drawable(text: str | None) -> str:
    """Words that the typeface can draw; else a line to write on."""
    if text is None:
        return ""
    return "………………" if labels.undrawable(text) else text
