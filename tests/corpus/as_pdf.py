"""Drafts drawn as PDF, rule by rule and string by string, as programs other than LibreOffice write them."""

import io
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.draft import Draft, Grid, Line, Place, spread

_FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wqy-zenhei/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)
_CID = "STSong-Light"  # not embedded: the reader of the file has it
_A4 = (595.0, 842.0)
_MARGIN, _PAD, _SIZE, _LEADING = 50.0, 3.0, 8.0, 11.0
_LONG = 20_000.0
_WIDE = 2.5  # between letter-spaced digits


def font(look: set[str]) -> str:
    """The name of a font with Chinese characters, embedded where the machine has one."""
    path = next((path for path in _FONTS if Path(path).exists()), None)
    if path is None or "font_not_embedded" in look:
        pdfmetrics.registerFont(UnicodeCIDFont(_CID))
        return _CID
    pdfmetrics.registerFont(TTFont("embedded", path))
    return "embedded"


@dataclass
class _Segment:
    """The part of a row that stands on one page: lines `start` to `end` of its cells."""

    row: int
    start: int
    end: int
    top: float
    bottom: float


@dataclass
class _Paper:
    """The page being drawn, from top to bottom."""

    draft: Draft
    canvas: Canvas
    font: str
    width: float
    height: float
    y: float = 0.0
    number: int = 0
    lines_drawn: dict[int, int] = field(default_factory=dict)  # of cells cut by pages

    def begin(self) -> None:
        """A new page."""
        self.number += 1
        self.y = self.height - _MARGIN
        if "rotated_pages" in self.draft.look:
            self.canvas.setPageRotation(90)
            self.canvas.translate(self.height, 0)
            self.canvas.rotate(90)
        if "watermark" in self.draft.look:
            self.canvas.saveState()
            self.canvas.setFillGray(0.85)
            self.canvas.translate(self.width / 2, self.height / 2)
            self.canvas.rotate(45)
            self.string("白河市财政局2025", -150, 0, 40)
            self.canvas.restoreState()

    def end(self) -> None:
        """Finish the page."""
        if "page_numbers" in self.draft.look:
            self.string(f"-{self.number}-", self.width / 2, _MARGIN / 2)
        self.canvas.showPage()

    def room(self, height: float) -> None:
        """Go to the next page if less than `height` is left."""
        if self.y - height < _MARGIN:
            self.end()
            self.begin()

    def string(self, text: str, x: float, y: float, size: float = _SIZE, figure: bool = False) -> None:
        """One string, its left end at x."""
        look = self.draft.look
        again = 0.35 if figure and "printed_twice" in look else 0.0
        for shift in (0.0, again) if again else (0.0,):
            drawn = self.canvas.beginText(x + shift, y)
            drawn.setFont(self.font, size)
            if "wide_digits" in look:
                drawn.setCharSpace(_WIDE if figure else 0)
            drawn.textOut(text)
            self.canvas.drawText(drawn)

    def wide(self, text: str, size: float = _SIZE, figure: bool = False) -> float:
        """The width of a line."""
        apart = _WIDE * len(text) if figure and "wide_digits" in self.draft.look else 0.0
        return float(pdfmetrics.stringWidth(text, self.font, size)) + apart

    def wrapped(self, text: str, width: float, size: float = _SIZE, figure: bool = False) -> list[str]:
        """Text broken into lines of at most `width`."""
        lines = [""]
        for character in text:
            if character == "\n":
                lines.append("")
            elif lines[-1] and self.wide(lines[-1] + character, size, figure) > width:
                lines.append(character)
            else:
                lines[-1] += character
        return lines

    def paragraph(self, line: Line) -> None:
        """Running text."""
        size = {"title": 14.0, "heading": 11.0}.get(line.kind, 9.0)
        for text in self.wrapped(line.text, self.width - 2 * _MARGIN, size):
            self.room(size * 1.6)
            self.y -= size * 1.6
            self.string(text, _MARGIN, self.y, size)
        self.y -= size / 2


def _edges(draft: Draft, grid: Grid, columns: int, width: float) -> list[float]:
    """The x of every rule: labels of 表三 get more room than its figures."""
    weights = [1.0] * columns
    total = float(columns)
    if grid.name == "requests" and columns > 8:
        narrow = "narrow_figures" in draft.look
        stub = 0.4 if "stub_upright" in draft.look else 1.2
        weights = [stub, 1.6, 4.5, *[0.5 if narrow else 1.4] * (columns - 3)]
        total = 17.5 if narrow else sum(weights)
    edges = [_MARGIN]
    for weight in weights:
        edges.append(edges[-1] + weight / total * width)
    return edges


@dataclass
class _Table:
    """A table with its geometry."""

    rows: list[list[Place | None]]
    edges: list[float]
    lines: dict[int, list[str]]  # of each place, by identity
    heights: list[float]

    def owners(self) -> list[tuple[int, int, Place]]:
        """Row, column and place of every printed cell."""
        return [(r, c, place) for r, row in enumerate(self.rows) for c, place in enumerate(row) if place]


def _table(paper: _Paper, grid: Grid) -> _Table:
    rows = spread(grid.rows)
    columns = max(map(len, rows))
    edges = _edges(paper.draft, grid, columns, paper.width - 2 * _MARGIN)
    table = _Table(rows, edges, {}, [_LEADING + 2 * _PAD] * len(rows))
    for row, column, place in table.owners():
        right = edges[min(column + place.colspan, columns)]
        lines = paper.wrapped(place.text, right - edges[column] - 2 * _PAD, figure=place.key is not None)
        table.lines[id(place)] = lines
        if place.rowspan == 1:
            table.heights[row] = max(table.heights[row], len(lines) * _LEADING + 2 * _PAD)
    for row, _, place in table.owners():
        last = min(row + place.rowspan, len(rows))
        missing = len(table.lines[id(place)]) * _LEADING + 2 * _PAD - sum(table.heights[row:last])
        table.heights[last - 1] += max(0.0, missing)
    return table


def _draw_table(paper: _Paper, grid: Grid) -> None:
    """Row by row, over as many pages as it takes."""
    table, look = _table(paper, grid), paper.draft.look
    heads = 3 if grid.name == "requests" and "head_on_every_page" in look else 0
    segments: list[_Segment] = []

    def place_row(row: int, start: int, end: int, height: float) -> None:
        segments.append(_Segment(row, start, end, paper.y, paper.y - height))
        paper.y -= height

    for row, height in enumerate(table.heights):
        start, most = 0, max(1, round((height - 2 * _PAD) / _LEADING))
        if paper.y - height < _MARGIN:
            fit = int((paper.y - _MARGIN - 2 * _PAD) / _LEADING)
            if "page_break_in_row" in look and 1 <= fit < most:
                place_row(row, 0, fit, fit * _LEADING + 2 * _PAD)
                start = fit
            _draw_segments(paper, table, segments, goes_on=True)
            segments.clear()
            paper.end()
            paper.begin()
            for head in range(heads if row >= heads else 0):
                paper.lines_drawn = {}
                place_row(head, 0, 99, table.heights[head])
        place_row(row, start, most, height - start * _LEADING)
    _draw_segments(paper, table, segments)
    paper.y -= _LEADING


def _draw_segments(paper: _Paper, table: _Table, segments: list[_Segment], goes_on: bool = False) -> None:
    """What stands of a table on one page, and whether it goes on on the next."""
    owners = table.owners()
    if "drawn_in_any_order" in paper.draft.look:
        paper.draft.rng.shuffle(owners)
    left = table.edges[0]
    for row, column, place in owners:
        mine = [segment for segment in segments if row <= segment.row < row + place.rowspan]
        if not mine:
            continue
        top, bottom = mine[0].top, mine[-1].bottom
        x0, x1 = table.edges[column], table.edges[min(column + place.colspan, len(table.edges) - 1)]
        if "grey_heads" in paper.draft.look and place.key is None:
            paper.canvas.setFillGray(0.9)
            paper.canvas.rect(x0, bottom, x1 - x0, top - bottom, stroke=0, fill=1)
            paper.canvas.setFillGray(0)
        ends = column + place.colspan >= len(table.rows[row])  # its row, which may be a short one
        open_below = goes_on and "open_at_breaks" in paper.draft.look and bottom <= segments[-1].bottom
        _draw_rules(paper, (x0, x1, top, bottom), (x0 <= left, ends), open_below)
        lines = table.lines[id(place)]
        if place.rowspan == 1:
            shown = lines[mine[0].start : mine[-1].end]
        else:
            done = paper.lines_drawn.get(id(place), 0)
            shown = lines[done : done + max(1, int((top - bottom - 2 * _PAD) / _LEADING))]
            paper.lines_drawn[id(place)] = done + len(shown)
        y = (top + bottom) / 2 + len(shown) * _LEADING / 2
        for text in shown:
            y -= _LEADING
            wide = paper.wide(text, figure=place.key is not None)
            x = (x0 + x1 - wide) / 2 if place.key else x0 + _PAD
            paper.string(text, x, y + 2.5, figure=place.key is not None)
            if place.key and "raised_marks" in paper.draft.look and paper.draft.rng.random() < 0.1:
                paper.string("2", x + wide + 0.3, y + 6, 5.0)


def _draw_rules(
    paper: _Paper, box: tuple[float, float, float, float], outer: tuple[bool, bool], open_below: bool
) -> None:
    """The four rules of a cell, in the manner that the quirks ask for."""
    x0, x1, top, bottom = box
    look, canvas = paper.draft.look, paper.canvas
    if "no_rules" in look:
        return
    gap = 1.5 if "open_corners" in look else 0.0
    rules = [(x0 + gap, top, x1 - gap, top)]
    if not open_below:
        rules.append((x0 + gap, bottom, x1 - gap, bottom))
    if not (outer[0] and "no_outer_rules" in look) and "no_upright_rules" not in look:
        rules.append((x0, top - gap, x0, bottom + gap))
    if not (outer[1] and "no_outer_rules" in look) and "no_upright_rules" not in look:
        rules.append((x1, top - gap, x1, bottom + gap))
    canvas.setLineWidth(0.5)
    if "dashed_rules" in look:
        canvas.setDash(2, 1)
    for a, b, c, d in rules:
        if "rules_as_boxes" in look:
            canvas.rect(min(a, c), min(b, d), max(0.5, abs(c - a)), max(0.5, abs(d - b)), stroke=0, fill=1)
            continue
        canvas.line(a, b, c, d)
        if "double_rules" in look:
            canvas.line(a + 1.2 * (a == c), b - 1.2 * (b == d), c + 1.2 * (a == c), d - 1.2 * (b == d))


def draw(draft: Draft, canvas: Canvas, width: float, height: float) -> float:
    """Draw the report on pages of a canvas; the height left on the last one."""
    paper = _Paper(draft, canvas, font(draft.look), width, height)
    paper.begin()
    for block in draft.blocks:
        if isinstance(block, Grid):
            _draw_table(paper, block)
        else:
            paper.paragraph(block)
    left = paper.y
    paper.end()
    return left


def _drawn(draft: Draft, width: float, height: float) -> tuple[bytes, float]:
    """The PDF and the height left on its last page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1)  # as shown: rotation swaps the two
    left = draw(draft, canvas, width, height)
    canvas.save()
    return buffer.getvalue(), left


def paper_size(look: set[str]) -> tuple[float, float]:
    """Width and height of a page of A4, in pt."""
    return _A4[::-1] if look & {"rotated_pages", "landscape"} else _A4


def document(draft: Draft) -> bytes:
    """The report on pages of A4."""
    return _drawn(draft, *paper_size(draft.look))[0]


def long_page(draft: Draft) -> bytes:
    """The report on one page as long as it needs."""
    left = _drawn(draft, _A4[0], _LONG)[1]
    return _drawn(draft, _A4[0], _LONG - left + _MARGIN + 1)[0]
