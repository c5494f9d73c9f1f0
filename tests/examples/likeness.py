"""Texts that are alike."""

from dataclasses import replace

from store.checks import Case, judge_figures, judge_texts
from store.checks import judge_report as judge_case
from store.checks.beside.likeness import Alike
from tests.examples.common import LAST_YEAR, Example, judge_report
from tests.examples.sections import OVERVIEW, whole

AGAIN = OVERVIEW + "\n2025年发布信息12条，举办培训3次，更新目录45项。"
BEFORE = OVERVIEW + "\n2024年发布信息8条，举办培训2次，更新目录31项。"
OTHER = "\n".join(
    f"今年着重做好第{word}类事项的公开，并逐项答复来信，方便群众查找。" for word in "甲乙丙丁戊己庚辛"
)

EXAMPLES = {
    "like-last-year": Example(
        lambda: judge_report(whole(overview=AGAIN), whole(LAST_YEAR, overview=BEFORE)),
        lambda: judge_report(whole(overview=AGAIN), replace(whole(LAST_YEAR, overview=BEFORE), year=2023)),
    ),
    "like-earlier-year": Example(
        lambda: judge_case(
            Case(whole(overview=AGAIN), older=(replace(whole(LAST_YEAR, overview=BEFORE), year=2023),))
        ),
        lambda: judge_case(Case(whole(overview=AGAIN), older=(whole(LAST_YEAR, overview=OTHER),))),
    ),
    "same-figures-peer": Example(
        lambda: judge_figures((Alike("白河市审计局", "http://a.example/2.html", 1.0, related=False),)),
        lambda: judge_figures(()),
    ),
    "like-peer": Example(
        lambda: judge_texts((Alike("白河市审计局", "http://a.example/2.html", 0.95, related=False),)),
        lambda: judge_texts(()),
    ),
}
