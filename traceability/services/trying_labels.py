"""Telephones that look at many labels of one print run on a day: somebody may be trying them.

Nobody can tell a seller who tries a roll from a buyer of five bags; so it is only noted how many of
a label's visitor-days were such. The labels of a telephone are known by name until they are many
(``domain/scans.TRIED``), by their number from then on, and both are forgotten with the day.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from traceability.domain.scans import TRIED
from traceability.store.queries.scans import Tries, TriesKey, Visit


def noted(
    known: Mapping[TriesKey, Tries], now: Mapping[TriesKey, Sequence[int]]
) -> tuple[Mapping[TriesKey, Tries], Mapping[tuple[int, int], int]]:
    """What is known after more labels were looked at, and how many telephones tried which by that.

    Labels are told apart by their run's number and their index.
    """
    told = {key: added(known.get(key, Tries()), labels) for key, labels in now.items()}
    tried = Tally((run, index) for (_, run), (_, new) in told.items() for index in new)
    return {key: tries for key, (tries, _new) in told.items()}, tried


def added(known: Tries, labels: Sequence[int]) -> tuple[Tries, Sequence[int]]:
    """What is known of a telephone after it looked at more labels, and which it tried by that.

    All labels of one count at the moment that they are many, those that are new alone later.
    """
    count = known.count + len(labels)
    if count < TRIED:
        return Tries(count, (*known.first, *labels)), ()
    return Tries(count), (*known.first, *labels)


def looked_at(fresh: Iterable[Visit]) -> Mapping[TriesKey, Sequence[int]]:
    """The labels (their indexes) of some visits by telephone and run; visits of lots are none."""
    found: dict[TriesKey, list[int]] = defaultdict(list)
    for _day, target, who in fresh:
        run, dash, index = target.partition("-")
        if dash:
            found[who, int(run)].append(int(index))
    return found
