"""Erasing a household: no trace of it in any file, and every chain as whole as before."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.people import KEYRING, TODAY, World, photograph
from traceability.domain.access import Action
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound
from traceability.domain.quantity import Quantity
from traceability.domain.text import fold
from traceability.jobs.work import Worker
from traceability.services import (
    consents,
    erasures,
    harvest_views,
    harvests,
    household_imports,
    household_views,
    households,
    photos,
    request_keys,
)
from traceability.services.consents import Answered, Round
from traceability.services.harvests import HarvestRequest
from traceability.services.household_imports import Entry
from traceability.services.households import HouseholdRequest
from traceability.services.request_keys import Sealed
from traceability.store.models import Base, Consent, Event, Job, PrivateValue
from traceability.store.unit import reading
from traceability.store.wiping import wipe

LATE = TODAY - dt.timedelta(days=80)


def mark(number: int) -> str:
    """A name that stands nowhere else."""
    letters = random.Random(number).choices("abcdeghiklmnopqrstuvxy", k=9)
    return f"Đấu {''.join(letters).title()} Mốc"


NAME, OLD_NAME, ADDRESS, NOTE, WITNESS, WHY = (mark(number) for number in range(6))
PHONE, OLD_PHONE = "0387451926", "0387451927"
MARKS = (NAME, OLD_NAME, ADDRESS, NOTE, WITNESS, WHY, PHONE, OLD_PHONE)
#: What stands there after the change; the first name and phone stand in the log only.
STANDING = (NAME, ADDRESS, NOTE, WITNESS, WHY, PHONE)
IMPORTED = HouseholdRequest(OLD_NAME, OLD_PHONE, ADDRESS, note=NOTE)


def spellings(marker: str) -> Iterator[bytes]:
    """A marker as files could hold it."""
    for form in (marker, fold(marker), unicodedata.normalize("NFD", marker)):
        yield form.encode()
        yield form.encode("utf-16-le")
        yield form.encode("unicode_escape")


def standing_in(folder: Path, name: str, markers: tuple[str, ...] = MARKS) -> set[str]:
    """The markers that stand in a database's files, or in any file beside them of its name."""
    found = set()
    for path in folder.rglob(f"{name}*"):
        data = path.read_bytes()
        found |= {m for m in markers if any(each in data for each in spellings(m))}
    return found


def standing_in_rows(world: World, markers: tuple[str, ...] = MARKS) -> set[tuple[str, str]]:
    """The tables that a marker stands in."""
    found = set()
    with world.store.reader.connect() as connection:
        for name in Base.metadata.tables:
            for row in connection.execute(text(f'SELECT * FROM "{name}"')):
                told = str(tuple(row))
                found |= {(name, m) for m in markers if m in told or fold(m) in told}
    return found


def plant(world: World, files: Path) -> str:
    """A household whose every value is a marker: imported, changed, asked, picked from."""
    entries = [Entry(2, IMPORTED), Entry(3, HouseholdRequest("Lù Thị Sen"))]
    with world.by(world.who.manager) as work:

        def act() -> Sealed:
            shown = household_imports.plan(work, work.actor, entries, update=False)
            codes = household_imports.confirm(work, entries, shown.digest, update=False)
            return Sealed({"first": codes[0]}, codes)

        body = {"rows": [OLD_NAME, OLD_PHONE]}
        code = request_keys.once_sealed(work, "import-0001", body, act).result["first"]
    with world.by(world.who.manager) as work:
        households.revise(work, code, HouseholdRequest(NAME, PHONE, ADDRESS, note=NOTE), 1)
        consents.record(work, Round(TODAY, (Answered(code, "full", "spoken"),), WITNESS))
    picked = HarvestRequest(
        world.who.area,
        LATE,
        Quantity(5000, "g"),
        household=code,
        late_reason=WHY,
        photo=photos.prepare(photograph(), files),
    )
    with world.by(world.who.manager) as work:
        harvests.register(work, picked)
    return code


def erase(world: World, code: str, files: Path) -> None:
    with world.by(world.who.manager) as work:
        assert erasures.erase(work, code).done
    worker = Worker(world.store, KEYRING, files=files)
    assert worker.step()
    with world.view() as view:
        states = view.db.scalars(select(Job.state).where(Job.kind == erasures.JOB))
        assert set(states) == {"done"}


@pytest.fixture
def folder(world: World) -> Path:
    """Where the database's files stand; for a server, nowhere."""
    name = world.store.writer.url.database or ""
    return Path(name).parent if Path(name).is_absolute() else Path("/nowhere")


def test_nothing_of_a_household_is_left(
    world: World, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        code = plant(world, tmp_path)
        name = Path(world.store.writer.url.database or "").name
        assert standing_in_rows(world) == {("private_value", marker) for marker in STANDING}
        if folder.is_dir():
            assert standing_in(folder, name) == set(MARKS)
        assert len(list(tmp_path.iterdir())) == 1
        erase(world, code, tmp_path)
    assert standing_in_rows(world) == set()
    assert standing_in(folder, name) == set()
    assert list(tmp_path.iterdir()) == []
    assert not any(marker in caplog.text for marker in MARKS)
    assert world.differences() == []


def test_its_number_its_lots_and_their_events_stay(world: World, tmp_path: Path) -> None:
    code = plant(world, tmp_path)
    with world.view() as view:
        before = view.db.query(Event).count()
        number = household_views.shown(view, world.who.manager, code).line.number
    erase(world, code, tmp_path)
    with world.view() as view:
        page = household_views.shown(view, world.who.manager, code)
        assert (page.line.number, page.line.name, page.line.answer) == (number, None, "erased")
        assert page.harvests == 1
        assert [each.form for each in page.said] == [None, "full"]
        assert page.said[0].channel == "erasure"
        assert view.db.query(Event).count() == before + 2


def test_the_page_stops_naming_it(world: World, tmp_path: Path) -> None:
    harvest = world.harvest(100, household=world.who.household)
    world.publish(packed := world.pack(harvest.code, 40).code)
    with world.by(world.who.manager) as work:
        given = (Answered(world.who.household, "full", "signed"),)
        consents.record(work, Round(TODAY, given))
    assert world.page(packed).origins[0].household_name == "Giàng Thị Mỷ"
    erase(world, world.who.household, tmp_path)
    (origin,) = world.page(packed).origins
    assert (origin.household is not None, origin.household_name) == (True, None)


def test_it_is_no_longer_offered_nor_taken(world: World, tmp_path: Path) -> None:
    erase(world, world.who.household, tmp_path)
    with world.view() as view:
        assert harvest_views.choices(view, world.who.recorder).households == ()
    with pytest.raises(Invalid, match="household_unknown"):
        world.harvest(household=world.who.household)


def test_what_the_request_was_can_no_longer_be_guessed(world: World, tmp_path: Path) -> None:
    """The hash of an import stays, its salt does not: the same rows are no longer recognised."""
    code = plant(world, tmp_path)
    body = {"rows": [OLD_NAME, OLD_PHONE]}

    def again() -> request_keys.Outcome:
        with world.by(world.who.manager) as work:
            return request_keys.once_sealed(work, "import-0001", body, lambda: Sealed({}, ()))

    assert again().replayed
    erase(world, code, tmp_path)
    with pytest.raises(Conflict, match="request_key_reused"):
        again()


def test_only_a_manager_of_its_own_erases(world: World) -> None:
    with world.by(world.who.recorder) as work, pytest.raises(Denied):
        erasures.erase(work, world.who.household)
    with world.by(world.who.stranger) as work, pytest.raises(NotFound):
        erasures.erase(work, world.who.household)
    with world.by(world.who.manager) as work, pytest.raises(NotFound):
        erasures.erase(work, world.who.cooperative)


def test_erasing_twice_is_erasing_once(world: World, tmp_path: Path) -> None:
    erase(world, world.who.household, tmp_path)
    with world.by(world.who.manager) as work:
        assert not erasures.erase(work, world.who.household).done
    with world.view() as view:
        assert view.db.query(Job).count() == 1


def test_an_erased_household_with_a_name_again_is_found(world: World, tmp_path: Path) -> None:
    erase(world, world.who.household, tmp_path)
    world.tampered = True
    row = PrivateValue(owner_kind="party", owner_id=world.who.household, field="name")
    row.salt, row.value, row.folded = b"s" * 16, "Ai đó", "ai do"
    with world.by(world.who.operator) as work:
        work.add(row)
    assert [each.field for each in world.differences()] == ["name"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_reader_in_the_way_is_waited_for(world: World, folder: Path, tmp_path: Path) -> None:
    code = plant(world, tmp_path)
    with reading(world.store) as view:
        view.db.query(Consent).count()
        with world.by(world.who.manager) as work:
            erasures.erase(work, code)
        assert not wipe(world.store, patience_ms=50)
    assert Worker(world.store, KEYRING, files=tmp_path).step()
    assert standing_in(folder, Path(world.store.writer.url.database or "").name) == set()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_pages_that_were_moved_about_hold_nothing(
    world: World, folder: Path, tmp_path: Path
) -> None:
    """Trees grow, split and shrink: no copy of a page keeps what was on it."""
    chance = random.Random(7)
    gone, kept = [], []
    with world.by(world.who.manager) as work:
        for number in range(240):
            asked = HouseholdRequest(mark(100 + number), None, f"thôn {number} " * 9)
            code = households.add(work, asked).code
            (gone if chance.random() < 0.5 else kept).append((code, mark(100 + number)))
    for code, _marker in gone:
        with world.by(world.who.manager) as work:
            household = households.known(work, work.actor, code, Action.SEE_HOUSEHOLDS)
            longer = dataclasses.replace(households.as_asked(work, household), note="x" * 150)
            households.revise(work, code, longer, 1)
    for code, _marker in gone:
        with world.by(world.who.manager) as work:
            erasures.erase(work, code)
    worker = Worker(world.store, KEYRING, files=tmp_path)
    while worker.step():
        pass
    name = Path(world.store.writer.url.database or "").name
    markers = tuple(marker for _code, marker in gone)
    assert standing_in(folder, name, markers) == set()
    assert len(standing_in(folder, name, tuple(marker for _code, marker in kept))) == len(kept)
