"""Cells without a number: the agency's blanks, and our own doubts, told apart."""

from collections.abc import Iterator

from store.checks.case import Case
from store.checks.rules import Rule, rule
from store.form import TABLE_NAMES
from store.models import Finding

_EMPTY = ("blank", "slash", "dash")


def _states(case: Case, table: str) -> list[str]:
    """States of the cells of a table that aren't plainly a number."""
    return [cell.state for (kind, _, _), cell in case.odd.items() if kind == table]


@rule("blank-cells")
def blank_cells(rule: Rule, case: Case) -> Iterator[Finding]:
    """Blank cells, "/" and "-" are no zeros: told as they are. A form without any figure is empty-form's."""
    if case.form is None or not case.odd or not case.report.has_figures:
        return
    for table, name in TABLE_NAMES.items():
        states = _states(case, table)
        empty = sum(state in _EMPTY for state in states)
        if empty and empty == sum(key[0] == table for key in case.report.cells):
            yield rule.finding("整表没有填写任何数字（不按零处理）", name, "数字", "空白")
        elif empty:
            message = f"有{empty}个单元格空白或填“/”“-”（不按零处理）"
            yield rule.finding(message, name, "数字", f"{empty}个空白")


@rule("words-in-cell")
def words_in_cell(rule: Rule, case: Case) -> Iterator[Finding]:
    """Words in a cell are kept as printed and used as no number."""
    if case.form is None:
        return
    for (table, row, column), cell in case.odd.items():
        if cell.state == "text" and not cell.raw.strip().lstrip("+-−").replace(".", "", 1).isdigit():
            location = case.form.location(table, row, column)
            facts = case.facts([(table, row, column)])
            yield rule.finding("单元格填写的不是数字", location, "数字", cell.raw[:60], facts=facts)


@rule("reading-doubt")
def reading_doubt(rule: Rule, case: Case) -> Iterator[Finding]:
    """Our own doubt: cells lost, shifted or inferred. It is no fault of the agency."""
    for table, name in TABLE_NAMES.items() if case.odd else ():
        states = _states(case, table)
        unread, inferred = states.count("unread"), states.count("inferred")
        if unread or inferred:
            message = (
                f"我方读取存疑：{unread}个单元格未能读取，{inferred}个由勾稽关系推定；不据此认定填报有误"
            )
            yield rule.finding(message, name, "全部读取", f"未读{unread}，推定{inferred}", "uncertain")
    if case.report.form is None:
        yield rule.finding(
            "没有发现规定格式的表格（也可能是我方不能识别），未读取任何数字", verdict="uncertain"
        )
