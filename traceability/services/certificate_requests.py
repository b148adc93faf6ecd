"""What is asked for of a certificate, and what is wrong with it, each at its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from traceability.domain.certificates import (
    FACILITIES,
    MAY_COVER,
    MUST_COVER,
    OCOP_MONTHS,
    CertificateKind,
    Covers,
    months_after,
)
from traceability.domain.errors import Fault, Invalid
from traceability.store.models import Gi, Party
from traceability.store.queries import areas, batches, products
from traceability.store.queries import certificates as queries
from traceability.store.unit import Work


@dataclass(frozen=True)
class ResultRequest:
    """A line of a test report as written; ``verdict`` is the laboratory's, where it gave one."""

    parameter: str
    result: str
    limit: str | None = None
    unit: str | None = None
    verdict: str | None = None


@dataclass(frozen=True)
class CertificateRequest:
    """A certificate as it is asked for; ``covers`` are short codes of places, products, batches.

    A correction names the ``revision`` that it was typed over and a ``reason``.
    """

    kind: CertificateKind
    number: str
    issuer: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    covers: tuple[str, ...] = ()
    standard: str | None = None
    named: str | None = None
    stars: int | None = None
    ocop_group: str | None = None
    gi: str | None = None
    sampled_on: dt.date | None = None
    method: str | None = None
    results: tuple[ResultRequest, ...] = ()
    revision: int | None = None
    reason: str | None = None


#: What each short code is that a certificate names.
Named = dict[str, Covers]


def checked(
    work: Work, holder: Party, asked: CertificateRequest
) -> tuple[CertificateRequest, Gi | None, Named]:
    """The request with its last day, the geographical indication and the things that it names."""
    if asked.kind is CertificateKind.OCOP and asked.valid_to is None:
        asked = replace(asked, valid_to=months_after(asked.valid_from, OCOP_MONTHS))
    named = dict(_named(work, holder, asked.covers))
    gi = None if asked.gi is None else queries.gi_by_key(work.db, asked.gi)
    faults = [*_faults_of_kind(asked, gi), *_faults_of_days(work, asked), *_faults_of(asked, named)]
    if faults:
        raise Invalid.of(tuple(faults))
    return asked, gi, named


def _named(work: Work, holder: Party, codes: Collection[str]) -> Iterator[tuple[str, Covers]]:
    """What each short code is; one that is not the holder's is refused as if there were none."""
    for code in dict.fromkeys(codes):
        place = areas.place_by_code(work.db, code)
        product = products.by_code(work.db, code)
        batch = batches.by_code(work.db, code)
        owned = next((each for each in (place, product, batch) if each is not None), None)
        if owned is None or owned.holder_id != holder.id:
            raise Invalid("scope_unknown", "covers", thing=code)
        if place is not None:
            yield code, Covers.FACILITY if place.kind in FACILITIES else Covers.PLACE
        else:
            yield code, Covers.PRODUCT if product is not None else Covers.BATCH


def _faults_of_kind(asked: CertificateRequest, gi: Gi | None) -> Iterator[Fault]:
    """What a kind needs and others may not have."""
    needs = {
        "standard": (asked.kind is CertificateKind.ORGANIC, asked.standard),
        "stars": (asked.kind is CertificateKind.OCOP, asked.stars),
        "named": (asked.kind is CertificateKind.OCOP, asked.named),
        "gi": (asked.kind is CertificateKind.GI, asked.gi),
        "sampled_on": (asked.kind is CertificateKind.TEST_REPORT, asked.sampled_on),
    }
    for field, (needed, value) in needs.items():
        if needed and not value:
            yield Fault("required", field)
        if not needed and value and field != "named":
            yield Fault("field_not_of_kind", field)
    if asked.gi is not None and gi is None:
        yield Fault("gi_unknown", "gi")
    if (asked.kind is CertificateKind.TEST_REPORT) != bool(asked.results):
        yield (
            Fault("field_not_of_kind", "results") if asked.results else Fault("required", "results")
        )


def _faults_of_days(work: Work, asked: CertificateRequest) -> Iterator[Fault]:
    if asked.valid_to is not None and asked.valid_to < asked.valid_from:
        facts = {"day": asked.valid_to, "first": asked.valid_from}
        yield Fault("ends_before_begins", "valid_to", facts)
    if asked.kind is not CertificateKind.TEST_REPORT:
        return
    if asked.valid_from > work.today:
        yield Fault("day_in_future", "valid_from", {"day": asked.valid_from, "today": work.today})
    if asked.sampled_on is not None and asked.sampled_on > asked.valid_from:
        facts = {"day": asked.sampled_on, "issued": asked.valid_from}
        yield Fault("sampled_after_report", "sampled_on", facts)


def _faults_of(asked: CertificateRequest, named: Named) -> Iterator[Fault]:
    """Things that a paper of this kind says nothing of, or none that it must speak of."""
    for code, what in named.items():
        if what not in MAY_COVER[asked.kind]:
            yield Fault("scope_not_of_kind", "covers", {"thing": code})
            return
    if not MUST_COVER[asked.kind] & set(named.values()):
        yield Fault("required", "covers")
