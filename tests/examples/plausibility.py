"""Figures beside what kind of body files them."""

from dataclasses import replace

from store.checks import Case
from store.checks import judge_report as judge_case
from store.models import Finding, Report
from store.registry import Enforcement
from tests.examples.common import SOUND, Example, judge_report
from tests.made.papers.printed import changed

DECISIONS = ("licensing", "penalty", "compulsion")


def filed_by(name: str, report: Report = SOUND) -> Report:
    """The report under another body's name, without rules of its own."""
    for measure in ("issued", "repealed", "in_force"):
        report = changed(report, "disclosure", "rules", measure, 0, "zero")
    return replace(report, agency=name, title_agency=None)


def without_decisions(report: Report, state: str = "zero") -> Report:
    """The report with no licence, penalty or coercive measure: zeros are printed, or the cells hold no figure."""
    for item in DECISIONS:
        report = changed(report, "disclosure", item, "decisions", 0 if state == "zero" else None, state)
    return report


TOWN = filed_by("清河县柳林镇人民政府")
RULES = changed(TOWN, "disclosure", "rules", "in_force", 2)
POLICE = filed_by("清河市公安局城东分局")
DOCUMENTS = ("disclosure", "normative_documents")

PENALTIES = ("disclosure", "penalty", "decisions")


def beside(counted: int) -> list[Finding]:
    """Findings on twelve penalties where the return on law enforcement counts so many."""
    twin = Enforcement(agency_id="sj-zfj", year=2025, penalty=counted, source="http://a.example/zfnb.html")
    return judge_case(Case(changed(SOUND, *PENALTIES, 12), enforcement=twin))


EXAMPLES = {
    "enforcement-twin": Example(lambda: beside(120), lambda: beside(12)),
    "rules-without-power": Example(
        lambda: judge_report(RULES),
        lambda: judge_report(replace(RULES, agency="清河市人民政府")),
    ),
    "implausible-zeros": Example(
        lambda: judge_report(without_decisions(POLICE)),
        lambda: judge_report(without_decisions(POLICE, "blank")),
    ),
    "issued-in-force": Example(
        lambda: judge_report(
            changed(changed(TOWN, *DOCUMENTS, "issued", 1), *DOCUMENTS, "in_force", 0, "zero")
        ),
        lambda: judge_report(changed(changed(TOWN, *DOCUMENTS, "issued", 1), *DOCUMENTS, "in_force", 1)),
    ),
}
