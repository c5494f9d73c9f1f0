"""Numbers in sentences: what contradicts is told, what may be right in any way is not."""

import pytest

from store.checks import Case, judge_report
from store.models import CellKey, Report
from tests.examples.common import LAST_YEAR, SOUND
from tests.examples.narrative import telling
from tests.made.papers.printed import changed

RECEIVED: CellKey = ("requests", "received", "total")
CARRIED: CellKey = ("requests", "carried_over", "total")
FORWARD: CellKey = ("requests", "carried_forward", "total")
NOW = changed(changed(SOUND, *RECEIVED, 20), *CARRIED, 4)
BEFORE = changed(changed(LAST_YEAR, *RECEIVED, 15), *CARRIED, 1)


def told(rule: str, text: str, report: Report = NOW, key: str = "overview") -> list[tuple[str, str]]:
    """(severity, verdict) of what one rule says of a section's text."""
    found = judge_report(Case(telling(report, text, key), previous=BEFORE))
    return [(finding.severity, finding.verdict) for finding in found if finding.check_id == rule]


@pytest.mark.parametrize(
    "text",
    [
        "本年新收政府信息公开申请20件，较上年增长33.3%。",
        "本年新收政府信息公开申请20件，同比增长33.33％。",
        "本年新收政府信息公开申请20件，比去年上升33%。",  # cut
        "收到政府信息公开申请24件，较上年增长50%。",  # with those carried over: 24 after 16
        "本年新收政府信息公开申请20件，较上年增长约三成。",
        "本年新收政府信息公开申请20件，较上年增长40%以上。",
        "全市新收政府信息公开申请20件，较上年增长80%。",  # another scope
        "接待来访20件，较上年增长80%。",
        "新收政府信息公开申请20件，其中自然人15件，占75%。",
        "予以公开8件，占办结总数的33.3%。全年办结24件。",
        "网站访问量较上年增长12.5%。",
        "政策解读比例达到100%，群众满意率98.6%。",
        "发布信息120条，占总数的60%。全年共发布200条。",
        "予以公开3件、部分公开5件，占申请总数的40%。",  # both together
        "受理申请20件，占全市申请量的3%。",  # a whole that the report need not print
        "公众号推送1,200条，占全部推送的48%。",
        "公开信息1.2万条，其中解读600条，占5%。",
        "公开信息近3000条，其中解读600条，占20.1%。",
        "收到申请二十件，其中自然人17件，占85%。",
    ],
)
def test_percentage_that_some_figures_give_is_not_told(text: str) -> None:
    assert told("percent", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "本年新收政府信息公开申请20件，较上年增长25%。",
        "本年新收政府信息公开申请20件，同比下降33.3%。",
        "本年新收政府信息公开申请20件（比上年增加12.5%）。",
        "新收政府信息公开申请20件，其中自然人17件，占75%。",
        "按《条例》第二十条主动公开。新收政府信息公开申请20件，其中自然人17件，占75%。",
    ],
)
def test_percentage_that_no_figures_give_is_to_be_looked_at(text: str) -> None:
    assert told("percent", text) == [("info", "uncertain")]


def test_growth_is_not_judged_without_last_years_figures() -> None:
    text = "本年新收政府信息公开申请20件，较上年增长25%。"
    blank = changed(BEFORE, *RECEIVED, None, "blank")
    for previous in (None, blank, changed(BEFORE, *RECEIVED, 0, "zero")):
        found = judge_report(Case(telling(NOW, text), previous=previous))
        assert [finding for finding in found if finding.check_id == "percent"] == []


@pytest.mark.parametrize(
    "text",
    [
        "全年发布信息100条，其中政策30条、动态70条。",
        "全年召开会议3次，发布信息100条，其中动态70条，公众号发布信息240条。",
        "收到申请20件，办结18件，其中予以公开19件。",  # of the twenty
        "发布信息100条，其中浏览量最高的5000次。",
        "累计发布信息100条，其中动态170条。",
        "办结24件，其中上年结转4件，本年新收25件。",
        "发布信息1万条，其中动态7000条。",
        "发布信息100余条，其中动态120条。",
        "梳理事项12项，其中许可3项，发布办事指南40份。",
        "其中政策20条，动态170条。",
        "发布信息100条，其中，网站80篇，微信180篇。",
        "举办培训2期，其中新任职人员参训35人次。",
        "开设专栏5个，包括二级栏目32个、三级栏目96个。",  # what holds others
        "编制目录26项，其中细化事项1254项。",
        "对照《条例》第20条，主动公开各类信息，包括规划12条、财政35条。",
        "网站公开120条、报纸公开80条，其中政策类150条。",  # of both
        "新收政府信息公开申请20件，其中予以公开22件。",  # with four carried over
        "发布信息100条，其中政策30条，视频号120条。",
        "发布信息近200条，其中动态201条。",
        "承办建议2件，其中涉及问题7件。",
    ],
)
def test_parts_that_may_be_right_are_not_told(text: str) -> None:
    assert told("part-over-whole", text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("全年发布信息100条，其中政策20条，动态170条。", ("warning", "fail")),
        ("全年发布信息382条，其中公告35条、文件80条、动态2,443条。", ("warning", "fail")),
        ("全年发布信息100条，其中政策50条，动态60条。", ("info", "uncertain")),
        (
            "公开信息共计3437条，包括：人事12条，动态1740条，公告225条，解读110条，其他1827条。",
            ("info", "uncertain"),
        ),
    ],
)
def test_parts_above_their_whole_are_told(text: str, said: tuple[str, str]) -> None:
    assert told("part-over-whole", text) == [said]


def handling(received: int, carried_over: int, pending: int) -> Report:
    """The report with so many requests in all, the rest of them handled."""
    totals = {
        "received": received, "carried_over": carried_over, "carried_forward": pending,
        "outcome_total": received + carried_over - pending,
    }  # fmt: skip
    report = NOW
    for row, total in totals.items():
        report = changed(report, "requests", row, "total", total, "number" if total else "zero")
    return report


@pytest.mark.parametrize(
    ("text", "report", "said"),
    [
        ("今年的政府信息公开申请均已按期答复。", handling(20, 4, 2), [("info", "fail")]),
        ("收到政府信息公开申请20件，已全部按期限答复办结。", handling(20, 4, 2), [("info", "fail")]),
        ("受理政府信息公开申请24件，均已按期办结。", handling(20, 4, 2), [("info", "fail")]),
        ("受理政府信息公开申请2件，都在法定期限内予以答复。", handling(2, 0, 1), [("info", "fail")]),
        ("今年的政府信息公开申请均已按期答复。", handling(20, 4, 0), []),
        ("上年结转的申请已全部办结。", handling(20, 4, 2), []),
        ("除2件尚在期限内，其余申请均已答复。", handling(20, 4, 2), []),
        ("收到申请20件，办理群众来信47件，信件均已答复。", handling(20, 4, 2), []),
        ("对到期的申请全部按期答复。", handling(20, 4, 2), []),
        ("全年办理热线工单47件，已全部办结。", handling(20, 4, 2), []),
    ],
)
def test_all_handled_beside_some_carried_forward(
    text: str, report: Report, said: list[tuple[str, str]]
) -> None:
    assert told("done-but-pending", text, report) == said


@pytest.mark.parametrize(
    "text",
    [
        "全年办理政府信息公开申请22件，均已按期办结。",  # what was handled, was
        "收到政府信息公开申请20件，均已按期答复。另有2件转下年度办理。",
        "收到政府信息公开申请20件，均已按期答复。目前2件正在办理。",
        "其中网上提交的政府信息公开申请7件，均已答复。",  # a part of them
        "规范办理流程，确保政府信息公开申请均在法定期限内答复。",
        "政府信息公开申请均按期答复，已形成台账并要求各科室照此办理。",
        "企业提出的行政许可申请均已按期办结，信息全部公开。",
        "收到救助申请24件，全部按时办结。",
    ],
)
def test_what_was_done_or_wished_is_not_held_against_what_is_pending(text: str) -> None:
    assert told("done-but-pending", text, handling(20, 4, 2)) == []


def test_all_handled_beside_a_blank_says_nothing() -> None:
    assert told("done-but-pending", "申请均已答复。", changed(NOW, *FORWARD, None, "blank")) == []


@pytest.mark.parametrize(
    ("text", "told_of"),
    [
        ("本年度收取信息处理费380元。", 0),
        ("本年度收取信息处理费105元。", 1),
        ("本年度未收取信息处理费。", 0),
        ("发出收费通知2件，总金额1,250元，实际收取800元。", 0),
        ("本年度收取信息处理费0.5万元。", 0),
        ("全省收取信息处理费105元。", 0),
    ],
)
def test_fee_is_a_multiple_of_ten_yuan(text: str, told_of: int) -> None:
    assert told("fee-schedule", text, key="other_matters") == [("info", "uncertain")] * told_of
