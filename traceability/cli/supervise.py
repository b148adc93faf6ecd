"""Two children, kept alive: whichever dies is started again, and both are ended cleanly.

Each child has a process group of its own, so that the workers of a web server that was killed go
with it: they would hold on to the port with the old code.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
#: A child that ran so long was well: the next pause is the first one again.
WELL = 30.0
#: How long the children may take to end before they are killed.
GRACE = 15.0
_TICK = 0.1


@dataclass
class Child:
    """One program to keep running, with the pause before it is started again."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = FIRST_PAUSE

    def start(self) -> None:
        """Start it in a process group of its own."""
        self.process = subprocess.Popen(  # noqa: S603 - the commands are written here
            list(self.command), env=dict(self.environment), start_new_session=True
        )
        self.started = time.monotonic()

    def died(self) -> int | None:
        """The status it ended with, once; its group is ended and its restart is due."""
        status = None if self.process is None else self.process.poll()
        if self.process is None or status is None:
            return None
        _signal_group(self.process, signal.SIGKILL)
        now = time.monotonic()
        self.pause = FIRST_PAUSE if now - self.started > WELL else self.pause
        self.due = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        self.process = None
        return status

    def end(self, deadline: float) -> None:
        """Wait for it until ``deadline`` (monotonic seconds), then kill what is left."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        finally:
            _signal_group(self.process, signal.SIGKILL)
            self.process.wait()


@dataclass
class Supervisor:
    """Keeps ``children`` alive until SIGTERM or SIGINT; ``tell`` says what happened."""

    children: Sequence[Child]
    tell: Callable[[str], None]
    grace: float = GRACE
    stopping: bool = field(default=False, init=False)

    def run(self, ready: Callable[[], bool]) -> None:
        """Start all, and watch; ``ready`` is asked at each turn until it says True."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        announced = False
        try:
            for child in self.children:
                child.start()
            while not self.stopping:
                self._look()
                announced = announced or ready()
                time.sleep(_TICK)
        finally:
            self._end_all()

    def _look(self) -> None:
        for child in self.children:
            status = child.died()
            if status is not None:
                self.tell(f"{child.name} ended with {status}; it is started again")
            if child.process is None and time.monotonic() >= child.due:
                child.start()

    def _end_all(self) -> None:
        for child in self.children:
            if child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + self.grace
        for child in self.children:
            child.end(deadline)

    def _stop(self, *_: object) -> None:
        self.stopping = True


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return
