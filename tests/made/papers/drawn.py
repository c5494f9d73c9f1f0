"""Reports drawn as PDF line by line, so that a test can draw each line and each figure in its own way."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from demo.press.tables import Printed, Row, disclosure_rows, request_table, review_rows
from store.form import Form
from tests.made.papers.printed import Figures

SIZE = 8.0
_WIDTH, _HEIGHT, _MARGIN, _LINE = 595.0, 842.0, 40.0, 10.0
FONT_FILES = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)

Rule = Callable[[Canvas, float, float, float, float], None]
Figure = Callable[[Canvas, str, float, float], None]


def plain_rule(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A stroke."""
    canvas.line(x0, y0, x1, y1)


def plain_figure(canvas: Canvas, text: str, x: float, y: float) -> None:
    """A figure, its left end at x."""
    canvas.drawString(x, y, text)


def no_page(canvas: Canvas) -> None:
    """Nothing but the report on a page."""


@dataclass
class Pen:
    """How a report is drawn. `foot` is how much of a page stays free below; `sides` whether tables have outer rules."""

    rule: Rule = plain_rule
    figure: Figure = plain_figure
    page: Callable[[Canvas], None] = no_page
    foot: float = _MARGIN
    sides: bool = True
    embedded: bool = False


def font_of(pen: Pen) -> str:
    """The name of a registered font with Chinese characters; its file is embedded where the machine has one."""
    path = next((path for path in FONT_FILES if Path(path).exists()), None)
    if pen.embedded and path:
        pdfmetrics.registerFont(TTFont("embedded", path))
        return "embedded"
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


class _Paper:
    def __init__(self, pen: Pen) -> None:
        self.pen, self.font, self.file = pen, font_of(pen), io.BytesIO()
        self.canvas = Canvas(self.file, pagesize=(_WIDTH, _HEIGHT), invariant=1)
        self.begin()

    def begin(self) -> None:
        self.pen.page(self.canvas)
        self.canvas.setFont(self.font, SIZE)
        self.canvas.setLineWidth(0.5)
        self.y = _HEIGHT - _MARGIN

    def room(self, height: float) -> bool:
        """Go to the next page where `height` isn't left; True if so."""
        if self.y - height >= self.pen.foot:
            return False
        self.canvas.showPage()
        self.begin()
        return True

    def text(self, words: str) -> None:
        self.room(_LINE * 2)
        self.y -= _LINE * 1.5
        self.canvas.drawString(_MARGIN, self.y, words)

    def wrapped(self, text: str, width: float) -> list[str]:
        lines = [""]
        for character in text:
            if pdfmetrics.stringWidth(lines[-1] + character, self.font, SIZE) > width - 4:
                lines.append("")
            lines[-1] += character
        return lines


@dataclass
class _Placed:
    """A cell with its place in the table; `figure` is False for labels."""

    cell: Printed
    row: int
    column: int
    figure: bool


def _placed(rows: Sequence[Row]) -> list[_Placed]:
    taken: set[tuple[int, int]] = set()
    placed = []
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            figure = cell.content[:1] in "-0123456789" and "." not in cell.content[:2]
            placed.append(_Placed(cell, number, column, figure))
            taken |= {(number + r, column + k) for r in range(cell.rowspan) for k in range(cell.colspan)}
            column += cell.colspan
    return placed


def _table(paper: _Paper, rows: Sequence[Row], weights: Sequence[float]) -> None:
    """A table row by row; where a page ends, merged cells are cut and their text stands on the first page."""
    unit = (_WIDTH - 2 * _MARGIN) / sum(weights)
    xs = [_MARGIN + unit * sum(weights[:place]) for place in range(len(weights) + 1)]
    placed = _placed(rows)
    heights = [_LINE + 4] * len(rows)
    for each in placed:
        wide = xs[each.column + each.cell.colspan] - xs[each.column]
        if each.cell.rowspan == 1:
            lines = len(paper.wrapped(each.cell.content, wide))
            heights[each.row] = max(heights[each.row], lines * _LINE + 4)
    begun: set[int] = set()
    done = 0
    while done < len(rows):
        paper.room(heights[done])
        ys = [paper.y]
        while done + len(ys) - 1 < len(rows) and ys[-1] - heights[done + len(ys) - 1] >= paper.pen.foot:
            ys.append(ys[-1] - heights[done + len(ys) - 1])
        last = done + len(ys) - 1
        for each in placed:
            first, end = max(each.row, done), min(each.row + each.cell.rowspan, last)
            if first < end:
                _cell(paper, each, (xs, ys[first - done], ys[end - done]), id(each) not in begun)
                begun.add(id(each))
        paper.y, done = ys[-1], last


def _cell(paper: _Paper, each: _Placed, where: tuple[list[float], float, float], begun: bool) -> None:
    xs, top, bottom = where
    left, right = xs[each.column], xs[each.column + each.cell.colspan]
    pen, canvas = paper.pen, paper.canvas
    pen.rule(canvas, left, top, right, top)
    pen.rule(canvas, left, bottom, right, bottom)
    if pen.sides or left > xs[0]:
        pen.rule(canvas, left, bottom, left, top)
    if pen.sides or right < xs[-1]:
        pen.rule(canvas, right, bottom, right, top)
    lines = paper.wrapped(each.cell.content, right - left) if begun else []
    y = (top + bottom) / 2 + len(lines) * _LINE / 2 + 2
    for line in lines:
        y -= _LINE
        if each.figure:
            width = pdfmetrics.stringWidth(line, paper.font, SIZE)
            pen.figure(canvas, line, (left + right - width) / 2, y)
        else:
            canvas.drawString(left + 2, y, line)


def drawn(form: Form, figures: Figures, pen: Pen | None = None, extra: str = "无。") -> bytes:
    """A report with its six sections as PDF; `extra` is the text of the last."""
    paper = _Paper(pen or Pen())
    tables = [
        (
            disclosure_rows(form, figures),
            [2.0] + [1.0] * max(len(d.measures) for d in form.disclosures.values()),
        ),
        (request_table(form, figures), [1.0, 1.6, 4.0] + [1.2] * 7),
        (review_rows(form, figures), [1.0] * 15),
    ]
    paper.text("白河市财政局2025年政府信息公开工作年度报告")
    for number, section in enumerate(form.sections):
        paper.text(f"{'一二三四五六'[number]}、{section.label}")
        if 1 <= number <= 3:
            paper.y -= _LINE
            _table(paper, *tables[number - 1])
        else:
            paper.text(extra if number == 5 else "略。")
    paper.canvas.showPage()
    paper.canvas.save()
    return paper.file.getvalue()
