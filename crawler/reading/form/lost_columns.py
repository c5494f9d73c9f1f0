"""Rows of 表三 that lost cells: read only where the form's own arithmetic leaves one reading."""

from crawler.reading.blocks import GridCell
from crawler.reading.form.state import FormReading
from crawler.reading.words.values import read_cell
from store.form import Form
from store.models import Cell

_FIRST, _LAST = "natural_person", "total"


def _printed(after: list[GridCell]) -> list[GridCell]:
    """The cells of a row that print something."""
    return [cell for cell in after if cell.text.strip()]


def _ends(after: list[GridCell]) -> tuple[int, int] | None:
    """The two figures a short row prints with empty cells between them, (0, 0) for an empty row, None otherwise.

    Without a cell between them blanks were dropped, so that the first may be any applicant's.
    """
    figures = [read_cell(cell.text)[0].value for cell in _printed(after)]
    if not figures:
        return (0, 0)
    if len(figures) != 2 or None in figures or _printed(after)[1].column - _printed(after)[0].column < 2:
        return None
    return (int(figures[0] or 0), int(figures[1] or 0))


def _balanced(form: Form, column: dict[str, int]) -> bool:
    """Whether a column satisfies the form's balance and its sum of outcomes, blanks counted as nothing."""
    left, right = (sum(column.get(key, 0) for key in side) for side in form.balance)
    outcomes = sum(column.get(key, 0) for key in form.outcomes(set(column)))
    return left == right and outcomes == column.get("outcome_total", 0)


def infer_lost_columns(reading: FormReading) -> None:
    """Where every line of 表三 has too few cells, decide first = 自然人 and last = 总计 if nothing else fits.

    It fits if every row's last figure equals its first and both columns satisfy balance and sum of outcomes:
    were the last figure another applicant's, each row would repeat a number by chance, and no total would stand.
    The cells become inferred; all others of those rows stay unread. Otherwise nothing changes.
    """
    form = reading.form
    keys = set(reading.short)
    complete = {line.key for line in form.request_lines(keys)} == keys
    ends = {key: _ends(after) for key, after in reading.short.items()}
    figures = {key: pair for key, pair in ends.items() if pair is not None}
    filled = [pair for pair in figures.values() if any(pair)]
    if not complete or len(figures) != len(ends) or len(filled) < 3:
        return
    if any(first != last for first, last in filled):
        return
    if not _balanced(form, {key: pair[0] for key, pair in figures.items()}):
        return
    reading.note(
        "表三缺列：表头和各行都少于七列。首个数字为自然人、末个数字为总计，勾稽关系只容许这一种读法",
        "requests",
    )
    for key, after in reading.short.items():
        for column, printed in zip((_FIRST, _LAST), _printed(after), strict=False):
            cell, _ = read_cell(printed.text)
            reading.cells["requests", key, column] = Cell(cell.raw, cell.value, "inferred", "件")
            reading.note("缺列，按勾稽关系推定", "requests", key, column, "inferred", cell.raw)
