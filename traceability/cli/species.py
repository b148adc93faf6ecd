"""``traceability species``: which species are protected, since when, by which list."""

from __future__ import annotations

from pathlib import Path

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import REFUSED, json_option, tell
from traceability.cli.substances import rows_said, rows_told
from traceability.domain.errors import Fault
from traceability.domain.gathering import Species, in_force
from traceability.schemas import imports as lists
from traceability.schemas.species import SPECIES
from traceability.services import species as services
from traceability.services.substances import Outcome
from traceability.sheets.reading import read_file
from traceability.sheets.tables import LARGEST_BYTES
from traceability.store.unit import reading, rehearsing, writing

_HEADINGS = {column.name: column.heading for column in SPECIES.columns}


@click.group()
def species() -> None:
    """Protected species: what may be gathered with a permit only, or not at all."""


@species.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
@json_option
@click.pass_context
@pass_installation
def import_list(
    installation: Installation, context: click.Context, file: Path, dry_run: bool
) -> None:
    """Enter the rules in FILE (.csv, .xlsx); what stands already stays.

    Ends with 1 where a row is wrong, and then stores nothing.
    """
    with file.open("rb") as opened:
        data = opened.read(LARGEST_BYTES + 1)
    with installation.open() as house:
        rows = _rows(data, file.name)
        with rehearsing(house.store, house.operator) as work:
            results = services.enter_list(work, rows)
        bad = any(each.outcome is Outcome.REFUSED for each in results)
        if not bad and not dry_run:
            with writing(house.store, house.operator) as work:
                results = services.enter_list(work, rows)
    told = rows_told(results, stored=not bad and not dry_run)
    tell(told, *rows_said(results, told, _HEADINGS))
    context.exit(REFUSED if bad else 0)


@species.command("list")
@json_option
@pass_installation
def show(installation: Installation) -> None:
    """List every rule in the order it was entered; 1 where there is none."""
    with installation.open() as house, reading(house.store) as view:
        found, today = services.listed(view), view.today
    holds = {
        rule.crop: in_force([e for e in found if e.crop == rule.crop], today) for rule in found
    }
    tell({"species": [_plain(each) for each in found]}, *(_line(e, holds) for e in found))
    if not found:
        click.get_current_context().exit(1)


def _rows(data: bytes, name: str) -> list[tuple[int, Species | tuple[Fault, ...]]]:
    understood = lists.understand(SPECIES, read_file(data, name), at="file")
    read = lists.read_rows(SPECIES, understood)
    return [(row.line, row.faults or row.asked) for row in read]


def _plain(each: Species) -> dict[str, object]:
    return {
        "crop": each.crop,
        "latin": each.latin,
        "verdict": str(each.verdict),
        "listing": each.listing,
        "from_on": each.from_on.isoformat(),
        "to_on": None if each.to_on is None else each.to_on.isoformat(),
        "source": each.source,
        "sample": each.sample,
    }


def _line(each: Species, holds: dict[str, Species | None]) -> str:
    now = "holds today" if holds[each.crop] is each else "does not hold today"
    sample = "  (sample)" if each.sample else ""
    return (
        f"{each.crop}  {each.latin}  {each.verdict} since {each.from_on}: {each.listing},"
        f" {each.source}  {now}{sample}"
    )
