"""Characters of a PDF → lines, and lines → paragraphs: wrapped lines joined, page numbers and running heads dropped."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.reading.around.front import may_be_report
from crawler.reading.pdf.glyphs import Glyph, single
from crawler.reading.words.values import ILLEGIBLE

APART = 0.4  # sizes between two figures that are printed as one number
_NEXT = 1.2  # sizes between two figures on a line that are not one figure
_PAGE_NUMBER = re.compile(
    r"[-—–－·•]\s*\d{1,3}\s*[-—–－·•]|第\s*\d{1,3}\s*页(?:\s*+[,，/]?\s*+共\s*\d{1,3}\s*页)?"
)
_BARE_NUMBER = re.compile(r"\d{1,3}(?:\s*/\s*\d{1,3})?")
_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、．](?!\d)"
)


@dataclass(frozen=True)
class TextLine:
    """A printed line: its text, where it stands, the size of its letters."""

    text: str
    left: float
    right: float
    y: float
    size: float
    page: int


def rows_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters on one baseline together, from the top; each row from the left, nothing in it printed twice."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        if rows and glyph.y - rows[-1][0].y <= 0.45 * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [single(row) for row in rows]


def row_text(row: Sequence[Glyph]) -> str:
    """A row of characters as text: gaps are spaces, wide ones between figures part them, raised figures unsettle."""
    parts: list[str] = []
    for before, glyph in zip([None, *row], row, strict=False):
        if before:
            parts.append(_between(before, glyph))
        parts.append(glyph.text)
    return "".join(parts)


def _between(a: Glyph, b: Glyph) -> str:
    gap = (b.left - a.right) / max(a.size, b.size)
    digits = a.text.isdigit() and b.text.isdigit()
    figures = digits or (a.text + b.text).strip("0123456789.,") == ""
    if digits and (abs(a.size - b.size) > 0.15 * a.size or abs(a.y - b.y) > 0.12 * a.size):
        return ILLEGIBLE
    if digits and gap > _NEXT:
        return " | "
    wide = 0.8 if min(a.text, b.text) > "\u2e80" else APART if figures else 0.3
    return " " if gap > wide else ""


def lines_of(glyphs: Sequence[Glyph], page: int) -> list[TextLine]:
    """The lines of a page outside its tables; what can't be seen is left out."""
    lines = []
    for row in rows_of([glyph for glyph in glyphs if glyph.text != ILLEGIBLE]):
        text = row_text(row).strip()
        if text:
            size = Counter(glyph.size for glyph in row).most_common(1)[0][0]
            lines.append(TextLine(text, row[0].left, row[-1].right, row[0].y, size, page))
    return lines


def is_page_number(text: str, bare: bool) -> bool:
    """Whether a line is a page's number; `bare`: where digits alone may be one."""
    return bool(_PAGE_NUMBER.fullmatch(text) or (bare and _BARE_NUMBER.fullmatch(text)))


def running(ends: Sequence[TextLine]) -> set[TextLine]:
    """Of the first or the last lines of pages, those repeated at their place; a title is kept once."""
    places: dict[tuple[str, int], list[TextLine]] = {}
    for line in ends:
        places.setdefault((re.sub(r"\d+", "#", line.text), round(line.y / 4)), []).append(line)
    repeated = [same for same in places.values() if len(same) >= max(2, len(ends) // 2)]
    return {line for same in repeated for line in same[may_be_report(same[0].text) :]}


class Paragraphs:
    """Joins lines that go on in the next one: a full line, then one that is neither indented nor a heading."""

    def __init__(self, lines: Sequence[TextLine], right: float) -> None:
        """`right` is where the widest table ends."""
        long = [line for line in lines if len(line.text) >= 15]
        self._left = min((line.left for line in long), default=0.0)
        self._right = max([right, *(line.right for line in long)])

    def goes_on(self, line: TextLine, after: TextLine) -> bool:
        """Whether `after` is printed as part of the paragraph of `line`."""
        if abs(line.size - after.size) > 0.15 * line.size or _HEADING.match(after.text):
            return False
        if line.page == after.page and after.y - line.y > 3 * line.size:
            return False
        return line.right >= self._right - 2.2 * line.size and after.left <= self._left + 0.8 * after.size

    def join(self, lines: Sequence[TextLine]) -> list[str]:
        """Lines between two tables as paragraphs."""
        texts: list[str] = []
        for before, line in zip([None, *lines], lines, strict=False):
            if before and self.goes_on(before, line):
                letters = texts[-1][-1:].isascii() and texts[-1][-1:].isalpha() and line.text[:1].isascii()
                texts[-1] += " " * letters + line.text
            else:
                texts.append(line.text)
        return texts
