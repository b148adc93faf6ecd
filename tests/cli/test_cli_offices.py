"""The operator's verbs on offices: territory, hand-over, forgetting a name."""

from __future__ import annotations

from tests.cli.conftest import Cli
from tests.offices import contested, member
from traceability.domain.access import Actor
from traceability.services import case_desk, case_views, hand_overs, parties, territory
from traceability.store.models import Job, Party


def office(cli: Cli, actor: Actor) -> str:
    """The code of an actor's organisation."""
    with cli.world.view() as view:
        return parties.known(view, actor.party or 0).code


def test_an_authority_gets_another_territory(cli: Cli) -> None:
    code = office(cli, cli.world.who.commune_registrar)
    words = ("--commune", "01156", "--commune", "00874")
    told = cli.json("organisation", "territory", code, *words)
    assert told == {"organisation": code, "communes": ["00874", "01156"], "province": False}
    with cli.world.view() as view:
        row = view.db.query(Party).filter_by(code=code).one()
        acting = parties.actor_of(view, 1, "x", "registrar", row.id)
        assert [each.code for each in territory.seen(view, acting).communes] == ["00874", "01156"]
    assert "whole province" in cli("organisation", "territory", code, "--province").stdout
    assert cli.world.differences() == []


def test_what_is_no_territory_is_refused(cli: Cli) -> None:
    code = office(cli, cli.world.who.commune_registrar)
    assert cli.error("organisation", "territory", code)["code"] == "required"
    wrong = cli.error("organisation", "territory", code, "--commune", "99999")
    assert (wrong["code"], wrong["field"]) == ("commune_unknown", "communes")
    coop = cli.world.who.cooperative
    words = ("organisation", "territory", coop, "--commune", "01156")
    assert cli.error(*words)["code"] == "not_an_authority"


def test_the_operator_hands_over_for_an_office(cli: Cli) -> None:
    hoa = member(cli.world, cli.world.who.registrar, "hoa", "Lý Thị Hoa")
    case, _ours, _theirs = contested(cli.world)
    with cli.world.by(hoa) as work:
        case_desk.take(work, case)
    code = office(cli, hoa)
    words = ("organisation", "hand-over", code, "--from", "hoa", "--to", "registrar")
    listed = cli.json(*words, "--list")
    assert (listed["hand_over"], listed["cases"]) == (None, [case])
    with cli.world.view() as view:
        assert case_views.queue(view, hoa)[0].mine
    done = cli.json(*words)
    assert (done["giver"], done["taker"], done["cases"]) == ("Lý Thị Hoa", "Nguyễn Thị Lan", [case])
    with cli.world.view() as view:
        assert case_views.queue(view, cli.world.who.registrar)[0].mine
        paper = hand_overs.paper(view, hoa, done["hand_over"])
        assert (paper.by, paper.giver) == (None, "Lý Thị Hoa")
    assert cli.error(*words)["code"] == "nothing_to_hand_over"
    other = ("organisation", "hand-over", code, "--from", "nobody", "--to", "registrar")
    assert cli.error(*other)["code"] == "not_found"


def test_a_name_is_forgotten_once_the_account_is_closed(cli: Cli) -> None:
    assert cli.error("user", "forget", "registrar")["code"] == "account_open"
    cli.json("user", "disable", "registrar")
    told = cli.json("user", "forget", "registrar")
    assert told["forgotten"]
    assert told["swept"]
    with cli.world.view() as view:
        assert [job.state for job in view.db.query(Job)] == ["done"]
    assert told["decisions"] == 3  # the filing, check and grant of the one code
    assert cli.error("user", "forget", "registrar")["code"] == "not_found"
