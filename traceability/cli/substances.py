"""``traceability substances``: what may be sprayed, spread or given, where and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import REFUSED, json_option, tell
from traceability.domain.diary import Rule
from traceability.domain.errors import Fault
from traceability.schemas import imports as lists
from traceability.schemas.diary import SUBSTANCES
from traceability.services import substances as services
from traceability.services.substances import Outcome, RowResult, SubstanceShown
from traceability.sheets.reading import read_file
from traceability.sheets.tables import LARGEST_BYTES
from traceability.store.unit import reading, rehearsing, writing
from traceability.web.messages import sentence

_HEADINGS = {column.name: column.heading for column in SUBSTANCES.columns}


@click.group()
def substances() -> None:
    """Substances of the farm diary, and what each market says of them."""


@substances.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
@json_option
@click.pass_context
@pass_installation
def import_list(
    installation: Installation, context: click.Context, file: Path, dry_run: bool
) -> None:
    """Enter the substances and rules in FILE (.csv, .xlsx); what stands already stays.

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


@substances.command("list")
@click.option("--kind", help="Only this kind.")
@json_option
@pass_installation
def show(installation: Installation, kind: str | None) -> None:
    """List every substance with what holds today; 1 where there is none."""
    with installation.open() as house, reading(house.store) as view:
        found = [each for each in services.listed(view) if kind in (None, each.kind)]
        today = view.today
    tell(
        {"substances": [_plain(each, today) for each in found]},
        *(_line(each, today) for each in found),
    )
    if not found:
        click.get_current_context().exit(1)


def _rows(
    data: bytes, name: str
) -> list[tuple[int, services.SubstanceRequest | tuple[Fault, ...]]]:
    understood = lists.understand(SUBSTANCES, read_file(data, name), at="file")
    read = lists.read_rows(SUBSTANCES, understood)
    return [(row.line, row.faults or row.asked) for row in read]


def rows_told(results: Sequence[RowResult], *, stored: bool) -> dict[str, Any]:
    """What became of the rows of a list, for programs."""
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


def rows_said(
    results: Sequence[RowResult], told: dict[str, Any], headings: Mapping[str, str]
) -> Iterator[str]:
    """What became of the rows of a list, for people."""
    for each in results:
        for fault in each.faults:
            heading = headings.get(fault.field or "", fault.field or "")
            yield f"Row {each.line}, {heading}: {sentence(fault)}"
    counts = ", ".join(f"{told[str(each)]} {each}" for each in Outcome)
    yield f"{'Stored' if told['stored'] else 'Not stored'}: {counts}"


def _plain(each: SubstanceShown, today: dt.date) -> dict[str, Any]:
    return {
        "code": each.code,
        "kind": each.kind,
        "name": each.name,
        "active": each.active,
        "phi_days": each.phi_days,
        "today": {market: str(rule.verdict) for market, rule in each.now(today).items()},
        "rules": [_rule(rule) for rule in each.rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "market": rule.market,
        "verdict": str(rule.verdict),
        "from_on": rule.from_on.isoformat(),
        "to_on": None if rule.to_on is None else rule.to_on.isoformat(),
        "source": rule.source,
    }


def _line(each: SubstanceShown, today: dt.date) -> str:
    days = "" if each.phi_days is None else f", {each.phi_days} days"
    now = "; ".join(
        f"{rule.verdict} ({market}) since {rule.from_on}: {rule.source}"
        for market, rule in each.now(today).items()
    )
    return f"{each.code}  {each.kind}  {each.name} ({each.active}{days})  {now or 'no rule'}"
