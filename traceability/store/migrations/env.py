"""Alembic's environment: it only ever runs on a connection that ``store/migrate.py`` hands it."""

from alembic import context

from traceability.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
