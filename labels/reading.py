"""``python -m labels.reading``: one process's share of reading a file back.

The task comes as JSON on standard input, the result goes as JSON to standard output
(``labels.proofs`` writes the one and reads the other).
"""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from labels.plan import Square
from labels.proofs import ProofResult, proof_pages
from labels.stock import Point, Sheet, Size


def read(task: dict[str, Any]) -> ProofResult:
    """The result for the task's pages."""
    square = task["square"]
    return proof_pages(
        Path(task["file"]),
        _stock(task["stock"]),
        task["start"],
        task["expected"],
        task["dpis"],
        square and Square(Point(**square.pop("corner")), **square),
        *task["pages"],
    )


def _stock(told: dict[str, Any]) -> Sheet:
    sizes = {name: Size(**told[name]) for name in ("page", "label", "pitch")}
    return Sheet(**{**told, **sizes, "first": Point(**told["first"]), "also": ()})


if __name__ == "__main__":
    json.dump(dataclasses.asdict(read(json.load(sys.stdin))), sys.stdout)
