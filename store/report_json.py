"""The JSON of one report: what `nianbao parse` prints, a contract for scripts.

Counts are integers, amounts decimal strings, null is blank, lost or doubtful (notes say which).
`statistics` holds the rows of the table of 2014 to 2018 as printed, [] in later reports. `claims` are the numbers that
the narrative states, each with the sums of cells that it may mean; `aspects` the headings of section one.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from store.form import FORMS, Form
from store.models import Finding, Report, Value
from store.tables.claims import claim_json


def _figure(value: Value) -> int | str | None:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def _table(report: Report, form: Form, table: str) -> dict[str, dict[str, int | str | None]]:
    rows: dict[str, dict[str, int | str | None]] = {}
    for row, column in form.cells(table, report.rows(table)):
        rows.setdefault(row, {})[column] = _figure(report.value(table, row, column))
    return rows


def report_json(report: Report, findings: Sequence[Finding]) -> dict[str, Any]:
    """One report with the findings that need no history, ready for json.dumps."""
    form = FORMS.get(report.form or "")
    tables = {
        table: _table(report, form, table) if form else None
        for table in ("disclosure", "requests", "reviews")
    }
    return {
        "source": report.source,
        "title": report.title,
        "agency": report.agency,
        "year": report.year,
        "form": report.form,
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "signed_on": report.signed_on.isoformat() if report.signed_on else None,
        **tables,
        "statistics": [{**vars(row), "value": _figure(row.value)} for row in report.statistics],
        "sections": [vars(section) for section in report.sections],
        "claims": [claim_json(claim) for claim in report.claims],
        "aspects": [vars(aspect) for aspect in report.aspects],
        "notes": [
            {
                "table": n.table,
                "row": n.row,
                "column": n.column,
                "state": n.state,
                "raw": n.raw,
                "message": n.message,
            }
            for n in report.notes
        ],
        "findings": [
            {
                "check_id": f.check_id,
                "class": f.finding_class,
                "severity": f.severity,
                "verdict": f.verdict,
                "location": f.location,
                "expected": f.expected,
                "actual": f.actual,
                "message": f.message,
                "law": f.law,
            }
            for f in findings
        ],
    }
