"""How lots stand today, for who received them: what they are, what is against them, their codes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain import growing_area
from traceability.domain.growing_area import Status, Step
from traceability.domain.process import FRESH, Words
from traceability.services import (
    area_codes,
    certificate_covering,
    goods_names,
    packed_formats,
    runs,
)
from traceability.store.models import AreaCode, Batch, Crop, Product
from traceability.store.queries import areas, lineages, products
from traceability.store.queries import batches as queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.queries.lineages import Lineages
from traceability.store.unit import Reading


class Today(StrEnum):
    """What a lot is today, the gravest first; ``tested``: with a result outside its limit.

    ``test_taken_back``: with such a result that its holder took back.
    """

    RECALLED = "recalled"
    HELD = "held"
    CODE_NOT_ACTIVE = "code_not_active"
    EXPIRED = "expired"
    TESTED = "tested"
    TEST_TAKEN_BACK = "test_taken_back"
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
class Share:
    """How much of a lot (ppm) grew under a code; ``code`` is none for what grew outside all."""

    code: CodeToday | None
    ppm: int


@dataclass(frozen=True)
class LotToday:
    """A lot; ``names`` by language, ``material`` where it is between two steps.

    ``shares`` are where it grew, the largest first, and make a million together.
    ``page`` is the code of a published lot's page: of goods that came packed, the packer's.
    ``family`` and ``harvest_verb`` (Vietnamese) are the crop's.
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
    shares: tuple[Share, ...]
    states: tuple[Today, ...]
    page: str | None
    family: str
    harvest_verb: str

    @property
    def state(self) -> Today:
        """The gravest of its states."""
        return self.states[0]


def lots(view: Reading, rows: Sequence[Batch]) -> list[LotToday]:
    """Lots as they stand today, in their order; as many cost as many statements as one."""
    known = _Known(view, rows)
    return [known.lot(row) for row in rows]


def packed_origins(view: Reading, rows: Sequence[Batch]) -> dict[int, Batch]:
    """Lots as they were packed, by key: of goods that came packed from another, that one's."""
    return _packed_origins(view, rows, lineages.of(view.db, [row.id for row in rows]))


def _packed_origins(view: Reading, rows: Sequence[Batch], behind: Lineages) -> dict[int, Batch]:
    named = {row.product_id for row in behind.rows.values() if row.product_id}
    known = products.by_ids(view.db, sorted(named))
    return {row.id: _packed_by_itself(row, behind, known) for row in rows}


def _packed_by_itself(batch: Batch, behind: Lineages, known: Mapping[int, Product]) -> Batch:
    """Back to the lot whose holder has the product itself."""
    while batch.stage == "packed" and (product := known.get(batch.product_id or 0)):
        if product.holder_id == batch.holder_id:
            break
        (parent,) = behind.parents[batch.id]
        batch = behind.rows[parent]
    return batch


class _Known:
    """What is known of some lots, each thing read once for all of them."""

    def __init__(self, view: Reading, rows: Sequence[Batch]) -> None:
        keys = [row.id for row in rows]
        self.today = view.today
        self.covering = recall_queries.covering(view.db, keys)
        self.behind = lineages.of(view.db, keys)
        self.origins = _packed_origins(view, rows, self.behind)
        first = {row.id: row for row in self.origins.values()}
        self.published = queries.published(view.db, list(first))
        self.papers = certificate_covering.covering_each(view, list(first.values()))
        packed = [row for row in rows if row.stage == "packed"]
        self.formats = packed_formats.of_batches(view, packed)
        self.crops = products.crops_by_codes(view.db, {row.crop_code for row in rows})
        self.goods = goods_names.of_all(view, rows)
        self.codes, self.under = _codes(view, keys)

    def lot(self, row: Batch) -> LotToday:
        """One of them."""
        codes = [self.codes[key] for key in self.under[row.id] if key in self.codes]
        packed, origin = self.formats.get(row.id), self.origins[row.id]
        crop = self.crops.get(row.crop_code)
        return LotToday(
            code=row.code,
            lot_code=row.lot_code,
            stage=row.stage,
            names=self._names(row),
            material=_material(row, crop),
            pack_format=None if packed is None else packed.name,
            net_amount=None if packed is None else packed.fixed_net,
            net_unit=row.unit if packed is None else packed.net_unit,
            unit=row.unit,
            made_on=row.made_on,
            harvested=_harvested(self.behind.behind(row.id)),
            expires_on=row.expires_on,
            codes=tuple(codes),
            shares=self._shares(row),
            states=tuple(self._states(row, codes)),
            page=origin.code if origin.id in self.published else None,
            family="" if crop is None else crop.family,
            harvest_verb="" if crop is None else crop.verb_vi,
        )

    def _shares(self, row: Batch) -> tuple[Share, ...]:
        parts: dict[int | None, int] = defaultdict(int)
        for key, ppm in self.under[row.id].items():
            parts[key if key in self.codes else None] += ppm
        found = (Share(self.codes.get(key or 0), ppm) for key, ppm in parts.items())
        return tuple(sorted(found, key=lambda each: -each.ppm))

    def _states(self, row: Batch, codes: Sequence[CodeToday]) -> list[Today]:
        kinds = {each.recall.kind for each in self.covering[row.id] if each.lift is None}
        papers = self.papers[self.origins[row.id].id]
        checks = {
            Today.RECALLED: "recall" in kinds,
            Today.HELD: "hold" in kinds,
            Today.CODE_NOT_ACTIVE: any(each.status is not Status.ACTIVE for each in codes),
            Today.EXPIRED: row.expires_on is not None and self.today > row.expires_on,
            Today.TESTED: bool(certificate_covering.outside(papers)),
            Today.TEST_TAKEN_BACK: bool(certificate_covering.taken_back(papers)),
        }
        return [state for state, holds in checks.items() if holds] or [Today.FINE]

    def _names(self, row: Batch) -> dict[str, str]:
        goods = self.goods.get(goods_names.key_of(row))
        if goods is not None:
            return goods.names
        crop = self.crops.get(row.crop_code)
        if crop is None:
            return {"vi": row.crop_code}
        return {"vi": crop.name_vi, "en": crop.name_en, "zh": crop.name_zh}


def _material(row: Batch, crop: Crop | None) -> Words | None:
    if crop is None or row.stage == "packed" or row.material in (None, FRESH):
        return None
    return runs.goods_of(row, crop)[0]


def _harvested(behind: Sequence[Batch]) -> tuple[dt.date, dt.date] | None:
    days = sorted(each.made_on for each in behind if each.stage == "harvest")
    return (days[0], days[-1]) if days else None


def _codes(
    view: Reading, keys: Sequence[int]
) -> tuple[dict[int, CodeToday], dict[int, dict[int | None, int]]]:
    """The codes that lots stand under, and each lot's shares (ppm) by key: None outside all."""
    under: dict[int, dict[int | None, int]] = {key: defaultdict(int) for key in keys}
    for key, origins in queries.origins_of(view.db, keys).items():
        for each in origins:
            under[key][each.area_code_id] += each.ppm
    named = sorted({each for codes in under.values() for each in codes if each})
    steps = areas.steps(view.db, named)
    rows = areas.codes_by_ids(view.db, named)
    found = {key: _code(view, rows[key], area_codes.domain_steps(steps[key])) for key in named}
    return {key: each for key, each in found.items() if each is not None}, under


def _code(view: Reading, area: AreaCode, steps: Sequence[Step]) -> CodeToday | None:
    """A code today; what was only applied for is none."""
    if not growing_area.ever_opened(steps, dt.date.max):
        return None
    page = area.code if growing_area.ever_opened(steps, view.today) else None
    status = growing_area.status(steps, view.today)
    return CodeToday(area.raw, area.code, area.scheme == "internal", status, page)
