"""Shares of origin: a place stands once in a batch under a code, and once outside every code."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tests.people import World
from traceability.store.engine import Store
from traceability.store.models import BatchOrigin


def origin_outside(world: World) -> dict[str, int | None]:
    """The place of the only batch, outside every code: the same batch stands there under one."""
    code = world.harvest().code
    world.tampered = True  # shares are made up from here on
    with world.view() as view:
        kept = view.db.scalars(select(BatchOrigin)).one()
        assert code
        return {"batch_id": kept.batch_id, "place_id": kept.place_id, "area_code_id": None}


def store_origin(store: Store, row: dict[str, int | None]) -> None:
    with store.writer.begin() as connection:
        connection.execute(BatchOrigin.__table__.insert().values(**row, ppm=1))  # type: ignore[attr-defined]


def count(store: Store) -> int:
    with store.reader.connect() as connection:
        return connection.scalar(select(func.count()).select_from(BatchOrigin)) or 0


def test_a_place_outside_codes_stands_once_in_a_batch(world: World) -> None:
    row = origin_outside(world)
    store_origin(world.store, row)
    with pytest.raises(IntegrityError):
        store_origin(world.store, row)
    assert count(world.store) == 2


def test_a_place_under_a_code_stands_once_in_a_batch(world: World) -> None:
    row = origin_outside(world)
    with world.view() as view:
        area = view.db.scalar(select(BatchOrigin.area_code_id))
    with pytest.raises(IntegrityError):
        store_origin(world.store, row | {"area_code_id": area})
    assert count(world.store) == 1
