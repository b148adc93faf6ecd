"""The average of three years that an officer sets: by it alone the owner's figure counts.

Where no general figure per hectare or tree is meaningful (herbs, ancient tea), the ceilings are
multiples of it.
"""

from __future__ import annotations

from traceability.domain.access import Action, Actor, require
from traceability.domain.errors import Denied, NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import officers, parties, recording, season_views
from traceability.services.differences import facts
from traceability.store.models import Place, PlaceRevision
from traceability.store.queries import accounts, areas, events
from traceability.store.unit import Reading, Work


def set_average(work: Work, code: str, average: int, source: str) -> int:
    """Set what a place gives in a usual year (grams), saying what it rests on; its new revision.

    The rest of the place stays as it was stated. An officer who is a member of the holder is
    ``Denied`` with ``own_matter``.
    """
    work.hold_judgement()
    place = _known(work, work.actor, code)
    if own_matter(work, work.actor, place):
        raise Denied("own_matter")
    before = areas.revision(work.db, place.id)
    told = facts(events.of_step(work.db, place.code, EventStep.PLACE_REVISED)[0])
    number = before.number + 1
    set_now = {"yield_g": average, "revision": number}
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.PLACE_REVISED,
        subjects=(Subject(Role.REF, place.code),),
        occurred_on=work.today,
        place=place.code,
        facts=told | set_now | {"yield_set_by": work.actor.code},
        private={"source": source, **officers.signature(work)},
    )
    work.add(_revised(before, number, average, work))
    holder = parties.known(work, place.holder_id)
    recording.record(work, holder.id, holder.code, what)
    return number


def _revised(before: PlaceRevision, number: int, average: int, work: Work) -> PlaceRevision:
    kept = {column.key: getattr(before, column.key) for column in PlaceRevision.__table__.columns}
    now = {"yield_g": average, "yield_set_by": work.actor.id, "recorded_at": work.now}
    return PlaceRevision(**kept | now | {"number": number})


def standing(view: Reading, actor: Actor, code: str) -> tuple[Place, int | None]:
    """The place, and its average as an officer has set it."""
    place = _known(view, actor, code)
    revision = areas.revision(view.db, place.id)
    return place, revision.yield_g if revision.yield_set_by is not None else None


def own_matter(view: Reading, actor: Actor, place: Place) -> bool:
    """Whether the officer is a member of who holds the place."""
    return accounts.belongs_to(view.db, actor.id, [place.holder_id])


def _known(view: Reading, actor: Actor, code: str) -> Place:
    place = areas.place_by_code(view.db, code)
    if place is None:
        raise NotFound
    for action in (Action.SET_AVERAGE, Action.SEE_PLACE):
        require(actor, action, season_views.place_thing(view, place))
    return place
