"""The states of many codes together are those of their pages, one by one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from tests import certificate_papers as papers
from tests.people import KEYRING, World
from tests.web.public_door import states
from traceability.domain import ids
from traceability.domain.labels import DEAD
from traceability.domain.verdict import Verdict
from traceability.services import certificate_covering, code_states, pages
from traceability.services.certificates import ResultRequest


def test_many_codes_together_say_what_each_of_their_pages_says(world: World) -> None:
    run = world.print_labels(world.packed(8).code, 8)
    tested, reported = world.packed().code, ResultRequest("Chì (Pb)", "9", "5", "mg/kg")
    papers.enter(world, "test_report", covers=(tested,), results=(reported,))
    known = [tested, *states(world).values()]
    unpublished = world.pack(world.harvest(9).code, 4).code
    codes = [*known, *world.item_codes(run), unpublished, ids.short_code(5), world.who.area]
    assert_alike(world, codes)
    world.clock.pass_by(days=200)  # fresh fruit that nobody gave a shelf life
    assert_alike(world, codes)
    with world.view() as view:
        found = code_states.find(view, KEYRING, codes)
    assert Verdict.TOO_OLD in {each.verdict for each in found.values()}


def assert_alike(world: World, codes: list[str]) -> None:
    with world.view() as view:
        found = code_states.find(view, KEYRING, codes)
        for code in codes:
            page = pages.known(view, KEYRING, code)
            assert (code in found) == (page is not None), code
            if page is not None:
                told = found[code]
                assert told.verdict is page.verdict, code
                assert (told.holder, told.names) == (page.holder, page.product_names)
                assert told.lot_code == page.lot_code
                assert told.dead is (page.label is not None and page.label.state in DEAD)
                days = (None, None) if page.silent else (page.packed_on, page.expires_on)
                assert (told.packed_on, told.expires_on) == days, code
                tested = not page.silent and certificate_covering.outside(page.certificates)
                assert told.outside is bool(tested)
                gone = not page.silent and certificate_covering.taken_back(page.certificates)
                assert told.taken_back is bool(gone)


def test_more_lots_are_not_more_questions(world: World) -> None:
    codes = [world.packed().code for _ in range(12)]
    asked: list[Any] = []

    def cost(some: list[str]) -> int:
        asked.clear()
        with world.view() as view:
            assert len(code_states.find(view, KEYRING, some)) == len(some)
        return len(asked)

    def listen(*told: Any) -> None:
        asked.append(told)

    event.listen(world.store.reader, "before_cursor_execute", listen)
    one, many = cost(codes[:1]), cost(codes)
    event.remove(world.store.reader, "before_cursor_execute", listen)
    assert many == one
    assert one < 28
