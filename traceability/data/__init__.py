"""Reference data that ships with the service, and its typed readers.

The files are what a new database is seeded with; afterwards the operator edits the database, not
the files. README.md beside them says where each came from and what is not confirmed.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import functools
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal, cast

from traceability.domain.commune_names import Gazetteer
from traceability.domain.communes import NEW, OLD, Box, Commune, Point, Succession, hull
from traceability.domain.text import fold, nfc

_FOLDER = Path(__file__).parent
_MICRO = 1_000_000

# The file of communes covers one old province; its rows need not repeat it.
OLD_PROVINCE = "Tỉnh Hà Giang"
OLD_PROVINCE_CODE = "02"


@dataclasses.dataclass(frozen=True, slots=True)
class CommuneRow:
    """One old commune as the file has it, and the new one(s) it went to."""

    old_code: str
    old_name: str
    old_district_code: str
    old_district: str
    centroid: Point
    bbox: Box
    new_codes: tuple[str, ...]
    new_names: tuple[str, ...]
    new_province_code: str
    new_province: str


@dataclasses.dataclass(frozen=True, slots=True)
class CropRow:
    """A crop or material: base unit, names in three languages, its verb of harvest, its months.

    ``prefix`` begins readable lot codes; ``months`` are 1–12 in the order of the season, and a
    harvest outside them only warns.
    """

    code: str
    family: str
    unit: Literal["g", "ml"]
    name_vi: str
    name_en: str
    name_zh: str
    verb_vi: str
    verb_en: str
    months: tuple[int, ...]
    prefix: str


@dataclasses.dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A dated value of a crop: ``value`` is whole, in ``unit`` ("g/ha/season", "ppm", …)."""

    key: str
    crop: str
    value: int
    unit: str
    from_on: dt.date
    source: str
    note: str


@dataclasses.dataclass(frozen=True, slots=True)
class TermRow:
    """How many working days an office has for an application, from a day on."""

    key: str
    value: int
    unit: str
    from_on: dt.date
    source: str
    note: str


@dataclasses.dataclass(frozen=True, slots=True)
class LabelRow:
    """Whether a goods label of a family (``None``: of every family) must have a field."""

    field: str
    family: str | None
    mandatory: bool
    from_on: dt.date
    source: str
    note: str


@dataclasses.dataclass(frozen=True, slots=True)
class SeasonRow:
    """When the seasons of a crop begin, and what they are called by their first and last year."""

    crop: str
    month: int
    day: int
    label: str
    from_on: dt.date = dt.date(2020, 1, 1)


@functools.cache
def read_communes() -> tuple[CommuneRow, ...]:
    """The 193 old communes of Hà Giang and the 73 they became on 1 July 2025, in file order."""
    return tuple(map(_commune_row, _rows("communes_2025.csv")))


@functools.cache
def read_crops() -> tuple[CropRow, ...]:
    """The crops a new service knows, in the order they are offered."""
    return tuple(map(_crop_row, _rows("crops.csv")))


@functools.cache
def read_reference_values() -> tuple[ReferenceRow, ...]:
    """The default ratios and ceilings, each with its source; none is confirmed by an agronomist."""
    return tuple(
        ReferenceRow(
            key=row["key"],
            crop=row["crop"],
            value=int(row["value"]),
            unit=row["unit"],
            from_on=dt.date.fromisoformat(row["from_on"]),
            source=row["source"],
            note=row["note"],
        )
        for row in _rows("reference_values.csv")
    )


@functools.cache
def read_seasons() -> tuple[SeasonRow, ...]:
    """When the seasons of each crop begin; none is confirmed by an agronomist."""
    return tuple(map(_season_row, _rows("seasons.csv")))


def _season_row(row: Mapping[str, str]) -> SeasonRow:
    month, day = map(int, row["starts"].split("-"))
    return SeasonRow(row["crop"], month, day, row["label"])


def read_file_terms() -> tuple[TermRow, ...]:
    """The terms in which offices decide on applications; known from secondary sources."""
    return _terms("file_terms.csv")


@functools.cache
def read_label_terms() -> tuple[TermRow, ...]:
    """How long printed labels last, by what they are printed on."""
    return _terms("label_terms.csv")


def _terms(name: str) -> tuple[TermRow, ...]:
    return tuple(
        TermRow(
            key=row["key"],
            value=int(row["value"]),
            unit=row["unit"],
            from_on=dt.date.fromisoformat(row["from_on"]),
            source=row["source"],
            note=row["note"],
        )
        for row in _rows(name)
    )


@functools.cache
def read_label_fields() -> tuple[LabelRow, ...]:
    """What a goods label must say by family; none is confirmed."""
    return tuple(
        LabelRow(
            field=row["field"],
            family=None if row["family"] == "*" else row["family"],
            mandatory=row["mandatory"] == "1",
            from_on=dt.date.fromisoformat(row["from_on"]),
            source=row["source"],
            note=row["note"],
        )
        for row in _rows("label_fields.csv")
    )


def communes() -> tuple[Commune, ...]:
    """Every commune of both vintages, old ones first; a new one's box is the hull of its parts.

    A part of a split commune counts with its whole box, so a new box is never too small; its
    centroid is the middle of the box.
    """
    rows = read_communes()
    return (*map(_old_commune, rows), *_new_communes(rows))


def successions() -> dict[str, Succession]:
    """Old code → what it became; the table that `communes.successors` and `choose_new` take."""
    return {row.old_code: Succession(row.old_code, row.new_codes) for row in read_communes()}


@functools.cache
def gazetteer() -> Gazetteer:
    """The communes of both vintages, to be found by what people write."""
    return Gazetteer(communes(), successions())


def months_of(spec: str) -> tuple[int, ...]:
    """ "12-3" → (12, 1, 2, 3); "3-4;8" → (3, 4, 8). Raises ValueError for a month not in 1–12."""
    months: list[int] = []
    for part in spec.split(";"):
        first, _, last = part.partition("-")
        months.extend(_months_between(int(first), int(last or first)))
    return tuple(months)


def _months_between(first: int, last: int) -> list[int]:
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise ValueError("a month is 1 to 12")
    return [(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)]


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [{key: nfc(value) for key, value in row.items()} for row in csv.DictReader(file)]


def _commune_row(row: Mapping[str, str]) -> CommuneRow:
    southwest, northeast = row["old_bbox_swne"].split("|")
    return CommuneRow(
        old_code=row["old_code"],
        old_name=row["old_name"],
        old_district_code=row["old_district_code"],
        old_district=row["old_district"],
        centroid=Point(_micro(row["old_lat"]), _micro(row["old_lon"])),
        bbox=Box(*map(_micro, (*southwest.split(","), *northeast.split(",")))),
        new_codes=tuple(row["new_codes"].split("|")),
        new_names=tuple(row["new_names"].split("|")),
        new_province_code=row["new_province_code"],
        new_province=row["new_province"],
    )


def _micro(degrees: str) -> int:
    return int(Decimal(degrees) * _MICRO)


def _crop_row(row: Mapping[str, str]) -> CropRow:
    if row["unit"] not in ("g", "ml"):
        raise ValueError(f"a crop is weighed in g or ml, not {row['unit']}")
    return CropRow(
        code=row["code"],
        family=row["family"],
        unit=cast(Literal["g", "ml"], row["unit"]),
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        verb_vi=row["verb_vi"],
        verb_en=row["verb_en"],
        months=months_of(row["months"]),
        prefix=row["prefix"],
    )


def _old_commune(row: CommuneRow) -> Commune:
    return Commune(
        code=row.old_code,
        vintage=OLD,
        name=row.old_name,
        folded=fold(row.old_name),
        district=row.old_district,
        province=OLD_PROVINCE,
        province_code=OLD_PROVINCE_CODE,
        bbox=row.bbox,
        centroid=row.centroid,
    )


def _new_communes(rows: tuple[CommuneRow, ...]) -> list[Commune]:
    names: dict[str, str] = {}
    parts: dict[str, list[CommuneRow]] = {}
    for row in rows:
        for code, name in zip(row.new_codes, row.new_names, strict=True):
            names[code] = name
            parts.setdefault(code, []).append(row)
    return [_new_commune(code, names[code], parts[code]) for code in sorted(names)]


def _new_commune(code: str, name: str, parts: list[CommuneRow]) -> Commune:
    box = hull(row.bbox for row in parts)
    return Commune(
        code=code,
        vintage=NEW,
        name=name,
        folded=fold(name),
        district=None,
        province=parts[0].new_province,
        province_code=parts[0].new_province_code,
        bbox=box,
        centroid=box.centre(),
    )
