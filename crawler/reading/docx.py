"""DOCX → blocks: the main part of the package, walked with lxml in reading order.

What Word doesn't print is left out: deleted, struck out and hidden text, cells covered by a merge. Runs in a worker
process (crawler.reading.worker).
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from posixpath import dirname, join, normpath

from lxml import etree

from crawler.reading.blocks import Block, Document, GridCell, Page, Paragraph, Table, UnreadableDocument
from crawler.reading.unzip import member_names, open_zip, read_member

MAX_PART = 20_000_000  # bytes of one part unpacked; the blank form has 0.25 million
MAX_TAGS = 1_000_000
MAX_ROWS = 2_000
MAX_SPAN = 63  # columns of a table in Word
_NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006",
)
_SKIPPED = {"del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "pPr", "rPr", "tblPr", "tblGrid"}
_SKIPPED |= {"trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "tblPrEx"}
_INSTEAD = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "□"}
_INSTEAD |= {"ddList": "□", "checkBox": "□"}  # what a form field shows isn't in its text
_PICTURES = {"drawing", "pict", "object"}
_OFF = {"0", "false", "off", "none", "baseline"}
_HIDING = ("vanish", "strike", "dstrike")
_RAISING = ("vertAlign", "position")

Marks = dict[str, str]  # what runs are told of their look: mark → value, "" for switched off


@lru_cache(maxsize=4096)
def _name_of(tag: str) -> str:
    namespace, _, name = tag.rpartition("}")
    if namespace in _NAMESPACES:
        return name
    return "math" if name == "t" and namespace.endswith("/math") else ""


def _name(node: etree._Element) -> str:
    """The local name of an element of Word's own; "" for pictures, shapes and extensions."""
    return _name_of(str(node.tag))


def _words(node: etree._Element) -> str:
    return "".join(map(str, node.itertext()))


def _child(node: etree._Element | None, name: str) -> etree._Element | None:
    return next((child for child in node if _name(child) == name), None) if node is not None else None


def _value(node: etree._Element | None, name: str = "val") -> str | None:
    """An attribute of Word's own; None if the element or the attribute is missing."""
    if node is None:
        return None
    return next((str(value) for key, value in node.items() if str(key).rpartition("}")[2] == name), None)


def _chosen(alternatives: etree._Element) -> etree._Element:
    """One of two renderings of the same thing (mc:Choice, mc:Fallback)."""
    return next(iter(alternatives), alternatives)


def _own(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also inside content controls."""
    for child in node:
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _own(child, name)


def _marks(properties: etree._Element | None) -> Marks:
    marks: Marks = {}
    for child in properties if properties is not None else ():
        if (name := _name(child)) in _HIDING + _RAISING:
            value = _value(child) or "on"
            marks[name] = "" if value.lower() in _OFF else value
    return marks


@dataclass
class _Line:
    """What one paragraph prints, as far as it has been walked."""

    parts: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    level: tuple[str, ...] | None = None  # how high the last text stands; None before the first
    pictured: bool = False
    fields: list[str] = field(
        default_factory=list
    )  # open fields: "begin" before what they show, then "separate"

    def turn(self, kind: str | None) -> None:
        """Pass a border of a field (w:fldChar)."""
        if kind == "begin":
            self.fields.append(kind)
        elif self.fields:
            self.fields[-1:] = [kind] if kind == "separate" else []

    def add(self, text: str, marks: Marks) -> None:
        """Text of a run, unless it belongs to the code of a field.

        A change of height is set off by ^: a footnote's 1 must not become a digit of a figure.
        """
        if "begin" in self.fields:
            return
        level = tuple(marks.get(name, "") for name in _RAISING)
        if text and level != (self.level or ("", level[1])):
            self.parts.append("^")
        self.level = level if text else self.level
        self.parts.append(text)


class _Walker:
    """Walks one document; `styles` tells what named styles hide or raise."""

    def __init__(self, styles: dict[str, Marks]) -> None:
        self.styles = styles
        self.rows = 0

    def blocks(self, container: etree._Element) -> Iterator[Block]:
        """Everything that stands in a body, a cell or a text box."""
        for node in container:
            name = _name(node)
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
        line = _Line()
        style = _value(_child(_child(paragraph, "pPr"), "pStyle")) or ""
        self._inline(paragraph, line, self.styles.get(style, {}))
        return line

    def _inline(self, node: etree._Element, line: _Line, marks: Marks) -> None:
        for child in node:
            name = _name(child)
            if name == "t":
                line.add(_words(child), marks)
            elif name == "math":
                line.parts.append("^" + _words(child))
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
                    line.turn(_value(child, "fldCharType"))
                line.pictured |= name in _PICTURES
                self._inline(child, line, marks)

    def _run(self, run: etree._Element, line: _Line, marks: Marks) -> None:
        properties = _child(run, "rPr")
        named = self.styles.get(_value(_child(properties, "rStyle")) or "", {})
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
            numbering = _value(_child(_child(_child(paragraph, "pPr"), "numPr"), "numId"))
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
            raise UnreadableDocument("too_large", f"DOCX 的表格超过 {MAX_ROWS} 行，不是规定格式的表")
        if next(table.iterdescendants("{*}tbl"), None) is None:
            yield Table(self._grid(rows), spans_known=True)
            return
        for row in rows:
            for cell in _own(row, "tc"):
                if _merge(cell, "vMerge") != "continue":
                    yield from self.blocks(cell)

    def _grid(self, rows: list[etree._Element]) -> tuple[tuple[GridCell, ...], ...]:
        cells: list[list[_Cell]] = []
        open_cells: dict[
            tuple[int, int], _Cell
        ] = {}  # (column, width) → the cell that merges downwards from above
        for row in rows:
            column = _count(_child(_child(row, "trPr"), "gridBefore"), least=0)
            printed: list[_Cell] = []
            merging: dict[tuple[int, int], _Cell] = {}
            for node in _own(row, "tc"):
                if _child(_child(node, "tcPr"), "cellDel") is not None:
                    continue
                width = _count(_child(_child(node, "tcPr"), "gridSpan"))
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
        if _name(node) == "p":
            yield node
        elif _name(node) == "AlternateContent":
            yield from _paragraphs(_chosen(node))
        elif _name(node) not in _SKIPPED:
            yield from _paragraphs(node)


def _is_gone(row: etree._Element) -> bool:
    """Whether a row is hidden or was deleted with changes tracked."""
    properties = _child(row, "trPr")
    hidden = _child(properties, "hidden")
    return _child(properties, "del") is not None or (
        hidden is not None and (_value(hidden) or "on").lower() not in _OFF
    )


def _merge(cell: etree._Element, direction: str) -> str:
    """What a cell says of merging in a direction: restart, continue, or "" for nothing."""
    merge = _child(_child(cell, "tcPr"), direction)
    return "" if merge is None else _value(merge) or "continue"


def _count(node: etree._Element | None, least: int = 1) -> int:
    text = _value(node) or ""
    return min(max(int(text), least), MAX_SPAN) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else least


def _styles(root: etree._Element) -> dict[str, Marks]:
    """What each named style hides or raises, with what it takes over from the style it is based on."""
    own = {_value(style, "styleId") or "": style for style in root if _name(style) == "style"}
    found: dict[str, Marks] = {}
    for name in own:
        chain: list[str] = []
        base: str | None = name
        while base in own and base not in chain and len(chain) < 20:
            chain.append(base)
            base = _value(_child(own[base], "basedOn"))
        found[name] = {}
        for part in reversed(chain):
            found[name] |= _marks(_child(own[part], "rPr"))
    return found


def _parse(xml: bytes, name: str) -> etree._Element:
    if xml.count(b"<") > MAX_TAGS:
        raise UnreadableDocument("too_large", f"{name} 的标记超过 {MAX_TAGS:,} 个，不是年度报告")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.LxmlError as error:
        raise UnreadableDocument("broken", f"DOCX 已损坏：{name} 不是完整的 XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("broken", f"DOCX 的 {name} 含有不允许的 DOCTYPE 声明")
    return root


def _related(archive: zipfile.ZipFile, source: str, kind: str) -> str | None:
    """The part to which `source` ("" is the package) points by a relation of a kind."""
    folder, _, name = source.rpartition("/")
    relations = join(folder, "_rels", f"{name}.rels")
    if relations.lower() not in member_names(archive):
        return None
    for relation in _parse(read_member(archive, relations, MAX_PART), relations):
        if (relation.get("Type") or "").endswith(f"/{kind}") and relation.get("TargetMode") != "External":
            return normpath(join("/", dirname(source), relation.get("Target") or "")).lstrip("/")
    return None


def read_docx(document: Document) -> Page:
    """A DOCX as blocks. Raises UnreadableDocument with a named failure."""
    archive = open_zip(document.body)
    main = _related(archive, "", "officeDocument") or "word/document.xml"
    beside = join(dirname(main), "styles.xml")
    styles = _related(archive, main, "styles") or (beside if beside in member_names(archive) else None)
    known = _styles(_parse(read_member(archive, styles, MAX_PART), styles)) if styles else {}
    root = _parse(read_member(archive, main, MAX_PART), main)
    body = _child(root, "body")
    try:
        blocks = list(_Walker(known).blocks(body)) if body is not None else []
    except RecursionError as error:
        raise UnreadableDocument("broken", "DOCX 的内容嵌套过深，不能读取") from error
    if not blocks:
        raise UnreadableDocument("unreadable_format", "DOCX 里没有文字（可能只有扫描图片），目前不能读取")
    return Page(blocks, whole=True)
