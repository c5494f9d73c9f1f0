"""The rules: what is wrong with a report or a filing. `judge_report` and `judge_filing` run all that apply."""

from store.checks.arithmetic import outcome_sum, request_balance, review_total, row_total, value_domain
from store.checks.blanks import blank_cells, reading_doubt, words_in_cell
from store.checks.filings import (
    Duty,
    Seen,
    Watch,
    filing_late,
    filing_missing,
    filing_status,
    filing_undated,
    filing_unverifiable,
    filing_withdrawn,
)
from store.checks.history import carry_over, report_changed
from store.checks.rules import RULES, Rule
from store.models import Filing, Finding, Report

__all__ = ["RULES", "Duty", "Rule", "Seen", "Watch", "filing_status", "judge_filing", "judge_report"]

_OF_ONE_REPORT = (
    request_balance,
    outcome_sum,
    row_total,
    review_total,
    value_domain,
    blank_cells,
    words_in_cell,
    reading_doubt,
)
_OF_ONE_FILING = (filing_missing, filing_late, filing_withdrawn, filing_undated, filing_unverifiable)


def judge_report(
    report: Report, previous: Report | None = None, earlier: Report | None = None
) -> list[Finding]:
    """All findings on one report; `previous` is last year's report, `earlier` this report's version before."""
    findings = [finding for judge in _OF_ONE_REPORT for finding in judge(report)]
    return findings + carry_over(report, previous) + report_changed(report, earlier)


def judge_filing(filing: Filing) -> list[Finding]:
    """All findings on the state of one duty."""
    return [finding for judge in _OF_ONE_FILING for finding in judge(filing)]
