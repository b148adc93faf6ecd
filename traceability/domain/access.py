"""Who may do what: one table, closed unless it opens. ``may`` is the only check of the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from traceability.domain.errors import Denied, NotFound


class Role(StrEnum):
    """The roles of the house; a membership or a key holds exactly one."""

    MANAGER = "manager"
    RECORDER = "recorder"
    REGISTRAR = "registrar"
    INSPECTOR = "inspector"
    OPERATOR = "operator"


class Action(StrEnum):
    """Everything that is asked of ``may``."""

    SEE_WORKSPACE = "see_workspace"
    SEE_BATCH = "see_batch"
    SEE_REGISTRY = "see_registry"
    SEE_CODE = "see_code"
    RECORD_HARVEST = "record_harvest"
    RECORD_RECEPTION = "record_reception"
    RECORD_RUN = "record_run"
    RECORD_PACKING = "record_packing"
    RECORD_LATE = "record_late"
    RECORD_DIARY = "record_diary"
    SEE_DIARY = "see_diary"
    RELEASE_BY_REPORT = "release_by_report"
    CORRECT_ENTRY = "correct_entry"
    NOTE_COMPLAINT = "note_complaint"
    PUBLISH_BATCH = "publish_batch"
    SEE_DELIVERIES = "see_deliveries"
    DISPATCH_GOODS = "dispatch_goods"
    RECEIVE_GOODS = "receive_goods"
    STORE_GOODS = "store_goods"
    WRITE_OFF = "write_off"
    EDIT_BUYER = "edit_buyer"
    FORGET_BUYER = "forget_buyer"
    PRINT_LABELS = "print_labels"
    LINK_LABELS = "link_labels"
    VOID_LABELS = "void_labels"
    EDIT_PRODUCT = "edit_product"
    EDIT_PLACE = "edit_place"
    AUTHORIZE_CODE = "authorize_code"
    GRANT_CODE = "grant_code"
    SET_YIELD = "set_yield"
    SUSPEND_CODE = "suspend_code"
    RESTORE_CODE = "restore_code"
    APPLY_FOR_CODE = "apply_for_code"
    CANCEL_CODE = "cancel_code"
    CHECK_FILE = "check_file"
    INSPECT_FILE = "inspect_file"
    REJECT_FILE = "reject_file"
    RENEW_CODE = "renew_code"
    REVOKE_CODE = "revoke_code"
    ANNOUNCE_RECALL = "announce_recall"
    HOLD_BATCH = "hold_batch"
    RELEASE_HOLD = "release_hold"
    LIFT_RECALL = "lift_recall"
    SET_CEILING = "set_ceiling"
    EDIT_ORGANISATION = "edit_organisation"
    SEE_HOUSEHOLDS = "see_households"
    EDIT_HOUSEHOLD = "edit_household"
    ERASE_HOUSEHOLD = "erase_household"
    RECORD_CONSENT = "record_consent"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_KEYS = "manage_keys"
    INVITE_ORGANISATION = "invite_organisation"
    SEE_CASE = "see_case"
    DECIDE_CASE = "decide_case"
    SEE_REPORT = "see_report"
    HANDLE_REPORT = "handle_report"
    ANSWER_REPORT = "answer_report"
    HAND_OVER = "hand_over"
    OPEN_FIGURES = "open_figures"
    FREEZE_REPORT = "freeze_report"
    SET_UP = "set_up"
    SEE_BOUNDARY = "see_boundary"
    SEE_HOUSEHOLD_KG = "see_household_kg"
    SEE_PRICES = "see_prices"
    SEE_STEP_KG = "see_step_kg"
    SEE_SEASON = "see_season"
    SEE_HOUSEHOLD_PACKS = "see_household_packs"
    SEE_PLACE = "see_place"
    SEE_AREA_BATCHES = "see_area_batches"
    SEE_CERTIFICATE = "see_certificate"
    EDIT_CERTIFICATE = "edit_certificate"
    CHECK_CERTIFICATE = "check_certificate"


class Scope(StrEnum):
    """How far a right reaches: one's own things, one's territory, or everything.

    What lies in several communes is of the ``TERRITORY`` of each, to be seen; it is decided where
    the ``WHOLE`` of it lies in one's territory, else by the province. ``OPENED`` is what in one's
    territory an inspection was opened of, and logged.
    """

    OWN = "own"
    TERRITORY = "territory"
    WHOLE = "whole"
    OPENED = "opened"
    ANY = "any"


@dataclass(frozen=True)
class Actor:
    """Who acts: the actor's row and code, the organisation acted for, the role, the territory.

    ``communes`` are codes of vintage 2025-07; ``province`` sees every commune. ``only`` narrows the
    role's rights to what an API key was made for.
    """

    id: int
    code: str
    role: Role
    party: int | None = None
    communes: frozenset[str] = frozenset()
    province: bool = False
    only: frozenset[Action] | None = None


@dataclass(frozen=True)
class Thing:
    """What is acted on, as far as rights go: who holds it and the communes it lies in.

    ``opened`` tells that the actor has opened an inspection of it.
    """

    holder: int | None = None
    communes: frozenset[str] = frozenset()
    opened: bool = False


_COOPERATIVE = {
    Action.SEE_WORKSPACE: Scope.OWN,
    Action.SEE_BATCH: Scope.OWN,
    Action.RECORD_HARVEST: Scope.OWN,
    Action.RECORD_RECEPTION: Scope.OWN,
    Action.RECORD_RUN: Scope.OWN,
    Action.RECORD_PACKING: Scope.OWN,
    Action.RECORD_DIARY: Scope.OWN,
    Action.SEE_DIARY: Scope.OWN,
    Action.CORRECT_ENTRY: Scope.OWN,
    Action.NOTE_COMPLAINT: Scope.OWN,
    Action.ANSWER_REPORT: Scope.OWN,
    Action.PUBLISH_BATCH: Scope.OWN,
    Action.SEE_DELIVERIES: Scope.OWN,
    Action.DISPATCH_GOODS: Scope.OWN,
    Action.RECEIVE_GOODS: Scope.OWN,
    Action.STORE_GOODS: Scope.OWN,
    Action.WRITE_OFF: Scope.OWN,
    Action.EDIT_BUYER: Scope.OWN,
    Action.PRINT_LABELS: Scope.OWN,
    Action.LINK_LABELS: Scope.OWN,
    Action.SEE_HOUSEHOLDS: Scope.OWN,
    Action.EDIT_HOUSEHOLD: Scope.OWN,
    Action.RECORD_CONSENT: Scope.OWN,
    Action.SEE_BOUNDARY: Scope.OWN,
    Action.SEE_HOUSEHOLD_KG: Scope.OWN,
    Action.SEE_PRICES: Scope.OWN,
    Action.SEE_STEP_KG: Scope.OWN,
    Action.SEE_SEASON: Scope.OWN,
    Action.SEE_HOUSEHOLD_PACKS: Scope.OWN,
    Action.SEE_PLACE: Scope.OWN,
    Action.SEE_AREA_BATCHES: Scope.OWN,
    Action.SEE_CERTIFICATE: Scope.OWN,
}
_MANAGER = _COOPERATIVE | {
    Action.RECORD_LATE: Scope.OWN,
    Action.RELEASE_BY_REPORT: Scope.OWN,
    Action.VOID_LABELS: Scope.OWN,
    Action.EDIT_PRODUCT: Scope.OWN,
    Action.EDIT_PLACE: Scope.OWN,
    Action.AUTHORIZE_CODE: Scope.OWN,
    Action.APPLY_FOR_CODE: Scope.OWN,
    Action.CANCEL_CODE: Scope.OWN,
    Action.ANNOUNCE_RECALL: Scope.OWN,
    Action.HOLD_BATCH: Scope.OWN,
    Action.RELEASE_HOLD: Scope.OWN,
    Action.FORGET_BUYER: Scope.OWN,
    Action.EDIT_ORGANISATION: Scope.OWN,
    Action.ERASE_HOUSEHOLD: Scope.OWN,
    Action.MANAGE_MEMBERS: Scope.OWN,
    Action.MANAGE_KEYS: Scope.OWN,
    Action.OPEN_FIGURES: Scope.OWN,
    Action.EDIT_CERTIFICATE: Scope.OWN,
}
_OFFICE = {
    Action.SEE_REGISTRY: Scope.OWN,
    Action.SEE_CODE: Scope.TERRITORY,
    Action.SEE_CASE: Scope.TERRITORY,
    Action.SEE_STEP_KG: Scope.TERRITORY,
    Action.SEE_SEASON: Scope.TERRITORY,
    Action.SEE_PLACE: Scope.TERRITORY,
    Action.SEE_AREA_BATCHES: Scope.TERRITORY,
    Action.SEE_CERTIFICATE: Scope.TERRITORY,
}
_INSPECTOR = _OFFICE | {
    Action.INSPECT_FILE: Scope.TERRITORY,
    Action.SEE_BOUNDARY: Scope.OPENED,
    Action.SEE_DIARY: Scope.OPENED,
    Action.SEE_HOUSEHOLDS: Scope.OPENED,
    Action.SEE_HOUSEHOLD_KG: Scope.OPENED,
    Action.SEE_HOUSEHOLD_PACKS: Scope.OPENED,
}
_REGISTRAR = _OFFICE | {
    Action.SEE_BOUNDARY: Scope.TERRITORY,
    Action.SEE_DIARY: Scope.TERRITORY,
    Action.SEE_BATCH: Scope.TERRITORY,
    Action.GRANT_CODE: Scope.WHOLE,
    Action.SET_YIELD: Scope.WHOLE,
    Action.SUSPEND_CODE: Scope.WHOLE,
    Action.RESTORE_CODE: Scope.WHOLE,
    Action.CHECK_FILE: Scope.WHOLE,
    Action.INSPECT_FILE: Scope.TERRITORY,
    Action.REJECT_FILE: Scope.WHOLE,
    Action.RENEW_CODE: Scope.WHOLE,
    Action.REVOKE_CODE: Scope.WHOLE,
    Action.ANNOUNCE_RECALL: Scope.TERRITORY,
    Action.HOLD_BATCH: Scope.TERRITORY,
    Action.LIFT_RECALL: Scope.WHOLE,
    # Of no commune: only who has the whole province reaches it.
    Action.SET_CEILING: Scope.TERRITORY,
    Action.SEE_HOUSEHOLDS: Scope.TERRITORY,
    Action.MANAGE_MEMBERS: Scope.OWN,
    Action.INVITE_ORGANISATION: Scope.TERRITORY,
    Action.DECIDE_CASE: Scope.WHOLE,
    Action.SEE_REPORT: Scope.WHOLE,
    Action.HANDLE_REPORT: Scope.WHOLE,
    Action.HAND_OVER: Scope.OWN,
    Action.FREEZE_REPORT: Scope.OWN,
    Action.CHECK_CERTIFICATE: Scope.WHOLE,
}
RIGHTS: Mapping[Role, Mapping[Action, Scope]] = {
    Role.RECORDER: _COOPERATIVE,
    Role.MANAGER: _MANAGER,
    Role.INSPECTOR: _INSPECTOR,
    Role.REGISTRAR: _REGISTRAR,
    Role.OPERATOR: dict.fromkeys(Action, Scope.ANY),
}


#: What an API key can be made for, and the acts that each opens; reading is always among them.
KEY_SCOPES: Mapping[str, frozenset[Action]] = {
    "read": frozenset(
        {
            *(Action.SEE_WORKSPACE, Action.SEE_BATCH),
            *(Action.SEE_PLACE, Action.SEE_CERTIFICATE),
        }
    ),
    "record": frozenset(
        {
            *(Action.RECORD_HARVEST, Action.RECORD_RECEPTION, Action.RECORD_RUN),
            *(Action.RECORD_PACKING, Action.RECORD_DIARY),
            *(Action.RECORD_LATE, Action.CORRECT_ENTRY),
        }
    ),
    "publish": frozenset({Action.PUBLISH_BATCH}),
    "deliveries": frozenset(
        {Action.SEE_DELIVERIES, Action.DISPATCH_GOODS, Action.WRITE_OFF, Action.RECORD_LATE}
    ),
    "labels": frozenset({Action.PRINT_LABELS, Action.LINK_LABELS, Action.VOID_LABELS}),
    "areas": frozenset({Action.EDIT_PLACE, Action.SEE_BOUNDARY}),
    "certificates": frozenset({Action.EDIT_CERTIFICATE}),
}


#: What every key can do, whatever else it was made for.
ALWAYS = "read"


def acts_of(scopes: Iterable[str]) -> frozenset[Action]:
    """The acts that the scopes of a key open; a word that is none opens nothing."""
    wanted = {ALWAYS, *scopes}
    return frozenset(act for word, acts in KEY_SCOPES.items() if word in wanted for act in acts)


def require_scope(actor: Actor, scope: str) -> None:
    """Refuse a key that was not made for ``scope``: Denied ``key_scope`` (fact ``scope``)."""
    if actor.only is not None and not KEY_SCOPES[scope] <= actor.only:
        raise Denied("key_scope", scope=scope)


def may(actor: Actor, action: Action, thing: Thing) -> bool:
    """Whether ``actor`` may do ``action`` to ``thing``."""
    if actor.only is not None and action not in actor.only:
        return False
    scope = RIGHTS[actor.role].get(action)
    return scope is not None and _reaches(actor, scope, thing)


def require(actor: Actor, action: Action, thing: Thing) -> None:
    """Refuse what ``may`` does not open.

    A thing out of the actor's reach is ``NotFound``, whatever the action; one within reach, whose
    act is not the role's, is ``Denied``; so is an act of the role that a key was not made for,
    which names the scope that opens it, and a decision on what lies in other communes besides
    (``partly_outside``).
    """
    if may(actor, action, thing):
        return
    if not any(_reaches(actor, scope, thing) for scope in set(RIGHTS[actor.role].values())):
        raise NotFound
    opener = next((word for word, acts in KEY_SCOPES.items() if action in acts), None)
    if opener is not None and may(replace(actor, only=None), action, thing):
        raise Denied("key_scope", scope=opener)
    if RIGHTS[actor.role].get(action) is Scope.WHOLE:
        raise Denied("partly_outside")
    raise Denied(action=str(action))


def _reaches(actor: Actor, scope: Scope, thing: Thing) -> bool:
    if scope is Scope.ANY:
        return True
    if scope is Scope.OWN:
        return actor.party is not None and thing.holder == actor.party
    if scope is Scope.OPENED and not thing.opened:
        return False
    if actor.province:
        return True
    if scope is Scope.WHOLE:
        return bool(thing.communes) and thing.communes <= actor.communes
    return bool(actor.communes & thing.communes)
