"""What a page says first: one verdict, by precedence; the worst thing known wins."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Verdict(StrEnum):
    """The verdicts in the order in which they override one another."""

    RECALLED = "recalled"
    VOID = "void"
    RETRACTED = "retracted"
    HELD = "held"
    CODE_NOT_ACTIVE = "code_not_active"
    REPORTED_LOST = "reported_lost"
    NOT_LINKED = "not_linked"
    EXPIRED = "expired"
    TOO_OLD = "too_old"
    VALID = "valid"


#: What stands for no goods: of such a code nothing is told but what it is and whose.
SILENT = frozenset({Verdict.VOID, Verdict.REPORTED_LOST, Verdict.NOT_LINKED, Verdict.RETRACTED})


def worst(found: Collection[Verdict]) -> Verdict:
    """The verdict that is shown of everything found; ``VALID`` where nothing was."""
    return next((verdict for verdict in Verdict if verdict in found), Verdict.VALID)
