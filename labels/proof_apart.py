"""A proof is read in a process of its own: whatever a hostile file does, it does to that one.

``python -m labels.proof_apart FILE DPI SECONDS MEMORY`` writes a line of JSON a page, and a last
one that says how it ended. It has so much memory and so much time, and then it is over.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from labels.errors import LabelRefused
from labels.house_proofs import PageSeen, Seen, read_proof
from labels.nameless import Handed, handed

MOST_SECONDS = 40
#: What drawing a page of the most dots and looking at it takes, twice over.
MOST_MEMORY = 2_000_000_000
#: A page may not fill the memory of who asked; a label's address is far shorter.
LONGEST_TEXT, MOST_SYMBOLS = 200, 5_000
#: What starting a reader takes beyond the time there is to read.
_GRACE_SECONDS = 10


def read_apart(
    proof: Path | bytes,
    dpi: int | None = None,
    seconds: float = MOST_SECONDS,
    memory: int = MOST_MEMORY,
) -> tuple[PageSeen, ...]:
    """Every page of a proof, a file or its bytes, as ``read_proof`` sees it.

    Raises LabelRefused at ``file``: as ``read_proof``, also where the file ends its reader; and
    ``proof_takes_long`` (fact ``pages``: so many were read in the time there is). The fact ``file``
    is its name, or nothing.
    """
    name = proof.name if isinstance(proof, Path) else ""
    with handed(proof) as file:
        told = tuple(map(str, (file.path, dpi or 0, seconds, memory)))
        lines = _told(told, file, name, seconds + _GRACE_SECONDS)
    if not lines or "code" not in lines[-1]:
        raise LabelRefused("proof_unreadable", "file", file=name)
    last = lines.pop()
    if last["code"]:
        raise LabelRefused(last["code"], "file", file=name, **last["facts"])
    return tuple(_page(each) for each in lines)


def _told(words: tuple[str, ...], file: Handed, name: str, patience: float) -> list[dict[str, Any]]:
    """The lines of a reading process; none where it broke off."""
    root = str(Path(__file__).parents[1])
    found = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    try:
        ended = subprocess.run(  # noqa: S603 - the words are written here
            [sys.executable, "-m", "labels.proof_apart", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            env={**_told_of_house(), "PYTHONPATH": found},
            pass_fds=file.descriptors,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        pages = (late.stdout or b"").count(b"\n")
        raise LabelRefused("proof_takes_long", "file", file=name, pages=pages) from None
    return [json.loads(line) for line in ended.stdout.splitlines()] if not ended.returncode else []


def _told_of_house() -> dict[str, str]:
    """What the reader of a hostile file is told: where programs lie, and none of our secrets."""
    kept = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _page(told: dict[str, Any]) -> PageSeen:
    return PageSeen(told["number"], tuple(Seen(**each) for each in told["symbols"]))


def _lines(
    file: Path, dpi: int | None, seconds: float, clock: Callable[[], float]
) -> Iterator[dict[str, Any]]:
    """A page a line, then how it ended: the code of a refusal, or none."""
    ends, count = clock() + seconds, 0
    try:
        for count, page in enumerate(read_proof(file, dpi), 1):
            if clock() > ends:
                yield {"code": "proof_takes_long", "facts": {"pages": count}}
                return
            yield dataclasses.asdict(_short(page))
    except LabelRefused as refused:
        facts = {name: fact for name, fact in refused.facts.items() if name != "file"}
        yield {"code": refused.code, "facts": facts}
        return
    yield {"code": "", "facts": {}}


def _short(page: PageSeen) -> PageSeen:
    kept = page.symbols[:MOST_SYMBOLS]
    short = (dataclasses.replace(each, text=each.text[:LONGEST_TEXT]) for each in kept)
    return PageSeen(page.number, tuple(short))


def _bounded(memory: int) -> None:
    """Take no more memory than a proof needs, where the system can hold a process to that."""
    if sys.platform == "win32":
        return
    import resource  # Windows has none

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main(words: Sequence[str]) -> None:
    """Read one file within the bounds and tell of it."""
    file, dpi, seconds, memory = words
    _bounded(int(memory))
    for line in _lines(Path(file), int(dpi) or None, float(seconds), time.monotonic):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
