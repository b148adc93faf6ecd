"""``traceability ceiling`` and ``traceability season``: what harvests are judged by."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, many, tell
from traceability.domain import days
from traceability.domain.text import clean_line
from traceability.schemas.seasons import CeilingSchema
from traceability.services import ceilings, seasons
from traceability.services.ceilings import CropCeilings, Row
from traceability.services.seasons import StartRequest
from traceability.store.models import ReferenceValue
from traceability.store.unit import reading, writing


@click.group()
def ceiling() -> None:
    """The ceilings of a season by crop."""


@ceiling.command("list")
@click.option("--crop", help="Only this crop.")
@click.option("--history", is_flag=True, help="Every row that was ever set, and by whom.")
@json_option
@pass_installation
def list_ceilings(installation: Installation, crop: str | None, history: bool) -> None:
    """List the ceilings in force today and those to come; 1 where there is none."""
    with installation.open() as house, reading(house.store) as view:
        found = ceilings.overview(view, house.operator)
    chosen = [each for each in found if crop in (None, each.crop)]
    told = {each.crop: [_plain(row) for row in _rows(each, history)] for each in chosen}
    tell({"ceilings": told}, *(_line(each, row) for each in chosen for row in _rows(each, history)))
    if not chosen:
        click.get_current_context().exit(1)


@ceiling.command("set")
@click.argument("crop")
@click.argument("level")
@click.argument("value")
@click.option("--from", "from_on", required=True, help="From which day on (dd/mm/yyyy or ISO).")
@click.option("--source", required=True, help="What it rests on: a paper, a survey, who confirmed.")
@json_option
@pass_installation
def set_ceiling(
    installation: Installation, crop: str, level: str, value: str, from_on: str, source: str
) -> None:
    """Set LEVEL of CROP to VALUE ("12 tấn", "8 lít", "1,3" times the average) from a day on.

    What is recorded keeps the verdict of its day, also where the day lies in the past.
    """
    with installation.open() as house, writing(house.store, house.operator) as work:
        shown = ceilings.of_crop(work, house.operator, crop)
        schema = CeilingSchema(
            crop=crop, measure=shown.measure, unit=shown.unit, today=work.today, spoken=True
        )
        typed = {"level": level, "value": value, "from_on": from_on, "source": source}
        asked = schema.read(typed)["asked"]
        kept = ceilings.foresee(work, asked).lots_kept
        ceilings.set_ceiling(work, asked)
    told = {"crop": crop, "level": level, "value": asked.value, "lots_kept": kept}
    tell(
        told,
        f"{level} of {crop} is {asked.value} from {asked.from_on.isoformat()};"
        f" {many(kept, 'lot')} recorded since that day {'keeps its' if kept == 1 else 'keep their'}"
        " verdict.",
    )


@click.group()
def season() -> None:
    """When the seasons of a crop begin."""


@season.command("list")
@click.argument("crop")
@json_option
@pass_installation
def list_seasons(installation: Installation, crop: str) -> None:
    """List the rules of CROP, oldest first, and the season of today."""
    with installation.open() as house, reading(house.store) as view:
        ceilings.known_crop(view, crop)
        rows, now = seasons.history(view, crop), seasons.season_of(view, crop, view.today)
        rules = [_rule(row) for row in rows]
    today = {"label": now.label, "starts_on": str(now.starts_on), "ends_on": str(now.ends_on)}
    lines = [f"from {each['from_on']}: {each['starts']}  {each['label']}" for each in rules]
    lines.append(f"now {now.label}: {now.starts_on} to {now.ends_on}")
    tell({"rules": rules, "today": today}, *lines)


@season.command("start")
@click.argument("crop")
@click.argument("starts", metavar="MM-DD")
@click.option("--from", "from_on", required=True, help="From which coming day on.")
@click.option("--label", required=True, help='What it is called: "niên vụ {first}–{last}".')
@click.option("--source", required=True, help="What it rests on.")
@json_option
@pass_installation
def start_season(
    installation: Installation, crop: str, starts: str, from_on: str, label: str, source: str
) -> None:
    """Let the seasons of CROP begin on MM-DD, from a coming day on."""
    with installation.open() as house, writing(house.store, house.operator) as work:
        month, day = _month_day(starts)
        asked = StartRequest(
            crop=crop,
            month=month,
            day=day,
            label=clean_line(label, "label", longest=120),
            from_on=days.parse_day(from_on, "from_on", today=work.today, may_be_future=True),
            source=clean_line(source, "source"),
        )
        first = seasons.set_start(work, asked)
    told = {"label": first.label, "starts_on": str(first.starts_on), "ends_on": str(first.ends_on)}
    tell({"season": told}, f"{first.label}: {first.starts_on} to {first.ends_on}")


def _month_day(typed: str) -> tuple[int, int]:
    try:
        read = dt.date.fromisoformat(f"2001-{typed}")
    except ValueError:
        raise click.BadParameter("a day of every year, as MM-DD", param_hint="MM-DD") from None
    return read.month, read.day


def _rows(shown: CropCeilings, history: bool) -> list[Row]:
    return list(shown.history if history else (*shown.in_force.values(), *shown.coming))


def _plain(row: Row) -> Mapping[str, Any]:
    moments = {"from_on": row.from_on.isoformat(), "recorded_at": row.recorded_at.isoformat()}
    return dataclasses.asdict(row) | moments


def _line(shown: CropCeilings, row: Row) -> str:
    by = {None: "default", "": "operator"}.get(row.set_by, row.set_by)
    value = f"{row.key:<16} {row.value:>12} {row.unit}"
    return f"{shown.crop:<18} {value}  from {row.from_on}  {by}: {row.source}"


def _rule(row: ReferenceValue) -> dict[str, str | None]:
    month, day = divmod(row.value, 100)
    return {
        "from_on": row.from_on.isoformat(),
        "starts": f"{month:02d}-{day:02d}",
        "label": row.note,
        "source": row.source,
        "set_by": row.set_by,
    }
