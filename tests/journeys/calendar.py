"""The two days of a journey. They lie ahead of the machine's clock, or the browser would drop cookies as expired."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
EVE = (datetime.now(VIETNAM) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
DAY = (EVE + timedelta(days=1)).replace(hour=7, minute=40)
EXPIRY = EVE.date() + timedelta(days=120)
