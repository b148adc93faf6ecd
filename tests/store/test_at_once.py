"""Many rows at one stroke: what the ORM would write, under keys that nobody else has."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from itertools import islice

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.people import World
from traceability.store.models import Base, Batch, Event, PrivateValue, PublicCode
from traceability.store.queries import at_once
from traceability.store.unit import Work, rehearsing

#: One of a portion, one block of a statement, and blocks with some left over.
COUNTS = (1, 50, 123)


@pytest.fixture
def work(world: World) -> Iterator[Work]:
    with rehearsing(world.store, world.who.manager) as work:
        yield work


def values_of(row: Base) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def codes(work: Work, like: str) -> list[dict[str, object]]:
    wanted = select(PublicCode).where(PublicCode.code.like(f"{like}%")).order_by(PublicCode.code)
    return [values_of(row) for row in work.db.scalars(wanted)]


def test_drawn_keys_are_free_and_rise(work: Work) -> None:
    highest = work.db.scalar(select(func.max(Event.seq))) or 0
    keys = at_once.draw_keys(work.db, Event.seq, 30)
    assert keys == sorted(set(keys))
    assert len(keys) == 30
    assert keys[0] > highest


def test_the_orm_goes_on_behind_drawn_keys(world: World) -> None:
    """Who draws and who lets the database count do not meet."""
    with world.by(world.who.manager) as work:
        before = at_once.draw_keys(work.db, Batch.id, 5)
    world.harvest()
    with world.by(world.who.manager) as work:
        (made,) = work.db.scalars(select(Batch.id))
        after = at_once.draw_keys(work.db, Batch.id, 5)
    assert made not in after
    if work.db.get_bind().dialect.name == "postgresql":
        assert made not in before


@pytest.mark.parametrize("count", COUNTS)
def test_rows_are_as_the_orm_writes_them(work: Work, count: int) -> None:
    """Moments, too, which SQLite keeps as text."""
    ours, theirs = ([f"~{who}{n:03}" for n in range(count)] for who in ("A", "B"))
    at_once.insert_columns(
        work.db, PublicCode, {"code": ours}, {"kind": "batch", "issued_at": work.now}
    )
    work.add(*(PublicCode(code=code, kind="batch", issued_at=work.now) for code in theirs))
    work.db.expire_all()
    assert [row["code"] for row in codes(work, "~A")] == ours
    assert [row | {"code": ""} for row in codes(work, "~A")] == [
        row | {"code": ""} for row in codes(work, "~B")
    ]
    raw = text("SELECT count(DISTINCT issued_at) FROM public_code WHERE code IN ('~A000', '~B000')")
    assert work.db.scalar(raw) == 1


def test_rows_of_columns_and_of_mappings_are_the_same(work: Work) -> None:
    moments = [work.now - dt.timedelta(days=n) for n in range(60)]
    rows = [
        {"code": f"~C{n:03}", "kind": "batch", "issued_at": moment}
        for n, moment in enumerate(moments)
    ]
    at_once.insert_rows(work.db, PublicCode, rows)
    assert codes(work, "~C") == rows


def test_bytes_and_nothing_go_as_they_are(work: Work) -> None:
    names = ("owner_kind", "owner_id", "field", "salt", "value", "folded")
    rows = [("event", f"e{n}", "note", bytes([n]) * 16, "Sổ giấy", "so giay") for n in range(51)]
    at_once.insert_tuples(work.db, PrivateValue, names, rows)
    at_once.insert_tuples(work.db, PrivateValue, names, [])
    wanted = select(PrivateValue).where(PrivateValue.field == "note")
    found = {row.owner_id: (row.salt, row.value) for row in work.db.scalars(wanted)}
    assert found == {row[1]: (row[3], row[4]) for row in rows}


def test_a_key_that_stands_is_refused_in_a_block(work: Work) -> None:
    """The triggers of append-only tables see each row of a statement."""
    twice = [f"D{n:03}" for n in range(60)] + ["D001"]
    same = {"kind": "batch", "issued_at": work.now}
    with pytest.raises(IntegrityError if _postgres(work) else DBAPIError):
        at_once.insert_columns(work.db, PublicCode, {"code": twice}, same)


def _postgres(work: Work) -> bool:
    return work.db.get_bind().dialect.name == "postgresql"


def test_among_finds_what_is_listed(work: Work) -> None:
    standing = list(work.db.scalars(select(PublicCode.code)))
    wanted = select(PublicCode.code).where(
        at_once.among(work.db, PublicCode.code, [*standing[:2], "nowhere", "'; --"])
    )
    assert set(work.db.scalars(wanted)) == set(standing[:2])


def test_what_is_drawn_ahead_rises_and_is_drawn_as_needed() -> None:
    asked: list[int] = []
    chance = random.Random(7)

    def draw(count: int) -> list[str]:
        asked.append(count)
        return [f"{chance.random():.12f}" for _ in range(count)]

    drawn = at_once.drawn_ahead(draw)
    first = [*islice(drawn, 20)]
    assert first == sorted(first)
    assert asked == [64]
    assert len({*first, *islice(drawn, 1_000)}) == 1_020
    assert asked == [64, 256, 1_024]


def test_room_is_given_back(work: Work) -> None:
    if _postgres(work):
        with at_once.roomy(work.db):
            assert work.db.scalar(text("SELECT 1")) == 1
        return
    usual = work.db.scalar(text("PRAGMA cache_size"))
    with at_once.roomy(work.db):
        assert work.db.scalar(text("PRAGMA cache_size")) < usual
    assert work.db.scalar(text("PRAGMA cache_size")) == usual
