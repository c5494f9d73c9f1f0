"""XLS and ET → blocks, by xlrd. Runs in a worker process (crawler.reading.apart.worker)."""

from itertools import pairwise

import xlrd
from xlrd import xldate

from crawler.reading.blocks import Document, Page, UnreadableDocument
from crawler.reading.formats.sheets import Sheet, number_text, page_of, styled


def _text(sheet: xlrd.sheet.Sheet, row: int, column: int) -> str:
    """What a cell shows."""
    cell, book = sheet.cell(row, column), sheet.book
    look = book.xf_list[cell.xf_index]
    if cell.ctype == xlrd.XL_CELL_TEXT:
        runs = [
            (0, look.font_index),
            *sheet.rich_text_runlist_map.get((row, column), ()),
            (len(cell.value), 0),
        ]
        return "".join(
            _styled(book, cell.value[start:end], font) for (start, font), (end, _) in pairwise(runs)
        )
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        text = number_text(
            cell.value, book.format_map[look.format_key].format_str, bool(sheet.show_zero_values)
        )
    elif cell.ctype == xlrd.XL_CELL_DATE:
        text = _date(cell.value, book.datemode)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        text = str(bool(cell.value)).upper()
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(cell.value, "#")
    else:
        return ""
    return _styled(book, text, look.font_index)


def _date(number: float, mode: int) -> str:
    try:
        day = xldate.xldate_as_datetime(number, mode)
    except (OverflowError, ValueError):
        return f"〔日期 {number}〕"
    return f"{day.year}年{day.month}月{day.day}日"


def _styled(book: xlrd.Book, text: str, index: int) -> str:
    font = book.font_list[index]
    return styled(text, bool(font.struck_out), bool(font.escapement)) if text else ""


def _sheet(book_sheet: xlrd.sheet.Sheet) -> Sheet:
    sheet = Sheet(book_sheet.name)
    sheet.merged = [
        (left + 1, top + 1, right, bottom) for top, bottom, left, right in book_sheet.merged_cells
    ]
    for row in range(book_sheet.nrows):
        for column in range(book_sheet.row_len(row)):
            if (text := _text(book_sheet, row, column)).strip():
                sheet.texts[row + 1, column + 1] = text
            border = book_sheet.book.xf_list[book_sheet.cell_xf_index(row, column)].border
            if (
                border.left_line_style
                or border.right_line_style
                or border.top_line_style
                or border.bottom_line_style
            ):
                sheet.bordered.add((row + 1, column + 1))
    by_default = bool(book_sheet.default_row_hidden)
    sheet.hidden_rows = {
        row + 1
        for row in range(book_sheet.nrows)
        if ((line := book_sheet.rowinfo_map.get(row)) is None and by_default)
        or (line and (line.hidden or line.height == 0))
    }
    sheet.hidden_columns = {
        column + 1 for column, line in book_sheet.colinfo_map.items() if line.hidden or line.width == 0
    }
    return sheet


def read_xls(document: Document) -> Page:
    """An XLS or ET as blocks. Raises UnreadableDocument with a named failure."""
    try:
        book = xlrd.open_workbook(file_contents=document.body, formatting_info=True, ragged_rows=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise UnreadableDocument(
                "unreadable_format", "文件有密码，不能读取；请提供没有密码的文件"
            ) from error
        raise
    return page_of([_sheet(sheet) for sheet in book.sheets() if not sheet.visibility], "XLS（或 ET）")
