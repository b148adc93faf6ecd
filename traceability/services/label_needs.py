"""What a product still lacks for a full goods label; a trace stamp never waits for it."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.balance import Basis
from traceability.domain.label_fields import COLUMNS, LabelField
from traceability.store.models import PackFormat, Party, ProductRevision
from traceability.store.queries import events
from traceability.store.queries import products as queries
from traceability.store.unit import Reading

#: Keys of reference values: ``label_origin`` is 1 where a goods label must say the origin, else 0.
PREFIX = "label_"


def mandatory(view: Reading, crop: str) -> tuple[LabelField, ...]:
    """The fields that a goods label of a crop must have today; all that nothing excepts."""
    rules = queries.label_rules(view.db, PREFIX, crop, view.today)
    needed = {rule.key.removeprefix(PREFIX): rule.value != 0 for rule in rules}
    return tuple(each for each in LabelField if needed.get(each, True))


def missing(
    view: Reading,
    holder: Party,
    crop: str,
    revision: ProductRevision,
    formats: Sequence[PackFormat],
) -> tuple[LabelField, ...]:
    """The mandatory fields that a product as it stands does not fill, in order."""
    filled = {each for each, column in COLUMNS.items() if getattr(revision, column)}
    # Goods of their own weight have it written on each package.
    if formats and all(each.basis != Basis.NONE for each in formats):
        filled.add(LabelField.QUANTITY)
    if _is_named(view, holder):
        filled.add(LabelField.RESPONSIBLE)
    return tuple(each for each in mandatory(view, crop) if each not in filled)


def _is_named(view: Reading, holder: Party) -> bool:
    """Whether the organisation's name and address can stand on the label."""
    values = events.private_values(view.db, "party", [holder.code])
    addressed = holder.commune_code is not None or values.get((holder.code, "address"))
    return bool(values.get((holder.code, "name")) and addressed)
