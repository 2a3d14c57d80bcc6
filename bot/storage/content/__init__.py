"""The content files: read, checked for their shape, and turned into the handbook's values."""
