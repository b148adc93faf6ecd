"""How lots stand today, for who received them: what they are, what is against them, their codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain import growing_area
from traceability.domain.growing_area import Status
from traceability.domain.process import FRESH, Words
from traceability.services import area_codes, batches, packed_formats, runs
from traceability.store.models import Batch
from traceability.store.queries import areas, products
from traceability.store.queries import batches as queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading


class Today(StrEnum):
    """What a lot is today, the gravest first."""

    RECALLED = "recalled"
    HELD = "held"
    CODE_NOT_ACTIVE = "code_not_active"
    EXPIRED = "expired"
    FINE = "fine"


@dataclass(frozen=True)
class CodeToday:
    """A growing-area code that goods stand under, as issued; its page, once it has one."""

    raw: str
    code: str
    internal: bool
    status: Status
    page: str | None


@dataclass(frozen=True)
class LotToday:
    """A lot; ``names`` by language, ``material`` where it is between two steps.

    ``page`` is the code of a published lot's page: of goods that came packed, the packer's.
    """

    code: str
    lot_code: str
    stage: str
    names: Mapping[str, str]
    material: Words | None
    pack_format: str | None
    net_amount: int | None
    net_unit: str
    unit: str
    made_on: dt.date
    harvested: tuple[dt.date, dt.date] | None
    expires_on: dt.date | None
    codes: tuple[CodeToday, ...]
    outside: bool
    states: tuple[Today, ...]
    page: str | None

    @property
    def state(self) -> Today:
        """The gravest of its states."""
        return self.states[0]


def lots(view: Reading, rows: Sequence[Batch]) -> list[LotToday]:
    """Lots as they stand today, in their order."""
    covering = recall_queries.covering(view.db, [row.id for row in rows])
    found = []
    for row in rows:
        kinds = {each.recall.kind for each in covering[row.id] if each.lift is None}
        found.append(_lot(view, row, kinds))
    return found


def packed_origin(view: Reading, batch: Batch) -> Batch:
    """The lot as it was packed: of goods that came packed from another, that one's."""
    while batch.stage == "packed" and batches.packed_by_another(view, batch):
        (edge,) = queries.edges_into(view.db, batch.id)
        batch = queries.by_ids(view.db, [edge.parent_id])[edge.parent_id]
    return batch


def _lot(view: Reading, row: Batch, open_kinds: set[str]) -> LotToday:
    codes, outside = _codes(view, row)
    origin = packed_origin(view, row)
    published = queries.stock(view.db, origin.id).published_on is not None
    packed = packed_formats.of_batch(view, row) if row.stage == "packed" else None
    return LotToday(
        code=row.code,
        lot_code=row.lot_code,
        stage=row.stage,
        names=_names(view, row),
        material=_material(view, row),
        pack_format=None if packed is None else packed.name,
        net_amount=None if packed is None else packed.fixed_net,
        net_unit=row.unit if packed is None else packed.net_unit,
        unit=row.unit,
        made_on=row.made_on,
        harvested=_harvested(view, row),
        expires_on=row.expires_on,
        codes=codes,
        outside=outside,
        states=tuple(_states(view, row, open_kinds, codes)),
        page=origin.code if published else None,
    )


def _states(
    view: Reading, row: Batch, open_kinds: set[str], codes: Sequence[CodeToday]
) -> list[Today]:
    checks = {
        Today.RECALLED: "recall" in open_kinds,
        Today.HELD: "hold" in open_kinds,
        Today.CODE_NOT_ACTIVE: any(each.status is not Status.ACTIVE for each in codes),
        Today.EXPIRED: row.expires_on is not None and view.today > row.expires_on,
    }
    return [state for state, holds in checks.items() if holds] or [Today.FINE]


def _names(view: Reading, row: Batch) -> dict[str, str]:
    if row.product_id is not None and row.product_revision is not None:
        product = products.revision(view.db, row.product_id, row.product_revision)
        names = {"vi": product.name_vi, "en": product.name_en, "zh": product.name_zh}
        return {language: name for language, name in names.items() if name}
    crop = products.crop(view.db, row.crop_code)
    if crop is None:
        return {"vi": row.crop_code}
    return {"vi": crop.name_vi, "en": crop.name_en, "zh": crop.name_zh}


def _material(view: Reading, row: Batch) -> Words | None:
    crop = products.crop(view.db, row.crop_code)
    if crop is None or row.stage == "packed" or row.material in (None, FRESH):
        return None
    return runs.goods_of(row, crop)[0]


def _harvested(view: Reading, row: Batch) -> tuple[dt.date, dt.date] | None:
    behind = queries.by_ids(view.db, queries.ancestors(view.db, row.id)).values()
    days = sorted(each.made_on for each in behind if each.stage == "harvest")
    return (days[0], days[-1]) if days else None


def _codes(view: Reading, row: Batch) -> tuple[tuple[CodeToday, ...], bool]:
    """The codes that it stands under, and whether some of it stands under none."""
    origins = queries.origins(view.db, row.id)
    keys = list(dict.fromkeys(each.area_code_id for each in origins if each.area_code_id))
    known = areas.codes_by_ids(view.db, keys)
    found = []
    for area in (known[key] for key in keys):
        steps = area_codes.steps_of(view, area)
        if not growing_area.ever_opened(steps, dt.date.max):
            continue  # what was only applied for is no code
        status = growing_area.status(steps, view.today)
        page = area.code if growing_area.ever_opened(steps, view.today) else None
        internal = area.scheme == "internal"
        found.append(CodeToday(area.raw, area.code, internal, status, page))
    return tuple(found), any(each.area_code_id is None for each in origins)
