"""Photographs: prepared before anybody waits, on the disk before their row, seen by their own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.people import World, photograph
from traceability.domain.access import Actor
from traceability.domain.errors import NotFound, Refusal
from traceability.services import photos
from traceability.store import photos as storage
from traceability.store.models import File


def stored(world: World, actor: Actor, batch: str, number: int = 1) -> str:
    with world.view() as view:
        return photos.stored_name(view, actor, batch, number)


def test_a_photograph_is_on_the_disk_before_its_row(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = photos.prepare(photograph(), tmp_path)
    said: list[str] = []
    sync = os.fsync
    monkeypatch.setattr(storage.os, "fsync", lambda handle: (said.append("disk"), sync(handle)))
    with world.by(world.who.recorder) as work:
        add = work.db.add_all
        monkeypatch.setattr(work.db, "add_all", lambda rows: (said.append("row"), add(rows)))
        assert photos.keep(work, world.who.recorder.party or 0, prepared) == (prepared.sha256,)
    assert said == ["disk", "disk", "row"]
    (kept,) = tmp_path.iterdir()
    assert kept.read_bytes() == prepared.jpeg


def test_a_photograph_comes_back_as_it_was_prepared(world: World, tmp_path: Path) -> None:
    prepared = photos.prepare(photograph(), tmp_path)
    lot, bare = world.harvest(photo=prepared).code, world.harvest().code
    with world.view() as view:
        counts = [photos.count(view, world.who.manager, code) for code in (lot, bare)]
    assert counts == [1, 0]
    name = stored(world, world.who.recorder, lot)
    assert photos.read(tmp_path, name) == prepared.jpeg


def test_a_photograph_goes_with_its_own_lot_alone(world: World, tmp_path: Path) -> None:
    lot = world.harvest(photo=photos.prepare(photograph(), tmp_path)).code
    packed = world.pack(lot, 10).code
    for batch, number in ((lot, 0), (lot, 2), (packed, 1), ("0000000000", 1)):
        with pytest.raises(NotFound):
            stored(world, world.who.manager, batch, number)


@pytest.mark.parametrize("who", ["stranger", "commune_registrar"])
def test_anothers_photograph_is_not_found(world: World, tmp_path: Path, who: str) -> None:
    lot = world.harvest(photo=photos.prepare(photograph(), tmp_path)).code
    with pytest.raises(Refusal) as refused:
        stored(world, getattr(world.who, who), lot)
    assert refused.value.kind == "not_found"


def test_what_is_no_photograph_of_ours_is_not_shown(world: World, tmp_path: Path) -> None:
    lot = world.harvest(photo=photos.prepare(photograph(), tmp_path)).code
    with world.view() as view:
        row = view.db.query(File).one()
        row.content_type = "text/html"
        with view.db.no_autoflush, pytest.raises(NotFound):
            photos.stored_name(view, world.who.recorder, lot, 1)
        view.db.rollback()  # the row was changed in memory alone


def test_a_photograph_whose_bytes_were_erased_is_not_found(world: World, tmp_path: Path) -> None:
    lot = world.harvest(photo=photos.prepare(photograph(), tmp_path)).code
    name = stored(world, world.who.recorder, lot)
    (tmp_path / name).unlink()
    with pytest.raises(NotFound):
        photos.read(tmp_path, name)
