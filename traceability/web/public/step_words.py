"""What was done in a step of making, as a dated line tells it: in English in the past.

Templates name steps as a form asks for them ("Dry"), and never change once they were used. A
journey tells what happened, between "Picked" and "Packed". Vietnamese and Chinese have one form.
"""

from __future__ import annotations

from collections.abc import Mapping

from traceability.domain.process import Words
from traceability.web.messages import language

#: As templates name a step → as it is told afterwards.
DONE: Mapping[str, str] = {
    "Blend": "Blended",
    "Dry": "Dried",
    "Ferment": "Fermented",
    "Filter": "Filtered",
    "Fix": "Fixed",
    "Roll": "Rolled",
    "Settle in bulk": "Settled in bulk",
    "Slice": "Sliced",
    "Soak to take out astringency": "Soaked to take out astringency",
    "Sort": "Sorted",
    "Sort and grade": "Sorted and graded",
    "Wash": "Washed",
    "Wash and dry off": "Washed and dried off",
    "Wither": "Withered",
}


def done(step: Words) -> str:
    """A step in the language of the request, as what happened."""
    if language() == "en":
        return DONE.get(step.en, step.en)
    return step.zh if language() == "zh" else step.vi
