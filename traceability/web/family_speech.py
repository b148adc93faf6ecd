"""How each family speaks: beekeepers have colonies and jars, tea is plucked, herbs are gathered.

One word for all of them ("vườn", "gói") is somebody else's word to most; what several families do
at once is told in words that fit them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from traceability.domain.process import Loss
from traceability.domain.quantity import format_number
from traceability.web.messages import language
from traceability.web.thousands import ngettext
from traceability.web.tongues import lazy_gettext as _l


@dataclass(frozen=True)
class Speech:
    """The words of a family: what is done, when, on what ground, of what, into what."""

    verb: Any
    record: Any
    review: Any
    day: Any
    ground: Any
    which: Any
    choose: Any
    last: Any
    other: Any
    beside: Any
    truck: Any
    crop: Any
    amount: Any
    months: Any
    active_then: Any
    then: Any
    unweighed: Any
    empty: Any
    begin: Any
    packages: Any


_FRUIT = Speech(
    verb=_l("thu hoạch"),
    record=_l("Ghi thu hoạch"),
    review=_l("Xem lại thu hoạch"),
    day=_l("Ngày thu hoạch"),
    ground=_l("Vườn"),
    which=_l("Vườn nào?"),
    choose=_l("– Chọn vườn –"),
    last=_l("Chọn sẵn vườn dùng lần trước."),
    other=_l("Chọn vườn khác"),
    beside=_l("Giá, vườn khác, người bán mới"),
    truck=_l("Xe gom nhiều vườn"),
    crop=_l("Loại cây"),
    amount=_l("Khối lượng"),
    months=_l("Ngoài tháng thu hoạch thường gặp"),
    active_then=_l("Mã số vùng trồng đang hiệu lực vào ngày thu hoạch"),
    then=_l("%(status)s vào ngày thu hoạch"),
    unweighed=_l(
        "Chọn khi dán tem ngay tại vườn, cân sau. Cân xong thì ghi số cân ở trang của lô."
    ),
    empty=_l("Ở đây ghi từng lần thu hoạch, theo vườn đã có mã số vùng trồng."),
    begin=_l("Bắt đầu bằng cách bấm “Ghi thu hoạch” ở trên: chỉ cần vườn, ngày và số cân."),
    packages=_l("Số gói đóng được"),
)
_TEA = Speech(
    verb=_l("hái"),
    record=_l("Ghi hái chè"),
    review=_l("Xem lại lần hái"),
    day=_l("Ngày hái"),
    ground=_l("Vườn chè"),
    which=_l("Vườn chè nào?"),
    choose=_l("– Chọn vườn chè –"),
    last=_l("Chọn sẵn vườn chè hái lần trước."),
    other=_l("Chọn vườn chè khác"),
    beside=_l("Giá, vườn chè khác, người bán mới"),
    truck=_l("Xe gom nhiều vườn chè"),
    crop=_l("Loại chè"),
    amount=_l("Khối lượng búp"),
    months=_l("Ngoài tháng hái thường gặp"),
    active_then=_l("Mã số vùng trồng đang hiệu lực vào ngày hái"),
    then=_l("%(status)s vào ngày hái"),
    unweighed=_l("Chọn khi mới ước, chưa cân. Cân xong thì ghi số cân ở trang của lô."),
    empty=_l("Ở đây ghi từng lần hái, theo vườn chè đã có mã số vùng trồng."),
    begin=_l("Bắt đầu bằng cách bấm “Ghi hái chè” ở trên: chỉ cần vườn chè, ngày và số cân."),
    packages=_l("Số gói, hộp đóng được"),
)
_HONEY = Speech(
    verb=_l("quay mật"),
    record=_l("Ghi quay mật"),
    review=_l("Xem lại lần quay mật"),
    day=_l("Ngày quay mật"),
    ground=_l("Nơi nuôi ong"),
    which=_l("Đàn ong ở nơi nào?"),
    choose=_l("– Chọn nơi nuôi ong –"),
    last=_l("Chọn sẵn nơi nuôi ong lần trước."),
    other=_l("Chọn nơi nuôi ong khác"),
    beside=_l("Giá, nơi nuôi ong khác, người bán mới"),
    truck=_l("Xe gom mật nhiều nhà"),
    crop=_l("Loại mật"),
    amount=_l("Lượng mật"),
    months=_l("Ngoài tháng quay mật thường gặp"),
    active_then=_l("Mã số cơ sở nuôi ong đang hiệu lực vào ngày quay mật"),
    then=_l("%(status)s vào ngày quay mật"),
    unweighed=_l("Chọn khi mới ước, chưa cân hay đong. Đo xong thì ghi số ở trang của lô."),
    empty=_l("Ở đây ghi từng vòng quay mật, theo cơ sở nuôi ong đã có mã số."),
    begin=_l("Bắt đầu bằng cách bấm “Ghi quay mật” ở trên: chỉ cần nơi nuôi ong, ngày, số lít."),
    packages=_l("Số chai, hũ đóng được"),
)
_HERB = Speech(
    verb=_l("thu hái"),
    record=_l("Ghi thu hái"),
    review=_l("Xem lại lần thu hái"),
    day=_l("Ngày thu hái"),
    ground=_l("Vườn hoặc vùng thu hái"),
    which=_l("Vườn hoặc vùng thu hái nào?"),
    choose=_l("– Chọn vườn hoặc vùng –"),
    last=_l("Chọn sẵn nơi thu hái lần trước."),
    other=_l("Chọn nơi thu hái khác"),
    beside=_l("Giá, nơi thu hái khác, người bán mới"),
    truck=_l("Xe gom dược liệu nhiều nơi"),
    crop=_l("Loại dược liệu"),
    amount=_l("Khối lượng"),
    months=_l("Ngoài tháng thu hái thường gặp"),
    active_then=_l("Mã số vùng trồng đang hiệu lực vào ngày thu hái"),
    then=_l("%(status)s vào ngày thu hái"),
    unweighed=_l("Chọn khi mới ước, chưa cân. Cân xong thì ghi số cân ở trang của lô."),
    empty=_l("Ở đây ghi từng lần thu hái, theo vườn hoặc vùng thu hái đã có mã số."),
    begin=_l("Bắt đầu bằng cách bấm “Ghi thu hái” ở trên: chỉ cần nơi thu hái, ngày và số cân."),
    packages=_l("Số bao, gói đóng được"),
)
#: Of several families at once.
_ANY = Speech(
    verb=_l("thu hoạch"),
    record=_l("Ghi thu hoạch"),
    review=_l("Xem lại thu hoạch"),
    day=_l("Ngày thu hoạch"),
    ground=_l("Nơi thu hoạch"),
    which=_l("Nơi nào?"),
    choose=_l("– Chọn nơi –"),
    last=_l("Chọn sẵn nơi dùng lần trước."),
    other=_l("Chọn nơi khác"),
    beside=_l("Giá, nơi khác, người bán mới"),
    truck=_l("Xe gom nhiều nơi"),
    crop=_l("Loại hàng"),
    amount=_l("Số lượng"),
    months=_FRUIT.months,
    active_then=_FRUIT.active_then,
    then=_FRUIT.then,
    unweighed=_l("Chọn khi mới ước, chưa cân. Cân xong thì ghi số cân ở trang của lô."),
    empty=_l("Ở đây ghi từng lần thu hoạch, theo nơi đã có mã số vùng trồng."),
    begin=_l("Bắt đầu bằng cách bấm “Ghi thu hoạch” ở trên: chỉ cần nơi, ngày và số lượng."),
    packages=_l("Số gói đóng được"),
)
_SPOKEN: Mapping[str, Speech] = {
    "orange": _FRUIT,
    "persimmon": _FRUIT,
    "tea": _TEA,
    "honey": _HONEY,
    "herb": _HERB,
}
_LOSSES: Mapping[Loss, Any] = {
    Loss.SORTED_OUT: _l("loại ra"),
    Loss.DRIED: _l("mất nước"),
    Loss.FILTERED: _l("hao hụt khi lọc"),
    Loss.SPOILED: _l("hỏng"),
    Loss.SAMPLE: _l("lấy mẫu"),
}
#: What a loss is called where a family calls it otherwise.
_OWN_LOSSES: Mapping[str, Mapping[Loss, Any]] = {
    "orange": {
        Loss.SORTED_OUT: _l("rụng cuống, loại ra"),
        Loss.DRIED: _l("héo, hao cân"),
        Loss.SPOILED: _l("dập, thối"),
    },
    "tea": {
        Loss.SORTED_OUT: _l("sàng bỏ cẫng, vụn"),
        Loss.DRIED: _l("mất nước khi héo, sao, sấy"),
        Loss.SPOILED: _l("ôi ngốt, cháy, mốc"),
    },
    "honey": {
        Loss.SORTED_OUT: _l("bọt, cặn bỏ lại"),
        Loss.DRIED: _l("hạ ẩm, bay hơi nước"),
        Loss.SPOILED: _l("lên men, hỏng"),
    },
    "herb": {
        Loss.SORTED_OUT: _l("rụng, nhặt bỏ"),
        Loss.DRIED: _l("mất nước khi phơi, sấy"),
        Loss.SPOILED: _l("mốc, mọt"),
    },
}
#: What may be lost when a family packs, the likeliest first.
_WHEN_PACKED: Mapping[str, tuple[Loss, ...]] = {
    "honey": (Loss.FILTERED, Loss.SORTED_OUT, Loss.SPOILED, Loss.SAMPLE, Loss.DRIED),
}
_PACKED = (Loss.SORTED_OUT, Loss.DRIED, Loss.SPOILED, Loss.SAMPLE)


def speech(family: str | None) -> Speech:
    """The words of a family; of none or several, words that fit all."""
    return _SPOKEN.get(family or "", _ANY)


def loss(kind: str, family: str | None) -> str:
    """What a loss is called where it was lost; one that this release does not know, by its code."""
    if kind not in set(Loss):
        return kind
    key = "orange" if family in ("persimmon", "fruit") else family or ""
    each = Loss(kind)
    return str(_OWN_LOSSES.get(key, {}).get(each, _LOSSES[each]))


def packing_losses(family: str | None) -> list[tuple[str, str]]:
    """What may be chosen when goods of a family are packed."""
    kinds = _WHEN_PACKED.get(family or "", _PACKED)
    return [(str(each), loss(each, family)) for each in kinds]


def packages(count: int, family: str | None) -> str:
    """So many packages: "40 gói", of honey "40 chai, hũ"."""
    said = format_number(count, language())
    if family == "honey":
        return str(ngettext("%(count)s chai, hũ", "%(count)s chai, hũ", count, count=said))
    if family == "herb":
        return str(ngettext("%(count)s bao, gói", "%(count)s bao, gói", count, count=said))
    if family == "tea":
        return str(ngettext("%(count)s gói, hộp", "%(count)s gói, hộp", count, count=said))
    return str(ngettext("%(count)s gói", "%(count)s gói", count, count=said))
