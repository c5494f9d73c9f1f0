"""Bytes as text: which characters a page is written in, whatever it claims."""

import re

from crawler.reading.blocks import UnreadableDocument

_OTHER = re.compile(r"big5|utf-?(?:16|32)|euc-|shift_jis|hz-")  # charsets that are set on purpose
_META_CHARSET = re.compile(rb"charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w-]{2,30})", re.I)
_MARKS = (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")


def decode(body: bytes, declared: str | None = None) -> str:
    """Bytes as text: byte-order mark, then UTF-8, then the charset that the header or the page's META declares, then GB18030.

    UTF-8 is tried first because it can't be met by chance, while servers declare charsets that lie;
    gb2312 and gbk are read as GB18030, of which they are subsets. A single-byte charset is declared where nobody has set
    any. Raises UnreadableDocument.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    wide = _utf_16(body)
    if wide:
        return body.decode(wide, errors="replace")
    charset = declared_charset(body, declared)
    for name in ("utf-8", "gb18030" if not _OTHER.match(charset) else charset, "gb18030"):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            if name == "utf-8" and _nearly_utf8(body):
                return body.decode(name, errors="replace")
    if b"\0" in body:
        raise UnreadableDocument("unreadable_format", "既不是文本也不是已知格式（含空字节）")
    return body.decode("gb18030", errors="replace")


def declared_charset(body: bytes, header: str | None) -> str:
    """The charset that a page claims, in lower case: in its header, else in its META; "" if it claims none."""
    meta = _META_CHARSET.search(body[:4096])
    return (header or (meta[1].decode("ascii", "replace") if meta else "")).lower()


def _utf_16(body: bytes) -> str:
    """Which UTF-16 markup without a byte-order mark is in: every other byte of its tags is NUL; "" if in none."""
    head = body[:2000]
    if head[:40].lstrip(b"\0 \t\r\n")[:1] != b"<" or head.count(0) * 5 < len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def charset_in(content_type: str) -> str | None:
    """The charset that a Content-Type header declares, if any."""
    charset = re.search(r"charset\s*=\s*[\"']?([\w-]+)", content_type, re.I)
    return charset[1] if charset else None


def _nearly_utf8(body: bytes) -> bool:
    """Whether a few bytes only keep `body` from being UTF-8, as where a text was cut inside a character."""
    text = body.decode("utf-8", errors="replace")
    return text.count("\ufffd") * 20 <= sum(character > "\x7f" for character in text)
