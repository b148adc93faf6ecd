"""Rows of a book that look like one another, or like what was recorded before: never refused."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from traceability.services import parties
from traceability.services.books import Kind
from traceability.store.queries import book_twins as queries
from traceability.store.unit import Work


@dataclass(frozen=True)
class Twins:
    """Lines of a list that say the same, and the titles of what said it before."""

    lines: tuple[int, ...]
    before: tuple[str, ...]


def found(
    work: Work, kind: Kind, made: Sequence[tuple[int, int, str]], days: Collection[dt.date]
) -> tuple[Twins, ...]:
    """The rows of a list that was entered in ``work``, by line, event and lot (of a note's line).

    The same day, garden or receiver, household or lot, and amount: it may be one thing said twice.
    """
    holder = parties.acting_party(work, work.actor).id
    read = queries.dispatches if kind.name == "dispatches" else queries.harvests
    lines = {(event, lot): line for line, event, lot in made}
    groups: dict[tuple[object, ...], tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
    for each in read(work.db, holder, days):
        line = lines.get((each.event, each.lot))
        ours, before = groups[each.key]
        if line is None:
            before.append(each.title)
        else:
            ours.append(line)
    several = (
        Twins(tuple(sorted(ours)), tuple(before))
        for ours, before in groups.values()
        if ours and len(ours) + len(before) > 1
    )
    return tuple(sorted(several, key=lambda each: each.lines))
