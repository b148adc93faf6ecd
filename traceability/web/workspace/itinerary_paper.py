"""The itinerary of an apiary on A4: one page for each commune that receives colonies.

It is read by the offices here and is Vietnamese whatever the page's language is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import labels
from labels.papers import Break, Facts, Grid, Heading, Paper, Part, Signatures, Text, draw
from traceability.domain.days import format_day
from traceability.domain.phones import spaced_phone
from traceability.domain.quantity import format_number
from traceability.services.places_shown import Where
from traceability.services.stay_views import Itinerary, StayShown

_TITLE = "Lịch di chuyển đàn ong"
_HEAD = ("Từ ngày", "Đến ngày", "Số đàn", "Nguồn hoa", "Nơi đặt")
_SPECIES = {"cerana": "ong nội", "mellifera": "ong ngoại"}


def drawn(found: Itinerary) -> bytes:
    """The PDF."""
    parts: list[Part] = []
    for place, stays in found.groups:
        parts += [Break()] if parts else []
        parts += _page(found, place, stays)
    if not parts:
        parts = [*_top(found), Text("Hiện không có lần đặt ong nào đang diễn ra hoặc sắp tới.")]
    foot = f"Cơ sở khai ngày {format_day(found.today)}; hệ thống ghi lại, không xác nhận thay ai."
    return draw(Paper(_TITLE, parts, foot, "Trang {page}"))


def _page(found: Itinerary, place: str | None, stays: Sequence[StayShown]) -> Iterator[Part]:
    yield from _top(found)
    yield Text(f"Kính gửi: UBND {_drawable(_small(place))}", strong=True)
    yield Grid(_HEAD, [_row(each) for each in stays], (14, 14, 10, 22, 40), frozenset({2}))
    total = max(sum(e.colonies for e in stays if _holds(e, each)) for each in stays)
    yield Facts([("Nhiều nhất cùng lúc", f"{format_number(total, 'vi')} đàn")])
    yield Text("Cơ sở sẽ báo khi đàn ong tới và khi dời đi. Ngày thực tế tùy mùa hoa.")
    yield Signatures(("Chủ cơ sở nuôi ong", "Xác nhận của xã nơi đến"))


def _top(found: Itinerary) -> Iterator[Part]:
    bees = found.apiary
    owned = f"{format_number(bees.owned, 'vi')} đàn"
    species = _SPECIES.get(bees.species or "")
    yield Heading(_TITLE, 1)
    yield Facts(
        [
            ("Cơ sở nuôi ong", _drawable(found.keeper)),
            ("Người đại diện", _drawable(found.representative)),
            ("Điện thoại", _drawable(spaced_phone(found.phone) if found.phone else None)),
            ("Địa chỉ", _drawable(_address(found.address, found.home))),
            ("Tổng số đàn đang có", f"{owned}, {species}" if species else owned),
        ]
    )


def _address(address: str | None, home: Where) -> str:
    return ", ".join(part for part in (address, home.commune, home.province) if part)


def _row(each: StayShown) -> list[str]:
    end = "chưa định" if each.to_on is None else format_day(each.to_on)
    where = each.elsewhere if each.where is None else f"{each.where.commune}, {each.where.province}"
    return [
        format_day(each.from_on),
        end,
        format_number(each.colonies, "vi"),
        _drawable(each.nectar) or " ",
        _drawable(where) or " ",
    ]


def _holds(stay: StayShown, then: StayShown) -> bool:
    """Whether a stay is there on the first day of another."""
    ended = stay.to_on is not None and stay.to_on < then.from_on
    return stay.from_on <= then.from_on and not ended


def _small(place: str | None) -> str:
    name = place or ""
    return name[:1].lower() + name[1:]


def _drawable(text: str | None) -> str:
    """Words that the typeface can draw; else a dotted line, to be written by hand."""
    return "" if text is None or labels.undrawable(text) else text
