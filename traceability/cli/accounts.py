"""``traceability user`` and ``organisation``: who may sign in, and for whom they act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, tell
from traceability.crypto import tokens
from traceability.domain.access import Role
from traceability.domain.contacts import read_contact
from traceability.domain.errors import NotFound
from traceability.domain.ids import fold_typed
from traceability.domain.text import clean_line, nfc
from traceability.services import accounts, invitations, parties
from traceability.services.invitations import OrganisationInvited
from traceability.services.parties import OrganisationRequest
from traceability.store.models import Party
from traceability.store.queries import parties as queries
from traceability.store.unit import Reading, Work, writing

#: Where the page of an invitation stands; a test holds it equal to the route.
ACCEPT = "/moi/"
_PEOPLE = click.Choice(["manager", "recorder", "registrar", "inspector"])


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("create")
@click.argument("login")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=_PEOPLE)
@click.option("--organisation", "party", required=True, help="The organisation's code.")
@json_option
@pass_installation
def create_user(installation: Installation, login: str, name: str, role: str, party: str) -> None:
    """Make an account with a temporary password, which is printed this once.

    LOGIN is a phone number, an e-mail address or a word.
    """
    password = tokens.temporary_password()
    with installation.open() as house, writing(house.store, house.operator) as work:
        holder = organisation_of(work, party)
        made = accounts.create_user(work, login, nfc(name), password)
        accounts.add_member(work, made, holder, Role(role))
        found = made.login
    told = {"login": found, "password": password, "role": role, "organisation": party}
    tell(told, f"Login: {found}", f"Temporary password (shown once): {password}")


@user.command()
@click.argument("login")
@json_option
@pass_installation
def disable(installation: Installation, login: str) -> None:
    """Close the account LOGIN for good; its sessions and phones end at once."""
    with installation.open() as house, writing(house.store, house.operator) as work:
        found = accounts.disable_user(work, login).login
    tell(
        {"login": found, "disabled": True}, f"Disabled {found}; its sessions and phones are ended."
    )


@user.command()
@click.argument("login")
@json_option
@pass_installation
def reset(installation: Installation, login: str) -> None:
    """Give the account LOGIN a new temporary password, printed this once.

    Its sessions and phones end.
    """
    password = tokens.temporary_password()
    with installation.open() as house, writing(house.store, house.operator) as work:
        found = accounts.reset_password(work, login, password).login
    told = {"login": found, "password": password}
    tell(told, f"Login: {found}", f"Temporary password (shown once): {password}")


@user.command()
@click.argument("login")
@click.argument("party", metavar="ORGANISATION")
@json_option
@pass_installation
def leave(installation: Installation, login: str, party: str) -> None:
    """End what LOGIN does in an ORGANISATION (its code), with the sessions and phones there."""
    with installation.open() as house, writing(house.store, house.operator) as work:
        holder = organisation_of(work, party)
        found, left = accounts.leave(work, login, holder).login, holder.code
    tell({"login": found, "organisation": left, "left": True}, f"{found} has left {left}.")


@click.group()
def organisation() -> None:
    """Cooperatives, groups, companies and authorities."""


@organisation.command("create")
@click.option("--kind", required=True, type=click.Choice(parties.ORGANISATIONS))
@click.option("--name", required=True)
@click.option("--commune", help="The code of its commune since 1 July 2025.")
@click.option("--address", help="The address as it is written.")
@click.option("--phone")
@click.option("--territory", multiple=True, help="A commune of an authority; may be repeated.")
@click.option("--province", is_flag=True, help="An authority that sees every commune.")
@json_option
@pass_installation
def create_organisation(
    installation: Installation,
    kind: str,
    name: str,
    commune: str | None,
    address: str | None,
    phone: str | None,
    territory: tuple[str, ...],
    province: bool,
) -> None:
    """Register an organisation; prints its code."""
    typed = {"name": name, "address": address, "phone": phone}
    private = {field: clean_line(text, field) for field, text in typed.items() if text is not None}
    asked = OrganisationRequest(kind, commune, private, territory, province)
    with installation.open() as house, writing(house.store, house.operator) as work:
        code = parties.register_organisation(work, asked).code
    tell({"code": code, "name": private["name"]}, f"{code}  {private['name']}")


@organisation.command("invite")
@click.option("--kind", required=True, type=click.Choice(invitations.ORGANISATION_KINDS))
@click.option("--name", required=True)
@click.option("--commune", required=True, help="The code of its commune since 1 July 2025.")
@click.option("--contact", required=True, help="A phone number or an e-mail address.")
@json_option
@pass_installation
def invite_organisation(
    installation: Installation, kind: str, name: str, commune: str, contact: str
) -> None:
    """Make a one-time link by which an organisation comes in; it is printed this once.

    Who opens the link becomes the organisation's first manager. It is valid for seven days.
    """
    asked = OrganisationInvited(
        kind, clean_line(name, "name"), commune, read_contact(contact, "contact")
    )
    with installation.open() as house, writing(house.store, house.operator) as work:
        link = invitations.invite_organisation(work, asked)
    url = f"{house.settings.public_url}{ACCEPT}{link.token}"
    told = {"url": url, "name": link.name, "expires_at": link.expires_at.isoformat()}
    tell(told, f"Link (shown once): {url}", f"Valid until: {link.expires_at:%Y-%m-%d %H:%M} UTC")


@contextmanager
def acting(installation: Installation, party: str) -> Iterator[Work]:
    """One unit of work in the place of an organisation, under the command line's own actor."""
    with installation.open() as house, writing(house.store, house.operator) as work:
        standing = accounts.in_place_of(work, work.actor, organisation_of(work, party))
        yield work.acting(standing)


def organisation_of(view: Reading, typed: str) -> Party:
    """The organisation of a typed code."""
    code = fold_typed(nfc(typed))
    party = None if code is None else queries.by_code(view.db, code)
    if party is None or party.kind not in parties.ORGANISATIONS:
        raise NotFound(organisation=typed)
    return party
