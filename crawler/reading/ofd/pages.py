"""What a page of an OFD prints: its characters and ruled lines, in the order in which they are painted.

OFD measures in mm from the top left; here it is pt, as of a PDF, so that both are read by the same rules. What a reader
can't see or we can't tell becomes ILLEGIBLE. Not detectable: a font whose glyphs are others than its characters say.
"""

import math
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from crawler.reading.blocks import UnreadableDocument
from crawler.reading.ofd.words import (
    SHADED,
    Point,
    characters,
    child,
    flag,
    is_opaque,
    layer_rank,
    lightness,
    local,
    named,
    number,
    numbers,
    subpaths,
    transformed,
)
from crawler.reading.pdf.glyphs import CONTRAST, LEAST_SIZE, MAX_GLYPHS, SLANT, Box, Glyph, Upright
from crawler.reading.pdf.strokes import BROAD, MAX_OBJECTS, Drawing, Matrix, times
from crawler.reading.words.values import ILLEGIBLE

PT = 72 / 25.4  # of a mm
MAX_DEPTH = 32  # of blocks and composite objects within others
_LINE_WIDTH = 0.353  # mm, where nothing else is said
_ROOM = 3.0  # pt that a path may be beside its boundary
_INK = 0.72  # of a size: the height of a digit


@dataclass
class Resources:
    """What pages refer to by number: composite units and drawing parameters as `declared`; members of the package that hold
    `pictures`, of which `clear` ones hide nothing.
    """

    declared: dict[str, ET.Element] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    clear: set[str] = field(default_factory=set)

    def copy(self) -> "Resources":
        """To be added to."""
        return Resources(dict(self.declared), dict(self.pictures), set(self.clear))


@dataclass(frozen=True)
class Picture:
    """A picture on a page: its number, its box (left, bottom, right, top; y upwards)."""

    resource: str
    box: Box


@dataclass
class _Character:
    """A character as painted, y upwards: its origin, where its advance ends, its middle."""

    text: str
    origin: Point
    end: Point
    middle: Point
    size: float
    quarter: int
    seen: bool

    def turned(self, upright: Upright, quarter: int) -> Glyph:
        """As it stands on the turned page, where most characters stand at `quarter`."""
        (a, base), (b, _) = upright.point(*self.origin), upright.point(*self.end)
        aside = self.quarter != quarter
        seen = self.seen and not (aside and self.text.isdigit())
        ink = (min(a, b), base - _INK * self.size, max(a, b), base)
        return Glyph(self.text if seen else ILLEGIBLE, ink[0], ink[2], base, self.size, ink, aside)


@dataclass(frozen=True)
class _Ground:
    """A filled shape or a picture, which hides what was painted before it; `light` from 0 to 255, `odd` its rule."""

    outlines: list[list[Point]]
    box: Box
    odd: bool
    light: float

    def holds(self, point: Point) -> bool:
        """Whether a point is inside."""
        x, y = point
        if not (self.box[0] <= x <= self.box[2] and self.box[1] <= y <= self.box[3]):
            return False
        turns = crossings = 0
        for outline in self.outlines:
            for (a, b), (c, d) in pairwise([*outline, outline[0]]):
                if (b <= y) != (d <= y) and a + (y - b) / (d - b) * (c - a) > x:
                    turns += 1 if d > b else -1
                    crossings += 1
        return bool(crossings % 2 if self.odd else turns)


def _placed(element: ET.Element) -> Matrix:
    """From the space of an object to the one around it: its own transformation, then to where its boundary begins."""
    a, b, c, d, e, f = numbers(element.get("CTM"), 6) or (1, 0, 0, 1, 0, 0)
    x, y, _, _ = numbers(element.get("Boundary"), 4) or (0, 0, 0, 0)
    return a, b, c, d, e + x, f + y


def _box(element: ET.Element, matrix: Matrix) -> Box | None:
    """The boundary of an object on the page; None where it has no width or height."""
    x, y, wide, high = numbers(element.get("Boundary"), 4) or (0, 0, 0, 0)
    corners = [
        transformed(corner, matrix) for corner in ((x, y), (x + wide, y), (x, y + high), (x + wide, y + high))
    ]
    return _around(corners) if wide > 0 and high > 0 else None


def _around(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _is_within(point: Point, box: Box | None, room: float) -> bool:
    if box is None:
        return True
    x, y = point
    return box[0] - room <= x <= box[2] + room and box[1] - room <= y <= box[3] + room


class Painting:
    """The objects of a page, painted one after the other; `box` is the page (left, bottom, right, top in pt, y upwards)."""

    def __init__(self, box: Box, resources: Resources) -> None:
        self.box, self.resources = box, resources
        self.pictures: list[Picture] = []
        self._left = MAX_OBJECTS
        self._parameters = ""  # of the layer
        self._characters: list[_Character] = []
        self._paths: list[tuple[list[list[Point]], bool, bool]] = []  # straight parts; filled, stroked
        self._grounds: list[_Ground] = []

    def paint(self, root: ET.Element) -> None:
        """Paint the layers of a page or a template. Raises UnreadableDocument for too many objects, or missing ones."""
        for layer in sorted(named(child(root, "Content"), "Layer"), key=layer_rank):
            self._parameters = layer.get("DrawParam", "")
            self._walk(layer, (PT, 0, 0, -PT, 0, 0), flag(layer, "Visible", True), 0)

    def result(self) -> tuple[list[Glyph], Drawing]:
        """The characters and rules, turned so that most of the text stands upright, y downwards."""
        quarters = Counter(each.quarter for each in self._characters if each.seen)
        quarter = quarters.most_common(1)[0][0] if quarters else 0
        upright, drawing = Upright(quarter), Drawing()
        for parts, filled, stroked in self._paths:
            for part in parts:
                drawing.add_path([upright.point(*point) for point in part], filled, stroked)
        area = max(1.0, (self.box[2] - self.box[0]) * (self.box[3] - self.box[1]))
        for picture in self.pictures:
            left, bottom, right, top = picture.box
            drawing.pictured = max(drawing.pictured, (right - left) * (top - bottom) / area)
            drawing.add_filled(upright.box(picture.box))
        return [each.turned(upright, quarter) for each in self._characters], drawing

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise UnreadableDocument("too_large", f"OFD 有一页的图形超过 {MAX_OBJECTS:,} 个，不是年度报告")

    def _walk(self, block: ET.Element, matrix: Matrix, shown: bool, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise UnreadableDocument("too_large", f"OFD 的图形嵌套超过 {MAX_DEPTH} 层，不是年度报告")
        for element in block:
            self._spend()
            kind, seen = local(element), shown and flag(element, "Visible", True) and is_opaque(element)
            if kind == "TextObject":
                self._text(element, matrix, seen)
            elif kind == "PageBlock":
                self._walk(element, matrix, seen, depth + 1)
            elif kind == "CompositeObject":
                unit = self.resources.declared.get(element.get("ResourceID", "").strip())
                if unit is None:
                    raise UnreadableDocument("broken", "OFD 引用的复合图元不在文件中，请重新下载")
                for content in named(unit, "Content"):
                    self._walk(content, times(_placed(element), matrix), seen, depth + 1)
            elif kind == "PathObject" and seen:
                self._path(element, matrix)
            elif kind == "ImageObject" and seen:
                self._picture(element, matrix)

    def _said(self, element: ET.Element) -> Iterator[ET.Element]:
        """An object and the drawing parameters that hold where it says nothing itself."""
        yield element
        name = element.get("DrawParam") or self._parameters
        for _ in range(MAX_DEPTH):
            parameters = self.resources.declared.get(name.strip())
            if parameters is None:
                return
            yield parameters
            name = parameters.get("Relative", "")

    def _colour(self, element: ET.Element) -> ET.Element | None:
        return next((colour for one in self._said(element) for colour in named(one, "FillColor")), None)

    def _text(self, element: ET.Element, matrix: Matrix, seen: bool) -> None:
        """Every character of a text object at its place."""
        own, boundary, colour = times(_placed(element), matrix), _box(element, matrix), self._colour(element)
        turns = math.atan2(own[1], own[0]) / (math.pi / 2)
        if abs(turns - round(turns)) > SLANT:  # a watermark
            return
        high, wide = number(element.get("Size"), 0), number(element.get("HScale"), 1)
        size = high * math.hypot(own[2], own[3])
        quarter = (round(turns) - round(number(element.get("CharDirection"), 0) / 90)) % 4
        drawn = (flag(element, "Fill", True) and is_opaque(colour)) or flag(element, "Stroke", False)
        seen, light = seen and drawn and size >= LEAST_SIZE, lightness(colour)
        x = y = 0.0
        for code in named(element, "TextCode"):
            x, y = number(code.get("X"), x), number(code.get("Y"), y)
            for text, right, lower, step in characters(code, high * wide):
                self._spend()
                left, base = x + right, y + lower
                origin, end = transformed((left, base), own), transformed((left + step, base), own)
                middle = transformed((left + step / 2, base - _INK * high / 2), own)
                inside = _is_within(origin, boundary, size) and _is_within(middle, self.box, 0)
                clear = seen and inside and abs(light - self._light_at(middle)) >= CONTRAST
                self._characters.append(_Character(text, origin, end, middle, size, quarter, clear))
        if len(self._characters) > MAX_GLYPHS:
            raise UnreadableDocument("too_large", f"OFD 有一页的字符超过 {MAX_GLYPHS:,} 个，不是年度报告")

    def _light_at(self, point: Point) -> float:
        """How light the paper is at a point, with what has been painted so far."""
        return next((each.light for each in reversed(self._grounds) if each.holds(point)), 255.0)

    def _path(self, element: ET.Element, matrix: Matrix) -> None:
        filled, stroked = flag(element, "Fill", False), flag(element, "Stroke", True)
        own = times(_placed(element), matrix)
        widths = (number(one.get("LineWidth"), 0) for one in self._said(element) if one.get("LineWidth"))
        broad = next(widths, _LINE_WIDTH) * max(math.hypot(*own[:2]), math.hypot(*own[2:4])) >= BROAD
        data = child(element, "AbbreviatedData")
        outlines, straight = subpaths((data is not None and data.text) or "", own, self._spend)
        boundary = _box(element, matrix)
        if not any(_is_within(point, boundary, _ROOM) for outline in outlines for point in outline):
            return  # cut off; or of an old producer, whose paths are in other units
        self._paths.append((straight, filled, stroked and not broad))
        colour = self._colour(element)
        if filled and colour is not None and is_opaque(colour):
            box = _around([point for outline in outlines for point in outline])
            odd = element.get("Rule", "").lower() == "even-odd"
            self._cover(_Ground(outlines, box, odd, lightness(colour)))

    def _picture(self, element: ET.Element, matrix: Matrix) -> None:
        box, name = _box(element, matrix), element.get("ResourceID", "").strip()
        if box is None:
            return
        self.pictures.append(Picture(name, box))
        if name not in self.resources.clear and not element.get("ImageMask"):
            left, bottom, right, top = box
            corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
            self._cover(_Ground([corners], box, False, SHADED))

    def _cover(self, ground: _Ground) -> None:
        self._grounds.append(ground)
        for character in self._characters:
            character.seen = character.seen and not ground.holds(character.middle)
