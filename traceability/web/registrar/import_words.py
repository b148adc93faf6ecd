"""What is said of a register that is read in: troubles of a row, states of an import, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from traceability.schemas.code_lists import COLUMNS
from traceability.services.register_imports import RowResult
from traceability.services.register_rows import Note
from traceability.services.register_sheets import Sheet
from traceability.web.communes import with_names
from traceability.web.list_troubles import Trouble
from traceability.web.messages import sentence
from traceability.web.register_sentences import NOTES
from traceability.web.tongues import lazy_gettext as _l

#: The headings stand in the list as they are written, whatever language the page is in.
HEADINGS: Mapping[str, str] = {each.name: each.heading for each in COLUMNS}
STATES: Mapping[str, Any] = {
    "queued": _l("đang làm"),
    "stored": _l("đã ghi vào sổ"),
    "failed": _l("không ghi được"),
    "undone": _l("đã rút lại"),
}
SIGNS: Mapping[str, str] = {
    "queued": "not-yet",
    "stored": "fine",
    "failed": "stop",
    "undone": "look",
}
GAPS: Mapping[str, Any] = {
    "parcels": _l("số thửa"),
    "boundary": _l("ranh giới"),
    "households": _l("hộ"),
    "area": _l("diện tích"),
    "decision": _l("quyết định"),
}


@dataclass(frozen=True)
class Told:
    """What should be known of a row: the string of its code, what stands there, its page."""

    line: int
    raw: str
    text: str
    code: str | None


def troubles(results: Iterable[RowResult], sheet: Sheet) -> list[Trouble]:
    """Every fault of every row, in the order of the lines."""
    return [
        Trouble(
            each.line,
            HEADINGS.get(fault.field or "", HEADINGS["raw"]),
            sheet.typed(each.line, fault.field or "raw"),
            sentence(with_names(fault)),
        )
        for each in results
        for fault in each.faults
    ]


def told(results: Iterable[RowResult], raws: Mapping[int, str], codes: Sequence[str]) -> list[Told]:
    """The notes of some kinds, in the order of the lines; ``raws`` are the strings by line."""
    return [
        Told(each.line, raws.get(each.line, ""), note_text(note), each.code)
        for each in results
        for note in each.notes
        if note.code in codes
    ]


def note_text(note: Note) -> str:
    """The sentence of a note."""
    facts = with_names(note).facts
    spelled = {
        name: ", ".join(value) if isinstance(value, list) else str(value)
        for name, value in facts.items()
    }
    return str(NOTES[note.code]) % spelled


#: The notes that a page lists each by itself; what is missing has a page of its own.
CONFLICTS = ("import_conflict_in_register", "import_conflict_in_list")
RESOLVED = ("import_commune_resolved",)
FOUNDED = ("import_holder_new",)
LACKS = tuple(f"import_lacks_{each}" for each in GAPS)
