"""Lists that people send: which column is what, and what each row asks for.

Headings are matched as people write them, accents and signs apart; a list without headings is told
by what stands in its columns. What is not understood is said, never guessed past.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from traceability.domain.errors import Fault, Invalid
from traceability.domain.phones import parse_phone
from traceability.domain.text import fold, shown
from traceability.schemas.fields import RequestSchema
from traceability.schemas.households import HouseholdSchema
from traceability.schemas.rows import RowChecks
from traceability.sheets.tables import Row, Table

MOST_ROWS = 2_000
#: A title and the name of the cooperative often stand above the headings.
_ROWS_ABOVE = 12
_SIGNS = re.compile(r"[^a-z0-9]+")
#: A line of a message: a running number or not, the name, the number at its end.
_SPOKEN = re.compile(
    r"\s*(?:[0-9]{1,4}\s*[.)/-]\s*)?(?P<name>[^0-9]+?)[\s\-–:.]*(?P<phone>\+?[0-9][0-9 .]{7,16})\s*"
)
#: What stands in the example of our templates; a row that says so is nobody's entry.
SAMPLE = "dòng mẫu, xóa đi trước khi gửi"
_SAMPLE_KEY = "dong mau"
_BLANK_NUMBER = re.compile(r"[0-9]{1,5}\.?")


@dataclass(frozen=True)
class Column:
    """A column that is known: the field it fills, our heading for it, and others that mean it."""

    name: str
    heading: str
    others: tuple[str, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """All its headings as they are compared."""
        return frozenset(map(_key, (self.heading, *self.others)))


@dataclass(frozen=True)
class Kind:
    """A kind of list: its schema and columns; ``guess`` names those of one without headings."""

    schema: Callable[[], RequestSchema]
    columns: tuple[Column, ...]
    guess: Callable[[Table], tuple[str, ...]]
    most: int = MOST_ROWS

    @property
    def required(self) -> str:
        """The column that no list can do without: the first."""
        return self.columns[0].name


@dataclass(frozen=True)
class Understood:
    """Which field each column fills ('' for none), the headings, the rows below and above them.

    ``samples`` are the lines of our templates' examples, which are no rows of the list.
    """

    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    above: tuple[Row, ...] = ()
    samples: tuple[int, ...] = ()


@dataclass(frozen=True)
class RowRead:
    """One row: its line, what was typed by field, and what it asks for or what is wrong.

    ``mended`` names fields whose value could be put right without a doubt.
    """

    line: int
    typed: Mapping[str, str]
    asked: Any = None
    faults: tuple[Fault, ...] = ()
    mended: tuple[str, ...] = field(default=())


def understand(
    kind: Kind, table: Table, chosen: Sequence[str] = (), at: str = "pasted"
) -> Understood:
    """Which column is what; ``chosen`` are the fields that a person set, by column.

    Raises Invalid at ``at``: ``import_heading_twice`` (``heading``), ``import_column_twice``,
    ``import_no_name`` (``heading``), ``import_too_many_rows`` (``rows``, ``most``).
    """
    table = _apart(table)
    place = _heading_row(kind, table)
    headings = () if place is None else table.rows[place].cells
    rows = table.rows if place is None else table.rows[place + 1 :]
    if len(rows) > kind.most:
        raise Invalid("import_too_many_rows", at, rows=len(rows), most=kind.most)
    if (heading := _twice([each for each in headings if _key(each)])) is not None:
        raise Invalid("import_heading_twice", at, heading=shown(heading))
    columns = _columns(kind, table, headings, chosen)
    named = [next(c.heading for c in kind.columns if c.name == each) for each in columns if each]
    if (column := _twice(named)) is not None:
        raise Invalid("import_column_twice", at, heading=column)
    if kind.required not in columns:
        raise Invalid("import_no_name", at, heading=kind.columns[0].heading)
    if not rows:
        raise Invalid("sheet_empty", at)
    samples = tuple(row.line for row in rows if is_sample(row))
    rows = tuple(row for row in rows if row.line not in samples)
    return Understood(columns, headings, rows, table.rows[: place or 0], samples)


def is_sample(row: Row) -> bool:
    """Whether a row is the example of a template: one of its cells says so."""
    return any(_key(cell).startswith(_SAMPLE_KEY) for cell in row.cells)


def unguessed(table: Table) -> tuple[str, ...]:
    """A list of many columns is never guessed: it needs its headings."""
    return ("",) * table.width


def _apart(table: Table) -> Table:
    """A list as it is written in a message, "1. Ly Thị Máy - 0977 000 333", in columns."""
    if table.width != 1:
        return table
    said = [(row.line, _SPOKEN.fullmatch(row.cells[0])) for row in table.rows]
    if not all(found for _line, found in said):
        return table
    rows = (Row(line, (found["name"], found["phone"])) for line, found in said if found)
    return replace(table, rows=tuple(rows))


def read_rows(kind: Kind, understood: Understood) -> list[RowRead]:
    """Every row with its verdict, the same that a form gives."""
    checks = RowChecks(kind.schema())
    return [_read(checks, understood.columns, row) for row in understood.rows]


def read_some(kind: Kind, understood: Understood, count: int) -> Iterator[list[RowRead]]:
    """The same, so many rows at a time: for a list whose reading is watched."""
    checks = RowChecks(kind.schema())
    for first in range(0, len(understood.rows), count):
        some = understood.rows[first : first + count]
        yield [_read(checks, understood.columns, row) for row in some]


def _read(checks: RowChecks, columns: Sequence[str], row: Row) -> RowRead:
    typed = {name: cell for name, cell in zip(columns, row.cells, strict=False) if name}
    try:
        asked = checks.read(typed)
    except Invalid as refusal:
        return RowRead(row.line, typed, faults=refusal.faults)
    return RowRead(row.line, typed, asked, mended=mended(typed))


def mended(typed: Mapping[str, str]) -> tuple[str, ...]:
    """The fields of a row whose value could be put right without a doubt."""
    phone = typed.get("phone", "")
    return ("phone",) if phone and parse_phone(phone, "phone").mended else ()


def _key(heading: str) -> str:
    return _SIGNS.sub(" ", fold(heading)).strip()


def _heading_row(kind: Kind, table: Table) -> int | None:
    """The row whose cells name most columns, among the first; it must name the required one."""
    keys = {key: column.name for column in kind.columns for key in column.keys}
    hits = [
        ({keys[_key(cell)] for cell in row.cells if _key(cell) in keys}, -place)
        for place, row in enumerate(table.rows[:_ROWS_ABOVE])
    ]
    best = max(hits, key=lambda hit: (len(hit[0]), hit[1]), default=(set(), 0))
    if kind.required in best[0] or len(best[0]) > 1:
        return -best[1]
    return None


def _columns(
    kind: Kind, table: Table, headings: Sequence[str], chosen: Sequence[str]
) -> tuple[str, ...]:
    known = {column.name for column in kind.columns}
    if chosen:
        return tuple(each if each in known else "" for each in chosen[: table.width])
    if not headings:
        return kind.guess(table)
    keys = {key: column.name for column in kind.columns for key in column.keys}
    return tuple(keys.get(_key(heading), "") for heading in headings)


def _twice(headings: Sequence[str]) -> str | None:
    """The first heading that another one equals."""
    counted = Counter(map(_key, headings))
    return next((each for each in headings if counted[_key(each)] > 1), None)


def _guess_household(table: Table) -> tuple[str, ...]:
    """Phones by their look; of the rest, running numbers left out, first the name, then where."""
    cells = [_column(table, place) for place in range(table.width)]
    phones = [place for place, column in enumerate(cells) if _most(column, _is_phone)]
    phone = phones[0] if phones else None
    rest = [
        place
        for place, column in enumerate(cells)
        if place != phone and not _most(column, lambda cell: bool(_BLANK_NUMBER.fullmatch(cell)))
    ]
    named = dict(zip(rest, ("name", "address", "commune"), strict=False))
    return tuple("phone" if place == phone else named.get(place, "") for place in range(len(cells)))


def _column(table: Table, place: int) -> list[str]:
    return [row.cells[place] for row in table.rows if place < len(row.cells) and row.cells[place]]


def _most(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return bool(cells) and 2 * sum(map(holds, cells)) > len(cells)


def _is_phone(cell: str) -> bool:
    try:
        parse_phone(cell, "phone")
    except Invalid:
        return False
    return True


HOUSEHOLDS = Kind(
    schema=lambda: HouseholdSchema(spoken=True),
    columns=(
        Column(
            "name",
            "Họ và tên",
            (
                *("Họ tên", "Tên", "Tên hộ", "Chủ hộ", "Tên chủ hộ", "Họ tên chủ hộ"),
                *("Họ và tên chủ hộ", "Hộ", "Thành viên", "Xã viên", "Name"),
            ),
        ),
        Column(
            "phone",
            "Số điện thoại",
            ("Điện thoại", "SĐT", "ĐT", "Số ĐT", "Di động", "Số di động", "Số máy", "Phone"),
        ),
        Column("address", "Thôn, bản", ("Thôn", "Bản", "Xóm", "Địa chỉ", "Nơi ở", "Address")),
        Column("commune", "Xã", ("Xã, phường", "Xã hiện nay", "Xã mới", "Phường", "Commune")),
        Column("old_commune", "Xã cũ", ("Xã trước 1/7/2025", "Xã cũ, huyện", "Xã trước sáp nhập")),
        Column("standing", "Loại hộ", ("Quan hệ", "Hình thức", "Đối tượng")),
        Column("note", "Ghi chú", ("Note",)),
    ),
    guess=_guess_household,
)
