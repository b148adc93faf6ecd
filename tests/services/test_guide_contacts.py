"""Whom a printed guide names: the commune's office before the province's, and what is not known."""

from __future__ import annotations

from tests.people import QUAN_BA, VINH_TUY, World
from traceability.domain.access import Actor
from traceability.services import guides, parties
from traceability.services.guides import Contact

PROVINCE = "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Tuyên Quang"


def named(world: World, actor: Actor) -> Contact:
    with world.view() as view:
        return guides.office(view, actor)


def test_the_office_of_the_commune_before_that_of_the_province(world: World) -> None:
    assert named(world, world.who.recorder) == Contact(PROVINCE, "")
    assert named(world, world.who.stranger) == Contact("UBND xã Quản Bạ", "")
    private = {"name": "UBND xã Vĩnh Tuy", "phone": "0219 386 5555"}
    with world.by(world.who.operator) as work:
        asked = parties.OrganisationRequest(
            "authority", VINH_TUY, private, territory=(QUAN_BA, VINH_TUY)
        )
        parties.register_organisation(work, asked)
    assert named(world, world.who.recorder) == Contact("UBND xã Vĩnh Tuy", "0219 386 5555")
    assert named(world, world.who.stranger).name == "UBND xã Quản Bạ"


def test_an_office_names_itself(world: World) -> None:
    assert named(world, world.who.inspector).name == PROVINCE
    assert named(world, world.who.commune_registrar).name == "UBND xã Quản Bạ"
