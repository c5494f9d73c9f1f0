"""HTML → blocks: paragraphs and tables with row and column spans, walked with lxml under a parsel Selector."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement
from parsel import Selector

from crawler.reading.around.front import find_title, parse_title, reports_printed
from crawler.reading.around.header import header_fields
from crawler.reading.blocks import Block, Document, GridCell, Page, Paragraph, Table, UnreadableDocument
from crawler.reading.formats.attachments import find_attachment
from crawler.reading.formats.envelope import embedded
from crawler.reading.formats.hijacked import foreign_jump, hijack, stub
from crawler.reading.opening import opened
from crawler.reading.opening.elements import BREAKS, FORM_WORDS, element_text, is_grid, is_hidden, is_skipped
from crawler.reading.opening.markup import tables_close
from crawler.reading.text import read_text
from crawler.reading.words.labels import detect_form, fold, section_heading
from store.form import FORMS, Form

MAX_SPAN = 40  # the form is 10 columns by 28 rows; larger spans are faults or attacks
MAX_ROWS = 2_000
MAX_COLUMNS = 1_000
MAX_NAME = 1_000  # tags in a heading; in one that was never closed stands the rest of the page
MAX_PRINTED = 500_000  # characters of a page whose tables may be printed as text: as of a file of text
FRONT = 20_000  # characters from the top of a page in which dates of publication are looked for
JUMP_LENGTH = 1_000  # characters of a page that only sends its visitor on, with a menu; longer ones are pages
# Of a window's title: the article, its column, its site.
_TITLE_PARTS = re.compile(r"[_|]|\s-{1,2}\s|(?<=报告)[-—–]+")


def _span(cell: HtmlElement, name: str) -> int:
    printed = cell.get(name)
    number = re.match(r"\s*(\d{1,4})", printed) if printed else None
    return min(max(int(number[1]), 1), MAX_SPAN) if number else 1


def _own_rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if row.tag == "tr" and not is_hidden(row))
        elif child.tag == "tr" and not is_hidden(child):
            yield child


def read_table(table: HtmlElement) -> Table:
    """A `table` element as rows of printed cells, each at the grid column where its spans put it."""
    covered_until: dict[int, int] = {}  # grid column → the first row that no span from above covers
    rows: list[tuple[GridCell, ...]] = []
    for number, row in enumerate(_own_rows(table)):
        if number >= MAX_ROWS:
            raise UnreadableDocument("too_large", f"表格超过 {MAX_ROWS} 行，不是规定格式的表")
        cells: list[GridCell] = []
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th") or is_hidden(cell):
                continue
            while covered_until.get(column, 0) > number:
                column += 1
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            cells.append(GridCell(element_text(cell), column, width, height))
            for place in range(column, column + width):
                covered_until[place] = max(covered_until.get(place, 0), number + height)
            column += width
            if column > MAX_COLUMNS:
                raise UnreadableDocument("too_large", f"表格超过 {MAX_COLUMNS} 列，不是规定格式的表")
        rows.append(tuple(cells))
    return Table(tuple(rows), spans_known=True)


def walk(body: HtmlElement, read: dict[HtmlElement, Table]) -> Iterator[Block]:
    """Blocks under `body` in reading order. Layout tables are walked through, script and style left out.

    Tables are looked up in `read` and put there: a page is walked once as a whole and once for its body.
    """
    text: list[str] = []

    def line() -> Iterator[Paragraph]:
        words = " ".join("".join(text).split())
        text.clear()
        if words:
            yield Paragraph(words)

    inside: HtmlElement | None = None  # the skipped element or finished table being passed over
    for event, node in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if inside is None:
                text.append(node.tail or "")
        elif event == "start" and inside is None:
            if node.tag in BREAKS:
                yield from line()
            if is_skipped(node):
                inside = node
            elif node.tag == "table" and is_grid(node):
                if node not in read:
                    read[node] = read_table(node)
                yield read[node]
                inside = node
            else:
                text.append(node.text or "")
        elif event == "end" and inside in (None, node):
            inside = None
            if node.tag in BREAKS:
                yield from line()
            if node is not body:
                text.append(node.tail or "")
    yield from line()


def _texts(block: Block) -> list[str]:
    return [block.text] if isinstance(block, Paragraph) else [cell.text for row in block.rows for cell in row]


def _front(blocks: Sequence[Block]) -> str:
    """Visible text from the top of the page to the first heading or table of the form: dates of publication stand there.

    What stands below is left out: it may carry the dates of other articles.
    """
    newest = max(FORMS.values(), key=lambda form: form.first_year)
    parts: list[str] = []
    length = 0
    for block in blocks:
        texts = _texts(block)
        if isinstance(block, Paragraph) and section_heading(block.text, newest):
            break
        if isinstance(block, Table) and any(fold(text) in FORM_WORDS for text in texts):
            break
        parts += texts
        length += sum(map(len, texts))
        if length > FRONT:
            break
    return "\n".join(parts)[:FRONT]


def parse_html(document: Document) -> Selector:
    """The page as a parsel Selector, decoded by evidence rather than by what the server declares.

    Raises UnreadableDocument for one that takes too long.
    """
    return opened(document).markup


def _meta(root: HtmlElement) -> dict[str, str]:
    """META tags by name or property in lower case, the first with a value of each; UCAP's PublishTime beside them."""
    meta: dict[str, str] = {}
    for tag in root.iter("meta", "publishtime"):
        name = tag.get("name") or tag.get("property") or (tag.tag if tag.tag != "meta" else "")
        name = name.strip().lower()
        if name and not meta.get(name):
            meta[name] = (tag.get("content") or tag.text or "").strip()
    return meta


def _heading(titles: Sequence[str]) -> str | None:
    """The first of the titles of a page's envelope that is a report's, one that names a body before others; else the first."""
    shown = [title.strip() for title in titles if title.strip()]
    told = [(title, parsed) for title in shown if (parsed := parse_title(title))]
    named = [title for title, parsed in told if parsed.agency]
    return next(iter((*named, *(title for title, _ in told), *shown)), None)


def _hijacked(why: str) -> UnreadableDocument:
    return UnreadableDocument("hijacked", f"网页疑似被篡改或仿冒（{why}），不作为报告读取；请核对来源")


def _refuse_empty(root: HtmlElement, url: str, text: str) -> None:
    """Raise UnreadableDocument for a page that has no text of its own or only sends its visitor elsewhere."""
    if len(text) < JUMP_LENGTH and (host := foreign_jump(root, url)):
        raise _hijacked(f"页面跳转到别的网站 {host}")
    if why := stub(root, text):
        raise UnreadableDocument("no_body", f"网页没有正文：{why}；请在浏览器中打开核对")


def _form_of(blocks: Sequence[Block]) -> Form | None:
    name = detect_form([text for block in blocks if isinstance(block, Table) for text in _texts(block)])
    return FORMS[name] if name else None


def _as_text(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks in which tables that were printed as paragraphs, a cell or a row each, are tables again."""
    lines = [text for block in blocks for text in _texts(block)]
    printed = sum(map(len, lines)) <= MAX_PRINTED
    if not printed or not any(fold(line) in FORM_WORDS or "|" in line for line in lines):
        return blocks
    return read_text(Document("", "\n".join(lines).encode())).blocks


def _refuse_several(blocks: Sequence[Block], form: Form) -> None:
    """Raise UnreadableDocument for a page with the reports of several years or agencies."""
    titles = reports_printed(blocks, form)
    agencies = {title.agency for title in titles if title.agency}
    if len({title.year for title in titles if title.year}) > 1 or len(agencies) > 1:
        names = "、".join(title.text for title in titles[:5])
        raise UnreadableDocument(
            "several_reports", f"一个网页上有{len(titles)}份报告（{names}），不能确定读哪一份；请分别提供"
        )


def read_html(document: Document) -> Page:
    """A fetched page as blocks. Where nothing of the form is found, all of the page's text is given.

    Raises UnreadableDocument for a page that was hijacked, and for one that has neither a text nor a file to read.
    """
    html = opened(document)
    root = html.root
    if root is None:
        raise UnreadableDocument("empty", "网页没有内容")
    meta = _meta(root)
    tables: dict[HtmlElement, Table] = {}
    everything = list(walk(root, tables))
    body = html.article
    blocks = everything if body is None else list(walk(body, tables))
    front = _front(everything)
    title = html.markup.xpath("//title/text()").get("")
    titles = [meta.get("articletitle", ""), *(element_text(h, MAX_NAME) for h in root.iter("h1"))]
    named = [value for kind, value in header_fields(front) if kind == "name"]
    heading = _heading([*titles, *named, *_TITLE_PARTS.split(title)])
    text = "\n".join(text for block in everything for text in _texts(block))
    if why := hijack([*titles, title], text):
        raise _hijacked(why)
    if body is None and (inner := embedded(root)):
        shown = read_html(Document(document.url, inner.encode("utf-8", "replace")))
        return replace(shown, meta={**shown.meta, **meta}, front=front, heading=heading)
    page = Page(blocks, meta, front, heading)
    if form := _form_of(blocks):
        _refuse_several(everything, form)
        return replace(page, whole=tables_close(html.source))
    if _form_of(printed := _as_text(blocks)):
        return replace(page, blocks=printed)
    attachment, note = find_attachment(root, document.url, find_title(blocks, heading))
    if not note and body is None:
        _refuse_empty(root, document.url, text)
    return replace(page, attachment=attachment, remarks=(note,) if note else ())
