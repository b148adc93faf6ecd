"""The people and goods of the field: one authority, a cooperative of Bắc Quang, and a stranger.

``settle`` registers them once through the services; a test gets a copy of that database.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from PIL import Image

from traceability.crypto.keyring import Keyring
from traceability.domain.accepting import FORESEEN
from traceability.domain.access import Actor, Role
from traceability.domain.growing_area import CodeStep
from traceability.domain.quantity import Quantity
from traceability.services import (
    accounts,
    area_codes,
    batches,
    code_decisions,
    harvests,
    label_checks,
    label_links,
    packings,
    pages,
    parties,
    phones,
    places,
    print_files,
    print_runs,
    products,
    recalls,
    seeding,
    setup,
    sign_in,
    verify,
)
from traceability.services.code_decisions import StepRequest
from traceability.services.label_links import LabelSpan
from traceability.store import models
from traceability.store.engine import Store
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import corrections as correction_queries
from traceability.store.queries import labels as label_queries
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
    #: What is given back when the world ends.
    ending: ExitStack = dataclasses.field(default_factory=ExitStack)
    #: The state at which the record was found whole last, where its epoch is never an old one.
    whole_at: object = None

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
        picked = Quantity(kg * 1000, "g")
        asked = harvests.HarvestRequest(self.who.area, day, picked, accepts=FORESEEN)
        asked = dataclasses.replace(asked, **more)  # type: ignore[arg-type]
        with self.by(self.who.recorder) as work:
            return harvests.register(work, asked)

    def pack(
        self, batch: str, packages: int, day: dt.date = PACKED_ON, **more: object
    ) -> packings.Packed:
        """Bags of 2 kg packed from a batch."""
        product = self.who.product
        asked = packings.PackingRequest(batch, product, packages, day, accepts=FORESEEN)
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

    def print_labels(
        self,
        batch: str,
        count: int,
        *,
        released: bool = True,
        seen: bool = True,
        stock: str = STOCK,
    ) -> str:
        """Order labels, released as if the file had been decoded and read from paper; the run."""
        with self.by(self.who.recorder) as work:
            code = print_runs.order(
                work, self.press, print_runs.PrintRequest(batch, count, stock)
            ).code
            if released:
                print_files.release(work, code, print_files.Drawn(b"", "0" * 43, count))
        if released and seen:
            self.see_paper(code)
        return code

    def see_paper(self, run: str) -> None:
        """Read the first, a middle and the last label of a run from paper."""
        codes = self.item_codes(run)
        with self.by(self.who.recorder) as work:
            seen = [*dict.fromkeys((codes[0], codes[len(codes) // 2], codes[-1]))]
            label_checks.check(work, self.press.keyring, run, seen)

    def link(self, run: str, first: int, last: int) -> str:
        """Link labels by their numbers; the batch's code."""
        with self.by(self.who.recorder) as work:
            return label_links.link(work, LabelSpan(run, first, last))

    def suspend(self, since: dt.date, confirmed: list[str] | None = None) -> list[str]:
        """Suspend the cooperative's code."""
        with self.by(self.who.registrar) as work:
            return suspend_code(work, self.who.area, decision(since), confirmed)

    def recall(self, *codes: str) -> recalls.Announced:
        """A recall by the cooperative's manager."""
        with self.by(self.who.manager) as work:
            return recalls.announce(work, codes, "Không sử dụng, trả lại nơi mua", "0219 386 0000")

    def on_hand(self, code: str) -> tuple[int, str]:
        """What is on hand of a batch (g or ml), and whether it is open or closed."""
        with self.view() as seen:
            stock = batch_queries.stock(seen.db, batches.known(seen, code).id)
            return stock.on_hand, stock.state

    def entry(self, code: str) -> str:
        """The id of the entry that made a batch, as it is told today."""
        with self.view() as seen:
            seq = batches.known(seen, code).event_seq
            return correction_queries.by_firsts(seen.db, [seq])[seq].event_id

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
        """What ``verify`` finds; looks again only where somebody wrote since, or time went by."""
        state = self.state() if self.whole_at and not self.tampered else None
        if state and state == self.whole_at:
            return []
        with self.view() as seen:
            found = verify.verify(seen)
        if state and not found:
            self.whole_at = state
        return found

    def state(self) -> object:
        """What differs after every commit, whoever made it, and at every moment."""
        return self.store.epoch.now(), self.clock()


def decision(effective_on: dt.date, number: str = "12/QĐ-TTBVTV") -> area_codes.Decision:
    """A decision of the office, as it is written; it says why where it acts for a commune."""
    return area_codes.Decision(
        effective_on,
        number,
        "Chi cục Trồng trọt và Bảo vệ thực vật",
        "theo biên bản kiểm tra",
        acting_reason="xã nhờ tỉnh làm giúp",
    )


def suspend_code(
    work: Work, code: str, stands: area_codes.Decision, confirmed: Sequence[str] | None = None
) -> list[str]:
    """Suspend a code by an officer; the lots that it holds."""
    lots = None if confirmed is None else tuple(confirmed)
    asked = StepRequest(code, CodeStep.SUSPEND, stands, confirmed=lots)
    return list(code_decisions.decide(work, asked).held)


def restore_code(work: Work, code: str, stands: area_codes.Decision) -> None:
    """End a suspension by an officer."""
    code_decisions.decide(work, StepRequest(code, CodeStep.RESTORE, stands))


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
    return {login: member(work, login, *who) for login, who in staff.items()}


def member(work: Work, login: str, party: models.Party, role: Role, name: str) -> Actor:
    """Somebody of an organisation in a role, signing in under ``login``."""
    user = accounts.create_user(work, login, name, PASSWORD)
    row = accounts.add_member(work, user, party, role)
    actor = work.db.get_one(models.Actor, row.actor_id)
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
