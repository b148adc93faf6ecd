"""What a cooperative enters of its products: a new one, or another revision of one it has."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from traceability.domain import gs1
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import Conflict, Invalid
from traceability.domain.text import fold
from traceability.services import gtins, parties, products
from traceability.services.products import RevisionRequest
from traceability.store.models import Party, Product
from traceability.store.queries import products as queries
from traceability.store.unit import Reading, Work

#: The drawings of the house, which are named after the families of crops.
PICTURES = ("orange", "tea", "honey", "persimmon", "herb")


@dataclass(frozen=True)
class ProductRequest:
    """A product as it is asked for: what stands on it, and what does not belong to a revision.

    A new one names its ``crop``; an edit the ``revision`` and ``gtin_seen`` that it was typed
    over. ``same_name`` says that another product's name is meant.
    """

    content: RevisionRequest
    crop: str | None = None
    gtin: str | None = None
    revision: int | None = None
    gtin_seen: str | None = None
    same_name: bool = False


@dataclass(frozen=True)
class Changed:
    """What an edit did: the revision that stands now, whether it is new, whether the GTIN is."""

    revision: int
    revised: bool
    gtin_changed: bool


def add(work: Work, asked: ProductRequest) -> Product:
    """Make a product of the actor's cooperative; without a picture it has its crop's drawing.

    A name that another product has is refused with ``product_name_taken`` unless it is meant.
    """
    holder = check_add(work, work.actor)
    if asked.crop is None:
        raise Invalid("required", "crop")
    work.lock_party(holder.id)
    same = _same_names(work, holder.id, asked)
    crop = queries.crop(work.db, asked.crop)
    content = asked.content
    if crop is not None and content.picture is None and crop.family in PICTURES:
        content = dataclasses.replace(content, picture=crop.family)
    return products.create(work, holder, asked.crop, content, asked.gtin, same)


def change(work: Work, code: str, asked: ProductRequest) -> Changed:
    """Revise a product; what was packed and printed before keeps what it has.

    ``product_changed``: somebody else was faster. What stands there already makes no revision.
    """
    found = check_change(work, work.actor, code)
    work.lock_party(found.holder_id)
    if (asked.gtin, found.gtin) != (None, None):
        gtins.hold(work)
    (product,) = queries.locked(work.db, [code])
    before = queries.newest_revision(work.db, product.id)
    _check_seen(asked, product, before.number, before.name_vi)
    renamed = fold(before.name_vi) != fold(asked.content.name_vi)
    same = _same_names(work, product.holder_id, asked, code) if renamed else []
    holder = parties.known(work, product.holder_id)
    gtin_changed = gtins.change(work, holder, product, asked.gtin)
    now = products.revise(work, holder, code, asked.content, same)
    return Changed(now, now != before.number, gtin_changed)


def check_add(view: Reading, actor: Actor) -> Party:
    """Who would hold a new product of the actor; refused to who may not make one."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.EDIT_PRODUCT, Thing(holder=holder.id))
    return holder


def check_change(view: Reading, actor: Actor, code: str) -> Product:
    """A product that the actor may change; refused to a recorder, unknown to a stranger."""
    found = products.known(view, code)
    require(actor, Action.EDIT_PRODUCT, Thing(holder=found.holder_id))
    return found


def _check_seen(asked: ProductRequest, product: Product, number: int, name: str) -> None:
    if asked.revision is None:
        raise Invalid("required", "revision")
    typed = None if asked.gtin is None else gs1.gtin(asked.gtin, "gtin")
    overtaken = product.gtin not in (typed, asked.gtin_seen)
    if asked.revision != number or overtaken:
        raise Conflict("product_changed", "name_vi", name=name, revision=number)


def _same_names(
    work: Work, holder_id: int, asked: ProductRequest, but: str | None = None
) -> list[str]:
    """The other products of that name, whatever its case and marks; asked about unless meant."""
    wanted = fold(asked.content.name_vi)
    same = [
        (code, name)
        for code, name in queries.newest_names(work.db, holder_id)
        if code != but and fold(name) == wanted
    ]
    if same and not asked.same_name:
        raise Conflict("product_name_taken", "name_vi", name=same[0][1], product=same[0][0])
    return [code for code, _name in same]
