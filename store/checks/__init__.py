"""The rules: what is wrong with a report, a filing or a visit. Their contract is declared in contract/*.toml."""

from store.checks import arithmetic, blanks, filings, history, narrative
from store.checks.case import Case
from store.checks.filings import Duty, Seen, Watch, filing_status
from store.checks.rules import RULES, Rule, judge, require_functions
from store.models import Filing, Finding

__all__ = ["RULES", "Case", "Duty", "Rule", "Seen", "Watch", "filing_status", "judge_filing", "judge_report"]

FAMILIES = (arithmetic, blanks, history, narrative, filings)
require_functions()


def judge_report(case: Case, only: str | None = None) -> list[Finding]:
    """All findings on one report, or those of `only` one rule."""
    return judge("report", case, only=only)


def judge_filing(filing: Filing, only: str | None = None) -> list[Finding]:
    """All findings on the state of one duty, or those of `only` one rule."""
    return judge("filing", filing, only=only)
