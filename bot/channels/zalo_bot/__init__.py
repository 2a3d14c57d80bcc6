"""The Zalo Bot Platform: text only. `receive` and `render` are pure; `ZaloBot` in `bot` joins the parts.

Written from what is known of the platform (2026-11): its own documentation through mirrors, and field
reports where they differ; each such place says so. Nothing here was tried with a real bot.
"""
