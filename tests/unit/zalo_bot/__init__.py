"""The Zalo bot's pure parts."""
