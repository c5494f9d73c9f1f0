"""A report before it takes a format: blocks of lines and tables, and what every cell of the form prints."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from demo.press.figures import sound_figures
from demo.press.tables import TABLE_OF_SECTION, Row, report_tables
from store.form import FORMS, Form
from store.models import CellKey, Value

MERGED = "2021-merged"  # the form of 2021 with （六）其他处理 as one line
GENERATIONS = ("2021", "2019", MERGED)
_MARK = re.compile(r"\x02(\d+)\x03(?:万元)?")
_SIZES = (9, 40, 400, 30_000)


@dataclass(frozen=True)
class Entry:
    """What a cell prints, and the figure it prints in the form's unit: None for no figure or an undecidable one."""

    printed: str
    value: Value


@dataclass
class Place:
    """One cell of a table as printed; `key` where it is a cell of the form."""

    text: str
    key: CellKey | None = None
    colspan: int = 1
    rowspan: int = 1


@dataclass
class Grid:
    """A table; `name` as in CellKey, "" for tables that are not of the form."""

    name: str
    rows: list[list[Place]]

    def figures(self) -> list[list[Place]]:
        """The rows that hold cells of the form."""
        return [row for row in self.rows if any(place.key for place in row)]


@dataclass
class Line:
    """Running text; kinds: title, heading, body."""

    text: str
    kind: str = "body"


@dataclass
class Draft:
    """A report in the making. `look` names the quirks that only a renderer can follow."""

    form: Form
    rng: random.Random
    entries: dict[CellKey, Entry]
    year: int
    title: str = ""
    blocks: list[Line | Grid] = field(default_factory=list)
    look: set[str] = field(default_factory=set)

    def print(self, key: CellKey, text: str, value: Value = None) -> None:
        """Let a cell print `text`, which says `value`."""
        self.entries[key] = Entry(text, value)

    def figure(self, table: str, row: str, column: str) -> int:
        """The count that a cell prints, 0 if none."""
        value = self.entries[table, row, column].value
        return value if isinstance(value, int) else 0

    def cells(self, table: str = "", kind: str = "", column: str = "") -> list[CellKey]:
        """Cells of the form, those of a table, a kind of figure or a column."""
        return [
            key
            for key in self.entries
            if table in ("", key[0])
            and kind in ("", self.form.kind(key[0], key[2]))
            and column in ("", key[2])
        ]

    def some(self, keys: Sequence[CellKey], share: float) -> list[CellKey]:
        """About a share of `keys`, at least one of them."""
        chosen = [key for key in keys if self.rng.random() < share]
        return chosen or self.rng.sample(list(keys), min(1, len(keys)))

    def grid(self, name: str) -> Grid | None:
        """The first table of that name; None where a quirk took it away."""
        return next((block for block in self.blocks if isinstance(block, Grid) and block.name == name), None)

    def grids(self) -> list[Grid]:
        """All tables."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    def places(self, where: Callable[[Place], bool]) -> list[Place]:
        """The cells of all tables that fulfil a condition."""
        return [place for grid in self.grids() for row in grid.rows for place in row if where(place)]

    def unprint(self, places: Sequence[Place]) -> None:
        """Say that these cells are no longer in the document."""
        for place in places:
            if place.key:
                self.print(place.key, "")


def form_of(generation: str) -> Form:
    """The form that a generation prints."""
    if generation != MERGED:
        return FORMS[generation]
    form = FORMS["2021"]
    lines = form.request_lines(set(form.merged))
    return replace(form, requests={line.key: line for line in lines}, merged={})


def drafted(generation: str, seed: int, figures: Mapping[CellKey, Value] | None = None) -> Draft:
    """Sound figures of a generation as entries, without any block yet."""
    form, rng = form_of(generation), random.Random(f"{generation} {seed}")
    figures = figures or sound_figures(form, seed, rng.choice(_SIZES))
    draft = Draft(form, rng, {}, 2020 if generation == "2019" else rng.choice((2021, 2023, 2025)))
    for key, value in figures.items():
        unit = "万元" if form.name == "2019" and form.kind(key[0], key[2]) == "amount" else ""
        draft.print(key, f"{value:f}{unit}" if isinstance(value, Decimal) else str(value), value)
    return draft


def grids(draft: Draft) -> dict[str, Grid]:
    """The three tables as on the blank form, by name."""
    form = draft.form
    marks = {key: f"\x02{number}\x03" for number, key in enumerate(draft.entries)}
    return {name: Grid(name, _places(draft, rows)) for name, rows in report_tables(form, marks).items()}


def lay_out(draft: Draft) -> None:
    """Give the draft its blocks: title, six sections and the three tables as on the blank form."""
    tables = grids(draft)
    draft.title = f"白河市财政局{draft.year}年政府信息公开工作年度报告"
    draft.blocks = [Line(draft.title, "title")]
    for number, section in zip("一二三四五六", draft.form.sections, strict=True):
        draft.blocks.append(Line(f"{number}、{section.label}", "heading"))
        table = TABLE_OF_SECTION.get(section.key)
        draft.blocks.append(tables[table] if table else Line(_prose(draft)))
    draft.blocks.append(Line(f"白河市财政局{draft.year + 1}年1月{draft.rng.randint(5, 28)}日"))


def _prose(draft: Draft) -> str:
    """A sentence of a section, with numbers that are no figures of any table."""
    a, b = draft.rng.randint(10, 999), draft.rng.randint(1, 99)
    return f"{draft.year}年，本机关主动公开信息{a}条，举办培训{b}次。"


def _places(draft: Draft, rows: Sequence[Row]) -> list[list[Place]]:
    keys = list(draft.entries)

    def place(content: str, colspan: int, rowspan: int) -> Place:
        if not (found := _MARK.fullmatch(content)):
            return Place(content, None, colspan, rowspan)
        key = keys[int(found[1])]
        return Place(draft.entries[key].printed, key, colspan, rowspan)

    return [[place(cell.content, cell.colspan, cell.rowspan) for cell in row] for row in rows]


def spread(rows: Sequence[Sequence[Place]]) -> list[list[Place | None]]:
    """Rows as a full grid: the place that prints stands where it begins, covered fields are None."""
    width = max(sum(place.colspan for place in row) for row in rows)
    grid: list[list[Place | None]] = []
    covered: dict[int, int] = {}  # column → first row that is free again
    for number, row in enumerate(rows):
        line: list[Place | None] = []
        for place in row:
            while covered.get(len(line), 0) > number:
                line.append(None)
            for column in range(len(line), len(line) + place.colspan):
                covered[column] = number + place.rowspan
            line += [place, *[None] * (place.colspan - 1)]
        while len(line) < width and covered.get(len(line), 0) > number:
            line.append(None)
        grid.append(line)
    return grid
