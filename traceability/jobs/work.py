"""The loop of the job process: claim one job by a lease, do it, look again."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Actor
from traceability.domain.errors import Conflict
from traceability.domain.scans import KEPT_DAYS
from traceability.jobs import erasing, importing, mailing, owners, printing
from traceability.jobs.mailing import Mailbox
from traceability.services import (
    certificate_reminders,
    erasures,
    forgetting,
    jobs,
    new_runs,
    officers,
    outbox,
    register_imports,
    report_forgetting,
    resets,
    scan_counting,
    scan_news,
    scan_watch,
    seeding,
)
from traceability.services.jobs import Claimed
from traceability.store.engine import Store
from traceability.store.faults import told
from traceability.store.queries.scans import Finding
from traceability.store.telemetry import Telemetry, wipe
from traceability.store.unit import reading, writing

POLL = 0.5
_log = logging.getLogger(__name__)


@dataclass
class Worker:
    """One job process: what it works on, under which name, until when, and where files are.

    Without a ``mailbox`` mail is not sent but given up, without ``telemetry`` scans are
    not looked at.
    """

    store: Store
    keyring: Keyring
    owner: str = field(default_factory=owners.new_owner)
    stopping: threading.Event = field(default_factory=threading.Event)
    mailbox: Mailbox | None = None
    files: Path | None = None
    tidied: dt.datetime | None = None
    reminded: dt.datetime | None = None
    telemetry: Telemetry | None = None
    watched: dt.datetime | None = None

    def stop(self) -> None:
        """Take no further job; the one in hand is finished."""
        self.stopping.set()

    def work(self) -> None:
        """Do jobs until ``stop``; where there is none, look again after half a second.

        What a killed process of this machine had in hand is done first, whatever its lease says.
        """
        self.take_back()
        while not self.stopping.is_set():
            self.tidy()
            self.remind()
            self.watch()
            if not self.step():
                self.stopping.wait(POLL)

    def take_back(self) -> int:
        """End the leases of processes of this machine that live no more; how many there were."""
        with reading(self.store) as view:
            if not jobs.backlog(view).queued:
                return 0
            actor = seeding.operator(view, "job")
        with writing(self.store, actor) as work:
            taken = jobs.take_back(work, owners.is_gone)
        for number in taken:
            _log.info("job %d: taken back from a process that was killed", number)
        return len(taken)

    def tidy(self) -> bool:
        """Forget what has had its time, at most once an hour; whether there was anything.

        A fault is logged, and an hour later it is tried again.
        """
        now = self.store.clock()
        if self.tidied is not None and now - self.tidied < forgetting.EVERY:
            return False
        self.tidied = now
        try:
            return self._forget()
        except Exception as fault:
            _log.error("forgetting broke off: %s", told(fault))
            return False

    def _forget(self) -> bool:
        with reading(self.store) as view:
            if not forgetting.is_due(view):
                return False
            actor = seeding.operator(view, "job")
        with writing(self.store, actor) as work:
            forgetting.sweep(work)
        _log.info("forgot what has had its time")
        return True

    def remind(self) -> bool:
        """Tell holders of certificates that end soon, at most once an hour; whether any was told.

        A fault is logged, and an hour later it is tried again.
        """
        now = self.store.clock()
        if self.reminded is not None and now - self.reminded < certificate_reminders.EVERY:
            return False
        self.reminded = now
        try:
            return self._remind()
        except Exception as fault:
            _log.error("reminding broke off: %s", told(fault))
            return False

    def _remind(self) -> bool:
        with reading(self.store) as view:
            if not certificate_reminders.is_due(view):
                return False
            actor = seeding.operator(view, "job")
        with writing(self.store, actor) as work:
            count = certificate_reminders.remind(work)
        _log.info("certificates that end soon: %d told", count)
        return count > 0

    def watch(self) -> bool:
        """Let go of yesterday's visitors, and tell owners what is to be seen of their scans.

        At most once in five minutes; whether anything was seen. A fault is logged, and at the next
        look it is tried again.
        """
        now = self.store.clock()
        if self.watched is not None and now - self.watched < scan_watch.EVERY:
            return False
        self.watched = now
        try:
            return self.telemetry is not None and self._watch(self.telemetry)
        except Exception as fault:
            _log.error("looking at scans broke off: %s", told(fault))
            return False

    def _watch(self, telemetry: Telemetry) -> bool:
        if scan_counting.forget(telemetry, self.store.clock(), KEPT_DAYS):
            wipe(telemetry)
        with reading(self.store) as view:
            seen = scan_watch.look(view, telemetry)
        if seen.found:
            count = self._tell(telemetry, seen.found)
            _log.info("labels that rules speak of: %d, owners told: %d", len(seen.found), count)
        scan_watch.keep(telemetry, seen)
        return bool(seen.found)

    def _tell(self, telemetry: Telemetry, found: Sequence[Finding]) -> int:
        """Tell owners of what was found; how many. A lot that changed meanwhile is weighed anew."""
        count = 0
        while found:
            with reading(self.store) as view:
                news = scan_news.weigh(view, telemetry, found)
                actor = seeding.operator(view, "job")
            if not news:
                break
            with writing(self.store, actor, shown=False) as work:
                done = scan_news.tell(work, news)
            count += done.count
            found = scan_news.of_lots(found, done.changed)
        return count

    def step(self) -> bool:
        """Do one job; whether there was one.

        A fault that is no refusal is logged, and the job comes back when its lease has run out.
        """
        with reading(self.store) as view:
            if not jobs.backlog(view).queued:
                return False
            actor = seeding.operator(view, "job")
        with writing(self.store, actor) as work:
            claimed = jobs.claim(work, self.owner, forgetting.worn_out)
        if claimed is None:
            return False
        self._do(actor, claimed)
        return True

    def _do(self, actor: Actor, claimed: Claimed) -> None:
        try:
            done = KINDS[claimed.kind](self, actor, claimed)
        except Conflict:
            _log.warning("job %d: another worker has it", claimed.id)
        except Exception as fault:
            # Not exc_info: the text of an error may repeat a name or a phone number.
            _log.error("job %d: attempt %d broke off: %s", claimed.id, claimed.attempt, told(fault))
        else:
            _log.info("job %d: %s", claimed.id, "failed" if done is None else "done")


def _draw(worker: Worker, actor: Actor, claimed: Claimed) -> object | None:
    return printing.draw_run(worker.store, actor, worker.keyring, claimed)


def _mail(worker: Worker, actor: Actor, claimed: Claimed) -> object | None:
    return mailing.deliver(worker.store, actor, worker.mailbox, claimed)


def _clean_up(worker: Worker, actor: Actor, claimed: Claimed) -> object | None:
    return erasing.clean_up(worker.store, actor, worker.files, claimed)


def _forget_report(worker: Worker, actor: Actor, claimed: Claimed) -> object | None:
    return erasing.forget_report(worker.store, actor, worker.files, claimed)


def _wipe(worker: Worker, actor: Actor, claimed: Claimed) -> object | None:
    return erasing.wipe_up(worker.store, actor, claimed)


def _enter(worker: Worker, actor: Actor, claimed: Claimed) -> object | None:
    return importing.enter(worker.store, actor, claimed)


Do = Callable[[Worker, Actor, Claimed], object | None]
KINDS: dict[str, Do] = {
    new_runs.JOB: _draw,
    outbox.JOB: _mail,
    resets.JOB: _mail,
    erasures.JOB: _clean_up,
    officers.JOB: _wipe,
    report_forgetting.JOB: _forget_report,
    register_imports.JOB: _enter,
}
