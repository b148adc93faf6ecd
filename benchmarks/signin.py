"""What a refused sign-in tells by its time: a known account and an unknown one, request by request.

Both get the same page and the same status after the same work, so the ratio is 1 but for noise, and
the difference of the medians stays far below what a network adds. The whole application answers, on
an SQLite database of its own; the limits are off, for they would answer in the place of the work.

A remembered phone is measured for its own sake: a wrong PIN costs what a wrong password costs. An
unknown phone has no peer to be told from, since its token has 256 random bits: it is sent to the
password at once.
"""

from __future__ import annotations

import logging
import re
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

# The checkout comes first, before this folder.
sys.path[0] = str(Path(__file__).parents[1])

from flask import Flask  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402

from benchmarks.harness import rounds  # noqa: E402
from traceability.app import build  # noqa: E402
from traceability.crypto.keyring import Keyring  # noqa: E402
from traceability.domain.access import Role  # noqa: E402
from traceability.services import accounts, parties, phones, seeding, sign_in  # noqa: E402
from traceability.settings import Settings  # noqa: E402
from traceability.store import migrate  # noqa: E402
from traceability.store.engine import Store, open_store  # noqa: E402
from traceability.store.unit import reading, writing  # noqa: E402
from traceability.web import cookies, limits  # noqa: E402

ROUNDS = 60
KNOWN, UNKNOWN = "0900000001", "0900000002"
PASSWORD, PIN, WRONG = "cam sành Bắc Quang 2026", "305817", "305818"
COMMUNE = "01156"


def settle(store: Store) -> str:
    """One organisation with one recorder, whose phone is remembered; the phone's cookie."""
    migrate.upgrade(store)
    with writing(store, seeding.BOOT) as work:
        seeding.seed(work)
    with reading(store) as view:
        operator = seeding.operator(view)
    with writing(store, operator) as work:
        asked = parties.OrganisationRequest("cooperative", COMMUNE, {"name": "HTX Cam Sành"})
        party = parties.register_organisation(work, asked)
        user = accounts.create_user(work, KNOWN, "Giàng A Pháo", PASSWORD)
        accounts.add_member(work, user, party, Role.RECORDER)
        session = sign_in.open_session(work, user)
        who = sign_in.who(work, session)
        assert who is not None
        made = phones.prepare(KNOWN, PIN, PIN)
        phones.enrol(work.acting(who.actor), session, made, "")
    return made.token


def served(store: Store, folder: Path) -> Flask:
    """The whole application on that database, with its limits off."""
    settings = Settings(
        database_url="sqlite://",
        public_url="http://127.0.0.1",
        secret_key="s" * 32,
        label_keys=Keyring.parse(f"k1:{'a1' * 32}"),
        files=folder,
        development=True,
    )
    app = build(settings, store)
    limits.limiter.enabled = False
    return app


def form_of(client: FlaskClient, path: str) -> dict[str, str]:
    """The token of a form, as a browser has it before anything is typed."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found, f"{path} has no form"
    return {"csrf_token": found[1], "next": ""}


def sender(client: FlaskClient, path: str, fields: dict[str, str]) -> Callable[[], None]:
    """A form that is refused each time it is sent; anything else ends the run."""

    def send() -> None:
        answer = client.post(path, data=fields)
        if answer.status_code != 401:
            raise SystemExit(f"{path} answered {answer.status_code}")

    return send


def by_pin(app: Flask, token: str) -> Callable[[], None]:
    """A wrong PIN, as often as one likes: five would end the phone."""
    phones.TRIES = 10 * ROUNDS
    client = app.test_client()
    client.set_cookie(cookies.PHONE, token)
    return sender(client, "/ma-pin", form_of(client, "/ma-pin") | {"pin": WRONG})


def contenders(app: Flask, token: str) -> dict[str, Callable[[], None]]:
    """What is measured in turn; each of the two comes once before and once after the other."""
    client = app.test_client()
    form = form_of(client, "/dang-nhap") | {"password": "sai mật khẩu"}
    known = sender(client, "/dang-nhap", form | {"login": KNOWN})
    unknown = sender(client, "/dang-nhap", form | {"login": UNKNOWN})
    pin = by_pin(app, token)
    return {"known": known, "unknown": unknown, "wrong_pin": pin, "second": unknown, "last": known}


def joined(seconds: rounds.Seconds) -> rounds.Seconds:
    """Both turns of each, in one list."""
    return {
        "known": seconds["known"] + seconds["last"],
        "unknown": seconds["unknown"] + seconds["second"],
        "wrong_pin": seconds["wrong_pin"],
    }


def milliseconds(seconds: rounds.Seconds) -> dict[str, float]:
    """The median of each contender."""
    return {name: round(1000 * statistics.median(each), 2) for name, each in seconds.items()}


def main() -> None:
    """Run and tell."""
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/record.sqlite3")
        token = settle(store)
        app = served(store, Path(folder))
        seconds = joined(rounds.interleaved(contenders(app, token), ROUNDS))
        store.close()
    p50 = milliseconds(seconds)
    figures = {f"{name}_p50_ms": value for name, value in p50.items()}
    figures["difference_ms"] = round(abs(p50["known"] - p50["unknown"]), 2)
    ratio = rounds.ratios({name: seconds[name] for name in ("known", "unknown")}, "known")
    rounds.tell("signin", figures, {}, ratio)


if __name__ == "__main__":
    main()
