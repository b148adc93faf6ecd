"""GTINs: anybody may claim one, two claims are a case, and only an officer decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.people import PACKED_ON, World, orange_revision
from traceability.domain.access import Actor
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, Refusal, RuleBroken
from traceability.services import accounts, gtins, parties, product_edits, products
from traceability.services import cases as case_services
from traceability.services.product_edits import ProductRequest
from traceability.store import append_only
from traceability.store.models import Batch, CaseFile, Party, UserAccount
from traceability.store.queries import cases

GTIN, OTHER = "09520123456788", "09521234567882"


def create(world: World, actor: Actor, name: str, gtin: str | None = GTIN) -> str:
    """A product of the actor's cooperative; its code."""
    with world.by(actor) as work:
        coop = parties.known(work, actor.party or 0)
        return products.create(work, coop, "sanh_orange", orange_revision(name), gtin).code


def states(world: World, codes: Sequence[str]) -> list[tuple[str | None, str | None]]:
    with world.view() as view:
        found = (products.known(view, code) for code in codes)
        return [(each.gtin, each.gtin_state) for each in found]


def change(world: World, actor: Actor, code: str, gtin: str | None, **more: Any) -> None:
    """Only the GTIN of a product is changed."""
    with world.view() as view:
        row = products.known(view, code)
        name = view.db.execute(
            text("SELECT name_vi FROM product_revision WHERE product_id = :id"), {"id": row.id}
        ).scalar_one()
        seen = row.gtin
    asked = ProductRequest(orange_revision(name), gtin=gtin, gtin_seen=seen, revision=1, **more)
    with world.by(actor) as work:
        product_edits.change(work, code, asked)


def the_case(world: World) -> CaseFile:
    with world.view() as view:
        case = view.db.scalars(select(CaseFile).order_by(CaseFile.id.desc())).first()
        assert case is not None
        view.db.expunge(case)
        return case


@pytest.fixture
def claimed(world: World) -> tuple[str, str]:
    """One GTIN, declared by us and then by the neighbours: the codes of both products."""
    return create(world, world.who.manager, "Cam A"), create(world, world.who.stranger, "Cam B")


@pytest.mark.parametrize("typed", ["9520123456788", "09520123456788", "952 0123 456788"])
def test_a_gtin_is_declared_whatever_its_spelling(world: World, typed: str) -> None:
    code = create(world, world.who.manager, "Cam A", typed)
    assert states(world, [code]) == [(GTIN, "declared")]
    assert world.differences() == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("9520123456789", "gs1_check_digit"),
        ("2000000000008", "gs1_restricted"),
        ("0200000000004", "gs1_restricted"),
        ("0400000000008", "gs1_restricted"),
        ("952012345678", "gs1_check_digit"),
        ("12345", "gs1_key_unreadable"),
        ("９５２０１２３４５６７８８", "gs1_key_unreadable"),
    ],
)
def test_what_is_no_gtin_is_refused(world: World, typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        create(world, world.who.manager, "Cam A", typed)
    assert (refused.value.code, refused.value.faults[0].field) == (code, "gtin")


def test_two_claims_are_stored_and_are_one_case(world: World, claimed: tuple[str, str]) -> None:
    assert states(world, claimed) == [(GTIN, "conflict")] * 2
    case = the_case(world)
    assert (case.kind, case.key, case.closed_at) == ("gtin", GTIN, None)
    assert case.commune_code is None, "two communes: the province decides"
    third = create(world, world.who.manager, "Cam C")
    assert states(world, [third]) == [(GTIN, "conflict")]
    with world.view() as view:
        assert view.db.scalars(select(CaseFile.code)).all() == [case.code]
        assert cases.subjects(view.db, case.id) == sorted([*claimed, third])
    assert world.differences() == []


def test_two_products_of_one_house_are_a_case_of_its_commune(world: World) -> None:
    create(world, world.who.stranger, "Hồng A")
    create(world, world.who.stranger, "Hồng B")
    with world.view() as view:
        home = view.db.get_one(Party, world.who.stranger.party).commune_code
    assert the_case(world).commune_code == home


def test_goods_carry_no_number_in_dispute(world: World) -> None:
    ours = create(world, world.who.manager, "Cam A")
    before = world.pack(world.harvest(100).code, 10, product=ours)
    create(world, world.who.stranger, "Cam B")
    after = world.pack(world.harvest(100).code, 10, product=ours)
    with world.view() as view:
        carried = {row.code: row.gtin for row in view.db.scalars(select(Batch))}
    assert (carried[before.code], carried[after.code]) == (GTIN, None)
    assert world.differences() == []


def test_the_winner_is_confirmed_and_the_others_refused(
    world: World, claimed: tuple[str, str]
) -> None:
    with world.by(world.who.registrar) as work:
        gtins.decide(work, the_case(world).code, claimed[0])
    assert states(world, claimed) == [(GTIN, "confirmed"), (GTIN, "refused")]
    case = the_case(world)
    assert (case.outcome, case.closed_at is None) == ("decided", False)
    made = world.pack(world.harvest(100).code, 10, product=claimed[0])
    with world.view() as view:
        gtin = view.db.scalars(select(Batch.gtin).where(Batch.code == made.code)).one()
    assert gtin == GTIN
    assert world.differences() == []
    with pytest.raises(RuleBroken, match="case_closed"), world.by(world.who.registrar) as work:
        gtins.decide(work, case.code, claimed[0])


def test_nobody_may_win(world: World, claimed: tuple[str, str]) -> None:
    with world.by(world.who.registrar) as work:
        gtins.decide(work, the_case(world).code, None)
    assert states(world, claimed) == [(GTIN, "refused")] * 2
    assert world.differences() == []


def test_a_refused_number_may_be_claimed_again(world: World, claimed: tuple[str, str]) -> None:
    with world.by(world.who.registrar) as work:
        gtins.decide(work, the_case(world).code, claimed[0])
    change(world, world.who.stranger, claimed[1], GTIN)  # whoever saves something else
    assert states(world, claimed) == [(GTIN, "confirmed"), (GTIN, "refused")]
    change(world, world.who.stranger, claimed[1], None)
    assert states(world, claimed) == [(GTIN, "confirmed"), (None, None)]
    change(world, world.who.stranger, claimed[1], GTIN)
    # What was confirmed stays in use: nobody stops another's labels by a claim.
    assert states(world, claimed) == [(GTIN, "confirmed"), (GTIN, "conflict")]
    assert the_case(world).closed_at is None
    assert world.differences() == []


def test_who_typed_wrongly_corrects_it_and_the_rest_is_still_decided(
    world: World, claimed: tuple[str, str]
) -> None:
    change(world, world.who.stranger, claimed[1], OTHER)
    assert states(world, claimed) == [(GTIN, "conflict"), (OTHER, "declared")]
    case = the_case(world).code
    with pytest.raises(Invalid, match="winner_unknown"), world.by(world.who.registrar) as work:
        gtins.decide(work, case, claimed[1])
    with world.by(world.who.registrar) as work:
        gtins.decide(work, case, claimed[0])
    assert states(world, claimed) == [(GTIN, "confirmed"), (OTHER, "declared")]
    assert world.differences() == []


def test_a_confirmed_number_stays(world: World) -> None:
    code = create(world, world.who.manager, "Cam A")
    with world.by(world.who.registrar) as work:
        gtins.confirm(work, code)
    assert states(world, [code]) == [(GTIN, "confirmed")]
    for typed in (None, OTHER):
        with pytest.raises(RuleBroken) as refused:
            change(world, world.who.manager, code, typed)
        assert (refused.value.code, refused.value.faults[0].field) == ("gtin_confirmed", "gtin")
    with (
        pytest.raises(RuleBroken, match="gtin_not_declared"),
        world.by(world.who.registrar) as work,
    ):
        gtins.confirm(work, code)
    assert world.differences() == []


def test_who_wrote_over_another_number_is_told(world: World) -> None:
    code = create(world, world.who.manager, "Cam A")
    asked = ProductRequest(orange_revision("Cam A"), gtin=None, gtin_seen=None, revision=1)
    with pytest.raises(Conflict, match="product_changed"), world.by(world.who.manager) as work:
        product_edits.change(work, code, asked)
    assert states(world, [code]) == [(GTIN, "declared")]


def refusal(world: World, actor: Actor, code: str, case: str) -> tuple[str, str]:
    """What an actor is told who confirms a GTIN, and who decides a case."""
    said = []
    for act in (lambda w: gtins.confirm(w, code), lambda w: gtins.decide(w, case, code)):
        with pytest.raises(Refusal) as refused, world.by(actor) as work:
            act(work)
        said.append(refused.value.kind)
    return said[0], said[1]


def test_only_an_officer_of_the_territory_decides(world: World, claimed: tuple[str, str]) -> None:
    declared = create(world, world.who.manager, "Cam C", OTHER)
    case = the_case(world).code
    assert refusal(world, world.who.manager, declared, case) == ("not_found", "not_found")
    assert refusal(world, world.who.commune_registrar, declared, case) == (
        "not_found",
        "not_found",
    )
    assert refusal(world, world.who.inspector, declared, case) == ("denied", "denied")
    assert states(world, [*claimed, declared]) == [(GTIN, "conflict")] * 2 + [(OTHER, "declared")]


def test_a_commune_decides_among_its_own(world: World) -> None:
    codes = [create(world, world.who.stranger, name) for name in ("Hồng A", "Hồng B")]
    with world.by(world.who.commune_registrar) as work:
        gtins.decide(work, the_case(world).code, codes[1])
    assert states(world, codes) == [(GTIN, "refused"), (GTIN, "confirmed")]


def test_a_member_of_a_holder_decides_nothing_of_it(world: World, claimed: tuple[str, str]) -> None:
    with world.by(world.who.operator) as work:
        user = work.db.scalars(select(UserAccount).where(UserAccount.login == "registrar")).one()
        ours = work.db.get_one(Party, world.who.manager.party)
        accounts.add_member(work, user, ours, world.who.recorder.role)
    for act in (
        lambda w: gtins.decide(w, the_case(world).code, claimed[1]),
        lambda w: gtins.confirm(w, claimed[0]),
    ):
        with pytest.raises(Denied, match="own_matter"), world.by(world.who.registrar) as work:
            act(work)
    assert states(world, claimed) == [(GTIN, "conflict")] * 2


def test_a_case_of_another_kind_is_no_gtin(world: World) -> None:
    with world.by(world.who.registrar) as work:
        case = case_services.open_case(work, "other", "x", []).code
    with pytest.raises(Invalid, match="case_of_other_kind"), world.by(world.who.registrar) as work:
        gtins.decide(work, case, None)
    with pytest.raises(NotFound), world.by(world.who.registrar) as work:
        gtins.decide(work, "0000000000", None)


def test_a_lot_code_that_stood_under_the_number_is_not_used_again(world: World) -> None:
    """Number and lot code are what GS1 addresses: no two lots share them, whoever holds it now."""
    ours = create(world, world.who.manager, "Cam A")
    world.pack(world.harvest(100).code, 10, product=ours, lot_code="TUI-1")
    change(world, world.who.manager, ours, None)
    theirs = create(world, world.who.manager, "Cam B")
    with pytest.raises(Conflict, match="lot_code_taken"):
        world.pack(world.harvest(100).code, 10, product=theirs, lot_code="TUI-1")
    assert world.pack(world.harvest(100).code, 10, product=theirs).lot_code
    assert world.differences() == []


TAMPERED = (
    f"UPDATE product SET gtin_state = 'declared' WHERE gtin = '{GTIN}'",
    f"UPDATE product SET gtin_state = 'confirmed' WHERE gtin = '{GTIN}'",
    f"UPDATE product SET gtin = '{OTHER}' WHERE gtin = '{GTIN}'",
)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("statement", TAMPERED)
def test_a_claim_changed_behind_the_record_is_found(
    world: World, claimed: tuple[str, str], statement: str
) -> None:
    world.tampered = True
    with world.store.writer.begin() as connection:
        connection.execute(text(statement))
    found = {(each.kind, each.field, each.subject) for each in world.differences()}
    for code in claimed:
        assert {("product", "gtin_state", code), ("product", "gtin", code)} & found


@pytest.mark.parametrize("backend", ["sqlite"])
def test_older_packings_that_tell_no_number_are_whole(world: World) -> None:
    """Leaves of before carry no ``gtin``; then a product kept the one it was entered with."""
    ours = create(world, world.who.manager, "Cam A")
    world.pack(world.harvest(100).code, 10, product=ours, day=PACKED_ON)
    world.tampered = True
    forget_gtin(world)
    found = {(each.kind, each.field) for each in world.differences()}
    assert found == {("event", "leaf_hash"), ("trigger", "state")}


def forget_gtin(world: World) -> None:
    """Make the newest leaf say nothing of a number, as it did once (its hash then differs)."""
    with world.store.writer.begin() as connection:
        append_only.release(connection, "event")
        rows = connection.execute(text("SELECT seq, leaf FROM event ORDER BY seq DESC")).all()
        seq, leaf = rows[0]
        bare = leaf.replace(f'"gtin":"{GTIN}",', "")
        assert bare != leaf
        connection.execute(
            text("UPDATE event SET leaf = :leaf WHERE seq = :seq"), {"leaf": bare, "seq": seq}
        )
