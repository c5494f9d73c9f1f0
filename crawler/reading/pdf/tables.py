"""Grids of a PDF → tables: characters into the cells they stand in, and cells into rows."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from crawler.reading.blocks import Block, GridCell, Paragraph, Table
from crawler.reading.pdf.glyphs import Glyph
from crawler.reading.pdf.grids import Grid, RuledCell
from crawler.reading.pdf.lines import APART, row_text, rows_of
from crawler.reading.pdf.strokes import Stroke
from crawler.reading.words.values import ILLEGIBLE

_SMALL = 0.85  # of the largest digit of a cell: smaller ones are no digits of the figure
_LONGEST_MARK = 2  # digits
_OF_LABELS = re.compile(r"[\u4e00-\u9fff）”》](?<![增减加负正])")
_WRAP = re.compile(r"(?<=[^\x00-\x7f]) *+\n[ \n]*+(?=[^\x00-\x7f])")


def fill(grids: Sequence[Grid], rows: Sequence[Sequence[Glyph]], across: Sequence[Stroke]) -> list[Glyph]:
    """Put the characters of a page into the cells they stand in; those outside of all tables are given back."""
    outside: list[Glyph] = []
    held: dict[int, tuple[RuledCell, list[Glyph]]] = {}
    torn: set[int] = set()
    levels = sorted(across, key=lambda rule: rule.at)
    for row in rows if grids else ():
        before: tuple[Glyph, RuledCell | None] | None = None
        for printed in row:
            struck = printed.text.isdigit() and _struck(printed, levels)
            glyph = replace(printed, text=ILLEGIBLE) if struck else printed
            cell = _cell_at(grids, glyph)
            if cell is None:
                outside.append(glyph)
            else:
                held.setdefault(id(cell), (cell, []))[1].append(glyph)
            if before and before[1] is not cell and _one_word(before[0], glyph):
                torn |= {id(before[1]), id(cell)}
            before = glyph, cell
    sizes = Counter(glyph.size for _, glyphs in held.values() for glyph in glyphs if glyph.text.isdigit())
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    for key, (cell, glyphs) in held.items():
        plain, marks = _without_marks(glyphs, usual)
        lines = "\n".join(row_text(row) for row in rows_of(plain))
        cell.text = _WRAP.sub("", lines) + marks + ILLEGIBLE * (key in torn or not cell.whole)
    return outside if grids else [glyph for row in rows for glyph in row]


def _without_marks(glyphs: Sequence[Glyph], usual: float) -> tuple[Sequence[Glyph], str]:
    """The characters of a cell without digits that are smaller than others, marks of footnotes; and these behind a ^.

    A mark may stand in an empty cell: there it is smaller than the figures of the page usually are.
    """
    digits = [glyph for glyph in glyphs if glyph.text.isdigit()]
    alone = len(digits) == len(glyphs) <= _LONGEST_MARK
    largest = max((glyph.size for glyph in digits), default=0.0)
    largest = max(largest, usual) if alone else largest
    marks = [glyph for glyph in digits if glyph.size <= _SMALL * largest]
    if not marks:
        return glyphs, ""
    return [glyph for glyph in glyphs if glyph not in marks], "^" + "".join(glyph.text for glyph in marks)


def _cell_at(grids: Sequence[Grid], glyph: Glyph) -> RuledCell | None:
    return next((cell for grid in grids if (cell := grid.at(*glyph.middle))), None)


def _one_word(a: Glyph, b: Glyph) -> bool:
    """Whether two characters beside each other are of one figure: if a rule parts them, it ran out of its cell.

    No figure begins with a Chinese character, but for a sign: there a label ends in a narrow cell.
    """
    digits = (a.text.isdigit() or b.text.isdigit()) and not _OF_LABELS.fullmatch(a.text)
    return digits and b.left - a.right < APART * max(a.size, b.size)


def _struck(glyph: Glyph, levels: Sequence[Stroke]) -> bool:
    """Whether a line runs through the middle of a digit."""
    left, top, right, bottom = glyph.ink
    quarter = (bottom - top) / 4
    first = bisect_right(levels, top + quarter, key=lambda rule: rule.at)
    last = bisect_left(levels, bottom - quarter, key=lambda rule: rule.at)
    middle = (left + right) / 2
    return any(rule.start <= middle <= rule.end for rule in levels[first:last])


def blocks_of_grid(grid: Grid) -> list[Block]:
    """A grid as blocks. A cell over the full width is text set inside the frame, and parts the table."""
    blocks: list[Block] = []
    rows: list[tuple[GridCell, ...]] = []
    width = len(grid.xs) - 1
    for number in range(len(grid.ys) - 1):
        cells = sorted(grid.row(number), key=lambda cell: cell.column)
        if len(cells) == 1 and cells[0].colspan == width:
            if rows:
                blocks.append(Table(tuple(rows), spans_known=True))
                rows = []
            if text := cells[0].text.replace(ILLEGIBLE, "").strip():
                blocks.append(Paragraph(text))
        elif cells:
            rows.append(tuple(GridCell(c.text, c.column, c.colspan, c.rowspan) for c in cells))
    if rows:
        blocks.append(Table(tuple(rows), spans_known=True))
    return blocks
