"""Kinds of place: what each is measured by, and what its registration file asks for.

A stand of ancient tea is counted by trees and an apiary by colonies; a building has neither a crop
nor a season. The file is a list of groups, each of which is filled in by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from traceability.domain.growing_area import FAMILIES

#: Places where nothing grows: they take no crop, and no code before an office grants one.
BUILDINGS = ("packing_house", "processing_facility", "warehouse")
KINDS = (*FAMILIES, *BUILDINGS)
#: Where sellers outside every code grow what they bring: a commune, and no ground that is known. It
#: is made by a weigh slip, stands in no list, and counts against no season.
OUTSIDE_GROUND = "outside_ground"
#: What a kind must be measured by; wild land may be, a building need not.
MEASURES: Mapping[str, str] = {
    "orchard": "area",
    "tea_plantation": "area",
    "ancient_tea_stand": "trees",
    "herb_cultivation": "area",
    "apiary": "colonies",
}
#: Apis cerana (ong nội) and Apis mellifera (ong ngoại).
SPECIES = ("cerana", "mellifera")


class Group(StrEnum):
    """A part of the file that is filled in and saved by itself; the value stands in addresses."""

    WHERE = "dia-chi"
    SIZE = "quy-mo"
    GROWING = "canh-tac"
    PEOPLE = "dai-dien"


class Item(StrEnum):
    """What a complete file holds."""

    ADDRESS = "address"
    PARCELS = "parcels"
    SIZE = "size"
    SPECIES = "species"
    BOUNDARY = "boundary"
    PLANTED = "planted"
    YIELD = "yield"
    HOUSEHOLDS = "households"
    REPRESENTATIVE = "representative"
    CONTACT = "contact"
    DOCUMENTS = "documents"


_SIZE: Mapping[str, tuple[str, ...]] = {
    "orchard": ("area", "productive_area", "trees"),
    "tea_plantation": ("area", "productive_area"),
    "ancient_tea_stand": ("trees", "area"),
    "herb_cultivation": ("area", "productive_area"),
    "wild_collection": ("area",),
    "apiary": ("colonies", "species"),
    **dict.fromkeys(BUILDINGS, ("floor", "gln")),
}
_PLANTED = ("planted_year", "planted_until_year", "intercrop")
_GROWN: Mapping[str, tuple[str, ...]] = {
    "orchard": (*_PLANTED, "harvests_a_year", "average_yield"),
    "tea_plantation": (*_PLANTED, "harvests_a_year", "average_yield"),
    "ancient_tea_stand": ("planted_year", "harvests_a_year", "average_yield"),
    "herb_cultivation": (*_PLANTED, "harvests_a_year", "average_yield"),
    "wild_collection": ("harvests_a_year", "average_yield"),
}
#: Fields that are kept in private: a hamlet or a parcel leads to a house.
PRIVATE = ("address", "parcels", "representative", "contact")


def fields(kind: str, group: Group) -> tuple[str, ...]:
    """The fields that a group of the file has for a kind of place; none where it has no group."""
    if group is Group.SIZE:
        return _SIZE[kind]
    if group is Group.GROWING:
        return _GROWN.get(kind, ())
    if group is Group.WHERE:
        return ("address",) if kind == "apiary" else ("address", "parcels")
    return ("representative", "contact")


def groups(kind: str) -> tuple[Group, ...]:
    """The groups that the file of a kind has."""
    return tuple(group for group in Group if fields(kind, group))


def items(kind: str) -> tuple[Item, ...]:
    """What a complete file of a kind holds, in the order in which it is asked for."""
    left_out = {Item.SPECIES} if kind != "apiary" else {Item.PARCELS, Item.BOUNDARY}
    if kind in BUILDINGS:
        left_out |= {Item.HOUSEHOLDS, Item.BOUNDARY}
    if "average_yield" not in fields(kind, Group.GROWING):
        left_out.add(Item.YIELD)
    if kind not in ("orchard", "tea_plantation"):
        left_out.add(Item.PLANTED)
    return tuple(item for item in Item if item not in left_out)


def missing(kind: str, there: Collection[Item]) -> tuple[Item, ...]:
    """What the file of a place still lacks."""
    return tuple(item for item in items(kind) if item not in there)
