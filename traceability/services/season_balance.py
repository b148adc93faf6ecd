"""The balance of a season: what places, codes and authorisations have given against their ceilings.

A harvest is counted in the transaction that records it. A place is counted whatever code or holder
the harvest stands under, so a second code on the same hectare gives nothing; nor does a second
place of one holder whose line lies over the first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from traceability.domain import capacity
from traceability.domain.balance import PPM
from traceability.domain.capacity import Balance, Ceilings, Level, Use, judge, used_at
from traceability.domain.season import Window
from traceability.services import capacities, seasons
from traceability.store.models import AreaCode, CodeAuthorization, Crop, Place
from traceability.store.queries import areas, authorizations
from traceability.store.queries import seasons as queries
from traceability.store.queries.seasons import AUTHORIZATION, CODE, PLACE
from traceability.store.unit import Reading, Work

#: Of an authorisation's cap, more than this part is near it (parts per million).
NEAR_CAP_PPM = 900_000


@dataclass(frozen=True)
class Harvest:
    """What is counted: ``amount`` (g or ml) of a crop of a day from a place, under a code if any.

    ``authorization`` where another organisation than the code's holder harvested.
    """

    place: Place
    crop: Crop
    day: dt.date
    amount: int
    area: AreaCode | None = None
    authorization: CodeAuthorization | None = None


@dataclass(frozen=True)
class Line:
    """How one place, code or authorisation stands in its season.

    ``used`` is its own; ``shared`` is what other crops of the family and the holder's other places
    took of the same land, as far as it counts against the hold. ``verdict`` follows from both and
    the ``ceilings``.
    """

    kind: str
    code: str
    used: int
    shared: int
    ceilings: Ceilings
    verdict: Balance

    @property
    def over(self) -> int:
        """How much stands above the hold; 0 within it."""
        limit = self.ceilings.hold
        return 0 if limit is None else max(0, self.used + self.shared - limit)


@dataclass(frozen=True)
class Judged:
    """The verdict on a season after a harvest was counted, line by line."""

    season: Window
    lines: tuple[Line, ...]
    outside_months: bool

    @property
    def verdict(self) -> Balance:
        """The worst of the lines."""
        return capacity.worst(line.verdict for line in self.lines)

    @property
    def over_warning(self) -> Line | None:
        """The place or code that stands above its warning; None where one is held.

        An authorisation near its cap is told of but needs no answer: all of the cap was granted.
        """
        if self.verdict is not Balance.WARN:
            return None
        grown = (line for line in self.lines if line.kind != AUTHORIZATION)
        return next((line for line in grown if line.verdict is Balance.WARN), None)

    def facts(self) -> dict[str, object]:
        """What the leaf of the harvest says of it: nothing where there was nothing to accept."""
        told = {line.kind: _told(line) for line in self.lines if line.verdict != Balance.ACCEPT}
        if not told and not self.outside_months:
            return {}
        return {"season": {"starts_on": self.season.starts_on.isoformat(), **told} | self._months()}

    def _months(self) -> dict[str, object]:
        return {"outside_months": True} if self.outside_months else {}


def _told(line: Line) -> dict[str, object]:
    said = {"code": line.code, "verdict": str(line.verdict), "used": line.used}
    levels = {str(level): line.ceilings.at(level) for level in (Level.WARN, Level.HOLD)}
    return said | {key: value for key, value in levels.items() if value is not None}


def count(work: Work, harvest: Harvest) -> Judged:
    """Add a harvest to what its place, code and authorisation have used, and judge the sums."""
    add(work, harvest)
    return standing(work, harvest)


def add(work: Work, harvest: Harvest) -> None:
    """Add a harvest to what its place, code and authorisation have used, or take from that.

    The rows are locked in this order and stay so until the end of the unit.
    """
    if harvest.authorization is not None:
        # One harvest at a time under it: its cap runs over several seasons.
        authorizations.lock(work.db, harvest.authorization)
    beside = (other.id for other, _m2 in queries.own_beside(work.db, harvest.place))
    for place_id in sorted({harvest.place.id, *beside}):
        queries.lock_place(work.db, place_id)
    window = seasons.season_of(work, harvest.crop.code, harvest.day)
    season_id = seasons.row_of(work, harvest.crop.code, window)
    for kind, subject in _subjects(harvest):
        queries.add_use(work.db, kind, subject.id, season_id, harvest.amount)


def standing(view: Reading, harvest: Harvest) -> Judged:
    """How the season of a harvest stands by what is counted; its own amount is not added."""
    return Judged(
        seasons.season_of(view, harvest.crop.code, harvest.day),
        tuple(_lines(view, harvest)),
        seasons.outside_months(harvest.crop.code, harvest.day),
    )


def uncounted(view: Reading, crop: Crop, day: dt.date) -> Judged:
    """The verdict where there is nothing to count against: ground that nobody knows."""
    window = seasons.season_of(view, crop.code, day)
    return Judged(window, (), seasons.outside_months(crop.code, day))


def _subjects(harvest: Harvest) -> list[tuple[str, Place | AreaCode | CodeAuthorization]]:
    found: list[tuple[str, Place | AreaCode | CodeAuthorization]] = [(PLACE, harvest.place)]
    if harvest.area is not None:
        found.append((CODE, harvest.area))
    if harvest.authorization is not None:
        found.append((AUTHORIZATION, harvest.authorization))
    return found


def _lines(view: Reading, harvest: Harvest) -> list[Line]:
    lines = [of_place(view, harvest.place, harvest.crop, harvest.day)]
    if harvest.area is not None:
        lines.append(of_code(view, harvest.area, harvest.crop, harvest.day))
    if harvest.authorization is not None:
        lines.append(of_authorization(view, harvest.authorization))
    return lines


def of_place(view: Reading, place: Place, crop: Crop, day: dt.date) -> Line:
    """How a place stands in the season of a crop that a day lies in."""
    own = _use(view, place, crop, day)
    others = [*_others(view, place, crop, day), *_beside(view, place, crop, day)]
    shared = used_at(Level.HOLD, own, others) - own.used
    return Line(PLACE, place.code, own.used, shared, own.ceilings, judge(own, others))


def _use(view: Reading, place: Place, crop: Crop, day: dt.date) -> Use:
    window = seasons.season_of(view, crop.code, day)
    used = queries.used(view.db, PLACE, place.id, crop.code, window.starts_on)
    return Use(used, capacities.of_place(view, place.id, crop, day))


def _others(view: Reading, place: Place, crop: Crop, day: dt.date) -> Sequence[Use]:
    """What other crops of the family took of the place in their seasons of the day."""
    picked = queries.crops_used(view.db, place.id) - {crop.code}
    family = queries.crops_of_family(view.db, crop.family) if picked else []
    return [
        _use(view, place, each, day)
        for each in family
        if each.code in picked and each.unit == crop.unit
    ]


def _beside(view: Reading, place: Place, crop: Crop, day: dt.date) -> Iterator[Use]:
    """What the holder's other places took of the ground that their lines share with this one's.

    It is what they gave beyond the ground that is theirs alone.
    """
    for other, shared_m2 in queries.own_beside(view.db, place):
        own = _use(view, other, crop, day)
        measured = capacities.measures(areas.revision(view.db, other.id)).productive_m2
        level = Level.WARN if own.ceilings.hold is None else Level.HOLD
        limit = own.ceilings.at(level)
        if measured and limit is not None:
            alone = limit * max(0, measured - shared_m2) // measured
            given = used_at(level, own, _others(view, other, crop, day))
            yield Use(max(0, given - alone), Ceilings())


def of_code(view: Reading, area: AreaCode, crop: Crop, day: dt.date) -> Line:
    """How a code stands in the season of a crop that a day lies in."""
    window = seasons.season_of(view, crop.code, day)
    used = queries.used(view.db, CODE, area.id, crop.code, window.starts_on)
    own = Use(used, capacities.of_code(view, area, crop, day))
    return Line(CODE, area.code, used, 0, own.ceilings, judge(own))


def of_authorization(view: Reading, authorization: CodeAuthorization) -> Line:
    """How an authorisation stands: all its harvests, of whatever season, against its cap."""
    cap = authorization.cap
    own = Use(
        queries.used_in_all(view.db, AUTHORIZATION, authorization.id),
        Ceilings(warn=cap * NEAR_CAP_PPM // PPM, hold=cap),
    )
    return Line(AUTHORIZATION, authorization.code, own.used, 0, own.ceilings, judge(own))
