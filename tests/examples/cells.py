"""Cells without a figure."""

from tests.examples.common import SOUND, Example, judge_report, printed
from tests.made.papers.printed import changed

EXAMPLES = {
    "blank-cells": Example(
        lambda: judge_report(changed(SOUND, "requests", "granted", "business", None, "slash")),
        lambda: judge_report(changed(SOUND, "requests", "granted", "business", None, "unread")),
    ),
    "words-in-cell": Example(
        lambda: judge_report(printed("granted", "business", "本单位未统计")),
        lambda: judge_report(changed(SOUND, "requests", "granted", "business", None, "blank")),
    ),
    "reading-doubt": Example(
        lambda: judge_report(changed(SOUND, "requests", "granted", "business", None, "unread")),
        lambda: judge_report(changed(SOUND, "requests", "granted", "business", None, "blank")),
    ),
}
