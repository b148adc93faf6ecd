"""``traceability verify`` and ``doctor``: is the record whole, is the installation well."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from traceability.cli.installation import Installation, pass_installation, refuse_absent
from traceability.cli.output import json_option, progress, tell
from traceability.services import jobs, startup
from traceability.services.verify import Difference
from traceability.services.verify import verify as find_differences
from traceability.settings import Settings
from traceability.store import migrate
from traceability.store.engine import Store, open_store
from traceability.store.queries import labels
from traceability.store.unit import Reading, reading

#: A job that waits longer than this has no job process to do it.
PATIENCE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Check:
    """One thing looked at: its name, whether it is well, and what was seen."""

    check: str
    ok: bool
    seen: str


@click.command()
@json_option
@pass_installation
def verify(installation: Installation) -> None:
    """Fold all events again and compare every chain and every table; 1 where they differ."""
    progress("reading every event …")
    with installation.open() as house, reading(house.store) as view:
        found = find_differences(view)
    told = {"differences": [dataclasses.asdict(each) for each in found]}
    tell(told, *(map(_named, found) if found else ["No difference: the record is whole."]))
    if found:
        click.get_current_context().exit(1)


@click.command()
@json_option
@pass_installation
def doctor(installation: Installation) -> None:
    """Look at settings, database, label keys, files and jobs; 1 where something is amiss."""
    found = list(_checks(installation))
    told = {"ok": all(each.ok for each in found), "checks": [_as_dict(each) for each in found]}
    tell(told, *(f"{'ok  ' if each.ok else 'FAIL'}  {each.check}: {each.seen}" for each in found))
    if not told["ok"]:
        click.get_current_context().exit(1)


def _named(difference: Difference) -> str:
    recorded, found = difference.recorded, difference.found
    at = f"{difference.kind} {difference.subject} {difference.field}"
    event = f" (event {difference.event_id})" if difference.event_id else ""
    return f"{at}: recorded {recorded}, found {found}{event}"


def _as_dict(check: Check) -> dict[str, object]:
    return dataclasses.asdict(check)


def _checks(installation: Installation) -> Iterator[Check]:
    settings = installation.settings()
    yield Check("settings", ok=True, seen=f"complete; public address {settings.public_url}")
    yield _files(settings.files)
    refuse_absent(settings.database_url)
    store = open_store(settings.database_url)
    try:
        revision = _revision(store)
        yield revision
        if revision.ok:
            with reading(store) as view:
                yield from (look(view, settings) for look in _IN_DATABASE)
    finally:
        store.close()


def _revision(store: Store) -> Check:
    current, newest = migrate.current(store), migrate.head()
    return Check("database", current == newest, f"revision {current}, newest {newest}")


def _files(folder: Path) -> Check:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Check("files", ok=True, seen=f"{folder} can be written")
    except OSError as fault:
        return Check("files", ok=False, seen=f"{folder}: {fault.strerror}")


def _keys(view: Reading, settings: Settings) -> Check:
    missing = startup.missing_keys(view, settings.label_keys)
    seen = f"missing or changed: {', '.join(missing)}" if missing else "all present"
    return Check("label keys", not missing, seen)


def _demonstration(view: Reading, settings: Settings) -> Check:
    day = startup.demonstration(view)
    if day is None:
        return Check("demonstration", ok=True, seen="no demonstration data")
    return Check("demonstration", not settings.https, f"demonstration data of {day}")


def _addresses(view: Reading, settings: Settings) -> Check:
    """Whether every host that stands on paper is one that the operator says is kept."""
    kept = {urlsplit(url).netloc for url in (settings.public_url, *settings.former_urls)}
    printed = labels.printed_addresses(view.db)
    strange = [url for url in printed if urlsplit(url).netloc not in kept]
    if not strange:
        return Check("printed addresses", ok=True, seen="each is the public one or a former one")
    seen = f"labels were printed with {', '.join(strange)}: not in TRACEABILITY_FORMER_URLS"
    return Check("printed addresses", settings.development, seen)


def _jobs(view: Reading, _settings: Settings) -> Check:
    found = jobs.backlog(view)
    late = found.oldest is not None and view.now - found.oldest > PATIENCE
    seen = f"{found.queued} queued, {found.failed} failed"
    if late and found.oldest is not None:
        seen += f", the oldest since {found.oldest.isoformat(timespec='minutes')}"
    return Check("jobs", not late and not found.failed, seen)


_IN_DATABASE: tuple[Callable[[Reading, Settings], Check], ...] = (
    _keys,
    _addresses,
    _demonstration,
    _jobs,
)
