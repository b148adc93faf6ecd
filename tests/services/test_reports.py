"""Reports of buyers: taken without an account, kept apart, dealt with step by step, forgotten."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from tests.people import KEYRING, QUAN_BA, World
from tests.senders import CONTACT, NAME, SAID, code_of, send_report
from tests.web.public_door import item_code
from traceability.domain import ids
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.reports import (
    OUTSIDE,
    PROVINCE,
    About,
    Outcome,
    ReportKind,
    ReportState,
    ReportStep,
    SentTo,
)
from traceability.jobs import erasing
from traceability.services import (
    alerts,
    jobs,
    report_desk,
    report_forgetting,
    report_views,
    reports,
    seeding,
    verify,
)
from traceability.services.report_desk import Forward
from traceability.store import append_only, models
from traceability.store.queries import reports as queries

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def row_of(world: World, number: str) -> models.DoubtReport:
    with world.view() as view:
        found = queries.by_code(view.db, code_of(number))
        assert found is not None
        view.db.expunge(found)
    return found


def photograph(folder: Path) -> reports.Prepared:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "nhà chị Hoa"
    Image.new("RGB", (64, 48), (200, 90, 10)).save(out, "JPEG", exif=exif)
    return reports.prepare_photo(out.getvalue(), folder)


def test_what_was_said_is_private_and_whom_it_came_from_too(world: World) -> None:
    number = send_report(world, world.packed().code)
    with world.view() as view:
        leaves = [
            row.leaf for row in view.db.query(models.Event) if '"step":"reported"' in row.leaf
        ]
        page = report_views.page(view, world.who.registrar, code_of(number))
    (leaf,) = leaves
    assert not any(word in leaf for word in (SAID, NAME, CONTACT, number))
    assert '"kind":"fake"' in leaf
    assert (page.said, page.name, page.contact) == (SAID, NAME, CONTACT)


def test_one_form_sent_twice_is_one_report_and_other_words_are_refused(world: World) -> None:
    code = world.packed().code
    first = send_report(world, code, key="one-and-the-same")
    assert send_report(world, code, key="one-and-the-same") == first
    with pytest.raises(Conflict) as found:
        send_report(world, code, key="one-and-the-same", said="khác hẳn")
    assert found.value.facts["recorded"] == {"report": first}
    with world.view() as view:
        assert view.db.query(models.DoubtReport).count() == 1


@ON_SQLITE
def test_every_public_code_leads_to_whose_it_is(world: World) -> None:
    batch = world.packed()
    run = world.print_labels(batch.code, 3)
    label = item_code(world, run, 1)
    with world.view() as view:
        holder = view.db.query(models.Party).filter_by(code=world.who.cooperative).one().id
        found = {
            each: reports.target(view, KEYRING, each)
            for each in (batch.code, label, world.who.area, world.who.cooperative)
        }
        nothing = [reports.target(view, KEYRING, each) for each in (None, "KHONG-CO", "4YWW79G1T")]
    assert [each.about for each in found.values()] == [
        *(About.BATCH, About.ITEM, About.AREA, About.PARTY)
    ]
    assert {each.holder for each in found.values()} == {holder}
    assert found[label].batch == found[batch.code].batch
    assert {each.about for each in nothing} == {About.UNKNOWN}
    assert {each.holder for each in nothing} == {None}


def test_an_office_takes_releases_answers_and_closes(world: World) -> None:
    number = send_report(world, world.packed().code)
    code, who = code_of(number), world.who
    for step in (report_desk.take, report_desk.release):
        with world.by(who.registrar) as work:
            step(work, code)
    with world.by(who.manager) as work:
        report_desk.holder_answer(work, code, "Đã thu lại túi đó")
    with world.by(who.registrar) as work:
        report_desk.answer(work, code, "Đã kiểm tra cửa hàng")
    with world.by(who.registrar) as work:
        report_desk.close(work, code, Outcome.CONFIRMED, "Cảm ơn bạn")
    with world.view() as view:
        status = report_views.status(view, number)
        told = [each.text for each in status.steps if each.text]
        heard = {each.kind for each in alerts.listed(view, who.manager).lines}
    assert [each.step for each in status.steps] == [
        *(ReportStep.TAKEN, ReportStep.RELEASED, ReportStep.HOLDER_ANSWERED),
        *(ReportStep.ANSWERED, ReportStep.CLOSED),
    ]
    assert told == ["Đã thu lại túi đó", "Đã kiểm tra cửa hàng", "Cảm ơn bạn"]
    assert not any(each.person or each.note or each.facts for each in status.steps)
    assert (status.state, status.outcome) == (ReportState.CLOSED, Outcome.CONFIRMED)
    assert "report_released" in heard
    with pytest.raises(RuleBroken) as refused, world.by(who.registrar) as work:
        report_desk.answer(work, code, "nữa")
    assert refused.value.code == "report_closed"


@ON_SQLITE
def test_the_holder_reads_what_was_released_and_never_from_whom(
    world: World, tmp_path: Path
) -> None:
    number = send_report(world, world.packed().code, photo=photograph(tmp_path))
    code, who = code_of(number), world.who
    with world.view() as view, pytest.raises(NotFound):
        report_views.of_own(view, who.manager, code)
    with world.by(who.registrar) as work:
        report_desk.release(work, code)
    with world.view() as view:
        shown = report_views.of_own(view, who.recorder, code)
        name = report_views.holder_picture(view, who.recorder, code)
        assert [each.code for each in report_views.of_holder(view, who.manager)] == [code]
        with pytest.raises(NotFound):
            report_views.of_own(view, who.stranger, code)
    assert shown.said == SAID
    assert NAME not in repr(shown)
    assert CONTACT not in repr(shown)
    assert "nhà chị Hoa".encode() not in (tmp_path / name).read_bytes()


@ON_SQLITE
def test_a_word_on_quality_may_go_to_the_holder_alone_and_nothing_else(world: World) -> None:
    code = world.packed().code
    number = send_report(world, code, ReportKind.QUALITY, SentTo.HOLDER)
    with world.view() as view:
        (event,) = [
            row for row in view.db.query(models.Event) if row.seq == row_of(world, number).event_seq
        ]
        kept = view.db.query(models.PrivateValue).filter_by(owner_id=event.event_id)
        assert [each.field for each in kept] == ["said"]  # no contact goes that way
        assert report_views.queue(view, world.who.registrar) == ()
        with pytest.raises(NotFound):
            report_views.page(view, world.who.registrar, code_of(number))
    with world.by(world.who.recorder) as work:
        report_desk.holder_answer(work, code_of(number), "Mời đổi túi khác")
    with world.view() as view:
        status = report_views.status(view, number)
    assert (status.state, status.steps[-1].text) == ("closed", "Mời đổi túi khác")
    with pytest.raises(Invalid) as refused:
        send_report(world, code, ReportKind.FAKE, SentTo.HOLDER)
    assert refused.value.faults[0].code == "office_only"
    with pytest.raises(Invalid):
        send_report(world, None, ReportKind.QUALITY, SentTo.HOLDER)


@ON_SQLITE
def test_what_is_forwarded_leaves_the_territory(world: World) -> None:
    number = send_report(world, world.packed().code)
    code, who = code_of(number), world.who
    with world.by(who.registrar) as work:
        report_desk.take(work, code)
    with world.by(who.registrar) as work:
        report_desk.forward(work, code, Forward("commune", QUAN_BA, note="bán ở đó"))
    row = row_of(world, number)
    assert (row.commune_code, row.state, row.member_id) == (QUAN_BA, "sent", None)
    with pytest.raises(Invalid), world.by(who.registrar) as work:
        report_desk.forward(work, code, Forward("commune", QUAN_BA))
    with world.by(who.registrar) as work:
        report_desk.forward(work, code, Forward(PROVINCE))
    with world.by(who.registrar) as work:
        report_desk.forward(work, code, Forward(OUTSIDE, outside="Đội Quản lý thị trường số 3"))
    with world.view() as view:
        status = report_views.status(view, number)
    assert [each.text for each in status.steps][-1] == "Đội Quản lý thị trường số 3"
    assert row_of(world, number).commune_code is None


def test_strangers_and_inspectors_have_no_part_in_it(world: World) -> None:
    number = send_report(world, world.packed().code)
    code = code_of(number)
    for who in (world.who.stranger, world.who.manager, world.who.inspector):
        with pytest.raises((NotFound, Denied)), world.by(who) as work:
            report_desk.take(work, code)
        with pytest.raises((NotFound, Denied)), world.view() as view:
            report_views.page(view, who, code)
    with world.view() as view, pytest.raises(NotFound):
        report_views.status(view, code)
    with world.view() as view, pytest.raises(NotFound):
        report_views.status(view, f"{code}-00000000")


def test_its_sender_is_forgotten_when_asked_and_the_picture_with_it(
    world: World, tmp_path: Path
) -> None:
    number = send_report(world, world.packed().code, photo=photograph(tmp_path))
    (name,) = [each.name for each in tmp_path.iterdir()]
    with world.view() as view:
        nobody = seeding.operator(view, "job")
    with world.by(nobody) as work:
        assert report_forgetting.ask(work, number)
    with world.by(nobody) as work:
        assert not report_forgetting.ask(work, number)
    with world.by(nobody) as work:
        claimed = jobs.claim(work, "test")
    assert claimed is not None
    assert claimed.kind == report_forgetting.JOB
    erasing.forget_report(world.store, nobody, tmp_path, claimed)
    with world.view() as view:
        page = report_views.page(view, world.who.registrar, code_of(number))
        assert (page.said, page.name, page.contact) == (SAID, None, None)
        assert page.forgotten
        assert not page.picture
        assert list(verify.differences(view)) == []
    assert not (tmp_path / name).exists()


@ON_SQLITE
def test_who_wants_no_calls_leaves_the_picture(world: World, tmp_path: Path) -> None:
    number = send_report(world, world.packed().code, photo=photograph(tmp_path))
    (name,) = [each.name for each in tmp_path.iterdir()]
    with world.view() as view:
        nobody = seeding.operator(view, "job")
    with world.by(nobody) as work:
        assert report_forgetting.ask_no_call(work, number)
    with world.by(nobody) as work:
        assert not report_forgetting.ask_no_call(work, number)
    with world.by(nobody) as work:
        claimed = jobs.claim(work, "test")
    assert claimed is not None
    erasing.forget_report(world.store, nobody, tmp_path, claimed)
    with world.view() as view:
        page = report_views.page(view, world.who.registrar, code_of(number))
        assert (page.name, page.contact, page.forgotten, page.picture) == (None, None, True, True)
        assert list(verify.differences(view)) == []
    assert (tmp_path / name).exists()
    with world.by(nobody) as work:
        assert report_forgetting.ask(work, number)
    with world.view() as view:
        assert not report_views.page(view, world.who.registrar, code_of(number)).picture
        assert list(verify.differences(view)) == []


@ON_SQLITE
def test_time_takes_the_sender_and_later_the_words(world: World) -> None:
    number = send_report(world, world.packed().code)
    with world.by(world.who.registrar) as work:
        report_desk.close(work, code_of(number), Outcome.UNFOUNDED, "không đúng")
    with world.view() as view:
        assert not report_forgetting.is_due(view)
    for days, gone in ((91, {"name", "contact"}), (640, {"name", "contact", "said", "answer"})):
        world.clock.pass_by(days=days)
        with world.view() as view:
            assert report_forgetting.is_due(view)
            nobody = seeding.operator(view, "job")
        with world.by(nobody) as work:
            report_forgetting.sweep(work)
        with world.view() as view:
            assert not report_forgetting.is_due(view)
            ids = queries.event_ids(view.db, code_of(number))
            kept = view.db.query(models.PrivateValue)
            fields = {each.field for each in kept if each.owner_id in ids}
            assert fields.isdisjoint(gone)
            assert list(verify.differences(view)) == []


@pytest.mark.parametrize("known", [True, False])
def test_many_reports_of_one_thing_silence_nobody(world: World, known: bool) -> None:
    code = world.packed().code if known else ids.short_code(7)
    sent = [send_report(world, code, said=f"lần {number}") for number in range(42)]
    last = send_report(world, world.packed().code)
    desk = world.who.registrar
    with world.view() as view:
        queue = report_views.queue(view, desk)
        rung = {each.subject: each.facts for each in alerts.listed(view, desk).lines}
    order = [each.code for each in queue]
    assert order == [code_of(each) for each in [*sent[:40], last, *sent[40:]]]
    assert {each.among for each in queue} == {42, 0}
    assert queue[40].among == 0
    assert rung[code_of(sent[0])] == {"count": 42, "report_kind": "fake"}
    assert rung[code_of(last)] == {"report_kind": "fake"}
    assert len(rung) == 2


@ON_SQLITE
def test_a_flood_is_one_alert_an_hour_and_of_each_kind(world: World) -> None:
    code, other, desk = world.packed().code, world.packed().code, world.who.registrar
    for kind in (ReportKind.FAKE, ReportKind.FAKE, ReportKind.SAFETY, ReportKind.FAKE):
        send_report(world, code, kind)
    send_report(world, other)
    world.clock.pass_by(minutes=61)
    send_report(world, code)
    with world.view() as view:
        lines = alerts.listed(view, desk).lines
    told = [(each.facts.get("count", 1), each.facts["report_kind"]) for each in reversed(lines)]
    assert told == [(3, "fake"), (1, "safety"), (1, "fake"), (1, "fake")]
    with world.by(desk) as work:
        alerts.mark_all_read(work)
    send_report(world, code)
    with world.view() as view:
        assert alerts.unread(view, desk) == 1


@ON_SQLITE
def test_what_may_do_harm_stands_before_what_came_sooner(world: World) -> None:
    code = world.packed().code
    kinds = (ReportKind.OTHER, ReportKind.FAKE, ReportKind.SAFETY, ReportKind.LABEL)
    sent = {kind: code_of(send_report(world, code, kind)) for kind in kinds}
    with world.view() as view:
        order = [each.code for each in report_views.queue(view, world.who.registrar)]
    first = (ReportKind.SAFETY, ReportKind.FAKE, ReportKind.OTHER, ReportKind.LABEL)
    assert order == [sent[kind] for kind in first]


@ON_SQLITE
def test_a_tampered_report_is_found(world: World) -> None:
    number = send_report(world, world.packed().code)
    with world.by(world.who.registrar) as work:
        report_desk.take(work, code_of(number))
    changes = (
        "UPDATE doubt_report SET state = 'answered'",
        "UPDATE doubt_report SET kind = 'other'",
        "UPDATE doubt_report SET member_id = NULL",
        "UPDATE doubt_report SET commune_code = NULL, commune_vintage = NULL",
    )
    world.tampered = True
    for change in changes:
        with world.by(world.who.operator) as work:
            work.db.execute(text(change))
            found = [each.kind for each in verify.differences(work)]
            work.db.rollback()
        assert found == ["doubt_report"], change


@ON_SQLITE
def test_a_step_that_was_removed_is_found(world: World) -> None:
    number = send_report(world, world.packed().code)
    with world.by(world.who.registrar) as work:
        report_desk.take(work, code_of(number))
    world.tampered = True
    with world.by(world.who.operator) as work:
        append_only.release(work.db.connection(), "doubt_report_step")
        work.db.execute(text("DELETE FROM doubt_report_step"))
        found = {each.kind for each in verify.differences(work)}
    assert found == {"doubt_report", "doubt_report_step", "trigger"}


@ON_SQLITE
@pytest.mark.parametrize("sent_to", list(SentTo))
def test_what_nobody_ends_is_forgotten_too(world: World, tmp_path: Path, sent_to: SentTo) -> None:
    code = world.packed().code
    number = send_report(world, code, ReportKind.QUALITY, sent_to, photo=photograph(tmp_path))
    with world.view() as view:
        assert report_views.status(view, number).photo
        assert report_views.status(view, number).reachable is (sent_to is SentTo.OFFICE)
        nobody = seeding.operator(view, "job")
    for days, due in ((730, False), (1, True), (729, False), (1, True)):
        world.clock.pass_by(days=days)
        with world.view() as view:
            assert report_forgetting.is_due(view) is due
        with world.by(nobody) as work:
            report_forgetting.sweep(work)
        with world.view() as view:
            assert not report_forgetting.is_due(view)
            report = reports.by_number(view, number)
            assert (report.forgotten_at is not None) is (due or days == 729)
            assert list(verify.differences(view)) == []
    with world.view() as view:
        told = report_views.status(view, number)
        assert (told.reachable, told.photo) == (False, False)
        event = queries.event_ids(view.db, code_of(number))
        kept = [each for each in view.db.query(models.PrivateValue) if each.owner_id in event]
        assert {each.field for each in kept}.isdisjoint(queries.WORDS)


def test_a_report_is_kept_for_days_that_the_words_name() -> None:
    assert dt.timedelta(days=90) == report_forgetting.SENDER_KEPT
    assert dt.timedelta(days=730) == report_forgetting.WORDS_KEPT
    assert dt.timedelta(days=730) == report_forgetting.OPEN_KEPT
