"""The public page of a GTIN: what carries it, who says so, and where a lot of it is looked up."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain import ids
from traceability.domain.errors import NotFound
from traceability.services import goods_names, office_looks, parties, public_places
from traceability.services.places_shown import Where
from traceability.store.models import Batch
from traceability.store.queries import digital_links as queries
from traceability.store.queries import products
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Bearer:
    """A product whose goods carry the number, by language; and how its claim stands today.

    ``standing``: confirmed, declared, conflict, or former where its claim has ended.
    ``holder_seen``: an office saw what its holder is called (``office_looks``).
    """

    names: dict[str, str]
    holder: str
    holder_code: str
    holder_kind: str
    where: Where | None
    standing: str
    holder_seen: bool


@dataclass(frozen=True)
class GtinPage:
    """Everything that the page of a number shows."""

    gtin: str
    bearers: tuple[Bearer, ...]

    @property
    def holder_kind(self) -> str:
        """Whose word it is, by the kind of organisation."""
        return self.bearers[0].holder_kind


def find(view: Reading, gtin: str) -> GtinPage:
    """The page of a GTIN (14 digits) that published goods carry; ``NotFound`` for any other."""
    lots = queries.under_gtin(view.db, gtin)
    if not lots:
        raise NotFound
    return GtinPage(gtin, tuple(_bearer(view, batch) for batch in lots))


def lot(view: Reading, gtin: str, lot_code: str) -> str | None:
    """The short code of the published lot of that name under a GTIN."""
    batch = queries.lot(view.db, gtin, lot_code) if ids.is_lot_code(lot_code) else None
    return None if batch is None else batch.code


def lot_of(view: Reading, party: str, lot_code: str) -> str | None:
    """The short code of the published lot of that name of an organisation."""
    holder = public_places.organisation(view, party) if ids.is_lot_code(lot_code) else None
    if holder is None:
        return None
    batch = queries.lot_of(view.db, holder.id, lot_code)
    return None if batch is None else batch.code


def lot_with(view: Reading, lot_code: str, gtin: str | None, party: str | None) -> str | None:
    """The short code of the published lot of that name of all that is given beside it.

    With a GTIN and an organisation both must hold.
    """
    if gtin is None:
        return None if party is None else lot_of(view, party, lot_code)
    found = lot(view, gtin, lot_code)
    return found if party is None or found == lot_of(view, party, lot_code) else None


def _bearer(view: Reading, batch: Batch) -> Bearer:
    product = products.by_ids(view.db, [batch.product_id or 0])[batch.product_id or 0]
    holder = parties.known(view, product.holder_id)
    ended = product.gtin != batch.gtin or product.gtin_state == "refused"
    return Bearer(
        names=goods_names.of_packed(view, batch).names,
        holder=parties.name_of(view, holder),
        holder_code=holder.code,
        holder_kind=holder.kind,
        where=public_places.where_of(view, holder),
        standing="former" if ended else product.gtin_state or "former",
        holder_seen=office_looks.saw_name(view, holder),
    )
