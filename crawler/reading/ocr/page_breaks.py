"""Ruled tables that go on on the next page: one table again, labels cut by the page break made whole."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crawler.reading.blocks import Block, GridCell, Table
from crawler.reading.words.labels import MIN_FUZZY, column_labels, fold, group_labels, row_labels
from crawler.reading.words.values import ILLEGIBLE
from store.form import FORMS, Form

_NEAR = 0.012  # of a table's width: columns of two pages that lie closer are one


def review_labels(form: Form) -> set[str]:
    """The labels in the head of 表四, folded."""
    return {fold(line.label) for line in (*form.results.values(), *form.procedures.values())}


LABELS = [
    {
        label
        for label in {*row_labels(name), *column_labels(name), *group_labels(name), *review_labels(form)}
        if len(label) >= MIN_FUZZY
    }
    for name, form in FORMS.items()
]
_GROUPS = frozenset().union(*map(group_labels, FORMS))


@dataclass(frozen=True)
class ScannedPage:
    """The blocks of one page, and for each of its tables where its vertical lines stand."""

    blocks: list[Block]
    verticals: list[tuple[int, ...]]


def join_pages(sheets: Sequence[ScannedPage]) -> list[Block]:
    """The blocks of all pages. A page that starts with a table ruled like the one before goes on with it."""
    blocks: list[Block] = []
    lines: tuple[float, ...] = ()  # of the table that the pages so far end with
    for sheet in sheets:
        if not sheet.blocks:
            continue
        first, last = sheet.blocks[0], sheet.blocks[-1]
        shares = [_shares(places) for places in sheet.verticals]
        whole = None
        if blocks and isinstance(first, Table) and isinstance(blocks[-1], Table):
            whole = _one_table(blocks[-1], lines, first, shares[0])
        if whole is not None:
            blocks[-1:] = [whole[0], *sheet.blocks[1:]]
        else:
            blocks += sheet.blocks
        if isinstance(last, Table):
            lines = whole[1] if whole is not None and len(sheet.blocks) == 1 else shares[-1]
    return blocks


def _shares(places: Sequence[int]) -> tuple[float, ...]:
    """Places of vertical lines as shares of the table's width."""
    return tuple((place - places[0]) / (places[-1] - places[0]) for place in places)


def _one_table(
    above: Table, lines: tuple[float, ...], below: Table, others: tuple[float, ...]
) -> tuple[Table, tuple[float, ...]] | None:
    """Two tables as one with the lines of both; None if neither has all lines of the other."""
    more, fewer = (lines, others) if len(lines) >= len(others) else (others, lines)
    if not all(any(abs(place - line) <= _NEAR for line in more) for place in fewer):
        return None
    upper = [_moved(row, lines, more) for row in above.rows]
    lower = [_moved(row, others, more) for row in below.rows]
    _mend(upper, lower)
    if _is_torn(upper[-1], lower[0]):
        upper[-1] = [
            replace(cell, text=f"{cell.text}\n{rest.text}".strip())
            for cell, rest in zip(upper[-1], lower[0][-len(upper[-1]) :], strict=True)
        ]
        lower = lower[1:]
    return replace(above, rows=tuple(map(tuple, (*upper, *lower)))), more


def _moved(row: Sequence[GridCell], own: tuple[float, ...], lines: tuple[float, ...]) -> list[GridCell]:
    """A row with its columns counted by other lines."""

    def column(number: int) -> int:
        return max(0, bisect_left(lines, own[number] - _NEAR))

    return [
        replace(
            cell, column=column(cell.column), colspan=column(cell.column + cell.colspan) - column(cell.column)
        )
        for cell in row
    ]


def _is_torn(last: Sequence[GridCell], first: Sequence[GridCell]) -> bool:
    """Whether the first row of a page only holds the digits that narrow cells of the last row before it had no room for."""
    texts = {cell.column: cell.text for cell in last}
    rest = [(cell.column, cell.text) for cell in first if cell.text]
    whole = [cell.column for cell in first[-len(last) :]] == [cell.column for cell in last]
    figures = {column for column, text in texts.items() if text.strip(ILLEGIBLE).isdecimal()}
    digits = all(
        column in figures and (text == ILLEGIBLE or text.strip(ILLEGIBLE).isdecimal())
        for column, text in rest
    )
    return whole and digits and 0 < len(rest) < len(figures)


def _mend(upper: list[list[GridCell]], lower: list[list[GridCell]]) -> None:
    """Put labels that the break cut together again, and with them what the rest of a cut row says."""
    ends = {
        (cell.column, cell.colspan): (row, place)
        for row, cells in enumerate(upper)
        for place, cell in enumerate(cells)
        if row + cell.rowspan >= len(upper)
    }
    meeting = [
        (ends[cell.column, cell.colspan], place)
        for place, cell in enumerate(lower[0])
        if (cell.column, cell.colspan) in ends
    ]
    cut = {
        place: above
        for above, place in meeting
        if _was_cut(upper[above[0]][above[1]].text, lower[0][place].text)
    }
    within_row = any(
        upper[row][at].rowspan == lower[0][place].rowspan == 1 for place, (row, at) in cut.items()
    )
    for (row, at), place in meeting:
        before, after = upper[row][at], lower[0][place]
        if place in cut or (within_row and not (before.text and after.text)):
            upper[row][at] = replace(before, text=before.text + after.text)
            lower[0][place] = replace(after, text="")
        elif after.text == ILLEGIBLE and after.rowspan > 1 and fold(before.text) in _GROUPS:
            lower[0][place] = replace(after, text="")  # what the break left of an upright title


def _was_cut(before: str, after: str) -> bool:
    """Whether two texts are a label of the form together and not each alone."""
    one, rest, whole = fold(before), fold(after), fold(before + after)
    return bool(one and rest) and any(whole in labels and not {one, rest} & labels for labels in LABELS)
