"""Checking sacks: which left by which entry, against what the entries tell today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from traceability.domain import sacks as rules
from traceability.domain.events import EventStep, How, Role
from traceability.services import sacks
from traceability.services.differences import Difference, compared, facts
from traceability.store.queries import corrections
from traceability.store.queries import sacks as queries
from traceability.store.queries.audit import PAGE
from traceability.store.queries.sacks import Told
from traceability.store.unit import Reading

_ENDS = (EventStep.SHIP, EventStep.LOSE, EventStep.DESTROY)


def check(view: Reading) -> Iterator[Difference]:
    """What is kept of each sack is what its entry tells, and no more left of one than it held."""
    drawn: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for page in queries.told(view.db):
        for each in page:
            recorded, found = _recorded(view, each), each.rows
            said = {f"{code} {number}": grams for (code, number), grams in recorded.items()}
            kept = {f"{code} {number}": grams for (code, number), grams in found.items()}
            yield from compared("sack_draw", each.first.event_id, said, kept, each.first.event_id)
            for (code, number), grams in found.items():
                drawn[code][number] += grams
    yield from _overdrawn(view, drawn)


def _overdrawn(view: Reading, drawn: Mapping[str, Mapping[int, int]]) -> Iterator[Difference]:
    """Sacks of which more left, by all entries together, than each was weighed with."""
    codes = sorted(drawn)
    pages = (codes[at : at + PAGE] for at in range(0, len(codes), PAGE))
    for batch in (each for page in pages for each in corrections.batches_of(view.db, page)):
        weights = sacks.weights_of(view, batch)
        for number, grams in sorted(drawn[batch.code].items()):
            if grams > weights.get(number, 0):
                yield Difference("sack", batch.code, str(number), weights.get(number, 0), grams)


def _recorded(view: Reading, each: Told) -> dict[tuple[str, int], int]:
    event = each.today
    if event is None or event.how == How.RETRACT or event.step not in _ENDS:
        return {}
    said = facts(event).get("sacks", {})
    if not said:
        return {}
    back = _sent_back(view, each)
    batches = corrections.batches_of(view.db, sorted(said.keys() - back))
    return {
        (batch.code, number): grams
        for batch in batches
        for number, grams in rules.known(said[batch.code], sacks.weights_of(view, batch)).items()
    }


def _sent_back(view: Reading, each: Told) -> set[str]:
    if each.first.step != EventStep.SHIP:
        return set()
    notes = queries.named(view.db, each.first.seq)[Role.REF]
    return {code for note in notes for code in queries.returned(view.db, note)}
