"""Instants are kept as UTC text, days are Beijing days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def utc_text(instant: datetime) -> str:
    """An aware instant as 2026-01-31T18:30:00Z. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone; give an aware datetime")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def beijing_day(instant: str | datetime) -> date:
    """The day in Beijing of an instant, given as UTC text or an aware datetime."""
    if isinstance(instant, str):
        instant = datetime.fromisoformat(instant)
    return instant.astimezone(BEIJING).date()


def beijing_night(day: date, hour: int = 2, minute: int = 30) -> datetime:
    """The instant of a night's run on `day`, 02:30 in Beijing unless told otherwise."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BEIJING)
