"""The ruled lines that a page of a PDF draws, by pdfium: strokes, thin filled rectangles, borders of shapes."""

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as c

from crawler.reading.blocks import UnreadableDocument
from crawler.reading.pdf.glyphs import Box, Piece, Upright, address_of

MAX_OBJECTS = 150_000  # on one page, segments of paths counted; the fullest real page seen has 1,500
_MAX_DEPTH = 12  # of forms within forms
_MAX_SEGMENTS = 2_000  # of one path: more is a drawing
_THIN = 3.0  # pt: a filled shape up to this is a rule
BROAD = 5.0  # pt: a stroke from this is shading
_SLANT = 1.0  # pt

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A ruled line: at `at` on the other axis, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass
class Drawing:
    """The rules of a page, its pieces of text, and the part of it, 0–1, that its largest picture covers."""

    across: list[Stroke] = field(default_factory=list)
    down: list[Stroke] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    pictured: float = 0.0

    def add_path(self, points: Sequence[tuple[float, float]], filled: bool, stroked: bool) -> None:
        """Take up the rules of a connected part of a path, given as turned points."""
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        if filled and self.add_filled((min(xs), min(ys), max(xs), max(ys))):
            return
        if stroked:
            for (x, y), (u, v) in pairwise(points):
                self._segment(x, y, u, v)

    def add_filled(self, box: Box) -> bool:
        """Take up a filled shape if it is a rule; a dot belongs to a dotted rule either way."""
        left, top, right, bottom = box
        wide, high = right - left, bottom - top
        if high <= _THIN:
            self.across.append(Stroke((top + bottom) / 2, left, right))
        if wide <= _THIN:
            self.down.append(Stroke((left + right) / 2, top, bottom))
        return high <= _THIN or wide <= _THIN

    def _segment(self, x: float, y: float, u: float, v: float) -> None:
        if abs(y - v) <= _SLANT and abs(x - u) > abs(y - v):
            self.across.append(Stroke((y + v) / 2, min(x, u), max(x, u)))
        elif abs(x - u) <= _SLANT and abs(y - v) > abs(x - u):
            self.down.append(Stroke((x + u) / 2, min(y, v), max(y, v)))


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The transformation that does `inner`, then `outer`."""
    a, b, d, e, x, y = inner
    g, h, i, j, u, v = outer
    return a * g + b * i, a * h + b * j, d * g + e * i, d * h + e * j, x * g + y * i + u, x * h + y * j + v


def _matrix(thing: object) -> Matrix:
    matrix = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(thing, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _is_white(thing: object) -> bool:
    """Whether a text object holds blanks only: no glyph of its font, which is in the file, has any height."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    bounded = c.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    embedded = c.FPDFFont_GetIsEmbedded(c.FPDFTextObj_GetFont(thing)) == 1
    return bool(bounded) and embedded and top.value == bottom.value


class _Reader:
    """Walks through the objects of a page; `left` counts down what may still be looked at."""

    def __init__(self, upright: Upright, area: float) -> None:
        self.upright, self.area, self.left, self.found = upright, max(area, 1.0), MAX_OBJECTS, Drawing()

    def _spend(self, number: int = 1) -> None:
        self.left -= number
        if self.left < 0:
            raise UnreadableDocument("too_large", f"PDF 有一页的图形超过 {MAX_OBJECTS:,} 个，不是年度报告")

    def walk(self, count: int, at: Callable[[int], object], outer: Matrix, depth: int) -> None:
        """Take up the rules of some objects and of the forms among them."""
        for place in range(count):
            self._spend()
            thing = at(place)
            kind = c.FPDFPageObj_GetType(thing)
            if kind == c.FPDF_PAGEOBJ_PATH:
                self._path(thing, times(_matrix(thing), outer))
            elif kind == c.FPDF_PAGEOBJ_IMAGE:
                self._image(times(_matrix(thing), outer))
            elif kind == c.FPDF_PAGEOBJ_TEXT:
                self._text(thing, times(_matrix(thing), outer))
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                within = c.FPDFFormObj_CountObjects(thing)
                inner = times(_matrix(thing), outer)
                self.walk(within, lambda n, form=thing: c.FPDFFormObj_GetObject(form, n), inner, depth + 1)  # type: ignore[misc]

    def _text(self, thing: object, matrix: Matrix) -> None:
        size = ctypes.c_float()
        c.FPDFTextObj_GetFontSize(thing, size)
        scaled = size.value * math.hypot(matrix[2], matrix[3])
        self.found.pieces.append(Piece(address_of(thing), matrix[4], matrix[5], scaled, _is_white(thing)))

    def _image(self, matrix: Matrix) -> None:
        a, b, d, e, x, y = matrix
        xs, ys = (x, x + a, x + d, x + a + d), (y, y + b, y + e, y + b + e)
        box = self.upright.box((min(xs), min(ys), max(xs), max(ys)))
        self.found.pictured = max(self.found.pictured, (box[2] - box[0]) * (box[3] - box[1]) / self.area)
        self.found.add_filled(box)

    def _path(self, thing: object, matrix: Matrix) -> None:
        count = c.FPDFPath_CountSegments(thing)
        fill, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
        c.FPDFPath_GetDrawMode(thing, fill, stroke)
        if not 0 < count <= _MAX_SEGMENTS or not (fill.value or stroke.value):
            return
        self._spend(count)
        c.FPDFPageObj_GetStrokeWidth(thing, width)
        broad = width.value * max(abs(matrix[0]), abs(matrix[1])) >= BROAD
        for points in self._subpaths(thing, count, matrix):
            self.found.add_path(points, bool(fill.value), bool(stroke.value) and not broad)

    def _subpaths(self, thing: object, count: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
        """The connected parts of a path as turned points, closed ones ending where they began; curves break them."""
        a, b, d, e, tx, ty = matrix
        x, y = ctypes.c_float(), ctypes.c_float()
        points: list[tuple[float, float]] = []
        for place in range(count):
            segment = c.FPDFPath_GetPathSegment(thing, place)
            c.FPDFPathSegment_GetPoint(segment, x, y)
            point = self.upright.point(a * x.value + d * y.value + tx, b * x.value + e * y.value + ty)
            if c.FPDFPathSegment_GetType(segment) != c.FPDF_SEGMENT_LINETO:
                if points:
                    yield points
                points = []
            points.append(point)
            if c.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if points:
            yield points


def read_drawing(page: pdfium.PdfPage, upright: Upright, area: float) -> Drawing:
    """The rules of a page as `upright` turns it. Raises UnreadableDocument if it draws too much."""
    reader = _Reader(upright, area)
    reader.walk(
        c.FPDFPage_CountObjects(page.raw), lambda place: c.FPDFPage_GetObject(page.raw, place), _SAME, 0
    )
    return reader.found
