"""Certificates: entered, corrected, withdrawn and looked at; what covers a batch; verify."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.certificate_papers import PDF, TO, asked, enter, enter_gi
from tests.people import PACKED_ON, PICKED_ON, TODAY, VINH_TUY, World
from tests.services.test_verify import found, tampering
from traceability.domain.access import Actor, Role
from traceability.domain.certificates import Grade, Standing
from traceability.domain.completeness import Item
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, Refusal, RuleBroken
from traceability.services import (
    accounts,
    batches,
    certificate_checks,
    certificate_covering,
    certificate_views,
    certificates,
    completeness,
    files,
    gis,
    parties,
    verify,
)
from traceability.services.certificate_checks import CheckRequest
from traceability.services.certificate_covering import CertificateShown
from traceability.services.places import PlaceRequest, register
from traceability.store.models import UserAccount
from traceability.store.queries import areas


def covering(world: World, batch: str) -> tuple[CertificateShown, ...]:
    with world.view() as view:
        return certificate_covering.covering(view, batches.known(view, batch))


def titles(world: World, batch: str) -> list[tuple[str, str]]:
    return [(str(each.kind), str(each.standing)) for each in covering(world, batch)]


def check(
    world: World, code: str, grade: Grade, by: Actor | None = None, revision: int = 1
) -> None:
    request = CheckRequest(grade, revision, "xem bản gốc tại trụ sở")
    with world.by(by or world.who.registrar) as work:
        certificate_checks.raise_grade(work, code, request)


def correct(world: World, code: str, revision: int = 1, **more: object) -> None:
    with world.by(world.who.manager) as work:
        request = asked(world, revision=revision, **{"reason": "gõ nhầm", **more})
        certificates.correct(work, code, request)


def page(world: World, code: str, actor: Actor | None = None) -> certificate_views.CertificatePage:
    with world.view() as view:
        return certificate_views.page(view, actor or world.who.manager, code)


# --- entering ------------------------------------------------------------------------------------


def test_a_certificate_is_entered_and_covers_what_was_picked_there(world: World) -> None:
    code = enter(world)
    (shown,) = covering(world, world.packed().code)
    assert (shown.code, shown.number, shown.grade) == (code, "VG-2025-014", Grade.SELF_DECLARED)
    with world.view() as view:
        assert verify.verify(view) == []


def test_ocop_holds_for_36_months_unless_its_decision_says_otherwise(world: World) -> None:
    codes = enter(world, "ocop"), enter(world, "ocop", number="77", valid_to=TO)
    with world.view() as view:
        by_default, stated = (certificates.known(view, code) for code in codes)
        assert (by_default.valid_to, stated.valid_to) == (dt.date(2028, 6, 1), TO)


@pytest.mark.parametrize(
    ("kind", "more", "fault"),
    [
        ("vietgap", {"valid_to": dt.date(2025, 5, 31)}, ("ends_before_begins", "valid_to")),
        ("vietgap", {"stars": 4}, ("field_not_of_kind", "stars")),
        ("vietgap", {"covers": ()}, ("required", "covers")),
        ("ocop", {"stars": None}, ("required", "stars")),
        ("ocop", {"named": None}, ("required", "named")),
        ("organic", {"standard": None}, ("required", "standard")),
        ("gi", {"gi": None}, ("required", "gi")),
        ("gi", {"gi": "cam-sanh"}, ("gi_unknown", "gi")),
        ("test_report", {"results": ()}, ("required", "results")),
        ("test_report", {"valid_from": TO}, ("day_in_future", "valid_from")),
        (
            "test_report",
            {"sampled_on": dt.date(2025, 6, 2)},
            ("sampled_after_report", "sampled_on"),
        ),
    ],
)
def test_what_a_paper_cannot_be_is_told_at_its_field(
    world: World, kind: str, more: dict[str, object], fault: tuple[str, str]
) -> None:
    if kind == "test_report":
        more = {"covers": (world.harvest().code,), **more}
    with pytest.raises(Invalid) as refused:
        enter(world, kind, **more)
    assert fault in [(each.code, each.field) for each in refused.value.faults]


def test_a_paper_names_only_what_it_may_and_what_is_ones_own(world: World) -> None:
    batch = world.harvest().code
    for covers in ((batch,), (world.who.product,)):
        with pytest.raises(Invalid):
            enter(world, covers=covers)
    with pytest.raises(Invalid) as refused:
        enter(world, by=world.who.stranger)
    assert refused.value.code == "scope_unknown"


def test_the_same_number_twice_is_one_paper(world: World) -> None:
    first = enter(world)
    with pytest.raises(Conflict) as refused:
        enter(world)
    assert refused.value.facts["certificate"] == first
    with world.by(world.who.manager) as work:
        certificates.withdraw(work, first, "giấy cũ")
    assert enter(world) != first


@pytest.mark.parametrize("who", ["recorder", "registrar", "inspector"])
def test_only_the_manager_enters(world: World, who: str) -> None:
    with pytest.raises(Refusal):
        enter(world, by=getattr(world.who, who))


# --- correcting and withdrawing ------------------------------------------------------------------


def test_a_correction_keeps_both_versions_and_names_what_it_corrects(world: World) -> None:
    code = enter(world)
    check(world, code, Grade.SEEN)
    correct(world, code, valid_to=dt.date(2026, 6, 30))
    found = page(world, code)
    assert [each.number for each in found.versions] == [2, 1]
    assert found.versions[0].changed == ("valid_to",)
    assert found.versions[0].reason == "gõ nhầm"
    assert found.versions[1].texts["valid_to"] == TO
    # What the officer saw was the other version.
    assert found.paper.grade is Grade.SELF_DECLARED
    assert [look.revision for look in found.looks] == [1]
    with world.view() as view:
        assert verify.verify(view) == []


def test_a_correction_that_says_the_same_is_none(world: World) -> None:
    code = enter(world)
    check(world, code, Grade.SEEN)
    correct(world, code, reason=None)
    found = page(world, code)
    assert (len(found.versions), found.paper.grade) == (1, Grade.SEEN)


def test_a_correction_wants_a_reason_and_the_newest_version(world: World) -> None:
    code = enter(world)
    with pytest.raises(Invalid) as refused:
        correct(world, code, issuer="Nơi khác", reason=None)
    assert refused.value.faults[0].field == "reason"
    correct(world, code, issuer="Nơi khác")
    with pytest.raises(Conflict) as stale:
        correct(world, code, issuer="Nơi thứ ba")
    assert stale.value.code == "certificate_changed"


def test_withdrawn_it_counts_for_no_later_day_and_stays_where_it_was(world: World) -> None:
    code, before = enter(world), world.packed().code
    with world.by(world.who.manager) as work:
        certificates.withdraw(work, code, "nơi cấp thu lại")
    later = world.pack(world.harvest(day=TODAY).code, 10, TODAY).code
    assert titles(world, before) == [("vietgap", "withdrawn")]
    assert titles(world, later) == []
    with pytest.raises(RuleBroken):
        correct(world, code, issuer="Nơi khác")
    with world.view() as view:
        assert verify.verify(view) == []


# --- an office's look ----------------------------------------------------------------------------


def test_an_officer_of_the_territory_raises_the_grade_and_the_holder_is_told(
    world: World,
) -> None:
    code = enter(world)
    check(world, code, Grade.SEEN)
    check(world, code, Grade.CHECKED)
    with pytest.raises(RuleBroken):
        check(world, code, Grade.SEEN)
    found = page(world, code)
    assert found.paper.grade is Grade.CHECKED
    assert found.looks[0].office
    with world.view() as view:
        told = view.db.execute(
            text("SELECT count(*) FROM alert WHERE kind = 'certificate_seen'")
        ).scalar_one()
        assert (told, verify.verify(view)) == (2, [])


def test_an_officer_elsewhere_finds_nothing_and_an_inspector_decides_nothing(
    world: World,
) -> None:
    code = enter(world)
    with pytest.raises(NotFound):
        check(world, code, Grade.SEEN, world.who.commune_registrar)
    with pytest.raises(Denied):
        check(world, code, Grade.SEEN, world.who.inspector)
    with pytest.raises(Denied):
        check(world, code, Grade.SEEN, world.who.manager)
    with pytest.raises(NotFound):
        page(world, code, world.who.stranger)


def test_nobody_looks_at_a_paper_of_ones_own_cooperative(world: World) -> None:
    code = enter(world)
    with world.by(world.who.operator) as work:
        user = work.db.scalars(select(UserAccount).where(UserAccount.login == "registrar")).one()
        coop = parties.known(work, world.who.manager.party or 0)
        accounts.add_member(work, user, coop, Role.RECORDER)
    with pytest.raises(Denied) as refused:
        check(world, code, Grade.SEEN)
    assert refused.value.code == "own_matter"


def test_an_officer_withdraws_what_is_not_right(world: World) -> None:
    code = enter(world)
    with world.by(world.who.registrar) as work:
        certificates.withdraw(work, code, "nơi cấp không cấp giấy này")
    found = page(world, code)
    assert found.withdrawal is not None
    assert found.withdrawal.office
    assert found.withdrawal.reason == "nơi cấp không cấp giấy này"
    assert not found.edits


def test_papers_wait_until_somebody_looked(world: World) -> None:
    first, second = enter(world), enter(world, "ocop")
    check(world, first, Grade.SEEN)
    with world.view() as view:
        lines = certificate_views.in_territory(view, world.who.registrar)
        waiting = [line.paper.code for line in lines if certificate_views.waits(line)]
        assert waiting == [second]
        assert certificate_views.count_waiting(view, world.who.registrar) == 1
        assert certificate_views.in_territory(view, world.who.commune_registrar) == ()


# --- the file ------------------------------------------------------------------------------------


def test_the_paper_is_reached_through_its_certificate_alone(world: World, tmp_path: Path) -> None:
    code = enter(world, file=files.prepare(PDF, tmp_path))
    correct(world, code, issuer="Nơi khác")
    with world.view() as view:
        for revision in (1, 2):
            kept = certificate_views.paper_of(view, world.who.manager, code, revision)
            assert files.read(tmp_path, kept.name) == PDF
        certificate_views.paper_of(view, world.who.registrar, code, 1)
        for stranger in (world.who.stranger, world.who.commune_registrar):
            with pytest.raises(NotFound):
                certificate_views.paper_of(view, stranger, code, 1)
        with pytest.raises(NotFound):
            certificate_views.paper_of(view, world.who.manager, code, 3)
        assert certificates.known(view, code).grade == Grade.DOCUMENTED
        assert verify.verify(view) == []


# --- what covers a batch -------------------------------------------------------------------------


def test_the_harvest_day_decides_for_places_and_the_packing_day_for_products(
    world: World,
) -> None:
    batch = world.packed().code
    enter(world, valid_from=PICKED_ON, valid_to=PICKED_ON)
    enter(world, number="2", valid_from=PACKED_ON, valid_to=PACKED_ON)
    enter(world, "ocop", valid_from=PACKED_ON, valid_to=PACKED_ON)
    enter(world, "ocop", number="3", valid_from=PICKED_ON, valid_to=PICKED_ON)
    assert titles(world, batch) == [("vietgap", "expired"), ("ocop", "expired")]


def test_a_gi_goes_by_its_communes(world: World) -> None:
    batch = world.packed().code
    enter_gi(world)
    enter(world, "gi")
    (shown,) = covering(world, batch)
    assert (shown.gi, shown.gi_demonstration) == ("Cam sành Hà Giang", False)
    with world.by(world.who.operator) as work:
        gis.set_communes(work, "cam-sanh", [("00874", "2025-07")])
    assert covering(world, batch) == ()


def test_an_old_commune_on_the_list_asks_which_old_one_it_was(world: World) -> None:
    """Vĩnh Tuy came from several: only a place that names Vĩnh Hảo (01210) lies in its list."""
    batch = world.packed().code
    enter_gi(world, ("01210", "pre-2025-07"))
    enter(world, "gi")
    with world.view() as view:
        place = areas.place_by_code(view.db, world.who.place)
        assert place is not None
        stated = areas.revision(view.db, place.id).old_commune_code
    assert len(covering(world, batch)) == (1 if stated == "01210" else 0)
    with world.by(world.who.operator) as work:
        old = [
            row[0]
            for row in work.db.execute(
                text("SELECT old_code FROM commune_succession WHERE new_code = :new"),
                {"new": VINH_TUY},
            )
        ]
        assert len(old) > 1
        gis.set_communes(work, "cam-sanh", [(code, "pre-2025-07") for code in old])
    assert len(covering(world, batch)) == 1


def test_a_test_report_goes_with_its_batch_and_what_was_made_of_it(world: World) -> None:
    harvest = world.harvest().code
    packed, other = world.pack(harvest, 20).code, world.packed().code
    enter(world, "test_report", covers=(harvest,), valid_from=TODAY, sampled_on=PICKED_ON)
    (report,) = covering(world, packed)
    assert [each.verdict for each in report.results] == ["within", "above"]
    assert report.outside == 1
    assert covering(world, other) == ()


def test_a_facility_covers_where_the_holder_has_one_alone(world: World) -> None:
    batch = world.packed().code

    def build() -> str:
        with world.by(world.who.manager) as work:
            coop = parties.known(work, world.who.manager.party or 0)
            asked_for = PlaceRequest("packing_house", VINH_TUY, private={"name": "Cơ sở"})
            return register(work, coop, asked_for).code

    enter(world, "haccp", covers=(build(),))
    assert titles(world, batch) == [("haccp", "valid")]
    build()
    assert titles(world, batch) == []


def test_a_covering_standard_fills_the_tenth_item_and_stars_do_not(world: World) -> None:
    batch = world.packed().code

    def filled() -> bool:
        with world.view() as view:
            return Item.STANDARDS in completeness.filled(view, batches.known(view, batch))

    assert not filled()
    enter(world, "ocop")
    assert not filled()
    enter(world)
    assert filled()


def test_an_area_shows_what_is_valid_first_and_what_has_ended_as_ended(world: World) -> None:
    enter(world, number="1", valid_to=TODAY - dt.timedelta(days=1))
    enter(world, "organic", number="2")
    enter(world, number="3", valid_from=TODAY + dt.timedelta(days=1))
    with world.view() as view:
        place = areas.place_by_code(view.db, world.who.place)
        assert place is not None
        found = certificate_covering.of_places(view, [place.id], TODAY)
    assert [(each.number, each.standing) for each in found] == [
        ("2", Standing.VALID),
        ("1", Standing.EXPIRED),
    ]


# --- the record ----------------------------------------------------------------------------------


def test_no_word_of_a_paper_stands_in_a_leaf(world: World) -> None:
    code = enter(world, "test_report", covers=(world.harvest().code,), method="TCVN bí mật")
    with world.by(world.who.manager) as work:
        certificates.withdraw(work, code, "Bà Lả bảo sai")
    with world.view() as view:
        leaves = " ".join(view.db.execute(text("SELECT leaf FROM event")).scalars())
    for word in ("VG-2025-014", "Trung tâm Chứng nhận", "TCVN bí mật", "Carbendazim", "Bà Lả"):
        assert word not in leaves


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE certificate SET grade = 'checked_with_issuer'", "certificate"),
        ("UPDATE certificate SET valid_to = '2030-01-01'", "certificate"),
        ("UPDATE certificate SET withdrawn_on = NULL, withdrawn_at = NULL", "certificate"),
        ("UPDATE certificate_revision SET issuer = 'Nơi khác'", "certificate_revision"),
        ("UPDATE certificate_revision SET valid_from = '2020-01-01'", "certificate_revision"),
        ("UPDATE certificate_result SET verdict = 'above'", "certificate_revision"),
        ("DELETE FROM certificate_result WHERE number = 2", "certificate_revision"),
        ("DELETE FROM certificate_scope", "certificate_revision"),
    ],
)
def test_verify_finds_a_row_that_was_tampered_with(world: World, statement: str, kind: str) -> None:
    code = enter(world, "test_report", covers=(world.harvest().code,))
    with world.by(world.who.manager) as work:
        certificates.withdraw(work, code, "sai")
    with tampering(world) as connection:
        assert connection.execute(text(statement)).rowcount > 0
        assert kind in {each.kind for each in found(world, connection)}
    with world.view() as view:
        assert verify.verify(view) == []
