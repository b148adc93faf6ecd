"""The page tells the truth: planted values stand on the pages of those it names alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.architecture.test_doors_are_closed import closed_rules, paths
from tests.people import TODAY, Clock, World
from tests.plots import declare, square
from tests.services.weigh_days import line, weigh
from tests.services.weigh_days import opened as weighing
from tests.serving import refuse_plainly
from tests.store_fixtures import Templates, opened
from tests.web.lot_visits import Page, Visitor, app_of
from tests.web.registry_visits import granted
from traceability.domain import access, sights
from traceability.domain.access import RIGHTS, Action, Role
from traceability.domain.diary import FarmWork
from traceability.domain.sights import Reader
from traceability.services import batches, diary, parties, places
from traceability.services.weigh_slips import NewSeller
from traceability.store.models import Base, BatchEdge
from traceability.web.account.sight_words import DATA, EXTENTS, LATER, NO_PAGE_YET, NOTES, READERS

NAME, PHONE = "Thào Mí Páo", "0912 777 333"
HARVEST_KG, HARVEST_LOT, PLACE = "237 kg", "HAI-0901", "Vườn cam Khuổi Phạt Hạ"
SPRAYED = "Thuốc Khuổi Phạt 9EC"
#: What the boundary of the place measures.
MEASURED = "19,95"
SEASON_KG = "241 kg"  # that harvest, and one of 4 kg of the same garden
PRICE = "12.347 đ"
LOGINS = {
    Reader.OWNER: ("manager", "recorder"),
    Reader.INSPECTOR: ("inspector",),
    Reader.REGISTRAR: ("registrar",),
    Reader.PUBLIC: (None,),
}
ROLES = {"manager": Role.MANAGER, "registrar": Role.REGISTRAR, "inspector": Role.INSPECTOR}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@dataclasses.dataclass(frozen=True)
class Planted:
    """The application on a world with one household's harvest, followed into its packs."""

    app: Flask
    world: World
    codes: dict[str, str]
    number: str
    packed_lot: str
    read: dict[str | None, dict[str, str]] = dataclasses.field(default_factory=dict)

    def texts(self, login: str | None) -> list[str]:
        """The words of every page that somebody can open, read once."""
        if login not in self.read:
            self.read[login] = {path: page.text for path, page in self.pages(login)}
        return list(self.read[login].values())

    def read_again(self, login: str) -> None:
        """Read the pages anew that somebody could open: less of a right opens no further ones."""
        visitor = Visitor(self.app, self.world, login)
        self.read[login] = {
            path: page.text for path, page in self._opened(visitor, iter(self.read[login]))
        }

    def pages(self, login: str | None) -> Iterator[tuple[str, Page]]:
        """Every page that somebody can open: each route, with each code that there is."""
        visitor = Visitor(self.app, self.world, login)
        for rule in closed_rules(self.app) if login else ():
            if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("api."):
                yield from self._opened(visitor, paths(rule, self.codes))
        yield from self._opened(visitor, (f"/{code}" for code in self.codes.values()))

    def _opened(self, visitor: Visitor, wanted: Iterator[str]) -> Iterator[tuple[str, Page]]:
        for path in wanted:
            page = visitor.get(path)
            if page.status == 200 and page.answer.mimetype == "text/html":
                yield path, page

    def shows(self, login: str | None, *needles: str) -> bool:
        """Whether some page shows all of the needles together."""
        return any(all(each in text for each in needles) for text in self.texts(login))

    def seen(self, data: Action, login: str | None) -> bool:
        """Whether somebody sees a class of data, by what was planted for it."""
        name = (NAME,) if self.shows(login, NAME) else (f"Hộ {self.number}",)
        needles: dict[Action, tuple[str, ...]] = {
            Action.SEE_HOUSEHOLDS: (NAME,),
            Action.SEE_HOUSEHOLD_KG: (*name, HARVEST_KG),
            Action.SEE_PRICES: (PRICE,),
            Action.SEE_STEP_KG: (HARVEST_KG,),
            Action.SEE_HOUSEHOLD_PACKS: (NAME, self.packed_lot),
            Action.SEE_SEASON: ("niên vụ 2025–2026", SEASON_KG),
            Action.SEE_PLACE: (PLACE,),
            Action.SEE_BOUNDARY: (PLACE, "Đo được", MEASURED),
            Action.SEE_AREA_BATCHES: (HARVEST_LOT,),
            Action.SEE_DIARY: (SPRAYED,),
        }
        return self.shows(login, *needles[data])


@pytest.fixture(scope="module")
def planted(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """One for all that is asked of it: it is read, and nothing is written once it stands."""
    place = templates.at("sqlite", None)
    template, who = templates.settled("sqlite")
    with (
        place.database(template) as (_name, url),
        opened(url, Clock()) as store,
        pytest.MonkeyPatch.context() as patch,
    ):
        refuse_plainly(patch)
        clock = Clock()
        world = World(dataclasses.replace(store, clock=clock), clock, who)
        with world.ending:
            yield _planted(world, tmp_path_factory.mktemp("planted"))
        assert world.differences() == []


def _planted(world: World, folder: Path) -> Planted:
    with world.by(world.who.manager) as work:
        coop = parties.acting_party(work, world.who.manager)
        made = parties.register_household(work, coop, {"name": NAME, "phone": PHONE})
        code, number = made.code, f"{made.number:02d}"
    area = granted(world, "VN-HGOR-0555", name=PLACE, holder=world.who.cooperative)
    declare(world, world.who.manager, area.place, square(side=0.0041))
    harvest = world.harvest(237, household=code, area_code=area.code, lot_code=HARVEST_LOT)
    world.harvest(4, area_code=area.code)
    packed = world.pack(harvest.code, 100)
    world.publish(packed.code)
    sprayed = diary.FarmWorkRequest(
        *(area.place, FarmWork.PESTICIDE, TODAY - dt.timedelta(days=30)),
        product=SPRAYED,
        phi_days=3,
    )
    with world.by(world.who.recorder) as work:
        diary.register(work, sprayed)
    run = world.print_labels(packed.code, 20)
    world.link(run, 1, 10)
    bought = NewSeller("Lù Thị Sen")
    slip = weigh(world, weighing(world), line(5, None, new_seller=bought, price=12_347))
    codes = {
        "slip": slip.code,
        "harvest": harvest.code,
        "batch": packed.code,
        "run": run,
        "household": code,
    }
    codes |= {"product": world.who.product, "area": area.code, "place": area.place}
    codes["label"] = world.item_codes(run)[4]
    app = app_of(world, files=folder / "files")
    return Planted(app, world, codes, number, packed.lot_code)


# --- what stands on the page ---------------------------------------------------------------------


def cells(page: Page) -> list[list[str]]:
    """The words of the table, row by row: the class of data, then a cell a reader."""
    table = page.source.split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", each).split())
            for each in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in rows
    ]


@pytest.mark.parametrize("login", ["manager", "recorder", "registrar", "inspector", "stranger"])
def test_every_cell_is_what_the_rules_answer(world: World, tmp_path: Path, login: str) -> None:
    page = Visitor(app_of(world, files=tmp_path), world, login).get("/ai-xem-duoc-gi")
    assert page.status == 200
    found = cells(page)
    table = sights.table()
    assert len(found) == len(table)
    for row, shown in zip(table, found, strict=True):
        assert shown[0].startswith(str(DATA[row.data][0]))
        assert ("Chưa ghi trong hệ thống" in shown[0]) is not row.held
        for (reader, extent), cell in zip(row.cells.items(), shown[1:], strict=True):
            word = EXTENTS[extent] if row.held else LATER[extent]
            word = NO_PAGE_YET if (row.data, reader) in sights.NO_PAGE else word
            assert cell.startswith(str(word)), (row.data, reader)


def test_ones_own_column_is_marked(world: World, tmp_path: Path) -> None:
    app = app_of(world, files=tmp_path)
    for reader, logins in LOGINS.items():
        for login in filter(None, logins):
            page = Visitor(app, world, login).get("/ai-xem-duoc-gi")
            assert f"{READERS[reader]} ( bạn )" in page.text.replace("(bạn)", "( bạn )")
            assert page.source.count('class="own"') == 1 + len(sights.PUBLIC)


def test_no_sentence_outlives_its_rule() -> None:
    """A note is keyed by what the rules answer: changed rules leave it without a cell."""
    there = {
        (row.data, reader, extent) for row in sights.table() for reader, extent in row.cells.items()
    }
    assert set(NOTES) - there == set()
    assert set(DATA) == set(sights.PUBLIC)
    partly = {key for key in there if key[2] is sights.Extent.PARTLY}
    assert partly - set(NOTES) == set()


# --- and what stands on all the others -----------------------------------------------------------


def test_planted_values_are_seen_by_those_that_the_table_names(
    planted: Planted, subtests: pytest.Subtests
) -> None:
    """Reading every page takes long, so what is read once answers three questions."""
    assert min(len(planted.texts(login)) for login in ("manager", "registrar", None)) > 1
    held = sorted(set(sights.PUBLIC) - sights.NOT_HELD)
    for data in held:
        for reader, logins in LOGINS.items():
            exact = reader is not Reader.PUBLIC and sights.seen_today(data, reader)
            for login in logins:
                assert planted.seen(data, login) is exact, (data, login)
    with subtests.test("a stranger and another territory see none of it"):
        for login in ("stranger", "commune_registrar"):
            assert not [data for data in held if planted.seen(data, login)], login
    with subtests.test("a phone number stands on no page outside its cooperative"):
        digits = PHONE.replace(" ", "")
        for login in ("registrar", "inspector", "commune_registrar", "stranger", None):
            for text in planted.texts(login):
                assert PHONE not in text
                assert digits not in text.replace(" ", "").replace(".", "")


def test_the_public_sees_the_coarser_form(planted: Planted) -> None:
    text = Visitor(planted.app, planted.world).get(f"/{planted.codes['batch']}").text
    assert "Vĩnh Tuy" in text
    assert f"Hộ {planted.number}" in text
    assert "100 × 2 kg" in text


def test_weights_open_where_three_households_stand_behind_a_lot(
    world: World, tmp_path: Path
) -> None:
    with world.by(world.who.manager) as work:
        coop = parties.acting_party(work, world.who.manager)
        homes = [
            parties.register_household(work, coop, {"name": f"{NAME} {n}"}).code for n in range(3)
        ]
    app = app_of(world, files=tmp_path)
    for many in (2, 3):
        lots = [world.harvest(237, household=home).code for home in homes[:many]]
        packed = _packed_of(world, lots)
        text = Visitor(app, world).get(f"/{packed}").text
        assert (HARVEST_KG in text) is (many == 3)
        assert NAME not in text


def _packed_of(world: World, lots: list[str]) -> str:
    """A published lot that several harvests went into: more than a packing of today takes."""
    packed = world.pack(lots[0], 100).code
    world.tampered = True
    with world.by(world.who.operator) as work:
        child = batches.known(work, packed)
        parents = [batches.known(work, each).id for each in lots[1:]]
        work.add(
            *(
                BatchEdge(parent_id=each, child_id=child.id, event_seq=child.event_seq, amount=1)
                for each in parents
            )
        )
    world.publish(packed)
    return packed


@pytest.mark.parametrize(
    ("login", "rights"),
    [
        ("manager", (Action.SEE_HOUSEHOLDS,)),
        ("registrar", (Action.SEE_PLACE, Action.SEE_STEP_KG, Action.SEE_SEASON, Action.SEE_DIARY)),
        ("inspector", (Action.SEE_PLACE, Action.SEE_AREA_BATCHES, Action.SEE_SEASON)),
    ],
)
def test_the_services_ask_the_table(
    planted: Planted,
    login: str,
    rights: tuple[Action, ...],
    monkeypatch: pytest.MonkeyPatch,
    subtests: pytest.Subtests,
) -> None:
    """Take a right away, and the value is gone from every page of the role."""
    assert planted.texts(login)
    role, whole = ROLES[login], dict(planted.read[login])
    for data in rights:
        with subtests.test(str(data)), monkeypatch.context() as patch:
            planted.read[login] = whole
            assert planted.seen(data, login)
            left = {action: scope for action, scope in RIGHTS[role].items() if action is not data}
            patch.setattr(access, "RIGHTS", {**RIGHTS, role: left})
            planted.read_again(login)
            assert not planted.seen(data, login)


def test_what_is_called_not_held_has_no_place_in_the_database() -> None:
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    assert not {name for name in columns if "price" in name or "buyer" in name}
    assert "buyer" not in parties.ORGANISATIONS
    fields = {field.name for field in dataclasses.fields(places.PlaceRequest)}
    assert not fields & {"boundary", "geometry", "points"}
