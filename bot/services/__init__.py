"""Decisions: what a message means and what to answer."""
