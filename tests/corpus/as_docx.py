"""Drafts as Word documents, complete enough for LibreOffice to convert them."""

import io
import zipfile
from xml.sax.saxutils import escape

from tests.corpus.draft import Draft, Grid, Line, Place, spread

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TEXT_WIDTH = 9000  # twentieths of a point


def packed(members: dict[str, bytes | str]) -> bytes:
    """A ZIP container whose bytes depend on its members alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def document(draft: Draft) -> bytes:
    """The report as a DOCX."""
    body = "".join(
        _table(draft, block) if isinstance(block, Grid) else _line(block) for block in draft.blocks
    )
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    return packed({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": xml})


def _run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _line(line: Line) -> str:
    return f"<w:p>{_run(line.text, '<w:b/>' if line.kind != 'body' else '')}</w:p>"


def _paragraphs(draft: Draft, place: Place) -> str:
    look, text = draft.look, place.text
    size = "" if "narrow_cells" in look else '<w:sz w:val="16"/>'
    figure = place.key and len(text) > 1
    if figure and "runs_in_digits" in look:
        runs = _run(text[:1], size) + _run(text[1:], f"<w:b/>{size}")
    elif place.key and "tracked_changes" in look:
        gone = '<w:del w:id="1" w:author="a"><w:r><w:delText>7</w:delText></w:r></w:del>'
        runs = f'{gone}<w:ins w:id="2" w:author="a">{_run(text, size)}</w:ins>'
    elif place.key and "content_controls" in look:
        runs = f"<w:sdt><w:sdtContent>{_run(text, size)}</w:sdtContent></w:sdt>"
    else:
        runs = "<w:r><w:br/></w:r>".join(_run(line, size) for line in text.split("\n"))
    if place.key and "raised_marks" in look and text.isdigit() and draft.rng.random() < 0.1:
        runs += _run("2", '<w:vertAlign w:val="superscript"/>')
    small = '<w:pPr><w:jc w:val="center"/></w:pPr>'
    return f"<w:p>{small}{runs}</w:p>"


def _cell(width: int, span: int, merge: str, content: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width * span}" w:type="dxa"/><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>'
        f"{content}</w:tc>"
    )


def _table(draft: Draft, grid: Grid) -> str:
    rows = spread(grid.rows)
    columns = max(map(len, rows))
    width = _TEXT_WIDTH // columns
    owner: dict[int, tuple[Place, int]] = {}  # column → place that covers it, first row that is free again
    lines: list[str] = []
    for number, row in enumerate(rows):
        cells: list[str] = []
        column = 0
        while column < len(row):
            place = row[column]
            if place:
                merge = '<w:vMerge w:val="restart"/>' if place.rowspan > 1 else ""
                cells.append(_cell(width, place.colspan, merge, _paragraphs(draft, place)))
                owner[column] = (place, number + place.rowspan)
            else:
                place = owner[column][0] if column in owner and owner[column][1] > number else Place("")
                cells.append(_cell(width, place.colspan, "<w:vMerge/>", "<w:p/>"))
            column += place.colspan
        head = "<w:trPr><w:tblHeader/></w:trPr>" * ("repeated_header_rows" in draft.look and number < 2)
        lines.append(f"<w:tr>{head}{''.join(cells)}</w:tr>")
    grid_columns = f'<w:gridCol w:w="{width}"/>' * columns
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{grid_columns}</w:tblGrid>"
        f"{''.join(lines)}</w:tbl>"
    )
