"""PDF with a text layer → blocks. pdfium says what is printed and ruled; what stands outside of tables is text.

Runs in a worker process (crawler.reading.apart.worker): a PDF is hostile until read.
"""

from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as c

from crawler.reading.blocks import Block, Document, Handover, Page, Paragraph, Table, UnreadableDocument
from crawler.reading.opening.media_types import SCAN
from crawler.reading.pdf.glyphs import Glyph, PrintedText
from crawler.reading.pdf.grids import Grid, find_grids
from crawler.reading.pdf.lines import (
    Paragraphs,
    TextLine,
    is_page_number,
    lines_of,
    row_text,
    rows_of,
    running,
)
from crawler.reading.pdf.seams import stitch
from crawler.reading.pdf.strokes import Drawing, read_drawing
from crawler.reading.pdf.tables import blocks_of_grid, fill
from crawler.reading.words.labels import detect_form

MAX_PAGES = 60
SCANNED = 0.3  # of a page: a picture of this size may be a scan, or a table

Item = TextLine | Grid


def _page_items(page: pdfium.PdfPage, number: int) -> tuple[list[Item], float]:
    """The lines and tables of a page from top to bottom, and the part of it that a picture covers."""
    c.FPDFPage_SetRotation(page.raw, 0)
    left, bottom, right, top = page.get_bbox()
    text = PrintedText(page, (left, bottom, right, top))
    drawing = read_drawing(page, text.upright, (right - left) * (top - bottom))
    grids = find_grids(drawing.across, drawing.down, number)
    return items_of(grids, text.glyphs(bool(grids), drawing.pieces), drawing, number), drawing.pictured


def items_of(grids: Sequence[Grid], glyphs: Sequence[Glyph], drawing: Drawing, number: int) -> list[Item]:
    """The lines and tables of a page from top to bottom: its characters in the cells of its grids, and outside."""
    rows = _without_number(rows_of(glyphs))
    lines = lines_of(fill(grids, rows, drawing.across), number)
    for end, outer in ((-1, max), (0, min)):
        edge = outer((y for grid in grids for y in (grid.box[1], grid.box[3])), default=None)
        if (
            lines
            and is_page_number(lines[end].text, bare=True)
            and (edge is None or outer(edge, lines[end].y) != edge)
        ):
            lines.pop(end)
    items: list[Item] = [*lines, *grids]
    return sorted(items, key=lambda item: item.y if isinstance(item, TextLine) else item.box[1])


def _without_number(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """The rows of a page without its number, which may have got into a table, at top or bottom."""
    ends = [
        number for number in (0, len(rows) - 1) if rows and is_page_number(row_text(rows[number]), bare=False)
    ]
    return [row for number, row in enumerate(rows) if number not in ends]


def join_items(pages: Sequence[Sequence[Item]]) -> list[Block]:
    """The items of all pages in reading order as blocks: tables and paragraphs over pages joined."""
    firsts = [page[0] for page in pages if page and isinstance(page[0], TextLine)]
    lasts = [page[-1] for page in pages if len(page) > 1 and isinstance(page[-1], TextLine)]
    dropped = running(firsts) | running(lasts)
    kept: list[Item] = []
    for item in (item for page in pages for item in page):
        if isinstance(item, TextLine) and item in dropped:
            continue
        above = kept[-1] if kept else None
        if isinstance(item, Grid) and isinstance(above, Grid) and stitch(above, item):
            continue
        kept.append(item)
    right = max((item.xs[-1] for item in kept if isinstance(item, Grid)), default=0.0)
    paragraphs = Paragraphs([item for item in kept if isinstance(item, TextLine)], right)
    blocks: list[Block] = []
    lines: list[TextLine] = []
    for item in kept:
        if isinstance(item, TextLine):
            lines.append(item)
            continue
        blocks += [*map(Paragraph, paragraphs.join(lines)), *blocks_of_grid(item)]
        lines = []
    return blocks + list(map(Paragraph, paragraphs.join(lines)))


def _opened(document: Document) -> pdfium.PdfDocument:
    """The document, opened. Raises UnreadableDocument."""
    try:
        return pdfium.PdfDocument(document.body)
    except pdfium.PdfiumError as error:
        if error.err_code in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY):
            raise UnreadableDocument("unreadable_format", "PDF 有密码，不能读取") from error
        raise UnreadableDocument("broken", "PDF 已损坏或不完整，不能打开") from error


def holds_form(blocks: Sequence[Block]) -> bool:
    """Whether tables of the form are among them."""
    tables = [block for block in blocks if isinstance(block, Table)]
    return detect_form([cell.text for table in tables for row in table.rows for cell in row]) is not None


def read_pdf(document: Document) -> Page | Handover:
    """A PDF as blocks, one whose pages are pictures handed over. Raises UnreadableDocument for overlong files."""
    pdf = _opened(document)
    if len(pdf) > MAX_PAGES:
        raise UnreadableDocument("too_large", f"PDF 有 {len(pdf)} 页，超过 {MAX_PAGES} 页的上限")
    pages: list[list[Item]] = []
    pictured = 0.0
    for number in range(len(pdf)):
        items, part = _page_items(pdf[number], number)
        pages.append(items)
        pictured = max(pictured, part)
    blocks = join_items(pages)
    if not blocks or (pictured >= SCANNED and not holds_form(blocks)):
        return Handover(SCAN)  # a scan, or a text whose tables are pictures
    return Page(blocks)
