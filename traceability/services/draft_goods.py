"""What begun delivery notes are about: the lots that they take, and how much of each was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Actor
from traceability.services import packed_formats
from traceability.services.drafts import DraftShown
from traceability.store.models import Batch
from traceability.store.queries import batches
from traceability.store.unit import Reading

#: The form of a delivery note: a lot is taken by ``take_`` and its code, how much by ``much_``.
DELIVERY = "workspace.record_delivery"
_TAKE, _MUCH = "take_", "much_"
PACKAGES, SACKS = "packages", "sacks"


@dataclass(frozen=True)
class Begun:
    """A lot of a draft: how much as it was typed (nothing: all), what a bare number counts.

    ``counts`` is ``packages``, ``sacks``, or the lot's unit.
    """

    lot_code: str
    much: str
    counts: str


def of(view: Reading, actor: Actor, found: Sequence[DraftShown]) -> dict[int, tuple[Begun, ...]]:
    """The lots of the actor's own organisation that drafts take, by draft."""
    about = {each.id: _taken(each.values) for each in found if each.form.endpoint == DELIVERY}
    codes = sorted({code for taken in about.values() for code in taken})
    known = batches.by_codes(view.db, codes) if codes else {}
    own = {code: lot for code, lot in known.items() if lot.holder_id == actor.party}
    packed = [lot for lot in own.values() if lot.stage == "packed"]
    counted = {key: each.fixed_net for key, each in packed_formats.of_batches(view, packed).items()}
    return {
        key: tuple(
            Begun(own[code].lot_code, much, _counts(own[code], counted))
            for code, much in taken.items()
            if code in own
        )
        for key, taken in about.items()
    }


def _taken(values: Mapping[str, str]) -> dict[str, str]:
    """How much of which lots, by code."""
    codes = [name.removeprefix(_TAKE) for name in values if name.startswith(_TAKE)]
    return {
        code: values.get(_MUCH + code, "").strip() for code in codes if values[_TAKE + code].strip()
    }


def _counts(lot: Batch, net_of: Mapping[int, int | None]) -> str:
    if lot.id not in net_of:
        return lot.unit
    return SACKS if net_of[lot.id] is None else PACKAGES
