"""``traceability import harvests``: a long harvest book of a cooperative, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from traceability.cli.accounts import organisation_of
from traceability.cli.imports import import_group
from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import REFUSED, json_option, progress, tell
from traceability.jobs import harvest_files
from traceability.jobs.harvest_files import Entered
from traceability.services import accounts
from traceability.store.unit import reading
from traceability.web.messages import sentence


@import_group.command("harvests")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", required=True, metavar="CODE", help="The cooperative's code.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of the rows.")
@click.option("--skip-bad", is_flag=True, help="Leave out the rows that are wrong.")
@json_option
@click.pass_context
@pass_installation
def harvests(
    installation: Installation,
    context: click.Context,
    file: Path,
    organisation: str,
    dry_run: bool,
    skip_bad: bool,
) -> None:
    """Enter the harvest book in FILE (.xlsx, up to 100,000 rows) for a cooperative.

    Ends with 1 where a row is wrong, and then stores nothing unless --skip-bad leaves it out.
    """
    with installation.open() as house:
        progress(f"reading {file.name} …")
        with reading(house.store) as view:
            party = organisation_of(view, organisation)
            actor = accounts.in_place_of(view, house.operator, party)
        done = harvest_files.enter_file(
            house.store, actor, file, skip_bad=skip_bad, dry_run=dry_run
        )
    stored = not dry_run and done.import_id is not None
    tell(_told(done, stored), *_lines(done, stored))
    context.exit(REFUSED if done.bad and not stored else 0)


def _told(done: Entered, stored: bool) -> dict[str, Any]:
    return {
        "import": done.import_id if stored else None,
        "stored": stored,
        "entered": done.entered,
        "held": done.held,
        "bad": done.bad,
        "rows": [
            {
                "row": line,
                "errors": [
                    {"code": f.code, "field": f.field, "reason": sentence(f)} for f in faults
                ],
            }
            for line, faults in done.wrong
        ],
    }


def _lines(done: Entered, stored: bool) -> list[str]:
    told = [
        f"Row {line}, {fault.field or 'row'}: {sentence(fault)}"
        for line, faults in done.wrong
        for fault in faults
    ]
    how = "Stored" if stored else "Not stored"
    return [*told, f"{how}: {done.entered} entered, {done.held} held, {done.bad} wrong"]
