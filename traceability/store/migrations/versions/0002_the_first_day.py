"""The first day: ways in, consents, steps of setting up, cases, alerts, mail; wider registers.

Danger: on SQLite seven tables are written anew, each in one pass. Rows that stand keep their
meaning: households are members, keys open all that their role opens.

On the way down nobody gets more rights than they had: keys made for less than all of their role are
revoked, sessions that a PIN opened are ended. Private values and jobs of kinds that only this
revision knows are deleted, and what only the newer tables and columns hold is lost. It does not go
down, and leaves everything as it is, where

- a GTIN stands on two products, in whatever state: the older key allows one;
- a pack format, of any revision, is not of a fixed net weight, or has no net amount;
- somebody is a member of one organisation twice: left, and came back.
"""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from traceability.store import append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# table: its primary key and its unique keys
APPEND_ONLY = {
    "case_assignment": (("case_id", "seq"),),
    "case_subject": (("case_id", "subject"),),
    "consent": (("id",), ("event_seq",)),
    "hand_over": (("id",), ("code",)),
}

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FORMAT_KEYS = (("product_id", "revision", "number"),)
_REVISION_KEYS = (("product_id", "number"),)


#: All that a key can be made for; one with every word is as wide as its role.
_SCOPES = ("read", "record", "publish", "labels")
#: What only this revision knows: owners of private values, kinds of jobs.
_OWNER_KINDS = ("invitation", "hand_over", "request")
_JOBS = ("mail", "password_mail", "erase", "forget")

_HOUSEHOLD_CHECKS = {
    "ck_party_household_standing": "(kind = 'household') = (standing IS NOT NULL)",
    "ck_party_standing_known": "standing IN ('member', 'linked', 'outside')",
}
_BASIS_CHECKS = {
    "ck_pack_format_basis_known": "basis IN ('fixed_net', 'own_weight', 'pieces', 'none')",
    "ck_pack_format_net_where_needed": (
        "(basis IN ('fixed_net', 'pieces')) = (net_amount IS NOT NULL)"
    ),
}


def upgrade() -> None:
    _widen_parties()
    _widen_accounts()
    _widen_products()
    _new_tables()
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)


def _widen_parties() -> None:
    op.add_column("party", sa.Column("old_commune_code", sa.String(length=5), nullable=True))
    op.add_column("party", sa.Column("standing", sa.String(length=32), nullable=True))
    op.add_column("party", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE party SET standing = 'member' WHERE kind = 'household'")
    with op.batch_alter_table("party") as batch:
        _replace_checks(batch, (), _HOUSEHOLD_CHECKS)


def _widen_accounts() -> None:
    op.create_table(
        "phone",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("membership_id", _ID, nullable=False),
        sa.Column("token_hash", sa.String(length=43), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("expires_at > enrolled_at", name=op.f("ck_phone_expires_later")),
        sa.CheckConstraint("wrong_tries >= 0", name=op.f("ck_phone_tries_count")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_phone_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_phone_token_hash")),
    )
    op.create_index(op.f("ix_phone_membership_id"), "phone", ["membership_id"], unique=False)
    _widen_memberships()
    _widen_sessions()
    _widen_keys()


def _widen_memberships() -> None:
    op.add_column("membership", sa.Column("created_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE membership SET created_at ="
        " (SELECT created_at FROM user_account WHERE user_account.id = membership.user_id)"
    )
    with op.batch_alter_table("membership") as batch:
        batch.alter_column("created_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch.drop_constraint(op.f("uq_membership_user_id_party_id"), type_="unique")
    op.create_index(
        "uq_membership_live",
        "membership",
        ["user_id", "party_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _widen_sessions() -> None:
    op.add_column("session", sa.Column("device", sa.String(length=200), nullable=True))
    op.add_column("session", sa.Column("phone_id", _ID, nullable=True))
    op.add_column("session", sa.Column("password_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE session SET device = '', password_at = created_at")
    with op.batch_alter_table("session") as batch:
        batch.alter_column("device", existing_type=sa.String(length=200), nullable=False)
        batch.create_foreign_key(op.f("fk_session_phone_id"), "phone", ["phone_id"], ["id"])
    op.create_index(op.f("ix_session_phone_id"), "session", ["phone_id"], unique=False)


def _widen_keys() -> None:
    op.add_column("api_key", sa.Column("name", sa.String(length=200), nullable=True))
    op.add_column("api_key", sa.Column("scopes", sa.String(length=200), nullable=True))
    op.add_column("api_key", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE api_key SET name = role, scopes = 'read record publish labels'")
    with op.batch_alter_table("api_key") as batch:
        batch.alter_column("name", existing_type=sa.String(length=200), nullable=False)
        batch.alter_column("scopes", existing_type=sa.String(length=200), nullable=False)


def _widen_products() -> None:
    with op.batch_alter_table("product") as batch:
        batch.drop_constraint(op.f("uq_product_gtin"), type_="unique")
        batch.create_check_constraint(
            op.f("ck_product_gtin_state_known"),
            "gtin_state IN ('declared', 'confirmed', 'conflict', 'refused')",
        )
    op.create_index(op.f("ix_product_gtin"), "product", ["gtin"], unique=False)
    for name in ("brand", "origin"):
        op.add_column("product_revision", sa.Column(name, sa.String(length=200), nullable=True))
    for name in ("usage", "storage", "warnings"):
        op.add_column("product_revision", sa.Column(name, sa.Text(), nullable=True))
    _add_product_photos()
    append_only.release(op.get_bind(), "pack_format")
    with op.batch_alter_table("pack_format") as batch:
        batch.alter_column("net_amount", existing_type=sa.BigInteger(), nullable=True)
        _replace_checks(batch, ("ck_pack_format_basis_known",), _BASIS_CHECKS)
    append_only.protect(op.get_bind(), "pack_format", _FORMAT_KEYS)


def _add_product_photos() -> None:
    append_only.release(op.get_bind(), "product_revision")
    with op.batch_alter_table("product_revision") as batch:
        batch.add_column(sa.Column("photo_sha256", sa.String(length=43), nullable=True))
        batch.create_foreign_key(
            op.f("fk_product_revision_photo_sha256"), "file", ["photo_sha256"], ["sha256"]
        )
        batch.create_check_constraint(
            op.f("ck_product_revision_one_picture"), "picture IS NULL OR photo_sha256 IS NULL"
        )
    op.create_index(
        op.f("ix_product_revision_photo_sha256"), "product_revision", ["photo_sha256"], unique=False
    )
    append_only.protect(op.get_bind(), "product_revision", _REVISION_KEYS)


def _replace_checks(batch: BatchOperations, olds: Iterable[str], news: Mapping[str, str]) -> None:
    for name in olds:
        batch.drop_constraint(op.f(name), type_="check")
    for name, rule in news.items():
        batch.create_check_constraint(op.f(name), rule)


def _new_tables() -> None:
    op.create_table(
        "outbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "sent_at IS NULL OR (body = '' AND recipient = '')", name=op.f("ck_outbox_cleared")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_table(
        "case_file",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("commune_vintage", sa.String(length=16), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_case_file_end_is_whole")
        ),
        sa.CheckConstraint(
            "(commune_code IS NULL) = (commune_vintage IS NULL)",
            name=op.f("ck_case_file_commune_is_whole"),
        ),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_case_file_code")),
        sa.ForeignKeyConstraint(
            ["commune_code", "commune_vintage"],
            ["commune.code", "commune.vintage"],
            name=op.f("fk_case_file_commune_code_commune_vintage"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("code", name=op.f("uq_case_file_code")),
    )
    op.create_index(op.f("ix_case_file_key"), "case_file", ["key"], unique=False)
    op.create_table(
        "case_subject",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=13), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_subject_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject"], ["public_code.code"], name=op.f("fk_case_subject_subject")
        ),
        sa.PrimaryKeyConstraint("case_id", "subject", name=op.f("pk_case_subject")),
    )
    op.create_table(
        "invitation",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=43), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column(
            "by_party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "by_actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("party_kind", sa.String(length=32), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("commune_vintage", sa.String(length=16), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'organisation') = (party_kind IS NOT NULL)",
            name=op.f("ck_invitation_organisation_kind"),
        ),
        sa.CheckConstraint(
            "kind <> 'member' OR party_id IS NOT NULL", name=op.f("ck_invitation_member_of_party")
        ),
        sa.CheckConstraint(
            "kind <> 'member' OR by_party_id IS NOT NULL",
            name=op.f("ck_invitation_member_by_party"),
        ),
        sa.CheckConstraint(
            "kind IN ('organisation', 'member')", name=op.f("ck_invitation_kind_known")
        ),
        sa.CheckConstraint(
            "(used_at IS NULL) = (used_by IS NULL)", name=op.f("ck_invitation_use_is_whole")
        ),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_invitation_expires_later")),
        sa.ForeignKeyConstraint(
            ["by_actor_id"], ["actor.id"], name=op.f("fk_invitation_by_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["by_party_id"], ["party.id"], name=op.f("fk_invitation_by_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["commune_code", "commune_vintage"],
            ["commune.code", "commune.vintage"],
            name=op.f("fk_invitation_commune_code_commune_vintage"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_invitation_party_id")),
        sa.ForeignKeyConstraint(
            ["used_by"], ["user_account.id"], name=op.f("fk_invitation_used_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_by_party_id"), "invitation", ["by_party_id"], unique=False)
    op.create_index(op.f("ix_invitation_party_id"), "invitation", ["party_id"], unique=False)
    op.create_table(
        "password_reset",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=43), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "by_actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_password_reset_expires_later")),
        sa.ForeignKeyConstraint(
            ["by_actor_id"], ["actor.id"], name=op.f("fk_password_reset_by_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_password_reset_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_reset_token_hash")),
    )
    op.create_index(op.f("ix_password_reset_user_id"), "password_reset", ["user_id"], unique=False)
    op.create_table(
        "setup_step",
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("choice", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("state IN ('skipped', 'done')", name=op.f("ck_setup_step_state_known")),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_setup_step_actor_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_setup_step_party_id")),
        sa.PrimaryKeyConstraint("party_id", "step", name=op.f("pk_setup_step")),
    )
    op.create_table(
        "consent",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=True),
        sa.Column("text_version", sa.String(length=16), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column(
            "event_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'given') = (form IS NOT NULL)", name=op.f("ck_consent_form_where_given")
        ),
        sa.CheckConstraint(
            "channel IN ('signed', 'thumbprint', 'spoken', 'erasure')",
            name=op.f("ck_consent_channel_known"),
        ),
        sa.CheckConstraint("form IN ('full', 'short')", name=op.f("ck_consent_form_known")),
        sa.CheckConstraint("purpose IN ('public_name')", name=op.f("ck_consent_purpose_known")),
        sa.CheckConstraint("state IN ('given', 'withdrawn')", name=op.f("ck_consent_state_known")),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_consent_event_seq")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_consent_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_consent_event_seq")),
    )
    op.create_index(op.f("ix_consent_party_id"), "consent", ["party_id"], unique=False)
    op.create_table(
        "hand_over",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_hand_over_actor_id")),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_hand_over_code")),
        sa.ForeignKeyConstraint(["from_id"], ["membership.id"], name=op.f("fk_hand_over_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["membership.id"], name=op.f("fk_hand_over_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("code", name=op.f("uq_hand_over_code")),
    )
    op.create_table(
        "alert",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("alert_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=13), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "hand_over_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("fk_alert_hand_over_id")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_alert_membership_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_alert_party_id")),
        sa.ForeignKeyConstraint(["seen_by"], ["actor.id"], name=op.f("fk_alert_seen_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("alert_id", name=op.f("uq_alert_alert_id")),
    )
    op.create_index(op.f("ix_alert_hand_over_id"), "alert", ["hand_over_id"], unique=False)
    op.create_index(op.f("ix_alert_membership_id"), "alert", ["membership_id"], unique=False)
    op.create_index(op.f("ix_alert_party_id"), "alert", ["party_id"], unique=False)
    op.create_table(
        "case_assignment",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "hand_over_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_case_assignment_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_assignment_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("fk_case_assignment_hand_over_id")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_case_assignment_membership_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_case_assignment")),
    )
    op.create_index(
        op.f("ix_case_assignment_hand_over_id"), "case_assignment", ["hand_over_id"], unique=False
    )
    op.create_index(
        op.f("ix_case_assignment_membership_id"), "case_assignment", ["membership_id"], unique=False
    )


def downgrade() -> None:
    _take_back_rights()
    _forget_newer_kinds()
    for table in APPEND_ONLY:
        append_only.release(op.get_bind(), table)
    op.drop_index(op.f("ix_case_assignment_membership_id"), table_name="case_assignment")
    op.drop_index(op.f("ix_case_assignment_hand_over_id"), table_name="case_assignment")
    op.drop_table("case_assignment")
    op.drop_index(op.f("ix_alert_party_id"), table_name="alert")
    op.drop_index(op.f("ix_alert_membership_id"), table_name="alert")
    op.drop_index(op.f("ix_alert_hand_over_id"), table_name="alert")
    op.drop_table("alert")
    op.drop_table("hand_over")
    op.drop_index(op.f("ix_consent_party_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_table("setup_step")
    op.drop_index(op.f("ix_password_reset_user_id"), table_name="password_reset")
    op.drop_table("password_reset")
    op.drop_index(op.f("ix_invitation_party_id"), table_name="invitation")
    op.drop_index(op.f("ix_invitation_by_party_id"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_table("case_subject")
    op.drop_index(op.f("ix_case_file_key"), table_name="case_file")
    op.drop_table("case_file")
    op.drop_table("outbox")
    _narrow_products()
    _narrow_accounts()
    with op.batch_alter_table("party") as batch:
        _replace_checks(batch, _HOUSEHOLD_CHECKS, {})
        for name in ("erased_at", "standing", "old_commune_code"):
            batch.drop_column(name)


def _take_back_rights() -> None:
    """The older tables know neither what a key was made for nor that a PIN opened a session."""
    key, session = (
        sa.table("api_key", sa.column("scopes", sa.String()), sa.column("revoked_at")),
        sa.table("session", sa.column("phone_id"), sa.column("ended_at")),
    )
    whole = sa.and_(*(key.c.scopes.like(f"%{word}%") for word in _SCOPES))
    revoked = sa.update(key).where(key.c.revoked_at.is_(None), ~whole)
    op.execute(revoked.values(revoked_at=sa.func.now()))
    ended = sa.update(session).where(session.c.ended_at.is_(None), session.c.phone_id.is_not(None))
    op.execute(ended.values(ended_at=sa.func.now()))


def _forget_newer_kinds() -> None:
    """Nobody would erase these values any more, and nobody would do these jobs."""
    value, job = (
        sa.table("private_value", sa.column("owner_kind")),
        sa.table("job", sa.column("kind")),
    )
    op.execute(sa.delete(value).where(value.c.owner_kind.in_(_OWNER_KINDS)))
    op.execute(sa.delete(job).where(job.c.kind.in_(_JOBS)))


def _narrow_products() -> None:
    append_only.release(op.get_bind(), "pack_format")
    with op.batch_alter_table("pack_format") as batch:
        batch.alter_column("net_amount", existing_type=sa.BigInteger(), nullable=False)
        _replace_checks(batch, _BASIS_CHECKS, {"ck_pack_format_basis_known": "basis = 'fixed_net'"})
    append_only.protect(op.get_bind(), "pack_format", _FORMAT_KEYS)
    append_only.release(op.get_bind(), "product_revision")
    op.drop_index(op.f("ix_product_revision_photo_sha256"), table_name="product_revision")
    with op.batch_alter_table("product_revision") as batch:
        batch.drop_constraint(op.f("fk_product_revision_photo_sha256"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_product_revision_one_picture"), type_="check")
        for name in ("photo_sha256", "warnings", "storage", "usage", "origin", "brand"):
            batch.drop_column(name)
    append_only.protect(op.get_bind(), "product_revision", _REVISION_KEYS)
    op.drop_index(op.f("ix_product_gtin"), table_name="product")
    with op.batch_alter_table("product") as batch:
        _replace_checks(batch, ("ck_product_gtin_state_known",), {})
        batch.create_unique_constraint(op.f("uq_product_gtin"), ["gtin"])


def _narrow_accounts() -> None:
    with op.batch_alter_table("api_key") as batch:
        for name in ("last_used_at", "scopes", "name"):
            batch.drop_column(name)
    op.drop_index(op.f("ix_session_phone_id"), table_name="session")
    with op.batch_alter_table("session") as batch:
        batch.drop_constraint(op.f("fk_session_phone_id"), type_="foreignkey")
        for name in ("password_at", "phone_id", "device"):
            batch.drop_column(name)
    op.drop_index("uq_membership_live", table_name="membership")
    with op.batch_alter_table("membership") as batch:
        batch.create_unique_constraint(
            op.f("uq_membership_user_id_party_id"), ["user_id", "party_id"]
        )
        batch.drop_column("created_at")
    op.drop_index(op.f("ix_phone_membership_id"), table_name="phone")
    op.drop_table("phone")
