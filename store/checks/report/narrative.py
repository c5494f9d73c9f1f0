"""Z1–Z3: what the narrative says against what the tables print.

A claim may mean several sums of cells; only one that misses all of them contradicts the tables. A cell that was not
read may hold anything, a blank one anything from zero up: it is never zero, and a blank total is what its columns add up
to. Words of scope, or another sentence on the same matter that
agrees with the table, may mean that something else was counted.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from store.checks.case import Case
from store.checks.rules import Rule, rule
from store.form import Form
from store.models import CellKey, Claim, Finding, Severity, Verdict

NOTICES = "processing_fee_notices"
_SHOWN = 50  # characters of a sentence in a message
_FOOTNOTE = re.compile(r"[（(*＊※]*(?:注|备注|说明)\d*[：:，,、]")
Figure = int | Decimal


class Sum(NamedTuple):
    """What the cells of a reading add up to: whether some are blank, whether any is printed, whether a total is added up."""

    total: Figure
    blank: bool
    printed: bool
    derived: bool
    least: Figure  # without what was added up for a blank total

    @property
    def words(self) -> str:
        """As it is told: a blank is no zero."""
        if not self.printed:
            return "空白"
        return f"{self.total}（另有空白）" if self.blank else str(self.total)


class Miss(NamedTuple):
    """A claim that equals none of its readings, their sums, and whether a blank cell may explain the difference."""

    claim: Claim
    sums: tuple[Sum, ...]
    open_ended: bool


def _equal(said: Figure, total: Figure) -> bool:
    """Whether a claim says this total; amounts may be rounded to the decimals that the claim has."""
    if said == total or not said or not isinstance(said, Decimal):
        return said == total
    exponent = said.as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(said - total) < Decimal(10) ** min(exponent, 0)


def reading_sum(case: Case, reading: tuple[CellKey, ...]) -> Sum | None:
    """What the cells of a reading say together; None if one of them was not read."""
    total: Figure = 0
    least: Figure = 0
    blank = printed = derived = False
    for key in reading:
        cells = case.standing_for(key)
        added = len(cells) > 1
        derived = derived or added
        for cell in cells:
            if cell is None or cell.state == "unread":
                return None
            if cell.value is None:
                blank = True
            else:
                total += cell.value
                least += 0 if added else cell.value
                printed = True
    return Sum(total, blank, printed, derived, least)


def _compare(case: Case, claim: Claim) -> Miss | bool | None:
    """True if a claim agrees with one of its readings, None if that can't be told, else by what it misses them."""
    sums: list[Sum] = []
    for reading in claim.readings:
        total = reading_sum(case, reading)
        if total is None:
            return None
        if _equal(claim.value, total.total) and (total.printed or not claim.value):
            return True
        sums.append(total)
    if not any(total.printed for total in sums):
        return None  # nothing is printed that could be contradicted
    return Miss(claim, tuple(sums), any(total.blank and total.total < claim.value for total in sums))


def _misses(case: Case, concerns: Callable[[Claim], bool]) -> Iterator[Miss]:
    """One claim for each matter that contradicts the tables, the one with the fewest words of scope first."""
    by_place: dict[tuple[CellKey, ...], list[Miss]] = {}
    for claim in case.report.claims:
        if claim.readings and concerns(claim) and isinstance(miss := _compare(case, claim), Miss):
            by_place.setdefault(claim.readings[0], []).append(miss)
    for misses in by_place.values():
        if not _parts(misses):
            yield min(misses, key=lambda miss: len(miss.claim.scope))


def _parts(misses: list[Miss]) -> bool:
    """Whether several claims add up to a reading: then each of them counts a part."""
    values = {miss.claim.value for miss in misses}
    return len(values) > 1 and sum(values) in {total.total for miss in misses for total in miss.sums}


def _excused(case: Case, claim: Claim) -> bool:
    """Whether another sentence on the same matter agrees with the table: this one may count something else."""
    return any(
        not other.scope and _compare(case, other) is True
        for other in case.report.claims
        if other.readings[:1] == claim.readings[:1]
    )


def _place(form: Form, reading: tuple[CellKey, ...]) -> str:
    """Where the cells of a reading are."""
    return form.location(*reading[0]) + (f"等{len(reading)}格" if len(reading) > 1 else "")


def _quoted(form: Form, claim: Claim) -> str:
    """The part of the report that a claim stands in, and its sentence, shortened around the number."""
    number = next((line.number for line in form.sections if line.key == claim.section), 0)
    at = max(0, claim.sentence.find(str(claim.value)) - _SHOWN // 2)
    start = at if len(claim.sentence) > _SHOWN else 0
    text = claim.sentence[start : start + _SHOWN]
    end = "…" if start + _SHOWN < len(claim.sentence) else ""
    return f"第{'〇一二三四五六'[number]}部分称“{'…' if start else ''}{text}{end}”"


def _contradiction(rule: Rule, case: Case, miss: Miss, words: str) -> Finding:
    """The finding: `words` takes the numbers said and printed."""
    assert case.form is not None
    claim = miss.claim
    unit = claim.unit or "件"
    sums = list(dict.fromkeys(total.words for total in miss.sums))
    message = f"{_quoted(case.form, claim)}，" + words.format(said=claim.value, unit=unit, printed=sums[0])
    if len(sums) > 1:
        message += f"，按其他口径为{'、'.join(sums[1:])}"
    derived = miss.sums[0].derived or any(total.derived and total.least < claim.value for total in miss.sums)
    verdict: Verdict = "uncertain" if miss.open_ended or derived else "fail"
    severity: Severity | None = "info" if miss.open_ended else None
    if claim.scope:
        verdict, severity = "uncertain", "info"
        message += f"（原文有“{'、'.join(claim.scope)}”，可能另有所指）"
    elif _FOOTNOTE.match(claim.sentence):
        verdict, severity = "uncertain", "info"
        message += "（原文是注释，可能另有所指）"
    elif _excused(case, claim):
        verdict, severity = "uncertain", "info"
        message += "（另一处所写与表一致，此处可能另有所指）"
    elif miss.open_ended:
        message += "（有关单元格有空白，不能确定）"
    elif derived:
        message += "（总计没有填写，按各列相加）"
    keys = dict.fromkeys(key for reading in claim.readings for key in reading)
    place = _place(case.form, claim.readings[0])
    return rule.finding(message, place, sums[0], claim.value, verdict, severity, case.facts(keys))


def _denial(claim: Claim) -> bool:
    return not claim.value and not claim.unit


@rule("narrative-figure")
def narrative_figure(rule: Rule, case: Case) -> Iterator[Finding]:
    """A number in the text that equals no sum of cells which it may mean."""
    if case.form is not None and case.report.claims:
        for miss in _misses(case, lambda claim: claim.kind != NOTICES and not _denial(claim)):
            yield _contradiction(rule, case, miss, "即{said}{unit}，表中为{printed}")


@rule("narrative-none")
def narrative_none(rule: Rule, case: Case) -> Iterator[Finding]:
    """未收到, 未发生, while the table holds more than zero."""
    if case.form is not None and case.report.claims:
        for miss in _misses(case, lambda claim: claim.kind != NOTICES and _denial(claim)):
            yield _contradiction(rule, case, miss, "表中却为{printed}")


@rule("closed-unpaid")
def closed_unpaid(rule: Rule, case: Case) -> Iterator[Finding]:
    """No notice of fees was issued, yet requests were closed because the fee was not paid.

    The notice may be of the year before: never more than uncertain.
    """
    if case.form is None:
        return
    for miss in _misses(case, lambda claim: claim.kind == NOTICES and not claim.value):
        words = "表中却有{printed}件逾期未缴费而不再处理（收费通知也可能是上年发出的）"
        yield replace(_contradiction(rule, case, miss, words), verdict="uncertain")


@rule("fee-statement")
def fee_statement(rule: Rule, case: Case) -> Iterator[Finding]:
    """Section six says nothing of 信息处理费, nor does any other section."""
    report = case.report
    last = next((section for section in report.sections if section.key == "other_matters"), None)
    if last is None or not last.text.strip() or "费" in last.text:
        return
    if not any("处理费" in section.text for section in report.sections):
        message = "第六部分和其他部分都没有写收取信息处理费的情况"
        verdict: Verdict = "fail" if report.signed_on else "uncertain"  # without its end it may be cut short
        yield rule.finding(message, "第六部分", "收取信息处理费情况", "未提及", verdict)
