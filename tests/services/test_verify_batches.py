"""``verify`` and the header of batches: no column of any kind of batch is changed unnoticed."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Connection, text
from sqlalchemy.orm import Session

from tests.people import World
from tests.services.test_verify import tampering, undone
from traceability.domain.events import EventStep
from traceability.services import verify_books, verify_corrections, verify_rows
from traceability.services.differences import Difference
from traceability.store.models import Batch
from traceability.store.queries import audit
from traceability.store.queries.audit import EventRow
from traceability.store.unit import Reading

#: One batch of each kind there is, by the step of the event that made it and its stage.
KINDS = {
    "harvested": (EventStep.HARVEST, "harvest"),
    "bought": (EventStep.RECEIVE, "received"),
    "processed": (EventStep.PROCESS, "processed"),
    "split": (EventStep.SPLIT, "processed"),
    "merged": (EventStep.MERGE, "processed"),
    "packed": (EventStep.PACK, "packed"),
    "taken over": (EventStep.ACCEPT, "processed"),
}
#: What a value becomes; the rows that a batch points to are there, so that nothing else shows it.
CHANGED = {
    "unit": "'ml'",
    "stage": "CASE stage WHEN 'received' THEN 'processed' ELSE 'received' END",
    "crop_code": "'shan_tea'",
    "code": "'ZZZZZZZZZZ'",
    "product_id": "(SELECT max(id) FROM product WHERE id <> coalesce(batch.product_id, 0))",
    "place_id": "(SELECT max(id) FROM place WHERE id <> coalesce(batch.place_id, 0))",
    "area_code_id": "(SELECT max(id) FROM area_code WHERE id <> coalesce(batch.area_code_id, 0))",
    "household_id": "(SELECT max(id) FROM party WHERE id <> coalesce(batch.household_id, 0))",
    "holder_id": "(SELECT max(id) FROM party WHERE id <> batch.holder_id)",
    "event_seq": "(SELECT min(seq) FROM event)",
}
BY_TYPE = {"DATE": "'2020-02-02'", "INTEGER": "7", "BIGINT": "7"}


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_column_of_a_batch_is_changed_unnoticed(busy: World, kind: str) -> None:
    step, stage = KINDS[kind]
    unseen = []
    with tampering(busy) as connection:
        key = connection.execute(
            text(
                "SELECT max(batch.id) FROM batch JOIN event ON event.seq = batch.event_seq"
                " WHERE event.step = :step AND batch.stage = :stage"
            ),
            {"step": step, "stage": stage},
        ).scalar_one()
        row = made_by(connection, key)
        for column in Batch.__table__.columns:
            if column.key == "id":  # an internal key: nothing is told of it, rows point to it
                continue
            with undone(connection):
                change(connection, key, column)
                if not seen(connection, busy, row):
                    unseen.append(column.key)
    assert unseen == []


def made_by(connection: Connection, key: int) -> EventRow:
    """The event that made a batch, as verify reads it."""
    made = connection.execute(text(f"SELECT event_seq FROM batch WHERE id = {key}")).scalar_one()
    with Session(connection) as db:
        (row,) = (row for page in audit.events(db) for row in page if row.event.seq == made)
        db.expunge_all()
        return row


def seen(connection: Connection, world: World, row: EventRow) -> list[Difference]:
    """What verify finds of the rows that an event made."""
    with Session(connection) as db:
        return list(verify_rows.check(Reading(db, world.clock()), [row]))


def change(connection: Connection, key: int, column: Column[object]) -> None:
    """Another value in a column, or one where none was."""
    kind = str(column.type)
    value = CHANGED.get(column.key) or BY_TYPE.get(kind, "'X'")
    if "TIME" in kind.upper() or column.key == "recorded_at":
        value = "'2020-02-02 00:00:00+00'"
    done = connection.execute(text(f"UPDATE batch SET {column.key} = {value} WHERE id = {key}"))
    assert done.rowcount == 1


#: What a list of a book says of itself, and one row of it; none of it stands in a leaf.
BOOKS = {
    "UPDATE book_import SET kind = 'harvests' WHERE kind = 'slips'": "kind",
    "UPDATE book_import SET kind = 'slips' WHERE kind = 'harvests'": "kind",
    "UPDATE book_import SET holder_id = holder_id + 1": "holder",
    "UPDATE book_import SET actor_id = actor_id + 1": "actor",
    "UPDATE book_import SET recorded_at = '2020-02-02 00:00:00+00'": "recorded_at",
    "UPDATE book_import SET row_count = row_count + 1": "rows",
    "DELETE FROM book_import_row WHERE line = 2": "rows",
    "UPDATE book_import_row SET event_seq = event_seq + 1": "first_telling",
    "UPDATE book_import_row SET event_seq = (SELECT min(event_seq) FROM book_import_row)": "twice",
    "UPDATE book_import_undo SET actor_id = actor_id + 1": "actor",
    "UPDATE book_import_undo SET undone_at = '2020-02-02 00:00:00+00'": "before",
}
EDGES = (
    "UPDATE retired_edge SET parent_id = 1"
    " WHERE parent_id = (SELECT max(parent_id) FROM retired_edge)",
    "UPDATE retired_edge SET child_id = parent_id - 1",
    "DELETE FROM retired_edge",
)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_lists_of_books_and_edges_taken_back_are_not_changed_unnoticed(busy: World) -> None:
    unseen = []
    changes = BOOKS | dict.fromkeys(EDGES, "pairs")
    checks = (verify_books.check, verify_corrections.check_kept)
    with tampering(busy) as connection:
        for statement, field in changes.items():
            with undone(connection), Session(connection) as db:
                assert connection.execute(text(statement)).rowcount > 0, statement
                view = Reading(db, busy.clock())
                fields = {each.field for check in checks for each in check(view)}
            if field not in fields:
                unseen.append((statement, fields))
    assert unseen == []
