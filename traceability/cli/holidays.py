"""``holiday``: the days on which offices do not work, as the operator enters them each year."""

from __future__ import annotations

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, tell
from traceability.domain.days import format_day, parse_day
from traceability.services import filing_terms
from traceability.store.unit import reading, writing


@click.group()
def holiday() -> None:
    """Public holidays: working days of offices are counted without them."""


@holiday.command("add")
@click.argument("day")
@click.argument("name")
@json_option
@pass_installation
def add(installation: Installation, day: str, name: str) -> None:
    """Enter DAY (dd/mm/yyyy) as a public holiday called NAME."""
    _set(installation, day, name, holds=True)


@holiday.command("remove")
@click.argument("day")
@json_option
@pass_installation
def remove(installation: Installation, day: str) -> None:
    """Take a public holiday back: on DAY offices work."""
    _set(installation, day, "–", holds=False)


@holiday.command("list")
@json_option
@pass_installation
def listed(installation: Installation) -> None:
    """Show the public holidays that are entered."""
    with installation.open() as house, reading(house.store) as view:
        found = filing_terms.holidays(view)
    told = {"holidays": [{"day": day.isoformat(), "name": name} for day, name in found]}
    tell(told, *(f"{format_day(day, 'vi')}  {name}" for day, name in found))


def _set(installation: Installation, typed: str, name: str, *, holds: bool) -> None:
    with installation.open() as house, writing(house.store, house.operator) as work:
        day = parse_day(typed, "day", today=work.today, may_be_future=True)
        filing_terms.set_holiday(work, day, name, holds=holds)
    word = "entered" if holds else "taken back"
    tell({"day": day.isoformat(), "holiday": holds}, f"{format_day(day, 'vi')}: {word}.")
