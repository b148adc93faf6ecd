"""Rules that labels keep whichever way they come: packs, cartons, quotas, links, stretches."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text

from tests.blank_labels import blank, book, cartons, link, spoil, states
from tests.people import KEYRING, STOCK, World, orange_revision
from tests.print_houses import order_of_house
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import Gone, Invalid, RuleBroken
from traceability.domain.label_numbers import MOST_PIECES
from traceability.domain.print_houses import Along, HouseTerms, terms
from traceability.domain.stretches import counted
from traceability.services import (
    blank_runs,
    label_acts,
    label_book,
    label_doing,
    label_exports,
    label_leaving,
    label_ledger,
    label_links,
    label_reception,
    label_unlinking,
    parties,
    print_files,
    print_orders,
    print_runs,
    products,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_doing import Doing, DoingRequest
from traceability.services.label_leaving import ExportForm
from traceability.services.label_links import LabelSpan
from traceability.services.label_reception import Reception
from traceability.services.print_orders import LinkRequest, OrderFile
from traceability.services.print_runs import PrintRequest
from traceability.services.products import FormatRequest

OTHER, ACTIVE = "a1" * 32, "b2" * 32
#: Two keys of which these runs of each make the same code at one place.
BOTH = Keyring.parse(f"k2:{ACTIVE},k1:{OTHER}")
OLD_RUN, NEW_RUN = 767_675_618, 91_054


def revised(world: World, formats: tuple[FormatRequest, ...], name: str | None = None) -> None:
    with world.by(world.who.manager) as work:
        holder = parties.known(work, world.who.manager.party or 0)
        asked = dataclasses.replace(orange_revision(), formats=formats)
        asked = asked if name is None else dataclasses.replace(asked, name_vi=name)
        products.revise(work, holder, world.who.product, asked)


def published(world: World, packages: int = 40) -> str:
    made = world.pack(world.harvest(100).code, packages)
    world.publish(made.code)
    return made.code


def asked_for(world: World, run: str) -> list[str]:
    """The lots that the page of a label says still lack some of its run."""
    code = world.item_codes(run)[0]
    with world.view() as view:
        told = label_book.of_label(view, world.who.recorder, world.press.keyring, code)
    return [each.code for each in told.lacking]


def test_a_pack_is_what_it_holds_and_not_its_number(world: World) -> None:
    run = blank(world, 20)
    two = orange_revision().formats
    revised(world, (FormatRequest("túi 1 kg", 1_000), *two))
    lot = published(world)  # of the first pack, which now is another
    with pytest.raises(RuleBroken, match="labels_of_other_product"):
        link(world, run, 1, 10, lot)
    assert asked_for(world, run) == []
    revised(world, two)
    same = published(world)
    assert asked_for(world, run) == [same]
    assert link(world, run, 1, 10, same) == same


def test_the_name_on_the_label_is_that_of_the_goods(world: World) -> None:
    run = blank(world, 20)
    revised(world, orange_revision().formats, "Cam sành hữu cơ")
    lot = published(world)
    with pytest.raises(RuleBroken, match="labels_of_other_product"):
        link(world, run, 1, 10, lot)
    assert asked_for(world, run) == []


def void(world: World, run: str, first: int, last: int) -> None:
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, first, last), "thùng bể")


def lift(world: World, code: str) -> int:
    with world.by(world.who.manager) as work:
        return label_acts.lift(work, KEYRING, code, "còn nguyên").number


def test_a_carton_is_lifted_where_all_bags_have_their_label(world: World) -> None:
    lot = world.packed(40).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    made = cartons(world, lot, run, 20)
    void(world, made, 2, 2)
    assert lift(world, world.item_codes(made)[1]) == 2
    assert states(world, made) == [(1, 2, "unused")]
    assert world.differences() == []


def test_no_pack_is_in_two_cartons_after_one_was_lifted(world: World) -> None:
    lot = world.packed(50, 200).code
    run = world.print_labels(lot, 40)
    world.link(run, 1, 40)
    first = cartons(world, lot, run, 20)
    void(world, first, 2, 2)
    second = cartons(world, lot, run, 20)
    with pytest.raises(RuleBroken) as refused:
        lift(world, world.item_codes(first)[1])
    facts = refused.value.faults[0].facts
    assert (refused.value.code, dict(facts)) == (
        "packs_in_other_carton",
        {"number": 3, "run": second},
    )
    void(world, second, 3, 3)
    assert lift(world, world.item_codes(first)[1]) == 2


def test_a_carton_comes_back_only_with_packs_of_its_own_lot(world: World) -> None:
    run, lot, other = blank(world), world.packed(40).code, world.packed(40).code
    link(world, run, 1, 20, lot)
    box = cartons(world, lot, run, 10)
    void(world, box, 1, 2)
    with world.by(world.who.manager) as work:
        label_unlinking.unlink(work, run, [(3, 10)], "quét nhầm lô")
    with pytest.raises(RuleBroken) as refused:
        lift(world, world.item_codes(box)[0])
    assert (refused.value.code, refused.value.faults[0].facts) == (
        "packs_of_other_lot",
        {"first": 3, "run": run},
    )
    link(world, run, 3, 10, other)
    with pytest.raises(RuleBroken, match="packs_of_other_lot"):
        lift(world, world.item_codes(box)[0])
    spoil(world, run, "12")
    assert lift(world, world.item_codes(box)[1]) == 2
    assert world.differences() == []


def test_a_carton_whose_packs_went_elsewhere_is_found(world: World) -> None:
    """Whatever wrote it: a pack is in a carton of one lot and stands for another."""
    run, lot = blank(world), world.packed(40).code
    link(world, run, 1, 20, lot)
    box = cartons(world, lot, run, 10)
    world.tampered = True
    with world.by(world.who.manager) as work:
        work.db.execute(text("UPDATE label_range SET state = 'unused' WHERE last = 19"))
    found = [each for each in world.differences() if each.kind == "carton"]
    assert [(each.subject, each.field) for each in found] == [(box, "number 1"), (box, "number 2")]


def test_what_was_printed_on_once_is_printed_on_again_with_a_reason(world: World) -> None:
    run = blank(world, 60)

    def rest(last_good: str, reason: str | None = None) -> tuple[int, int]:
        with world.by(world.who.recorder) as work:
            part = label_acts.print_rest(work, KEYRING, run, last_good, 0, reason).part
        return part.first, part.last

    assert rest("40") == (41, 60)
    with pytest.raises(Invalid, match="export_again_needs_reason"):
        rest("50")
    assert rest("50", "máy in lại kẹt giấy") == (51, 60)
    with (
        pytest.raises(Invalid, match="export_again_needs_reason"),
        world.by(world.who.recorder) as work,
    ):
        label_leaving.export(work, run, (60, 60), ExportForm.PDF, None)
    with world.by(world.who.recorder) as work:
        label_leaving.export(work, run, (1, 40), ExportForm.PDF, None)


def test_what_lies_on_a_house_s_roll_is_printed_on_with_a_reason_alone(world: World) -> None:
    """Nothing of it never came out: what is printed here is there twice."""
    made = order_of_house(world, world.packed(40).code, 12, 12)
    receive(world, made.run, made.rolls[0])
    for reason in (None, "cuộn bị ướt"):
        with world.by(world.who.manager) as work:
            if reason is None:
                with pytest.raises(Invalid, match="export_again_needs_reason"):
                    label_acts.print_rest(work, KEYRING, made.run, "1", 0, reason)
            else:
                part = label_acts.print_rest(work, KEYRING, made.run, "1", 0, reason).part
                assert (part.first, part.last) == (2, 12)


def test_what_is_left_in_many_pieces_is_printed_on_without_the_dead(world: World) -> None:
    run = blank(world, 2 * MOST_PIECES + 42, per_roll=500)
    dead = range(2, 2 * MOST_PIECES + 42, 2)
    for some in (dead[:150], dead[150:]):
        spoil(world, run, ", ".join(map(str, some)))
    with world.by(world.who.recorder) as work:
        part = label_acts.print_rest(work, KEYRING, run, "1", 0).part
    printed = [n for n in range(part.first, part.last + 1) if part.holds(n)]
    assert printed == [n for n in range(3, 2 * MOST_PIECES + 43) if n not in dead]


def test_what_was_linked_in_many_pieces_is_unlinked_so(world: World) -> None:
    run, lot = blank(world, 2 * MOST_PIECES + 42, per_roll=500), world.packed(500, kg=1500).code
    dead = range(2, 2 * MOST_PIECES + 42, 2)
    for some in (dead[:150], dead[150:]):
        spoil(world, run, ", ".join(map(str, some)))
    world.see_paper(run)
    roll = book(world, run).rolls[0][0]
    with world.by(world.who.recorder) as work:
        linked = label_links.link_roll(work, roll, lot).count
    with world.by(world.who.manager) as work:
        back = label_unlinking.unlink(work, run, [(1, 2 * MOST_PIECES + 42)], "nhầm lô")
    assert counted(back) == linked == 2 * MOST_PIECES + 42 - len(dead)
    assert world.differences() == []


def test_what_died_since_a_file_was_asked_for_is_not_in_it(world: World) -> None:
    run = blank(world, 60)
    with world.by(world.who.recorder) as work:
        label_leaving.export(work, run, (1, 30), ExportForm.CSV, None)
        label_acts.print_rest(work, KEYRING, run, "40", 0)
    void(world, run, 1, 20)
    spoil(world, run, "41-45, 60")
    with world.view() as view:
        row = label_ledger.known_run(view, run)
        part, form = label_exports.marked(view, row, 1)
        table, _kind, _name = label_exports.made(KEYRING, row, part, form)
        again = label_exports.part(view, row, 1)
    assert [int(line.split(b",")[0]) for line in table.splitlines()[1:]] == [*range(21, 31)]
    assert [number for number in range(1, 61) if again.holds(number)] == [*range(46, 60)]
    void(world, run, 21, 30)
    with world.view() as view, pytest.raises(Gone, match="file_all_dead"):
        label_exports.marked(view, label_ledger.known_run(view, run), 1)


def crates(world: World) -> str:
    """A product so heavy that the season has room for few labels."""
    with world.by(world.who.manager) as work:
        holder = parties.known(work, world.who.manager.party or 0)
        asked = dataclasses.replace(
            orange_revision("Cam sọt"), formats=(FormatRequest("sọt 400 kg", 400_000),)
        )
        return products.create(work, holder, "sanh_orange", asked).code


def most(world: World, product: str) -> int:
    with world.view() as view:
        known = blank_runs.known(view, product)
        found = blank_runs.quota(view, known, blank_runs.pack_of(view, known, 1)).most
    assert found is not None
    return found


def from_house(world: World, product: str, house: HouseTerms) -> str:
    with world.by(world.who.recorder) as work:
        asked = BlankRequest(product, house.needed, STOCK)
        run = blank_runs.order(work, world.press, asked, house).code
        print_files.release(work, run, print_files.Drawn(b"", "0" * 43, 1))
    return run


def receive(world: World, run: str, roll: str, waste: tuple[tuple[int, int], ...] = ()) -> None:
    codes = world.item_codes(run)
    _code, first, last = next(each for each in book(world, run).rolls if each[0] == roll)
    gone = {number for a, b in waste for number in range(a, b + 1)}
    seen = "\n".join(codes[n - 1] for n in range(first, last + 1) if n not in gone)
    with world.by(world.who.recorder) as work:
        label_reception.receive(work, KEYRING, Reception(run, roll, seen[:200_000], waste))


def test_what_a_house_prints_beyond_comes_alive_within_the_quota(world: World) -> None:
    product = crates(world)
    room = most(world, product)
    run = from_house(world, product, terms(room, 30, 5_000, 1, Along.ROW))
    roll, first, last = book(world, run).rolls[0]
    assert last > room
    with pytest.raises(RuleBroken) as beyond:
        receive(world, run, roll)
    fault = beyond.value.faults[0]
    assert (fault.code, fault.field) == ("blank_over_quota", "waste")
    assert (fault.facts["room"], fault.facts["asked"]) == (room, last - first + 1)
    receive(world, run, roll, ((room + 1, last),))
    assert states(world, run) == [(1, room, "unused"), (room + 1, last, "void")]
    assert world.differences() == []


def test_a_roll_comes_alive_within_the_season_that_it_was_ordered_in(world: World) -> None:
    """Two rolls come a year late: the quota of that season counts, not of the one that runs."""
    product = crates(world)
    room = most(world, product)
    within = from_house(world, product, terms(room - 1, 0, 5_000, 1, Along.ROW))
    beyond = from_house(world, product, terms(1, 30, 5_000, 1, Along.ROW))
    world.clock.pass_by(days=365)
    assert most(world, product) == room
    blank(world, room, product=product)  # all that this season has room for
    receive(world, within, book(world, within).rolls[0][0])
    with pytest.raises(RuleBroken, match="blank_over_quota") as refused:
        receive(world, beyond, book(world, beyond).rolls[0][0])
    assert refused.value.faults[0].facts["room"] == 1


def test_a_blank_label_is_lifted_within_the_quota(world: World) -> None:
    product = crates(world)
    room = most(world, product)
    run = blank(world, room, product=product)
    void(world, run, 1, 1)
    code = world.item_codes(run)[0]
    assert lift(world, code) == 1
    void(world, run, 1, 1)
    blank(world, 1, product=product)
    with pytest.raises(RuleBroken, match="blank_over_quota"):
        lift(world, code)


def ordered(world: World, lot: str, house: HouseTerms) -> str:
    with world.by(world.who.recorder) as work:
        asked = PrintRequest(lot, house.needed, STOCK)
        run = print_runs.order(work, world.press, asked, house).code
        print_files.release(work, run, print_files.Drawn(b"", "0" * 43, house.printed))
    return run


def test_a_link_opens_while_something_is_to_come(world: World) -> None:
    run = ordered(world, world.packed(40).code, terms(20, 0, 10, 1, Along.ROW))
    with world.by(world.who.manager) as work:
        token = print_orders.send(work, LinkRequest(run, "Xưởng in", 60, 10)).token

    def take() -> None:
        with world.by(world.who.operator) as work:
            print_orders.take(work, token, OrderFile.CSV)

    first, second = (roll for roll, _first, _last in book(world, run).rolls)
    receive(world, run, first)
    take()
    receive(world, run, second)
    with pytest.raises(Gone, match="order_received"):
        take()
    with pytest.raises(Gone, match="order_received"), world.view() as view:
        print_orders.offered(view, token)
    with world.view() as view:
        (line,) = print_orders.page(view, world.who.manager, run).links
    assert not line.live


def test_a_product_may_be_called_as_the_terms_of_a_house_are(world: World) -> None:
    with world.by(world.who.manager) as work:
        holder = parties.known(work, world.who.manager.party or 0)
        product = products.create(work, holder, "sanh_orange", orange_revision("house")).code
    assert states(world, blank(world, 10, product=product)) == [(1, 10, "unused")]


def test_paper_is_asked_for_of_the_sum_of_stretches(world: World) -> None:
    run, lot = blank(world, 60, seen=False), world.packed(40).code

    def do(numbers: str) -> object:
        with world.by(world.who.recorder) as work:
            asked = DoingRequest(Doing.LINK, numbers, lot)
            return label_doing.do(work, KEYRING, run, asked).stretches

    with pytest.raises(RuleBroken, match="paper_not_read"):
        do(", ".join(str(number) for number in range(1, 60, 2)))
    assert states(world, run) == [(1, 60, "unused")]
    assert do("3") == ((3, 3),)
    world.see_paper(run)
    assert do("5, 7-8") == ((5, 5), (7, 8))
    assert world.differences() == []


def choosing(world: World, run_no: int) -> None:
    """The next run gets this number."""
    chance = world.store.entropy

    def drawn(size: int) -> bytes:
        return run_no.to_bytes(4, "big") if size == 4 else chance(size)

    world.store = dataclasses.replace(world.store, entropy=drawn)


def test_a_label_void_from_birth_is_passed_over(world: World) -> None:
    lot = world.packed(packages=200, kg=400).code
    choosing(world, OLD_RUN)
    world.press = dataclasses.replace(world.press, keyring=Keyring.parse(f"k1:{OTHER}"))
    world.print_labels(lot, 60)
    world.press = dataclasses.replace(world.press, keyring=BOTH)
    choosing(world, NEW_RUN)
    run = world.print_labels(lot, 40)
    assert states(world, run) == [(1, 36, "unused"), (37, 37, "void"), (38, 41, "unused")]
    with world.by(world.who.recorder) as work:
        part = label_acts.print_rest(work, BOTH, run, "20", 0).part
    assert [n for n in range(1, 42) if part.holds(n)] == [*range(21, 37), *range(38, 42)]
    with world.by(world.who.recorder) as work:
        made = label_links.link_all(work, run, [(1, 41)])
    assert (made.lot, made.count, made.stretches) == (lot, 40, ((1, 36), (38, 41)))
    assert world.differences() == []


def test_spoiled_labels_between_are_passed_over_and_counted(world: World) -> None:
    run, lot = blank(world, 60), world.packed(40).code
    spoil(world, run, "5, 9-10, 20, 50")
    with world.by(world.who.recorder) as work:
        part = label_acts.print_rest(work, KEYRING, run, "40", 0).part
    assert (part.first, part.last, part.gone) == (41, 60, ((50, 50),))
    with world.by(world.who.recorder) as work:
        made = label_links.link_all(work, run, [(1, 15)], lot)
    assert (made.count, made.span) == (12, LabelSpan(run, 1, 15))
    # The ends are in somebody's hand: a dead one there is on goods, and is named.
    with pytest.raises(RuleBroken, match="label_move_not_possible"):
        link(world, run, 16, 20, lot)
    with pytest.raises(RuleBroken, match="label_move_not_possible"):
        link(world, run, 20, 20, lot)
    assert world.differences() == []
