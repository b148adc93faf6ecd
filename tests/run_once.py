"""What the processes of a run share: one of them makes it, the others wait for it."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

#: What is made takes seconds; a busy machine may take long.
PATIENCE = 300.0

Made = TypeVar("Made")


class NotMadeError(RuntimeError):
    """The process that had it in hand failed, or took too long."""


def once(place: Path, make: Callable[[], Made]) -> Made:
    """What ``make`` gives, made by the first process that asks; raises NotMadeError.

    ``place`` is where the run keeps it: equal in all processes, and nobody else's. What is given
    must bear pickling; what else was made (a file, a database) is the same one for everybody.
    """
    ready = place.with_name(f"{place.name}.made")
    try:
        place.with_name(f"{place.name}.claimed").touch(exist_ok=False)
    except FileExistsError:
        return wait_for(ready)  # type: ignore[no-any-return]
    try:
        made = make()
    except BaseException as reason:
        publish(ready, (False, repr(reason)))
        raise
    publish(ready, (True, made))
    return made


def publish(ready: Path, said: object) -> None:
    """Write the file at one stroke, so that nobody reads half of it."""
    part = ready.with_name(f"{ready.name}.part")
    part.write_bytes(pickle.dumps(said))
    part.replace(ready)


def wait_for(ready: Path) -> object:
    """What the process that claimed it has made; raises NotMadeError."""
    deadline = time.monotonic() + PATIENCE
    while not ready.exists():
        if time.monotonic() > deadline:
            raise NotMadeError(f"{ready.name} was not there after {PATIENCE:g} s")
        time.sleep(0.02)
    whole, said = pickle.loads(ready.read_bytes())
    if not whole:
        raise NotMadeError(f"{ready.name}: {said}")
    return said
