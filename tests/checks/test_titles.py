"""Titles: what names nobody is told, what names somebody in another way is not."""

from dataclasses import replace

import pytest

from store.checks import Case, judge_report
from store.models import Finding
from store.registry import Agency
from tests.examples.common import SOUND
from tests.examples.titles import PLAIN, REST, titled

RULES = ("title-wording", "title-agency", "title-year", "other-body")


def found(case: Case) -> list[Finding]:
    return [finding for rule in RULES for finding in judge_report(case, rule)]


@pytest.mark.parametrize(
    "text",
    [
        f"白河市财政局2025年{REST}",
        f"2025年度白河市财政局{REST}",
        f"国家知识产权局2025年{REST}",
        f"国务院国有资产监督管理委员会2025年{REST}",
        f"财政部2025年{REST}",
        f"审计署2025年{REST}",
        f"国家税务总局白河市税务局2025年{REST}",
        f"海淀区教育委员会2025年{REST}",
        f"中山街道办事处2025年{REST}",
        f"下湿壕镇政府2025年{REST}",
        f"张义镇人民政府2025年{REST}",
        f"洛阳市公安局西工分局 2025 年{REST}",
        f"白河市财政局二〇二五年{REST}",
        "白河市政务公开办公室2025年政府信息公开工作年度报告",
        "白河市财政局2025年信息公开工作年度报告",
    ],
)
def test_title_that_says_who_and_when_is_sound(text: str) -> None:
    assert found(Case(titled(text))) == []


@pytest.mark.parametrize(
    ("text", "rule", "actual"),
    [
        ("白河市财政局2025年度政务公开工作年报", "title-wording", "政务公开"),
        ("白河市财政局2025年 政务 信息公开工作年度报告", "title-wording", "政务信息公开"),
        (f"公安局2025年{REST}", "title-agency", "公安局"),
        (f"市公安局 2025年{REST}", "title-agency", "市公安局"),
        (f"县退役军人事务局2025年{REST}", "title-agency", "县退役军人事务局"),
        (f"市人民政府办公室2025年{REST}", "title-agency", "市人民政府办公室"),
        (f"本市财政局2025年{REST}", "title-agency", "本市财政局"),
        (f"2025年{REST}", "title-agency", "无"),
        (f"（2025年度）{REST}", "title-agency", "无"),
    ],
)
def test_title_with_one_fault_has_one_finding(text: str, rule: str, actual: str) -> None:
    (finding,) = found(Case(titled(text)))
    assert (finding.check_id, finding.severity, finding.verdict) == (rule, "warning", "fail")
    assert (finding.location, finding.actual) == ("题目", actual)


def test_name_that_the_registry_has_is_a_name() -> None:
    agency = Agency(id="x", name="市公安局", level="city", kind="department", region_code="990100")
    assert found(Case(titled(f"市公安局2025年{REST}"), agency)) == []


def test_name_that_the_reader_did_not_take_from_the_title_is_still_a_name() -> None:
    assert found(Case(replace(PLAIN, title_agency=None))) == []
    assert found(Case(replace(PLAIN, title_agency=None, title=f"2025年度白河市财政局{REST}"))) == []


def test_title_without_year_is_a_remark() -> None:
    (finding,) = found(Case(titled(f"白河市财政局{REST}")))
    assert (finding.check_id, finding.severity) == ("title-year", "info")


def test_two_years_are_both_said() -> None:
    (finding,) = found(Case(replace(PLAIN, other_year=2024)))
    assert (finding.expected, finding.actual) == ("2025", "2024")


def test_heading_that_is_no_title_and_no_title_at_all_say_nothing() -> None:
    assert found(Case(replace(SOUND, title=None))) == []
    assert found(Case(replace(SOUND, title="财政局"))) == []


@pytest.mark.parametrize(
    ("title", "signature", "severity"),
    [
        ("东西湖区公安分局", "武汉市公安局东西湖区分局", ""),
        ("白河市财政局", "财政局", ""),
        ("白河市发改委", "白河市发展和改革委员会", ""),
        ("西工区行政审批局", "洛阳市西工区行政审批局", ""),
        ("白河市人民政府", "白河市人民政府办公室", ""),
        ("白河市财政局", "白河市财政局办公室", ""),
        ("湖北省白河市财政局", "白河市财政局", ""),
        ("泰兴市市场监督管理局", "泰州市市场监督管理局", "warning"),
        ("青山县财政局", "白河县财政局", "warning"),
        ("白河市财政局", "青山县财政局", "info"),
        ("示范区公安局", "济源市公安局", "info"),
        ("白河县财政局", "白河市财政局", ""),
        ("白河市财政局", "白河市教育局", "info"),
        ("白河市卫健委", "白河市卫生健康局", ""),
        ("白河市财政局", "白河市政务公开领导小组办公室", ""),
    ],
)
def test_two_names_of_one_body_are_no_two_bodies(title: str, signature: str, severity: str) -> None:
    judged = Case(replace(PLAIN, title_agency=title, agency=signature))
    assert [finding.severity for finding in judge_report(judged, "other-body")] == [severity] * bool(severity)
