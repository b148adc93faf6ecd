"""Above how much one slip is asked about again, by family, each bound with its reason beside it."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).parent / "slip_bounds.json"


@functools.cache
def ask_above(family: str) -> int | None:
    """The most (g or ml, net) that one slip of a family holds without a question."""
    return _read().get(family)


@functools.cache
def _read() -> Mapping[str, int]:
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    return {family: row["ask_above"] for row in rows for family in row["families"]}
