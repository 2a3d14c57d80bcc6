"""What the operator chooses about the Zalo Official Account."""

from dataclasses import dataclass, field

from bot.core.errors import SettingsError

API = "https://openapi.zalo.me"
OAUTH = "https://oauth.zaloapp.com"
WEBHOOK_PATH = "/zalo/oa/webhook"


@dataclass(frozen=True, slots=True)
class ZaloOaOptions:
    """The settings of `zalo_oa.*`; `public_url` is web.public_url. Raises SettingsError.

    `webhook_secret` is the OA Secret Key of the console's webhook page (one public adapter uses the app's
    secret instead). The signature begins with the app's id; `signature_id` is for the case that Zalo signs
    with the account's id, as a part of the public adapters has it.
    """

    app_id: str
    app_secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    signature_id: str | None = None
    api_base_url: str = API
    oauth_base_url: str = OAUTH
    public_url: str | None = None

    def __post_init__(self) -> None:
        """Refuse what could never work, before the first call."""
        if not self.app_id.isascii() or not self.app_id.isdigit():
            raise SettingsError(
                "The setting zalo_oa.app_id (BOT_ZALO_OA__APP_ID) must be the app's number, as "
                "developers.zalo.me shows it; in a YAML file it stands in quotes."
            )
        if not self.app_secret:
            raise SettingsError(
                "zalo_oa.app_id is set, so zalo_oa.app_secret (BOT_ZALO_OA__APP_SECRET) must be set too: "
                "the app's secret key of developers.zalo.me."
            )
        if not self.webhook_secret:
            raise SettingsError(
                "zalo_oa.app_id is set, so zalo_oa.webhook_secret (BOT_ZALO_OA__WEBHOOK_SECRET) must be set "
                "too: the OA Secret Key that the app's webhook page shows."
            )
        if self.public_url is None or not self.public_url.startswith("https://"):
            raise SettingsError(
                "zalo_oa.app_id is set, so web.public_url (BOT_WEB__PUBLIC_URL) must be the https address "
                "under which Zalo reaches this server: an Official Account has no other way to receive."
            )

    @property
    def messages_url(self) -> str:
        """Where consultation messages are posted to."""
        return f"{self.api_base_url.rstrip('/')}/v3.0/oa/message/cs"

    @property
    def token_url(self) -> str:
        """Where tokens are exchanged."""
        return f"{self.oauth_base_url.rstrip('/')}/v4/oa/access_token"

    @property
    def consent_url(self) -> str:
        """Where an administrator of the account agrees."""
        return f"{self.oauth_base_url.rstrip('/')}/v4/oa/permission"

    @property
    def signed_by(self) -> str:
        """The id that a signature begins with."""
        return self.signature_id or self.app_id
