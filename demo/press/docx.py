"""A report as a DOCX file, made from the HTML of its page: paragraphs, and tables with their merged cells."""

import io
import zipfile
from xml.sax.saxutils import escape

from lxml import html
from lxml.html import HtmlElement

from demo.press.tables import Printed, with_covered

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
    rows = [[_printed(cell) for cell in line.iterchildren("td", "th")] for line in table.iter("tr")]
    lines = ("".join(_cell(cell, begins) for cell, begins in line) for line in with_covered(rows))
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def _printed(cell: HtmlElement) -> Printed:
    text = str(cell.text_content()).strip()
    return Printed(text, int(cell.get("colspan", 1)), int(cell.get("rowspan", 1)))


def _cell(cell: Printed, begins: bool) -> str:
    look = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    if cell.rowspan > 1:
        look += '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
    text = escape(cell.content) if begins else ""
    return f"<w:tc><w:tcPr>{look}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
