"""The composition root: settings, store, catalogs and doors become one Flask application."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection, Mapping
from pathlib import Path

from flask import Flask, request, session
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix

import traceability
from traceability import settings as settings_module
from traceability.crypto.pepper import pepper_of
from traceability.domain.language_ranges import lookup
from traceability.services import startup
from traceability.services.scan_counting import ScanCounter
from traceability.settings import Settings
from traceability.store.engine import Store, open_store
from traceability.store.telemetry import open_telemetry
from traceability.store.tries import Tries, open_tries
from traceability.web import api, errors, filters, guards, headers, languages, limits
from traceability.web.account import account
from traceability.web.form_cookie import FormCookie
from traceability.web.health import health
from traceability.web.house import House, house_of, install
from traceability.web.public import lists, notes, printing_house, public, reports, strays
from traceability.web.public.fast import FastPath
from traceability.web.registrar import registrar
from traceability.web.strict_json import StrictJson
from traceability.web.workspace import workspace

LARGEST_BODY = 20 * 1024 * 1024


def create_app(environment: Mapping[str, str] | None = None, store: Store | None = None) -> Flask:
    """The WSGI application of an installation; raises ``SettingsFault`` with all faults.

    ``store`` replaces the one that the settings name, for tests that hold their own clock; scans
    are counted beside the other only.
    """
    settings = settings_module.load(os.environ if environment is None else environment)
    if store is not None:
        return build(settings, store)
    scans = ScanCounter(open_telemetry(settings.database_url))
    tries = open_tries(settings.database_url)
    return build(settings, open_store(settings.database_url), scans, tries)


def build(
    settings: Settings,
    store: Store,
    scans: ScanCounter | None = None,
    tries: Tries | None = None,
) -> Flask:
    """The application on a store that is already open.

    Without ``scans`` none are counted; without ``tries`` limits are this process's own.
    """
    house = dataclasses.replace(open_house(settings, store), scans=scans)
    package = Path(traceability.__file__).parent
    app = Flask(
        "traceability",
        static_folder=str(package / "static"),
        template_folder=str(_templates(package)),
    )
    _configure(app, settings)
    install(app, house)
    Babel(
        app,
        locale_selector=_language,
        default_translation_directories=str(package / "translations"),
        configure_jinja=False,
    )
    csrf = CSRFProtect(app)
    limits.count_in(app, tries)
    guards.guard_every_door(app)
    errors.answer_errors(app)
    app.register_error_handler(NotFound, strays.answer)
    headers.set_headers(app)
    filters.add_filters(app)
    for door in (health, public, account, workspace, registrar):
        app.register_blueprint(door)
    # The address of a note's page is what lets one answer: there is no cookie to be misused.
    csrf.exempt(notes.answer)
    # Nor is there where a printing house takes its files.
    csrf.exempt(printing_house.take)
    # A list of codes is only looked at: there is no cookie, and nothing is recorded.
    csrf.exempt(lists.checked)
    # Who the browser says is asking stands in for a token: there is no session to put one in.
    csrf.exempt(reports.send)
    csrf.exempt(reports.forget)
    api.register(app, csrf)
    # Before everything: who asks, and over how many proxies, makes no difference to a public page.
    app.wsgi_app = FastPath(app.wsgi_app, lambda: house_of(app))  # type: ignore[method-assign]
    return app


def open_house(settings: Settings, store: Store) -> House:
    """What requests reach of an installation, once its record has been looked at.

    Raises what ``startup.check`` refuses to start with.
    """
    store = dataclasses.replace(store, pepper=pepper_of(settings.secret_key))
    demonstration = startup.check(settings.label_keys, settings.public_url, store)
    return House(store, settings, demonstration)


def _configure(app: Flask, settings: Settings) -> None:
    app.json = StrictJson(app)
    app.session_interface = FormCookie()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_PARTS=200,
        # A list of 2,000 households that was pasted comes back with every look at it.
        MAX_FORM_MEMORY_SIZE=4_000_000,
        SESSION_COOKIE_NAME="bieu_mau",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.https,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _templates(package: Path) -> Path:
    """The packaged folder, else the checkout's: editable installs have only the second."""
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parent / "templates"


def _language() -> str:
    """Chosen by ``?lang=``, else kept from an earlier choice, else what the browser prefers.

    Chinese stands at the public door alone, and on what no door answers.
    """
    said = request.args.get("lang")
    if request.blueprint in (None, "public"):
        chosen = languages.asked_for(said, languages.PUBLIC)
        return languages.catalog(chosen or _preferred(languages.PUBLIC))
    chosen = languages.asked_for(said, languages.SIGNED_IN)
    if chosen is not None:
        return chosen
    if request.blueprint in ("workspace", "registrar", "account"):
        return str(session.get("lang", "vi"))
    return _preferred(languages.SIGNED_IN)


def _preferred(offered: Collection[str]) -> str:
    """The language that the browser likes best of those offered."""
    return lookup(request.headers.get("Accept-Language", ""), offered) or "vi"
