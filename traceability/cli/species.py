"""``traceability species``: which species are protected, since when, by which list."""

from __future__ import annotations

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.list_files import add_import
from traceability.cli.output import json_option, tell
from traceability.domain.gathering import Species, in_force
from traceability.schemas.species import SPECIES
from traceability.services import species as services
from traceability.store.unit import reading


@click.group()
def species() -> None:
    """Protected species: what may be gathered with a permit only, or not at all."""


add_import(species, SPECIES, services.enter_list, "rules")


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
