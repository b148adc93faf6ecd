"""An existing register read in: looked at, entered whole by a job, and taken back where unused.

Every row is judged and entered by ``enter_list``, whoever asks: the look takes back what it did,
the job and the command line keep it. A register is entered in one transaction, so nobody ever sees
a part of it; the count of rows that were read moves in units of its own before that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import Conflict, Fault, NotFound, RuleBroken
from traceability.services import claim_endings, parties
from traceability.services.list_rows import Unread
from traceability.services.register_entering import enter, strike
from traceability.services.register_judging import Judged, Outcome, judge
from traceability.services.register_rows import Entry, Note
from traceability.services.register_sheets import Sheet, kept_faults, known_faults
from traceability.store.models import Job, RegisterImport, RegisterImportRow
from traceability.store.queries import accounts, areas
from traceability.store.queries import register_imports as queries
from traceability.store.unit import Reading, Work

#: The kind of job that enters a register.
JOB = "register_import"
#: So long the refused rows of a list can be fetched; then the words of the list are forgotten.
REMEMBERED = dt.timedelta(days=30)


@dataclass(frozen=True)
class RowResult:
    """What became of a row; ``code`` is the short code that it entered, if it did.

    ``steps`` counts the events of that code.
    """

    line: int
    outcome: Outcome
    faults: tuple[Fault, ...] = ()
    notes: tuple[Note, ...] = ()
    code: str | None = None
    key: int | None = None
    steps: int = 0


@dataclass(frozen=True)
class Asked:
    """A list as it is to be entered, whole or without the rows that are wrong."""

    sheet: Sheet
    rows: int
    skip_faulty: bool


def check_may(actor: Actor) -> None:
    """Refuse who enters no codes, before anything that they sent is read."""
    require(actor, Action.GRANT_CODE, Thing(communes=actor.communes))


def enter_list(
    work: Work, entries: Sequence[Entry], unread: Sequence[Unread], *, skip_faulty: bool
) -> list[RowResult]:
    """Enter the rows of a list, and say of each what became of it, in the order of the lines.

    With a row that is wrong nothing is entered, unless ``skip_faulty`` leaves it out.
    """
    check_may(work.actor)
    work.hold_judgement()
    office = parties.acting_party(work, work.actor)
    if office.kind != "authority":
        raise NotFound
    judged = judge(work, office.id, entries)
    faulty = unread or any(row.outcome is Outcome.REFUSED for row in judged)
    made = enter(work, office, judged) if skip_faulty or not faulty else {}
    found = [RowResult(each.line, Outcome.REFUSED, each.faults) for each in unread]
    for row in judged:
        area = made.get(row.entry.line)
        found.append(_result(row, None if area is None else (area.code, area.id)))
    return sorted(found, key=lambda each: each.line)


def queue(work: Work, asked: Asked) -> str:
    """Leave a list to the job process; the UUID of the import."""
    check_may(work.actor)
    row = _import_row(work, asked)
    work.add(row)
    work.add(Job(kind=JOB, target=row.id, state="queued", attempt=0, created_at=work.now))
    return row.import_id


def begun(view: Reading, key: int) -> tuple[Actor, Sheet, bool] | None:
    """What the job works on: who asked, the list, whether faulty rows are left out.

    ``None`` where it was settled before, or who asked has left the office.
    """
    row = queries.by_id(view.db, key)
    if row is None or row.state != "queued" or row.sheet is None:
        return None
    member = accounts.member_of_actor(view.db, row.actor_id)
    if member is None or member.ended_at is not None:
        return None
    code = queries.actor_code(view.db, row.actor_id)
    actor = parties.actor_of(view, row.actor_id, code, member.role, row.register_id)
    return actor, Sheet.of_text(row.sheet), row.skip_faulty


def note_progress(work: Work, key: int, done: int) -> None:
    """How many rows have been read so far, in a unit of its own."""
    row = queries.by_id(work.db, key)
    if row is not None and row.state == "queued":
        row.rows_done = min(done, row.rows_total)


def settle(work: Work, key: int, results: Sequence[RowResult]) -> None:
    """Keep what became of each row; the caller has entered them in the same unit.

    Of the list itself only the refused rows stay, to be fetched, mended and sent again.
    """
    row = queries.by_id(work.db, key)
    if row is None or row.state != "queued":
        raise Conflict("changed_meanwhile")
    entered = any(each.code is not None for each in results)
    row.state = "stored" if entered or not results else "failed"
    row.rows_done, row.finished_at = row.rows_total, work.now
    refused = {each.line for each in results if each.outcome is Outcome.REFUSED}
    if row.sheet is not None:
        sheet = Sheet.of_text(row.sheet)
        keeping = sheet.only(refused) if entered else sheet
        row.sheet = keeping.as_text() if keeping.rows else None
    work.add(*(_kept(row.id, each) for each in results if entered or each.faults))


def keep_stored(work: Work, asked: Asked, results: Sequence[RowResult]) -> str:
    """Keep an import that a command did itself; the UUID of the import."""
    row = _import_row(work, asked)
    work.add(row)
    settle(work, row.id, results)
    return row.import_id


def give_up(work: Work, key: int) -> None:
    """Mark an import as failed: it was refused, or no worker survived it."""
    row = queries.by_id(work.db, key)
    if row is not None and row.state == "queued":
        row.state, row.finished_at = "failed", work.now


def undo(work: Work, import_id: str) -> int:
    """Take back an import: every code of it is struck out, with an event; how many there were.

    Refused with ``import_rows_used`` (``rows``, ``count``) where any of them has been used since:
    a harvest, a step, a new place, a correction. Nothing is deleted: the strings are free again.
    """
    check_may(work.actor)
    work.hold_judgement()
    row = _own(work, work.actor, import_id, locked=True)
    if row.state != "stored":
        raise RuleBroken("import_not_stored", state=row.state)
    kept = queries.rows(work.db, row.id)
    used = _used(work, kept)
    if used:
        shown = ", ".join(map(str, used[:20]))
        raise RuleBroken("import_rows_used", rows=shown, count=len(used))
    office = parties.acting_party(work, work.actor)
    found = areas.codes_by_ids(work.db, [k.area_code_id for k, _c in kept if k.area_code_id])
    strike(work, office, list(found.values()), "rút lại lần nhập sổ")
    row.state, row.undone_at = "undone", work.now
    work.db.flush()
    contested = {k.area_code_id for k, _c in kept if k.outcome == Outcome.CONFLICT}
    for area in (each for key, each in found.items() if key in contested):
        claim_endings.follow(work, area)
    return len(found)


def forget(work: Work, before: dt.datetime) -> None:
    """Forget the words of lists that were settled before a moment."""
    for row in queries.old_sheets(work.db, before):
        row.sheet = None
        for kept, _code in queries.rows(work.db, row.id):
            kept.faults = kept_faults((), (), _steps(kept))


def is_due(view: Reading, before: dt.datetime) -> bool:
    """Whether there is anything of that to forget."""
    return bool(queries.old_sheets(view.db, before))


def refused_rows(view: Reading, actor: Actor, import_id: str) -> tuple[Sheet, list[RowResult]]:
    """The rows that an import refused, with why, while they are kept."""
    row = _own(view, actor, import_id)
    if row.sheet is None:
        raise NotFound
    results = [each for each in results_of(view, row) if each.faults]
    return Sheet.of_text(row.sheet).only({each.line for each in results}), results


def results_of(view: Reading, row: RegisterImport) -> list[RowResult]:
    """What became of the rows of an import."""
    found = []
    for kept, code in queries.rows(view.db, row.id):
        faults, notes, steps = known_faults(kept.faults)
        outcome = Outcome(kept.outcome)
        result = RowResult(kept.row_no, outcome, faults, notes, code, kept.area_code_id, steps)
        found.append(result)
    return found


def own(view: Reading, actor: Actor, import_id: str) -> RegisterImport:
    """An import of the actor's own office; any other is not found."""
    return _own(view, actor, import_id)


def _own(view: Reading, actor: Actor, import_id: str, *, locked: bool = False) -> RegisterImport:
    check_may(actor)
    row = queries.by_import_id(view.db, import_id, locked=locked)
    if row is None or row.register_id != actor.party:
        raise NotFound
    return row


def _import_row(work: Work, asked: Asked) -> RegisterImport:
    text = asked.sheet.as_text()
    return RegisterImport(
        import_id=work.new_id(),
        register_id=parties.acting_party(work, work.actor).id,
        actor_id=work.actor.id,
        sheet_sha256=sha256_b64(text.encode()),
        sheet=text,
        skip_faulty=asked.skip_faulty,
        state="queued",
        rows_total=asked.rows,
        rows_done=0,
        created_at=work.now,
    )


def _result(row: Judged, made: tuple[str, int] | None) -> RowResult:
    code, key = made or (None, None)
    steps = len(row.entry.asked.life())
    return RowResult(row.entry.line, row.outcome, row.faults, row.notes, code, key, steps)


def _kept(key: int, result: RowResult) -> RegisterImportRow:
    return RegisterImportRow(
        import_id=key,
        row_no=result.line,
        outcome=result.outcome,
        area_code_id=result.key,
        faults=kept_faults(result.faults, result.notes, result.steps),
    )


def _steps(kept: RegisterImportRow) -> int:
    return known_faults(kept.faults)[2]


def _used(work: Work, kept: Sequence[tuple[RegisterImportRow, str | None]]) -> list[int]:
    """The rows whose code or place has had an event since: what they entered rests on it."""
    entered = [(row, code) for row, code in kept if code is not None and row.area_code_id]
    places = queries.places_of(work.db, [row.area_code_id or 0 for row, _code in entered])
    codes = [code for _row, code in entered if code]
    chains = queries.chains(work.db, [*codes, *(each for some in places.values() for each in some)])
    return [
        row.row_no
        for row, code in entered
        if chains.get(code or "", 0) != _steps(row)
        or any(chains.get(place, 0) != 1 for place in places[row.area_code_id or 0])
    ]


def count_outcomes(results: Sequence[RowResult]) -> Mapping[str, int]:
    """How many rows had each outcome."""
    return {each: sum(row.outcome is each for row in results) for each in Outcome}
