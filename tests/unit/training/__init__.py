"""Training the base model, on small material."""
