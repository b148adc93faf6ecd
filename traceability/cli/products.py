"""``traceability product``: what a cooperative packs."""

from __future__ import annotations

import dataclasses

import click

from traceability.cli.accounts import acting, organisation_of
from traceability.cli.installation import Installation, pass_installation
from traceability.cli.output import json_option, tell
from traceability.domain.errors import Invalid
from traceability.domain.quantity import Quantity, Unit, format_quantity, parse
from traceability.domain.text import clean_line
from traceability.services import accounts, parties, product_views, products
from traceability.services.product_views import ProductLine
from traceability.services.products import FormatRequest, RevisionRequest
from traceability.store.models import Crop
from traceability.store.queries import products as queries
from traceability.store.unit import reading

#: The families of goods that there are drawings for.
PICTURES = ("orange", "tea", "honey", "persimmon", "herb")
_NAME_LONGEST = 120
_LONGEST_SHELF_LIFE = 3_650


@click.group()
def product() -> None:
    """Products of a cooperative."""


@product.command("create")
@click.argument("party", metavar="ORGANISATION")
@click.option("--crop", required=True, help="The crop's code, such as sanh_orange.")
@click.option("--name", required=True, help="The name in Vietnamese, as it stands on labels.")
@click.option("--name-en", help="The name in English.")
@click.option("--net", "nets", multiple=True, required=True, help="Net amount, such as '2 kg'.")
@click.option("--format", "names", multiple=True, required=True, help="The pack's name.")
@click.option("--shelf-life", type=click.IntRange(1, _LONGEST_SHELF_LIFE), help="Days.")
@click.option("--gtin", help="Its GTIN, where it has one.")
@click.option("--picture", type=click.Choice(PICTURES), help="Default: the crop's family.")
@click.option("--standard", help="The standard that it declares.")
@json_option
@pass_installation
def create_product(
    installation: Installation,
    party: str,
    crop: str,
    name: str,
    name_en: str | None,
    nets: tuple[str, ...],
    names: tuple[str, ...],
    shelf_life: int | None,
    gtin: str | None,
    picture: str | None,
    standard: str | None,
) -> None:
    """Make a product of an ORGANISATION (its code), as its manager would; prints its code.

    --net and --format come in pairs, one pair for each pack.
    """
    if len(nets) != len(names):
        raise click.UsageError("--net and --format come in pairs")
    name = clean_line(name, "name_vi", longest=_NAME_LONGEST)
    name_en = _line(name_en, "name_en", _NAME_LONGEST)
    standard = _line(standard, "standard", _NAME_LONGEST)
    with acting(installation, party) as work:
        made_of = _crop(queries.crop(work.db, crop), crop)
        asked = RevisionRequest(
            name_vi=name,
            name_en=name_en,
            name_zh=None,
            picture=picture or made_of.family,
            shelf_life_days=shelf_life,
            ingredients=None,
            standard=standard,
            formats=_formats(made_of, nets, names),
        )
        holder = parties.acting_party(work, work.actor)
        code = products.create(work, holder, crop, asked, gtin).code
    tell({"code": code, "name": name}, f"{code}  {name}")


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


def _line(text: str | None, field: str, longest: int) -> str | None:
    return None if text is None else clean_line(text, field, longest=longest)


def _crop(found: Crop | None, typed: str) -> Crop:
    if found is None:
        raise Invalid("crop_unknown", "crop", crop=typed)
    return found


def _formats(
    crop: Crop, nets: tuple[str, ...], names: tuple[str, ...]
) -> tuple[FormatRequest, ...]:
    return tuple(
        FormatRequest(clean_line(name, "format", longest=_NAME_LONGEST), _net(crop, net))
        for net, name in zip(nets, names, strict=True)
    )


def _net(crop: Crop, typed: str) -> int:
    """The net amount in the crop's own unit; a bare number has no unit and is refused."""
    net = parse(typed, "net")
    if net.unit != crop.unit:
        raise Invalid("unit_not_of_crop", "net", unit=crop.unit)
    return net.amount


def _told(each: ProductLine) -> dict[str, object]:
    return dataclasses.asdict(each) | {"revised_at": each.revised_at.isoformat()}


def _shown(each: ProductLine) -> str:
    unit: Unit = "ml" if each.unit == "ml" else "g"
    packs = (
        f"{row.name} ({format_quantity(Quantity(row.net_amount, unit))})" for row in each.formats
    )
    return "  ".join([each.code, each.name_vi, ", ".join(packs)])
