"""Sound reports as others print them: what a person reads is read, and nobody is accused. One kind of fault each.

The folder of faults holds one page a kind; tests/judging our own variants.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crawler.reading import Document, read
from store.checks import Case as Judged
from store.checks import judge_report
from store.checks.absence import UNASSIGNED, UNDATED, concerns
from store.models import Doubt, Finding, Report
from tests import SHARED
from tests.judging import fronts, sections
from tests.judging.pages import ASPECTS, FORM, Case, Shown

FAULTS = SHARED / "faults" / "reading"
CASES = [case for module in (fronts, sections) for case in module.cases()]
KINDS = ("01", "02", "03", "05", "07", "08", "15", "16", "18", "23")
EVERY = tuple(line.key for line in FORM.sections)
FORESTRY = "青川市林业和草原局"
REST = "政府信息公开工作年度报告"
# What is right of the given pages: title, agency, year, aspects with headings, some claims.
GIVEN: dict[str, tuple[str, str | None, int, tuple[str, ...], dict[str, int]]] = {
    "01": (f"{FORESTRY}2025年{REST}", FORESTRY, 2025, ASPECTS, {"received": 0}),
    "02": (f"青川市林业局2024年{REST}", "青川市林业局", 2024, (), {"received": 0, "reconsideration": 0}),
    "03": (f"青川县松木塘镇人民政府 2025年{REST}", "青川县松木塘镇人民政府", 2025, ASPECTS, {"received": 0}),
    "05": (f"青川市水利局2025年{REST}", "青川市水利局", 2025, ASPECTS, {"received": 10, "granted": 8}),
    "07": (f"{FORESTRY}2025年{REST}", FORESTRY, 2025, ASPECTS, {"received": 0}),
    "08": (f"青川市林业局2025年{REST}", "青川市林业局", 2025, ASPECTS, {"received": 0}),
    "15": ("", None, 2025, ASPECTS, {"received": 10, "handled": 9}),
    "16": (f"佳荣里街2025年{REST}", "佳荣里街", 2025, ASPECTS, {"received": 0}),
    "18": (f"{FORESTRY}2024年{REST}", FORESTRY, 2024, ASPECTS, {"processing_fee": 0}),
    "23": (f"青川市人民政府2025年{REST}", "青川市人民政府", 2025, ASPECTS, {"received": 0}),
}


def graver(report: Report) -> list[Finding]:
    """What is found above a remark."""
    return [finding for finding in judge_report(Judged(report)) if finding.severity != "info"]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.kind}-{case.name}" for case in CASES])
def test_what_a_person_reads_is_read_and_nobody_is_accused(case: Case) -> None:
    report = read(Document("http://a.example/info/1.htm", case.page.body()))
    right = case.right
    assert (report.agency, report.year, report.other_year) == (right.agency, right.year, None)
    assert right.title in (report.title or "")
    assert report.published.get("page") == right.day
    assert tuple(section.key for section in report.sections) == EVERY
    assert {aspect.key for aspect in report.aspects} == set(right.aspects)
    said = [(claim.kind, claim.value) for claim in report.claims]
    assert {kind: value for kind, value in said if kind in right.claims} == right.claims
    assert not [
        kind for kind, _ in said if kind.startswith(right.no_claims or ("-",)) and kind not in right.claims
    ]
    assert graver(report) == []
    assert not [finding for finding in judge_report(Judged(report)) if "表中为0" in finding.message]


def test_every_kind_has_five_variants() -> None:
    assert {kind: sum(case.kind == kind for case in CASES) >= 5 for kind in KINDS} == dict.fromkeys(
        KINDS, True
    )


@pytest.mark.parametrize("page", [path for kind in KINDS for path in sorted(FAULTS.glob(f"{kind}-*"))])
def test_given_page_is_read_right(page: Path) -> None:
    report = read(Document(page.name, page.read_bytes()))
    kind = page.name[:2]
    title, agency, year, aspects, claims = GIVEN[kind]
    assert (report.title or "", report.agency, report.year) == (title, agency, year)
    assert tuple(section.key for section in report.sections) == EVERY
    assert {aspect.key for aspect in report.aspects} == set(aspects)
    said = {claim.kind: claim.value for claim in report.claims}
    assert {kind: said.get(kind) for kind in claims} == claims
    assert graver(report) == []
    if kind == "07":
        assert report.published == {"page": date(2026, 1, 26)}
    if kind == "18":
        assert not [claim for claim in report.claims if claim.kind.startswith("reconsideration")]


# What is wrong all the same is still told.


def _said(page: Shown, text: str) -> Shown:
    """The page with another sentence under 依申请公开."""
    return replace(page, overview=(*page.overview[:3], text, *page.overview[4:]))


WRONG: dict[str, Callable[[Shown], Shown]] = {
    "title-agency": lambda page: replace(page, above=f"<h1>2025年{REST}</h1>", window=""),
    "title-year": lambda page: replace(
        page, overview=("统计期限自2024年1月1日起至12月31日止。", *page.overview)
    ),
    "section-missing": lambda page: replace(page, headings=(*page.headings[:4], "　", page.headings[5])),
    "aspect-missing": lambda page: replace(page, overview=("扎实推进各项工作，取得了新的成效。" * 12,)),
    "narrative-figure": lambda page: _said(page, "收到政府信息公开申请13件。"),
    "narrative-none": lambda page: _said(page, "未收到政府信息公开申请。"),
}


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_wrong_is_still_told(rule: str) -> None:
    page = WRONG[rule](next(case for case in CASES if case.kind == "08").page)
    report = read(Document("http://a.example/info/1.htm", page.body()))
    assert [finding.check_id for finding in graver(report)] == [rule]


OTHERS = ("青川市财政局", "青川市应急管理局", "青川县松木塘镇人民政府", "松木塘镇", "青川市自然资源和规划局")


@pytest.mark.parametrize(
    ("printed", "name", "concerned"),
    [
        ("", "青川市财政局", True),  # nobody's name
        ("市应急局", "青川市应急管理局", True),
        ("市应急局", "青川市财政局", False),
        ("自规局", "青川市自然资源和规划局", True),
        ("自规局", "青川市应急管理局", False),
        ("青川县松木塘镇", "青川县松木塘镇人民政府", True),
        ("青川县松木塘镇", "青川市财政局", False),
        ("青川市审计局", "青川市财政局", True),  # like nobody's: renamed, or read wrong
        ("青川市财政局", "青川市应急管理局", True),  # a name of the portal, and yet not told to be its
        ("工作动态", "青川市财政局", True),  # no name of a body
        ("市应急局\n自规局", "青川市自然资源和规划局", True),
    ],
)
def test_report_of_nobody_concerns_only_whose_it_may_be(printed: str, name: str, concerned: bool) -> None:
    others = [other for other in OTHERS if other != name]
    assert concerns(Doubt(UNASSIGNED, "未能确定机关", printed), 2025, [name], others) == concerned


def test_report_of_an_unknown_year_concerns_its_own_agency() -> None:
    doubt = Doubt(UNDATED, "未能确定年度", OTHERS[0])
    assert concerns(doubt, 2025, [OTHERS[0]], OTHERS[1:])
    assert not concerns(doubt, 2025, [OTHERS[1]], OTHERS)
