"""The web chat: one page that works on an old phone."""
