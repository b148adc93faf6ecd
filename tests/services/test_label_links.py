"""Labels: printed within the balance, linked, voided, and found again by the code on each."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.people import KEYRING, STOCK, World
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import Denied, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.labels import LabelState
from traceability.domain.verdict import Verdict
from traceability.services import label_links, pages, print_files, print_runs
from traceability.services.label_links import LabelSpan
from traceability.services.print_runs import PrintRequest
from traceability.store.models import PrintResult
from traceability.store.queries import labels


def states(world: World, run: str) -> list[tuple[int, int, str]]:
    """The ledger of a run by the numbers printed on its labels."""
    with world.view() as view:
        found = labels.run_by_code(view.db, run)
        assert found is not None
        rows = labels.ranges(view.db, [found.id])
        return [(row.first + 1, row.last + 1, row.state) for row in rows]


def void(world: World, run: str, first: int, last: int, by: str = "manager") -> None:
    with world.by(getattr(world.who, by)) as work:
        label_links.void(work, LabelSpan(run, first, last), "tem rách khi dán")


def ordered(world: World, batch: str, count: int, by: str = "recorder", **more: Any) -> str:
    with world.by(getattr(world.who, by)) as work:
        asked = dataclasses.replace(PrintRequest(batch, count, STOCK), **more)
        return print_runs.order(work, world.press, asked).code


def test_labels_are_linked_and_voided_piece_by_piece(world: World) -> None:
    run = world.print_labels(world.packed().code, 20)
    assert states(world, run) == [(1, 20, "unused")]
    world.link(run, 6, 10)
    world.link(run, 1, 5)
    assert states(world, run) == [(1, 10, "linked"), (11, 20, "unused")]
    void(world, run, 4, 12)
    assert states(world, run) == [(1, 3, "linked"), (4, 12, "void"), (13, 20, "unused")]


@pytest.mark.parametrize(("first", "last"), [(0, 3), (19, 21), (5, 4), (21, 22)])
def test_labels_that_the_run_has_not_are_refused(world: World, first: int, last: int) -> None:
    run = world.print_labels(world.packed().code, 20)
    code = "label_numbers_backwards" if first > last else "labels_not_in_run"
    for verb in (world.link, lambda *span: void(world, *span)):
        with pytest.raises(RuleBroken, match=code):
            verb(run, first, last)
    assert states(world, run) == [(1, 20, "unused")]


def test_what_is_linked_or_void_is_not_linked_again(world: World) -> None:
    run = world.print_labels(world.packed().code, 20)
    world.link(run, 1, 5)
    void(world, run, 6, 6)
    for first, last, code in (
        (5, 5, "label_already_linked"),
        (6, 7, "label_move_not_possible"),
        (1, 20, "label_already_linked"),
    ):
        with pytest.raises(RuleBroken, match=code):
            world.link(run, first, last)
    with pytest.raises(RuleBroken, match="label_move_not_possible"):
        void(world, run, 6, 6)


def test_labels_are_linked_only_once_the_run_was_decoded(world: World) -> None:
    run = world.print_labels(world.packed().code, 20, released=False)
    with pytest.raises(RuleBroken, match="run_not_released"):
        world.link(run, 1, 5)


def test_labels_never_claim_more_than_was_packed(world: World) -> None:
    packed = world.packed(packages=40)
    with pytest.raises(RuleBroken) as refused:
        ordered(world, packed.code, 41)
    assert refused.value.facts == {"live": 0, "asked": 41, "highest": 40}
    run = world.print_labels(packed.code, 30)
    world.link(run, 1, 10)
    with pytest.raises(RuleBroken, match="more_labels_than_packed"):
        ordered(world, packed.code, 11)
    void(world, run, 10, 14)
    ordered(world, packed.code, 15)
    with pytest.raises(RuleBroken, match="more_labels_than_packed"):
        ordered(world, packed.code, 1)


def test_what_cannot_be_printed_is_refused(world: World, subtests: pytest.Subtests) -> None:
    packed = world.packed(7_000, 20_000)
    for more, code in (
        ({"count": 0}, "out_of_range"),
        ({"count": print_runs.MOST_LABELS + 1}, "out_of_range"),
        ({"stock": "L0000"}, "stock_unknown"),
        ({"start": -1}, "out_of_range"),
        ({"start": 65}, "out_of_range"),
    ):
        with subtests.test(code), pytest.raises(Invalid, match=code):
            ordered(world, packed.code, **({"count": 1} | more))  # type: ignore[arg-type]


def test_only_what_is_published_gets_labels(world: World) -> None:
    harvest = world.harvest(100)
    packed = world.pack(harvest.code, 40)
    for code in (harvest.code, packed.code):
        with pytest.raises(RuleBroken, match="batch_not_published"):
            ordered(world, code, 1)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://tem.hagiang.vn", "not_https"),
        ("https://localhost", "no_domain_name"),
        ("https://tem", "no_domain_name"),
        ("https://192.168.1.5:8443", "ip_address"),
        ("https://user:pw@host.vn", "userinfo"),
    ],
)
def test_outside_development_labels_lead_to_public_names_only(
    world: World, url: str, reason: str
) -> None:
    packed = world.packed()
    world.press = dataclasses.replace(world.press, base_url=url)
    with pytest.raises(RuleBroken, match="public_url_not_printable") as refused:
        ordered(world, packed.code, 1)
    assert refused.value.facts == {"reason": reason}
    world.press = dataclasses.replace(world.press, development=True)
    assert ordered(world, packed.code, 1)


def test_a_run_that_cannot_be_drawn_is_refused_like_one_that_cannot_be_ordered(
    world: World,
) -> None:
    """A font or a stock may change between the order and the drawing."""
    run = world.print_labels(world.packed().code, 3, released=False)
    with world.view() as view:
        found = labels.run_by_code(view.db, run)
        assert found is not None
        view.db.expunge(found)
    found.base_url = "https://tem.hagiang.vn/" + "x" * 400
    with pytest.raises(RuleBroken, match="label_url_too_long"):
        print_files.draw(KEYRING, found)


def test_who_may_print_link_and_void(world: World) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 20)
    with pytest.raises(Denied):
        void(world, run, 1, 1, by="recorder")
    for who in ("stranger", "commune_registrar"):
        with pytest.raises(NotFound):
            void(world, run, 1, 1, by=who)
        with pytest.raises(NotFound):
            ordered(world, packed.code, 1, by=who)
        with pytest.raises(NotFound), world.by(getattr(world.who, who)) as work:
            label_links.link(work, LabelSpan(run, 1, 1))
    with pytest.raises(Denied):
        ordered(world, packed.code, 1, by="registrar")
    assert states(world, run) == [(1, 20, "unused")]


def test_every_item_code_leads_to_its_label_and_no_other_does(world: World) -> None:
    packed = world.packed()
    run = world.print_labels(packed.code, 20)
    world.link(run, 1, 10)
    void(world, run, 20, 20)
    codes = world.item_codes(run)
    assert len(set(codes)) == 20
    seen = [world.page(codes[at]) for at in (0, 9, 10, 19)]
    assert [page.verdict for page in seen] == [
        Verdict.VALID,
        Verdict.VALID,
        Verdict.NOT_LINKED,
        Verdict.VOID,
    ]
    assert [page.label.number for page in seen if page.label] == [1, 10, 11, 20]
    assert all(page.code == code for page, code in zip(seen, codes[:1], strict=False))
    beyond = KEYRING.codes("k1", run_number(world, run), 20, 5)
    for code in (*beyond, *KEYRING.codes("k1", 7, 0, 5)):
        with pytest.raises(NotFound):
            world.page(code)


def run_number(world: World, run: str) -> int:
    with world.view() as view:
        found = labels.run_by_code(view.db, run)
        assert found is not None
        return found.run_no


def test_a_file_drawn_again_is_the_same_file(world: World) -> None:
    run = world.print_labels(world.packed().code, 3, released=False)
    with world.view() as view:
        found = labels.run_by_code(view.db, run)
        assert found is not None
        with pytest.raises(Refusal, match="run_not_released"):
            print_files.decoded_before(view, found)
        first = print_files.draw(KEYRING, found)
    for _ in range(2):
        with world.by(world.who.operator) as work:
            print_files.release(work, run, first)
    with world.view() as view:
        found = labels.run_by_code(view.db, run)
        assert found is not None
        decoded = print_files.decoded_before(view, found)
        assert print_files.again(KEYRING, found, decoded) == (first.pdf, None)
        assert len(labels.results(view.db, found.id)) == 1
        assert view.db.get(PrintResult, (found.id, 1)) is not None


# --- a new key -----------------------------------------------------------------------------------

SECRET_1, SECRET_2 = "a1" * 32, "b2" * 32
BOTH = Keyring.parse(f"k2:{SECRET_2},k1:{SECRET_1}")

#: Label 59 of this run under k1 has the very code of label 36 of that run under k2.
OLD_RUN, OLD_INDEX = 767_675_618, 59
NEW_RUN, NEW_INDEX = 91_054, 36
SHARED = "J1M54N79SRNJH"


def choosing(world: World, run_no: int) -> None:
    """Let chance choose this run number."""
    chance = world.store.entropy

    def entropy(size: int) -> bytes:
        return run_no.to_bytes(4, "big") if size == 4 else chance(size)

    world.store = dataclasses.replace(world.store, entropy=entropy)


def test_labels_of_an_old_key_open_after_a_new_one_was_added(world: World) -> None:
    packed = world.packed()
    old = world.print_labels(packed.code, 5)
    old_codes = world.item_codes(old)
    world.press = dataclasses.replace(world.press, keyring=BOTH)
    new = world.print_labels(packed.code, 5)
    new_codes = world.item_codes(new)
    assert not set(old_codes) & set(new_codes)
    for codes, run in ((old_codes, old), (new_codes, new)):
        for number, code in enumerate(codes, start=1):
            with world.view() as view:
                found = pages.label_of(view, BOTH, code)
                assert found is not None
                assert (found[0].code, found[1]) == (run, number - 1)


def test_a_code_of_another_installation_is_nobodys(world: World) -> None:
    run = world.print_labels(world.packed().code, 5)
    stranger = Keyring.parse(f"k1:{SECRET_2}")
    with world.view() as view:
        for code in world.item_codes(run):
            assert pages.label_of(view, stranger, code) is None


def test_a_key_must_keep_its_secret(world: World) -> None:
    packed = world.packed()
    world.print_labels(packed.code, 5)
    world.press = dataclasses.replace(world.press, keyring=Keyring.parse(f"k1:{SECRET_2}"))
    with pytest.raises(RuleBroken, match="label_key_changed"):
        ordered(world, packed.code, 1)


def test_a_code_that_already_is_a_label_is_void_from_birth(world: World) -> None:
    """One in 2⁶⁰ per pair of labels: two run numbers are chosen where it happens."""
    assert KEYRING.codes("k1", OLD_RUN, OLD_INDEX, 1) == [SHARED]
    assert BOTH.codes("k2", NEW_RUN, NEW_INDEX, 1) == [SHARED]
    packed = world.packed(packages=200, kg=400)
    choosing(world, OLD_RUN)
    old = world.print_labels(packed.code, 60)
    world.press = dataclasses.replace(world.press, keyring=BOTH)
    choosing(world, NEW_RUN)
    new = world.print_labels(packed.code, 40)
    assert states(world, new) == [(1, 36, "unused"), (37, 37, "void"), (38, 41, "unused")]
    codes = world.item_codes(new)
    assert len(codes) == 40
    assert SHARED not in codes
    world.link(old, 60, 60)
    page = world.page(SHARED)
    assert page.label == pages.Label(60, 60, LabelState.LINKED)
    with world.view() as view:
        found = pages.label_of(view, BOTH, SHARED)
        assert found is not None
        assert found[0].code == old


def test_the_last_label_of_the_old_run_decides_whether_it_is_taken(world: World) -> None:
    """Where the old run ends one label earlier the code was never printed, and is used."""
    packed = world.packed(packages=200, kg=400)
    choosing(world, OLD_RUN)
    world.print_labels(packed.code, OLD_INDEX)
    world.press = dataclasses.replace(world.press, keyring=BOTH)
    choosing(world, NEW_RUN)
    new = world.print_labels(packed.code, 40)
    assert states(world, new) == [(1, 40, "unused")]
    assert SHARED in world.item_codes(new)
