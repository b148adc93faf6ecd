"""Seeding: what every installation holds, once, and edited rows left alone."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select, text

from traceability.data import read_crops, read_reference_values
from traceability.services import seeding
from traceability.store.engine import Store
from traceability.store.models import Base, Commune, CommuneSuccession
from traceability.store.queries import parties, products
from traceability.store.unit import reading, writing


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reader.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


def test_a_second_seeding_changes_nothing(store: Store) -> None:
    before = everything(store)
    for _ in range(2):
        with writing(store, seeding.BOOT) as work:
            seeding.seed(work)
    assert everything(store) == before


def test_what_the_operator_edited_stays_edited(store: Store) -> None:
    with writing(store, seeding.BOOT) as work:
        work.db.execute(
            text("UPDATE crop SET name_en = 'King mandarin' WHERE code = 'sanh_orange'")
        )
    with writing(store, seeding.BOOT) as work:
        seeding.seed(work)
    with reading(store) as view:
        crop = products.crop(view.db, "sanh_orange")
        assert crop is not None
        assert crop.name_en == "King mandarin"


def test_communes_of_both_vintages_and_their_splits_are_there(store: Store) -> None:
    with reading(store) as view:
        counts = {
            vintage: view.db.scalar(
                select(func.count()).select_from(Commune).where(Commune.vintage == vintage)
            )
            for vintage in ("pre-2025-07", "2025-07")
        }
        split = view.db.scalar(
            select(func.count(CommuneSuccession.old_code.distinct())).where(
                CommuneSuccession.is_split
            )
        )
        went = [row.new_code for row in parties.successions(view.db, "01210")]
    assert counts == {"pre-2025-07": 193, "2025-07": 73}
    assert (split, went) == (3, ["01156"])


def test_crops_and_dated_values_are_there(store: Store) -> None:
    with reading(store) as view:
        assert {crop.code for crop in products.crops(view.db)} == {c.code for c in read_crops()}
        ratio = products.reference(view.db, "step_ratio", "shan_tea", dt.date(2026, 1, 1))
        assert ratio is not None
        assert (ratio.value, ratio.unit) == (340_000, "ppm")
        for row in read_reference_values():
            kept = products.reference(view.db, row.key, row.crop, row.from_on)
            assert kept is not None
            assert (kept.value, kept.source) == (row.value, row.source)
        long_ago = dt.date(1999, 1, 1)
        assert products.reference(view.db, "step_ratio", "shan_tea", long_ago) is None


def test_there_is_an_operator_and_a_job_process(store: Store) -> None:
    with reading(store) as view:
        operators = [seeding.operator(view, kind) for kind in ("cli", "job")]
    assert len({each.code for each in operators}) == 2
    assert all(each.party is None for each in operators)
    with reading(store) as view, pytest.raises(LookupError):
        seeding.operator(view, "nobody")


def test_seeding_records_no_event(store: Store) -> None:
    with store.reader.connect() as connection:
        for table in ("event", "public_code", "private_value"):
            count = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            assert count == 0
