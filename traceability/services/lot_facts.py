"""Telling of a lot what was measured of it, or which part of the plant it is: an act of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from traceability.data.processes import template_of
from traceability.domain import process
from traceability.domain.access import Action, Actor, require
from traceability.domain.errors import Invalid, NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.process import Measure, Part
from traceability.services import batches, parties, recalls, recording
from traceability.store.models import Batch, Crop
from traceability.store.queries import products
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class FactsRequest:
    """What is told of a lot: measures by code, and which part of the plant it is."""

    batch: str
    measures: Mapping[str, Decimal] = field(default_factory=dict)
    part: str | None = None


@dataclass(frozen=True)
class Sheet:
    """What can be told of a lot: the form's measures and parts."""

    code: str
    lot_code: str
    crop: str
    measures: tuple[Measure, ...]
    parts: tuple[Part, ...]


def sheet(view: Reading, actor: Actor, code: str) -> Sheet:
    """What can be told of an own lot; NotFound where its family asks for nothing."""
    batch = batches.known(view, code)
    require(actor, Action.RECORD_RUN, recalls.thing(view, batch))
    crop = _crop(view, batch)
    template = template_of(crop.family)
    if not template.required:
        raise NotFound
    return Sheet(batch.code, batch.lot_code, crop.name_vi, template.at_harvest, template.parts)


def state(work: Work, asked: FactsRequest) -> None:
    """Tell of a lot what was measured of it, or which part it is; the newest telling counts.

    Raises Invalid ``nothing_stated``, ``measure_unknown``, ``measure_out_of_range``,
    ``part_unknown``.
    """
    work.share_judgement()
    batch = batches.known(work, asked.batch)
    require(work.actor, Action.RECORD_RUN, recalls.thing(work, batch))
    stock = work.lock_stock([batch.id])[batch.id]
    owner = parties.known(work, batch.holder_id)
    what = Occurrence(
        kind=Kind.OBJECT,
        step=EventStep.INSPECT,
        subjects=(Subject(Role.REF, batch.code),),
        occurred_on=work.today,
        facts=_stated(_crop(work, batch), asked),
    )
    recording.record(work, owner.id, owner.code, what)
    stock.rev += 1


def _stated(crop: Crop, asked: FactsRequest) -> dict[str, object]:
    template = template_of(crop.family)
    told: dict[str, object] = {}
    if asked.measures:
        told["measures"] = process.check_measured(template.at_harvest, asked.measures, "inspect")
    if asked.part is not None:
        told["part"] = template.part(asked.part).code
    if not told:
        raise Invalid("nothing_stated", "part" if template.parts else "measures.moisture")
    return {**told, "template": template.name}


def _crop(view: Reading, batch: Batch) -> Crop:
    crop = products.crop(view.db, batch.crop_code)
    if crop is None:
        raise NotFound
    return crop
