"""Growing-area codes: granted and taken through their steps; each a row that stays, an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from traceability.domain import growing_area
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import CodeStep, Status, Step
from traceability.domain.holds import HoldReason
from traceability.services import (
    alerts,
    code_contests,
    files,
    nearness,
    officers,
    parties,
    places,
    recalls,
    recording,
    territory,
)
from traceability.services.alerts import Facts
from traceability.services.files import PreparedFile
from traceability.services.places import PlaceRequest
from traceability.store.models import (
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    AreaCodeStep,
    Batch,
    Party,
    Place,
)
from traceability.store.queries import areas as queries
from traceability.store.queries import authorizations, batches, products
from traceability.store.queries import parties as party_queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Decision:
    """What stands behind a step: its day, number, authority as written, reason in words.

    A step that no authority took has neither number nor authority. ``acting_reason`` says why the
    province decides what a commune's own office could, ``private`` is what else was said in words,
    ``files`` are the papers, ``kept`` the hashes of those that were stored before. ``seen`` is what
    was on the screen (``area_codes.seen``), where the step shall not follow one that somebody else
    took meanwhile.
    """

    effective_on: dt.date
    decision_no: str = ""
    authority: str = ""
    reason: str = ""
    valid_until: dt.date | None = None
    acting_reason: str = ""
    private: Mapping[str, str] = field(default_factory=dict)
    files: tuple[PreparedFile, ...] = ()
    kept: tuple[str, ...] = ()
    seen: str = ""


@dataclass(frozen=True)
class GrantRequest:
    """A code granted on a paper file: the string as issued, to whom, for which crops and place."""

    raw: str
    scheme: str
    market: str
    holder: str
    crops: tuple[str, ...]
    place: PlaceRequest
    decision: Decision


@dataclass(frozen=True)
class Granted:
    """The short code of the new code, its place's, and whether another claim stands beside it."""

    code: str
    place: str
    conflict: bool


def grant(work: Work, asked: GrantRequest) -> Granted:
    """Enter a code with its place, and the steps filed, checked and granted in one act.

    The string is stored exactly as issued. A second claim on it, whichever office enters it, joins
    the register where the first stands, as an open conflict: neither prints until it is decided.
    """
    work.hold_judgement()
    territory = frozenset({asked.place.commune})
    require(work.actor, Action.GRANT_CODE, Thing(communes=territory))
    register = parties.acting_party(work, work.actor)
    holder = _holder(work, asked.holder)
    _check_decision(work, asked)
    _check_office(work, asked, holder)
    place = places.add(work, holder, asked.place)
    area = _code_row(work, asked, register, holder)
    work.add(area)
    work.add(*(AreaCodeCrop(area_code_id=area.id, crop_code=crop) for crop in asked.crops))
    link = AreaCodePlace(
        area_code_id=area.id, place_id=place.id, from_on=asked.decision.effective_on
    )
    work.add(link)
    kept = parties.known(work, area.register_id).code
    granted = stated(area, kept, holder.code, asked.crops, [(place.code, link)])
    for step in (CodeStep.SUBMIT, CodeStep.CHECK, CodeStep.GRANT):
        told = granted if step is CodeStep.GRANT else {}
        take_step(work, register, area, step, asked.decision, told)
    code_contests.contest(work, area)
    return Granted(area.code, place.code, conflict=queries.conflicted(work.db, area))


def stop(
    work: Work,
    register: Party,
    area: AreaCode,
    step: CodeStep,
    decision: Decision,
    confirmed: Sequence[str] | None,
    told: Mapping[str, object] | None = None,
) -> list[str]:
    """Take a step after which the code is not active; what it re-judges is held, once confirmed."""
    judged = harvests_to_hold(work, area, decision.effective_on)
    lots = sorted(batch.lot_code for batch in judged)
    if lots and sorted(confirmed or ()) != lots:
        raise Conflict("suspension_holds_batches", "confirmed", lots=lots)
    take_step(work, register, area, step, decision, told)
    for batch in judged:
        recalls.hold_judged(work, register, batch, HoldReason.CODE_NOT_ACTIVE, told=True)
    return lots


def for_step(
    work: Work, code: str, action: Action, decision: Decision, *, near: bool = False
) -> tuple[AreaCode, Party]:
    """The code that an officer takes a step on, and the office, with nobody else at it meanwhile.

    ``Conflict('code_changed')`` where another step came first; ``Invalid`` at ``acting_reason``
    where the province acts for a commune without saying why; ``own_matter`` where the officer is
    too near and not merely proposes (``near``).
    """
    work.hold_judgement()
    area = known(work, code)
    require(work.actor, action, thing(work, area))
    office = parties.acting_party(work, work.actor)
    if office.kind != "authority":
        raise Denied(action=str(action))
    _still_as_seen(work, area, decision)
    if asks_for_reason(work, work.actor, area) and not decision.acting_reason:
        raise Invalid("acting_reason_needed", "acting_reason")
    if not near and nearness.of(work, work.actor, area) is not None:
        raise Denied("own_matter")
    return area, office


def _still_as_seen(work: Work, area: AreaCode, decision: Decision) -> None:
    if decision.seen and decision.seen != seen(work, area):
        raise Conflict("code_changed", status=str(status_on(work, area, work.today)))


def seen(view: Reading, area: AreaCode) -> str:
    """What a decision rests on, in short: how many steps were taken, how the places are stated.

    It differs once somebody else has decided, or the holder has corrected a place meanwhile.
    """
    standing = queries.places_of(view.db, area.id)
    revisions = sum(queries.revision(view.db, place.id).number for place in standing)
    return f"{len(steps_of(view, area))}.{len(standing)}.{revisions}"


def asks_for_reason(view: Reading, actor: Actor, area: AreaCode) -> bool:
    """Whether the actor decides for a commune that has an office of its own, from above it."""
    communes = thing(view, area).communes
    return any(territory.asks_for_reason(view, actor, each) for each in communes)


def stated(
    area: AreaCode,
    register: str,
    holder: str,
    crops: Sequence[str],
    links: Sequence[tuple[str, AreaCodePlace]],
    varieties: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """What the leaf of the grant says of a code: all that its rows say, with codes for keys.

    ``register``, ``holder`` and each link's place are short codes. The string is public as issued.
    ``varieties`` are by crop, as written, where the code names them.
    """
    named = {"varieties": dict(varieties)} if varieties else {}
    return {
        **named,
        "raw": area.raw,
        "norm": area.norm,
        "claim_no": area.claim_no,
        "scheme": area.scheme,
        "market": area.market,
        "register": register,
        "holder": holder,
        "crops": sorted(crops),
        "places": [_stated_link(*each) for each in sorted(links, key=_link_order)],
    }


def harvests_to_hold(view: Reading, area: AreaCode, since: dt.date) -> list[Batch]:
    """The harvests under a code from ``since`` on that no open hold for the code covers yet."""
    found = batches.harvested_under(view.db, area.id, since)
    covering = recall_queries.covering(view.db, [batch.id for batch in found])
    return [batch for batch in found if not _held_for_code(covering[batch.id])]


def known(view: Reading, code: str) -> AreaCode:
    """The code row of a short code."""
    area = queries.code_by_code(view.db, code)
    if area is None:
        raise NotFound
    return area


def steps_of(view: Reading, area: AreaCode) -> list[Step]:
    """A code's recorded steps as the domain reads them."""
    return domain_steps(queries.steps(view.db, [area.id])[area.id])


def domain_steps(rows: Sequence[AreaCodeStep]) -> list[Step]:
    """Rows as the values that ``growing_area.status`` folds."""
    return [Step(row.seq, CodeStep(row.step), row.effective_on, row.valid_until) for row in rows]


def status_on(view: Reading, area: AreaCode, day: dt.date) -> Status:
    """The status of a code on a day."""
    return growing_area.status(steps_of(view, area), day)


def thing(view: Reading, area: AreaCode) -> Thing:
    """A code as far as rights go: its holder and the communes of its places."""
    where = queries.places_of(view.db, area.id)
    communes = frozenset(queries.revision(view.db, each.id).commune_code for each in where)
    return Thing(holder=area.holder_id, communes=communes)


def require_seen(work: Work, area: AreaCode) -> None:
    """An officer of the code's territory, and nobody else: out of it there is no such code."""
    require(work.actor, Action.SEE_CODE, thing(work, area))


def take_step(
    work: Work,
    register: Party,
    area: AreaCode,
    step: CodeStep,
    decision: Decision,
    told: Mapping[str, object] | None = None,
) -> None:
    """Record a step of a code in the name of ``register``; ``told`` is what its leaf says more.

    The caller has asked ``may`` and holds the judgement.
    """
    taken = steps_of(work, area)
    current = growing_area.status(taken, decision.effective_on)
    growing_area.check_scheme(area.scheme, step, current)
    growing_area.check_step(taken, step, decision.effective_on)
    until = decision.valid_until if step in growing_area.WITH_TERM else None
    if not asks_for_reason(work, work.actor, area):
        decision = replace(decision, acting_reason="")
    acts_for = {"for_commune": True} if decision.acting_reason else {}
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.CODE_STEP,
        subjects=(Subject(Role.REF, area.code),),
        occurred_on=work.today,
        facts={
            "step": str(step),
            "effective_on": decision.effective_on.isoformat(),
            "valid_until": None if until is None else until.isoformat(),
            "seq": len(taken) + 1,
            **acts_for,
            **(told or {}),
        },
        private=_said(decision) | _signed(work, register),
        files=_papers(work, register, decision),
    )
    event = recording.record(work, register.id, register.code, what)
    row = AreaCodeStep(
        area_code_id=area.id,
        seq=len(taken) + 1,
        step=step,
        effective_on=decision.effective_on,
        valid_until=until,
        decision_no=decision.decision_no or None,
        authority=decision.authority or None,
        event_seq=event.seq,
        recorded_at=work.now,
    )
    work.add(row)


def _papers(work: Work, register: Party, decision: Decision) -> tuple[str, ...]:
    stored = files.store_all(work, register.id, decision.files)
    return tuple(sorted({*stored, *decision.kept}))


def _said(decision: Decision) -> dict[str, str]:
    words = {
        "decision_no": decision.decision_no,
        "authority": decision.authority,
        "reason": decision.reason,
        "acting_reason": decision.acting_reason,
        **decision.private,
    }
    return {name: value for name, value in words.items() if value}


def _signed(work: Work, register: Party) -> dict[str, str]:
    """Who decided, where an office did: a holder's own code is nobody's decision."""
    return officers.signature(work) if register.kind == "authority" else {}


def _stated_link(place: str, link: AreaCodePlace) -> dict[str, object]:
    until = {} if link.to_on is None else {"to_on": link.to_on.isoformat()}
    return {"code": place, "from_on": link.from_on.isoformat(), **until}


def _link_order(link: tuple[str, AreaCodePlace]) -> tuple[str, dt.date]:
    return link[0], link[1].from_on


def _held_for_code(covering: Sequence[recall_queries.Covering]) -> bool:
    return any(
        each.lift is None and each.recall.reason == HoldReason.CODE_NOT_ACTIVE for each in covering
    )


def _holder(work: Work, code: str) -> Party:
    holder = party_queries.by_code(work.db, code)
    if holder is None or holder.kind not in ("cooperative", "group", "company"):
        raise Invalid("holder_unknown", "holder")
    return holder


def _check_decision(work: Work, asked: GrantRequest) -> None:
    if not asked.crops:
        raise Invalid("required", "crops")
    for crop in asked.crops:
        if products.crop(work.db, crop) is None:
            raise Invalid("crop_unknown", "crops", crop=crop)
    check_term(asked.decision)


def check_term(decision: Decision) -> None:
    """A code does not end before it begins: ``valid_until_before_start``."""
    until = decision.valid_until
    if until is not None and until < decision.effective_on:
        raise Invalid("valid_until_before_start", "valid_until")


def _check_office(work: Work, asked: GrantRequest, holder: Party) -> None:
    """Who is near to the holder grants it no codes; the province says why it acts."""
    commune, decision = asked.place.commune, asked.decision
    if nearness.near_any(work, work.actor, [holder.id]):
        raise Denied("own_matter")
    if territory.asks_for_reason(work, work.actor, commune) and not decision.acting_reason:
        raise Invalid("acting_reason_needed", "acting_reason")


def _code_row(work: Work, asked: GrantRequest, register: Party, holder: Party) -> AreaCode:
    norm = growing_area.normal_form(asked.raw)
    register_id = queries.register_of(work.db, asked.scheme, norm) or register.id
    claims = queries.claims(work.db, asked.scheme, register_id, norm)
    return AreaCode(
        code=recording.issue_code(work, "area"),
        scheme=asked.scheme,
        register_id=register_id,
        raw=asked.raw,
        norm=norm,
        claim_no=claims + 1,
        market=asked.market,
        holder_id=holder.id,
        created_at=work.now,
    )


def tell_holder(
    work: Work, area: AreaCode, kind: AlertKind, decision: Decision, **more: int
) -> None:
    """Tell a code's holder what was decided, and from which day; and who else may use it then.

    ``more`` counts lots: a grantee is told of its own alone.
    """
    day = decision.effective_on
    facts: Facts = {"raw": area.raw, "day": day.isoformat(), **more}
    alerts.tell(work, area.holder_id, kind, area.code, facts)
    for grantee in authorizations.grantees_since(work.db, area.id, day):
        own = {"lots": batches.count_since(work.db, area.id, grantee, day)} if more else {}
        alerts.tell(work, grantee, kind, area.code, {**facts, **own})


def place_under(view: Reading, area: AreaCode, code: str | None) -> Place:
    """The place that is or was under a code: the one named, or the only one there is.

    Whether it was so on a certain day is for ``covers`` to say: a harvest of another day happened
    all the same.
    """
    found = queries.places_of(view.db, area.id)
    if code is not None:
        found = [place for place in found if place.code == code]
    if not found:
        raise Invalid("place_not_under_code", "place")
    if len(found) > 1:
        raise Invalid("place_needed", "place", places=[place.code for place in found])
    return found[0]


def covers(view: Reading, area: AreaCode, place: Place, day: dt.date) -> bool:
    """Whether a place stood under a code on a day."""
    return any(each.id == place.id for each in queries.places_of(view.db, area.id, day))
