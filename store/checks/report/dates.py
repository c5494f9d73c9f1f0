"""Days that a report prints of itself: the signature's, and those of its period."""

from collections.abc import Iterator
from datetime import date

from store.checks.case import Case
from store.checks.rules import Rule, rule
from store.models import Finding

_PUBLISHED = ("given", "page", "meta")  # by what the site prints beside the report


@rule("signature-date")
def signature_date(rule: Rule, case: Case) -> Iterator[Finding]:
    """Signed before the report year was over, in a year that isn't the one after it, or after the publication."""
    report, signed = case.report, case.report.signed_on
    if signed is None or report.year is None or report.other_year is not None or case.form is None:
        return
    published = next((report.published[source] for source in _PUBLISHED if source in report.published), None)
    if signed <= date(report.year, 12, 31):
        words, expected = f"落款日期{signed}在{report.year}年度结束之前", f"{report.year + 1}年"
    elif signed.year != report.year + 1:
        words, expected = f"落款日期{signed}不在{report.year + 1}年", f"{report.year + 1}年"
    elif published and signed > published:
        words, expected = f"落款日期{signed}在公布日期{published}之后", f"不晚于{published}"
    else:
        return
    yield rule.finding(words, "落款", expected, signed)


@rule("period-dates")
def period_dates(rule: Rule, case: Case) -> Iterator[Finding]:
    """The statistics are of other days than 1 January to 31 December of the report year."""
    report, period = case.report, case.report.period
    if period is None or report.year is None or report.other_year is not None or case.form is None:
        return
    whole = date(report.year, 1, 1), date(report.year, 12, 31)
    if period != whole:
        message = f"统计期限写{period[0]}至{period[1]}，应为{whole[0]}至{whole[1]}"
        yield rule.finding(message, "统计期限", f"{whole[0]}至{whole[1]}", f"{period[0]}至{period[1]}")
