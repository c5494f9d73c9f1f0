"""Plausibility: power and duties of a body are told from registry or name, and what can't be told accuses nobody."""

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.reading import Document, read
from store.checks import Case
from store.checks import judge_report as judge_case
from store.models import Report
from store.registry import Agency
from store.registry.bodies import standing_of_name
from tests.examples.common import judge_report, of_rule
from tests.examples.plausibility import DECISIONS, POLICE, RULES, TOWN, filed_by, without_decisions
from tests.made.papers.printed import changed


def agency(level: str, kind: str, name: str = "清河市教育局") -> Agency:
    return Agency(id="a", name=name, level=level, kind=kind, region_code="990000")  # type: ignore[arg-type]


def verdicts(rule: str, report: Report, of: Agency | None = None) -> list[str]:
    return [verdict for verdict, _ in of_rule(judge_case(Case(report, of)), rule)]


@pytest.mark.parametrize(
    ("name", "level", "kind"),
    [
        ("尼勒克县苏布台镇人民政府", "township", "township"),
        ("海珠区凤阳街道办事处", "township", "township"),
        ("松木塘镇", "township", "township"),
        ("西宁市城中区城乡建设局", "county", "department"),
        ("遂溪县退役军人事务局", "county", "department"),
        ("东乌珠穆沁旗人民政府", "county", "government"),
        ("景德镇市人民政府", None, None),
        ("景德镇人民政府", None, None),
        ("新乡市人民政府", None, None),
        ("广西壮族自治区公安厅", None, None),
        ("内蒙古自治区人民政府", None, None),
        ("上海市浦东新区人民政府", None, None),
        ("大兴安岭地区行政公署", None, None),
        ("深圳经济特区管理委员会", None, None),
        ("长兴岛经开区管委会办公室", None, None),
        ("西咸新区北杜街道办事处", "township", "township"),
        ("洛阳市公安局", None, None),
        ("国家税务总局", None, None),
    ],
)
def test_level_is_told_by_the_name_only_where_it_is_certain(name: str, level: str, kind: str) -> None:
    found = standing_of_name(name)
    assert (found.level, found.kind) == (level, kind)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("清河市民政局", "民政部门"),
        ("清河市人民政府", "人民政府"),
        ("清河市人民政府（办）", None),
        ("清河市人民政府办公室", "政府办公厅（室）"),
        ("清河工业园区管理委员会", None),
        ("滨江商务区管委会", None),
        ("清河市商务局", "商务部门"),
        ("遂宁市公安局船山区分局", "公安机关"),
        ("清河市综合行政执法局", "城市管理机关"),
    ],
)
def test_class_of_a_body_is_told_by_whole_words_of_its_name(name: str, words: str | None) -> None:
    body = standing_of_name(name).body
    assert (body.words if body else None) == words


@pytest.mark.parametrize(
    ("level", "kind", "expected"),
    [
        ("central", "department", []),
        ("province", "government", []),
        ("city", "government", []),
        ("city", "department", ["uncertain"]),
        ("province", "department", ["uncertain"]),
        ("county", "government", ["fail"]),
        ("county", "department", ["fail"]),
        ("township", "township", ["fail"]),
    ],
)
def test_power_to_make_rules_is_that_of_the_registry(level: str, kind: str, expected: list[str]) -> None:
    assert verdicts("rules-without-power", RULES, agency(level, kind)) == expected


def test_rules_of_a_body_of_unknown_level_accuse_nobody() -> None:
    assert verdicts("rules-without-power", replace(RULES, agency="清河市教育局")) == []
    assert verdicts("rules-without-power", replace(RULES, agency=None)) == []


def test_office_of_a_government_may_tell_the_governments_rules() -> None:
    office = agency("city", "department", "清河市人民政府办公室")
    assert verdicts("rules-without-power", RULES, office) == []


def test_doubtful_cell_makes_no_certain_finding() -> None:
    doubted = changed(TOWN, "disclosure", "rules", "in_force", 2, "inferred")
    assert verdicts("rules-without-power", doubted) == ["uncertain"]
    zeros = changed(without_decisions(POLICE), "disclosure", "penalty", "decisions", 0, "inferred")
    assert verdicts("implausible-zeros", zeros) == ["uncertain"]


@pytest.mark.parametrize("item", DECISIONS)
@pytest.mark.parametrize(("value", "state"), [(None, "blank"), (None, "unread"), (1, "number")])
def test_one_figure_or_one_blank_among_zeros_is_enough_for_the_police(
    item: str, value: int | None, state: str
) -> None:
    report = changed(without_decisions(POLICE), "disclosure", item, "decisions", value, state)
    assert of_rule(judge_report(report), "implausible-zeros") == []


@pytest.mark.parametrize(
    ("name", "fires"),
    [
        ("清河市公安局", True),
        ("清河区公安分局", True),
        ("西工区行政审批和政务信息管理局", True),
        ("清河市行政审批局", True),
        ("清河市公安厅", False),
        ("清河铁路公安局", False),
        ("清河市行政审批服务中心", False),
        ("清河市政务服务管理办公室", False),
        ("清河市教育局", False),
    ],
)
def test_zeros_are_implausible_only_for_bodies_that_decide_every_day(name: str, fires: bool) -> None:
    report = without_decisions(filed_by(name))
    assert bool(of_rule(judge_report(report), "implausible-zeros")) == fires


def test_seeds_show_implausible_zeros_where_a_person_sees_them(shared: Path) -> None:
    found = {
        path.name[:3]: [
            finding.check_id for finding in judge_report(read(Document(path.name, path.read_bytes())))
        ]
        for path in sorted((shared / "seeds").glob("*.txt"))
    }
    fired = {seed for seed, rules in found.items() if "implausible-zeros" in rules}
    assert fired == {"001", "004"}
    assert not [seed for seed, rules in found.items() if "rules-without-power" in rules]
