"""What rules speak of, in words; and how a picture of days is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from traceability.domain.label_numbers import MOST_PIECES, spelled
from traceability.domain.scans import Rule
from traceability.services.scan_views import DayLine

#: What was seen, and what to do about it; never what it means.
RULES: Mapping[Rule, Any] = {
    Rule.MANY: _l("Nhiều người xem hơn thường thấy"),
    Rule.LATE: _l("Quét lần đầu khi hàng đã quá hạn từ lâu"),
    Rule.VOID: _l("Đã hủy mà vẫn được quét"),
    Rule.LOST: _l("Đã báo mất mà vẫn được quét"),
    Rule.EARLY: _l("Được quét trước khi ghi xuất kho"),
}
ADVICE: Mapping[Rule, Any] = {
    Rule.MANY: _l("Một gói chuyền tay cũng vậy. Hỏi nơi bán xem tem nằm trên mấy gói."),
    Rule.LATE: _l("Hàng tồn, hoặc tem cũ dán lại. Hỏi nơi bán."),
    Rule.VOID: _l("Xem lại tem hủy đã bỏ đi chưa, hay còn trên hàng."),
    Rule.LOST: _l("Có người đang cầm tem này. Ghi lại nơi bán nếu biết."),
    Rule.EARLY: _l("Hàng đã đi thì ghi xuất kho; chưa đi thì bỏ qua."),
}
SIGNS: Mapping[Rule, str] = {
    Rule.MANY: "look",
    Rule.LATE: "look",
    Rule.VOID: "look",
    Rule.LOST: "stop",
    Rule.EARLY: "not-yet",
}
#: The picture of days: so wide a day, so high the highest of them.
_DAY, _HIGH = 10, 100


@dataclass(frozen=True)
class Bar:
    """A day in the picture: where it stands, how high it is."""

    x: int
    y: int
    height: int


def bars(days: Sequence[DayLine]) -> list[Bar]:
    """The days that had visitors; the highest fills the picture, the least is still seen."""
    most = max((each.visitors for each in days), default=0) or 1
    drawn = []
    for number, each in enumerate(days):
        if each.visitors:
            height = max(3, round(_HIGH * each.visitors / most))
            drawn.append(Bar(number * _DAY + 1, _HIGH - height, height))
    return drawn


def width(days: Sequence[DayLine]) -> int:
    """How wide the picture is."""
    return max(1, len(days)) * _DAY


def part(visitors: int, most: int) -> int:
    """How long the line of a receiver is, of 1,000."""
    return max(6, round(1_000 * visitors / most)) if visitors else 0


def numbers(labels: Sequence[int]) -> str:
    """Numbers of labels as they are read out: stretches where they follow each other."""
    stretches: list[tuple[int, int]] = []
    for number in labels:
        if stretches and number == stretches[-1][1] + 1:
            stretches[-1] = stretches[-1][0], number
        else:
            stretches.append((number, number))
    return spelled(stretches[:MOST_PIECES])
