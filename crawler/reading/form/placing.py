"""Figures of 表三 and 表四 whose columns got lost: placed only where the form's own sums leave a single way.

Blanks that a conversion dropped, cells too many or too few, a label that is gone: the figures are still printed in
their order. Every way of putting them into the columns is tried that keeps this order; those under which every sum of
the whole table holds are compared. A figure that all of them put into the same cell is inferred, any other stays
unread. A table in which some other sum does not hold proves nothing: there the agency itself may be wrong. Nor does
one in which the agency may have swapped two figures of another line and so made a wrong way look like the only one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from crawler.reading.words.values import read_cell
from store.form import Form
from store.models import Cell, CellKey, Note

MAX_STEPS = 20_000  # of the search in one table
MAX_WAYS = 64  # more ways than this settle nothing worth knowing

Vector = tuple[int, ...]
Weight = tuple[int, int]  # how a line counts in the sum of outcomes, and in the balance


@dataclass(frozen=True)
class Loose:
    """A line whose figures are printed in this order, under columns that are not known; `where` it stands.

    Empty texts are blanks that keep their place: only a line without a label, known whole, has them.
    """

    texts: tuple[str, ...]
    order: tuple[str, ...]  # the columns as the header prints them
    where: str = ""


@dataclass
class _Way:
    """One reading of a loose line as numbers: the texts in their places, and the places that print one for certain."""

    texts: dict[int, str]
    sure: set[int] = field(default_factory=set)


def _figures(texts: Sequence[str]) -> list[int] | None:
    """The printed figures, a slash or dash as nothing; None if one of them is no plain figure."""
    cells = [read_cell(text)[0] for text in texts]
    plain = all(cell.state in ("number", "zero", "slash", "dash") for cell in cells)
    return [int(cell.value or 0) for cell in cells] if plain else None


def _joined(texts: Sequence[str], width: int) -> Iterator[Sequence[str]]:
    """The texts; where they are one too many, each way of taking two neighbours for the digits of one number."""
    if len(texts) <= width:
        yield texts
    elif len(texts) == width + 1:
        for n in range(width):
            if texts[n].isdecimal() and texts[n + 1].isdecimal() and texts[n] != "0":
                yield [*texts[:n], texts[n] + texts[n + 1], *texts[n + 2 :]]


def _ways(texts: Sequence[str], width: int, holds: Callable[[Vector], bool]) -> dict[Vector, _Way]:
    """Every way, as numbers, of putting `texts` into `width` columns in their order so that the line's sums hold."""
    ways: dict[Vector, _Way] = {}
    for printed in _joined(texts, width):
        whole = len(printed) == width  # with "" for a blank: every figure stands in its own column
        own = [place for place, text in enumerate(printed) if text]
        printed = [text for text in printed if text]
        figures = _figures(printed)
        if figures is None:
            return {}
        for places in [own] if whole else combinations(range(width), len(figures)):
            numbers = dict(zip(places, figures, strict=True))
            vector = tuple(numbers.get(place, 0) for place in range(width))
            if not holds(vector):
                continue
            if vector in ways:
                ways[vector].sure &= set(places)
            else:
                ways[vector] = _Way(dict(zip(places, printed, strict=True)), set(places))
    return ways


class _Search:
    """Choices of one vector a line that bring sums to zero everywhere. All searches share one bound on their work."""

    def __init__(self, choices: Sequence[Sequence[Vector]], size: int) -> None:
        self.choices, self.size, self.steps = choices, range(size), MAX_STEPS
        least, most = [tuple(0 for _ in self.size)], [tuple(0 for _ in self.size)]
        for vectors in reversed(choices):
            least.append(tuple(least[-1][i] + min(v[i] for v in vectors) for i in self.size))
            most.append(tuple(most[-1][i] + max(v[i] for v in vectors) for i in self.size))
        self.least, self.most = least[::-1], most[::-1]  # what lines from n on can add

    def solutions(self, start: Vector) -> list[tuple[int, ...]] | None:
        """Every choice, as numbers of vectors; None if there are too many, or if finding them takes too long."""
        ways: list[tuple[int, ...]] = []
        open_: list[tuple[tuple[int, ...], Vector]] = [((), start)]
        while open_:
            self.steps -= 1
            if self.steps < 0 or len(ways) > MAX_WAYS:
                return None
            chosen, sums = open_.pop()
            depth = len(chosen)
            least, most = self.least[depth], self.most[depth]
            if any(sums[i] + least[i] > 0 or sums[i] + most[i] < 0 for i in self.size):
                continue
            if depth == len(self.choices):
                ways.append(chosen)
                continue
            for number, vector in enumerate(self.choices[depth]):
                open_.append(((*chosen, number), tuple(map(int.__add__, sums, vector))))
        return ways


def _weights(form: Form, keys: set[str]) -> dict[str, Weight]:
    """The weight of each line of 表三."""
    left, right = form.balance
    outcomes = form.outcomes(keys)
    return {
        line.key: (
            (line.key in outcomes) - (line.key == "outcome_total"),
            (line.key in left) - (line.key in right),
        )
        for line in form.request_lines(keys)
    }


def _weighed(vector: Vector, weight: Weight) -> Vector:
    return tuple(number * factor for factor in weight for number in vector)


def _fixed(form: Form, cells: Mapping[CellKey, Cell], key: str) -> Vector | None:
    """A line read in its place, blanks as nothing; None if a cell of it is unread or its own sum doesn't hold."""
    line = [cells.get(("requests", key, column)) for column in form.columns]
    if any(cell is None or cell.state in ("unread", "text") for cell in line):
        return None
    vector = tuple(int(cell.value or 0) for cell in line if cell)
    return vector if _row_holds(vector) else None


def _row_holds(vector: Vector) -> bool:
    """Whether the last figure, 总计, is the sum of the others."""
    return sum(vector[:-1]) == vector[-1]


def place_requests(
    form: Form, cells: dict[CellKey, Cell], loose: Mapping[str, Loose]
) -> tuple[list[Note], set[str]]:
    """Put what can be placed of the loose lines of 表三 into `cells`; the notes on it, and the lines now known whole.

    Only lines under the form's own order of columns are placed, and only if every line of the form is printed.
    """
    columns = list(form.columns)
    weights = _weights(form, {row for table, row, _ in cells if table == "requests"} | set(loose))
    if (
        not loose
        or not set(loose) <= set(weights)
        or any(list(line.order) != columns for line in loose.values())
    ):
        return [], set()
    start = tuple(0 for _ in range(2 * len(columns)))
    lines: dict[str, Vector] = {}
    for key, weight in weights.items():
        if key not in loose:
            vector = _fixed(form, cells, key)
            if vector is None:
                return [], set()
            lines[key] = vector
            start = tuple(map(int.__add__, start, _weighed(vector, weight)))
    ways = {key: _ways(line.texts, len(columns), _row_holds) for key, line in loose.items()}
    keys = sorted(ways, key=lambda key: len(ways[key]))
    vectors = {key: list(ways[key]) for key in keys}
    if not all(vectors.values()):
        return [], set()
    search = _Search([[_weighed(v, weights[key]) for v in vectors[key]] for key in keys], len(start))
    solutions = search.solutions(start)
    if not solutions:
        return [], set()
    for shift in _swaps(lines, weights):
        shifted = search.solutions(tuple(map(int.__add__, start, shift)))
        if shifted is None:
            return [], set()
        solutions += shifted
    notes: list[Note] = []
    whole: set[str] = set()
    for n, key in enumerate(keys):
        chosen = {solution[n] for solution in solutions}
        if len(chosen) == 1:
            way = ways[key][vectors[key][chosen.pop()]]
            placed = [(key, columns[place], way.texts[place]) for place in sorted(_told(way))]
            notes += _put(cells, "requests", placed, loose[key].where)
            blank = [column for column, text in zip(columns, loose[key].texts, strict=False) if not text]
            for column in blank:
                cells["requests", key, column] = Cell("", None, "blank", "件", loose[key].where)
            if len(placed) + len(blank) == len(columns):
                whole.add(key)
    return notes, whole


def _swaps(lines: Mapping[str, Vector], weights: Mapping[str, Weight]) -> set[Vector]:
    """What changes in all sums if the agency swapped two applicants' figures in one line that is read."""
    return {
        _weighed(
            tuple((place == b) * apart - (place == a) * apart for place in range(len(line))), weights[key]
        )
        for key, line in lines.items()
        for a, b in combinations(range(len(line) - 1), 2)
        if (apart := line[a] - line[b])
    }


def place_reviews(form: Form, cells: dict[CellKey, Cell], line: Loose) -> list[Note]:
    """Put what can be placed of the loose line of 表四 into `cells`: each procedure's last figure is its sum."""
    wanted = form.cells("reviews", set())
    width = len(form.results)

    def holds(vector: Vector) -> bool:
        return all(_row_holds(vector[n : n + width]) for n in range(0, len(vector), width))

    ways = _ways(line.texts, len(wanted), holds)
    if not ways:
        return []
    same = [place for place in range(len(wanted)) if len({vector[place] for vector in ways}) == 1]
    first = next(iter(ways.values()))
    told = [place for place in same if all(place in _told(way) for way in ways.values())]
    placed = [(*wanted[place], first.texts[place]) for place in told]
    return _put(cells, "reviews", placed, line.where)


def _told(way: _Way) -> set[int]:
    """The places whose figure is beyond doubt: not zero, or a zero that no other way of placing leaves blank."""
    return {place for place, text in way.texts.items() if place in way.sure or (_figures([text]) or [0])[0]}


def _put(
    cells: dict[CellKey, Cell], table: str, placed: Sequence[tuple[str, str, str]], where: str
) -> list[Note]:
    """Inferred cells for (row, column, text), and a note for each."""
    notes: list[Note] = []
    for row, column, text in placed:
        value = read_cell(text)[0].value
        if value is not None:
            cells[table, row, column] = Cell(text, value, "inferred", "件", where)
            notes.append(Note("单元格缺失或错位，按勾稽关系推定", table, row, column, "inferred", text))
    return notes
