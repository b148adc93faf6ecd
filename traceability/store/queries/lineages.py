"""What lots came from, read for many lots together and walked without asking again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from traceability.store.models import Batch
from traceability.store.queries import batches
from traceability.store.queries.remembering import once


@dataclass(frozen=True)
class Lineages:
    """Lots and everything behind them, by internal key; ``parents`` are what went into each."""

    rows: Mapping[int, Batch]
    parents: Mapping[int, Sequence[int]]

    def behind(self, key: int) -> list[Batch]:
        """A lot and everything it came from, in the order they were made."""
        seen, ahead = {key}, [key]
        while ahead:
            new = {each for one in ahead for each in self.parents.get(one, ())} - seen
            seen |= new
            ahead = list(new)
        return [self.rows[each] for each in sorted(seen)]

    def made_only_of(self, key: int) -> Iterator[Batch]:
        """A lot, and back from it as long as there is one lot that it was made of."""
        yield self.rows[key]
        while len(into := self.parents.get(key, ())) == 1:
            (key,) = into
            yield self.rows[key]


@once
def of(db: Session, batch_ids: Collection[int]) -> Lineages:
    """What some lots came from, in as many statements as for one."""
    keys, parents = set(batch_ids), defaultdict[int, list[int]](list)
    for child, parent in batches.ways_to(db, sorted(keys)):
        parents[child].append(parent)
        keys.add(parent)
    return Lineages(batches.by_ids(db, sorted(keys)), parents)
