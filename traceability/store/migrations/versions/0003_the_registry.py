"""The registry of growing areas: boundaries, stays, checks, authorisations, seasons, certificates.

Danger: adds columns to four tables without writing them anew, so the old code still runs beside it;
all other tables are new. On the way down what only the newer tables and columns hold is lost.
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

from traceability.store import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# table: its primary key and its unique keys
APPEND_ONLY = {
    "certificate_result": (("certificate_id", "revision", "number"),),
    "certificate_revision": (("certificate_id", "revision"),),
    "certificate_scope": (("certificate_id", "revision", "subject"),),
    "code_use": (("batch_id",),),
    "inspection": (("id",), ("code",), ("event_seq",)),
    "month_report": (("id",), ("party_id", "month", "number"), ("report_id",)),
}

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_gi()
    _create_season()
    _create_gi_commune()
    _create_season_use()
    _create_month_report()
    _create_place_geometry()
    _create_place_household()
    _create_place_overlap()
    _create_register_import()
    _create_step_proposal()
    _create_certificate()
    _create_code_authorization()
    _create_inspection()
    _create_register_import_row()
    _create_site_stay()
    _create_certificate_reminder()
    _create_certificate_result()
    _create_certificate_revision()
    _create_certificate_scope()
    _create_code_use()
    _widen()
    for table, keys in APPEND_ONLY.items():
        append_only.protect(op.get_bind(), table, keys)
    _fill()


def downgrade() -> None:
    _forget_newer_kinds()
    for table in APPEND_ONLY:
        append_only.release(op.get_bind(), table)
    op.drop_column("reference_value", "set_by")
    op.drop_column("place_revision", "species")
    op.drop_column("place_revision", "harvests_a_year")
    op.drop_column("place_revision", "planted_until_year")
    op.drop_column("area_code_crop", "variety")
    op.drop_column("area_code", "figures_open")
    op.drop_index("ix_code_use_authorization_id_batch_id", table_name="code_use")
    op.drop_table("code_use")
    op.drop_index(op.f("ix_certificate_scope_subject"), table_name="certificate_scope")
    op.drop_table("certificate_scope")
    op.drop_table("certificate_revision")
    op.drop_table("certificate_result")
    op.drop_table("certificate_reminder")
    op.drop_table("site_stay")
    op.drop_index(op.f("ix_register_import_row_area_code_id"), table_name="register_import_row")
    op.drop_table("register_import_row")
    op.drop_index(op.f("ix_inspection_place_id"), table_name="inspection")
    op.drop_index(op.f("ix_inspection_area_code_id"), table_name="inspection")
    op.drop_table("inspection")
    op.drop_index(op.f("ix_code_authorization_grantee_id"), table_name="code_authorization")
    op.drop_index(op.f("ix_code_authorization_area_code_id"), table_name="code_authorization")
    op.drop_table("code_authorization")
    op.drop_index(op.f("ix_certificate_holder_id"), table_name="certificate")
    op.drop_table("certificate")
    op.drop_index(op.f("ix_step_proposal_area_code_id"), table_name="step_proposal")
    op.drop_table("step_proposal")
    op.drop_index(op.f("ix_register_import_register_id"), table_name="register_import")
    op.drop_table("register_import")
    op.drop_index(op.f("ix_place_overlap_other_id"), table_name="place_overlap")
    op.drop_table("place_overlap")
    op.drop_index(op.f("ix_place_household_household_id"), table_name="place_household")
    op.drop_table("place_household")
    op.drop_index("ix_place_geometry_box", table_name="place_geometry")
    op.drop_table("place_geometry")
    op.drop_table("month_report")
    op.drop_table("season_use")
    op.drop_table("gi_commune")
    op.drop_table("season")
    op.drop_table("gi")


def _create_gi() -> None:
    op.create_table(
        "gi",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("crop_code", sa.String(length=32), nullable=True),
        sa.Column("register_no", sa.String(length=64), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["crop_code"], ["crop.code"], name=op.f("fk_gi_crop_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gi")),
        sa.UniqueConstraint("key", name=op.f("uq_gi_key")),
    )


def _create_season() -> None:
    op.create_table(
        "season",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("crop_code", sa.String(length=32), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_season_ends_later")),
        sa.ForeignKeyConstraint(["crop_code"], ["crop.code"], name=op.f("fk_season_crop_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season")),
        sa.UniqueConstraint("crop_code", "starts_on", name=op.f("uq_season_crop_code_starts_on")),
    )


def _create_gi_commune() -> None:
    op.create_table(
        "gi_commune",
        sa.Column("gi_id", _ID, nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("commune_vintage", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_code", "commune_vintage"],
            ["commune.code", "commune.vintage"],
            name=op.f("fk_gi_commune_commune_code_commune_vintage"),
        ),
        sa.ForeignKeyConstraint(["gi_id"], ["gi.id"], name=op.f("fk_gi_commune_gi_id")),
        sa.PrimaryKeyConstraint(
            "gi_id", "commune_code", "commune_vintage", name=op.f("pk_gi_commune")
        ),
    )


def _create_season_use() -> None:
    op.create_table(
        "season_use",
        sa.Column("subject_kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("season_id", _ID, nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('place', 'code', 'authorization')",
            name=op.f("ck_season_use_subject_known"),
        ),
        sa.CheckConstraint("used >= 0", name=op.f("ck_season_use_used_counts")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_season_use_season_id")),
        sa.PrimaryKeyConstraint(
            "subject_kind", "subject_id", "season_id", name=op.f("pk_season_use")
        ),
    )


def _create_month_report() -> None:
    op.create_table(
        "month_report",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("report_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", _ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=43), nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name=op.f("fk_month_report_actor_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_month_report_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_report")),
        sa.UniqueConstraint(
            "party_id", "month", "number", name=op.f("uq_month_report_party_id_month_number")
        ),
        sa.UniqueConstraint("report_id", name=op.f("uq_month_report_report_id")),
    )


def _create_place_geometry() -> None:
    op.create_table(
        "place_geometry",
        sa.Column("place_id", _ID, nullable=False),
        sa.Column("sha256", sa.String(length=43), nullable=False),
        sa.Column("geojson", sa.Text(), nullable=False),
        sa.Column("south", sa.Integer(), nullable=False),
        sa.Column("west", sa.Integer(), nullable=False),
        sa.Column("north", sa.Integer(), nullable=False),
        sa.Column("east", sa.Integer(), nullable=False),
        sa.Column("span", sa.Integer(), nullable=False),
        sa.Column("measured_m2", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.CheckConstraint(
            "source IN ('drawn', 'walked', 'typed', 'imported')",
            name=op.f("ck_place_geometry_source_known"),
        ),
        sa.CheckConstraint("measured_m2 > 0", name=op.f("ck_place_geometry_measured_positive")),
        sa.CheckConstraint(
            "south <= north AND west <= east", name=op.f("ck_place_geometry_box_in_order")
        ),
        sa.CheckConstraint("span >= 0 AND span < 31", name=op.f("ck_place_geometry_span_range")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_place_geometry_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_geometry_place_id")
        ),
        sa.PrimaryKeyConstraint("place_id", "sha256", name=op.f("pk_place_geometry")),
    )
    op.create_index(
        "ix_place_geometry_box",
        "place_geometry",
        ["current", "span", "west", "east", "south", "north"],
        unique=False,
    )


def _create_place_household() -> None:
    op.create_table(
        "place_household",
        sa.Column("place_id", _ID, nullable=False),
        sa.Column("household_id", _ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on >= from_on", name=op.f("ck_place_household_to_after_from")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["party.id"], name=op.f("fk_place_household_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_household_place_id")
        ),
        sa.PrimaryKeyConstraint(
            "place_id", "household_id", "from_on", name=op.f("pk_place_household")
        ),
    )
    op.create_index(
        op.f("ix_place_household_household_id"), "place_household", ["household_id"], unique=False
    )


def _create_place_overlap() -> None:
    op.create_table(
        "place_overlap",
        sa.Column("place_id", _ID, nullable=False),
        sa.Column("other_id", _ID, nullable=False),
        sa.Column("shared_m2", sa.BigInteger(), nullable=False),
        sa.Column("ppm", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("place_id < other_id", name=op.f("ck_place_overlap_in_order")),
        sa.CheckConstraint("ppm > 0 AND ppm <= 1000000", name=op.f("ck_place_overlap_ppm_range")),
        sa.CheckConstraint("shared_m2 > 0", name=op.f("ck_place_overlap_shared_positive")),
        sa.ForeignKeyConstraint(["other_id"], ["place.id"], name=op.f("fk_place_overlap_other_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_overlap_place_id")),
        sa.PrimaryKeyConstraint("place_id", "other_id", name=op.f("pk_place_overlap")),
    )
    op.create_index(op.f("ix_place_overlap_other_id"), "place_overlap", ["other_id"], unique=False)


def _create_register_import() -> None:
    op.create_table(
        "register_import",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("import_id", sa.String(length=36), nullable=False),
        sa.Column("register_id", _ID, nullable=False),
        sa.Column("actor_id", _ID, nullable=False),
        sa.Column("sheet_sha256", sa.String(length=43), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("skip_faulty", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'stored', 'failed', 'undone')",
            name=op.f("ck_register_import_state_known"),
        ),
        sa.CheckConstraint(
            "rows_done >= 0 AND rows_done <= rows_total",
            name=op.f("ck_register_import_done_within_total"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["actor.id"], name=op.f("fk_register_import_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["register_id"], ["party.id"], name=op.f("fk_register_import_register_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
        sa.UniqueConstraint("import_id", name=op.f("uq_register_import_import_id")),
    )
    op.create_index(
        op.f("ix_register_import_register_id"), "register_import", ["register_id"], unique=False
    )


def _create_step_proposal() -> None:
    op.create_table(
        "step_proposal",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("proposal_id", sa.String(length=36), nullable=False),
        sa.Column("area_code_id", _ID, nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("raw", sa.String(length=64), nullable=True),
        sa.Column("decision_no", sa.String(length=64), nullable=True),
        sa.Column("authority", sa.String(length=200), nullable=True),
        sa.Column("proposed_by", _ID, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", _ID, nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('taken', 'refused', 'withdrawn')",
            name=op.f("ck_step_proposal_outcome_known"),
        ),
        sa.CheckConstraint("why IN ('kin', 'member')", name=op.f("ck_step_proposal_why_known")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_step_proposal_end_is_whole")
        ),
        sa.ForeignKeyConstraint(
            ["area_code_id"], ["area_code.id"], name=op.f("fk_step_proposal_area_code_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["actor.id"], name=op.f("fk_step_proposal_closed_by")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["actor.id"], name=op.f("fk_step_proposal_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_proposal")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_step_proposal_proposal_id")),
    )
    op.create_index(
        op.f("ix_step_proposal_area_code_id"), "step_proposal", ["area_code_id"], unique=False
    )


def _create_certificate() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("holder_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("standard", sa.String(length=32), nullable=True),
        sa.Column("gi_id", _ID, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("named", sa.String(length=200), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("ocop_group", sa.String(length=32), nullable=True),
        sa.Column("sampled_on", sa.Date(), nullable=True),
        sa.Column("method", sa.String(length=200), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("file_sha256", sa.String(length=43), nullable=True),
        sa.Column("event_seq", _ID, nullable=False),
        sa.CheckConstraint(
            "(kind = 'gi') = (gi_id IS NOT NULL)", name=op.f("ck_certificate_gi_named")
        ),
        sa.CheckConstraint(
            "(kind = 'ocop') = (stars IS NOT NULL) AND (stars IS NULL OR stars BETWEEN 3 AND 5)",
            name=op.f("ck_certificate_stars_of_ocop"),
        ),
        sa.CheckConstraint(
            "(kind = 'organic') = (standard IS NOT NULL)",
            name=op.f("ck_certificate_standard_of_organic"),
        ),
        sa.CheckConstraint(
            "grade IN ('self_declared', 'documented', 'seen_by_officer', 'checked_with_issuer')",
            name=op.f("ck_certificate_grade_known"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_on IS NULL)",
            name=op.f("ck_certificate_withdrawal_is_whole"),
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_certificate_revision_counts")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_certificate_valid_in_order")
        ),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_certificate_code")),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_certificate_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["file.sha256"], name=op.f("fk_certificate_file_sha256")
        ),
        sa.ForeignKeyConstraint(["gi_id"], ["gi.id"], name=op.f("fk_certificate_gi_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["party.id"], name=op.f("fk_certificate_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
    )
    op.create_index(op.f("ix_certificate_holder_id"), "certificate", ["holder_id"], unique=False)


def _create_code_authorization() -> None:
    op.create_table(
        "code_authorization",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("area_code_id", _ID, nullable=False),
        sa.Column("grantee_id", _ID, nullable=False),
        sa.Column("crop_code", sa.String(length=32), nullable=False),
        sa.Column("market", sa.String(length=32), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_on IS NULL)",
            name=op.f("ck_code_authorization_withdrawal_is_whole"),
        ),
        sa.CheckConstraint("cap > 0", name=op.f("ck_code_authorization_cap_positive")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_code_authorization_to_after_from")),
        sa.ForeignKeyConstraint(
            ["area_code_id"], ["area_code.id"], name=op.f("fk_code_authorization_area_code_id")
        ),
        sa.ForeignKeyConstraint(
            ["code"], ["public_code.code"], name=op.f("fk_code_authorization_code")
        ),
        sa.ForeignKeyConstraint(
            ["crop_code"], ["crop.code"], name=op.f("fk_code_authorization_crop_code")
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_code_authorization_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["grantee_id"], ["party.id"], name=op.f("fk_code_authorization_grantee_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_authorization")),
        sa.UniqueConstraint("code", name=op.f("uq_code_authorization_code")),
    )
    op.create_index(
        op.f("ix_code_authorization_area_code_id"),
        "code_authorization",
        ["area_code_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_code_authorization_grantee_id"), "code_authorization", ["grantee_id"], unique=False
    )


def _create_inspection() -> None:
    op.create_table(
        "inspection",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("area_code_id", _ID, nullable=False),
        sa.Column("place_id", _ID, nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("conclusion", sa.String(length=32), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "conclusion IN ('passed', 'to_mend', 'failed')",
            name=op.f("ck_inspection_conclusion_known"),
        ),
        sa.ForeignKeyConstraint(
            ["area_code_id"], ["area_code.id"], name=op.f("fk_inspection_area_code_id")
        ),
        sa.ForeignKeyConstraint(["code"], ["public_code.code"], name=op.f("fk_inspection_code")),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_inspection_event_seq")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_inspection_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("code", name=op.f("uq_inspection_code")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_inspection_event_seq")),
    )
    op.create_index(
        op.f("ix_inspection_area_code_id"), "inspection", ["area_code_id"], unique=False
    )
    op.create_index(op.f("ix_inspection_place_id"), "inspection", ["place_id"], unique=False)


def _create_register_import_row() -> None:
    op.create_table(
        "register_import_row",
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("area_code_id", _ID, nullable=True),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'refused') = (area_code_id IS NULL)",
            name=op.f("ck_register_import_row_entered_has_code"),
        ),
        sa.CheckConstraint(
            "outcome IN ('entered', 'conflict', 'refused')",
            name=op.f("ck_register_import_row_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["area_code_id"], ["area_code.id"], name=op.f("fk_register_import_row_area_code_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["register_import.id"], name=op.f("fk_register_import_row_import_id")
        ),
        sa.PrimaryKeyConstraint("import_id", "row_no", name=op.f("pk_register_import_row")),
    )
    op.create_index(
        op.f("ix_register_import_row_area_code_id"),
        "register_import_row",
        ["area_code_id"],
        unique=False,
    )


def _create_site_stay() -> None:
    op.create_table(
        "site_stay",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("place_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("colonies", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("commune_vintage", sa.String(length=16), nullable=True),
        sa.Column("elsewhere", sa.String(length=200), nullable=True),
        sa.Column("lat", sa.Integer(), nullable=True),
        sa.Column("lon", sa.Integer(), nullable=True),
        sa.Column("nectar", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_seq", _ID, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(commune_code IS NULL) = (elsewhere IS NOT NULL)", name=op.f("ck_site_stay_somewhere")
        ),
        sa.CheckConstraint(
            "(lat IS NULL) = (lon IS NULL)", name=op.f("ck_site_stay_point_is_whole")
        ),
        sa.CheckConstraint("colonies > 0", name=op.f("ck_site_stay_colonies_positive")),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on >= from_on", name=op.f("ck_site_stay_to_after_from")
        ),
        sa.ForeignKeyConstraint(
            ["commune_code", "commune_vintage"],
            ["commune.code", "commune.vintage"],
            name=op.f("fk_site_stay_commune_code_commune_vintage"),
        ),
        sa.ForeignKeyConstraint(["event_seq"], ["event.seq"], name=op.f("fk_site_stay_event_seq")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_site_stay_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_stay")),
        sa.UniqueConstraint("place_id", "number", name=op.f("uq_site_stay_place_id_number")),
    )


def _create_certificate_reminder() -> None:
    op.create_table(
        "certificate_reminder",
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_reminder_certificate_id"),
        ),
        sa.PrimaryKeyConstraint(
            "certificate_id", "valid_to", "threshold", name=op.f("pk_certificate_reminder")
        ),
    )


def _create_certificate_result() -> None:
    op.create_table(
        "certificate_result",
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parameter", sa.String(length=200), nullable=False),
        sa.Column("highest", sa.String(length=64), nullable=True),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=True),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('within', 'above', 'not_judged')",
            name=op.f("ck_certificate_result_verdict_known"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_result_certificate_id"),
        ),
        sa.PrimaryKeyConstraint(
            "certificate_id", "revision", "number", name=op.f("pk_certificate_result")
        ),
    )


def _create_certificate_revision() -> None:
    op.create_table(
        "certificate_revision",
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(length=43), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("named", sa.String(length=200), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("ocop_group", sa.String(length=32), nullable=True),
        sa.Column("sampled_on", sa.Date(), nullable=True),
        sa.Column("method", sa.String(length=200), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("file_sha256", sa.String(length=43), nullable=True),
        sa.Column("event_seq", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_revision_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"], ["event.seq"], name=op.f("fk_certificate_revision_event_seq")
        ),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["file.sha256"], name=op.f("fk_certificate_revision_file_sha256")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "revision", name=op.f("pk_certificate_revision")),
    )


def _create_certificate_scope() -> None:
    op.create_table(
        "certificate_scope",
        sa.Column("certificate_id", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=13), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('place', 'product', 'batch')", name=op.f("ck_certificate_scope_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_scope_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject"], ["public_code.code"], name=op.f("fk_certificate_scope_subject")
        ),
        sa.PrimaryKeyConstraint(
            "certificate_id", "revision", "subject", name=op.f("pk_certificate_scope")
        ),
    )
    op.create_index(
        op.f("ix_certificate_scope_subject"), "certificate_scope", ["subject"], unique=False
    )


def _create_code_use() -> None:
    op.create_table(
        "code_use",
        sa.Column("batch_id", _ID, nullable=False),
        sa.Column("authorization_id", _ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authorization_id"],
            ["code_authorization.id"],
            name=op.f("fk_code_use_authorization_id"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_code_use_batch_id")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_code_use")),
    )
    op.create_index(
        "ix_code_use_authorization_id_batch_id",
        "code_use",
        ["authorization_id", "batch_id"],
        unique=False,
    )


def _widen() -> None:
    op.add_column(
        "area_code",
        sa.Column("figures_open", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("area_code_crop", sa.Column("variety", sa.String(length=200), nullable=True))
    op.add_column("place_revision", sa.Column("planted_until_year", sa.Integer(), nullable=True))
    op.add_column("place_revision", sa.Column("harvests_a_year", sa.Integer(), nullable=True))
    op.add_column("place_revision", sa.Column("species", sa.String(length=32), nullable=True))
    op.add_column("reference_value", sa.Column("set_by", sa.String(length=16), nullable=True))


# --- what stands already -------------------------------------------------------------------------


def _fill() -> None:
    """Fill the new tables from what was recorded before."""
    _fill_seasons()


#: When the seasons of a crop began when this revision was written, and what they are called.
_SEASONS = {
    "sanh_orange": (10, 1, "niên vụ {first}–{last}"),
    "shan_tea": (1, 1, "năm {first}"),
    "ancient_shan_tea": (1, 1, "năm {first}"),
    "mint_honey": (8, 1, "niên vụ {first}–{last}"),
    "persimmon": (1, 1, "vụ {first}"),
    "black_cardamom": (1, 1, "vụ {first}"),
    "danggui": (8, 1, "niên vụ {first}–{last}"),
    "jiaogulan": (1, 1, "năm {first}"),
    "heshouwu": (8, 1, "niên vụ {first}–{last}"),
}
_PLAIN = (1, 1, "năm {first}")
_SEASON_SOURCE = "mặc định của phần mềm, theo tháng thu hoạch; chờ cán bộ nông học xác nhận"
_VALUE = sa.table(
    "reference_value",
    sa.column("key", sa.String()),
    sa.column("crop_code", sa.String()),
    sa.column("value", sa.BigInteger()),
    sa.column("unit", sa.String()),
    sa.column("from_on", sa.Date()),
    sa.column("source", sa.Text()),
    sa.column("note", sa.Text()),
    sa.column("recorded_at", sa.DateTime(timezone=True)),
)
_SEASON = sa.table(
    "season",
    sa.column("id", _ID),
    sa.column("crop_code", sa.String()),
    sa.column("label", sa.String()),
    sa.column("starts_on", sa.Date()),
    sa.column("ends_on", sa.Date()),
)
_USE = sa.table(
    "season_use",
    sa.column("subject_kind", sa.String()),
    sa.column("subject_id", sa.BigInteger()),
    sa.column("season_id", sa.BigInteger()),
    sa.column("used", sa.BigInteger()),
)
_HARVESTS = sa.text(
    "SELECT b.place_id, b.area_code_id, b.crop_code, b.made_on, s.made"
    " FROM batch b JOIN batch_stock s ON s.batch_id = b.id WHERE b.stage = 'harvest'"
).columns(made_on=sa.Date())


def _fill_seasons() -> None:
    """The beginnings of seasons as dated values; the use of each from the harvests recorded."""
    bind = op.get_bind()
    crops = list(bind.execute(sa.text("SELECT code FROM crop ORDER BY code")).scalars())
    if crops:
        bind.execute(sa.insert(_VALUE), [_season_start(crop) for crop in crops])
    used: dict[tuple[str, dt.date], dict[tuple[str, int], int]] = {}
    for place, code, crop, day, made in bind.execute(_HARVESTS):
        sums = used.setdefault((crop, _season_of(crop, day)), {})
        for subject in (("place", place), ("code", code)):
            if subject[1] is not None:
                sums[subject] = sums.get(subject, 0) + int(made)
    for (crop, start), sums in sorted(used.items()):
        _insert_season(crop, start, sums)


def _season_start(crop: str) -> dict[str, object]:
    month, day, label = _SEASONS.get(crop, _PLAIN)
    return {
        "key": "season_start",
        "crop_code": crop,
        "value": month * 100 + day,
        "unit": "month_day",
        "from_on": dt.date(2020, 1, 1),
        "source": _SEASON_SOURCE,
        "note": label,
        "recorded_at": dt.datetime.now(dt.UTC),
    }


def _season_of(crop: str, day: dt.date) -> dt.date:
    month, first, _label = _SEASONS.get(crop, _PLAIN)
    start = dt.date(day.year, month, first)
    return start if start <= day else start.replace(year=day.year - 1)


def _insert_season(crop: str, start: dt.date, sums: dict[tuple[str, int], int]) -> None:
    bind, label = op.get_bind(), _SEASONS.get(crop, _PLAIN)[2]
    end = start.replace(year=start.year + 1) - dt.timedelta(days=1)
    called = label.replace("{first}", str(start.year)).replace("{last}", str(end.year))
    row = {"crop_code": crop, "label": called, "starts_on": start, "ends_on": end}
    bind.execute(sa.insert(_SEASON).values(row))
    wanted = sa.select(_SEASON.c.id).where(
        _SEASON.c.crop_code == crop, _SEASON.c.starts_on == start
    )
    season_id = bind.execute(wanted).scalar_one()
    for (kind, key), used in sorted(sums.items()):
        row = {"subject_kind": kind, "subject_id": key, "season_id": season_id, "used": used}
        bind.execute(sa.insert(_USE).values(row))


def _forget_newer_kinds() -> None:
    """Take away what only this revision knows: nobody would erase it, show it or do these jobs."""
    _refuse_what_was_recorded()
    value, job, alert = (
        sa.table("private_value", sa.column("owner_kind")),
        sa.table("job", sa.column("kind")),
        sa.table("alert", sa.column("kind")),
    )
    op.execute(sa.delete(value).where(value.c.owner_kind == "proposal"))
    op.execute(sa.delete(job).where(job.c.kind == "register_import"))
    op.execute(sa.delete(alert).where(alert.c.kind.in_(_ALERTS)))
    append_only.release(op.get_bind(), "reference_value")
    op.execute(sa.delete(_VALUE).where(_VALUE.c.key == "season_start"))
    append_only.protect(op.get_bind(), "reference_value", [("id",)])


_ALERTS = (
    *("authorization_given", "authorization_withdrawn", "code_lent", "code_taken_back"),
    *("code_used", "file_submitted", "file_checked", "file_returned", "file_rejected"),
    *("code_granted", "code_renewed", "code_revoked", "code_cancelled", "step_proposed"),
    *("code_claimed_twice", "code_claim_kept", "code_claim_refused", "yield_set"),
    *("boundary_overlaps", "boundary_stands", "boundary_redraw", "boundary_changed"),
    *("certificate_ending", "certificate_ended", "certificate_seen", "certificate_withdrawn"),
)
_EVENTS = (
    *("place_households", "place_document", "site_stay", "authorization_given"),
    *("authorization_withdrawn", "inspected", "figures_opened", "report_frozen"),
    *("certificate_stated", "certificate_checked", "certificate_withdrawn"),
    *("step_proposed", "proposal_closed"),
)
#: Of the record, what the older code could not read, by table and column: the words that only this
#: revision writes, or ``None`` where whatever stands there is of this revision.
_RECORDED: tuple[tuple[str, str, tuple[str, ...] | None], ...] = (
    ("event", "step", _EVENTS),
    ("area_code_step", "step", ("strike",)),
    ("case_file", "kind", ("overlap", "code_claim")),
    ("place_geometry", "source", None),
    ("place_revision", "species", None),
    ("place_revision", "harvests_a_year", None),
    ("place_revision", "planted_until_year", None),
    ("area_code_crop", "variety", None),
    # A ceiling stands in no event: its row is the record of it. So is a list that was entered.
    ("reference_value", "set_by", None),
    ("register_import", "state", ("stored", "undone")),
)


def _refuse_what_was_recorded() -> None:
    """The record is never shortened: where this revision's code has added to it, it stays."""
    found: list[str] = []
    for name, column, words in _RECORDED:
        at = sa.column(column, sa.String())
        wanted = sa.select(at, sa.func.count()).select_from(sa.table(name, at)).group_by(at)
        wanted = wanted.where(at.is_not(None) if words is None else at.in_(words)).order_by(at)
        rows = [(str(word), int(count)) for word, count in op.get_bind().execute(wanted)]
        found += [f"{name}.{column} = {word} ({count})" for word, count in rows if words]
        if words is None and rows:
            found.append(f"{name}.{column} ({sum(count for _word, count in rows)})")
    if found:
        raise RuntimeError(
            "0003 cannot be taken back: the record holds what 0002 cannot read, and nothing of the"
            f" record is deleted: {', '.join(found)}. Restore the copy from before the upgrade."
        )
