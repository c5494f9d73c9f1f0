"""The cells of lists that people keep, XLSX or CSV, as text."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from store.registry import RegistryError


@dataclass(frozen=True)
class SheetRows:
    """A sheet's rows. `label` is its name where the workbook has several; `continued` are cells, by row and column, that
    a merged cell above reaches down to. A hidden sheet has no rows here.
    """

    label: str
    rows: list[list[str]]
    continued: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False

    def place(self, number: int) -> str:
        """Where row `number` (from 0) stands, for people."""
        return f"{self.label}第{number + 1}行 row {number + 1}"


def tables_of(path: Path) -> list[SheetRows]:
    """The sheets of a workbook that hold anything, or a CSV as one. Raises RegistryError for a file that is neither."""
    tables = [_csv(path)] if path.suffix.lower() == ".csv" else _workbook(path)
    for table in tables:
        while table.rows and not any(table.rows[-1]):
            table.rows.pop()
    return [table for table in tables if table.rows or table.hidden]


def _csv(path: Path) -> SheetRows:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return SheetRows("", [[cell.strip() for cell in row] for row in csv.reader(file)])
    except UnicodeDecodeError as error:
        raise RegistryError(
            f"{path.name}：不是 UTF-8，请另存为 CSV UTF-8 或 XLSX", "not UTF-8; save it as CSV UTF-8 or XLSX"
        ) from error


def _workbook(path: Path) -> list[SheetRows]:
    try:
        book = load_workbook(path, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, OSError, ValueError) as error:
        raise RegistryError(
            f"{path.name}：不是 XLSX 工作簿，请另存为 XLSX 或 CSV UTF-8",
            f"not an XLSX workbook ({error}); save it as XLSX or CSV",
        ) from error
    several = sum(sheet.max_row > 1 for sheet in book.worksheets) > 1
    return [
        _table(sheet, f"工作表“{sheet.title}”" if several else "")
        if sheet.sheet_state == "visible"
        else SheetRows(f"工作表“{sheet.title}”", [], hidden=True)
        for sheet in book.worksheets
    ]


def _table(sheet: Worksheet, label: str) -> SheetRows:
    """A sheet; what a cell merged over several rows of one column says holds for each of them."""
    rows = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    continued = set()
    for merged in sheet.merged_cells.ranges:
        if merged.min_col == merged.max_col:
            above = rows[merged.min_row - 1][merged.min_col - 1]
            for number in range(merged.min_row, merged.max_row):
                rows[number][merged.min_col - 1] = above
                continued.add((number, merged.min_col - 1))
    return SheetRows(label, rows, frozenset(continued))


def _text(value: object) -> str:
    """A cell's value as a person reads it: codes without a decimal point, days without a time."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
