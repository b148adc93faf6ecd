"""Certificates with what they cover, results of tests, and geographical indications."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Base,
    Code,
    CommuneCode,
    Digest,
    Id,
    Line,
    Moment,
    Vintage,
    Word,
    append_only,
)


class _Stated:
    """What is written on the paper, as its holder states it; stars and name are an OCOP decision's.

    A test report has a day of sampling, a method, and lines of its own; its issuer is the
    laboratory.
    """

    number: Mapped[str] = mapped_column(String(64))
    issuer: Mapped[Line]
    named: Mapped[Line | None]
    stars: Mapped[int | None]
    ocop_group: Mapped[Word | None]
    sampled_on: Mapped[dt.date | None]
    method: Mapped[Line | None]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("file.sha256"))
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"))


class Certificate(_Stated, Base):
    """A paper of a holder as it stands now: what its newest revision states, and how far checked.

    ``grade`` is the evidence behind that revision (MODEL §6). One that was withdrawn counts for no
    later day.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_in_order"),
        CheckConstraint(
            "(kind = 'ocop') = (stars IS NOT NULL) AND (stars IS NULL OR stars BETWEEN 3 AND 5)",
            name="stars_of_ocop",
        ),
        CheckConstraint(
            "grade IN ('self_declared', 'documented', 'seen_by_officer', 'checked_with_issuer')",
            name="grade_known",
        ),
        CheckConstraint("(kind = 'gi') = (gi_id IS NOT NULL)", name="gi_named"),
        CheckConstraint("(kind = 'organic') = (standard IS NOT NULL)", name="standard_of_organic"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_on IS NULL)", name="withdrawal_is_whole"
        ),
        CheckConstraint("revision >= 1", name="revision_counts"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    kind: Mapped[Word]
    standard: Mapped[Word | None]
    gi_id: Mapped[int | None] = mapped_column(ForeignKey("gi.id"))
    revision: Mapped[int]
    grade: Mapped[Word]
    created_at: Mapped[Moment]
    withdrawn_on: Mapped[dt.date | None]
    withdrawn_at: Mapped[Moment | None]


@append_only
class CertificateRevision(_Stated, Base):
    """What was stated of a certificate from then on; a correction makes the next one."""

    __tablename__ = "certificate_revision"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    content_sha256: Mapped[Digest]
    recorded_at: Mapped[Moment]


@append_only
class CertificateScope(Base):
    """A thing that a revision covers, by its short code: a place, product or batch."""

    __tablename__ = "certificate_scope"
    __table_args__ = (CheckConstraint("kind IN ('place', 'product', 'batch')", name="kind_known"),)

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(
        ForeignKey("public_code.code"), primary_key=True, index=True
    )
    kind: Mapped[Word]


@append_only
class CertificateResult(Base):
    """One line of a test report: what was measured, the limit and the result as written."""

    __tablename__ = "certificate_result"
    __table_args__ = (
        CheckConstraint("verdict IN ('within', 'above', 'not_judged')", name="verdict_known"),
    )

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    parameter: Mapped[Line]
    highest: Mapped[str | None] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(String(64))
    unit: Mapped[str | None] = mapped_column(String(32))
    verdict: Mapped[Word]


class CertificateReminder(Base):
    """That its holder was told, so many days ahead, that a certificate ends on a day: once."""

    __tablename__ = "certificate_reminder"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    valid_to: Mapped[dt.date] = mapped_column(primary_key=True)
    threshold: Mapped[int] = mapped_column(primary_key=True)
    told_at: Mapped[Moment]


class Gi(Base):
    """A geographical indication: its name, register number where known, first day, and source."""

    __tablename__ = "gi"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[Line]
    crop_code: Mapped[str | None] = mapped_column(ForeignKey("crop.code"))
    register_no: Mapped[str | None] = mapped_column(String(64))
    from_on: Mapped[dt.date | None]
    source: Mapped[Line]
    demonstration: Mapped[bool]


class GiCommune(Base):
    """A commune that a geographical indication covers, as its decision names it (old or new)."""

    __tablename__ = "gi_commune"
    __table_args__ = (
        ForeignKeyConstraint(
            ["commune_code", "commune_vintage"], ["commune.code", "commune.vintage"]
        ),
    )

    gi_id: Mapped[int] = mapped_column(ForeignKey("gi.id"), primary_key=True)
    commune_code: Mapped[CommuneCode] = mapped_column(primary_key=True)
    commune_vintage: Mapped[Vintage] = mapped_column(primary_key=True)
