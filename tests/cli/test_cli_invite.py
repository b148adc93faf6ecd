"""The operator's link for an organisation: printed once, and it opens."""

from __future__ import annotations

import datetime as dt
import sqlite3

from tests.cli.conftest import Cli
from traceability.cli.accounts import ACCEPT
from traceability.services import invitations
from traceability.web.account import account  # noqa: F401 - the route that the link leads to

GROUP = ("organisation", "invite", "--kind", "group", "--name", "Tổ hợp tác Hồng Nghĩa Thuận")
WHERE = ("--commune", "00874", "--contact", "0912 345 678")


def test_a_link_is_printed_that_opens(cli: Cli) -> None:
    told = cli.json(*GROUP, *WHERE)
    assert set(told) == {"url", "name", "expires_at"}
    assert told["url"].startswith(f"https://tem.hagiang.vn{ACCEPT}")
    with cli.world.view() as view:
        offer = invitations.offer(view, told["url"].rpartition("/")[2])
    assert (offer.by, offer.organisation_kind) == (None, "group")
    assert dt.datetime.fromisoformat(told["expires_at"]) == offer.expires_at


def test_the_lines_say_that_it_is_shown_once(cli: Cli) -> None:
    first, second = cli(*GROUP, *WHERE).stdout.splitlines()
    assert first.startswith("Link (shown once): https://tem.hagiang.vn/moi/")
    assert second.startswith("Valid until: ")
    token = first.rpartition("/")[2]
    file = cli.environment["TRACEABILITY_DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(file) as database:
        assert not any(token in line for line in database.iterdump())
    database.close()


def test_what_cannot_be_invited_is_refused(cli: Cli) -> None:
    error = cli.error(*GROUP, "--commune", "00874", "--contact", "nobody")
    assert (error["code"], error["field"]) == ("contact_unreadable", "contact")
    error = cli.error(*GROUP, "--commune", "99999", "--contact", "0912345678")
    assert (error["code"], error["field"]) == ("commune_unknown", "commune")
    assert cli(*GROUP[:2], "--kind", "authority", *GROUP[4:], *WHERE).exit_code == 2
