"""Scans: which requests are a person's, and what is worth a look about the scans of one label.

A *visitor-day* is one telephone (network and browser) that looked at one label or lot on one day,
however often. A rule says that something is to be seen, never what it means: a gift that goes round
a family is looked at by many, and a copy of a label that nobody scans is not seen at all.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.errors import Invalid
from traceability.domain.labels import DEAD, ON_GOODS, LabelState

#: For so long sums by day are kept, and what is known of a label after its last scan: two seasons
#: and the one that runs, and the longest shelf life of the house with a year after it.
KEPT_DAYS = 750
#: What a form may ask for.
MOST = 10_000
#: A telephone that looks at so many labels of one print run on one day may be trying them: looks of
#: such telephones alone ask whether the goods have left, but tell nobody.
TRIED = 5

#: What programs call themselves that look at a page for nobody, or draw its preview in a chat.
#: Cubot makes telephones. What calls itself by an app that people read in is no program.
_PROGRAM = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|externalhit|externalagent|facebookcatalog|embed"
    r"|headless|phantomjs|lighthouse|pagespeed|monitor|uptime|validator|archiver|favicon"
    r"|python|curl|wget|okhttp|go-http|libwww|httpclient|axios|node-fetch",
    re.IGNORECASE,
)
#: What every browser of a person begins with, and the machines that it runs on.
_BROWSER = re.compile(
    r"(?:Mozilla|Opera)/[0-9.]+ \(.*(?:Android|iPhone|iPad|iPod|Windows|Macintosh|X11|Linux|KAIOS"
    r"|Tizen|CrOS|J2ME|MIDP|Series)"
)
#: Who reads inside Zalo is told by these words beside its name; its preview is not [assumed].
_ZALO, _INSIDE_ZALO = re.compile("zalo", re.IGNORECASE), ("Mobile", "ZaloTheme", "ZaloLanguage")


#: No browser's name is longer; what is sent may be of any length, and names are remembered.
LONGEST_NAME = 512


def is_person(agent: str) -> bool:
    """Whether a browser's name (User-Agent) is one that a person looks through."""
    return len(agent) <= LONGEST_NAME and _is_persons(agent)


@functools.lru_cache(maxsize=4096)
def _is_persons(agent: str) -> bool:
    if _BROWSER.match(agent) is None or _PROGRAM.search(agent) is not None:
        return False
    return _ZALO.search(agent) is None or any(word in agent for word in _INSIDE_ZALO)


class Rule(StrEnum):
    """What is worth a look: scanned often, late, though void, though lost, before it left.

    ``STOPPED``: after the goods were held or recalled, with some of them still in store.
    """

    MANY = "many"
    LATE = "late"
    VOID = "void"
    LOST = "lost"
    EARLY = "early"
    STOPPED = "stopped"


#: What a buyer is shown of them. That goods were not written out yet is the owner's own business.
PUBLIC = frozenset({Rule.MANY, Rule.LATE, Rule.VOID, Rule.LOST})


@dataclass(frozen=True)
class Limits:
    """From when on scans of a product's labels are worth a look.

    ``visitors``: visitor-days of one label. ``late_days``: days from the end of the shelf life to
    the first scan; where there is none, from packing. ``early``: labels of a lot that were scanned
    before they were written out.
    """

    visitors: int
    late_days: int
    early: int


#: By family of crops. ``benchmarks/counterfeit.py`` tells what they find, and find falsely.
DEFAULTS: Mapping[str, Limits] = {
    "orange": Limits(6, 45, 5),
    "persimmon": Limits(6, 45, 5),
    "tea": Limits(8, 90, 5),
    "honey": Limits(10, 90, 5),
    "herb": Limits(8, 90, 5),
}
USUAL = Limits(10, 90, 5)


@dataclass(frozen=True)
class Scanned:
    """What is known of the scans of one label: the first one's moment, visitor-days so far.

    ``last_at`` is when somebody looked for the last time who had not looked on that day.
    """

    first_at: dt.datetime
    visitors: int
    last_at: dt.datetime


@dataclass(frozen=True)
class Standing:
    """How a label stands: its state, reported lost or not, since when either, its goods' dates.

    ``ended_on`` is the last day of the shelf life, else the day of packing; none without goods.
    ``dead_at`` and ``lost_at`` are none where the label always was so.
    """

    state: LabelState
    lost: bool = False
    ended_on: dt.date | None = None
    dead_at: dt.datetime | None = None
    lost_at: dt.datetime | None = None


def limits(visitors: int, late_days: int, early: int) -> Limits:
    """Limits that somebody sets; ``Invalid('scan_limit_range')`` at the first that cannot be."""
    for name, value in (("visitors", visitors), ("late_days", late_days), ("early", early)):
        if not 1 <= value <= MOST:
            raise Invalid("scan_limit_range", name, lowest=1, highest=MOST)
    return Limits(visitors, late_days, early)


def usual(family: str) -> Limits:
    """The limits of a family where nobody has set any."""
    return DEFAULTS.get(family, USUAL)


def noticed(scanned: Scanned, first_day: dt.date, standing: Standing, asked: Limits) -> set[Rule]:
    """Which rules speak of a label that was scanned; ``first_day`` is its first scan's."""
    ended = standing.ended_on
    checks = {
        Rule.MANY: scanned.visitors >= asked.visitors,
        Rule.LATE: ended is not None
        and standing.state in ON_GOODS
        and first_day > ended + dt.timedelta(days=asked.late_days),
        # Who tried a label before it was voided or lost found nothing out.
        Rule.VOID: standing.state in DEAD and _is_after(scanned, standing.dead_at),
        Rule.LOST: standing.lost and _is_after(scanned, standing.lost_at),
        Rule.EARLY: standing.state is LabelState.LINKED,
    }
    return {rule for rule, holds in checks.items() if holds}


def _is_after(scanned: Scanned, moment: dt.datetime | None) -> bool:
    """Looks are known to the second."""
    return moment is None or scanned.last_at >= moment.replace(microsecond=0)


def told_anew(before: int, after: int, least: int = 1) -> bool:
    """Whether so many labels are told of, where ``before`` of them were known: at 1, 2, 4, 8 …"""
    return after >= least and (before < least or after.bit_length() > before.bit_length())
