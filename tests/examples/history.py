"""A report against what came before it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from store.checks import Case
from store.checks import judge_report as judge_case
from store.form import FORMS
from store.models import Report
from tests.examples.common import CARRIED, LAST_YEAR, SOUND, Example, judge_report, raised, value
from tests.made.papers.printed import changed, sound_report

FEES = ("disclosure", "fees", "amount_wan_yuan")
BEFORE_2020 = replace(sound_report(FORMS["2019"], seed=3), year=2019)
ITEM = ("disclosure", "licensing", "items_previous")
EXPECTED = BEFORE_2020.value(*ITEM) + BEFORE_2020.value("disclosure", "licensing", "items_change")
OF_2020 = changed(replace(sound_report(FORMS["2019"], seed=5), year=2020), *ITEM, EXPECTED)
IN_FORCE = ("disclosure", "rules", "in_force")


def in_chain(report: Report) -> Report:
    """The report with both figures in force as last year's report makes them."""
    for item in ("rules", "normative_documents"):
        before, issued, repealed = (
            value(found, "disclosure", item, measure)
            for found, measure in ((LAST_YEAR, "in_force"), (report, "issued"), (report, "repealed"))
        )
        report = changed(report, "disclosure", item, "in_force", before + issued - repealed)
    return report


CHAINED = in_chain(SOUND)

WRONG = raised(SOUND, "reviews", "reconsideration", "upheld")
DAY = date(2026, 3, 9)

EXAMPLES = {
    "republished-unchanged": Example(
        lambda: judge_case(Case(WRONG, republished=(DAY, WRONG))),
        lambda: judge_case(Case(SOUND, republished=(DAY, WRONG))),
    ),
    "carry-over": Example(
        lambda: judge_report(raised(CARRIED, "requests", "carried_over", "business"), LAST_YEAR),
        lambda: judge_report(CARRIED, LAST_YEAR),
    ),
    "report-changed": Example(
        lambda: judge_report(raised(SOUND, "disclosure", "licensing", "decisions"), None, SOUND),
        lambda: judge_report(SOUND, None, SOUND),
    ),
    "in-force-chain": Example(
        lambda: judge_report(raised(CHAINED, *IN_FORCE), LAST_YEAR),
        lambda: judge_report(raised(CHAINED, *IN_FORCE), changed(LAST_YEAR, *IN_FORCE, None, "unread")),
    ),
    "items-chain": Example(
        lambda: judge_report(raised(OF_2020, *ITEM), BEFORE_2020),
        lambda: judge_report(raised(OF_2020, *ITEM), replace(BEFORE_2020, year=2018)),
    ),
    "copied-figures": Example(
        lambda: judge_report(SOUND, replace(SOUND, year=2024)),
        lambda: judge_report(raised(SOUND, "disclosure", "penalty", "decisions"), replace(SOUND, year=2024)),
    ),
    "figure-jump": Example(
        lambda: judge_report(
            changed(SOUND, *FEES, Decimal(125_000)), changed(LAST_YEAR, *FEES, Decimal("12.5"))
        ),
        lambda: judge_report(changed(SOUND, *FEES, Decimal(13)), changed(LAST_YEAR, *FEES, Decimal("1.3"))),
    ),
    "years-between": Example(
        lambda: judge_case(Case(SOUND, latest_year=2022)),
        lambda: judge_case(Case(SOUND, previous=LAST_YEAR)),
    ),
}
