"""The hours in which portals are visited unasked: 22:00 to 06:00 in Beijing, when offices and their readers sleep."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from store.errors import OperatorError
from store.times import BEIJING

NIGHT = "22:00-06:00"


class WindowError(OperatorError):
    """Raised for a text that names no hours; the message says what does."""


@dataclass(frozen=True)
class Window:
    """The hours from `start` to `end` in Beijing; over midnight where the end is earlier. All day where both are one."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> "Window":
        """A window from a text like 22:00-06:00. Raises WindowError."""
        found = re.fullmatch(r"\s*(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)\s*", text)
        try:
            hours = [int(part) for part in found.groups()] if found else []
            return cls(time(hours[0], hours[1]), time(hours[2], hours[3]))
        except (IndexError, ValueError) as error:
            raise WindowError(
                f"{text!r} 不是时段，请写作 {NIGHT}，全天写作 00:00-00:00",
                f"{text!r} names no hours; write them like {NIGHT}, 00:00-00:00 for all day",
            ) from error

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies within it."""
        at = moment.astimezone(BEIJING).time()
        if self.start < self.end:
            return self.start <= at < self.end
        return self.start == self.end or at >= self.start or at < self.end

    def end_after(self, moment: datetime) -> datetime | None:
        """When the window that holds `moment` ends; None for all day."""
        if self.start == self.end:
            return None
        here = moment.astimezone(BEIJING)
        end = here.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        return end if end > here else end + timedelta(days=1)
