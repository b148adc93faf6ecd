"""Processing runs: mass is conserved over every step, and what was mixed stays named."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.people import PICKED_ON, QUAN_BA, TODAY, World, orange_grant
from traceability.domain.accepting import FORESEEN
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.events import MOST_LEAF_BYTES
from traceability.domain.process import Loss
from traceability.domain.quantity import Quantity
from traceability.services import area_codes, batches, harvests, runs, tracing
from traceability.services.runs import MERGE, SPLIT, Done, Make, RunRequest, Take
from traceability.store.models import Batch, Event
from traceability.store.queries import batches as queries

DAY = dt.date(2026, 1, 14)
TOO_LONG, NO_DEPTH = {"measures": {"hours": Decimal(241)}}, {"measures": {"depth": Decimal(1)}}


def kg(amount: int) -> Quantity:
    return Quantity(amount * 1000, "g")


def run(
    world: World, step: str, takes: list[Any], makes: list[Any], day: dt.date = DAY, **more: Any
) -> Done:
    """A run by the cooperative's recorder: codes or (code, kg) in, kg or ``Make`` out."""
    into = [Take(*((each,) if isinstance(each, str) else (each[0], kg(each[1])))) for each in takes]
    out = [Make(kg(each)) if isinstance(each, int) else each for each in makes]
    asked = RunRequest(step, tuple(into), tuple(out), day, **{"accepts": FORESEEN, **more})
    with world.by(world.who.recorder) as work:
        return runs.register(work, asked)


def garden(world: World, crop: str = "sanh_orange", raw: str = "VN-HGOR-0900") -> str:
    """Another code with a garden of its own, of the same cooperative."""
    with world.by(world.who.registrar) as work:
        asked = dataclasses.replace(
            orange_grant(world.who.cooperative, raw, QUAN_BA), crops=(crop,)
        )
        return area_codes.grant(work, asked).code


def picked(world: World, area: str, amount: int = 100) -> str:
    with world.by(world.who.recorder) as work:
        asked = harvests.HarvestRequest(area, PICKED_ON, kg(amount))
        return harvests.register(work, asked).code


def leaf(world: World, amount: int = 100) -> str:
    return picked(world, garden(world, "shan_tea", "VN-HGTE-0900"), amount)


def row(world: World, code: str) -> Batch:
    with world.view() as view:
        found = batches.known(view, code)
        view.db.expunge(found)
        return found


def shares(world: World, code: str) -> dict[str, int]:
    """Shares of origin by the code as issued."""
    with world.view() as view:
        rows = queries.origins(view.db, batches.known(view, code).id)
        raws = {each.id: each.raw for each in view.db.query(area_codes.AreaCode)}
        return {raws[each.area_code_id or 0]: each.ppm for each in rows}


def refused(world: World, *args: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        run(world, *args, **more)
    return found.value


# --- the steps of a family -----------------------------------------------------------------------


def test_leaf_becomes_tea_step_by_step(world: World) -> None:
    fresh = leaf(world, 100)
    withered = run(world, "wither", [fresh], [62], measures={"hours": Decimal("12.5")})
    rolled_from = run(world, "fix", [withered.made[0].code], [50])
    dried = run(world, "dry", [rolled_from.made[0].code], [22], measures={"moisture": Decimal(5)})
    assert (withered.lost, rolled_from.lost, dried.lost) == (38_000, 12_000, 28_000)
    made = row(world, dried.made[0].code)
    assert (made.stage, made.material, made.crop_code) == ("processed", "dried", "shan_tea")
    assert world.on_hand(fresh) == (0, "closed")
    assert world.on_hand(made.code) == (22_000, "open")
    assert shares(world, made.code) == {"VN-HGTE-0900": 1_000_000}


def test_dry_tea_is_bounded_by_its_leaf_however_many_steps_lie_between(world: World) -> None:
    fresh = leaf(world, 100)
    withered = run(world, "wither", [fresh], [90]).made[0].code
    found = refused(world, "dry", [withered], [35])
    assert (found.code, found.facts["highest"]) == ("more_out_than_in", 34_000)
    half = run(world, "dry", [(withered, 45)], [17])
    assert half.lost == 28_000
    assert refused(world, "dry", [withered], [18]).facts["highest"] == 17_000


def test_packing_asks_for_the_leaf_too(world: World) -> None:
    from tests.services.test_packings import product_of

    fresh = leaf(world, 100)
    dried = run(world, "dry", [fresh], [30]).made[0].code
    product = product_of(world, "shan_tea", 100)
    made = world.pack(dried, 290, product=product, day=TODAY)
    assert (made.packed, made.lost) == (29_000, 1_000)


def test_fruit_is_sorted_into_grades(world: World) -> None:
    fresh = world.harvest(100).code
    makes = [Make(kg(60), "first"), Make(kg(30), "second", "CAM-L2")]
    done = run(world, "sort", [fresh], makes, loss=Loss.SPOILED)
    first, second = done.made
    assert done.lost == 10_000
    assert (row(world, first.code).grade, row(world, second.code).grade) == ("first", "second")
    assert (first.lot_code, second.lot_code) == ("CAM-260114-01", "CAM-L2")
    with world.view() as view:
        keys = [batches.known(view, each.code).id for each in done.made]
        edges = [queries.edges_into(view.db, key)[0].amount for key in keys]
    assert edges == [66_667, 33_333]


@pytest.mark.parametrize(
    ("step", "makes", "more", "code", "field"),
    [
        ("roll", [10], {}, "step_not_for_material", "step"),
        ("bake", [10], {}, "step_unknown", "step"),
        ("wither", [101], {}, "more_out_than_in", "makes"),
        ("wither", [], {}, "too_many_batches", "makes"),
        ("wither", [1] * 31, {}, "too_many_batches", "makes"),
        ("wither", [Make()], {}, "required", "makes"),
        ("wither", [Make(kg(5), "first")], {}, "grade_unknown", "makes"),
        ("wither", [Make(Quantity(5, "ml"))], {}, "unit_not_of_crop", "makes"),
        (
            "wither",
            [5],
            TOO_LONG,
            "measure_out_of_range",
            "measures.hours",
        ),
        ("wither", [5], NO_DEPTH, "measure_unknown", "measures.depth"),
        ("wither", [5], {"day": TODAY + dt.timedelta(days=1)}, "day_in_future", "run_on"),
        ("wither", [5], {"day": dt.date(2026, 1, 11)}, "made_before_its_goods", "run_on"),
        ("wither", [5], {"building": "000000000"}, "place_unknown", "building"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_cannot_be_is_refused_at_its_field(
    world: World, step: str, makes: list[Any], more: dict[str, Any], code: str, field: str
) -> None:
    fresh = leaf(world, 100)
    found = refused(world, step, [fresh], makes, **more)
    assert (found.code, found.faults[0].field) == (code, field)
    assert world.on_hand(fresh) == (100_000, "open")


def test_what_goes_in_is_refused_at_its_field(world: World) -> None:
    orange, tea = world.harvest(10).code, leaf(world)
    packed = world.packed(5, 10).code
    assert refused(world, MERGE, [orange, tea], [Make()]).code == "batches_not_alike"
    assert refused(world, "sort", [packed], [1]).code == "already_packed"
    assert refused(world, MERGE, [orange, orange], [Make()]).code == "batch_named_twice"
    assert refused(world, "sort", [(orange, 11)], [1]).code == "more_than_on_hand"
    assert refused(world, "sort", [], [1]).code == "too_many_batches"
    gram = Quantity(1, "g")
    tiny = RunRequest("sort", (Take(orange, gram),), (Make(gram), Make(gram)), DAY)
    with pytest.raises(Invalid) as found, world.by(world.who.recorder) as work:
        runs.register(work, tiny)
    assert found.value.code == "too_little_to_share"
    assert world.on_hand(orange) == (10_000, "open")


def test_nobody_else_runs_our_goods(world: World) -> None:
    fresh = world.harvest(10).code
    asked = RunRequest("sort", (Take(fresh),), (Make(kg(9)),), DAY)
    for who, refusal in (("stranger", NotFound), ("inspector", Denied), ("registrar", Denied)):
        with pytest.raises(refusal), world.by(getattr(world.who, who)) as work:
            runs.register(work, asked)


def test_recalled_goods_are_not_worked_on_and_held_ones_are(world: World) -> None:
    first, second = world.harvest(10).code, world.harvest(10).code
    world.recall(first)
    assert refused(world, "sort", [first], [9]).code == "batch_recalled"
    with world.by(world.who.manager) as work:
        batches.recalls.order_hold(work, second, "chờ kiểm tra")
    made = run(world, "sort", [second], [9]).made[0].code
    with world.view() as view, pytest.raises(RuleBroken) as held:
        batches.recalls.refuse_held(view, batches.known(view, made))
    assert held.value.code == "batch_held"


# --- split and merge -----------------------------------------------------------------------------


def test_a_split_loses_nothing(world: World) -> None:
    fresh = world.harvest(100).code
    parts = run(world, SPLIT, [(fresh, 70)], [40, 30]).made
    assert [each.amount for each in parts] == [40_000, 30_000]
    assert world.on_hand(fresh) == (30_000, "open")
    assert row(world, parts[0].code).material == "fresh"
    assert refused(world, SPLIT, [(fresh, 30)], [10, 19]).code == "split_not_whole"
    assert refused(world, SPLIT, [fresh, parts[0].code], [70]).code == "not_a_split"


def test_a_merge_names_everything_that_went_in(world: World) -> None:
    here, there = world.harvest(62).code, picked(world, garden(world), 38)
    mixed = run(world, MERGE, [here, there], [Make()]).made[0]
    assert mixed.amount == 100_000
    assert shares(world, mixed.code) == {"VN-HGOR-0128": 620_000, "VN-HGOR-0900": 380_000}
    assert refused(world, MERGE, [mixed.code], [Make()]).code == "not_a_merge"
    world.recall(here)
    assert refused(world, SPLIT, [mixed.code], [100]).code == "batch_recalled"


def test_a_hundred_lots_are_merged_into_one(world: World) -> None:
    with world.by(world.who.recorder) as work:
        codes = [
            harvests.register(work, harvests.HarvestRequest(world.who.area, PICKED_ON, kg(1))).code
            for _ in range(99)
        ]
    codes.append(picked(world, garden(world), 1))
    made = run(world, MERGE, codes, [Make()]).made[0].code
    assert shares(world, made) == {"VN-HGOR-0128": 990_000, "VN-HGOR-0900": 10_000}
    with world.view() as view:
        traced = tracing.trace(view, world.who.manager, world.press.keyring, made)
        leaf = view.db.get_one(Event, batches.known(view, made).event_seq).leaf
    assert len(traced.ancestors) == 100
    assert len(leaf.encode()) <= MOST_LEAF_BYTES


def test_a_diamond_and_a_long_chain_are_traced_whole(world: World) -> None:
    fresh = world.harvest(64).code
    one, other = (each.code for each in run(world, SPLIT, [fresh], [32, 32]).made)
    code = run(world, MERGE, [one, other], [Make()]).made[0].code
    for _ in range(10):
        code = run(world, SPLIT, [code], [Make()]).made[0].code
    with world.view() as view:
        traced = tracing.trace(view, world.who.manager, world.press.keyring, code)
        back = tracing.trace(view, world.who.manager, world.press.keyring, fresh)
    assert len(traced.ancestors) == 13
    assert len(back.descendants) == 13
    assert sum(flow.amount for flow in traced.flows) == 64_000 * 12


def test_a_lot_code_is_not_used_twice(world: World) -> None:
    fresh = world.harvest(10).code
    with pytest.raises(Conflict):
        run(world, SPLIT, [fresh], [Make(kg(4), lot_code="A1"), Make(kg(6), lot_code="A1")])
    assert world.on_hand(fresh) == (10_000, "open")


# --- whatever is done ----------------------------------------------------------------------------

VERBS = st.tuples(
    st.sampled_from(["harvest", "there", SPLIT, MERGE, "sort", "wash", "pack"]),
    st.lists(st.integers(0, 30), min_size=1, max_size=5),
    st.integers(1, 1_200),
    st.integers(0, 1_300),
)


@pytest.mark.parametrize("backend", ["sqlite"])
@settings(
    max_examples=12,
    deadline=None,
    # One database for all examples: a smaller one cannot be tried anew.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(verbs=st.lists(VERBS, min_size=4, max_size=25))
def test_no_order_of_verbs_makes_anything_of_nothing(
    world: World, verbs: list[tuple[str, list[int], int, int]]
) -> None:
    """Random chains of all verbs: what is refused changes nothing, and the record folds again."""
    known = [world.harvest(1).code]
    there = world.who.area
    for verb, chosen, permille, asked in verbs:
        goods = list(dict.fromkeys(known[each % len(known)] for each in chosen))
        with contextlib.suppress(Invalid, RuleBroken):
            known += done(world, verb, goods, there, permille, asked)
    balanced(world)
    assert world.differences() == []


def done(
    world: World, verb: str, goods: list[str], there: str, permille: int, asked: int
) -> list[str]:
    if verb == "harvest":
        return [world.harvest(permille).code]
    if verb == "there":
        return [picked(world, there, permille)]
    if verb == "pack":
        return [world.pack(goods[0], max(1, asked // 10)).code]
    whole = sum(world.on_hand(code)[0] for code in goods)
    out = Quantity(max(1, whole * asked // 1000), "g")
    if verb == SPLIT:
        part = Quantity(max(1, world.on_hand(goods[0])[0] * permille // 2_000), "g")
        asked_for = RunRequest(SPLIT, (Take(goods[0], part),), (Make(part),), DAY)
    elif verb == MERGE:
        asked_for = RunRequest(MERGE, tuple(map(Take, goods)), (Make(),), DAY)
    else:
        asked_for = RunRequest(verb, tuple(map(Take, goods)), (Make(out), Make(out)), DAY)
    with world.by(world.who.recorder) as work:
        return [each.code for each in runs.register(work, asked_for).made]


def balanced(world: World) -> None:
    """Nothing below zero, all shares whole, and of each batch no more went on than was made."""
    with world.view() as view:
        for batch in view.db.query(Batch):
            stock = queries.stock(view.db, batch.id)
            out = sum(edge.amount for edge in queries.edges_out_of(view.db, batch.id))
            into = sum(edge.amount for edge in queries.edges_into(view.db, batch.id))
            assert stock.on_hand == stock.made - out >= 0
            assert batch.stage == "harvest" or stock.made <= into
            nowhere = stock.state == "retracted" and batch.stage != "harvest"
            ppm = sum(row.ppm for row in queries.origins(view.db, batch.id))
            assert ppm == (0 if nowhere else 1_000_000)
