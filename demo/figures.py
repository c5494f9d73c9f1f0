"""The figures of the virtual reports: figures.toml holds what is not zero, the rest follows from the form."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from store.form import FORMS
from store.models import CellKey

FORM = FORMS["2021"]
TOTAL = "total"

Figure = int | Decimal
Figures = Mapping[CellKey, Figure]


def load_figures(path: Path) -> dict[tuple[str, int], Figures]:
    """Every cell of every report, by (agency, year). Raises ValueError where the form's sums do not hold."""
    declared = tomllib.loads(path.read_text(encoding="utf-8"))
    figures: dict[tuple[str, int], Figures] = {}
    for agency, years in declared.items():
        before: Figures = {}
        for year in sorted(years):
            before = complete(years[year], before)
            if broken := broken_sums(before):
                raise ValueError(f"{path.name} [{agency}.{year}]: {', '.join(broken)}")
            figures[agency, int(year)] = before
    return figures


def complete(declared: Mapping[str, Any], before: Figures) -> Figures:
    """All cells of one report: as declared, zero, or what last year's report and the form's sums make of them."""
    figures = _disclosure(declared, before)
    figures |= _requests(declared.get("requests", {}), before)
    figures |= _reviews(declared.get("reviews", {}))
    return figures


def _disclosure(declared: Mapping[str, Any], before: Figures) -> dict[CellKey, Figure]:
    """表二. An item with one measure is declared as its number; in force = last year's + issued - repealed."""
    figures: dict[CellKey, Figure] = {}
    for row, line in FORM.disclosures.items():
        said = declared.get(row, {})
        said = said if isinstance(said, dict) else {line.measures[0]: said}
        for measure in line.measures:
            amount = FORM.measures[measure].kind == "amount"
            figures["disclosure", row, measure] = (
                Decimal(said.get(measure, "0")) if amount else said.get(measure, 0)
            )
        in_force = ("disclosure", row, "in_force")
        if in_force in before:
            change = figures["disclosure", row, "issued"] - figures["disclosure", row, "repealed"]
            figures[in_force] = int(before[in_force] + change)
    return figures


def _requests(declared: Mapping[str, Any], before: Figures) -> dict[CellKey, Figure]:
    """表三. Carried over is what last year carried forward; the totals are summed."""
    _require_known(declared, set(FORM.requests))
    figures: dict[CellKey, Figure] = {}
    for row, column in FORM.cells("requests", set(FORM.requests)):
        figures["requests", row, column] = declared.get(row, {}).get(column, 0)
    for column in FORM.columns:
        forward = ("requests", "carried_forward", column)
        if forward in before:
            figures["requests", "carried_over", column] = before[forward]
        outcomes = (figures["requests", row, column] for row in FORM.outcomes(set(FORM.requests)))
        figures["requests", "outcome_total", column] = sum(outcomes)
    for row in FORM.requests:
        figures["requests", row, TOTAL] = _sum(figures, "requests", row, applicants())
    return figures


def _reviews(declared: Mapping[str, Any]) -> dict[CellKey, Figure]:
    """表四, each procedure with its total."""
    _require_known(declared, set(FORM.procedures))
    figures: dict[CellKey, Figure] = {}
    for row, column in FORM.cells("reviews", set()):
        figures["reviews", row, column] = declared.get(row, {}).get(column, 0)
    for row in FORM.procedures:
        figures["reviews", row, TOTAL] = _sum(figures, "reviews", row, results())
    return figures


def _require_known(declared: Mapping[str, Any], known: set[str]) -> None:
    """Raise ValueError if a line is declared that the form does not have."""
    if unknown := set(declared) - known:
        raise ValueError(f"figures.toml: the form has no line {', '.join(sorted(unknown))}")


def applicants() -> list[str]:
    """The columns of 表三 that add up to 总计."""
    return [key for key, line in FORM.columns.items() if line.part_of == TOTAL]


def results() -> list[str]:
    """The columns of 表四 that add up to 总计."""
    return [key for key, line in FORM.results.items() if line.part_of == TOTAL]


def _sum(figures: Figures, table: str, row: str, columns: list[str]) -> int:
    return int(sum(figures[table, row, column] for column in columns))


def broken_sums(figures: Figures) -> list[str]:
    """Where the sums inside one report do not hold: places in words of the form, empty if all is well."""
    broken = [f"balance {FORM.location('requests', column=column)}" for column in _unbalanced(figures)]
    for column in FORM.columns:
        outcomes = sum(figures["requests", row, column] for row in FORM.outcomes(set(FORM.requests)))
        if outcomes != figures["requests", "outcome_total", column]:
            broken.append(f"outcomes {FORM.location('requests', 'outcome_total', column)}")
    for table, rows, columns in (
        ("requests", FORM.requests, applicants()),
        ("reviews", FORM.procedures, results()),
    ):
        wrong = [row for row in rows if _sum(figures, table, row, columns) != figures[table, row, TOTAL]]
        broken += [f"row {FORM.location(table, row, TOTAL)}" for row in wrong]
    return broken


def _unbalanced(figures: Figures) -> list[str]:
    """Columns of 表三 in which received + carried over differs from outcomes + carried forward."""
    left, right = FORM.balance
    return [
        column
        for column in FORM.columns
        if sum(figures["requests", row, column] for row in left)
        != sum(figures["requests", row, column] for row in right)
    ]


def broken_carry_over(before: Figures, now: Figures) -> list[str]:
    """Columns of 表三 in which carried over is not what the year before carried forward."""
    return [
        column
        for column in FORM.columns
        if now["requests", "carried_over", column] != before["requests", "carried_forward", column]
    ]
