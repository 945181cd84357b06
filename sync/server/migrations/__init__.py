"""Alembic migrations of the office's database: every step from empty to now. Run when the office starts."""
