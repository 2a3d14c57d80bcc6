"""getUpdates and the webhook's settings."""

import re
from urllib.parse import urlsplit

from tests.fakes.bot_api.params import Params
from tests.fakes.bot_api.refusals import Json, Refusal, bad_request, conflict
from tests.fakes.bot_api.state import Telegram, Webhook

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PORTS = frozenset({80, 88, 443, 8443})


async def get_updates(telegram: Telegram, params: Params) -> list[Json]:
    """Return updates, waiting for them up to `timeout` seconds."""
    if telegram.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first",
            provoked=False,
        )
    telegram.updates.allow(_kinds(params))
    return await telegram.updates.poll(
        params.integer("offset"), params.integer("limit", 100, 1, 100), params.integer("timeout", 0, 0)
    )


async def set_webhook(telegram: Telegram, params: Params) -> bool:
    """Let updates be sent to a URL."""
    url = params.text("url")
    if not url:
        return await delete_webhook(telegram, params)
    secret = params.text("secret_token")
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    loopback = parts.hostname in LOOPBACK
    if not (loopback and telegram.allow_loopback_webhook):
        if parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if (parts.port or 443) not in _PORTS:
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if loopback:
            raise bad_request(f"bad webhook: IP address {parts.hostname} is reserved")
    if params.boolean("drop_pending_updates"):
        telegram.updates.drop_pending()
    telegram.updates.interrupt("terminated by setWebhook request")
    telegram.updates.allow(_kinds(params))
    telegram.webhook = Webhook(url, secret, params.integer("max_connections", 40, 1, 100))
    for update in list(telegram.updates.pending):
        if telegram.updates.on_add is not None:
            telegram.updates.on_add(update)
    return True


async def delete_webhook(telegram: Telegram, params: Params) -> bool:
    """Go back to getUpdates."""
    if params.boolean("drop_pending_updates"):
        telegram.updates.drop_pending()
    telegram.webhook = Webhook()
    return True


async def get_webhook_info(telegram: Telegram, params: Params) -> Json:
    """Return the webhook's settings and its last trouble."""
    webhook = telegram.webhook
    info: Json = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.updates.pending),
    }
    if webhook.url:
        info["max_connections"] = webhook.max_connections
    if webhook.last_error_date is not None:
        info |= {"last_error_date": webhook.last_error_date, "last_error_message": webhook.last_error}
    if telegram.updates.allowed:
        info["allowed_updates"] = list(telegram.updates.allowed)
    return info


def _kinds(params: Params) -> object:
    try:
        return params.structure("allowed_updates", "allowed updates")
    except Refusal:  # the real server ignores what it can't read here
        return None
