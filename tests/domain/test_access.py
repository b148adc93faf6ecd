"""Who may do what: one table, closed unless it opens; what is out of reach is not there."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.access import RIGHTS, Action, Actor, Role, Scope, Thing, may, require
from traceability.domain.errors import Denied, NotFound

OURS, THEIRS = 1, 2
HERE, THERE = "01156", "00874"
SIGHTS = {
    "see_boundary", "see_household_kg", "see_prices", "see_step_kg", "see_season",
    "see_household_packs", "see_place", "see_area_batches",
}  # fmt: skip
IN_TERRITORY = {
    "see_step_kg", "see_season", "see_place", "see_area_batches", "see_case", "see_certificate",
}  # fmt: skip
COOPERATIVE = SIGHTS | {
    "see_workspace", "see_batch", "record_harvest", "record_reception", "record_run",
    "record_packing", "correct_entry", "note_complaint", "publish_batch", "see_deliveries",
    "dispatch_goods",
    "receive_goods", "store_goods", "write_off", "edit_buyer",
    "print_labels", "link_labels", "see_households", "edit_household", "record_consent",
    "see_certificate", "record_diary", "see_diary", "answer_report",
}  # fmt: skip
#: MODEL's roles, written down a second time: what each may do, and how far it reaches.
OPENS: dict[Role, dict[Scope, set[str]]] = {
    Role.RECORDER: {Scope.OWN: COOPERATIVE},
    Role.MANAGER: {
        Scope.OWN: COOPERATIVE
        | {"record_late", "release_by_report", "void_labels", "edit_product", "edit_place"}
        | {"announce_recall", "hold_batch", "release_hold", "forget_buyer"}
        | {"edit_organisation", "erase_household", "manage_members", "manage_keys"}
        | {"authorize_code", "open_figures", "apply_for_code", "cancel_code", "edit_certificate"}
    },
    Role.INSPECTOR: {
        Scope.OWN: {"see_registry"},
        Scope.TERRITORY: {"see_code", "inspect_file"} | IN_TERRITORY,
        Scope.OPENED: {
            "see_boundary", "see_diary", "see_households", "see_household_kg",
            "see_household_packs",
        },
    },
    Role.REGISTRAR: {
        Scope.OWN: {"see_registry", "manage_members", "hand_over", "freeze_report"},
        Scope.TERRITORY: IN_TERRITORY | {
            "see_code", "see_batch", "inspect_file", "announce_recall", "hold_batch",
            "see_boundary", "see_diary", "see_households", "invite_organisation", "set_ceiling",
        },
        Scope.WHOLE: {
            "grant_code", "suspend_code", "restore_code", "check_file", "reject_file",
            "renew_code", "revoke_code", "lift_recall", "decide_case", "set_yield",
            "check_certificate", "see_report", "handle_report",
        },
    },
    Role.OPERATOR: {Scope.ANY: {str(action) for action in Action}},
}  # fmt: skip


def actor(role: Role, *, province: bool = False) -> Actor:
    return Actor(5, "a", role, OURS, frozenset({HERE}), province)


def test_the_table_opens_what_is_written_and_nothing_else() -> None:
    for role, action in product(Role, Action):
        scope = RIGHTS[role].get(action)
        expected = [each for each, actions in OPENS[role].items() if str(action) in actions]
        assert ([] if scope is None else [scope]) == expected, (role, action)


def test_every_role_is_in_the_table() -> None:
    assert RIGHTS.keys() == set(Role)


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.OPERATOR])
@pytest.mark.parametrize("action", Action)
def test_nobody_sets_up_or_reaches_what_belongs_to_nobody(role: Role, action: Action) -> None:
    nobody = Actor(5, "a", role)
    assert may(nobody, action, Thing()) is False
    assert may(nobody, action, Thing(holder=OURS, communes=frozenset({HERE}))) is False
    with pytest.raises(NotFound):
        require(nobody, action, Thing(holder=OURS, communes=frozenset({HERE})))


@pytest.mark.parametrize("role", [Role.MANAGER, Role.RECORDER])
@pytest.mark.parametrize("action", Action)
def test_a_cooperative_reaches_its_own_things_alone(role: Role, action: Action) -> None:
    """A commune in common gives nothing."""
    foreign = Thing(holder=THEIRS, communes=frozenset({HERE}))
    with pytest.raises(NotFound) as refused:
        require(actor(role), action, foreign)
    assert refused.value.facts == {}
    own = Thing(holder=OURS)
    if may(actor(role), action, own):
        require(actor(role), action, own)
    else:
        with pytest.raises(Denied) as denied:
            require(actor(role), action, own)
        assert denied.value.facts == {"action": str(action)}


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.INSPECTOR])
@pytest.mark.parametrize("action", Action)
def test_an_office_reaches_its_territory_alone(role: Role, action: Action) -> None:
    near = Thing(holder=THEIRS, communes=frozenset({HERE}))
    far = Thing(holder=THEIRS, communes=frozenset({THERE}))
    opens = OPENS[role][Scope.TERRITORY] | OPENS[role].get(Scope.WHOLE, set())
    assert may(actor(role), action, far) is False
    with pytest.raises(NotFound):
        require(actor(role), action, far)
    assert may(actor(role), action, near) is (str(action) in opens)
    assert may(actor(role, province=True), action, far) is may(actor(role), action, near)


@pytest.mark.parametrize("action", Action)
def test_what_lies_elsewhere_too_is_seen_and_not_decided(action: Action) -> None:
    both = Thing(holder=THEIRS, communes=frozenset({HERE, THERE}))
    registrar, inspector = actor(Role.REGISTRAR), actor(Role.INSPECTOR)
    opens = OPENS[Role.REGISTRAR]
    assert may(registrar, action, both) is (str(action) in opens[Scope.TERRITORY])
    assert may(inspector, action, both) is (str(action) in OPENS[Role.INSPECTOR][Scope.TERRITORY])
    wider = replace(registrar, communes=frozenset({HERE, THERE}))
    decides = str(action) in opens[Scope.TERRITORY] | opens[Scope.WHOLE]
    for who in (wider, actor(Role.REGISTRAR, province=True)):
        assert may(who, action, both) is decides
        if str(action) in opens[Scope.WHOLE]:
            with pytest.raises(Denied, match="partly_outside"):
                require(registrar, action, both)


def test_what_is_opened_is_opened_in_the_territory_alone() -> None:
    closed = Thing(holder=THEIRS, communes=frozenset({HERE}))
    opened = Thing(holder=THEIRS, communes=frozenset({HERE}), opened=True)
    far = Thing(holder=THEIRS, communes=frozenset({THERE}), opened=True)
    inspector = actor(Role.INSPECTOR)
    seen = [may(inspector, Action.SEE_HOUSEHOLDS, each) for each in (closed, opened, far)]
    assert seen == [False, True, False]
    with pytest.raises(Denied):
        require(inspector, Action.SEE_HOUSEHOLDS, closed)
    with pytest.raises(NotFound):
        require(inspector, Action.SEE_HOUSEHOLDS, far)


def test_within_reach_what_is_not_the_roles_is_denied() -> None:
    near = Thing(holder=THEIRS, communes=frozenset({HERE}))
    with pytest.raises(Denied):
        require(actor(Role.INSPECTOR), Action.GRANT_CODE, near)
    with pytest.raises(Denied):
        require(actor(Role.REGISTRAR), Action.RECORD_HARVEST, near)


@given(
    st.sampled_from(Role),
    st.sampled_from(Action),
    st.sampled_from([None, OURS, THEIRS]),
    st.frozensets(st.sampled_from([HERE, THERE])),
    st.booleans(),
)
def test_require_agrees_with_may(
    role: Role, action: Action, holder: int | None, communes: frozenset[str], province: bool
) -> None:
    who, thing = actor(role, province=province), Thing(holder, communes)
    if may(who, action, thing):
        require(who, action, thing)
        return
    with pytest.raises((Denied, NotFound)):
        require(who, action, thing)


@pytest.mark.parametrize("action", Action)
def test_the_operator_reaches_everything(action: Action) -> None:
    operator = Actor(1, "cli", Role.OPERATOR)
    assert may(operator, action, Thing())
    assert may(operator, action, Thing(holder=THEIRS))
