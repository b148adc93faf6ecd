"""All verbs among one another: what is there adds up after each, whatever came before it."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.families import gather, ground, hives, jars, pack, product
from tests.people import PICKED_ON, TODAY, VINH_TUY, World
from tests.services.test_corrections import correct
from tests.services.test_deliveries import arrive, hand_over, send
from tests.services.test_runs import garden, picked
from tests.services.weigh_days import closed, line, opened, weigh
from traceability.domain.accepting import FORESEEN
from traceability.domain.balance import Basis
from traceability.domain.deliveries import WriteOff
from traceability.domain.errors import Refusal
from traceability.domain.quantity import Quantity
from traceability.services import (
    deliveries,
    internal_codes,
    packing_lists,
    places,
    recalls,
    runs,
    sacks,
    storing,
    write_offs,
)
from traceability.services.arrivals import Arrived
from traceability.services.corrections import Amendment, Retraction
from traceability.services.deliveries import Send
from traceability.services.products import FormatRequest
from traceability.services.runs import MERGE, SPLIT, Make, RunRequest, Take
from traceability.services.write_offs import WriteOffRequest
from traceability.store.models import Batch, BatchEdge, BatchOrigin, BatchStock, Reception
from traceability.store.queries import deliveries as delivery_queries
from traceability.store.queries import recalls as recall_queries

pytestmark = pytest.mark.usefixtures("ordered_locks")

#: Dry tea is at the most this part of its leaf, in ppm.
TEA = 340_000
#: Bags are of 2 kg; a jar of 500 g and a bottle of 500 ml fit into so many millilitres.
BAG, JAR = 2_000, 500


def grams(amount: int) -> Quantity:
    return Quantity(amount, "g")


@dataclass(frozen=True)
class Lot:
    """Goods of the cooperative as they stand."""

    code: str
    crop: str
    stage: str
    material: str
    made: int
    on_hand: int
    held: bool
    unit: str = "g"

    @property
    def sacked(self) -> bool:
        """Whether its packages were weighed each by itself."""
        return (self.crop, self.stage) == ("danggui", "packed")

    def much(self, amount: int) -> Quantity:
        """So much of it, in its own unit."""
        return Quantity(amount, "ml" if self.unit == "ml" else "g")


class Floor:
    """A cooperative at work: what it has, and verbs that somebody there could mean."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance = world, chance
        self.there = garden(world, raw=f"VN-HGOR-{chance.randrange(1000, 9999)}")
        self.tea = garden(world, "shan_tea", f"VN-HGTE-{chance.randrange(1000, 9999)}")
        self.bees, _place = hives(world)
        self.roots, _place = ground(world, "herb_cultivation", "danggui", area_m2=100_000)
        self.jars = jars(world)
        self.sacks = product(world, "danggui", FormatRequest("bao", basis=Basis.OWN_WEIGHT))
        with world.by(world.who.manager) as work:
            private = {"name": "Kho lạnh"}
            built = places.PlaceRequest("warehouse", VINH_TUY, private=private)
            self.store = internal_codes.open_area(work, internal_codes.AreaRequest(built, ())).place
        self.notes: list[tuple[str, str]] = []
        self.holds: list[str] = []

    def lots(self) -> list[Lot]:
        with self.world.view() as view:
            wanted = select(Batch, BatchStock).join(BatchStock, BatchStock.batch_id == Batch.id)
            mine = wanted.where(Batch.holder_id == self.world.who.recorder.party)
            rows = view.db.execute(mine.where(BatchStock.on_hand > 9).order_by(Batch.id)).all()
            over = recall_queries.covering(view.db, [batch.id for batch, _stock in rows])
            return [
                Lot(
                    *(batch.code, batch.crop_code, batch.stage, runs.material_of(batch)),
                    *(stock.made, stock.on_hand),
                    held=any(each.lift is None for each in over[batch.id]),
                    unit=batch.unit,
                )
                for batch, stock in rows
            ]

    def one(self, fits: Callable[[Lot], bool]) -> Lot:
        """A lot that fits; where there is none, oranges are picked for it."""
        found = [lot for lot in self.lots() if fits(lot)]
        return self.chance.choice(found or self._fresh(fits))

    def _fresh(self, fits: Callable[[Lot], bool]) -> list[Lot]:
        picked(self.world, self.tea, 60)
        self.extract()
        self.dig()
        self._bag(self.dig())
        self.world.harvest(60)
        self.world.pack(self.world.harvest(60).code, 20, day=TODAY)
        return [lot for lot in self.lots() if fits(lot)]

    def part(self, whole: int, least: int = 2) -> int:
        return self.chance.randint(least, max(least, whole))

    # --- what comes --------------------------------------------------------------------------

    def harvest(self) -> None:
        guess = self.chance.random() < 0.3
        self.world.harvest(self.part(60, 10), PICKED_ON, estimated=guess)

    def elsewhere(self) -> None:
        picked(self.world, self.there, self.part(60, 10))

    def leaf(self) -> None:
        picked(self.world, self.tea, self.part(60, 10))

    def extract(self) -> None:
        quantity = Quantity(self.part(20_000, 4_000), "ml")
        gather(self.world, self.bees, quantity, measures={"moisture": Decimal("18.5")})

    def dig(self) -> str:
        amount = grams(self.part(60_000, 10_000))
        return gather(self.world, self.roots, amount, part="root").code

    def slip(self) -> None:
        who = self.world.who
        brought = line(self.part(60, 10), who.household, ground=f"{who.area}/{who.place}")
        weigh(self.world, self._day() or opened(self.world), brought)

    def close_day(self) -> None:
        if self._day() is None:
            self.slip()
        closed(self.world, self._day() or "")

    def _day(self) -> str | None:
        with self.world.view() as view:
            return view.db.scalar(select(Reception.code).where(Reception.state == "open"))

    # --- what is made ------------------------------------------------------------------------

    def pack(self) -> None:
        lot = self.one(lambda lot: _orange(lot) and lot.on_hand >= BAG)
        packages = self.part(lot.on_hand // BAG, 1)
        taken = self.part(lot.on_hand, packages * BAG)
        self.world.pack(lot.code, packages, day=TODAY, quantity=grams(taken))

    def split(self) -> None:
        lot = self.one(_loose)
        taken = self.part(lot.on_hand, 4)
        first = self.part(taken - 1, 1)
        self._run(SPLIT, [(lot.code, taken)], [first, taken - first], lot.unit)

    def merge(self) -> None:
        first = self.one(_orange)
        alike = [
            lot
            for lot in self.lots()
            if lot.code != first.code and (lot.crop, lot.material) == (first.crop, first.material)
        ]
        loose = [lot for lot in alike if _loose(lot)]
        second = self.chance.choice(loose or [first])
        taken = [(lot.code, self.part(lot.on_hand)) for lot in (first, second)]
        self._run(MERGE, taken, [sum(amount for _code, amount in taken)])

    def wash(self) -> None:
        lot = self.one(lambda lot: _orange(lot) and lot.material == "fresh")
        taken = self.part(lot.on_hand, 6)
        self._run("wash", [(lot.code, taken)], [taken // 2, taken // 3])

    def dry(self) -> None:
        lot = self.one(lambda lot: lot.crop == "shan_tea" and lot.material == "fresh")
        taken = self.part(lot.on_hand, 6)
        self._run("dry", [(lot.code, taken)], [max(1, self.part(taken * TEA // 1_000_000, 1))])

    def filter(self) -> None:
        lot = self.one(lambda lot: _loose(lot) and (lot.unit, lot.material) == ("ml", "fresh"))
        taken = self.part(lot.on_hand, 6)
        self._run("filter", [(lot.code, taken)], [self.part(taken, 1)], "ml")

    def dry_roots(self) -> None:
        roots = ("danggui", "fresh")
        lot = self.one(lambda lot: _loose(lot) and (lot.crop, lot.material) == roots)
        taken = self.part(lot.on_hand, 6)
        self._run("dry", [(lot.code, taken)], [self.part(taken, 1)])

    def fill(self) -> None:
        """Jars by weight or bottles by volume, of honey that is kept in millilitres."""
        lot = self.one(lambda lot: _loose(lot) and lot.unit == "ml" and lot.on_hand >= JAR)
        count = self.part(lot.on_hand // JAR, 1)
        pack(self.world, lot.code, self.jars, count, TODAY, pack_format=self.chance.choice([1, 2]))

    def bag(self) -> None:
        """Roots in sacks that are weighed each by itself."""
        fits = [each.code for each in self.lots() if _loose(each) and each.crop == "danggui"]
        self._bag(self.chance.choice(fits or [self.dig()]))

    def _bag(self, code: str) -> None:
        (lot,) = (each for each in self.lots() if each.code == code)
        most = max(1, lot.on_hand // 5)
        weights = tuple(self.part(most, 1) for _sack in range(self.chance.randint(2, 5)))
        pack(self.world, lot.code, self.sacks, None, TODAY, weights=weights)

    def _run(
        self, step: str, taken: Sequence[tuple[str, int]], made: Sequence[int], unit: str = "g"
    ) -> None:
        def much(amount: int) -> Quantity:
            return Quantity(amount, "ml" if unit == "ml" else "g")

        takes = tuple(Take(code, much(amount)) for code, amount in taken)
        asked = RunRequest(step, takes, tuple(Make(much(each)) for each in made), TODAY)
        asked = dataclasses.replace(asked, accepts=FORESEEN)
        with self.world.by(self.world.who.recorder) as work:
            runs.register(work, asked)

    # --- what goes, and where it lies --------------------------------------------------------

    def send(self) -> None:
        lot = self.one(lambda lot: _free(lot) and not lot.sacked)
        send(self.world, self._some(lot))

    def _some(self, lot: Lot) -> Send:
        """A part of a lot; of packages of one net amount one, or all that is left."""
        if lot.stage != "packed":
            return Send(lot.code, lot.much(self.part(lot.on_hand)))
        one = lot.on_hand > BAG and self.chance.random() < 0.7
        return Send(lot.code, packages=1) if one else Send(lot.code)

    def send_sacks(self) -> None:
        lot = self.one(lambda lot: _free(lot) and lot.sacked)
        send(self.world, Send(lot.code, sacks=self._some_sacks(lot)))

    def sample(self) -> None:
        """A part of one sack."""
        lot = self.one(lambda lot: lot.sacked)
        (number, *_others) = self._some_sacks(lot)
        few = grams(self.chance.randint(1, 9))
        asked = WriteOffRequest(lot.code, WriteOff.SAMPLE, TODAY, few, sacks=(number,))
        with self.world.by(self.world.who.recorder) as work:
            write_offs.register(work, asked)

    def _some_sacks(self, lot: Lot) -> tuple[int, ...]:
        with self.world.view() as view:
            here = packing_lists.shown(view, self.world.who.recorder, lot.code).here
        numbers = [each.number for each in here]
        return tuple(self.chance.sample(numbers, self.part(len(numbers), 1)))

    def hand_over(self) -> None:
        lot = self.one(_free)
        sacks_named = Send(lot.code, sacks=self._some_sacks(lot)) if lot.sacked else None
        much = sacks_named or self._some(lot)
        sent = hand_over(self.world, much)
        self.notes.append((sent.code, lot.code))

    def answer(self) -> None:
        if not self.notes:
            self.hand_over()
        note, lot = self.notes.pop()
        says = (Arrived(lot, refused=True), self._came_short(note, lot), Arrived(lot))
        arrive(self.world, note, self.chance.choice(says), reason="dập nhiều")

    def _came_short(self, note: str, lot: str) -> Arrived:
        """Of loose goods a part is lost on the way, or all of them."""
        with self.world.view() as view:
            line, batch = delivery_queries.lines(view.db, deliveries.known(view, note).id)[0]
            if batch.stage == "packed":
                return Arrived(lot)
            came = self.chance.randint(0, line.amount)
            return Arrived(lot, Quantity(came, "ml" if batch.unit == "ml" else "g"))

    def lose(self) -> None:
        lot = self.one(lambda lot: True)
        part = lot.much(self.part(lot.on_hand)) if _loose(lot) or lot.sacked else None
        asked = WriteOffRequest(lot.code, WriteOff.SPOILED, TODAY, part)
        with self.world.by(self.world.who.recorder) as work:
            write_offs.register(work, asked)

    def put_away(self) -> None:
        lot = self.one(lambda lot: True)
        with self.world.by(self.world.who.recorder) as work:
            storing.register(work, storing.StoreRequest(lot.code, self.store, TODAY))

    def hold(self) -> None:
        lot = self.one(_free)
        with self.world.by(self.world.who.manager) as work:
            self.holds.append(recalls.order_hold(work, lot.code, "chờ kiểm nghiệm").code)

    def let_go(self) -> None:
        if not self.holds:
            self.hold()
        with self.world.by(self.world.who.manager) as work:
            recalls.lift(work, self.holds.pop(), "đã kiểm nghiệm")

    # --- what is put right -------------------------------------------------------------------

    def amend(self) -> None:
        lot = self.one(lambda lot: lot.stage in ("harvest", "processed"))
        made = lot.made - self.chance.randint(1, lot.on_hand - 1)
        correct(self.world, Amendment(self.world.entry(lot.code), {lot.code: lot.much(made)}))

    def take_back(self) -> None:
        lot = self.one(lambda lot: lot.on_hand == lot.made and not lot.held)
        correct(self.world, Retraction(self.world.entry(lot.code)))


def _loose(lot: Lot) -> bool:
    return lot.stage != "packed"


def _orange(lot: Lot) -> bool:
    return _loose(lot) and lot.crop == "sanh_orange"


def _free(lot: Lot) -> bool:
    return not lot.held


VERBS: Mapping[str, Callable[[Floor], object]] = {
    name: getattr(Floor, name)
    for name in (
        *("harvest", "elsewhere", "leaf", "extract", "dig", "slip", "close_day"),
        *("pack", "split", "merge", "wash", "dry", "filter", "dry_roots", "fill", "bag"),
        *(
            "send",
            "send_sacks",
            "sample",
            "hand_over",
            "answer",
            "lose",
            "put_away",
            "hold",
            "let_go",
        ),
        *("amend", "take_back"),
    )
}
#: How often each is tried in an example, and in how many of all tries it must be done.
TRIES, EXAMPLES, DONE = 3, 2, 3


def test_whatever_is_done_adds_up(world: World) -> None:
    done: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        # One database for all examples: a smaller one cannot be tried anew.
        phases=[Phase.generate],
    )
    @given(seed=st.integers(0, 2**32))
    def lived(seed: int) -> None:
        chance = random.Random(seed)
        floor = Floor(world, chance)
        deck = [verb for verb in VERBS for _try in range(TRIES)]
        chance.shuffle(deck)
        for verb in deck:
            try:
                VERBS[verb](floor)
            except Refusal as refusal:
                done[f"{verb}: {refusal.code}"] += 1
            else:
                done[verb] += 1
            adds_up(world)
        assert world.differences() == []

    lived()
    assert all(done[verb] >= DONE for verb in VERBS), done


def adds_up(world: World) -> None:
    """Nothing below zero, no more out of a step than its goods give, and shares whole."""
    with world.view() as view:
        wanted = select(Batch, BatchStock).join(BatchStock, BatchStock.batch_id == Batch.id)
        rows = {batch.id: (batch, stock) for batch, stock in view.db.execute(wanted)}
        into: Counter[int] = Counter()
        leaf: set[int] = set()
        for edge in view.db.scalars(select(BatchEdge)):
            into[edge.event_seq] += edge.amount
            parent = rows[edge.parent_id][0]
            if parent.crop_code == "shan_tea" and runs.material_of(parent) == "fresh":
                leaf.add(edge.event_seq)
        ppm: Counter[int] = Counter()
        for share in view.db.scalars(select(BatchOrigin)):
            ppm[share.batch_id] += share.ppm
        out: dict[int, int] = defaultdict(int)
        dried = set()
        packed_apart = [each for each, _stock in rows.values() if each.stage == "packed"]
        for batch in packed_apart:
            pile = sacks.pile(view, batch)
            held = sum(pile.left.values()) - pile.unplaced
            assert batch.unit != "g" or not pile.weights or held == rows[batch.id][1].on_hand
        for batch, stock in rows.values():
            assert 0 <= stock.on_hand <= stock.made
            made_of = batch.stage != "harvest" and stock.state != "retracted"
            assert ppm[batch.id] == (1_000_000 if made_of or batch.stage == "harvest" else 0)
            if made_of:
                out[batch.event_seq] += stock.made
            if batch.material == "dried":
                dried.add(batch.event_seq)
    for seq, amount in out.items():
        ratio = TEA if seq in dried & leaf else 1_000_000
        assert amount * 1_000_000 <= into[seq] * ratio
