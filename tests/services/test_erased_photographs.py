"""A picture that went with an erased household, and is kept for somebody else."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.people import PICKED_ON, World, photograph
from traceability.domain.errors import NotFound
from traceability.domain.quantity import Quantity
from traceability.jobs import erasing
from traceability.services import erasures, harvests, households, photos
from traceability.services.harvests import HarvestRequest
from traceability.services.households import HouseholdRequest
from traceability.services.photos import Prepared

#: So long a lot with the picture is not committed while the sweep runs into it.
MEETING = 1.0


@pytest.fixture
def picture(tmp_path: Path) -> Prepared:
    return photos.prepare(photograph(), tmp_path)


@pytest.fixture
def first(world: World, picture: Prepared) -> str:
    """The lot of a household with the picture."""
    return world.harvest(10, household=world.who.household, photo=picture).code


def other(world: World) -> str:
    with world.by(world.who.manager) as work:
        return households.add(work, HouseholdRequest("Lù Thị Sen")).code


def erase(world: World) -> int:
    with world.by(world.who.manager) as work:
        return erasures.erase(work, world.who.household).party_id


def shown(world: World, folder: Path, lot: str) -> bytes:
    with world.view() as view:
        return photos.read(folder, photos.stored_name(view, world.who.manager, lot, 1))


def test_the_same_picture_kept_again_has_its_bytes_again(
    world: World, tmp_path: Path, picture: Prepared, first: str
) -> None:
    party = erase(world)
    assert erasing.sweep(tmp_path, world.store, party)
    assert list(tmp_path.iterdir()) == []
    again = world.harvest(10, household=other(world), photo=picture).code
    assert shown(world, tmp_path, again) == picture.jpeg
    with pytest.raises(NotFound):
        shown(world, tmp_path, first)
    assert erasing.sweep(tmp_path, world.store, party)
    assert shown(world, tmp_path, again) == picture.jpeg


def test_a_picture_that_a_lot_names_meanwhile_stays(
    world: World, tmp_path: Path, picture: Prepared, first: str
) -> None:
    party, sen = erase(world), other(world)
    asked = HarvestRequest(
        world.who.area, PICKED_ON, Quantity(5000, "g"), household=sen, photo=picture
    )
    sweeping = threading.Thread(target=erasing.sweep, args=(tmp_path, world.store, party))
    with world.by(world.who.recorder) as work:
        made = harvests.register(work, asked).code
        sweeping.start()
        sweeping.join(MEETING)
    sweeping.join()
    assert shown(world, tmp_path, made) == picture.jpeg
    with pytest.raises(NotFound):
        shown(world, tmp_path, first)
