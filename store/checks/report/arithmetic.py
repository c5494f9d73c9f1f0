"""X1–X5: the figures of one report against the sums that the form itself states.

A figure we could not read makes every sum with it unknowable: nothing is said. A blank or unnumbered cell
may hide anything from zero up: a difference it could explain is a remark, one it can't is a fault. A blank total is what
its columns add up to.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from store.checks.case import Case
from store.checks.rules import Rule, rule
from store.models import CellKey, Finding, Report, Severity, Verdict

_PRINTED_NUMBER = re.compile(r"(?P<sign>[-+−]?)\d{1,15}(?:\.(?P<fraction>\d{1,12}))?")
_DOMAINS = {"count": "件数应为非负整数", "change": "增减数应为整数", "amount": "金额应为非负数"}
Keys = Sequence[CellKey]


@dataclass(frozen=True)
class Side:
    """One side of a sum: what is printed, whether some of it is blank, in words."""

    total: int
    open_ended: bool
    empty: bool
    words: str
    added: bool = False  # whether a blank total was added up from its columns


def _side(case: Case, keys: Keys) -> Side | None:
    """Add up one side; None if a cell of it is unread, so that nothing can be said."""
    words: list[str] = []
    total, open_ended, empty, added = 0, False, True, False
    for key in keys:
        cells = case.standing_for(key)
        if any(cell is None or cell.state == "unread" for cell in cells):
            return None
        values = [cell.value for cell in cells if cell is not None]
        numbers = [int(value) for value in values if value is not None]
        total += sum(numbers)
        open_ended = open_ended or len(numbers) < len(values)
        empty = empty and not numbers
        added = added or len(cells) > 1
        said = str(sum(numbers)) if numbers else "空"
        words.append(f"空（各列合计{said}）" if len(cells) > 1 else said)
    return Side(total, open_ended, empty, "+".join(words), added)


def _equal(report: Report, left: Keys, right: Keys) -> bool:
    """Whether both sides are numbers throughout and equal: the usual case, told apart fast."""
    cells = report.cells
    try:
        return sum(cells[key].value for key in left) == sum(cells[key].value for key in right)  # type: ignore[misc]
    except (KeyError, TypeError):
        return False


def _differs(left: Side, right: Side) -> Verdict | None:
    """fail if the two sides can't be equal, uncertain if only a blank stands between."""
    if left.total == right.total:
        return None
    short = (left.open_ended and left.total < right.total) or (right.open_ended and right.total < left.total)
    return "uncertain" if short else "fail"


def _compare(
    rule: Rule, case: Case, place: CellKey, left: Keys, right: Keys, words: str, doubt: bool = False
) -> Iterator[Finding]:
    """The finding, if any, of two sides that should be equal. A side without any figure says nothing."""
    if _equal(case.report, left, right):
        return
    one, other = _side(case, left), _side(case, right)
    if one is None or other is None or one.empty or other.empty:
        return
    verdict = _differs(one, other)
    if verdict:
        facts = case.facts((*left, *right))
        blank = verdict == "uncertain"
        if doubt or one.added or other.added or any(fact.state == "inferred" for fact in facts):
            verdict = "uncertain"
        message = words.format(left=one.words, right=other.words, a=one.total, b=other.total)
        message += "" if verdict == "fail" else "（含空白或推定的单元格，不能确定）"
        severity: Severity = rule.severity if verdict == "fail" else "info" if blank else "warning"
        assert case.form is not None
        yield rule.finding(
            message, case.form.location(*place), one.total, other.total, verdict, severity, facts
        )


def _balance(case: Case, column: str) -> tuple[Keys, Keys]:
    """Both sides of the identity that the form prints, for one column."""
    assert case.form is not None
    left, right = case.form.balance
    return [("requests", row, column) for row in left], [("requests", row, column) for row in right]


def _outcomes(case: Case, column: str) -> tuple[Keys, Keys]:
    """The outcomes of one column, and their total."""
    return [("requests", row, column) for row in case.outcomes], [("requests", "outcome_total", column)]


def _swapped(case: Case, sides: Callable[[Case, str], tuple[Keys, Keys]]) -> tuple[str, str, int] | None:
    """Two columns of applicants that miss an identity by opposite amounts while 总计 keeps it, and by how much.

    The first of them has too little before the equals sign. None if any cell isn't a number.
    """
    assert case.form is not None
    off: dict[str, int] = {}
    for column in case.form.columns:
        left, right = (_side(case, keys) for keys in sides(case, column))
        if left is None or right is None or left.open_ended or right.open_ended:
            return None
        if left.total != right.total:
            off[column] = left.total - right.total
    if len(off) != 2 or "total" in off or sum(off.values()) != 0:
        return None
    few, many = sorted(off, key=lambda column: off[column])
    return few, many, off[many]


@rule("wrong-column")
def wrong_column(rule: Rule, case: Case) -> Iterator[Finding]:
    """Two columns that are wrong by opposite amounts: one item stands under the wrong applicant."""
    if case.form is None or case.adds_up:
        return
    for sides, words in ((_balance, "所印勾稽关系"), (_outcomes, "（七）总计的合计关系")):
        if swapped := _swapped(case, sides):
            few, many, count = swapped
            labels = [case.form.column_label("requests", column) for column in (few, many)]
            keys = [key for column in (few, many) for side in sides(case, column) for key in side]
            message = (
                f"「{labels[0]}」与「{labels[1]}」两列的{words}相差正好相反（-{count}、+{count}），总计平衡："
                f"可能有{count}件记错了申请人类别"
            )
            location = f"{case.form.location('requests', 'outcome_total', few)}、「{labels[1]}」"
            yield rule.finding(message, location, 0, count, facts=case.facts(keys))


@rule("split-digit")
def split_digit(rule: Rule, case: Case) -> Iterator[Finding]:
    """Two neighbouring digits that repair their row if they are one number: torn by a layout, ours or theirs."""
    for pair in case.split.values():
        assert case.form is not None
        digits = [str(case.report.value(*key)) for key in pair]
        message = (
            f"相邻两格的{digits[0]}、{digits[1]}若为一个数{''.join(digits)}，本行即合计相符："
            "可能是一个数被拆在两格，不据此认定填报有误"
        )
        yield rule.finding(
            message,
            case.form.location(*pair[0]),
            "".join(digits),
            "、".join(digits),
            "uncertain",
            facts=case.facts(pair),
        )


@rule("request-balance")
def request_balance(rule: Rule, case: Case) -> Iterator[Finding]:
    """表三, each column: received + carried over = outcomes + carried forward."""
    if case.form is None or case.adds_up:
        return
    for column in case.form.columns:
        left, right = _balance(case, column)
        words = "新收＋上年结转 {left}={a}，总计＋结转下年度 {right}={b}，两者不等"
        place = ("requests", "outcome_total", column)
        if not _explained(case, _balance, column, left, right):
            yield from _compare(rule, case, place, left, right, words)


@rule("outcome-sum")
def outcome_sum(rule: Rule, case: Case) -> Iterator[Finding]:
    """表三, each column: the outcomes add up to （七）总计."""
    if case.form is None or case.adds_up:
        return
    # A line with figures that the form doesn't have may belong to the sum.
    unknown = any(n.table == "requests" and n.state == "text" and not n.row for n in case.report.notes)
    for column in case.form.columns:
        parts, total = _outcomes(case, column)
        words = "（一）至（六）各项之和为{a}，（七）总计填写{b}"
        place = ("requests", "outcome_total", column)
        if not _explained(case, _outcomes, column, parts, total):
            yield from _compare(rule, case, place, parts, total, words, unknown)


def _explained(
    case: Case,
    sides: Callable[[Case, str], tuple[Keys, Keys]],
    column: str,
    left: Keys,
    right: Keys,
) -> bool:
    """Whether wrong-column already says what is wrong with this column."""
    if _equal(case.report, left, right):
        return False
    swapped = _swapped(case, sides)
    return swapped is not None and column in swapped[:2]


@rule("row-total")
def row_total(rule: Rule, case: Case) -> Iterator[Finding]:
    """表三, each row: the applicants add up to 总计; a detail row whose total is blank is not judged."""
    if case.form is None or case.adds_up:
        return
    parts = [column for column, line in case.form.columns.items() if line.part_of]
    for line in case.lines:
        keys = [("requests", line.key, column) for column in parts]
        place = ("requests", line.key, "total")
        yield from _compare(rule, case, place, keys, [place], "各类申请人 {left}={a}，总计填写{b}")


@rule("review-total")
def review_total(rule: Rule, case: Case) -> Iterator[Finding]:
    """表四, each group: the results add up to 总计."""
    if case.form is None:
        return
    parts = [column for column, line in case.form.results.items() if line.part_of]
    for procedure in case.form.procedures:
        keys = [("reviews", procedure, column) for column in parts]
        place = ("reviews", procedure, "total")
        yield from _compare(rule, case, place, keys, [place], "各种结果 {left}={a}，总计填写{b}")


@rule("value-domain")
def value_domain(rule: Rule, case: Case) -> Iterator[Finding]:
    """Counts are whole and not below zero, amounts not below zero; changes of the 2019 form may be."""
    if case.form is None:
        return
    for (table, row, column), cell in case.odd.items():
        if cell.state != "text":
            continue
        kind = case.form.kind(table, column)
        if _outside(cell.raw, kind):
            demand, location = _DOMAINS[kind], case.form.location(table, row, column)
            printed = cell.raw.strip()
            facts = case.facts([(table, row, column)])
            yield rule.finding(f"填写了{printed}，{demand}", location, demand, printed, facts=facts)


def _outside(raw: str, kind: str) -> bool:
    """Whether a cell plainly prints a number that this kind of figure can't have; +3 and 3.0 are only odd."""
    printed = _PRINTED_NUMBER.fullmatch(unicodedata.normalize("NFKC", raw).strip())
    if not printed:
        return False
    negative = printed["sign"] in ("-", "−")
    broken = bool((printed["fraction"] or "").strip("0"))
    return (negative and kind != "change") or (broken and kind != "amount")
