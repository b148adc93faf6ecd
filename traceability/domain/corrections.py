"""What may be put right of what an event told of goods: its amounts, or all of it.

What was made of what, on which day and where, is a new entry instead: retract, and record again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep, Mistake

#: The steps whose amounts can be told anew.
AMENDABLE = frozenset(
    {
        *(EventStep.HARVEST, EventStep.RECEIVE, EventStep.PROCESS, EventStep.SPLIT),
        *(EventStep.MERGE, EventStep.PACK, EventStep.LOSE, EventStep.DESTROY),
    }
)
#: Those that can be taken back. What stood on a note that went with goods is not told anew.
RETRACTABLE = AMENDABLE | {EventStep.SHIP}
#: Steps that neither gain nor lose anything.
WHOLE = frozenset({EventStep.SPLIT, EventStep.MERGE, EventStep.RECEIVE})

#: The mistakes that a figure can be; to take an entry back any may be the reason.
OF_FIGURES = (Mistake.WEIGHED_AGAIN, Mistake.WRONG_FIGURE, Mistake.TOLD_TWICE, Mistake.OTHER)


@dataclass(frozen=True)
class Why:
    """Why entries are corrected: ``text`` for their own people, ``kind`` for everybody.

    A correction says one of the two at least; a kind that says nothing wants the text.
    """

    text: str = ""
    kind: Mistake | None = None

    def check(self) -> None:
        """Raise Invalid ``required`` at ``reason`` where nothing is said."""
        if not self.text and self.kind in (None, Mistake.OTHER):
            raise Invalid("required", "reason")

    def private(self) -> dict[str, str]:
        """What an event keeps of it that is nobody else's to read."""
        return {"reason": self.text} if self.text else {}


@dataclass(frozen=True)
class Told:
    """The amounts (in ``unit``) that an event tells, by the code of each batch."""

    step: EventStep
    unit: str
    taken: Mapping[str, int]
    made: Mapping[str, int]

    @property
    def lost(self) -> int:
        """What went in and did not come out; 0 for what was made of nothing before it."""
        return sum(self.taken.values()) - sum(self.made.values()) if self.taken else 0

    @property
    def codes(self) -> tuple[str, ...]:
        """Every batch that it tells of."""
        return (*self.taken, *self.made)

    def amended(self, amounts: Mapping[str, int]) -> Told:
        """The same with other amounts for some batches.

        Raises Invalid ``not_of_this_entry`` for another batch and ``nothing_changed``, and what
        contradicts itself: ``must_be_positive``, ``too_little_to_share``, ``split_not_whole``,
        ``more_out_than_in``, each at ``amounts.<code>`` or ``amounts``.
        """
        for code, amount in amounts.items():
            if code not in self.codes:
                raise Invalid("not_of_this_entry", f"amounts.{code}")
            if amount <= 0:
                raise Invalid("must_be_positive", f"amounts.{code}")
        new = replace(self, taken=_with(self.taken, amounts), made=_with(self.made, amounts))
        new._check()
        return new

    def _check(self) -> None:
        if not self.taken:
            return
        facts = {"taken": sum(self.taken.values()), "out": sum(self.made.values())}
        if self.lost < 0:
            highest = facts["taken"]
            raise RuleBroken(
                "more_out_than_in", "amounts", **facts, highest=highest, unit=self.unit
            )
        if self.lost and self.step in WHOLE:
            raise RuleBroken("split_not_whole", "amounts", **facts, unit=self.unit)
        least = len(self.made)
        if any(amount < least for amount in self.taken.values()):
            raise Invalid("too_little_to_share", "amounts", least=least, unit=self.unit)


def _with(told: Mapping[str, int], amounts: Mapping[str, int]) -> dict[str, int]:
    return {code: amounts.get(code, amount) for code, amount in told.items()}
