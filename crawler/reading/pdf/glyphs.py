"""The characters that a page of a PDF prints, by pdfium. What a reader can't see or we can't tell becomes ILLEGIBLE.

A cell with an ILLEGIBLE character never becomes a figure. Not detectable: a font whose table of characters lies.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium
import pypdfium2.raw as c

from crawler.reading.blocks import UnreadableDocument
from crawler.reading.words.values import ILLEGIBLE

MAX_GLYPHS = 60_000  # on one page; the fullest real page seen has 1,100
LEAST_SIZE = 2.0  # pt: smaller print is read by nobody
_WIDEST = 2.5  # sizes that a character may advance
SLANT = 0.1  # quarter turns
PALE = 235  # of 255: lighter letters need ink around them to be seen
_INVISIBLE_MODES = (c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP)
CONTRAST = 48  # of 255: between the lightest and the darkest pixel of a digit that can be seen
_SCALE = 2.0  # pixels a pt where digits are looked at
_MAX_PIXELS = 4_000  # of a side

Box = tuple[float, float, float, float]  # left, top, right, bottom; y grows downwards


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character: its advance from `left` to `right`, its baseline `y`, its size, the box of its ink."""

    text: str
    left: float
    right: float
    y: float
    size: float
    ink: Box
    turned: bool = False  # set on its side

    @property
    def middle(self) -> tuple[float, float]:
        """The point that tells in which cell it stands."""
        return (self.left + self.right) / 2, self.y - 0.35 * self.size


@dataclass(frozen=True, slots=True)
class Piece:
    """A text object of a page: where it begins, in coordinates of the page, and its size; `white` draws nothing."""

    address: int | None
    x: float
    y: float
    size: float
    white: bool = False


def address_of(thing: object) -> int | None:
    """What tells one object of pdfium from another."""
    return ctypes.cast(thing, ctypes.c_void_p).value  # type: ignore[arg-type]


class Upright:
    """Turns points of a page (y upwards) so that most of its text stands upright, y downwards."""

    def __init__(self, quarter: int) -> None:
        self._x, self._y = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A turned point."""
        return x * self._x + y * self._y, x * self._y - y * self._x

    def box(self, box: Box) -> Box:
        """A turned box; `box` is left, bottom, right, top."""
        (a, b), (d, e) = self.point(box[0], box[1]), self.point(box[2], box[3])
        return min(a, d), min(b, e), max(a, d), max(b, e)


@dataclass(frozen=True, slots=True)
class _Style:
    """What all characters of a text object share."""

    size: float
    quarter: int
    slanted: bool  # a watermark
    visible: bool
    drawn: bool  # what pdfium draws for it is what a reader sees: its font is in the file


@dataclass(frozen=True, slots=True)
class _Found:
    """A character as pdfium reports it, in coordinates of the page."""

    text: str
    origin: tuple[float, float]
    advance: Box
    ink: Box
    style: _Style


def _style(text: pdfium.PdfTextPage, place: int, found: object) -> _Style:
    """Size, direction and visibility of the text object of a character."""
    matrix = c.FS_MATRIX()
    c.FPDFText_GetMatrix(text.raw, place, matrix)
    size = c.FPDFText_GetFontSize(text.raw, place) * math.hypot(matrix.c, matrix.d)
    turns = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    coloured = c.FPDFPageObj_GetFillColor(found, red, green, blue, alpha)
    mode = c.FPDFTextObj_GetTextRenderMode(found)
    drawn = c.FPDFFont_GetIsEmbedded(c.FPDFTextObj_GetFont(found)) == 1
    seen = mode not in _INVISIBLE_MODES and size >= LEAST_SIZE
    if coloured and mode == c.FPDF_TEXTRENDERMODE_FILL:
        pale = min(red.value, green.value, blue.value) >= PALE
        seen = seen and alpha.value > 255 - PALE and (drawn or not pale)
    return _Style(size, round(turns) % 4, abs(turns - round(turns)) > SLANT, seen, drawn)


def _character(code: int, mapped: bool) -> str:
    """A code of pdfium as text: "" for none, ILLEGIBLE where the font doesn't say what it means."""
    if code == 2:  # pdfium's mark for a hyphen at the end of a line
        return "-"
    if not mapped or 0xD800 <= code < 0xE000 or code == 0xFFFE or code > 0x10FFFF:
        return ILLEGIBLE
    return "" if chr(code).isspace() or code < 32 else chr(code)


def _box(text: pdfium.PdfTextPage, place: int) -> Box:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    c.FPDFText_GetCharBox(text.raw, place, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _find(text: pdfium.PdfTextPage) -> tuple[list[_Found], set[int | None]]:
    """Every character that isn't white space and that pdfium didn't put in itself, and the objects they come from."""
    raw, found = text.raw, []
    count = c.FPDFText_CountChars(raw)
    if count > MAX_GLYPHS:
        raise UnreadableDocument("too_large", f"PDF 有一页多达 {count:,} 个字符，不是年度报告")
    styles: dict[int | None, _Style] = {}
    owners: set[int | None] = set()
    loose, x, y = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for place in range(count):
        if c.FPDFText_IsGenerated(raw, place) == 1:
            continue
        mapped = c.FPDFText_HasUnicodeMapError(raw, place) == 0
        character = _character(c.FPDFText_GetUnicode(raw, place), mapped)
        owner = c.FPDFText_GetTextObject(raw, place)
        address = address_of(owner)
        owners.add(address)
        if not character:
            continue
        style = styles.get(address)
        if style is None:
            style = styles[address] = _style(text, place, owner)
        if style.slanted:
            continue
        c.FPDFText_GetLooseCharBox(raw, place, loose)
        c.FPDFText_GetCharOrigin(raw, place, x, y)
        advance = (loose.left, loose.bottom, loose.right, loose.top)
        ink = _box(text, place) if character.isdigit() else advance
        found.append(_Found(character, (x.value, y.value), advance, ink, style))
    return found, owners


class _Picture:
    """The page as drawn, in grey."""

    def __init__(self, page: pdfium.PdfPage, frame: Box) -> None:
        self._left, self._top = frame[0], frame[3]
        longest = max(frame[2] - frame[0], frame[3] - frame[1], 1.0)
        self._scale = min(_SCALE, _MAX_PIXELS / longest)
        bitmap = page.render(scale=self._scale, grayscale=True, may_draw_forms=False)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._pixels = bytes(bitmap.buffer)

    def shows(self, ink: Box) -> bool:
        """Whether there is anything but one colour in a box of the page."""
        left, right = ((x - self._left) * self._scale for x in (ink[0], ink[2]))
        top, bottom = ((self._top - y) * self._scale for y in (ink[3], ink[1]))
        first, last = max(0, math.floor(left) - 1), min(self._width, math.ceil(right) + 1)
        rows = range(max(0, math.floor(top) - 1), min(self._height, math.ceil(bottom) + 1))
        lines = [self._pixels[row * self._stride + first : row * self._stride + last] for row in rows]
        shades = [shade for line in lines if line for shade in (min(line), max(line))]
        return bool(shades) and max(shades) - min(shades) >= CONTRAST


class PrintedText:
    """The characters of a page within `frame` (left, bottom, right, top); `upright` is how the page must be turned.

    Raises UnreadableDocument if there are too many characters.
    """

    def __init__(self, page: pdfium.PdfPage, frame: Box) -> None:
        self._page, self._frame = page, frame
        self._found, self._owners = _find(page.get_textpage())
        quarters = Counter(each.style.quarter for each in self._found if each.style.visible)
        self._quarter = quarters.most_common(1)[0][0] if quarters else 0
        self.upright = Upright(self._quarter)

    def glyphs(self, look: bool, pieces: Sequence[Piece] = ()) -> list[Glyph]:
        """The characters, those out of sight as ILLEGIBLE; with `look`, digits are looked up in the page as drawn.

        `pieces` that pdfium tells no characters of, as where a font's widths are broken, are ILLEGIBLE too.
        """
        digits = look and any(each.text.isdigit() for each in self._found)
        picture = _Picture(self._page, self._frame) if digits else None
        glyphs = [self._glyph(each, picture) for each in self._found]
        mute = [piece for piece in pieces if piece.address not in self._owners and not piece.white]
        return glyphs + self._unheard(mute)

    def _unheard(self, mute: Sequence[Piece]) -> list[Glyph]:
        """Pieces of text without characters, but for those that print others again."""
        heard = {(round(each.origin[0]), round(each.origin[1])) for each in self._found}
        glyphs = []
        for piece in mute:
            x, y, size = piece.x, piece.y, piece.size
            reach = range(-math.ceil(0.3 * size), math.ceil(0.3 * size) + 1) if size < 100 else range(1)
            again = any((round(x) + i, round(y) + j) in heard for i in reach for j in reach)
            if not again:
                left, base = self.upright.point(x, y)
                ink = (left, base - size, left + size, base)
                glyphs.append(Glyph(ILLEGIBLE, left, left + size / 2, base, size, ink))
        return glyphs

    def _glyph(self, each: _Found, picture: _Picture | None) -> Glyph:
        (x, y), frame, style = each.origin, self._frame, each.style
        seen = style.visible and frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]
        turned = style.quarter != self._quarter
        if each.text.isdigit():
            seen = seen and not turned and (not picture or not style.drawn or picture.shows(each.ink))
        left, _, right, _ = self.upright.box(each.advance)
        start, base = self.upright.point(x, y)
        if right - left > _WIDEST * style.size:  # pdfium's box for vertical writing is of another size
            left, right = start, start + style.size
        ink = self.upright.box(each.ink)
        return Glyph(each.text if seen else ILLEGIBLE, left, right, base, style.size, ink, turned)


def single(line: list[Glyph]) -> list[Glyph]:
    """A line of characters from the left, each once: drawn twice is bold. What is drawn over a digit unsettles it."""
    kept: list[Glyph] = []
    for glyph in sorted(line, key=lambda glyph: glyph.left + glyph.right):
        for place in range(max(0, len(kept) - 4), len(kept)):
            other = kept[place]
            if glyph.left < other.right and (twice := _over(other, glyph)):
                kept[place] = other if twice == "same" else replace(other, text=ILLEGIBLE)
                break
        else:
            kept.append(glyph)
    return kept


def _over(a: Glyph, b: Glyph) -> str:
    """Whether `b` is drawn over `a`: "same" if it is `a` again, "other" if no telling what is printed, else ""."""
    width = max(min(b.right - b.left, a.right - a.left), 0.1)
    apart = (b.left + b.right - a.left - a.right) / 2 / width
    same = a.text == b.text
    if same and apart < 0.3 and abs(b.y - a.y) < 0.25 * a.size:
        return "same"
    digits = a.text.isdigit() or b.text.isdigit()
    return "other" if digits and apart < (0.65 if same else 0.4) else ""
