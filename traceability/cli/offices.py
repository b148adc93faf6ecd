"""``organisation territory``, ``hand-over``, ``user forget``: what an operator does for offices."""

from __future__ import annotations

from collections.abc import Iterator

import click

from traceability.cli.accounts import organisation_of
from traceability.cli.installation import House, Installation, pass_installation
from traceability.cli.output import json_option, tell
from traceability.domain.errors import NotFound
from traceability.services import accounts, hand_overs, jobs, officers, territory
from traceability.services.hand_overs import HandOverPaper, HandOverRequest
from traceability.store.queries import accounts as queries
from traceability.store.unit import Work, rehearsing, writing
from traceability.store.wiping import wipe


@click.command("territory")
@click.argument("party", metavar="ORGANISATION")
@click.option("--commune", "communes", multiple=True, help="A commune; may be repeated.")
@click.option("--province", is_flag=True, help="Every commune.")
@json_option
@pass_installation
def change_territory(
    installation: Installation, party: str, communes: tuple[str, ...], province: bool
) -> None:
    """Give an authority (its code) another territory: exactly these communes, or the province."""
    with installation.open() as house, writing(house.store, house.operator) as work:
        found = organisation_of(work, party)
        territory.change(work, found, communes, province)
        told = {"organisation": found.code, "communes": sorted(set(communes)), "province": province}
    named = ", ".join(sorted(set(communes))) or "no commune by name"
    tell(told, f"{told['organisation']}: {named}{' and the whole province' if province else ''}")


@click.command("hand-over")
@click.argument("party", metavar="ORGANISATION")
@click.option("--from", "giver", required=True, help="The login of who gives, at work or gone.")
@click.option("--to", "taker", required=True, help="The login of a registrar there.")
@click.option("--list", "only_list", is_flag=True, help="Only show what would be handed over.")
@json_option
@pass_installation
def hand_over(
    installation: Installation, party: str, giver: str, taker: str, only_list: bool
) -> None:
    """Hand an officer's undecided cases and unread alerts to a successor in an authority."""
    with installation.open() as house:
        act = _listed if only_list else _given
        paper = act(house, party, (giver, taker))
    tell(_told(paper, only_list), *_lines(paper))


@click.command()
@click.argument("login")
@json_option
@pass_installation
def forget(installation: Installation, login: str) -> None:
    """Erase the name of a disabled account LOGIN, also from the decisions that it signed.

    The database's files are wiped of it; where they are still read, the job process does so later.
    """
    with installation.open() as house:
        with writing(house.store, house.operator) as work:
            gone = officers.forget(work, login)
        swept = wipe(house.store)
        if swept:
            with writing(house.store, house.operator) as work:
                jobs.finish(work, jobs.take(work, officers.JOB, gone.user_id, "command line"))
    told = {"forgotten": True, "decisions": gone.decisions, "swept": swept}
    later = "" if swept else " The files are still read; the job process wipes them later."
    tell(told, f"Forgotten; decisions signed: {gone.decisions}.{later}")


def _listed(house: House, party: str, logins: tuple[str, str]) -> HandOverPaper:
    """What handing over would do now, taken back."""
    with rehearsing(house.store, house.operator) as work:
        standing = accounts.in_place_of(work, work.actor, organisation_of(work, party))
        acting = work.acting(standing)
        return hand_overs.foresee(acting, _asked(acting, logins))[0]


def _given(house: House, party: str, logins: tuple[str, str]) -> HandOverPaper:
    with writing(house.store, house.operator) as work:
        standing = accounts.in_place_of(work, work.actor, organisation_of(work, party))
        acting = work.acting(standing)
        asked = _asked(acting, logins)
        code = hand_overs.give(acting, asked, hand_overs.confirmation(acting, asked))
        return hand_overs.paper(acting, standing, code)


def _asked(work: Work, logins: tuple[str, str]) -> HandOverRequest:
    giver, taker = (_signs(work, login) for login in logins)
    return HandOverRequest(giver, taker)


def _signs(work: Work, login: str) -> str:
    """The code of the actor that signs for a login in the organisation."""
    wanted = accounts.login_form(login)
    members = queries.members(work.db, work.actor.party or 0)
    found = [code for _member, who, code in members if who.login == wanted]
    if not found:
        raise NotFound(login=login)
    return found[-1]


def _told(paper: HandOverPaper, only_list: bool) -> dict[str, object]:
    return {
        "hand_over": None if only_list else paper.code,
        "giver": paper.giver,
        "taker": paper.taker,
        "cases": [each.code for each in paper.contents.cases],
        "alerts": len(paper.contents.alerts),
    }


def _lines(paper: HandOverPaper) -> Iterator[str]:
    yield f"{paper.giver} -> {paper.taker}"
    for each in paper.contents.cases:
        yield f"{each.code}  {each.kind}  {each.since}  {each.key}"
    yield f"Unread alerts: {len(paper.contents.alerts)}"
