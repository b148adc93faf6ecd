"""Events and their leaves: what is recorded, as canonical JSON, chained for each subject.

A leaf names things by code and UUID only, carries a nonce, and holds no personal value: only
salted commitments. Its SHA-256 is what the next event of the same subject points back to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from traceability.domain.canonical import canonical_json, sha256_b64

LEAF_VERSION = 1
MOST_SUBJECTS = 200
MOST_LEAF_BYTES = 32_768


class Kind(StrEnum):
    """The event types of EPCIS 2.0 §7.4 that goods use, and the house's own for registers."""

    OBJECT = "object"
    TRANSFORMATION = "transformation"
    AGGREGATION = "aggregation"
    ASSOCIATION = "association"
    REGISTRY = "registry"


class Action(StrEnum):
    """EPCIS 2.0 §7.3.2."""

    ADD = "ADD"
    OBSERVE = "OBSERVE"
    DELETE = "DELETE"


class EventStep(StrEnum):
    """The steps that are written, and no others: CBV 2.0 business steps, then the registry's.

    CBV has no word for making, splitting, merging and losing; those are the house's own.
    """

    HARVEST = "commissioning"
    PROCESS = "transforming"
    SPLIT = "splitting"
    MERGE = "merging"
    PACK = "packing"
    INSPECT = "inspecting"
    RECEIVE = "receiving"
    RECEPTION_OPENED = "reception_opened"
    RECEPTION_CLOSED = "reception_closed"
    SHIP = "shipping"
    ACCEPT = "accepting"
    RETURN = "returning"
    STORE = "storing"
    DESTROY = "destroying"
    LOSE = "losing"
    PARTY_REGISTERED = "party_registered"
    PARTY_REVISED = "party_revised"
    PARTY_ERASED = "party_erased"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PLACE_REVISED = "place_revised"
    PLACE_HOUSEHOLDS = "place_households"
    PLACE_DOCUMENT = "place_document"
    SITE_STAY = "site_stay"
    FARM_WORK = "farm_work"
    COMPLAINT = "complaint_noted"
    COMPLAINT_ANSWERED = "complaint_answered"
    REPORTED = "reported"
    REPORT_STEP = "report_step"
    CODE_STEP = "code_step"
    STEP_PROPOSED = "step_proposed"
    PROPOSAL_CLOSED = "proposal_closed"
    CODE_REVISED = "code_revised"
    AUTHORIZATION_GIVEN = "authorization_given"
    AUTHORIZATION_WITHDRAWN = "authorization_withdrawn"
    INSPECTED = "inspected"
    FIGURES_OPENED = "figures_opened"
    REPORT_FROZEN = "report_frozen"
    PRODUCT_REVISED = "product_revised"
    SCAN_LIMITS_SET = "scan_limits_set"
    GTIN_CLAIMED = "gtin_claimed"
    GTIN_DECIDED = "gtin_decided"
    CASE_DECIDED = "case_decided"
    CERTIFICATE_STATED = "certificate_stated"
    CERTIFICATE_CHECKED = "certificate_checked"
    CERTIFICATE_WITHDRAWN = "certificate_withdrawn"
    PUBLISHED = "published"
    DELIVERY_ANSWERED = "delivery_answered"
    LABELS_ORDERED = "labels_ordered"
    LABELS_LINKED = "labels_linked"
    LABELS_UNLINKED = "labels_unlinked"
    LABELS_VOIDED = "labels_voided"
    LABELS_CHECKED = "labels_checked"
    LABELS_SPOILED = "labels_spoiled"
    LABELS_RESTORED = "labels_restored"
    LABELS_HANDED_OUT = "labels_handed_out"
    LABELS_RETURNED = "labels_returned"
    LABELS_LOST = "labels_lost"
    LABELS_FOUND = "labels_found"
    LABELS_DISPATCHED = "labels_dispatched"
    LABELS_KEPT = "labels_kept"
    LABELS_REPRINTED = "labels_reprinted"
    LABELS_EXPORTED = "labels_exported"
    LABELS_SENT = "labels_sent"
    LABELS_RECEIVED = "labels_received"
    HELD = "held"
    RECALLED = "recalled"
    LIFTED = "lifted"


class Disposition(StrEnum):
    """CBV 2.0 dispositions that are written."""

    ACTIVE = "active"
    IN_PROGRESS = "in_progress"
    IN_TRANSIT = "in_transit"
    DESTROYED = "destroyed"
    RECALLED = "recalled"


class Role(StrEnum):
    """What a subject is to the event."""

    IN = "in"
    OUT = "out"
    CHILD = "child"
    PARENT = "parent"
    REF = "ref"


class How(StrEnum):
    """What a correction does with the event that it names (MODEL §3)."""

    AMEND = "amend"
    RETRACT = "retract"


class Mistake(StrEnum):
    """What kind of mistake a correction puts right: what everybody may read of its reason."""

    WEIGHED_AGAIN = "weighed_again"
    WRONG_FIGURE = "wrong_figure"
    WRONG_GARDEN = "wrong_garden"
    WRONG_DAY = "wrong_day"
    WRONG_PRODUCT = "wrong_product"
    TOLD_TWICE = "told_twice"
    NOT_DONE = "not_done"
    OTHER = "other"


@dataclass(frozen=True)
class Correction:
    """The event (by id) that another puts right: told anew, or taken back.

    ``why`` names the kind of mistake, where one was named: older corrections name none.
    """

    event_id: str
    how: How
    why: Mistake | None = None


@dataclass(frozen=True)
class Subject:
    """A thing by its short code, and how much of it (integer g, ml or pieces)."""

    role: Role
    code: str
    amount: int | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Link:
    """The next place in a subject's chain: its number and the hash of the leaf before."""

    chain_no: int
    prev: str | None


@dataclass(frozen=True)
class Occurrence:
    """What happened, before it is chained: everything a leaf says of the world.

    ``device_at`` is what the clock of the device said, as evidence; no rule looks at it.
    """

    kind: Kind
    step: EventStep
    subjects: tuple[Subject, ...]
    occurred_on: dt.date
    action: Action = Action.OBSERVE
    disposition: Disposition | None = None
    place: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    corrects: Correction | None = None
    device_at: dt.datetime | None = None


@dataclass(frozen=True)
class Seal:
    """What recording adds: identity, owner and actor by code, the moment, nonce, commitments."""

    event_id: str
    owner: str
    actor: str
    recorded_at: dt.datetime
    nonce: str
    commitments: Mapping[str, str]
    links: Sequence[Link]


def leaf(what: Occurrence, seal: Seal) -> bytes:
    """The leaf of an event as canonical JSON (RFC 8785 profile: sorted keys, NFC, no floats)."""
    if not 1 <= len(what.subjects) <= MOST_SUBJECTS:
        raise ValueError("an event has 1 to 200 subjects")
    body = canonical_json(
        {
            **_correcting(what.corrects),
            **_clock(what.device_at),
            "v": LEAF_VERSION,
            "id": seal.event_id,
            "nonce": seal.nonce,
            "kind": str(what.kind),
            "action": str(what.action),
            "step": str(what.step),
            "disposition": None if what.disposition is None else str(what.disposition),
            "owner": seal.owner,
            "actor": seal.actor,
            "place": what.place,
            "occurred_on": what.occurred_on.isoformat(),
            "recorded_at": moment(seal.recorded_at),
            "subjects": [_subject(s, at) for s, at in zip(what.subjects, seal.links, strict=True)],
            "facts": dict(what.facts),
            "private": dict(seal.commitments),
            "files": sorted(what.files),
        }
    )
    if len(body) > MOST_LEAF_BYTES:
        raise ValueError("a leaf is at most 32 kB")
    return body


def leaf_hash(body: bytes) -> str:
    """SHA-256 of a leaf, base64url without padding (43 characters)."""
    return sha256_b64(body)


def _correcting(correction: Correction | None) -> dict[str, Any]:
    """What only the leaf of a correction says: others name neither member."""
    if correction is None:
        return {}
    why = {} if correction.why is None else {"why": str(correction.why)}
    return {"corrects": correction.event_id, "how": str(correction.how), **why}


def _clock(device_at: dt.datetime | None) -> dict[str, str]:
    """The device's clock, in the leaves of events that came with one."""
    return {} if device_at is None else {"device_at": moment(device_at)}


def moment(at: dt.datetime) -> str:
    """A moment as leaves spell it: UTC, to the microsecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _subject(subject: Subject, link: Link) -> dict[str, Any]:
    return {
        "role": str(subject.role),
        "code": subject.code,
        "amount": subject.amount,
        "unit": subject.unit,
        "chain_no": link.chain_no,
        "prev": link.prev,
    }
