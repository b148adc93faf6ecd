"""Reports: what somebody who holds the goods sends from a public page, without an account.

A report judges nothing: it holds no lot and says nothing in public. What was said, who said it and
how they can be reached are private values of its event; the leaf has codes, kinds and commitments.
The same form sent twice is one report (decision 0043).
"""

from __future__ import annotations

import datetime as dt
import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from traceability.crypto.keyring import Keyring
from traceability.crypto.pepper import peppered
from traceability.crypto.tokens import token_hash
from traceability.domain import ids
from traceability.domain import reports as rules
from traceability.domain.access import Thing
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.reports import About, ReportKind, ReportState, SentTo
from traceability.services import (
    alerts,
    area_pages,
    pages,
    parties,
    photos,
    public_places,
    recalls,
    recording,
    slip_pages,
)
from traceability.services.alerts import Facts
from traceability.services.parties import VINTAGE
from traceability.services.photos import Prepared
from traceability.store.models import Batch, DoubtReport, Event, Party
from traceability.store.queries import areas, batches, events, public_areas, receptions
from traceability.store.queries import parties as party_queries
from traceability.store.queries import reports as queries
from traceability.store.unit import Reading, Work

#: Reports of one thing and kind are one alert to an office for so long.
GATHERED = dt.timedelta(hours=1)
_SENT = AlertKind.REPORT_SENT
#: Bytes of the largest photograph, and pixels of its longer side once it is kept.
LARGEST_PHOTO = 2 * 1024 * 1024
LONGEST_SIDE = 1_600
LONGEST_KEY = 64


@dataclass(frozen=True)
class Target:
    """What a report is about: the code and what stands behind it, whose, and where.

    Without a ``holder`` nobody knows the code; without a ``commune`` it is the province's.
    """

    about: About
    code: str | None = None
    holder: int | None = None
    batch: int | None = None
    commune: str | None = None


@dataclass(frozen=True)
class ReportRequest:
    """What somebody says: of what kind, to whom, in their words; a name and a contact if they want.

    ``printed`` is what they typed or scanned where nobody has such a code, or the link of a label
    whose number is none of the lot's that the report is about.
    """

    kind: ReportKind
    sent_to: SentTo
    said: str
    language: str
    name: str | None = None
    contact: str | None = None
    printed: str | None = None

    @property
    def private(self) -> dict[str, str]:
        """The private values that are there, by field."""
        values = {
            "said": self.said,
            "name": self.name,
            "contact": self.contact,
            "printed": self.printed,
        }
        return {name: value for name, value in values.items() if value}


def prepare_photo(data: bytes, folder: Path) -> Prepared:
    """Re-encode a photograph as sent, without any metadata; outside any unit of work.

    ``Invalid`` at ``photo``: ``photo_over`` where it is larger than 2 MB, else what
    ``photos.prepare`` raises.
    """
    if len(data) > LARGEST_PHOTO:
        raise photo_over()
    return photos.prepare(data, folder, LONGEST_SIDE)


def photo_over() -> Invalid:
    """The refusal of a picture that is larger than may be sent."""
    return Invalid("photo_over", "photo", largest_mb=LARGEST_PHOTO // 1_048_576)


def target(view: Reading, keyring: Keyring, code: str | None) -> Target:
    """What stands behind a code as it was typed or scanned; whatever has no page is unknown."""
    canonical = None if code is None else ids.fold_typed(code)
    if canonical is None:
        return Target(About.UNKNOWN)
    if ids.kind_of(canonical) == "item":
        return _item(view, keyring, canonical)
    for find in (_batch, _area, _slip, _place, _party):
        try:
            return find(view, keyring, canonical)
        except NotFound:
            continue
    return Target(About.UNKNOWN)


def send(
    work: Work, key: str, about: Target, asked: ReportRequest, photo: Prepared | None = None
) -> str:
    """Take a report, and tell who is to read it; the reporter's number.

    The same key with the same words gives the same number; with others it is refused
    (``request_key_reused``). Refused too: ``no_office_for_report`` where nobody is there to read
    it, ``nobody_to_send_to`` where the code is nobody's, ``office_only`` for what is no word on
    quality. However many there are of one thing and kind on a day, each is taken; those beyond
    ``rules.MOST_A_DAY`` ring no bell of their own, unless they may do harm.
    """
    _check_key(key)
    asked = _reachable(about, asked)
    secret = _secret(work, key)
    request, body = _hashes(work, key, about, asked, photo)
    work.lock_word(f"report:{request}")
    before = queries.by_request(work.db, request)
    if before is not None:
        return _again(before, body, secret)
    event, code = _record(work, about, asked, photo)
    row = _row(work, about, asked, event, code)
    row.secret_hash, row.request_hash, row.body_hash = token_hash(secret), request, body
    work.add(row)
    tell(work, row, _SENT, quiet=_is_one_of_many(work, row))
    return rules.number(code, secret)


def _is_one_of_many(work: Work, report: DoubtReport) -> bool:
    """Whether so many came of its thing and kind today that it rings no bell of its own."""
    if report.kind == rules.HARMFUL:
        return False
    return queries.count_like(work.db, report) > rules.MOST_A_DAY


def tell(work: Work, report: DoubtReport, kind: AlertKind, *, quiet: bool = False) -> None:
    """Tell the office of the territory, or the holder where it went there alone.

    What is sent of one thing and kind within an hour is one alert that counts, until it is read; of
    codes that nobody has, what was printed says whether they are one. A ``quiet`` one is counted by
    an alert of its day that nobody has read, and rings no bell where there is none.
    """
    if report.sent_to == SentTo.OFFICE:
        for office in alerts.offices(work, report.commune_code):
            _tell_office(work, office, report, kind, quiet=quiet)
    elif not quiet:
        tell_holder(work, report)


def _tell_office(
    work: Work, office: int, report: DoubtReport, kind: AlertKind, *, quiet: bool
) -> None:
    facts: Facts = {"report_kind": report.kind}
    since = None if quiet else work.now - GATHERED
    like = queries.alerts_of_like(work.db, office, report, since) if kind is _SENT else []
    words = printed(work, [report, *(told for _alert, told in like)])
    asked = _folded(words.get(report.code))
    before = next((each for each, told in like if _folded(words.get(told.code)) == asked), None)
    if before is None:
        if not quiet:
            alerts.tell(work, office, kind, report.code, facts)
        return
    count = 1 + int(alerts.shown(before).facts.get("count", 1))
    named = report.about is not None or asked
    many = AlertKind.REPORTS_SENT if named else AlertKind.REPORTS_UNNAMED
    alerts.say_instead(before, many, {**facts, "count": count})


def _folded(words: str | None) -> str:
    """What was printed, as it is compared: as a code where it reads as one."""
    text = words or ""
    return ids.fold_typed(text) or " ".join(text.split()).casefold()


def printed(view: Reading, rows: Iterable[DoubtReport]) -> dict[str, str]:
    """What stood on labels whose code nobody has, by the code of the report; while it is kept."""
    told = {row.event_seq: row.code for row in rows if row.about is None}
    found = {row.event_id: told[seq] for seq, row in events.by_seq(view.db, list(told)).items()}
    words = events.private_values(view.db, "event", list(found))
    return {found[event]: value for (event, field), value in words.items() if field == "printed"}


def tell_holder(work: Work, report: DoubtReport) -> None:
    """Tell whose goods they are that a report is there to be read."""
    if report.holder_id is not None:
        facts = {"report_kind": report.kind}
        alerts.tell(work, report.holder_id, AlertKind.REPORT_RELEASED, report.code, facts)


def by_number(view: Reading, typed: str) -> DoubtReport:
    """The report that a reporter's number opens; ``NotFound`` for any other text."""
    found = rules.split_number(typed)
    if found is None:
        raise NotFound
    report = queries.by_code(view.db, found[0])
    if report is None or report.secret_hash != token_hash(found[1]):
        raise NotFound
    return report


def known(view: Reading, code: str) -> DoubtReport:
    """The report of a short code."""
    report = queries.by_code(view.db, code)
    if report is None:
        raise NotFound
    return report


def thing(report: DoubtReport) -> Thing:
    """A report to an office as far as rights go; one to a holder alone is in nobody's territory."""
    if report.sent_to == SentTo.HOLDER:
        return Thing(holder=report.holder_id)
    commune = report.commune_code
    return Thing(communes=frozenset() if commune is None else frozenset({commune}))


def owner(view: Reading, commune: str | None, holder: int | None) -> Party:
    """Whose event a report is: of the office that it goes to, else of whose goods they are."""
    offices = party_queries.offices_of(view.db, commune) if commune else []
    offices = offices or party_queries.offices_of(view.db, None)
    found = offices[0] if offices else holder
    if found is None:
        raise RuleBroken("no_office_for_report")
    return parties.known(view, found)


# --- what it is about ----------------------------------------------------------------------------


def _item(view: Reading, keyring: Keyring, code: str) -> Target:
    if not pages.exists(view, keyring, code):
        return Target(About.UNKNOWN)
    batch = pages.batch_of_label(view, keyring, code)
    if batch is not None:
        return replace(_goods(view, batch), about=About.ITEM, code=code)
    found = pages.label_of(view, keyring, code)
    if found is None:
        raise NotFound
    holder = parties.known(view, found[0].holder_id)
    return Target(About.ITEM, code, holder.id, commune=holder.commune_code)


def _batch(view: Reading, keyring: Keyring, code: str) -> Target:
    del keyring
    batch = batches.by_code(view.db, code)
    if batch is None or batches.stock(view.db, batch.id).published_on is None:
        raise NotFound
    return _goods(view, batch)


def _goods(view: Reading, batch: Batch) -> Target:
    """A lot: where it came from if that is one commune, else where its holder is."""
    communes = recalls.thing(view, batch).communes
    holder = parties.known(view, batch.holder_id)
    commune = next(iter(communes)) if len(communes) == 1 else holder.commune_code
    return Target(About.BATCH, batch.code, holder.id, batch.id, commune)


def _area(view: Reading, keyring: Keyring, code: str) -> Target:
    del keyring
    area_pages.find(view, code)
    area = areas.code_by_code(view.db, code)
    if area is None:
        raise NotFound
    holder = parties.known(view, area.holder_id)
    standing = public_areas.places_on(view.db, area.id, view.today)
    communes = {revision.commune_code for _place, revision in standing}
    commune = communes.pop() if len(communes) == 1 else holder.commune_code
    return Target(About.AREA, code, holder.id, commune=commune)


def _slip(view: Reading, keyring: Keyring, code: str) -> Target:
    del keyring
    slip_pages.find(view, code)
    found = receptions.slip(view.db, code)
    if found is None:
        raise NotFound
    holder = parties.known(view, found[1].holder_id)
    return Target(About.SLIP, code, holder.id, found[0].batch_id, holder.commune_code)


def _place(view: Reading, keyring: Keyring, code: str) -> Target:
    del keyring
    page = public_places.find_place(view, code)
    holder = party_queries.by_code(view.db, page.holder_code)
    if holder is None:
        raise NotFound
    return Target(About.PLACE, code, holder.id, commune=page.where.code if page.where else None)


def _party(view: Reading, keyring: Keyring, code: str) -> Target:
    del keyring
    public_places.find_party(view, code)
    holder = party_queries.by_code(view.db, code)
    if holder is None:
        raise NotFound
    return Target(About.PARTY, code, holder.id, commune=holder.commune_code)


# --- taking it -----------------------------------------------------------------------------------


def _check_key(key: str) -> None:
    if not 8 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Invalid("request_key_unreadable", "request_key", longest=LONGEST_KEY)


def _reachable(about: Target, asked: ReportRequest) -> ReportRequest:
    """As it may be kept: only a word on quality goes to the holder alone, and then no contact."""
    if asked.sent_to is not SentTo.HOLDER:
        return asked
    if about.holder is None:
        raise Invalid("nobody_to_send_to", "sent_to")
    if asked.kind is not ReportKind.QUALITY:
        raise Invalid("office_only", "sent_to")
    return replace(asked, name=None, contact=None)


def _secret(work: Work, key: str) -> str:
    """Made from the key under the installation's secret: sent again, the number is the same."""
    drawn = urlsafe_b64decode(peppered(work.pepper, f"report-number:{key}") + "=")
    return rules.secret_of(int.from_bytes(drawn[:5], "big"))


def _hashes(
    work: Work, key: str, about: Target, asked: ReportRequest, photo: Prepared | None
) -> tuple[str, str]:
    body = [about.code, asked.kind, asked.sent_to, asked.private, photo.sha256 if photo else None]
    text = json.dumps([str(key), body], sort_keys=True, default=str)
    return peppered(work.pepper, f"report-key:{key}"), peppered(work.pepper, text)


def _again(before: DoubtReport, body: str, secret: str) -> str:
    number = rules.number(before.code, secret)
    if before.body_hash != body:
        raise Conflict("request_key_reused", "request_key", recorded={"report": number})
    return number


def _record(
    work: Work, about: Target, asked: ReportRequest, photo: Prepared | None
) -> tuple[Event, str]:
    whose = owner(work, about.commune, about.holder)
    files = photos.keep(work, whose.id, photo)
    code = recording.issue_code(work, "report")
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.REPORTED,
        subjects=(Subject(Role.REF, code),),
        occurred_on=work.today,
        facts={
            "kind": str(asked.kind),
            "sent_to": str(asked.sent_to),
            "about_kind": str(about.about),
            "about": about.code,
            "commune": about.commune,
        },
        private=asked.private,
        files=files,
    )
    return recording.record(work, whose.id, whose.code, what), code


def _row(work: Work, about: Target, asked: ReportRequest, event: Event, code: str) -> DoubtReport:
    return DoubtReport(
        code=code,
        kind=str(asked.kind),
        sent_to=str(asked.sent_to),
        about_kind=str(about.about),
        about=about.code,
        holder_id=about.holder,
        batch_id=about.batch,
        commune_code=about.commune,
        commune_vintage=None if about.commune is None else VINTAGE,
        language=asked.language,
        sent_on=work.today,
        event_seq=event.seq,
        recorded_at=work.now,
        state=str(ReportState.SENT),
        released=False,
        member_id=None,
        closed_at=None,
        forgotten_at=None,
    )
