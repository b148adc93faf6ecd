"""How often a network may ask: counted by all processes together, never before a cached page."""

from __future__ import annotations

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse

from traceability.domain.networks import network
from traceability.store.tries import Tries
from traceability.web import shared_limits


def asking_network() -> str:
    """Who asks, as limits count: an IPv6 line has more addresses than there are limits."""
    return network(get_remote_address())


limiter = Limiter(asking_network, strategy="moving-window")

#: Codes that nobody has: a hundred guesses and then a pause, by network.
UNKNOWN_CODES = "100 per 10 minutes"
#: Files of open data that are made, by network: ten years of months, and then a pause.
FILES_MADE = "120 per 10 minutes"
#: Searches for growing-area codes near to what is on no label, by network: they read every code.
NEAR_LOOKED_FOR = "100 per 10 minutes"
#: Lists of codes, by network.
LISTS_CHECKED = "12 per 10 minutes"
#: One list again, its table or a file of it, for what it was counted once.
LIST_COUNTED = "1 per 10 minutes"
LIST_AGAIN = "4 per 10 minutes"
#: Answers to delivery notes, by network.
NOTE_ANSWERS = "60 per hour"
#: Reports of buyers that were taken, by network; and sendings of the form, whatever came of them.
REPORTS_SENT = "12 per hour"
REPORTS_TRIED = "60 per hour"
#: Sign-ins that failed, by network; and by account and network.
SIGN_INS = "30 per 10 minutes"
SIGN_INS_OF_ONE = "8 per 10 minutes"
#: Links that lead nowhere, by network: nobody guesses one, and nobody may try for long.
DEAD_LINKS = "60 per 10 minutes"
#: Links that one person makes; and mails with a new password, by network and by login.
LINKS_MADE = "60 per hour"
RESETS_ASKED = "20 per hour"
RESETS_ASKED_OF_ONE = "5 per hour"
#: Wrong passwords within a session: by the phone that a PIN opened it on, else by the session.
CONFIRMATIONS = "5 per 10 minutes"
#: Refused sign-ins of one account, from anywhere, after which an alarm is left, and how often.
HAMMERED = "20 per hour"
ALARMS = "1 per hour"
#: Requests whose bearer key was missing or wrong, by network.
REFUSED_KEYS = "60 per 10 minutes"


def count_in(app: Flask, tries: Tries | None) -> None:
    """Let an application count its limits in ``tries``, else in its own memory."""
    if tries is None:
        app.config["RATELIMIT_STORAGE_URI"] = "memory://"
    else:
        app.config["RATELIMIT_STORAGE_URI"] = f"{shared_limits.SCHEME}://"
        told = {"tries": tries, "secret": app.config["SECRET_KEY"]}
        app.config["RATELIMIT_STORAGE_OPTIONS"] = told
    limiter.init_app(app)


def only_refusals(response: Response) -> bool:
    """Only a refused sign-in costs anything."""
    return response.status_code in (401, 422)


def only_dead_links(response: Response) -> bool:
    """Only a link that leads nowhere costs anything."""
    return response.status_code in (404, 410)


def only_sent(response: Response) -> bool:
    """Only a form that was taken costs anything."""
    return response.status_code == 303


def only_unauthenticated(response: Response) -> bool:
    """Only an answer to a missing or wrong bearer key costs anything."""
    return response.status_code == 401


def is_spent(limit: str, *key: str) -> bool:
    """Whether a limit that is counted by hand leaves no try under ``key``."""
    return not limiter.limiter.test(parse(limit), *key)


def spend(limit: str, *key: str) -> bool:
    """Count a try under ``key``; whether there was one left."""
    return limiter.limiter.hit(parse(limit), *key)


def rings(account: str) -> bool:
    """Count a refused sign-in of an account; whether it is time for an alarm about it."""
    return not spend(HAMMERED, "refused", account) and spend(ALARMS, "alarm", account)
