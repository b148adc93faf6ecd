"""Two who save the same thing at the same moment: one has it, the other is told, nobody fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.blank_labels import blank, book, link, spoil
from tests.people import STOCK, World, orange_revision, photograph
from traceability.domain.access import Actor
from traceability.domain.errors import Refusal
from traceability.services import (
    accounts,
    blank_runs,
    parties,
    photos,
    print_runs,
    product_edits,
    products,
)
from traceability.services.blank_runs import BlankRequest
from traceability.services.label_replacements import Replaces
from traceability.services.print_runs import PrintRequest
from traceability.services.product_edits import ProductRequest
from traceability.store.models import (
    Base,
    CaseFile,
    CaseSubject,
    File,
    LabelKey,
    Product,
    UserAccount,
)
from traceability.store.unit import Work

#: The longer of two that meet waits so long at most for the other one to be stopped by a lock.
MEETING = 1.0
GTIN = "09520123456788"


def both(world: World, actor: Actor, act: Callable[[Work, int], object]) -> list[str]:
    """What two threads are told that act at once: ``done``, or the code of what was refused.

    Neither commits before the other has acted, or waits for it.
    """
    met, said = threading.Barrier(2), []

    def one(number: int) -> None:
        try:
            with world.by(actor) as work:
                act(work, number)
                meet(met)
        except Refusal as refused:
            said.append(refused.code)
        else:
            said.append("done")

    threads = [threading.Thread(target=one, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def meet(met: threading.Barrier) -> None:
    try:
        met.wait(MEETING)
    except threading.BrokenBarrierError:
        return  # the other one waits for a lock of ours


def count(world: World, model: type[Base]) -> int:
    with world.view() as view:
        return view.db.scalar(select(func.count()).select_from(model)) or 0


pytestmark = pytest.mark.parametrize("backend", ["postgresql"])


def test_one_login_is_one_account(world: World) -> None:
    before = count(world, UserAccount)

    def act(work: Work, number: int) -> None:
        accounts.create_user(work, ("thukho", "THU KHO")[number], "Lù Thị Mẩy", "nương chè Cao Bồ")

    assert both(world, world.who.operator, act) == ["done", "login_taken"]
    assert count(world, UserAccount) == before + 1


def claims(world: World) -> list[tuple[str | None, str | None]]:
    """The GTINs that are claimed, and how each claim stands."""
    with world.view() as view:
        rows = view.db.scalars(select(Product).where(Product.gtin.is_not(None)))
        return [(row.gtin, row.gtin_state) for row in rows]


def test_one_gtin_claimed_at_once_is_one_conflict(world: World) -> None:
    owners = (world.who.manager, world.who.stranger)

    def act(work: Work, number: int) -> None:
        mine = work.acting(owners[number])
        coop = parties.known(mine, owners[number].party or 0)
        products.create(mine, coop, "sanh_orange", orange_revision(), gtin="09520123456788")

    assert both(world, world.who.operator, act) == ["done", "done"]
    assert claims(world) == [("09520123456788", "conflict")] * 2
    assert count(world, CaseFile) == 1
    assert count(world, CaseSubject) == 2
    assert world.differences() == []


def test_two_who_take_each_others_gtin_do_not_wait_for_each_other(world: World) -> None:
    owners = (world.who.manager, world.who.stranger)
    numbers = ("9520123456788", "9521234567882")
    codes = []
    for actor, gtin in zip(owners, numbers, strict=True):
        with world.by(actor) as work:
            coop = parties.known(work, actor.party or 0)
            made = products.create(work, coop, "sanh_orange", orange_revision("Cam mới"), gtin)
            codes.append(made.code)

    def act(work: Work, number: int) -> None:
        content = orange_revision("Cam mới")
        asked = ProductRequest(
            content, gtin=numbers[1 - number], gtin_seen=f"0{numbers[number]}", revision=1
        )
        product_edits.change(work.acting(owners[number]), codes[number], asked)

    said = both(world, world.who.operator, act)
    assert said == ["done", "done"]
    assert world.differences() == []


def test_a_name_that_changes_while_another_claims_the_gtin(world: World) -> None:
    """The leaf of the new name must not say that the GTIN is still undisputed."""
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        mine = products.create(work, coop, "sanh_orange", orange_revision("Cam mới"), GTIN).code

    def act(work: Work, number: int) -> None:
        if number:
            theirs = work.acting(world.who.stranger)
            coop = parties.known(theirs, world.who.stranger.party or 0)
            products.create(theirs, coop, "sanh_orange", orange_revision(), gtin=GTIN)
            return
        ours = work.acting(world.who.manager)
        coop = parties.known(ours, world.who.manager.party or 0)
        products.revise(ours, coop, mine, orange_revision("Cam mới, loại 1"))

    assert both(world, world.who.operator, act) == ["done", "done"]
    assert [state for _gtin, state in claims(world)] == ["conflict", "conflict"]
    assert world.differences() == []


def test_the_first_prints_under_a_key_know_it_once(world: World) -> None:
    lots = [world.packed().code, world.packed().code]

    def act(work: Work, number: int) -> None:
        print_runs.order(work, world.press, PrintRequest(lots[number], 5, STOCK))

    assert both(world, world.who.recorder, act) == ["done", "done"]
    assert count(world, LabelKey) == 1


def test_a_spoiled_label_is_made_good_by_one_of_two(world: World) -> None:
    """For its lot and as a blank one at the same moment: only the ledger of its run is common."""
    run, lot = blank(world), world.packed(40).code
    link(world, run, 1, 20, lot)
    spoil(world, run, "5")
    instead = Replaces(run, "5")

    def act(work: Work, number: int) -> None:
        if number:
            print_runs.order(work, world.press, PrintRequest(lot, 1, STOCK, replaces=instead))
        else:
            asked = BlankRequest(world.who.product, 1, STOCK, replaces=instead)
            blank_runs.order(work, world.press, asked)

    assert sorted(both(world, world.who.recorder, act)) == ["done", "label_made_good"]
    assert len(book(world, run).made_good) == 1
    assert world.differences() == []


def test_the_same_photograph_from_two_hands_is_one_file(world: World, tmp_path: Path) -> None:
    picture = photos.prepare(photograph(), tmp_path)

    def act(work: Work, _number: int) -> None:
        photos.keep(work, world.who.recorder.party or 0, picture)

    assert both(world, world.who.recorder, act) == ["done", "done"]
    assert count(world, File) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_one_lot_code_is_one_lot(world: World) -> None:
    said: list[str] = []
    together = threading.Barrier(2)

    def one() -> None:
        together.wait()
        try:
            said.append(world.harvest(lot_code="VUON-1").lot_code)
        except Refusal as refused:
            said.append(refused.code)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["VUON-1", "lot_code_taken"]


def test_what_no_lock_foresaw_is_a_conflict(world: World) -> None:
    """The last net: the row itself, past every check."""

    def act(work: Work, number: int) -> None:
        work.add(UserAccount(login="kho", password_hash=str(number), created_at=work.now))

    assert both(world, world.who.operator, act) == ["changed_meanwhile", "done"]
