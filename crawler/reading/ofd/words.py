"""What OFD writes into elements and attributes: names, numbers, steps between characters, colours, the data of paths."""

import math
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator

from crawler.reading.pdf.glyphs import PALE
from crawler.reading.pdf.strokes import Matrix
from crawler.reading.words.values import ILLEGIBLE

_ORDER = {"Background": 0, "Foreground": 2}  # of layers; Body, 1, is what they are without a word
SHADED = 128.0  # how light a picture or a shading counts: any character shows on it
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_OPERANDS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0, "Z": 0}

Point = tuple[float, float]


def local(element: ET.Element) -> str:
    """The name of an element without its namespace: producers don't agree on one."""
    return str(element.tag).rpartition("}")[2]


def named(element: ET.Element | None, name: str) -> Iterator[ET.Element]:
    """The children of that name."""
    return (child for child in (() if element is None else element) if local(child) == name)


def child(element: ET.Element | None, name: str) -> ET.Element | None:
    """The first child of that name."""
    return next(named(element, name), None)


def numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    """The first `count` numbers of a text; None if there are fewer, or other words among them."""
    try:
        values = tuple(float(word) for word in (text or "").replace(",", " ").split()[:count])
    except ValueError:
        return None
    return values if len(values) == count and all(map(math.isfinite, values)) else None


def number(text: str | None, otherwise: float) -> float:
    """A text as a number; what is none is `otherwise`."""
    return (numbers(text, 1) or (otherwise,))[0]


def flag(element: ET.Element, name: str, otherwise: bool) -> bool:
    """Whether an attribute says yes, `otherwise` where there is none."""
    return element.get(name, str(otherwise)).strip().lower() in ("true", "1")


def transformed(point: Point, matrix: Matrix) -> Point:
    """A point transformed."""
    a, b, d, e, x, y = matrix
    return a * point[0] + d * point[1] + x, b * point[0] + e * point[1] + y


def deltas(text: str | None, count: int) -> list[float]:
    """At most `count` steps from one character to the next; `g 3 2.5` is three of 2.5."""
    steps: list[float] = []
    words = iter((text or "").split())
    for word in words:
        repeated = int(number(next(words, ""), 0)) if word == "g" else 1
        step = number(next(words, "") if word == "g" else word, 0)
        steps += [step] * min(repeated, count - len(steps))
        if len(steps) >= count:
            break
    return steps


def _advance(character: str) -> float:
    """The width of a character in sizes, as fonts usually have it."""
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5


def _printed(character: str) -> str:
    """A character as read: "" for white space, ILLEGIBLE where its code means nothing."""
    if character.isspace() or character < " ":
        return ""
    private = unicodedata.category(character) in ("Co", "Cn", "Cs") or character == "\ufffd"
    return ILLEGIBLE if private else character


def lightness(colour: ET.Element | None) -> float:
    """How light a colour is, 0 to 255: by one number (grey), three (red, green, blue) or four (inks); black without one."""
    words = [] if colour is None else colour.get("Value", "").split()
    parts = [
        int(word[1:], 16) if re.fullmatch("#[0-9A-Fa-f]{1,2}", word) else number(word, 0) for word in words
    ]
    if len(parts) == 4:
        return 255 - max(parts)
    if len(parts) == 3:
        return 0.3 * parts[0] + 0.59 * parts[1] + 0.11 * parts[2]
    return parts[0] if parts else (0.0 if colour is None or not len(colour) else SHADED)


def is_opaque(element: ET.Element | None) -> bool:
    """Whether a colour or an object is painted so that it can be seen."""
    return element is None or number(element.get("Alpha"), 255) > 255 - PALE


def layer_rank(layer: ET.Element) -> int:
    """Background before body before foreground."""
    return _ORDER.get(layer.get("Type", ""), 1)


def characters(code: ET.Element, em: float) -> Iterator[tuple[str, float, float, float]]:
    """The characters of a TextCode that are printed: each with how far from its beginning, and how wide it is."""
    text = code.text or ""
    if "\n" in text:  # laid out by an editor of XML
        text = text.strip()
    across, down = (deltas(code.get(name), len(text) - 1) for name in ("DeltaX", "DeltaY"))
    x = y = 0.0
    for place, character in enumerate(text):
        wide = _advance(character) * em
        step = across[place] if place < len(across) else 0.0 if down else wide
        if printed := _printed(character):
            yield printed, x, y, min(wide, step) if step > 0 and place < len(across) else wide
        x += step
        y += down[place] if place < len(down) else 0.0


def subpaths(
    data: str, matrix: Matrix, spend: Callable[[], None]
) -> tuple[list[list[Point]], list[list[Point]]]:
    """The outlines of a path with curves taken as straight, and the parts that curves leave of it; `spend` is called for
    every word.
    """
    outlines: list[list[Point]] = []
    straight: list[list[Point]] = []
    command, operands = "", list[float]()
    for found in _TOKEN.finditer(data):
        spend()
        word = found[0]
        if word.isalpha():
            command, operands = word, []
        else:
            operands.append(float(word))
        if len(operands) != _OPERANDS.get(command, -1):
            continue
        if command in "CZ":
            for parts in (outlines, straight) if outlines else ():
                parts[-1].append(outlines[-1][0])
            continue
        point = transformed((operands[-2], operands[-1]), matrix)
        if command in "MS" or not outlines:
            outlines.append([point])
            straight.append([point])
        else:
            outlines[-1].append(point)
            if command != "L":  # a curve
                straight.append([])
            straight[-1].append(point)
        operands = []
    return outlines, straight
