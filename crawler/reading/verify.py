"""Figures recognised from pictures that the form's own arithmetic confirms. Nothing is ever corrected by it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crawler.reading.blocks import SEEN
from crawler.reading.tables import Reading
from store.models import CellKey, State


@dataclass(frozen=True)
class _Sum:
    """Cells of 表三 whose figures on the left must add up to those on the right."""

    left: Sequence[CellKey]
    right: Sequence[CellKey]


def confirm_seen(reading: Reading) -> None:
    """Make inferred figures of 表三 certain where a sum along their row and one down their column both hold.

    Every member of a sum must have been read, under a label without fault. Recognition may also take one digit for
    another wherever it stands, and then 1 = 1 + 0 holds as well as 7 = 7 + 0: each digit of a figure must occur in
    some sum of the table in such places that another digit there would break it. 表二 has no sums and 表四 one for
    each figure: they stay inferred.
    """
    seen = {
        (note.table, note.row, note.column)
        for note in reading.notes
        if note.message == SEEN and note.table == "requests"
    }
    faulty = {note.row for note in reading.notes if note.table == "requests" and not note.column}
    figures = {
        key: int(cell.value)
        for key, cell in reading.cells.items()
        if key[0] == "requests" and cell.value is not None and key[1] not in faulty
        if key in seen or cell.state != "inferred"
    }
    across, down = ([one for one in sums if _holds(one, figures)] for sums in _sums(reading))
    known = set("0123456789") - set.intersection(
        set("0123456789"), *(_free_digits(one, figures) for one in (*across, *down))
    )
    twice = {key for one in across for key in (*one.left, *one.right)} & {
        key for one in down for key in (*one.left, *one.right)
    }
    sure = {key for key in twice & seen if set(str(figures[key])) <= known}
    for key in sure:
        state: State = "number" if figures[key] else "zero"
        reading.cells[key] = replace(reading.cells[key], state=state)
    reading.notes[:] = [
        note
        for note in reading.notes
        if note.message != SEEN or (note.table, note.row, note.column) not in sure
    ]


def _sums(reading: Reading) -> tuple[list[_Sum], list[_Sum]]:
    """The sums of 表三 along its rows, and those down its columns."""
    form = reading.form
    rows = {row for table, row, _ in reading.cells if table == "requests"}
    applicants = [key for key, line in form.columns.items() if line.part_of]
    across = [
        _Sum([("requests", line.key, key) for key in applicants], [("requests", line.key, "total")])
        for line in form.request_lines(rows)
    ]
    down = [
        _Sum([("requests", row, column) for row in left], [("requests", row, column) for row in right])
        for column in form.columns
        for left, right in (form.balance, (form.outcomes(rows), ["outcome_total"]))
    ]
    return across, down


def _holds(one: _Sum, figures: dict[CellKey, int]) -> bool:
    if any(key not in figures for key in (*one.left, *one.right)):
        return False
    return sum(figures[key] for key in one.left) == sum(figures[key] for key in one.right)


def _free_digits(one: _Sum, figures: dict[CellKey, int]) -> set[str]:
    """Digits that could all be read as another one without the sum noticing: absent, or of equal weight on both sides."""
    weights = dict.fromkeys("0123456789", 0)
    for sign, side in ((1, one.left), (-1, one.right)):
        for key in side:
            for place, digit in enumerate(reversed(str(figures[key]))):
                weights[digit] += sign * 10**place
    return {digit for digit, weight in weights.items() if not weight}
