"""Drafts as converters leave them: rows and cells of one document in several layouts, merged cells once, blank or repeated.

Every figure stays where a person reads it without doubt: a row keeps its cells, or every cell prints something.
"""

from collections.abc import Callable, Sequence

from store.models import CellKey
from tests.corpus.as_text import fields_of
from tests.corpus.draft import Draft, Grid, Line, Place, spread

Rows = list[list[str]]
_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_UPPER = ("自然人", "法人或其他组织", "总计")


def framed(rows: Rows) -> str:
    """Rows between pipes, one at both ends."""
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _ruled(rows: Rows) -> str:
    width = max(map(len, rows))
    lines = framed(rows).split("\n")
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _padded(rows: Rows) -> str:
    """Rows with their pipes at the end, as many as columns: 规章 | 0 | 0 | 0 |, 第二十条 | |||."""
    width = max(map(len, rows))
    return "\n".join(" | ".join(row) + " |" + "|" * (width - len(row)) for row in rows)


def unframed(rows: Rows) -> str:
    """Rows with pipes between cells only."""
    return "\n".join(" | ".join(row) for row in rows)


def tabbed(rows: Rows) -> str:
    """Rows with tabs between cells."""
    return "\n".join("\t".join(row) for row in rows)


def cells(rows: Rows) -> str:
    """A cell a line, blank ones lost."""
    return "\n".join(text for row in rows for text in row if text)


def _spaced(rows: Rows) -> str:
    return "\n\n".join(text for row in rows for text in row if text)


def _piped_cells(rows: Rows) -> str:
    return "\n".join(f"{text} |" for row in rows for text in row if text)


def _flat_rows(rows: Rows) -> str:
    """A row a line, blanks between its cells."""
    return "\n".join(" ".join(text.replace(" ", "") for text in row if text) for row in rows)


IN_ROWS: dict[str, Callable[[Rows], str]] = {
    "framed": framed,
    "ruled": _ruled,
    "padded": _padded,
    "open": unframed,
    "tabs": tabbed,
}
IN_CELLS: dict[str, Callable[[Rows], str]] = {
    "cells": cells,
    "spaced": _spaced,
    "piped cells": _piped_cells,
    "flat rows": _flat_rows,
}


def _once(grid: Grid) -> Rows:
    """Merged cells once, nothing in the place of what they cover."""
    return [[place.text for place in row] for row in grid.rows]


def _repeated(grid: Grid) -> Rows:
    """Merged cells in every place that they cover."""
    covered: dict[tuple[int, int], str] = {}
    lines: Rows = []
    for number, row in enumerate(spread(grid.rows)):
        for column, place in enumerate(row):
            if place:
                places = [
                    (number + n, column + m) for n in range(place.rowspan) for m in range(place.colspan)
                ]
                covered |= dict.fromkeys(places, place.text)
        lines.append([covered.get((number, column), "") for column in range(len(row))])
    return lines


MERGED: tuple[Callable[[Grid], Rows], ...] = (_once, _once, fields_of, _repeated)


def _may_be_blank(draft: Draft, key: CellKey) -> bool:
    """Whether a blank is told from padding there: at an end of a line of 表二 it is not."""
    return key[0] != "disclosure" or key[2] in draft.form.disclosures[key[1]].measures[1:-1]


def _print_otherwise(draft: Draft, blank: bool) -> None:
    """Zeros left out or struck, units behind figures, full-width digits: the habits of one agency."""
    rng = draft.rng
    zero = rng.choice(("0", "0", "0", "/", "-", *("",) * (2 * blank)))
    unit, wide = rng.choice((0, 0, 0, 0.2, 1)), rng.random() < 0.1
    for place in draft.places(lambda place: place.key is not None):
        assert place.key is not None
        entry = draft.entries[place.key]
        if place.text == "0" and zero != "0" and (zero or _may_be_blank(draft, place.key)):
            place.text = zero
            draft.print(place.key, zero)
        elif entry.value is not None and place.text.isdecimal():
            count = draft.form.kind(place.key[0], place.key[2]) == "count"
            place.text += "件" * (count and rng.random() < unit)
            place.text = place.text.translate(_DIGITS) if wide else place.text
            draft.print(place.key, place.text, entry.value)


def _glue(draft: Draft) -> None:
    """The only figure of a line of 表二 touches its label."""
    for row in grid.figures() if (grid := draft.grid("disclosure")) else []:
        if len(row) == 2 and row[1].text[:1].isdecimal():
            row[:] = [Place(row[0].text + row[1].text)]


def _other_heads(draft: Draft, grids: Sequence[Grid]) -> None:
    """表三 under a head that lost its merged cells, remarks in heads."""
    rng = draft.rng
    for grid in (grid for grid in grids if grid.name == "requests" and len(grid.rows[0]) == 2):
        lower = [place.text for place in grid.rows[2]]
        other = rng.choice(([], [*_UPPER, *lower], [_UPPER[0], *lower, _UPPER[2]]))
        if other:
            grid.rows[:3] = [[Place(text) for text in other]]
    if rng.random() < 0.2:
        for place in draft.places(lambda place: place.key is None and place.text.endswith(("件数", "数量"))):
            place.text += "（件）"


def _in_parts(draft: Draft) -> None:
    """表四 as a table for each procedure, under its name."""
    grid = draft.grid("reviews")
    if grid is None or len(grid.rows) != 4:
        return
    width = len(draft.form.results)
    names = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
    parts: list[Line | Grid] = []
    for number, name in enumerate(names):
        figures = grid.rows[3][number * width : (number + 1) * width]
        head = [Place(line.label) for line in draft.form.results.values()]
        parts += [Line(name), Grid("reviews", [head, figures])]
    at = draft.blocks.index(grid)
    draft.blocks[at : at + 1] = parts


def mixed(draft: Draft) -> str:
    """The report in one layout, or each table in its own."""
    rng, every = draft.rng, {**IN_ROWS, **IN_CELLS}
    one = rng.choice(list(every)) if rng.random() < 0.5 else ""
    if one in IN_ROWS and rng.random() < 0.2:
        _in_parts(draft)
    shown = []
    for _ in draft.grids():
        name = one or rng.choice(list(every))
        shown.append((name, rng.choice(MERGED) if name in IN_ROWS else _once))
    # Blanks may stand only where a row shows where it ends.
    _print_otherwise(draft, blank=all(name in IN_ROWS and name != "padded" for name, _ in shown))
    _other_heads(
        draft, [grid for grid, (_, merged) in zip(draft.grids(), shown, strict=True) if merged is _once]
    )
    if all(name in IN_CELLS for name, _ in shown[:1]) and rng.random() < 0.2:
        _glue(draft)
    rows = iter(shown)
    parts = []
    for block in draft.blocks:
        if isinstance(block, Grid):
            name, merged = next(rows)
            parts.append(every[name]([[text.replace("\n", "") for text in row] for row in merged(block)]))
        else:
            parts.append(block.text)
    return "\n".join(parts) + "\n"
