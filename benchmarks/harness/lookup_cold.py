"""Processor time of pages that nobody asked for before: ours and an ORM's, in turn, in one process.

It counts what this process spends, not what a server of the database does. Codes come in on
standard input; the milliseconds a page took in each round go out as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.harness import lookup_orm
from benchmarks.harness.load import HEADERS
from benchmarks.harness.rounds import ROUNDS
from traceability.app import create_app


def main() -> None:
    """A round that only warms up, and then those that count."""
    codes = sys.stdin.read().split()
    ours: Any = create_app(os.environ).test_client(use_cookies=False)
    peer: Any = lookup_orm.app.test_client()
    found: list[tuple[float, float]] = []
    share = len(codes) // (ROUNDS + 1)
    for number in range(ROUNDS + 1):
        some = codes[number * share : (number + 1) * share]
        found.append((_milliseconds(ours, some), _milliseconds(peer, some)))
    print(json.dumps(found[1:]))


def _milliseconds(client: Any, codes: Sequence[str]) -> float:
    """Of processor time, for a page."""
    began = time.process_time()
    for code in codes:
        assert client.get(f"/{code}", headers=HEADERS).status_code == 200
    return 1000 * (time.process_time() - began) / len(codes)


if __name__ == "__main__":
    main()
