"""What a hold or recall stands on, so that a page leads there, and who ordered it.

The lots that it names, the codes and places that they come from, the undecided cases about these
and the test reports of those lots. Whoever asks has been asked for already; only what is the
actor's own, or of its territory, can be opened from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Actor
from traceability.domain.certificates import CertificateKind
from traceability.domain.holds import HoldReason
from traceability.services import code_contests, harvest_corrections, overlaps
from traceability.services.harvest_corrections import Below
from traceability.store.models import AreaCode, Batch, Certificate, Event, Place, Recall
from traceability.store.queries import areas, batches, certificates, registry
from traceability.store.queries import parties as party_queries
from traceability.store.queries import recalls as queries
from traceability.store.unit import Reading

Held = tuple[Recall, Event, Sequence[Batch]]


@dataclass(frozen=True)
class Cause:
    """What a hold stands on; each thing by its short code and what it is called.

    ``lots`` and ``reports`` are those named, the actor's ``own`` ones told apart; ``grounds`` are
    places whose ground or code is in question in ``cases``. ``ordered_by`` is whose order it was,
    where it was one: an office's (``by_office``), that of who holds the lots named (``by_holder``)
    or another's; ``own_order`` says that it was the actor's own organisation. ``below`` is how the
    season stands since corrections brought it below the ceiling that the hold is for.
    """

    lots: tuple[tuple[str, str, bool], ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    grounds: tuple[tuple[str, str], ...] = ()
    cases: tuple[str, ...] = ()
    reports: tuple[tuple[str, str, bool], ...] = ()
    ordered_by: str = ""
    own_order: bool = False
    by_office: bool = False
    by_holder: bool = False
    below: Below | None = None


NO_CAUSE = Cause()


def over_batch(view: Reading, actor: Actor, batch: Batch) -> Mapping[str, Cause]:
    """What each open hold or recall over a batch stands on, by its code."""
    covering = queries.covering(view.db, [batch.id])[batch.id]
    rows = [(each.recall, each.event) for each in covering if each.lift is None]
    named = registry.batches_named(view.db, [event.seq for _, event in rows])
    return of(view, actor, [(recall, event, named[event.seq]) for recall, event in rows])


def of(view: Reading, actor: Actor, held: Sequence[Held]) -> Mapping[str, Cause]:
    """What each of some holds stands on, by its code."""
    if not held:
        return {}
    tell = _Telling(view, actor, held)
    return {recall.code: tell.cause(recall, event, named) for recall, event, named in held}


class _Telling:
    """Everything that the named lots come from, read once for all of them."""

    def __init__(self, view: Reading, actor: Actor, held: Sequence[Held]) -> None:
        named = [batch for _recall, _event, found in held for batch in found]
        self.view, self.actor = view, actor
        self.origins = batches.origins_of(view.db, [each.id for each in named])
        shares = [row for rows in self.origins.values() for row in rows]
        self.places = areas.places_by_ids(view.db, sorted({row.place_id for row in shares}))
        keys = sorted({row.area_code_id for row in shares if row.area_code_id})
        self.codes = areas.codes_by_ids(view.db, keys)
        own = [each.code for each in self.places.values() if each.holder_id == actor.party]
        self.names = party_queries.names(view.db, own, "place")
        self.reports = _reports(view, [each.code for each in named])
        owners = party_queries.by_ids(view.db, sorted({event.owner_id for _, event, _ in held}))
        called = party_queries.names(view.db, [row.code for row in owners.values()])
        self.owners = {key: called.get(row.code, row.code) for key, row in owners.items()}
        self.offices = {key for key, row in owners.items() if row.kind == "authority"}

    def cause(self, recall: Recall, event: Event, named: Sequence[Batch]) -> Cause:
        """What one stands on."""
        shares = [row for batch in named for row in self.origins[batch.id]]
        codes = [self.codes[key] for key in dict.fromkeys(r.area_code_id for r in shares) if key]
        places = [self.places[key] for key in dict.fromkeys(row.place_id for row in shares)]
        asked = recall.reason == HoldReason.CONFLICT_OPEN
        ordered = recall.reason == HoldReason.ORDERED
        return Cause(
            lots=tuple((b.code, b.lot_code, self._own(b.holder_id)) for b in named),
            codes=tuple((each.code, each.raw) for each in codes),
            grounds=tuple(self._grounds(places)) if asked else (),
            cases=tuple(self._cases(codes, places)) if asked else (),
            reports=tuple(
                (row.code, row.number, self._own(row.holder_id))
                for batch in named
                for row in self.reports.get(batch.code, ())
            ),
            ordered_by=self.owners.get(event.owner_id, "") if ordered else "",
            own_order=ordered and self._own(event.owner_id),
            by_office=ordered and event.owner_id in self.offices,
            by_holder=ordered and {event.owner_id} == {batch.holder_id for batch in named},
            below=self._below(recall, named),
        )

    def _below(self, recall: Recall, named: Sequence[Batch]) -> Below | None:
        """The season's figures are its holder's: who has but goods made of it learns none."""
        own = all(self._own(batch.holder_id) for batch in named)
        if recall.reason != HoldReason.OVER_CEILING or not own:
            return None
        told = harvest_corrections.tellings(self.view, named)
        return harvest_corrections.below_since(self.view, named, told)

    def _own(self, holder_id: int) -> bool:
        return holder_id == self.actor.party

    def _grounds(self, places: Sequence[Place]) -> list[tuple[str, str]]:
        own = [each for each in places if self._own(each.holder_id)]
        return [(each.code, self.names.get(each.code, each.code)) for each in own]

    def _cases(self, codes: Sequence[AreaCode], places: Sequence[Place]) -> list[str]:
        about = [case.code for each in places for case in overlaps.open_cases_of(self.view, each)]
        claims = [code_contests.open_about(self.view, each) for each in codes]
        return list(dict.fromkeys([*about, *(each.code for each in claims if each is not None)]))


def _reports(view: Reading, lots: Sequence[str]) -> dict[str, list[Certificate]]:
    """The test reports of some lots, by the lot's code."""
    found = [
        row for row in certificates.naming(view.db, lots) if row.kind == CertificateKind.TEST_REPORT
    ]
    scopes = certificates.scopes(view.db, [row.id for row in found])
    told: dict[str, list[Certificate]] = {}
    for row in found:
        for subject in {scope.subject for scope in scopes[row.id]}:
            told.setdefault(subject, []).append(row)
    return told
