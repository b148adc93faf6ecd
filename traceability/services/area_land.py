"""What a growing-area code covers in all, and what of it an office looked at.

A sum is told in two parts where its holder added to what an office saw: places, or sizes that were
left open. Either part is told beside the whole, and so of enough gardens and of enough households
who work them, or not at all: of one garden it would be that garden's own, of one family's theirs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from traceability.domain.days import day_in_vietnam
from traceability.domain.sights import HOUSEHOLDS_TO_SHOW_WEIGHTS
from traceability.services import office_looks
from traceability.store.models import AreaCode, Place, PlaceRevision
from traceability.store.queries import areas, place_households
from traceability.store.unit import Reading

Standing = Sequence[tuple[Place, PlaceRevision]]
#: A place today and its revision that an office saw; none of what was put under the code since.
Looked = Sequence[tuple[Place, PlaceRevision, PlaceRevision | None]]

#: What is stated of places and summed.
SUMMED = ("area_m2", "trees", "colonies")


@dataclass(frozen=True)
class Land:
    """What the code covers in all: kinds of places, and sums; areas in m².

    ``granted`` are the columns that stand as an office saw them when it last granted or renewed the
    code, ``seen_on``; what it left open, or what was stated or put under the code since, is its
    holder's word. Of sums that grew since, ``seen`` is the part that the office saw, by column,
    where both parts may be told.
    """

    kinds: tuple[str, ...]
    area_m2: int
    trees: int
    colonies: int
    granted: frozenset[str] = frozenset()
    seen: Mapping[str, int] = field(default_factory=dict)
    seen_on: dt.date | None = None


def of(view: Reading, area: AreaCode | None, places: Standing) -> Land:
    """Sums over all places of a code: no garden's own size stands on the page.

    Without a code no office ever looked at them.
    """
    look = None if area is None else office_looks.last(view, area)
    looked: Looked = ()
    if area is not None and look is not None:
        added = office_looks.added_since(view, area, look)
        every = areas.revisions_of(view.db, [place.id for place, _revision in places])
        looked = [
            (place, now, None)
            if place.code in added
            else (place, now, areas.stood_then(every[place.id], look.recorded_at))
            for place, now in places
        ]
    revisions = [revision for _place, revision in places]
    return Land(
        kinds=tuple(dict.fromkeys(place.kind for place, _revision in places)),
        area_m2=sum(each.area_m2 or 0 for each in revisions),
        trees=sum(each.trees or 0 for each in revisions),
        colonies=sum(each.colonies or 0 for each in revisions),
        granted=_seen_whole(looked) | _seen_sums(looked),
        seen=_parts(view, looked),
        seen_on=None if look is None else day_in_vietnam(look.recorded_at),
    )


def _seen_whole(looked: Looked) -> frozenset[str]:
    """Which of kinds and communes an office saw, whatever came beside them."""
    seen = [(place, then) for place, _now, then in looked if then is not None]
    kinds = {place.kind for place, _then in seen}
    communes = {
        (then.commune_code, old) for _place, then in seen for old in (then.old_commune_code, None)
    }
    found = {
        "kind": all(place.kind in kinds for place, _now, _then in looked),
        "commune_code": all(
            (now.commune_code, now.old_commune_code) in communes for _place, now, _then in looked
        ),
    }
    return frozenset(name for name, known in found.items() if known and looked)


def _seen_sums(looked: Looked) -> frozenset[str]:
    """Which sums stand as an office saw them; none where a further place came beside them."""
    return frozenset(
        name
        for name in SUMMED
        if looked
        and all(
            then is not None and getattr(then, name) == getattr(now, name)
            for _place, now, then in looked
        )
    )


def _parts(view: Reading, looked: Looked) -> dict[str, int]:
    """Of sums that only grew, what an office saw of them, where both parts may be told."""
    sums = {name: figures for name in SUMMED if (figures := grown(looked, name))}
    homes = _households(view, [place.id for place, _now, _then in looked]) if sums else {}

    def many(places: Sequence[int]) -> bool:
        behind = set().union(*(homes.get(each, set()) for each in places))
        return min(len(places), len(behind)) >= HOUSEHOLDS_TO_SHOW_WEIGHTS

    return {
        name: sum(before for _place, before, _after in figures)
        for name, figures in sums.items()
        if many([place for place, before, _after in figures if before])
        and many([place for place, before, after in figures if after > before])
    }


def grown(looked: Looked, name: str) -> list[tuple[int, int, int]]:
    """A column by internal key of a place, as an office saw it and as it stands.

    Nothing where there are no two parts; of what became less somewhere nobody can say which is
    left.
    """
    found = [
        (place.id, 0 if then is None else getattr(then, name) or 0, getattr(now, name) or 0)
        for place, now, then in looked
    ]
    seen, whole = (sum(each) for each in ([row[1] for row in found], [row[2] for row in found]))
    only_grew = all(before <= after for _place, before, after in found)
    return found if only_grew and 0 < seen < whole else []


def _households(view: Reading, places: Sequence[int]) -> Mapping[int, set[int]]:
    """Who works each of some places today."""
    found: dict[int, set[int]] = defaultdict(set)
    for _code, link in place_households.links(view.db, places):
        if link.from_on <= view.today and (link.to_on is None or link.to_on >= view.today):
            found[link.place_id].add(link.household_id)
    return found
