"""Small values: cells, titles, names, dates, each read or refused; and no pattern that hostile text can hold up."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reading.around import front, header
from crawler.reading.blocks import Paragraph
from crawler.reading.words import dates
from crawler.reading.words.labels import find_row, fold, section_heading
from crawler.reading.words.titles import taken_apart
from crawler.reading.words.values import read_cell
from store.form import FORMS
from tests.made.pace import pace

FORM = FORMS["2021"]


# Cells.


@pytest.mark.parametrize(
    ("raw", "kind", "value", "state"),
    [
        ("", "count", None, "blank"),
        (" \u3000\xa0", "count", None, "blank"),
        ("\u200b", "count", None, "blank"),
        ("/", "count", None, "slash"),
        ("／", "count", None, "slash"),
        ("-", "count", None, "dash"),
        ("——", "count", None, "dash"),
        ("0", "count", 0, "zero"),
        ("００", "count", 0, "zero"),
        ("１２", "count", 12, "number"),
        ("1,234", "count", 1234, "number"),
        ("1，234", "count", 1234, "number"),
        ("12,34", "count", None, "text"),
        ("11398889", "count", 11398889, "number"),
        ("31件", "count", 31, "number"),
        ("31批次", "count", 31, "inferred"),
        ("3万件", "count", None, "text"),
        ("22（其中修订16件）", "count", 22, "inferred"),
        ("22 (含转办)", "count", 22, "inferred"),
        ("12（3）", "count", None, "text"),
        ("未统计（无3件）", "count", None, "text"),
        ("1.5万元（含罚没）", "amount", Decimal("1.5"), "inferred"),
        ("0①", "count", 0, "inferred"),
        ("4²", "count", 4, "inferred"),
        ("4 ①", "count", 4, "inferred"),
        ("4^2", "count", 4, "inferred"),
        ("①", "count", None, "text"),
        ("1②3", "count", None, "text"),
        ("+22", "count", 22, "inferred"),
        ("--253", "count", None, "text"),
        ("? 0", "count", None, "text"),
        ("-5", "count", None, "text"),
        ("3.5", "count", None, "text"),
        ("1 2", "count", 12, "inferred"),
        ("+3", "change", 3, "number"),
        ("-35", "change", -35, "number"),
        ("－35", "change", -35, "number"),
        ("−35", "change", -35, "number"),
        ("减4", "change", -4, "number"),
        ("增4", "change", 4, "number"),
        ("未增未减", "change", 0, "zero"),
        ("--253", "change", -253, "inferred"),
        ("——253", "change", -253, "inferred"),
        ("----253", "change", None, "text"),
        ("--", "change", None, "dash"),
        ("1.5", "change", None, "text"),
        ("-", "change", None, "dash"),
        ("71.8995", "amount", Decimal("71.8995"), "number"),
        ("-3", "amount", None, "text"),
        ("本单位未制作规章", "count", None, "text"),
    ],
)
def test_cell_says_what_it_prints(raw: str, kind: str, value: object, state: str) -> None:
    cell, remark = read_cell(raw, kind, "万元")
    assert (cell.value, cell.state, cell.raw) == (value, state, raw)
    assert bool(remark) == (state in ("text", "inferred"))


@settings(max_examples=300, deadline=None)
@given(raw=st.text(max_size=30), kind=st.sampled_from(["count", "change", "amount"]))
def test_any_cell_has_a_state_and_only_digits_make_a_figure(raw: str, kind: str) -> None:
    cell, _ = read_cell(raw, kind, "万元")
    assert (cell.value is None) == (cell.state not in ("number", "zero", "inferred"))
    if cell.value is not None and "未增未减" not in raw:
        assert any(character.isdecimal() for character in fold(raw))


# Titles.


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("白河市财政局2025年政府信息公开工作年度报告", "白河市财政局", 2025),
        ("白河市财政局2023年度政府信息公开工作年度报告", "白河市财政局", 2023),
        ("2025年白河市财政局政府信息公开工作年度报告", "白河市财政局", 2025),
        ("2022年度螅镇政府信息公开工作年度报告", "螅镇", 2022),
        ("白河市财政局2021年度政府信息公开工作报告", "白河市财政局", 2021),
        ("白河市财政局2021年政府信息公开年度报告", "白河市财政局", 2021),
        ("白河市财政局政府信息公开工作2021年度报告", "白河市财政局", 2021),
        ("白河市财政局政府信息公开2021年度报告", "白河市财政局", 2021),
        ("下湿壕镇政府2022年信息公开工作年度报告", "下湿壕镇政府", 2022),
        ("2008年张义镇人民政府信息公开年度报告", "张义镇人民政府", 2008),
        ("白河市财政局政府信息公开工作年度报告", "白河市财政局", None),
        ("东西湖区公安分局 2025 年度政务信息公开工作年度报告", "东西湖区公安分局", 2025),
        ("白河市财政局2021年政务公开工作年报", "白河市财政局", 2021),
        ("2025年政府信息公开工作年度报告", None, 2025),
        ("教育局2024年政府信息公开工作年度报告", "教育局", 2024),
        ("竹泓镇2025政府信息公开工作年度报告", "竹泓镇", 2025),
        ("白河市财政局2021年政府信息公开工作年度报", "白河市财政局", 2021),
        ("白河市财政局2021年政府信息公开工作 年度报告", "白河市财政局", 2021),
        ("【2019】马关县财政局政府信息公开工作年度报告", "马关县财政局", 2019),
        ("马关县财政局政府信息公开工作年度报告(2019年度)", "马关县财政局", 2019),
        ("关于2021年度政府信息公开工作年度报告", None, 2021),
        ("白河市财政局2019年政府信息公开工作年度报告（图片版）", "白河市财政局", 2019),
        ("《白河市财政局2019年政府信息公开工作年度报告》", "白河市财政局", 2019),
        ("白河市审计局２０１９年政府信息公开工作年度报告", "白河市审计局", 2019),
        ("白河市自然资源和规划局2020年政府信息公开工作年度报告", "白河市自然资源和规划局", 2020),
    ],
)  # fmt: skip
def test_title_is_taken_apart(title: str, agency: str | None, year: int | None) -> None:
    found = front.parse_title(title)
    assert found is not None
    assert (found.agency, found.year) == (agency, year)


@pytest.mark.parametrize(
    "title",
    [
        "白河市财政局政府信息公开指南",
        "白河市财政局政府信息公开制度",
        "2025年政府网站工作年度报表",
        "白河市财政局2025年法治政府建设年度报告",
        "一图读懂2025年政府信息公开工作年度报告",
        "白河市2025年政府信息公开工作年度报告图解",
        "白河市2025年政府信息公开工作年度报告解读",
        "关于做好2025年政府信息公开工作年度报告编制发布工作的通知",
        "2025年第一季度政府信息公开工作报告",
        "2025年上半年政务公开工作报告",
        "白河市财政局2025年部门预算公开报告",
        "政府信息公开工作年度报告格式",
        "白河市人民政府2025年政府工作报告",
        "2025年度绩效评价报告",
        "白河市财政局",
        "",
    ],
)
def test_lookalike_is_no_title(title: str) -> None:
    assert front.parse_title(title) is None


@pytest.mark.parametrize(
    ("name", "says_which"),
    [
        ("白河市财政局", True), ("国家税务总局", True), ("财政部", True), ("公安局", False), ("市教育局", False),
        ("区审计局", False), ("县退役军人事务局", False), ("市人民政府办公室", False), ("", False), (None, False),
    ],
)  # fmt: skip
def test_name_says_which_agency_or_not(name: str | None, says_which: bool) -> None:
    assert front.names_an_agency(name) is says_which


# Dates.


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年1月22日", date(2026, 1, 22)),
        ("2026 年 1 月 22 日", date(2026, 1, 22)),
        ("2026-01-22", date(2026, 1, 22)),
        ("2026/1/22 10:01", date(2026, 1, 22)),
        ("2026.01.22", date(2026, 1, 22)),
        ("二〇二六年一月二十二日", date(2026, 1, 22)),
        ("二○二六年十二月三十一日", date(2026, 12, 31)),
        ("二零二六年十月十日", date(2026, 10, 10)),
        ("二〇二六年一月三十日", date(2026, 1, 30)),
        ("二〇二六年十一月二十日", date(2026, 11, 20)),
        ("２０２６年１月２２日", date(2026, 1, 22)),
        ("2026年2月30日", None),
        ("202111日", None),
        ("2026年1月", None),
        ("第二十条", None),
        ("", None),
    ],
)
def test_date_is_read_or_refused(text: str, day: date | None) -> None:
    assert dates.to_date(text) == day


@pytest.mark.parametrize(
    ("text", "meta", "url", "found"),
    [
        ("发布日期：2026-01-22 点击数：", {}, "", {"page": "2026-01-22"}),
        ("发布时间: 2026年1月22日", {}, "", {"page": "2026-01-22"}),
        ("来源：本站 时间：2026-01-22 10:01", {}, "", {"page": "2026-01-22"}),
        ("发 布 日 期：2026-01-22", {}, "", {"page": "2026-01-22"}),
        ("成文日期：2026-01-20", {}, "", {}),
        ("生成日期：2026-01-20 更新时间：2026-03-03", {}, "", {}),
        ("发布时间：", {}, "", {}),
        ("", {"pubdate": "2026-01-22 09:00"}, "", {"meta": "2026-01-22"}),
        ("", {}, "http://a.example/202601/t20260122_11.html", {"address": "2026-01-22"}),
        ("", {}, "http://a.example/art/2026/1/22/art_1_2.html", {"address": "2026-01-22"}),
        ("", {}, "http://a.example/gknb/t19700101_11.html", {}),
        ("", {}, "http://a.example/202601/t19700101_11.html", {"id": "2026-01-31"}),
        ("", {}, "http://a.example/gknb/1752504210521403394.html", {"id": "2024-01-31"}),
    ],
)
def test_date_of_publication_names_its_source(
    text: str, meta: dict[str, str], url: str, found: dict[str, str]
) -> None:
    by_source = header.find_published(text, meta, url, None)
    assert {source: day.isoformat() for source, day in by_source.items()} == found
    listed = header.find_published(text, meta, url, date(2026, 1, 23))
    assert listed["list"] == date(2026, 1, 23)


def paragraphs(*lines: str) -> list[Paragraph]:
    return [Paragraph(line) for line in lines]


def test_signature_is_the_last_line_with_a_date_and_the_agency_above() -> None:
    assert front.find_signature(paragraphs("正文", "白河市财政局", "2026年1月22日")) == (
        "白河市财政局",
        date(2026, 1, 22),
    )
    assert front.find_signature(paragraphs("正文很长。", "二〇二六年一月二十二日")) == (
        None,
        date(2026, 1, 22),
    )
    assert front.find_signature(paragraphs("正文到2026年1月22日为止已经全部完成。")) == (None, None)
    assert front.find_signature(paragraphs("白河市财政局", "2026年1月2")) == (None, None)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("本报告统计期限自2025年1月1日起至2025年12月31日止。", 2025),
        ("所列数据的统计期限为2025 年1 月1 日到12 月31 日", 2025),
        ("2025年1月1日—2025年12月31日", 2025),
        ("2010年1月1日至2009年12月31日", None),
        ("202111日至20211231日", None),
    ],
)
def test_period_gives_the_year_or_nothing(text: str, year: int | None) -> None:
    assert front.find_period(paragraphs(text)) == year


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("所列数据的统计期限为2025年1月1日到12月31日。", (date(2025, 1, 1), date(2025, 12, 31))),
        ("统计期限自2024年12月1日至2025年11月30日。", (date(2024, 12, 1), date(2025, 11, 30))),
        ("本报告公示时间为2025年1月20日至2025年2月20日。", None),
        ("财政数据公开时间为2025年3月1日至2025年3月20日。", None),
        ("政务新媒体数据统计时间为2025年1月1日至2025年11月30日。", None),
        ("年度报告公布期限为2025年1月1日至1月31日。", None),
    ],
)
def test_days_of_something_else_are_no_period(text: str, days: tuple[date, date] | None) -> None:
    assert front.find_days(paragraphs(text), 2025) == days


HOSTILE_TEXT = {
    "han": "中" * 100_000,
    "keyword": "信息公开" * 25_000,
    "report": "公开报告(" * 20_000,
    "years": "2020" * 25_000,
    "year_words": "20年" * 33_000,
    "period": "2020年1月1日" * 11_000,
    "period_word": "统计期限" * 25_000,
    "periods": "统计期限2020年1月1日至3月1日" * 5_000,
    "spaces": "发布日期" + " " * 100_000,
    "spaced_han": "中 " * 50_000,
    "numerals": "1." * 50_000,
    "chinese_numerals": "(一)" * 33_000,
    "digits": "1" * 100_000,
    "dashes": "-" * 100_000,
    "spaced_digit": "1" + " " * 100_000,
    "line_as_long_as_a_title": "信息公开" * 240,
    "brackets_as_long_as_a_title": "公开报告(" * 190,
    "title_as_long_as_allowed": "信息公开工作2020年" * 8,
}
PATTERNS: dict[str, Callable[[str], object]] = {
    "parse_title": front.parse_title,
    "may_be_report": front.may_be_report,
    "names_an_agency": front.names_an_agency,
    "to_date": dates.to_date,
    "find_title": lambda text: front.find_title(paragraphs(text), text),
    "find_signature": lambda text: front.find_signature(paragraphs(text, "2026年1月2日")),
    "find_period": lambda text: front.find_period(paragraphs(text)),
    "find_days": lambda text: front.find_days(paragraphs(text), 2025),
    "find_published": lambda text: header.find_published(
        text, {"pubdate": text}, "http://a.example/" + text, None
    ),
    "find_publisher": lambda text: header.find_publisher(text, {}),
    "section_heading": lambda text: section_heading(text, FORM),
    "fold": fold,
    "count": read_cell,
    "amount": lambda text: read_cell(text, "amount", "万元"),
    "change": lambda text: read_cell(text, "change"),
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern_ends_soon_on_hostile_text(pattern: str) -> None:
    for name, text in HOSTILE_TEXT.items():
        times = []
        for _ in range(2):  # the better of two, in time on the CPU: other processes are not its fault
            taken_apart.cache_clear()
            start = time.thread_time()
            PATTERNS[pattern](text)
            times.append(time.thread_time() - start)
        assert min(times) < 0.1 * pace(), name


@pytest.mark.parametrize(("raw", "value"), [("22^2", 22), ("1,204 ^ 1", 1204), ("7^*", 7)])
def test_raised_mark_behind_a_figure_is_no_digit_of_it(raw: str, value: int) -> None:
    cell, remark = read_cell(raw)
    assert (cell.value, cell.state) == (value, "inferred")
    assert remark


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        *(("22①^2", 22), ("22（其中修订6件）^2", 22), ("22（其中修订6件）①", 22), ("31批次²", 31)),
        *(
            ("12\u200b²", 12),
            ("3\n6①", 36),
            ("12件批次", 12),
            ("+12件", 12),
            ("+1,234", 1234),
            ("+31批次", 31),
        ),
    ],
)
def test_several_things_behind_one_figure_leave_it_inferred(raw: str, value: int) -> None:
    cell, remark = read_cell(raw)
    assert (cell.value, cell.state) == (value, "inferred")
    assert remark


def test_raised_mark_behind_a_change_is_no_digit_of_it() -> None:
    cell, _ = read_cell("-6^2", "change")
    assert (cell.value, cell.state) == (-6, "inferred")
    assert read_cell("-6^2")[0].state == "text"


@pytest.mark.parametrize("raw", ["①②", "（其中修订6件）①", "①（其中修订6件）", "12(3)①", "++12", "+件"])
def test_remarks_and_marks_without_a_figure_before_them_are_text(raw: str) -> None:
    assert read_cell(raw)[0].state == "text"


@pytest.mark.parametrize("raw", ["^2", "22^", "22^123", "2^3^4"])
def test_raised_digits_that_are_no_mark_of_a_figure_are_text(raw: str) -> None:
    assert read_cell(raw)[0].state == "text"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("政许可", "licensing"),
        ("行政罚", "penalty"),
        ("行政强", "compulsion"),
        ("行政许可（含备案）", "licensing"),
    ],
)
def test_short_label_with_one_character_lost_or_a_remark_is_known_but_not_exact(text: str, key: str) -> None:
    match = find_row(text, FORMS["2021"])
    assert match is not None
    assert (match.key, match.exact) == (key, False)


@pytest.mark.parametrize(
    "text", ["行政", "政许", "行政许可（上年）", "许可", "规章制", "行政规范性文件000", "1.属于国家秘密12"]
)
def test_what_could_be_another_line_is_no_label(text: str) -> None:
    assert find_row(text, FORMS["2021"]) is None
