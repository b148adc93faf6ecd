"""The operator's list of substances: entered from a list, and what a market says of one on a day.

Nothing of it ships with the software: which substance is allowed where is dated, has a source, and
is the operator's to keep.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain import diary
from traceability.domain.access import Action, Thing, require
from traceability.domain.diary import FarmWork, Rule, Ruling
from traceability.domain.errors import Fault, Invalid
from traceability.domain.text import fold
from traceability.services import audit
from traceability.store.models import Place, Substance, SubstanceRule
from traceability.store.queries import diary as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class SubstanceRequest:
    """A row of the list: a substance, and what a market says of it, if it says anything."""

    code: str
    kind: str
    name: str
    active: str
    phi_days: int | None = None
    rule: Rule | None = None


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class RowResult:
    """A row by its line: what became of it, or what is wrong with it."""

    line: int
    outcome: Outcome
    code: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class SubstanceShown:
    """A substance with every rule that was ever entered, in that order."""

    code: str
    kind: str
    name: str
    active: str
    phi_days: int | None
    rules: tuple[Rule, ...]

    def now(self, day: dt.date) -> dict[str, Rule]:
        """What each market says of it on a day."""
        return diary.rulings(self.rules, diary.MARKETS, day)


@dataclass(frozen=True)
class Warned:
    """What is to be said of a substance in a market: limited or banned, since when, by what."""

    market: str
    verdict: Ruling
    from_on: dt.date
    source: str


def enter_list(
    work: Work, rows: Sequence[tuple[int, SubstanceRequest | tuple[Fault, ...]]]
) -> list[RowResult]:
    """Enter a list, row by row; one that is wrong stores nothing and says why.

    ``substance_kind_fixed``: a code stays what it is; ``substance_told_twice``: two rows of the
    list call one code otherwise.
    """
    require(work.actor, Action.SET_UP, Thing())
    work.lock_word("substances")
    told: dict[str, SubstanceRequest] = {}
    return [_entered(work, line, asked, told) for line, asked in rows]


def listed(view: Reading) -> tuple[SubstanceShown, ...]:
    """Every substance with its rules, by name."""
    rows = queries.substances(view.db)
    rules = queries.rules(view.db, [row.code for row in rows])
    return tuple(_shown(row, rules[row.code]) for row in rows)


def offered(view: Reading, kind: FarmWork) -> tuple[SubstanceShown, ...]:
    """The substances that are used in a kind of work, by name."""
    rows = queries.substances(view.db, diary.SUBSTANCE_OF.get(kind, ""))
    rules = queries.rules(view.db, [row.code for row in rows])
    return tuple(_shown(row, rules[row.code]) for row in rows)


def meant(view: Reading, kind: FarmWork, product: str | None) -> Substance | None:
    """The substance that a typed product is, where the list has exactly one of that name."""
    wanted = diary.SUBSTANCE_OF.get(kind)
    if wanted is None or product is None:
        return None
    by_code = queries.substance(view.db, product)
    if by_code is not None and by_code.kind == wanted:
        return by_code
    found = queries.named(view.db, wanted, fold(product))
    return found[0] if len(found) == 1 else None


def known(view: Reading, kind: FarmWork, code: str) -> Substance:
    """The substance of a code, which must be of the kind of work."""
    row = queries.substance(view.db, code)
    if row is None or row.kind != diary.SUBSTANCE_OF.get(kind):
        raise Invalid("substance_unknown", "substance", named=code)
    return row


def warnings(view: Reading, place: Place, code: str, day: dt.date) -> tuple[Warned, ...]:
    """What is said against a substance at a place on a day: at home, and in its codes' markets."""
    over = queries.markets_over(view.db, place.id, day)
    markets = {diary.HOME, *(area.market for area in over)}
    rules = map(_rule, queries.rules(view.db, [code])[code])
    found = diary.rulings(rules, markets, day)
    return tuple(
        Warned(market, rule.verdict, rule.from_on, rule.source)
        for market, rule in sorted(found.items(), key=lambda each: _order(each[0]))
        if rule.verdict is not Ruling.ALLOWED
    )


def _order(market: str) -> int:
    return diary.MARKETS.index(market) if market in diary.MARKETS else len(diary.MARKETS)


def _entered(
    work: Work,
    line: int,
    asked: SubstanceRequest | tuple[Fault, ...],
    told: dict[str, SubstanceRequest],
) -> RowResult:
    if isinstance(asked, tuple):
        return RowResult(line, Outcome.REFUSED, faults=asked)
    try:
        return RowResult(line, _enter(work, asked, told), asked.code)
    except Invalid as refusal:
        return RowResult(line, Outcome.REFUSED, asked.code, refusal.faults)


def _enter(work: Work, asked: SubstanceRequest, told: dict[str, SubstanceRequest]) -> Outcome:
    before = told.setdefault(asked.code, asked)
    if _words(before) != _words(asked):
        raise Invalid("substance_told_twice", "code", named=asked.code)
    row = queries.substance(work.db, asked.code)
    if row is not None and row.kind != asked.kind:
        raise Invalid("substance_kind_fixed", "kind", kind=row.kind)
    new = row is None
    changed = _write(work, row, asked)
    ruled = asked.rule is not None and _rule_added(work, asked.code, asked.rule)
    if new:
        return Outcome.NEW
    return Outcome.CHANGED if changed or ruled else Outcome.SAME


def _words(asked: SubstanceRequest) -> tuple[object, ...]:
    return asked.kind, asked.name, asked.active, asked.phi_days


def _write(work: Work, row: Substance | None, asked: SubstanceRequest) -> bool:
    """Whether the substance is other than it was."""
    if row is not None and (row.kind, row.name, row.active, row.phi_days) == _words(asked):
        return False
    row = row or Substance(code=asked.code, kind=asked.kind)
    row.name, row.folded = asked.name, fold(asked.name)
    row.active, row.phi_days, row.recorded_at = asked.active, asked.phi_days, work.now
    work.add(row)
    audit.note(work, "set_substance", asked.code)
    return True


def _rule_added(work: Work, code: str, rule: Rule) -> bool:
    """Whether the rule says something that the newest of its market and first day did not."""
    alike = [
        each
        for each in map(_rule, queries.rules(work.db, [code])[code])
        if (each.market, each.from_on) == (rule.market, rule.from_on)
    ]
    if alike and alike[-1] == rule:
        return False
    row = SubstanceRule(
        substance_code=code,
        market=rule.market,
        verdict=rule.verdict,
        from_on=rule.from_on,
        to_on=rule.to_on,
        source=rule.source,
        set_by=work.actor.code,
        recorded_at=work.now,
    )
    work.add(row)
    audit.note(work, "set_substance_rule", f"{code} {rule.market}")
    return True


def _rule(row: SubstanceRule) -> Rule:
    return Rule(row.market, Ruling(row.verdict), row.from_on, row.to_on, row.source)


def _shown(row: Substance, rules: Iterable[SubstanceRule]) -> SubstanceShown:
    told = tuple(map(_rule, rules))
    return SubstanceShown(row.code, row.kind, row.name, row.active, row.phi_days, told)
