"""Shapes that goods flow in: rings, diamonds, long chains, the widest run; traced and shared."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from fractions import Fraction

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.people import World
from tests.services.test_runs import garden, kg, picked, run, shares
from traceability.domain.balance import PPM
from traceability.domain.events import MOST_LEAF_BYTES
from traceability.domain.quantity import Quantity
from traceability.services import batches, tracing
from traceability.services.runs import MERGE, MOST_MADE, MOST_TAKEN, SPLIT, Make
from traceability.services.tracing import Trace
from traceability.store import models
from traceability.store.queries import batches as queries

HERE, THERE = "VN-HGOR-0128", "VN-HGOR-0900"


def traced(world: World, code: str) -> Trace:
    with world.view() as view:
        return tracing.trace(view, world.who.manager, world.press.keyring, code)


def whole(world: World, codes: Iterable[str]) -> None:
    """The shares of origin of each sum to exactly one million."""
    for code in codes:
        assert sum(shares(world, code).values()) == PPM, code


def leaf_bytes(world: World, code: str) -> int:
    """How long the leaf of the entry that made a batch is."""
    with world.view() as view:
        made = view.db.get_one(models.Event, batches.known(view, code).event_seq)
        return len(made.leaf.encode())


# --- one record, whatever the order in which it was written --------------------------------------


@dataclasses.dataclass
class Book:
    """What happened, a line by its name; what is written is kept by its code."""

    world: World
    gardens: Mapping[str, str]
    codes: dict[str, str] = dataclasses.field(default_factory=dict)

    def write(self, line: str) -> None:
        """Record one line of what happened."""
        getattr(self, f"_{line.rstrip('123')}")(line)

    def _pick(self, line: str) -> None:
        place = {"pick1": "here", "pick2": "there", "pick3": "here"}[line]
        amount = {"pick1": 61, "pick2": 37, "pick3": 53}[line]
        self.codes[line] = picked(self.world, self.gardens[place], amount)

    def _mix(self, _line: str) -> None:
        made = run(self.world, MERGE, [self.codes["pick1"], self.codes["pick2"]], [Make()]).made
        self.codes["mix"] = made[0].code

    def _part(self, _line: str) -> None:
        parts = run(self.world, SPLIT, [self.codes["pick3"]], [31, 22]).made
        self.codes |= {"left": parts[0].code, "right": parts[1].code}

    def _one(self, _line: str) -> None:
        taken = [(self.codes["mix"], 45), self.codes["left"]]
        self.codes["one"] = run(self.world, MERGE, taken, [Make()]).made[0].code

    def _other(self, _line: str) -> None:
        taken = [(self.codes["mix"], 53), self.codes["right"]]
        self.codes["other"] = run(self.world, MERGE, taken, [Make()]).made[0].code

    def _end(self, _line: str) -> None:
        sides = [self.codes["one"], self.codes["other"]]
        whole = run(self.world, MERGE, sides, [Make()]).made[0].code
        sizes = (Make(kg(87), "first"), Make(kg(43), "second"), Make(kg(17), "third"))
        first, second, third = run(self.world, "sort", [whole], list(sizes)).made
        self.codes |= {"whole": whole, "first": first.code, "second": second.code}
        self.codes["third"] = third.code

    def told(self) -> dict[str, object]:
        """Everything that a trace and the shares tell, by names."""
        names = {code: name for name, code in self.codes.items()}
        found: dict[str, object] = {}
        for name, code in self.codes.items():
            seen = traced(self.world, code)
            found[name] = (
                frozenset(names[each.code] for each in seen.ancestors),
                frozenset(names[each.code] for each in seen.descendants),
                frozenset((names[f.parent], names[f.child], f.amount) for f in seen.flows),
                (seen.batch.made, seen.batch.on_hand),
                shares(self.world, code),
            )
        return found


#: The same happenings as they may be written down; what a thing is made of comes before it.
ORDERS = (
    ("pick1", "pick2", "pick3", "mix", "part", "one", "other", "end"),
    ("pick3", "part", "pick2", "pick1", "mix", "other", "one", "end"),
    ("pick2", "pick1", "mix", "pick3", "part", "other", "one", "end"),
)


def test_a_trace_does_not_depend_on_the_order_of_entry(world: World) -> None:
    gardens = {"here": world.who.area, "there": garden(world)}
    told = []
    for order in ORDERS:
        book = Book(world, gardens)
        for line in order:
            book.write(line)
        whole(world, book.codes.values())
        told.append(book.told())
    assert told[0] == told[1] == told[2]
    ancestors, descendants, flows, _stock, origin = told[0]["whole"]  # type: ignore[misc]
    assert ancestors == {"pick1", "pick2", "pick3", "mix", "left", "right", "one", "other"}
    assert descendants == {"first", "second", "third"}
    assert {("mix", "one", 45_000), ("mix", "other", 53_000)} <= flows
    assert origin == {HERE: 754_967, THERE: 245_033}  # 114 and 37 kg of 151
    assert world.differences() == []


# --- diamonds, chains, the widest run ------------------------------------------------------------


def test_a_diamond_counts_what_came_by_either_way_once(world: World) -> None:
    there = garden(world)
    fresh, strange = world.harvest(64).code, picked(world, there, 36)
    one, other = (each.code for each in run(world, SPLIT, [fresh], [24, 40]).made)
    mixed = run(world, MERGE, [one, strange], [Make()]).made[0].code
    end = run(world, MERGE, [mixed, other], [Make()]).made[0].code
    seen = traced(world, end)
    assert {each.code for each in seen.ancestors} == {fresh, strange, one, other, mixed}
    assert sorted(flow.amount for flow in seen.flows) == [24_000, 24_000, 36_000, 40_000, 40_000,
                                                         60_000]  # fmt: skip
    assert shares(world, mixed) == {HERE: 400_000, THERE: 600_000}
    assert shares(world, end) == {HERE: 640_000, THERE: 360_000}
    assert {each.code for each in traced(world, fresh).descendants} == {one, other, mixed, end}


def test_twelve_levels_of_mixing_lose_no_share(world: World) -> None:
    """Every level takes in more of the other garden: exact to a part a level, and whole."""
    grounds = (world.who.area, garden(world))
    code, exact = picked(world, grounds[0], 97), {HERE: Fraction(97), THERE: Fraction(0)}
    levels = [code]
    for level in range(1, 13):
        ground, name = grounds[level % 2], (HERE, THERE)[level % 2]
        code = run(world, MERGE, [code, picked(world, ground, level)], [Make()]).made[0].code
        exact[name] += level
        levels.append(code)
        found, total = shares(world, code), sum(exact.values())
        for each, amount in exact.items():
            assert abs(found[each] - amount / total * PPM) <= level
    whole(world, levels)
    seen = traced(world, code)
    assert len(seen.ancestors) == 12 + 12
    assert len(seen.flows) == 24
    assert len(traced(world, levels[0]).descendants) == 12


def test_the_widest_run_fits_into_its_leaf(world: World) -> None:
    """160 lots sorted into 30 with long names: every flow traced, one leaf below 32 kB."""
    parts: list[str] = []
    for _ in range(6):
        fresh = world.harvest(60).code
        parts += [each.code for each in run(world, SPLIT, [fresh], [2] * MOST_MADE).made]
    makes = [
        Make(Quantity(10_000 + number, "g"), "first", f"CAM-SANH-VINH-HAO-{number:02}")
        for number in range(MOST_MADE)
    ]
    done = run(world, "sort", parts[:MOST_TAKEN], makes)
    made = [each.code for each in done.made]
    assert leaf_bytes(world, made[0]) <= MOST_LEAF_BYTES
    whole(world, made)
    with world.view() as view:
        keys = [batches.known(view, code).id for code in made]
        into = [[edge.amount for edge in queries.edges_into(view.db, key)] for key in keys]
    assert {len(amounts) for amounts in into} == {MOST_TAKEN}
    assert sum(map(sum, into)) == MOST_TAKEN * 2_000
    assert len(traced(world, made[0]).ancestors) == MOST_TAKEN + 6


# --- no ring -------------------------------------------------------------------------------------


def test_goods_never_flow_into_themselves(world: World) -> None:
    """A run makes new lots only. A ring forced into the tables is found, and traces end."""
    first = world.harvest(10).code
    second = run(world, "wash", [first], [10]).made[0].code
    third = run(world, "sort", [second], [10]).made[0].code
    with world.view() as view:
        keys = [batches.known(view, code).id for code in (first, second, third)]
        seq = batches.known(view, third).event_seq
    ring = "INSERT INTO batch_edge (parent_id, child_id, event_seq, amount) VALUES (:p, :c, :e, 1)"
    with pytest.raises(IntegrityError), world.by(world.who.operator) as work:
        work.db.execute(text(ring), {"p": keys[0], "c": keys[0], "e": seq})
    world.tampered = True
    with world.by(world.who.operator) as work:
        work.db.execute(text(ring), {"p": keys[2], "c": keys[0], "e": seq})
    assert "batch_edge" in {each.kind for each in world.differences()}
    assert {each.code for each in traced(world, first).ancestors} == {second, third}
    assert {each.code for each in traced(world, first).descendants} == {second, third}
