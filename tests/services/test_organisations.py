"""An organisation's details: private values, communes new and old, revisions that verify folds."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from tests.beginners import CAO_BO, begin
from tests.people import VINH_TUY, World
from traceability.domain.errors import Conflict, Denied, Invalid
from traceability.services import organisations, parties
from traceability.services.organisations import DetailsRequest
from traceability.store.models import Event, Party
from traceability.store.queries import events


def values(world: World, code: str) -> dict[str, str]:
    with world.view() as view:
        kept = events.private_values(view.db, "party", [code])
    return {field: value for (_code, field), value in kept.items()}


def test_details_are_kept_apart_and_the_commune_on_the_row(world: World) -> None:
    new = begin(world)
    assert new.describe(VINH_TUY, "01210", website="https://cheshan.vn") == 1
    kept = values(world, new.code)
    assert kept["name"] == "Tổ hợp tác Chè Lũng Phìn"
    assert kept["website"] == "https://cheshan.vn"
    with world.view() as view:
        party = view.db.query(Party).filter_by(code=new.code).one()
        assert (party.commune_code, party.old_commune_code) == (VINH_TUY, "01210")
        leaves = " ".join(row.leaf for row in view.db.query(Event).all())
    for value in kept.values():
        assert json.dumps(value) not in leaves
        assert value not in leaves


def test_what_is_left_out_is_no_longer_kept(world: World) -> None:
    new = begin(world)
    new.describe(email="htx@cheshan.vn")
    new.describe()
    assert "email" not in values(world, new.code)
    assert world.differences() == []


def test_saving_the_same_again_makes_no_event(world: World) -> None:
    new = begin(world)
    assert new.describe() == 1
    assert new.describe() == 1
    assert new.describe(phone="0987 654 321") == 2


def test_a_stale_form_is_refused(world: World) -> None:
    new = begin(world)
    new.describe()
    with pytest.raises(Conflict) as caught, world.by(new.manager) as work:
        organisations.revise(work, DetailsRequest(CAO_BO, None, {"name": "Khác"}, 0))
    assert caught.value.code == "organisation_changed"


@pytest.mark.parametrize("field", ["name", "address", "representative", "phone"])
def test_what_a_label_names_must_be_there(world: World, field: str) -> None:
    new = begin(world)
    with pytest.raises(Invalid) as caught:
        new.describe(**{field: ""})
    assert (caught.value.code, caught.value.faults[0].field) == ("required", field)


def test_a_cooperative_has_a_number_and_a_group_need_not(world: World) -> None:
    new = begin(world, "cooperative")
    with pytest.raises(Invalid) as caught:
        new.describe()
    assert caught.value.faults[0].field == "business_id"
    assert new.describe(business_id="10H 008 001234") == 1


def test_an_old_commune_that_went_elsewhere_is_refused(world: World) -> None:
    new = begin(world)
    with pytest.raises(Invalid) as caught:
        new.describe(CAO_BO, "01210")
    assert caught.value.code == "commune_not_successor"
    with pytest.raises(Invalid) as unknown:
        new.describe(CAO_BO, "99999")
    assert unknown.value.faults[0].field == "old_commune"


def test_a_recorder_changes_nothing(world: World) -> None:
    new = begin(world)
    with pytest.raises(Denied), world.by(new.recorder) as work:
        organisations.details(work, work.actor)


def test_the_public_page_shows_the_address_and_keeps_the_rest(world: World) -> None:
    made = world.packed(40)
    with world.by(world.who.manager) as work:
        now = organisations.details(work, work.actor)
        private = {
            **now.values,
            "name": "HTX Cam Sành Vĩnh Hảo",
            "address": "Thôn Vĩnh Sơn",
            "business_id": "10H-1",
            "representative": "Hoàng Thị Mai",
            "phone": "0219 386 1234",
        }
        organisations.revise(work, DetailsRequest(VINH_TUY, "01210", private, now.version))
    page = world.page(made.code)
    assert page.holder_address == "Thôn Vĩnh Sơn"
    assert page.holder_where is not None
    assert page.holder_where.old_commune == "Xã Vĩnh Hảo"
    told = repr(page)
    assert "Hoàng Thị Mai" not in told
    assert "386 1234" not in told


def test_printed_labels_are_counted_and_keep_their_words(world: World) -> None:
    run = world.print_labels(world.packed(40).code, 12)
    with world.view() as view:
        assert organisations.details(view, world.who.manager).labels == 12
        before = view.db.execute(text("SELECT frozen FROM print_run")).scalar_one()
    with world.by(world.who.manager) as work:
        party = parties.acting_party(work, work.actor)
        parties.revise(work, party, {"name": "HTX tên mới"})
    with world.view() as view:
        assert view.db.execute(text("SELECT frozen FROM print_run")).scalar_one() == before
    assert world.page(world.item_codes(run)[0]).holder == "HTX tên mới"


def test_a_tampered_commune_is_found(world: World) -> None:
    new = begin(world)
    new.describe(VINH_TUY, "01210")
    with world.store.writer.begin() as connection:
        connection.execute(
            text("UPDATE party SET old_commune_code = '01207' WHERE code = :code"),
            {"code": new.code},
        )
    world.tampered = True
    (found,) = world.differences()
    assert (found.kind, found.subject, found.field) == ("party", new.code, "old_commune")
