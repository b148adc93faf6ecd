"""``traceability household``: entering one, and erasing one at its own request."""

from __future__ import annotations

import click

from traceability.cli.accounts import acting
from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, tell
from traceability.domain.ids import fold_typed
from traceability.domain.phones import parse_phone
from traceability.domain.text import clean_line
from traceability.jobs import erasing
from traceability.services import erasures, jobs, parties
from traceability.store.unit import writing


@click.group()
def household() -> None:
    """Households of a cooperative."""


@household.command("create")
@click.argument("party", metavar="ORGANISATION")
@click.argument("name")
@click.option("--phone")
@json_option
@pass_installation
def create(installation: Installation, party: str, name: str, phone: str | None) -> None:
    """Register the household NAME in an ORGANISATION (its code), as its manager would.

    Prints its code and the random number under which pages speak of it.
    """
    private = {"name": clean_line(name, "name")}
    if phone is not None:
        private["phone"] = parse_phone(clean_line(phone, "phone"), "phone").number
    with acting(installation, party) as work:
        made = parties.register_household(work, parties.acting_party(work, work.actor), private)
        code, number = made.code, made.number
    told = {"code": code, "number": number, "name": private["name"]}
    tell(told, f"{code}  Hộ {number:02}  {private['name']}")


@household.command("erase")
@click.argument("code")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@json_option
@pass_installation
def erase(installation: Installation, code: str, yes: bool) -> None:
    """Erase everything private of the household CODE, and wipe the database's files of it.

    Its number stays, with every lot. A household that is erased already is swept once more.
    """
    if not yes:
        click.confirm(
            "Its name, phone, address and note cannot be brought back. Erase?", abort=True
        )
    with installation.open() as house:
        with writing(house.store, house.operator) as work:
            gone = erasures.erase(work, fold_typed(code) or code)
        swept = erasing.sweep(house.settings.files, house.store, gone.party_id)
        if swept and gone.done:
            with writing(house.store, house.operator) as work:
                jobs.finish(work, jobs.take(work, erasures.JOB, gone.party_id, "command line"))
    told = {"code": code, "number": gone.number, "erased": gone.done, "swept": swept}
    said = "Erased" if gone.done else "Was erased before:"
    later = "" if swept else "; the files are still read, run this again in a while"
    tell(told, f"{said} Hộ {gone.number}{later}")
