"""Print orders: what a printing house needs, sent by a link that opens a few times.

The order is a run whose labels are dead until they were received. Its files are drawn from its row:
one label a page as PDF, or a table for a house that draws itself, and one page that says how.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from traceability.crypto import tokens
from traceability.domain.access import Action, Actor
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import Gone, Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.labels import LabelState, Range
from traceability.domain.print_houses import HouseTerms
from traceability.domain.stretches import Stretch, common, counted
from traceability.services import label_leaving, label_views, making_good
from traceability.services.frozen_runs import Frozen
from traceability.services.label_ledger import Told, known_run, ledger_of, opened, record
from traceability.services.making_good import MadeGood
from traceability.services.print_files import require_drawable
from traceability.store.models import PrintOrderLink, PrintRun
from traceability.store.queries import labels as label_queries
from traceability.store.queries import print_orders as queries
from traceability.store.unit import Reading, Work

LONGEST_NAME = 120
MOST_DAYS, MOST_TIMES = 60, 10


class OrderFile(StrEnum):
    """What a printing house takes."""

    PDF = "pdf"
    ROLLS = "rolls"
    CSV = "csv"
    PAPER = "paper"

    @property
    def counter(self) -> str:
        """The column that counts it: the labels roll by roll are the same PDF in parts."""
        return f"{OrderFile.PDF if self is OrderFile.ROLLS else self}_taken"


@dataclass(frozen=True)
class LinkRequest:
    """To whom the files of a run go, for how many days, how often each may be taken.

    ``reason`` says why they go a second time; ``keep_older`` that older links stay open.
    """

    run: str
    house: str
    days: int
    most: int
    reason: str | None = None
    keep_older: bool = False


@dataclass(frozen=True)
class LinkMade:
    """A link just made; its token is shown once. ``closed`` older ones do not open any more."""

    token: str = field(repr=False)
    expires_at: dt.datetime
    closed: int = 0


@dataclass(frozen=True)
class LinkLine:
    """A link as its cooperative sees it: until when, what was taken, whether it still opens.

    ``reason`` is why the files went once more, while it is kept.
    """

    number: int
    house: str
    made_at: dt.datetime
    expires_at: dt.datetime
    most: int
    taken: Mapping[OrderFile, int]
    last_taken_at: dt.datetime | None
    withdrawn: bool
    live: bool
    reason: str = ""


@dataclass(frozen=True)
class RollLine:
    """A roll of an order: its code, first and last number, how many are still dead.

    ``gone`` says that all of it came spoiled, or was voided since.
    """

    code: str
    first: int
    last: int
    dead: int
    gone: bool = False

    @property
    def count(self) -> int:
        """How many labels it was ordered with."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class OrderPage:
    """An order as its cooperative sees it: the run, its terms, rolls and links.

    ``sent_before`` says that a printing house has its files already, ``makes_good`` which spoiled
    labels of another run it stands in for.
    """

    run: label_views.RunPage
    terms: HouseTerms
    rolls: tuple[RollLine, ...]
    links: tuple[LinkLine, ...]
    sent_before: bool = False
    makes_good: MadeGood | None = None

    @property
    def dead(self) -> int:
        """How many labels did not come yet."""
        return sum(roll.dead for roll in self.rolls)


def send(work: Work, asked: LinkRequest) -> LinkMade:
    """Make a link to the files of a released run; older ones close, unless they are to be kept.

    ``Invalid`` at ``house``, ``days``, ``most``, and ``sent_again_needs_reason`` at ``reason``
    where a house has them already; ``RuleBroken``: ``run_not_of_house``, ``run_not_released``,
    ``nothing_to_print``, ``design_no_longer_drawn``.
    """
    run, ledger = opened(work, asked.run, Action.PRINT_LABELS)
    _check(asked)
    _require_house(run)
    if not label_queries.results(work.db, run.id):
        raise RuleBroken("run_not_released")
    require_drawable(run)
    if not any(each.state is LabelState.ORDERED for each in ledger):
        raise RuleBroken("nothing_to_print")
    before = label_leaving.left(work, run, [(1, run.count)])
    reason = (asked.reason or "").strip()
    if before and not reason:
        raise Invalid("sent_again_needs_reason", "reason", day=before[0].occurred_on)
    token, ends = tokens.new_token(), work.now + dt.timedelta(days=asked.days)
    facts = {"until": day_in_vietnam(ends).isoformat(), "most": asked.most}
    private = {"name": asked.house.strip()}
    private |= {"reason": reason} if before else {}
    event = record(work, run, (), Told(EventStep.LABELS_SENT, facts=facts, private=private))
    closed = 0 if asked.keep_older else _close(work, run)
    work.add(
        PrintOrderLink(
            run_id=run.id,
            token_hash=tokens.token_hash(token),
            by_actor_id=work.actor.id,
            created_at=work.now,
            expires_at=ends,
            most=asked.most,
            event_seq=event.seq,
        )
    )
    return LinkMade(token, ends, closed)


def _close(work: Work, run: PrintRun) -> int:
    """Close all links of a run that still open: two houses would print the same codes."""
    links = queries.links_of(work.db, run.id, locked=True)
    opening = [each for each in links if each.withdrawn_at is None and each.expires_at > work.now]
    for each in opening:
        each.withdrawn_at = work.now
    return len(opening)


def withdraw(work: Work, run_code: str, number: int) -> None:
    """Close a link before its time; one that is closed stays closed."""
    run, _ledger = opened(work, run_code, Action.PRINT_LABELS)
    link = queries.link(work.db, number)
    if link is None or link.run_id != run.id:
        raise NotFound
    if link.withdrawn_at is None:
        link.withdrawn_at = work.now


def offered(view: Reading, token: str) -> tuple[PrintRun, PrintOrderLink]:
    """The run that a token opens; NotFound for an unknown one, Gone for one that is over.

    It is over after its days, where it was closed, and where nothing is to come any more.
    """
    return _usable(view, queries.link_by_hash(view.db, tokens.token_hash(token)))


def take(work: Work, token: str, kind: OrderFile) -> PrintRun:
    """Count a file as taken, before it is made; ``Gone('link_file_taken')`` after the last time.

    ``RuleBroken('design_no_longer_drawn')`` for a PDF in a look that is no more: none is counted.
    """
    found = queries.link_by_hash(work.db, tokens.token_hash(token), locked=True)
    run, link = _usable(work, found)
    if kind in (OrderFile.PDF, OrderFile.ROLLS):
        require_drawable(run)
    taken = taken_of(link)[kind]
    if taken >= link.most:
        raise Gone("link_file_taken", most=link.most)
    setattr(link, kind.counter, taken + 1)
    link.last_taken_at = work.now
    return run


def taken_of(link: PrintOrderLink) -> dict[OrderFile, int]:
    """How often each file was taken by a link."""
    return {kind: getattr(link, kind.counter) for kind in OrderFile}


def page(view: Reading, actor: Actor, code: str) -> OrderPage:
    """An order of the actor's cooperative; ``NotFound`` where a run is none."""
    run = label_views.own_run(view, actor, code)
    frozen = Frozen.from_json(run.frozen)
    if frozen.house is None:
        raise NotFound
    ledger = ledger_of(view, run)
    rolls = tuple(_roll(roll, ends, ledger) for roll, ends in frozen.rolls.items())
    links = tuple(_lines(view, run))
    before = bool(label_leaving.left(view, run, [(1, run.count)]))
    good, shown = making_good.makes_good(run), label_views.shown(view, actor, code)
    return OrderPage(shown, frozen.house, rolls, links, before, good)


def _roll(code: str, ends: Stretch, ledger: Sequence[Range]) -> RollLine:
    """How a roll stands, by the labels between its first and last number."""
    many = dict.fromkeys(LabelState, 0)
    for each in ledger:
        here = common([ends], [(each.first + 1, each.last + 1)])
        many[each.state] += counted(here)
    dead = many[LabelState.ORDERED]
    gone = not dead and many[LabelState.VOID] == sum(many.values())
    return RollLine(code, *ends, dead, gone)


def known_house_run(view: Reading, code: str) -> PrintRun:
    """A run that was ordered of a printing house; RuleBroken ``run_not_of_house`` for another."""
    run = known_run(view, code)
    _require_house(run)
    return run


def _require_house(run: PrintRun) -> None:
    if not Frozen.from_json(run.frozen).at_printer:
        raise RuleBroken("run_not_of_house")


def _check(asked: LinkRequest) -> None:
    if not asked.house.strip():
        raise Invalid("required", "house")
    if len(asked.house.strip()) > LONGEST_NAME:
        raise Invalid("text_too_long", "house", longest=LONGEST_NAME)
    for at, value, highest in (("days", asked.days, MOST_DAYS), ("most", asked.most, MOST_TIMES)):
        if not 1 <= value <= highest:
            raise Invalid("out_of_range", at, lowest=1, highest=highest)


def _usable(view: Reading, link: PrintOrderLink | None) -> tuple[PrintRun, PrintOrderLink]:
    run = None if link is None else label_queries.run_by_id(view.db, link.run_id)
    if link is None or run is None:
        raise NotFound
    if link.withdrawn_at is not None:
        raise Gone("link_withdrawn")
    if link.expires_at <= view.now:
        raise Gone("link_expired")
    if not _awaited(view, run):
        # What came is alive: its codes leave by an export, which the ledger knows of.
        raise Gone("order_received")
    return run, link


def _awaited(view: Reading, run: PrintRun) -> bool:
    """Whether labels of an order are still to come."""
    return any(each.state is LabelState.ORDERED for each in ledger_of(view, run))


def _lines(view: Reading, run: PrintRun) -> list[LinkLine]:
    rows = queries.links_of(view.db, run.id)
    told = queries.told(view.db, [row.event_seq for row in rows])
    awaited = _awaited(view, run)
    return [
        LinkLine(
            number=row.id,
            house=told.get(row.event_seq, ("", ""))[0],
            made_at=row.created_at,
            expires_at=row.expires_at,
            most=row.most,
            taken={kind: n for kind, n in taken_of(row).items() if kind is not OrderFile.ROLLS},
            last_taken_at=row.last_taken_at,
            withdrawn=row.withdrawn_at is not None,
            live=awaited and row.withdrawn_at is None and row.expires_at > view.now,
            reason=told.get(row.event_seq, ("", ""))[1],
        )
        for row in rows
    ]
