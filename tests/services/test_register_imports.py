"""An existing register entered whole: rows judged, every step kept, taken back where unused."""

from __future__ import annotations

import datetime as dt
import threading
import unicodedata

import pytest

from tests import registers
from tests.people import QUAN_BA, VINH_TUY, World, decision, suspend_code
from tests.registers import imported, many, queued, results, row, state, worker
from traceability.domain.errors import Conflict, Denied, NotFound, RuleBroken
from traceability.domain.growing_area import Status
from traceability.domain.quantity import Quantity
from traceability.jobs import importing
from traceability.services import (
    area_codes,
    harvests,
    jobs,
    register_gaps,
    register_imports,
    registry_page,
    registry_views,
    territory,
)
from traceability.services.register_imports import RowResult
from traceability.services.register_judging import Outcome
from traceability.store import models
from traceability.store.queries import areas
from traceability.store.queries import cases as case_queries
from traceability.store.unit import writing


def code_of(world: World, raw: str) -> str:
    with world.view() as view:
        return view.db.query(models.AreaCode).filter_by(raw=raw).one().code


def status(world: World, raw: str, day: dt.date | None = None) -> Status:
    with world.view() as view:
        area = view.db.query(models.AreaCode).filter_by(raw=raw).one()
        return area_codes.status_on(view, area, day or view.today)


def undo(world: World, made: str) -> int:
    with world.by(world.who.registrar) as work:
        return register_imports.undo(work, made)


def faults(found: list[RowResult]) -> dict[int, list[tuple[str, str | None]]]:
    """The faults of rows by line: code and column."""
    return {
        each.line: [(fault.code, fault.field) for fault in each.faults]
        for each in found
        if each.faults
    }


def notes(found: list[RowResult], line: int) -> set[str]:
    return {note.code for each in found if each.line == line for note in each.notes}


def planted() -> tuple[list[dict[str, str]], dict[int, tuple[str, str]], dict[int, str]]:
    """400 rows with 20 faults: refusals by line with their column, and notes by line."""
    rows = many(400)
    refused: dict[int, tuple[str, str]] = {}
    noted: dict[int, str] = {}

    def spoil(place: int, code: str, field: str, **changed: str) -> None:
        rows[place] |= {name.replace("_", " "): value for name, value in changed.items()}
        refused[place + 2] = (code, field)

    def note(place: int, code: str, **changed: str) -> None:
        rows[place] |= {name.replace("_", " "): value for name, value in changed.items()}
        noted[place + 2] = code

    spoil(10, "no_such_day", "granted_on", Ngày_cấp="31/02/2023")
    spoil(31, "day_in_future", "granted_on", Ngày_cấp="01/01/2999")
    spoil(52, "day_unreadable", "granted_on", Ngày_cấp="tháng ba")
    spoil(73, "day_lunar", "granted_on", Ngày_cấp="15 tháng 9 âm lịch")
    spoil(94, "valid_until_before_start", "valid_until", Hiệu_lực_đến="01/01/2001")
    spoil(115, "commune_split", "new_commune", Xã="Yên Định")
    spoil(136, "commune_split", "new_commune", Xã="Việt Lâm")
    spoil(157, "import_commune_unknown", "commune", Xã="Xã Không Có")
    spoil(178, "commune_not_successor", "new_commune", Xã="Yên Định", Xã_mới="Xã Vĩnh Tuy")
    spoil(199, "area_unreadable", "area", **{"Diện_tích_(ha)": "mười hai"})
    spoil(220, "import_word_unknown", "scheme", Loại_mã="mã lạ")
    spoil(241, "import_crop_unknown", "crops", Cây_trồng="Cam Canh")
    spoil(262, "crop_not_of_kind", "crops", Cây_trồng="Mật ong bạc hà")
    spoil(283, "step_not_possible", "restored_on", Tạm_dừng_từ="", Khôi_phục_từ="1/2/2024")
    rows[304] = dict(rows[303])
    refused[306] = ("import_code_repeats", "raw")
    rows[325] |= {"Mã số": rows[20]["Mã số"], "Xã": "Cao Bồ"}
    noted[327] = noted[22] = "import_conflict_in_list"
    rows[346] |= {"Mã số": "VN-HGOR-0128"}
    noted[348] = "import_conflict_in_register"
    note(367, "import_lacks_parcels", Số_thửa="")
    note(388, "import_lacks_households", Số_hộ="")
    note(399, "import_commune_resolved", Xã="Tiên Kiều")
    return rows, refused, noted


def test_twenty_planted_faults_are_each_named_at_their_row(world: World) -> None:
    rows, refused, noted = planted()
    assert len(refused) + len(noted) - 1 == 20
    made, found = imported(world, rows)
    assert state(world, made) == "failed"
    told = faults(found)
    assert told == {line: [where] for line, where in refused.items()}
    assert not areas_named(world, "VN-HGOR-0001")
    made, found = imported(world, rows, skip=True)
    assert state(world, made) == "stored"
    assert faults(found) == told
    for line, code in noted.items():
        assert code in notes(found, line), line
    counted = register_imports.count_outcomes(found)
    assert counted == {Outcome.ENTERED: 381, Outcome.CONFLICT: 4, Outcome.REFUSED: 15}
    assert notes(found, 129) >= {"import_conflict_in_register"}  # the list's own 0128


def areas_named(world: World, raw: str) -> list[str]:
    with world.view() as view:
        return [each.code for each in view.db.query(models.AreaCode).filter_by(raw=raw)]


def test_a_code_is_entered_with_its_whole_life(world: World) -> None:
    asked = row(
        Hiệu_lực_đến="11/03/2025",
        Tạm_dừng_từ="01/06/2024",
        QĐ_tạm_dừng="77/QĐ",
        Khôi_phục_từ="01/09/2024",
        QĐ_khôi_phục="99/QĐ",
        Gia_hạn_từ="12/03/2025",
        Gia_hạn_đến="11/03/2027",
        QĐ_gia_hạn="5/QĐ",
        Ghi_chú="hồ sơ giấy số 3",
    )
    imported(world, [asked])
    raw = "VN-HGOR-0001"
    assert status(world, raw, dt.date(2023, 3, 11)) is Status.DRAFT
    assert status(world, raw, dt.date(2023, 3, 12)) is Status.ACTIVE
    assert status(world, raw, dt.date(2024, 6, 1)) is Status.SUSPENDED
    assert status(world, raw, dt.date(2024, 9, 1)) is Status.ACTIVE
    assert status(world, raw, dt.date(2027, 3, 11)) is Status.ACTIVE
    assert status(world, raw, dt.date(2027, 3, 12)) is Status.EXPIRED
    with world.view() as view:
        page = registry_page.page(view, world.who.registrar, code_of(world, raw))
    steps = [(each.decision_no, each.authority, each.reason) for each in page.code.decisions]
    assert steps[0] == (
        "12/QĐ-SNN",
        "Sở Nông nghiệp và Phát triển nông thôn tỉnh Hà Giang",
        "hồ sơ giấy số 3",
    )
    assert [each[0] for each in steps[1:]] == ["77/QĐ", "99/QĐ", "5/QĐ"]
    (place,) = page.code.places
    assert (place.area_m2, place.where.code, place.where.old_commune) == (
        124_000,
        VINH_TUY,
        "Xã Vĩnh Hảo",
    )


def test_a_revoked_code_of_the_past_stays_in_the_register(world: World) -> None:
    gone = row(Thu_hồi_từ="01/02/2024", QĐ_thu_hồi="8/QĐ")
    again = row(Đơn_vị_được_cấp="HTX Khác", Ngày_cấp="01/03/2024")
    _made, found = imported(world, [gone, again])
    assert [each.outcome for each in found] == [Outcome.ENTERED] * 2  # the first claim has ended
    with world.view() as view:
        lines = [
            (line.status, line.conflict)
            for line in registry_views.lines(view, world.who.registrar)
            if line.raw == "VN-HGOR-0001"
        ]
    assert sorted(lines) == [(Status.ACTIVE, False), (Status.REVOKED, False)]


def test_a_holder_is_founded_once_and_known_by_any_spelling(world: World) -> None:
    names = ("HTX Cam Vĩnh Phúc", "Hợp tác xã cam vĩnh phúc", "HTX CAM VINH PHUC")
    rows = [row(Mã_số=f"VN-{n}", Đơn_vị_được_cấp=name) for n, name in enumerate(names)]
    rows.append(row(Mã_số="VN-9", Đơn_vị_được_cấp="HTX Cam Sành Vĩnh Hảo"))
    rows.append(row(Mã_số="VN-10", Đơn_vị_được_cấp=world.who.cooperative.lower()))
    rows.append(row(Mã_số="VN-11", Đơn_vị_được_cấp="Vườn ông Tư"))
    _made, found = imported(world, rows, skip=True)
    assert faults(found) == {7: [("import_holder_kind", "holder_kind")]}
    with world.view() as view:
        holders = [
            view.db.query(models.AreaCode).filter_by(raw=each["Mã số"]).one().holder_id
            for each in rows[:5]
        ]
        ours = view.db.query(models.Party).filter_by(code=world.who.cooperative).one().id
    assert len(set(holders[:3])) == 1
    assert holders[3:] == [ours, ours]


def test_the_same_list_twice_enters_nothing_twice(world: World) -> None:
    imported(world, many(5))
    made, found = imported(world, many(5))
    assert state(world, made) == "failed"
    assert {code for each in faults(found).values() for code, _at in each} == {"import_code_there"}


def test_a_name_in_nfd_is_the_same_name(world: World) -> None:
    """code-09, code-11."""
    rows = [row(Xã="Hoàng Su Phì", Ngày_cấp="01/08/2025", Mã_số="VN-ĐÀ-1")]
    nfd = [{k: unicodedata.normalize("NFD", v) for k, v in each.items()} for each in rows]
    imported(world, nfd)
    assert status(world, "VN-ĐÀ-1") is Status.ACTIVE
    _made, found = imported(world, rows)
    assert faults(found) == {2: [("import_code_there", "raw")]}


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("VN\u202e-1", "text_control_character"),
        ("V" * 4000, "text_too_long"),
        ("ß" * 40, "text_too_long"),
        ("", "required"),
        ("   ", "required"),
    ],
)
def test_a_code_that_cannot_be_one_is_refused(world: World, typed: str, code: str) -> None:
    """code-07, code-19, text-07."""
    _made, found = imported(world, [row(Mã_số=typed), row()], skip=True)
    assert faults(found) == {2: [(code, "raw")]}


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("typed", ["' OR 1=1--", "ＨＧ-1", "<script>", "NULL", "=cmd|'/C'!A0"])
def test_a_code_is_an_opaque_string(world: World, typed: str) -> None:
    """code-05, code-17, text-13, import-19."""
    imported(world, [row(Mã_số=typed)])
    assert areas_named(world, typed)


def test_two_claims_in_a_list_open_a_case(world: World) -> None:
    rows = [row(), row(Đơn_vị_được_cấp="HTX Khác", Xã="Cao Bồ"), row(Mã_số="VN-2")]
    made, found = imported(world, rows)
    assert [each.outcome for each in found] == [*[Outcome.CONFLICT] * 2, Outcome.ENTERED]
    with world.view() as view:
        case = case_queries.open_about(view.db, "code_claim", "VN-HGOR-0001")
        assert case is not None
        assert case.commune_code is None  # two communes: the province's
        lines = registry_views.search(
            registry_views.lines(view, world.who.registrar), "vn-hgor-0001"
        )
        assert [line.conflict for line in lines] == [True, True]
    assert undo(world, made) == 3
    with world.view() as view:
        assert case_queries.open_about(view.db, "code_claim", "VN-HGOR-0001") is None


def test_a_claim_joins_the_register_where_its_string_stands(world: World) -> None:
    """Another office's list does not pass by the province's code."""
    with world.by(world.who.operator) as work:
        office = work.db.get_one(models.Party, world.who.commune_registrar.party)
        territory.change(work, office, [QUAN_BA, VINH_TUY], province=False)
    actor = registers.with_communes(world.who.commune_registrar, QUAN_BA, VINH_TUY)
    _made, found = imported(world, [row(Mã_số="vn-hgor-0128 ")], actor)
    assert [each.outcome for each in found] == [Outcome.CONFLICT]
    with world.view() as view:
        ours = view.db.query(models.AreaCode).filter_by(code=world.who.area).one()
        assert [each.claim_no for each in areas.standing_claims(view.db, ours)] == [1, 2]


def test_who_only_inspects_enters_nothing(world: World) -> None:
    with pytest.raises(Denied):
        queued(world, [row()], world.who.inspector)
    with pytest.raises(NotFound):
        queued(world, [row()], world.who.manager)


def test_an_unused_import_is_taken_back_whole(world: World) -> None:
    made, _found = imported(world, many(6))
    assert undo(world, made) == 6
    assert status(world, "VN-HGOR-0001") is Status.CANCELLED
    with pytest.raises(RuleBroken, match="import_not_stored"):
        undo(world, made)
    again, found = imported(world, many(6))
    assert state(world, again) == "stored"
    assert {each.outcome for each in found} == {Outcome.ENTERED}


@pytest.mark.parametrize("use", ["step", "harvest"])
def test_what_was_used_is_not_taken_back(world: World, use: str) -> None:
    rows = many(3)
    rows[1]["Đơn vị được cấp"] = world.who.cooperative
    made, _found = imported(world, rows)
    code = code_of(world, "VN-HGOR-0002")
    if use == "step":
        with world.by(world.who.registrar) as work:
            suspend_code(work, code, decision(work.today))
    else:
        asked = harvests.HarvestRequest(code, dt.date(2026, 1, 12), Quantity(50_000, "g"))
        with world.by(world.who.recorder) as work:
            harvests.register(work, asked)
    with pytest.raises(RuleBroken, match="import_rows_used") as refused:
        undo(world, made)
    assert refused.value.facts == {"rows": "3", "count": 1}
    assert status(world, "VN-HGOR-0001") is Status.ACTIVE


def test_a_worker_that_is_killed_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """import-17: between the rows and the end of the unit, then once more to the end."""
    made = queued(world, many(5))

    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(register_imports, "settle", dies)
        with pytest.raises(KeyboardInterrupt):
            worker(world).step()
    assert state(world, made) == "queued"
    assert areas_named(world, "VN-HGOR-0001") == []
    with world.view() as view:
        assert view.db.query(models.RegisterImport).one().rows_done == 5  # what was read
        assert view.db.query(models.RegisterImportRow).count() == 0
    world.clock.pass_by(minutes=5)
    worker(world).step()
    assert state(world, made) == "stored"
    assert len(results(world, made)) == 5


def test_a_job_that_no_worker_survives_is_given_up(world: World) -> None:
    made = queued(world, many(2))
    for _ in range(jobs.MOST_ATTEMPTS):
        with world.by(world.who.operator) as work:
            assert jobs.claim(work, "killed") is not None
        world.clock.pass_by(minutes=5)
    worker(world).step()
    assert state(world, made) == "failed"


def test_who_left_the_office_enters_nothing_any_more(world: World) -> None:
    made = queued(world, many(2))
    with world.by(world.who.operator) as work:
        member = work.db.query(models.Membership).filter_by(actor_id=world.who.registrar.id).one()
        member.ended_at = work.now
    worker(world).step()
    assert state(world, made) == "failed"
    assert areas_named(world, "VN-HGOR-0001") == []


def test_of_two_imports_at_once_neither_passes_the_other_by(world: World) -> None:
    """The same string by two lists at the same moment: the second to come stands in conflict."""
    lists = [
        queued(world, [row(Đơn_vị_được_cấp=f"HTX {name}"), row(Mã_số=f"VN-{name}")])
        for name in ("Một", "Hai")
    ]
    with world.view() as view:
        operator = world.who.operator
        assert view.db.query(models.Job).filter_by(state="queued").count() == 2
    claimed = []
    for _ in lists:
        with world.by(operator) as work:
            job = jobs.claim(work, f"w{len(claimed)}")
            assert job is not None
            claimed.append(job)
    gate = threading.Barrier(2)

    def run(job: jobs.Claimed) -> None:
        gate.wait()
        importing.enter(world.store, operator, job)

    threads = [threading.Thread(target=run, args=(job,)) for job in claimed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = sorted(
        str(each.outcome) for made in lists for each in results(world, made) if each.line == 2
    )
    assert outcomes == ["conflict", "entered"]
    with world.view() as view:
        claims = view.db.query(models.AreaCode).filter_by(raw="VN-HGOR-0001").all()
        assert sorted(each.claim_no for each in claims) == [1, 2]
        assert all(areas.conflicted(view.db, each) for each in claims)


def test_two_who_undo_at_once_undo_once(world: World) -> None:
    made, _found = imported(world, many(3))
    gate, seen = threading.Barrier(2), []

    def run() -> None:
        gate.wait()
        try:
            seen.append(undo(world, made))
        except (RuleBroken, Conflict) as refusal:
            seen.append(refusal.code)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, seen)) == ["3", "import_not_stored"]


def test_refused_rows_are_forgotten_after_a_month(world: World) -> None:
    made, _found = imported(world, [row(), row(Ngày_cấp="hôm qua")], skip=True)
    with world.view() as view:
        sheet, told = register_imports.refused_rows(view, world.who.registrar, made)
    assert [line for line, _cells in sheet.rows] == [each.line for each in told] == [3]
    world.clock.pass_by(days=31)
    assert worker(world).tidy()
    with world.view() as view:
        assert view.db.query(models.RegisterImport).one().sheet is None
        with pytest.raises(NotFound):
            register_imports.refused_rows(view, world.who.registrar, made)
    assert undo(world, made) == 1


def test_what_is_missing_is_counted_by_commune(world: World) -> None:
    imported(world, [row(Mã_số="VN-1", Số_thửa=""), row(Mã_số="VN-2", Xã="Cao Bồ", Số_hộ="")])
    with world.view() as view:
        found = register_gaps.listed(view, world.who.registrar)
        missing = {line.raw: line.gaps for line in found.lines}
        assert missing["VN-1"] == ("parcels", "boundary")
        assert missing["VN-2"] == ("boundary", "households")
        here = register_gaps.listed(view, world.who.registrar, VINH_TUY, "parcels")
        assert {line.raw for line in here.lines} == {"VN-1", "VN-HGOR-0128"}
        assert register_gaps.listed(view, world.who.commune_registrar).lines == ()


def test_a_tampered_row_is_found(world: World) -> None:
    imported(world, many(2))
    world.tampered = True
    with writing(world.store, world.who.operator) as work:
        area = work.db.query(models.AreaCode).filter_by(raw="VN-HGOR-0002").one()
        area.raw, code = "VN-HGOR-9999", area.code
    assert [(each.subject, each.field) for each in world.differences()] == [(code, "raw")]


def test_search_finds_imported_codes_by_old_and_new_commune(world: World) -> None:
    imported(world, [row()])
    with world.view() as view:
        lines = registry_views.lines(view, world.who.registrar)
        for query in ("vinh hao", "Vĩnh Tuy", "cam vinh phuc", "VN-HGOR-0001", "HGOR0001"):
            assert "VN-HGOR-0001" in {line.raw for line in registry_views.search(lines, query)}
