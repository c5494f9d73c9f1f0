"""DOCX → blocks: the main part of the package, walked with lxml in reading order.

What Word doesn't print is left out: deleted, struck out and hidden text, cells covered by a merge. Runs in a worker
process (crawler.reading.apart.worker).
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join

from lxml import etree

from crawler.reading.blocks import (
    Block,
    Document,
    GridCell,
    Handover,
    Page,
    Paragraph,
    Table,
    UnreadableDocument,
)
from crawler.reading.formats.word_xml import (
    MAX_PART,
    child_of,
    local_name,
    parse_part,
    related_part,
    text_inside,
    value_of,
)
from crawler.reading.opening.media_types import media_type
from crawler.reading.opening.unzip import member_names, open_zip, read_member

MAX_ROWS = 2_000
MAX_SPAN = 63  # columns of a table in Word
_SKIPPED = {"del", "moveFrom", "delText", "delInstrText", "rt", "pPr", "rPr", "tblPr", "tblGrid"}
_SKIPPED |= {"trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "tblPrEx"}
_INSTEAD = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "□"}
_INSTEAD |= {"ddList": "□", "checkBox": "□"}  # what a form field shows isn't in its text
_PICTURES = {"drawing", "pict", "object"}
_OFF = {"0", "false", "off", "none", "baseline"}
# Fields whose results are somebody's text, not computed by the program that wrote the file.
_TYPED_FIELDS = {"HYPERLINK", "TOC", "FORMTEXT", "MERGEFIELD"}
_HIDING = ("vanish", "strike", "dstrike")
_RAISING = ("vertAlign", "position")

Marks = dict[str, str]  # what runs are told of their look: mark → value, "" for switched off


def _chosen(alternatives: etree._Element) -> etree._Element:
    """One of two renderings of the same thing (mc:Choice, mc:Fallback)."""
    return next(iter(alternatives), alternatives)


def _own(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also inside content controls."""
    for child in node:
        if local_name(child) == name:
            yield child
        elif local_name(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _own(child, name)


def _marks(properties: etree._Element | None) -> Marks:
    marks: Marks = {}
    for child in properties if properties is not None else ():
        if (name := local_name(child)) in _HIDING + _RAISING:
            value = value_of(child) or "on"
            marks[name] = "" if value.lower() in _OFF else value
    return marks


def _is_computed(code: str) -> bool:
    return code.split()[:1] not in ([], *([name] for name in _TYPED_FIELDS))


@dataclass
class _Field:
    """An open field: its code, then what it shows."""

    code: str = ""
    shown: bool = False  # its code has ended
    computed: bool = False  # what it shows was computed anew by a converter


@dataclass
class _Line:
    """What one paragraph prints, as far as it has been walked."""

    parts: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    level: tuple[str, ...] | None = None  # how high the last text stands; None before the first
    pictured: bool = False
    fields: list[_Field] = field(default_factory=list)  # open ones
    converted: bool = False  # the file was written by a converter, which computes fields anew

    def turn(self, kind: str | None) -> None:
        """Pass a border of a field (w:fldChar)."""
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            field = self.fields[-1]
            field.shown = True
            field.computed = self.converted and _is_computed(field.code)
            self.parts += ["□"] * field.computed
        elif self.fields:
            self.fields.pop()

    def tell(self, code: str) -> None:
        """Take up a part of the code of a field."""
        if self.fields and not self.fields[-1].shown:
            self.fields[-1].code += code

    def add(self, text: str, marks: Marks) -> None:
        """Text of a run, unless it belongs to the code of a field.

        A change of height is set off by ^: a footnote's 1 must not become a digit of a figure.
        """
        if any(field.computed or not field.shown for field in self.fields):
            return
        level = tuple(marks.get(name, "") for name in _RAISING)
        if text and level != (self.level or ("", level[1])):
            self.parts.append("^")
        self.level = level if text else self.level
        self.parts.append(text)


class _Walker:
    """Walks one document; `styles` tells what named styles hide or raise, `converted` that fields were computed anew."""

    def __init__(self, styles: dict[str, Marks], converted: bool) -> None:
        self.styles, self.converted = styles, converted
        self.rows = 0

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        """Everything that stands in a body, a cell or a text box."""
        for node in container:
            name = local_name(node)
            if name == "p":
                line = self.line(node)
                texts = (" ".join(text.split()) for text in "".join(line.parts).split("\n"))
                yield from (Paragraph(text) for text in texts if text)
                for box in line.boxes:
                    yield from self.blocks(box)
            elif name == "tbl":
                yield from self.table(node)
            elif name == "AlternateContent":
                yield from self.blocks(_chosen(node))
            elif name not in _SKIPPED:
                yield from self.blocks(node)

    def line(self, paragraph: etree._Element) -> _Line:
        """The text of a paragraph, its text boxes apart."""
        line = _Line(converted=self.converted)
        style = value_of(child_of(child_of(paragraph, "pPr"), "pStyle")) or ""
        self._inline(paragraph, line, self.styles.get(style, {}))
        return line

    def _inline(self, node: etree._Element, line: _Line, marks: Marks) -> None:
        for child in node:
            name = local_name(child)
            if name == "t":
                line.add(text_inside(child), marks)
            elif name == "math":
                line.parts.append("^" + text_inside(child))
            elif name == "instrText":
                line.tell(text_inside(child))
            elif name == "fldSimple" and self.converted and _is_computed(value_of(child, "instr") or ""):
                line.parts.append("□")
            elif name in _INSTEAD:
                line.parts.append(_INSTEAD[name])
            elif name == "txbxContent":
                line.boxes.append(child)
            elif name == "AlternateContent":
                self._inline(_chosen(child), line, marks)
            elif name == "r":
                self._run(child, line, marks)
            elif name not in _SKIPPED:
                if name == "fldChar":
                    line.turn(value_of(child, "fldCharType"))
                line.pictured |= name in _PICTURES
                self._inline(child, line, marks)

    def _run(self, run: etree._Element, line: _Line, marks: Marks) -> None:
        properties = child_of(run, "rPr")
        named = self.styles.get(value_of(child_of(properties, "rStyle")) or "", {})
        marks = {**marks, **named, **_marks(properties)}
        if not any(marks.get(name) for name in _HIDING):
            self._inline(run, line, marks)

    def cell_text(self, cell: etree._Element) -> str:
        """All text of a cell. What is printed but isn't text (pictures, automatic numbers) leaves a mark."""
        parts: list[str] = []
        pictured = False
        for paragraph in _paragraphs(cell):
            line = self.line(paragraph)
            text = " ".join("".join(line.parts).split())
            properties = child_of(paragraph, "pPr")
            numbering = value_of(child_of(child_of(properties, "numPr"), "numId"))
            numbering = numbering or value_of(child_of(child_of(properties, "listPr"), "ilfo"))
            if numbering not in (None, "0") and not re.search(r"[^\d.\s]", text):
                text = f"^{text}"  # Word prints a number before it
            boxed = [self.cell_text(box) for box in line.boxes]
            parts += [text, *(f"^{words}" for words in boxed if words)]
            pictured |= line.pictured and not any(boxed)
        return " ".join(" ".join(parts).split()) or ("〔图〕" if pictured else "")

    def table(self, table: etree._Element) -> Iterator[Block]:
        """A table of figures as one block; a table that holds tables is layout and walked through."""
        rows = [row for row in _own(table, "tr") if not _is_gone(row)]
        self.rows += len(rows)
        if self.rows > MAX_ROWS:
            raise UnreadableDocument("too_large", f"Word 文件的表格超过 {MAX_ROWS} 行，不是规定格式的表")
        if next(table.iterdescendants("{*}tbl"), None) is None:
            yield Table(self._grid(rows), spans_known=True)
            return
        for row in rows:
            for cell in _own(row, "tc"):
                if _merge(cell, "vMerge") != "continue":
                    yield from self.blocks(cell)

    def _grid(self, rows: list[etree._Element]) -> tuple[tuple[GridCell, ...], ...]:
        cells: list[list[_Cell]] = []
        # (column, width) → the cell that merges downwards from above.
        open_cells: dict[tuple[int, int], _Cell] = {}
        for row in rows:
            column = _count(child_of(child_of(row, "trPr"), "gridBefore"), least=0)
            printed: list[_Cell] = []
            merging: dict[tuple[int, int], _Cell] = {}
            for node in _own(row, "tc"):
                if child_of(child_of(node, "tcPr"), "cellDel") is not None:
                    continue
                width = _count(child_of(child_of(node, "tcPr"), "gridSpan"))
                down = _merge(node, "vMerge")
                above = open_cells.get((column, width)) if down == "continue" else None
                if above:
                    above.rowspan += 1
                    merging[column, width] = above
                elif _merge(node, "hMerge") == "continue" and printed:
                    printed[-1].colspan += width
                else:
                    printed.append(_Cell(self.cell_text(node), column, width))
                    if down:
                        merging[column, width] = printed[-1]
                column += width
            open_cells = merging
            cells.append(printed)
        return tuple(
            tuple(GridCell(cell.text, cell.column, cell.colspan, cell.rowspan) for cell in row)
            for row in cells
        )


@dataclass
class _Cell:
    """A GridCell whose spans are still growing."""

    text: str
    column: int
    colspan: int
    rowspan: int = 1


def _paragraphs(container: etree._Element) -> Iterator[etree._Element]:
    for node in container:
        if local_name(node) == "p":
            yield node
        elif local_name(node) == "AlternateContent":
            yield from _paragraphs(_chosen(node))
        elif local_name(node) not in _SKIPPED:
            yield from _paragraphs(node)


def _is_gone(row: etree._Element) -> bool:
    """Whether a row is hidden or was deleted with changes tracked."""
    properties = child_of(row, "trPr")
    hidden = child_of(properties, "hidden")
    return child_of(properties, "del") is not None or (
        hidden is not None and (value_of(hidden) or "on").lower() not in _OFF
    )


def _merge(cell: etree._Element, direction: str) -> str:
    """What a cell says of merging in a direction: restart, continue, or "" for nothing."""
    properties = child_of(cell, "tcPr")
    merge = child_of(properties, direction)
    if merge is None:
        merge = child_of(properties, direction.lower())  # as Word 2003 writes it
    return "" if merge is None else value_of(merge) or "continue"


def _count(node: etree._Element | None, least: int = 1) -> int:
    text = value_of(node) or ""
    return min(max(int(text), least), MAX_SPAN) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else least


def _styles(root: etree._Element) -> dict[str, Marks]:
    """What each named style hides or raises, with what it takes over from the style it is based on."""
    by_id = {value_of(style, "styleId") or "": style for style in root if local_name(style) == "style"}
    marks: dict[str, Marks] = {}
    for name in by_id:
        chain: list[str] = []
        base: str | None = name
        while base in by_id and base not in chain and len(chain) < 20:
            chain.append(base)
            base = value_of(child_of(by_id[base], "basedOn"))
        marks[name] = {}
        for part in reversed(chain):
            marks[name] |= _marks(child_of(by_id[part], "rPr"))
    return marks


def _is_converted(archive: zipfile.ZipFile) -> bool:
    """Whether LibreOffice wrote the file: then results of fields are not what Word printed."""
    properties = related_part(archive, "", "extended-properties") or ""
    has_properties = properties.lower() in member_names(archive)
    return has_properties and b"LibreOffice" in read_member(archive, properties, MAX_PART)


def read_docx(document: Document) -> Page | Handover:
    """A DOCX as blocks, or the web page that it only wraps. Raises UnreadableDocument with a named failure."""
    archive = open_zip(document.body)
    main = related_part(archive, "", "officeDocument") or "word/document.xml"
    beside = join(dirname(main), "styles.xml")
    styles = related_part(archive, main, "styles") or (beside if beside in member_names(archive) else None)
    style_marks = _styles(parse_part(read_member(archive, styles, MAX_PART), styles)) if styles else {}
    root = parse_part(read_member(archive, main, MAX_PART), main)
    blocks = _blocks(root, style_marks, _is_converted(archive))
    chunks = [node for node in root.iter("{*}altChunk") if local_name(node)]
    wrapped = related_part(archive, main, "aFChunk")
    if chunks and (blocks or len(chunks) > 1 or wrapped is None):
        raise UnreadableDocument("unreadable_format", "DOCX 的一部分内容是嵌入的另一份文档，不能一并读取")
    if chunks and wrapped:
        inner = read_member(archive, wrapped, MAX_PART)
        return Handover(media_type(inner), inner)
    return _page(blocks)


def read_word_xml(document: Document) -> Page:
    """The XML of Word 2003, which systems that fill in templates write, as blocks."""
    root = parse_part(document.body, "Word XML")
    styles = child_of(root, "styles")
    return _page(_blocks(root, _styles(styles) if styles is not None else {}, converted=False))


def _blocks(root: etree._Element, styles: dict[str, Marks], converted: bool) -> list[Block]:
    body = child_of(root, "body")
    try:
        return list(_Walker(styles, converted).blocks(body)) if body is not None else []
    except RecursionError as error:
        raise UnreadableDocument("broken", "Word 文件的内容嵌套过深，不能读取") from error


def _page(blocks: list[Block]) -> Page:
    if not blocks:
        raise UnreadableDocument("unreadable_format", "Word 文件里没有文字（可能只有扫描图片），目前不能读取")
    return Page(blocks, whole=True)
