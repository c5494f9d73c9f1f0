"""Sheets → blocks: the visible part of each as tables and paragraphs. What a sheet holds, its format's reader says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from crawler.reading.blocks import Block, GridCell, Page, Paragraph, Table, UnreadableDocument
from crawler.reading.words.number_formats import shown

MAX_CELLS = 100_000  # of a sheet, with the empty ones between those that print something; the form has 400

Place = tuple[int, int]  # row and column, from 1


@dataclass
class Sheet:
    """A sheet as its file has it; the texts are what cells show."""

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    bordered: set[Place] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # left, top, right, bottom
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def number_text(number: int | float, code: str, zeros: bool) -> str:
    """What a cell shows of a number with this format on a sheet that shows zeros, or doesn't."""
    return shown(number, code) if number or zeros else f"{number:g}〔零值不显示〕"


def styled(text: str, struck: bool, raised: bool) -> str:
    """Text as its font shows it: struck it is gone, above or below the line it is no digit of what stands before."""
    return "" if struck else f"^{text}" if raised else text


def page_of(sheets: Sequence[Sheet], name: str) -> Page:
    """The page of a workbook whose file proved whole. Raises UnreadableDocument if no sheet prints anything."""
    blocks = [block for sheet in sheets for block in _Grid(sheet).blocks()]
    if not blocks:
        raise UnreadableDocument("unreadable_format", f"{name} 里没有文字（可能只有图片），目前不能读取")
    return Page(blocks, whole=True)


class _Grid:
    """The visible part of a sheet: rows and columns that aren't hidden, numbered anew from 0."""

    def __init__(self, sheet: Sheet) -> None:
        height = max((row for row, _ in sheet.texts), default=0)
        width = max((column for _, column in sheet.texts), default=0)
        if height * width > MAX_CELLS:
            raise UnreadableDocument(
                "too_large", f"工作表“{sheet.name}”超过 {MAX_CELLS:,} 个单元格，不是年度报告"
            )
        rows = (row for row in range(1, height + 2) if row not in sheet.hidden_rows)
        columns = (column for column in range(1, width + 1) if column not in sheet.hidden_columns)
        self.rows = dict.fromkeys(rows)
        self.columns = {column: number for number, column in enumerate(columns)}
        self.bordered = sheet.bordered
        self.printed: dict[Place, GridCell] = {}  # by the place where it begins
        self.covered: set[Place] = set()
        texts = dict(sheet.texts)
        for area in sheet.merged:
            self._merge(area, texts)
        for place, text in texts.items():
            if place not in self.covered:
                self._print(place, text)

    def _merge(self, bounds: tuple[int, int, int, int], texts: dict[Place, str]) -> None:
        left, top, right, bottom = bounds
        rows = [row for row in self.rows if top <= row <= bottom]
        columns = [column for column in self.columns if left <= column <= right]
        text = texts.pop((top, left), "")
        if rows and columns:
            self._print((rows[0], columns[0]), text, len(columns), len(rows))
            self.covered |= {(row, column) for row in rows for column in columns}

    def _print(self, place: Place, text: str, colspan: int = 1, rowspan: int = 1) -> None:
        if place[0] in self.rows and place[1] in self.columns:
            self.printed[place] = GridCell(text.strip(), self.columns[place[1]], colspan, rowspan)

    def exists(self, row: int, column: int) -> bool:
        """Whether there is anything to see of a cell."""
        place = row, column
        return place in self.covered or place in self.bordered or place in self.printed

    def lines(self, row: int) -> list[str] | None:
        """The text of a row that holds running text: one cell, and nothing beside it. None for a row of a table."""
        cells = [
            (place, cell) for place in self._places(row) if (cell := self.printed.get(place)) and cell.text
        ]
        if len(cells) != 1:
            return None
        (_, first), cell = cells[0]
        covered = range(first, list(self.columns)[cell.column + cell.colspan - 1] + 1)
        if cell.rowspan > 1 or any(
            self.exists(*place) for place in self._places(row) if place[1] not in covered
        ):
            return None
        return cell.text.splitlines()

    def cells(self, row: int) -> tuple[GridCell, ...]:
        """A row of a table: what is printed and the empty cells between and, where the sheet has frames, behind it."""
        last = self._edge(row) or max(self.columns)
        return tuple(
            self._squeezed(self.printed.get(place, GridCell("", self.columns[place[1]])))
            for place in self._places(row)
            if place[1] <= last and (place in self.printed or place not in self.covered)
        )

    @staticmethod
    def _squeezed(cell: GridCell) -> GridCell:
        return replace(cell, text=" ".join(cell.text.split()))

    def _places(self, row: int) -> list[Place]:
        return [(row, column) for column in self.columns]

    def blocks(self) -> Iterator[Block]:
        """Tables and paragraphs from top to bottom. An empty row ends a table, as does another width of its frame."""
        for (kind, _), rows in groupby(self.rows, lambda row: (self._kind(row), self._edge(row))):
            if kind == "text":
                for line in (line for row in rows for line in self.lines(row) or ()):
                    if text := " ".join(line.split()):
                        yield Paragraph(text)
            elif kind == "table":
                yield Table(tuple(self.cells(row) for row in rows), spans_known=True)

    def _edge(self, row: int) -> int:
        """The last column of a row with anything to see, 0 if nothing on the sheet has a frame."""
        places = [place[1] for place in self._places(row) if self.exists(*place)]
        return max(places, default=0) if self.bordered else 0

    def _kind(self, row: int) -> str:
        if not any(self.exists(*place) for place in self._places(row)):
            return "nothing"
        return "table" if self.lines(row) is None else "text"
