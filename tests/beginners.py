"""A group (tổ hợp tác) on its first day: a manager, a recorder and nothing else."""

from __future__ import annotations

import dataclasses

from tests.people import PASSWORD, World
from traceability.domain.access import Actor, Role
from traceability.services import (
    accounts,
    internal_codes,
    organisations,
    parties,
    products,
    setup,
)
from traceability.services.internal_codes import AreaRequest, Opened
from traceability.services.organisations import DetailsRequest
from traceability.services.places import PlaceRequest
from traceability.services.products import FormatRequest, RevisionRequest
from traceability.services.setup import Progress, State, Step
from traceability.store import models
from traceability.store.unit import Work

CAO_BO = "00952"  # the same code and land before and after July 2025
DETAILS = {
    "name": "Tổ hợp tác Chè Lũng Phìn",
    "address": "Thôn Sảng Tủng",
    "representative": "Giàng A Pháo",
    "phone": "0912 345 678",
}


@dataclasses.dataclass(frozen=True)
class Beginners:
    """Who begins, in which world."""

    world: World
    code: str
    party: int
    manager: Actor
    recorder: Actor

    def progress(self, actor: Actor | None = None) -> Progress:
        """How far they have come."""
        with self.world.view() as view:
            return setup.progress(view, actor or self.manager)

    def state(self, step: Step) -> State:
        """How a step stands."""
        return next(line.state for line in self.progress().lines if line.step is step)

    def describe(self, commune: str = CAO_BO, old: str | None = None, **changed: str) -> int:
        """Say who they are; the version that stands."""
        private = {key: value for key, value in {**DETAILS, **changed}.items() if value}
        with self.world.by(self.manager) as work:
            now = organisations.details(work, work.actor)
            return organisations.revise(work, DetailsRequest(commune, old, private, now.version))

    def open_area(self, actor: Actor | None = None, **changed: object) -> Opened:
        """A tea garden of 1.5 ha; ``changed`` goes into the request or its place."""
        with self.world.by(actor or self.manager) as work:
            return internal_codes.open_area(work, garden(**changed))

    def add_product(self) -> str:
        """A product of fresh leaf in bags of 500 g."""
        asked = RevisionRequest(
            "Chè Shan tươi, túi 500 g", None, None, "tea", None, None, None,
            (FormatRequest("túi 500 g", 500),),
        )  # fmt: skip
        with self.world.by(self.manager) as work:
            holder = parties.known(work, self.party)
            return products.create(work, holder, "shan_tea", asked).code


def garden(**changed: object) -> AreaRequest:
    """A tea garden of 1.5 ha in Cao Bồ, as it is asked for."""
    place = PlaceRequest(
        "tea_plantation", CAO_BO, CAO_BO, 15_000, 15_000, planted_year=2010,
        private={"name": "Nương nhà ông Páo"},
    )  # fmt: skip
    asked = AreaRequest(place, ("shan_tea",))
    names = {field.name for field in dataclasses.fields(PlaceRequest)}
    of_place = {key: value for key, value in changed.items() if key in names}
    rest = {key: value for key, value in changed.items() if key not in names}
    placed = dataclasses.replace(place, **of_place)  # type: ignore[arg-type]
    return dataclasses.replace(asked, place=placed, **rest)  # type: ignore[arg-type]


def begin(world: World, kind: str = "group") -> Beginners:
    """Register them; they sign in as ``beginner`` and ``helper``."""
    with world.by(world.who.operator) as work:
        asked = parties.OrganisationRequest(kind, None, {"name": DETAILS["name"]})
        party = parties.register_organisation(work, asked)
        manager = _member(work, party, "beginner", Role.MANAGER)
        recorder = _member(work, party, "helper", Role.RECORDER)
        return Beginners(world, party.code, party.id, manager, recorder)


def _member(work: Work, party: models.Party, login: str, role: Role) -> Actor:
    user = accounts.create_user(work, login, f"Người {login}", PASSWORD)
    member = accounts.add_member(work, user, party, role)
    row = work.db.get_one(models.Actor, member.actor_id)
    return parties.actor_of(work, row.id, row.code, role, party.id)
