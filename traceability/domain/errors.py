"""Refusals: typed errors that carry a stable code and the facts, never a sentence.

The sentences live in ``web/messages.py`` and the catalogs; the HTTP statuses in one table in
``web/errors.py``. ``docs/reference/errors.md`` lists every code, and a test holds the two equal.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar


@dataclasses.dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a stable ``code``, the ``field`` it stands at, the ``facts``."""

    code: str
    field: str | None = None
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class Refusal(Exception):  # noqa: N818 - what happened is a refusal, and the house calls it so
    """Something was asked that is not done; nothing of it was stored."""

    kind: ClassVar[str] = "refused"

    def __init__(self, code: str, at: str | None = None, **facts: Any) -> None:
        """Refuse with ``code``; ``at`` names the input field, ``facts`` are plain values."""
        super().__init__(code)
        self.faults: tuple[Fault, ...] = (Fault(code, at, facts),)

    @property
    def code(self) -> str:
        """The first fault's code: the one a program switches on."""
        return self.faults[0].code

    @property
    def facts(self) -> Mapping[str, Any]:
        """The first fault's facts."""
        return self.faults[0].facts


class Invalid(Refusal):
    """What was typed cannot be read or contradicts itself; each fault names its field."""

    kind = "invalid"

    @classmethod
    def of(cls, faults: tuple[Fault, ...]) -> Invalid:
        """Several faults told at once, in the order of the form."""
        refusal = cls(faults[0].code, faults[0].field)
        refusal.faults = faults
        return refusal


class RuleBroken(Refusal):
    """What was asked is understood and against a rule of the house: arithmetic, a gate, a life."""

    kind = "rule_broken"


class Conflict(Refusal):
    """Somebody else was there first: a stale version, a key reused with another body."""

    kind = "conflict"


class NotFound(Refusal):
    """There is no such thing, or none that this actor may know of."""

    kind = "not_found"

    def __init__(self, code: str = "not_found", at: str | None = None, **facts: Any) -> None:
        """Refuse as if the thing did not exist."""
        super().__init__(code, at, **facts)


class Gone(Refusal):
    """There was such a thing, and it is over: a link that was used, withdrawn or grew old."""

    kind = "gone"


class Denied(Refusal):
    """The actor is known, the thing is theirs to see, and the act is not theirs to do."""

    kind = "denied"

    def __init__(self, code: str = "denied", at: str | None = None, **facts: Any) -> None:
        """Refuse an act that the actor's role does not hold."""
        super().__init__(code, at, **facts)


class Together:
    """Checks that do not need one another: what they refuse is told at once.

    ``with together.check(): …`` goes on where something was invalid or against a rule; ``settle``
    (or what ends ``last``) then refuses, as the first refusal would have, with the faults of all.
    """

    def __init__(self) -> None:
        self._refusals: list[Invalid | RuleBroken] = []

    @contextlib.contextmanager
    def check(self) -> Iterator[None]:
        """Keep what is refused within, and go on behind it."""
        try:
            yield
        except (Invalid, RuleBroken) as refusal:
            self._refusals.append(refusal)

    @contextlib.contextmanager
    def last(self) -> Iterator[None]:
        """The last check: whatever was refused before it or within it is refused now."""
        with self.check():
            yield
        self.settle()

    def settle(self) -> None:
        """Refuse what was kept; nothing where nothing was."""
        if not self._refusals:
            return
        kept, self._refusals = self._refusals, []
        first = kept[0]
        first.faults = tuple(fault for each in kept for fault in each.faults)
        try:
            raise first
        finally:
            # A refusal knows the frames it came through. One that they know in turn would keep all
            # that they hold, rows of what is taken back among it, until somebody looks for rings.
            del kept, first


class Unauthenticated(Refusal):
    """Nobody is signed in, or the key or password is not right."""

    kind = "unauthenticated"
