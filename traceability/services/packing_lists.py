"""Packing lists: packages that were weighed each by itself, sack by sack."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from traceability.domain import sacks as rules
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.balance import Basis
from traceability.domain.deliveries import WriteOff
from traceability.domain.errors import Invalid, NotFound
from traceability.domain.quantity import Quantity
from traceability.domain.sacks import Pile
from traceability.services import batches, differences, goods_names, parties, sacks
from traceability.store.models import Batch
from traceability.store.queries import deliveries, events
from traceability.store.queries import sacks as queries
from traceability.store.unit import Reading

if TYPE_CHECKING:
    from traceability.services.packings import PackingRequest

#: So many weights fit into a leaf beside all else that it says.
MOST_WEIGHTS = 1_000


@dataclass(frozen=True)
class Left:
    """How much of a sack left (g) by an entry: a note by its code and number, else the reason."""

    grams: int
    note: str | None = None
    number: str | None = None
    reason: WriteOff | None = None


@dataclass(frozen=True)
class Sack:
    """A package of a packing list: what it weighed, what is left in it (g), and where it went."""

    number: int
    weight: int
    left: int
    went: tuple[Left, ...] = ()


@dataclass(frozen=True)
class SacksAlike:
    """Sacks of one state, in one line: still here, or gone by one entry."""

    numbers: str
    count: int
    grams: int
    went: Left | None


@dataclass(frozen=True)
class PackingList:
    """The list of a packed lot: each package by its number, and how it stands today.

    ``unplaced`` is what is on hand less than the sacks hold (g): nobody told of which it went.
    """

    code: str
    lot_code: str
    product: str
    pack_format: str
    holder: str
    packed_on: dt.date
    sacks: tuple[Sack, ...]
    unplaced: int = 0

    @property
    def weights(self) -> tuple[int, ...]:
        """What each package weighed (g)."""
        return tuple(each.weight for each in self.sacks)

    @property
    def total(self) -> int:
        """What all of them weighed (g)."""
        return sum(self.weights)

    @property
    def last(self) -> int:
        """The highest number: what came from elsewhere keeps the numbers of its sender."""
        return max(each.number for each in self.sacks)

    @property
    def here(self) -> list[Sack]:
        """Those that something is left in."""
        return [each for each in self.sacks if each.left]

    @property
    def together(self) -> list[SacksAlike]:
        """The sacks by how they stand: those that are here first."""
        found = [_together([(each.number, each.left) for each in self.here], None)]
        by: dict[Left, list[tuple[int, int]]] = {}
        for each in self.sacks:
            for left in each.went:
                by.setdefault(replace(left, grams=0), []).append((each.number, left.grams))
        return [*found, *(_together(sacks, left) for left, sacks in by.items())]


def _together(sacks: Sequence[tuple[int, int]], went: Left | None) -> SacksAlike:
    numbers = rules.told(number for number, _grams in sacks)
    return SacksAlike(numbers, len(sacks), sum(grams for _number, grams in sacks), went)


def counted(asked: PackingRequest, basis: Basis) -> PackingRequest:
    """The request with what its weights tell: how many packages, and what was packed in all.

    Raises Invalid ``weights_not_of_basis`` where packages are not weighed by themselves,
    ``weights_differ`` (``total``) and ``packages_differ`` (``count``) where another figure says
    otherwise, ``out_of_range`` for too many or for a package of nothing.
    """
    if not asked.weights:
        return asked
    if basis is not Basis.OWN_WEIGHT:
        raise Invalid("weights_not_of_basis", "weights")
    count, total = len(asked.weights), Quantity(sum(asked.weights), "g")
    if count > MOST_WEIGHTS:
        raise Invalid("out_of_range", "weights", highest=MOST_WEIGHTS)
    if min(asked.weights) <= 0:
        raise Invalid("must_be_positive", "weights")
    if asked.packages not in (None, count):
        raise Invalid("packages_differ", "packages", count=count)
    if asked.packed not in (None, total):
        raise Invalid("weights_differ", "packed", total=total.amount, unit="g")
    return replace(asked, packages=count, packed=total)


def is_listed(view: Reading, batch: Batch) -> bool:
    """Whether the packages of a lot were weighed one by one."""
    return bool(sacks.listed(view, batch))


def shown(view: Reading, actor: Actor, code: str) -> PackingList:
    """The packing list of an own lot; NotFound where there is none."""
    batch = batches.known(view, code)
    require(actor, Action.SEE_BATCH, Thing(holder=batch.holder_id))
    found = of_batch(view, batch)
    if found is None:
        raise NotFound
    return found


def of_batch(view: Reading, batch: Batch) -> PackingList | None:
    """The packing list of a lot, where there is one."""
    if batch.product_id is None or batch.product_revision is None:
        return None
    pile = sacks.pile(view, batch)
    if not pile.weights:
        return None
    goods = goods_names.of_packed(view, batch)
    return PackingList(
        code=batch.code,
        lot_code=batch.lot_code,
        product=goods.vi,
        pack_format=goods.pack,
        holder=parties.name_of(view, parties.known(view, batch.holder_id)),
        packed_on=batch.made_on,
        sacks=tuple(_sacks(view, batch, pile)),
        unplaced=_unplaced(batch, pile),
    )


def _unplaced(batch: Batch, pile: Pile) -> int:
    """Of goods kept by volume some grams are missing by rounding, and are not told of."""
    rounded = 0 if batch.unit == "g" else 2 * (len(pile.weights) + 1)
    return pile.unplaced if pile.unplaced > rounded else 0


def _sacks(view: Reading, batch: Batch, pile: Pile) -> Iterator[Sack]:
    rows = queries.drawn(view.db, [batch.id])[batch.id]
    by = _entries(view, {row.event_seq for row in rows})
    went: dict[int, list[Left]] = defaultdict(list)
    for row in rows:
        went[row.number].append(replace(by[row.event_seq], grams=row.grams))
    left = pile.left
    for number, weight in sorted(pile.weights.items()):
        yield Sack(number, weight, left.get(number, 0), tuple(went[number]))


def _entries(view: Reading, seqs: set[int]) -> dict[int, Left]:
    """By what sacks left: a note, or a reason."""
    notes = {row.event_seq: row for row in deliveries.by_events(view.db, sorted(seqs))}
    others = events.by_seq(view.db, sorted(seqs - notes.keys()))
    found = {
        seq: Left(0, reason=WriteOff(differences.facts(event)["reason"]))
        for seq, event in others.items()
    }
    return found | {
        seq: Left(0, note=row.code, number=f"{row.number}/{row.year}") for seq, row in notes.items()
    }
