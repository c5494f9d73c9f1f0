"""One report against what came before it: last year's report, and its own earlier version."""

from collections.abc import Iterator

from store.checks.rules import Rule, rule
from store.form import FORMS
from store.models import Finding, Report, Verdict


@rule("carry-over", "consistency", "error")
def carry_over(found: Rule, report: Report, previous: Report | None) -> Iterator[Finding]:
    """表三每一列：上年结转 应等于上一年度报告的 结转下年度继续办理。"""
    form = FORMS.get(report.form or "")
    if form is None or previous is None or report.year is None or previous.year != report.year - 1:
        return
    for column in form.columns:
        now = report.cells.get(("requests", "carried_over", column))
        before = previous.cells.get(("requests", "carried_forward", column))
        if (
            now is None
            or before is None
            or now.value is None
            or before.value is None
            or now.value == before.value
        ):
            continue
        doubtful = "inferred" in (now.state, before.state)
        verdict: Verdict = "uncertain" if doubtful else "fail"
        message = f"上年结转填写{now.value}件，{previous.year}年度报告的结转下年度继续办理为{before.value}件"
        location = form.location("requests", "carried_over", column)
        yield found.finding(
            message, location, before.value, now.value, verdict, "warning" if doubtful else None
        )


@rule("report-changed", "publication", "warning")
def report_changed(found: Rule, report: Report, earlier: Report | None) -> Iterator[Finding]:
    """报告公布后内容有改动：列出改动的单元格，改动前后两个版本都保留。"""
    form = FORMS.get(report.form or "")
    if earlier is None or form is None or earlier.form != report.form:
        return
    keys = [key for key in report.cells if key in earlier.cells]
    changed = [
        key
        for key in keys
        if report.cells[key].value != earlier.cells[key].value
        and "unread" not in (report.cells[key].state, earlier.cells[key].state)
    ]
    for table, row, column in changed:
        before, now = earlier.cells[table, row, column], report.cells[table, row, column]
        message, location = f"公布后由“{before.raw}”改为“{now.raw}”", form.location(table, row, column)
        if "inferred" in (before.state, now.state):
            yield found.finding(
                f"{message}（含推定的数字，不能确定）", location, before.raw, now.raw, "uncertain", "info"
            )
        else:
            yield found.finding(message, location, before.raw, now.raw)
