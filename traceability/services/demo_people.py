"""Who and what the demonstration begins with: organisations, people, codes, places, products."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from traceability.crypto import tokens
from traceability.data import successions
from traceability.domain.access import Actor, Role
from traceability.domain.balance import Basis
from traceability.services import (
    accounts,
    area_codes,
    demo_pictures,
    parties,
    places,
    product_photos,
    products,
    setup,
)
from traceability.services.area_codes import Decision, GrantRequest
from traceability.services.demo_story import Row
from traceability.services.parties import OrganisationRequest
from traceability.services.places import PlaceRequest
from traceability.services.products import FormatRequest, RevisionRequest
from traceability.store.models import Actor as ActorRow
from traceability.store.models import Party
from traceability.store.unit import Work

#: How long the invented codes are granted for.
GRANTED_FOR = dt.timedelta(days=5 * 365)
_TOLD: tuple[str, ...] = ("name", "address", "business_id")
#: The paper that everybody prints on.
_STOCK = "L7651"


@dataclass(frozen=True)
class Account:
    """An account of the demonstration, with its password."""

    role: str
    login: str
    password: str
    organisation: str


@dataclass
class Cast:
    """Everybody and everything by the keys of the story; codes are short codes."""

    accounts: list[Account] = field(default_factory=list)
    actors: dict[tuple[str, str], Actor] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    households: dict[str, list[str]] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)


def enter(work: Work, story: Row, files: Path | None) -> Cast:
    """Register the whole cast at ``work.now``; pictures of products go to ``files``."""
    cast = Cast()
    authority = story["authority"] | {"key": "authority", "kind": "authority"}
    for organisation in (authority, *story["organisations"]):
        _organisation(work, cast, organisation)
    for organisation in story["organisations"]:
        _settled(work.acting(cast.actors[organisation["key"], Role.MANAGER]))
    for product in story["products"]:
        _product(work, cast, product, files)
    for number, area in enumerate(story["areas"], start=1):
        _area(work, cast, area, number, story["authority"]["name"])
    return cast


def begin(work: Work, cast: Cast, story: Row) -> None:
    """A group in the middle of its first day, so that the checklist can be seen at ``work.now``."""
    row = story["beginning"]
    _organisation(work, cast, row)
    manager = work.acting(cast.actors[row["key"], Role.MANAGER])
    for step in row["skipped"]:
        setup.skip(manager, setup.Step(step))


def _settled(manager: Work) -> None:
    """Who has worked for two seasons has its first day behind it."""
    setup.finish_printer_test(manager, _STOCK)
    setup.skip_rest(manager)


def new_commune(old: str) -> str:
    """What an old commune became; one that was split is not used by the story."""
    (new,) = successions()[old].new
    return new


def _organisation(work: Work, cast: Cast, row: Row) -> None:
    old = row.get("old_commune")
    private: dict[str, str] = {name: row[name] for name in _TOLD if name in row}
    if row["kind"] != "authority":
        head = row["people"][0]
        private |= {"representative": head["name"], "phone": _grouped(head["login"])}
    asked = OrganisationRequest(
        kind=row["kind"],
        commune=None if old is None else new_commune(old),
        private=private,
        province=row["kind"] == "authority",
        old_commune=old,
    )
    party = parties.register_organisation(work, asked)
    cast.parties[row["key"]] = party
    for person in row["people"]:
        _person(work, cast, row, person)
    _members(work, cast, row, party)


def _person(work: Work, cast: Cast, row: Row, person: Row) -> None:
    party, role = cast.parties[row["key"]], Role(person["role"])
    password = tokens.temporary_password()
    user = accounts.create_user(work, person["login"], person["name"], password)
    member = accounts.add_member(work, user, party, role)
    signed = work.db.get_one(ActorRow, member.actor_id)
    actor = parties.actor_of(work, signed.id, signed.code, role, party.id)
    cast.actors[row["key"], role] = actor
    cast.accounts.append(Account(role, user.login, password, row["name"]))


def _members(work: Work, cast: Cast, row: Row, party: Party) -> None:
    """Households and the packing house, entered by the manager."""
    manager = cast.actors.get((row["key"], Role.MANAGER))
    if manager is None:
        return
    mine = work.acting(manager)
    cast.households[row["key"]] = [
        parties.register_household(mine, party, {"name": name, "phone": _phone(row, number)}).code
        for number, name in enumerate(row["households"], start=3)
    ]
    house = row.get("packing_house")
    if house is not None:
        old = house["old_commune"]
        private = {"name": house["name"]}
        gln = house.get("gln")
        asked = PlaceRequest("packing_house", new_commune(old), old, gln=gln, private=private)
        places.register(mine, party, asked)


def _grouped(number: str) -> str:
    return f"{number[:4]} {number[4:7]} {number[7:]}"


def _phone(row: Row, number: int) -> str:
    """An invented number, beside the manager's own."""
    login: str = row["people"][0]["login"]
    return f"0900 000 {login[-3:-1]}{number}"


def _product(work: Work, cast: Cast, row: Row, files: Path | None) -> None:
    """A product with its own picture, where there is a folder for it; else with the house's."""
    holder, own = cast.parties[row["holder"]], row.get("drawn")
    photo = None
    if own is not None and files is not None:
        photo = product_photos.prepare(demo_pictures.drawn(own), files)
    asked = RevisionRequest(
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        picture=row.get("picture", own),
        photo=photo,
        shelf_life_days=row.get("shelf_life_days"),
        ingredients=row.get("ingredients"),
        standard=row.get("standard"),
        formats=(FormatRequest(row["format"], row["net"]), *map(_weighed, row.get("weighed", ()))),
        **row.get("label", {}),
    )
    mine = work.acting(cast.actors[row["holder"], Role.MANAGER])
    made = products.create(mine, holder, row["crop"], asked, row.get("gtin"))
    cast.products[row["key"]] = made.code


def _weighed(name: str) -> FormatRequest:
    """Packages that are weighed one by one."""
    return FormatRequest(name, basis=Basis.OWN_WEIGHT)


def _area(work: Work, cast: Cast, row: Row, number: int, authority: str) -> None:
    asked = GrantRequest(
        raw=row["raw"],
        scheme=row["scheme"],
        market="domestic",
        holder=cast.parties[row["holder"]].code,
        crops=(row["crop"],),
        place=_place(row, cast.actors["authority", Role.REGISTRAR].code),
        decision=Decision(
            effective_on=work.today,
            decision_no=f"{number:02}/QĐ-MẪU",
            authority=authority,
            valid_until=work.today + GRANTED_FOR,
        ),
    )
    registrar = work.acting(cast.actors["authority", Role.REGISTRAR])
    cast.areas[row["key"]] = area_codes.grant(registrar, asked).code


def _place(row: Row, officer: str) -> PlaceRequest:
    yield_kg = row.get("yield_kg")
    return PlaceRequest(
        kind=row["kind"],
        commune=new_commune(row["old_commune"]),
        old_commune=row["old_commune"],
        area_m2=row.get("area_m2"),
        productive_m2=row.get("productive_m2"),
        trees=row.get("trees"),
        colonies=row.get("colonies"),
        planted_year=row.get("planted_year"),
        yield_g=None if yield_kg is None else yield_kg * 1000,
        yield_set_by=None if yield_kg is None else officer,
        private={"name": row["name"]},
    )
