"""What each kind of place is asked for."""

from __future__ import annotations

import pytest

from traceability.domain.place_kinds import (
    BUILDINGS,
    KINDS,
    MEASURES,
    Group,
    Item,
    fields,
    groups,
    items,
    missing,
)
from traceability.store.models import Place


def test_the_nine_kinds_are_those_of_the_register():
    named = {str(each.name): each for each in Place.__table__.constraints}
    rule = named["ck_place_kind_known"]
    assert len(KINDS) == 9
    assert all(f"'{kind}'" in str(rule.sqltext) for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_no_group_of_the_file_has_more_than_five_fields(kind):
    for group in groups(kind):
        assert 1 <= len(fields(kind, group)) <= 5


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_is_measured_by_is_asked_for(kind):
    measure = MEASURES.get(kind)
    assert measure is None or measure in fields(kind, Group.SIZE)


@pytest.mark.parametrize("kind", KINDS)
def test_every_item_can_be_filled_in(kind):
    asked = {field for group in groups(kind) for field in fields(kind, group)}
    needs = {
        Item.ADDRESS: "address", Item.PARCELS: "parcels", Item.SPECIES: "species",
        Item.PLANTED: "planted_year", Item.YIELD: "average_yield",
        Item.REPRESENTATIVE: "representative", Item.CONTACT: "contact",
    }  # fmt: skip
    assert all(needs[item] in asked for item in items(kind) if item in needs)
    assert missing(kind, items(kind)) == ()
    assert missing(kind, ()) == items(kind)


def test_a_building_has_no_season_and_bees_no_parcels():
    for kind in BUILDINGS:
        assert Group.GROWING not in groups(kind)
        assert not {Item.HOUSEHOLDS, Item.BOUNDARY, Item.YIELD} & set(items(kind))
    assert Item.PARCELS not in items("apiary")
    assert "area" not in fields("apiary", Group.SIZE)
