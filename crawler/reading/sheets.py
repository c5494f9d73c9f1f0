"""XLSX → blocks: each visible sheet as tables and paragraphs, its cells with the text that Excel shows.

Runs in a worker process (crawler.reading.worker).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import groupby

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from crawler.reading.blocks import Block, Document, GridCell, Page, Paragraph, Table, UnreadableDocument
from crawler.reading.number_formats import shown
from crawler.reading.unzip import member_names, open_zip, unpack_all

MAX_CELLS = 100_000  # of a sheet, with the empty ones between those that print something; the form has 400
_SIDES = ("left", "right", "top", "bottom")

Place = tuple[int, int]  # row and column, from 1


def _text(cell: Cell, zeros: bool) -> str:
    """What a cell shows. Struck text is gone, raised text set off by ^, a formula without a result is neither."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, CellRichText):
        return "".join(part if isinstance(part, str) else _styled(part.text, part.font) for part in value)
    if isinstance(value, bool):
        text = str(value).upper()
    elif isinstance(value, int | float):
        text = shown(value, cell.number_format) if value or zeros else f"{value}〔零值不显示〕"
    elif isinstance(value, date):
        text = f"{value.year}年{value.month}月{value.day}日"
    else:
        text = str(value)
    return _styled(text, cell.font)


def _styled(text: str, font: object) -> str:
    if getattr(font, "strike", None):
        return ""
    return f"^{text}" if getattr(font, "vertAlign", None) in ("superscript", "subscript") else text


def _has_border(cell: Cell) -> bool:
    return cell.has_style and any(getattr(getattr(cell.border, side), "style", None) for side in _SIDES)


class _Grid:
    """The visible part of a sheet: rows and columns that aren't hidden, numbered anew from 0."""

    def __init__(self, sheet: Worksheet, uncomputed: set[Place]) -> None:
        zeros = sheet.sheet_view.showZeros is not False
        texts: dict[Place, str] = {}
        self.bordered: set[Place] = set()
        for place, cell in sheet._cells.items():
            if place in uncomputed:
                texts[place] = "〔公式没有结果〕"
            elif isinstance(cell, Cell) and (text := _text(cell, zeros)).strip():
                texts[place] = text
            if _has_border(cell):
                self.bordered.add(place)
        height = max((row for row, _ in texts), default=0)
        width = max((column for _, column in texts), default=0)
        if height * width > MAX_CELLS:
            raise UnreadableDocument(
                "too_large", f"工作表“{sheet.title}”超过 {MAX_CELLS:,} 个单元格，不是年度报告"
            )
        self.rows = {row: None for row in range(1, height + 2) if not _row_hidden(sheet, row)}
        gone = _hidden_columns(sheet, width)
        seen = (column for column in range(1, width + 1) if column not in gone)
        self.columns = {column: number for number, column in enumerate(seen)}
        self.printed: dict[Place, GridCell] = {}  # by the place where it begins
        self.covered: set[Place] = set()
        for area in sheet.merged_cells.ranges:
            self._merge(area.bounds, texts)
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
        own = range(first, list(self.columns)[cell.column + cell.colspan - 1] + 1)
        if cell.rowspan > 1 or any(self.exists(*place) for place in self._places(row) if place[1] not in own):
            return None
        return cell.text.splitlines()

    def cells(self, row: int, framed: bool) -> tuple[GridCell, ...]:
        """A row of a table: what is printed and the empty cells between and, where the table is `framed`, behind it."""
        places = [place for place in self._places(row) if self.exists(*place)]
        last = places[-1][1] if places and framed else max(self.columns)
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
        """Tables and paragraphs from top to bottom. An empty row ends a table."""
        for kind, rows in groupby(self.rows, self._kind):
            if kind == "text":
                for line in (line for row in rows for line in self.lines(row) or ()):
                    if text := " ".join(line.split()):
                        yield Paragraph(text)
            elif kind == "table":
                yield Table(tuple(self.cells(row, bool(self.bordered)) for row in rows), spans_known=True)

    def _kind(self, row: int) -> str:
        if not any(self.exists(*place) for place in self._places(row)):
            return "nothing"
        return "table" if self.lines(row) is None else "text"


def _row_hidden(sheet: Worksheet, row: int) -> bool:
    if row not in sheet.row_dimensions:
        return bool(sheet.sheet_format.zeroHeight)
    line = sheet.row_dimensions[row]
    return bool(line.hidden) or line.height == 0


def _hidden_columns(sheet: Worksheet, width: int) -> set[int]:
    return {
        column
        for line in sheet.column_dimensions.values()
        if line.hidden or line.width == 0
        for column in range(line.min or 0, min(line.max or 0, width) + 1)
    }


def _open(body: bytes, values: bool) -> Workbook:
    return load_workbook(BytesIO(body), data_only=values, rich_text=True, keep_links=False)


def read_xlsx(document: Document) -> Page:
    """An XLSX as blocks. Raises UnreadableDocument with a named failure."""
    archive = open_zip(document.body)
    if len(member_names(archive)) != len(
        archive.infolist()
    ):  # of two with one name programs choose differently
        raise UnreadableDocument("broken", "XLSX 里有两个同名的部分")
    unpack_all(archive)
    results = _open(document.body, values=True)
    formulas = _open(document.body, values=False)
    blocks: list[Block] = []
    for sheet in results.worksheets:
        if sheet.sheet_state == "visible":
            uncomputed = {
                place
                for place, cell in formulas[sheet.title]._cells.items()
                if cell.data_type == "f" and sheet.cell(*place).value is None
            }
            blocks += _Grid(sheet, uncomputed).blocks()
    if not blocks:
        raise UnreadableDocument("unreadable_format", "XLSX 里没有文字（可能只有图片），目前不能读取")
    return Page(blocks, whole=True)
