"""The words on a trace stamp: finished strings from the record, in Vietnamese."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from urllib.parse import urlsplit

import labels
from traceability.domain.balance import Basis
from traceability.domain.days import format_day, format_days
from traceability.domain.quantity import Quantity, format_quantity
from traceability.services import goods_names, packed_formats, parties, places_shown
from traceability.services.packed_formats import PackedAs
from traceability.store.models import Batch, Crop, PackFormat, Party, Product, ProductRevision
from traceability.store.queries import batches, products
from traceability.store.unit import Reading

SCAN_HINT = "Xem nguồn gốc: quét mã hoặc gõ mã tại"


def stamp(view: Reading, batch: Batch, base_url: str) -> labels.TraceStamp:
    """The *tem truy xuất* of a packed batch: product, cooperative, lot, dates, domain."""
    holder = parties.known(view, batch.holder_id)
    return labels.TraceStamp(
        product=goods_names.of_packed(view, batch).vi,
        cooperative=parties.name_of(view, holder),
        domain=urlsplit(base_url).netloc,
        place=place(view, holder),
        lot_line=_lot_line(view, batch),
        dates_line=_dates(view, batch),
        packed_line=_packed(batch),
        scan_hint=SCAN_HINT,
    )


def blank_stamp(
    view: Reading, product: Product, pack: PackFormat, base_url: str
) -> labels.TraceStamp:
    """The stamp of labels that stand for no lot yet: product, pack, cooperative, domain.

    The pack is told by what each holds, or by its name, where the name of the goods does not end
    with that already.
    """
    goods = goods_names.now_in(view, product.id, pack.name)
    holder = parties.known(view, product.holder_id)
    net = "" if goods.named else goods.pack
    if pack.net_amount is not None and pack.basis == Basis.FIXED_NET:
        crop = products.crop(view.db, product.crop_code)
        unit = pack.unit or ("g" if crop is None else crop.unit)
        net = format_quantity(Quantity(pack.net_amount, "ml" if unit == "ml" else "g"))
    return labels.TraceStamp(
        product=goods.vi,
        cooperative=parties.name_of(view, holder),
        domain=urlsplit(base_url).netloc,
        place=place(view, holder),
        lot_line=net,
        scan_hint=SCAN_HINT,
    )


_STORY = {
    "brand": "Nhãn hiệu",
    "origin": "Xuất xứ",
    "ingredients": "Thành phần",
    "usage": "Sử dụng",
    "storage": "Bảo quản",
    "warnings": "Cảnh báo",
}


def story(revision: ProductRevision, newest: ProductRevision) -> tuple[str, ...]:
    """What the back of a hang tag tells of a product: what its label texts say, a line each.

    What the lot's own revision left out, the newest one may say, as on a goods label.
    """
    told = ((word, getattr(revision, at) or getattr(newest, at)) for at, word in _STORY.items())
    return tuple(f"{word}: {one_line(text)}" for word, text in told if text)


def one_line(text: str) -> str:
    """A passage on one line: a label breaks it where it must."""
    return " ".join(text.split())


def place(view: Reading, holder: Party) -> str:
    """The commune and province of a holder within a line: "xã Cao Bồ, tỉnh Tuyên Quang"."""
    if holder.commune_code is None:
        return ""
    where = places_shown.where(view, holder.commune_code, None)
    return f"{_lower_first(where.commune)}, {_lower_first(where.province)}"


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def net_of(packed: PackedAs) -> str:
    """The net amount of a package, where every one holds the same."""
    if packed.fixed_net is None:
        return ""
    unit: Literal["g", "ml"] = "ml" if packed.net_unit == "ml" else "g"
    return format_quantity(Quantity(packed.fixed_net, unit))


def _lot_line(view: Reading, batch: Batch) -> str:
    """The lot, and the net amount where every package holds the same."""
    amount = net_of(packed_formats.of_batch(view, batch))
    return f"Lô {batch.lot_code} · {amount}" if amount else f"Lô {batch.lot_code}"


def _dates(view: Reading, batch: Batch) -> str:
    """Harvest days for what is sold fresh; made-on and best-before where there is a shelf life.

    Every label shows these, the smallest too.
    """
    if batch.expires_on is not None:
        return f"NSX {format_day(batch.made_on)} · HSD {format_day(batch.expires_on)}"
    first, last = harvest_days(view, batch) or (batch.made_on, batch.made_on)
    crop = view.db.get(Crop, batch.crop_code)
    verb = "Thu hoạch" if crop is None else crop.verb_vi.capitalize()
    return f"{verb} {format_days(first, last)}"


def harvest_days(view: Reading, batch: Batch) -> tuple[dt.date, dt.date] | None:
    """The first and the last day on which goods of a lot were harvested, as its page tells them.

    What stands between, a reception or a run, has a day of its own, which is none of these.
    """
    found = batches.by_ids(view.db, batches.ancestors(view.db, batch.id))
    days = sorted(each.made_on for each in found.values() if each.stage == "harvest")
    return (days[0], days[-1]) if days else None


def _packed(batch: Batch) -> str:
    """The day of packing, unless it is the day that a best-before counts from."""
    return "" if batch.expires_on is not None else f"Đóng gói {format_day(batch.made_on)}"
