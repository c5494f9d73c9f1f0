"""Sound figures of a report, in which every sum of the form holds: declared, of one kind of request, or drawn by a seed."""

import random
from collections.abc import Mapping, MutableMapping
from decimal import Decimal
from functools import cache
from typing import Any

from store.form import FORMS, Form
from store.models import CellKey, Value

FORM = FORMS["2021"]
TOTAL = "total"

Figure = int | Decimal
Figures = Mapping[CellKey, Figure]


def complete(declared: Mapping[str, Any], before: Figures) -> Figures:
    """All cells of one report: as declared, zero, or what last year's report and the form's sums make of them."""
    figures = _disclosure(declared, before)
    figures |= _requests(declared.get("requests", {}), before)
    figures |= _reviews(declared.get("reviews", {}))
    return figures


@cache
def all_granted(received: int) -> Figures:
    """A report in which `received` people asked and all were granted; everything else is zero."""
    asked = {"natural_person": received}
    return complete({"requests": {"received": asked, "granted": asked}}, {})


def sound_figures(form: Form, seed: int, most: int = 400) -> dict[CellKey, Value]:
    """Every cell of a report of either form, different for each seed; no single request is counted above `most`."""
    rng = random.Random(seed)
    figures: dict[CellKey, Any] = {}
    _draw_disclosure(form, figures, rng)
    for column in applicants(form):
        _draw_applicant(form, figures, column, rng, most)
    add_up_requests(form, figures)
    for row, column in form.cells("reviews", set()):
        figures["reviews", row, column] = 0 if column == TOTAL else rng.choice((0, rng.randint(0, most)))
    add_up_reviews(form, figures)
    return figures


def _draw_disclosure(form: Form, figures: MutableMapping[CellKey, Any], rng: random.Random) -> None:
    """表二: no more is issued than is in force."""
    for row, measure in form.cells("disclosure", set()):
        kind = form.measures[measure].kind
        whole = rng.choice((0, rng.randint(0, 9), rng.randint(0, 30_000)))
        figures["disclosure", row, measure] = (
            Decimal(whole) / Decimal(rng.choice((1, 100, 10_000))) if kind == "amount" else whole
        )
        if kind == "change":
            figures["disclosure", row, measure] = rng.randint(-50, 50)
    for row in ("rules", "normative_documents"):
        in_force, issued = (("disclosure", row, measure) for measure in ("in_force", "issued"))
        if in_force in figures:
            figures[issued] = min(figures[in_force], figures[issued])


def _draw_applicant(
    form: Form, figures: MutableMapping[CellKey, Any], column: str, rng: random.Random, most: int
) -> None:
    """One kind of applicant in 表三: what was received and carried over is what ended or is carried forward."""
    for row in form.requests:
        figures["requests", row, column] = rng.choice((0, rng.randint(0, most)))
    done = sum(figures["requests", row, column] for row in form.outcomes(set(form.requests)))
    ended = done + figures["requests", "carried_forward", column]
    begun = rng.randint(0, ended)
    figures["requests", "carried_over", column] = begun
    figures["requests", "received", column] = ended - begun


def add_up_requests(form: Form, figures: MutableMapping[CellKey, Any]) -> None:
    """Give 表三 its sums: the outcomes of every kind of applicant, and 总计 of every row."""
    for column in applicants(form):
        outcomes = (figures["requests", row, column] for row in form.outcomes(set(form.requests)))
        figures["requests", "outcome_total", column] = sum(outcomes)
    for row in form.requests:
        figures["requests", row, TOTAL] = _sum(figures, "requests", row, applicants(form))


def add_up_reviews(form: Form, figures: MutableMapping[CellKey, Any]) -> None:
    """Give 表四 its sums: 总计 of every procedure."""
    for row in form.procedures:
        figures["reviews", row, TOTAL] = _sum(figures, "reviews", row, results(form))


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
    add_up_requests(FORM, figures)
    return figures


def _reviews(declared: Mapping[str, Any]) -> dict[CellKey, Figure]:
    """表四, each procedure with its total."""
    _require_known(declared, set(FORM.procedures))
    figures: dict[CellKey, Figure] = {}
    for row, column in FORM.cells("reviews", set()):
        figures["reviews", row, column] = declared.get(row, {}).get(column, 0)
    add_up_reviews(FORM, figures)
    return figures


def _require_known(declared: Mapping[str, Any], known: set[str]) -> None:
    """Raise ValueError if a line is declared that the form does not have."""
    if unknown := set(declared) - known:
        raise ValueError(f"figures.toml: the form has no line {', '.join(sorted(unknown))}")


def applicants(form: Form) -> list[str]:
    """The columns of 表三 that add up to 总计."""
    return [key for key, line in form.columns.items() if line.part_of == TOTAL]


def results(form: Form) -> list[str]:
    """The columns of 表四 that add up to 总计."""
    return [key for key, line in form.results.items() if line.part_of == TOTAL]


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
        ("requests", FORM.requests, applicants(FORM)),
        ("reviews", FORM.procedures, results(FORM)),
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
