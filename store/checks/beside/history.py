"""One report against what came before it: last year's report, and its own earlier version."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from store.checks.case import Case
from store.checks.rules import THRESHOLDS, Rule, fact, judge, rule
from store.form import Form
from store.models import CellKey, Fact, Finding, Report, Severity

_JUMP = THRESHOLDS["jump"]
_COPIED = THRESHOLDS["copied"]
_PER_WAN = 10_000  # 元 in a 万元


def _chain(case: Case, now: CellKey, *before: CellKey) -> tuple[Form, Report, list[Fact]] | None:
    """Form, last year's report and facts if every cell of a year-to-year relation holds a figure; else None."""
    if case.form is None or case.previous is None or not case.consecutive:
        return None
    facts = case.facts([now]) + [fact(case.previous, key) for key in before]
    if case.report.value(*now) is None or any(case.previous.value(*key) is None for key in before):
        return None
    return case.form, case.previous, facts


@rule("carry-over")
def carry_over(rule: Rule, case: Case) -> Iterator[Finding]:
    """表三, each column: carried over = what last year's report carried forward."""
    for column in case.form.columns if case.form else ():
        now, then = ("requests", "carried_over", column), ("requests", "carried_forward", column)
        if chain := _chain(case, now, then):
            form, previous, facts = chain
            count, before = case.report.value(*now), previous.value(*then)
            if count != before:
                message = f"上年结转填写{count}件，{previous.year}年度报告的结转下年度继续办理为{before}件"
                yield rule.finding(message, form.location(*now), before, count, facts=facts)


@rule("in-force-chain")
def in_force_chain(rule: Rule, case: Case) -> Iterator[Finding]:
    """表二: in force = in force last year + issued - repealed."""
    for item in ("rules", "normative_documents"):
        now, then = ("disclosure", item, "in_force"), ("disclosure", item, "in_force")
        changes = [("disclosure", item, "issued"), ("disclosure", item, "repealed")]
        chain = _chain(case, now, then)
        issued, repealed = (case.report.value(*key) for key in changes)
        if chain is None or issued is None or repealed is None:
            continue
        form, previous, facts = chain
        count, before = case.report.value(*now), previous.value(*then)
        assert before is not None
        expected = before + issued - repealed
        if count != expected:
            message = (
                f"现行有效填写{count}件，{previous.year}年度报告为{before}件，本年制发{issued}件、废止{repealed}件，"
                f"推算应为{expected}件；清理、自然失效或统计口径调整也会造成差异"
            )
            facts += case.facts(changes)
            yield rule.finding(message, form.location(*now), expected, count, facts=facts)


@rule("items-chain")
def items_chain(rule: Rule, case: Case) -> Iterator[Finding]:
    """表二 of the 2019 form: items of last year = items and change of last year's report."""
    if case.form is None or case.previous is None or case.previous.form != case.form.name:
        return
    for item, line in case.form.disclosures.items():
        now, changed = ("disclosure", item, "items_previous"), ("disclosure", item, "items_change")
        if "items_previous" not in line.measures or (chain := _chain(case, now, now, changed)) is None:
            continue
        form, previous, facts = chain
        count, before, change = case.report.value(*now), previous.value(*now), previous.value(*changed)
        assert before is not None
        assert change is not None
        if count != before + change:
            message = f"上一年项目数量填写{count}，{previous.year}年度报告为{before}、增减{change}，应为{before + change}"
            yield rule.finding(message, form.location(*now), before + change, count, facts=facts)


@rule("copied-figures")
def copied_figures(rule: Rule, case: Case) -> Iterator[Finding]:
    """All figures are those of last year's report though many are not zero."""
    if not case.consecutive or case.previous is None or case.previous.form != case.report.form:
        return
    figures, before = (
        {key: cell.value for key, cell in r.cells.items()} for r in (case.report, case.previous)
    )
    same = sum(1 for value in figures.values() if value)
    if figures == before and same >= _COPIED["nonzero"]:
        message = f"三张表的全部数字（非零{same}个）与{case.previous.year}年度报告完全相同"
        yield rule.finding(message, "", "与上年不同", "与上年相同")


@rule("figure-jump")
def figure_jump(rule: Rule, case: Case) -> Iterator[Finding]:
    """A figure that is ten times last year's or a tenth of it, or fees that look like 元 written as 万元."""
    for place in _JUMP["figures"]:
        table, row, column = place.split(".")
        key = (table, row, column)
        chain = _chain(case, key, key)
        if chain is None:
            continue
        form, previous, facts = chain
        now, before = case.report.value(*key), previous.value(*key)
        assert now is not None
        assert before is not None
        if words := _jump(now, before, column):
            message = f"{previous.year}年度报告为{before}，本年为{now}，{words}"
            yield rule.finding(message, form.location(*key), before, now, facts=facts)


def _jump(now: int | Decimal, before: int | Decimal, column: str) -> str:
    """What is odd about two figures a year apart, "" if nothing."""
    small, large = sorted((Decimal(now), Decimal(before)))
    if small <= 0:
        return ""
    ratio = float(large / small)
    if column == "amount_wan_yuan" and abs(ratio / _PER_WAN - 1) <= _JUMP["unit_tolerance"]:
        return "约差一万倍，可能把元填作万元"
    if ratio >= _JUMP["ratio"] and large >= _JUMP["at_least"]:
        return f"相差{_JUMP['ratio']}倍以上，请核对"
    return ""


@rule("years-between")
def years_between(rule: Rule, case: Case) -> Iterator[Finding]:
    """Last year's report is not at hand, an older one is: what rests on last year was not judged."""
    year = case.report.year
    if case.previous is None and case.latest_year and year and case.latest_year < year - 1:
        message = f"没有{year - 1}年度报告可供比较（最近的是{case.latest_year}年度），结转等跨年关系未判定"
        yield rule.finding(message, "", year - 1, case.latest_year, "uncertain")


@rule("report-changed")
def report_changed(rule: Rule, case: Case) -> Iterator[Finding]:
    """Cells that were changed after publication; both versions are kept."""
    earlier, form = case.earlier, case.form
    if earlier is None or form is None or earlier.form != case.report.form:
        return
    for key, now in case.report.cells.items():
        before = earlier.cells.get(key)
        if before is None or before.value == now.value or "unread" in (now.state, before.state):
            continue
        doubtful = "inferred" in (before.state, now.state)
        message = f"公布后由“{before.raw}”改为“{now.raw}”" + (
            "（含推定的数字，不能确定）" if doubtful else ""
        )
        facts = [fact(earlier, key), *case.facts([key])]
        severity: Severity | None = "info" if doubtful else None
        yield rule.finding(message, form.location(*key), before.raw, now.raw, facts=facts, severity=severity)


@rule("republished-unchanged")
def republished_unchanged(rule: Rule, case: Case) -> Iterator[Finding]:
    """Published anew with the same figures and words, digits and marks among them, while errors stand in it."""
    if case.republished is None:
        return
    on, before = case.republished
    if _said(case.report) != _said(before) or case.form is None:
        return
    others = judge("report", replace(case, republished=None))
    errors = [other for other in others if other.severity == "error" and other.verdict == "fail"]
    if errors:
        message = f"{on}重新公布，数字和文字均未改动，仍有{len(errors)}处错误：{errors[0].location}等"
        yield rule.finding(message, errors[0].location, "改正后重新公布", "未见改动")


def _said(report: Report) -> tuple[object, ...]:
    """What an agency may have mended: figures, texts, the year and the days that it prints."""
    figures = {key: cell.value for key, cell in report.cells.items()}
    return figures, Case(report).texts, report.title, report.signed_on, report.period
