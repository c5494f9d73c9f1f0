"""Figures recognised from pictures that the form's own arithmetic confirms. Nothing is ever corrected by it."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from crawler.reading.form.state import FormReading
from crawler.reading.words.values import ILLEGIBLE
from store.form import Form
from store.models import CellKey, State

ADDS_UP = "由图像识别得出，字迹或断行不清，与一项勾稽关系相符"
_UNSURE = re.compile(rf"([\dOo]{{1,9}}){ILLEGIBLE}")
_ZEROS = str.maketrans("Oo", "00")


@dataclass(frozen=True)
class _Sum:
    """Cells whose figures on the left must add up to those on the right."""

    left: Sequence[CellKey]
    right: Sequence[CellKey]


def confirm_seen(reading: FormReading) -> None:
    """Make inferred figures of 表三 certain where a sum along their row and one down their column both hold.

    Every member of a sum must have been read, under a label without fault. Recognition may also take one digit for
    another wherever it stands, and then 1 = 1 + 0 holds as well as 7 = 7 + 0: each digit of a figure must occur in
    some sum of the table in such places that another digit there would break it. 表二 has no sums and 表四 one for
    each figure: they stay inferred.
    """
    seen = {key for key in _seen(reading) if key[0] == "requests"}
    figures = {key: figure for key, figure in _figures(reading).items() if key[0] == "requests"}
    across, down = ([one for one in sums if _holds(one, figures)] for sums in _sums(reading))
    digits = _known_digits([*across, *down], figures)
    twice = {key for one in across for key in (*one.left, *one.right)} & {
        key for one in down for key in (*one.left, *one.right)
    }
    sure = {key for key in twice & seen if set(str(figures[key])) <= digits}
    for key in sure:
        state: State = "number" if figures[key] else "zero"
        reading.cells[key] = replace(reading.cells[key], state=state)
    settled = [note for note in reading.seen if (note.table, note.row, note.column) in sure]
    for notes in (reading.notes, reading.seen):
        notes[:] = [note for note in notes if note not in settled]


def infer_unsure(reading: FormReading) -> None:
    """Infer figures that were seen without certainty, or broken over lines, where a sum of 表三 or 表四 holds with them.

    Another digit for one of theirs, wherever it stands, must break some sum of the form; and this one, unless a figure
    seen with certainty has that digit too.
    """
    seen = _seen(reading)
    rows = {key[:2] for key in seen}
    unsure = {
        key: int(unsure_text[1].translate(_ZEROS))
        for key, cell in reading.cells.items()
        if cell.state == "unread" and key[:2] in rows and (unsure_text := _UNSURE.fullmatch(cell.raw))
    }
    figures = {**_figures(reading), **unsure}
    held = [
        one for sums in (*_sums(reading), _review_sums(reading.form)) for one in sums if _holds(one, figures)
    ]
    digits = _known_digits(held, figures)
    sure = {key for one in held for key in _certified(one, figures, unsure.keys(), digits)}
    for key in sure:
        reading.cells[key] = replace(reading.cells[key], value=unsure[key], state="inferred")
    reading.notes[:] = [
        replace(note, message=ADDS_UP, state="inferred")
        if (note.table, note.row, note.column) in sure
        else note
        for note in reading.notes
    ]


def _certified(
    one: _Sum, figures: dict[CellKey, int], unsure: Set[CellKey], known: set[str]
) -> Iterator[CellKey]:
    """The uncertain figures in a sum that holds whose digits are not uncertain together with others of the sum."""
    free = _free_digits(one, figures)
    members = {*one.left, *one.right} & unsure
    for key in members:
        others = set("".join(str(figures[other]) for other in members - {key}))
        digits = set(str(figures[key]))
        if digits <= known and not digits & free & others:
            yield key


def _known_digits(held: Sequence[_Sum], figures: dict[CellKey, int]) -> set[str]:
    """Digits that, read as another one everywhere, would break a sum."""
    digits = set("0123456789")
    return digits - digits.intersection(*(_free_digits(one, figures) for one in held))


def _seen(reading: FormReading) -> set[CellKey]:
    """The cells of whose figures nothing is to be doubted but that they were read from a picture."""
    return {(note.table, note.row, note.column) for note in reading.seen}


def _figures(reading: FormReading) -> dict[CellKey, int]:
    """The figures of 表三 and 表四 that may be members of a sum."""
    seen = _seen(reading)
    faulty = {(note.table, note.row) for note in reading.notes if not note.column}
    return {
        key: int(cell.value)
        for key, cell in reading.cells.items()
        if key[0] != "disclosure" and cell.value is not None and key[:2] not in faulty
        if key in seen or cell.state != "inferred"
    }


def _review_sums(form: Form) -> list[_Sum]:
    """The sums of 表四: along the results of each procedure."""
    results = [key for key, line in form.results.items() if line.part_of]
    return [
        _Sum([("reviews", row, key) for key in results], [("reviews", row, "total")])
        for row in form.procedures
    ]


def _sums(reading: FormReading) -> tuple[list[_Sum], list[_Sum]]:
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
