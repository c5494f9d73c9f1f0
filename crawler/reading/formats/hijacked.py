"""Pages that are no body's report whatever their title says: hijacked copies, shells without text, error pages.

Recognised by counting, never by one word in running text: a report may tell of a gambling case, name 体育彩票公益金,
or say how the rare character in a place name is read.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

SOUNDS = (
    5  # different characters with their sound in brackets: copies have dozens, a report one or two rare names
)
BRAND_MENTIONS = 3  # in the text, cases told of not counted: copies replace every mention of a name
TRADITIONAL_SHARE = 0.03  # of all Chinese characters; traditional text has 0.1, a quoted name next to nothing
BROKEN_LINES = 3  # that begin with ??: where an indent was lost; real pages have them too, so never alone
STUB_LENGTH = (
    500  # Chinese characters of an error page with its menus; pages with headings of the form are not asked
)
SHELL_LENGTH = 100  # Chinese characters of a page whose text a script would bring: its title and menu

_WORDS = tomllib.loads(Path(__file__).with_name("hijacked.toml").read_text(encoding="utf-8"))
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_SOUND = re.compile(
    rf"[\u4e00-\u9fff][(（](?=[a-zü]{{0,6}}[{_TONES}])[a-zü{_TONES}]{{1,7}}[)）]"
    r"|[\u4e00-\u9fff][(（][\u3105-\u3129ˊˇˋ˙]{1,5}[)）]"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BRAND = re.compile("|".join(map(re.escape, _WORDS["brands"])))
_IN_TITLE = re.compile("|".join(map(re.escape, (*_WORDS["brands"], *_WORDS["adult"], *_WORDS["parked"]))))
_TOLD = re.compile("|".join(_WORDS["told"]))
_TRADITIONAL = re.compile(f"[{_WORDS['traditional']}]")
_ERROR = re.compile("|".join(map(re.escape, _WORDS["stubs"]["errors"])))
_SCRIPT_WANTED = re.compile("|".join(map(re.escape, _WORDS["stubs"]["scripts"])))
_PLACEHOLDER = re.compile(r"\{\{[^{}]{1,80}\}\}")
_JUMP = re.compile(
    r"location(?:\.href|\.replace|\.assign)?\s{0,4}[=(]\s{0,4}[\"']((?:https?:)?//[^\"'\s]{1,300})", re.I
)
_REFRESH = re.compile(r"url\s{0,4}=\s{0,4}[\"']?([^\"'\s;]{1,300})", re.I)


def hijack(titles: Iterable[str], text: str) -> str:
    """What shows that a page was hijacked, in words for a message; "" if nothing does. `text` is all it shows."""
    text = unicodedata.normalize("NFC", text).lower()
    for title in titles:
        if found := _IN_TITLE.search(unicodedata.normalize("NFC", title).lower()):
            return f"题目中有“{found[0]}”"
    sounds = {found[0] for found in _SOUND.finditer(text)}
    if len(sounds) >= SOUNDS:
        return f"{len(sounds)}个不同的字后注有读音"
    brands = [found for found in _BRAND.finditer(text) if not _told(text, found)]
    if len(brands) >= BRAND_MENTIONS:
        return f"正文{len(brands)}处有“{brands[0][0]}”一类词语"
    traditional = len(_TRADITIONAL.findall(text)) > TRADITIONAL_SHARE * len(_HAN.findall(text))
    broken = sum(line.startswith("??") for line in text.split("\n"))
    if traditional and (brands or broken >= BROKEN_LINES):
        return "全文为繁体字且夹有乱码或无关词语"
    return ""


def _told(text: str, brand: re.Match[str]) -> bool:
    return bool(_TOLD.search(text, max(0, brand.start() - 15), brand.end() + 15))


def foreign_jump(root: HtmlElement, url: str) -> str:
    """The host of another owner that a page sends its visitor to at once; "" if there is none."""
    targets = [
        found[1]
        for tag in root.iter("meta")
        if (tag.get("http-equiv") or "").lower() == "refresh"
        and (found := _REFRESH.search(tag.get("content") or ""))
    ]
    targets += [found[1] for script in root.iter("script") for found in _JUMP.finditer(script.text or "")]
    own = _host(url)
    for target in targets:
        host = _host(target)
        if host and host != own and _owner(host) != _owner(own) and not host.endswith(".gov.cn"):
            return host
    return ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _owner(host: str) -> str:
    """The registered part of a host name: the last three labels under gov.cn and its like, else the last two."""
    labels = host.split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])


def _without_script(root: HtmlElement) -> Iterator[str]:
    """What a page shows where scripts are not run; what stands inside each other once."""
    walk = etree.iterwalk(root, events=("start",), tag="noscript")
    for _, tag in walk:
        walk.skip_subtree()
        yield str(tag.text_content())


def stub(root: HtmlElement, text: str) -> str:
    """Why a page without any heading or table of the form has no text at all, for a message; "" if it may have one."""
    length = len(_HAN.findall(text))
    if length > STUB_LENGTH:
        return ""
    shown = text.lower() + " ".join(_without_script(root)).lower()
    if found := _ERROR.search(text.lower()):
        return f"页面显示“{found[0]}”"
    if found := _SCRIPT_WANTED.search(shown):
        return f"页面提示“{found[0]}”"
    if found := _PLACEHOLDER.search(text):
        return f"页面的占位符没有填上（{found[0]}）"
    scripted = next(root.iter("script"), None) is not None
    if scripted and length < SHELL_LENGTH and next(root.iter("img"), None) is None:
        return "页面只有外壳，正文要由脚本取来"
    return ""
