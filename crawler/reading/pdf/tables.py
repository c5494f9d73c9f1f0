"""Grids of a PDF → tables: text into cells, tables that go on on the next page made one, torn rows mended."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from statistics import mode

from crawler.reading.blocks import Block, GridCell, Paragraph, Table
from crawler.reading.pdf.glyphs import Glyph
from crawler.reading.pdf.grids import NEAR, Cell, Grid
from crawler.reading.pdf.lines import APART, rows_of, text_of
from crawler.reading.pdf.strokes import Rule
from crawler.reading.words.labels import find, fold, group_labels, row_labels
from crawler.reading.words.values import ILLEGIBLE
from store.form import FORMS

_SMALL = 0.85  # of the largest digit of a cell: smaller ones are no digits of the figure
_LONGEST_MARK = 2  # digits
_OF_LABELS = re.compile(r"[\u4e00-\u9fff）”》](?<![增减加负正])")
_WRAP = re.compile(r"(?<=[^\x00-\x7f]) *+\n[ \n]*+(?=[^\x00-\x7f])")


def fill(grids: Sequence[Grid], rows: Sequence[Sequence[Glyph]], across: Sequence[Rule]) -> list[Glyph]:
    """Put the characters of a page into the cells they stand in; those outside of all tables are given back."""
    outside: list[Glyph] = []
    held: dict[int, tuple[Cell, list[Glyph]]] = {}
    torn: set[int] = set()
    levels = sorted(across, key=lambda rule: rule.at)
    for row in rows if grids else ():
        before: tuple[Glyph, Cell | None] | None = None
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
        lines = "\n".join(text_of(row) for row in rows_of(plain))
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


def _cell_at(grids: Sequence[Grid], glyph: Glyph) -> Cell | None:
    return next((cell for grid in grids if (cell := grid.at(*glyph.middle))), None)


def _one_word(a: Glyph, b: Glyph) -> bool:
    """Whether two characters beside each other are of one figure: if a rule parts them, it ran out of its cell.

    No figure begins with a Chinese character, but for a sign: there a label ends in a narrow cell.
    """
    digits = (a.text.isdigit() or b.text.isdigit()) and not _OF_LABELS.fullmatch(a.text)
    return digits and b.left - a.right < APART * max(a.size, b.size)


def _struck(glyph: Glyph, levels: Sequence[Rule]) -> bool:
    """Whether a line runs through the middle of a digit."""
    left, top, right, bottom = glyph.ink
    quarter = (bottom - top) / 4
    first = bisect_right(levels, top + quarter, key=lambda rule: rule.at)
    last = bisect_left(levels, bottom - quarter, key=lambda rule: rule.at)
    middle = (left + right) / 2
    return any(rule.start <= middle <= rule.end for rule in levels[first:last])


def _known(text: str, exact: bool = True) -> bool:
    """Whether a text is the label of a line or a group of any form."""
    folded = fold(text)
    if any(folded in row_labels(name) or folded in group_labels(name) for name in FORMS):
        return True
    return not exact and any(find(text, row_labels(name)) for name in FORMS)


def _row(grid: Grid, number: int) -> list[Cell]:
    return [cell for cell in grid.cells if cell.row == number]


def _figures_start(grid: Grid) -> int:
    """The column in which the figures begin: the one right of most labels of lines, 0 if there are none.

    总计 and 其他 are heads of columns as well.
    """
    ends = [
        cell.column + cell.colspan
        for cell in grid.cells
        if any(fold(cell.text) in row_labels(name) for name in FORMS)
        and fold(cell.text) not in _head_words()
        and cell.column + cell.colspan < len(grid.xs) - 1
    ]
    return mode(ends) if ends else 0


def _within(xs: Sequence[float], others: Sequence[float]) -> bool:
    return all(min(abs(x - other) for other in others) <= NEAR for x in xs)


def _fits(upper: Grid, lower: Grid) -> bool:
    """Whether `lower` is `upper` going on on the next page: same outer lines, and one has no line of its own."""
    same = _within([upper.xs[0], upper.xs[-1]], [lower.xs[0], lower.xs[-1]])
    nested = _within(lower.xs, upper.xs) or _within(upper.xs, lower.xs)
    return same and nested and lower.page == upper.page + 1


def _moved(grid: Grid, xs: Sequence[float], down: int = 0) -> list[Cell]:
    """The cells of `grid` in columns between `xs`, `down` rows lower."""
    places = [min(range(len(xs)), key=lambda place: abs(xs[place] - x)) for x in grid.xs]
    moved = []
    for cell in grid.cells:
        left, right = places[cell.column], places[cell.column + cell.colspan]
        moved.append(replace(cell, row=cell.row + down, column=left, colspan=right - left))
    return moved


def _repeated(upper: Grid, lower: Grid) -> int:
    """How many rows at the top of `lower` print the head of `upper` again."""
    count = 0
    while count < min(len(upper.ys), len(lower.ys)) - 1:
        texts = [[fold(cell.text) for cell in _row(grid, count)] for grid in (upper, lower)]
        if texts[0] != texts[1] or not any(texts[0]) or any(text.isdigit() for text in texts[0]):
            break
        count += 1
    return count


def stitch(upper: Grid, lower: Grid) -> bool:
    """Add `lower`, the first table of a page, to `upper`, the last of the page before. False if it is another table."""
    if not _fits(upper, lower):
        return False
    if len(lower.xs) > len(upper.xs):
        upper.cells, upper.xs = _moved(upper, lower.xs), lower.xs
    head = _repeated(upper, lower)
    last, start = len(upper.ys) - 2, _figures_start(upper) or _figures_start(lower)
    cells = [cell for cell in _moved(lower, upper.xs, last + 1 - head) if cell.row > last]
    cells = _mend(upper, cells, last, start)
    upper.cells += cells
    depth = upper.ys[-1]
    upper.ys += [depth + y - lower.ys[head] for y in lower.ys[head + 1 :]]
    upper.page = lower.page
    return True


def _mend(upper: Grid, cells: list[Cell], last: int, start: int) -> list[Cell]:
    """Join to the last row of `upper` what the first row below goes on with; what is left of `cells`."""
    above = {cell.column: cell for cell in upper.cells if cell.row + cell.rowspan - 1 == last}
    first = {cell.column: cell for cell in cells if cell.row == last + 1}
    label = next((cell for cell in first.values() if cell.column + cell.colspan == start), None)
    same_row = label is not None and label.rowspan == 1 and _same_row(above, first, label, start)
    label_torn = label is not None and bool(label.text.strip())
    heads = _torn_heads(above, first)
    gone: list[Cell] = []
    for column, cell in first.items():
        other = above.get(column)
        if other is not None and column in heads:
            other.text, other.rowspan = other.text + cell.text, other.rowspan + cell.rowspan
            gone.append(cell)
            continue
        if other is None or ((column >= start or cell is label) and not same_row):
            continue
        if column < start and cell is not label and cell.text.strip() and not _goes_on(other, cell):
            figure = other.text.strip().isdecimal()
            if cell.text.startswith(other.text) and not figure and not _known(other.text):
                other.text = ""  # the label was begun above and printed again below
            continue
        if column >= start and other.text.strip() and cell.text.strip() and not label_torn:
            other.text += ILLEGIBLE  # a figure on either side, and no label says that they are one
        other.text += cell.text if not (other.text and cell.text) or column < start else "\n" + cell.text
        other.rowspan += cell.rowspan
        gone.append(cell)
    return [cell for cell in cells if not any(cell is each for each in gone)]


@cache
def _head_words() -> frozenset[str]:
    """The heads of columns of all tables of the form, folded."""
    forms = FORMS.values()
    lines = [
        line
        for form in forms
        for part in (form.columns, form.results, form.procedures)
        for line in part.values()
    ]
    words = {word for line in lines for word in (*line.labels, line.group)}
    return frozenset(fold(word) for word in words if word)


def _torn_heads(above: dict[int, Cell], first: dict[int, Cell]) -> set[int]:
    """The columns in which the first row of a page is the rest of a head that spans several rows.

    That row must print heads and no figure; an empty cell under a whole head is its rest.
    """
    words = _head_words()
    joined = {
        column: fold(above[column].text + cell.text) for column, cell in first.items() if column in above
    }
    if any(character.isdigit() for cell in first.values() for character in cell.text):
        return set()
    if not any(
        fold(cell.text) in words or joined.get(column) in words for column, cell in first.items() if cell.text
    ):
        return set()
    return {
        column
        for column, word in joined.items()
        if word in words
        and first[column].colspan == above[column].colspan
        and fold(first[column].text) not in words
    }


def _goes_on(above: Cell, below: Cell) -> bool:
    return _known(above.text + below.text) and not _known(below.text)


def _same_row(above: dict[int, Cell], first: dict[int, Cell], label: Cell, start: int) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    other = above.get(label.column)
    if other is None:
        return False
    upper, lower = (
        any(cell.text.strip() for column, cell in row.items() if column >= start) for row in (above, first)
    )
    if _known(label.text):  # a label whose numeral alone, with the figures, stayed on the page before
        return upper and not lower and bool(other.text.strip()) and not fold(other.text)
    if _known(other.text + label.text):
        return True
    return not _known(other.text) and not (upper and lower)


def blocks_of(grid: Grid) -> list[Block]:
    """A grid as blocks. A cell over the full width is text set inside the frame, and parts the table."""
    blocks: list[Block] = []
    rows: list[tuple[GridCell, ...]] = []
    width = len(grid.xs) - 1
    for number in range(len(grid.ys) - 1):
        cells = sorted(_row(grid, number), key=lambda cell: cell.column)
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
