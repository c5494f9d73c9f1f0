"""Links of a page: where they lead, by address or by the script that a click runs, and what they are called."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from crawler.reading.around.front import parse_title, promises
from crawler.reading.opening.elements import element_text
from crawler.reading.words.labels import squeeze
from spiders.pages.days import is_day
from spiders.pages.page import Page

# Attributes that hold an address or a script which opens one, where HREF doesn't.
_CARRIERS = ("data-url", "data-href", "data-link", "url", "onclick", "onmouseup", "ondblclick")
_FILE = r"[^'\"\s()<>]{1,300}"
_SCRIPTED = re.compile(
    rf"['\"]\s*((?:https?:)?//{_FILE}|\.{{0,2}}/{_FILE}|[\w%./-]{{1,200}}\.(?:s?html?|jsp|aspx?|php|do|pdf|docx?|wps|ofd)\b"
    rf"[^'\"\s<>]{{0,300}})\s*['\"]",
    re.I,
)
_NO_LINKS = ("img", "iframe", "script", "link", "body", "form", "input", "select", "option", "html")
# Words of a link that say what a click does, not where it leads.
_VERBS = re.compile(
    r"[\[【(（]?(?:点击|请|在|立即)?(?:查看|阅读|浏览|下载|打开|预览|进入|访问)?(?:新窗口|新页面|本文|此处|这里)?(?:中|里)?"
    r"(?:查看|阅读|浏览|下载|打开|预览|进入)?(?:链接|全文|正文|原文|内容|附件|文件|(?:文字|图片|文本|电子|正式)版|详情|详细|详细内容|文章|页面)?"
    r"(?:>>|»|…|\.\.\.|>)?[\]】)）]?(?:\(?(?:pdf|docx?|word|wps|ofd|html?)\)?)?"
    r"|[\[【(（]?(?:点击|查看|阅读|浏览|了解)更多(?:内容|信息|详情)?[>»…\]】)）]*+",
    re.I,
)
_PAGER = re.compile(
    r"[\[【(（<>«»‹›\s]*+(?:\d{1,3}|[首尾末]\s?页|第一页|[上前下后]\s?一?\s?页|最后一页|更\s?多|more|next"
    r"|prev(?:ious)?|last|first|返回.{0,4})[\]】)）<>«»‹›\s]*+|[<>«»‹›]{1,4}",
    re.I,
)
_OPENS = re.compile(
    r"^\s*(?:在|点击)?新?(?:窗口|页面|标签页)(?:中|里)?(?:打开|查看|浏览)(?:链接|页面|文章)?\s*[:：]\s*"
)
_BULLET = re.compile(r"^[\s·•●■◆◇▪□▶►★☆※>»\-—–]+")
_NO_WORDS = re.compile(r"[\d\s年月日:：./\[\]()（）|丨、,，-]*")
_CHROME = re.compile(
    r"ICP备|公网安备|网站地图|联系我们|关于我们|网站声明|隐私|使用帮助|设为首页|加入收藏|无障碍|网站标识码"
)
_SHORT = re.compile(r"(?:…|\.{3}|。{3})\s{0,3}$")
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BROKEN = re.compile(r"\s{0,3}['\"]\s{0,3}(?:target|class|href|style|onclick)\s{0,3}=.*$", re.S)
_MARK = re.compile(
    r"\s*[\[【(（〔](?![^\]】)）〕]{0,5}[局委办厅部院署镇乡街府])[^\]】)）〕\d]{1,5}[\]】)）〕]\s*"
)
_NUMBERED = re.compile(
    r"(?<!\s)\s*+[\[(（][^\])）]{0,20}[〔\[（(]20\d\d[〕\]）)]\s*(?:第\s*)?\d{1,5}\s*号[\])）]$"
)
_LABELLED = re.compile(r"(?:标题|文章标题|信息名称|名称|title)\s*[:：]\s*([^\r\n]{2,200})", re.I)


def is_link(element: HtmlElement) -> bool:
    """Whether an element opens something when it is clicked: an `a`, or any other with a script that names an address."""
    if element.tag == "a":
        return bool(element.attrib)
    if element.tag in _NO_LINKS or not element.attrib:
        return False
    return any(next(_addresses(element.get(name) or ""), None) for name in _CARRIERS)


def short_text(element: HtmlElement, most: int = 40) -> str:
    """The text of an element without white space, as far as `most` characters."""
    found = ""
    for text in element.itertext():
        found += squeeze(text)
        if len(found) > most:
            break
    return found[:most]


def target_of(link: HtmlElement, page: Page) -> str:
    """The address that a link leads to in full; "" where it can't be told."""
    href = (link.get("href") or "").strip()
    if (
        href
        and not href.startswith("#")
        and not href.lower().startswith("javascript:")
        and (url := page.join(href))
    ):
        return url
    for carried in (href, *(link.get(name) or "" for name in _CARRIERS)):
        for address in _addresses(carried):
            if url := page.join(address):
                return url
    return ""


def _addresses(carried: str) -> Iterator[str]:
    """The addresses that a script or an attribute names."""
    carried = carried.strip()[:2_000]
    if not carried or carried.startswith("#"):
        return
    found = _SCRIPTED.findall(carried)
    if not found and "(" not in carried and "'" not in carried and '"' not in carried:
        found = _SCRIPTED.findall(f"'{carried}'")
    yield from found


def is_short(words: str) -> bool:
    """Whether a title ends in dots: a list cut it short."""
    return bool(_SHORT.search(words))


def is_verb(words: str) -> bool:
    """Whether the words of a link say only what a click does (查看, 点击下载, 新窗口打开)."""
    compact = squeeze(words)[:40]
    return not compact or bool(_VERBS.fullmatch(compact))


def is_pager(words: str) -> bool:
    """Whether the words of a link turn a list's pages (numbers, 下一页, 更多), or stand at the foot of every page."""
    return bool(_PAGER.fullmatch(words) or _CHROME.search(words))


def link_name(link: HtmlElement, pieces: Sequence[tuple[str, HtmlElement]]) -> str:
    """What a link is called: its text, or its title attribute where that says more of it.

    `pieces` are the texts in it and the elements that hold them: of the texts of a card the one that is a title counts.
    """
    shown = _without_marks(_title_in(pieces))
    shown = shown or " ".join(" ".join(link.xpath(".//img/@alt | .//img/@title")).split())
    given = _given(link)
    if not given or is_verb(given):
        return shown
    if not shown or is_verb(shown) or is_short(shown):
        return given
    short, long = squeeze(given), squeeze(" ".join(text for text, _ in pieces))
    if short.startswith(squeeze(shown)[:6]) or (len(short) >= 8 and short in long):
        return given
    told, printed = parse_title(given), parse_title(shown)
    if bool(told) != bool(printed):
        return given if told else shown
    return max(shown, given, key=len)


def _given(link: HtmlElement) -> str:
    """The title attribute, without what a wrong quotation mark let into it, or a label before it."""
    given = _BROKEN.sub("", re.sub(r"<br\s*/?>", "", link.get("title") or ""))
    given = _OPENS.sub("", given)
    labelled = _LABELLED.search(given)
    return " ".join((labelled[1] if labelled else given).split())


def _title_in(pieces: Sequence[tuple[str, HtmlElement]]) -> str:
    """The title among the texts of a link: all of them together, unless one by itself is a report's or a heading."""
    whole = " ".join("".join(text for text, _ in pieces).split())
    if parse_title(whole) or len({element for _, element in pieces}) < 2:
        return whole
    texts: dict[HtmlElement, str] = {}
    for text, element in pieces:
        texts[element] = " ".join(f"{texts.get(element, '')}{text}".split())
    told = [text for text in texts.values() if parse_title(text)]
    heads = [text for element, text in texts.items() if element.tag in _HEADS and text]
    return (told or heads or [whole])[0] if told or not promises(whole) else whole


def _without_marks(title: str) -> str:
    """A title without what a list puts in brackets before or behind it: 置顶, 公告, the number of a document."""
    bare = _NUMBERED.sub("", _BULLET.sub("", title))
    while (found := _MARK.match(bare)) and len(bare) > found.end() + 5:
        bare = bare[found.end() :]
    return bare


def whole_of(cut: str, row: HtmlElement) -> str:
    """The full title that a row holds elsewhere, hidden or not, of one that is cut short; "" if it holds none."""
    start = cut.rstrip("….。 \t\r\n\u3000\xa0")
    for element in row.iter():
        given = element.get("title") if isinstance(element.tag, str) else ""
        if given and len(start) >= 6 and given.strip().startswith(start) and not is_short(given):
            return " ".join(given.split())
        text = (
            element.text if isinstance(element.tag, str) and element.tag not in ("script", "style") else None
        )
        if text and len(start) >= 6 and start in text and not is_short(text) and len(text) < 300:
            return " ".join(text[text.index(start) :].split())
    return ""


def told_by(url: str) -> str:
    """What the last part of an address says in Chinese of what is there, where nothing else does; "" if it says nothing."""
    name = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    return " ".join(re.sub(r"\.\w{2,5}$", "", name).split()) if re.search(r"[\u4e00-\u9fff]{2}", name) else ""


def text_beside(row: HtmlElement, link: HtmlElement) -> str:
    """The longest text of a row that is no link and no day: a title that stands in another cell than its link."""
    texts = [row.text, *(child.tail for child in row)]
    for element in row.iterdescendants(
        "td", "th", "dd", "span", "p", "div", "h3", "h4", "h5", "strong", "b", "font", "em"
    ):
        if (
            next(element.iter("a"), None) is None
            and next(element.iterdescendants("td", "p", "div"), None) is None
        ):
            texts.append(element_text(element))
    words = (
        _without_marks(_BULLET.sub("", " ".join(text.split()))) for text in texts if text and len(text) < 400
    )
    given = (_OPENS.sub("", title) for title in row.xpath("(.|.//*)[not(self::a)]/@title"))
    told = [
        text
        for text in chain(words, (" ".join(title.split()) for title in given))
        if 2 <= len(text) <= 120 and not _NO_WORDS.fullmatch(text) and not is_day(text)
    ]
    return max(told, key=len, default="")
