"""How many codes that are of no goods are found together: what a list says of each.

Of a slip, a place and an organisation a list says the kind and whose it is: their pages, which
follow what became of a slip's goods, are not drawn for it. Whether there is a page is told as
``slip_pages`` and ``public_places`` tell it: a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from traceability.domain import growing_area
from traceability.domain.place_kinds import BUILDINGS, OUTSIDE_GROUND
from traceability.services import area_codes, parties
from traceability.services.public_places import HOLDERS
from traceability.store.models import Place
from traceability.store.queries import areas
from traceability.store.queries import digital_links as queries
from traceability.store.unit import Reading

SLIP, PLACE, PARTY = "slip", "place", "party"


@dataclass(frozen=True)
class OtherState:
    """A code with a page that is neither of goods nor of a growing area.

    ``kind`` is one of ``SLIP``, ``PLACE`` and ``PARTY``; ``name`` is the organisation's, which it
    is or whose place it is, and empty for a slip.
    """

    code: str
    kind: str
    name: str = ""


def find(view: Reading, codes: Sequence[str]) -> dict[str, OtherState]:
    """Those of some short codes that are a slip's, a place's or an organisation's with a page."""
    slips = [OtherState(code, SLIP) for code in queries.slips(view.db, codes)]
    found = [*slips, *_places(view, codes), *_parties(view, codes)]
    return {each.code: each for each in found}


def _places(view: Reading, codes: Sequence[str]) -> list[OtherState]:
    rows = [row for row in queries.places(view.db, codes) if row.kind != OUTSIDE_GROUND]
    rows = _public(view, rows)
    names = parties.names_of(view, sorted({row.holder_id for row in rows})) if rows else {}
    return [OtherState(row.code, PLACE, names[row.holder_id]) for row in rows]


def _public(view: Reading, rows: Sequence[Place]) -> list[Place]:
    """Buildings of whoever publishes, and land that a published lot came from."""
    built = {row.id: row.holder_id for row in rows if row.kind in BUILDINGS}
    publish = queries.publishing(view.db, set(built.values()))
    shown = queries.shown(view.db, {row.id for row in rows} - built.keys())
    return [row for row in rows if row.id in shown or built.get(row.id) in publish]


def _parties(view: Reading, codes: Sequence[str]) -> list[OtherState]:
    rows = {row.id: row for row in queries.parties(view.db, codes) if row.kind in HOLDERS}
    public = queries.publishing(view.db, rows.keys())
    public |= _with_code(view, rows.keys() - public)
    names = parties.names_of(view, sorted(public)) if public else {}
    return [OtherState(rows[key].code, PARTY, names[key]) for key in sorted(public)]


def _with_code(view: Reading, holders: Collection[int]) -> set[int]:
    """Holders of a growing-area code that has a page."""
    held = areas.codes_of_holders(view.db, holders)
    steps = areas.steps(view.db, [row.id for row in held]) if held else {}
    return {
        row.holder_id
        for row in held
        if growing_area.ever_opened(area_codes.domain_steps(steps[row.id]), view.today)
    }
