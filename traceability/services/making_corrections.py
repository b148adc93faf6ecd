"""What a corrected run or packing says of its yield: judged anew, as an entry of today would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.data.processes import template_of, templates
from traceability.domain.accepting import CORRECTED
from traceability.domain.corrections import Told
from traceability.domain.events import EventStep
from traceability.domain.process import FRESH
from traceability.services import raw_materials
from traceability.services.batches import Draw
from traceability.store.models import Batch
from traceability.store.queries import products
from traceability.store.unit import Reading

_MAKINGS = frozenset({EventStep.PROCESS, EventStep.PACK})


def told_anew(
    view: Reading, said: Mapping[str, Any], told: Told, batches: Mapping[str, Batch]
) -> dict[str, object]:
    """The facts of an entry, and whether it gave much or otherwise than its step usually does.

    That it gave more than the warning of its harvest is answered for by the correction's reason.
    """
    if told.step not in _MAKINGS:
        return dict(said)
    kept = {name: value for name, value in said.items() if name != "warned"}
    much = _gives_much(view, told, batches)
    if much or _is_unusual(said, told):
        kept["warned"] = ["unusual_ratio"]
    return kept | ({"accepted": {"reason": CORRECTED}} if much else {})


def _gives_much(view: Reading, told: Told, batches: Mapping[str, Batch]) -> bool:
    into, made = ([batches[code] for code in some] for some in (told.taken, told.made))
    crop = products.crop(view.db, made[0].crop_code)
    if crop is None or _finished(into[0], crop.family):
        return False
    if made[0].stage != "packed" and not _finished(made[0], crop.family):
        return False
    draws = [Draw(batch, told.taken[batch.code]) for batch in into]
    usual = raw_materials.usual_finished(view, draws, crop.code, made[0].made_on)
    return usual is not None and usual.is_much(sum(told.made.values()))


def _finished(batch: Batch, family: str) -> bool:
    return template_of(family).material(batch.material or FRESH).finished


def _is_unusual(said: Mapping[str, Any], told: Told) -> bool:
    """Whether a step gave less or more than it usually does; a packing is no step."""
    template = templates().get(said.get("process", ""))
    step = None if template is None else template.step(said["process_step"])
    taken, made = sum(told.taken.values()), sum(told.made.values())
    return step is not None and step.is_unusual(taken, made)
