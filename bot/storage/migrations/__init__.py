"""The history of the tables, applied by Alembic; a revision that was released is never edited."""
