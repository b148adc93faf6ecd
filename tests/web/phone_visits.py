"""Visits on a phone that is remembered: signed in by password, enrolled, back by PIN."""

from __future__ import annotations

from flask import Flask

from tests.people import PASSWORD, PIN, World
from tests.web.lot_visits import HOST, Page, Visitor
from traceability.web.cookies import PHONE
from traceability.web.guards import COOKIE

DOOR, PIN_DOOR, REMEMBER = "/dang-nhap", "/ma-pin", "/tai-khoan/nho-may"
HOST_NAME = HOST.removeprefix("https://")
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/142.0.0.0 Mobile Safari/537.36"
)


class PhoneVisitor(Visitor):
    """A browser on somebody's phone."""

    def __init__(self, app: Flask, world: World) -> None:
        super().__init__(app, world)
        self.client.environ_base["HTTP_USER_AGENT"] = ANDROID

    def enter(self, login: str, password: str = PASSWORD, **fields: str) -> Page:
        """Sign in by password."""
        return self.send(f"{DOOR}?password=1", DOOR, login=login, password=password, **fields)

    def enrol(self, login: str, pin: str = PIN) -> Page:
        """Sign in by password and have this phone remembered."""
        self.enter(login)
        return self.send(REMEMBER, REMEMBER, pin=pin, pin_again=pin)

    def lock(self) -> None:
        """The session is gone, as after a night; the phone's cookie stays."""
        self.client.delete_cookie(COOKIE, domain=HOST_NAME)

    def open(self, pin: str = PIN, **fields: str) -> Page:
        """The PIN typed on its page."""
        return self.send(PIN_DOOR, PIN_DOOR, pin=pin, **fields)

    def cookie(self, name: str = PHONE) -> str | None:
        """A cookie's value."""
        found = self.client.get_cookie(name, domain=HOST_NAME)
        return None if found is None else found.value

    def give(self, name: str, value: str) -> None:
        """Put a cookie into the browser."""
        self.client.set_cookie(name, value, domain=HOST_NAME, secure=True)

    def by_pin(self, login: str) -> PhoneVisitor:
        """A session that a PIN opened."""
        self.enrol(login)
        self.lock()
        assert self.open().status == 303
        return self
