"""Tables that go on on the next page of a PDF: which they are, and what a page break tore mended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import mode

from crawler.reading.pdf.grids import NEAR, Grid, RuledCell
from crawler.reading.words.labels import fold, group_labels, row_labels
from crawler.reading.words.values import ILLEGIBLE
from store.form import FORMS


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


def _is_label(text: str) -> bool:
    """Whether a text is the label of a line or a group of any form."""
    return any(fold(text) in row_labels(name) or fold(text) in group_labels(name) for name in FORMS)


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


def _moved(grid: Grid, xs: Sequence[float], down: int = 0) -> list[RuledCell]:
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
        texts = [[fold(cell.text) for cell in grid.row(count)] for grid in (upper, lower)]
        if texts[0] != texts[1] or not any(texts[0]) or any(text.isdigit() for text in texts[0]):
            break
        count += 1
    return count


def _mend(upper: Grid, cells: list[RuledCell], last: int, start: int) -> list[RuledCell]:
    """Join to the last row of `upper` what the first row below goes on with; what is left of `cells`."""
    above = {cell.column: cell for cell in upper.cells if cell.row + cell.rowspan - 1 == last}
    below = {cell.column: cell for cell in cells if cell.row == last + 1}
    seam = _Seam.between(above, below, start)
    gone: list[RuledCell] = []
    for column in (column for column in below if column in above):
        joint = next(joint for recognise in _JOINTS if (joint := recognise(seam, column)))
        above[column].text = joint.text
        if joint.joined:
            above[column].rowspan += below[column].rowspan
            gone.append(below[column])
    return [cell for cell in cells if not any(cell is other for other in gone)]


@dataclass(frozen=True)
class _Seam:
    """Two rows that a page break parts, by column; from `start` on stand figures, `label` is the cell before them."""

    above: dict[int, RuledCell]
    below: dict[int, RuledCell]
    start: int
    label: RuledCell | None
    same_row: bool
    heads: set[int]

    @classmethod
    def between(cls, above: dict[int, RuledCell], below: dict[int, RuledCell], start: int) -> "_Seam":
        """What can be told of two rows before any of their cells are joined."""
        label = next((cell for cell in below.values() if cell.column + cell.colspan == start), None)
        same_row = label is not None and label.rowspan == 1 and _same_row(above, below, label, start)
        return cls(above, below, start, label, same_row, _torn_heads(above, below))

    def is_label(self, column: int) -> bool:
        """Whether the lower cell in a column is the label of its line."""
        return self.below[column] is self.label


@dataclass(frozen=True)
class _Joint:
    """What becomes of two cells: the text of the upper one, and whether the lower one is its rest."""

    text: str
    joined: bool


def _rest_of_head(seam: _Seam, column: int) -> _Joint | None:
    """The rest of a column's head."""
    joined = column in seam.heads
    return _Joint(seam.above[column].text + seam.below[column].text, True) if joined else None


def _line_of_its_own(seam: _Seam, column: int) -> _Joint | None:
    """The label or a figure of another line than the one above."""
    of_line = column >= seam.start or seam.is_label(column)
    return _Joint(seam.above[column].text, False) if of_line and not seam.same_row else None


def _group_of_its_own(seam: _Seam, column: int) -> _Joint | None:
    """The label of another group than the one above, or of the same again: begun above and printed whole below."""
    upper, lower = seam.above[column].text, seam.below[column].text
    if column >= seam.start or seam.is_label(column) or not lower.strip():
        return None
    if _goes_on(upper, lower):
        return None
    again = lower.startswith(upper) and not upper.strip().isdecimal() and not _is_label(upper)
    return _Joint("" if again else upper, False)


def _figures_on_both_sides(seam: _Seam, column: int) -> _Joint | None:
    """A figure above and one below, and no label says that they are one."""
    upper, lower = seam.above[column].text, seam.below[column].text
    label_torn = seam.label is not None and bool(seam.label.text.strip())
    if column < seam.start or label_torn or not upper.strip() or not lower.strip():
        return None
    return _Joint(f"{upper}{ILLEGIBLE}\n{lower}", True)


def _rest_of_cell(seam: _Seam, column: int) -> _Joint:
    """What the cell above goes on with; the halves of a figure stay on two lines."""
    upper, lower = seam.above[column].text, seam.below[column].text
    figures = column >= seam.start and bool(upper) and bool(lower)
    return _Joint(f"{upper}\n{lower}" if figures else upper + lower, True)


# Tried in this order.
_JOINTS: tuple[Callable[[_Seam, int], _Joint | None], ...] = (
    _rest_of_head,
    _line_of_its_own,
    _group_of_its_own,
    _figures_on_both_sides,
    _rest_of_cell,
)


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


def _torn_heads(above: dict[int, RuledCell], first: dict[int, RuledCell]) -> set[int]:
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


def _goes_on(above: str, below: str) -> bool:
    return _is_label(above + below) and not _is_label(below)


def _same_row(above: dict[int, RuledCell], first: dict[int, RuledCell], label: RuledCell, start: int) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    other = above.get(label.column)
    if other is None:
        return False
    upper, lower = (
        any(cell.text.strip() for column, cell in row.items() if column >= start) for row in (above, first)
    )
    if _is_label(label.text):  # a label whose numeral alone, with the figures, stayed on the page before
        return upper and not lower and bool(other.text.strip()) and not fold(other.text)
    if _is_label(other.text + label.text):
        return True
    return not _is_label(other.text) and not (upper and lower)
