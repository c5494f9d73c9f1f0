"""Sums of one report."""

from tests.examples.common import FORM, SOUND, Example, judge_report, printed, raised, with_row
from tests.made.papers.printed import changed

ZEROS = dict.fromkeys(FORM.columns, 0)
EXAMPLES = {
    "request-balance": Example(
        lambda: judge_report(raised(SOUND, "requests", "received", "business")),
        lambda: judge_report(SOUND),
    ),
    "outcome-sum": Example(
        lambda: judge_report(raised(SOUND, "requests", "granted", "business")),
        lambda: judge_report(changed(SOUND, "requests", "granted", "business", None, "unread")),
    ),
    "row-total": Example(
        lambda: judge_report(raised(SOUND, "requests", "granted", "total")),
        lambda: judge_report(changed(SOUND, "requests", "granted", "total", None, "blank")),
    ),
    "review-total": Example(
        lambda: judge_report(raised(SOUND, "reviews", "reconsideration", "upheld")),
        lambda: judge_report(SOUND),
    ),
    "value-domain": Example(
        lambda: judge_report(printed("granted", "business", "-5")),
        lambda: judge_report(printed("granted", "business", "+5")),
    ),
    "wrong-column": Example(
        lambda: judge_report(
            raised(
                raised(SOUND, "requests", "granted", "business"), "requests", "granted", "natural_person", -1
            )
        ),
        lambda: judge_report(raised(SOUND, "requests", "granted", "business")),
    ),
    "split-digit": Example(
        lambda: judge_report(with_row(**ZEROS | {"natural_person": 1, "business": 2, "total": 12})),
        lambda: judge_report(with_row(**ZEROS | {"natural_person": 1, "business": 2, "total": 3})),
    ),
}
