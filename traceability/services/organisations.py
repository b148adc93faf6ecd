"""What a cooperative is and how it is reached: the label's responsible party, kept private.

Names, numbers and addresses are private values; the party's row holds the communes. Labels keep
the text that was frozen when they were printed; pages show what stands now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import Conflict, Invalid
from traceability.domain.events import EventStep
from traceability.services import parties
from traceability.store.models import Party
from traceability.store.queries import events
from traceability.store.queries import setup as queries
from traceability.store.unit import Reading, Work

#: What is kept of an organisation, each a private value of its party.
FIELDS = (
    "name",
    "business_id",
    "address",
    "representative",
    "phone",
    "email",
    "website",
)
#: What a label's responsible party must have; a group (tổ hợp tác) has no number of its own.
NEEDED = ("name", "address", "representative", "phone")


@dataclass(frozen=True)
class DetailsRequest:
    """All that an organisation says of itself; ``version`` is the one that was on the screen."""

    commune: str
    old_commune: str | None
    private: Mapping[str, str]
    version: int


@dataclass(frozen=True)
class Details:
    """An organisation as it stands: its kind, communes by code, values by field, version.

    ``labels`` counts the labels printed so far, which keep the words that they were printed with.
    """

    kind: str
    commune: str | None
    old_commune: str | None
    values: Mapping[str, str]
    version: int
    labels: int

    @property
    def complete(self) -> bool:
        """Whether everything is there that a label names."""
        return self.commune is not None and not self.missing

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that a label needs and that are empty."""
        needed = NEEDED if self.kind == "group" else (*NEEDED, "business_id")
        return tuple(field for field in needed if not self.values.get(field))


def details(view: Reading, actor: Actor) -> Details:
    """The actor's own organisation, for those who may change it."""
    party = parties.acting_party(view, actor)
    require(actor, Action.EDIT_ORGANISATION, Thing(holder=party.id))
    return stated(view, party)


def stated(view: Reading, party: Party) -> Details:
    """An organisation as it stands; the caller has asked ``may``."""
    return Details(
        kind=party.kind,
        commune=party.commune_code,
        old_commune=party.old_commune_code,
        values=_values(view, party),
        version=_version(view, party),
        labels=queries.labels_printed(view.db, party.id),
    )


def revise(work: Work, asked: DetailsRequest) -> int:
    """Record what the actor's organisation is from now on; returns the version that stands.

    ``Invalid('required')`` where a cooperative or company leaves out its number;
    ``Conflict('organisation_changed')`` where somebody else revised it in the meantime. What is the
    same as before makes no event.
    """
    party = parties.acting_party(work, work.actor)
    require(work.actor, Action.EDIT_ORGANISATION, Thing(holder=party.id))
    work.lock_party(party.id)
    now = stated(work, party)
    if now.version != asked.version:
        raise Conflict("organisation_changed", "name", version=now.version)
    _check(now.kind, asked.private)
    commune = parties.commune_of(work, asked.commune)
    if commune is None:
        raise Invalid("required", "commune")
    old = parties.old_commune_of(work, asked.commune, asked.old_commune)
    others = {name: value for name, value in now.values.items() if name not in FIELDS}
    private = {**others, **asked.private}
    if (now.commune, now.old_commune, now.values) == (asked.commune, old, private):
        return now.version
    party.commune_code, party.commune_vintage = commune.code, commune.vintage
    party.old_commune_code = old
    parties.revise(work, party, private)
    return _version(work, party)


def _check(kind: str, private: Mapping[str, str]) -> None:
    needed = NEEDED if kind == "group" else (*NEEDED, "business_id")
    for field in needed:
        if not private.get(field):
            raise Invalid("required", field)
    if missing := labels.undrawable(private["name"]):
        raise Invalid("label_missing_glyph", "name", characters=missing, field="cooperative")


def _values(view: Reading, party: Party) -> dict[str, str]:
    kept = events.private_values(view.db, "party", [party.code])
    return {field: value for (_code, field), value in kept.items()}


def _version(view: Reading, party: Party) -> int:
    """How often the party was revised."""
    return len(events.of_step(view.db, party.code, EventStep.PARTY_REVISED))
