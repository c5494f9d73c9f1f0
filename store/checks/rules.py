"""What a rule is, and the list of all rules. Each is a public contract, declared in contract/*.toml: a stable id, class,
severity, legal basis, formula, examples, history. Its behaviour is a pure function: no clock, no network, no database.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from store.models import CellKey, Fact, Finding, FindingClass, Report, Severity, Verdict

CONTRACT = Path(__file__).parent / "contract"
THRESHOLDS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "thresholds.toml").read_text(encoding="utf-8")
)
_DOUBTFUL = ("inferred", "unread")
NO_FORM = "none"
Judged = Literal["report", "filing", "portal", "peers", "area", "texts", "figures", "country"]


class Words(NamedTuple):
    """The same said in Chinese and in English."""

    zh: str
    en: str


class Change(NamedTuple):
    """One entry of a rule's history: when its meaning changed, and how."""

    on: date
    zh: str
    en: str


class Rule(BaseModel):
    """One rule of judgement. `judges` is what its function is given; `law` is its basis, "" for common sense.

    `forms` are the generations whose reports it judges, "none" those without prescribed tables; what has no form is "any".
    `formula` is its demand in symbols. `right` and `wrong` are
    examples.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    judges: Judged
    finding_class: FindingClass = Field(alias="class")
    severity: Severity
    forms: tuple[str, ...] = ("2019", "2021")
    law: str = ""
    title: Words
    demands: Words
    formula: str
    right: Words
    wrong: Words
    history: tuple[Change, ...] = Field(min_length=1)

    def finding(
        self,
        message: str,
        location: str = "",
        expected: object = "",
        actual: object = "",
        verdict: Verdict = "fail",
        severity: Severity | None = None,
        facts: Iterable[Fact] = (),
    ) -> Finding:
        """A Finding of this rule; `severity` may only be given to say that this case is less grave.

        What rests on a cell that we inferred or could not read accuses nobody: it is uncertain, and a warning at most.
        """
        facts = tuple(facts)
        grave = severity or self.severity
        if any(fact.state in _DOUBTFUL for fact in facts):
            verdict, grave = "uncertain", "warning" if grave == "error" else grave
        return Finding(
            self.id,
            self.finding_class,
            grave,
            message,
            location,
            str(expected),
            str(actual),
            self.law,
            verdict,
            facts,
        )


def fact(report: Report, key: CellKey, doubted: bool = False) -> Fact:
    """What one cell of a report says, as evidence; `doubted` if we do not trust our reading of it."""
    cell = report.cells.get(key)
    if cell is None:
        return Fact(report.year, key, "", "unread")
    printed = cell.raw.strip() if cell.value is None else str(cell.value)
    return Fact(report.year, key, printed, "inferred" if doubted else cell.state)


def contracts() -> list[Path]:
    """The files of the contract, a family of rules each, by the names of the families."""
    return sorted(CONTRACT.rglob("*.toml"), key=lambda path: path.stem)


def _declared() -> dict[str, Rule]:
    rules = [
        Rule.model_validate(row)
        for path in contracts()
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    ]
    if len({rule.id for rule in rules}) < len(rules):
        raise ValueError("contract/*.toml: a rule id is declared twice")
    return {rule.id: rule for rule in rules}


RULES: dict[str, Rule] = _declared()
_FUNCTIONS: dict[str, Callable[..., Iterator[Finding]]] = {}


def rule(
    rule_id: str,
) -> Callable[[Callable[..., Iterator[Finding]]], Callable[..., Iterator[Finding]]]:
    """Declare the function of a rule of the contract: it gets the Rule first, then what it judges.

    Raises ValueError for an id that the contract does not have, or that has a function already.
    """

    def declare(function: Callable[..., Iterator[Finding]]) -> Callable[..., Iterator[Finding]]:
        if rule_id not in RULES or rule_id in _FUNCTIONS:
            raise ValueError(f"rule {rule_id!r}: not in contract/*.toml, or its function is declared twice")
        _FUNCTIONS[rule_id] = function
        return function

    return declare


def judge(judges: Judged, judged: Any, only: str | None = None, form: str | None = None) -> list[Finding]:
    """Run every rule of one kind, or `only` one, on what it judges.

    What has a `form` is judged only by rules that are for it; NO_FORM is that of a report without prescribed tables.
    """
    return [
        finding
        for rule_id, function in _FUNCTIONS.items()
        if RULES[rule_id].judges == judges
        and only in (None, rule_id)
        and (form is None or form in RULES[rule_id].forms)
        for finding in function(RULES[rule_id], judged)
    ]


def require_functions() -> None:
    """Raise ValueError if a rule of the contract has no function."""
    if missing := RULES.keys() - _FUNCTIONS.keys():
        raise ValueError(f"contract/*.toml: no function for {', '.join(sorted(missing))}")
