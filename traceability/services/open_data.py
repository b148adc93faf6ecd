"""What everybody may take away: month by month, what became of the codes that authorities issued.

A month is told once it is over, from the record alone: the same record gives the same bytes. Codes
of the service itself are nobody's decision and stand in no file. ``docs/reference/open-data.md`` is
the contract.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from traceability import __version__
from traceability.domain import growing_area
from traceability.domain.canonical import sha256_b64
from traceability.domain.days import day_in_vietnam
from traceability.domain.growing_area import CodeStep, Status
from traceability.domain.months import Month, month_of, months_between
from traceability.services.area_pages import holder_name
from traceability.services.places_shown import NEW
from traceability.services.register_then import Code, Register
from traceability.sheets.text_tables import csv_table
from traceability.store.models import Commune, Party
from traceability.store.queries import open_data as queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries import registry
from traceability.store.unit import Reading

FORMAT_VERSION = 1
#: Steps that a file tells, and the word that it has for each.
CHANGES: Mapping[CodeStep, str] = {
    CodeStep.GRANT: "granted",
    CodeStep.RENEW: "renewed",
    CodeStep.SUSPEND: "suspended",
    CodeStep.RESTORE: "restored",
    CodeStep.REVOKE: "revoked",
    CodeStep.CANCEL: "cancelled",
    CodeStep.STRIKE: "struck_out",
}
EXPIRED = "expired"
COLUMNS = (
    *("change", "effective_on", "code", "scheme", "market", "crops"),
    *("commune_codes", "commune_vintage", "commune_names", "holder", "holder_kind", "register"),
    *("decision_no", "authority", "valid_until", "state_at_month_end", "disputed"),
    *("recorded_on", "page"),
)


@dataclass(frozen=True)
class Change:
    """Something that became of a code in the month, and how the code stood at the month's end."""

    change: str
    effective_on: dt.date
    code: str
    scheme: str
    market: str
    crops: tuple[str, ...]
    communes: tuple[tuple[str, str], ...]
    holder: str
    holder_kind: str
    register: str
    decision_no: str
    authority: str
    valid_until: dt.date | None
    state: Status
    disputed: bool
    recorded_on: dt.date | None
    page: str


@dataclass(frozen=True)
class MonthFile:
    """A finished month: its changes in order, and how many codes stood how at its end."""

    month: Month
    changes: tuple[Change, ...]
    standing: Mapping[str, Mapping[str, int]]


def months(view: Reading) -> tuple[Month, ...]:
    """The finished months from the first change on, newest first."""
    first = queries.first_change(view.db, list(CHANGES))
    if first is None:
        return ()
    return tuple(months_between(month_of(first), month_of(view.today).before))[::-1]


def tag(view: Reading, month: Month, *about: str) -> str | None:
    """What a file is known by before it is made; nothing where the month has none.

    Another one wherever the record has anything new to tell of the month (a step that took effect
    by its end, land, a name, an import that was taken back), whatever else ``about`` says, or the
    program is another.
    """
    if month not in months(view):
        return None
    found = queries.fingerprint(view.db, month.last)
    said = json.dumps([__version__, FORMAT_VERSION, str(month), about, found], default=str)
    return sha256_b64(said.encode())


def month_file(view: Reading, month: Month) -> MonthFile | None:
    """A finished month that has a file; nothing for any other."""
    if month not in months(view):
        return None
    register = Register(view, month.last)
    codes = [code for code in register.codes if _was_official(code)]
    told = [code for code in codes if _changed(code, month)]
    shown = _Shown(view, register, told)
    changes = [change for code in told for change in shown.changes(code, month)]
    changes.sort(key=lambda each: (each.effective_on, each.code, each.page, each.change))
    return MonthFile(month, tuple(changes), _standing(codes))


def _was_official(code: Code) -> bool:
    """Whether an office ever granted it: what was only applied for is nobody's business."""
    return code.row.scheme != growing_area.INTERNAL and growing_area.ever_opened(
        code.steps, dt.date.max
    )


def _changed(code: Code, month: Month) -> bool:
    """Whether a month has something to tell of a code."""
    return bool(_run_out(code, month)) or any(
        step.step in CHANGES and month.holds(step.effective_on) for step in code.steps
    )


def as_csv(file: MonthFile, base: str) -> bytes:
    """The month's changes as CSV; ``base`` is the address that pages stand under."""
    return csv_table(COLUMNS, (_row(change, base) for change in file.changes))


def as_json(file: MonthFile, base: str, licence: str) -> bytes:
    """The month as JSON (RFC 8259); ``licence`` is the operator's, or empty."""
    body = {
        "format": "ma-so-vung-trong",
        "format_version": FORMAT_VERSION,
        "month": str(file.month),
        "licence": licence or None,
        "changes": [_object(change, base) for change in file.changes],
        "standing_at_month_end": file.standing,
    }
    return (json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


class _Shown:
    """Names and communes of the codes of a month, read once for all of them."""

    def __init__(self, view: Reading, register: Register, codes: Sequence[Code]) -> None:
        self._register = register
        self._communes = registry.communes(view.db)
        self._crops = registry.crops_of_codes(view.db, [code.row.id for code in codes])
        keys = {key for code in codes for key in (code.row.holder_id, code.row.register_id)}
        self._parties = party_queries.by_ids(view.db, sorted(keys))
        self._names = {key: holder_name(view, party) for key, party in self._parties.items()}

    def changes(self, code: Code, month: Month) -> Iterator[Change]:
        """What became of a code in the month, running out included."""
        for row in code.rows:
            word = CHANGES.get(CodeStep(row.step))
            if word is not None and month.holds(row.effective_on):
                behind = row.decision_no or "", row.authority or ""
                recorded = day_in_vietnam(row.recorded_at)
                at = (row.effective_on, row.valid_until, recorded)
                yield self._change(code, word, at, behind)
        for day in _run_out(code, month):
            yield self._change(code, EXPIRED, (day, None, None), ("", ""))

    def _change(
        self,
        code: Code,
        word: str,
        at: tuple[dt.date, dt.date | None, dt.date | None],
        behind: tuple[str, str],
    ) -> Change:
        row, (day, until, recorded) = code.row, at
        return Change(
            change=word,
            effective_on=day,
            code=row.raw,
            scheme=row.scheme,
            market=row.market,
            crops=tuple(crop.code for crop in self._crops[row.id]),
            communes=self._where(code),
            holder=self._names[row.holder_id],
            holder_kind=self._party(row.holder_id).kind,
            register=self._names[row.register_id],
            decision_no=behind[0],
            authority=behind[1],
            valid_until=until,
            state=code.status,
            disputed=code.disputed,
            recorded_on=recorded,
            page=row.code,
        )

    def _party(self, key: int) -> Party:
        return self._parties[key]

    def _where(self, code: Code) -> tuple[tuple[str, str], ...]:
        found = [
            self._register.revision(place) for place in self._register.places_under(code.row.id)
        ]
        codes = {revision.commune_code for revision in found if revision is not None}
        return tuple((each, self._commune(each).name) for each in sorted(codes))

    def _commune(self, code: str) -> Commune:
        return self._communes[code, NEW]


def _run_out(code: Code, month: Month) -> list[dt.date]:
    """The days of the month from which a code had run out, if it had."""
    day = dt.timedelta(days=1)
    ends = {step.valid_until + day for step in code.steps if step.valid_until is not None}
    return [
        end
        for end in sorted(ends)
        if month.holds(end)
        and growing_area.status(code.steps, end) is Status.EXPIRED
        and growing_area.status(code.steps, end - day) is not Status.EXPIRED
    ]


def _standing(codes: Sequence[Code]) -> dict[str, dict[str, int]]:
    """How many codes of each scheme stood how, those that never held left out."""
    counted = Counter(
        (code.row.scheme, str(code.status))
        for code in codes
        if code.status in (Status.ACTIVE, Status.SUSPENDED, Status.REVOKED, Status.EXPIRED)
    )
    found: dict[str, dict[str, int]] = {}
    for (scheme, status), count in sorted(counted.items()):
        found.setdefault(scheme, {})[status] = count
    return found


def _row(change: Change, base: str) -> list[str]:
    plain = _object(change, base)
    plain["crops"] = "; ".join(change.crops)
    plain["commune_codes"] = "; ".join(code for code, _name in change.communes)
    plain["commune_names"] = "; ".join(name for _code, name in change.communes)
    plain["commune_vintage"] = NEW if change.communes else ""
    plain["disputed"] = "yes" if change.disputed else "no"
    return [str(plain[column] or "") for column in COLUMNS]


def _object(change: Change, base: str) -> dict[str, object]:
    return {
        "change": change.change,
        "effective_on": change.effective_on.isoformat(),
        "code": change.code,
        "scheme": change.scheme,
        "market": change.market,
        "crops": list(change.crops),
        "communes": [
            {"code": code, "vintage": NEW, "name": name} for code, name in change.communes
        ],
        "holder": change.holder,
        "holder_kind": change.holder_kind,
        "register": change.register,
        "decision_no": change.decision_no or None,
        "authority": change.authority or None,
        "valid_until": _day(change.valid_until),
        "state_at_month_end": str(change.state),
        "disputed": change.disputed,
        "recorded_on": _day(change.recorded_on),
        "page": f"{base}/{change.page}",
    }


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
