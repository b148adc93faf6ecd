"""A one-time link as it is shown: its address as text and as a QR symbol; and by mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

import labels
from traceability.domain.contacts import email_form
from traceability.services import invitations, outbox
from traceability.services.invitations import Link
from traceability.services.outbox import Letter
from traceability.services.request_keys import once
from traceability.store.unit import Work
from traceability.web.house import actor, house, looking, signed_in, working
from traceability.web.tongues import gettext as _


@dataclass(frozen=True)
class Shown:
    """A link on its page, once: ``symbol`` is the SVG of its QR code."""

    url: str = field(repr=False)
    symbol: Markup = field(repr=False)
    expires_at: dt.datetime
    mailed_to: str | None = None


def address(endpoint: str, token: str) -> str:
    """The public address of a one-time link."""
    return house().settings.public_url + url_for(endpoint, token=token)


def shown(endpoint: str, token: str, until: dt.datetime, mailed_to: str | None = None) -> Shown:
    """A link as it is shown."""
    url = address(endpoint, token)
    return Shown(url, Markup(labels.draw_svg(url)), until, mailed_to)  # noqa: S704 - drawn by us


def made_once(body: Mapping[str, object], make: Callable[[Work], Link], by: str) -> Link | None:
    """Make an invitation once, and mail it where that is possible; ``by`` is who invites.

    ``None`` where the same form had made it before: its link was shown then, and is not kept.
    """
    made: list[Link] = []

    def act() -> dict[str, str]:
        link = make(work)
        made.append(link)
        if is_mailed(link):
            outbox.post(work, letter(link, by))
        return {"invitation": link.number}

    with working() as work:
        once(work, request.form.get("request_key", ""), body, act)
    return made[0] if made else None


def renewed(number: str) -> Link | None:
    """Another link for an invitation of one's own, as ``made_once``; the one before is dead.

    Raises NotFound for an invitation of others.
    """
    with looking() as view:
        invitations.check_ours(view, actor(), number)
    body = {"do": "renew", "invitation": number}
    return made_once(body, lambda work: invitations.renew(work, number), signed_in().organisation)


def withdraw(number: str, back: str) -> ResponseReturnValue:
    """End an invitation of one's own that nobody has accepted, and say so at ``back``.

    Raises NotFound for an invitation of others.
    """
    with looking() as view:
        invitations.check_ours(view, actor(), number)

    def act() -> dict[str, str]:
        invitations.withdraw(work, number)
        return {}

    with working() as work:
        body = {"do": "withdraw", "invitation": number}
        once(work, request.form.get("request_key", ""), body, act)
    flash(_("Đã rút lời mời. Liên kết đó không còn dùng được."), "done")
    return redirect(back, 303)


def shown_before(back: str) -> ResponseReturnValue:
    """Say at ``back`` that a link is shown only at the moment it is made."""
    flash(_("Liên kết chỉ hiện một lần, ngay khi được tạo. Nếu chưa kịp chép, hãy tạo lại."))
    return redirect(back, 303)


def shown_invitation(link: Link) -> Shown:
    """An invitation just made, as it is shown."""
    mailed_to = link.contact if is_mailed(link) else None
    return shown("account.invitation", link.token, link.expires_at, mailed_to)


def is_mailed(link: Link) -> bool:
    """Whether an invitation also goes out by mail: an address, and a server to send it."""
    return house().settings.smtp_url is not None and email_form(link.contact) is not None


def letter(link: Link, by: str) -> Letter:
    """The mail that carries an invitation."""
    url = address("account.invitation", link.token)
    body = render_template("mail/invitation.txt", url=url, by=by, until=link.expires_at)
    return Letter(link.contact, _("%(by)s mời bạn vào hệ thống truy xuất nguồn gốc", by=by), body)
