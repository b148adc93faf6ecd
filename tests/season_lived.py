"""Everything that there is happens once: a world in which every append-only table has rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

from tests import registers
from tests.people import (
    GRANTED_ON,
    PICKED_ON,
    QUAN_BA,
    TODAY,
    VINH_TUY,
    World,
    decision,
    member,
    orange_revision,
    photograph,
    remember_phone,
    restore_code,
)
from tests.trade_lived import live_the_trade
from traceability.domain.access import Action, Role
from traceability.domain.certificates import CertificateKind, Grade
from traceability.domain.communes import Point
from traceability.domain.events import EventStep
from traceability.domain.growing_area import CodeStep
from traceability.domain.labels import LabelState, moved
from traceability.domain.months import month_of
from traceability.domain.place_kinds import Group
from traceability.domain.quantity import Quantity
from traceability.geo import checks
from traceability.services import (
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
    label_ledger,
    label_links,
    month_reports,
    outbox,
    parties,
    photos,
    place_files,
    place_households,
    places,
    products,
    public_figures,
    recalls,
    request_keys,
    resets,
    sign_in,
    stays,
)
from traceability.services.label_links import LabelSpan
from traceability.store import models
from traceability.store.queries import cases as case_queries
from traceability.store.queries import products as product_queries


def live_a_season(world: World, files: Path) -> None:
    """Let everything that there is happen once: every append-only table has rows after it."""
    packed = live_before_the_registry(world, files)
    live_the_registry(world, packed)
    live_the_trade(world, packed)


def live_the_registry(world: World, packed: str) -> None:
    """What the registry of growing areas added to that, and nothing that came later."""
    registers.imported(world, [registers.row(Mã_số="VN-HGOR-0777")])
    _file_of_the_neighbours(world)
    _hold_papers(world, packed)
    _freeze_a_month(world)
    _lay_over(world)
    _keep_bees(world)
    _lend_the_code(world)


def live_before_the_registry(world: World, files: Path) -> str:
    """What could be recorded before the registry of growing areas; the code of a packed lot."""
    picture = photos.prepare(photograph(), files)
    harvest = world.harvest(300, household=world.who.household, photo=picture)
    packed = world.pack(harvest.code, 100, quantity=Quantity(250_000, "g"), product=_gtin(world))
    world.publish(packed.code)
    run = world.print_labels(packed.code, 60, seen=False)
    _link_unread(world, run, packed.code, 40)
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
        restore_code(work, world.who.area, decision(TODAY, "15/QĐ-TTBVTV"))
    _claim_twice(world)
    with world.by(world.who.operator) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        api_keys.create_key(work, coop, Role.RECORDER)
    _let_in(world)
    remember_phone(world, "recorder")
    _decide_a_dispute(world)
    return packed.code


def _link_unread(world: World, run: str, lot: str, last: int) -> None:
    """Link labels as it was done before paper was read first: that is an event of later days."""
    with world.by(world.who.recorder) as work:
        row, ledger = label_ledger.opened(work, run, Action.LINK_LABELS)
        batch = batches.known(work, lot)
        now = moved(ledger, [(0, last - 1)], LabelState.LINKED, batch.id)
        label_ledger.write_ledger(work, row, now)
        told = label_ledger.Told(EventStep.LABELS_LINKED, [batch])
        label_ledger.record(work, row, [(1, last)], told)


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


def _decide_a_dispute(world: World) -> None:
    """A GTIN claimed twice: taken in hand, handed over to a colleague, and decided."""
    claimed = "09521234567899"
    for manager in (world.who.manager, world.who.stranger):
        with world.by(manager) as work:
            holder = parties.known(work, manager.party or 0)
            products.create(work, holder, "sanh_orange", orange_revision(), gtin=claimed)
    with world.by(world.who.operator) as work:
        office = parties.known(work, world.who.registrar.party or 0)
        successor = member(work, "colleague", office, Role.REGISTRAR, "Lý Thị Hoa")
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
