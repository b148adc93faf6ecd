"""``traceability gi``: geographical indications, and the communes that each of them covers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, many, tell
from traceability.domain.errors import Invalid
from traceability.services import gis
from traceability.services.gis import GiRequest, GiShown
from traceability.services.places_shown import NEW
from traceability.store.unit import reading, writing


@click.group()
def gi() -> None:
    """Geographical indications and their communes."""


@gi.command("add")
@click.argument("key")
@click.option("--name", required=True, help="As the register writes it.")
@click.option("--source", required=True, help="Where name, number and communes stand.")
@click.option("--crop", help="The crop that it is of.")
@click.option("--number", help="Its number in the register.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="Its first day.")
@click.option("--demonstration", is_flag=True, help="Mark it as nothing to rely on.")
@json_option
@pass_installation
def add(
    installation: Installation,
    key: str,
    name: str,
    source: str,
    crop: str | None,
    number: str | None,
    first: dt.datetime | None,
    demonstration: bool,
) -> None:
    """Enter an indication under a KEY of yours; name its communes next."""
    from_on = None if first is None else first.date()
    asked = GiRequest(key, name, source, crop, number, from_on, demonstration)
    with installation.open() as house, writing(house.store, house.operator) as work:
        gis.enter(work, asked)
    tell({"key": key}, f"{key}: {name}. It covers nothing until its communes are named.")


@gi.command("communes")
@click.argument("key")
@click.option("--commune", "named", multiple=True, help="CODE or CODE:VINTAGE; may be repeated.")
@click.option(
    "--file",
    "listed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A text file with one CODE or CODE:VINTAGE a line; # begins a remark.",
)
@json_option
@pass_installation
def communes(
    installation: Installation, key: str, named: tuple[str, ...], listed: Path | None
) -> None:
    """Let the indication KEY cover exactly these communes.

    A code without a vintage is one of today (2025-07); one of before July 2025 is CODE:pre-2025-07,
    as the same code may be another commune's today.
    """
    lines = [] if listed is None else listed.read_text(encoding="utf-8").splitlines()
    told = [line.partition("#")[0].strip() for line in (*named, *lines)]
    wanted = [_commune(word) for word in told if word]
    if not wanted:
        raise Invalid("required", "commune")
    with installation.open() as house, writing(house.store, house.operator) as work:
        count = gis.set_communes(work, key, wanted)
    tell({"key": key, "communes": count}, f"{key}: {many(count, 'commune')}")


@gi.command("list")
@json_option
@pass_installation
def show(installation: Installation) -> None:
    """Show every indication with its communes."""
    with installation.open() as house, reading(house.store) as view:
        found = gis.listed(view)
    tell({"gis": [_plain(each) for each in found]}, *(_line(each) for each in found))


def _commune(word: str) -> tuple[str, str]:
    code, _, vintage = word.partition(":")
    return code, vintage or NEW


def _plain(each: GiShown) -> dict[str, object]:
    return {
        "key": each.key,
        "name": each.name,
        "crop": each.crop,
        "number": each.register_no,
        "from": each.from_on,
        "source": each.source,
        "demonstration": each.demonstration,
        "communes": [{"code": c.code, "vintage": c.vintage, "name": c.name} for c in each.communes],
    }


def _line(each: GiShown) -> str:
    marks = " (demonstration)" if each.demonstration else ""
    number = f" No. {each.register_no}" if each.register_no else ""
    named = ", ".join(f"{c.name} {c.code}:{c.vintage}" for c in each.communes) or "no commune"
    return f"{each.key}  {each.name}{number}{marks}: {named}"
