"""What rules speak of, in words; and how a picture of days is drawn."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from traceability.domain.days import format_day
from traceability.domain.label_numbers import MOST_PIECES
from traceability.domain.scans import Rule
from traceability.domain.stretches import Stretch, spelled
from traceability.services.delivery_choices import Offered
from traceability.services.label_ledger import LabelsOf
from traceability.services.note_labels import WentWith
from traceability.services.scan_views import DayLine, LotScans, Noticed
from traceability.web.delivery_words import packages
from traceability.web.filters import amount
from traceability.web.messages import language
from traceability.web.thousands import marked, ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

#: What was seen, and what to do about it; never what it means.
RULES: Mapping[Rule, Any] = {
    Rule.MANY: _l("Nhiều người xem hơn thường thấy"),
    Rule.LATE: _l("Quét lần đầu khi hàng đã quá hạn từ lâu"),
    Rule.VOID: _l("Đã hủy mà vẫn được quét"),
    Rule.LOST: _l("Đã báo mất mà vẫn được quét"),
    Rule.EARLY: _l("Được quét trước khi ghi xuất kho"),
    Rule.STOPPED: _l("Được quét khi lô đang tạm ngừng xuất hoặc thu hồi"),
}
_STOPPED = _l("Lô đang tạm ngừng xuất hoặc thu hồi: xem hàng và tem còn trong kho không.")
_STOPPED_ONCE = _l("Nay lô không còn tạm ngừng hay thu hồi.")
ADVICE: Mapping[Rule, Any] = {
    Rule.MANY: _l("Một gói chuyền tay cũng vậy. Hỏi nơi bán xem tem nằm trên mấy gói."),
    Rule.LATE: _l("Hàng tồn, hoặc tem cũ dán lại. Hỏi nơi bán."),
    Rule.VOID: _l("Xem lại tem hủy đã bỏ đi chưa, hay còn trên hàng."),
    Rule.LOST: _l("Có người đang cầm tem này. Ghi lại nơi bán nếu biết."),
    Rule.EARLY: _l("Hàng đã đi thì ghi xuất kho; chưa đi thì bỏ qua."),
    Rule.STOPPED: _STOPPED,
}
SIGNS: Mapping[Rule, str] = {
    Rule.MANY: "look",
    Rule.LATE: "look",
    Rule.VOID: "look",
    Rule.LOST: "stop",
    Rule.EARLY: "not-yet",
    Rule.STOPPED: "stop",
}
#: Labels of a run as a form holds them.
_NAMED = re.compile(r"([0-9A-Z]{9})((?: [0-9]{1,7}-[0-9]{1,7})+)")
#: The picture of days: so wide a day, so high the highest of them.
_DAY, _HIGH = 10, 100


def labels_told(labels: Sequence[LabelsOf]) -> str:
    """Labels as they are read out: of one run their numbers, else run by run."""
    if len(labels) == 1:
        return labels[0].numbers
    said = (_("%(numbers)s (đợt in %(run)s)", numbers=e.numbers, run=e.run) for e in labels)
    return "; ".join(map(str, said))


def went_told(labels: Sequence[WentWith]) -> str:
    """The labels of a note: their numbers; where cartons are among them, how many of each first."""
    packs = [each for each in labels if not each.cartons]
    cartons = [each for each in labels if each.cartons]
    said = [_("tem số %(numbers)s", numbers=labels_told(packs))] if packs else []
    if not cartons:
        return "; ".join(map(str, said))
    said.append(_("thùng số %(numbers)s", numbers=labels_told(cartons)))
    in_all, boxes = (sum(each.count for each in some) for some in (packs, cartons))
    counts = [ngettext("%(num)s tem", "%(num)s tem", in_all)] if packs else []
    counts.append(ngettext("%(num)s thùng", "%(num)s thùng", boxes))
    return f"{', '.join(counts)}: {'; '.join(map(str, said))}"


@dataclass(frozen=True)
class Way:
    """One press that writes goods out, or ``asks`` first: how many packs (none: all), its words.

    ``labels`` are those of the packs; they go with the note, also with one that is looked over
    first while its number of packs is left as it is.
    """

    much: str
    text: str
    asks: bool = False
    labels: tuple[LabelsOf, ...] = ()

    @property
    def numbers(self) -> str:
        """These as they are read out: of one run their numbers, else run by run."""
        return labels_told(self.labels)

    @property
    def named(self) -> list[str]:
        """The labels as a form holds them: "HW4RNP0XR 1-7 9-9"."""
        return [" ".join([e.run, *(f"{a}-{b}" for a, b in e.stretches)]) for e in self.labels]


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


def sign(each: Noticed) -> str:
    """By which sign it is known."""
    if _is_over(each):
        return "not-yet"
    return "fine" if each.answered else SIGNS[each.rule]


def advice(each: Noticed) -> str:
    """What to do about something that a rule spoke of; nothing once the stop is over."""
    if _is_over(each):
        return str(_STOPPED_ONCE)
    return str(_STOPPED if each.rule is Rule.EARLY and each.stopped else ADVICE[each.rule])


def _is_over(each: Noticed) -> bool:
    """Whether goods were stopped when they were scanned, and are not any more."""
    return each.rule is Rule.STOPPED and not each.stopped


def ways(found: LotScans, lot: Offered, *, asks: bool) -> list[Way]:
    """How much of a scanned lot can be written out: what was scanned, what has labels, all.

    ``asks`` says that somebody has to look at the note before it is recorded; so they have where
    no label of a pack was scanned, but some of cartons or single fruit.
    """
    packs = lot.packages if lot.net is not None else len(lot.sacks) or None
    asks = asks or not found.packs_seen
    counts = sorted({found.linked, found.packs_seen} - {0})
    some = [each for each in counts if packs is not None and each < packs]
    several = [
        Way(str(each), _of_some(found, each, asks=asks), asks, _labels(found, each))
        for each in some
    ]
    whole = (
        _("Xem lại phiếu bán lẻ cả lô: %(much)s", much=_much(lot, packs, found.family))
        if asks
        else _("Ghi bán lẻ cả lô: %(much)s", much=_much(lot, packs, found.family))
    )
    return [*several, Way("", str(whole), asks)]


def _of_some(found: LotScans, count: int, *, asks: bool) -> str:
    """What a button says of the packs that were scanned, or have labels."""
    packs = {"packages": packages(count, found.family)}
    if asks and count == found.packs_seen:
        return str(_("Xem lại phiếu bán lẻ %(packages)s đã quét", **packs))
    if asks:
        return str(_("Xem lại phiếu bán lẻ %(packages)s đã dán tem", **packs))
    if count == found.packs_seen:
        return str(_("Ghi bán lẻ %(packages)s đã quét", **packs))
    return str(_("Ghi bán lẻ %(packages)s đã dán tem", **packs))


def _labels(found: LotScans, count: int) -> tuple[LabelsOf, ...]:
    return tuple(found.asking.first(count)) if found.asking.labels else ()


def labels_named(forms: Iterable[str]) -> list[LabelsOf]:
    """The labels that a form holds, as ``Way.named`` writes them; what is none is left out."""
    found = filter(None, map(_NAMED.fullmatch, forms))
    return [LabelsOf(each[1], tuple(_stretches(each[2]))) for each in found]


def _stretches(text: str) -> Iterator[Stretch]:
    for first, last in (each.split("-") for each in text.split()):
        yield int(first), int(last)


def late_reason(labels: int, first: dt.date) -> str:
    """Why goods are written out long after: what the scans tell of it."""
    day = format_day(first, language())
    return str(_("theo lượt quét: %(num)s tem, lần đầu ngày %(day)s", num=marked(labels), day=day))


def _much(lot: Offered, packs: int | None, family: str) -> str:
    if packs is None:
        return amount(lot.on_hand, lot.unit)
    return packages(packs, family)


def numbers(labels: Sequence[int]) -> str:
    """Numbers of labels as they are read out: stretches where they follow each other."""
    stretches: list[Stretch] = []
    for number in labels:
        if stretches and number == stretches[-1][1] + 1:
            stretches[-1] = stretches[-1][0], number
        else:
            stretches.append((number, number))
    return spelled(stretches[:MOST_PIECES])
