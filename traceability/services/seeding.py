"""What every installation holds from the first start: communes, crops, reference values, actors."""

from __future__ import annotations

from traceability.data import (
    CropRow,
    LabelRow,
    ReferenceRow,
    SeasonRow,
    TermRow,
    communes,
    read_crops,
    read_file_terms,
    read_label_fields,
    read_label_terms,
    read_reference_values,
    read_seasons,
    successions,
)
from traceability.domain.access import Actor, Role
from traceability.domain.communes import Commune as CommuneValue
from traceability.domain.communes import Succession
from traceability.services import seasons
from traceability.services.accounts import new_actor
from traceability.services.label_needs import PREFIX
from traceability.store.models import Commune, CommuneSuccession, Crop, ReferenceValue
from traceability.store.queries import accounts
from traceability.store.unit import Reading, Work

#: Who fills the reference tables of an empty database; it records no event.
BOOT = Actor(id=0, code="boot", role=Role.OPERATOR)


#: Where the beginnings of seasons that came with the software are from.
SEASON_SOURCE = "mặc định của phần mềm, theo tháng thu hoạch; chờ cán bộ nông học xác nhận"


def operator(view: Reading, kind: str = "cli") -> Actor:
    """The operator at the command line, or the job process."""
    row = accounts.actor_of_kind(view.db, kind)
    if row is None:
        raise LookupError("the database was not seeded")
    return Actor(id=row.id, code=row.code, role=Role.OPERATOR)


def seed(work: Work) -> None:
    """Fill the reference tables of a new database; in one that was filled it does nothing."""
    if accounts.actor_of_kind(work.db, "cli") is not None:
        return
    for kind in ("cli", "job"):
        new_actor(work, kind, None)
    work.add(*(_commune(each) for each in communes()))
    for succession in successions().values():
        work.add(*_successors(succession))
    work.add(*(_crop(row) for row in read_crops()))
    work.add(*(_reference(work, row) for row in read_reference_values()))
    work.add(*(_season(work, row) for row in read_seasons()))
    work.add(*(_term(work, row) for row in (*read_file_terms(), *read_label_terms())))
    for label in read_label_fields():
        work.add(*_label_rules(work, label))


def _commune(commune: CommuneValue) -> Commune:
    return Commune(
        code=commune.code,
        vintage=commune.vintage,
        name=commune.name,
        folded=commune.folded,
        district=commune.district,
        province=commune.province,
        south=commune.bbox.south,
        west=commune.bbox.west,
        north=commune.bbox.north,
        east=commune.bbox.east,
    )


def _successors(succession: Succession) -> list[CommuneSuccession]:
    return [
        CommuneSuccession(old_code=succession.old, new_code=new, is_split=succession.is_split)
        for new in succession.new
    ]


def _crop(row: CropRow) -> Crop:
    return Crop(
        code=row.code,
        family=row.family,
        unit=row.unit,
        name_vi=row.name_vi,
        name_en=row.name_en,
        name_zh=row.name_zh,
        verb_vi=row.verb_vi,
        verb_en=row.verb_en,
        lot_prefix=row.prefix,
    )


def _label_rules(work: Work, row: LabelRow) -> list[ReferenceValue]:
    """One value for every crop, or one for each crop of the family."""
    crops = [None] if row.family is None else _crops_of(row.family)
    return [
        ReferenceValue(
            key=f"{PREFIX}{row.field}",
            crop_code=crop,
            value=int(row.mandatory),
            unit="mandatory",
            from_on=row.from_on,
            source=row.source,
            note=row.note,
            recorded_at=work.now,
        )
        for crop in crops
    ]


def _term(work: Work, row: TermRow) -> ReferenceValue:
    return ReferenceValue(
        key=row.key,
        value=row.value,
        unit=row.unit,
        from_on=row.from_on,
        source=row.source,
        note=row.note,
        recorded_at=work.now,
    )


def _crops_of(family: str) -> list[str | None]:
    return [crop.code for crop in read_crops() if crop.family == family]


def _reference(work: Work, row: ReferenceRow) -> ReferenceValue:
    return ReferenceValue(
        key=row.key,
        crop_code=row.crop,
        value=row.value,
        unit=row.unit,
        from_on=row.from_on,
        source=row.source,
        note=row.note,
        recorded_at=work.now,
    )


def _season(work: Work, row: SeasonRow) -> ReferenceValue:
    return ReferenceValue(
        key=seasons.KEY,
        crop_code=row.crop,
        value=row.month * 100 + row.day,
        unit=seasons.UNIT,
        from_on=row.from_on,
        source=SEASON_SOURCE,
        note=row.label,
        recorded_at=work.now,
    )
