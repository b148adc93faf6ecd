"""Counting an office's month: each thing once, in the commune where most of its land lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.days import VIETNAM
from traceability.domain.errors import NotFound
from traceability.domain.growing_area import CodeStep, Status
from traceability.domain.month_report import Figure, Item, MonthReport, Names, Spot
from traceability.domain.months import Month, month_of
from traceability.services import parties
from traceability.services.filing_terms import Terms
from traceability.services.places_shown import NEW, OLD
from traceability.services.register_then import Code, Register
from traceability.store.models import Batch, Commune, PlaceOverlap, PlaceRevision, PrintRun
from traceability.store.queries import month_figures as queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries import products, registry
from traceability.store.unit import Reading

_IN_FORCE = (Status.ACTIVE, Status.SUSPENDED)
_WAITING = (Status.SUBMITTED, Status.UNDER_CHECK)
_NOWHERE = Spot(None, None, ())


def count(view: Reading, actor: Actor, month: Month) -> MonthReport:
    """A month of the actor's office as the record has it now; a month to come is not found.

    A commune's office counts what lies in its communes, the province everything.
    """
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    if month > month_of(view.today):
        raise NotFound
    office = parties.acting_party(view, actor)
    counting = _Counting(view, month, min(month.last, view.today))
    items = tuple(item for item in counting.items() if _within(actor, item.spot))
    return MonthReport(
        month=month,
        as_of=counting.day,
        office=parties.name_of(view, office),
        seat=counting.commune_name(office.commune_code),
        names=counting.names(items),
        items=items,
        unknown=counting.unknown(actor),
    )


def _within(actor: Actor, spot: Spot) -> bool:
    return actor.province or spot.commune in actor.communes


class _Counting:
    """The register on the last day of the count, and what happened in the month."""

    def __init__(self, view: Reading, month: Month, day: dt.date) -> None:
        self.view, self.first, self.day = view, month.first, day
        self.register, self.terms = Register(view, day), Terms(view)
        self._without_term: list[Spot] = []
        self.by_id = {code.row.id: code for code in self.register.codes}
        self._communes = registry.communes(view.db)
        self._crop_names = {crop.code: crop.name_vi for crop in products.crops(view.db)}
        granted = registry.crops_of_codes(view.db, list(self.by_id))
        self._crops = {key: tuple(crop.code for crop in crops) for key, crops in granted.items()}
        self.spots = {code.row.id: self._spot_of(code) for code in self.register.codes}
        self._over = self._codes_over()

    def items(self) -> Iterator[Item]:
        """Everything that is counted."""
        yield from self._disputes()
        for code in self.register.codes:
            yield from self._standing(code)
            yield from self._steps(code)
            yield from self._overdue(code)
        yield from self._land()
        yield from self._households()
        yield from self._inspections()
        yield from self._overlaps()
        yield from self._lots()
        yield from self._labels()

    def _spot_of(self, code: Code) -> Spot:
        """A code is counted where its largest place lies, the first entered of equal ones."""
        found = [
            (-(revision.area_m2 or 0), place, revision)
            for place in self.register.places_under(code.row.id)
            if (revision := self.register.revision(place)) is not None
        ]
        crops = self._crops[code.row.id]
        if not found:
            return Spot(None, None, crops)
        _size, _place, revision = min(found, key=lambda each: each[:2])
        return Spot(revision.commune_code, revision.old_commune_code, crops)

    def _codes_over(self) -> dict[int, list[Code]]:
        """The codes in force over each place on the day."""
        over: dict[int, list[Code]] = {}
        for code in self.register.codes:
            if code.status in _IN_FORCE:
                for place in self.register.standing_under(code.row.id):
                    over.setdefault(place, []).append(code)
        return over

    def _of_code(self, figure: Figure, code: Code, day: dt.date | None, note: str) -> Item:
        spot = self.spots[code.row.id]
        return Item(figure, spot, code.row.raw, 1, day, code.row.code, note)

    def _standing(self, code: Code) -> Iterator[Item]:
        internal = code.row.scheme == "internal"
        status = str(code.status)
        if code.status in _IN_FORCE and not internal:
            yield self._of_code(Figure.CODES, code, None, status)
        if code.status is Status.ACTIVE and internal:
            yield self._of_code(Figure.INTERNAL, code, None, status)

    def _disputes(self) -> Iterator[Item]:
        """A string that several claim is one conflict, counted at the claim that was first."""
        told: set[tuple[str, int, str]] = set()
        for code in sorted(self.register.codes, key=lambda each: each.row.claim_no):
            string = (code.row.scheme, code.row.register_id, code.row.norm)
            if code.disputed and string not in told:
                told.add(string)
                yield self._of_code(Figure.CONFLICTS, code, None, "disputed")

    def _steps(self, code: Code) -> Iterator[Item]:
        """What was decided in the month; an internal code is nobody's decision.

        A backdated decision is of the month in which it was taken, for the month of its effect may
        have been reported already.
        """
        counted = {CodeStep.GRANT: Figure.GRANTED, CodeStep.SUSPEND: Figure.SUSPENDED}
        for row in code.rows if code.row.scheme != "internal" else ():
            figure = counted.get(CodeStep(row.step))
            if figure is not None and self._in_month(code.decided_on(row)):
                yield self._of_code(figure, code, row.effective_on, row.decision_no or "")

    def _overdue(self, code: Code) -> Iterator[Item]:
        """Files on which nobody decided by their last day; without a known term nothing is said."""
        if code.status not in _WAITING:
            return
        filed = max(
            step.effective_on
            for step in code.steps
            if step.step is CodeStep.SUBMIT and step.effective_on <= self.day
        )
        due = self.terms.due(code.row.market, filed)
        if due is None:
            self._without_term.append(self.spots[code.row.id])
        elif due < self.day:
            yield self._of_code(Figure.OVERDUE, code, due, "due")

    def unknown(self, actor: Actor) -> frozenset[Figure]:
        """The figures that cannot be told within the actor's reach."""
        untold = any(_within(actor, spot) for spot in self._without_term)
        return frozenset({Figure.OVERDUE} if untold else ())

    def _place_spot(self, place: int) -> Spot:
        """A place is counted once, with the crops of all codes in force over it."""
        revision = self.register.revision(place)
        if revision is None:
            return _NOWHERE
        crops = {crop for code in self._over.get(place, ()) for crop in self._crops[code.row.id]}
        return _at(revision, tuple(sorted(crops)))

    def _land(self) -> Iterator[Item]:
        for place in sorted(self._over):
            revision = self.register.revision(place)
            if revision is not None and revision.area_m2:
                name, about = self._named(place)
                spot = self._place_spot(place)
                yield Item(Figure.AREA, spot, name, revision.area_m2, None, about)

    def _named(self, place: int) -> tuple[str, str | None]:
        """A place by the codes over it, and one of them to look at; its own name is private."""
        over = self._over.get(place, [])
        return " · ".join(code.row.raw for code in over), over[0].row.code if over else None

    def _households(self) -> Iterator[Item]:
        """Each household once, at the first of its places."""
        seen: set[int] = set()
        for link, party in queries.households_on(self.view.db, sorted(self._over), self.day):
            if party.id not in seen:
                seen.add(party.id)
                codes, about = self._named(link.place_id)
                spot = self._place_spot(link.place_id)
                number = f"{party.number or 0:02d}"
                yield Item(Figure.HOUSEHOLDS, spot, number, 1, None, about, codes)

    def _inspections(self) -> Iterator[Item]:
        for row in queries.inspections(self.view.db, self.first, self.day):
            code = self.by_id[row.area_code_id]
            yield self._of_code(Figure.INSPECTIONS, code, row.inspected_on, row.conclusion)

    def _overlaps(self) -> Iterator[Item]:
        """Land under two places whose case is undecided, counted at the one entered first."""
        found = queries.disputed_overlaps(self.view.db, self._after())
        self.register.read_more(self.view, {key for row in found for key in _both(row)})
        for row in found:
            names = [self._named(key)[0] for key in _both(row)]
            about = self._named(row.place_id)[1] or self._named(row.other_id)[1]
            name = " × ".join(name or "–" for name in names)
            spot = self._place_spot(row.place_id)
            yield Item(Figure.CONFLICTS, spot, name, 1, None, about, "overlap")

    def _lots(self) -> Iterator[Item]:
        found = queries.harvests(self.view.db, self.first, self.day)
        self.register.read_more(self.view, {row.place_id for row in found if row.place_id})
        for row in found:
            code = self.by_id.get(row.area_code_id or 0)
            about = None if code is None else code.row.code
            note = "" if code is None else code.row.raw
            spot = self._goods_spot(row.place_id, row)
            yield Item(Figure.LOTS, spot, row.lot_code, 1, row.made_on, about, note)

    def _labels(self) -> Iterator[Item]:
        """Labels of a lot are counted where most of it comes from, blank ones at their holder."""
        since = dt.datetime.combine(self.first, dt.time(), VIETNAM).astimezone(dt.UTC)
        found = queries.runs(self.view.db, since, self._after())
        origins = queries.main_origins(self.view.db, [batch.id for _run, batch in found if batch])
        self.register.read_more(self.view, {each.place_id for each in origins.values()})
        holders = party_queries.by_ids(
            self.view.db, sorted({run.holder_id for run, _batch in found})
        )
        for run, batch in found:
            origin = None if batch is None else origins.get(batch.id)
            if batch is not None and origin is not None:
                spot, name = self._goods_spot(origin.place_id, batch), batch.lot_code
            else:
                holder = holders[run.holder_id]
                spot, name = Spot(holder.commune_code, holder.old_commune_code, ()), run.code
            yield Item(Figure.LABELS, spot, name, run.count, _day(run))

    def _goods_spot(self, place: int | None, batch: Batch) -> Spot:
        revision = self.register.revision(place or 0)
        return _NOWHERE if revision is None else _at(revision, (batch.crop_code,))

    def _in_month(self, day: dt.date) -> bool:
        return self.first <= day <= self.day

    def _after(self) -> dt.datetime:
        """The moment at which the last day is over."""
        end = self.day + dt.timedelta(days=1)
        return dt.datetime.combine(end, dt.time(), VIETNAM).astimezone(dt.UTC)

    def commune_name(self, code: str | None) -> str | None:
        """A commune of today by its name."""
        found = self._communes.get((code or "", NEW))
        return None if found is None else found.name

    def names(self, items: tuple[Item, ...]) -> Names:
        """The names of everything that stands in the items' spots."""
        spots = {item.spot for item in items}
        news = {spot.commune for spot in spots if spot.commune}
        olds = {spot.old for spot in spots if spot.old}
        crops = {crop for spot in spots for crop in spot.crops}
        return Names(
            communes={code: self._communes[code, NEW].name for code in sorted(news)},
            old={code: _before(self._communes, code) for code in sorted(olds)},
            crops={code: self._crop_names[code] for code in sorted(crops)},
        )


def _at(revision: PlaceRevision, crops: tuple[str, ...]) -> Spot:
    return Spot(revision.commune_code, revision.old_commune_code, crops)


def _both(row: PlaceOverlap) -> tuple[int, int]:
    return row.place_id, row.other_id


def _day(run: PrintRun) -> dt.date:
    return run.recorded_at.astimezone(VIETNAM).date()


def _before(communes: Mapping[tuple[str, str], Commune], code: str) -> str:
    """An old commune with its district: names came twice."""
    row = communes[code, OLD]
    return ", ".join(filter(None, (row.name, row.district)))
