"""The Zalo Official Account: buttons, a webhook, and tokens that change. `ZaloOa` in `bot` joins the parts.

Written from what is known of the OpenAPI (2026-11): its own documentation through mirrors and quotes, and
public adapters where they agree; each place that rests on less says so. Nothing was tried with a real
account.
"""
