"""Inviting an organisation of the territory, and the invitations that wait."""

from __future__ import annotations

from dataclasses import asdict

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Denied, NotFound, Refusal
from traceability.schemas.entrances import OrganisationInvitationSchema
from traceability.services import invitations, registry_choices
from traceability.services.invitations import Link
from traceability.web import forms, limits, links
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, signed_in
from traceability.web.registrar.blueprint import registrar

_FIELDS = ("kind", "name", "commune", "contact")


def _by_actor() -> str:
    return actor().code


@registrar.route("/moi", methods=["GET", "POST"])
@limits.limiter.limit(limits.LINKS_MADE, key_func=_by_actor, methods=["POST"])
def invite() -> ResponseReturnValue:
    """The form and what waits; then the link, which is shown this once."""
    if request.method == "GET":
        return _page(None)
    values = forms.typed(_FIELDS)
    try:
        asked = OrganisationInvitationSchema(spoken=True).read(values)["asked"]
        link = links.made_once(
            {"do": "invite", **asdict(asked)},
            lambda work: invitations.invite_organisation(work, asked),
            signed_in().organisation,
        )
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _page(forms.refused(values, refusal)), status_of(refusal)
    return _invited(link)


@registrar.post("/moi/<number>/lai")
@limits.limiter.limit(limits.LINKS_MADE, key_func=_by_actor)
def renew_invitation(number: str) -> ResponseReturnValue:
    """Another link for the same organisation; the one before is worth nothing now."""
    return _invited(links.renewed(number))


@registrar.post("/moi/<number>/rut")
def withdraw_invitation(number: str) -> ResponseReturnValue:
    """End an invitation that nobody has accepted."""
    return links.withdraw(number, url_for(".invite"))


def _invited(link: Link | None) -> ResponseReturnValue:
    if link is None:
        return links.shown_before(url_for(".invite"))
    shown = links.shown_invitation(link)
    return render_template("registrar/invited.html", link=shown, name=link.name)


def _page(form: Form | None) -> str:
    with looking() as view:
        waiting = invitations.waiting(view, actor(), "organisation")
        communes = registry_choices.communes_invited_from(view, actor())
    only = communes[0].code if len(communes) == 1 else ""
    fresh = {"kind": "cooperative", "name": "", "commune": only, "contact": ""}
    return render_template(
        "registrar/invite.html",
        form=form or forms.fresh(fresh),
        waiting=waiting,
        communes=communes,
        key=forms.new_key(),
    )
