"""``traceability key``: the keys by which other software calls the API."""

from __future__ import annotations

import dataclasses
import datetime as dt

import click

from traceability.cli.accounts import organisation_of
from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, tell
from traceability.domain.access import KEY_SCOPES, Role
from traceability.domain.text import nfc
from traceability.services import api_keys
from traceability.services.api_keys import LONGEST_DAYS, KeyListed
from traceability.store.unit import reading, writing

_SOFTWARE = click.Choice(["manager", "recorder"])
_SCOPE = click.Choice(list(KEY_SCOPES))


@click.group()
def key() -> None:
    """Keys by which other software calls the API."""


@key.command("create")
@click.argument("party", metavar="ORGANISATION")
@click.option("--role", default="recorder", show_default=True, type=_SOFTWARE)
@click.option("--name", default="", help="What software it is for; the role where it is left out.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=_SCOPE,
    help="What it may do, may be repeated; all of it where none is named. Reading always goes.",
)
@click.option("--days", default=LONGEST_DAYS, show_default=True, help="How long it lasts.")
@json_option
@pass_installation
def create_key(
    installation: Installation, party: str, role: str, name: str, scopes: tuple[str, ...], days: int
) -> None:
    """Make a key of an ORGANISATION (its code); it is printed this once, and never again."""
    life = dt.timedelta(days=max(0, min(days, LONGEST_DAYS + 1)))
    asked = scopes or tuple(KEY_SCOPES)
    with installation.open() as house, writing(house.store, house.operator) as work:
        holder = organisation_of(work, party)
        made = api_keys.create_key(work, holder, Role(role), life, name=nfc(name), scopes=asked)
    told = {"key": made.text, "prefix": made.prefix, "expires_at": made.expires_at.isoformat()}
    tell(told, f"Key (shown once): {made.text}", f"Valid until: {made.expires_at:%Y-%m-%d}")


@key.command("list")
@click.argument("party", metavar="ORGANISATION")
@json_option
@pass_installation
def list_keys(installation: Installation, party: str) -> None:
    """List the keys of an ORGANISATION (its code), newest first; 1 where there is none."""
    with installation.open() as house, reading(house.store) as view:
        found = api_keys.keys_of(view, house.operator, organisation_of(view, party))
    tell({"keys": [_told(each) for each in found]}, *map(_line, found))
    if not found:
        click.get_current_context().exit(1)


@key.command()
@click.argument("prefix")
@json_option
@pass_installation
def revoke(installation: Installation, prefix: str) -> None:
    """End the key of a PREFIX at once; `key list` shows the prefixes."""
    with installation.open() as house, writing(house.store, house.operator) as work:
        found = api_keys.revoke_key(work, prefix)
    tell(_told(found), f"Revoked {found.prefix}.")


def _told(each: KeyListed) -> dict[str, object]:
    moments = {
        "created_at": each.created_at.isoformat(),
        "expires_at": each.expires_at.isoformat(),
        "revoked_at": _moment(each.revoked_at),
        "last_used_at": _moment(each.last_used_at),
    }
    return dataclasses.asdict(each) | moments


def _moment(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _line(each: KeyListed) -> str:
    state = f"revoked {each.revoked_at:%Y-%m-%d}" if each.revoked_at else "not revoked"
    used = f"last used {each.last_used_at:%Y-%m-%d}" if each.last_used_at else "never used"
    valid = f"valid until {each.expires_at:%Y-%m-%d}"
    words = (each.prefix, each.role, ",".join(each.scopes), valid, used, state, each.name)
    return "  ".join(words)
