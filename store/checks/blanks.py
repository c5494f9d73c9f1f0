"""Cells without a number: the agency's blanks, and our own doubts, told apart."""

from collections.abc import Iterator

from store.checks.rules import Rule, rule
from store.form import FORMS, TABLE_NAMES
from store.models import Finding, Report


@rule("blank-cells", "consistency", "info")
def blank_cells(found: Rule, report: Report) -> Iterator[Finding]:
    """规定格式的单元格应填数字；空白、“/”、“-”不作零处理，如实提示。"""
    for table, name in TABLE_NAMES.items():
        cells = [cell for (kind, _, _), cell in report.cells.items() if kind == table]
        empty = sum(cell.state in ("blank", "slash", "dash") for cell in cells)
        if cells and empty == len(cells):
            yield found.finding("整表没有填写任何数字（不按零处理）", name, "数字", "空白")
        elif empty:
            yield found.finding(
                f"有{empty}个单元格空白或填“/”“-”（不按零处理）", name, "数字", f"{empty}个空白"
            )


@rule("words-in-cell", "consistency", "info")
def words_in_cell(found: Rule, report: Report) -> Iterator[Finding]:
    """规定格式的单元格应填数字；填写文字的原文照录，不作数字使用。"""
    form = FORMS.get(report.form or "")
    if form is None:
        return
    for (table, row, column), cell in report.cells.items():
        if cell.state == "text" and not cell.raw.strip().lstrip("+-−").replace(".", "", 1).isdigit():
            yield found.finding(
                "单元格填写的不是数字", form.location(table, row, column), "数字", cell.raw[:60]
            )


@rule("reading-doubt", "extraction", "info")
def reading_doubt(found: Rule, report: Report) -> Iterator[Finding]:
    """我方读取存疑：丢失、错位或推定的单元格。这是我方的疑问，不是填报机关的差错。"""
    for table, name in TABLE_NAMES.items():
        states = [cell.state for (kind, _, _), cell in report.cells.items() if kind == table]
        unread, inferred = states.count("unread"), states.count("inferred")
        if unread or inferred:
            message = (
                f"我方读取存疑：{unread}个单元格未能读取，{inferred}个由勾稽关系推定；不据此认定填报有误"
            )
            yield found.finding(message, name, "全部读取", f"未读{unread}，推定{inferred}", "uncertain")
    if report.form is None:
        yield found.finding(
            "没有发现规定格式的表格（也可能是我方不能识别），未读取任何数字", verdict="uncertain"
        )
