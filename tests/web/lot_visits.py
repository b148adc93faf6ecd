"""Visits to the pages of lots and labels: a person signed in, pages read back as forms and text."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.people import KEYRING, World
from tests.serving import app_on
from traceability.jobs.work import Worker
from traceability.services import jobs, sign_in
from traceability.settings import Settings
from traceability.store.unit import writing
from traceability.web.guards import COOKIE

HOST = "https://tem.hagiang.vn"


def app_of(world: World, **changed: Any) -> Flask:
    """The application on a world's database; nothing has been counted against anybody yet."""
    return app_on(world, settings_of(**changed))


def settings_of(**changed: Any) -> Settings:
    """The settings of an installation in public, some of them changed."""
    settings = Settings(
        database_url="sqlite:///unused",
        public_url=HOST,
        secret_key="s" * 32,
        label_keys=KEYRING,
        files=changed.pop("files", None),
    )
    return dataclasses.replace(settings, **changed)


def token_of(world: World, login: str) -> str:
    """A session of an account, as signing in opens it."""
    with writing(world.store, world.who.operator) as work:
        user = sign_in.account_of(work, login)
        assert user is not None
        return sign_in.open_session(work, user)


def draw_jobs(world: World) -> None:
    """Let the job process do what is queued."""
    worker = Worker(world.store, KEYRING)
    while worker.step():
        pass


def fail_job(world: World, code: str) -> None:
    """Let the oldest queued job fail with a refusal's code."""
    with world.by(world.who.operator) as work:
        claimed = jobs.claim(work, "test")
        assert claimed is not None
        jobs.fail(work, claimed, code)


def _is_sent(given: dict[str, str]) -> bool:
    """Whether a browser sends an input that nobody touched: a box only where it is ticked."""
    chosen = given.get("type") not in ("checkbox", "radio") or "checked" in given
    return chosen and given.get("type") != "file"


class _Forms(HTMLParser):
    """Every form of a page: its action, and its fields with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Gather forms, inputs and chosen options."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        elif tag == "input" and self.forms and "name" in given and _is_sent(given):
            self.forms[-1][1][given["name"]] = given.get("value", "")
        elif tag == "textarea" and self.forms:
            self._area = given.get("name")
            self.forms[-1][1][self._area or ""] = ""
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and self._select and ("selected" in given):
            self.forms[-1][1][self._select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """Gather what stands in a field of several lines."""
        if self._area is not None:
            self.forms[-1][1][self._area] += data

    def handle_endtag(self, tag: str) -> None:
        """A field of several lines ends."""
        if tag == "textarea":
            self._area = None


@dataclasses.dataclass(frozen=True)
class Page:
    """An answer, and what stands on it."""

    answer: TestResponse

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.answer.status_code

    @property
    def source(self) -> str:
        """The page as sent."""
        return self.answer.get_data(as_text=True)

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        bare = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", self.source, flags=re.S)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())

    def form(self, action: str = "") -> dict[str, str]:
        """The fields of the form that sends to ``action`` (a part of it)."""
        reading = _Forms()
        reading.feed(self.source.split("<main", 1)[-1])
        return next(fields for at, fields in reading.forms if action in at)

    @property
    def hidden(self) -> dict[str, str]:
        """What every form of this page carries for whoever is signed in."""
        names = ("csrf_token", "acting")
        after = {name: self.source.split(f'name="{name}" value="')[1] for name in names}
        return {name: rest.split('"')[0] for name, rest in after.items()}

    def error_at(self, field: str) -> str:
        """The sentence that stands at a field."""
        found = re.search(rf'id="{field}-error">(.*?)</p>', self.source, re.S)
        assert found, f"no error at {field}"
        return html.unescape(re.sub(r"<[^>]+>", "", found[1])).strip()

    @property
    def place(self) -> str:
        """Where a redirect goes."""
        return self.answer.headers["Location"]


class Visitor:
    """A browser in which somebody of the world is signed in (or nobody)."""

    def __init__(self, app: Flask, world: World, login: str | None = None) -> None:
        self.client = app.test_client()
        if login is not None:
            self.client.set_cookie(
                COOKIE, token_of(world, login), domain="tem.hagiang.vn", secure=True
            )

    def get(self, path: str) -> Page:
        """A page."""
        return Page(self.client.get(path, base_url=HOST))

    def token(self) -> str:
        """A token for forms, from a page that everybody who is signed in has."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/coop/lo").source)
        assert found
        return found[1]

    def post(self, path: str, fields: Mapping[str, str | list[str]]) -> Page:
        """A form sent, as a browser of this site does."""
        return Page(
            self.client.post(path, data=fields, base_url=HOST, headers={"Referer": HOST + path})
        )

    def send(self, page: str, action: str = "", /, **fields: str) -> Page:
        """The form on a page, with some fields typed over, sent where it goes."""
        form = self.get(page).form(action)
        return self.post(action or page, {**form, **fields})

    def printed(self, run: str) -> Page:
        """The file of a run (the path of its page), printed for the first time."""
        sent = self.send(run, f"{run}/lay-in")
        return self.get(sent.place) if sent.status == 303 else sent


def confirm(visitor: Visitor, path: str, shown: Page, **typed: str | list[str]) -> Page:
    """Say yes to what the form at ``path`` said back."""
    return visitor.post(path, {**shown.form(path), "confirm": "yes", **typed})
