"""``python -m labels.reading``: a process that reads shares of a file back, one after another.

The file and a share a line come as JSON on standard input, what was found goes a line each to
standard output (``labels.readers`` writes the one and reads the other). It ends with its input, and
quietly where whoever asked has been killed.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from labels.raster import Pages
from labels.shares import Reader, Share
from labels.square import Square
from labels.stock import Point, Sheet, Size


def main() -> None:
    """Read what is asked for until nobody asks, or nobody hears."""
    try:
        _answer()
    except BrokenPipeError:
        # The interpreter flushes once more as it ends: into nothing, not into the broken pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _answer() -> None:
    asked = _lines()
    begun = next(asked, None)
    if begun is None:
        return
    task = json.loads(begun)
    square = task["square"]
    place = square and Square(Point(**square.pop("corner")), **square)
    with Pages(Path(task["file"]), _stock(task["stock"]), place) as pages:
        reader = Reader(pages, task["dpis"])
        for line in asked:
            found = reader.read(Share(**json.loads(line)))
            sys.stdout.write(json.dumps(dataclasses.asdict(found)) + "\n")
            sys.stdout.flush()


def _lines() -> Iterator[str]:
    """What is asked for; a line that was cut off was never asked to its end."""
    return (line for line in sys.stdin if line.endswith("\n"))


def _stock(told: dict[str, Any]) -> Sheet:
    sizes = {name: Size(**told[name]) for name in ("page", "label", "pitch")}
    return Sheet(**{**told, **sizes, "first": Point(**told["first"]), "also": ()})


if __name__ == "__main__":
    main()
