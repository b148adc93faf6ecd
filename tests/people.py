"""The people and goods of the field: one authority, a cooperative of Bắc Quang, and a stranger.

``settle`` registers them once through the services; a test gets a copy of that database.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tests import registers
from traceability.crypto.keyring import Keyring
from traceability.domain.access import Actor, Role
from traceability.domain.certificates import CertificateKind, Grade
from traceability.domain.communes import Point
from traceability.domain.growing_area import CodeStep
from traceability.domain.months import month_of
from traceability.domain.place_kinds import Group
from traceability.domain.quantity import Quantity
from traceability.geo import checks
from traceability.services import (
    accounts,
    api_keys,
    applications,
    area_codes,
    batches,
    boundaries,
    case_decisions,
    case_desk,
    certificate_checks,
    certificate_reminders,
    certificates,
    code_authorizations,
    code_decisions,
    consents,
    gis,
    gtins,
    hand_overs,
    harvests,
    inspections,
    internal_codes,
    invitations,
    label_links,
    month_reports,
    outbox,
    packings,
    pages,
    parties,
    phones,
    photos,
    place_files,
    place_households,
    places,
    print_files,
    print_runs,
    products,
    public_figures,
    recalls,
    request_keys,
    resets,
    seeding,
    setup,
    sign_in,
    stays,
    verify,
)
from traceability.services.label_links import LabelSpan
from traceability.store import models
from traceability.store.engine import Store
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import cases as case_queries
from traceability.store.queries import labels as label_queries
from traceability.store.queries import products as product_queries
from traceability.store.unit import Reading, Work, reading, writing

VINH_TUY, QUAN_BA = "01156", "00874"  # Vĩnh Hảo lies in the new commune Vĩnh Tuy
PASSWORD = "cam sành Bắc Quang 2025"
KEYRING = Keyring.parse(f"k1:{'a1' * 32}")
PIN = "305817"
PEPPER = b"p" * 32
STOCK = "L7651"

GRANTED_ON = dt.date(2025, 10, 1)
PICKED_ON = dt.date(2026, 1, 12)
PACKED_ON = dt.date(2026, 1, 14)
TODAY = dt.date(2026, 1, 20)
MORNING = dt.datetime(2026, 1, 20, 2, 0, tzinfo=dt.UTC)  # 9 o'clock in Hà Giang


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: dt.datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        """Let time go by: ``pass_by(days=1, minutes=5)``."""
        self.now += dt.timedelta(**span)


@dataclasses.dataclass(frozen=True)
class People:
    """Everybody and everything that was registered, by code."""

    operator: Actor
    registrar: Actor
    commune_registrar: Actor
    inspector: Actor
    manager: Actor
    recorder: Actor
    stranger: Actor
    cooperative: str
    foreign: str
    household: str
    area: str
    place: str
    product: str


@dataclasses.dataclass
class World:
    """A database with people in it, and the field's daily verbs in short."""

    store: Store
    clock: Clock
    who: People
    press: print_runs.Press = dataclasses.field(
        default_factory=lambda: print_runs.Press(KEYRING, "https://tem.hagiang.vn", False)
    )
    tampered: bool = False

    @contextmanager
    def by(self, actor: Actor) -> Iterator[Work]:
        """One unit of work of an actor."""
        with writing(self.store, actor) as work:
            yield work

    @contextmanager
    def view(self) -> Iterator[Reading]:
        """One view."""
        with reading(self.store) as seen:
            yield seen

    def harvest(
        self, kg: int = 100, day: dt.date = PICKED_ON, **more: object
    ) -> harvests.Registered:
        """Oranges picked by the recorder's people; ``more`` goes into the request."""
        asked = harvests.HarvestRequest(self.who.area, day, Quantity(kg * 1000, "g"))
        asked = dataclasses.replace(asked, **more)  # type: ignore[arg-type]
        with self.by(self.who.recorder) as work:
            return harvests.register(work, asked)

    def pack(
        self, batch: str, packages: int, day: dt.date = PACKED_ON, **more: object
    ) -> packings.Packed:
        """Bags of 2 kg packed from a batch."""
        asked = packings.PackingRequest(batch, self.who.product, packages, day)
        asked = dataclasses.replace(asked, **more)  # type: ignore[arg-type]
        with self.by(self.who.recorder) as work:
            return packings.register(work, asked)

    def packed(self, packages: int = 40, kg: int = 100) -> packings.Packed:
        """A harvest and a packing of it, published."""
        made = self.pack(self.harvest(kg).code, packages)
        self.publish(made.code)
        return made

    def publish(self, batch: str) -> None:
        """Publish a packed batch."""
        with self.by(self.who.recorder) as work:
            batches.publish(work, batch)

    def print_labels(self, batch: str, count: int, *, released: bool = True) -> str:
        """Order labels, and release them as if the file had been decoded; the run's code."""
        with self.by(self.who.recorder) as work:
            code = print_runs.order(
                work, self.press, print_runs.PrintRequest(batch, count, STOCK)
            ).code
            if released:
                print_files.release(work, code, print_files.Drawn(b"", "0" * 43, count))
        return code

    def link(self, run: str, first: int, last: int) -> str:
        """Link labels by their numbers; the batch's code."""
        with self.by(self.who.recorder) as work:
            return label_links.link(work, LabelSpan(run, first, last))

    def suspend(self, since: dt.date, confirmed: list[str] | None = None) -> list[str]:
        """Suspend the cooperative's code."""
        with self.by(self.who.registrar) as work:
            return area_codes.suspend(work, self.who.area, decision(since), confirmed)

    def recall(self, *codes: str) -> recalls.Announced:
        """A recall by the cooperative's manager."""
        with self.by(self.who.manager) as work:
            return recalls.announce(work, codes, "Không sử dụng, trả lại nơi mua", "0219 386 0000")

    def on_hand(self, code: str) -> tuple[int, str]:
        """What is on hand of a batch (g or ml), and whether it is open or closed."""
        with self.view() as seen:
            stock = batch_queries.stock(seen.db, batches.known(seen, code).id)
            return stock.on_hand, stock.state

    def page(self, code: str) -> pages.Page:
        """The page behind a code."""
        with self.view() as seen:
            return pages.find(seen, self.press.keyring, code)

    def item_codes(self, run: str) -> list[str]:
        """The codes on the labels of a run."""
        with self.view() as seen:
            found = label_queries.run_by_code(seen.db, run)
            assert found is not None
            return print_files.codes_of(self.press.keyring, found)

    def differences(self) -> list[verify.Difference]:
        """What ``verify`` finds."""
        with self.view() as seen:
            return verify.verify(seen)


def decision(effective_on: dt.date, number: str = "12/QĐ-TTBVTV") -> area_codes.Decision:
    """A decision of the office, as it is written."""
    return area_codes.Decision(
        effective_on, number, "Chi cục Trồng trọt và Bảo vệ thực vật", "theo biên bản kiểm tra"
    )


def orange_revision(name: str = "Cam sành Hà Giang, túi lưới 2 kg") -> products.RevisionRequest:
    """Oranges in nets of 2 kg."""
    return products.RevisionRequest(
        name,
        "Hà Giang Sành oranges, 2 kg net",
        "河江皇帝柑 2 千克",
        "orange",
        None,
        None,
        None,
        (products.FormatRequest("túi lưới 2 kg", 2000),),
    )


def orange_grant(
    holder: str, raw: str = "VN-HGOR-0128", commune: str = VINH_TUY
) -> area_codes.GrantRequest:
    """A code for an orchard of 12.4 ha."""
    place = places.PlaceRequest(
        "orchard", commune, None, 124_000, private={"name": "Vườn cam thôn Vĩnh Sơn"}
    )
    return area_codes.GrantRequest(
        raw, "vn_domestic", "domestic", holder, ("sanh_orange",), place, decision(GRANTED_ON)
    )


def settle(store: Store) -> People:
    """Register everybody in a seeded database."""
    with reading(store) as view:
        operator = seeding.operator(view)
    with writing(store, operator) as work:
        offices = _offices(work)
        coops = _cooperatives(work)
        people = _people(work, *offices, *coops)
        codes = {"cooperative": coops[0].code, "foreign": coops[1].code}
        goods = _goods(work, people, coops[0])
        for manager in ("manager", "stranger"):
            setup.skip_rest(work.acting(people[manager]))
    return People(operator=operator, **people, **codes, **goods)


def _offices(work: Work) -> tuple[models.Party, models.Party]:
    province = parties.OrganisationRequest(
        "authority",
        None,
        {"name": "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Tuyên Quang"},
        province=True,
    )
    commune = parties.OrganisationRequest(
        "authority", QUAN_BA, {"name": "UBND xã Quản Bạ"}, territory=(QUAN_BA,)
    )
    return (
        parties.register_organisation(work, province),
        parties.register_organisation(work, commune),
    )


def _cooperatives(work: Work) -> tuple[models.Party, models.Party]:
    private = {"name": "HTX Cam Sành Vĩnh Hảo", "phone": "0219 386 1234"}
    ours = parties.OrganisationRequest("cooperative", VINH_TUY, private)
    theirs = parties.OrganisationRequest("cooperative", QUAN_BA, {"name": "HTX Hồng Quản Bạ"})
    return parties.register_organisation(work, ours), parties.register_organisation(work, theirs)


def _people(
    work: Work,
    province: models.Party,
    commune: models.Party,
    ours: models.Party,
    theirs: models.Party,
) -> dict[str, Actor]:
    staff = {
        "registrar": (province, Role.REGISTRAR, "Nguyễn Thị Lan"),
        "commune_registrar": (commune, Role.REGISTRAR, "Sùng Mí Chá"),
        "inspector": (province, Role.INSPECTOR, "Trần Văn Bình"),
        "manager": (ours, Role.MANAGER, "Hoàng Thị Mai"),
        "recorder": (ours, Role.RECORDER, "Giàng A Pháo"),
        "stranger": (theirs, Role.MANAGER, "Vàng Thị Dính"),
    }
    return {login: _member(work, login, *who) for login, who in staff.items()}


def _member(work: Work, login: str, party: models.Party, role: Role, name: str) -> Actor:
    user = accounts.create_user(work, login, name, PASSWORD)
    member = accounts.add_member(work, user, party, role)
    actor = work.db.get_one(models.Actor, member.actor_id)
    return parties.actor_of(work, actor.id, actor.code, role, party.id)


def _goods(work: Work, people: dict[str, Actor], coop: models.Party) -> dict[str, str]:
    granted = area_codes.grant(work.acting(people["registrar"]), orange_grant(coop.code))
    by_manager = work.acting(people["manager"])
    household = parties.register_household(by_manager, coop, {"name": "Giàng Thị Mỷ"})
    product = products.create(by_manager, coop, "sanh_orange", orange_revision())
    return {
        "household": household.code,
        "area": granted.code,
        "place": granted.place,
        "product": product.code,
    }


def photograph(colour: str = "orange") -> bytes:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (32, 24), colour).save(out, "JPEG")
    return out.getvalue()


def live_a_season(world: World, files: Path) -> None:
    """Let everything that there is happen once: every append-only table has rows after it."""
    picture = photos.prepare(photograph(), files)
    harvest = world.harvest(300, household=world.who.household, photo=picture)
    packed = world.pack(harvest.code, 100, quantity=Quantity(250_000, "g"), product=_gtin(world))
    _file_of_the_neighbours(world)
    world.publish(packed.code)
    run = world.print_labels(packed.code, 60)
    world.link(run, 1, 40)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 30, 35), "tem rách")
        request_keys.once(work, "a1b2c3d4-0001", {"weight": "3 tạ"}, lambda: {"code": harvest.code})
        sign_in.note_refusal(work, "see_batch", harvest.code)
        answer = consents.Answered(world.who.household, "short", "signed")
        consents.record(work, consents.Round(TODAY, (answer,), "Lù Thị Sen"))
    world.suspend(TODAY)
    assert world.harvest(50, day=TODAY).held
    recall = world.recall(harvest.code)
    with world.by(world.who.registrar) as work:
        recalls.lift(work, recall.code, "kết quả phân tích lại đạt")
        area_codes.restore(work, world.who.area, decision(TODAY, "15/QĐ-TTBVTV"))
    _claim_twice(world)
    with world.by(world.who.operator) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        api_keys.create_key(work, coop, Role.RECORDER)
    _let_in(world)
    _hold_papers(world, packed.code)
    remember_phone(world, "recorder")
    _decide_a_dispute(world)
    _freeze_a_month(world)
    _lay_over(world)
    _keep_bees(world)
    _lend_the_code(world)
    registers.imported(world, [registers.row(Mã_số="VN-HGOR-0777")])


def _lend_the_code(world: World) -> None:
    """The neighbours use the code by a permission, then above it; another one is taken back."""
    cap = Quantity(30_000, "g")
    asked = code_authorizations.AuthorizationRequest(
        world.who.area, world.who.foreign, cap, TODAY, TODAY + dt.timedelta(days=60)
    )
    with world.by(world.who.manager) as work:
        given = [code_authorizations.give(work, asked).code for _twice in range(2)]
        code_authorizations.withdraw(work, given[1], TODAY)
    for kg in (20, 40):
        harvest = harvests.HarvestRequest(world.who.area, TODAY, Quantity(kg * 1000, "g"))
        with world.by(world.who.stranger) as work:
            harvests.register(work, harvest)


def _freeze_a_month(world: World) -> None:
    """A holder opens a code's figures, and an office freezes its month."""
    with world.by(world.who.manager) as work:
        public_figures.choose(work, world.who.area, opened=True)
    with world.by(world.who.registrar) as work:
        month_reports.freeze(work, month_of(TODAY))


def _hold_papers(world: World, batch: str) -> None:
    """A certificate that is corrected, looked at and told of, a test report, an indication."""
    with world.by(world.who.operator) as work:
        gis.enter(work, gis.GiRequest("cam-sanh-mau", "Cam sành (mẫu)", "mẫu", "sanh_orange"))
        gis.set_communes(work, "cam-sanh-mau", [(VINH_TUY, "2025-07")])
    report = certificates.CertificateRequest(
        kind=CertificateKind.TEST_REPORT,
        number="KN-1",
        issuer="Phòng thử nghiệm mẫu",
        valid_from=TODAY,
        sampled_on=PICKED_ON,
        covers=(batch,),
        results=(certificates.ResultRequest("Độ ẩm", "18,6", "20", "%"),),
    )
    first = certificates.CertificateRequest(
        kind=CertificateKind.VIETGAP,
        number="VG-1",
        issuer="Trung tâm Chứng nhận (mẫu)",
        valid_from=GRANTED_ON,
        valid_to=TODAY + dt.timedelta(days=25),
        covers=(world.who.place,),
    )
    with world.by(world.who.manager) as work:
        certificates.enter(work, report)
        code = certificates.enter(work, first).code
    mended = dataclasses.replace(first, number="VG-01", revision=1, reason="gõ nhầm số")
    with world.by(world.who.manager) as work:
        certificates.correct(work, code, mended)
    with world.by(world.who.registrar) as work:
        asked = certificate_checks.CheckRequest(Grade.SEEN, 2, "đã xem bản gốc")
        certificate_checks.raise_grade(work, code, asked)
    with world.by(world.who.operator) as work:
        assert certificate_reminders.remind(work) == 1


def _let_in(world: World) -> None:
    """Somebody is invited by link and by mail, and somebody gets a new password."""
    recorder = invitations.MemberInvited(Role.RECORDER, "Nông Thị Lả", "la@example.vn")
    with world.by(world.who.manager) as work:
        link = invitations.invite_member(work, recorder)
        outbox.post(work, outbox.Letter(link.contact, "Lời mời", link.token))
        member = work.db.query(models.Actor).filter_by(id=world.who.recorder.id).one()
        resets.hand_out(work, member.code)


def session_of(world: World, login: str) -> str:
    """A session's cookie of somebody, as signing in opens it."""
    with world.by(world.who.operator) as work:
        user = sign_in.account_of(work, login)
        assert user is not None
        return sign_in.open_session(work, user, "Chrome/Android")


def remember_phone(world: World, login: str, pin: str = PIN) -> str:
    """A phone's cookie of somebody, as enrolling it with a PIN gives it."""
    session, made = session_of(world, login), phones.prepare(login, pin, pin)
    with world.by(getattr(world.who, login)) as work:
        phones.enrol(work, session, made, "Chrome/Android")
    return made.token


def _decide_a_dispute(world: World) -> None:
    """A GTIN claimed twice: taken in hand, handed over to a colleague, and decided."""
    claimed = "09521234567899"
    for manager in (world.who.manager, world.who.stranger):
        with world.by(manager) as work:
            holder = parties.known(work, manager.party or 0)
            products.create(work, holder, "sanh_orange", orange_revision(), gtin=claimed)
    with world.by(world.who.operator) as work:
        office = parties.known(work, world.who.registrar.party or 0)
        successor = _member(work, "colleague", office, Role.REGISTRAR, "Lý Thị Hoa")
        found = case_queries.open_about(work.db, "gtin", claimed)
        assert found is not None
        case = found.code
    with world.by(world.who.registrar) as work:
        case_desk.take(work, case)
        asked = hand_overs.HandOverRequest(world.who.registrar.code, successor.code)
        hand_overs.give(work, asked, hand_overs.confirmation(work, asked))
    with world.by(successor) as work:
        ours, theirs = product_queries.claiming(work.db, claimed, {"conflict"})
        asked_for = case_decisions.DecisionRequest(case, ours, "đã xem giấy của GS1")
        case_decisions.decide(work, asked_for)
    with world.by(world.who.stranger) as work:
        gtins.hold(work)
        holder = parties.known(work, world.who.stranger.party or 0)
        gtins.change(work, holder, products.known(work, theirs), None)


def _lay_over(world: World) -> None:
    """The neighbours draw a line over the cooperative's orchard; both stand, as it is decided."""
    place = places.PlaceRequest("orchard", VINH_TUY, None, 124_000, private={"name": "Vườn giáp"})
    with world.by(world.who.stranger) as work:
        request = internal_codes.AreaRequest(place, ("sanh_orange",))
        theirs = internal_codes.open_area(work, request).place
    ours = (world.who.manager, world.who.place, 0.0)
    for manager, code, east in (ours, (world.who.stranger, theirs, 0.001)):
        west = 104.87 + east
        ring = [(west, 22.265), (west + 0.0034, 22.265), (west + 0.0034, 22.2683), (west, 22.2683)]
        asked = boundaries.BoundaryRequest(code, checks.check([[ring]]), "typed")
        with world.by(manager) as work:
            boundaries.set_boundary(work, asked)
    with world.by(world.who.registrar) as work:
        found = case_queries.open_about(work.db, "overlap", "-".join(sorted((ours[1], theirs))))
        assert found is not None
        asked_for = case_decisions.DecisionRequest(found.code, None, "trồng xen, đã xem tại vườn")
        case_decisions.decide(work, asked_for)


def _keep_bees(world: World) -> None:
    """An apiary whose colonies travel; a file that is filled in, a yield set, who works there."""
    bees = places.PlaceRequest(
        "apiary", VINH_TUY, colonies=120, species="cerana", private={"name": "Trại ong"}
    )
    point = Point(22_270_000, 104_870_000)
    with world.by(world.who.manager) as work:
        request = internal_codes.AreaRequest(bees, ("mint_honey",))
        apiary = internal_codes.open_area(work, request).place
        asked = stays.StayRequest(60, TODAY, None, VINH_TUY, None, "bạc hà", point)
        stays.begin(work, apiary, asked)
        outside = stays.StayRequest(40, TODAY, None, None, "Tỉnh Lào Cai", "nhãn")
        number = stays.begin(work, apiary, outside).number
        stays.withdraw(work, apiary, number)
        place_households.choose(work, world.who.place, [world.who.household], PICKED_ON)
        asked_for = place_files.GroupRequest(Group.WHERE, {"parcels": "112/7"})
        place_files.save(work, world.who.place, 2, asked_for)
    with world.by(world.who.registrar) as work:
        place_files.set_yield(work, world.who.place, 3, 90_000_000, "sổ thu mua")


def _file_of_the_neighbours(world: World) -> None:
    """An application, checked on the ground, and a step on it that waits for a second officer."""
    with world.by(world.who.stranger) as work:
        theirs = parties.known(work, world.who.stranger.party or 0)
        garden = places.PlaceRequest("orchard", QUAN_BA, None, 9_000, private={"name": "Vườn hồng"})
        place = places.register(work, theirs, garden).code
        asked = applications.ApplicationRequest("vn_domestic", "domestic", (place,), ("persimmon",))
        code = applications.begin(work, asked)
        applications.submit(work, code)
    with world.by(world.who.commune_registrar) as work:
        inspections.register(work, inspections.InspectionRequest(code, TODAY, "passed"))
        step = code_decisions.StepRequest(
            code, CodeStep.CHECK, area_codes.Decision(TODAY), kin=True
        )
        code_decisions.decide(work, step)


def _gtin(world: World) -> str:
    """A product with the example GTIN of prefix 952."""
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        asked = dataclasses.replace(orange_revision(), shelf_life_days=30, standard="VietGAP")
        made = products.create(work, coop, "sanh_orange", asked, gtin="09520123456788")
        return made.code


def _claim_twice(world: World) -> None:
    """Two products of the neighbours under one number, a case; then one takes its claim back."""
    with world.by(world.who.stranger) as work:
        theirs = parties.known(work, world.who.stranger.party or 0)
        for name in ("Hồng không hạt, khay 1 kg", "Hồng không hạt, thùng 10 kg"):
            asked = orange_revision(name)
            made = products.create(work, theirs, "persimmon", asked, "9521234567882")
        gtins.change(work, theirs, made, None)
