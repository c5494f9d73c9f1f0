"""Days that a report prints of itself."""

from dataclasses import replace
from datetime import date

from tests.examples.common import SOUND, Example, judge_report

EXAMPLES = {
    "signature-date": Example(
        lambda: judge_report(replace(SOUND, signed_on=date(2025, 1, 20))),
        lambda: judge_report(replace(SOUND, signed_on=date(2026, 1, 20))),
    ),
    "period-dates": Example(
        lambda: judge_report(replace(SOUND, period=(date(2024, 12, 1), date(2025, 11, 30)))),
        lambda: judge_report(replace(SOUND, period=(date(2025, 1, 1), date(2025, 12, 31)))),
    ),
}
