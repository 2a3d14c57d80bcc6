"""The handlers around weekly tips, with an empty forecast."""

from datetime import timedelta

from bot.core.schedule import QuietHours
from bot.services.forecast import Forecast
from bot.services.subscribing import Elsewhere
from handlers.subscribe import Subscribing

ZONE = "Asia/Ho_Chi_Minh"
BOT_LINK = "https://t.me/khien_nho_bot?start=dangky"


def forecast() -> Forecast:
    """Return a forecast before anybody has been counted."""
    return Forecast(25.0, timedelta(minutes=10), QuietHours.parse("21:30-06:00"))


def subscribing(counted: Forecast | None = None) -> Subscribing:
    """Return the handlers."""
    places = Elsewhere((("telegram", BOT_LINK),), "https://khien-nho.example.vn")
    return Subscribing(counted or forecast(), ZONE, lambda: places)
