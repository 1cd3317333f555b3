"""The words of time that all of this uses: local days, and milliseconds since 1970."""

import os
from datetime import date, datetime, timedelta, timezone

CATALOG = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "..", "..", "..", "catalogs", "quang-nam")
SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
ZONE_MS = 7 * HOUR
ZONE = timezone(timedelta(hours=7))


def day_start(day):
    """Local midnight of a date, in UTC milliseconds."""
    return (day - date(1970, 1, 1)).days * DAY - ZONE_MS


def local(ms):
    return datetime(1970, 1, 1, tzinfo=ZONE) + timedelta(milliseconds=ms + ZONE_MS)
