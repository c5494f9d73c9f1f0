"""Titles and sections as real reports print them: taken apart whatever happened to them, and never guessed."""

from datetime import date

import pytest

from crawler.reading.around.front import (
    find_sections,
    find_signature,
    find_title,
    parse_title,
    reports_printed,
)
from crawler.reading.blocks import Block, GridCell, Paragraph, Table
from store.form import FORMS
from tests.made.pace import within

FORM = FORMS["2021"]


def lines(*texts: str) -> list[Block]:
    return [Paragraph(text) for text in texts]


# Every variant of a title that was measured on real reports.
TITLES = {
    "太平镇人民政府2022年政府信息公开工作年度报告": ("太平镇人民政府", 2022),
    "桐乡市公安局2023年度政府信息公开工作年度报告": ("桐乡市公安局", 2023),
    "2025年深圳市福田区香蜜湖街道政府信息公开工作年度报告": ("深圳市福田区香蜜湖街道", 2025),
    "2022年度螅镇政府信息公开工作年度报告": ("螅镇", 2022),
    "武汉市公安局2024年度政府信息公开工作报告": ("武汉市公安局", 2024),
    "陈仓区贾村镇人民政府2020年度政府信息公开年度报告": ("陈仓区贾村镇人民政府", 2020),
    "衡阳市司法局政府信息公开2021年度报告": ("衡阳市司法局", 2021),
    "绿园区科技局政府信息公开工作2021年度报告": ("绿园区科技局", 2021),
    "中山市自然资源局政府信息公开工作2022年度报告": ("中山市自然资源局", 2022),
    "下湿壕镇政府2022年信息公开工作年度报告": ("下湿壕镇政府", 2022),
    "2008年张义镇人民政府信息公开工作年度报告": ("张义镇人民政府", 2008),
    "2025年度阳新县枫林镇人民政府信息公开工作年度报告": ("阳新县枫林镇人民政府", 2025),
    "驼峰路街道办事处政府信息公开工作年度报告": ("驼峰路街道办事处", None),
    "大东坝镇2021年政务公开工作年报": ("大东坝镇", 2021),
    "大东坝镇2021年政务公开年度报告": ("大东坝镇", 2021),
    "2025年政府信息公开工作年度报告": (None, 2025),
    "教育局2019年政府信息公开工作年度报告": ("教育局", 2019),
    "竹泓镇2025政府信息公开工作年度报告": ("竹泓镇", 2025),
    "竹泓镇2025年政府信息公开工作年度报": ("竹泓镇", 2025),
    "昌图县文旅广局2021年政府信息公开工作 年度报告": ("昌图县文旅广局", 2021),
    "【2019】马关县交通运输局2019年政府信息公开工作年度报告": ("马关县交通运输局", 2019),
    "建平县卫生健康局政府信息公开工作年度报告(2019年度)": ("建平县卫生健康局", 2019),
    "会宁县工业和信息化局关于2021年度政府信息公开工作年度报告": ("会宁县工业和信息化局", 2021),
    "会宁县工业和信息化局关于2021年政府信息公开工作的年度报告": ("会宁县工业和信息化局", 2021),
    "宿州市2019年政府信息公开工作年度报告（图片版）": ("宿州市", 2019),
    "上海市黄浦区2022年政府信息公开工作年度报告（超链版）": ("上海市黄浦区", 2022),
    "东西湖区公安分局2025年度政务信息公开工作年度报告": ("东西湖区公安分局", 2025),
    "2023年高新区(新市区)应急管理局政府信息公开工作年度报告": ("高新区(新市区)应急管理局", 2023),
    "北街街道2025年政府信息公开工作年度报告" * 2: ("北街街道", 2025),
    "北街街道2025年政府信息公开工作年度报告 " * 3: ("北街街道", 2025),
    "2025年度，白河市财政局政府信息公开工作年度报告": ("白河市财政局", 2025),
    "白河市财政局二〇二五年政府信息公开工作年度报告": ("白河市财政局", 2025),
    "白河市财政局2025年政府信息公开工作年度报告.docx": ("白河市财政局", 2025),
    "[白河县][已公开]白河市财政局2025年政府信息公开工作年度报告": ("白河市财政局", 2025),
    "[2026-01-19 09:11:00]白河市财政局2025年政府信息公开工作年度报告": ("白河市财政局", 2025),
    "【市本级】白河市财政局2025年政府信息公开工作年度报告": ("白河市财政局", 2025),
}


@pytest.mark.parametrize("title", TITLES)
def test_measured_title_is_taken_apart(title: str) -> None:
    found = parse_title(title)
    assert found
    assert (found.agency, found.year) == TITLES[title]


BROKEN = [
    ("白河市财政局", "2025年政府信息公开工作年度报告"),
    ("白河市财政局2025年政府信息", "公开工作年度报告"),
    ("白河市财政局2025年政府信息公开工作年度", "报告"),
    ("白河市财", "政局2025年政府信息公开工作年度报告"),
    ("白河市财政局", "2025年度", "政府信息公开工作", "年度报告"),
    ("白河市财政局政府信息公开工作年度报告", "（2025年度）"),
    ("白河市财政局", "政府信息公开工作2025年", "年度报告"),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_title_broken_over_lines_is_one(broken: tuple[str, ...]) -> None:
    title = find_title(lines("首页 > 政府信息公开年报", *broken, "一、总体情况"), None)
    assert title
    assert (title.agency, title.year) == ("白河市财政局", 2025)


def test_body_with_a_second_name_is_named_above_its_title() -> None:
    title = find_title(
        lines("白河县文化和旅游局（文物局）", "2025年政府信息公开年度报告", "一、总体情况"), None
    )
    assert title
    assert (title.agency, title.year) == ("白河县文化和旅游局(文物局)", 2025)


def test_title_printed_again_in_the_body_is_one() -> None:
    printed = "白河市财政局2025年政府信息公开工作年度报告"
    title = find_title(lines(printed, printed, "一、总体情况"), printed)
    assert title
    assert (title.agency, title.year) == ("白河市财政局", 2025)


def test_title_of_the_body_is_completed_but_not_corrected_by_the_envelope() -> None:
    heading = "白河市财政局2025年政府信息公开工作年度报告"
    short = find_title(lines("政府信息公开工作年度报告"), heading)
    assert short
    assert (short.agency, short.year) == ("白河市财政局", 2025)
    other = find_title(lines("白河市审计局2024年政府信息公开工作年度报告"), heading)
    assert other
    assert (other.agency, other.year) == ("白河市审计局", 2024)
    assert find_title(lines("科技局"), "市应急局") is None


HEADINGS = {
    "overview": ["、总体情况", "一、总体情况、", "1、 总体情况", "(一)总体情况", "一)总体情况", "总体情况", "一、总体要求",
                 "一、政府信息公开工作基本情况", "第一部分 总体情况",
                 "第一部分：工作总体情况", "一、2025年总体情况", "一、总体工作情况"],
    "proactive": ["二、行政机关主动公开政府信息情况", "二、主动公开信息情况", "第二部分 政府信息主动公开情况"],
    "on_request": ["三、收到和处理政府信息公开的申请情况", "三、政府信息公开申请收到和处理情况"],
    "review": ["四、因政府信息公开工作被申请行政复议提起行政诉讼情况", "四、行政复议、行政诉讼情况"],
    "problems": ["五、政府信息公开工作存在的主要问题及改进情况", "五、存在的主要问题和改进措施",
                 "五、存在的问题及下一步改进措施"],
    "other_matters": ["六、其它需要报告的事项", "六、其他需要报告的情况", "六、需要报告的其他事项", "第六部分 其他事项"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "heading"), [(key, text) for key, texts in HEADINGS.items() for text in texts]
)
def test_measured_heading_opens_its_section(key: str, heading: str) -> None:
    (section,) = find_sections(lines("题目", heading, "正文。"), FORM)
    assert (section.key, section.heading, section.text) == (key, heading, "正文。")


OFFICIAL = [
    f"{number}、{section.label}" for number, section in zip("一二三四五六", FORM.sections, strict=True)
]
TEXTS = [f"{heading}的正文。" for heading in OFFICIAL]
BODY = [text for pair in zip(OFFICIAL, TEXTS, strict=True) for text in pair]
CONTENTS = {
    "dot leaders": [f"{heading}……………………{page}" for page, heading in enumerate(OFFICIAL, 1)],
    "dots": [f"{heading} ........ {page}" for page, heading in enumerate(OFFICIAL, 1)],
    "plain": OFFICIAL,
    "some lines": [OFFICIAL[0] + "......1", "附件", OFFICIAL[5] + "......9"],
}


@pytest.mark.parametrize("contents", CONTENTS)
@pytest.mark.parametrize("between", [[], ["根据条例，编制本报告，包括六部分。"]])
def test_table_of_contents_takes_no_section(contents: str, between: list[str]) -> None:
    sections = find_sections(lines("目录", *CONTENTS[contents], *between, *BODY), FORM)
    assert [(section.heading, section.text) for section in sections] == list(
        zip(OFFICIAL, TEXTS, strict=True)
    )


def test_sections_without_a_text_are_no_table_of_contents() -> None:
    sections = find_sections(lines(*OFFICIAL, "无。"), FORM)
    assert [section.text for section in sections] == ["", "", "", "", "", "无。"]


def test_lead_in_and_template_text_open_no_section() -> None:
    lead = "本报告包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等六部分。"
    template = "该部分以表格形式报告。表格如下:"
    sections = find_sections(lines(lead, OFFICIAL[0], "甲。", OFFICIAL[1], template, "（一）主动公开"), FORM)
    assert [(section.key, section.text) for section in sections] == [
        ("overview", "甲。"),
        ("proactive", f"{template}\n（一）主动公开"),
    ]


RECEIVED = Table(
    ((GridCell(next(iter(FORM.requests.values())).label, 0), GridCell("3", 1)),), spans_known=True
)
OTHER = Table(((GridCell("规章", 0), GridCell("3", 1)),), spans_known=True)


def test_reports_of_a_page_are_counted_by_their_tables() -> None:
    of_2024, of_2025 = lines(
        "白河市财政局2024年政府信息公开工作年度报告", "白河市财政局2025年政府信息公开工作年度报告"
    )
    text = lines("正文。")
    two = reports_printed([of_2024, *text, RECEIVED, of_2025, *text, OTHER, RECEIVED], FORM)
    assert [title.year for title in two] == [2024, 2025]
    listed = reports_printed([of_2024, of_2025, *text, RECEIVED, RECEIVED, of_2024], FORM)
    assert [title.year for title in listed] == [2025]
    assert reports_printed([RECEIVED, of_2025, OTHER], FORM) == []


def test_hostile_titles_end_soon() -> None:
    with within(2):
        find_title(lines(*["信息公开工作2020年" * 5] * 5_000), "信息公开" * 50_000)
        find_sections(lines(*[OFFICIAL[0] + "." * 40] * 5_000), FORM)
        reports_printed(
            [*lines(*["白河市2024年政府信息公开工作年度报告"] * 5_000), *[RECEIVED] * 5_000], FORM
        )


@pytest.mark.parametrize(
    ("printed", "signed"),
    [
        (["白河市财政局", "2026年1月20日"], date(2026, 1, 20)),
        (["白河市财政局", "（2026 年 1 月 20 日）"], date(2026, 1, 20)),
        (["二〇二六年一月二十日"], date(2026, 1, 20)),
        (["教育局2026年1月9日"], date(2026, 1, 9)),
        (["日期：2026年1月20日"], date(2026, 1, 20)),
        (["打印时间2026年3月9日"], None),
        (["上一篇2026年1月3日"], None),
        (["统计期限自2025年1月1日至", "2025年12月31日"], None),
        (["更新于2026年3月9日"], None),
    ],
)
def test_signature_is_a_day_of_its_own(printed: list[str], signed: date | None) -> None:
    blocks = [Paragraph(text) for text in ("六、其他需要报告的事项", "本年度未收取信息处理费。", *printed)]
    assert find_signature(blocks)[1] == signed
