"""One box, one list: what is typed finds one's own things, however typed, and nothing else."""

from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import KEYRING, PACKED_ON, PICKED_ON, World, orange_revision
from tests.web.registry_visits import granted
from traceability.domain.access import Actor
from traceability.domain.ids import grouped
from traceability.domain.text import fold
from traceability.services import cases, parties, products, recording, search
from traceability.services.search_hits import FULL_CODE, MOST_OF_A_KIND, Hit, HitKind
from traceability.store.queries import parties as party_queries

NAMES = (
    "Giàng Thị Mỷ",
    "Giàng Thị My",
    "Vàng Mí Đô",
    "Hoàng Văn Hòa",
    "Hoàng Văn Hoà Bình",
    "Lý A Đơ",
)


@dataclasses.dataclass(frozen=True)
class Home:
    """A household by its code and number."""

    code: str
    number: int


def household(world: World, name: str, phone: str = "") -> Home:
    """A household of the cooperative."""
    private = {"name": name} | ({"phone": phone} if phone else {})
    with world.by(world.who.manager) as work:
        coop = parties.acting_party(work, world.who.manager)
        made = parties.register_household(work, coop, private)
        return Home(made.code, made.number or 0)


def hits(world: World, typed: str, actor: Actor | None = None) -> list[Hit]:
    with world.view() as view:
        return list(search.find(view, actor or world.who.recorder, KEYRING, typed).hits)


def names(world: World, typed: str, kind: HitKind, actor: Actor | None = None) -> list[str]:
    return [hit.name for hit in hits(world, typed, actor) if hit.kind is kind]


# --- a cooperative's own -------------------------------------------------------------------------


def test_a_lot_by_a_part_of_its_code(world: World) -> None:
    made = world.harvest(120)
    for typed in (made.lot_code, made.lot_code.replace("-", " ").lower(), made.lot_code[-9:]):
        first = hits(world, typed)[0]
        assert (first.kind, first.code, first.amount) == (HitKind.LOT, made.code, 120_000)
        assert (first.state, first.stage, first.day) == ("open", "harvest", PICKED_ON)


def test_a_lot_by_its_short_code_typed_forgivingly(world: World) -> None:
    made = world.packed()
    (hit,) = hits(world, grouped(made.code).lower())
    assert (hit.kind, hit.code, hit.rank) == (HitKind.LOT, made.code, FULL_CODE)
    assert hit.state == "published"


def test_lots_of_a_day(world: World) -> None:
    picked, packed = world.harvest(90), world.packed()
    assert {hit.code for hit in hits(world, "12/1")} >= {picked.code}
    assert [hit.code for hit in hits(world, f"{PACKED_ON:%d/%m/%Y}")] == [packed.code]
    assert hits(world, "hôm qua") == []


def test_lots_of_a_household_and_of_a_product(world: World) -> None:
    theirs = world.harvest(50, household=world.who.household)
    other = world.harvest(60)
    found = hits(world, "giang thi my")
    assert found[0].kind is HitKind.HOUSEHOLD
    lots = [hit.code for hit in found if hit.kind is HitKind.LOT]
    assert theirs.code in lots
    assert other.code not in lots
    packed = world.packed()
    found = hits(world, "cam sanh ha giang")
    assert found[0].kind is HitKind.PRODUCT
    assert packed.code in [hit.code for hit in found if hit.kind is HitKind.LOT]


def test_a_product_by_every_name_it_has_or_had(world: World) -> None:
    with world.by(world.who.manager) as work:
        asked = dataclasses.replace(orange_revision("Quýt vàng"), name_en="Golden tangerine")
        coop = parties.acting_party(work, world.who.manager)
        products.revise(work, coop, world.who.product, asked)
    for typed in ("Cam sành", "quyt vang", "golden", world.who.product):
        assert names(world, typed, HitKind.PRODUCT) == ["Quýt vàng"], typed


def test_a_label_by_its_item_code_and_by_its_number(world: World) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 30)
    world.link(run, 1, 20)
    code = world.item_codes(run)[16]
    (hit,) = hits(world, grouped(code))
    assert (hit.kind, hit.code, hit.number, hit.state) == (HitKind.LABEL, run, 17, "linked")
    for typed in ("tem 17", f"tem 17 {packed.lot_code}", f"17 của đợt {run.lower()}"):
        first = hits(world, typed)[0]
        assert (first.kind, first.code, first.number) == (HitKind.LABEL, run, 17), typed
    assert names(world, "tem 31", HitKind.LABEL) == []
    assert hits(world, f"tem 25 {packed.code}")[0].state == "unused"


def test_a_print_run_by_its_code(world: World) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 12)
    (hit,) = hits(world, run)
    assert (hit.kind, hit.code, hit.about, hit.amount) == (HitKind.RUN, run, packed.lot_code, 12)


def test_a_growing_area_and_the_land_under_it(world: World) -> None:
    for typed in ("VN-HGOR-0128", "vn hgor 0128", "hgor0128", "0128", world.who.area):
        assert names(world, typed, HitKind.AREA) == ["VN-HGOR-0128"], typed
    for typed in ("thôn Vĩnh Sơn", "vuon cam", world.who.place):
        assert names(world, typed, HitKind.PLACE) == ["Vườn cam thôn Vĩnh Sơn"], typed


def test_a_household_by_number_and_phone(world: World) -> None:
    made = household(world, "Sùng Mí Lử", "+84 912 345 678")
    for typed in (f"hộ {made.number:02d}", f"{made.number}", "0912345678", "345.678", "sung mi lu"):
        assert "Sùng Mí Lử" in names(world, typed, HitKind.HOUSEHOLD), typed
    assert names(world, "0987 654 321", HitKind.HOUSEHOLD) == []


def test_members_are_found_by_who_manages_them(world: World) -> None:
    assert names(world, "giang a phao", HitKind.MEMBER, world.who.manager) == ["Giàng A Pháo"]
    assert names(world, "giang a phao", HitKind.MEMBER, world.who.recorder) == []
    assert names(world, "Dính", HitKind.MEMBER, world.who.manager) == []
    assert names(world, "lan", HitKind.MEMBER, world.who.registrar) == ["Nguyễn Thị Lan"]


def test_exact_accents_stand_first(world: World) -> None:
    for name in NAMES[1:]:
        household(world, name)
    assert names(world, "Giàng Thị Mỷ", HitKind.HOUSEHOLD) == ["Giàng Thị Mỷ", "Giàng Thị My"]
    assert names(world, "giang thi my", HitKind.HOUSEHOLD)[0] == "Giàng Thị My"
    assert names(world, "Đơ", HitKind.HOUSEHOLD)[0] == "Lý A Đơ"
    assert set(names(world, "hoàng văn hòa", HitKind.HOUSEHOLD)) == set(NAMES[3:5])
    assert names(world, "Mỷ Giàng", HitKind.HOUSEHOLD) == ["Giàng Thị Mỷ", "Giàng Thị My"]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_part_of_a_name_finds_it_with_and_without_accents(
    world: World, data: st.DataObject
) -> None:
    """Typed composed or not, in any case, without marks: the household is among the hits."""
    with world.view() as view:
        if len(party_queries.households(view.db, world.who.manager.party or 0)) == 1:
            for name in NAMES[1:]:
                household(world, name)
    name = data.draw(st.sampled_from(NAMES))
    start = data.draw(st.integers(0, len(name) - 2))
    part = name[start : data.draw(st.integers(start + 2, len(name)))]
    if len(fold(part)) < 2:
        return
    way = data.draw(
        st.sampled_from([str, str.upper, fold, lambda t: unicodedata.normalize("NFD", t)])
    )
    assert name in names(world, way(part), HitKind.HOUSEHOLD)


def test_a_long_list_says_that_there_is_more(world: World) -> None:
    for kg in range(MOST_OF_A_KIND + 2):
        world.harvest(10 + kg)
    with world.view() as view:
        found = search.find(view, world.who.recorder, KEYRING, "260112")
    assert len([hit for hit in found.hits if hit.kind is HitKind.LOT]) == MOST_OF_A_KIND
    assert found.more


# --- what is another's ---------------------------------------------------------------------------


def test_another_cooperative_finds_nothing_of_ours(world: World) -> None:
    packed = world.packed()
    harvest = world.harvest(70, household=world.who.household)
    run = world.print_labels(packed.code, 20)
    for typed in (
        *(packed.code, packed.lot_code, harvest.code, run, world.item_codes(run)[3], "tem 4"),
        *(world.who.product, world.who.area, world.who.place, world.who.household, "VN-HGOR-0128"),
        *("Giàng Thị Mỷ", "Vườn cam", "cam sành", "12/1/2026", "0219 386 1234", "Hoàng Thị Mai"),
        f"tem 4 {packed.lot_code}",
    ):
        assert hits(world, typed, world.who.stranger) == [], typed


# --- an office -----------------------------------------------------------------------------------


def test_an_office_finds_codes_lots_and_labels_of_its_territory(world: World) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 20)
    world.link(run, 1, 20)
    for officer in (world.who.registrar, world.who.inspector):
        assert names(world, "hgor 0128", HitKind.AREA, officer) == ["VN-HGOR-0128"]
        lot = hits(world, packed.lot_code, officer)[0]
        assert (lot.kind, lot.code, lot.about) == (
            HitKind.LOT,
            world.who.area,
            "HTX Cam Sành Vĩnh Hảo",
        )
        assert packed.lot_code in names(world, "14/1", HitKind.LOT, officer)
        (label,) = hits(world, world.item_codes(run)[4], officer)
        assert (label.kind, label.number, label.name) == (HitKind.LABEL, 5, packed.lot_code)


def test_an_office_never_finds_a_household(world: World) -> None:
    made = household(world, "Sùng Mí Lử", "0912 345 678")
    world.harvest(50, household=made.code)
    for officer in (world.who.registrar, world.who.inspector, world.who.commune_registrar):
        for typed in ("Sùng Mí Lử", "0912345678", made.code):
            assert hits(world, typed, officer) == [], (officer.role, typed)
        # An office does find an area whose string or code holds those digits, and nothing else.
        others = [
            hit
            for hit in hits(world, f"hộ {made.number}", officer)
            if hit.kind is not HitKind.AREA or str(made.number) not in f"{hit.name} {hit.code}"
        ]
        assert others == [], officer.role


def test_another_territory_finds_nothing(world: World) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 20)
    world.link(run, 1, 20)
    officer = world.who.commune_registrar
    for typed in (packed.lot_code, packed.code, world.item_codes(run)[0], "0128", "14/1", "260112"):
        assert hits(world, typed, officer) == [], typed
    here = granted(world, "VN-HGOR-0900", "00874")
    assert names(world, "0900", HitKind.AREA, officer) == ["VN-HGOR-0900"]
    assert here.code == hits(world, "0900", officer)[0].code


def test_cases_and_holds_of_the_territory(world: World) -> None:
    packed = world.packed()
    recall = world.recall(packed.code)
    with world.by(world.who.registrar) as work:
        near = cases.open_case(work, "gtin", "08935001000013", [], "00874").code
        wide = cases.open_case(work, "gtin", "08935001000020", []).code
    (hold,) = hits(world, recall.code, world.who.registrar)
    whose = f"{packed.lot_code} (HTX Cam Sành Vĩnh Hảo)"
    assert (hold.kind, hold.name, hold.state) == (HitKind.HOLD, whose, "recall")
    assert hits(world, recall.code, world.who.commune_registrar) == []
    assert {hit.code for hit in hits(world, "8935001", world.who.registrar)} == {near, wide}
    assert [hit.code for hit in hits(world, "8935001", world.who.commune_registrar)] == [near]
    assert [hit.code for hit in hits(world, near, world.who.inspector)] == [near]
    assert hits(world, near, world.who.manager) == []
    assert hits(world, near, world.who.registrar)[0].rank == FULL_CODE


# --- whatever is typed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        *("%", "_", "%%", "' OR 1=1 --", '"', "\\", "\0", "*", "[a-z]", "100%"),
        *(
            "🍊",
            "掸雪茶",
            "\u202e",
            "A" * 4000,
            "9" * 4000,
            "tem " + "9" * 40,
            "--",
            "(",
            "\ud800",
        ),
    ],
)
def test_hostile_text_finds_nothing_and_breaks_nothing(world: World, typed: str) -> None:
    world.harvest(50, household=world.who.household)
    for actor in (world.who.manager, world.who.registrar):
        assert hits(world, typed, actor) == []


def test_a_wildcard_is_a_sign_like_any_other(world: World) -> None:
    household(world, "Hộ 100% hữu cơ")
    assert names(world, "100%", HitKind.HOUSEHOLD) == ["Hộ 100% hữu cơ"]
    assert names(world, "1%h", HitKind.HOUSEHOLD) == []


def test_an_empty_search_finds_nothing(world: World) -> None:
    assert hits(world, "") == hits(world, "  ") == []


def test_an_erased_household_is_found_by_number_alone(world: World) -> None:
    made = household(world, "Sùng Mí Lử", "0912 345 678")
    with world.by(world.who.manager) as work:
        recording.forget(work, "party", made.code)
    assert hits(world, "Sùng Mí Lử") == hits(world, "0912 345 678") == []
    (hit,) = [each for each in hits(world, f"hộ {made.number}") if each.code == made.code]
    assert hit.name == ""
