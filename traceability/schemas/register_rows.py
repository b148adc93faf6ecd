"""A row of an existing register as it is typed into Excel: what each column may hold.

Words are read as lists write them, accents apart; a commune by the name that the paper gave it on
its day, also one that no longer exists.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from traceability.data import communes, gazetteer, successions
from traceability.domain.communes import NEW, OLD, Commune, Vintage, choose_new
from traceability.domain.errors import Fault, Invalid
from traceability.domain.growing_area import CodeStep
from traceability.domain.text import fold, shown
from traceability.schemas.area_codes import RAW_LONGEST, Positive, RawCode, Year
from traceability.schemas.fields import Day, Hectares, Line, RequestSchema
from traceability.services.register_rows import CodeRow, Happened, check_life, in_order

#: On this day the communes of before became those of today.
MERGED_ON = dt.date(2025, 7, 1)
#: So often a code may have been suspended, restored or renewed on one row.
TIMES = 3
SCHEMES: Mapping[str, str] = {
    "mã trong nước": "vn_domestic",
    "mã xuất khẩu Trung Quốc": "vn_export_cn",
    "mã xuất khẩu nước khác": "vn_export_other",
    "mã cơ sở đóng gói": "packing_house",
    "mã cơ sở nuôi ong": "apiary",
    "mã vùng dược liệu GACP": "gacp_area",
}
MARKETS: Mapping[str, str] = {"trong nước": "domestic", "Trung Quốc": "cn", "nước khác": "other"}
KINDS: Mapping[str, str] = {
    "vườn cây ăn quả": "orchard",
    "nương chè": "tea_plantation",
    "quần thể chè cổ thụ": "ancient_tea_stand",
    "vùng trồng dược liệu": "herb_cultivation",
    "vùng thu hái tự nhiên": "wild_collection",
    "điểm đặt ong": "apiary",
    "cơ sở đóng gói": "packing_house",
    "cơ sở chế biến": "processing_facility",
    "kho": "warehouse",
}
HOLDER_KINDS: Mapping[str, str] = {
    "hợp tác xã": "cooperative",
    "tổ hợp tác": "group",
    "doanh nghiệp": "company",
}
_SCHEMES_TOO = {
    "trong nuoc": "vn_domestic",
    "noi dia": "vn_domestic",
    "xuat khau trung quoc": "vn_export_cn",
    "xuat khau khac": "vn_export_other",
    "dong goi": "packing_house",
    "nuoi ong": "apiary",
    "gacp": "gacp_area",
}
_MARKETS_TOO = {"noi dia": "domestic", "xuat khau trung quoc": "cn", "khac": "other"}
_KINDS_TOO = {
    "vuon cam": "orchard",
    "vuon": "orchard",
    "vung trong": "orchard",
    "che co thu": "ancient_tea_stand",
    "che": "tea_plantation",
    "duoc lieu": "herb_cultivation",
    "thu hai tu nhien": "wild_collection",
    "co so nuoi ong": "apiary",
    "trai ong": "apiary",
}
_HOLDERS_TOO = {
    "htx": "cooperative",
    "tht": "group",
    "to": "group",
    "nhom ho": "group",
    "cong ty": "company",
    "cty": "company",
    "hkd": "company",
}
#: Kinds of place that grow nothing, so that no crop has to be named.
BUILDINGS = frozenset({"packing_house", "processing_facility", "warehouse"})
_DEFAULT_MARKETS = {"vn_export_cn": "cn", "vn_export_other": "other"}
_CODE = re.compile(r"[0-9]{5}")
_YEARS = re.compile(r"([0-9]{4})(?:\s*[-–—]\s*([0-9]{4}))?")
_BETWEEN_CROPS = re.compile(r"[;,+/\n]| và ")


class OneOf(Line):
    """One of a list's words, by the word itself, accents apart, or by its name in the code."""

    def __init__(
        self, words: Mapping[str, str], more: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        """``words`` are those of the drop-down; ``more``, folded, are others that lists use."""
        super().__init__(**options)
        self.words = words
        self.known = {fold(word): value for word, value in words.items()} | dict(more or {})
        self.known |= {value: value for value in words.values()}

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        typed = super()._read(value, name, data)
        if fold(typed) not in self.known:
            facts = {"typed": shown(typed), "options": list(self.words)}
            raise Invalid("import_word_unknown", name, **facts)
        return self.known[fold(typed)]


class Crops(Line):
    """Crops by name or code, several parted by ";"; the schema knows which there are."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> tuple[str, ...]:  # type: ignore[override]
        typed = super()._read(value, name, data)
        known: Mapping[str, str] = self.root.crop_names  # type: ignore[union-attr]
        if fold(typed) in known:
            return (known[fold(typed)],)
        found = []
        for part in filter(None, map(str.strip, _BETWEEN_CROPS.split(typed))):
            if fold(part) not in known:
                raise Invalid("import_crop_unknown", name, typed=shown(part))
            found.append(known[fold(part)])
        return tuple(dict.fromkeys(found))


class Years(Year):
    """A planting year, or the first and the last of several: "2015", "2015-2018"."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> tuple[int, int | None]:  # type: ignore[override]
        found = _YEARS.fullmatch(self._text(value).strip())
        if found is None:
            raise Invalid("import_years_unreadable", name, typed=shown(value))
        first = super()._read(found[1], name, data)
        last = None if found[2] is None else super()._read(found[2], name, data)
        if last is not None and last < first:
            raise Invalid("import_years_unreadable", name, typed=shown(value))
        return first, last


@dataclass(frozen=True)
class Communes:
    """All that a written commune can mean: those of today, those of before."""

    typed: str
    new: tuple[str, ...]
    old: tuple[Commune, ...]


class CommuneWritten(Line):
    """A commune by code or name of either time; which time is meant tells the grant's day."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Communes:  # type: ignore[override]
        typed = super()._read(value, name, data)
        new, old = _named(typed, NEW), _named(typed, OLD)
        if not new and not old:
            raise Invalid("import_commune_unknown", name, typed=shown(typed))
        return Communes(typed, tuple(each.code for each in new), old)


def _named(typed: str, vintage: Vintage) -> tuple[Commune, ...]:
    if _CODE.fullmatch(typed):
        return tuple(each for each in communes() if (each.code, each.vintage) == (typed, vintage))
    return gazetteer().named(typed, vintage)


class CodeRowSchema(RequestSchema):
    """One code that was granted before; ``crops`` are known by folded name.

    A column that is left empty and not required is something that the register still lacks.
    """

    raw = RawCode(required=True, longest=RAW_LONGEST)
    scheme = OneOf(SCHEMES, _SCHEMES_TOO, required=True)
    market = OneOf(MARKETS, _MARKETS_TOO)
    holder = Line(required=True, longest=120)
    holder_kind = OneOf(HOLDER_KINDS, _HOLDERS_TOO)
    kind = OneOf(KINDS, _KINDS_TOO, required=True)
    crops = Crops()
    variety = Line(longest=120)
    name = Line(longest=120)
    commune = CommuneWritten(required=True, longest=120)
    new_commune = CommuneWritten(longest=120)
    address = Line()
    area = Hectares()
    productive_area = Hectares()
    trees = Positive()
    colonies = Positive()
    planted = Years()
    parcels = Line(longest=500)
    households = Positive()
    decision_no = Line(longest=64)
    authority = Line()
    granted_on = Day(required=True)
    valid_until = Day(may_be_future=True)
    suspended_on = Day()
    suspended_by = Line(longest=64)
    restored_on = Day()
    restored_by = Line(longest=64)
    renewed_on = Day()
    renewed_until = Day(may_be_future=True)
    renewed_by = Line(longest=64)
    suspended_on_2 = Day()
    suspended_by_2 = Line(longest=64)
    restored_on_2 = Day()
    restored_by_2 = Line(longest=64)
    renewed_on_2 = Day()
    renewed_until_2 = Day(may_be_future=True)
    renewed_by_2 = Line(longest=64)
    suspended_on_3 = Day()
    suspended_by_3 = Line(longest=64)
    restored_on_3 = Day()
    restored_by_3 = Line(longest=64)
    renewed_on_3 = Day()
    renewed_until_3 = Day(may_be_future=True)
    renewed_by_3 = Line(longest=64)
    revoked_on = Day()
    revoked_by = Line(longest=64)
    note = Line(longest=500)

    def __init__(self, *, crops: Mapping[str, str], **options: Any) -> None:
        """``crops`` maps folded names and codes to codes."""
        super().__init__(**options)
        self.crop_names = crops

    def together(self, data: Mapping[str, Any]) -> CodeRow:
        """The row that the read fields make; ``Invalid`` where they contradict each other."""
        _check(data)
        commune, old, resolved = _located(data)
        planted = data.get("planted", (None, None))
        plain = {name: data.get(name) for name in _PLAIN}
        row = CodeRow(
            **plain,  # type: ignore[arg-type]
            market=data.get("market") or _DEFAULT_MARKETS.get(data["scheme"], "domestic"),
            crops=data.get("crops", ()),
            commune=commune,
            old_commune=old,
            resolved=resolved,
            area_m2=data.get("area"),
            productive_m2=data.get("productive_area"),
            planted_year=planted[0],
            planted_until_year=planted[1],
            history=in_order(_happened(data)),
        )
        check_life(row)
        return row


_PLAIN = (
    *("raw", "scheme", "holder", "holder_kind", "kind", "variety", "name", "address", "trees"),
    *("colonies", "parcels", "households", "decision_no", "authority", "granted_on"),
    *("valid_until", "note"),
)


def _check(data: Mapping[str, Any]) -> None:
    """What one column alone cannot know."""
    faults = [Fault("required", name) for name in _lacking(data)]
    whole, part = data.get("area"), data.get("productive_area")
    if part is not None and part > (whole or 0):
        faults.append(Fault("productive_above_area", "productive_area"))
    for begin, end in (("granted_on", "valid_until"), *_terms()):
        if end in data and begin in data and data[end] < data[begin]:
            faults.append(Fault("valid_until_before_start", end))
    if faults:
        raise Invalid.of(tuple(faults))


def _lacking(data: Mapping[str, Any]) -> Iterator[str]:
    """Columns that this row cannot do without."""
    if not data.get("crops") and data["kind"] not in BUILDINGS:
        yield "crops"
    for kind, name in (("ancient_tea_stand", "trees"), ("apiary", "colonies")):
        if data["kind"] == kind and name not in data:
            yield name
    for when, *others in _groups():
        if when not in data and any(each in data for each in others):
            yield when
    for renewed, until in _terms():  # without its end a renewal would hold for ever
        if renewed in data and until not in data:
            yield until


def _groups() -> Iterator[tuple[str, ...]]:
    """The columns of each step: its day, then what is said of it."""
    for end in _ends():
        yield f"suspended_on{end}", f"suspended_by{end}"
        yield f"restored_on{end}", f"restored_by{end}"
        yield f"renewed_on{end}", f"renewed_by{end}", f"renewed_until{end}"
    yield "revoked_on", "revoked_by"


def _terms() -> Iterator[tuple[str, str]]:
    for end in _ends():
        yield f"renewed_on{end}", f"renewed_until{end}"


def _ends() -> Iterator[str]:
    yield ""
    yield from (f"_{time}" for time in range(2, TIMES + 1))


_STEPS = {
    "suspended": CodeStep.SUSPEND,
    "restored": CodeStep.RESTORE,
    "renewed": CodeStep.RENEW,
    "revoked": CodeStep.REVOKE,
}


def _happened(data: Mapping[str, Any]) -> Iterator[Happened]:
    for when, decision, *until in _groups():
        if when in data:
            step = _STEPS[when.split("_")[0]]
            last = data.get(until[0]) if until else None
            yield Happened(step, data[when], when, data.get(decision), last)


def _located(data: Mapping[str, Any]) -> tuple[str, str | None, bool]:
    """The commune of today, the one of before, and whether the name on the paper is gone.

    A paper of before 1 July 2025 names a commune of then, unless only today has that name.
    """
    written: Communes = data["commune"]
    chosen = _one_new(data["new_commune"], "new_commune") if "new_commune" in data else None
    before = written.old and (data["granted_on"] < MERGED_ON or not written.new)
    if not before:
        if chosen not in (None, written.new[0]):
            raise Invalid("commune_not_successor", "new_commune", options=list(written.new))
        return written.new[0], None, False
    old = _one_old(written)
    try:
        new = choose_new(old.code, chosen, successions())
    except Invalid as refusal:
        fault = refusal.faults[0]
        raise Invalid.of((Fault(fault.code, "new_commune", fault.facts),)) from None
    return new, old.code, not written.new


def _one_new(written: Communes, at: str) -> str:
    if not written.new:
        raise Invalid("import_commune_unknown", at, typed=shown(written.typed))
    return written.new[0]


def _one_old(written: Communes) -> Commune:
    if len(written.old) > 1:
        options = [f"{each.name}, {each.district}" for each in written.old]
        facts = {"typed": shown(written.typed), "options": options}
        raise Invalid("commune_name_ambiguous", "commune", **facts)
    return written.old[0]
