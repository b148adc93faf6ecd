"""What was counted of scans: written by the counter, read by rules and dashboards.

Every function takes a connection of the second store (``store/telemetry.py``). Days are ISO texts,
moments seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Exists,
    LargeBinary,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite

from traceability.store.queries.portions import ROWS, portions
from traceability.store.telemetry import (
    FINDING,
    ITEM_SEEN,
    NOTE,
    SALT,
    SCAN_DAY,
    TRIED,
    TRYING,
    VISITOR,
)


@dataclass(frozen=True)
class DayCount:
    """Requests and visitor-days of a lot of a holder on a day, as they are added or stand."""

    day: str
    batch: str
    holder: str
    scans: int
    visitors: int


@dataclass(frozen=True)
class SeenLabel:
    """A label that was scanned: first when, on which day last, how many visitor-days."""

    run_no: int
    index: int
    first_at: int
    last_day: str
    visitors: int
    changed_at: int


@dataclass(frozen=True)
class Finding:
    """A label that a rule spoke of on a day; ``subject`` is its lot's code, or its run's."""

    rule: str
    run_no: int
    index: int
    subject: str
    holder: str
    day: str


# --- what the counter writes ---------------------------------------------------------------------


def salt_of(connection: Connection, day: str, fresh: bytes, *, keeps: bool) -> bytes:
    """The salt of a day, else ``fresh``, which becomes it where the day still ``keeps`` one."""
    if keeps:
        _add(connection, SALT, [{"day": day, "value": fresh}])
    found = connection.scalar(select(SALT.c.value).where(SALT.c.day == day))
    return fresh if found is None else bytes(found)


Visit = tuple[str, str, bytes]


def new_visits(connection: Connection, visits: Collection[Visit]) -> set[Visit]:
    """Those of some visits (day, target, who) that were not known; they are from now on."""
    if not visits:
        return set()
    rows = [dict(zip(_VISIT, each, strict=True)) for each in sorted(visits)]
    # What stands already is not given back. A list of keys to look for would be a tree of
    # conditions too deep for PostgreSQL, when thousands were scanned since the last look.
    new, given = _insert(connection, VISITOR, rows)
    told = new.on_conflict_do_nothing().returning(*VISITOR.c)
    return {(day, target, bytes(who)) for day, target, who in connection.execute(told, given)}


_VISIT = ("day", "target", "who")


def add_days(connection: Connection, counts: Iterable[DayCount]) -> None:
    """Add requests and visitor-days to the days of lots."""
    rows = [vars(each) for each in counts]
    if not rows:
        return
    new, given = _insert(connection, SCAN_DAY, rows)
    sums = {name: SCAN_DAY.c[name] + new.excluded[name] for name in ("scans", "visitors")}
    keys = ["day", "batch", "holder"]
    connection.execute(new.on_conflict_do_update(index_elements=keys, set_=sums), given)


def add_labels(connection: Connection, seen: Iterable[SeenLabel]) -> None:
    """Add visitor-days to labels; the first scan stays the first."""
    days: dict[str, list[dict[str, object]]] = {}
    for each in seen:
        days.setdefault(each.last_day, []).append(_as_row(each))
    # A label that was looked at before and after midnight is one row, and no statement may write
    # a row twice.
    for day in sorted(days):
        _add_labels(connection, days[day])


def _add_labels(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    new, given = _insert(connection, ITEM_SEEN, rows)
    told = {
        "visitors": ITEM_SEEN.c.visitors + new.excluded.visitors,
        "last_day": new.excluded.last_day,
        "changed_at": new.excluded.changed_at,
    }
    labels = new.on_conflict_do_update(index_elements=["run_no", "idx"], set_=told)
    connection.execute(labels, given)


@dataclass(frozen=True)
class Tries:
    """At how many labels of a run a telephone looked on a day; ``first``: which, while few."""

    count: int = 0
    first: tuple[int, ...] = ()


#: A telephone and a run.
TriesKey = tuple[bytes, int]


def tries_of(connection: Connection, day: str, whos: Collection[bytes]) -> dict[TriesKey, Tries]:
    """What is known of some telephones on a day, by telephone and run."""
    found: dict[TriesKey, Tries] = {}
    for some in portions(sorted(whos)):
        wanted = select(TRYING).where(TRYING.c.day == day, TRYING.c.who.in_(some))
        for row in connection.execute(wanted):
            first = tuple(int(each) for each in row.first.split())
            found[bytes(row.who), row.run_no] = Tries(row.labels, first)
    return found


def set_tries(connection: Connection, day: str, tries: Mapping[TriesKey, Tries]) -> None:
    """Put down what is known of telephones on a day, in place of what was."""
    rows = [
        {
            "day": day,
            "who": who,
            "run_no": run_no,
            "labels": each.count,
            "first": " ".join(map(str, each.first)),
        }
        for (who, run_no), each in sorted(tries.items())
    ]
    if not rows:
        return
    new, given = _insert(connection, TRYING, rows)
    told = {"labels": new.excluded.labels, "first": new.excluded.first}
    connection.execute(
        new.on_conflict_do_update(index_elements=["day", "who", "run_no"], set_=told), given
    )


def add_tried(connection: Connection, day: str, labels: Mapping[tuple[int, int], int]) -> None:
    """Add visitor-days of telephones that tried many labels (run, index) on a day."""
    rows = [
        {"run_no": run_no, "idx": index, "visitors": count, "last_day": day}
        for (run_no, index), count in sorted(labels.items())
    ]
    if not rows:
        return
    new, given = _insert(connection, TRIED, rows)
    told = {"visitors": TRIED.c.visitors + new.excluded.visitors, "last_day": day}
    connection.execute(
        new.on_conflict_do_update(index_elements=["run_no", "idx"], set_=told), given
    )


def _as_row(each: SeenLabel) -> dict[str, object]:
    row = dict(vars(each))
    row["idx"] = row.pop("index")
    return row


def _insert(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]
) -> tuple[Any, Any]:
    """A statement that inserts rows, and what it is given.

    SQLite's driver takes many rows faster than anything else. PostgreSQL's sends them one by one,
    each some 40 µs of Python: there all go as one text, which the server takes apart.
    """
    if connection.dialect.name != "postgresql":
        return sqlite.insert(table), [*rows]
    names = [*rows[0]]
    listed = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
    parts = [column(name, _sent(table.c[name])) for name in names]
    read = listed.table_valued(*parts).render_derived(with_types=True)
    values = (_read(table.c[name], read.c[name]) for name in names)
    new = postgresql.insert(table).from_select(names, select(*values))
    return new, {"rows": json.dumps(rows, default=bytes.hex)}


def _sent(of: Column[Any]) -> Any:
    """As what type the text holds a column: bytes are hex digits in it."""
    return Text() if isinstance(of.type, LargeBinary) else of.type


def _read(of: Column[Any], sent: Any) -> Any:
    return func.decode(sent, "hex") if isinstance(of.type, LargeBinary) else sent


def _add(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows; those whose key stands already stay as they are."""
    if rows:
        new, given = _insert(connection, table, rows)
        connection.execute(new.on_conflict_do_nothing(), given)


# --- notes ---------------------------------------------------------------------------------------


def note(connection: Connection, name: str) -> str | None:
    """What is noted under a name."""
    return connection.scalar(select(NOTE.c.value).where(NOTE.c.name == name))


def set_note(connection: Connection, name: str, value: str, *, once: bool = False) -> None:
    """Note something under a name; ``once`` leaves what stands there."""
    new, given = _insert(connection, NOTE, [{"name": name, "value": value}])
    stays = new.on_conflict_do_nothing()
    goes = new.on_conflict_do_update(index_elements=["name"], set_={"value": new.excluded.value})
    connection.execute(stays if once else goes, given)


# --- what rules read and leave -------------------------------------------------------------------


def changed(
    connection: Connection, since: int, most: int, last: SeenLabel | None = None
) -> list[SeenLabel]:
    """Labels that were scanned by somebody new since a moment, the longest ago first.

    ``last`` is the one that the portion before ended with.
    """
    order = (ITEM_SEEN.c.changed_at, ITEM_SEEN.c.run_no, ITEM_SEEN.c.idx)
    wanted = select(ITEM_SEEN).where(ITEM_SEEN.c.changed_at >= since)
    if last is not None:
        wanted = wanted.where(tuple_(*order) > (last.changed_at, last.run_no, last.index))
    return [SeenLabel(*row) for row in connection.execute(wanted.order_by(*order).limit(most))]


def known(connection: Connection, labels: Iterable[tuple[str, int, int]]) -> set[tuple[Any, ...]]:
    """Those of some findings (rule, run, index) that stand already."""
    key = tuple_(FINDING.c.rule, FINDING.c.run_no, FINDING.c.idx)
    found: set[tuple[Any, ...]] = set()
    for some in portions(sorted(labels), ROWS):
        wanted = select(FINDING.c.rule, FINDING.c.run_no, FINDING.c.idx).where(key.in_(some))
        found.update(tuple(row) for row in connection.execute(wanted))
    return found


def add_findings(connection: Connection, found: Iterable[Finding]) -> None:
    """Keep what rules spoke of."""
    rows = []
    for each in found:
        row = dict(vars(each))
        row["idx"] = row.pop("index")
        rows.append(row)
    _add(connection, FINDING, rows)


def count_found(
    connection: Connection, subjects: Collection[str]
) -> dict[tuple[str, str, str], int]:
    """Of how many labels of some lots or runs rules spoke, by rule, lot or run, and holder."""
    by = (FINDING.c.rule, FINDING.c.subject, FINDING.c.holder)
    wanted = select(*by, func.count()).group_by(*by)
    found: dict[tuple[str, str, str], int] = {}
    for some in portions(sorted(subjects)):
        rows = connection.execute(wanted.where(FINDING.c.subject.in_(some)))
        found.update(((rule, about, holder), count) for rule, about, holder, count in rows)
    return found


def count_asking(
    connection: Connection, rule: str, subject: str, run_no: int, indexes: Sequence[tuple[int, int]]
) -> int:
    """Of how many labels of a lot a rule spoke, in stretches of a run, but those only tried."""
    here = (FINDING.c.rule == rule, FINDING.c.subject == subject, ~_is_only_tried())
    wanted = select(func.count()).select_from(FINDING).where(*here)
    each = (connection.scalar(wanted.where(*w)) for w in _within(FINDING, run_no, indexes))
    return sum(count or 0 for count in each)


def only_tried(connection: Connection, labels: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of some labels (run, index) that nobody looked at but who tried many that day."""
    found: set[tuple[int, int]] = set()
    for some in portions(sorted(labels), ROWS):
        wanted = _only_tried().where(tuple_(TRIED.c.run_no, TRIED.c.idx).in_(some))
        found.update((row.run_no, row.idx) for row in connection.execute(wanted))
    return found


def _only_tried() -> Select[tuple[int, int]]:
    same = (TRIED.c.run_no == ITEM_SEEN.c.run_no) & (TRIED.c.idx == ITEM_SEEN.c.idx)
    wanted = select(TRIED.c.run_no, TRIED.c.idx).join(ITEM_SEEN, same)
    return wanted.where(TRIED.c.visitors >= ITEM_SEEN.c.visitors)


def drop_tried(connection: Connection, rule: str, runs: Collection[int], since: str) -> None:
    """Forget labels of some runs that a rule spoke of and that were only tried, since a day.

    Only labels that were tried since are looked at, however many were found: a database that knows
    neither number would as soon begin with those.
    """
    tried = select(TRIED.c.run_no, TRIED.c.idx, TRIED.c.visitors).where(TRIED.c.last_day >= since)
    for some in portions(sorted(runs)):
        late = tried.where(TRIED.c.run_no.in_(some)).cte("late").prefix_with("MATERIALIZED")
        seen = (ITEM_SEEN.c.run_no == late.c.run_no) & (ITEM_SEEN.c.idx == late.c.idx)
        only = select(late.c.run_no, late.c.idx).join(ITEM_SEEN, seen)
        only = only.where(late.c.visitors >= ITEM_SEEN.c.visitors)
        these = tuple_(FINDING.c.run_no, FINDING.c.idx).in_(only)
        connection.execute(delete(FINDING).where(FINDING.c.rule == rule, these))


def _is_only_tried() -> Exists:
    """Whether nobody looked at the label of a finding but who tried many that day."""
    tried = (TRIED.c.run_no == FINDING.c.run_no) & (TRIED.c.idx == FINDING.c.idx)
    seen = (ITEM_SEEN.c.run_no == TRIED.c.run_no) & (ITEM_SEEN.c.idx == TRIED.c.idx)
    enough = TRIED.c.visitors >= ITEM_SEEN.c.visitors
    return select(TRIED.c.idx).join(ITEM_SEEN, seen).where(tried, enough).exists()


def subjects(connection: Connection, rule: str) -> set[str]:
    """The lots or runs of which a rule spoke."""
    wanted = select(FINDING.c.subject).where(FINDING.c.rule == rule).distinct()
    return set(connection.scalars(wanted))


def drop_findings(connection: Connection, rule: str, subjects: Collection[str]) -> None:
    """Forget what a rule spoke of with some lots or runs."""
    for some in portions(sorted(subjects)):
        here = (FINDING.c.rule == rule, FINDING.c.subject.in_(some))
        connection.execute(delete(FINDING).where(*here))


def findings(
    connection: Connection, holder: str, subject: str | None, rule: str, most: int
) -> list[Finding]:
    """What a rule spoke of with a holder's labels, of one lot or run or of all, newest first."""
    wanted = select(FINDING).where(FINDING.c.holder == holder, FINDING.c.rule == rule)
    if subject is not None:
        wanted = wanted.where(FINDING.c.subject == subject)
    wanted = wanted.order_by(FINDING.c.day.desc(), FINDING.c.run_no, FINDING.c.idx)
    return [Finding(*row) for row in connection.execute(wanted.limit(most))]


# --- what dashboards read ------------------------------------------------------------------------


def days_of(
    connection: Connection, holder: str, since: str, batch: str | None = None
) -> list[DayCount]:
    """The days of a holder's lots, or of one lot, from a day on, newest first."""
    wanted = select(SCAN_DAY).where(SCAN_DAY.c.holder == holder, SCAN_DAY.c.day >= since)
    if batch is not None:
        wanted = wanted.where(SCAN_DAY.c.batch == batch)
    rows = connection.execute(wanted.order_by(SCAN_DAY.c.day.desc(), SCAN_DAY.c.batch))
    return [DayCount(*row) for row in rows]


def labels_seen(
    connection: Connection, run_no: int, indexes: Sequence[tuple[int, int]]
) -> list[SeenLabel]:
    """The labels that were scanned of stretches of a run, from and to which index, in order."""
    wanted = select(ITEM_SEEN).order_by(ITEM_SEEN.c.idx)
    return [
        SeenLabel(*row)
        for within in _within(ITEM_SEEN, run_no, sorted(indexes))
        for row in connection.execute(wanted.where(*within))
    ]


def sum_seen(
    connection: Connection, run_no: int, indexes: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """How many labels of stretches of a run were scanned, and in how many visitor-days."""
    wanted = select(func.count(), func.coalesce(func.sum(ITEM_SEEN.c.visitors), 0))
    within = _within(ITEM_SEEN, run_no, indexes)
    sums = [connection.execute(wanted.where(*each)).one() for each in within]
    return sum(int(count) for count, _ in sums), sum(int(visitors) for _, visitors in sums)


def _within(
    table: Table, run_no: int, indexes: Sequence[tuple[int, int]]
) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """Where labels are one of some: so many stretches a statement."""
    for some in portions(indexes, _STRETCHES):
        yield (
            table.c.run_no == run_no,
            or_(*(table.c.idx.between(first, last) for first, last in some)),
        )


#: Stretches of labels that one statement names.
_STRETCHES = 100


# --- forgetting ----------------------------------------------------------------------------------


def forget_visitors(connection: Connection, before: str) -> int:
    """Forget who looked, and the salts, of days before one; how many rows went."""
    gone = 0
    for table in (SALT, TRYING, VISITOR):
        gone += connection.execute(delete(table).where(table.c.day < before)).rowcount
    return gone


def forget_counts(connection: Connection, before: str) -> int:
    """Forget sums, findings and labels that nobody looked at since a day; how many rows went."""
    columns = (SCAN_DAY.c.day, ITEM_SEEN.c.last_day, TRIED.c.last_day, FINDING.c.day)
    gone = (connection.execute(delete(each.table).where(each < before)) for each in columns)
    return sum(each.rowcount for each in gone)
