"""The narrative against the tables. Sentences are read as the reader reads them."""

from dataclasses import replace

from crawler.reading.claims import find_claims
from store.models import Report, Section
from tests.examples.common import FORM, SOUND, Example, judge_report, value
from tests.made.papers.printed import changed

RECEIVED = value(SOUND, "requests", "received", "total")
UNPAID = ("requests", "closed_fee_unpaid", "total")
NO_NOTICE = "本年度未发出收费通知，未收取信息处理费。"


def telling(report: Report, text: str, key: str = "overview") -> Report:
    """The report with one section that says `text`, and its claims."""
    sections = (*report.sections, Section(key, key, text))
    return replace(report, sections=sections, claims=find_claims(sections, FORM, year=report.year))


EXAMPLES = {
    "narrative-figure": Example(
        lambda: judge_report(telling(SOUND, f"本年新收政府信息公开申请{RECEIVED + 1}件。")),
        lambda: judge_report(telling(SOUND, f"本年新收政府信息公开申请{RECEIVED}件。")),
    ),
    "narrative-none": Example(
        lambda: judge_report(telling(SOUND, "本年度未收到政府信息公开申请。")),
        lambda: judge_report(
            telling(
                changed(SOUND, "requests", "received", "total", 0, "zero"), "本年度未收到政府信息公开申请。"
            )
        ),
    ),
    "closed-unpaid": Example(
        lambda: judge_report(telling(changed(SOUND, *UNPAID, 2), NO_NOTICE, "other_matters")),
        lambda: judge_report(telling(changed(SOUND, *UNPAID, 0, "zero"), NO_NOTICE, "other_matters")),
    ),
    "fee-statement": Example(
        lambda: judge_report(telling(SOUND, "无其他需要报告的事项。", "other_matters")),
        lambda: judge_report(telling(SOUND, "本年度未收取信息处理费。", "other_matters")),
    ),
}
