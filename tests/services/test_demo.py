"""The demonstration: whole, plausible, relative to its day, and every code does what it says."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, union_all

from tests.people import KEYRING
from tests.store_fixtures import SHOWN_AT, Templates, opened, show
from traceability.data import communes, successions
from traceability.domain.communes import OLD
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import NotFound
from traceability.domain.growing_area import Status
from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.domain.scans import Rule
from traceability.domain.verdict import Verdict
from traceability.services import (
    area_codes,
    area_months,
    area_pages,
    area_states,
    code_strings,
    demo_codes,
    demo_pictures,
    demo_scans,
    demo_story,
    jobs,
    known_facts,
    other_states,
    pages,
    product_photos,
    public_places,
    scan_watch,
    season_views,
    sign_in,
    slip_pages,
    startup,
    verify,
)
from traceability.services.demo import Account
from traceability.services.product_photos import THUMB_BYTES, THUMB_SIDE
from traceability.store import photos as storage
from traceability.store.models import (
    Batch,
    BatchStock,
    Complaint,
    DeliveryAnswer,
    DeliveryLine,
    DeliveryNote,
    Event,
    Party,
    Place,
    ProductRevision,
    Reception,
    WeighSlip,
)
from traceability.store.queries import areas, batches, corrections, labels, parties
from traceability.store.queries import products as product_queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.queries import scans as scan_queries
from traceability.store.telemetry import VISITOR, open_telemetry
from traceability.store.unit import Reading, reading

STATES = {"valid", "held", "code_suspended", "recalled", "void", "not_linked", "expired"}
NOW = SHOWN_AT
TODAY = NOW.date()


@dataclass(frozen=True)
class Loaded:
    """A database with the demonstration, as it is seen at ``NOW``."""

    view: Reading
    accounts: list[Account]

    @functools.cached_property
    def shown(self) -> list[demo_codes.Shown]:
        """The codes to try: nothing is written here."""
        return list(demo_codes.codes(self.view, KEYRING))

    def all_batches(self, stage: str) -> list[Batch]:
        found = parties.of_kinds(self.view.db, demo_codes.HOLDERS)
        rows = [batches.of_holder(self.view.db, each.id, [stage]) for each in found]
        return [batch for of_holder in rows for batch, _stock in of_holder]

    def places(self) -> list[Place]:
        found = parties.of_kinds(self.view.db, demo_codes.HOLDERS)
        wanted = select(Place).where(Place.holder_id.in_([each.id for each in found]))
        wanted = wanted.where(Place.kind != OUTSIDE_GROUND)  # a seller's commune, no place
        return list(self.view.db.scalars(wanted))


@pytest.fixture(scope="module")
def loaded(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    shown, accounts = templates.demonstration()
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    shutil.copyfile(shown, file)
    with opened(f"sqlite:///{file}", lambda: NOW) as store, reading(store) as view:
        yield Loaded(view, accounts)


def load_at(template: Path, file: Path, now: dt.datetime) -> Iterator[Loaded]:
    """Load into a copy of ``template``, and look at it at the same moment."""
    shutil.copyfile(template, file)
    with opened(f"sqlite:///{file}", lambda: now) as store:
        accounts = show(store)
        with reading(store) as view:
            yield Loaded(view, accounts)


def test_there_is_enough_to_look_at(loaded: Loaded) -> None:
    organisations = parties.of_kinds(loaded.view.db, demo_codes.HOLDERS)
    assert len(organisations) >= 3
    assert len(areas.all_codes(loaded.view.db)) >= 12
    assert len(loaded.all_batches("harvest")) >= 40
    assert len(loaded.all_batches("packed")) >= 40
    crops = {batch.crop_code for batch in loaded.all_batches("packed")}
    rows = [product_queries.crop(loaded.view.db, crop) for crop in crops]
    families = {row.family for row in rows if row is not None}
    assert families == {"orange", "tea", "honey", "herb", "persimmon"}
    for organisation in organisations:
        assert len(parties.households(loaded.view.db, organisation.id)) >= 4


def test_the_page_of_a_code_tells_the_kilograms_of_a_month(loaded: Loaded) -> None:
    codes = areas.all_codes(loaded.view.db)
    told = [line for row in codes for line in area_months.of_code(loaded.view, row) if line.amounts]
    assert [(each.month.number, each.batches, each.amounts) for each in told] == [
        (6, 4, ((174_000, "g"),))
    ]


def test_every_product_has_a_picture_of_its_own(loaded: Loaded, tmp_path: Path) -> None:
    """Drawn by the program, and always the same: whoever loads it twice has the same hashes."""
    rows = loaded.view.db.scalars(select(ProductRevision)).all()
    own = {each.photo_sha256 for each in rows if each.photo_sha256}
    assert len(own) == len(demo_pictures.NAMES)
    assert [each.picture for each in rows if not each.photo_sha256 and not each.picture] == []
    again = [product_photos.prepare(demo_pictures.drawn(n), tmp_path) for n in demo_pictures.NAMES]
    assert {each.sha256 for each in again} == own
    named = {each.photo_sha256: each.name_vi for each in rows if each.photo_sha256}
    assert len(set(named.values())) == len({each.name_vi for each in rows}) == len(own)
    for each in again:
        small = storage.thumbnail(each.jpeg, THUMB_SIDE, THUMB_BYTES)
        assert small is not None
        assert len(small) <= THUMB_BYTES


def test_many_areas_found_together_are_as_their_pages_say(loaded: Loaded) -> None:
    codes = [row.code for row in areas.all_codes(loaded.view.db)]
    found = area_states.find(loaded.view, [*codes, "4YWW79G1T"])
    assert len(found) >= 12
    for code, state in found.items():
        page = area_pages.find(loaded.view, code)
        told = {name: getattr(page, name) for name in vars(state)}
        assert vars(state) == told
        (again,) = code_strings.states(loaded.view, [page.raw]).get(page.raw, (state,))
        assert again == state


def test_many_codes_of_no_goods_are_as_their_pages_say(loaded: Loaded) -> None:
    named = union_all(*(select(each.code) for each in (Party, Place, WeighSlip)))
    codes = [*loaded.view.db.scalars(named)]
    found = other_states.find(loaded.view, codes)
    assert {each.kind for each in found.values()} == {"slip", "place", "party"}
    pages_of = {code: other for code in codes if (other := other_page(loaded.view, code))}
    assert {code: (each.kind, each.name) for code, each in found.items()} == pages_of
    assert len(pages_of) < len(codes)


def other_page(view: Reading, code: str) -> tuple[str, str] | None:
    """The kind of a page that is not of goods, and the name that a list says of it."""
    with contextlib.suppress(NotFound):
        slip_pages.find(view, code)
        return "slip", ""
    with contextlib.suppress(NotFound):
        return "place", public_places.find_place(view, code).holder
    with contextlib.suppress(NotFound):
        return "party", public_places.find_party(view, code).name
    return None


def test_the_record_is_whole(loaded: Loaded) -> None:
    assert verify.verify(loaded.view) == []
    assert startup.demonstration(loaded.view) == TODAY.isoformat()
    assert jobs.backlog(loaded.view) == jobs.Backlog(queued=0, failed=0, oldest=None)


def test_every_code_does_what_is_said_of_it(loaded: Loaded) -> None:
    shown = loaded.shown
    assert {each.state for each in shown} == STATES
    assert {each.kind for each in shown} == {"batch", "item"}
    for each in shown:
        page = pages.find(loaded.view, KEYRING, each.code)
        assert page.code == each.code
        assert page.demonstration
        assert page.product_names.keys() == {"vi", "en", "zh"}
        if each.state == "code_suspended":
            assert page.verdict is Verdict.CODE_NOT_ACTIVE
            assert {notice.reason for notice in page.notices} == {"code_not_active"}
            assert any(origin.status_then is Status.SUSPENDED for origin in page.origins)
        else:
            assert page.verdict == each.state
    held = [pages.find(loaded.view, KEYRING, each.code) for each in shown if each.state == "held"]
    assert "code_not_active" in {notice.reason for page in held for notice in page.notices}


def test_codes_of_growing_areas_and_gs1_addresses_are_there_to_try(loaded: Loaded) -> None:
    found = {(each.kind, each.state) for each in demo_codes.areas(loaded.view)}
    assert found == {("area", "valid"), ("area", "code_suspended")}
    links = [each.code for each in demo_codes.links(loaded.view, KEYRING)]
    assert "01/09520123456788/10/CAM-SANH-01" in links
    assert any("/10/CAM-SANH-01/21/" in each for each in links)


def test_honey_comes_from_where_the_colonies_stood(loaded: Loaded) -> None:
    spun = [each for each in loaded.all_batches("harvest") if each.crop_code == "mint_honey"]
    own = {place.id for place in loaded.places()}
    found = [known_facts.of_batch(loaded.view, each).sites for each in spun if each.place_id in own]
    assert len(found) > 10
    for (site,) in found:
        assert site.where is not None, "mint does not flower outside the province"


def test_a_label_for_every_state_of_labels(loaded: Loaded) -> None:
    shown = [each for each in loaded.shown if each.kind == "item"]
    found = [pages.find(loaded.view, KEYRING, each.code) for each in shown]
    states = {str(page.label.state) for page in found if page.label is not None}
    assert states == {"linked", "dispatched", "unused", "void"}
    assert {page.label.blank for page in found if page.label is not None} == {True, False}
    assert all(page.label is not None for page in found)


def test_the_recall_says_what_to_do_and_whom_to_call(loaded: Loaded) -> None:
    shown = loaded.shown
    code = next(each.code for each in shown if each.state == "recalled")
    (notice,) = pages.find(loaded.view, KEYRING, code).notices
    assert notice.text.endswith("để được hoàn tiền.")
    assert "0900 000" in notice.contact


def test_a_suspension_after_the_harvest_leaves_the_goods_alone(loaded: Loaded) -> None:
    found = (
        pages.find(loaded.view, KEYRING, each.code)
        for each in loaded.shown
        if each.state in ("valid", "expired")
    )
    statuses = {(o.status_then, o.status_now) for page in found for o in page.origins}
    assert (Status.ACTIVE, Status.SUSPENDED) in statuses
    # What was bought outside every code has no status.
    assert {then for then, _now in statuses} == {Status.ACTIVE, None}


def test_a_lifted_hold_stays_on_the_page(loaded: Loaded) -> None:
    found = (
        pages.find(loaded.view, KEYRING, batch.code)
        for batch in loaded.all_batches("packed")
        if batches.stock(loaded.view.db, batch.id).published_on is not None
    )
    assert any(n.lifted_on is not None for page in found for n in page.notices)


def test_the_gs1_sample_is_there(loaded: Loaded) -> None:
    (batch,) = [b for b in loaded.all_batches("packed") if b.lot_code == "CAM-SANH-01"]
    assert batch.gtin == "09520123456788"
    (run,) = labels.runs_of_batch(loaded.view.db, batch.id)
    assert run.count == 65
    kinds = Counter(place.kind for place in loaded.places())
    assert kinds["packing_house"] == 1


def test_every_place_lies_in_a_commune_that_the_old_one_became(loaded: Loaded) -> None:
    old_names = {each.code: each.name for each in communes() if each.vintage == OLD}
    for place in loaded.places():
        revision = areas.revision(loaded.view.db, place.id)
        assert revision.old_commune_code in old_names
        assert revision.commune_code in successions()[revision.old_commune_code].new


def test_the_balance_of_each_place_is_the_one_told(loaded: Loaded) -> None:
    """In the season that is over: one place near its ceiling, one above it, the rest within."""
    story = {area["name"]: area for area in demo_story.read()["areas"]}
    for place in loaded.places():
        names = parties.names(loaded.view.db, [place.code], "place")
        area = story.get(names[place.code])
        if area is not None:
            day = demo_story.day_in_season(TODAY, area, 1, area["lots"][0]["day"])
            (told,) = (each.word for each in season_views.in_words(loaded.view, place, day))
            assert told == area.get("balance", "season_within"), area["name"]


def test_a_lot_above_the_ceiling_is_held_and_waits(loaded: Loaded) -> None:
    held = recall_queries.open_over(loaded.view.db, [b.id for b in loaded.all_batches("harvest")])
    assert "over_ceiling" in {each.reason for each in held}


def test_names_say_what_they_are(loaded: Loaded) -> None:
    names = {product["name_vi"] for product in demo_story.read()["products"]}
    assert "Cam sành Hà Giang, túi lưới 2 kg" in names
    assert all(any(character.isdigit() for character in name) for name in names)


def test_accounts_open_with_their_passwords(loaded: Loaded) -> None:
    assert {each.role for each in loaded.accounts} == {
        *("manager", "recorder", "registrar", "inspector")
    }
    for account in loaded.accounts[:3]:
        user = sign_in.account_of(loaded.view, account.login)
        assert sign_in.password_fits(user, account.password)
    assert len({each.password for each in loaded.accounts}) == len(loaded.accounts)


def test_nothing_is_recorded_before_it_happened_or_after_today(loaded: Loaded) -> None:
    events = loaded.view.db.query(Event).order_by(Event.seq).all()
    moments = [event.recorded_at for event in events]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    assert all(event.occurred_on <= event.recorded_at.date() for event in events)


def test_its_goods_were_looked_at_and_nobody_is_kept_of_who_looked(
    loaded: Loaded, tmp_path: Path
) -> None:
    telemetry = open_telemetry(f"sqlite:///{tmp_path}/traceability.sqlite3")
    try:
        looks = demo_scans.load(loaded.view, telemetry)
        found = scan_watch.look(loaded.view, telemetry).found
        with telemetry.reading() as connection:
            assert connection.execute(select(VISITOR)).all() == []
            packed = {batch.code for batch in loaded.all_batches("packed")}
            holders = parties.of_kinds(loaded.view.db, demo_codes.HOLDERS)
            days = [
                each
                for holder in holders
                for each in scan_queries.days_of(connection, holder.code, "2000-01-01")
            ]
    finally:
        telemetry.close()
    assert looks == sum(each.scans for each in days) > 1_000
    assert {each.batch for each in days} <= packed
    assert max(each.day for each in days) < day_in_vietnam(NOW).isoformat()
    assert {Rule(each.rule) for each in found} >= {Rule.MANY, Rule.VOID}


def test_the_running_season_has_begun(loaded: Loaded) -> None:
    newest = max(batch.made_on for batch in loaded.all_batches("harvest"))
    assert TODAY - newest < dt.timedelta(days=30)
    assert newest < TODAY


@pytest.mark.parametrize("day", [dt.date(2027, 1, 1), dt.date(2028, 2, 29), dt.date(2027, 10, 1)])
def test_it_loads_on_awkward_days(templates: Templates, tmp_path: Path, day: dt.date) -> None:
    templates.at("sqlite", None)
    now = dt.datetime.combine(day, dt.time(0, 5), dt.timezone(dt.timedelta(hours=7)))
    template = templates.folder / templates.seeded("sqlite")
    for loaded in load_at(template, tmp_path / "demo.sqlite3", now):
        assert {each.state for each in loaded.shown} == STATES
        assert verify.verify(loaded.view) == []


def test_harvests_under_the_suspended_code_wait_for_the_registrar(loaded: Loaded) -> None:
    code = next(row for row in areas.all_codes(loaded.view.db) if row.raw == "VN-HGOR-0142")
    assert area_codes.status_on(loaded.view, code, TODAY) is Status.SUSPENDED
    since = min(
        step.effective_on
        for step in area_codes.steps_of(loaded.view, code)
        if step.step == "suspend"
    )
    held = batches.harvested_under(loaded.view.db, code.id, since)
    assert len(held) == 2
    # One was let out again: it would be asked about if the code were suspended anew.
    (released,) = area_codes.harvests_to_hold(loaded.view, code, since)
    assert released.id in {each.id for each in held}


@pytest.mark.parametrize("row", demo_story.read()["trade"], ids=lambda row: str(row["holder"]))
def test_every_family_has_traded_from_the_scale_to_the_answer(
    loaded: Loaded, row: demo_story.Row
) -> None:
    """A newcomer sees every page filled: slips, a blend, a note answered, a complaint, a guess."""
    view, crop = loaded.view, row["crop"]
    (day,) = view.db.scalars(select(Reception).filter_by(crop_code=crop))
    slips = view.db.scalars(select(WeighSlip).filter_by(reception_id=day.id)).all()
    assert day.state == "closed"
    assert [slip.net for slip in slips] == [each["amount"] for each in row["slips"]]
    assert sum(slip.net for slip in slips) - (day.scale_total or 0) == 400
    second = view.db.get_one(Batch, slips[1].batch_id)
    told = corrections.by_firsts(view.db, [second.event_seq])[second.event_seq]
    assert told.how == "amend"  # ten times too heavy, and put right
    merged = [each for each in loaded.all_batches("processed") if each.crop_code == crop]
    shares = sorted(each.ppm for each in batches.origins(view.db, merged[0].id))
    outside = [e for e in batches.origins(view.db, merged[0].id) if e.area_code_id is None]
    assert sum(shares) == 1_000_000
    assert sum(each.ppm for each in outside) > 50_000
    note = view.db.scalars(
        select(DeliveryNote)
        .join(DeliveryLine, DeliveryLine.note_id == DeliveryNote.id)
        .join(Batch, Batch.id == DeliveryLine.batch_id)
        .where(Batch.crop_code == crop, DeliveryNote.to_party_id.is_not(None))
    ).one()
    (answered,) = view.db.scalars(select(DeliveryAnswer).filter_by(note_id=note.id))
    assert answered.kind == "differs"
    assert view.db.scalars(
        select(Complaint).join(Batch, Batch.id == Complaint.batch_id).where(Batch.crop_code == crop)
    ).one()
    guessed = select(Batch).join(BatchStock, BatchStock.batch_id == Batch.id)
    assert view.db.scalars(guessed.where(BatchStock.estimated, Batch.crop_code == crop)).one()
