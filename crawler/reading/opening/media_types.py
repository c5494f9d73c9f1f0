"""Every format that can be read, one line each, and which of them some bytes are: by content, never by name."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from crawler.reading.blocks import MAX_BYTES, UnreadableDocument
from crawler.reading.opening.ole import holds, is_whole
from crawler.reading.opening.unzip import member_names, open_zip, read_member

HTML = "text/html"
TEXT = "text/plain"
JSON = "application/json"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOC = "application/msword"
RTF = "application/rtf"
XLS = "application/vnd.ms-excel"
ODT = "application/vnd.oasis.opendocument.text"
OFD = "application/ofd"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
WORD_XML = "application/vnd.ms-word-2003+xml"
MHTML = "multipart/related"
ZIP = "application/zip"
SCAN = "application/pdf; scan"  # a PDF whose pages are pictures: its own reader says so
JPEG = "image/jpeg"
PNG = "image/png"
TIFF = "image/tiff"
PAGES = frozenset({HTML, TEXT, JSON})  # what needs no process with limits of its own


@dataclass(frozen=True)
class Format:
    """A format: how it is told from others, and what reads it within which limits.

    `marks` are first bytes; a ZIP container is told by the start of a `member`'s name, an OLE one by a `stream`,
    an XML document by its `root` element.
    `reader` is module:function, Document → Page or Handover. `apart` formats are parsed in a process of their own,
    with `seconds` of CPU time and `memory` bytes of address space; the others limit themselves. A body of more than
    `limit` bytes is refused: from there on reading would take longer than 10 seconds or more memory than 512 MB.
    """

    media_type: str
    name: str
    reader: str
    marks: tuple[bytes, ...] = ()
    member: str = ""
    stream: str = ""
    root: bytes = b""
    apart: bool = True
    seconds: int = 10
    memory: int = 1_000_000_000
    limit: int = MAX_BYTES


def _picture(media_type: str, name: str, function: str, *marks: bytes) -> Format:
    """A format whose characters are recognised: 1 to 3 s a page, and libraries map far more memory than they use."""
    return Format(
        media_type, name, f"crawler.reading.ocr:{function}", marks, seconds=150, memory=4_000_000_000
    )


FORMATS = {
    line.media_type: line
    for line in (
        Format(HTML, "网页", "crawler.reading.formats.html:read_html", apart=False, limit=3_000_000),
        Format(TEXT, "文本", "crawler.reading.text:read_text", apart=False, limit=500_000),
        Format(JSON, "JSON 数据", "crawler.reading.formats.envelope:read_json", apart=False, limit=3_000_000),
        Format(PDF, "PDF", "crawler.reading.pdf:read_pdf", seconds=30),
        Format(DOCX, "DOCX", "crawler.reading.formats.docx:read_docx", member="word/document"),
        Format(
            XLSX,
            "XLSX",
            "crawler.reading.formats.xlsx:read_xlsx",
            member="xl/workbook.xml",
            seconds=5,
            memory=600_000_000,
        ),
        Format(
            DOC,
            "DOC（或 WPS）",
            "crawler.reading.formats.office:read_doc",
            stream="WordDocument",
            apart=False,
        ),
        Format(
            XLS,
            "XLS（或 ET）",
            "crawler.reading.formats.xls:read_xls",
            stream="Workbook",
            seconds=5,
            memory=600_000_000,
        ),
        Format(RTF, "RTF", "crawler.reading.formats.office:read_rtf", marks=(b"{\\rtf",), apart=False),
        Format(ODT, "ODT", "crawler.reading.formats.office:read_odt", apart=False),
        Format(ODS, "ODS", "crawler.reading.formats.office:read_ods", apart=False),
        Format(OFD, "OFD", "crawler.reading.ofd:read_ofd", member="ofd.xml", seconds=30),
        Format(WORD_XML, "Word XML", "crawler.reading.formats.docx:read_word_xml", root=b"w:wordDocument"),
        Format(MHTML, "MHTML", "crawler.reading.formats.office:read_mhtml"),
        Format(ZIP, "ZIP 压缩包", "crawler.reading.formats.archives:read_zip"),
        _picture(SCAN, "扫描件", "read_scan"),
        _picture(JPEG, "JPEG 图片", "read_picture", b"\xff\xd8\xff"),
        _picture(PNG, "PNG 图片", "read_picture", b"\x89PNG"),
        _picture(TIFF, "TIFF 图片", "read_picture", b"II*\0", b"MM\0*"),
    )
}

# What may stand before the first byte that matters.
_BLANK = b"\xef\xbb\xbf \t\r\n"
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE_MARK = b"\xd0\xcf\x11\xe0"
_PASSWORD = "EncryptedPackage".encode("utf-16-le")  # an OLE file that holds an encrypted DOCX or XLSX
_SLIDES = "PowerPoint Document".encode("utf-16-le")
_MAIL_HEADER = re.compile(rb"(?:From|MIME-Version|Content-Type|Subject|Date|X-[\w-]+):", re.IGNORECASE)
# Formats that can't be read (yet), and how people call them: by first bytes, by a member of a ZIP container.
_FOREIGN_MARKS = (
    (b"GIF8", "GIF 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
)
_FOREIGN_ROOTS = (
    (b"pkg:package", "Word 的单文件 XML"),
    (b"office:document", "OpenDocument 的单文件 XML"),
    (b"Workbook", "Excel 的 XML"),
    (b"uof:UOF", "标文通（UOF）文件"),
)
_FOREIGN_MEMBERS = (
    ("xl/workbook.bin", "XLSB 文件"),
    ("ppt/presentation.xml", "PPTX 文件"),
    ("encryptions.xml", "加密的 OFD 文件"),
    ("content.xml", "OpenDocument 文件，但既不是文字也不是表格"),
    ("[content_types].xml", "没有正文的 Office 文件"),
)


def media_type(body: bytes) -> str:
    """The media type by content, never by name. Raises UnreadableDocument for empty, foreign and overlong bodies."""
    if len(body) <= MAX_BYTES:
        kind = _of_content(body)
        if len(body) <= FORMATS[kind].limit:
            return kind
        name, limit = FORMATS[kind].name, FORMATS[kind].limit
    else:
        name, limit = "文件", MAX_BYTES
    raise UnreadableDocument("too_large", f"{name}有 {len(body):,} 字节，超过 {limit:,} 字节的上限")


def _of_content(body: bytes) -> str:
    """The media type that the first recogniser tells; text where none does."""
    head = _head_of(body)
    if not head and not body.strip(_BLANK):
        raise UnreadableDocument("empty", "文件是空的；请检查下载是否完整")
    kinds = (kind for recognise in _RECOGNISERS if (kind := recognise(body, head)))
    return next(kinds, TEXT)


def _head_of(body: bytes) -> bytes:
    """The beginning, without marks and blanks; of UTF-16 the bytes that matter."""
    head = body[:2048].lstrip(_BLANK)
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\0", b"").lstrip()
    # UTF-16 without its mark.
    return head.replace(b"\0", b"") if head[:40].lstrip(b"\0")[:1] == b"<" else head


def _zip_container(body: bytes, head: bytes) -> str | None:
    """A ZIP container, by its members."""
    return _of_zip(body) if body.startswith(_ZIP_MARKS) else None


def _ole_container(body: bytes, head: bytes) -> str | None:
    """An OLE container, by its streams."""
    return _of_ole(body) if body.startswith(_OLE_MARK) else None


def _marked(body: bytes, head: bytes) -> str | None:
    """A format that has first bytes of its own; foreign ones are refused."""
    for line in FORMATS.values():
        if line.marks and body.startswith(line.marks):
            return line.media_type
    for mark, name in _FOREIGN_MARKS:
        if body.startswith(mark):
            raise _foreign(name)
    return None


def _pdf(body: bytes, head: bytes) -> str | None:
    """A PDF, perhaps behind bytes that are none of it."""
    return PDF if b"%PDF-" in body[:1024] else None


def _json(body: bytes, head: bytes) -> str | None:
    """An object of JSON with a name."""
    return JSON if re.match(rb"\{\s*\"[\w-]{1,40}\"\s*:", head) else None


def _mhtml(body: bytes, head: bytes) -> str | None:
    """A page saved with its parts, as mail is."""
    return MHTML if _MAIL_HEADER.match(head) and b"multipart/related" in head.lower() else None


def _xml(body: bytes, head: bytes) -> str | None:
    """An XML document by its root element; foreign ones are refused."""
    if not head.startswith(b"<"):
        return None
    for line in FORMATS.values():
        if line.root and b"<" + line.root in head:
            return line.media_type
    for root, name in _FOREIGN_ROOTS:
        if b"<" + root in head:
            raise _foreign(name)
    return None


def _html(body: bytes, head: bytes) -> str | None:
    """Markup of any kind."""
    lowered = head.lower()
    marked = any(tag in lowered for tag in (b"<html", b"<table", b"<body"))
    return HTML if lowered.startswith(b"<") or marked else None


# Tried in this order.
_RECOGNISERS: tuple[Callable[[bytes, bytes], str | None], ...] = (
    _zip_container,
    _ole_container,
    _marked,
    _pdf,
    _json,
    _mhtml,
    _xml,
    _html,
)


def _of_zip(body: bytes) -> str:
    archive = open_zip(body)
    names = member_names(archive)
    if "mimetype" in names:  # how OpenDocument tells its kinds apart
        declared = read_member(archive, "mimetype", 200).decode("ascii", "replace").strip()
        if declared.removesuffix("-template") in (ODT, ODS):
            return declared.removesuffix("-template")
    for line in FORMATS.values():
        if line.member and any(name.startswith(line.member) for name in names):
            return line.media_type
    for member, name in _FOREIGN_MEMBERS:
        if member in names:
            raise _foreign(name)
    return ZIP


def _of_ole(body: bytes) -> str:
    if _PASSWORD in body:
        raise _foreign("有密码的 DOCX 或 XLSX 文件")
    for line in FORMATS.values():
        if line.stream and holds(body, line.stream) and is_whole(body):
            return line.media_type
    if _SLIDES in body:
        raise _foreign("PPT 文件")
    raise UnreadableDocument("broken", "DOC、WPS 或 XLS 文件不完整，或里面没有正文，请重新下载")


def _foreign(name: str) -> UnreadableDocument:
    readable = "、".join(line.name for line in FORMATS.values())
    return UnreadableDocument("unreadable_format", f"内容是{name}，目前不能读取；能读取的格式：{readable}")
