"""The words of deliveries, the same at every door: to whom, how a note stands, a lot today."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from traceability.domain.days import format_day
from traceability.domain.deliveries import Answer, Standing, To, WriteOff
from traceability.domain.quantity import Quantity, format_number, format_quantity
from traceability.services.delivery_differences import Settled
from traceability.services.delivery_views import NoteLine, NoteShown
from traceability.services.lots_today import LotToday, Share, Today
from traceability.web.messages import language
from traceability.web.shares import in_tens, percent
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext
from traceability.web.tongues import lazy_gettext as _l

_PACKAGES = re.compile(
    r"([0-9][0-9., ]*?) ?(?:gói|goi|túi|tui|hộp|hop|chai|lọ|hũ|bao"
    r"|packages?|packs?|bags?|boxe?s?|jars?|bottles?|包|袋|盒|瓶)"
)
_BARE = re.compile(r"[0-9][0-9., ]*")

KINDS: Mapping[To, Any] = {
    To.BUYER: _l("Khách quen"),
    To.WALK_IN: _l("Khách lẻ"),
    To.FIELD_TRADER: _l("Thương lái tại vườn"),
    To.COOPERATIVE: _l("Hợp tác xã khác"),
}
#: Whom each is for, where one chooses.
ABOUT: Mapping[To, Any] = {
    To.BUYER: _l("có tên trong sổ người mua của đơn vị"),
    To.WALK_IN: _l("mua tại chỗ, không cần tên"),
    To.FIELD_TRADER: _l(
        "cần số điện thoại (chỉ đơn vị bạn xem) và biển số xe (in trên phiếu đi đường)"
    ),
    To.COOPERATIVE: _l("cũng dùng hệ thống này; nơi nhận bấm nhận hoặc trả lại"),
}
STANDINGS: Mapping[Standing, Any] = {
    Standing.OPEN: _l("chưa trả lời"),
    Standing.CONFIRMED: _l("đã nhận đủ"),
    Standing.DIFFERS: _l("báo chênh lệch"),
    Standing.ACCEPTED: _l("bên kia đã nhận"),
    Standing.REFUSED: _l("bên kia trả lại"),
    Standing.PARTLY: _l("nhận một phần, trả một phần"),
    Standing.RETRACTED: _l("phiếu đã rút lại"),
}
SIGNS: Mapping[Standing, str] = {
    Standing.OPEN: "not-yet",
    Standing.CONFIRMED: "fine",
    Standing.DIFFERS: "look",
    Standing.ACCEPTED: "fine",
    Standing.REFUSED: "look",
    Standing.PARTLY: "look",
    Standing.RETRACTED: "stop",
}
SETTLED: Mapping[Settled, Any] = {
    Settled.AGREED: _l("Bên giao chấp nhận số bên nhận báo"),
    Settled.KEPT: _l("Bên giao giữ số trên phiếu, đã trao đổi"),
}
ANSWERS: Mapping[Answer, Any] = {
    Answer.CONFIRMED: _l("Nhận đủ như trên phiếu"),
    Answer.DIFFERS: _l("Báo có chênh lệch"),
    Answer.ACCEPTED: _l("Nhận vào kho"),
    Answer.REFUSED: _l("Trả lại"),
}
TODAY: Mapping[Today, Any] = {
    Today.RECALLED: _l("đang bị thu hồi sản phẩm"),
    Today.HELD: _l("đang tạm ngừng bán, để riêng chờ kết luận"),
    Today.CODE_NOT_ACTIVE: _l("mã số vùng trồng không còn hiệu lực"),
    Today.EXPIRED: _l("đã quá hạn sử dụng"),
    Today.TESTED: _l("có kết quả kiểm nghiệm ngoài giới hạn"),
    Today.TEST_TAKEN_BACK: _l("từng có kết quả kiểm nghiệm ngoài giới hạn"),
    Today.FINE: _l("không có cảnh báo"),
}
TODAY_SIGNS: Mapping[Today, str] = {
    Today.RECALLED: "stop",
    Today.HELD: "look",
    Today.CODE_NOT_ACTIVE: "look",
    Today.EXPIRED: "look",
    Today.TESTED: "look",
    Today.TEST_TAKEN_BACK: "look",
    Today.FINE: "fine",
}
WRITE_OFFS: Mapping[WriteOff, Any] = {
    WriteOff.SPOILED: _l("hỏng"),
    WriteOff.LOST: _l("mất"),
    WriteOff.DESTROYED: _l("tiêu hủy"),
    WriteOff.SAMPLE: _l("mẫu thử"),
    WriteOff.OWN_USE: _l("dùng nội bộ"),
    WriteOff.GIFT: _l("biếu tặng"),
}


def then(lot: LotToday, sent_on: dt.date) -> list[tuple[str, str]]:
    """How a lot of a note stands, each with its sign: its last day as it was when it was sent."""
    last, said = lot.expires_on, {each: str(TODAY[each]) for each in lot.states}
    signs = {each: TODAY_SIGNS[each] for each in lot.states}
    if Today.EXPIRED in said and last is not None and last >= sent_on:
        day = format_day(last, language())
        said[Today.EXPIRED] = str(gettext("hết hạn ngày %(day)s, sau ngày giao", day=day))
        signs[Today.EXPIRED] = "not-yet"
    return [(signs[each], text) for each, text in said.items()]


def standing(note: NoteShown | NoteLine) -> str:
    """How a note stands, and what did not come of it."""
    if note.standing is Standing.CONFIRMED and note.gap.settled is not None:
        return str(gettext("đã khép chênh lệch"))
    said = stands(note.kind, note.standing)[1]
    if not note.gap.lost:
        return said
    # Not within an f-string: no word of it would be gathered for translation.
    lost = gettext("thiếu %(amount)s", amount=totals(note.gap.lost))
    return f"{said}, {lost}"


def sign(note: NoteShown | NoteLine) -> str:
    """The sign of how a note stands: what is missing is to be looked at."""
    return "look" if note.gap.lost else stands(note.kind, note.standing)[0]


def stands(kind: To, standing: Standing) -> tuple[str, str]:
    """The sign and the word of a standing: who bought on the spot may answer, and need not."""
    if kind is To.WALK_IN and standing is Standing.OPEN:
        return "fine", str(gettext("đã bán lẻ"))
    return SIGNS[standing], str(STANDINGS[standing])


def totals(amounts: Mapping[str, int]) -> str:
    """Amounts by unit in one line: "240 kg + 12 lít"."""
    found = (
        Quantity(amount, "ml" if unit == "ml" else "g") for unit, amount in sorted(amounts.items())
    )
    return " + ".join(format_quantity(each, language()) for each in found)


def name(lot: LotToday) -> str:
    """What a lot is, in the reader's language, else in Vietnamese."""
    return lot.names.get(language()) or lot.names["vi"]


def grown(lot: LotToday) -> str:
    """The codes that a lot grew under, in one line; of several, how much under each."""
    outside = gettext("ngoài vùng mã")
    names = (outside if each.code is None else each.code.raw for each in lot.shares)
    return ", ".join(name + part(lot, each) for name, each in zip(names, lot.shares, strict=True))


def part(lot: LotToday, share: Share) -> str:
    """How much of a lot a share is, to be put behind its code; nothing where it is all."""
    return f" {percent(share.ppm, 1_000_000)}\u00a0%" if len(lot.shares) > 1 else ""


def grown_about(lot: LotToday) -> str:
    """The same for everybody who has a note's address: shares that tell no household's weight."""
    outside = gettext("ngoài vùng mã")
    names = (outside if each.code is None else each.code.raw for each in lot.shares)
    return ", ".join(
        name + part_about(lot, each) for name, each in zip(names, lot.shares, strict=True)
    )


def part_about(lot: LotToday, share: Share) -> str:
    """How much of a lot a share is, in tens of per cent; nothing where it is all."""
    return f" {in_tens((share.ppm + 50_000) // 100_000)}" if len(lot.shares) > 1 else ""


def packages(count: int, family: str = "") -> str:
    """How many packages, within a line: jars and bottles of honey."""
    said = format_number(count, language())
    if family == "honey":
        return str(ngettext("%(count)s chai, hũ", "%(count)s chai, hũ", count, count=said))
    return str(ngettext("%(count)s gói", "%(count)s gói", count, count=said))


def counted(typed: str) -> str | None:
    """The number of "10 gói", "10 hộp"; ``None`` of what counts no packages."""
    found = _PACKAGES.fullmatch(" ".join(typed.lower().split()))
    return None if found is None else found[1]


def packages_typed(typed: str) -> str | None:
    """The same where packages are asked for: a bare number counts them, a part of one as well."""
    line = " ".join(typed.split())
    return line if _BARE.fullmatch(line) else counted(line)
