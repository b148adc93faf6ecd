"""Whoever writes while processes are killed: each request keeps its key until it is answered."""

from __future__ import annotations

import datetime as dt
import http.client
import http.cookiejar
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.journeys.processes import asked
from traceability.domain.days import VIETNAM

Answer = TypeVar("Answer")
BUSY = (429, 503)
PATIENCE = 60.0

_GROUNDS = """
SELECT area_code.code, party.code FROM batch
JOIN batch_origin ON batch_origin.batch_id = batch.id
JOIN area_code ON area_code.id = batch_origin.area_code_id
JOIN party ON party.id = batch.holder_id
WHERE batch.code = ? ORDER BY batch_origin.ppm DESC LIMIT 1
"""
_HARVESTS = """
SELECT batch.code, made FROM batch JOIN batch_stock ON batch_id = batch.id
WHERE stage = 'harvest' AND batch.id > ?
"""
_HELD_IN = re.compile(r'name="(csrf_token|request_key)" value="([^"]*)"')


def grounds(instance: Path, batch: str) -> tuple[str, str]:
    """The growing-area code that a batch comes from, and its holder's code."""
    ((area, holder),) = asked(instance, _GROUNDS, batch)
    return area, holder


def until_answered(act: Callable[[], Answer], again: Callable[[], None]) -> Answer:
    """Do ``act`` until it is answered; ``again`` is told of each time that nobody did."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except urllib.error.HTTPError as refused:
            if refused.code not in BUSY or time.monotonic() > deadline:
                raise
        except (OSError, http.client.HTTPException):
            if time.monotonic() > deadline:
                raise
        again()
        time.sleep(0.1)


@dataclass
class Harvester:
    """Software that records harvests over the API: the n-th weighs n kilograms from ``first``."""

    url: str
    key: str
    area: str
    first: int = 1
    recorded: dict[str, tuple[str, int]] = field(default_factory=dict)
    repeated: int = 0

    def harvest(self) -> str:
        """Record one harvest, under one key however often it must be sent; its batch."""
        weight = self.first + len(self.recorded)
        day = dt.datetime.now(VIETNAM).date().isoformat()
        body = {"area_code": self.area, "harvested_on": day, "weight": weight}
        request = urllib.request.Request(
            f"{self.url}/api/v1/harvests",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
                "Idempotency-Key": (key := str(uuid.uuid4())),
            },
        )

        def send() -> str:
            with urllib.request.urlopen(request, timeout=20) as answer:
                code: str = json.load(answer)["code"]
                return code

        code = until_answered(send, self._again)
        self.recorded[key] = code, weight
        return code

    def _again(self) -> None:
        self.repeated += 1


@dataclass
class Desk:
    """A manager's browser without JavaScript: signs in, and orders labels by the form."""

    url: str
    ordered: dict[str, int] = field(default_factory=dict)
    repeated: int = 0

    def __post_init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def sign_in(self, account: dict[str, str]) -> None:
        """Sign in; raises AssertionError where the service does not know the account."""
        form = self._form("/dang-nhap")
        place, _text = self._post("/dang-nhap", form | account)
        assert place.startswith("/coop"), place

    def order(self, batch: str, count: int, stock: str) -> str | None:
        """Order labels under one key however often it must be sent; None where it is refused."""
        path = f"/coop/lo/{batch}/in-tem"
        form = self._form(path)
        if "request_key" not in form:
            return None
        typed = {"count": str(count), "stock": stock, "start": "1"}
        try:
            place, _text = self._post(path, form | typed)
        except urllib.error.HTTPError as refused:
            if refused.code != 422:
                raise
            return None
        run = place.rpartition("/")[2]
        self.ordered[run] = count
        return run

    def _form(self, path: str) -> dict[str, str]:
        """The hidden fields of the page's main form."""
        _place, text = until_answered(lambda: self._opened(path, None), self._again)
        return dict(_HELD_IN.findall(text.partition("<main")[2]))

    def _post(self, path: str, values: dict[str, str]) -> tuple[str, str]:
        data = urllib.parse.urlencode(values).encode()
        return until_answered(lambda: self._opened(path, data), self._again)

    def _opened(self, path: str, data: bytes | None) -> tuple[str, str]:
        """Where a request ends, redirects followed, and the page there."""
        with self._opener.open(self.url + path, data, timeout=20) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read().decode()

    def _again(self) -> None:
        self.repeated += 1


def newest_batch(instance: Path) -> int:
    """The internal key of the batch that was recorded last."""
    ((newest,),) = asked(instance, "SELECT max(id) FROM batch")
    return int(newest)


def not_exactly_once(
    instance: Path, before: int, recorded: dict[str, tuple[str, int]]
) -> list[str]:
    """What is wrong with the harvests after batch ``before``: one for each acknowledged key."""
    found = dict(asked(instance, _HARVESTS, before))
    wanted = {code: weight * 1000 for code, weight in recorded.values()}
    faults = [f"{code}: acknowledged, and not there" for code in wanted.keys() - found.keys()]
    faults += [f"{code}: there, and never acknowledged" for code in found.keys() - wanted.keys()]
    faults += [f"{code}: {found[code]} g" for code in wanted if found.get(code, 0) != wanted[code]]
    if len(wanted) != len(recorded):
        faults.append("one batch was the answer to two keys")
    for key, (code, _weight) in recorded.items():
        kept = asked(instance, "SELECT result FROM request_key WHERE key = ?", key)
        if [json.loads(row[0]).get("code") for row in kept] != [code]:
            faults.append(f"{key}: kept as {kept}, acknowledged as {code}")
    return faults


_RUN = "SELECT id, count FROM print_run WHERE code = ?"
_RELEASED = "SELECT decoded FROM print_result WHERE run_id = ?"
_LEDGER = "SELECT first, last FROM label_range WHERE run_id = ? ORDER BY first"
_JOBS = "SELECT state FROM job WHERE kind = 'print_run' AND target = ?"


def not_released_once(instance: Path, code: str, count: int) -> list[str]:
    """What is wrong with a run of ``count`` labels: released once, with every number once."""
    rows = asked(instance, _RUN, code)
    if len(rows) != 1:
        return [f"{code}: {len(rows)} runs"]
    ((run, numbered),) = rows
    numbers = [
        number for first, last in asked(instance, _LEDGER, run) for number in range(first, last + 1)
    ]
    told = {
        "labels": (numbered, count),
        "decoded": (asked(instance, _RELEASED, run), [(count,)]),
        "numbers": (numbers, list(range(count))),
        "jobs": (asked(instance, _JOBS, run), [("done",)]),
    }
    return [f"{code}: {what}: {is_} != {be}" for what, (is_, be) in told.items() if is_ != be]
