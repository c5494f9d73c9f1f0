"""What the rules about words, form and publication say of real reports: only what is plain to see in them."""

from pathlib import Path

import pytest

from crawler.reading import Document, read
from store.checks import Case, judge_report
from store.models import Report

RULES = {
    "narrative-figure", "narrative-none", "closed-unpaid", "fee-statement", "title-wording", "title-agency", "title-year",
    "other-body", "section-missing", "section-numbering", "aspect-missing", "overview-long", "problems-empty",
    "template-text", "other-year-text", "wrong-form", "empty-form", "published-early", "copies-differ", "content-unread",
    "like-last-year",
}  # fmt: skip
SEEDS = ("000", "001", "002", "003", "004")


def seed(shared: Path, number: str) -> Report:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    return read(Document(path.name, path.read_bytes()))


def above_info(report: Report) -> list[tuple[str, str, str]]:
    return [
        (finding.check_id, finding.severity, finding.location)
        for finding in judge_report(Case(report))
        if finding.check_id in RULES and finding.severity != "info"
    ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("000", []),
        ("001", []),
        ("002", [("title-wording", "warning", "题目")]),
        ("003", [("title-agency", "warning", "题目")]),
        ("004", []),
    ],
)
def test_seed_has_exactly_the_findings_that_are_plain(
    shared: Path, number: str, expected: list[tuple[str, str, str]]
) -> None:
    assert above_info(seed(shared, number)) == expected


def test_count_of_one_office_beside_that_of_the_whole_district_is_a_remark(shared: Path) -> None:
    path = shared / "samples" / "hongze-2024.pdf"
    report = read(Document(path.name, path.read_bytes()))
    assert above_info(report) == []
    (finding,) = (f for f in judge_report(Case(report)) if f.check_id == "narrative-figure")
    assert (finding.verdict, finding.expected, finding.actual) == ("uncertain", "95", "17")


def test_seeds_are_not_alike(shared: Path) -> None:
    reports = [seed(shared, number) for number in SEEDS]
    for report in reports:
        for other in reports:
            if other is not report and report.year is not None:
                before = Case(report, previous=Report(**{**vars(other), "year": report.year - 1}))
                assert judge_report(before, "like-last-year") == []


def test_blank_form_is_an_empty_form_with_its_instructions(shared: Path) -> None:
    path = shared / "samples" / "blank-form-2021.docx"
    report = read(Document(path.name, path.read_bytes()))
    assert {rule for rule, _, _ in above_info(report)} == {"empty-form", "problems-empty", "template-text"}
