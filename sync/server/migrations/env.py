"""Runs the steps on the connection given by :mod:`sync.server.schema`; there is no offline mode."""

from alembic import context

from sync.server.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
