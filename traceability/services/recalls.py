"""Holds and recalls: announced over a batch and all its descendants, and lifted again.

A batch is held while an open row covers it; that is never stored on the batch. New descendants
join open scopes in the transaction that makes them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.alerts import AlertKind
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.events import Disposition, EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.holds import HoldReason
from traceability.domain.phones_in_words import has_number
from traceability.services import alerts, nearness, officers, parties, recall_news, recording
from traceability.services.alerts import Facts
from traceability.store.models import Batch, Party, Recall, RecallLift
from traceability.store.queries import areas, batches, events
from traceability.store.queries import recalls as queries
from traceability.store.queries.audit_goods import codes_within
from traceability.store.unit import Reading, Work

MOST_NAMED = 100


@dataclass(frozen=True)
class Announced:
    """The short code of a hold or recall and how many batches it covers."""

    code: str
    covered: int


@dataclass(frozen=True)
class Lifted:
    """What was lifted, ``hold`` or ``recall``, and how many of its batches stay recalled still."""

    kind: str
    still_recalled: int


@dataclass(frozen=True)
class Listed:
    """A hold or recall with the codes of all batches that it covers, sorted."""

    code: str
    kind: str
    reason: str
    opened_at: dt.datetime
    lifted_at: dt.datetime | None
    batches: tuple[str, ...]


def announce(
    work: Work,
    codes: Sequence[str],
    notice: str,
    contact: str,
    *,
    notice_en: str = "",
    notice_zh: str = "",
    scope: str | None = None,
    beside: Collection[str] | None = None,
    without_number: bool = False,
) -> Announced:
    """Recall batches and everything made of them, sold out or not.

    ``notice`` says to a buyer what is wrong and what to do, in Vietnamese, and to readers of
    English and Chinese where they are given it; ``contact`` is whom to call. The actor stands for
    the holder or for an authority of the territory, whose event it is. ``scope`` are the lots that
    were looked over (``scope_of``), ``beside`` the open recalls of them that were told (codes of
    ``recalled_by``); ``Conflict('changed_meanwhile')`` where it is other lots by now,
    ``Conflict('recalled_already')`` where another recall of them is open.
    ``Invalid('contact_without_number')`` where nobody can be called, unless it is meant so.
    """
    work.hold_judgement()
    named = [_batch(work, code) for code in dict.fromkeys(codes)]
    if not 0 < len(named) <= MOST_NAMED:
        raise Invalid("recall_batches", "batches", most=MOST_NAMED)
    for batch in named:
        require(work.actor, Action.ANNOUNCE_RECALL, thing(work, batch))
    if beside is not None:
        _refuse_unseen(work, named, beside)
    if not without_number and not has_number(contact):
        raise Invalid("contact_without_number", "contact")
    owner = parties.acting_party(work, work.actor)
    told = {"notice_en": notice_en, "notice_zh": notice_zh}
    texts = {"notice": notice, "contact": contact} | {k: v for k, v in told.items() if v}
    made = _open(work, owner, "recall", HoldReason.ORDERED, named, texts, scope=scope)
    recall_news.tell_holders(
        work, AlertKind.BATCH_RECALLED, named, recall_news.lots_within(work, named)
    )
    _tell_offices(work, owner, named, made.covered)
    return made


def scope_of(view: Reading, batch: Batch) -> str:
    """A lot and all that is made of it, as one word: SHA-256 of their codes (base64url)."""
    return _counted(codes_within(view.db, batches.made_of([batch.id])))[1]


def _refuse_unseen(view: Reading, named: Sequence[Batch], beside: Collection[str]) -> None:
    unseen = [row.code for row in recalled_by(view, named) if row.code not in beside]
    if unseen:
        raise Conflict("recalled_already", recalls=", ".join(unseen))


def recalled_by(view: Reading, found: Sequence[Batch]) -> list[Recall]:
    """The open recalls that cover one of some lots, oldest first."""
    rows = queries.open_over(view.db, [batch.id for batch in found])
    return [row for row in rows if row.kind == "recall"]


def order_hold(work: Work, code: str, reason: str) -> Announced:
    """Hold a batch and what was made of it by order of its holder or of an authority.

    ``reason`` says why, for the record; the page says only that the hold was ordered.
    """
    work.hold_judgement()
    batch = _batch(work, code)
    require(work.actor, Action.HOLD_BATCH, thing(work, batch))
    owner = parties.acting_party(work, work.actor)
    made = _open(work, owner, "hold", HoldReason.ORDERED, [batch], {"reason": reason})
    recall_news.tell_ordered(work, owner, batch)
    return made


def hold_judged(
    work: Work,
    owner: Party,
    batch: Batch,
    reason: HoldReason,
    *,
    told: bool = False,
    because: Sequence[str] = (),
) -> None:
    """Hold one batch and what was made of it; the caller has judged that it must be.

    The holder gets an alert, unless it is ``told`` in another way: many batches in one.
    ``because`` names the events that the judgement rests on, by UUID.
    """
    _open(work, owner, "hold", reason, [batch], {}, because)
    if not told:
        recall_news.tell_holders(work, AlertKind.BATCH_HELD, [batch], reason=reason)


def hold_all_judged(
    work: Work, owner: Party, found: Sequence[Batch], reason: HoldReason, because: Sequence[str]
) -> None:
    """Hold each of some batches by itself, and tell each holder once."""
    for batch in found:
        hold_judged(work, owner, batch, reason, told=True, because=because)
    recall_news.tell_holders(work, AlertKind.BATCH_HELD, found, reason=reason)


def lift_judged(work: Work, recall: Recall, facts: Mapping[str, object] | None = None) -> None:
    """Lift a hold whose cause is gone, in the name of who brought that about; the holders know.

    ``facts`` are what the lifting rests on.
    """
    named = _named(work, recall)
    owner = parties.acting_party(work, work.actor)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.LIFTED,
        subjects=(Subject(Role.REF, recall.code),),
        occurred_on=work.today,
        facts=facts or {},
    )
    event = recording.record(work, owner.id, owner.code, what)
    work.add(RecallLift(recall_id=recall.id, event_seq=event.seq, lifted_at=work.now))
    recall_news.tell_holders(work, AlertKind.HOLD_LIFTED, named)
    recall_news.read_what_ended(work, recall)


def named_by(work: Reading, recall: Recall) -> list[Batch]:
    """The batches that a hold or recall was opened over, without what was made of them."""
    return _named(work, recall)


def lift(work: Work, code: str, reason: str) -> Lifted:
    """Lift a hold or recall, saying why; the page keeps the line that it was.

    The actor stands for an authority of the territory; the holder's own people are ``Denied``, but
    for a hold that they ordered themselves, and so is an officer who is near to the holder, or to
    who holds the code (``own_matter``).
    """
    work.hold_judgement()
    recall = queries.by_code(work.db, code)
    if recall is None:
        raise NotFound
    named = _named(work, recall)
    own = is_own_order(work, work.actor, recall) and all(
        may(work.actor, Action.RELEASE_HOLD, thing(work, batch)) for batch in named
    )
    for batch in named:
        require(work.actor, Action.RELEASE_HOLD if own else Action.LIFT_RECALL, thing(work, batch))
    if not own and own_matter(work, work.actor, named):
        raise Denied("own_matter")
    if queries.is_lifted(work.db, recall.id):
        raise RuleBroken("already_lifted")
    owner = parties.acting_party(work, work.actor)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.LIFTED,
        subjects=(Subject(Role.REF, recall.code),),
        occurred_on=work.today,
        private={"reason": reason, **({} if own else officers.signature(work))},
    )
    event = recording.record(work, owner.id, owner.code, what)
    work.add(RecallLift(recall_id=recall.id, event_seq=event.seq, lifted_at=work.now))
    recalled = recall.kind == "recall"
    kind = AlertKind.RECALL_LIFTED if recalled else AlertKind.HOLD_LIFTED
    recalled_still = queries.stopped_beside(work.db, recall.id, ["recall"])
    stopped_still = queries.stopped_beside(work.db, recall.id, ["hold", "recall"])
    recall_news.tell_freed(work, kind, named, recalled_still if recalled else stopped_still)
    recall_news.tell_lenders_freed(work, recall)
    recall_news.read_what_ended(work, recall)
    return Lifted(recall.kind, sum(recalled_still.values()))


def is_own_order(view: Reading, actor: Actor, recall: Recall) -> bool:
    """Whether the actor's own organisation ordered this hold, and so may end it by itself."""
    ordered = recall.kind == "hold" and recall.reason == HoldReason.ORDERED
    event = events.by_seq(view.db, [recall.event_seq])[recall.event_seq]
    return ordered and actor.party is not None and event.owner_id == actor.party


def own_matter(view: Reading, actor: Actor, named: Sequence[Batch]) -> bool:
    """Whether the officer is near to who holds one of the batches or the code it stands under.

    Where another organisation harvested under the code, both are asked: holder and grantee.
    """
    codes = areas.codes_by_ids(view.db, [each.area_code_id for each in named if each.area_code_id])
    holders = {batch.holder_id for batch in named} | {area.holder_id for area in codes.values()}
    return nearness.near_any(view, actor, sorted(holders))


def listed(view: Reading, actor: Actor) -> list[Listed]:
    """The holds and recalls of which the actor may see every batch named, newest first."""
    named, scopes = queries.named(view.db), queries.scopes(view.db)
    return [
        Listed(
            code=row.code,
            kind=row.kind,
            reason=row.reason,
            opened_at=row.opened_at,
            lifted_at=None if lifted is None else lifted.lifted_at,
            batches=tuple(scopes[row.id]),
        )
        for row, lifted in queries.listed(view.db)
        if _may_see(actor, named[row.id])
    ]


def thing(view: Reading, batch: Batch) -> Thing:
    """A batch as far as rights go: its holder and the communes that it comes from."""
    places = [row.place_id for row in batches.origins(view.db, batch.id)]
    communes = frozenset(areas.revision(view.db, place).commune_code for place in places)
    return Thing(holder=batch.holder_id, communes=communes)


def offices(view: Reading, batch: Batch) -> tuple[int, ...]:
    """The offices of the communes that a lot comes from, each once, by internal key."""
    communes: list[str | None] = [*sorted(thing(view, batch).communes)]
    found = [each for commune in communes or [None] for each in alerts.offices(view, commune)]
    return tuple(dict.fromkeys(found))


def stopped(view: Reading, batch_ids: Sequence[int]) -> dict[int, str]:
    """Which of some batches an open row covers: ``recalled``, else ``held``."""
    found = queries.covering(view.db, batch_ids)
    kinds = {
        key: {each.recall.kind for each in rows if not each.lift} for key, rows in found.items()
    }
    return {key: "recalled" if "recall" in here else "held" for key, here in kinds.items() if here}


def stopped_since(view: Reading, batch_ids: Sequence[int]) -> dict[int, dt.datetime]:
    """Since when some batches are held or recalled: of those that are, the longest open row's."""
    found = queries.covering(view.db, batch_ids)
    began = {
        key: [each.event.recorded_at for each in rows if not each.lift]
        for key, rows in found.items()
    }
    return {key: min(moments) for key, moments in began.items() if moments}


def standing(view: Reading, batch_id: int) -> tuple[str, dt.date] | None:
    """What ``stopped`` says of a batch, and the day since when the longest open row says it."""
    rows = [
        each.recall for each in queries.covering(view.db, [batch_id])[batch_id] if not each.lift
    ]
    worst = [each for each in rows if each.kind == "recall"] or rows
    if not worst:
        return None
    since = min(day_in_vietnam(each.opened_at) for each in worst)
    return "recalled" if worst[0].kind == "recall" else "held", since


def refuse_held(view: Reading, batch: Batch) -> None:
    """Refuse a claim over a batch that an open hold or recall covers."""
    for each in queries.open_over(view.db, [batch.id]):
        code = "batch_recalled" if each.kind == "recall" else "batch_held"
        raise RuleBroken(code, lot=batch.lot_code, reason=each.reason)


def refuse_recalled(view: Reading, batch: Batch) -> None:
    """Refuse to go on with recalled goods; merely held ones may be worked on meanwhile."""
    if any(each.kind == "recall" for each in queries.open_over(view.db, [batch.id])):
        raise RuleBroken("batch_recalled", lot=batch.lot_code, reason=HoldReason.ORDERED)


def _batch(work: Reading, code: str) -> Batch:
    batch = batches.by_code(work.db, code)
    if batch is None:
        raise NotFound
    return batch


def _may_see(actor: Actor, named: queries.Named) -> bool:
    things = (Thing(holder, frozenset(communes)) for (_, holder), communes in named.items())
    return all(may(actor, Action.SEE_BATCH, each) for each in things)


def _open(
    work: Work,
    owner: Party,
    kind: str,
    reason: HoldReason,
    named: Sequence[Batch],
    texts: Mapping[str, str],
    because: Sequence[str] = (),
    scope: str | None = None,
) -> Announced:
    within = batches.made_of(_ids(named))
    covered, sha256 = _counted(codes_within(work.db, within))
    if scope not in (None, sha256):
        raise Conflict("changed_meanwhile")
    code = recording.issue_code(work, "recall")
    subjects = [Subject(Role.REF, batch.code) for batch in named]
    rests_on = {"because": sorted(because)} if because else {}
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.RECALLED if kind == "recall" else EventStep.HELD,
        disposition=Disposition.RECALLED if kind == "recall" else None,
        subjects=(Subject(Role.REF, code), *subjects),
        occurred_on=work.today,
        facts={"reason": str(reason), "count": covered, "scope_sha256": sha256, **rests_on},
        private=texts,
    )
    event = recording.record(work, owner.id, owner.code, what)
    recall = Recall(code=code, kind=kind, reason=reason, event_seq=event.seq, opened_at=work.now)
    work.add(recall)
    queries.cover(work.db, recall.id, within)
    recall_news.tell_receivers(work, owner, recall, {batch.holder_id for batch in named})
    recall_news.tell_lenders(work, recall)
    return Announced(code, covered)


def _tell_offices(work: Work, owner: Party, named: Sequence[Batch], covered: int) -> None:
    """One alert for each office that lots come from, of these lots; it alone can end a recall.

    ``covered`` is how many all of them come to; a part that an office has is counted once, however
    many offices have the same.
    """
    theirs: dict[int, list[Batch]] = defaultdict(list)
    for batch in named:
        for office in offices(work, batch):
            theirs[office].append(batch)
    theirs.pop(owner.id, None)
    counts = {_ids(named): covered}
    for office, lots in theirs.items():
        part = _ids(lots)
        if part not in counts:
            counts[part] = sum(recall_news.lots_within(work, lots).values())
        facts: Facts = {"lot": lots[0].lot_code, "count": counts[part]}
        alerts.tell(work, office, AlertKind.RECALL_ANNOUNCED, lots[0].code, facts)


def _ids(found: Sequence[Batch]) -> tuple[int, ...]:
    return tuple(batch.id for batch in found)


def _counted(codes: Iterable[str]) -> tuple[int, str]:
    """How many there are, and the SHA-256 of them a line each, as base64url."""
    digest, count = hashlib.sha256(), 0
    for code in codes:
        digest.update((b"\n" if count else b"") + code.encode())
        count += 1
    return count, urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()


def _named(work: Reading, recall: Recall) -> list[Batch]:
    """The batches that the recall's own event names, not their descendants."""
    named = events.subjects_of(work.db, recall.event_seq)
    codes = sorted(row.subject for row in named if row.subject != recall.code)
    return [_batch(work, code) for code in codes]
