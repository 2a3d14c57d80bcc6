"""Trains the base model that comes with the program: see README.md here."""
