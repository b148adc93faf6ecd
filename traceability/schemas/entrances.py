"""Inviting people, and coming in: what is typed into the forms of links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import post_load

from traceability.crypto import passwords
from traceability.domain.access import Role
from traceability.domain.contacts import read_contact
from traceability.schemas.fields import Choice, Line, RequestSchema
from traceability.services.invitations import (
    ORGANISATION_KINDS,
    MemberInvited,
    OrganisationInvited,
)

NAME_LONGEST = 120
PEOPLE = (Role.MANAGER, Role.RECORDER, Role.REGISTRAR, Role.INSPECTOR)


class Contact(Line):
    """A phone number or an e-mail address, in the form that is compared."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        del data
        return read_contact(self._text(value), name)


class NewPassword(Line):
    """A password that may be taken, exactly as typed."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> str:
        del name, data
        passwords.check_new_password(self._text(value))
        return str(value)


class OrganisationInvitationSchema(RequestSchema):
    """An organisation that a registrar invites."""

    kind = Choice(ORGANISATION_KINDS, required=True)
    name = Line(required=True, longest=NAME_LONGEST)
    commune = Line(required=True, longest=5)
    contact = Contact(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": OrganisationInvited(**data)}


class MemberInvitationSchema(RequestSchema):
    """Somebody whom a manager invites; whether the role is one of the house is the service's."""

    name = Line(required=True, longest=NAME_LONGEST)
    contact = Contact(required=True)
    role = Choice(PEOPLE, required=True)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": MemberInvited(Role(data["role"]), data["name"], data["contact"])}


class NewPersonSchema(RequestSchema):
    """Somebody new who accepts: the login is a phone number or an e-mail address of theirs."""

    name = Line(required=True, longest=NAME_LONGEST)
    login = Contact(required=True)
    password = NewPassword(required=True)


class RoleSchema(RequestSchema):
    """Another role for a member."""

    role = Choice(PEOPLE, required=True)


class NewPasswordSchema(RequestSchema):
    """A new password."""

    password = NewPassword(required=True)
