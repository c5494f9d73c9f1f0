"""What time it is for a crawl: now, or the night that the command line named (demo, tests, catching up)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from crawler import variables
from store.times import beijing_night


@dataclass(frozen=True)
class Clock:
    """`fixed` is None for the real time."""

    fixed: datetime | None = None

    @classmethod
    def at(cls, today: date | None) -> "Clock":
        """The clock for a named day (02:30 Beijing time), or the real one."""
        return cls(beijing_night(today) if today else None)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Clock":
        """The clock that a Scrapy process was started with."""
        text = settings.get(variables.NOW)
        return cls(datetime.fromisoformat(text) if text else None)

    def now(self) -> datetime:
        """This instant, aware."""
        return self.fixed or datetime.now(UTC)
