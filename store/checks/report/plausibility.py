"""Figures that hold all sums and still can hardly be: looked at beside what kind of body files them."""

from collections.abc import Iterator

from store.checks.case import Case
from store.checks.rules import THRESHOLDS, Rule, rule
from store.models import CellKey, Finding, Severity, Verdict
from store.registry.bodies import standing

_TWIN = THRESHOLDS["enforcement"]

# 对外公开总数量 of the 2019 form may count rules that others made: it shows nothing about who made them.
_MADE = ("issued", "in_force", "made")
_RULES: tuple[CellKey, ...] = tuple(("disclosure", "rules", measure) for measure in _MADE)
_IN_FORCE: tuple[tuple[CellKey, CellKey], ...] = tuple(
    (("disclosure", item, "issued"), ("disclosure", item, "in_force"))
    for item in ("rules", "normative_documents")
)


@rule("rules-without-power")
def rules_without_power(rule: Rule, case: Case) -> Iterator[Finding]:
    """规章 of a body that may not make any. A department's may be those of its government: uncertain."""
    value = case.report.value
    keys = [key for key in _RULES if (count := value(*key)) is not None and count > 0]
    if not keys or case.form is None:
        return
    body = standing(case.report, case.agency)
    if body.makes_rules is not False or (body.body and body.body.name == "government-office"):
        return
    count = value(*keys[0])
    of_city = body.kind == "department" and body.level in ("province", "city")
    message = f"规章填写{count}件；只有国务院部门和省、设区的市一级人民政府有权制定规章" + (
        "，部门所列的可能是本级政府规章" if of_city else ""
    )
    verdict: Verdict = "uncertain" if of_city else "fail"
    yield rule.finding(message, case.form.location(*keys[0]), 0, count, verdict, facts=case.facts(keys))


@rule("implausible-zeros")
def implausible_zeros(rule: Rule, case: Case) -> Iterator[Finding]:
    """Zeros printed for all that bodies of this class do every day."""
    value = case.report.value
    if case.form is None or value("disclosure", "licensing", "decisions") != 0:
        return
    body = standing(case.report, case.agency).body
    if body is None or not body.some_of:
        return
    keys = [("disclosure", item, "decisions") for item in body.some_of]
    cells = [case.report.cells.get(key) for key in keys]
    if any(cell is None or cell.value != 0 for cell in cells):
        return
    names = "、".join(case.form.row_label("disclosure", item) for item in body.some_of)
    message = f"{names}处理决定数量{'均' if len(keys) > 1 else ''}填写0件，与{body.words}的职责不相称，请核对"
    yield rule.finding(message, case.form.location(*keys[0]), ">0", 0, facts=case.facts(keys))


@rule("issued-in-force")
def issued_in_force(rule: Rule, case: Case) -> Iterator[Finding]:
    """表二: fewer documents in force than were issued in the same year."""
    for issued_key, key in _IN_FORCE:
        issued, in_force = case.report.value(*issued_key), case.report.value(*key)
        if issued is not None and in_force is not None and in_force < issued and case.form:
            message = f"现行有效{in_force}件，少于本年制发的{issued}件；本年制发的件一般年底仍然有效"
            facts = case.facts([key, issued_key])
            yield rule.finding(message, case.form.location(*key), f"≥{issued}", in_force, facts=facts)


@rule("enforcement-twin")
def enforcement_twin(rule: Rule, case: Case) -> Iterator[Finding]:
    """表二 against the body's yearly return on law enforcement; only where somebody has registered that."""
    twin, form = case.enforcement, case.form
    if twin is None or form is None:
        return
    refused = twin.not_licensed or 0
    counts = {"licensing": twin.licensing, "penalty": twin.penalty, "compulsion": twin.compulsion}
    for item, counted in counts.items():
        key = ("disclosure", item, "decisions")
        count = case.report.value(*key)
        may = {counted, counted + refused} if item == "licensing" and counted is not None else {counted}
        if counted is None or count is None or count in may:
            continue
        message = f"填写{count}件，行政执法统计年报为{counted}件（{twin.source}），口径可能不同"
        small, large = sorted((int(count), counted))
        grave = large >= _TWIN["times"] * max(small, 1)
        severity: Severity | None = None if grave else "info"
        facts = case.facts([key])
        yield rule.finding(message, form.location(*key), counted, count, "uncertain", severity, facts)
