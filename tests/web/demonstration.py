"""The demonstration as it is looked at: a door on it, and every code that there is to try."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator

import pytest

from tests.people import KEYRING
from tests.store_fixtures import SHOWN_AT, Templates, opened
from tests.web.kept_doors import Door
from traceability.app import build, open_house
from traceability.services import demo_codes
from traceability.services.demo_codes import Shown
from traceability.settings import Settings
from traceability.store.unit import reading
from traceability.web.house import house_of, install

HOST = "http://127.0.0.1:8000"


@dataclasses.dataclass(frozen=True)
class Demonstration:
    """A door on the demonstration, and all codes and addresses that there are to try."""

    door: Door
    codes: list[Shown]

    @property
    def pages(self) -> list[Shown]:
        """The codes with a page of their own; an address of GS1 leads to one of these."""
        return [each for each in self.codes if each.kind != "gs1"]

    @property
    def one_of_each(self) -> list[Shown]:
        """A page of every kind and state."""
        found = {(each.kind, each.state): each for each in self.pages}
        return [each for _key, each in sorted(found.items())]

    def stand_at(self, url: str) -> None:
        """Let the service know its address: links of GS1 lead on to one in full."""
        house = house_of(self.door.app)
        settings = dataclasses.replace(house.settings, public_url=url)
        install(self.door.app, open_house(settings, house.store))


@pytest.fixture(scope="module")
def shown(
    templates: Templates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """The demonstration, loaded at ``SHOWN_AT`` and looked at on that day."""
    file = tmp_path_factory.mktemp("shown") / "demo.sqlite3"
    shutil.copyfile(templates.demonstration()[0], file)
    with opened(f"sqlite:///{file}", lambda: SHOWN_AT) as store:
        with reading(store) as view:
            codes = demo_codes.to_try(view, KEYRING)
        settings = Settings(
            database_url="sqlite:///unused",
            public_url=HOST,
            secret_key="s" * 32,
            label_keys=KEYRING,
            files=templates.pictures,
            development=True,
        )
        yield Demonstration(Door(build(settings, store)), codes)
