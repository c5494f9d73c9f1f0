"""What each night must show, reviewed by hand: nights.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from store.models import FilingStatus


@dataclass(frozen=True)
class PlannedFinding:
    """A finding that is new on a night, on a report or on a portal.

    `location` in words of the form, "" for a finding on the whole report.
    """

    check: str
    agency: str | None = None
    year: int | None = None
    location: str = ""
    portal: str | None = None


@dataclass(frozen=True)
class ExpectedNight:
    """One night: rows that each portal's column shows, the duties of `year`, and what is newly found.

    Duties of `earlier_years` are on_time on every night.
    """

    date: date
    year: int
    earlier_years: tuple[int, ...]
    rows: Mapping[str, int]  # by portal; 0: the portal could not be read
    duties: Mapping[str, FilingStatus]
    days_late: Mapping[str, int] = field(default_factory=dict)
    new: tuple[PlannedFinding, ...] = ()


def load_nights(path: Path = Path(__file__).parent / "nights.toml") -> tuple[ExpectedNight, ...]:
    """The nights in order."""
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        ExpectedNight(
            date=row["date"],
            year=declared["year"],
            earlier_years=tuple(declared["earlier_years"]),
            rows=row["rows"],
            duties=row["duties"],
            days_late=row.get("days_late", {}),
            new=tuple(PlannedFinding(**planned) for planned in row.get("new", [])),
        )
        for row in declared["night"]
    )
