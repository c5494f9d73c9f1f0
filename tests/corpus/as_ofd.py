"""Drafts as OFD (GB/T 33190), laid out like the drawn PDF and written in the ways of several producers."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import cast
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from crawler.reading.pdf.strokes import Matrix, times
from tests.corpus.as_docx import packed
from tests.corpus.as_pdf import draw, paper_size
from tests.corpus.draft import Draft

MM = 25.4 / 72  # of a pt
SPACE = "http://www.ofdspec.org/2016"
_FONT, _PARAMETERS, _UNIT = 3, 4, 1000  # ids; units and templates of pages count from the last


@dataclass
class _String:
    """A string as reportlab's text object takes it."""

    x: float
    y: float
    size: float = 0.0
    apart: float = 0.0
    text: str = ""
    font: str = ""

    def setFont(self, name: str, size: float) -> None:
        self.font, self.size = name, size

    def setCharSpace(self, apart: float) -> None:
        self.apart = apart

    def textOut(self, text: str) -> None:
        self.text = text


@dataclass(frozen=True)
class _Run:
    """Characters of one text object, each with how far it stands from the first; pt from the top left of the page."""

    text: str
    x: float
    y: float
    offsets: tuple[float, ...]
    size: float
    grey: float
    turn: tuple[float, float]  # of the line: cosine and sine


@dataclass(frozen=True)
class _Path:
    """Subpaths of points; pt from the top left of the page."""

    parts: tuple[tuple[tuple[float, float], ...], ...]
    filled: bool
    grey: float
    dash: str


@dataclass
class _Sheet:
    """What a page shows, in the order in which it is drawn."""

    width: float
    height: float
    marks: list[_Run | _Path] = field(default_factory=list)


class _Canvas:
    """What as_pdf draws on, as far as it does."""

    def __init__(self, width: float, height: float) -> None:
        self.sheets: list[_Sheet] = []
        self._size = width, height
        self._begin()

    def _begin(self) -> None:
        self._sheet = _Sheet(*self._size)
        self._matrix: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self._grey, self._dash = 0.0, ""

    def setPageRotation(self, degrees: int) -> None:
        self._sheet.width, self._sheet.height = self._size[::-1]

    def translate(self, x: float, y: float) -> None:
        self._matrix = times((1.0, 0.0, 0.0, 1.0, x, y), self._matrix)

    def rotate(self, degrees: float) -> None:
        c, s = (round(turn(math.radians(degrees)), 9) for turn in (math.cos, math.sin))
        self._matrix = times((c, s, -s, c, 0.0, 0.0), self._matrix)

    def saveState(self) -> None:
        self._saved = self._matrix, self._grey

    def restoreState(self) -> None:
        self._matrix, self._grey = self._saved

    def setFillGray(self, grey: float) -> None:
        self._grey = grey

    def setLineWidth(self, width: float) -> None:
        """All rules are thin."""

    def setDash(self, on: float, off: float) -> None:
        self._dash = f"{on} {off}"

    def beginText(self, x: float, y: float) -> _String:
        return _String(x, y)

    def drawText(self, drawn: _String) -> None:
        offsets, x = [], 0.0
        for character in drawn.text:
            offsets.append(x)
            x += pdfmetrics.stringWidth(character, drawn.font, drawn.size) + drawn.apart
        if drawn.text:
            place, turn = self._point(drawn.x, drawn.y), (self._matrix[0], -self._matrix[1])
            self._sheet.marks.append(_Run(drawn.text, *place, tuple(offsets), drawn.size, self._grey, turn))

    def line(self, a: float, b: float, c: float, d: float) -> None:
        self._add([(a, b), (c, d)], False)

    def rect(self, x: float, y: float, wide: float, high: float, stroke: int, fill: int) -> None:
        self._add([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)], bool(fill))

    def showPage(self) -> None:
        self.sheets.append(self._sheet)
        self._begin()

    def _point(self, x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = self._matrix
        return a * x + c * y + e, self._sheet.height - (b * x + d * y + f)

    def _add(self, points: Iterable[tuple[float, float]], filled: bool) -> None:
        part = tuple(self._point(*point) for point in points)
        self._sheet.marks.append(_Path((part,), filled, self._grey, self._dash))


def _said(*numbers: float) -> str:
    return " ".join(f"{number:.4f}".rstrip("0").rstrip(".") for number in numbers)


def _steps(run: _Run, scale: float, look: set[str]) -> str:
    steps = [_said((b - a) * scale) for a, b in pairwise(run.offsets)]
    if not steps or "no_steps" in look:
        return ""
    if "grouped_steps" in look:
        groups = [(step, len(list(same))) for step, same in groupby(steps)]
        steps = [f"g {count} {step}" if count > 1 else step for step, count in groups]
    return f' DeltaX="{" ".join(steps)}"'


def _colour(grey: float, look: set[str]) -> str:
    if grey == 0 and "drawing_parameters" in look:
        return ""
    return f'<ofd:FillColor Value="{" ".join([str(round(grey * 255))] * 3)}"/>'


def _text(run: _Run, look: set[str]) -> str:
    """A text object: at its place, or in pt and scaled; turned ones by their transformation."""
    (c, s), size, reach = run.turn, run.size, run.offsets[-1] + run.size
    ends = [(run.x, run.y), (run.x + c * reach, run.y + s * reach)]
    left, top = (min(end[axis] for end in ends) - (size if axis or s else 0) for axis in (0, 1))
    right, bottom = (max(end[axis] for end in ends) + (0.3 * size if axis or s else 0) for axis in (0, 1))
    box = [MM * side for side in (left, top, right - left, bottom - top)]
    scale, x, y, more = MM, run.x - left, run.y - top, ""
    if s:
        scale, x, y = 1.0, 0.0, 0.0
        place = MM * (run.x - left), MM * (run.y - top)
        more = f' CTM="{_said(MM * c, MM * s, -MM * s, MM * c, *place)}"'
    elif "scaled_text" in look:
        scale, x, y = 1.0, run.x, run.y
        more = f' CTM="{_said(MM, 0, 0, MM, -box[0], -box[1])}" Stroke="false" Fill="true"'
    glyphs = ""
    if "character_objects" in look:
        glyphs = '<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1"><ofd:Glyphs>44</ofd:Glyphs></ofd:CGTransform>'
    return (
        f'<ofd:TextObject Boundary="{_said(*box)}"{more} Font="{_FONT}" Size="{_said(size * scale)}">'
        f"{_colour(run.grey, look)}{glyphs}<ofd:TextCode "
        f'X="{_said(x * scale)}" Y="{_said(y * scale)}"{_steps(run, scale, look)}>{escape(run.text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def _drawn(path: _Path, look: set[str]) -> str:
    points = [point for part in path.parts for point in part]
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    wide, high = (max(point[axis] for point in points) - (left, top)[axis] for axis in (0, 1))
    box = [MM * side for side in (left, top, max(wide, 0.5), max(high, 0.5))]
    scaled = "scaled_text" in look
    scale, x, y = (1.0, 0.0, 0.0) if scaled else (MM, left, top)
    words = [
        f"{'L' if place else 'M'} {_said(scale * (a - x), scale * (b - y))}"
        for part in path.parts
        for place, (a, b) in enumerate(part)
    ]
    more = f' CTM="{_said(MM, 0, 0, MM, -box[0], -box[1])}"' if scaled else ""
    if path.filled:
        more += ' Stroke="false" Fill="true"'
    elif "drawing_parameters" not in look:
        more += f' LineWidth="{_said(0.5 * scale)}"'
    if path.dash:
        more += f' DashPattern="{_said(*(scale * float(word) for word in path.dash.split()))}"'
    colour = _colour(path.grey, look) if path.filled else ""
    return (
        f'<ofd:PathObject Boundary="{_said(*box)}"{more}>{colour}'
        f"<ofd:AbbreviatedData>{' '.join(words)}{' C' if path.filled else ''}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _runs(runs: Sequence[_Run], look: set[str]) -> list[_Run]:
    """One text object for each, for each character, or for all on a line."""
    if "character_objects" in look:
        return [
            replace(
                run,
                text=character,
                x=run.x + far * run.turn[0],
                y=run.y + far * run.turn[1],
                offsets=(0.0,),
            )
            for run in runs
            for character, far in zip(run.text, run.offsets, strict=True)
        ]
    if "line_objects" not in look:
        return list(runs)
    merged = []
    for _, same in groupby(
        sorted(runs, key=lambda run: (run.turn, run.grey, run.size, run.y, run.x)),
        key=lambda run: (run.turn, run.grey, run.size, run.y, run.x if run.turn != (1, 0) else 0),
    ):
        line = list(same)
        placed = sorted(
            (run.x - line[0].x + far, character)
            for run in line
            for far, character in zip(run.offsets, run.text, strict=True)
        )
        text = "".join(character for _, character in placed)
        merged.append(replace(line[0], text=text, offsets=tuple(far for far, _ in placed)))
    return merged


def _page(sheet: _Sheet, look: set[str]) -> tuple[str, str]:
    """The objects of a page, and those of its template."""
    runs = [mark for mark in sheet.marks if isinstance(mark, _Run)]
    fills = [mark for mark in sheet.marks if isinstance(mark, _Path) and mark.filled]
    rules = [mark for mark in sheet.marks if isinstance(mark, _Path) and not mark.filled]
    if "one_path" in look and rules:
        rules = [replace(rules[0], parts=tuple(part for rule in rules for part in rule.parts))]
    drawn = [_drawn(rule, look) for rule in rules]
    objects = [_drawn(fill, look) for fill in fills]
    objects += [] if "template_rules" in look else drawn
    objects += [_text(run, look) for run in _runs(runs, look)]
    if "blocks_in_blocks" in look:
        objects = [f"<ofd:PageBlock><ofd:PageBlock>{one}</ofd:PageBlock></ofd:PageBlock>" for one in objects]
    return "".join(objects), "".join(drawn) if "template_rules" in look else ""


def layer(objects: str, box: str = "", more: str = "", attributes: str = "") -> str:
    """A page or template with one layer; `box` is its size in mm, `more` what stands before its content."""
    area = f"<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>" if box else ""
    return (
        f'<ofd:Page xmlns:ofd="{SPACE}">{area}{more}'
        f"<ofd:Content><ofd:Layer{attributes}>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
    )


def package(
    pages: Sequence[str],
    resources: str = "",
    templates: Sequence[str] = (),
    box: str = "0 0 210 297",
    root: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An OFD of these pages; `root` is where its places start from ("/Doc_0/", or "" for relative ones)."""
    declared = "".join(
        f'<ofd:TemplatePage ID="{_UNIT + n}" BaseLoc="{root}Tpls/Tpl_{n}/Content.xml"/>'
        for n in range(len(templates))
    )
    listed = "".join(
        f'<ofd:Page ID="{_UNIT * 2 + n}" BaseLoc="{root}Pages/Page_{n}/Content.xml"/>'
        for n in range(len(pages))
    )
    signed = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>" if more else ""
    members: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{SPACE}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>0</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{signed}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{SPACE}"><ofd:CommonData>'
        f"<ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:DocumentRes>{root}DocumentRes.xml</ofd:DocumentRes>{declared}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/DocumentRes.xml": f'<ofd:Res xmlns:ofd="{SPACE}" BaseLoc="Res">'
        f'<ofd:Fonts><ofd:Font ID="{_FONT}" FontName="宋体"/></ofd:Fonts>{resources}</ofd:Res>',
    }
    members |= {f"Doc_0/Pages/Page_{n}/Content.xml": page for n, page in enumerate(pages)}
    members |= {f"Doc_0/Tpls/Tpl_{n}/Content.xml": page for n, page in enumerate(templates)}
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    written = {name: head + body if isinstance(body, str) else body for name, body in members.items()}
    return packed({**written, **(more or {})})


_SIGNED = {
    "Doc_0/Signs/Signatures.xml": f'<ofd:Signatures xmlns:ofd="{SPACE}"><ofd:Signature ID="1" Type="Seal" '
    'BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/></ofd:Signatures>',
    "Doc_0/Signs/Sign_0/Signature.xml": f'<ofd:Signature xmlns:ofd="{SPACE}"/>',
    "Doc_0/Signs/Sign_0/SignedValue.dat": bytes(range(256)),
    "Doc_0/Signs/Sign_0/Seal.esl": bytes(range(256)),
}


def document(draft: Draft) -> bytes:
    """The report on pages of A4."""
    look, size = draft.look, paper_size(draft.look)
    canvas = _Canvas(*size)
    draw(draft, cast(Canvas, canvas), *size)
    pages, templates, units = [], [], []
    attributes = f' DrawParam="{_PARAMETERS}"' if "drawing_parameters" in look else ""
    first = canvas.sheets[0]
    box = f"0 0 {_said(first.width * MM, first.height * MM)}"
    for number, sheet in enumerate(canvas.sheets):
        objects, below = _page(sheet, look)
        more = f'<ofd:Template TemplateID="{_UNIT + number}" ZOrder="Background"/>' if below else ""
        if "composite_page" in look:
            name = 3 * _UNIT + number
            units.append(
                f'<ofd:CompositeGraphicUnit ID="{name}"><ofd:Content>{objects}</ofd:Content></ofd:CompositeGraphicUnit>'
            )
            objects = f'<ofd:CompositeObject ResourceID="{name}" Boundary="{box}"/>'
        pages.append(layer(objects, "" if "document_area" in look else box, more, attributes))
        templates += [layer(below, attributes=attributes)] if below else []
    resources = f"<ofd:CompositeGraphicUnits>{''.join(units)}</ofd:CompositeGraphicUnits>"
    resources += (
        f'<ofd:DrawParams><ofd:DrawParam ID="{_PARAMETERS}" LineWidth="0.2"><ofd:FillColor Value="0 0 0"/></ofd:DrawParam>'
        "</ofd:DrawParams>"
    )
    body = package(
        [_named(page, look) for page in pages],
        resources,
        templates,
        box if "document_area" in look else "0 0 210 297",
        "/Doc_0/" if "absolute_places" in look else "",
        _SIGNED if "signed" in look else None,
    )
    return body


def _named(page: str, look: set[str]) -> str:
    if "no_prefix" not in look:
        return page
    return page.replace("xmlns:ofd=", "xmlns=").replace("<ofd:", "<").replace("</ofd:", "</")


def scan(pictures: Sequence[bytes], suffix: str = "jpg") -> bytes:
    """An OFD whose pages are pictures of A4."""
    media = "".join(
        f'<ofd:MultiMedia ID="{100 + n}" Type="Image"><ofd:MediaFile>page{n}.{suffix}</ofd:MediaFile></ofd:MultiMedia>'
        for n in range(len(pictures))
    )
    pages = [
        layer(
            f'<ofd:ImageObject ResourceID="{100 + n}" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>',
            "0 0 210 297",
        )
        for n in range(len(pictures))
    ]
    files = {f"Doc_0/Res/page{n}.{suffix}": body for n, body in enumerate(pictures)}
    return package(pages, f"<ofd:MultiMedias>{media}</ofd:MultiMedias>", more=files)
