"""Form and publication."""

from dataclasses import replace
from datetime import date

from store.checks import Case
from store.checks import judge_report as judge_case
from store.form import FORMS
from store.models import CONTENT_UNREAD, Note, Report
from tests.examples.common import SOUND, Example, judge_report, raised
from tests.examples.sections import whole
from tests.made.papers.printed import changed, sound_report

OLD_FORM = whole(sound_report(FORMS["2019"]))
RECEIVED = ("requests", "received", "total")


def blank(report: Report = SOUND) -> Report:
    """The report with every cell printed blank."""
    for key in report.cells:
        report = changed(report, *key, None, "blank")
    return report


UNREAD = Report("a.html", year=2025, notes=(Note("报告内容未能读取：连接超时", state=CONTENT_UNREAD),))

MORE = Note(
    "规定格式中没有的行「本年总访问量」，原文照录",
    "disclosure",
    state="text",
    raw="本年总访问量 | 300",
    label="本年总访问量",
)

EXAMPLES = {
    "form-altered": Example(
        lambda: judge_report(replace(SOUND, notes=(MORE,))),
        lambda: judge_report(SOUND),
    ),
    "wrong-form": Example(
        lambda: judge_report(replace(OLD_FORM, year=2022)),
        lambda: judge_report(replace(OLD_FORM, year=2020)),
    ),
    "empty-form": Example(
        lambda: judge_report(blank()),
        lambda: judge_report(changed(blank(), *RECEIVED, None, "unread")),
    ),
    "published-early": Example(
        lambda: judge_report(replace(SOUND, published={"page": date(2025, 12, 19)})),
        lambda: judge_report(replace(SOUND, published={"address": date(2025, 12, 19)})),
    ),
    "copies-differ": Example(
        lambda: judge_case(Case(SOUND, twins=(raised(SOUND, *RECEIVED),))),
        lambda: judge_case(Case(SOUND, twins=(changed(SOUND, *RECEIVED, None, "blank"), SOUND))),
    ),
    "content-unread": Example(
        lambda: judge_report(UNREAD),
        lambda: judge_report(replace(UNREAD, notes=(Note("报告在附件中：报告.pdf"),))),
    ),
}
