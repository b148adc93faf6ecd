"""Codes that nobody has, counted by network under one limit wherever they are asked for."""

from __future__ import annotations

import contextlib

from flask_limiter import RateLimitExceeded

from traceability.web.limits import UNKNOWN_CODES, limiter

#: So many codes of a list that nobody has count as one.
_OF_A_LIST = 10


def count(misses: int) -> None:
    """Count what a request asked for and nobody has.

    The request is refused where nothing was left at its first miss; one that began within the limit
    is answered whole, and leaves nothing for the next.
    """
    for number in range(misses):
        try:
            _miss()
        except RateLimitExceeded:
            if number == 0:
                raise
            return


def of_list(misses: int) -> None:
    """Count what a list asked for and nobody has: a tenth of it, and it is answered all the same.

    A shop with a crate of wrong labels is no guesser, and lists have a limit of their own.
    """
    with contextlib.suppress(RateLimitExceeded):
        count(-(-misses // _OF_A_LIST))


@limiter.shared_limit(UNKNOWN_CODES, scope="unknown codes")
def _miss() -> None:
    """One code that nobody has; the limit is what it is for."""
