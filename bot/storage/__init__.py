"""The only home of the database and of the content files."""
