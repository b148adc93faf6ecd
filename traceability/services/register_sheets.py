"""A list as it waits for its job, and what was said of its rows, as JSON in their own columns."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from traceability.domain.errors import Fault
from traceability.services.register_rows import Note

Faults = tuple[Fault, ...]
Notes = tuple[Note, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows of a list by their line, which field each column fills, and the headings."""

    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def as_text(self) -> str:
        """The list as JSON."""
        body = {"columns": self.columns, "headings": self.headings, "rows": self.rows}
        return json.dumps(body, ensure_ascii=False)

    @staticmethod
    def of_text(text: str) -> Sheet:
        """The list of its JSON."""
        body = json.loads(text)
        rows = tuple((line, tuple(cells)) for line, cells in body["rows"])
        return Sheet(tuple(body["columns"]), tuple(body["headings"]), rows)

    def only(self, lines: Collection[int]) -> Sheet:
        """The same with these rows alone."""
        return replace(self, rows=tuple(row for row in self.rows if row[0] in lines))

    def typed(self, line: int, field: str) -> str:
        """What was typed on a line in the column of a field; empty where there is none."""
        place = self.columns.index(field) if field in self.columns else -1
        cells = next((cells for at, cells in self.rows if at == line), ())
        found = cells[place] if 0 <= place < len(cells) else ""
        # Which new commune is meant is asked of the one that was written.
        return self.typed(line, "commune") if field == "new_commune" and not found else found


def kept_faults(faults: Iterable[Fault], notes: Iterable[Fault], steps: int) -> str:
    """Faults and notes of a row, and how many events its code began with, as JSON."""
    body = {"faults": list(map(_plain, faults)), "notes": list(map(_plain, notes)), "steps": steps}
    return json.dumps(body, ensure_ascii=False, default=_day)


def known_faults(text: str) -> tuple[Faults, Notes, int]:
    """What ``kept_faults`` kept."""
    body = json.loads(text, object_hook=_back)
    faults = (Fault(*each) for each in _told(body["faults"]))
    notes = (Note(*each) for each in _told(body["notes"]))
    return tuple(faults), tuple(notes), body["steps"]


def _plain(fault: Fault) -> dict[str, Any]:
    return {"code": fault.code, "field": fault.field, "facts": dict(fault.facts)}


def _told(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    for each in rows:
        yield each["code"], each["field"], each["facts"]


def _day(value: object) -> object:
    if isinstance(value, dt.date):
        return {"$day": value.isoformat()}
    return str(value)


def _back(body: dict[str, Any]) -> Any:
    return dt.date.fromisoformat(body["$day"]) if set(body) == {"$day"} else body
