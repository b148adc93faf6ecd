"""Children that are kept alive: started again when they die, ended cleanly when they should."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

# A child that starts a helper of its own, as a web server starts its workers, and notes both.
CHILD = """
import os, subprocess, sys, time
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open({notes!r}, "a") as notes:
    notes.write(f"{{os.getpid()}} {{helper.pid}}\\n")
{then}
"""
PARENT = """
import os, sys
from traceability.cli.supervise import Child, Supervisor
children = [
    Child(name, [sys.executable, "-c", program], os.environ)
    for name, program in zip(sys.argv[1::2], sys.argv[2::2], strict=True)
]
Supervisor(children, print, grace=2.0).run(lambda: True)
print("all ended", flush=True)
"""
STAY = "time.sleep(600)"
STUBBORN = (
    "import signal\nsignal.signal(signal.SIGTERM, lambda *_: None)\nwhile True: time.sleep(1)"
)


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not waited for does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def soon(true: Callable[[], bool], patience: float = 20.0) -> bool:
    """Wait until something is true."""
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


class Family:
    """A supervisor in a process of its own, and the notes of its children."""

    def __init__(self, folder: Path, **then: str) -> None:
        self.notes = {name: folder / name for name in then}
        words: list[str] = []
        for name, program in then.items():
            words += [name, CHILD.format(notes=str(self.notes[name]), then=program)]
        self.parent = subprocess.Popen(
            [sys.executable, "-u", "-c", PARENT, *words],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )

    def starts(self, name: str) -> list[tuple[int, int]]:
        """The child and its helper, at each start."""
        if not self.notes[name].exists():
            return []
        lines = self.notes[name].read_text(encoding="utf-8").splitlines()
        return [(int(line.split()[0]), int(line.split()[1])) for line in lines]

    def everybody(self) -> list[int]:
        return [pid for name in self.notes for pair in self.starts(name) for pid in pair]

    def wait_for(self, name: str, starts: int) -> tuple[int, int]:
        assert soon(lambda: len(self.starts(name)) >= starts), self.starts(name)
        return self.starts(name)[-1]


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Callable[..., Family]]:
    made: list[Family] = []

    def make(**then: str) -> Family:
        made.append(Family(tmp_path, **then))
        return made[-1]

    yield make
    for each in made:
        each.parent.kill()
        each.parent.wait()
        for pid in filter(alive, each.everybody()):
            os.kill(pid, signal.SIGKILL)
        if each.parent.stdout is not None:
            each.parent.stdout.close()


def test_a_child_that_is_killed_is_started_again(family: Callable[..., Family]) -> None:
    here = family(web=STAY, jobs=STAY)
    first, helper = here.wait_for("web", 1)
    other, _ = here.wait_for("jobs", 1)
    os.kill(first, signal.SIGKILL)
    again, _ = here.wait_for("web", 2)
    assert again != first
    assert soon(lambda: not alive(helper))
    assert alive(other)
    assert len(here.starts("jobs")) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_end_is_clean(family: Callable[..., Family], number: int) -> None:
    here = family(web=STAY, jobs=STAY)
    here.wait_for("web", 1)
    here.wait_for("jobs", 1)
    here.parent.send_signal(number)
    said, _ = here.parent.communicate(timeout=20)
    assert here.parent.returncode == 0
    assert said.endswith("all ended\n")
    assert soon(lambda: not any(map(alive, here.everybody())))


def test_who_does_not_end_is_killed(family: Callable[..., Family]) -> None:
    here = family(web=STUBBORN)
    here.wait_for("web", 1)
    time.sleep(0.3)
    here.parent.send_signal(signal.SIGTERM)
    here.parent.communicate(timeout=30)
    assert soon(lambda: not any(map(alive, here.everybody())))


def test_a_child_that_dies_at_once_is_given_pauses(family: Callable[..., Family]) -> None:
    here = family(web="os.kill(helper.pid, 9)")
    here.wait_for("web", 3)
    time.sleep(2.0)
    assert len(here.starts("web")) < 6
