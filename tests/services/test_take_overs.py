"""Holders that a register named: their people come in by a link and have the codes at once."""

from __future__ import annotations

import pytest

from tests.people import PASSWORD, World
from tests.registers import imported, row
from traceability.crypto import passwords
from traceability.domain.errors import Gone, NotFound, RuleBroken
from traceability.services import acceptance, invitations, take_overs
from traceability.services.acceptance import NewPerson
from traceability.store import models


def waiting(world: World) -> take_overs.Waiting:
    with world.view() as view:
        (found,) = take_overs.listed(view, world.who.registrar)
        return found


def accept(world: World, token: str, login: str) -> str:
    person = NewPerson("Hoàng Văn Chủ", login, passwords.hash_password(PASSWORD))
    with world.by(world.who.operator) as work:
        accepted = acceptance.accept_as_new(work, token, person)
        return accepted.organisation


def invite(world: World, code: str) -> str:
    with world.by(world.who.registrar) as work:
        return take_overs.invite(work, code, "0912 345 678").token


def test_the_people_of_a_holder_take_it_over_with_its_codes(world: World) -> None:
    imported(world, [row(), row(Mã_số="VN-2")])
    holder = waiting(world)
    assert (holder.name, holder.kind, holder.codes, holder.invited) == (
        "HTX Cam Vĩnh Phúc",
        "cooperative",
        2,
        False,
    )
    token = invite(world, holder.code)
    assert waiting(world).invited
    with world.view() as view:
        offer = invitations.offer(view, token)
        assert (offer.organisation, offer.role) == ("HTX Cam Vĩnh Phúc", "manager")
    assert accept(world, token, "chu-htx") == "HTX Cam Vĩnh Phúc"
    with world.view() as view:
        assert take_overs.listed(view, world.who.registrar) == ()
        parties = view.db.query(models.Party).filter_by(kind="cooperative").all()
        assert len(parties) == 3  # nobody was founded anew


def test_one_link_at_a_time_and_none_where_somebody_works(world: World) -> None:
    imported(world, [row()])
    code = waiting(world).code
    first, second = invite(world, code), invite(world, code)
    with pytest.raises(Gone, match="invitation_withdrawn"):
        accept(world, first, "mot")
    accept(world, second, "hai")
    with pytest.raises(RuleBroken, match="holder_has_people"):
        invite(world, code)
    with pytest.raises(RuleBroken, match="holder_has_people"):
        invite(world, world.who.cooperative)


def test_only_the_office_of_its_commune_invites(world: World) -> None:
    imported(world, [row()])
    code = waiting(world).code
    with world.view() as view:
        assert take_overs.listed(view, world.who.commune_registrar) == ()
    with world.by(world.who.commune_registrar) as work, pytest.raises(NotFound):
        take_overs.invite(work, code, "0912 345 678")
    with world.by(world.who.registrar) as work, pytest.raises(NotFound):
        take_overs.invite(work, world.who.household, "0912 345 678")
