"""Boundaries of places: set, judged, found to lie over others, decided and erased."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select, text

from tests.people import TODAY, VINH_TUY, World
from tests.plots import declare, place_of, plot, square, the_case
from traceability.domain.access import Actor
from traceability.domain.errors import Conflict, Denied, Invalid, NotFound, RuleBroken
from traceability.domain.holds import HoldReason
from traceability.geo.shapes import parsed
from traceability.services import (
    alerts,
    boundaries,
    case_decisions,
    internal_codes,
    overlaps,
)
from traceability.services.boundary_views import Review, review
from traceability.services.case_decisions import DecisionRequest
from traceability.store.models import Event, PlaceGeometry, PlaceOverlap, PlaceRevision


def decide(world: World, case: str, keeps: str | None, by: Actor | None = None) -> None:
    with world.by(by or world.who.registrar) as work:
        case_decisions.decide(work, DecisionRequest(case, keeps, "đã đo lại tại vườn"))


def told(world: World, actor: Actor) -> list[str]:
    with world.view() as view:
        return [str(line.kind) for line in alerts.listed(view, actor).lines]


def held(world: World, batch: str) -> list[str]:
    return [each.reason for each in _covering(world, batch) if each.lifted_at is None]


def _covering(world: World, batch: str) -> list:
    from traceability.services import recalls

    with world.view() as view:
        return [each for each in recalls.listed(view, world.who.registrar) if batch in each.batches]


def test_a_boundary_is_a_revision_that_names_its_hash_alone(world: World) -> None:
    done = declare(world, world.who.manager, world.who.place, square())
    assert done.changed
    with world.view() as view:
        row = view.db.scalars(select(PlaceGeometry)).one()
        revision = view.db.scalars(
            select(PlaceRevision).order_by(PlaceRevision.number.desc())
        ).first()
        leaf = view.db.scalars(select(Event).order_by(Event.seq.desc())).first()
        assert revision is not None
        assert leaf is not None
        assert revision.geometry_sha256 == row.sha256 == done.sha256
        assert revision.area_m2 == 124_000
        assert parsed(row.geojson) == square()
        assert row.sha256 in leaf.leaf
        assert "104.8" not in leaf.leaf
    assert world.differences() == []


def test_the_same_boundary_again_changes_nothing(world: World) -> None:
    declare(world, world.who.manager, world.who.place, square())
    again = declare(world, world.who.manager, world.who.place, square())
    assert (again.changed, again.revision) == (False, 2)


def test_whoever_looked_at_an_older_boundary_is_told(world: World) -> None:
    declare(world, world.who.manager, world.who.place, square())
    late = boundaries.BoundaryRequest(world.who.place, square(0.001), "typed", seen="")
    with world.by(world.who.manager) as work, pytest.raises(Conflict, match="boundary_changed"):
        boundaries.set_boundary(work, late)


def test_a_later_revision_of_the_place_keeps_its_boundary(world: World) -> None:
    code = plot(world, world.who.manager)
    sha256 = declare(world, world.who.manager, code, square()).sha256
    with world.view() as view:
        stands = internal_codes.standing(view, place_of(world, code))
    bare = dataclasses.replace(stands, trees=500, geometry_sha256=None)
    with world.by(world.who.manager) as work:
        internal_codes.revise(work, code, 2, internal_codes.AreaRequest(bare, ("sanh_orange",)))
    with world.view() as view:
        assert internal_codes.standing(view, place_of(world, code)).geometry_sha256 == sha256
    assert world.differences() == []


def test_only_the_holders_manager_sets_it(world: World) -> None:
    with pytest.raises(NotFound):
        declare(world, world.who.stranger, world.who.place, square())
    with pytest.raises(Denied):
        declare(world, world.who.recorder, world.who.place, square())


def test_far_from_its_commune_it_wants_a_reason(world: World) -> None:
    far = square(-1.0, 0.2)  # Lào Cai
    with pytest.raises(Invalid, match="boundary_reason_needed") as refused:
        declare(world, world.who.manager, world.who.place, far)
    assert 90_000 < refused.value.facts["far_m"] < 110_000
    done = declare(world, world.who.manager, world.who.place, far, "vườn thuê bên Lào Cai")
    assert [str(each) for each in done.verdict.warnings] == ["boundary_far"]


def test_a_size_off_by_more_than_a_fifth_is_told(world: World) -> None:
    assert declare(world, world.who.manager, world.who.place, square()).verdict.warnings == ()
    done = declare(world, world.who.manager, world.who.place, square(side=0.0040))
    assert [str(each) for each in done.verdict.warnings] == ["boundary_size_differs"]
    assert done.verdict.declared_m2 == 124_000


def test_a_line_of_far_more_than_was_declared_is_refused_whoever_lies_under_it(
    world: World,
) -> None:
    """So one line stops nobody else's goods, and a refusal tells nothing of the neighbours."""
    greedy = square(side=0.0080)
    with pytest.raises(RuleBroken, match="boundary_above_declared"):
        declare(world, world.who.manager, world.who.place, greedy)
    declare(world, world.who.stranger, plot(world, world.who.stranger), square(0.0014))
    with pytest.raises(RuleBroken, match="boundary_above_declared"):
        declare(world, world.who.manager, world.who.place, greedy)
    with world.view() as view:
        assert view.db.scalars(select(PlaceOverlap)).all() == []


def test_a_preview_tells_nothing_of_others_ground(world: World) -> None:
    """Over a neighbour or not, what is told before the line stands is the same."""

    def shown() -> Review:
        with world.view() as view:
            who, place = world.who.manager, world.who.place
            return dataclasses.replace(review(view, who, place, square(), {}), verdict=None)  # type: ignore[arg-type]

    alone = shown()
    declare(world, world.who.stranger, plot(world, world.who.stranger), square(0.0014))
    assert shown() == alone


# --- overlaps ------------------------------------------------------------------------------------


def contested(world: World, shift: float = 0.0014) -> tuple[str, str]:
    """Our orchard with its granted code, and a later line over it by another cooperative."""
    declare(world, world.who.manager, world.who.place, square())
    world.clock.pass_by(minutes=5)
    theirs = plot(world, world.who.stranger, "Vườn của hàng xóm")
    declare(world, world.who.stranger, theirs, square(shift))
    return world.who.place, theirs


def rival_harvest(world: World, place: str) -> str:
    """A harvest under the internal code of the other cooperative's plot; the batch."""
    from traceability.domain.quantity import Quantity
    from traceability.services import harvests
    from traceability.store.queries import areas

    with world.view() as view:
        code = areas.codes_over(view.db, place_of(world, place).id)[0].code
    with world.by(world.who.stranger) as work:
        asked = harvests.HarvestRequest(code, TODAY, Quantity(100_000, "g"))
        return harvests.register(work, asked).code


def test_ground_that_two_claim_is_a_case_and_both_are_told(world: World) -> None:
    """geo-19: some 60 % of a plot lies over another cooperative's."""
    ours, theirs = contested(world)
    with world.view() as view:
        assert 550_000 < view.db.scalars(select(PlaceOverlap)).one().ppm < 650_000
    case = the_case(world)
    assert (case.kind, case.key) == ("overlap", "-".join(sorted((ours, theirs))))
    assert case.commune_code == VINH_TUY
    assert "boundary_overlaps" in told(world, world.who.manager)
    assert "boundary_overlaps" in told(world, world.who.stranger)
    assert "case_opened" in told(world, world.who.registrar)
    assert world.differences() == []


def test_what_came_later_waits_and_what_stood_under_a_grant_goes_on(world: World) -> None:
    _ours, theirs = contested(world)
    assert world.harvest().held == ()
    assert held(world, rival_harvest(world, theirs)) == [HoldReason.CONFLICT_OPEN]


def test_goods_without_a_page_are_held_when_the_line_is_drawn(world: World) -> None:
    theirs = plot(world, world.who.stranger)
    batch = rival_harvest(world, theirs)
    declare(world, world.who.manager, world.who.place, square())
    world.clock.pass_by(minutes=5)
    declare(world, world.who.stranger, theirs, square(0.0014))
    assert held(world, batch) == [HoldReason.CONFLICT_OPEN]
    decide(world, the_case(world).code, None)
    assert held(world, batch) == []
    assert world.differences() == []


def test_both_wait_where_neither_stood_there_under_a_grant(world: World) -> None:
    mine, theirs = plot(world, world.who.manager), plot(world, world.who.stranger)
    declare(world, world.who.manager, mine, square())
    declare(world, world.who.stranger, theirs, square(0.0014))
    with world.view() as view:
        assert overlaps.contested(view, place_of(world, mine))
        assert overlaps.contested(view, place_of(world, theirs))


def test_both_stand_where_the_officer_says_so(world: World) -> None:
    _ours, theirs = contested(world)
    batch = rival_harvest(world, theirs)
    decide(world, the_case(world).code, None)
    assert held(world, batch) == []
    with world.view() as view:
        assert view.db.scalars(select(PlaceOverlap)).one().accepted_at is not None
    assert "boundary_stands" in told(world, world.who.stranger)
    assert the_case(world).outcome == "both_stand"
    assert world.differences() == []


def test_who_must_redraw_waits_until_it_is_done(world: World) -> None:
    ours, theirs = contested(world)
    batch = rival_harvest(world, theirs)
    decide(world, the_case(world).code, ours)
    assert held(world, batch) == [HoldReason.CONFLICT_OPEN]
    assert "boundary_redraw" in told(world, world.who.stranger)
    assert "boundary_stands" in told(world, world.who.manager)
    with world.by(world.who.stranger) as work, pytest.raises(RuleBroken, match="in_dispute"):
        boundaries.erase(work, theirs)
    declare(world, world.who.stranger, theirs, square(0.02))
    assert held(world, batch) == []
    with world.view() as view:
        assert view.db.scalars(select(PlaceOverlap)).all() == []
    assert world.differences() == []


def test_drawn_anew_before_anybody_decided_the_case_is_over(world: World) -> None:
    _ours, theirs = contested(world)
    batch = rival_harvest(world, theirs)
    declare(world, world.who.stranger, theirs, square(0.02))
    assert the_case(world).outcome == "gone"
    assert held(world, batch) == []
    assert world.differences() == []


def test_a_new_line_over_accepted_ground_asks_again(world: World) -> None:
    _ours, theirs = contested(world)
    first = the_case(world).code
    decide(world, first, None)
    declare(world, world.who.stranger, theirs, square(0.0010))
    assert the_case(world).code != first
    assert the_case(world).closed_at is None
    assert world.differences() == []


def test_a_sliver_is_told_and_nobody_has_to_decide(world: World) -> None:
    declare(world, world.who.manager, world.who.place, square())
    theirs = plot(world, world.who.stranger)
    done = declare(world, world.who.stranger, theirs, square(0.003424))
    assert [str(each) for each in done.verdict.warnings] == ["boundary_sliver"]
    with world.view() as view:
        assert view.db.scalars(select(PlaceOverlap)).one().ppm < 10_000
        assert overlaps.contested(view, place_of(world, theirs)) is False


def test_bees_fly_over_everybodys_land(world: World) -> None:
    from traceability.services.places import PlaceRequest

    declare(world, world.who.manager, world.who.place, square())
    asked = PlaceRequest("apiary", VINH_TUY, None, colonies=40, private={"name": "Đõ ong"})
    with world.by(world.who.stranger) as work:
        code = internal_codes.open_area(
            work, internal_codes.AreaRequest(asked, ("mint_honey",))
        ).place
    assert declare(world, world.who.stranger, code, square()).verdict.found == ()


def test_a_place_outside_the_case_cannot_stand(world: World) -> None:
    contested(world)
    case = the_case(world).code
    with pytest.raises(Invalid, match="overlap_winner_unknown"):
        decide(world, case, plot(world, world.who.manager))
    with pytest.raises(NotFound):
        decide(world, case, None, world.who.commune_registrar)
    with pytest.raises(Denied):
        decide(world, case, None, world.who.inspector)
    decide(world, case, None)
    with pytest.raises(RuleBroken, match="case_closed"):
        decide(world, case, None)


# --- erasing -------------------------------------------------------------------------------------


def test_erasing_takes_every_corner_and_keeps_the_chain(world: World) -> None:
    declare(world, world.who.manager, world.who.place, square())
    declare(world, world.who.manager, world.who.place, square(0.001))
    with world.by(world.who.manager) as work:
        assert boundaries.erase(work, world.who.place)
    with world.view() as view:
        assert view.db.scalars(select(PlaceGeometry)).all() == []
        assert (
            internal_codes.standing(view, place_of(world, world.who.place)).geometry_sha256 is None
        )
    with world.by(world.who.manager) as work:
        assert not boundaries.erase(work, world.who.place)
    assert world.differences() == []


def test_an_undecided_line_cannot_be_erased(world: World) -> None:
    ours, _theirs = contested(world)
    with world.by(world.who.manager) as work, pytest.raises(RuleBroken, match="in_dispute"):
        boundaries.erase(work, ours)


# --- verify --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        ("UPDATE place_geometry SET geojson = replace(geojson, '22.26', '22.27')", "sha256"),
        ("UPDATE place_geometry SET measured_m2 = measured_m2 + 1", "measured_m2"),
        ("UPDATE place_geometry SET east = east + 1", "box"),
        ("UPDATE place_overlap SET shared_m2 = shared_m2 + 1", "shared_m2"),
        ("UPDATE place_overlap SET accepted_at = found_at", "accepted_at"),
        ("DELETE FROM place_overlap", "shared_m2"),
    ],
)
def test_verify_finds_what_was_tampered_with(world: World, spoil: str, field: str) -> None:
    contested(world)
    world.tampered = True
    with world.by(world.who.operator) as work:
        work.db.execute(text(spoil))
    assert field in {each.field for each in world.differences()}
