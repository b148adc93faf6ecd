"""All that is known of goods and their label, before the gravest of it is said first."""

from __future__ import annotations

from collections.abc import Collection

from traceability.domain.labels import DEAD, UNLINKED, LabelState
from traceability.domain.verdict import SILENT, Verdict


def silent(verdict: Verdict, *, unlinked: bool) -> bool:
    """Whether a code stands for no goods, so that nothing of their origin is told of it.

    A recall speaks of the lot whatever becomes of the label.
    """
    return verdict in SILENT or (unlinked and verdict is not Verdict.RECALLED)


def standing(
    open_kinds: Collection[str],
    state: LabelState | None,
    *,
    inactive: bool,
    ended: bool,
    too_old: bool,
    retracted: bool,
    lost: bool = False,
) -> set[Verdict]:
    """All that is known of goods and their label; ``open_kinds`` are those of holds and recalls.

    ``inactive``: the code of a harvest was not active on its day. ``lost``: the label was reported
    lost by whoever had it printed.
    """
    checks = {
        Verdict.RECALLED: "recall" in open_kinds,
        Verdict.VOID: state in DEAD,
        Verdict.RETRACTED: retracted,
        Verdict.HELD: "hold" in open_kinds,
        Verdict.CODE_NOT_ACTIVE: inactive,
        Verdict.REPORTED_LOST: lost and state in UNLINKED,
        Verdict.NOT_LINKED: state in UNLINKED,
        Verdict.EXPIRED: ended,
        Verdict.TOO_OLD: too_old,
    }
    return {verdict for verdict, holds in checks.items() if holds}
