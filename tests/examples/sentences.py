"""Numbers in sentences, read as the reader reads them."""

from store.models import Finding
from tests.examples.common import LAST_YEAR, SOUND, Example, judge_report
from tests.examples.narrative import telling
from tests.made.papers.printed import changed

RECEIVED = ("requests", "received", "total")
FORWARD = ("requests", "carried_forward", "total")
BEFORE = changed(LAST_YEAR, *RECEIVED, 15)
NOW = changed(SOUND, *RECEIVED, 20)
GROWN = "本年新收政府信息公开申请20件，较上年增长{}%。"
DONE = "今年的政府信息公开申请均已按期答复。"


def grown(by: str) -> list[Finding]:
    """20 requests after 15, said to be so many per cent more."""
    return judge_report(telling(NOW, GROWN.format(by)), BEFORE)


EXAMPLES = {
    "percent": Example(lambda: grown("25"), lambda: grown("33.3")),
    "part-over-whole": Example(
        lambda: judge_report(telling(SOUND, "全年主动公开信息100条，其中政策20条，动态170条。")),
        lambda: judge_report(telling(SOUND, "全年主动公开信息100条，其中政策20条，动态80条。")),
    ),
    "done-but-pending": Example(
        lambda: judge_report(telling(changed(SOUND, *FORWARD, 2), DONE)),
        lambda: judge_report(telling(changed(SOUND, *FORWARD, 0, "zero"), DONE)),
    ),
    "fee-schedule": Example(
        lambda: judge_report(telling(SOUND, "本年度收取信息处理费105元。", "other_matters")),
        lambda: judge_report(telling(SOUND, "本年度收取信息处理费300元。", "other_matters")),
    ),
}
