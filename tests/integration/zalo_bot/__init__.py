"""The Zalo bot against a strict fake of its platform."""
