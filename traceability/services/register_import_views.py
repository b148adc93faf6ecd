"""Imports as an office reads them: the list of them, and one with what became of each row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.access import Actor
from traceability.domain.days import day_in_vietnam
from traceability.services import officers, register_imports
from traceability.services.register_imports import RowResult
from traceability.services.register_judging import Outcome
from traceability.services.register_sheets import Sheet
from traceability.store.models import RegisterImport
from traceability.store.queries import accounts, areas
from traceability.store.queries import register_imports as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class ImportLine:
    """An import in the list: when, by whom, how far, and how many rows had each outcome."""

    import_id: str
    on: dt.date
    by: str | None
    state: str
    rows: int
    done: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class ImportPage:
    """One import; ``raws`` are strings of codes by line, ``sheet`` what is kept of the list."""

    line: ImportLine
    results: tuple[RowResult, ...]
    raws: Mapping[int, str]
    sheet: Sheet | None
    undone_on: dt.date | None


def listed(view: Reading, actor: Actor) -> tuple[ImportLine, ...]:
    """The imports of the actor's office, newest first."""
    register_imports.check_may(actor)
    rows = queries.of_office(view.db, actor.party or 0)
    return tuple(_lines(view, rows))


def page(view: Reading, actor: Actor, import_id: str) -> ImportPage:
    """One import of the actor's office; any other is not found."""
    row = register_imports.own(view, actor, import_id)
    results = register_imports.results_of(view, row)
    found = areas.codes_by_ids(view.db, [each.key for each in results if each.key])
    raws = {each.line: found[each.key].raw for each in results if each.key in found}
    sheet = None if row.sheet is None else Sheet.of_text(row.sheet)
    undone = None if row.undone_at is None else day_in_vietnam(row.undone_at)
    return ImportPage(_lines(view, [row])[0], tuple(results), raws, sheet, undone)


def _lines(view: Reading, rows: list[RegisterImport]) -> list[ImportLine]:
    counted = queries.outcomes(view.db, [row.id for row in rows])
    members = {row.actor_id: accounts.member_of_actor(view.db, row.actor_id) for row in rows}
    called = officers.names(view, [each for each in members.values() if each is not None])
    lines = []
    for row in rows:
        member = members[row.actor_id]
        lines.append(
            ImportLine(
                import_id=row.import_id,
                on=day_in_vietnam(row.created_at),
                by=None if member is None else called[member.id],
                state=row.state,
                rows=row.rows_total,
                done=row.rows_done,
                counts={str(each): counted.get((row.id, each), 0) for each in Outcome},
            )
        )
    return lines
