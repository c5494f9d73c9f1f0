"""What a rule is, and the list of all rules. A rule is a pure function: no clock, no network, no database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from store.models import Finding, FindingClass, Severity, Verdict

_REGULATION = "《政府信息公开条例》"


@dataclass(frozen=True)
class Rule:
    """One rule of judgement. `law` is its legal basis, or "" where it rests on arithmetic or common sense alone."""

    id: str
    finding_class: FindingClass
    severity: Severity
    law: str
    describes: str
    function: Callable[..., Iterator[Finding]]

    def finding(
        self,
        message: str,
        location: str = "",
        expected: object = "",
        actual: object = "",
        verdict: Verdict = "fail",
        severity: Severity | None = None,
    ) -> Finding:
        """A Finding of this rule; `severity` may only be given to say that this case is less grave."""
        return Finding(
            self.id,
            self.finding_class,
            severity or self.severity,
            message,
            location,
            str(expected),
            str(actual),
            self.law,
            verdict,
        )


RULES: dict[str, Rule] = {}


def rule(
    rule_id: str, finding_class: FindingClass, severity: Severity, law: str = ""
) -> Callable[[Callable[..., Iterator[Finding]]], Callable[..., list[Finding]]]:
    """Declare a rule: the function gets the Rule first, then what it judges; its docstring says what it demands."""

    def declare(function: Callable[..., Iterator[Finding]]) -> Callable[..., list[Finding]]:
        if rule_id in RULES or not function.__doc__:
            raise ValueError(f"rule {rule_id!r}: id used twice or docstring missing")
        declared = RULES[rule_id] = Rule(
            rule_id, finding_class, severity, law and _REGULATION + law, function.__doc__, function
        )

        def judge(*judged: Any) -> list[Finding]:
            return list(function(declared, *judged))

        judge.__doc__ = function.__doc__
        return judge

    return declare
