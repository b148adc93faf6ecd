"""``traceability substances``: what may be sprayed, spread or given, where and since when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.list_files import add_import
from traceability.cli.output import json_option, many, tell
from traceability.domain.diary import Rule
from traceability.schemas.diary import SUBSTANCES
from traceability.services import substances as services
from traceability.services.substances import SubstanceShown
from traceability.store.unit import reading


@click.group()
def substances() -> None:
    """Substances of the farm diary, and what each market says of them."""


add_import(substances, SUBSTANCES, services.enter_list, "substances and rules")


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
    days = "" if each.phi_days is None else f", {many(each.phi_days, 'day')}"
    now = "; ".join(
        f"{rule.verdict} ({market}) since {rule.from_on}: {rule.source}"
        for market, rule in each.now(today).items()
    )
    return f"{each.code}  {each.kind}  {each.name} ({each.active}{days})  {now or 'no rule'}"
