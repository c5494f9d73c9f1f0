"""Whether what came is known to be whole. What isn't proves nothing by its silence; what it shows is there all the same.

Whole is an answer whose transfer ended as HTTP says, with status 200, whose text is in the characters that it claims, in which
no program prints an error, and whose document closes what it opened, or ends as the site's other pages of its kind do.
The rule stands here once, for lists, reports and attachments.
"""

import json
import re
from collections.abc import Sequence

from crawler.items import Shortfall, Transfer
from crawler.manners.recognise import is_markup, program_error
from crawler.manners.unpacking import Stream
from crawler.reading.opening.charsets import declared_charset

_OPENED = re.compile(
    r"<(!--|(?:script|style|textarea|title|xmp|template|noscript|html|body)\b|/html\b)", re.I
)
_RAW = ("script", "style", "textarea", "title", "xmp")
_TAIL = re.compile(r"</?[a-z][a-z0-9]*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MAX_CONTROLS = 5  # in the first kilobyte of a text
REPLACED = "锟斤拷"  # what the sign for a lost character becomes where it is lost once more
COMMON_SHARE = 0.75  # of the Chinese characters of a page in GB encoding are of the 3,755 common ones; of a misread one, half


def transfer_of(closed: bool, lost: bool, stream: Stream) -> Transfer:
    """How a transfer ended. `closed`: the connection did, without a length or a last chunk; `lost`: before what they told of;
    `stream`: how what was packed ended.
    """
    if stream == "cut" or stream == "broken":
        return stream
    if stream in ("ended", "large"):
        return "ended"
    return "cut" if lost else "closed" if closed else "ended"


def shortfall(status: int, transfer: Transfer, text: str) -> Shortfall | None:
    """Why a page or an answer with this text isn't known to be whole by itself; None if it is, but for its end (`closes`)."""
    if transfer == "broken":
        return Shortfall("cut_short", "压缩的内容在传输中损坏", grave=True)
    if status not in (200, 206, 304):
        return Shortfall(f"http_{status}", f"返回 HTTP {status}", grave=True)
    if status == 206 or transfer == "cut":
        return Shortfall("cut_short", "只传来一部分内容", grave=True)
    if found := program_error(text):
        return Shortfall("server_error", f"页面中有程序报错（{found}）")
    if transfer == "closed":
        return Shortfall("cut_short", "连接关闭时没有说明内容是否传完")
    return None


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


def is_past_its_lists(text: str) -> bool:
    """Whether a page that isn't closed goes on behind its rows: no list is open at its end, and what it ends with stands
    nowhere else on it, as what a cut leaves of one of many rows does.
    """
    low = text.lower()
    balanced = all(
        len(re.findall(rf"<{name}\b", low)) <= len(re.findall(rf"</{name}\b", low))
        for name in ("ul", "ol", "dl", "table", "div")
    )
    tags = f" {' '.join(_TAIL.findall(low))} "
    return balanced and tags.count(f" {tail_of(text)} ") == 1


def tail_of(text: str) -> str:
    """How a page ends: its last tags. Pages of one kind end alike, whatever they list."""
    return " ".join(_TAIL.findall(text[-2000:].lower())[-8:])


def misread(text: str, body: bytes, charset: str | None) -> Shortfall | None:
    """Why the characters of a text are not those that it claims; None if they are.

    UTF-8 can't be met by chance; what is read as GB18030 for want of anything better must use common characters.
    """
    if not text and body.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return Shortfall("wrong_charset", "文字编码辨认不出")
    if len(_CONTROL.findall(body[:1024])) > MAX_CONTROLS and not is_markup(body):
        return Shortfall("wrong_charset", "返回的不是文字")
    lost = text.count("\ufffd") + text.count(REPLACED)
    if lost > max(5, 0.01 * sum(sign > "\x7f" for sign in text)):
        return Shortfall("wrong_charset", f"有 {lost} 处文字辨认不出")
    han = _HAN.findall(text)[:5000]
    if not _decodes(body, "utf-8"):
        told = declared_charset(body, charset).startswith(("big5", "utf"))
        if len(han) >= 20 and not _are_common(han) and not told:
            return Shortfall("wrong_charset", "文字编码与所称的不符，不能确定标题和名称")
        other = body.decode("utf-8", "replace").replace("\0", "")
        signs = _HAN.findall(other)[:5000]
        if other != text and len(signs) >= 20 and _are_common(signs):
            return Shortfall("wrong_charset", "页面里有两种文字编码")
    if not han and len(re.findall(r"\?{3,}", text)) >= 5:
        return Shortfall("wrong_charset", "文字都成了问号")
    if not han and re.search(r"(?:[\u00c0-\u00ff][\u0080-\u00bf\u2010-\u2122]{1,2}){20}", text):
        return Shortfall("wrong_charset", "文字经过两次编码，辨认不出")
    return None


def _are_common(signs: Sequence[str]) -> bool:
    """Whether characters are those of a text, not such as a wrong encoding makes of others."""
    return sum(_is_common(sign) for sign in signs) >= COMMON_SHARE * len(signs)


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
