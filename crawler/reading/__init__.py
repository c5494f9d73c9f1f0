"""From bytes to a Report: `read(document)`. One module a format, all yielding the same blocks."""

from crawler.reading.blocks import MAX_BYTES, Document, Page, UnreadableDocument
from crawler.reading.form_reader import read_report
from crawler.reading.html import read_html
from crawler.reading.text import read_text
from crawler.reading.unzip import DOCX, ZIP, zip_kind
from crawler.reading.worker import PDF, in_worker
from store.models import Report

__all__ = ["READER_VERSION", "Document", "UnreadableDocument", "media_type", "read"]

# Raised when a change to the readers can change figures: stored versions read by an older one can be found.
READER_VERSION = 1

_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_PASSWORD = "EncryptedPackage".encode("utf-16-le")  # an OLE file that holds an encrypted DOCX or XLSX
# First bytes of formats that can't be read (yet), and how people call them.
_FOREIGN = (
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG", "PNG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"II*\0", "TIFF 图片"),
    (b"MM\0*", "TIFF 图片"),
    (b"\xd0\xcf\x11\xe0", "DOC、WPS 或 XLS 文件"),
    (b"{\\rtf", "RTF 文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
)


def media_type(body: bytes) -> str:
    """The media type by content, never by name. Raises UnreadableDocument for empty and foreign bodies."""
    head = body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"").lstrip()
    if not head and not body.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableDocument("empty", "文件是空的；请检查下载是否完整")
    if len(body) > MAX_BYTES:
        raise UnreadableDocument("too_large", f"文件有 {len(body):,} 字节，超过 {MAX_BYTES:,} 字节的上限")
    if body.startswith(_ZIP_MARKS):
        return zip_kind(body)
    for mark, name in _FOREIGN:
        if body.startswith(mark):
            shown = "有密码的 DOCX 或 XLSX 文件" if _PASSWORD in body else name
            raise UnreadableDocument(
                "unreadable_format", f"内容是{shown}，目前只能读取网页、文本、DOCX 和带文字层的 PDF"
            )
    if b"%PDF-" in body[:1024]:
        return PDF
    lowered = head.lower()
    if lowered.startswith(b"<") or b"<html" in lowered or b"<table" in lowered or b"<body" in lowered:
        return "text/html"
    return "text/plain"


def read(document: Document) -> Report:
    """Read a document of any known format. Raises UnreadableDocument with a named failure, and nothing else."""
    kind = media_type(document.body)
    readers = {"text/html": read_html, "text/plain": read_text}
    page: Page = in_worker(document, kind) if kind in (PDF, DOCX, ZIP) else readers[kind](document)
    return read_report(document, page)
