"""X1–X5: the figures of one report against the sums that the form itself states.

A figure we could not read makes every sum with it unknowable: nothing is said. A blank or unnumbered cell
may hide anything from zero up: a difference it could explain is uncertain, one it can't is a fault.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from store.checks.rules import Rule, rule
from store.form import FORMS, Form
from store.models import Cell, Finding, Report, Verdict

_PRINTED_NUMBER = re.compile(r"(?P<sign>[-+−]?)\d{1,15}(?:\.(?P<fraction>\d{1,12}))?")
_DOMAINS = {"count": "件数应为非负整数", "change": "增减数应为整数", "amount": "金额应为非负数"}


@dataclass(frozen=True)
class Side:
    """One side of a sum: what is printed, whether some of it is blank, whether some of it is our inference."""

    total: int
    open_ended: bool
    inferred: bool
    empty: bool
    words: str


def _side(cells: list[Cell | None]) -> Side | None:
    """Add up one side; None if a cell of it is unread, so that nothing can be said."""
    if any(cell is None or cell.state == "unread" for cell in cells):
        return None
    known = [cell for cell in cells if cell is not None]
    numbers = [int(cell.value) for cell in known if cell.value is not None]
    return Side(
        total=sum(numbers),
        open_ended=len(numbers) < len(known),
        inferred=any(cell.state == "inferred" for cell in known),
        empty=not numbers,
        words="+".join(str(cell.value) if cell.value is not None else "空" for cell in known),
    )


def _differs(left: Side, right: Side) -> Verdict | None:
    """fail if the two sides can't be equal, uncertain if only a blank or our own inference stands between."""
    if left.total == right.total:
        return None
    explained = (left.open_ended and left.total < right.total) or (
        right.open_ended and right.total < left.total
    )
    return "uncertain" if explained or left.inferred or right.inferred else "fail"


def _compare(
    found: Rule, location: str, left: Side | None, right: Side | None, words: str
) -> Iterator[Finding]:
    """The finding, if any, of two sides that should be equal. A side without any figure says nothing."""
    if left is None or right is None or left.empty or right.empty:
        return
    verdict = _differs(left, right)
    if verdict:
        doubt = "" if verdict == "fail" else "（含空白或推定的单元格，不能确定）"
        message = words.format(left=left.words, right=right.words, a=left.total, b=right.total) + doubt
        severity = found.severity if verdict == "fail" else "warning"
        yield found.finding(message, location, left.total, right.total, verdict, severity)


def _form(report: Report) -> Form | None:
    return FORMS.get(report.form or "")


def _cells(report: Report, table: str, places: list[tuple[str, str]]) -> list[Cell | None]:
    return [report.cells.get((table, row, column)) for row, column in places]


@rule("request-balance", "consistency", "error", "第五十条（格式第三部分所印勾稽关系）")
def request_balance(found: Rule, report: Report) -> Iterator[Finding]:
    """表三每一列：本年新收＋上年结转 应等于 总计＋结转下年度继续办理（格式所印勾稽关系）。"""
    if form := _form(report):
        for column in form.columns:
            left, right = (
                _side(_cells(report, "requests", [(row, column) for row in side])) for side in form.balance
            )
            location = form.location("requests", "outcome_total", column)
            yield from _compare(
                found,
                location,
                left,
                right,
                "新收＋上年结转 {left}={a}，总计＋结转下年度 {right}={b}，两者不等",
            )


@rule("outcome-sum", "consistency", "error", "第五十条（格式第三部分）")
def outcome_sum(found: Rule, report: Report) -> Iterator[Finding]:
    """表三每一列：（七）总计 应等于（一）至（六）各项之和。"""
    if form := _form(report):
        outcomes = form.outcomes(report.rows("requests"))
        # A line with figures that the form doesn't have may belong to the sum.
        unknown = any(
            note.table == "requests" and note.state == "text" and not note.row for note in report.notes
        )
        for column in form.columns:
            parts = _side(_cells(report, "requests", [(row, column) for row in outcomes]))
            if parts and unknown:
                parts = replace(parts, inferred=True)
            total = _side(_cells(report, "requests", [("outcome_total", column)]))
            location = form.location("requests", "outcome_total", column)
            yield from _compare(
                found, location, parts, total, "（一）至（六）各项之和为{a}，（七）总计填写{b}"
            )


@rule("row-total", "consistency", "error", "第五十条（格式第三部分）")
def row_total(found: Rule, report: Report) -> Iterator[Finding]:
    """表三每一行：总计 应等于各类申请人之和；总计留空的明细行不判。"""
    if form := _form(report):
        parts_of_total = [column for column, line in form.columns.items() if line.part_of]
        for line in form.request_lines(report.rows("requests")):
            parts = _side(_cells(report, "requests", [(line.key, column) for column in parts_of_total]))
            total = _side(_cells(report, "requests", [(line.key, "total")]))
            location = form.location("requests", line.key, "total")
            yield from _compare(found, location, parts, total, "各类申请人 {left}={a}，总计填写{b}")


@rule("review-total", "consistency", "error", "第五十条（格式第四部分）")
def review_total(found: Rule, report: Report) -> Iterator[Finding]:
    """表四每一组：总计 应等于 结果维持＋结果纠正＋其他结果＋尚未审结。"""
    if form := _form(report):
        parts_of_total = [column for column, line in form.results.items() if line.part_of]
        for procedure in form.procedures:
            parts = _side(_cells(report, "reviews", [(procedure, column) for column in parts_of_total]))
            total = _side(_cells(report, "reviews", [(procedure, "total")]))
            location = form.location("reviews", procedure, "total")
            yield from _compare(found, location, parts, total, "各种结果 {left}={a}，总计填写{b}")


@rule("value-domain", "consistency", "error", "第五十条（统一格式）")
def value_domain(found: Rule, report: Report) -> Iterator[Finding]:
    """件数应为不小于零的整数，金额应为不小于零的数；2019 年格式的增减数可以为负。"""
    form = _form(report)
    if form is None:
        return
    for (table, row, column), cell in report.cells.items():
        kind = form.kind(table, column)
        if cell.state == "text" and _outside(cell.raw, kind):
            demand, location = _DOMAINS[kind], form.location(table, row, column)
            yield found.finding(f"填写了{cell.raw.strip()}，{demand}", location, demand, cell.raw.strip())


def _outside(raw: str, kind: str) -> bool:
    """Whether a cell plainly prints a number that this kind of figure can't have; +3 and 3.0 are only odd."""
    printed = _PRINTED_NUMBER.fullmatch(unicodedata.normalize("NFKC", raw).strip())
    if not printed:
        return False
    negative = printed["sign"] in ("-", "−")
    broken = bool((printed["fraction"] or "").strip("0"))
    return (negative and kind != "change") or (broken and kind != "amount")
