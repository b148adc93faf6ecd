"""Sacks that were weighed each by itself: which are still here, and by which entry others left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from traceability.domain import sacks as rules
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep, Role
from traceability.domain.quantity import Quantity
from traceability.domain.sacks import Pile
from traceability.services import densities, packed_formats
from traceability.services.differences import facts
from traceability.store.models import Batch, BatchStock, Event
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import corrections, events
from traceability.store.queries import deliveries as notes
from traceability.store.queries import sacks as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Going:
    """What goes: how much (all that is on hand by default), how many, and of which sacks (g).

    ``drawn`` is empty where nobody can say which they are.
    """

    quantity: Quantity | None
    packages: int | None
    drawn: Mapping[int, int]


def weights_of(view: Reading, batch: Batch) -> dict[int, int]:
    """What each sack of a lot was weighed with when it was packed (g), by its number.

    What came from another cooperative as it was sent has the numbers of the sender's list.
    """
    made = events.by_seq(view.db, [batch.event_seq])[batch.event_seq]
    said = facts(made)
    if "weights" in said:
        return dict(enumerate(said["weights"], start=1))
    return _taken_over(view, batch, made) if made.step == EventStep.ACCEPT else {}


def _taken_over(view: Reading, batch: Batch, made: Event) -> dict[int, int]:
    moved, parent = queries.named(view.db, made.seq), facts(made)["of"][batch.code]
    came_as_sent = moved[Role.OUT][batch.code] == moved[Role.PARENT][parent]
    note = next((notes.by_code(view.db, code) for code in moved[Role.REF]), None)
    if note is None or not came_as_sent:
        return {}
    shipped = events.by_seq(view.db, [note.event_seq])[note.event_seq]
    text = facts(shipped).get("sacks", {}).get(parent)
    (sender,) = corrections.batches_of(view.db, [parent])
    return {} if text is None else rules.known(text, weights_of(view, sender))


def listed(view: Reading, batch: Batch) -> dict[int, int]:
    """The same as it holds today: a list that a correction no longer adds up to holds no more."""
    said = packed_formats.told_of(view, batch)
    return weights_of(view, batch) if "weights" in said or "of" in said else {}


def pile(view: Reading, batch: Batch) -> Pile:
    """The sacks of a lot, none where they were not weighed one by one."""
    weights = listed(view, batch)
    drawn: dict[int, int] = {}
    for row in queries.drawn(view.db, [batch.id])[batch.id] if weights else ():
        drawn[row.number] = drawn.get(row.number, 0) + row.grams
    return Pile(weights, drawn, _grams_here(view, batch) if weights else 0)


def _grams_here(view: Reading, batch: Batch) -> int:
    """What is here of a lot (g); of goods kept by volume what it weighs, to a gram or two."""
    on_hand = batch_queries.stock(view.db, batch.id).on_hand
    if batch.unit != "ml":
        return on_hand
    by = densities.of_batch(view, batch)
    return on_hand if by is None else on_hand * by.value // 1_000


# --- what goes -----------------------------------------------------------------------------------


def going(
    found: Pile, batch: Batch, stock: BatchStock, asked: Going, named: Sequence[int], at: str
) -> Going:
    """Which sacks go: told by number, by how many where they are alike, or by what they weigh.

    Raises Invalid ``sack_unknown`` and ``sacks_to_name``; RuleBroken ``sack_gone``,
    ``more_sacks_than_packed`` and ``no_such_sacks``; Invalid ``weights_differ`` and
    ``packages_differ`` where another figure says otherwise.
    """
    if named:
        return _named(found, batch, asked, named, at)
    if not found.weights:
        return asked
    lot = {"lot": batch.lot_code, "highest": max(found.weights)}
    left, count = found.left, asked.packages
    if asked.quantity is not None:
        every = Quantity(sum(left.values()), "g")
        if asked.quantity == every or (
            (asked.quantity.unit, asked.quantity.amount) == (batch.unit, stock.on_hand)
        ):
            return _all(found, asked, lot, at)
        if asked.quantity.unit != "g":
            # Sacks were weighed: litres of several of them are rounded, and say of none which.
            raise Invalid("sacks_to_name", at, count=count or 1, **lot)
        return _weighing(left, asked, lot, at)
    if count is None or count == len(left):
        return _all(found, asked, lot, at)
    if count > len(left):
        raise RuleBroken("more_sacks_than_packed", at, lot=batch.lot_code, highest=len(left))
    if len(set(left.values())) > 1:
        raise Invalid("sacks_to_name", at, count=count, **lot)
    drawn = dict(sorted(left.items())[:count])
    return Going(Quantity(sum(drawn.values()), "g"), count, drawn)


def _named(found: Pile, batch: Batch, asked: Going, named: Sequence[int], at: str) -> Going:
    drawn = whole(found, batch, named, at)
    total = Quantity(sum(drawn.values()), "g")
    if asked.quantity not in (None, total):
        raise Invalid("weights_differ", at, total=total.amount, unit="g")
    if asked.packages not in (None, len(drawn)):
        raise Invalid("packages_differ", at, count=len(drawn))
    return Going(total, len(drawn), drawn)


def whole(found: Pile, batch: Batch, named: Sequence[int], at: str) -> dict[int, int]:
    """All that is left in some sacks (g); refused where one is not of the list, or has left."""
    if not named or len(set(named)) < len(named) or not found.weights.keys() >= set(named):
        facts_ = {"lot": batch.lot_code, "highest": max(found.weights, default=0)}
        raise Invalid("sack_unknown", at, **facts_)
    left = found.left
    gone = [number for number in named if number not in left]
    if gone:
        raise RuleBroken("sack_gone", at, lot=batch.lot_code, sacks=rules.told(gone))
    return {number: left[number] for number in sorted(named)}


def _all(found: Pile, asked: Going, lot: Mapping[str, object], at: str) -> Going:
    """All that is here: every sack that is left, unless one may have left without a number."""
    left, count = found.left, asked.packages
    if not left or found.unplaced >= min(left.values()):
        if left and count is not None and count > len(left):
            facts_ = {**lot, "highest": len(left)}
            raise RuleBroken("more_sacks_than_packed", at, **facts_)
        return Going(asked.quantity, count, {})
    if count not in (None, len(left)):
        raise Invalid("packages_differ", at, count=len(left))
    return Going(asked.quantity, len(left), left)


def _weighing(left: Mapping[int, int], asked: Going, lot: Mapping[str, object], at: str) -> Going:
    """The only sacks that weigh what was told."""
    amount = 0 if asked.quantity is None else asked.quantity.amount
    sets = rules.sets_of(left, amount, asked.packages)
    if len(sets) == 1:
        drawn = {number: left[number] for number in sorted(sets[0])}
        return Going(asked.quantity, len(drawn), drawn)
    if not sets:
        _refuse_sum(list(left.values()), amount, at)
    count = asked.packages or len(min(sets, key=len, default=())) or 1
    raise Invalid("sacks_to_name", at, count=count, **lot)


def _refuse_sum(weights: Sequence[int], amount: int, at: str) -> None:
    """Refuse ``no_such_sacks``: a weight that no set of the sacks has; the two nearest are facts.

    Sums are the bits of one number: as many as there are grams. Of more sacks than are looked
    through anyway it is not worked out: the row of their lot is locked meanwhile.
    """
    if len(weights) > rules.MOST_SEARCHED:
        return
    sums = reduce(lambda bits, each: bits | bits << each, weights, 1)
    if sums >> amount & 1:
        return
    lower = (sums & ((1 << amount) - 1)).bit_length() - 1
    above = sums >> amount
    upper = amount + (above & -above).bit_length() - 1 if above else 0
    nearest = {"lowest": lower or upper, "highest": upper or lower, "unit": "g"}
    raise RuleBroken("no_such_sacks", at, **nearest)


def ending(
    found: Pile, batch: Batch, stock: BatchStock, asked: Quantity | None, named: Sequence[int]
) -> Going:
    """What ends: whole sacks, a part of one, all that is here, or of which nobody can say.

    Raises RuleBroken ``more_than_in_sack`` (``sacks``, ``on_hand``, ``asked``), and as ``going``
    does.
    """
    lot = {"lot": batch.lot_code, "highest": max(found.weights, default=0)}
    if not named:
        every = asked is None or (asked.unit, asked.amount) == (batch.unit, stock.on_hand)
        goes = Going(asked, None, {})
        return _all(found, goes, lot, "weight") if every else goes
    drawn = whole(found, batch, named, "sacks")
    total = sum(drawn.values())
    if asked is None or asked == Quantity(total, "g"):
        return Going(Quantity(total, "g"), None, drawn)
    if len(drawn) > 1 or asked.unit != "g":
        raise Invalid("weights_differ", "weight", total=total, unit="g")
    if asked.amount > total:
        facts_ = {"sacks": rules.told(drawn), "on_hand": total, "asked": asked.amount, "unit": "g"}
        raise RuleBroken("more_than_in_sack", "weight", lot=batch.lot_code, **facts_)
    return Going(asked, None, {next(iter(drawn)): asked.amount})


# --- what is kept --------------------------------------------------------------------------------


def told(batch: Batch, drawn: Mapping[int, int], weights: Mapping[int, int]) -> dict[str, str]:
    """What a leaf says of the sacks of a lot that go, by the lot's code; nothing of none."""
    return {batch.code: rules.kept(drawn, weights)} if drawn else {}


def keep(work: Work, batch: Batch, event: Event, drawn: Mapping[int, int]) -> None:
    """Keep which sacks left by an entry; the stock of their lot is locked."""
    queries.keep(work.db, batch.id, event.seq, drawn)


def bring_back(work: Work, event_seq: int, batches: Sequence[Batch] | None = None) -> None:
    """What left by an entry is here again, as it was taken back or sent back."""
    keys = None if batches is None else [batch.id for batch in batches]
    queries.forget(work.db, event_seq, keys)


def told_anew(
    view: Reading, said: Mapping[str, str], batch: Batch, event_seq: int, amount: int
) -> dict[int, int]:
    """What an entry that is told anew draws of its sacks: another part of the only one, or none.

    Of several sacks nobody can say which of them another weight is of.
    """
    weights = weights_of(view, batch)
    before = rules.known(said[batch.code], weights)
    if sum(before.values()) == amount:
        return before
    others = queries.drawn(view.db, [batch.id])[batch.id]
    if len(before) > 1 or batch.unit != "g":
        return {}
    (number,) = before
    rest = weights[number] - sum(
        row.grams for row in others if row.number == number and row.event_seq != event_seq
    )
    return {number: amount} if amount <= rest else {}
