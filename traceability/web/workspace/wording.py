"""The words of lots and labels: what each state is called, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import labels
from traceability.domain.completeness import Item
from traceability.domain.errors import Fault
from traceability.domain.growing_area import Status
from traceability.domain.holds import HoldReason
from traceability.domain.labels import LabelState
from traceability.domain.quantity import format_number
from traceability.services.batch_list_views import BatchState
from traceability.services.hold_causes import Cause
from traceability.services.jobs import WORN_OUT
from traceability.services.label_views import RunState
from traceability.services.packing_lists import SacksAlike
from traceability.services.stock_views import StockLine
from traceability.web.delivery_words import WRITE_OFFS
from traceability.web.filters import word
from traceability.web.messages import language, sentence
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext
from traceability.web.tongues import lazy_gettext as _l
from traceability.web.workspace import slip_words

#: The signs of ``forms.html``: fine, look, stop, not-yet.
Sign = str

#: Rolls of several labels in a row, as the catalogue calls them, for a printer of so many dpi.
_ROLL_NAME = re.compile(r"(?P<size>[0-9]+×[0-9]+), (?P<num>[0-9]+) tem(?P<dpi>(?:@[0-9]+)?)")
BATCH_SIGNS: Mapping[BatchState, Sign] = {
    BatchState.RETRACTED: "not-yet",
    BatchState.RECALLED: "stop",
    BatchState.HELD: "stop",
    BatchState.PUBLISHED: "fine",
    BatchState.CLOSED: "fine",
    BatchState.OPEN: "not-yet",
}
RUN_SIGNS: Mapping[RunState, Sign] = {
    RunState.DRAWING: "not-yet",
    RunState.READY: "fine",
    RunState.FAILED: "stop",
}
LABEL_SIGNS: Mapping[LabelState, Sign] = {
    LabelState.ORDERED: "not-yet",
    LabelState.UNUSED: "not-yet",
    LabelState.LINKED: "fine",
    LabelState.DISPATCHED: "fine",
    LabelState.SPOILED: "stop",
    LabelState.VOID: "stop",
}
STATUS_SIGNS: Mapping[Status, Sign] = {
    Status.ACTIVE: "fine",
    Status.SUSPENDED: "look",
    Status.EXPIRED: "look",
    Status.REVOKED: "stop",
    Status.REJECTED: "stop",
    Status.CANCELLED: "stop",
}

#: What was done that made a lot, and what the day is called on which it was.
MADE_BY: Mapping[str, Any] = {
    "harvest": _l("thu hoạch"),
    "received": _l("nhận hàng"),
    "processed": _l("sơ chế, chế biến"),
    "merge": _l("gộp lô"),
    "split": _l("tách lô"),
    "packed": _l("đóng gói"),
}
MADE_ON: Mapping[str, Any] = {
    "harvest": _l("Ngày thu hoạch"),
    "received": _l("Ngày nhận"),
    "processed": _l("Ngày làm"),
    "packed": _l("Ngày đóng gói"),
}
_BATCH_STATES: Mapping[tuple[str, BatchState], Any] = {
    ("harvest", BatchState.OPEN): _l("chờ đóng gói"),
    ("harvest", BatchState.CLOSED): _l("đã dùng hết"),
    ("received", BatchState.OPEN): _l("chờ đóng gói"),
    ("received", BatchState.CLOSED): _l("đã dùng hết"),
    ("processed", BatchState.OPEN): _l("đang làm"),
    ("processed", BatchState.CLOSED): _l("đã dùng hết"),
    ("packed", BatchState.OPEN): _l("chưa công bố"),
    ("packed", BatchState.CLOSED): _l("đã xuất hết"),
}
_STATES: Mapping[BatchState, Any] = {
    BatchState.RETRACTED: _l("đã rút lại"),
    BatchState.RECALLED: _l("thu hồi sản phẩm"),
    BatchState.HELD: _l("tạm ngừng xuất"),
    BatchState.PUBLISHED: _l("đã công bố"),
    BatchState.CLOSED: _l("đã hết"),
    BatchState.OPEN: _l("đang mở"),
}
RUN_STATES: Mapping[RunState, Any] = {
    RunState.DRAWING: _l("đang tạo"),
    RunState.READY: _l("sẵn sàng"),
    RunState.FAILED: _l("lỗi"),
}
ITEMS: Mapping[Item, Any] = {
    Item.PRODUCT_NAME: _l("tên sản phẩm"),
    Item.IMAGE: _l("hình ảnh"),
    Item.MAKER: _l("đơn vị sản xuất"),
    Item.ADDRESS: _l("địa chỉ"),
    Item.STEPS: _l("các bước, nơi và ngày"),
    Item.MADE_ON: _l("ngày sản xuất"),
    Item.TRACE_CODE: _l("mã truy xuất"),
    Item.BRAND_OR_SERIAL: _l("nhãn hiệu hoặc số sê-ri"),
    Item.BEST_BEFORE: _l("hạn sử dụng"),
    Item.STANDARDS: _l("tiêu chuẩn áp dụng"),
}
#: What an entry was, where the family's template does not say.
ENTRY_VERBS: Mapping[str, Any] = {
    "commissioning": _l("Thu hoạch"),
    "transforming": _l("Sơ chế, chế biến"),
    "splitting": _l("Tách lô"),
    "merging": _l("Gộp lô"),
    "packing": _l("Đóng gói"),
    "receiving": _l("Gộp phiếu cân"),
    "shipping": _l("Giao hàng"),
    "accepting": _l("Nhận hàng"),
    "returning": _l("Hàng trả lại"),
    "losing": _l("Ghi giảm"),
    "destroying": _l("Tiêu hủy"),
}
SCHEMES: Mapping[str, Any] = {
    "vn_domestic": _l("mã số vùng trồng trong nước"),
    "vn_export_cn": _l("mã số vùng trồng xuất khẩu Trung Quốc"),
    "vn_export_other": _l("mã số vùng trồng xuất khẩu"),
    "packing_house": _l("mã số cơ sở đóng gói"),
    "apiary": _l("mã số cơ sở nuôi ong"),
    "gacp_area": _l("vùng trồng theo GACP-WHO"),
    "internal": _l("mã nội bộ của hệ thống, chưa phải mã do cơ quan nhà nước cấp"),
}
PLACES: Mapping[str, Any] = {
    "orchard": _l("vườn cây ăn quả"),
    "tea_plantation": _l("nương chè"),
    "ancient_tea_stand": _l("quần thể chè cổ thụ"),
    "herb_cultivation": _l("ruộng dược liệu"),
    "wild_collection": _l("vùng thu hái tự nhiên"),
    "apiary": _l("điểm đặt ong"),
    "packing_house": _l("cơ sở đóng gói"),
    "processing_facility": _l("xưởng chế biến"),
    "warehouse": _l("kho"),
}
#: What to do about a hold, by its reason.
NEXT_STEPS: Mapping[str, Any] = {
    "over_ceiling": _l(
        "Xin cán bộ quản lý mã xem lại sản lượng vụ này. Trong lúc chờ vẫn đóng gói được, "
        "chưa công bố và chưa in tem."
    ),
    "code_not_active": _l(
        "Hỏi cơ quan cấp mã để khôi phục hoặc gia hạn. Chỉ cán bộ mới gỡ được lô này, kể cả khi "
        "mã hoạt động trở lại."
    ),
    "recorded_after_suspension": _l(
        "Chuẩn bị phiếu cân và sổ ghi của ngày thu hoạch để cán bộ quản lý mã xem rồi gỡ."
    ),
    "variety_not_granted": _l(
        "Xem lại có chọn nhầm mã không. Nếu đúng, xin cơ quan cấp mã bổ sung loại cây này."
    ),
    "inside_phi": _l(
        "Hàng đã hái thì chờ thêm không gỡ được. Lấy mẫu lô này đi kiểm nghiệm, nộp phiếu đạt cho"
        " cán bộ xem."
    ),
    "conflict_open": _l(
        "Có nơi khác cùng khai mã này hoặc cùng nhận đất này. Chờ cơ quan quyết định."
    ),
    "ordered": _l("Để riêng lô này, không giao cho ai."),
}
_TWO_MONTHS, _TWO_YEARS = 60, 730
_FAILURES: Mapping[str, Any] = {
    WORN_OUT: _l("Máy chủ đã thử vẽ nhiều lần nhưng đều bị ngắt giữa chừng."),
}


def batch_state(stage: str, state: BatchState) -> str:
    """What a lot's state is called: a harvest waits for packing, a pack for publishing."""
    return str(_BATCH_STATES.get((stage, state)) or _STATES[state])


def next_step(reason: str, cause: Cause) -> str:
    """What to do about a held lot; of another's order, whom to ask."""
    told = str(NEXT_STEPS[reason])
    if reason != HoldReason.ORDERED or cause.own_order:
        return told
    asked = gettext("Hỏi nơi đặt lệnh: %(who)s.", who=cause.ordered_by)
    return f"{told} {asked}"


def filter_word(state: BatchState) -> str:
    """What a state is called where lots of every kind stand together."""
    return str(_STATES[state])


def label_state(state: LabelState) -> str:
    """What the state of labels is called; that of a hold has the same name in code."""
    if state is LabelState.ORDERED:
        return str(gettext("ở xưởng in"))
    return word(state)


def deducted(ppm: int) -> str:
    """What was taken off the pay for moisture, as it is typed: "5,5"."""
    return slip_words.percent(ppm)


def capital(text: object) -> str:
    """A text at the head of a line."""
    words = str(text)
    return words[:1].upper() + words[1:]


def age(days: int) -> str:
    """How long ago: today, yesterday, in days up to two months, then in months and years."""
    if days <= 0:
        return str(gettext("hôm nay"))
    if days == 1:
        return str(gettext("hôm qua"))
    if days < _TWO_MONTHS:
        return str(ngettext("%(num)s ngày", "%(num)s ngày", days))
    if days < _TWO_YEARS:
        return str(ngettext("%(num)s tháng", "%(num)s tháng", days // 30))
    return str(ngettext("%(num)s năm", "%(num)s năm", days // 365))


def failure(code: str) -> str:
    """Why a drawing failed, as a sentence."""
    return str(_FAILURES.get(code) or sentence(Fault(code)))


def size(width: int, height: int) -> str:
    """The size of a label (µm) as it stands on its pack: 63,5 × 38,1 mm."""
    return f"{_millimetres(width)} × {_millimetres(height)} mm"


def taken_back(exact: labels.Calibration) -> str:
    """What is taken back for a printer, as people measure it, but what is 0: right 0,4 mm."""
    across = gettext("sang phải") if exact.dx_um >= 0 else gettext("sang trái")
    down = gettext("xuống") if exact.dy_um >= 0 else gettext("lên")
    sides = ((across, exact.dx_um), (down, exact.dy_um))
    told = [f"{way} {millimetres(round(abs(by), -1))}" for way, by in sides if round(by, -1)]
    scale = (Decimal(exact.scale_ppm) / 10_000).quantize(Decimal("0.01"))
    if scale != 100:
        told.append(gettext("cỡ %(scale)s %%", scale=_plain(scale.normalize())))
    return str(gettext("Đang bù: %(what)s.", what=", ".join(told)))


def points(value: float) -> str:
    """A size of type as printers tell it, to half a point: 8,5 pt."""
    return f"{_plain((Decimal(round(value * 2)) / 2).normalize())} pt"


def millimetres(micrometres: int) -> str:
    """A length on paper: 0,4 mm."""
    return f"{_millimetres(micrometres)} mm"


def paper(name: str) -> str:
    """A paper by its name; one of the catalogue's rolls in the reader's words: "34×22, 3 tem"."""
    of_roll = _ROLL_NAME.fullmatch(name)
    if of_roll is None or name.partition("@")[0] not in labels.ROLLS:
        return name
    told = gettext("%(size)s, %(num)s tem", size=of_roll["size"], num=of_roll["num"])
    return f"{told}{of_roll['dpi']}"


def stock(line: StockLine) -> str:
    """A stock as one chooses it: name, labels a sheet, size; of a roll how many stand in a row."""
    if line.roll:
        across = {
            "num": line.columns,
            "size": size(line.width, line.height),
            "name": paper(line.name),
        }
        one = gettext("%(name)s · cuộn · %(size)s", name=across["name"], size=across["size"])
        return str(
            one
            if line.columns == 1
            else gettext("%(name)s · cuộn %(num)s tem một hàng · %(size)s", **across)
        )
    return str(
        gettext(
            "%(name)s · %(count)s tem · %(size)s",
            name=" = ".join((line.name, *line.also)),
            count=line.capacity,
            size=size(line.width, line.height),
        )
    )


def hectares(square_metres: int) -> str:
    """An area in hectares without idle zeros: 12,4 ha."""
    value = (Decimal(square_metres) / 10_000).normalize()
    return f"{_plain(value)} ha"


def percent(ppm: int) -> str:
    """A share: 100 %, 33,3 %."""
    return f"{_plain((Decimal(ppm) / 10_000).quantize(Decimal('0.1')).normalize())} %"


def _millimetres(micrometres: int) -> str:
    return _plain((Decimal(micrometres) / 1_000).normalize())


def _plain(value: Decimal) -> str:
    return format_number(value, language())


def sacks(found: SacksAlike) -> str:
    """How sacks of one line stand: still here, delivered, or why they ended."""
    if found.went is None:
        return str(gettext("còn"))
    if found.went.reason is None:
        return str(gettext("đã giao"))
    return str(WRITE_OFFS[found.went.reason])
