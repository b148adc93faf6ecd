"""A list of the operator's as a file: looked at whole, then stored whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import REFUSED, json_option, tell
from traceability.domain.errors import Fault
from traceability.schemas import imports as lists
from traceability.schemas.imports import Kind
from traceability.services.substances import Outcome, RowResult
from traceability.sheets.reading import read_file
from traceability.sheets.tables import LARGEST_BYTES
from traceability.store.unit import Work, rehearsing, writing
from traceability.web.messages import sentence

#: Enters rows by their lines, each what it asks for or what is wrong with it.
Enter = Callable[[Work, list[tuple[int, Any | tuple[Fault, ...]]]], list[RowResult]]


def add_import(group: click.Group, kind: Kind, enter: Enter, rows: str) -> None:
    """Give a group its command ``import``; ``rows`` says what a list of this kind holds."""

    @group.command("import", help=f"Enter the {rows} in FILE (.csv, .xlsx); {_WHOLE}")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
    @json_option
    @click.pass_context
    @pass_installation
    def import_list(
        installation: Installation, context: click.Context, file: Path, dry_run: bool
    ) -> None:
        results, stored = _entered(installation, kind, enter, file, dry_run=dry_run)
        told = _told(results, stored=stored)
        headings = {column.name: column.heading for column in kind.columns}
        tell(told, *_said(results, told, headings))
        context.exit(REFUSED if _is_bad(results) else 0)


_WHOLE = """what stands already stays.

Ends with 1 where a row is wrong, and then stores nothing.
"""


def _entered(
    installation: Installation, kind: Kind, enter: Enter, file: Path, *, dry_run: bool
) -> tuple[list[RowResult], bool]:
    """What became of the rows, and whether they are stored."""
    with file.open("rb") as opened:
        data = opened.read(LARGEST_BYTES + 1)
    with installation.open() as house:
        rows = _rows(kind, data, file.name)
        with rehearsing(house.store, house.operator) as work:
            results = enter(work, rows)
        if _is_bad(results) or dry_run:
            return results, False
        with writing(house.store, house.operator) as work:
            return enter(work, rows), True


def _rows(kind: Kind, data: bytes, name: str) -> list[tuple[int, Any | tuple[Fault, ...]]]:
    understood = lists.understand(kind, read_file(data, name), at="file")
    return [(row.line, row.faults or row.asked) for row in lists.read_rows(kind, understood)]


def _is_bad(results: Sequence[RowResult]) -> bool:
    return any(each.outcome is Outcome.REFUSED for each in results)


def _told(results: Sequence[RowResult], *, stored: bool) -> dict[str, Any]:
    counts = {str(each): sum(r.outcome is each for r in results) for each in Outcome}
    rows = [
        {
            "row": each.line,
            "code": each.code or None,
            "outcome": str(each.outcome),
            "errors": [
                {"code": f.code, "field": f.field, "reason": sentence(f)} for f in each.faults
            ],
        }
        for each in results
    ]
    return {"stored": stored, **counts, "rows": rows}


def _said(
    results: Sequence[RowResult], told: dict[str, Any], headings: Mapping[str, str]
) -> Iterator[str]:
    for each in results:
        for fault in each.faults:
            heading = headings.get(fault.field or "", fault.field or "")
            yield f"Row {each.line}, {heading}: {sentence(fault)}"
    counts = ", ".join(f"{told[str(each)]:,} {each}" for each in Outcome)
    yield f"{'Stored' if told['stored'] else 'Not stored'}: {counts}"
