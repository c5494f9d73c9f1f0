"""What the examples of the rules are made of: a sound report, duties, and one thing wrong with them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from store.checks import Case, Duty, Seen, Watch, filing_status
from store.checks import judge_report as judge_case
from store.form import FORMS
from store.models import Filing, Finding, Report
from tests.made.papers.printed import changed, sound_report

FORM = FORMS["2021"]
SOUND = sound_report(FORM, seed=4)
NEXT_YEAR = date(2026, 3, 1)
DUTY = Duty("baihe-czj", 2025, date(2026, 1, 31), "条例第四十九条")
READ = Watch(date(2026, 2, 1), complete=True, evidence="列表3页")


def judge_report(
    report: Report, previous: Report | None = None, earlier: Report | None = None
) -> list[Finding]:
    """Findings on a report beside last year's, and beside its own version before."""
    return judge_case(Case(report, previous=previous, earlier=earlier))


def value(report: Report, *key: str) -> int:
    found = report.value(*key)
    assert isinstance(found, int)
    return found


def of_rule(findings: list[Finding], rule: str) -> list[tuple[str, str]]:
    """(verdict, location) of the findings of one rule."""
    return [(finding.verdict, finding.location) for finding in findings if finding.check_id == rule]


def filed(
    first_seen: date,
    gone: date | None = None,
    away: tuple[tuple[date, date | None], ...] = (),
    **dates: date,
) -> Seen:
    return Seen(1, first_seen, {source: frozenset({day}) for source, day in dates.items()}, gone, away)


def filing(seen: Seen | None, watch: Watch | None = READ, today: date = NEXT_YEAR) -> Filing:
    return filing_status(DUTY, seen, watch, today)


def raised(report: Report, table: str, row: str, column: str, by: int = 1) -> Report:
    """The report with one figure too high."""
    return changed(report, table, row, column, value(report, table, row, column) + by)


def printed(row: str, column: str, raw: str, table: str = "requests") -> Report:
    """A sound report with one cell that holds words instead of a figure."""
    report = changed(SOUND, table, row, column, None, "text")
    cell = replace(report.cells[table, row, column], raw=raw)
    return replace(report, cells={**report.cells, (table, row, column): cell})


LAST_YEAR = replace(sound_report(FORM, seed=9), year=2024)
CARRIED = replace(
    SOUND,
    cells={
        **SOUND.cells,
        **{
            ("requests", "carried_over", column): LAST_YEAR.cells["requests", "carried_forward", column]
            for column in FORM.columns
        },
    },
)


@dataclass(frozen=True)
class Example:
    """For one rule: what makes it fire, and a near miss at which it is silent."""

    fires: Callable[[], list[Finding]]
    silent: Callable[[], list[Finding]]


def with_row(**cells: int | str | None) -> Report:
    """A sound report whose line 予以公开 is printed so; the name of a state stands for a cell without a figure."""
    report = SOUND
    for column, content in cells.items():
        state = "number" if isinstance(content, int) else str(content)
        report = changed(
            report, "requests", "granted", column, content if isinstance(content, int) else None, state
        )
    return report
