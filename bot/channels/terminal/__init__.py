"""The same conversation in a terminal, for editors and developers."""
