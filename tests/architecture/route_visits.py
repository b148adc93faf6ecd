"""Visits to every route, in a world where every path leads to something, anew for each visit."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests import registers
from tests.applicants import begun, filed, step
from tests.architecture.route_table import VISITORS, Line
from tests.book_lists import read_in_book, read_in_dispatches, read_in_slips
from tests.certificate_papers import PDF, enter
from tests.offices import contested
from tests.people import KEYRING, QUAN_BA, TODAY, World, orange_revision, photograph, session_of
from tests.print_houses import order_of_house
from tests.services.weigh_days import line, opened, seller, weigh
from tests.web.lot_visits import HOST, app_of
from traceability.domain.access import Actor, Role
from traceability.domain.deliveries import To
from traceability.domain.diary import FarmWork
from traceability.domain.growing_area import CodeStep
from traceability.domain.quantity import Quantity
from traceability.domain.reports import ReportKind, SentTo
from traceability.services import (
    api_keys,
    batches,
    buyers,
    code_authorizations,
    code_contests,
    complaints,
    deliveries,
    delivery_views,
    diary,
    drafts,
    harvests,
    inspections,
    internal_codes,
    invitations,
    parties,
    photos,
    place_files,
    place_views,
    places,
    product_photos,
    products,
    recalls,
    reports,
    seeding,
    stays,
)
from traceability.services import files as files_kept
from traceability.services.complaints import ComplaintKind, ComplaintRequest
from traceability.services.files import prepare
from traceability.services.inspections import InspectionRequest
from traceability.services.reports import ReportRequest
from traceability.services.sessions import handle_of
from traceability.store import models
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Work
from traceability.web.guards import COOKIE
from traceability.web.limits import limiter

#: Who signs in under which name.
LOGINS = {name: name for name in VISITORS if name != "nobody"} | {"elsewhere": "commune_registrar"}
#: Pages with a form: one for whoever is not signed in, else one that everybody has.
FORMS = {"nobody": "/dang-nhap"}
DOMAIN = HOST.removeprefix("https://")
#: Where a browser keeps what belongs to the token of its forms.
FORM_COOKIE = "bieu_mau"
#: The key of the one sending of each visit.
KEY = "0b5c0d52-7f0e-4f2e-9f57-3f0b8f4f2d11"


@dataclasses.dataclass
class Doors:
    """The application, a copy of its database as it was arranged, and who holds which cookie."""

    app: Flask
    world: World
    kept: Path
    things: Mapping[str, str]
    cookies: Mapping[str, str]
    keys: Mapping[str, str]
    #: What a browser holds to send a form, by visitor: the cookie and the token.
    forms: dict[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    #: The file of the database as it was put back last.
    stands: tuple[int, int] | None = None

    def seen(self, line: Line) -> dict[str, int]:
        """The status that each visitor gets, each in a database that nobody touched."""
        return {visitor: self._status(line, visitor) for visitor in VISITORS}

    def _status(self, line: Line, visitor: str) -> int:
        self._put_back()
        limiter.reset()
        client, path = self._client(visitor), self._path(line)
        if line.endpoint.startswith("api."):
            body = {"json": {}} if line.method == "POST" else {}
            of_software = self._of_software(visitor) | body
            return client.open(path, method=line.method, **of_software).status_code
        sent: dict[str, Any] = {"headers": {"Referer": HOST + path}, "base_url": HOST}
        if line.method == "POST":
            sent["data"] = {"csrf_token": self._form_token(client, visitor), "request_key": KEY}
        with client.open(path, method=line.method, **sent) as answer:
            return answer.status_code

    def _put_back(self) -> None:
        """The database as it was arranged; what wrote nothing has left it so."""
        file = Path(self.world.store.writer.url.database or "")
        log = file.with_name(f"{file.name}-wal")
        written = log.exists() and log.stat().st_size > 0
        if written or self.stands != stand(file):
            self.world.store.close()
            shutil.copyfile(self.kept, file)
            self.stands = stand(file)

    def _form_token(self, client: FlaskClient, visitor: str) -> str:
        """A token for forms, read once for each visitor, with the cookie that it belongs to."""
        if visitor not in self.forms:
            token = form_token(client, visitor)
            cookie = client.get_cookie(FORM_COOKIE, domain=DOMAIN)
            assert cookie
            self.forms[visitor] = cookie.value, token
        value, token = self.forms[visitor]
        client.set_cookie(FORM_COOKIE, value, domain=DOMAIN, secure=True)
        return token

    def _client(self, visitor: str) -> FlaskClient:
        client = self.app.test_client()
        if visitor in self.cookies:
            client.set_cookie(COOKIE, self.cookies[visitor], domain=DOMAIN, secure=True)
        return client

    def _of_software(self, visitor: str) -> dict[str, Any]:
        key = self.keys.get(visitor)
        bearer = {} if key is None else {"Authorization": f"Bearer {key}"}
        return {"base_url": HOST, "headers": bearer | {"Idempotency-Key": "one-of-its-own"}}

    def _path(self, line: Line) -> str:
        """The rule with the line's things in its parts, one after the other."""
        (rule,) = (
            each
            for each in self.app.url_map.iter_rules()
            if each.endpoint == line.endpoint and line.method in (each.methods or ())
        )
        parts = iter(line.thing.split("/"))
        return re.sub(r"<[^>]+>", lambda _: self._value(rule, next(parts)), rule.rule)

    def _value(self, rule: Rule, name: str) -> str:
        assert name, f"{rule.endpoint} needs a thing in its path"
        return name[1:] if name.startswith("=") else self.things[name]


def stand(file: Path) -> tuple[int, int]:
    """When a file was written last, and how long it is."""
    seen = file.stat()
    return seen.st_mtime_ns, seen.st_size


def form_token(client: FlaskClient, visitor: str) -> str:
    """A token for forms, from a page that the visitor has."""
    page = client.get(FORMS.get(visitor, "/thong-bao"), base_url=HOST).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def doors_of(world: World, files: Path) -> Doors:
    """Arrange a busy world so that every path of the table leads to something of the manager's."""
    things = _things(world, files)
    cookies = {visitor: session_of(world, login) for visitor, login in LOGINS.items()}
    things["session"] = handle_of(_hash_of_manager(world))
    keys = {
        visitor: _key(world, actor)
        for visitor, actor in (
            ("stranger", world.who.stranger),
            ("recorder", world.who.recorder),
            ("manager", world.who.manager),
        )
    }
    app = app_of(world, files=files)
    world.store.close()
    kept = files / "kept.sqlite3"
    shutil.copyfile(world.store.writer.url.database or "", kept)
    return Doors(app, world, kept, things, cookies, keys)


def _things(world: World, files: Path) -> dict[str, str]:
    who = world.who
    return {
        "household": who.household,
        "area": who.area,
        "product": who.product,
        "member": who.recorder.code,
        **_made(world, files),
        **_kept(world),
    }


def _begun(world: World, packed: str) -> dict[str, str]:
    """A complaint, and a draft of the recorder's."""
    asked = ComplaintRequest(packed, ComplaintKind.QUALITY, "Cam bị khô", TODAY)
    form = drafts.FormAt("workspace.note_complaint", {"code": packed})
    with world.by(world.who.recorder) as work:
        noted = complaints.note(work, asked)
        kept = drafts.save(work, form, "begun-and-left", [("said", "Tem bong")])
    return {"complaint": noted, "begun": str(kept.id), **_reported(world, packed)}


def _reported(world: World, packed: str) -> dict[str, str]:
    """A report to the office, and one to the cooperative alone."""
    with world.view() as view:
        about, nobody = reports.target(view, KEYRING, packed), seeding.operator(view, "job")
    to_office = ReportRequest(ReportKind.FAKE, SentTo.OFFICE, "Tem dán chồng", "vi")
    to_holder = ReportRequest(ReportKind.QUALITY, SentTo.HOLDER, "Cam héo", "vi")
    with world.by(nobody) as work:
        number = reports.send(work, "route-visits-1", about, to_office)
        own = reports.send(work, "route-visits-2", about, to_holder)
    return {
        "report_number": number,
        "report": number.partition("-")[0],
        "own_report": own.partition("-")[0],
    }


def _made(world: World, files: Path) -> dict[str, str]:
    """What the season leaves closed or has none of."""
    who = world.who
    packed = world.pack(world.harvest(100, TODAY).code, 40, TODAY).code
    world.publish(packed)
    made = {"batch": packed, "run": world.print_labels(packed, 10)}
    house = order_of_house(world, packed)
    made |= {"house_run": house.run, "roll": house.rolls[0], "token": house.token}
    made["house_link"] = str(house.link)
    picture = photos.prepare(photograph("green"), files)
    made["harvest"] = world.harvest(80, TODAY, photo=picture).code
    made["entry"] = world.entry(made["harvest"])
    made["book"] = read_in_book(world)
    made["slip_book"] = read_in_slips(world)
    made["dispatch_book"] = read_in_dispatches(world)
    made["open_batch"] = world.pack(world.harvest(90, TODAY).code, 20, TODAY).code
    made["case"] = contested(world)[0]
    made |= _begun(world, packed)
    made["reception"] = opened(world)
    made["slip"] = weigh(world, made["reception"], line(20, seller(world, "Vừ Mí Pó"))).code
    made["certificate"] = enter(world, number="VG-9", file=prepare(PDF, files))
    made |= _files(world)
    with world.by(who.manager) as work:
        holder = parties.known(work, who.manager.party or 0)
        stood = dataclasses.replace(
            orange_revision("Cam sành, túi 3 kg"),
            picture=None,
            photo=product_photos.prepare(photograph("yellow"), files),
        )
        made["pictured"] = products.create(work, holder, "sanh_orange", stood).code
        asked = places.PlaceRequest("orchard", "01156", None, 10_000, private={"name": "Vườn mới"})
        own = internal_codes.open_area(work, internal_codes.AreaRequest(asked, ("sanh_orange",)))
        made["place"] = own.place
        made["permission"] = code_authorizations.give(work, _leave(work, world, files)).code
        land = files_kept.prepare(photograph("white"), files)
        place_files.attach(work, own.place, "land", [land])
        made["paper"] = place_views.page(work, who.manager, own.place).papers[0].event
        bees = places.PlaceRequest("apiary", "01156", colonies=80, private={"name": "Trại ong"})
        made["apiary"] = internal_codes.open_area(
            work, internal_codes.AreaRequest(bees, ("mint_honey",))
        ).place
        made["waiting"] = _waiting(work, own.code or "", own.place)
        watered = diary.FarmWorkRequest(own.place, FarmWork.IRRIGATION, TODAY)
        made["diary_line"] = diary.register(work, watered).event_id
        stays.begin(work, made["apiary"], stays.StayRequest(50, TODAY, commune="01156"))
        someone = invitations.MemberInvited(Role.RECORDER, "Lù Thị Mẩy", "may@example.vn")
        made["invite_token"] = invitations.invite_member(work, someone).token
        made["invitation"] = invitations.waiting(work, who.manager, "member")[0].number
    made |= _read_in(world) | _sent(world)
    with world.by(who.registrar) as work:
        group = invitations.OrganisationInvited("group", "Tổ hợp tác", QUAN_BA, "to@example.vn")
        invitations.invite_organisation(work, group)
        waiting = invitations.waiting(work, who.registrar, "organisation")
        made["invited_group"] = waiting[0].number
    return made


def _waiting(work: Work, area: str, place: str) -> str:
    """A hold over a harvest that was picked too early after spraying."""
    sprayed = diary.FarmWorkRequest(
        place, FarmWork.PESTICIDE, TODAY, product="Thuốc thử", phi_days=7
    )
    diary.register(work, sprayed)
    asked = harvests.HarvestRequest(area, TODAY, Quantity(1_000, "g"))
    lot = batches.known(work, harvests.register(work, asked).code)
    return recall_queries.open_over(work.db, [lot.id])[-1].code


def _sent(world: World) -> dict[str, str]:
    """A note with its page, goods that a neighbour handed over, a buyer, a hold of one's own."""
    who, line = world.who, deliveries.Send(world.harvest(20, TODAY).code)
    with world.by(who.recorder) as work:
        asked = deliveries.DeliveryRequest(To.WALK_IN, (line,), TODAY)
        note = deliveries.register(work, asked).code
        buyer = buyers.add(work, buyers.BuyerRequest("Chị Hoa")).code
    theirs = places.PlaceRequest("orchard", QUAN_BA, None, 9_000, private={"name": "Vườn bạn"})
    with world.by(who.stranger) as work:
        request = internal_codes.AreaRequest(theirs, ("persimmon",))
        area = internal_codes.open_area(work, request).code
        picked = harvests.HarvestRequest(area, TODAY, Quantity(5_000, "g"))
        line = deliveries.Send(harvests.register(work, picked).code)
        handed = deliveries.DeliveryRequest(To.COOPERATIVE, (line,), TODAY, who.cooperative)
        arriving = deliveries.register(work, handed).code
    fresh = world.harvest(10, TODAY).code
    with world.by(who.manager) as work:
        held = recalls.order_hold(work, fresh, "tự kiểm tra").code
    with world.view() as view:
        secret = delivery_views.shown(view, who.manager, note).secret
    return {
        "note": note,
        "buyer": buyer,
        "arriving": arriving,
        "own_hold": held,
        "secret": secret,
    }


def _leave(work: Work, world: World, files: Path) -> code_authorizations.AuthorizationRequest:
    """Somebody else than the stranger may use the code, with a paper."""
    group = parties.OrganisationRequest("group", QUAN_BA, {"name": "Tổ thu mua"})
    grantee = parties.register_organisation(work.acting(world.who.operator), group).code
    paper = files_kept.prepare(photograph("white"), files)
    cap, until = Quantity(5_000_000, "g"), TODAY.replace(month=3)
    return code_authorizations.AuthorizationRequest(
        world.who.area, grantee, cap, TODAY, until, papers=(paper,)
    )


def _read_in(world: World) -> dict[str, str]:
    """A register with a row that was refused, and the string of another holder's code."""
    rows = [registers.row(), registers.row(Ngày_cấp="hôm qua")]
    made, found = registers.imported(world, rows, skip=True)
    rival = registers.row(Mã_số="VN-9", Đơn_vị_được_cấp="HTX Một")
    registers.imported(world, [rival, {**rival, "Đơn vị được cấp": "HTX Hai"}])
    with world.view() as view:
        claimed = view.db.query(models.AreaCode).filter_by(raw="VN-9").first()
        entered = view.db.query(models.AreaCode).filter_by(code=found[0].code).one()
        holder = view.db.get_one(models.Party, entered.holder_id)
        case = code_contests.open_about(view, claimed)  # type: ignore[arg-type]
        return {
            "import": made,
            "unmanned": holder.code,
            "claimed": claimed.code,  # type: ignore[union-attr]
            "claim": case.code,  # type: ignore[union-attr]
        }


def _files(world: World) -> dict[str, str]:
    """Applications in three states, and a check of one of them."""
    checked = filed(world)
    step(world, checked, CodeStep.CHECK)
    with world.by(world.who.inspector) as work:
        seen = inspections.register(work, InspectionRequest(checked, TODAY, "passed"))
    return {"file": filed(world), "draft": begun(world), "checked": checked, "inspection": seen}


def _kept(world: World) -> dict[str, str]:
    """What the season left, by the one row that a path needs."""
    with world.view() as view:
        db = view.db
        lifted = {row.recall_id for row in db.query(models.RecallLift)}
        holds = [row for row in db.query(models.Recall) if row.id not in lifted]
        return {
            "recall": holds[0].code,
            "report": db.query(models.MonthReport).one().report_id,
            "hand_over": db.query(models.HandOver).first().code,  # type: ignore[union-attr]
            "phone": handle_of(db.query(models.Phone).first().token_hash),  # type: ignore[union-attr]
            "prefix": db.query(models.ApiKey).first().prefix,  # type: ignore[union-attr]
        }


def _hash_of_manager(world: World) -> str:
    with world.view() as view:
        rows = view.db.query(models.Session).join(
            models.Membership, models.Membership.id == models.Session.membership_id
        )
        found = rows.filter(models.Membership.actor_id == world.who.manager.id).first()
        assert found is not None
        return found.token_hash


def _key(world: World, actor: Actor) -> str:
    """A bearer key of an actor's organisation."""
    with world.by(world.who.operator) as work:
        party = parties.known(work, actor.party or 0)
        return api_keys.create_key(work, party, Role.MANAGER).text
