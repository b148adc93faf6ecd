"""The book as one would write it first: openpyxl, marshmallow for each row, ORM objects.

It writes the same rows of the same tables as ours, with the house's own leaves and commitments; it
judges less: no season is read, no place is looked at twice.
"""

from __future__ import annotations

import datetime as dt
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from marshmallow import EXCLUDE, post_load
from openpyxl import load_workbook
from sqlalchemy import select

from benchmarks.harness.import_actor import who
from traceability.crypto.commitments import commit
from traceability.domain.events import (
    Action,
    Disposition,
    EventStep,
    Kind,
    Link,
    Occurrence,
    Role,
    Seal,
    Subject,
    leaf,
    leaf_hash,
)
from traceability.domain.ids import short_code
from traceability.domain.text import fold
from traceability.schemas.harvest_books import COLUMNS, HarvestRowSchema
from traceability.services import seasons
from traceability.services.harvest_book_rows import Written
from traceability.store import models
from traceability.store.engine import open_store
from traceability.store.queries import events as event_queries
from traceability.store.queries import seasons as season_queries
from traceability.store.unit import Work, writing

_BEGINS = Link(1, None)
CROP = "sanh_orange"
#: So many objects live at once: all of them would need gigabytes.
PORTION = 1_000


class RowSchema(HarvestRowSchema):
    """A row of the book, with the columns that are no fields of the form left out."""

    class Meta:
        """Running numbers are passed over."""

        unknown = EXCLUDE

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Any:
        """The row as it was read."""
        return self.together(data)


def enter(database: str, path: Path) -> int:
    """How many rows were entered."""
    store = open_store(database)
    with writing(store, who(store, path.parent)) as work:
        return _written(work, list(_read(work.today, path)))


def _read(today: dt.date, path: Path) -> Iterator[Written]:
    schema = RowSchema(today=today, spoken=True)
    names = {column.heading: column.name for column in COLUMNS}
    rows = load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True)
    fields = [names.get(str(heading), "") for heading in next(rows)]
    for row in rows:
        typed = {name: str(v) for name, v in zip(fields, row, strict=True) if name and v}
        typed.pop("estimated", None)
        yield _asked(schema, typed)


def _asked(schema: RowSchema, typed: dict[str, str]) -> Written:
    """The row as marshmallow loads it; the fields only, without the form's own request."""
    return cast(Written, schema.load(typed))


def _written(work: Work, read: list[Written]) -> int:
    field = _Field(work)
    for first in range(0, len(read), PORTION):
        field.write(read[first : first + PORTION])
    field.finish()
    return len(read)


class _Field:
    """The rows that stand already, by what the book calls them, and the chains that go on."""

    def __init__(self, work: Work) -> None:
        self.work, self.db = work, work.db
        self.areas = {row.raw: row for row in self.db.scalars(select(models.AreaCode))}
        links = self.db.scalars(select(models.AreaCodePlace))
        places = {row.id: row for row in self.db.scalars(select(models.Place))}
        self.places = {row.area_code_id: places[row.place_id] for row in links}
        parties = self.db.scalars(select(models.Party).where(models.Party.number.is_not(None)))
        self.households = {str(row.number): row for row in parties}
        self.owner = self.db.get_one(models.Party, work.actor.party)
        self.heads: dict[str, Link] = {}
        self.used: dict[tuple[str, int, int], int] = defaultdict(int)
        self.seasons: dict[dt.date, tuple[dt.date, int]] = {}
        self.events: list[int] = []
        self.db.expunge_all()

    def write(self, read: list[Written]) -> None:
        """A portion of rows: the events first, then what rests on their keys."""
        events, more = [], []
        for row in read:
            area, household = self.areas[row.area_code], self.households[row.household or ""]
            place = self.places[area.id]
            code = short_code(int.from_bytes(self.work.entropy(5), "big"))
            private = {"late_reason": row.late_reason or ""}
            what = self._told(row, code, (area.code, place.code, household.code), private)
            event, values = self._event(what, place)
            events.append(event)
            links = [self.heads.get(each.code, _BEGINS) for each in what.subjects]
            self._move(what, event)
            batch = self._batch(row, code, area, place, household)
            more.append((what, links, values, batch))
            self._add_up(row, area, place)
        self.db.add_all(
            models.PublicCode(code=each[3].code, kind="batch", issued_at=self.work.now)
            for each in more
        )
        self.db.add_all(events)
        self.db.flush()
        self._rest(events, more)

    def _rest(self, events: list[models.Event], more: list[Any]) -> None:
        for event, (what, links, values, batch) in zip(events, more, strict=True):
            batch.event_seq = event.seq
            self.db.add_all(values)
            self.db.add_all(
                models.EventSubject(
                    event_seq=event.seq,
                    role=each.role,
                    subject=each.code,
                    amount=each.amount,
                    unit=each.unit,
                    chain_no=link.chain_no,
                    prev_leaf_hash=link.prev,
                )
                for each, link in zip(what.subjects, links, strict=True)
            )
        batches = [each[3] for each in more]
        self.db.add_all(batches)
        self.db.flush()
        for batch, (what, *_rest) in zip(batches, more, strict=True):
            amount = what.subjects[0].amount
            self.db.add_all(
                [
                    models.BatchStock(
                        batch_id=batch.id, made=amount, on_hand=amount, state="open", rev=1
                    ),
                    models.BatchOrigin(
                        batch_id=batch.id,
                        place_id=batch.place_id,
                        area_code_id=batch.area_code_id,
                        ppm=1_000_000,
                    ),
                ]
            )
        self.db.flush()
        self.events += [batch.event_seq for batch in batches]
        self.db.expunge_all()

    def _told(
        self, row: Written, code: str, refs: tuple[str, ...], private: dict[str, str]
    ) -> Occurrence:
        facts: dict[str, Any] = {"crop": CROP, "lot_code": row.lot_code}
        if seasons.outside_months(CROP, row.harvested_on):
            starts = self._season(row.harvested_on)[0]
            facts["season"] = {"starts_on": starts.isoformat(), "outside_months": True}
        return Occurrence(
            kind=Kind.OBJECT,
            action=Action.ADD,
            step=EventStep.HARVEST,
            disposition=Disposition.ACTIVE,
            subjects=(
                Subject(Role.OUT, code, row.quantity.amount, row.quantity.unit),
                *(Subject(Role.REF, ref) for ref in refs),
            ),
            occurred_on=row.harvested_on,
            place=refs[1],
            facts=facts,
            private=private,
        )

    def _event(
        self, what: Occurrence, place: models.Place
    ) -> tuple[models.Event, list[models.PrivateValue]]:
        work, event_id = self.work, self.work.new_id()
        values = [
            models.PrivateValue(
                owner_kind="event",
                owner_id=event_id,
                field=name,
                salt=work.entropy(16),
                value=value,
                folded=fold(value),
            )
            for name, value in what.private.items()
        ]
        for each in what.subjects[1:]:
            if each.code not in self.heads:
                number, head = event_queries.chain_heads(self.db, [each.code])[each.code]
                self.heads[each.code] = Link(number + 1, head)
        seal = Seal(
            event_id=event_id,
            owner=self.owner.code,
            actor=work.actor.code,
            recorded_at=work.now,
            nonce=urlsafe_b64encode(work.entropy(16)).rstrip(b"=").decode(),
            commitments={each.field: commit(each.salt, each.field, each.value) for each in values},
            links=[self.heads.get(each.code, _BEGINS) for each in what.subjects],
        )
        body = leaf(what, seal)
        event = models.Event(
            event_id=event_id,
            owner_id=self.owner.id,
            kind=what.kind,
            action=what.action,
            step=what.step,
            disposition=what.disposition,
            place_id=place.id,
            occurred_on=what.occurred_on,
            recorded_at=work.now,
            actor_id=work.actor.id,
            leaf=body.decode(),
            leaf_hash=leaf_hash(body),
        )
        return event, values

    def _move(self, what: Occurrence, event: models.Event) -> None:
        for each in what.subjects[1:]:
            number = self.heads[each.code].chain_no
            self.heads[each.code] = Link(number + 1, event.leaf_hash)

    def _batch(
        self,
        row: Written,
        code: str,
        area: models.AreaCode,
        place: models.Place,
        household: models.Party,
    ) -> models.Batch:
        return models.Batch(
            code=code,
            holder_id=self.owner.id,
            stage="harvest",
            crop_code=CROP,
            unit=row.quantity.unit,
            lot_code=row.lot_code,
            made_on=row.harvested_on,
            place_id=place.id,
            area_code_id=area.id,
            household_id=household.id,
            recorded_at=self.work.now,
        )

    def _add_up(self, row: Written, area: models.AreaCode, place: models.Place) -> None:
        season = self._season(row.harvested_on)[1]
        self.used["place", place.id, season] += row.quantity.amount
        self.used["code", area.id, season] += row.quantity.amount

    def _season(self, day: dt.date) -> tuple[dt.date, int]:
        if day not in self.seasons:
            window = seasons.season_of(self.work, CROP, day)
            self.seasons[day] = window.starts_on, seasons.row_of(self.work, CROP, window)
        return self.seasons[day]

    def finish(self) -> None:
        """The balances of the seasons, and which lots the book made."""
        for (kind, key, season), amount in self.used.items():
            season_queries.add_use(self.db, kind, key, season, amount)
        book = models.BookImport(
            kind="harvests",
            import_id=self.work.new_id(),
            holder_id=self.work.actor.party,
            actor_id=self.work.actor.id,
            row_count=len(self.events),
            recorded_at=self.work.now,
        )
        self.db.add(book)
        self.db.flush()
        self.db.add_all(
            models.BookImportRow(import_id=book.id, line=line, event_seq=seq)
            for line, seq in enumerate(self.events, start=2)
        )
        self.db.flush()
