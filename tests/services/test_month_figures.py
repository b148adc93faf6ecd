"""An office's month against a world that was counted by hand, and sums that always agree."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.offices import cooperative
from tests.people import PICKED_ON, QUAN_BA, TODAY, VINH_TUY, World, decision, suspend_code
from traceability.domain import ids, month_report
from traceability.domain.access import Actor
from traceability.domain.errors import Denied, NotFound
from traceability.domain.month_report import Figure, Item, MonthReport, Names, Spot
from traceability.domain.months import Month
from traceability.services import (
    area_codes,
    internal_codes,
    month_figures,
    month_reports,
    parties,
    places,
    public_figures,
)
from traceability.store import models

JANUARY, DECEMBER = Month(2026, 1), Month(2025, 12)
NGOC_DUONG, MINH_NGOC, YEN_DINH, VINH_HAO = "00700", "00994", "00988", "01210"


def granted(
    world: World,
    raw: str,
    commune: str = VINH_TUY,
    old: str | None = None,
    crops: tuple[str, ...] = ("sanh_orange",),
    area_m2: int = 10_000,
    on: dt.date = dt.date(2026, 1, 5),
    holder: str | None = None,
) -> area_codes.Granted:
    place = places.PlaceRequest("orchard", commune, old, area_m2, private={"name": "Vườn kín"})
    asked = area_codes.GrantRequest(
        *(raw, "vn_domestic", "domestic", holder or world.who.foreign, crops, place),
        decision(on),
    )
    with world.by(world.who.registrar) as work:
        return area_codes.grant(work, asked)


def place_id(world: World, code: str) -> int:
    with world.view() as view:
        return view.db.query(models.Place).filter_by(code=code).one().id


def count(world: World, by: Actor | None = None, month: Month = JANUARY) -> MonthReport:
    with world.view() as view:
        return month_figures.count(view, by or world.who.registrar, month)


def add(world: World, *rows: models.Base) -> None:
    """Rows of tables that other verbs fill."""
    world.tampered = True
    with world.by(world.who.operator) as work:
        work.add(*rows)


def told(line: month_report.Line) -> dict[str, int]:
    """The figures that are not nothing."""
    return {str(key): value for key, value in line.figures.items() if value}


def busy_month(world: World) -> None:
    """Two communes, a split one among the old, two crops, and everything that is counted."""
    world.print_labels(world.packed(kg=100).code, 25)
    world.harvest(50, dt.date(2025, 12, 30))
    split = granted(world, "VN-HGOR-0001", NGOC_DUONG, YEN_DINH, area_m2=20_000)
    granted(world, "VN-HGOR-0002", MINH_NGOC, YEN_DINH, area_m2=5_000)
    both = granted(world, "VN-HGOR-0003", QUAN_BA, None, ("persimmon",), 30_000)
    granted(world, "VN-HGOR-0128", QUAN_BA, None, area_m2=1_000)
    with world.by(world.who.registrar) as work:
        suspend_code(work, both.code, decision(dt.date(2026, 1, 7)))
    household = households(world, 2)
    ours, theirs = place_id(world, world.who.place), place_id(world, split.place)
    since = dt.datetime(2026, 1, 9, tzinfo=dt.UTC)
    add(world, models.PublicCode(code="8AAAAAAAA", kind="case", issued_at=since))
    add(
        world,
        models.PlaceHousehold(place_id=ours, household_id=household[0], from_on=PICKED_ON),
        models.PlaceHousehold(place_id=theirs, household_id=household[0], from_on=PICKED_ON),
        models.PlaceHousehold(place_id=theirs, household_id=household[1], from_on=PICKED_ON),
        models.PlaceHousehold(
            place_id=ours, household_id=household[1], from_on=dt.date(2025, 1, 1),
            to_on=dt.date(2025, 6, 1),
        ),
        models.PlaceOverlap(
            place_id=min(ours, theirs), other_id=max(ours, theirs), shared_m2=9, ppm=900,
            found_at=since,
        ),
        models.CaseFile(
            code="8AAAAAAAA", kind="overlap", key="-".join(sorted((world.who.place, split.place))),
            opened_at=since,
        ),
    )  # fmt: skip
    inspected(world, split.code)


def households(world: World, number: int) -> list[int]:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        made = [parties.register_household(work, coop, {"name": f"Kín {n}"}) for n in range(number)]
        return [row.id for row in made]


def inspected(world: World, code: str) -> None:
    with world.by(world.who.operator) as work:
        area, event = area_codes.known(work, code), work.db.query(models.Event).first()
        assert event is not None
        short = ids.short_code(4_711)
        work.add(models.PublicCode(code=short, kind="inspection", issued_at=work.now))
        work.add(
            models.Inspection(
                code=short,
                area_code_id=area.id,
                inspected_on=dt.date(2026, 1, 8),
                conclusion="passed",
                findings="{}",
                event_seq=event.seq,
                recorded_at=work.now,
            )
        )


def test_a_month_counted_by_hand(world: World) -> None:
    busy_month(world)
    report = count(world)
    assert (report.month, report.as_of) == (JANUARY, TODAY)
    lines = {
        line.spot: told(line)
        for commune in report.communes()
        for line in report.lines(commune.spot.commune)
    }
    orange = ("sanh_orange",)
    assert lines == {
        # the code of October, its claim and its overlap, a lot and the labels of January
        Spot(VINH_TUY, None, orange): {
            "codes": 1, "area": 124_000, "households": 1, "conflicts": 2, "lots": 1, "labels": 25
        },
        # the old commune was split: each part is counted where it lies now
        Spot(NGOC_DUONG, YEN_DINH, orange): {
            "codes": 1, "area": 20_000, "households": 1, "granted": 1, "inspections": 1
        },
        Spot(MINH_NGOC, YEN_DINH, orange): {"codes": 1, "area": 5_000, "granted": 1},
        Spot(QUAN_BA, None, ("persimmon",)): {
            "codes": 1, "area": 30_000, "granted": 1, "suspended": 1
        },
        # the other claim on the string of Vĩnh Tuy, where that one dispute is counted
        Spot(QUAN_BA, None, orange): {"codes": 1, "area": 1_000, "granted": 1},
    }  # fmt: skip
    assert told(report.total) == {
        "codes": 5, "area": 180_000, "households": 2, "granted": 4, "suspended": 1,
        "inspections": 1, "conflicts": 2, "lots": 1, "labels": 25,
    }  # fmt: skip


def test_a_commune_s_office_counts_its_own_communes_alone(world: World) -> None:
    busy_month(world)
    report = count(world, world.who.commune_registrar)
    assert {item.spot.commune for item in report.items} == {QUAN_BA}
    assert told(report.total)["codes"] == 2
    whole = count(world)
    (theirs,) = [line for line in whole.communes() if line.spot.commune == QUAN_BA]
    assert report.total.figures == theirs.figures
    assert report.office == "UBND xã Quản Bạ"


def test_land_with_two_codes_is_counted_once(world: World) -> None:
    first = granted(world, "VN-HGOR-0700", area_m2=40_000)
    second = granted(world, "VN-XK-0701", area_m2=1_000)
    with world.view() as view:
        other = area_codes.known(view, second.code).id
    add(
        world,
        models.AreaCodePlace(
            area_code_id=other, place_id=place_id(world, first.place), from_on=PICKED_ON
        ),
    )
    report = count(world)
    assert report.total.figures[Figure.AREA] == 124_000 + 40_000 + 1_000
    assert report.total.figures[Figure.CODES] == 3


def test_internal_codes_are_counted_apart(world: World) -> None:
    asked = places.PlaceRequest("orchard", VINH_TUY, VINH_HAO, 7_000, private={"name": "x"})
    with world.by(world.who.manager) as work:
        internal_codes.open_area(work, internal_codes.AreaRequest(asked, ("sanh_orange",)))
    figures = told(count(world).total)
    assert (figures["codes"], figures["internal"], figures["area"]) == (1, 1, 131_000)
    assert "granted" not in figures
    (line,) = [line for line in count(world).lines(VINH_TUY) if line.spot.old == VINH_HAO]
    assert told(line) == {"internal": 1, "area": 7_000}
    assert count(world).names.old == {VINH_HAO: "Xã Vĩnh Hảo, Huyện Bắc Quang"}


def filed(world: World, on: dt.date) -> None:
    """A file that came in and that nobody decided on."""
    world.tampered = True
    made = granted(world, "VN-HGOR-0900", on=dt.date(2026, 1, 19))
    with world.by(world.who.operator) as work:
        area = area_codes.known(work, made.code)
        rows = work.db.query(models.AreaCodeStep).filter_by(area_code_id=area.id).all()
        event = rows[0].event_seq
        twin = models.AreaCode(
            **{
                column.key: getattr(area, column.key)
                for column in models.AreaCode.__table__.columns
                if column.key not in ("id", "code", "raw", "norm")
            },
            code="F1LE00001",
            raw="HS-1",
            norm="HS-1",
        )
        work.add(models.PublicCode(code=twin.code, kind="area", issued_at=work.now))
        work.add(twin)
        work.add(
            models.AreaCodePlace(
                area_code_id=twin.id, place_id=place_id(world, made.place), from_on=on
            ),
            models.AreaCodeStep(
                area_code_id=twin.id,
                seq=1,
                step="submit",
                effective_on=on,
                event_seq=event,
                recorded_at=work.now,
            ),
        )


def term(world: World, days: int) -> None:
    add(
        world,
        models.ReferenceValue(
            key="file_days_domestic",
            value=days,
            unit="working_days",
            from_on=dt.date(2025, 1, 1),
            source="thử",
            note="",
            recorded_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC),
        ),
    )


def test_a_file_is_overdue_after_its_working_days(world: World) -> None:
    """Filed on a Wednesday with three working days: the last one is Monday the 19th."""
    filed(world, dt.date(2026, 1, 14))
    assert count(world).unknown == {Figure.OVERDUE}
    assert Figure.OVERDUE not in count(world).total.figures
    assert count(world, world.who.commune_registrar).unknown == frozenset()
    term(world, 3)
    assert count(world).total.figures[Figure.OVERDUE] == 1
    (row,) = count(world).rows(Figure.OVERDUE, {})
    assert (row.name, row.day) == ("HS-1", dt.date(2026, 1, 19))
    term(world, 4)
    assert count(world).total.figures[Figure.OVERDUE] == 0


def test_a_backdated_suspension_is_of_the_month_it_was_decided_in(world: World) -> None:
    """January may be reported by the time that it is told of January."""
    code = granted(world, "VN-HGOR-0001", on=dt.date(2025, 10, 20)).code
    world.clock.pass_by(days=16)
    with world.by(world.who.registrar) as work:
        suspend_code(work, code, decision(dt.date(2026, 1, 25)), [])
    figures = {month: told(count(world, month=month).total) for month in (JANUARY, Month(2026, 2))}
    assert figures[JANUARY].get("suspended") is None
    assert figures[Month(2026, 2)]["suspended"] == 1
    # What was entered with its code is of its effect: an old list fills no month of today.
    assert told(count(world, month=Month(2025, 10)).total)["granted"] == 2


def test_a_paper_grant_entered_in_the_next_month_is_of_that_month(world: World) -> None:
    world.clock.pass_by(days=14)
    granted(world, "VN-HGOR-0001", on=dt.date(2026, 1, 30))
    figures = {month: told(count(world, month=month).total) for month in (JANUARY, Month(2026, 2))}
    assert figures[JANUARY].get("granted") is None
    assert figures[Month(2026, 2)]["granted"] == 1


def test_a_month_to_come_is_not_there(world: World) -> None:
    with pytest.raises(NotFound):
        count(world, month=Month(2026, 2))


def test_who_works_for_a_holder_counts_nothing(world: World) -> None:
    for nobody in (world.who.manager, world.who.recorder):
        with pytest.raises((NotFound, Denied)):
            count(world, nobody)


# --- the sums always agree -----------------------------------------------------------------------

SPOTS = st.builds(
    Spot,
    st.sampled_from([None, "a", "b", "c"]),
    st.sampled_from([None, "x", "y"]),
    st.lists(st.sampled_from(["o", "p"]), unique=True, max_size=2).map(lambda c: tuple(sorted(c))),
)
ITEMS = st.lists(
    st.builds(Item, st.sampled_from(Figure), SPOTS, st.text(max_size=3), st.integers(1, 10**9)),
    max_size=30,
)


@given(ITEMS)
def test_rows_make_lines_lines_communes_and_communes_the_whole(items: list[Item]) -> None:
    report = MonthReport(
        JANUARY, TODAY, "văn phòng", None, Names({}, {}, {}), tuple(items), frozenset()
    )
    for figure in Figure:
        whole = report.total.figures[figure]
        assert whole == sum(line.figures[figure] for line in report.communes())
        assert whole == sum(item.amount for item in report.rows(figure, {}))
        for commune in report.communes():
            lines = report.lines(commune.spot.commune)
            assert commune.figures[figure] == sum(line.figures[figure] for line in lines)
            for line in lines:
                at = dataclasses.asdict(line.spot)
                behind = sum(item.amount for item in report.rows(figure, at))
                assert line.figures[figure] == behind
    plain = month_report.as_plain(report)
    assert month_report.from_plain(plain) == report


# --- frozen ---------------------------------------------------------------------------------


def frozen(world: World, month: Month = JANUARY, by: Actor | None = None) -> str:
    with world.by(by or world.who.registrar) as work:
        return month_reports.freeze(work, month)


def test_a_frozen_month_stays_as_it_was_when_the_record_moves(world: World) -> None:
    world.harvest(100)
    before, report = count(world), frozen(world)
    world.clock.pass_by(days=3)
    world.harvest(100, dt.date(2026, 1, 13))
    granted(world, "VN-HGOR-0400")
    with world.view() as view:
        line, kept = month_reports.frozen(view, world.who.registrar, report)
    assert kept == before
    assert count(world) != before
    assert (line.frozen_on, line.number) == (TODAY, 1)
    again = frozen(world)
    with world.view() as view:
        listed = month_reports.listed(view, world.who.registrar)
    assert [(each.report_id, each.number) for each in listed] == [(again, 2), (report, 1)]
    assert world.differences() == []


def test_a_frozen_month_is_its_office_s_alone(world: World) -> None:
    report = frozen(world)
    for other in (world.who.commune_registrar, world.who.manager):
        with world.view() as view, pytest.raises(NotFound):
            month_reports.frozen(view, other, report)
    with world.view() as view:
        month_reports.frozen(view, world.who.inspector, report)
        assert month_reports.listed(view, world.who.commune_registrar) == ()


def test_only_who_decides_freezes(world: World) -> None:
    with pytest.raises(Denied):
        frozen(world, by=world.who.inspector)


def test_verify_finds_a_report_that_was_changed(world: World) -> None:
    report = frozen(world)
    world.tampered = True
    with world.store.writer.begin() as connection:
        for name in triggers(world):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on(world)}")
        connection.exec_driver_sql(
            "UPDATE month_report SET body = REPLACE(body, '\"v\":1', '\"v\":2')"
        )
    found = [each for each in world.differences() if each.kind == "month_report"]
    assert [(each.subject, each.field) for each in found] == [(report, "body_sha256")]


def on(world: World) -> str:
    return " ON month_report" if world.store.writer.dialect.name == "postgresql" else ""


def triggers(world: World) -> list[str]:
    with world.store.reader.connect() as connection:
        if world.store.reader.dialect.name == "postgresql":
            asked = "SELECT tgname FROM pg_trigger WHERE tgrelid = 'month_report'::regclass" + (
                " AND NOT tgisinternal"
            )
        else:
            asked = (
                "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='month_report'"
            )
        return [row[0] for row in connection.exec_driver_sql(asked)]


# --- opened figures -------------------------------------------------------------------------


def opened(world: World, by: Actor, *, open_: bool = True) -> None:
    with world.by(by) as work:
        public_figures.choose(work, world.who.area, opened=open_)


def test_only_the_holder_s_manager_opens_figures(world: World) -> None:
    for other in (world.who.stranger, world.who.commune_registrar):
        with pytest.raises(NotFound):
            opened(world, other)
    for other in (world.who.recorder, world.who.registrar):
        with pytest.raises(Denied):
            opened(world, other)
    opened(world, world.who.manager)
    opened(world, world.who.manager)
    opened(world, world.who.manager, open_=False)
    with world.view() as view:
        events = view.db.query(models.Event).filter_by(step="figures_opened").count()
    assert events == 2
    assert world.differences() == []


def test_verify_finds_figures_that_nobody_opened(world: World) -> None:
    world.tampered = True
    with world.by(world.who.operator) as work:
        area_codes.known(work, world.who.area).figures_open = True
    found = [each for each in world.differences() if each.field == "figures_open"]
    assert [(each.subject, each.recorded, each.found) for each in found] == [
        (world.who.area, False, True)
    ]


def test_an_office_without_anything_counts_nothing(world: World) -> None:
    cooperative(world, QUAN_BA)
    report = count(world, world.who.commune_registrar, DECEMBER)
    assert report.items == ()
    assert set(report.total.figures.values()) == {0}
