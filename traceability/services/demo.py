"""Loading the demonstration: through the services, each act at its own moment, in one transaction.

What happens is told in ``data/demo.json``; here it becomes a list of acts in order of time. The
caller has made the database it goes into, and nothing else stands there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from traceability.domain.accepting import Accepted, Why
from traceability.domain.access import Role
from traceability.domain.balance import PPM
from traceability.domain.growing_area import CodeStep
from traceability.domain.quantity import Quantity
from traceability.services import (
    area_codes,
    batches,
    code_decisions,
    demo_diary,
    demo_filing,
    demo_labels,
    demo_land,
    demo_months,
    demo_papers,
    demo_people,
    demo_story,
    demo_trade,
    harvests,
    label_links,
    packings,
    recalls,
    runs,
    startup,
)
from traceability.services.area_codes import Decision
from traceability.services.blank_runs import BlankRequest
from traceability.services.code_decisions import StepRequest
from traceability.services.demo_people import Account, Cast
from traceability.services.demo_story import Lot, Row, moment
from traceability.services.harvests import HarvestRequest, Registered
from traceability.services.label_links import LabelSpan
from traceability.services.packings import PackingRequest
from traceability.services.press import Press
from traceability.services.print_runs import PrintRequest
from traceability.services.runs import Make, RunRequest, Take
from traceability.store.models import Installation
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Work

__all__ = ["Account", "load"]

Act = Callable[[Work], None]


def load(work: Work, press: Press, files: Path | None = None) -> list[Account]:
    """Load the demonstration; returns its accounts with their passwords.

    Some products have a picture of their own, drawn and stored in ``files`` as one that is sent;
    without the folder they have the house's drawing.
    """
    story, today = demo_story.read(), work.today
    opening = work.acting(work.actor, moment(demo_story.opening(today), 8))
    cast = demo_people.enter(opening, story, files)
    tale = _Tale(work, press, cast, story)
    tale.plan(today)
    tale.happen()
    demo_people.begin(work, cast, story)
    work.add(Installation(key=startup.DEMONSTRATION, value=today.isoformat()))
    return cast.accounts


@dataclass
class _Tale:
    """What happens, as acts by moment; they leave the codes that later acts need."""

    work: Work
    press: Press
    cast: Cast
    story: Row
    acts: list[tuple[dt.datetime, Act]] = field(default_factory=list)
    harvested: dict[str, Registered] = field(default_factory=dict)
    dried: dict[str, str] = field(default_factory=dict)
    packed: dict[str, str] = field(default_factory=dict)

    def plan(self, today: dt.date) -> None:
        """Put every act that lies before ``today`` in the list."""
        lots = {lot.key: lot for lot in demo_story.lots(today)}
        for number, lot in enumerate(lots.values()):
            self._plan_lot(lot, number, today)
        for row in self.story["prints"]:
            self._plan_print(lots[row["lot"]], row)
        for row in self.story["blanks"]:
            self._at(today - dt.timedelta(days=row["age"]), 8, self._blank(row))
        for row in self.story["suspensions"]:
            self._plan_suspension(row, today)
        for row in self.story["holds"]:
            self._plan_hold(lots[row["lot"]], row)
        for row in self.story["releases"]:
            self._plan_release(lots[row["lot"]], row)
        for row in self.story["recalls"]:
            self._plan_recall(lots[row["lot"]], row)
        self.acts += demo_land.acts(self.cast, self.story, today)
        self.acts += demo_diary.acts(self.cast, self.story, today)
        self.acts += demo_filing.acts(self.cast, self.story, today)
        self.acts += demo_trade.acts(self.cast, self.story, today, self.press)
        self.acts += demo_months.acts(self.cast, self.story, today)
        self.acts += demo_papers.acts(self.story, self.cast, today)
        for row in self.story["reports"]:
            lot = lots[row["lot"]]
            holder, on = self._area(lot.area)["holder"], self._packed_on(lot)
            self.acts.append(demo_papers.report(self.cast, row, holder, on, self.packed))

    def happen(self) -> None:
        """Do every act at its moment, in order of time."""
        for when, act in sorted(self.acts, key=lambda each: each[0]):
            act(self.work.acting(self.work.actor, when))

    def _at(self, day: dt.date, hour: int, act: Act) -> None:
        self.acts.append((moment(day, hour), act))

    def _as(self, work: Work, organisation: str, role: Role) -> Work:
        return work.acting(self.cast.actors[organisation, role])

    def _area(self, key: str) -> Row:
        return _by_key(self.story["areas"], key)

    def _packed_on(self, lot: Lot) -> dt.date:
        product = _by_key(self.story["products"], lot.product)
        return lot.day + dt.timedelta(days=product["pack_after"])

    # --- harvest, packing, publishing ------------------------------------------------------------

    def _plan_lot(self, lot: Lot, number: int, today: dt.date) -> None:
        self._at(lot.day, 16, lambda work: self._harvest(work, lot, number))
        if self._packed_on(lot) < today:
            if _by_key(self.story["products"], lot.product).get("dry"):
                before = self._packed_on(lot) - dt.timedelta(days=1)
                self._at(before, 15, lambda work: self._dry(work, lot))
            self._at(self._packed_on(lot), 9, lambda work: self._pack(work, lot))

    def _harvest(self, work: Work, lot: Lot, number: int) -> None:
        area = self._area(lot.area)
        households = self.cast.households[area["holder"]]
        asked = HarvestRequest(
            area_code=self.cast.areas[lot.area],
            harvested_on=lot.day,
            quantity=_quantity(area, lot.amount, weighed=bool(number % 2)),
            household=households[number % len(households)],
            measures=_measured(area, number),
            part=_PARTS.get(area["crop"]),
            accepts=Accepted(Why.GOOD_SEASON, area.get("plenty")),
        )
        mine = self._as(work, area["holder"], Role.RECORDER)
        self.harvested[lot.key] = harvests.register(mine, asked)

    def _dry(self, work: Work, lot: Lot) -> None:
        """Dry all of it the day before it is packed: fresh leaf and herbs do not keep."""
        product, harvest = _by_key(self.story["products"], lot.product), self.harvested[lot.key]
        mine = self._as(work, product["holder"], Role.RECORDER)
        dry = Quantity(lot.amount * 1000 * product["yield_ppm"] // PPM, "g")
        asked = RunRequest("dry", (Take(harvest.code),), (Make(dry),), mine.today)
        self.dried[lot.key] = runs.register(mine, asked).made[0].code

    def _pack(self, work: Work, lot: Lot) -> None:
        """Pack all of it, and publish unless it is held."""
        product = _by_key(self.story["products"], lot.product)
        harvest = self.harvested[lot.key]
        mine = self._as(work, product["holder"], Role.RECORDER)
        asked = PackingRequest(
            batch=self.dried.get(lot.key, harvest.code),
            product=self.cast.products[lot.product],
            packages=lot.amount * 1000 * product["yield_ppm"] // PPM // product["net"],
            packed_on=mine.today,
            lot_code=self.story["lot_codes"].get(lot.key),
        )
        code = packings.register(mine, asked).code
        self.packed[lot.key] = code
        if not harvest.held:
            batches.publish(mine, code)

    # --- labels ----------------------------------------------------------------------------------

    def _plan_print(self, lot: Lot, row: Row) -> None:
        self._at(self._packed_on(lot), 10, lambda work: self._print(work, lot, row))

    def _print(self, work: Work, lot: Lot, row: Row) -> None:
        """Order, draw, release, link the first labels, void some; the rest stays unused."""
        holder = self._area(lot.area)["holder"]
        manager = self._as(work, holder, Role.MANAGER)
        asked = PrintRequest(self.packed[lot.key], row["count"], row["stock"])
        run = demo_labels.on_goods(manager, self.press, asked, row["linked"])
        if "void" in row:
            first, last = row["void"]
            label_links.void(manager, LabelSpan(run, first, last), row["reason"])

    def _blank(self, row: Row) -> Act:
        def act(work: Work) -> None:
            asked = BlankRequest(self.cast.products[row["product"]], row["count"], row["stock"])
            demo_labels.blank(self._as(work, row["holder"], Role.MANAGER), self.press, asked)

        return act

    # --- suspensions, holds, recalls -------------------------------------------------------------

    def _plan_suspension(self, row: Row, today: dt.date) -> None:
        area = self._area(row["area"])
        on = demo_story.day_in_season(today, area, row["season"], row["on"])
        since = demo_story.day_in_season(today, area, row["season"], row["effective"])
        self._at(on, 14, lambda work: self._suspend(work, row, since))

    def _suspend(self, work: Work, row: Row, since: dt.date) -> None:
        registrar = self._as(work, "authority", Role.REGISTRAR)
        code = self.cast.areas[row["area"]]
        name = self.story["authority"]["name"]
        decision = Decision(since, row["decision_no"], name, row["reason"])
        judged = area_codes.harvests_to_hold(work, area_codes.known(work, code), since)
        lots = tuple(batch.lot_code for batch in judged)
        asked = StepRequest(code, CodeStep.SUSPEND, decision, confirmed=lots)
        code_decisions.decide(registrar, asked)

    def _plan_hold(self, lot: Lot, row: Row) -> None:
        day = self._packed_on(lot) + dt.timedelta(days=row["after"])
        self._at(day, 14, lambda work: self._hold(work, lot, row["ordered"]))
        if "lifted_after" in row:
            lifted = self._packed_on(lot) + dt.timedelta(days=row["lifted_after"])
            self._at(lifted, 14, lambda work: self._lift(work, lot, row["reason"]))

    def _hold(self, work: Work, lot: Lot, reason: str) -> None:
        registrar = self._as(work, "authority", Role.REGISTRAR)
        recalls.order_hold(registrar, self.packed[lot.key], reason)

    def _lift(self, work: Work, lot: Lot, reason: str) -> None:
        registrar = self._as(work, "authority", Role.REGISTRAR)
        batch = batches.known(work, self.packed[lot.key])
        for held in recall_queries.open_over(work.db, [batch.id]):
            recalls.lift(registrar, held.code, reason)

    def _plan_release(self, lot: Lot, row: Row) -> None:
        """Let goods out that were held for their code: the page goes on to say what it was."""
        day = self._packed_on(lot) + dt.timedelta(days=row["after"])
        self._at(day, 14, lambda work: self._lift(work, lot, row["reason"]))
        self._at(day, 15, lambda work: self._publish(work, lot))

    def _publish(self, work: Work, lot: Lot) -> None:
        mine = self._as(work, self._area(lot.area)["holder"], Role.RECORDER)
        batches.publish(mine, self.packed[lot.key])

    def _plan_recall(self, lot: Lot, row: Row) -> None:
        day = self._packed_on(lot) + dt.timedelta(days=row["after"])
        self._at(day, 14, lambda work: self._recall(work, lot, row))

    def _recall(self, work: Work, lot: Lot, row: Row) -> None:
        manager = self._as(work, self._area(lot.area)["holder"], Role.MANAGER)
        recalls.announce(manager, [self.harvested[lot.key].code], row["notice"], row["contact"])


def _by_key(rows: list[Row], key: str) -> Row:
    return next(row for row in rows if row["key"] == key)


#: What is gathered of each herb.
_PARTS = {
    "black_cardamom": "fruit",
    "danggui": "root",
    "heshouwu": "tuber",
    "jiaogulan": "leaf",
}


def _measured(area: Row, number: int) -> dict[str, Decimal]:
    """What the refractometer said of honey: between 17 and 19.9 per cent."""
    if area["crop"] != "mint_honey":
        return {}
    return {"moisture": Decimal(170 + number * 7 % 30) / 10}


def _quantity(area: Row, amount: int, *, weighed: bool) -> Quantity:
    """Kilograms or litres as the base unit of the crop; every other round of honey was weighed."""
    if weighed and area["crop"] == "mint_honey":
        return Quantity(amount * 1400, "g")
    return Quantity(amount * 1000, "ml" if area["crop"] == "mint_honey" else "g")
