"""What a request reaches of the installation: the store, the settings, the press."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, current_app, g

from traceability.domain.access import Actor
from traceability.geo import outlines
from traceability.geo.shapes import Boundary
from traceability.services.press import Press
from traceability.services.scan_counting import ScanCounter
from traceability.services.sign_in import SignedIn
from traceability.settings import Settings
from traceability.store.engine import Store
from traceability.store.telemetry import Telemetry
from traceability.store.unit import Reading, Rehearsal, Work, reading, rehearsing, writing
from traceability.web.aside import Aside
from traceability.web.known_strings import KnownStrings
from traceability.web.shelf import Shelf

_NAME = "traceability"


@dataclass(frozen=True)
class House:
    """One installation, made once by ``app.create_app``, and what its process keeps in memory.

    Without ``scans`` nothing is counted.
    """

    store: Store
    settings: Settings
    demonstration: bool = False
    shelf: Shelf = field(default_factory=Shelf, compare=False, repr=False)
    aside: Aside = field(default_factory=Aside, compare=False, repr=False)
    strings: KnownStrings = field(default_factory=KnownStrings, compare=False, repr=False)
    scans: ScanCounter | None = field(default=None, compare=False, repr=False)

    @property
    def telemetry(self) -> Telemetry | None:
        """What was counted, where anything is."""
        return None if self.scans is None else self.scans.telemetry

    @property
    def outlines(self) -> Mapping[str, Boundary]:
        """The outlines of communes that the operator has given, by code."""
        return outlines.load(self.settings.commune_outlines)

    @property
    def press(self) -> Press:
        """What printing needs: the keys, the public address, development or not."""
        return Press(self.settings.label_keys, self.settings.public_url, self.settings.development)


def install(app: object, house: House) -> None:
    """Hang the house on the Flask application."""
    app.extensions[_NAME] = house  # type: ignore[attr-defined]


def house_of(app: Flask) -> House:
    """The installation that an application serves."""
    found: House = app.extensions[_NAME]
    return found


def house() -> House:
    """The installation that this request is served by."""
    return house_of(current_app)


def signed_in() -> SignedIn:
    """Who is signed in; only behind a guarded door."""
    who: SignedIn = g.signed_in
    return who


def actor() -> Actor:
    """The actor of this request."""
    return signed_in().actor


@contextmanager
def looking(*, remembering: bool = False) -> Iterator[Reading]:
    """A view of the record for this request; it cannot write (``remembering`` nor ask twice)."""
    with reading(house().store, remembering=remembering) as view:
        yield view


@contextmanager
def working(by: Actor | None = None) -> Iterator[Work]:
    """A unit of work for this request's actor."""
    with writing(house().store, actor() if by is None else by) as work:
        yield work


@contextmanager
def foreseeing() -> Iterator[Rehearsal]:
    """A rehearsal for this request's actor: the act itself tells what it would do, taken back."""
    with rehearsing(house().store, actor()) as work:
        yield work
