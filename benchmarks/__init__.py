"""Measurements, as ratios in one run on one machine. `make bench` prints a table and writes JSON."""
