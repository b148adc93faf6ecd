"""What joining goods costs: what stands under a code and what does not, papers that go lost.

One lot of both is outside for its part, and keeps only the papers that covered all of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.balance import PPM
from traceability.domain.certificates import Standing
from traceability.services import batches, certificate_covering
from traceability.services.certificate_covering import CertificateShown
from traceability.store.models import Batch
from traceability.store.unit import Reading

_GONE = (Standing.WITHDRAWN, Standing.MOVED)


@dataclass(frozen=True)
class Mixing:
    """Whether goods under a code are joined with others, and the papers that are lost by it."""

    mixed: bool
    lost: tuple[CertificateShown, ...]


def of(view: Reading, goods: Sequence[Batch]) -> Mixing:
    """What joining batches costs; nothing where all are under codes, or none is."""
    outside = outside_of(view, [batch.id for batch in goods])
    wholly = {each for batch in goods for each in _sides(outside[batch.id])}
    if len(wholly) < 2:
        return Mixing(mixed=False, lost=())
    # What is mixed already has lost its papers: of one ground and stage, one speaks for all.
    named = {
        (batch.place_id, batch.area_code_id, batch.id if batch.place_id is None else 0): batch
        for batch in goods
    }
    return Mixing(mixed=True, lost=_lost(view, list(named.values())))


def outside_of(view: Reading, keys: Collection[int]) -> Mapping[int, int]:
    """How much of each batch stands under no code, in parts per million."""
    shares = batches.shares_of_each(view, list(keys))
    return {
        key: sum(ppm for (_place, area), ppm in shares.get(key, {}).items() if area is None)
        for key in keys
    }


def _sides(outside: int) -> set[bool]:
    """On which sides goods stand: under no code, under one; a mix of both stands on both."""
    return ({True} if outside else set()) | ({False} if outside < PPM else set())


def _lost(view: Reading, goods: Sequence[Batch]) -> tuple[CertificateShown, ...]:
    """The certificates that some of the goods have, and not all of them.

    What was withdrawn, and a report that names a lot no more, is nobody's to lose.
    """
    papers = certificate_covering.covering_each(view, goods)
    covers = [
        {each.code: each for each in papers[batch.id] if each.standing not in _GONE}
        for batch in goods
    ]
    everywhere = set.intersection(*(set(found) for found in covers))
    every = {code: each for found in covers for code, each in found.items()}
    return tuple(each for code, each in sorted(every.items()) if code not in everywhere)
