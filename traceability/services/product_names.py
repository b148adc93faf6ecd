"""Renaming a product: a new revision with other names and everything else as it stood."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Conflict
from traceability.services import parties, products
from traceability.services.products import FormatRequest, RevisionRequest
from traceability.store.models import Product
from traceability.store.queries import products as queries
from traceability.store.unit import Work


@dataclass(frozen=True)
class NameRequest:
    """New names for a product, and the revision that was on the screen when they were typed."""

    product: str
    revision: int
    name_vi: str
    name_en: str | None = None


def rename(work: Work, asked: NameRequest) -> int:
    """Give a product its new names; lots packed before keep theirs. Returns the revision.

    Refused with ``product_changed`` where somebody else revised it in the meantime. Names that are
    those it has make no revision.
    """
    product = products.known(work, asked.product)
    require(work.actor, Action.EDIT_PRODUCT, Thing(holder=product.holder_id))
    work.lock_party(product.holder_id)
    now = queries.newest_revision(work.db, product.id)
    if now.number != asked.revision:
        raise Conflict("product_changed", "name_vi", name=now.name_vi, revision=now.number)
    if (now.name_vi, now.name_en) == (asked.name_vi, asked.name_en):
        return now.number
    holder = parties.known(work, product.holder_id)
    return products.revise(work, holder, product.code, _renamed(work, product, asked))


def _renamed(work: Work, product: Product, asked: NameRequest) -> RevisionRequest:
    now = queries.newest_revision(work.db, product.id)
    formats = queries.pack_formats(work.db, product.id, now.number)
    return RevisionRequest(
        name_vi=asked.name_vi,
        name_en=asked.name_en,
        name_zh=now.name_zh,
        picture=now.picture,
        shelf_life_days=now.shelf_life_days,
        ingredients=now.ingredients,
        standard=now.standard,
        formats=tuple(FormatRequest(row.name, row.net_amount) for row in formats),
    )
