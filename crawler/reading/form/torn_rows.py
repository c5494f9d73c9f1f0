"""The figures of 表四 that a page break tore: two rows that add up together, though the upper alone does not."""

from collections.abc import Sequence
from dataclasses import replace

from crawler.reading.blocks import GridCell
from crawler.reading.words.values import read_cell
from store.form import Form


def _adds_up(row: Sequence[GridCell], form: Form) -> bool:
    """Whether every cell prints a figure and each procedure's last is the sum of the others."""
    figures = [read_cell(cell.text)[0].value for cell in row]
    width = len(form.results)
    if None in figures or len(figures) != width * len(form.procedures):
        return False
    numbers = [int(figure or 0) for figure in figures]
    parts = [numbers[n : n + width] for n in range(0, len(numbers), width)]
    return all(sum(part[:-1]) == part[-1] for part in parts)


def whole_row(rows: Sequence[Sequence[GridCell]], form: Form) -> list[GridCell] | None:
    """The one row of figures of which `rows` are the upper and the lower half; None if that is not certain.

    The halves of a figure stay on two lines, as in a cell too narrow for it, so that it is inferred.
    """
    if len(rows) != 2 or [cell.column for cell in rows[0]] != [cell.column for cell in rows[1]]:
        return None
    whole = [
        replace(upper, text=f"{upper.text}\n{lower.text}".strip())
        for upper, lower in zip(rows[0], rows[1], strict=True)
    ]
    return whole if _adds_up(whole, form) and not _adds_up(rows[0], form) else None
