"""The state of a duty to file."""

from dataclasses import replace
from datetime import date

from store.checks import Watch, judge_filing
from tests.examples.common import DUTY, NEXT_YEAR, Example, filed, filing

FOUND = replace(filed(date(2026, 2, 10), page=date(2026, 1, 28)), unseen_on=date(2026, 2, 9))

EXAMPLES = {
    "filing-backdated": Example(
        lambda: judge_filing(filing(FOUND)),
        lambda: judge_filing(filing(replace(FOUND, unseen_on=date(2026, 1, 30)))),
    ),
    "filing-missing": Example(
        lambda: judge_filing(filing(None)),
        lambda: judge_filing(filing(filed(NEXT_YEAR))),
    ),
    "filing-late": Example(
        lambda: judge_filing(filing(filed(NEXT_YEAR, page=date(2026, 2, 1)))),
        lambda: judge_filing(filing(filed(NEXT_YEAR, page=date(2026, 1, 31)))),
    ),
    "filing-withdrawn": Example(
        lambda: judge_filing(filing(filed(date(2026, 1, 20), gone=NEXT_YEAR))),
        lambda: judge_filing(filing(filed(date(2026, 1, 20)))),
    ),
    "filing-undated": Example(
        lambda: judge_filing(filing(filed(NEXT_YEAR))),
        lambda: judge_filing(filing(filed(DUTY.due_on))),
    ),
    "filing-unverifiable": Example(
        lambda: judge_filing(filing(None, Watch(NEXT_YEAR, complete=False, problem="第2页返回500"))),
        lambda: judge_filing(filing(None)),
    ),
    "filing-republished": Example(
        lambda: judge_filing(filing(filed(DUTY.due_on, away=((NEXT_YEAR, date(2026, 3, 20)),)))),
        lambda: judge_filing(filing(filed(DUTY.due_on, away=((NEXT_YEAR, None),)))),
    ),
}
