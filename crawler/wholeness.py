"""Whether what came is known to be whole. What isn't proves nothing by its silence; what it shows is there all the same.

Whole is an answer whose transfer ended as HTTP says, with status 200, whose text is in the characters that it claims, in which
no program prints an error, and whose document closes what it opened, or ends as the site's other pages of its kind do.
The rule stands here once, for lists, reports and attachments.
"""

import json
import re
import tomllib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import brotli
from backports import zstd

from crawler.reading.text import declared_charset

# ended: by its length, its last chunk, or the end of its compressed stream; closed: the connection did, and nothing says
# whether that was the end; cut: it stops in the middle of its compressed stream.
Transfer = Literal["ended", "closed", "cut"]
MAX_UNPACKED = 50_000_000  # bytes that a stream is followed to its end
_PIECE = 1 << 16
_DECLARED = tomllib.loads((Path(__file__).parent / "manners" / "recognise.toml").read_text(encoding="utf-8"))
_PROGRAM = re.compile("|".join(_DECLARED["program"]["in"]), re.I)
_OPENED = re.compile(
    r"<(!--|(?:script|style|textarea|title|xmp|template|noscript|html|body)\b|/html\b)", re.I
)
_RAW = ("script", "style", "textarea", "title", "xmp")
_TAIL = re.compile(r"</?[a-z][a-z0-9]*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
COMMON_SHARE = 0.75  # of the Chinese characters of a page in GB encoding are of the 3,755 common ones; of a misread one, half


@dataclass(frozen=True)
class Shortfall:
    """Why an answer isn't known to be whole: a class of store.failures, and words."""

    failure: str
    words: str


def transfer_of(closed: bool, body: bytes, encodings: Iterable[str]) -> Transfer:
    """How a transfer ended. `closed`: the connection did, without a length or a last chunk; `body` is as it came."""
    outer = [name for name in encodings if name and name != "identity"][-1:]
    ended = _stream_ends(body, outer[0]) if outer else None
    if ended is False:
        return "cut"
    return "closed" if closed and ended is None else "ended"


def _stream_ends(body: bytes, encoding: str) -> bool | None:
    """Whether a compressed stream comes to its end; None where it isn't one that can be followed."""
    try:
        if encoding in ("gzip", "x-gzip", "deflate"):
            wrapped = 31 if body[:2] == b"\x1f\x8b" else 15 if body[:1] == b"\x78" else -15
            return _followed(zlib.decompressobj(wrapped), body)
        if encoding == "zstd":
            return _followed(zstd.ZstdDecompressor(), body)
        if encoding == "br":
            stream = brotli.Decompressor()
            stream.process(body, output_buffer_limit=_PIECE)
            size = 0
            while not stream.is_finished() and not stream.can_accept_more_data() and size < MAX_UNPACKED:
                size += len(stream.process(b"", output_buffer_limit=_PIECE))
            return bool(stream.is_finished()) or size >= MAX_UNPACKED
    except (zlib.error, zstd.ZstdError, brotli.error):
        return None  # no stream of that kind: what unpacks it says so
    return None


def _followed(stream: Any, body: bytes) -> bool:
    """Whether `stream` ends within `body`. What is longer than anything we take counts as ended."""
    size = len(stream.decompress(body, _PIECE))
    while not stream.eof and size < MAX_UNPACKED:
        rest = getattr(stream, "unconsumed_tail", b"")
        more = stream.decompress(rest, _PIECE)
        if not more and not getattr(stream, "unconsumed_tail", b"") and getattr(stream, "needs_input", True):
            return bool(stream.eof)
        size += len(more)
    return True


def shortfall(status: int, transfer: Transfer, text: str) -> Shortfall | None:
    """Why a page or an answer with this text isn't known to be whole by itself; None if it is, but for its end (`closes`)."""
    if status == 206 or transfer == "cut":
        return Shortfall("cut_short", "只传来一部分内容")
    if status not in (200, 304):
        return Shortfall(f"http_{status}", f"返回 HTTP {status}")
    if found := _PROGRAM.search(_shown(text)):
        return Shortfall("server_error", f"页面中有程序报错（{' '.join(found[0].split())[:60]}）")
    if transfer == "closed":
        return Shortfall("cut_short", "连接关闭时没有说明内容是否传完")
    return None


def _shown(text: str) -> str:
    """A text without scripts, styles and comments."""
    parts: list[str] = []
    place = 0
    low = text.lower()
    for start, end in _unshown(low):
        parts.append(text[place:start])
        place = end
    parts.append(text[place:])
    return " ".join(parts)


def _unshown(low: str) -> Iterable[tuple[int, int]]:
    """Where scripts, styles and comments begin and end; one that isn't closed ends with the text."""
    place = 0
    while found := _OPENED.search(low, place):
        name = found[1]
        place = found.end()
        if name == "!--" or name in ("script", "style"):
            closer = "-->" if name == "!--" else f"</{name}"
            end = low.find(closer, place)
            place = len(low) if end < 0 else end + len(closer)
            yield found.start(), place


def closes(text: str) -> bool:
    """Whether a document closes what it opened.

    A page needs an </html> for every <html>, none of them inside a comment or a script that never ends. A fragment closes
    its lists and tables. Data is whole if it can be read.
    """
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        return _is_json(text)
    if not re.search(r"<(?:!doctype|html|head|body)\b", text[:3000], re.I):
        return start != "<" or _is_balanced(text)
    low = text.lower()
    opened = closed = place = 0
    while found := _OPENED.search(low, place):
        name, place = found[1], found.end()
        if name == "!--" or name in _RAW:
            closer = "-->" if name == "!--" else f"</{name}"
            end = low.find(closer, place)
            if end < 0:
                return False
            place = end + len(closer)
        opened += name == "html"
        closed += name == "/html"
    return closed >= max(1, opened)


def _is_json(text: str) -> bool:
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True


def _is_balanced(text: str) -> bool:
    """Whether a fragment ends outside every list, table and record that it opens."""
    low = text.lower().rstrip()
    names = ("ul", "ol", "dl", "table", "datastore", "recordset", "record", "div", "script", "select")
    return low.endswith(">") and all(
        len(re.findall(rf"<{name}\b", low)) <= len(re.findall(rf"</{name}\b", low)) for name in names
    )


def tail_of(text: str) -> str:
    """How a page ends: its last tags. Pages of one kind end alike, whatever they list."""
    return " ".join(_TAIL.findall(text[-2000:].lower())[-8:])


def misread(text: str, body: bytes, charset: str | None) -> Shortfall | None:
    """Why the characters of a text are not those that it claims; None if they are.

    UTF-8 can't be met by chance; what is read as GB18030 for want of anything better must use common characters.
    """
    if not text and body.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return Shortfall("wrong_charset", "文字编码辨认不出")
    lost = text.count("\ufffd")
    if lost > max(5, 0.01 * sum(sign > "\x7f" for sign in text)):
        return Shortfall("wrong_charset", f"有 {lost} 处文字辨认不出")
    han = _HAN.findall(text)[:5000]
    if not _decodes(body, "utf-8") and len(han) >= 20:
        common = sum(_is_common(sign) for sign in han)
        if common < COMMON_SHARE * len(han) and not declared_charset(body, charset).startswith(
            ("big5", "utf")
        ):
            return Shortfall("wrong_charset", "文字编码与所称的不符，不能确定标题和名称")
    if not han and re.search(r"(?:[\u00c0-\u00ff][\u0080-\u00bf\u2010-\u2122]{1,2}){20}", text):
        return Shortfall("wrong_charset", "文字经过两次编码，辨认不出")
    return None


def _is_common(sign: str) -> bool:
    """Whether a character is of the first level of GB2312, which texts of today consist of."""
    code = sign.encode("gb18030")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1


def _decodes(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except UnicodeDecodeError:
        return False
    return True
