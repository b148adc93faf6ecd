"""Searching people: the households of a cooperative, and the members of an organisation."""

from __future__ import annotations

from collections.abc import Iterator

from traceability.domain.access import Action, Actor, Thing, may
from traceability.domain.search import Question, phone_digits
from traceability.services.search_hits import Hit, HitKind, least, rank_of, rank_of_digits
from traceability.store.queries import search as queries
from traceability.store.queries.search import Named
from traceability.store.unit import Reading

#: A number alone may be a household's.
_BY_NUMBER = 1


def households(view: Reading, actor: Actor, asked: Question) -> Iterator[tuple[queries.Named, Hit]]:
    """The households of the actor's cooperative by name, number or phone, for whom they are."""
    if actor.party is None or not may(actor, Action.SEE_HOUSEHOLDS, Thing(holder=actor.party)):
        return
    for row in queries.households(view.db, actor.party):
        rank = least(_rank(row, asked), _by_number(row, asked))
        if rank is not None:
            name = row.values.get("name", "")
            hit = Hit(HitKind.HOUSEHOLD, row.code, name, rank, row.standing, number=row.number)
            yield row, hit


def members(view: Reading, actor: Actor, asked: Question) -> Iterator[Hit]:
    """The members of the actor's own organisation by name or phone, for who manages them."""
    if actor.party is None or not may(actor, Action.MANAGE_MEMBERS, Thing(holder=actor.party)):
        return
    for row in queries.members(view.db, actor.party):
        rank = _rank(row, asked)
        if rank is not None:
            yield Hit(HitKind.MEMBER, row.code, row.values.get("name", ""), rank, row.standing)


def _rank(row: Named, asked: Question) -> int | None:
    """By the name, by a phone, by a login that is one or is a word."""
    name = rank_of(asked.typed, [row.values.get("name", "")])
    numbers = (row.values.get(field, "") for field in ("phone", "login"))
    by_phone = (rank_of_digits(asked.phone, phone_digits(each)) for each in numbers)
    login = row.values.get("login", "")
    by_login = 0 if login and login == asked.typed.casefold() else None
    return least(name, *by_phone, by_login)


def _by_number(row: Named, asked: Question) -> int | None:
    if row.number is None:
        return None
    if asked.household == row.number:
        return 0
    plain = asked.typed
    alone = plain.isascii() and plain.isdigit() and len(plain) < 5
    return _BY_NUMBER if alone and int(plain) == row.number else None
