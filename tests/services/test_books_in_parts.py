"""Rows of a book at one stroke leave what the form leaves: random rows, in any parts, every table.

Only what is drawn may differ: codes, UUIDs, nonces, salts, and the hashes over them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests import families
from tests.people import PICKED_ON, TODAY, World
from traceability.domain.quantity import Quantity
from traceability.services import harvest_books, harvests
from traceability.services.harvest_book_rows import Entry
from traceability.services.harvests import HarvestRequest
from traceability.services.harvests_at_once import Stroke
from traceability.store.models import (
    Batch,
    BatchOrigin,
    BatchStock,
    Event,
    EventSubject,
    PrivateValue,
    PublicCode,
    SeasonUse,
)
from traceability.store.unit import Reading, rehearsing

FIRST = dt.date(2025, 10, 2)
TEXTS = st.sampled_from(("sổ giấy", "Đường hỏng, chép lại", "mưa"))


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """What a plain row may say; late ones with their reason."""
    day = draw(st.dates(FIRST, TODAY))
    late = (TODAY - day).days > 60
    return {
        "harvested_on": day,
        "quantity": Quantity(draw(st.integers(1, 500_000)), "g"),
        "household": draw(st.booleans()),
        "place": draw(st.booleans()),
        "estimated": draw(st.booleans()),
        "late_reason": draw(TEXTS) if late or draw(st.booleans()) else None,
        "lot_code": draw(st.none() | st.integers(1, 10**6).map("SO-{}".format)),
    }


def entries_of(world: World, rows: Sequence[dict[str, Any]]) -> list[Entry]:
    who, found = world.who, []
    for line, row in enumerate(rows, start=2):
        household = who.household if row["household"] else None
        place = who.place if row["place"] else None
        more = {**row, "household": household, "place": place}
        found.append(Entry(line, HarvestRequest(who.area, **more)))
    return found


def by_key(rows: Iterable[Any], key: str) -> list[Any]:
    return sorted(rows, key=attrgetter(key))


def left(view: Reading) -> dict[str, list[Any]]:
    """Every row that a harvest leaves, but for what is drawn."""
    db = view.db
    events = {row.event_id: row for row in db.scalars(select(Event))}
    codes = {row.code: row for row in db.scalars(select(PublicCode))}
    told = {row.seq: json.loads(row.leaf) for row in events.values()}
    order = {seq: n for n, seq in enumerate(sorted(told))}
    lots = {leaf["subjects"][0]["code"]: leaf["facts"].get("lot_code") for leaf in told.values()}
    return {
        "codes": sorted((row.kind, str(row.issued_at)) for row in codes.values()),
        "events": [_event(row, told[row.seq], lots) for row in by_key(events.values(), "seq")],
        "subjects": sorted(
            (
                *(order[row.event_seq], row.role, lots.get(row.subject) or row.subject),
                *(row.amount or 0, row.unit or "", row.chain_no, row.prev_leaf_hash is None),
            )
            for row in db.scalars(select(EventSubject))
        ),
        "private": sorted(
            (order[events[row.owner_id].seq], row.field, row.value, row.folded, len(row.salt))
            for row in db.scalars(select(PrivateValue).where(PrivateValue.owner_kind == "event"))
        ),
        "batches": [_columns(row, "code") for row in by_key(db.scalars(select(Batch)), "id")],
        "stock": [_columns(row) for row in by_key(db.scalars(select(BatchStock)), "batch_id")],
        "origins": [_columns(row) for row in by_key(db.scalars(select(BatchOrigin)), "batch_id")],
        "uses": sorted(
            (u.subject_kind, u.subject_id, u.used) for u in db.scalars(select(SeasonUse))
        ),
    }


#: Keys are drawn of sequences, which a rollback does not wind back; rows come in their order.
KEYS = ("id", "seq", "batch_id", "event_seq")


def _columns(row: Any, *drawn: str) -> dict[str, Any]:
    names = (column.key for column in row.__table__.columns)
    return {name: getattr(row, name) for name in names if name not in (*drawn, *KEYS)}


def _event(row: Event, leaf: dict[str, Any], lots: dict[str, str]) -> Any:
    subjects = [
        {**each, "code": lots.get(each["code"]) or each["code"], "prev": each["prev"] is None}
        for each in leaf["subjects"]
    ]
    private = sorted(leaf["private"])
    drawn = {"id": row.event_id, "nonce": len(leaf["nonce"])}
    same = leaf | drawn | {"id": "", "subjects": subjects, "private": private}
    return _columns(row, "event_id", "leaf", "leaf_hash"), same


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        asked(), min_size=1, max_size=12, unique_by=lambda row: row["lot_code"] or id(row)
    ),
    cut=st.integers(0, 12),
)
def test_any_parts_leave_what_the_form_leaves(
    world: World, rows: list[dict[str, Any]], cut: int
) -> None:
    entries = entries_of(world, rows)
    with rehearsing(world.store, world.who.manager) as work:
        for entry in entries:
            harvests.register(work, entry.asked)
        one_by_one = left(work)
    with rehearsing(world.store, world.who.manager) as work:
        stroke = Stroke(work)
        for part in (entries[:cut], entries[cut:]):
            _made, rest = stroke.register(part)
            assert rest == []
        at_once = left(work)
    for table, found in one_by_one.items():
        assert at_once[table] == found, table


def test_a_book_of_several_parts_is_verified(world: World) -> None:
    """Plain rows, a row over the ceiling, plain ones again: chains, balances and lots go on."""
    plain = HarvestRequest(world.who.area, PICKED_ON, Quantity(100_000, "g"))
    named = dataclasses.replace(plain, household=world.who.household, lot_code="VUON-07")
    much = dataclasses.replace(plain, quantity=Quantity(900_000_000, "g"))
    parts = [[plain, named], [plain, much, named], [plain, plain]]
    lines = iter(range(2, 20))
    with world.by(world.who.manager) as work:
        stroke = Stroke(work)
        results = [
            result
            for part in parts
            for result in harvest_books.enter(work, [Entry(next(lines), p) for p in part], stroke)
        ]
    assert world.differences() == []
    assert [fault.code for each in results for fault in each.faults] == ["lot_code_taken"]
    lots = [each.lot_code for each in results if not each.faults]
    assert len(set(lots)) == len(lots) == 6
    assert [bool(each.held) for each in results] == [False, False, False, True, False, True, True]


def test_honey_says_its_stays_and_its_density(world: World) -> None:
    """What a harvest of bees says beside the amount depends on the day, not on the way in."""
    area, _place = families.hives(world)
    days = [PICKED_ON, PICKED_ON, PICKED_ON - dt.timedelta(days=1)]
    entries = [
        Entry(n, HarvestRequest(area, day, Quantity(7_000, "ml"))) for n, day in enumerate(days, 2)
    ]
    with rehearsing(world.store, world.who.manager) as work:
        for entry in entries:
            harvests.register(work, entry.asked)
        one_by_one = left(work)
    with rehearsing(world.store, world.who.manager) as work:
        made, rest = Stroke(work).register(entries)
        assert (len(made), rest) == (3, [])
        assert left(work) == one_by_one
        assert '"stays"' in work.db.scalars(select(Event.leaf).order_by(Event.seq.desc())).first()


def test_an_apiary_that_stood_nowhere_is_left_to_the_form(world: World) -> None:
    area, _place = families.hives(world, standing=False)
    entries = [Entry(2, HarvestRequest(area, PICKED_ON, Quantity(7_000, "ml")))]
    with rehearsing(world.store, world.who.manager) as work:
        assert Stroke(work).register(entries) == ([], entries)
