"""What title and signature say."""

from dataclasses import replace

from crawler.reading.around.front import parse_title
from store.models import Report
from tests.examples.common import SOUND, Example, judge_report

REST = "政府信息公开工作年度报告"


def titled(text: str, report: Report = SOUND) -> Report:
    """The report under another title, its agency as the reader takes it from there."""
    title = parse_title(text)
    assert title is not None
    return replace(report, title=text, title_agency=title.agency)


PLAIN = titled(f"白河市财政局2025年{REST}")

EXAMPLES = {
    "title-wording": Example(
        lambda: judge_report(titled("白河市财政局2025年度政务信息公开工作年度报告")),
        lambda: judge_report(titled(f"西工区行政审批和政务信息管理局2025年{REST}")),
    ),
    "title-agency": Example(
        lambda: judge_report(titled(f"公安局2025年{REST}")),
        lambda: judge_report(titled(f"示范区公安局2025年{REST}")),
    ),
    "title-year": Example(
        lambda: judge_report(replace(PLAIN, other_year=2024)),
        lambda: judge_report(PLAIN),
    ),
    "other-body": Example(
        lambda: judge_report(replace(PLAIN, title_agency="泰兴市财政局", agency="泰州市财政局")),
        lambda: judge_report(replace(PLAIN, title_agency="市财政局", agency="泰州市财政局")),
    ),
}
