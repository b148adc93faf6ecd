"""Honey by weight and by volume, its sites and moisture; herbs, their parts and papers; sacks."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.families import extracted, gather, hives, jars, pack, product
from tests.people import PACKED_ON, TODAY, World
from traceability.domain import density
from traceability.domain.accepting import FORESEEN
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.gathering import Caution
from traceability.domain.process import Fact
from traceability.domain.quantity import Quantity
from traceability.services import (
    batches,
    corrections,
    densities,
    known_facts,
    lot_facts,
    packed_formats,
    products,
    runs,
)
from traceability.services.corrections import Amendment
from traceability.services.known_facts import LotFacts
from traceability.services.lot_facts import FactsRequest
from traceability.services.packed_formats import told_of
from traceability.services.products import FormatRequest
from traceability.services.runs import MERGE, Make, RunRequest, Take
from traceability.store import models

LITRE = Quantity(50_000, "ml")
#: Words of these tests are of one database; what needs both is asked of both.
ONE = pytest.mark.parametrize("backend", ["sqlite"])


def told(world: World, code: str) -> dict[str, Any]:
    with world.view() as view:
        return told_of(view, batches.known(view, code))


def known(world: World, code: str) -> LotFacts:
    with world.view() as view:
        return known_facts.of_batch(view, batches.known(view, code))


def room(world: World, code: str) -> int | None:
    with world.view() as view:
        return packed_formats.most_labels(view, batches.known(view, code))


def mix(world: World, step: str, takes: list[Take], **more: Any) -> runs.Done:
    asked = RunRequest(step, tuple(takes), (Make(),), PACKED_ON, accepts=FORESEEN, **more)
    with world.by(world.who.recorder) as work:
        return runs.register(work, asked)


# --- honey ---------------------------------------------------------------------------------------


def test_an_extraction_round_is_weighed_and_kept_by_volume(world: World) -> None:
    area, _place = hives(world)
    made = extracted(world, area, 70)
    assert world.on_hand(made.code) == (50_000, "open")
    said = told(world, made.code)
    assert (said["weighed"], said["density"], said["density_assumed"]) == (70_000, 1400, True)
    assert (said["measures"], said["template"]) == ({"moisture": "18.5"}, "honey/3")
    (stay,) = said["stays"]
    assert (stay["stay"], len(stay["event"])) == (1, 36)
    facts = known(world, made.code)
    assert (facts.moisture, facts.missing, facts.cautions) == ((Decimal("18.5"),), (), ())
    assert [site.number for site in facts.sites] == [1]
    assert world.differences() == []


@ONE
def test_a_stated_density_counts_and_litres_need_none(world: World) -> None:
    area, _place = hives(world)
    stated = extracted(world, area, 70, density=1390)
    assert world.on_hand(stated.code)[0] == 50_359  # 70,000 / 1.39 = 50,359.7: rounded down
    assert "density_assumed" not in told(world, stated.code)
    assert world.on_hand(gather(world, area, LITRE).code)[0] == 50_000


@ONE
def test_a_day_without_a_site_is_warned_of_and_stored(world: World) -> None:
    area, _place = hives(world, standing=False)
    made = extracted(world, area)
    assert made.warned == (Caution.NO_STAY,)
    assert told(world, made.code)["warned"] == ["no_stay"]


@ONE
def test_jars_by_weight_take_the_volume_that_they_need(world: World) -> None:
    area, _place = hives(world)
    honey, made = extracted(world, area, 70).code, jars(world)
    packed = pack(world, honey, made, 139)
    assert (packed.packed, packed.lost) == (49_643, 357)  # 69,500 g / 1.4 = 49,642.9: rounded up
    assert room(world, packed.code) == 139
    said = told(world, packed.code)
    assert (said["net_amount"], said["net_unit"], said["density"]) == (500, "g", 1400)
    assert world.differences() == []


@ONE
def test_no_more_jars_than_honey_and_nobody_overrides(world: World) -> None:
    area, _place = hives(world)
    honey, made = extracted(world, area, 70).code, jars(world)
    with pytest.raises(RuleBroken, match="more_out_than_in"):
        pack(world, honey, made, 141)
    whole = pack(world, honey, made, 140)
    assert (whole.packed, whole.lost, world.on_hand(honey)) == (50_000, 0, (0, "closed"))


@ONE
def test_bottles_by_volume_stay_as_they_are(world: World) -> None:
    area, _place = hives(world)
    packed = pack(world, extracted(world, area, 70).code, jars(world), 100, pack_format=2)
    assert (packed.packed, room(world, packed.code)) == (50_000, 100)
    assert "net_unit" not in told(world, packed.code)


@ONE
def test_jars_are_corrected_by_their_number(world: World) -> None:
    area, _place = hives(world)
    packed = pack(world, extracted(world, area, 70).code, jars(world), 139)
    with world.by(world.who.manager) as work:
        change = Amendment(world.entry(packed.code), {}, 130)
        corrections.correct(work, [change], "đếm lại")
    assert (world.on_hand(packed.code)[0], room(world, packed.code)) == (46_429, 130)
    assert world.differences() == []


@ONE
def test_a_weighed_harvest_is_corrected_by_weight(world: World) -> None:
    area, _place = hives(world)
    made = extracted(world, area, 70)
    with world.by(world.who.manager) as work:
        change = Amendment(world.entry(made.code), {made.code: Quantity(77_000, "g")})
        corrections.correct(work, [change], "cân lại")
    assert (world.on_hand(made.code)[0], told(world, made.code)["weighed"]) == (55_000, 77_000)
    assert world.differences() == []


def test_a_mix_carries_the_density_of_its_parts(world: World) -> None:
    area, _place = hives(world)
    light, heavy = (
        extracted(world, area, 70, density=1380),
        extracted(world, area, 30, density=1420),
    )
    (merged,) = mix(world, MERGE, [Take(light.code), Take(heavy.code)]).made
    said = told(world, merged.code)
    assert said["density"] == 1392  # (50,724 · 1,380 + 21,126 · 1,420) / 71,850 = 1,391.8
    assert "density_assumed" not in said
    assert known(world, merged.code).moisture == (Decimal("18.5"),)
    with world.view() as view:
        assert densities.of_batch(view, batches.known(view, merged.code)) == densities.Density(
            1392, assumed=False
        )
    assert world.differences() == []


@ONE
def test_what_one_part_of_a_mix_lacks_the_mix_lacks(world: World) -> None:
    area, _place = hives(world)
    measured, not_yet = extracted(world, area), gather(world, area, LITRE)
    (merged,) = mix(world, MERGE, [Take(measured.code), Take(not_yet.code)]).made
    assert known(world, merged.code).missing == (Fact.MOISTURE,)
    with world.by(world.who.recorder) as work:
        lot_facts.state(work, FactsRequest(not_yet.code, {"moisture": Decimal("19.2")}))
    found = known(world, merged.code)
    assert (found.missing, found.moisture) == ((), (Decimal("18.5"), Decimal("19.2")))
    assert world.differences() == []


@ONE
@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"measures": {"moisture": Decimal(101)}}, "measure_out_of_range"),
        ({"measures": {"depth": Decimal(1)}}, "measure_unknown"),
        ({"part": "root"}, "part_unknown"),
    ],
)
def test_what_honey_does_not_have_is_refused(
    world: World, more: dict[str, Any], refusal: str
) -> None:
    area, _place = hives(world)
    with pytest.raises(Invalid, match=refusal):
        extracted(world, area, **more)


@ONE
def test_fruit_is_no_matter_of_litres_or_density(world: World) -> None:
    with pytest.raises(Invalid, match="unit_not_of_crop"):
        gather(world, world.who.area, LITRE)
    with pytest.raises(Invalid, match="density_not_of_crop"):
        world.harvest(10, density=1400)
    with pytest.raises(Invalid, match="unit_not_of_crop"):
        product(world, "sanh_orange", FormatRequest("chai", 500, unit="ml"))


@ONE
def test_a_pack_s_own_unit_stands_in_its_content(world: World) -> None:
    code = jars(world)
    with world.view() as view:
        row = products.known(view, code)
        formats = view.db.query(models.PackFormat).filter_by(product_id=row.id).all()
        assert [each.unit for each in formats] == ["g", None, None]
    assert world.differences() == []


HONEY = st.lists(
    st.tuples(
        st.sampled_from(("weigh", "measure", "merge", "filter", "jars", "split")),
        st.integers(1, 60_000),
        st.integers(1_200, 1_600),
    ),
    min_size=4,
    max_size=14,
)


@ONE
@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(verbs=HONEY)
def test_no_order_of_verbs_gains_a_gram_of_honey(
    world: World, verbs: list[tuple[str, int, int]]
) -> None:
    """Packed in grams and millilitres, weighed and measured: the record folds again, and no jar
    holds what was not extracted."""
    area, _place = hives(world)
    made, known_lots, extracted_mg, packed_mg = jars(world), [], 0, 0
    for verb, amount, by in verbs:
        with contextlib.suppress(Invalid, RuleBroken, IndexError):
            if verb in ("weigh", "measure"):
                quantity = Quantity(amount, "g" if verb == "weigh" else "ml")
                lot = gather(world, area, quantity, density=by).code
                known_lots.append(lot)
                extracted_mg += amount * (1_000 if verb == "weigh" else by)
            elif verb == "jars":
                pack(world, known_lots[-1], made, jar_count := max(1, amount // 500))
                packed_mg += jar_count * 500_000
            else:
                known_lots.append(rearranged(world, verb, known_lots, amount))
    merges = sum(verb == "merge" for verb, _amount, _by in verbs)
    # A mix is told to the gram a litre: each may be off by half a milligram a millilitre.
    assert packed_mg <= extracted_mg + merges * extracted_mg // (2 * density.LOWEST)
    assert world.differences() == []


def rearranged(world: World, verb: str, lots: list[str], amount: int) -> str:
    if verb == "merge":
        return mix(world, MERGE, [Take(each) for each in lots[-2:]]).made[0].code
    part = Quantity(amount, "ml")
    makes = (Make(part if verb == "split" else Quantity(max(1, amount * 98 // 100), "ml")),)
    asked = RunRequest(verb, (Take(lots[-1], part),), makes, PACKED_ON)
    with world.by(world.who.recorder) as work:
        return runs.register(work, asked).made[0].code


# --- verify, ratios, the device's clock ----------------------------------------------------------


@ONE
def test_a_density_that_was_changed_is_found(world: World) -> None:
    area, _place = hives(world)
    extracted(world, area, 70)
    world.tampered = True
    with world.by(world.who.operator) as work:
        event = work.db.query(models.Event).order_by(models.Event.seq.desc()).first()
        assert event is not None
        seq, leaf = event.seq, json.loads(event.leaf)
        leaf["facts"]["density"] = 1300
        work.db.execute(text("DROP TRIGGER event_no_update"))
        changed = json.dumps(leaf, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        work.db.execute(text("UPDATE event SET leaf = :leaf WHERE seq = :seq"),
                        {"leaf": changed, "seq": seq})  # fmt: skip
    found = {(each.kind, each.field) for each in world.differences()}
    assert {("event", "leaf_hash"), ("event", "amount")} <= found


@ONE
def test_an_unusual_yield_is_stored_with_a_warning(world: World) -> None:
    lot = world.harvest(100).code
    asked = RunRequest("wash", (Take(lot),), (Make(Quantity(50_000, "g")),), PACKED_ON)
    with world.by(world.who.recorder) as work:
        done = runs.register(work, asked)
    assert done.unusual
    assert told(world, done.made[0].code)["warned"] == ["unusual_ratio"]


def test_the_device_s_clock_is_kept_and_used_by_no_rule(world: World) -> None:
    at = dt.datetime(2031, 1, 1, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    made = world.harvest(10, device_at=at)
    with world.view() as view:
        batch = batches.known(view, made.code)
        event = view.db.get_one(models.Event, batch.event_seq)
        assert event.device_at == at
        assert json.loads(event.leaf)["device_at"] == "2031-01-01T00:30:00.000000+00:00"
        assert batch.made_on < TODAY
    assert world.differences() == []
