"""From when on scans of a product's labels are worth a look: the house's figures, or its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain import scans
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.scans import Limits
from traceability.services import parties, recording
from traceability.store.models import Product, ScanLimit
from traceability.store.queries import products, scanned_labels
from traceability.store.queries.scanned_labels import LimitsSet
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class LimitsShown:
    """The limits of a product of one's own: as they stand, as they usually are, whether set."""

    code: str
    name: str
    limits: Limits
    usual: Limits
    own: bool


def of_products(view: Reading, product_ids: Sequence[int]) -> dict[int, Limits]:
    """The limits of products, by internal key."""
    rows = scanned_labels.newest_limits(view.db, product_ids)
    found = {key: _of(row) for key, row in rows.items()}
    for key in product_ids:
        if key not in found:
            product = products.by_ids(view.db, [key]).get(key)
            found[key] = scans.USUAL if product is None else _usual(view, product)
    return found


def shown(view: Reading, actor: Actor, code: str) -> LimitsShown:
    """The limits of a product of the actor's own; another's is ``NotFound``."""
    product = _own(view, actor, code)
    row = scanned_labels.newest_limits(view.db, [product.id]).get(product.id)
    usual = _usual(view, product)
    name = products.newest_revision(view.db, product.id).name_vi
    return LimitsShown(code, name, usual if row is None else _of(row), usual, row is not None)


def choose(work: Work, code: str, asked: Limits) -> None:
    """Set the limits of a product from now on; those that stand already make no event.

    ``Invalid('scan_limit_range')`` at the first that cannot be.
    """
    asked = scans.limits(asked.visitors, asked.late_days, asked.early)
    product = _own(work, work.actor, code)
    work.lock_party(product.holder_id)
    before = scanned_labels.newest_limits(work.db, [product.id]).get(product.id)
    if (_usual(work, product) if before is None else _of(before)) == asked:
        return
    number = 1 if before is None else before.number + 1
    holder = parties.known(work, product.holder_id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.SCAN_LIMITS_SET,
        subjects=(Subject(Role.REF, product.code),),
        occurred_on=work.today,
        facts={"number": number, **vars(asked)},
    )
    event = recording.record(work, holder.id, holder.code, what)
    row = ScanLimit(
        product_id=product.id,
        number=number,
        **vars(asked),
        event_seq=event.seq,
        recorded_at=event.recorded_at,
    )
    work.add(row)


def _own(view: Reading, actor: Actor, code: str) -> Product:
    product = products.by_code(view.db, code)
    if product is None:
        raise NotFound
    require(actor, Action.EDIT_PRODUCT, Thing(holder=product.holder_id))
    return product


def _usual(view: Reading, product: Product) -> Limits:
    crop = products.crop(view.db, product.crop_code)
    return scans.usual("" if crop is None else crop.family)


def _of(row: LimitsSet) -> Limits:
    return Limits(row.visitors, row.late_days, row.early)
