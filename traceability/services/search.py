"""One box, one list: whatever was typed is looked for in everything that the actor may see.

A cooperative searches its own goods and people, an office the codes, lots and cases of its
territory. Nothing is written, and nothing of another's is ever among the hits.
"""

from __future__ import annotations

from traceability.crypto.keyring import Keyring
from traceability.domain import search as questions
from traceability.domain.access import Actor
from traceability.domain.text import shown
from traceability.services import parties, search_goods, search_office, search_people
from traceability.services.search_hits import Found, ordered
from traceability.store.unit import Reading


def find(view: Reading, actor: Actor, keyring: Keyring, typed: str) -> Found:
    """What answers ``typed``, the best first; nothing for an empty one.

    Only the first 60 characters count, without what cannot be seen.
    """
    asked = questions.read(shown(typed), view.today)
    if asked.empty:
        return Found()
    if parties.acting_party(view, actor).kind == "authority":
        goods = search_office.hits(view, actor, keyring, asked)
    else:
        goods = search_goods.hits(view, actor, keyring, asked)
    return ordered([*goods, *search_people.members(view, actor, asked)])
