"""A report as a DOCX file, made from the HTML of its page: paragraphs, and tables with their merged cells."""

import io
import zipfile
from xml.sax.saxutils import escape

from lxml import html
from lxml.html import HtmlElement

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>'
    ),
}


def docx_of(page: str) -> bytes:
    """The file; the same page makes the same bytes."""
    body = html.fragment_fromstring(page, create_parent="div")
    blocks = "".join(_table(block) if block.tag == "table" else _paragraph(block) for block in body)
    parts = _PARTS | {"word/document.xml": f"<w:document {_W}><w:body>{blocks}</w:body></w:document>"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return file.getvalue()


def _paragraph(block: HtmlElement) -> str:
    text = escape(" ".join(str(block.text_content()).split()))
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def _table(table: HtmlElement) -> str:
    """Rows of cells; a cell merged downwards stands in every row it reaches, empty and marked."""
    rows: list[str] = []
    open_cells: dict[int, tuple[int, int]] = {}  # by column: rows still to come, width
    for line in table.iter("tr"):
        cells, column, waiting = "", 0, list(line.iterchildren("td", "th"))
        while waiting or column in open_cells:
            if column in open_cells:
                left, width = open_cells.pop(column)
                cells += _cell("", width, "<w:vMerge/>")
            else:
                cell = waiting.pop(0)
                left, width = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
                cells += _cell(
                    str(cell.text_content()).strip(), width, '<w:vMerge w:val="restart"/>' if left > 1 else ""
                )
            if left > 1:
                open_cells[column] = (left - 1, width)
            column += width
        rows.append(f"<w:tr>{cells}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def _cell(text: str, width: int, merged: str) -> str:
    span = f'<w:gridSpan w:val="{width}"/>' if width > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merged}</w:tcPr><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:tc>"
