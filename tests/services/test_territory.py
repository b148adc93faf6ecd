"""The territory of an authority: shown with the old communes, changed with an event."""

from __future__ import annotations

import pytest

from tests.offices import contested_in_quan_ba
from tests.people import QUAN_BA, VINH_TUY, World
from tests.web.lot_visits import token_of
from traceability.domain.access import Actor
from traceability.domain.errors import Denied, Invalid, NotFound
from traceability.services import alerts, case_views, parties, registry_views, sign_in, territory
from traceability.store.queries import events


def change(world: World, actor: Actor, communes: list[str], province: bool = False) -> None:
    with world.by(world.who.operator) as work:
        territory.change(work, parties.known(work, actor.party or 0), communes, province)


def test_communes_stand_with_the_old_ones_and_the_province_sees_all(world: World) -> None:
    with world.view() as view:
        commune = territory.seen(view, world.who.commune_registrar)
        province = territory.seen(view, world.who.registrar)
    (only,) = commune.communes
    assert (only.code, only.name, only.office) == (QUAN_BA, "Xã Quản Bạ", None)
    assert ("Thị trấn Tam Sơn", "Huyện Quản Bạ") in {(o.name, o.district) for o in only.old}
    assert not commune.province
    assert province.province
    assert len(province.communes) == 73
    assert {each.office for each in province.communes if each.code == QUAN_BA} == {
        "UBND xã Quản Bạ"
    }
    assert sum(old.part for each in province.communes for old in each.old) == 6  # 3 were split
    assert {each.name for each in province.colleagues} == {"Nguyễn Thị Lan", "Trần Văn Bình"}


def test_a_cooperative_has_no_territory(world: World) -> None:
    with world.view() as view, pytest.raises((NotFound, Denied)):
        territory.seen(view, world.who.manager)


def test_a_change_holds_for_the_session_that_is_open(world: World) -> None:
    token = token_of(world, "commune_registrar")

    def seen() -> tuple[frozenset[str], int, int]:
        with world.view() as view:
            who = sign_in.who(view, token)
            assert who is not None
            codes = registry_views.lines(view, who.actor)
            return who.actor.communes, len(codes), case_views.count_open(view, who.actor)

    contested_in_quan_ba(world)
    assert seen() == ({QUAN_BA}, 0, 1)
    change(world, world.who.commune_registrar, [VINH_TUY])
    assert seen() == ({VINH_TUY}, 1, 0)
    change(world, world.who.commune_registrar, [VINH_TUY, QUAN_BA])
    assert seen() == ({VINH_TUY, QUAN_BA}, 1, 1)


def test_a_change_is_an_event_and_is_told(world: World) -> None:
    change(world, world.who.commune_registrar, [VINH_TUY], province=True)
    with world.view() as view:
        office = parties.known(view, world.who.commune_registrar.party or 0)
        assert len(events.of_step(view.db, office.code, "party_revised")) == 1
        assert parties.name_of(view, office) == "UBND xã Quản Bạ"
        told = alerts.listed(view, world.who.commune_registrar).lines
        assert [(str(each.kind), each.facts) for each in told] == [
            ("territory_changed", {"communes": 1})
        ]
    assert world.differences() == []


def test_the_same_again_is_no_event(world: World) -> None:
    change(world, world.who.commune_registrar, [QUAN_BA, QUAN_BA])
    with world.view() as view:
        office = parties.known(view, world.who.commune_registrar.party or 0)
        assert events.of_step(view.db, office.code, "party_revised") == []


@pytest.mark.parametrize(("communes", "code"), [([], "required"), (["01210"], "commune_unknown")])
def test_what_is_no_territory_is_refused(world: World, communes: list[str], code: str) -> None:
    with pytest.raises(Invalid, match=code) as refused:
        change(world, world.who.commune_registrar, communes)
    assert refused.value.faults[0].field == "communes"


def test_only_an_authority_has_one_and_only_the_operator_changes_it(world: World) -> None:
    with pytest.raises(Invalid, match="not_an_authority"):
        change(world, world.who.manager, [QUAN_BA])
    with world.by(world.who.registrar) as work, pytest.raises((Denied, NotFound)):
        territory.change(work, parties.known(work, work.actor.party or 0), [QUAN_BA], False)
