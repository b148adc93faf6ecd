"""Other processes that read shares of a long file, beside the one that has it.

Each gets its next share when it is done with its last, so none waits for a slower one. It ends
when its input does: also where the process that asked has been killed.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from labels.nameless import Handed
from labels.shares import Found, Reader, Share

_Take = Callable[[], Share | None]


class ReaderFailed(RuntimeError):  # noqa: N818 - what it says
    """A reading process ended in an error; the argument is its code. Nothing is released."""


class OtherReader:
    """One other process; closed by leaving the context."""

    def __init__(self, file: Handed, reader: Reader) -> None:
        """Begin it: it reads of ``file`` what ``reader`` would."""
        root = str(Path(__file__).parents[1])
        found = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "labels.reading"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": found},
            pass_fds=file.descriptors,
        )
        square = reader.pages.square
        self._say(
            {
                "file": str(file.path),
                "stock": dataclasses.asdict(reader.pages.stock),
                "dpis": list(reader.dpis),
                "square": None if square is None else dataclasses.asdict(square),
            }
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def read(self, share: Share) -> Found:
        """What ``Reader.read`` gives, made over there; raises ReaderFailed."""
        self._say(dataclasses.asdict(share))
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        told = self._process.stdout.readline()
        if not told:
            raise ReaderFailed(self._process.wait())
        return Found(**json.loads(told))

    def _say(self, words: object) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        with contextlib.suppress(BrokenPipeError):  # whoever is gone is found out by its answer
            self._process.stdin.write(json.dumps(words) + "\n")
            self._process.stdin.flush()


def read_together(reader: Reader, shares: Iterator[Share], file: Handed, count: int) -> list[Found]:
    """All shares, read by ``count`` others and by ourselves; raises ReaderFailed."""
    lock = threading.Lock()

    def take() -> Share | None:
        with lock:
            return next(shares, None)

    with contextlib.ExitStack() as stack:
        others = [stack.enter_context(OtherReader(file, reader)) for _ in range(count)]
        # A thread for each, which waits for its answers.
        pool = stack.enter_context(ThreadPoolExecutor(count))
        theirs = [pool.submit(_read_all, other.read, take) for other in others]
        ours = _read_all(reader.read, take)
        return ours + [found for each in theirs for found in each.result()]


def _read_all(read: Callable[[Share], Found], take: _Take) -> list[Found]:
    found = []
    while (share := take()) is not None:
        found.append(read(share))
    return found
