"""``traceability import``: reading in a register of codes that exists already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from traceability.cli.accounts import organisation_of
from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import REFUSED, json_option, progress, tell
from traceability.domain.errors import Fault
from traceability.schemas import imports as lists
from traceability.schemas.code_lists import by_name, code_list, parted
from traceability.services import accounts, register_imports
from traceability.services.register_imports import Asked, RowResult
from traceability.services.register_judging import Outcome, crops_by_name
from traceability.services.register_sheets import Sheet
from traceability.sheets.reading import read_file
from traceability.sheets.tables import LARGEST_BYTES
from traceability.store.unit import Work, rehearsing, writing
from traceability.web.communes import with_names
from traceability.web.messages import sentence
from traceability.web.registrar.import_words import HEADINGS, note_text


@click.group("import")
def import_group() -> None:
    """Registers that exist already."""


@import_group.command("codes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--office", required=True, metavar="ORGANISATION", help="The authority's code.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
@click.option("--skip-bad", is_flag=True, help="Leave out the rows that are wrong.")
@json_option
@click.pass_context
@pass_installation
def codes(
    installation: Installation,
    context: click.Context,
    file: Path,
    office: str,
    dry_run: bool,
    skip_bad: bool,
) -> None:
    """Enter the codes in FILE (.xlsx, .csv) into the register of an authority.

    Ends with 1 where a row is wrong, and then stores nothing unless --skip-bad leaves it out.
    """
    with file.open("rb") as opened:
        data = opened.read(LARGEST_BYTES + 1)
    with installation.open() as house:
        progress(f"reading {file.name} …")
        unit = rehearsing if dry_run else writing
        with unit(house.store, house.operator) as work:
            sheet, results, stored = _enter(work, data, file.name, office, dry_run, skip_bad)
    told = _told(sheet, results, stored)
    tell(told, *_lines(told))
    bad = any(each.outcome is Outcome.REFUSED for each in results)
    context.exit(REFUSED if bad and (dry_run or stored is None) else 0)


def _enter(
    work: Work,
    data: bytes,
    name: str,
    office: str,
    dry_run: bool,
    skip_bad: bool,
) -> tuple[Sheet, list[RowResult], str | None]:
    """The list, what becomes of each row, and the UUID of the import where it was stored."""
    acting = work.acting(accounts.in_place_of(work, work.actor, organisation_of(work, office)))
    register_imports.check_may(acting.actor)
    kind = code_list(work.today, by_name(crops_by_name(work)))
    understood = lists.understand(kind, read_file(data, name), at="file")
    sheet = Sheet(
        understood.columns,
        understood.headings,
        tuple((row.line, row.cells) for row in understood.rows),
    )
    entries, unread = parted(lists.read_rows(kind, understood))
    skips = skip_bad or dry_run
    results = register_imports.enter_list(acting, entries, unread, skip_faulty=skips)
    if dry_run or not any(each.code for each in results):
        return sheet, results, None
    asked = Asked(sheet, len(sheet.rows), skip_bad)
    return sheet, results, register_imports.keep_stored(acting, asked, results)


def _told(sheet: Sheet, results: Sequence[RowResult], stored: str | None) -> dict[str, Any]:
    counts = register_imports.count_outcomes(results)
    return {
        "import": stored,
        "stored": stored is not None,
        **{str(outcome): count for outcome, count in counts.items()},
        "rows": [_row(sheet, each, stored is not None) for each in results],
    }


def _row(sheet: Sheet, result: RowResult, stored: bool) -> dict[str, Any]:
    return {
        "row": result.line,
        "raw": sheet.typed(result.line, "raw"),
        "outcome": str(result.outcome),
        "code": result.code if stored else None,
        "errors": [_fault(sheet, result.line, each) for each in result.faults],
        "notes": [{"code": each.code, "text": note_text(each)} for each in result.notes],
    }


def _fault(sheet: Sheet, line: int, fault: Fault) -> dict[str, Any]:
    field = fault.field or "raw"
    return {
        "code": fault.code,
        "field": field,
        "column": HEADINGS.get(field, field),
        "value": sheet.typed(line, field),
        "reason": sentence(with_names(fault)),
    }


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    for row in told["rows"]:
        for each in row["errors"]:
            typed = f" “{each['value']}”" if each["value"] else ""
            yield f"Row {row['row']}, {each['column']}{typed}: {each['reason']}"
        if row["outcome"] == Outcome.CONFLICT:
            said = " ".join(each["text"] for each in row["notes"] if "conflict" in each["code"])
            yield f"Row {row['row']}, {row['raw']}: {said}"
    counts = ", ".join(f"{told[each]:,} {each}" for each in map(str, Outcome))
    yield f"{'Stored' if told['stored'] else 'Not stored'}: {counts}"
