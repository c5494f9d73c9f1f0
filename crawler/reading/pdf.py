"""PDF with a text layer → blocks. pdfplumber finds ruled tables; what stands between them is text.

pdfplumber gives None for a cell covered by a merge and '' for an empty one: exactly the printed cells remain.
Runs in a worker process (crawler.reading.worker): a PDF is hostile until read.
"""

import io
import re

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page as PdfPage
from pdfplumber.table import Table as PdfTable
from pdfplumber.utils.exceptions import PdfminerException

from crawler.reading.blocks import Block, Document, GridCell, Page, Paragraph, Table, UnreadableDocument

MAX_PAGES = 60
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*")
_WRAP = re.compile(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])")


def _lines(page: PdfPage, top: float, bottom: float) -> list[Block]:
    """The text lines of a horizontal band of the page; page numbers are dropped."""
    if bottom - top < 1:
        return []
    left, _, right, _ = page.bbox
    text = page.crop((left, top, right, bottom)).extract_text() or ""
    return [
        Paragraph(line.strip())
        for line in text.split("\n")
        if line.strip() and not _PAGE_NUMBER.fullmatch(line)
    ]


def _blocks(table: PdfTable) -> list[Block]:
    """One ruled table. Rows of one cell over the full width are text set inside the frame."""
    blocks: list[Block] = []
    rows: list[tuple[GridCell, ...]] = []
    for row in table.extract():
        cells = [(column, _WRAP.sub("", text)) for column, text in enumerate(row) if text is not None]
        if len(cells) > 1:
            rows.append(tuple(_with_spans(cells, len(row))))
            continue
        if rows:
            blocks.append(Table(tuple(rows), spans_known=True))
            rows = []
        blocks.extend(Paragraph(text.strip()) for _, text in cells if text.strip())
    if rows:
        blocks.append(Table(tuple(rows), spans_known=True))
    return blocks


def _with_spans(cells: list[tuple[int, str]], width: int) -> list[GridCell]:
    # A None right of a cell may be covered from above instead; the column of the next cell is what counts.
    ends = [column for column, _ in cells[1:]] + [width]
    return [GridCell(text, column, end - column) for (column, text), end in zip(cells, ends, strict=True)]


def _page_blocks(page: PdfPage) -> list[Block]:
    tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    blocks: list[Block] = []
    _, top, _, foot = page.bbox
    for table in tables:
        _, start, _, end = table.bbox
        blocks += _lines(page, top, max(start, top))
        blocks += _blocks(table)
        top = max(end, top)
    return blocks + _lines(page, min(top, foot), foot)


def read_pdf(document: Document) -> Page:
    """A PDF as blocks. Raises UnreadableDocument for scans (no text layer) and overlong files."""
    blocks: list[Block] = []
    try:
        pdf = pdfplumber.open(io.BytesIO(document.body))
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise UnreadableDocument("unreadable_format", "PDF 有密码，不能读取") from error
        raise
    with pdf:
        if len(pdf.pages) > MAX_PAGES:
            raise UnreadableDocument("too_large", f"PDF 有 {len(pdf.pages)} 页，超过 {MAX_PAGES} 页的上限")
        for page in pdf.pages:
            blocks += _page_blocks(page)
            page.close()
    if not blocks:
        raise UnreadableDocument("unreadable_format", "PDF 没有文字层（可能是扫描件），目前不能读取")
    return Page(blocks)
