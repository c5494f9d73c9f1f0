"""Ruled lines → grids: which lines belong together, and which squares between them make one cell.

Double rules are one, missing outer rules are made up; nothing is made up inside.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from crawler.reading.blocks import UnreadableDocument
from crawler.reading.pdf.glyphs import Box
from crawler.reading.pdf.strokes import Stroke

NEAR = 3.0  # pt: lines closer than this are one line drawn twice, or meant to meet
_GAP = 4.0  # pt: between the dashes of a rule
_SHORT = 6.0  # pt: what is shorter is no rule
_MAX_RULES = 600  # on one page, either way, after joining; the form's largest table has 40
_MAX_SQUARES = 60_000

Walls = set[tuple[int, int]]  # (line, band)


@dataclass
class RuledCell:
    """A cell of a grid: its place, what it spans, its text; not `whole` where rules inside it are missing."""

    row: int
    column: int
    rowspan: int
    colspan: int
    whole: bool = True
    text: str = ""


@dataclass
class Grid:
    """A ruled table: positions of its lines, and its cells in reading order."""

    xs: list[float]
    ys: list[float]
    cells: list[RuledCell]
    page: int = 0
    owner: dict[tuple[int, int], RuledCell] = field(default_factory=dict, repr=False)

    @property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: float, y: float) -> RuledCell | None:
        """The cell at a point, None outside."""
        return self.owner.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))

    def row(self, number: int) -> list[RuledCell]:
        """The cells whose first row is `number`."""
        return [cell for cell in self.cells if cell.row == number]


def _clusters(values: Sequence[float]) -> list[float]:
    """Positions with those closer than NEAR to the one before taken as one."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= NEAR and value - groups[-1][0] <= 2 * NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _joined(rules: Sequence[Stroke]) -> list[Stroke]:
    """Rules on the same line joined where they touch or leave the gap of a dash."""
    lines: list[list[Stroke]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1][0].at <= 1.0:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    joined: list[Stroke] = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        start, end = float("inf"), float("-inf")
        for rule in sorted(line, key=lambda rule: rule.start):
            if rule.start > end + _GAP:
                joined.append(Stroke(at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        joined.append(Stroke(at, start, end))
    kept = [rule for rule in joined if rule.end - rule.start >= _SHORT]
    if len(kept) > _MAX_RULES:
        raise UnreadableDocument("too_large", f"有一页的表格线超过 {_MAX_RULES} 条，不是年度报告")
    return kept


def _components(across: list[Stroke], down: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Lines that meet, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for i, flat in enumerate(across):
        for j, steep in enumerate(down, start=len(across)):
            meets = flat.start - NEAR <= steep.at <= flat.end + NEAR
            if meets and steep.start - NEAR <= flat.at <= steep.end + NEAR:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for place, rule in enumerate([*across, *down]):
        groups.setdefault(root(place), ([], []))[place >= len(across)].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def _lines(strokes: Sequence[Stroke], other: Sequence[Stroke]) -> list[float]:
    """Positions of lines, with an outer one made up where the rules across reach beyond the last."""
    places = _clusters([rule.at for rule in strokes])
    first, last = min(rule.start for rule in other), max(rule.end for rule in other)
    before = [first] if first < places[0] - 2 * NEAR else []
    after = [last] if last > places[-1] + 2 * NEAR else []
    return before + places + after


def _walls(rules: Sequence[Stroke], lines: Sequence[float], bands: Sequence[float]) -> Walls:
    """(line, band) where a rule stands along the most of a band."""
    walls: Walls = set()
    for rule in rules:
        line = min(range(len(lines)), key=lambda place: abs(lines[place] - rule.at))
        for band, (low, high) in enumerate(pairwise(bands)):
            if min(high, rule.end) - max(low, rule.start) >= 0.6 * (high - low):
                walls.add((line, band))
    return walls


def _parts(
    xs: Sequence[float], ys: Sequence[float], upright: Walls, level: Walls
) -> list[set[tuple[int, int]]]:
    """Squares (row, column) that no wall parts, together; in reading order of their first."""
    seen: set[tuple[int, int]] = set()
    parts = []
    for square in product(range(len(ys) - 1), range(len(xs) - 1)):
        if square in seen:
            continue
        part, todo = {square}, [square]
        while todo:
            row, column = todo.pop()
            near = [(row, column + 1)] * (column + 2 < len(xs) and (column + 1, row) not in upright)
            near += [(row, column - 1)] * (column > 0 and (column, row) not in upright)
            near += [(row + 1, column)] * (row + 2 < len(ys) and (row + 1, column) not in level)
            near += [(row - 1, column)] * (row > 0 and (row, column) not in level)
            fresh = set(near) - part
            part |= fresh
            todo += fresh
        seen |= part
        parts.append(part)
    return parts


def _cell(part: set[tuple[int, int]]) -> RuledCell:
    row, column = min(r for r, _ in part), min(k for _, k in part)
    rowspan, colspan = max(r for r, _ in part) - row + 1, max(k for _, k in part) - column + 1
    return RuledCell(row, column, rowspan, colspan, whole=rowspan * colspan == len(part))


def find_grids(across: Sequence[Stroke], down: Sequence[Stroke], page: int) -> list[Grid]:
    """The tables of a page with two columns or more, smallest first. Raises UnreadableDocument for too many rules."""
    grids = []
    for flat, steep in _components(_joined(across), _joined(down)):
        xs, ys = _lines(steep, flat), _lines(flat, steep)
        rows, columns = len(ys) - 1, len(xs) - 1
        if rows < 1 or columns < 2:
            continue
        if rows * columns > _MAX_SQUARES:
            raise UnreadableDocument("too_large", f"有一个表格多达 {rows * columns:,} 格，不是年度报告")
        upright = _walls(steep, xs, ys)
        closed = any(line == columns for line, _ in upright)  # the table has a rule on its right side
        grid = Grid(xs, ys, [], page)
        for part in _parts(xs, ys, upright, _walls(flat, ys, xs)):
            cell = _cell(part)
            ends = [row for row, column in part if column == columns - 1]
            if closed and ends and not any((columns, row) in upright for row in ends):
                continue  # what is left of the width where a row has too few cells
            grid.cells.append(cell)
            grid.owner.update(dict.fromkeys(part, cell))
        grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.box[2] - grid.box[0]) * (grid.box[3] - grid.box[1]))
