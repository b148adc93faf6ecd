"""Days of trade in the demonstration: from the scale to the receiver's answer, once a cooperative.

Each buys on one day (a slip typed ten times too heavy is named by the scale's total and put right),
blends what lies under its codes with what lies outside, packs and publishes it, delivers some, is
told of a difference and of a complaint, and has a lot that waits for the scale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from traceability.domain.accepting import FORESEEN
from traceability.domain.access import Action, Role
from traceability.domain.deliveries import To
from traceability.domain.events import Mistake
from traceability.domain.quantity import Quantity, Unit
from traceability.domain.weigh_slips import Scale
from traceability.services import (
    area_codes,
    batches,
    buyers,
    complaints,
    corrections,
    deliveries,
    delivery_answers,
    demo_labels,
    harvests,
    label_dispatch,
    packings,
    reception_closing,
    receptions,
    runs,
    weigh_slips,
)
from traceability.services.buyers import BuyerRequest
from traceability.services.complaints import ComplaintKind, ComplaintRequest
from traceability.services.corrections import Amendment
from traceability.services.deliveries import DeliveryRequest, Send
from traceability.services.delivery_answers import AnswerRequest
from traceability.services.demo_people import Cast
from traceability.services.demo_story import Row, moment
from traceability.services.harvests import HarvestRequest
from traceability.services.packings import PackingRequest
from traceability.services.press import Press
from traceability.services.print_runs import PrintRequest
from traceability.services.reception_closing import CloseRequest
from traceability.services.receptions import OpenRequest
from traceability.services.runs import MERGE, Make, RunRequest, Take
from traceability.services.weigh_slips import Line, NewSeller, SlipRequest
from traceability.store.queries import deliveries as delivery_queries
from traceability.store.queries import events
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Work

Act = Callable[[Work], None]
#: How many times too heavy one slip is typed, and what the scale misses (g or ml) at the end.
_TENFOLD, _WET = 10, 400


def acts(cast: Cast, story: Row, today: dt.date, press: Press) -> Iterator[tuple[dt.datetime, Act]]:
    """What each cooperative does in the ten days before ``today``."""
    for row in story["trade"]:
        deal = _Deal(cast, row, press)
        for before, hour, act in (
            (9, 15, deal.weigh),
            (9, 17, deal.put_right),
            (9, 18, deal.close),
            (8, 9, deal.blend),
            (8, 11, deal.work_on),
            (8, 20, deal.finish),
            (7, 9, deal.pack),
            (7, 10, deal.label),
            (5, 8, deal.deliver),
            (4, 10, deal.hear_of_a_difference),
            (3, 11, deal.hear_a_complaint),
            (1, 17, deal.wait_for_the_scale),
        ):
            yield moment(today - dt.timedelta(days=before), hour), act


@dataclass
class _Deal:
    """The trade of one cooperative; each act leaves the codes that the next one needs."""

    cast: Cast
    row: Row
    press: Press
    reception: str = ""
    slips: list[weigh_slips.Recorded] = field(default_factory=list)
    lots: list[str] = field(default_factory=list)
    blended: runs.Made | None = None
    bought: int = 0
    packed: str = ""
    packages: int = 0
    run: str = ""
    note: str = ""

    @property
    def unit(self) -> Unit:
        """The unit of the crop."""
        return cast(Unit, self.row["unit"])

    def _recorder(self, work: Work) -> Work:
        return work.acting(self.cast.actors[self.row["holder"], Role.RECORDER])

    def _manager(self, work: Work) -> Work:
        return work.acting(self.cast.actors[self.row["holder"], Role.MANAGER])

    def _measured(self) -> dict[str, Decimal]:
        moisture = self.row.get("moisture")
        return {} if moisture is None else {"moisture": Decimal(moisture)}

    def weigh(self, work: Work) -> None:
        """The day of buying: a slip a seller, the second of them typed ten times too heavy."""
        mine = self._recorder(work)
        asked = OpenRequest(self.row["crop"], mine.today)
        self.reception = receptions.open_day(mine, asked)
        for number, slip in enumerate(self.row["slips"]):
            amount = slip["amount"] * (_TENFOLD if number == 1 else 1)
            line = self._line(mine, number, slip, amount)
            self.slips.append(weigh_slips.record(mine, SlipRequest(self.reception, line)))

    def _line(self, work: Work, number: int, slip: Row, amount: int) -> Line:
        outside = "name" in slip
        ground = None
        if not outside:
            area = area_codes.known(work, self.cast.areas[slip["area"]])
            ground = f"{area.code}/{area_codes.place_under(work, area, None).code}"
        return Line(
            Scale(amount),
            self.unit,
            seller=None if outside else self.cast.households[self.row["holder"]][number],
            new_seller=NewSeller(slip["name"]) if outside else None,
            ground=ground,
            part=self.row.get("part"),
            measures=self._measured(),
            accepts=FORESEEN,
        )

    def put_right(self, work: Work) -> None:
        """The total of the scale names the slip; what it weighed is told anew."""
        slip, amount = self.slips[1], self.row["slips"][1]["amount"]
        batch = batches.known(work, slip.batch)
        entry = events.by_seq(work.db, [batch.event_seq])[batch.event_seq].event_id
        change = Amendment(entry, {batch.code: Quantity(amount, self.unit)})
        corrections.correct(
            self._manager(work), [change], self.row["mistake"], Mistake.WRONG_FIGURE
        )

    def close(self, work: Work) -> None:
        """The day closes a little below its slips, with the reason."""
        mine = self._recorder(work)
        total = sum(slip["amount"] for slip in self.row["slips"]) - _WET
        version = receptions.known(mine, mine.actor, self.reception, Action.RECORD_RECEPTION)
        asked = CloseRequest(self.reception, version.row.version, total, self.row["gap"])
        self.lots = [code for code, _lot in reception_closing.close(mine, asked).lots]

    def blend(self, work: Work) -> None:
        """What lies under codes and what lies outside become one lot, with its shares."""
        mine = self._recorder(work)
        takes = tuple(Take(code) for code in self.lots)
        (self.blended,) = runs.register(mine, RunRequest(MERGE, takes, (Make(),), mine.today)).made

    def work_on(self, work: Work) -> None:
        """What is not packed as it comes in is worked on at once, but for its last step."""
        for step, ppm in self._steps()[:-1]:
            self._make(work, step, ppm)

    def finish(self, work: Work) -> None:
        """It is dry in the evening."""
        for step, ppm in self._steps()[-1:]:
            self._make(work, step, ppm)

    def _steps(self) -> list[tuple[str, int]]:
        """The steps, each with how much of what was bought is there after it (ppm)."""
        return [(str(step), int(ppm)) for step, ppm in self.row.get("steps", ())]

    def _make(self, work: Work, step: str, ppm: int) -> None:
        mine, goods = self._recorder(work), self.blended
        if goods is None or self._held(work, goods.code):
            return
        self.bought = self.bought or goods.amount
        out = Make(Quantity(self.bought * ppm // 1_000_000, self.unit))
        asked = RunRequest(step, (Take(goods.code),), (out,), mine.today, accepts=FORESEEN)
        (self.blended,) = runs.register(mine, asked).made

    def pack(self, work: Work) -> None:
        """Pack all of it, and publish; on the days when its ground waits, the goods wait too."""
        mine, blended = self._recorder(work), self.blended
        if blended is None or self._held(work, blended.code):
            return
        self.packages = blended.amount * self.row["yield_ppm"] // 1_000_000 // self.row["net"]
        product = self.cast.products[self.row["product"]]
        asked = PackingRequest(blended.code, product, self.packages, mine.today)
        self.packed = packings.register(mine, asked).code
        batches.publish(mine, self.packed)

    def label(self, work: Work) -> None:
        """Print and stick on what is to go, where the story has labels for it."""
        if not self.packed or "stock" not in self.row:
            return
        sent = self.row["sent"]
        asked = PrintRequest(self.packed, sent, self.row["stock"])
        self.run = demo_labels.on_goods(self._manager(work), self.press, asked, sent)

    def _held(self, work: Work, code: str) -> bool:
        return bool(recall_queries.open_over(work.db, [batches.known(work, code).id]))

    def deliver(self, work: Work) -> None:
        """Some of it goes to a buyer who is in the book."""
        if not self.packed:
            return
        mine, row = self._manager(work), self.row["buyer"]
        buyer = buyers.add(mine, BuyerRequest(row["name"], row["phone"], row["address"]))
        asked = DeliveryRequest(
            To.BUYER,
            (Send(self.packed, packages=self.row["sent"]),),
            mine.today,
            to=buyer.code,
            vehicle=row["vehicle"],
            driver=row["driver"],
            seal=row["seal"],
        )
        self.note = deliveries.register(mine, asked).code
        if self.run:
            label_dispatch.state(mine, self.run, [(1, self.row["sent"])], self.note)

    def hear_of_a_difference(self, work: Work) -> None:
        """Who received it opens the note's page and counts fewer."""
        note = delivery_queries.by_code(work.db, self.note)
        if note is None:
            return
        event = events.by_seq(work.db, [note.event_seq])[note.event_seq].event_id
        kept = events.private_values(work.db, "event", [event])
        row = self.row["answer"]
        came = {self.packed: self.row["sent"] - row["fewer"]}
        asked = AnswerRequest(name=row["name"], remark=row["remark"], packages=came)
        delivery_answers.answer(work, kept[event, "secret"], asked)

    def hear_a_complaint(self, work: Work) -> None:
        """Somebody calls about the packed lot; nobody has answered yet."""
        if not self.packed:
            return
        mine, row = self._manager(work), self.row["complaint"]
        kind = ComplaintKind(row["about"])
        asked = ComplaintRequest(self.packed, kind, row["said"], mine.today, row["by"])
        complaints.note(mine, asked)

    def wait_for_the_scale(self, work: Work) -> None:
        """A lot that was labelled on the spot and is weighed tomorrow."""
        mine = self._recorder(work)
        asked = HarvestRequest(
            area_code=self.cast.areas[self.row["slips"][0]["area"]],
            harvested_on=mine.today,
            quantity=Quantity(self.row["guess"], self.unit),
            household=self.cast.households[self.row["holder"]][0],
            estimated=True,
            part=self.row.get("part"),
            measures=self._measured(),
            accepts=FORESEEN,
        )
        harvests.register(mine, asked)
