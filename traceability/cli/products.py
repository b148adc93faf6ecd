"""``traceability product``: what a cooperative packs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from traceability.cli.accounts import acting, organisation_of
from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, tell
from traceability.domain.balance import Basis
from traceability.domain.ids import fold_typed
from traceability.domain.quantity import Quantity, Unit, format_quantity, input_form
from traceability.domain.text import nfc
from traceability.schemas.products import LONGEST_SHELF_LIFE, PHOTO, ProductSchema
from traceability.services import (
    accounts,
    product_edits,
    product_photos,
    product_views,
)
from traceability.services.product_edits import PICTURES, ProductRequest
from traceability.services.product_views import ProductLine
from traceability.store.unit import reading

_Command = TypeVar("_Command", bound=Callable[..., None])
_ORGANISATION = click.argument("party", metavar="ORGANISATION")
_PHOTOGRAPH = click.Path(exists=True, dir_okay=False, path_type=Path)
#: What stands for no amount among --net: packs that are weighed one by one, or not by weight.
_NO_NET = "-"


@click.group()
def product() -> None:
    """Products of a cooperative."""


def _content(command: _Command) -> _Command:
    """The options of what stands on a product; an empty text takes away what stood."""
    options = (
        click.option("--name-en", help="The name in English."),
        click.option("--name-zh", help="The name in Chinese."),
        click.option("--net", "nets", multiple=True, help="Net amount, such as '2 kg'; '-': none."),
        click.option("--format", "names", multiple=True, help="The pack's name."),
        click.option(
            "--basis",
            "bases",
            multiple=True,
            type=click.Choice([str(each) for each in Basis]),
            help="What its labels are counted against; fixed_net where none is given.",
        ),
        click.option("--shelf-life", type=click.IntRange(1, LONGEST_SHELF_LIFE), help="Days."),
        click.option("--brand", help="The brand."),
        click.option("--origin", help="Where it comes from, as a goods label says it."),
        click.option("--ingredients", help="What it is made of."),
        click.option("--usage", help="How it is used."),
        click.option("--storage", help="How it is kept."),
        click.option("--warnings", help="What to beware of."),
        click.option("--standard", help="The standard that it declares."),
        click.option("--gtin", help="Its GTIN, where it has one."),
        click.option("--picture", type=click.Choice(PICTURES), help="A drawing of the house."),
        click.option("--photo", type=_PHOTOGRAPH, help="A photograph, shown instead of a drawing."),
        click.option("--same-name", is_flag=True, help="Another product's name is meant."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@product.command("create")
@_ORGANISATION
@click.option("--crop", required=True, help="The crop's code, such as sanh_orange.")
@click.option("--name", required=True, help="The name in Vietnamese, as it stands on labels.")
@_content
@json_option
@pass_installation
def create_product(
    installation: Installation, /, party: str, crop: str, name: str, **given: Any
) -> None:
    """Make a product of an ORGANISATION (its code), as its manager would; prints its code.

    --net and --format come in pairs, one pair for each pack, and --basis with them or not at all.
    """
    asked = _asked({"crop": crop, "name_vi": name, **_values(given)})
    asked = _with_photo(installation, asked, given["photo"])
    with acting(installation, party) as work:
        made = product_edits.add(work, asked)
        code, state = made.code, made.gtin_state
    shown = asked.content.name_vi
    tell({"code": code, "name": shown, "gtin_state": state}, f"{code}  {shown}")


@product.command("edit")
@_ORGANISATION
@click.argument("code", metavar="PRODUCT")
@click.option("--name", help="The name in Vietnamese, as it stands on labels.")
@_content
@json_option
@pass_installation
def edit_product(
    installation: Installation, /, party: str, code: str, name: str | None, **given: Any
) -> None:
    """Revise a PRODUCT of an ORGANISATION: what is given changes, all else stays.

    Packs are given all together. What was packed and printed before keeps what it has.
    """
    code = fold_typed(nfc(code)) or code
    changes = _values(given) | ({} if name is None else {"name_vi": name})
    with acting(installation, party) as work:
        standing = _standing(product_views.editable(work, work.actor, code).line)
    asked = _with_photo(installation, _asked(standing | changes), given["photo"])
    with acting(installation, party) as work:
        done = product_edits.change(work, code, asked)
    told = {"code": code, "revision": done.revision, "revised": done.revised}
    tell(told, f"{code}  revision {done.revision}{'' if done.revised else ' (as before)'}")


@product.command("list")
@click.argument("party", metavar="ORGANISATION")
@json_option
@pass_installation
def list_products(installation: Installation, party: str) -> None:
    """List the products of an ORGANISATION (its code); 1 where there is none."""
    with installation.open() as house, reading(house.store) as view:
        holder = organisation_of(view, party)
        standing = accounts.in_place_of(view, house.operator, holder)
        found = product_views.listed(view, standing)
    tell({"products": [_told(each) for each in found]}, *map(_shown, found))
    if not found:
        click.get_current_context().exit(1)


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, by the names of the schema."""
    nets, names, bases = given["nets"], given["names"], given["bases"]
    if len(nets) != len(names) or (bases and len(bases) != len(names)):
        raise click.UsageError("--net and --format come in pairs, and --basis with each or none")
    apart = ("nets", "names", "bases", "shelf_life", "photo", "same_name")
    values = {key: each for key, each in given.items() if key not in apart and each is not None}
    if names:
        values["formats"] = [
            {"name": name, "net": "" if net == _NO_NET else net, "basis": basis}
            for name, net, basis in zip(names, nets, bases or [""] * len(names), strict=True)
        ]
    if given["shelf_life"] is not None:
        values["shelf_life_days"] = str(given["shelf_life"])
    return values | ({"same_name": "yes"} if given["same_name"] else {})


def _standing(line: ProductLine) -> dict[str, Any]:
    """What stands on a product, as it would be given."""
    unit: Unit = "ml" if line.unit == "ml" else "g"
    return {
        **line.texts,
        "name_vi": line.name_vi,
        "name_en": line.name_en,
        "name_zh": line.name_zh,
        "picture": PHOTO if line.photo else line.picture,
        "shelf_life_days": None if line.shelf_life_days is None else str(line.shelf_life_days),
        "gtin": line.gtin,
        "gtin_seen": line.gtin,
        "revision": str(line.revision),
        "formats": [
            {
                "name": each.name,
                "basis": str(each.basis),
                "net": "" if each.net_amount is None else input_form(_quantity(each, unit)),
            }
            for each in line.formats
        ],
    }


def _asked(values: Mapping[str, Any]) -> ProductRequest:
    asked: ProductRequest = ProductSchema(spoken=True).read(values)["asked"]
    return asked


def _with_photo(
    installation: Installation, asked: ProductRequest, photo: Path | None
) -> ProductRequest:
    if photo is None:
        return asked
    prepared = product_photos.prepare(photo.read_bytes(), installation.settings().files)
    content = dataclasses.replace(asked.content, photo=prepared, picture=None)
    return dataclasses.replace(asked, content=content)


def _told(each: ProductLine) -> dict[str, object]:
    return dataclasses.asdict(each) | {"revised_at": each.revised_at.isoformat()}


def _shown(each: ProductLine) -> str:
    unit: Unit = "ml" if each.unit == "ml" else "g"
    packs = (f"{row.name} ({_counted(row, unit)})" for row in each.formats)
    return "  ".join([each.code, each.name_vi, ", ".join(packs)])


def _counted(row: product_views.Format, unit: Unit) -> str:
    return str(row.basis) if row.net_amount is None else format_quantity(_quantity(row, unit))


def _quantity(row: product_views.Format, unit: Unit) -> Quantity:
    return Quantity(row.net_amount or 0, "g" if row.unit == "g" else unit)
