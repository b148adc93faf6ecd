"""Certificates: their kinds, their state on a day, and which of them cover a batch.

A certificate names places, products or batches. Where it names several kinds of things, goods must
lie in each of them: a VietGAP certificate with two orchards and one product covers that product
where all of it was picked in those orchards.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from traceability.domain.balance import PPM


class CertificateKind(StrEnum):
    """Every kind of paper that is kept; DOMAIN §4."""

    VIETGAP = "vietgap"
    GLOBALGAP = "globalgap"
    ORGANIC = "organic"
    GACP_WHO = "gacp_who"
    HACCP = "haccp"
    ISO_22000 = "iso_22000"
    FOOD_SAFETY = "food_safety"
    OCOP = "ocop"
    GI = "gi"
    COLLECTIVE_MARK = "collective_mark"
    TEST_REPORT = "test_report"


class OrganicStandard(StrEnum):
    """What an organic certificate was given under."""

    TCVN_11041 = "tcvn_11041"
    EU = "eu"
    USDA = "usda"
    OTHER = "other"


class OcopGroup(StrEnum):
    """The six groups of the OCOP programme."""

    FOOD = "food"
    DRINKS = "drinks"
    HERBS = "herbs"
    CRAFTS = "crafts"
    ORNAMENTAL = "ornamental"
    TOURISM = "tourism"


class Grade(StrEnum):
    """The evidence behind a certificate, weakest first (MODEL §6)."""

    SELF_DECLARED = "self_declared"
    DOCUMENTED = "documented"
    SEEN = "seen_by_officer"
    CHECKED = "checked_with_issuer"

    @property
    def rank(self) -> int:
        """How strong the evidence is, from 0."""
        return list(Grade).index(self)

    @classmethod
    def own(cls, *, filed: bool) -> Grade:
        """The evidence that a holder can give alone: its word, or the paper itself."""
        return cls.DOCUMENTED if filed else cls.SELF_DECLARED


class Standing(StrEnum):
    """What a certificate is on a day; ``moved`` is a test report to a lot that it names no more."""

    NOT_YET = "not_yet"
    VALID = "valid"
    SOON = "soon"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"


class Covers(StrEnum):
    """What a certificate may name; facilities and growing places are places both."""

    PLACE = "place"
    FACILITY = "facility"
    PRODUCT = "product"
    BATCH = "batch"


class ResultVerdict(StrEnum):
    """A line of a test report against its limit; ``above`` is outside it, on whichever side."""

    WITHIN = "within"
    ABOVE = "above"
    NOT_JUDGED = "not_judged"


#: Days ahead at which the holder is told, the earliest first; the first also begins "soon".
THRESHOLDS = (60, 30, 7)
#: So many months an OCOP certificate is valid where its decision names no last day.
OCOP_MONTHS = 36
STARS = (3, 4, 5)

FACILITIES = frozenset({"packing_house", "processing_facility", "warehouse"})

_GROWING = frozenset({Covers.PLACE, Covers.FACILITY, Covers.PRODUCT})
_MAKING = frozenset({Covers.FACILITY, Covers.PRODUCT})
#: What a certificate of each kind may name.
MAY_COVER: Mapping[CertificateKind, frozenset[Covers]] = {
    CertificateKind.VIETGAP: _GROWING,
    CertificateKind.GLOBALGAP: _GROWING,
    CertificateKind.ORGANIC: _GROWING,
    CertificateKind.GACP_WHO: _GROWING,
    CertificateKind.HACCP: _MAKING,
    CertificateKind.ISO_22000: _MAKING,
    CertificateKind.FOOD_SAFETY: _MAKING,
    CertificateKind.OCOP: frozenset({Covers.PRODUCT}),
    CertificateKind.GI: frozenset({Covers.PLACE, Covers.PRODUCT}),
    CertificateKind.COLLECTIVE_MARK: frozenset({Covers.PRODUCT}),
    CertificateKind.TEST_REPORT: frozenset({Covers.BATCH}),
}
#: What it must name at the least: one of these.
MUST_COVER: Mapping[CertificateKind, frozenset[Covers]] = {
    kind: frozenset({Covers.PLACE, Covers.FACILITY}) if may is _GROWING else may
    for kind, may in MAY_COVER.items()
}
#: Kinds that name a standard which was applied: item 10 of Thông tư 02/2024/TT-BKHCN.
STANDARDS = frozenset(
    {
        CertificateKind.VIETGAP,
        CertificateKind.GLOBALGAP,
        CertificateKind.ORGANIC,
        CertificateKind.GACP_WHO,
        CertificateKind.HACCP,
        CertificateKind.ISO_22000,
    }
)


@dataclass(frozen=True)
class Validity:
    """From when to when; without an end it holds until withdrawn. Both ends belong to it."""

    valid_from: dt.date
    valid_to: dt.date | None = None
    withdrawn_on: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether it counts on ``day``; from the day of its withdrawal on it does not."""
        return self.standing(day) in (Standing.VALID, Standing.SOON)

    def standing(self, day: dt.date) -> Standing:
        """Its state on ``day``."""
        if self.withdrawn_on is not None and day >= self.withdrawn_on:
            return Standing.WITHDRAWN
        if day < self.valid_from:
            return Standing.NOT_YET
        left = self.days_left(day)
        if left is None:
            return Standing.VALID
        if left < 0:
            return Standing.EXPIRED
        return Standing.SOON if left <= THRESHOLDS[0] else Standing.VALID

    def days_left(self, day: dt.date) -> int | None:
        """Days after ``day`` until its last one: 0 on that day, negative after it."""
        return None if self.valid_to is None else (self.valid_to - day).days

    def reached(self, day: dt.date) -> tuple[int, ...]:
        """The thresholds that are reached on ``day``, the earliest first."""
        left = self.days_left(day)
        return () if left is None else tuple(each for each in THRESHOLDS if left <= each)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last (Bộ luật Dân sự 2015, art. 148.3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


# --- what a certificate covers -------------------------------------------------------------------


@dataclass(frozen=True)
class OriginShare:
    """A share of goods: the place, its communes as stated then, the day it was picked.

    ``in_code`` is false for goods outside every growing-area code. ``stood`` are the communes in
    which the colonies of a harvest of honey stood, none outside the register.
    """

    place: str
    commune: str
    old_commune: str | None
    day: dt.date
    ppm: int
    in_code: bool = True
    stood: tuple[str | None, ...] = ()


@dataclass(frozen=True)
class Goods:
    """A batch as certificates see it.

    ``sources`` are the batch itself and those that it was made of entirely; ``facilities`` the
    places where it was packed.
    """

    sources: frozenset[str]
    product: str | None
    made_on: dt.date
    facilities: frozenset[str] = frozenset()
    origins: tuple[OriginShare, ...] = ()


@dataclass(frozen=True)
class Scope:
    """The short codes that a certificate names, by what they are."""

    places: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    batches: frozenset[str] = frozenset()

    @property
    def named(self) -> frozenset[Covers]:
        """The kinds of things that are named."""
        told = {
            Covers.PLACE: self.places,
            Covers.FACILITY: self.facilities,
            Covers.PRODUCT: self.products,
            Covers.BATCH: self.batches,
        }
        return frozenset(kind for kind, codes in told.items() if codes)


@dataclass(frozen=True)
class GiList:
    """The communes of a geographical indication, as its decision names them.

    ``came_from`` gives, for a commune of today, the old ones that it came from, whole or in part.
    """

    new: frozenset[str] = frozenset()
    old: frozenset[str] = frozenset()
    came_from: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, commune: str, old_commune: str | None) -> bool:
        """Whether goods of a commune lie in the list.

        A commune of today on the list is enough. Else the old one decides; where it was not
        stated, all that the commune came from must be on the list, so nobody gains by silence.
        """
        if commune in self.new:
            return True
        if old_commune is not None:
            return old_commune in self.old
        before = self.came_from.get(commune, frozenset())
        return bool(before) and before <= self.old


def covered_ppm(scope: Scope, validity: Validity, origins: Iterable[OriginShare]) -> int:
    """How much of the goods was picked in the named places while the certificate held, in ppm.

    A share outside every growing-area code counts for none: nobody vouches for where it is from.
    Nor does honey that was gathered outside the register's province in part.
    """
    return sum(
        each.ppm
        for each in origins
        if each.in_code
        and None not in each.stood
        and each.place in scope.places
        and validity.holds(each.day)
    )


def covers(scope: Scope, validity: Validity, goods: Goods, gi: GiList | None = None) -> bool:
    """Whether a certificate covers goods on their date.

    Places are asked for all origins on their harvest days; products and facilities on the day the
    goods were made. A test report is about its sample, whatever the day. One of a geographical
    indication covers nothing unless every origin lies in a commune of its list.
    """
    if scope.batches:
        return bool(scope.batches & goods.sources)
    if not scope.named or (gi is not None and not _in_gi(gi, goods)):
        return False
    by_place = not scope.places or covered_ppm(scope, validity, goods.origins) == PPM
    in_facility = not _asks_facility(scope) or bool(scope.facilities & goods.facilities)
    of_product = not scope.products or goods.product in scope.products
    on_time = scope.named == {Covers.PLACE} or validity.holds(goods.made_on)
    return by_place and in_facility and of_product and on_time


def _asks_facility(scope: Scope) -> bool:
    """Facilities beside orchards widen the claim: then the orchards decide."""
    return bool(scope.facilities) and not scope.places


def _in_gi(gi: GiList, goods: Goods) -> bool:
    whole = sum(each.ppm for each in goods.origins) == PPM
    return whole and all(_gathered_in(gi, each) for each in goods.origins)


def _gathered_in(gi: GiList, origin: OriginShare) -> bool:
    """Honey is of where the colonies stood, wherever their keeper is at home."""
    home = gi.holds(origin.commune, origin.old_commune)
    return all(
        commune is not None and (home if commune == origin.commune else gi.holds(commune, None))
        for commune in origin.stood or (origin.commune,)
    )
