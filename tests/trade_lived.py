"""What happens to goods in a season: bought, made, sent, corrected, taken back; a call, a diary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tests.book_lists import read_in_book, read_in_dispatches, read_in_slips, take_back_book
from tests.families import pack, product
from tests.people import (
    GRANTED_ON,
    QUAN_BA,
    TODAY,
    VINH_TUY,
    World,
)
from tests.print_houses import order_of_house, receive
from tests.senders import code_of, send_report
from traceability.domain.access import Actor
from traceability.domain.balance import Basis
from traceability.domain.deliveries import To, WriteOff
from traceability.domain.diary import FarmWork, Rule, Ruling
from traceability.domain.gathering import Listing, Species
from traceability.domain.quantity import Quantity
from traceability.domain.reports import Outcome
from traceability.domain.scans import Limits
from traceability.domain.weigh_slips import Scale, Truck
from traceability.services import (
    arrivals,
    buyers,
    complaints,
    corrections,
    deliveries,
    delivery_answers,
    delivery_views,
    diary,
    dispatch_books,
    drafts,
    parties,
    places,
    reception_closing,
    receptions,
    report_desk,
    runs,
    scan_limits,
    seeding,
    slip_books,
    species,
    storing,
    substances,
    weigh_slips,
    write_offs,
)
from traceability.services.complaints import ComplaintKind, ComplaintRequest
from traceability.services.products import FormatRequest
from traceability.services.runs import Make
from traceability.services.substances import SubstanceRequest
from traceability.services.weigh_slips import Line, LoadRequest, NewSeller

#: What sorting gives: kilograms of each grade.
GRADED = ((18, "first"), (20, "second"))


def live_the_trade(world: World, packed: str) -> None:
    """Let everything that is done with goods happen once; somebody calls about ``packed``."""
    _order_labels(world, packed)
    _buy_by_slip(world)
    _send_goods(world)
    _write_a_diary(world)
    _list_a_species(world)
    _look_at_scans(world)
    _put_right(world)
    take_back_book(world, read_in_book(world))
    take_back_book(world, read_in_slips(world), slip_books.BOOK)
    take_back_book(world, read_in_dispatches(world), dispatch_books.BOOK)
    _take_a_call(world, packed)
    _work_on_goods(world)


def _work_on_goods(world: World) -> None:
    """Lots are merged, washed, sorted, split and packed; what was mixed too soon is taken back."""
    lots = [world.harvest(20, TODAY, household=world.who.household).code for _twice in range(2)]
    (merged,) = _run(world, runs.MERGE, lots, Make())
    (washed,) = _run(world, "wash", [merged], Make(Quantity(38_000, "g")))
    first, second = (Make(Quantity(kg * 1000, "g"), grade) for kg, grade in GRADED)
    sorted_out = _run(world, "sort", [washed], first, second)
    halves = _run(world, runs.SPLIT, sorted_out[:1], *(Make(Quantity(9_000, "g")) for _ in "12"))
    world.pack(halves[0], 1, day=TODAY)
    (mistaken,) = _run(world, runs.MERGE, [halves[1], *sorted_out[1:]], Make())
    with world.by(world.who.recorder) as work:
        corrections.correct(work, [corrections.Retraction(world.entry(mistaken))], "trộn nhầm")
    _sample_a_sack(world)
    note = _handed_over(world, sorted_out[1])
    with world.by(world.who.stranger) as work:
        arrivals.register(work, arrivals.ArrivalRequest(note, TODAY, ()))


def _sample_a_sack(world: World) -> None:
    """Fruit in sacks that were weighed each by itself, of which one gives a sample."""
    made = product(world, "sanh_orange", FormatRequest("bao", basis=Basis.OWN_WEIGHT))
    grown = world.harvest(10, TODAY, household=world.who.household).code
    sacks = pack(world, grown, made, None, day=TODAY, weights=(4_000, 5_000)).code
    sample = Quantity(100, "g")
    asked = write_offs.WriteOffRequest(sacks, WriteOff.SAMPLE, TODAY, sample, sacks=(1,))
    with world.by(world.who.recorder) as work:
        write_offs.register(work, asked)


def _run(world: World, step: str, takes: Sequence[str], *makes: Make) -> list[str]:
    """A run of today on all that is on hand; the codes of what came out."""
    into = tuple(runs.Take(code) for code in takes)
    with world.by(world.who.recorder) as work:
        done = runs.register(work, runs.RunRequest(step, into, makes, TODAY))
    return [each.code for each in done.made]


def _handed_over(world: World, code: str) -> str:
    """A whole lot handed over to the neighbours; the note."""
    lines = (deliveries.Send(code),)
    with world.by(world.who.recorder) as work:
        asked = deliveries.DeliveryRequest(To.COOPERATIVE, lines, TODAY, world.who.foreign)
        return deliveries.register(work, asked).code


def _list_a_species(world: World) -> None:
    """A protected species on the operator's list."""
    listed = Species(
        crop="black_cardamom",
        latin="Lanxangia tsaoko",
        verdict=Listing.LIMITED,
        listing="Nhóm IIA",
        from_on=GRANTED_ON,
        to_on=None,
        source="danh mục mẫu",
    )
    with world.by(world.who.operator) as work:
        species.enter_list(work, [(2, listed)])


def _write_a_diary(world: World) -> None:
    """A substance with its rule, and sprayed long before anything was picked."""
    rule = Rule("vn", Ruling.LIMITED, dt.date(2025, 1, 1), None, "dữ liệu mẫu")
    listed = SubstanceRequest("thuoc-mau", "pesticide", "Thuốc mẫu 50EC", "hoạt chất mẫu", 7, rule)
    with world.by(world.who.operator) as work:
        substances.enter_list(work, [(2, listed)])
    line = diary.FarmWorkRequest(
        *(world.who.place, FarmWork.PESTICIDE, dt.date(2025, 12, 1)), product="Thuốc mẫu 50EC"
    )
    with world.by(world.who.recorder) as work:
        diary.register(work, line)


def _take_a_call(world: World, packed: str) -> None:
    """A complaint is noted and answered, another begun and left as a draft."""
    asked = ComplaintRequest(packed, ComplaintKind.QUALITY, "Cam bị khô", TODAY, "chị Hoa")
    with world.by(world.who.recorder) as work:
        noted = complaints.note(work, asked)
    with world.by(world.who.manager) as work:
        complaints.answer(work, noted, "đã đổi hàng")
    sent = send_report(world, packed)
    with world.by(world.who.registrar) as work:
        report_desk.close(work, code_of(sent), Outcome.CONFIRMED, "đã xử lý")
    form = drafts.FormAt("workspace.note_complaint", {"code": packed})
    with world.by(world.who.recorder) as work:
        drafts.save(work, form, "a1b2c3d4-0002", [("said", "Tem bong")])


def _order_labels(world: World, packed: str) -> None:
    """Labels of a printing house: a link, one roll that came, one that did not."""
    ordered = order_of_house(world, packed)
    receive(world, ordered.run, ordered.rolls[0], 1, 4)


def _buy_by_slip(world: World) -> None:
    """A truck with a seller of the cooperative and one from outside; the day is closed."""
    at = f"{world.who.area}/{world.who.place}"
    with world.by(world.who.manager) as work:
        day = receptions.open_day(work, receptions.OpenRequest("sanh_orange", TODAY))
        scale = Scale(25_300, 2, 300, 50_000)
        asked = LoadRequest(
            day,
            (
                Line(scale, "g", world.who.household, ground=at, grade="first", price=12_000),
                Line(scale, "g", new_seller=NewSeller("Lù Thị Sen", QUAN_BA)),
            ),
            Truck(3_060_000, 3_000_000),
            "23C-012.34",
        )
        weigh_slips.record_load(work, asked)
        close = reception_closing.CloseRequest(day, 3, 49_500, "còn bao cân lại")
        reception_closing.close(work, close)


def _job(world: World) -> Actor:
    """The job process, which records what somebody without an account says."""
    with world.view() as view:
        return seeding.operator(view, "job")


def _send_goods(world: World) -> None:
    """Goods are sold, handed over and taken or sent back, stored, tasted; a receiver answers."""
    fresh, other = (world.harvest(40, TODAY).code for _twice in range(2))
    sent = deliveries.Send(fresh, Quantity(10_000, "g"))
    with world.by(world.who.recorder) as work:
        buyer = buyers.add(work, buyers.BuyerRequest("Chị Hoa", "0912345678")).code
        note = deliveries.register(
            work, deliveries.DeliveryRequest(To.BUYER, (sent,), TODAY, buyer, vehicle="22C-1")
        )
        lines = (sent, deliveries.Send(other))
        handed = deliveries.register(
            work, deliveries.DeliveryRequest(To.COOPERATIVE, lines, TODAY, world.who.foreign)
        )
        reason = WriteOff.SAMPLE
        write_offs.register(work, write_offs.WriteOffRequest(fresh, reason, TODAY, sent.quantity))
    with world.by(world.who.manager) as work:
        holder = parties.known(work, world.who.manager.party or 0)
        kept = places.PlaceRequest("warehouse", VINH_TUY, private={"name": "Kho thôn"})
        store = places.register(work, holder, kept).code
        storing.register(work, storing.StoreRequest(fresh, store, TODAY))
        secret = delivery_views.shown(work, world.who.manager, note.code).secret
    with world.by(_job(world)) as work:
        came = {fresh: Quantity(9_500, "g")}
        delivery_answers.answer(work, secret, delivery_answers.AnswerRequest(came, "Chị Hoa"))
    with world.by(world.who.stranger) as work:
        refused = (arrivals.Arrived(other, refused=True),)
        asked = arrivals.ArrivalRequest(handed.code, TODAY, refused, "dập nhiều")
        arrivals.register(work, asked)


def _put_right(world: World) -> None:
    """A weight told anew, and a packing that never was."""
    harvest = world.harvest(30, day=TODAY).code
    packed = world.pack(harvest, 5, day=TODAY).code
    with world.by(world.who.recorder) as work:
        mistaken = corrections.Retraction(world.entry(packed))
        slip = corrections.Amendment(world.entry(harvest), {harvest: Quantity(3_000, "g")})
        corrections.correct(work, [mistaken, slip], "ghi nhầm")
    world.pack(harvest, 1, day=TODAY)


def _look_at_scans(world: World) -> None:
    """A product gets limits of its own."""
    with world.by(world.who.manager) as work:
        scan_limits.choose(work, world.who.product, Limits(20, 60, 5))
