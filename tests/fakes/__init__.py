"""Stand-ins for the outside world, as strict as it is."""
