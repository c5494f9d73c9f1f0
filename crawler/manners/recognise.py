"""What an answer is that stands in place of a page: challenges, captchas, logins, throttling, soft 404s, empty shells.

Nothing is solved. Recognised by signs of small or textless answers, never by a word in a page with a text of its own.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from crawler.reading import Opened, UnreadableDocument

# Of an answer that is looked at for words: throttle pages have 12 kB, challenges up to 60.
MAX_BYTES = 64 * 1024
MAX_LINKS = 8  # of a page that keeps its visitor out; pages of a site have menus
MENU_HAN = 800  # Chinese characters of the menus around an error page
TEXTLESS = 30  # Chinese characters of a page that shows nothing: a title at most
STUB_BYTES = 13  # of an empty answer: blanks, a 0, a byte-order mark
SHELL_BYTES = 1024  # of a shell whose content a script of another file would bring
JUMP_BYTES = 2048  # of a page that only sends its visitor on
INDEX_LINKS = 40  # of a home page; articles have a menu and a few neighbours
LOST_SHARE = (
    0.01  # of all characters beyond ASCII: more that can't be decoded, and titles and names can't be trusted
)

_DECLARED = tomllib.loads(Path(__file__).with_name("recognise.toml").read_text(encoding="utf-8"))
_SAID: Mapping[str, str] = {
    "blocked_challenge": "返回的是脚本验证页",
    "blocked_cookie": "返回的页面要求用脚本写入Cookie",
    "blocked_waf": "返回的是防护系统的拦截页",
    "blocked_captcha": "返回的页面要求输入验证码",
    "blocked_login": "返回的是登录页",
    "throttled": "返回的页面称访问过于频繁",
    "soft_404": "返回的页面称页面不存在",
}
_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TITLE = re.compile(r"<title[^>]{0,200}>", re.I)
_TITLE_END = re.compile(r"</title", re.I)
MAX_TITLE = 300  # characters of a window's title
_NUMBER = re.compile(r"(?<![\d第〔])404(?![\d号])")
_UNSEEN = re.compile(r"<(?:(!)--|(script|style|noscript|head)\b)", re.I)
_ENDS = {name: re.compile(rf"</{name}\s*>", re.I) for name in ("script", "style", "noscript", "head")}
_ENDS["!"] = re.compile("-->")
_SCRIPT = re.compile(r"<script\b", re.I)
_CONTENT = re.compile(
    r"<(?:a|i?frame|object|embed|img|form|input|table|meta\s+http-equiv\s*=\s*[\"']?refresh)\b", re.I
)
_ALERT = re.compile(r"alert\s*\(\s*[\"']|history\s*\.\s*(?:back|go)\s*\(", re.I)
_INPUT = re.compile(r"<input[^>]*+", re.I)
_PASSWORD = re.compile(r"type\s*=\s*[\"']?password", re.I)
_LINK = re.compile(rb"href\s*+=\s*+[\"']?\s*+([^\"'\s>]{1,300})", re.I)
_PROGRAM = re.compile("|".join(_DECLARED["program"]["in"]), re.I)
_HIDDEN = re.compile(_DECLARED["program"]["hidden"])
_COMMENT = re.compile(r"<!--((?:(?!<!--).){1,2000}?)-->", re.S)
_LINKED = re.compile(r"<a\b[^<>]{0,3000}>([^<]{0,500}(?:<(?!/?a\b)[^<]{0,500}){0,20})</a>", re.I)
_OPENED = re.compile(r"<(!--|(?:script|style)\b)", re.I)
LINK_HAN = 4  # Chinese characters of a link that is a title
_SECTIONS = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请", "行政复议", "存在的主要问题")


@dataclass(frozen=True)
class SmallAnswer:
    """An answer as it is looked at: its bytes, their text, what of it is shown, and the title of its window."""

    status: int
    body: bytes
    text: str
    shown: str
    title: str
    cookies: str = ""

    @property
    def han(self) -> int:
        """How many Chinese characters it shows."""
        return len(_HAN.findall(self.shown))


def is_text(body: bytes, kind: str) -> bool:
    """Whether bytes are a page or data, not a file, whatever they are called."""
    named = not kind or any(word in kind.lower() for word in ("html", "text", "json", "xml", "javascript"))
    return (named or body.lstrip()[:1] == b"<") and not body.startswith(_BINARY)


def is_markup(body: bytes) -> bool:
    """Whether bytes are those of a page or of data, in whatever encoding: what is no text has no characters to lose."""
    start = body[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    return (start[:1] in (b"{", b"[") or b"<" in start) and not body.startswith(_BINARY)


def small_answer(status: int, answer: Opened, cookies: str = "") -> SmallAnswer | None:
    """An answer that is small enough to be no page, ready to be looked at; None for others and for no text."""
    if len(answer.body) > MAX_BYTES:
        return None
    try:
        text = answer.text
    except UnreadableDocument:
        return None
    shown = " ".join(unescape(_shown(text)).split())
    return SmallAnswer(status, answer.body, text, shown, unescape(_title(text)).strip(), cookies)


def _title(text: str) -> str:
    for start in _TITLE.finditer(text):
        if end := _TITLE_END.search(text, start.end(), start.end() + MAX_TITLE + len("</title")):
            return text[start.end() : end.start()]
    return ""


def _shown(text: str) -> str:
    """A page's text without comments, scripts, styles, its head and its tags. No end is looked for twice in vain."""
    parts: list[str] = []
    place = 0
    endless: set[str] = set()
    while (start := text.find("<", place)) >= 0:
        found = _UNSEEN.match(text, start)
        name = (found[1] or found[2]).lower() if found else ""
        ending = _ENDS.get(name) if name not in endless else None
        closed = ending.search(text, found.end()) if found and ending else None
        if not closed:
            endless.add(name)
        end = closed.end() if closed else text.find(">", start) + 1
        if not end:  # nothing that begins here or later has an end
            break
        parts.append(text[place:start])
        place = end
    return " ".join([*parts, text[place:]])


def _scripts(text: str) -> Iterator[str]:
    """What stands in the script elements of a page."""
    place = 0
    while found := _SCRIPT.search(text, place):
        start = text.find(">", found.end()) + 1
        closed = _ENDS["script"].search(text, start) if start else None
        if not closed:
            return
        yield text[start : closed.start()]
        place = closed.end()


def stands_in(page: SmallAnswer) -> tuple[str, str] | None:
    """Class of failure and words of an answer that stands in place of a page; None for one that may be the page."""
    failure = _by_sign(page) or _by_words(page) or _by_title(page)
    if failure:
        return failure, _SAID[failure]
    if page.status != 200:
        return None
    if len(page.body.strip(b"\xef\xbb\xbf \t\r\n")) <= STUB_BYTES and page.text.strip()[:1] not in ("{", "["):
        return "empty_stub", f"返回的内容只有 {len(page.body)} 字节"
    if page.han < TEXTLESS and _ALERT.search(page.text) and not _CONTENT.search(page.text):
        return "soft_404", "返回的页面只有一句提示"
    if _is_shell(page):
        if error := program_error(page.text):
            return "server_error", f"返回的是程序报错（{error}）"
        return "empty_stub", f"返回的页面只有外壳（{len(page.body)} 字节），没有内容"
    return None


def _by_sign(page: SmallAnswer) -> str:
    """The class that signs in the source tell; they count where the page shows next to nothing."""
    if page.han >= TEXTLESS:
        return ""
    for row in _DECLARED["sign"]:
        if any(sign in page.text or sign in page.cookies for sign in row["in"]) and _scripted(
            page, row["failure"]
        ):
            return str(row["failure"])
    return ""


def _scripted(page: SmallAnswer, failure: str) -> bool:
    """Whether signs are those of a gate: with an error status, or of a page that has nothing but scripts."""
    if failure == "blocked_cookie":
        return len(page.body) < JUMP_BYTES and bool(re.search(r"location|reload|refresh", page.text))
    return page.status in (202, 400, 403, 405, 412, 503, 521) or not _CONTENT.search(page.text)


def _by_words(page: SmallAnswer) -> str:
    """The class that words tell: of those shown, or of an alert where nothing is shown."""
    text = (
        page.text if page.han < TEXTLESS and not page.text.lstrip().startswith(("{", "[")) else page.shown
    ).lower()
    bare = page.status != 200 or len(_LINK.findall(page.body)) <= MAX_LINKS
    for row in _DECLARED["words"]:
        if (
            (bare or row["failure"] == "soft_404")
            and page.han <= row["han"]
            and any(word in text for word in row["in"])
        ):
            return str(row["failure"])
    return ""


def _by_title(page: SmallAnswer) -> str:
    title = page.title.lower()
    absent = _NUMBER.search(title) or any(word in title for word in _DECLARED["titles"]["soft_404"])
    if page.han <= MENU_HAN and absent:
        return "soft_404"
    login = any(word in title for word in _DECLARED["titles"]["blocked_login"])
    return "blocked_login" if login and page.han <= 300 and _asks_password(page.text) else ""


def _asks_password(text: str) -> bool:
    return any(_PASSWORD.search(field) for field in _INPUT.findall(text))


def _is_shell(page: SmallAnswer) -> bool:
    """A page below 1 kB that shows nothing, links to nothing and has no script of its own that could fetch anything."""
    if len(page.body) > SHELL_BYTES or page.han >= TEXTLESS or "<" not in page.text[:50]:
        return False
    if page.text.lstrip().startswith("<?xml") or not re.search(
        r"<(?:html|body|div|script|title)\b", page.text, re.I
    ):
        return False
    scripts = "".join(_scripts(page.text)).strip()
    return not scripts and not _CONTENT.search(page.text) and len(page.shown) < TEXTLESS


def is_garbled(answer: Opened) -> bool:
    """Whether so much of a text can't be decoded that its titles and names can't be trusted."""
    try:
        text = answer.text
    except UnreadableDocument:
        return True
    beyond = sum(sign > "\x7f" for sign in text)
    return text.count("\ufffd") > max(5, LOST_SHARE * beyond)


def linked_addresses(body: bytes) -> tuple[bytes, ...]:
    """The addresses that a page links to, in order: what a page is known again by, whatever the time printed on it."""
    return tuple(_LINK.findall(body))


def is_index_page(answer: Opened, title: str) -> bool:
    """Whether a page in place of an article is a home or list page: many links, and nowhere the article's title.

    A list of a year's reports, linked under a report's title, shows that title or others like it: it is none.
    """
    if len(linked_addresses(answer.body)) < INDEX_LINKS or not is_text(answer.body, ""):
        return False
    try:
        text = "".join(answer.text.split())
    except UnreadableDocument:
        return False
    return "".join(title.split()) not in text and not re.search(r"20\d\d年[^<]{0,20}年度报告", text)


def has_sections(text: str) -> bool:
    """Whether a text has headings that only a report has."""
    return sum(heading in text for heading in _SECTIONS) >= 2


def is_root(url: str) -> bool:
    """Whether an address is the home page of its host."""
    parts = urlsplit(url)
    return bool(re.fullmatch(r"/?(?:(?:index|default|home)\.\w{2,5})?", parts.path, re.I)) and not parts.query


def is_login(url: str) -> bool:
    """Whether an address is a place to log in."""
    parts = urlsplit(url)
    return bool(re.search(r"/(?:login|signin|sso|cas|oauth2?|passport)(?:[./?]|$)", parts.path, re.I))


def is_error_page(url: str) -> bool:
    """Whether an address is that of a page for errors."""
    return bool(
        re.search(r"/(?:404|error|errors|notfound|page_not_found)(?:[./_-]|$)", urlsplit(url).path, re.I)
    )


def program_error(text: str) -> str:
    """What a program printed into a page, or its data say, where it failed; "" if nothing is to be seen of that."""
    found = _PROGRAM.search(_without_unseen(text))
    found = found or next((told for note in _COMMENT.findall(text) if (told := _HIDDEN.search(note))), None)
    return " ".join(found[0].split())[:60] if found else _failed_data(text)


def _failed_data(text: str) -> str:
    """The field of data that says that there are none because something failed."""
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return ""
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return ""
    if any(isinstance(value, (list, dict)) and value for value in data.values()):
        return ""
    for name, value in data.items():
        failed = name.lower() in _DECLARED["program"]["states"] and re.fullmatch(r"[45]\d\d", str(value))
        if failed or (name.lower() == "success" and value is False):
            return f"{name}：{value}"
    return ""


def _without_unseen(text: str) -> str:
    """A text without scripts, styles, comments and the links that say something themselves: rows tell of errors, too."""
    parts: list[str] = []
    place = 0
    low = text.lower()
    for start, end in _unshown(low):
        parts.append(text[place:start])
        place = end
    parts.append(text[place:])
    return _LINKED.sub(
        lambda link: "" if len(_HAN.findall(link[1])) >= LINK_HAN else link[0], " ".join(parts)
    )


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
