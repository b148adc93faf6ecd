"""The words of keys for other software: what each may do, how long it lasts, how it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from traceability.services.api_keys import KeyListed
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

SCOPES: Mapping[str, Any] = {
    "read": _l("Xem lô hàng (khóa nào cũng có)"),
    "record": _l("Ghi thu hoạch, phiếu cân và đóng gói, kể cả ghi muộn"),
    "publish": _l("Công bố lô"),
    "labels": _l("In, kích hoạt và hủy tem"),
    "deliveries": _l("Giao hàng, ghi hỏng và mất, xem phiếu giao hàng"),
    "areas": _l("Khai vùng trồng, vẽ ranh giới"),
    "certificates": _l("Nhập giấy chứng nhận và phiếu kiểm nghiệm"),
}
_SHORT: Mapping[str, Any] = {
    "read": _l("xem lô"),
    "record": _l("ghi thu hoạch, đóng gói"),
    "publish": _l("công bố lô"),
    "labels": _l("tem"),
    "deliveries": _l("giao hàng"),
    "areas": _l("vùng trồng, ranh giới"),
    "certificates": _l("nhập giấy chứng nhận"),
}


def scopes(words: tuple[str, ...]) -> str:
    """What a key may do, in one line."""
    return ", ".join(str(_SHORT.get(word, word)) for word in words)


def life(days: int) -> str:
    """How long a key lasts, in days as a calendar says it."""
    if days == 365:
        return str(_("1 năm"))
    return str(ngettext("%(num)s ngày", "%(num)s ngày", days))


def state(key: KeyListed, now: dt.datetime) -> tuple[str, str]:
    """The sign and the word of how a key stands."""
    if key.revoked_at is not None:
        return "stop", str(_("đã hủy"))
    if now >= key.expires_at:
        return "look", str(_("hết hạn"))
    return "fine", str(_("đang dùng được"))


def lives(key: KeyListed, now: dt.datetime) -> bool:
    """Whether a key still opens anything."""
    return key.revoked_at is None and now < key.expires_at
