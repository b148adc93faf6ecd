"""Closed unless opened: every endpoint is behind its blueprint's guard or in ``OPEN``.

An endpoint that is neither is answered as if it did not exist; a test compares the two lists with
the routes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Unauthenticated
from traceability.services import api_keys, sign_in
from traceability.services.seeding import BOOT
from traceability.store.engine import OutOfReach
from traceability.store.unit import Work, writing
from traceability.web import cookies, onward, send_again, signed_out, step_up
from traceability.web.house import house, looking

COOKIE = cookies.SESSION
#: So long a page waits at most to note that its reader is there; the next page tries again.
TOUCH_MS = 200

#: Endpoints that anybody may call.
OPEN = frozenset(
    {
        "static",
        "public.home",
        "public.typed",
        "public.page",
        "public.photo",
        "public.area",
        "public.digital_link_of",
        "public.gtin",
        "public.linkset_context",
        "public.list",
        "public.check_list",
        "public.lot",
        "public.resolver_description",
        "public.thing",
        "public.open_data",
        "public.open_data_csv",
        "public.open_data_json",
        "public.note",
        "public.answer_note",
        "public.note_sheet",
        "public.printing_house",
        "public.take_file",
        "public.report",
        "public.send_report",
        "public.report_status",
        "public.forget_report",
        "public.robots",
        "public.security",
        "health.live",
        "health.ready",
        "account.sign_in",
        "account.check",
        "account.choose_language",
        "account.invitation",
        "account.accept",
        "account.new_password",
        "account.set_password",
        "account.forgotten",
        "account.ask_new_password",
        "account.pin",
        "account.enter_pin",
        "api.openapi",
    }
)

#: What asks for the password in a session that a PIN opened: printing, exporting, inviting,
#: settings, another organisation, and all that an office decides, though no officer gets a PIN
#: (docs/decisions/0008). It then counts for ten minutes.
ASKS_PASSWORD: frozenset[str] = frozenset(
    {
        # printing
        "workspace.print_labels",
        "workspace.print_first_label",
        "workspace.print_out",
        "workspace.label_file",
        "workspace.blank_labels",
        "workspace.carton_labels",
        "workspace.label_part_file",
        "workspace.label_export_file",
        "workspace.order_from_house",
        "workspace.order_blank_from_house",
        "workspace.send_to_house",
        # a label that was dead counts again
        "workspace.lift_void",
        # exporting, and taking away for good
        "workspace.export_households",
        "workspace.export_purchases",
        "workspace.export_list",
        "workspace.slip_book_template",
        "workspace.dispatch_book_template",
        "workspace.print_cards",
        "workspace.consent_sheet",
        "workspace.erase_household",
        "workspace.erase_buyer",
        "workspace.forget_delivery",
        # letting another use a code, and taking that back
        "workspace.give_authorization",
        "workspace.withdraw_authorization",
        # ending a hold that was ordered
        "workspace.release_hold",
        # inviting, and what members may do
        "account.invite_member",
        "account.renew_invitation",
        "account.hand_reset",
        "account.change_role",
        "account.end_member",
        "registrar.invite",
        "registrar.renew_invitation",
        # settings
        "workspace.organisation",
        "workspace.erase_boundary",
        "workspace.keys",
        "workspace.new_key",
        "workspace.revoke_key",
        "workspace.public_figures",
        "account.members_phones",
        "account.end_members_phone",
        "account.remember",
        # giving a code back, for good
        "workspace.cancel_application",
        # another organisation, where the PIN was not chosen
        "account.switch_organisation",
        # deciding
        "workspace.release_by_report",
        "registrar.grant",
        "registrar.suspend",
        "registrar.restore",
        "registrar.renew",
        "registrar.revoke",
        "registrar.grant_file",
        "registrar.return_file",
        "registrar.reject_file",
        "registrar.take_proposal",
        "registrar.refuse_proposal",
        "registrar.inspect",
        "registrar.set_yield",
        "registrar.lift",
        "registrar.set_ceiling",
        "registrar.decide_case",
        "registrar.release_report",
        "registrar.forward_report",
        "registrar.answer_report",
        "registrar.close_report",
        "registrar.decide_claim",
        "registrar.open_claim",
        "registrar.import_codes",
        "registrar.undo_import",
        "registrar.take_over",
        "registrar.confirm_gtin",
        "registrar.check_certificate",
        "registrar.withdraw_certificate",
        "registrar.hand_over",
        "registrar.hand_over_pdf",
        "registrar.freeze_report",
    }
)
#: What asks for it in any session, unless it was given within ten minutes: what outlives the
#: session, so that nobody makes a way in of their own at a screen that was left open.
ALWAYS_ASKS: frozenset[str] = frozenset(
    {
        "workspace.new_key",
        "account.remember",
        "account.invite_member",
        "account.renew_invitation",
        "account.hand_reset",
        "account.change_role",
        "registrar.invite",
        "registrar.take_over",
        "registrar.renew_invitation",
        # what every harvest of the province is judged by from then on
        "registrar.set_ceiling",
    }
)


def guard_every_door(app: Flask) -> None:
    """Ask each request's guard before its view."""

    @app.before_request
    def _guard() -> ResponseReturnValue | None:
        endpoint = request.endpoint
        if endpoint is None or endpoint in OPEN:
            return None
        guard = GUARDS.get(endpoint.split(".")[0])
        if guard is None:
            abort(404)
        answer = guard()
        # Nothing has a NUL in its code, and PostgreSQL refuses even to look for one.
        if answer is None and any("\0" in str(part) for part in (request.view_args or {}).values()):
            abort(404)
        return answer or _password_first(endpoint)


def _password_first(endpoint: str) -> ResponseReturnValue | None:
    who: sign_in.SignedIn | None = g.get("signed_in")
    if who is None or who.password_given:
        return None
    asked = endpoint in ALWAYS_ASKS or (who.phone is not None and endpoint in ASKS_PASSWORD)
    return step_up.stands_before(who) if asked else None


def _member_of(*kinds: str) -> Callable[[], ResponseReturnValue | None]:
    def guard() -> ResponseReturnValue | None:
        who = visitor()
        if who is None and send_again.can_be_offered():
            return signed_out.offered(401)
        if who is None:
            return redirect(url_for("account.sign_in", next=onward.asked_for()))
        if kinds and who.organisation_kind not in kinds:
            abort(404)
        g.signed_in = who
        _still_acting(who)
        return None

    return guard


def _still_acting(who: sign_in.SignedIn) -> None:
    """Refuse a form that was opened while another person or organisation acted in this browser."""
    opened_by = request.form.get("acting") if request.method == "POST" else None
    if opened_by not in (None, who.actor.code) and request.endpoint != "account.sign_out":
        raise Conflict("acting_for_another")


def _bearer() -> None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise Unauthenticated("key_missing")
    with looking() as view:
        holder = sign_in.holder_of_key(view, key.strip())
        stale = api_keys.wants_noting(view, holder)
    g.api_actor = holder
    if stale:
        _note(lambda work: api_keys.note_use(work, holder))


def visitor() -> sign_in.SignedIn | None:
    """Who the cookie of this request stands for, or nobody."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with looking() as view:
        who = sign_in.who(view, token)
    if who is not None and who.stale:
        _note(lambda work: sign_in.touch(work, token))
    return who


def _note(act: Callable[[Work], None]) -> None:
    """Note that a session or key is in use; where others write, the request does not wait."""
    with (
        contextlib.suppress(OutOfReach),
        writing(house().store, BOOT, patience_ms=TOUCH_MS) as work,
    ):
        act(work)


GUARDS: Mapping[str, Callable[[], ResponseReturnValue | None]] = {
    "account": _member_of(),
    "workspace": _member_of("cooperative", "group", "company"),
    "registrar": _member_of("authority"),
    "api": _bearer,
}
