"""Processor time of pages that nobody asked for before, in one process: three in turn.

Ours (``cold``), the same page through lazily loading objects (``lookup_orm_same.py``), packed as
ours is, and the short page of main lines (``lookup_orm.py``), which is not. Before anything is
timed, the first two are drawn of every code that will be asked for and compared
(``lookup_alike.py``), by applications of their own: those that are timed have met none of them.

It counts what this process spends, not what a server of the database does. Codes come in on
standard input; the milliseconds a page took in each round go out as JSON, a row a round.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.harness import lookup_alike, lookup_orm, lookup_orm_same
from benchmarks.harness.load import HEADERS
from benchmarks.harness.rounds import ROUNDS
from traceability.app import build, create_app
from traceability.settings import load as load_settings
from traceability.store.engine import open_store


def main() -> None:
    """A round that only warms up, and then those that count."""
    codes = sys.stdin.read().split()
    settings = load_settings(os.environ)
    store = open_store(settings.database_url)
    # Without a counter: what it wrote later would be counted among what is timed.
    lookup_alike.compare(build(settings, store), lookup_orm_same.make(settings, store), codes)
    apps = create_app(os.environ), lookup_orm_same.make(settings, store), lookup_orm.app
    clients = [app.test_client(use_cookies=False) for app in apps]
    found: list[list[float]] = []
    share = len(codes) // (ROUNDS + 1)
    for number in range(ROUNDS + 1):
        some = codes[number * share : (number + 1) * share]
        found.append([_milliseconds(client, some) for client in clients])
    print(json.dumps(found[1:]))


def _milliseconds(client: Any, codes: Sequence[str]) -> float:
    """Of processor time, for a page."""
    began = time.process_time()
    for code in codes:
        assert client.get(f"/{code}", headers=HEADERS).status_code == 200
    return 1000 * (time.process_time() - began) / len(codes)


if __name__ == "__main__":
    main()
