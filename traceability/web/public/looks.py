"""Looks at pages: noted for the counter where a person looked, and read for the page of a label.

What is noted is let go once it was summed up (``services/scan_counting.py``). A program, a preview
of a link, a page fetched ahead of time and HEAD are nobody's look. A page that a browser has and
only asks about (304) is one: the person has it before them, and a day counts them once.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from traceability.domain.scans import Scanned, is_person
from traceability.services import scan_counting
from traceability.services.scan_counting import NO_LABEL, Scan
from traceability.web.house import House
from traceability.web.label_lines import LabelLines

Environ = dict[str, Any]
#: How a browser says that it fetches a page which nobody has asked to see yet.
_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
#: What is told of a label: with what, its scans, and since when scans are counted.
Told = tuple[LabelLines | None, Scanned | None, dt.date | None]


def note(
    house: House,
    environ: Environ,
    lines: LabelLines | None,
    goods: tuple[str, str] | None,
    number: int,
) -> None:
    """Note that somebody looked at a label, or at the page of goods."""
    scans = house.scans
    if scans is None or environ["REQUEST_METHOD"] != "GET":
        return
    agent = environ.get("HTTP_USER_AGENT", "")
    if not is_person(agent) or any(name in environ for name in _AHEAD):
        return
    run_no, index = NO_LABEL
    if lines is not None:
        goods, run_no, index = (lines.batch, lines.holder), lines.run_no, number - 1
    if goods is not None:
        address = address_of(environ, house.settings.trusted_proxies)
        scans.count(Scan(house.store.clock(), *goods, run_no, index, address, agent))


def address_of(environ: Environ, hops: int) -> str:
    """Who asks, over so many proxies that are ours: what the outermost of them saw."""
    if hops:
        told = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(told) >= hops:
            return str(told[-hops].strip())
    return str(environ.get("REMOTE_ADDR", ""))


def of_page(house: House, lines: LabelLines | None, number: int) -> Told:
    """What a label's lines are told with; nothing where its scans cannot be read."""
    telemetry = house.telemetry
    if lines is None or telemetry is None:
        return None, None, None
    try:
        found = telemetry.label(lines.run_no, number - 1)
    except LookupError:
        return None, None, None
    since = scan_counting.since(telemetry)
    if found is None:
        return lines, None, since
    first, visitors, last = found
    return lines, Scanned(_moment(first), visitors, _moment(last)), since


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
