"""A commune as it comes in a request: by code from a list, or by what a person wrote.

Both end in the one new commune and, where it was told, the old one; the three that were split, and
names that stand for several, are asked back with their choices.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from traceability.data import gazetteer, successions
from traceability.domain.commune_names import Located
from traceability.domain.communes import choose_new
from traceability.domain.errors import Invalid
from traceability.domain.text import shown


def located(data: Mapping[str, Any]) -> Located:
    """From codes: ``commune`` as chosen, checked against ``old_commune`` where that was given."""
    chosen, old = data.get("commune"), data.get("old_commune")
    if old is not None:
        table = successions()
        if old not in table:
            raise Invalid("commune_unknown", "old_commune", commune=old)
        return Located(choose_new(old, chosen, table), old)
    if chosen is None:
        raise Invalid("required", "commune")
    return Located(str(chosen))


def read_name(typed: str, choice: str | None = None, old: str | None = None) -> Located:
    """From words: what ``typed`` means; ``choice`` is the key of one that was asked back.

    ``old`` is the code of the commune of before, where a person picked it afterwards. Raises
    ``Invalid`` at ``commune``: ``commune_ambiguous`` or ``commune_not_found``, both with the keys
    of what it could be under ``options``.
    """
    names = gazetteer()
    found = names.find(typed)
    options = found or names.like(typed)
    place = next((each for each in options if each.key == choice), None)
    if place is None and len(found) == 1:
        place = found[0]
    if place is None:
        facts = {"typed": shown(typed), "options": [each.key for each in options]}
        if found:
            raise Invalid("commune_ambiguous", "commune", **facts)
        raise Invalid("commune_not_found", "commune", **facts)
    if place.old is None and old in names.before(place.new):
        return Located(place.new, old)
    return place


def at_its_field(refusal: Invalid) -> ValidationError:
    """A refusal from within a schema, so that it is told together with the other faults."""
    fault = refusal.faults[0]
    return ValidationError({fault.field or "commune": [fault]})
