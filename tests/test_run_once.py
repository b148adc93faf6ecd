"""What the processes of a run share is made once; who comes second is given it, or told why not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests import run_once
from tests.run_once import NotMadeError, once
from tests.store_fixtures import BACKENDS, one_backend


def test_it_is_made_by_the_first_alone(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> dict[str, int]:
        made.append("made")
        return {"seq": 7}

    assert [once(tmp_path / "people", make) for _ in range(3)] == [{"seq": 7}] * 3
    assert made == ["made"]
    assert once(tmp_path / "other", lambda: 1) == 1


def test_who_comes_while_it_is_made_waits(tmp_path: Path) -> None:
    begun, go_on, given = threading.Event(), threading.Event(), []

    def make() -> str:
        begun.set()
        assert go_on.wait(30)
        return "whole"

    first = threading.Thread(target=lambda: given.append(once(tmp_path / "slow", make)))
    second = threading.Thread(target=lambda: given.append(once(tmp_path / "slow", str)))
    first.start()
    assert begun.wait(30)
    second.start()
    assert given == []
    go_on.set()
    first.join()
    second.join()
    assert given == ["whole", "whole"]


def test_why_there_is_nothing_is_told_to_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        once(tmp_path / "broken", fail)
    with pytest.raises(NotMadeError, match="the disk is full"):
        once(tmp_path / "broken", fail)
    monkeypatch.setattr(run_once, "PATIENCE", 0.1)
    (tmp_path / "killed.claimed").touch()
    with pytest.raises(NotMadeError, match="not there"):
        once(tmp_path / "killed", fail)


def test_half_of_the_tests_of_a_door_run_on_each_engine() -> None:
    chosen = [one_backend(f"tests/web/test_pages.py::test_{number}") for number in range(200)]
    assert all(70 < chosen.count(each) < 130 for each in BACKENDS)
    assert chosen == [
        one_backend(f"tests/web/test_pages.py::test_{number}") for number in range(200)
    ]
