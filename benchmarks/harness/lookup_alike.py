"""Whether the peer with the same page has the same page: both bodies, to the byte.

Nothing is left out: a public page of a lot has no nonce, and no hour stands on it.
"""

from __future__ import annotations

import difflib
import gzip
from collections.abc import Iterable, Iterator

from flask import Flask

from benchmarks.harness.load import HEADERS


def compare(ours: Flask, peer: Flask, codes: Iterable[str]) -> None:
    """Nothing, where both send the same page of every code; else the run ends with a diff."""
    for code in codes:
        mine, theirs = body(ours, code), body(peer, code)
        if mine != theirs:
            raise SystemExit("\n".join([f"{code}: the pages differ", *differences(mine, theirs)]))


def body(app: Flask, code: str) -> bytes:
    """The page of a code, unpacked; it has to come packed with gzip."""
    answer = app.test_client(use_cookies=False).get(f"/{code}", headers=HEADERS)
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip"), code
    return gzip.decompress(answer.data)


def differences(mine: bytes, theirs: bytes) -> Iterator[str]:
    """The lines in which two pages differ."""
    one, other = (each.decode().splitlines() for each in (mine, theirs))
    return difflib.unified_diff(one, other, "ours", "theirs", lineterm="", n=0)
