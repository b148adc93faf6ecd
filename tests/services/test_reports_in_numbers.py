"""Many reports of one thing keep no other silent: the office's bell, its count and its queue."""

from __future__ import annotations

import uuid

import pytest

from tests.people import World
from tests.senders import SAID, code_of, send_report
from traceability.domain import ids
from traceability.domain.reports import MOST_A_DAY, About, ReportKind, SentTo
from traceability.services import alerts, report_views, reports, seeding
from traceability.services.reports import ReportRequest, Target

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])

#: Codes with a right check character that nobody issued.
FORGED, OTHER = ids.short_code(7), ids.short_code(8)
MANY = MOST_A_DAY


def unknown(world: World, kind: ReportKind, printed: str | None = None) -> str:
    """Send a report of no code in the register; the code of the report."""
    with world.view() as view:
        nobody = seeding.operator(view, "job")
    asked = ReportRequest(kind, SentTo.OFFICE, SAID, "vi", printed=printed)
    with world.by(nobody) as work:
        return code_of(reports.send(work, str(uuid.uuid4()), Target(About.UNKNOWN), asked))


def known(world: World, lot: str, kind: ReportKind) -> str:
    return code_of(send_report(world, lot, kind))


def rung(world: World) -> list[tuple[object, object]]:
    """The alerts of the office, the oldest first: of which kind of report, and of how many."""
    with world.view() as view:
        lines = alerts.listed(view, world.who.registrar).lines
    return [(each.facts["report_kind"], each.facts.get("count", 1)) for each in reversed(lines)]


def queue(world: World) -> list[str]:
    with world.view() as view:
        return [each.code for each in report_views.queue(view, world.who.registrar)]


def test_many_without_a_code_keep_no_forged_code_silent(world: World) -> None:
    many = [unknown(world, ReportKind.OTHER) for _ in range(MANY)]
    world.clock.pass_by(hours=2)
    printed = (FORGED, f"{FORGED[:4]} {FORGED[4:]}".lower())
    harm = [unknown(world, ReportKind.SAFETY, words) for words in printed]
    label = unknown(world, ReportKind.OTHER, OTHER)
    assert rung(world) == [("other", MANY), ("safety", 2), ("other", 1)]
    assert queue(world) == [*harm, *many, label]


def test_many_of_a_lot_keep_no_harm_of_it_silent(world: World) -> None:
    lot = world.packed().code
    many = [known(world, lot, ReportKind.OTHER) for _ in range(MANY)]
    world.clock.pass_by(hours=2)
    harm = [known(world, lot, ReportKind.SAFETY) for _ in range(3)]
    copied = known(world, lot, ReportKind.FAKE)
    assert rung(world) == [("other", MANY), ("safety", 3), ("fake", 1)]
    assert queue(world) == [*harm, copied, *many]


@pytest.mark.parametrize("named", [True, False])
def test_what_is_beyond_the_many_is_counted_and_stands_last(world: World, named: bool) -> None:
    """No bell of its own: the one of the day that nobody has read counts it."""
    words = FORGED if named else None
    many = [unknown(world, ReportKind.OTHER, words) for _ in range(MANY)]
    world.clock.pass_by(hours=2)
    beyond = [unknown(world, ReportKind.OTHER, words) for _ in range(2)]
    alone = unknown(world, ReportKind.LABEL, OTHER)
    assert rung(world) == [("other", MANY + 2), ("label", 1)]
    assert queue(world) == [*many, alone, *beyond]


@ON_SQLITE
def test_what_is_beyond_the_many_rings_no_bell_once_they_were_read(world: World) -> None:
    lot = world.packed().code
    for _ in range(MANY):
        known(world, lot, ReportKind.LABEL)
    with world.by(world.who.registrar) as work:
        alerts.mark_all_read(work)
    known(world, lot, ReportKind.LABEL)
    assert rung(world) == [("label", MANY)]
    world.clock.pass_by(days=1)
    known(world, lot, ReportKind.LABEL)
    assert rung(world) == [("label", MANY), ("label", 1)]


@ON_SQLITE
def test_harm_is_told_and_stands_first_however_much_of_it_came(world: World) -> None:
    """Of what may do harm alone, one thing's many stand behind another's; both before the rest."""
    lot, other = world.packed().code, world.packed().code
    copied = known(world, other, ReportKind.FAKE)
    many = [known(world, lot, ReportKind.SAFETY) for _ in range(MANY + 1)]
    world.clock.pass_by(hours=2)
    many.append(known(world, lot, ReportKind.SAFETY))
    harm = known(world, other, ReportKind.SAFETY)
    assert rung(world) == [("fake", 1), ("safety", MANY + 1), ("safety", 1), ("safety", 1)]
    assert queue(world) == [*many[:MANY], harm, *many[MANY:], copied]


@ON_SQLITE
def test_many_to_the_office_keep_no_word_to_the_holder_silent(world: World) -> None:
    lot = world.packed().code
    for _ in range(MANY):
        known(world, lot, ReportKind.QUALITY)
    alone = code_of(send_report(world, lot, ReportKind.QUALITY, SentTo.HOLDER))
    with world.view() as view:
        told = {each.subject for each in alerts.listed(view, world.who.manager).lines}
    assert alone in told
