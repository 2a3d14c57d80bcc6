"""The vocabulary of the bot: plain values and ports, standard library only."""
