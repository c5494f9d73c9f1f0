"""Sections: what is missing is told only where the text was read."""

from dataclasses import replace
from datetime import date

import pytest

from store.checks import Case, judge_report
from store.models import Cell, Finding, Note, Report
from tests.examples.common import FORM, SOUND
from tests.examples.sections import ASPECTS, OVERVIEW, bound, whole
from tests.made.papers.printed import changed

RULES = (
    "section-missing", "section-numbering", "aspect-missing", "overview-long", "problems-empty", "template-text",
    "other-year-text",
)  # fmt: skip


def found(report: Report, *rules: str) -> list[Finding]:
    return [finding for rule in rules or RULES for finding in judge_report(Case(report), rule)]


def short(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.location, finding.severity, finding.verdict) for finding in findings]


def without_tables(report: Report) -> Report:
    """The report with all its cells unread."""
    return replace(report, cells={key: Cell("", None, "unread") for key in report.cells})


def signed(report: Report) -> Report:
    """The report with a signature: its end was read."""
    return replace(report, signed_on=date(2026, 1, 20))


def test_whole_report_and_report_without_sections_are_sound() -> None:
    assert found(whole()) == []
    assert found(SOUND) == []


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (signed(whole(other_matters=None)), [("第六部分", "warning", "fail")]),
        (
            signed(whole(problems=None, other_matters=None)),
            [("第五部分", "warning", "fail"), ("第六部分", "warning", "fail")],
        ),
        (whole(problems=None), [("第五部分", "warning", "fail")]),
        # The document may have been cut short before it.
        (whole(other_matters=None), [("第六部分", "info", "uncertain")]),
        # Only the heading is gone.
        (whole(on_request=None), [("第三部分", "info", "fail")]),
        # Perhaps a heading in other words.
        (whole(problems=None, review="五、困难和打算\n……"), [("第五部分", "info", "uncertain")]),
        (whole(problems=None, review="存在的不足\n解读不够通俗。"), [("第五部分", "info", "uncertain")]),
        (whole(overview=None), [("第一部分", "info", "uncertain")]),
        # Too little was recognised.
        (whole(overview=None, problems=None, other_matters=None), []),
    ],
)
def test_missing_section(report: Report, expected: list[tuple[str, str, str]]) -> None:
    assert short(found(report, "section-missing")) == expected


def test_section_before_renumbered_ones_is_missing() -> None:
    report = whole(overview=None)
    moved = tuple(
        replace(section, heading=f"{numeral}{section.heading[1:]}")
        for numeral, section in zip("一二三四五", report.sections, strict=True)
    )
    assert short(found(replace(report, sections=moved), "section-missing")) == [
        ("第一部分", "warning", "fail")
    ]


def test_heading_of_a_table_that_could_not_be_read_is_a_remark() -> None:
    report = without_tables(whole(on_request=None))
    assert short(found(report, "section-missing")) == [("第三部分", "warning", "fail")]
    lost = replace(
        report, notes=(Note("表格少于七列", "requests", "received", state="unread", raw="29 | 29"),)
    )
    assert short(found(lost, "section-missing")) == [("第三部分", "info", "fail")]


def test_section_after_a_table_that_was_cut_is_uncertain() -> None:
    cut = without_tables(whole(problems=None, other_matters=None))
    assert {verdict for _, _, verdict in short(found(cut, "section-missing"))} == {"uncertain"}


@pytest.mark.parametrize(
    ("heading", "fires"),
    [
        ("一、总体情况", False),
        ("### 一、总体情况", False),
        ("一.总体情况", False),
        ("、总体情况", True),
        ("总体情况", True),
        ("1、总体情况", True),
        ("三、总体情况", True),
        ("一、一、总体情况", True),
        ("（二）（一）总体情况", True),
    ],
)
def test_numbering(heading: str, fires: bool) -> None:
    first, *others = whole().sections
    report = replace(whole(), sections=(replace(first, heading=heading), *others))
    assert bool(found(report, "section-numbering")) == fires


def test_headings_without_any_numeral_may_be_numbered_by_the_format() -> None:
    bare = tuple(replace(section, heading=section.heading[2:]) for section in whole().sections)
    assert found(replace(whole(), sections=bare), "section-numbering") == []


def text_of(*aspects: str) -> str:
    return "".join(f"（{n}）{aspect}。{ASPECTS[aspect] * 4}\n" for n, aspect in enumerate(aspects, 1))


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (OVERVIEW, ""),
        (text_of("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设"), "info"),
        (text_of("主动公开", "依申请公开"), "warning"),
        (text_of("主动公开", "依申请公开") + "组织培训，更新网站，开展保密审查。", "info"),
        ("主动公开、依申请公开、信息管理、平台建设和监督保障都有新的进展。" * 5, "info"),
        ("主动公开以下内容，办理依申请公开，网站发布前严格审核，接受监督。" * 5, "info"),
        ("公开各类信息16条，未收到信息公开申请，执行“三审三校”，更新专栏，接受监督。" * 5, "info"),
        ("主动公开以下内容，办理依申请公开，取得新的成效。" * 5, "warning"),
        ("略。", ""),
    ],
)
def test_aspects(text: str, severity: str) -> None:
    findings = found(whole(overview=text), "aspect-missing")
    assert [finding.severity for finding in findings] == [severity] * bool(severity)


def test_aspects_are_not_asked_of_the_form_of_2019() -> None:
    assert found(replace(whole(overview="某工作取得新成效。" * 30), form="2019"), "aspect-missing") == []


@pytest.mark.parametrize(
    ("count", "severity"), [(1000, ""), (1001, "info"), (1500, "info"), (1501, "warning")]
)
def test_length_of_section_one(count: int, severity: str) -> None:
    text = "公" * 500 + "\n" + "开" * (count - 500)
    findings = judge_report(Case(whole(overview=text), bound("620602")), "overview-long")
    assert [(f.severity, f.actual) for f in findings] == [(severity, str(count))] * bool(severity)


@pytest.mark.parametrize(
    ("region", "year", "binds"),
    [("620600", 2025, True), ("620623", 2026, True), ("620600", 2024, False), ("620700", 2025, False), (None, 2025, False)],
)  # fmt: skip
def test_length_of_section_one_is_asked_only_where_a_rule_names_one(
    region: str | None, year: int, binds: bool
) -> None:
    report = replace(whole(overview="公" * 2000), year=year)
    findings = judge_report(Case(report, bound(region) if region else None), "overview-long")
    assert bool(findings) == binds
    assert all("武政办发〔2025〕54号" in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("无", "fail"), ("无。", "fail"), ("本单位无问题。", "fail"), ("", "uncertain"), ("工作人员业务能力有待提高。", "")],
)  # fmt: skip
def test_section_five_without_content(text: str, verdict: str) -> None:
    findings = found(whole(problems=text), "problems-empty")
    assert [finding.verdict for finding in findings] == [verdict] * bool(verdict)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("本部分以表格形式报告。", "部分以表格形式报告"),
        ("（文字描述）", "（文字描述"),
        ("20XX年，我局收到申请3件。", "20XX年"),
        ("收到申请 XX 件。", "XX件"),
        ("收到申请X件。", "X件"),
        ("现将××局情况报告如下。", "××局"),
        ("现将XX县人民政府情况报告如下。", "XX县人民政府"),
        ("网址http://www.example.gov.cn/XXGK/", ""),
        ("XX公司、××小区和7×24小时热线，××市民", ""),
        ("本办法的编写说明已公布。", ""),
    ],
)
def test_template_text(text: str, left: str) -> None:
    findings = found(whole(proactive=text), "template-text")
    assert [finding.actual for finding in findings] == [left] * bool(left)
    assert {finding.location for finding in findings} <= {"第二部分"}


def test_template_text_of_a_report_without_form_is_placed_by_its_headings() -> None:
    report = replace(whole(overview="收到申请XX件。", problems="填写说明：……"), form=None)
    places = [finding.location for finding in found(report, "template-text")]
    assert places == ["一、总体情况", "五、存在的主要问题及改进情况"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("截至2024年底，主动公开信息120条。", "fail"),
        ("截止到2024年12月31日，主动公开信息120条。", "fail"),
        ("2025年工作有进展。截至2024年底，主动公开信息120条。", "uncertain"),
        ("2024年，我局共收到政府信息公开申请3件。", "fail"),
        ("（二）依申请公开。\n2024年共受理申请3件。", "fail"),
        ("截至2025年底，主动公开信息120条。", ""),
        ("截至2024年底有120条，2025年底有130条。", ""),
        ("2025年收到申请3件，较2024年增加1件。", ""),
        ("2024年结转2件。", ""),
        ("自2024年以来，共公开信息300条。", ""),
        ("2024年，我局制定了公开制度。", ""),
        ("2025年收到申请3件。2024年收到申请2件。", ""),
        ("2024年收到申请2件。本年度收到申请3件。", ""),
        ("2026年将公开信息30条。", ""),
    ],
)
def test_text_of_another_year(text: str, verdict: str) -> None:
    findings = found(whole(on_request=text), "other-year-text")
    assert short(findings) == [("第三部分", "warning", verdict)] * bool(verdict)


def test_year_that_is_itself_in_doubt_proves_nothing() -> None:
    report = replace(whole(on_request="截至2024年底，公开120条。"), other_year=2024)
    assert found(report, "other-year-text") == []


def test_report_without_form_is_not_asked_for_sections() -> None:
    report = replace(whole(other_matters=None, problems="无"), form=None)
    assert found(report) == []


def test_doubtful_cells_of_a_table_do_not_matter_for_text() -> None:
    report = changed(whole(problems="无"), "requests", "granted", "total", None, "unread")
    assert short(found(report, "problems-empty")) == [("第五部分", "warning", "fail")]
    assert FORM.sections[4].key == "problems"
