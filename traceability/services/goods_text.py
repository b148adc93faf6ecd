"""The words of a goods label (*nhãn hàng hóa*): every field of the food label law, from the record.

What a lot was packed under speaks first; a field that was empty then is taken from the product as
it stands. Days and amounts are the lot's alone. Which fields there must be is reference data.
"""

from __future__ import annotations

import labels
from traceability.domain.balance import Basis
from traceability.domain.days import format_day
from traceability.domain.errors import RuleBroken
from traceability.domain.label_fields import COLUMNS, LabelField
from traceability.services import goods_names, label_needs, label_text, packed_formats, parties
from traceability.store.models import Batch, Party, ProductRevision
from traceability.store.queries import events
from traceability.store.queries import products as queries
from traceability.store.unit import Reading

#: What stands before a text of the product.
_HEADINGS = {
    LabelField.ORIGIN: "Xuất xứ",
    LabelField.INGREDIENTS: "Thành phần",
    LabelField.USAGE: "Hướng dẫn sử dụng",
    LabelField.STORAGE: "Hướng dẫn bảo quản",
    LabelField.WARNINGS: "Cảnh báo",
}


def label(view: Reading, batch: Batch, stamp: labels.TraceStamp) -> labels.GoodsLabel:
    """The goods label of a packed batch; ``stamp`` are the words that its trace stamp has.

    ``RuleBroken('goods_label_incomplete')`` at ``design`` names every field that lacks, and the
    product. ``LabelRefused`` where a letter cannot be drawn.
    """
    told = _told(view, batch)
    needed = label_needs.mandatory(view, batch.crop_code)
    if lacking := [str(each) for each in needed if not told[each]]:
        (product,) = queries.by_ids(view.db, [batch.product_id or 0]).values()
        facts = {"fields": lacking, "product": product.code}
        raise RuleBroken("goods_label_incomplete", "design", **facts)
    names = goods_names.told(view, batch)
    return labels.GoodsLabel(
        **{str(each): text for each, text in told.items()},
        domain=stamp.domain,
        made_on=f"NSX: {format_day(batch.made_on)}",
        lot=f"Lô: {batch.lot_code}",
        name_en=names.get("en", ""),
        name_zh=names.get("zh", ""),
        scan_hint=stamp.scan_hint,
        mandatory=(*map(str, needed), "made_on"),
    )


def _told(view: Reading, batch: Batch) -> dict[LabelField, str]:
    """Every field as it would stand there; nothing where the record does not say it."""
    revision, newest = _revisions(view, batch)
    told = {LabelField.NAME: goods_names.of_packed(view, batch).vi}
    for each, heading in _HEADINGS.items():
        text = getattr(revision, COLUMNS[each]) or getattr(newest, COLUMNS[each])
        told[each] = f"{heading}: {label_text.one_line(text)}" if text else ""
    ends = batch.expires_on
    told[LabelField.BEST_BEFORE] = "" if ends is None else f"HSD: {format_day(ends)}"
    told[LabelField.QUANTITY] = _quantity(view, batch)
    told[LabelField.RESPONSIBLE] = _responsible(view, parties.known(view, batch.holder_id))
    return told


def _revisions(view: Reading, batch: Batch) -> tuple[ProductRevision, ProductRevision]:
    """What the lot was packed under, and what the product says today."""
    product = batch.product_id or 0
    packed = queries.revision(view.db, product, batch.product_revision or 0)
    return packed, queries.newest_revision(view.db, product)


def _quantity(view: Reading, batch: Batch) -> str:
    """The net amount; where each package has its own, it is written on the package."""
    packed = packed_formats.of_batch(view, batch)
    if packed.basis is Basis.NONE:
        return ""
    word = "Thể tích thực" if packed.net_unit == "ml" else "Khối lượng tịnh"
    return f"{word}: {label_text.net_of(packed) or 'ghi trên từng gói'}"


def _responsible(view: Reading, holder: Party) -> str:
    """Who answers for the goods, with hamlet, commune and province."""
    values = events.private_values(view.db, "party", [holder.code])
    name = values.get((holder.code, "name"), "")
    address = [values.get((holder.code, "address"), ""), label_text.place(view, holder)]
    if not name or not any(address):
        return ""
    return f"Chịu trách nhiệm: {', '.join(filter(None, [name, *address]))}"
