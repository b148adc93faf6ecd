"""Notes after something went otherwise: taken back, answered in packages, a difference closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.services.test_deliveries import secret_of, send
from tests.web.lot_visits import Visitor, app_of
from traceability.services.deliveries import Send
from traceability.web.public_sentences import READ_BY_ANYBODY

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def nobody(world: World, recorder: Visitor) -> Visitor:
    return Visitor(recorder.client.application, world)


def packed_and_sent(world: World, packages: int = 10) -> tuple[str, str]:
    """A packed lot of which some packages went: its code and the note's."""
    packed = world.packed(40).code
    return packed, send(world, Send(packed, packages=packages)).code


def taken_back(recorder: Visitor, world: World, note: str) -> None:
    page = recorder.get(f"/coop/giao-hang/{note}")
    at = page.source.split("/rut")[0].rsplit("/coop/ghi-chep/", 1)[1]
    done = recorder.send(f"/coop/ghi-chep/{at}/rut", "", reason="ghi nhầm người mua")
    assert done.status == 303
    assert "Đã đính chính" in recorder.get(done.place).text


# --- the entries of what went out in packages ----------------------------------------------------


def test_entries_open_after_packages_went_out(world: World, recorder: Visitor) -> None:
    fresh = world.harvest(100).code
    packed = world.pack(fresh, 40).code
    send(world, Send(packed, packages=10))
    entries = recorder.get(f"/coop/lo/{packed}/ghi-chep")
    assert entries.status == 200
    assert "· 10 gói" in entries.text
    for code in (fresh, packed):
        assert recorder.get(f"/coop/lo/{code}/ghi-chep").status == 200
        falls = recorder.get(f"/coop/ghi-chep/{world.entry(code)}/rut")
        assert falls.status == 200
        assert "10 gói" in falls.text


def test_a_note_of_several_lots_counts_all_its_packages(world: World, recorder: Visitor) -> None:
    one, two = world.packed(40).code, world.packed(40).code
    send(world, Send(one, packages=10), Send(two, packages=5))
    assert "15 gói" in recorder.get(f"/coop/lo/{one}/ghi-chep").text


def test_an_error_never_says_that_nothing_was_stored(world: World) -> None:
    for code in ("internal", "unavailable"):
        said = str(READ_BY_ANYBODY[code]).lower()
        assert "chưa có gì" not in said


def test_taking_a_note_back_ends_on_a_page(world: World, recorder: Visitor) -> None:
    packed, note = packed_and_sent(world)
    taken_back(recorder, world, note)
    assert world.on_hand(packed) == (80_000, "open")
