"""Bytes as a file for other processes that stands in no folder: gone when the last of them is.

What is read back holds live codes. A file with a name stays behind where its process is killed.
Not in memory (memfd): a run of 100,000 labels has 30 MB, which a folder holds more cheaply.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Where Linux has the files that a process has open.
_FOLDER = Path("/proc/self/fd")


@dataclass(frozen=True)
class Handed:
    """Where a process that inherits ``descriptors`` (``pass_fds``) reads the file."""

    path: Path
    descriptors: tuple[int, ...] = ()


def is_nameless(path: Path) -> bool:
    """Whether a path is that of a file without a name."""
    return path.parent == _FOLDER


@contextlib.contextmanager
def handed(data: bytes | Path) -> Iterator[Handed]:
    """A file that is there, as it is; bytes as one without a name.

    Where descriptors have no paths (not Linux), as one with a name, for as long as the block runs.
    """
    if isinstance(data, Path):
        yield Handed(data)
        return
    with tempfile.TemporaryFile() as file:
        path = _FOLDER / str(file.fileno())
        if path.exists():
            file.write(data)
            file.flush()
            yield Handed(path, (file.fileno(),))
            return
    with tempfile.TemporaryDirectory(prefix="read-back-") as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        yield Handed(path)
