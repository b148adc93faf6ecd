"""Which of the ten items a batch fills, read from the record."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.completeness import Item
from traceability.services import certificate_covering, parties
from traceability.services.certificate_covering import CertificateShown
from traceability.store.models import Batch
from traceability.store.queries import batches, products
from traceability.store.queries import events as private
from traceability.store.unit import Reading


def filled(
    view: Reading, batch: Batch, papers: Sequence[CertificateShown] | None = None
) -> frozenset[Item]:
    """The items that are filled for a packed batch; an unpacked one has no product to name.

    ``papers`` are the certificates that cover it, where the caller has them.
    """
    items = {Item.TRACE_CODE, Item.MADE_ON, Item.BRAND_OR_SERIAL}
    items |= _of_product(view, batch) | _of_maker(view, batch)
    if batches.ways_to(view.db, [batch.id]) and batches.origins(view.db, batch.id):
        items.add(Item.STEPS)
    if batch.expires_on is not None:
        items.add(Item.BEST_BEFORE)
    # Item 10 asks for the standard applied: stated on the product, or by a paper that covers it.
    if Item.STANDARDS not in items and certificate_covering.names_standard(view, batch, papers):
        items.add(Item.STANDARDS)
    return frozenset(items)


def _of_product(view: Reading, batch: Batch) -> set[Item]:
    if batch.product_id is None or batch.product_revision is None:
        return set()
    revision = products.revision(view.db, batch.product_id, batch.product_revision)
    items = {Item.PRODUCT_NAME}
    if revision.picture or revision.photo_sha256:
        items.add(Item.IMAGE)
    if revision.standard:
        items.add(Item.STANDARDS)
    return items


def _of_maker(view: Reading, batch: Batch) -> set[Item]:
    holder = parties.known(view, batch.holder_id)
    values = private.private_values(view.db, "party", [holder.code])
    items = set()
    if values.get((holder.code, "name")):
        items.add(Item.MAKER)
    if holder.commune_code is not None:
        items.add(Item.ADDRESS)
    return items
