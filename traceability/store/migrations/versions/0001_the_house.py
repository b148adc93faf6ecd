"""The house: parties, codes, places, products, batches, events, labels, recalls.

Danger: none; it makes new tables in an empty database.
"""

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# table: its primary key and its unique keys
APPEND_ONLY = {
    "actor": (("id",), ("code",)),
    "area_code_step": (("area_code_id", "seq"),),
    "audit_entry": (("id",),),
    "batch": (("id",), ("code",), ("gtin", "lot_code"), ("holder_id", "lot_code")),
    "event": (("seq",), ("event_id",), ("leaf_hash",)),
    "event_file": (("event_seq", "sha256"),),
    "event_subject": (("event_seq", "role", "subject"), ("subject", "chain_no")),
    "file": (("sha256",), ("storage_name",)),
    "label_key": (("key_id",),),
    "pack_format": (("product_id", "revision", "number"),),
    "place_revision": (("place_id", "number"),),
    "print_result": (("run_id", "number"),),
    "print_run": (("id",), ("code",), ("run_no",)),
    "product_revision": (("product_id", "number"),),
    "public_code": (("code",),),
    "recall": (("id",), ("code",)),
    "recall_lift": (("recall_id",),),
    "reference_value": (("id",),),
    "request_key": (("party_id", "key"),),
}


def upgrade() -> None:
    op.create_table(
        "commune",
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("vintage", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("district", sa.String(length=200), nullable=True),
        sa.Column("province", sa.String(length=200), nullable=False),
        sa.Column("south", sa.Integer(), nullable=False),
        sa.Column("west", sa.Integer(), nullable=False),
        sa.Column("north", sa.Integer(), nullable=False),
        sa.Column("east", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "vintage IN ('pre-2025-07', '2025-07')", name=op.f("ck_commune_vintage_known")
        ),
        sa.PrimaryKeyConstraint("code", "vintage", name=op.f("pk_commune")),
    )
    op.create_index(op.f("ix_commune_folded"), "commune", ["folded"], unique=False)
    op.create_table(
        "commune_succession",
        sa.Column("old_code", sa.String(length=5), nullable=False),
        sa.Column("new_code", sa.String(length=5), nullable=False),
        sa.Column("is_split", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("old_code", "new_code", name=op.f("pk_commune_succession")),
    )
    op.create_table(
        "crop",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("family", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=2), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("verb_vi", sa.String(length=200), nullable=False),
        sa.Column("verb_en", sa.String(length=200), nullable=False),
        sa.Column("lot_prefix", sa.String(length=6), nullable=False),
        sa.CheckConstraint("unit IN ('g', 'ml', 'pc')", name=op.f("ck_crop_unit_known")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_crop")),
    )
    op.create_table(
        "installation",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_installation")),
    )
    op.create_table(
        "job",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'done', 'failed')", name=op.f("ck_job_state_known")
        ),
        sa.CheckConstraint(
            "(lease_owner IS NULL) = (lease_until IS NULL)", name=op.f("ck_job_lease_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_state"), "job", ["state"], unique=False)
    op.create_index("ix_job_kind_target", "job", ["kind", "target"], unique=False)
    op.create_table(
        "label_key",
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_label_key")),
    )
    op.create_table(
        "private_value",
        sa.Column("owner_kind", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner_kind", "owner_id", "field", name=op.f("pk_private_value")),
    )
    op.create_table(
        "public_code",
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_public_code")),
    )
    op.create_table(
        "user_account",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("login", name=op.f("uq_user_account_login")),
    )
    op.create_table(
        "party",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("tenant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("commune_vintage", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'household') = (number IS NOT NULL)", name=op.f("ck_party_household_number")
        ),
        sa.CheckConstraint(
            "(kind = 'household') = (tenant_id IS NOT NULL)", name=op.f("ck_party_household_tenant")
        ),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_party_code")),
        sa.ForeignKeyConstraint(["tenant_id"], ["party.id"], name=op.f("fk_party_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("code", name=op.f("uq_party_code")),
    )
    op.create_index(op.f("ix_party_tenant_id"), "party", ["tenant_id"], unique=False)
    op.create_table(
        "reference_value",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("crop_code", sa.String(length=32), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["crop_code"], ["crop.code"], name=op.f("fk_reference_value_crop_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_value")),
    )
    op.create_index(
        op.f("ix_reference_value_crop_code"), "reference_value", ["crop_code"], unique=False
    )
    op.create_table(
        "actor",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_actor_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor")),
        sa.UniqueConstraint("code", name=op.f("uq_actor_code")),
    )
    op.create_table(
        "area_code",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("scheme", sa.String(length=32), nullable=False),
        sa.Column(
            "register_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("raw", sa.String(length=64), nullable=False),
        sa.Column("norm", sa.String(length=64), nullable=False),
        sa.Column("claim_no", sa.Integer(), nullable=False),
        sa.Column("market", sa.String(length=32), nullable=False),
        sa.Column(
            "holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "scheme IN ('vn_domestic', 'vn_export_cn', 'vn_export_other', 'packing_house', 'apiary', 'gacp_area', 'internal')",
            name=op.f("ck_area_code_scheme_known"),
        ),
        sa.CheckConstraint("claim_no >= 1", name=op.f("ck_area_code_claim_no_counts")),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_area_code_code")),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_area_code_holder_id")),
        sa.ForeignKeyConstraint(
            ["register_id"], ["party.id"], name=op.f("fk_area_code_register_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_code")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code_code")),
        sa.UniqueConstraint(
            "scheme",
            "register_id",
            "norm",
            "claim_no",
            name=op.f("uq_area_code_scheme_register_id_norm_claim_no"),
        ),
    )
    op.create_index(op.f("ix_area_code_holder_id"), "area_code", ["holder_id"], unique=False)
    op.create_index(op.f("ix_area_code_norm"), "area_code", ["norm"], unique=False)
    op.create_table(
        "authority_scope",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("commune_vintage", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "(commune_code IS NULL) = (commune_vintage IS NULL)",
            name=op.f("ck_authority_scope_commune_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["commune_code", "commune_vintage"],
            ["commune.code", "commune.vintage"],
            name=op.f("fk_authority_scope_commune_code_commune_vintage"),
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_authority_scope_party_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_scope")),
        sa.UniqueConstraint(
            "party_id",
            "commune_code",
            "commune_vintage",
            name=op.f("uq_authority_scope_party_id_commune_code_commune_vintage"),
        ),
    )
    op.create_index(
        op.f("ix_authority_scope_party_id"), "authority_scope", ["party_id"], unique=False
    )
    op.create_table(
        "file",
        sa.Column("sha256", sa.String(length=43), nullable=False),
        sa.Column("content_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("storage_name", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_file_size_positive")),
        sa.ForeignKeyConstraint(["owner_id"], ["party.id"], name=op.f("fk_file_owner_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_file_storage_name")),
    )
    op.create_table(
        "place",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column(
            "holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('orchard', 'tea_plantation', 'ancient_tea_stand', 'herb_cultivation', 'wild_collection', 'apiary', 'packing_house', 'processing_facility', 'warehouse')",
            name=op.f("ck_place_kind_known"),
        ),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_place_code")),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_place_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code", name=op.f("uq_place_code")),
    )
    op.create_index(op.f("ix_place_holder_id"), "place", ["holder_id"], unique=False)
    op.create_table(
        "product",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column(
            "holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("crop_code", sa.String(length=32), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("gtin_state", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(gtin IS NULL) = (gtin_state IS NULL)", name=op.f("ck_product_gtin_state")
        ),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_product_code")),
        sa.ForeignKeyConstraint(["crop_code"], ["crop.code"], name=op.f("fk_product_crop_code")),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_product_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
        sa.UniqueConstraint("gtin", name=op.f("uq_product_gtin")),
    )
    op.create_index(op.f("ix_product_holder_id"), "product", ["holder_id"], unique=False)
    op.create_table(
        "request_key",
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body_sha256", sa.String(length=43), nullable=False),
        sa.Column("result", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_request_key_party_id")),
        sa.PrimaryKeyConstraint("party_id", "key", name=op.f("pk_request_key")),
    )
    op.create_table(
        "api_key",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("secret_hash", sa.String(length=43), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_api_key_actor_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_api_key_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("actor_id", name=op.f("uq_api_key_actor_id")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_key_prefix")),
    )
    op.create_table(
        "area_code_crop",
        sa.Column(
            "area_code_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("crop_code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code_id"], ["area_code.id"], name=op.f("fk_area_code_crop_area_code_id")
        ),
        sa.ForeignKeyConstraint(
            ["crop_code"], ["crop.code"], name=op.f("fk_area_code_crop_crop_code")
        ),
        sa.PrimaryKeyConstraint("area_code_id", "crop_code", name=op.f("pk_area_code_crop")),
    )
    op.create_table(
        "area_code_place",
        sa.Column(
            "area_code_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on >= from_on", name=op.f("ck_area_code_place_to_after_from")
        ),
        sa.ForeignKeyConstraint(
            ["area_code_id"], ["area_code.id"], name=op.f("fk_area_code_place_area_code_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_area_code_place_place_id")
        ),
        sa.PrimaryKeyConstraint(
            "area_code_id", "place_id", "from_on", name=op.f("pk_area_code_place")
        ),
    )
    op.create_index(
        op.f("ix_area_code_place_place_id"), "area_code_place", ["place_id"], unique=False
    )
    op.create_table(
        "audit_entry",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("thing", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_audit_entry_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "event",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("disposition", sa.String(length=32), nullable=True),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offset_minutes", sa.Integer(), nullable=True),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("corrects", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("how", sa.String(length=32), nullable=True),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.Column("leaf_hash", sa.String(length=43), nullable=False),
        sa.CheckConstraint(
            "how IS NULL OR how IN ('amend', 'retract')", name=op.f("ck_event_how_known")
        ),
        sa.CheckConstraint(
            "(corrects IS NULL) = (how IS NULL)", name=op.f("ck_event_correction_whole")
        ),
        sa.CheckConstraint(
            "(occurred_at IS NULL) = (offset_minutes IS NULL)", name=op.f("ck_event_moment_whole")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_event_actor_id")),
        sa.ForeignKeyConstraint(["corrects"], ["event.seq"], name=op.f("fk_event_corrects")),
        sa.ForeignKeyConstraint(["owner_id"], ["party.id"], name=op.f("fk_event_owner_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_event_place_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sa.UniqueConstraint("event_id", name=op.f("uq_event_event_id")),
        sa.UniqueConstraint("leaf_hash", name=op.f("uq_event_leaf_hash")),
    )
    op.create_index(op.f("ix_event_owner_id"), "event", ["owner_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('manager', 'recorder', 'registrar', 'inspector', 'operator')",
            name=op.f("ck_membership_role"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_membership_actor_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_membership_party_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("actor_id", name=op.f("uq_membership_actor_id")),
        sa.UniqueConstraint("user_id", "party_id", name=op.f("uq_membership_user_id_party_id")),
    )
    op.create_table(
        "place_revision",
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("commune_vintage", sa.String(length=16), nullable=False),
        sa.Column("old_commune_code", sa.String(length=5), nullable=True),
        sa.Column("address_as_written", sa.Text(), nullable=True),
        sa.Column("area_m2", sa.BigInteger(), nullable=True),
        sa.Column("productive_m2", sa.BigInteger(), nullable=True),
        sa.Column("trees", sa.Integer(), nullable=True),
        sa.Column("colonies", sa.Integer(), nullable=True),
        sa.Column("planted_year", sa.Integer(), nullable=True),
        sa.Column("intercrop_ppm", sa.Integer(), nullable=True),
        sa.Column("yield_g", sa.BigInteger(), nullable=True),
        sa.Column(
            "yield_set_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("geometry_sha256", sa.String(length=43), nullable=True),
        sa.Column("gln", sa.String(length=13), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "area_m2 IS NULL OR area_m2 > 0", name=op.f("ck_place_revision_area_positive")
        ),
        sa.CheckConstraint(
            "colonies IS NULL OR colonies > 0", name=op.f("ck_place_revision_colonies_positive")
        ),
        sa.CheckConstraint(
            "gln IS NULL OR length(gln) = 13", name=op.f("ck_place_revision_gln_length")
        ),
        sa.CheckConstraint(
            "productive_m2 IS NULL OR (productive_m2 > 0 AND productive_m2 <= area_m2)",
            name=op.f("ck_place_revision_productive_within_area"),
        ),
        sa.CheckConstraint(
            "trees IS NULL OR trees > 0", name=op.f("ck_place_revision_trees_positive")
        ),
        sa.ForeignKeyConstraint(
            ["commune_code", "commune_vintage"],
            ["commune.code", "commune.vintage"],
            name=op.f("fk_place_revision_commune_code_commune_vintage"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_revision_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["yield_set_by"], ["actor.id"], name=op.f("fk_place_revision_yield_set_by")
        ),
        sa.PrimaryKeyConstraint("place_id", "number", name=op.f("pk_place_revision")),
    )
    op.create_table(
        "product_revision",
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("picture", sa.String(length=32), nullable=True),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("ingredients", sa.Text(), nullable=True),
        sa.Column("standard", sa.String(length=200), nullable=True),
        sa.Column("content_sha256", sa.String(length=43), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "shelf_life_days IS NULL OR shelf_life_days > 0",
            name=op.f("ck_product_revision_shelf_life"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_revision_product_id")
        ),
        sa.PrimaryKeyConstraint("product_id", "number", name=op.f("pk_product_revision")),
    )
    op.create_table(
        "area_code_step",
        sa.Column(
            "area_code_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("decision_no", sa.String(length=64), nullable=True),
        sa.Column("authority", sa.String(length=200), nullable=True),
        sa.Column(
            "event_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= effective_on",
            name=op.f("ck_area_code_step_valid_after"),
        ),
        sa.ForeignKeyConstraint(
            ["area_code_id"], ["area_code.id"], name=op.f("fk_area_code_step_area_code_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_area_code_step_event_seq")
        ),
        sa.PrimaryKeyConstraint("area_code_id", "seq", name=op.f("pk_area_code_step")),
    )
    op.create_index(
        op.f("ix_area_code_step_event_seq"), "area_code_step", ["event_seq"], unique=False
    )
    op.create_table(
        "batch",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column(
            "holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("crop_code", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=2), nullable=False),
        sa.Column("lot_code", sa.String(length=20), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "area_code_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "household_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("product_revision", sa.Integer(), nullable=True),
        sa.Column("pack_format", sa.Integer(), nullable=True),
        sa.Column(
            "event_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(stage = 'packed') = (product_id IS NOT NULL)", name=op.f("ck_batch_packed_product")
        ),
        sa.CheckConstraint(
            "stage <> 'harvest' OR place_id IS NOT NULL", name=op.f("ck_batch_harvest_place")
        ),
        sa.CheckConstraint(
            "stage IN ('harvest', 'received', 'processed', 'packed')", name=op.f("ck_batch_stage")
        ),
        sa.CheckConstraint("unit IN ('g', 'ml', 'pc')", name=op.f("ck_batch_unit_known")),
        sa.CheckConstraint(
            "(product_id IS NULL) = (product_revision IS NULL)",
            name=op.f("ck_batch_product_revision_whole"),
        ),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on > made_on", name=op.f("ck_batch_expires_later")
        ),
        sa.ForeignKeyConstraint(
            ["area_code_id"], ["area_code.id"], name=op.f("fk_batch_area_code_id")
        ),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_batch_code")),
        sa.ForeignKeyConstraint(["crop_code"], ["crop.code"], name=op.f("fk_batch_crop_code")),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_batch_event_seq")),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_batch_holder_id")),
        sa.ForeignKeyConstraint(["household_id"], ["party.id"], name=op.f("fk_batch_household_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_batch_place_id")),
        sa.ForeignKeyConstraint(
            ["product_id", "product_revision"],
            ["product_revision.product_id", "product_revision.number"],
            name=op.f("fk_batch_product_id_product_revision"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("code", name=op.f("uq_batch_code")),
        sa.UniqueConstraint("gtin", "lot_code", name=op.f("uq_batch_gtin_lot_code")),
        sa.UniqueConstraint("holder_id", "lot_code", name=op.f("uq_batch_holder_id_lot_code")),
    )
    op.create_index(op.f("ix_batch_event_seq"), "batch", ["event_seq"], unique=False)
    op.create_index(
        "ix_batch_area_code_id_made_on_id", "batch", ["area_code_id", "made_on", "id"], unique=False
    )
    op.create_index(
        "ix_batch_holder_id_made_on_id", "batch", ["holder_id", "made_on", "id"], unique=False
    )
    op.create_table(
        "event_file",
        sa.Column(
            "event_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sha256", sa.String(length=43), nullable=False),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_event_file_event_seq")),
        sa.ForeignKeyConstraint(["sha256"], ["file.sha256"], name=op.f("fk_event_file_sha256")),
        sa.PrimaryKeyConstraint("event_seq", "sha256", name=op.f("pk_event_file")),
    )
    op.create_table(
        "event_subject",
        sa.Column(
            "event_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=13), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=2), nullable=True),
        sa.Column("chain_no", sa.Integer(), nullable=False),
        sa.Column("prev_leaf_hash", sa.String(length=43), nullable=True),
        sa.CheckConstraint(
            "role IN ('in', 'out', 'child', 'parent', 'ref')",
            name=op.f("ck_event_subject_role_known"),
        ),
        sa.CheckConstraint(
            "(amount IS NULL) = (unit IS NULL)", name=op.f("ck_event_subject_amount_unit")
        ),
        sa.CheckConstraint(
            "(chain_no = 1) = (prev_leaf_hash IS NULL)",
            name=op.f("ck_event_subject_first_has_no_prev"),
        ),
        sa.CheckConstraint(
            "amount IS NULL OR amount > 0", name=op.f("ck_event_subject_amount_positive")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_event_subject_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["subject"], ["public_code.code"], name=op.f("fk_event_subject_subject")
        ),
        sa.PrimaryKeyConstraint("event_seq", "role", "subject", name=op.f("pk_event_subject")),
        sa.UniqueConstraint("subject", "chain_no", name=op.f("uq_event_subject_subject_chain_no")),
    )
    op.create_table(
        "pack_format",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("net_amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("basis = 'fixed_net'", name=op.f("ck_pack_format_basis_known")),
        sa.CheckConstraint("net_amount > 0", name=op.f("ck_pack_format_net_positive")),
        sa.ForeignKeyConstraint(
            ["product_id", "revision"],
            ["product_revision.product_id", "product_revision.number"],
            name=op.f("fk_pack_format_product_id_revision"),
        ),
        sa.PrimaryKeyConstraint("product_id", "revision", "number", name=op.f("pk_pack_format")),
    )
    op.create_table(
        "recall",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column(
            "event_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('hold', 'recall')", name=op.f("ck_recall_kind_known")),
        sa.CheckConstraint(
            "reason IN ('over_ceiling', 'code_not_active', 'recorded_after_suspension', 'variety_not_granted', 'inside_phi', 'conflict_open', 'ordered')",
            name=op.f("ck_recall_reason_known"),
        ),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_recall_code")),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_recall_event_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sa.UniqueConstraint("code", name=op.f("uq_recall_code")),
    )
    op.create_index(op.f("ix_recall_event_seq"), "recall", ["event_seq"], unique=False)
    op.create_table(
        "session",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=43), nullable=False),
        sa.Column(
            "membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > created_at", name=op.f("ck_session_ends_later")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_session_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    op.create_index(op.f("ix_session_membership_id"), "session", ["membership_id"], unique=False)
    op.create_table(
        "batch_edge",
        sa.Column(
            "parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("child_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "event_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_batch_edge_amount_positive")),
        sa.CheckConstraint("parent_id <> child_id", name=op.f("ck_batch_edge_no_self")),
        sa.ForeignKeyConstraint(["child_id"], ["batch.id"], name=op.f("fk_batch_edge_child_id")),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_batch_edge_event_seq")),
        sa.ForeignKeyConstraint(["parent_id"], ["batch.id"], name=op.f("fk_batch_edge_parent_id")),
        sa.PrimaryKeyConstraint("parent_id", "child_id", "event_seq", name=op.f("pk_batch_edge")),
    )
    op.create_index(op.f("ix_batch_edge_event_seq"), "batch_edge", ["event_seq"], unique=False)
    op.create_index(
        "ix_batch_edge_child_id_parent_id", "batch_edge", ["child_id", "parent_id"], unique=False
    )
    op.create_table(
        "batch_origin",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "area_code_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("ppm", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ppm > 0 AND ppm <= 1000000", name=op.f("ck_batch_origin_ppm_range")),
        sa.ForeignKeyConstraint(
            ["area_code_id"], ["area_code.id"], name=op.f("fk_batch_origin_area_code_id")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_origin_batch_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_batch_origin_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_origin")),
        sa.UniqueConstraint(
            "batch_id",
            "place_id",
            "area_code_id",
            name=op.f("uq_batch_origin_batch_id_place_id_area_code_id"),
        ),
    )
    op.create_index(
        "uq_batch_origin_outside_codes",
        "batch_origin",
        ["batch_id", "place_id"],
        unique=True,
        sqlite_where=sa.text("area_code_id IS NULL"),
        postgresql_where=sa.text("area_code_id IS NULL"),
    )
    op.create_table(
        "batch_stock",
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (on_hand = 0)", name=op.f("ck_batch_stock_closed_is_empty")
        ),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_batch_stock_state_known")),
        sa.CheckConstraint("made > 0", name=op.f("ck_batch_stock_made_positive")),
        sa.CheckConstraint(
            "on_hand >= 0 AND on_hand <= made", name=op.f("ck_batch_stock_on_hand_within_made")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_stock_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_batch_stock")),
    )
    op.create_table(
        "print_run",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("run_no", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("base_url", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column(
            "holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("design", sa.String(length=32), nullable=False),
        sa.Column("design_revision", sa.Integer(), nullable=False),
        sa.Column("stock", sa.String(length=32), nullable=False),
        sa.Column("start_position", sa.Integer(), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column(
            "event_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level IN ('item', 'carton')", name=op.f("ck_print_run_level_known")),
        sa.CheckConstraint(
            "count > 0 AND count <= 268435456", name=op.f("ck_print_run_count_range")
        ),
        sa.CheckConstraint(
            "run_no >= 0 AND run_no <= 4294967295", name=op.f("ck_print_run_run_no_range")
        ),
        sa.CheckConstraint("start_position >= 0", name=op.f("ck_print_run_start_position")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_print_run_batch_id")),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_print_run_code")),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_print_run_event_seq")),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_print_run_holder_id")),
        sa.ForeignKeyConstraint(["key_id"], ["label_key.key_id"], name=op.f("fk_print_run_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_run")),
        sa.UniqueConstraint("code", name=op.f("uq_print_run_code")),
        sa.UniqueConstraint("run_no", name=op.f("uq_print_run_run_no")),
    )
    op.create_index(op.f("ix_print_run_event_seq"), "print_run", ["event_seq"], unique=False)
    op.create_index(op.f("ix_print_run_batch_id"), "print_run", ["batch_id"], unique=False)
    op.create_index(op.f("ix_print_run_holder_id"), "print_run", ["holder_id"], unique=False)
    op.create_table(
        "recall_batch",
        sa.Column(
            "recall_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_recall_batch_batch_id")),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recall.id"], name=op.f("fk_recall_batch_recall_id")
        ),
        sa.PrimaryKeyConstraint("recall_id", "batch_id", name=op.f("pk_recall_batch")),
    )
    op.create_index(op.f("ix_recall_batch_batch_id"), "recall_batch", ["batch_id"], unique=False)
    op.create_table(
        "recall_lift",
        sa.Column(
            "recall_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "event_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_recall_lift_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recall.id"], name=op.f("fk_recall_lift_recall_id")
        ),
        sa.PrimaryKeyConstraint("recall_id", name=op.f("pk_recall_lift")),
    )
    op.create_index(op.f("ix_recall_lift_event_seq"), "recall_lift", ["event_seq"], unique=False)
    op.create_table(
        "label_range",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.CheckConstraint(
            "state IN ('ordered', 'unused', 'linked', 'dispatched', 'spoiled', 'void')",
            name=op.f("ck_label_range_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('linked', 'dispatched') OR batch_id IS NOT NULL",
            name=op.f("ck_label_range_linked_batch"),
        ),
        sa.CheckConstraint(
            "first >= 0 AND last >= first", name=op.f("ck_label_range_first_to_last")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_label_range_batch_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_label_range_holder_id")),
        sa.ForeignKeyConstraint(["run_id"], ["print_run.id"], name=op.f("fk_label_range_run_id")),
        sa.PrimaryKeyConstraint("run_id", "first", name=op.f("pk_label_range")),
    )
    op.create_index(op.f("ix_label_range_batch_id"), "label_range", ["batch_id"], unique=False)
    op.create_index(
        "ix_label_range_holder_id_state", "label_range", ["holder_id", "state"], unique=False
    )
    op.create_table(
        "print_result",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=43), nullable=False),
        sa.Column("decoded", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decoded >= 0", name=op.f("ck_print_result_decoded_counts")),
        sa.ForeignKeyConstraint(["run_id"], ["print_run.id"], name=op.f("fk_print_result_run_id")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_print_result")),
    )
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)


def downgrade() -> None:
    for table in APPEND_ONLY:
        append_only.release(op.get_bind(), table)
    op.drop_table("print_result")
    op.drop_index("ix_label_range_holder_id_state", table_name="label_range")
    op.drop_index(op.f("ix_label_range_batch_id"), table_name="label_range")
    op.drop_table("label_range")
    op.drop_index(op.f("ix_recall_lift_event_seq"), table_name="recall_lift")
    op.drop_table("recall_lift")
    op.drop_index(op.f("ix_recall_batch_batch_id"), table_name="recall_batch")
    op.drop_table("recall_batch")
    op.drop_index(op.f("ix_print_run_holder_id"), table_name="print_run")
    op.drop_index(op.f("ix_print_run_batch_id"), table_name="print_run")
    op.drop_index(op.f("ix_print_run_event_seq"), table_name="print_run")
    op.drop_table("print_run")
    op.drop_table("batch_stock")
    op.drop_index("uq_batch_origin_outside_codes", table_name="batch_origin")
    op.drop_table("batch_origin")
    op.drop_index("ix_batch_edge_child_id_parent_id", table_name="batch_edge")
    op.drop_index(op.f("ix_batch_edge_event_seq"), table_name="batch_edge")
    op.drop_table("batch_edge")
    op.drop_index(op.f("ix_session_membership_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_recall_event_seq"), table_name="recall")
    op.drop_table("recall")
    op.drop_table("pack_format")
    op.drop_table("event_subject")
    op.drop_table("event_file")
    op.drop_index("ix_batch_holder_id_made_on_id", table_name="batch")
    op.drop_index("ix_batch_area_code_id_made_on_id", table_name="batch")
    op.drop_index(op.f("ix_batch_event_seq"), table_name="batch")
    op.drop_table("batch")
    op.drop_index(op.f("ix_area_code_step_event_seq"), table_name="area_code_step")
    op.drop_table("area_code_step")
    op.drop_table("product_revision")
    op.drop_table("place_revision")
    op.drop_table("membership")
    op.drop_index(op.f("ix_event_owner_id"), table_name="event")
    op.drop_table("event")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_area_code_place_place_id"), table_name="area_code_place")
    op.drop_table("area_code_place")
    op.drop_table("area_code_crop")
    op.drop_table("api_key")
    op.drop_table("request_key")
    op.drop_index(op.f("ix_product_holder_id"), table_name="product")
    op.drop_table("product")
    op.drop_index(op.f("ix_place_holder_id"), table_name="place")
    op.drop_table("place")
    op.drop_table("file")
    op.drop_index(op.f("ix_authority_scope_party_id"), table_name="authority_scope")
    op.drop_table("authority_scope")
    op.drop_index(op.f("ix_area_code_norm"), table_name="area_code")
    op.drop_index(op.f("ix_area_code_holder_id"), table_name="area_code")
    op.drop_table("area_code")
    op.drop_table("actor")
    op.drop_index(op.f("ix_reference_value_crop_code"), table_name="reference_value")
    op.drop_table("reference_value")
    op.drop_index(op.f("ix_party_tenant_id"), table_name="party")
    op.drop_table("party")
    op.drop_table("user_account")
    op.drop_table("public_code")
    op.drop_table("private_value")
    op.drop_table("label_key")
    op.drop_index("ix_job_kind_target", table_name="job")
    op.drop_index(op.f("ix_job_state"), table_name="job")
    op.drop_table("job")
    op.drop_table("installation")
    op.drop_table("crop")
    op.drop_table("commune_succession")
    op.drop_index(op.f("ix_commune_folded"), table_name="commune")
    op.drop_table("commune")
