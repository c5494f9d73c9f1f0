"""Figures beside what kind of body files them."""

from dataclasses import replace

from store.models import Report
from tests.examples.common import SOUND, Example, judge_report
from tests.printed import changed

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

EXAMPLES = {
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
