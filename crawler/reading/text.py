"""Plain text with tab-separated tables → blocks. Empty fields may be padding, so spans are not known."""

from crawler.reading.blocks import Block, Document, GridCell, Page, Paragraph, Table, UnreadableDocument

_MARKS = (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")


def decode(body: bytes, declared: str | None = None) -> str:
    """Bytes as text: byte-order mark, then UTF-8, then the declared charset, then GB18030.

    UTF-8 is tried first because it can't be met by chance, while servers declare charsets that lie;
    gb2312 and gbk are read as GB18030, of which they are subsets. Raises UnreadableDocument.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    known = (declared or "").lower()
    legacy = "gb18030" if known.startswith("gb") or not known else known
    for name in ("utf-8", legacy, "gb18030"):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            if name == "utf-8" and _nearly_utf8(body):
                return body.decode(name, errors="replace")
    if b"\0" in body:
        raise UnreadableDocument("unreadable_format", "既不是文本也不是已知格式（含空字节）")
    return body.decode("gb18030", errors="replace")


def _nearly_utf8(body: bytes) -> bool:
    """Whether a few bytes only keep `body` from being UTF-8, as where a text was cut inside a character."""
    text = body.decode("utf-8", errors="replace")
    return text.count("\ufffd") * 20 <= sum(character > "\x7f" for character in text)


def read_text(document: Document) -> Page:
    """Lines with tabs become table rows, other lines paragraphs; `#` heading marks are dropped."""
    blocks: list[Block] = []
    rows: list[tuple[GridCell, ...]] = []
    text = decode(document.body, document.charset)
    if "\0" in text:
        raise UnreadableDocument("unreadable_format", "既不是文本也不是已知格式（含空字节）")
    for line in text.splitlines():
        if "\t" in line:
            rows.append(tuple(GridCell(text.strip(), column) for column, text in enumerate(line.split("\t"))))
            continue
        if rows:
            blocks.append(Table(tuple(rows), spans_known=False))
            rows = []
        if words := line.strip().lstrip("#").strip():
            blocks.append(Paragraph(words))
    if rows:
        blocks.append(Table(tuple(rows), spans_known=False))
    return Page(blocks)
