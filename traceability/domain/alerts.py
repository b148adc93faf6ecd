"""What is told without being asked for: a closed list, and the facts that each kind needs.

A fact is a code, a day, a count or a word of ours. Never a name, a phone number, or anything that
somebody typed as free text: alerts are not erased with a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class AlertKind(StrEnum):
    """Everything that an organisation, or a member of one, is told of."""

    GTIN_CONFLICT = "gtin_conflict"
    GTIN_KEPT = "gtin_kept"
    GTIN_REFUSED = "gtin_refused"
    GTIN_CONFIRMED = "gtin_confirmed"
    CODE_SUSPENDED = "code_suspended"
    CODE_RESTORED = "code_restored"
    PLACE_LINKED = "place_linked"
    AUTHORIZATION_GIVEN = "authorization_given"
    AUTHORIZATION_WITHDRAWN = "authorization_withdrawn"
    CODE_LENT = "code_lent"
    CODE_TAKEN_BACK = "code_taken_back"
    CODE_USED = "code_used"
    FILE_SUBMITTED = "file_submitted"
    FILE_CHECKED = "file_checked"
    FILE_RETURNED = "file_returned"
    FILE_REJECTED = "file_rejected"
    CODE_GRANTED = "code_granted"
    CODE_RENEWED = "code_renewed"
    CODE_REVOKED = "code_revoked"
    CODE_CANCELLED = "code_cancelled"
    STEP_PROPOSED = "step_proposed"
    CODE_CLAIMED_TWICE = "code_claimed_twice"
    CODE_CLAIM_KEPT = "code_claim_kept"
    CODE_CLAIM_REFUSED = "code_claim_refused"
    BATCH_HELD = "batch_held"
    BATCH_RECALLED = "batch_recalled"
    RECALL_ANNOUNCED = "recall_announced"
    HOLD_PUT_RIGHT = "hold_put_right"
    HOLD_LIFTED = "hold_lifted"
    RECALL_LIFTED = "recall_lifted"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    ROLE_CHANGED = "role_changed"
    CASE_OPENED = "case_opened"
    CASE_DECIDED = "case_decided"
    CASE_GIVEN = "case_given"
    CASE_TAKEN = "case_taken"
    HANDED_OVER = "handed_over"
    TERRITORY_CHANGED = "territory_changed"
    YIELD_SET = "yield_set"
    BOUNDARY_OVERLAPS = "boundary_overlaps"
    BOUNDARY_STANDS = "boundary_stands"
    BOUNDARY_REDRAW = "boundary_redraw"
    BOUNDARY_CHANGED = "boundary_changed"
    CERTIFICATE_ENDING = "certificate_ending"
    CERTIFICATE_ENDED = "certificate_ended"
    CERTIFICATE_SEEN = "certificate_seen"
    CERTIFICATE_WITHDRAWN = "certificate_withdrawn"
    PROTECTED_GATHERED = "protected_gathered"
    DELIVERY_DIFFERS = "delivery_differs"
    GOODS_ARRIVED = "goods_arrived"
    GOODS_ACCEPTED = "goods_accepted"
    GOODS_REFUSED = "goods_refused"
    SCANNED_OFTEN = "scanned_often"
    SCANNED_LATE = "scanned_late"
    SCANNED_VOID = "scanned_void"
    SCANNED_LOST = "scanned_lost"
    SCANNED_EARLY = "scanned_early"
    SCANNED_STOPPED = "scanned_stopped"
    STOPPED_SCANNED = "stopped_scanned"
    REPORT_SENT = "report_sent"
    REPORTS_SENT = "reports_sent"
    REPORTS_UNNAMED = "reports_unnamed"
    REPORT_GIVEN = "report_given"
    REPORT_RELEASED = "report_released"
    REPORT_ANSWERED = "report_answered"
    LABELS_VOIDED = "labels_voided"
    LABELS_LENT = "labels_lent"
    LENT_LABELS_VOIDED = "lent_labels_voided"
    LENT_LABELS_TAKEN = "lent_labels_taken"
    LENT_GOODS_STOPPED = "lent_goods_stopped"
    LENT_GOODS_FREED = "lent_goods_freed"


_NOTE = frozenset({"number", "count"})
_GTIN = frozenset({"gtin"})
_LOTS = frozenset({"lot", "count"})
_CASE = frozenset({"case_kind", "key"})
_CODE = frozenset({"raw", "day"})
_REPORT = frozenset({"report_kind"})
_ROLE = frozenset({"role"})

#: The facts of each kind, no more and no fewer: those that its sentence names.
FACTS: Mapping[AlertKind, frozenset[str]] = {
    AlertKind.GTIN_CONFLICT: _GTIN,
    AlertKind.GTIN_KEPT: _GTIN,
    AlertKind.GTIN_REFUSED: _GTIN,
    AlertKind.GTIN_CONFIRMED: _GTIN,
    AlertKind.CODE_SUSPENDED: frozenset({"raw", "day", "lots"}),
    AlertKind.CODE_RESTORED: frozenset({"raw", "day"}),
    AlertKind.PLACE_LINKED: frozenset({"raw"}),
    AlertKind.AUTHORIZATION_GIVEN: _CODE,
    AlertKind.AUTHORIZATION_WITHDRAWN: _CODE,
    AlertKind.CODE_LENT: _CODE,
    AlertKind.CODE_TAKEN_BACK: _CODE,
    AlertKind.CODE_USED: _CODE | {"amount", "lot"},
    AlertKind.FILE_SUBMITTED: frozenset({"raw"}),
    AlertKind.FILE_CHECKED: frozenset({"raw"}),
    AlertKind.FILE_RETURNED: frozenset({"raw"}),
    AlertKind.FILE_REJECTED: frozenset({"raw"}),
    AlertKind.CODE_GRANTED: frozenset({"raw", "day"}),
    AlertKind.CODE_RENEWED: frozenset({"raw", "day"}),
    AlertKind.CODE_REVOKED: frozenset({"raw", "day", "lots"}),
    AlertKind.CODE_CANCELLED: frozenset({"raw", "day"}),
    AlertKind.STEP_PROPOSED: frozenset({"raw"}),
    AlertKind.CODE_CLAIMED_TWICE: frozenset({"raw"}),
    AlertKind.CODE_CLAIM_KEPT: frozenset({"raw"}),
    AlertKind.CODE_CLAIM_REFUSED: frozenset({"raw"}),
    AlertKind.BATCH_HELD: _LOTS | {"reason"},
    AlertKind.BATCH_RECALLED: _LOTS,
    AlertKind.RECALL_ANNOUNCED: _LOTS,
    AlertKind.HOLD_LIFTED: _LOTS,
    AlertKind.RECALL_LIFTED: _LOTS,
    AlertKind.MEMBER_JOINED: _ROLE,
    AlertKind.MEMBER_LEFT: _ROLE,
    AlertKind.ROLE_CHANGED: _ROLE,
    AlertKind.CASE_OPENED: _CASE,
    AlertKind.CASE_DECIDED: _CASE,
    AlertKind.CASE_GIVEN: _CASE,
    AlertKind.CASE_TAKEN: _CASE,
    AlertKind.HANDED_OVER: frozenset({"cases", "alerts"}),
    AlertKind.TERRITORY_CHANGED: frozenset({"communes"}),
    AlertKind.YIELD_SET: frozenset({"kg"}),
    AlertKind.BOUNDARY_OVERLAPS: frozenset({"shared_m2"}),
    AlertKind.BOUNDARY_STANDS: frozenset({"key"}),
    AlertKind.BOUNDARY_REDRAW: frozenset({"key"}),
    AlertKind.BOUNDARY_CHANGED: frozenset({"raw"}),
    AlertKind.CERTIFICATE_ENDING: frozenset({"paper", "day", "days"}),
    AlertKind.CERTIFICATE_ENDED: frozenset({"paper", "day"}),
    AlertKind.CERTIFICATE_SEEN: frozenset({"paper", "grade"}),
    AlertKind.CERTIFICATE_WITHDRAWN: frozenset({"paper"}),
    AlertKind.PROTECTED_GATHERED: frozenset({"lot", "crop"}),
    AlertKind.HOLD_PUT_RIGHT: frozenset({"lot"}),
    AlertKind.DELIVERY_DIFFERS: _NOTE,
    AlertKind.GOODS_ARRIVED: _NOTE,
    AlertKind.GOODS_ACCEPTED: _NOTE,
    AlertKind.GOODS_REFUSED: _NOTE,
    AlertKind.SCANNED_OFTEN: _LOTS,
    AlertKind.SCANNED_LATE: _LOTS,
    AlertKind.SCANNED_VOID: frozenset({"count"}),
    AlertKind.SCANNED_LOST: frozenset({"count"}),
    AlertKind.SCANNED_EARLY: _LOTS,
    AlertKind.SCANNED_STOPPED: _LOTS | {"stopped"},
    AlertKind.STOPPED_SCANNED: _LOTS | {"stopped"},
    AlertKind.REPORT_SENT: _REPORT,
    AlertKind.REPORTS_SENT: _REPORT | {"count"},
    AlertKind.REPORTS_UNNAMED: _REPORT | {"count"},
    AlertKind.REPORT_GIVEN: _REPORT,
    AlertKind.REPORT_RELEASED: _REPORT,
    AlertKind.REPORT_ANSWERED: _REPORT,
    AlertKind.LABELS_VOIDED: _LOTS,
    AlertKind.LABELS_LENT: frozenset({"count"}),
    AlertKind.LENT_LABELS_VOIDED: frozenset({"count"}),
    AlertKind.LENT_LABELS_TAKEN: frozenset({"count", "numbers", "run", "taken"}),
    AlertKind.LENT_GOODS_STOPPED: frozenset({"raw", "stopped", "labels"}),
    AlertKind.LENT_GOODS_FREED: frozenset({"raw"}),
}

#: What some are told besides: of another's labels the lot that these are on, which is opened then;
#: of a hold or recall that ended, how many lots another recall covers still.
BESIDE: Mapping[AlertKind, frozenset[str]] = {
    AlertKind.SCANNED_VOID: frozenset({"lot"}),
    AlertKind.SCANNED_LOST: frozenset({"lot"}),
    AlertKind.HOLD_LIFTED: frozenset({"still"}),
    AlertKind.RECALL_LIFTED: frozenset({"still"}),
}


def checked(kind: str, facts: Mapping[str, str | int]) -> AlertKind:
    """The kind of a word; raises ``ValueError`` for one unknown, or with facts not its own."""
    known = AlertKind(kind)
    if facts.keys() - BESIDE.get(known, frozenset()) != FACTS[known]:
        raise ValueError(f"{known} has the facts {sorted(FACTS[known])}")
    return known
