"""Ceilings as they are edited: a new dated, sourced row each time; nothing is ever taken back.

A ceiling counts for harvests of its day and later that are recorded from now on. What was recorded
keeps the verdict of its day, whatever day a new ceiling begins with.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import capacity
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.capacity import Basis, Level
from traceability.domain.errors import Denied, Invalid, NotFound
from traceability.services import audit
from traceability.services.capacities import KEYS, MELLIFERA
from traceability.services.registry_views import Names, names_of
from traceability.store.models import Crop, ReferenceValue
from traceability.store.queries import products
from traceability.store.queries import seasons as queries
from traceability.store.unit import Reading, Work

#: A thing of no commune and no holder: who reaches it has the province, or is the operator.
_PROVINCE = Thing()


@dataclass(frozen=True)
class CeilingRequest:
    """A level of a crop from a day on, in the unit that the crop's ceilings have; its source."""

    crop: str
    key: str
    value: int
    from_on: dt.date
    source: str


@dataclass(frozen=True)
class Row:
    """A value as it was set: by whom (None: came with the software; "": the command line)."""

    key: str
    value: int
    unit: str
    from_on: dt.date
    source: str
    note: str
    recorded_at: dt.datetime
    set_by: str | None


@dataclass(frozen=True)
class CropCeilings:
    """The ceilings of a crop: in force today, coming, and every row that ever was, newest first."""

    crop: str
    names: Names
    unit: str
    measure: str
    in_force: Mapping[str, Row]
    coming: tuple[Row, ...]
    history: tuple[Row, ...]


@dataclass(frozen=True)
class Consequence:
    """What a ceiling would do: what stands now, how many lots keep the verdict of their day."""

    now: int | None
    backdated: bool
    lots_kept: int


def set_ceiling(work: Work, asked: CeilingRequest) -> None:
    """Add a row; refused with ``ceiling_out_of_order`` where the levels would fall.

    For a registrar of the province and the operator; an officer of communes is ``Denied``.
    """
    _require(work.actor)
    work.lock_word(f"ceiling:{asked.crop}")
    crop = known_crop(work, asked.crop)
    unit = _unit_of(queries.values(work.db, crop.code, KEYS), asked.key)
    if unit is None:
        raise Invalid("choice_unknown", "level")
    _check_order(work, asked)
    row = ReferenceValue(
        key=asked.key,
        crop_code=crop.code,
        value=asked.value,
        unit=unit,
        from_on=asked.from_on,
        source=asked.source,
        note="",
        recorded_at=work.now,
        set_by=work.actor.code,
    )
    work.add(row)
    audit.note(work, "set_ceiling", f"{asked.key} {crop.code}")


def foresee(view: Reading, asked: CeilingRequest) -> Consequence:
    """What setting a ceiling would do to what is recorded: nothing, and to how much of it."""
    standing = _in_force(queries.values(view.db, asked.crop, KEYS), asked.from_on).get(asked.key)
    backdated = asked.from_on <= view.today
    lots = queries.harvested_since(view.db, asked.crop, asked.from_on, view.today)
    return Consequence(standing.value if standing else None, backdated, lots if backdated else 0)


def overview(view: Reading, actor: Actor) -> tuple[CropCeilings, ...]:
    """The ceilings of every crop, for every officer and the operator to read."""
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    rows: dict[str, list[ReferenceValue]] = defaultdict(list)
    for row in reversed(queries.values_of_all(view.db, KEYS)):
        rows[row.crop_code or ""].append(row)
    names = queries.setters(view.db, [row.set_by for each in rows.values() for row in each])
    crops = [crop for crop in products.crops(view.db) if crop.code in rows]
    return tuple(_shown(view, crop, rows[crop.code], names) for crop in crops)


def of_crop(view: Reading, actor: Actor, crop: str) -> CropCeilings:
    """The ceilings of one crop."""
    found = (each for each in overview(view, actor) if each.crop == crop)
    one = next(found, None)
    if one is None:
        raise NotFound
    return one


def may_set(actor: Actor) -> bool:
    """Whether somebody sets ceilings: a registrar of the whole province, or the operator."""
    return may(actor, Action.SET_CEILING, _PROVINCE)


def require_province(actor: Actor) -> None:
    """Refuse an officer of communes with ``ceiling_needs_province``."""
    _require(actor)


def _require(actor: Actor) -> None:
    if not may_set(actor):
        raise Denied("ceiling_needs_province")


def known_crop(view: Reading, code: str) -> Crop:
    """A crop; ``NotFound`` for any other word."""
    crop = products.crop(view.db, code)
    if crop is None:
        raise NotFound(crop=code)
    return crop


def keys_of(shown: CropCeilings) -> tuple[str, ...]:
    """The levels that can be set for a crop, in order: those of the other bee where it has any."""
    bees = any(row.key.endswith(MELLIFERA) for row in shown.history)
    return KEYS if bees else tuple(map(str, Level))


def _unit_of(rows: Sequence[ReferenceValue], key: str) -> str | None:
    """The unit of the crop's ceilings; none for a key that the crop has no use of."""
    bees = any(row.key.endswith(MELLIFERA) for row in rows)
    if not rows or key not in KEYS or (key.endswith(MELLIFERA) and not bees):
        return None
    return rows[-1].unit


def _in_force(rows: Sequence[ReferenceValue], day: dt.date) -> dict[str, ReferenceValue]:
    return {row.key: row for row in rows if row.from_on <= day}


def _check_order(work: Work, asked: CeilingRequest) -> None:
    """Typical, warning and hold of one kind of bee must not fall."""
    rows = _in_force(queries.values(work.db, asked.crop, KEYS), asked.from_on)
    values = {key: row.value for key, row in rows.items()} | {asked.key: asked.value}
    suffix = f"_{MELLIFERA}" if asked.key.endswith(MELLIFERA) else ""
    levels = {level: values[f"{level}{suffix}"] for level in Level if f"{level}{suffix}" in values}
    if not capacity.in_order(levels):
        raise Invalid("ceiling_out_of_order", "value")


def _shown(
    view: Reading, crop: Crop, rows: Sequence[ReferenceValue], names: Mapping[str, str]
) -> CropCeilings:
    made = [_row(row, names) for row in rows]
    unit = rows[-1].unit
    return CropCeilings(
        crop=crop.code,
        names=names_of(crop),
        unit=crop.unit,
        measure=str(capacity.basis_of(unit) or Basis.HECTARE),
        in_force={row.key: row for row in made if row.from_on <= view.today},
        coming=tuple(row for row in made if row.from_on > view.today),
        history=tuple(reversed(made)),
    )


def _row(row: ReferenceValue, names: Mapping[str, str]) -> Row:
    by = None if row.set_by is None else names.get(row.set_by, "")
    return Row(row.key, row.value, row.unit, row.from_on, row.source, row.note, row.recorded_at, by)
