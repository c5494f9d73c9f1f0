"""Workbooks made for tests: a report as people type it into Excel, and its package taken apart."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from demo.press.tables import Row, report_tables
from store.form import Form
from store.models import CellKey, Value

TITLE = "白河市财政局2025年政府信息公开工作年度报告"
THIN = Border(*[Side("thin")] * 4)


def put_rows(sheet: Worksheet, rows: Sequence[Row], first: int, framed: bool = True) -> int:
    """Write a table with its merged cells from row `first`; numbers as numbers. The row behind it."""
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(rows, start=first):
        column = 1
        for printed in row:
            while (number, column) in covered:
                column += 1
            text = printed.content
            value = float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text
            sheet.cell(number, column).value = value or None if text == "" else value
            bottom, right = number + printed.rowspan - 1, column + printed.colspan - 1
            covered |= {(r, c) for r in range(number, bottom + 1) for c in range(column, right + 1)}
            if printed.rowspan * printed.colspan > 1:
                sheet.merge_cells(None, number, column, bottom, right)
            column = right + 1
    for place in covered if framed else ():
        sheet.cell(*place).border = THIN
    return first + len(rows)


def put_text(sheet: Worksheet, row: int, text: str, width: int = 1) -> int:
    sheet.cell(row, 1).value = text
    if width > 1:
        sheet.merge_cells(None, row, 1, row, width)
    return row + 1


def tables(form: Form, truth: Mapping[CellKey, Value]) -> list[list[Row]]:
    return [*report_tables(form, truth).values()]


def report_book(
    form: Form, truth: Mapping[CellKey, Value], apart: bool = False, framed: bool = True, merged: int = 10
) -> Workbook:
    """A whole report, on one sheet or with each table on a sheet of its own."""
    book = Workbook()
    sheet, row = book.worksheets[0], 1
    row = put_text(sheet, row, TITLE, merged)
    parts = iter(tables(form, truth))
    for number, section in zip("一二三四五六", form.sections, strict=True):
        if apart and number in "二三四":
            sheet, row = book.create_sheet(f"表{number}"), 1
        row = put_text(sheet, row, f"{number}、{section.label}", merged)
        row = (
            put_rows(sheet, next(parts), row, framed) if number in "二三四" else put_text(sheet, row, "略。")
        )
    put_text(sheet, row, "白河市财政局\n2026年1月15日")
    return book


def body_of(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def packed(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def members_of(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(body: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with something replaced in the XML of its first sheet, which must be there."""
    members = members_of(body)
    sheet = members["xl/worksheets/sheet1.xml"]
    assert old in sheet
    return packed({**members, "xl/worksheets/sheet1.xml": sheet.replace(old, new)})
