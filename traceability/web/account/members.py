"""The people of one's own organisation: who they are, inviting, roles, leaving, new passwords."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Role
from traceability.domain.errors import Denied, NotFound, Refusal, RuleBroken
from traceability.schemas.entrances import MemberInvitationSchema, RoleSchema
from traceability.services import invitations, members, resets
from traceability.services.members import Member
from traceability.services.request_keys import once
from traceability.services.resets import Handed
from traceability.store.unit import Work
from traceability.web import forms, limits, links
from traceability.web.account.blueprint import account
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, signed_in, working
from traceability.web.tongues import gettext as _

_INVITED = ("name", "contact", "role")


def _by_actor() -> str:
    return actor().code


@account.get("/nguoi-dung", endpoint="members")
def show_members() -> ResponseReturnValue:
    """Who works here, and who was invited and has not come yet."""
    with looking() as view:
        staff = members.staff(view, actor())
        waiting = invitations.waiting(view, actor(), "member")
    return render_template(
        "account/members.html", staff=staff, waiting=waiting, key=forms.new_key()
    )


@account.route("/nguoi-dung/moi", methods=["GET", "POST"])
@limits.limiter.limit(limits.LINKS_MADE, key_func=_by_actor, methods=["POST"])
def invite_member() -> ResponseReturnValue:
    """The form; then the link, which is shown this once."""
    if request.method == "GET":
        return _invite(forms.fresh(dict.fromkeys(_INVITED, "")))
    values = forms.typed(_INVITED)
    try:
        asked = MemberInvitationSchema(spoken=True).read(values)["asked"]
        link = links.made_once(
            {"do": "invite", **asdict(asked)},
            lambda work: invitations.invite_member(work, asked),
            signed_in().organisation,
        )
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _invite(forms.refused(values, refusal)), status_of(refusal)
    return _invited(link)


@account.post("/nguoi-dung/loi-moi/<number>/lai")
@limits.limiter.limit(limits.LINKS_MADE, key_func=_by_actor)
def renew_invitation(number: str) -> ResponseReturnValue:
    """Another link for the same person; the one before is worth nothing now."""
    return _invited(links.renewed(number))


@account.post("/nguoi-dung/loi-moi/<number>/rut")
def withdraw_invitation(number: str) -> ResponseReturnValue:
    """End an invitation that nobody has accepted."""
    return links.withdraw(number, url_for("account.members"))


@account.get("/nguoi-dung/<code>", endpoint="member")
def show_member(code: str) -> ResponseReturnValue:
    """One member: role, a new password, the way out."""
    return _member(code, None)


@account.post("/nguoi-dung/<code>/vai-tro")
def change_role(code: str) -> ResponseReturnValue:
    """Give a member another role."""
    with looking() as view:
        members.check_ours(view, actor(), code)
    values = forms.typed(("role",))
    try:
        role = Role(RoleSchema(spoken=True).read(values)["role"])
        body = {"do": "role", "member": code, "role": role}
        _once(body, lambda work: members.change_role(work, code, role))
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        return _member(code, forms.refused(values, refusal)), status_of(refusal)
    flash(_("Đã đổi vai trò. Người đó cần đăng nhập lại."), "done")
    return redirect(url_for("account.members"), 303)


@account.route("/nguoi-dung/<code>/ket-thuc", methods=["GET", "POST"])
def end_member(code: str) -> ResponseReturnValue:
    """Ask once more; then end what a member does here."""
    with looking() as view:
        members.check_ours(view, actor(), code)
    if request.method == "GET":
        return _end(code, forms.fresh({}))
    try:
        _once({"do": "end", "member": code}, lambda work: members.end(work, code))
    except RuleBroken as refusal:
        return _end(code, forms.refused({}, refusal)), status_of(refusal)
    flash(_("Người đó không còn vào đơn vị này được nữa."), "done")
    return redirect(url_for("account.members"), 303)


@account.post("/nguoi-dung/<code>/mat-khau")
@limits.limiter.limit(limits.LINKS_MADE, key_func=_by_actor)
def hand_reset(code: str) -> ResponseReturnValue:
    """A one-time link to a new password, shown this once."""
    with looking() as view:
        found = members.one(view, actor(), code)
    made: list[Handed] = []
    try:
        body = {"do": "reset", "member": code}
        _once(body, lambda work: made.append(resets.hand_out(work, code)))
    except RuleBroken as refusal:
        return _member(code, forms.refused({}, refusal)), status_of(refusal)
    if not made:
        return links.shown_before(url_for("account.member", code=code))
    link = links.shown("account.new_password", made[0].token, made[0].expires_at)
    return render_template("account/reset_link.html", link=link, member=found)


def _once(body: Mapping[str, object], act: Callable[[Work], object]) -> None:
    def acts() -> dict[str, str]:
        act(work)
        return {}

    with working() as work:
        once(work, request.form.get("request_key", ""), body, acts)


def _invite(form: Form) -> str:
    with looking() as view:
        staff = members.staff(view, actor())
    return render_template("account/invite.html", form=form, staff=staff)


def _invited(link: invitations.Link | None) -> ResponseReturnValue:
    if link is None:
        return links.shown_before(url_for("account.members"))
    shown = links.shown_invitation(link)
    return render_template("account/invited.html", link=shown, name=link.name)


def _member(code: str, form: Form | None) -> str:
    with looking() as view:
        staff = members.staff(view, actor())
        member: Member = members.one(view, actor(), code)
    shown = form or forms.fresh({"role": member.role})
    return render_template(
        "account/member.html", member=member, staff=staff, form=shown, key=forms.new_key()
    )


def _end(code: str, form: Form) -> str:
    with looking() as view:
        member = members.one(view, actor(), code)
    return render_template("account/end_member.html", member=member, form=form)
