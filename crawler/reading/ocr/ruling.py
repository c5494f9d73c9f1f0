"""Ruling lines of a page image → tables: where the lines stand, and which cells they leave, merged ones included.

Coordinates are pixels of the straightened page; `ink` is 255 where something is printed, 0 elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

Pixels = Any  # a numpy array: numpy comes with nianbao[ocr] only

NEAR = 7  # pixels: lines of one table closer than this are one line
MAX_LINES = 120  # in one direction of one table; the form's longest has 30
_LEAST_HEIGHT = 32  # pixels of a row
_ROWS = 3  # lines along the page at least, whose ends make a side
_END = 4  # pixels of an edge beside a crossing: characters leave them free
_CROSSING = 4  # pixels that half of a crossing line takes, smeared
_COVERED = 0.7  # of an edge that must be drawn for the edge to separate two cells
_LOW = 48  # pixels: in a row as low as this, strokes of characters reach nearly from line to line
_LONG = 72  # pixels: no stroke of a character is as long as such an edge
_NEARLY = 0.9  # of a long edge that must be drawn where an end of it is not
_WHOLE = 0.95  # of an edge in such a row that must be drawn
_REACH = 61  # pixels along a line that are compared with each of its own
_DASH = 8  # pixels: a piece of a line that the lines around it leave no doubt about
_THICK = 6  # pixels: a dash is not thicker
_SMEAR = 1.5  # pixels (sigma) over which a line is evened out along its direction
_DRAWN = 14  # grey levels of contrast that make a line, evened out


@dataclass(frozen=True)
class _Gap:
    """Gaps of lines that are closed: shorter than `length` pixels; how much they count as drawn, of 255.

    Lines that stop before `corners` are prolonged too.
    """

    length: int
    worth: int
    corners: bool
    more: float  # times as much of upright lines must come of it


_GAPS = (_Gap(5, 255, corners=False, more=1.01), _Gap(11, 1, corners=True, more=1.1))


@dataclass(frozen=True)
class Box:
    """A rectangle of pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, page: Pixels) -> Pixels:
        """This part of a page."""
        return page[self.top : self.bottom, self.left : self.right]


@dataclass(frozen=True)
class ScannedCell:
    """A cell by its place in the grid (row and column of its upper left corner, counted from 0) and on the page.

    `whole` is False where what its lines enclose is no rectangle: lines were lost there.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box
    whole: bool


@dataclass(frozen=True)
class ScannedGrid:
    """A ruled table: its frame, the places of its vertical lines, its cells from left to right and top to bottom."""

    box: Box
    verticals: tuple[int, ...]
    cells: tuple[ScannedCell, ...]


def find_scanned_grids(contrast: Pixels, hidden: Pixels) -> tuple[list[ScannedGrid], Pixels]:
    """The ruled tables of a page from top to bottom, and where lines are drawn (a mask).

    `contrast` is how much darker ink is than its paper, `hidden` a mask of what lies under stamps. A frame around other
    tables is none itself. Where closing the gaps of thin lines makes many more of them, they were dashes, or lines that
    stop before they meet.
    """
    drawn = [_drawn(contrast, way) for way in (True, False)]
    grids, lines = _tables(drawn, drawn, hidden)
    upright = _runs(drawn[1], _LEAST_HEIGHT, False)
    thin = _thin(contrast)
    for gap in _GAPS:
        closed = [_closed(*pair, gap, flat=not way) for way, pair in enumerate(zip(drawn, thin, strict=True))]
        if (_runs(closed[1], _LEAST_HEIGHT, False) > 0).sum() < gap.more * (upright > 0).sum():
            continue
        before = grids
        mended, others = _tables(drawn, closed, hidden, gap.worth)
        for grid in mended:
            inside = [one for one in grids if _overlap(one.box, grid.box)]
            if len(grid.cells) > sum(len(one.cells) for one in inside):
                grids = [one for one in grids if one not in inside] + [grid]
        if grids != before:
            return sorted(grids, key=lambda grid: grid.box.top), lines | others
    return sorted(grids, key=lambda grid: grid.box.top), lines


def _closed(drawn: Pixels, thin: Pixels, gap: _Gap, flat: bool) -> Pixels:
    """What is drawn along one direction, with gaps between what is thin closed."""
    import cv2

    length = cv2.getStructuringElement(cv2.MORPH_RECT, (gap.length, 1) if flat else (1, gap.length))
    closed = cv2.morphologyEx(drawn & thin, cv2.MORPH_CLOSE, length)
    return drawn | (cv2.dilate(closed, length) if gap.corners else closed)


def _thin(contrast: Pixels) -> list[Pixels]:
    """255 where ink stands that is by itself a dash or a line along the page, and one down the page; or where two cross.

    Characters hang together and are thicker.
    """
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.compare(contrast, _DRAWN, cv2.CMP_GT))
    sides = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    crossing = np.maximum(*sides) <= 2 * _THICK
    masks = [((side <= _THICK) | crossing)[labels] & (labels > 0) for side in sides]
    around = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
    return [cv2.dilate(mask.astype(np.uint8) * 255, around) for mask in masks]


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def _tables(
    drawn: Sequence[Pixels], lines: Sequence[Pixels], hidden: Pixels, worth: int = 255
) -> tuple[list[ScannedGrid], Pixels]:
    """The tables that lines along the page and down the page make, and where they are (a mask).

    What is not `drawn` of them counts as `worth` of 255.
    """
    import cv2

    flat, upright = _runs(lines[0], hidden.shape[1] // 15, True), _runs(lines[1], _LEAST_HEIGHT, False)
    pieces = [_runs(lines[0], _DASH, True), _runs(lines[1], 2 * _DASH, False)]
    for piece, original in zip(pieces, drawn, strict=True):
        piece[(piece > 0) & (original == 0)] = worth
    joined = cv2.dilate(flat | upright, cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    grids = []
    for number, (left, top, width, height, _) in enumerate(stats[1:].tolist(), start=1):
        if width < flat.shape[1] // 8 or height < _LEAST_HEIGHT:
            continue
        box = Box(left, top, left + width, top + height)
        marked = box.of(labels) == number
        grid = _grid(
            box,
            box.of(flat) * marked,
            box.of(upright) * marked,
            [box.of(one) for one in (*pieces, hidden)],
        )
        if grid is not None and len(grid.cells) > 1:
            grids.append(grid)
    return grids, joined


def _drawn(contrast: Pixels, flat: bool) -> Pixels:
    """255 where something is drawn along one direction without gaps: lines, not rows of characters."""
    import cv2

    along, across = (_SMEAR, 0.6) if flat else (0.6, _SMEAR)  # noise goes, lines stay
    even = cv2.GaussianBlur(contrast, (0, 0), sigmaX=along, sigmaY=across)
    # Strokes of characters leave gaps, lines none.
    around = cv2.blur(even, (_REACH, 1) if flat else (1, _REACH))
    drawn = cv2.compare(even, cv2.max(cv2.multiply(around, 0.6), _DRAWN), cv2.CMP_GT)
    # Lines may lie a little askew: they go on one pixel beside.
    return cv2.dilate(drawn, cv2.getStructuringElement(cv2.MORPH_RECT, (1, 3) if flat else (3, 1)))


def _runs(drawn: Pixels, length: int, flat: bool) -> Pixels:
    """What is drawn for at least `length` pixels."""
    import cv2

    line = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1) if flat else (1, length))
    return cv2.morphologyEx(drawn, cv2.MORPH_OPEN, line)


def _grid(box: Box, flat: Pixels, upright: Pixels, pieces: Sequence[Pixels]) -> ScannedGrid | None:
    """The table inside `box`; None if its lines make no closed grid.

    `pieces` are lines of any length: flat ones, upright ones; and what is hidden.
    """
    level, tall = _lines(flat, across=True), _lines(upright, across=False)
    for side in _open_sides(level, tall):
        x = round(side.place)
        for layer in (upright, pieces[1]):
            layer[side.start : side.end, max(0, x - 1) : x + 2] = 255
        tall = sorted([*tall, side], key=lambda line: line.place)
    for edge in _open_sides(tall, level):  # Word draws no line where a table goes on on the next page
        y = round(edge.place)
        for layer in (flat, pieces[0]):
            layer[max(0, y - 1) : y + 2, edge.start : edge.end] = 255
        level = sorted([*level, edge], key=lambda line: line.place)
    across, down, hidden = pieces[0], pieces[1].T, pieces[2]
    plain = [line for line in tall if _ends_on(line, level)]
    level = [line for line in level if _ends_on(line, plain) or _parts(across, hidden, line, plain) > 1]
    tall = [line for line in tall if _ends_on(line, level) or _parts(down, hidden.T, line, level) > 1]
    rows, columns = [round(line.place) for line in level], [round(line.place) for line in tall]
    if not (2 <= len(rows) <= MAX_LINES and 2 <= len(columns) <= MAX_LINES):
        return None
    # Whether a line is drawn below slot (row, column), and right of it.
    below = [_separated(across, hidden, y, columns) for y in rows]
    beside = list(zip(*(_separated(down, hidden.T, x, rows) for x in columns), strict=True))
    frame = [*below[0], *below[-1], *(row[0] for row in beside), *(row[-1] for row in beside)]
    if sum(frame) < _COVERED * len(frame):
        return None
    cells = []
    for slots in _joined(below[1:-1], [row[1:-1] for row in beside], len(rows) - 1, len(columns) - 1):
        first, last = slots[0][0], slots[-1][0]
        start, end = min(column for _, column in slots), max(column for _, column in slots)
        place = Box(
            columns[start] + box.left,
            rows[first] + box.top,
            columns[end + 1] + box.left,
            rows[last + 1] + box.top,
        )
        height, width = last - first + 1, end - start + 1
        cells.append(ScannedCell(first, start, height, width, place, len(slots) == height * width))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    # What hangs on its lines from outside, a heading for instance, is not of the table.
    frame_box = Box(
        max(box.left, columns[0] + box.left - NEAR),
        max(box.top, rows[0] + box.top - NEAR),
        min(box.right, columns[-1] + box.left + NEAR + 1),
        min(box.bottom, rows[-1] + box.top + NEAR + 1),
    )
    return ScannedGrid(frame_box, tuple(x + box.left for x in columns), tuple(cells))


@dataclass(frozen=True)
class _Line:
    """A line: its place across its direction, its ends along it."""

    place: float
    start: int
    end: int


def _lines(drawn: Pixels, across: bool) -> list[_Line]:
    """Horizontal (`across`) or vertical lines; pieces that stand in one line are one."""
    import cv2

    _, _, stats, centres = cv2.connectedComponentsWithStats(drawn)
    axis = 0 if across else 1
    pieces = sorted(
        (float(centre[1 - axis]), int(stat[axis]), int(stat[axis] + stat[2 + axis]))
        for stat, centre in zip(stats[1:], centres[1:], strict=True)
    )
    groups: list[list[tuple[float, int, int]]] = []
    for piece in pieces:
        if groups and piece[0] - groups[-1][-1][0] <= NEAR:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    lines = []
    for group in groups:
        length = sum(end - start for _, start, end in group)
        place = sum(place * (end - start) for place, start, end in group) / length
        lines.append(_Line(place, min(start for _, start, _ in group), max(end for _, _, end in group)))
    return lines


def _open_sides(level: Sequence[_Line], tall: Sequence[_Line]) -> list[_Line]:
    """The sides of a table where its first and last line along the page, and one between, end together without a line.

    Or, the other way round, its upper and lower end, where lines down the page do.
    """
    if len(level) < _ROWS:
        return []
    top, bottom = round(level[0].place), round(level[-1].place)
    sides = []
    for ends, outermost in (([line.start for line in level], min), ([line.end for line in level], max)):
        place = outermost(ends)
        together = [abs(end - place) <= NEAR for end in ends]
        drawn = any(abs(line.place - place) <= 2 * NEAR for line in tall)
        if together[0] and together[-1] and sum(together) >= _ROWS and not drawn:
            sides.append(_Line(place, top, bottom + 1))
    return sides


def _ends_on(line: _Line, others: Sequence[_Line]) -> bool:
    """Whether a line ends at lines of the other direction: strokes of characters don't."""
    crossing = [other.place for other in others if other.start - NEAR <= line.place <= other.end + NEAR]
    return all(any(abs(place - end) <= NEAR + 3 for place in crossing) for end in (line.start, line.end))


def _parts(lines: Pixels, hidden: Pixels, line: _Line, others: Sequence[_Line]) -> int:
    """How many edges of cells a line draws between lines of the other direction: strokes of characters draw none."""
    return sum(_separated(lines, hidden, round(line.place), [round(other.place) for other in others]))


def _separated(lines: Pixels, hidden: Pixels, place: int, crossings: Sequence[int]) -> list[bool]:
    """Whether a line near row `place` of `lines` is drawn from each crossing to the next: on most of what isn't hidden,
    and at both ends if strokes of characters may be as long: they leave the ends free. Where it is drawn on both sides
    of a gap, a part in between will do, on the same terms unless something hides it or most of it is there.
    """
    drawn, partly = [], []
    for start, end in pairwise(crossings):
        part = slice(start + _CROSSING, max(end - _CROSSING, start + _CROSSING + 1))
        rows = lines[max(0, place - 4) : place + 5, part] / 255
        bands = [rows[row : row + 3].max(axis=0) for row in range(max(1, len(rows) - 2))]
        band = max(bands, key=lambda band: band.mean())  # one straight line, not strokes at several heights
        open_ = hidden[max(0, place), part] == 0
        share = band[open_].mean() if open_.mean() > 0.3 else 0.0
        ends = [((band > 0) | ~open_)[side].mean() >= 0.5 for side in (slice(_END), slice(-_END, None))]
        long = end - start > _LONG
        enough = _NEARLY if not all(ends) else _WHOLE if end - start <= _LOW else _COVERED
        drawn.append(bool(share >= enough and (long or all(ends))))
        some = share >= _COVERED or (share >= _COVERED / 2 and (long or all(ends) or not open_.all()))
        partly.append(bool(some or open_.mean() <= 0.3))
    between = [False, *(before and after for before, after in zip(drawn, drawn[2:], strict=False)), False]
    return [whole or (part and gap) for whole, part, gap in zip(drawn, partly, between, strict=False)]


def _joined(
    below: Sequence[Sequence[bool]], beside: Sequence[Sequence[bool]], height: int, width: int
) -> list[list[tuple[int, int]]]:
    """Slots of the grid gathered into cells: those with no line between them."""
    owner = {slot: slot for slot in product(range(height), range(width))}

    def root(slot: tuple[int, int]) -> tuple[int, int]:
        while owner[slot] != slot:
            owner[slot] = slot = owner[owner[slot]]
        return slot

    for row, column in owner:
        if row + 1 < height and not below[row][column]:
            owner[root((row + 1, column))] = root((row, column))
        if column + 1 < width and not beside[row][column]:
            owner[root((row, column + 1))] = root((row, column))
    cells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for slot in owner:
        cells.setdefault(root(slot), []).append(slot)
    return [sorted(slots) for slots in cells.values()]
