"""Where a page leads to: links whose words or addresses speak of annual reports, by how much they promise.

Nothing is fetched here. A lead is no proof: what it leads to is looked at, then read with a family's spider.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement
from parsel import Selector
from w3lib.url import safe_url_string

from crawler.reading.around.front import parse_title
from crawler.reading.opening.elements import MAX_LABEL, element_text
from crawler.reading.words.labels import squeeze

_MAX_WORDS = 40  # of a column's name; what is longer is a headline
# Documents that share the columns and are none: 网站工作年度报表 is the statement of the website, not of the body.
_OTHERS = re.compile(
    r"指南|制度|规定|办法|报表|季度|半年|月报|预算|决算|法治|解读|图解|一图|读懂|通知|方案|公报|依申请|意见|网站|统计年|财政年"
)
_COLUMN = re.compile(
    r"公开.{0,8}(?:年报|年度报告|年度报|年度工作报告)|^(?:工作)?(?:年报|年度报告|年度工作报告)(?:专栏|汇总|目录|列表)?$"
)
_YEAR = re.compile(r"^(20[0-4]\d)年?度?(?:报告|年报|年度报告)?$")
_OPEN = re.compile(r"信息公开|政务公开|公开目录|公开平台|主动公开|^公开$")
_UNITS = re.compile(r"部门|乡镇|镇街|街道|单位|机构|区县|县区")
_SLUG = re.compile(
    r"(?:gk|^|[/_-])n(?:d(?:bg?)?|b(?:g|bg)?)\d*(?:_\d+)?(?=/|\.|$)|[?&](?:type|para|tab)=\w*nb", re.I
)
_TREES = re.compile(
    r"/gkmlpt/index|/public/column/\d+\?|tree\.jsp\?(?:(?!tree\.jsp\?|area=).)*+area=|/openness\w*/(?:(?!/openness\w*/|branch_id=).)*+branch_id=|/govInfoPub|/module/xxgk/",
    re.I,
)
_ARTICLE = re.compile(
    r"/t\d{8}_\d+\.|/art/\d{4}/|/content/(?:m?post_|\d)|/info/\d+/\d+\.htm|/20\d{6}/[0-9a-f]{32}|/content\.s?html$"
    r"|\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar|jpe?g|png|gif|mp4|apk|css|js|xml)$",
    re.I,
)
# Words of its links.
_PAGER = re.compile(r"^\W*\d{1,3}\W*$|[上下首末尾前后]一?页|^(?:next|last|prev|first|>+|<+)$", re.I)
_CHROME = re.compile(r"visit|count|login|share|footer|foot\.|header|top\.|weixin|weibo|search", re.I)
_REPLACED = re.compile(r"location(?:\.href)?\s*(?:=|\.replace\()\s*[\"']([^\"']+)[\"']")
_SHELL = 2_000  # characters; a page that only sends on is shorter


@dataclass(frozen=True)
class Lead:
    """A link worth following: its words, how much it promises, the year it names."""

    url: str
    text: str
    worth: float
    year: int | None = None


def names_column(words: str) -> bool:
    """Whether the words of a link, heading or META are the name of a column of annual reports, not a report's title."""
    compact = squeeze(words)
    if not compact or len(compact) > _MAX_WORDS or _OTHERS.search(compact) or not _COLUMN.search(compact):
        return False
    title = parse_title(compact)
    return title is None or title.year is None


def named_year(words: str) -> int | None:
    """The year that words name and nothing else: 2024年, or 2024年政府信息公开年度报告 without an agency."""
    compact = squeeze(words)
    if found := _YEAR.match(compact):
        return int(found[1])
    title = parse_title(compact)
    return title.year if title and not title.agency else None


def place(url: str) -> str:
    """An address alike for http and https, and for a folder and its index page."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:index\.\w+)?$", "/", unquote(parts.path) or "/")
    fragment = f"#{parts.fragment}" if "/gkmlpt/" in parts.path else ""
    return f"{parts.netloc.lower()}{path}?{parts.query}{fragment}"


def same_site(url: str, host: str) -> bool:
    """Whether a host is the site of `url` (its host without www.) or a subdomain of it."""
    site = str(urlsplit(url).hostname).removeprefix("www.")
    return host == site or host.endswith(f".{site}")


def folder_of(url: str) -> str:
    """The folder that an address lies in, itself if it is one."""
    return urljoin(url, ".")


def links_of(page: Selector, base: str) -> Iterator[tuple[str, str, str]]:
    """Address, words and element name of every link, frame and menu entry of a page, within http and https."""
    return ((url, words, kind) for _, url, words, kind in linked_elements(page, base))


def linked_elements(page: Selector, base: str) -> Iterator[tuple[HtmlElement, str, str, str]]:
    """Every link, frame and menu entry of a page, with its address in full, its words and its element's name."""
    for link in page.xpath("//a[@href] | //area[@href]"):
        words = (link.attrib.get("title") or "").strip() or element_text(link.root, MAX_LABEL).strip()
        words = words or " ".join(link.xpath(".//img/@alt").getall())
        yield from _absolute(link.root, link.attrib["href"], base, words, "a")
    for frame in page.xpath("//iframe[@src] | //frame[@src]"):
        yield from _absolute(frame.root, frame.attrib["src"], base, frame.attrib.get("title", ""), "iframe")
    for entry in page.xpath("//option[contains(@value, '/')]"):
        words = entry.xpath("string()").get() or ""
        yield from _absolute(entry.root, entry.attrib["value"], base, words, "option")


def _absolute(
    element: HtmlElement, address: str, base: str, words: str, kind: str
) -> Iterator[tuple[HtmlElement, str, str, str]]:
    if url := web_address(address, base):
        yield element, url, squeeze(words)[:80], kind


def web_address(address: str, base: str) -> str:
    """An address in full, "" where it is none of the web."""
    try:
        url = safe_url_string(urljoin(base, address.strip()))
        host = urlsplit(url).hostname
    except ValueError:
        return ""
    if not url.startswith(("http://", "https://")) or not host:
        return ""
    return url if "/gkmlpt/" in url else urldefrag(url).url


def leads_of(page: Selector, text: str, url: str, annual: bool) -> list[Lead]:
    """The links of a page worth following; `annual` if the page itself is, or lies below, a column of annual reports."""
    found: dict[str, Lead] = {}
    base = urljoin(url, (page.xpath("//base/@href").get() or "").strip())
    for address, words, kind in links_of(page, base):
        worth = _frame_worth(address, annual) if kind == "iframe" else _worth(address, words, url, annual)
        if worth and (address not in found or found[address].worth < worth):
            found[address] = Lead(address, words, worth, named_year(words) or _folder_year(address, url))
    sent = _REPLACED.search(text) if len(text) < _SHELL else None
    if sent and (address := web_address(sent[1], base)):
        found[address] = Lead(address, "", 4.0)
    return list(found.values())


def _frame_worth(address: str, annual: bool) -> float:
    if _CHROME.search(urlsplit(address).path):
        return 0.0
    return 3.5 if annual else 1.0


def _worth(address: str, words: str, url: str, annual: bool) -> float:
    """What a link promises; 0 for what is not followed: articles, look-alikes, links that say nothing."""
    parts = urlsplit(address)
    if _ARTICLE.search(parts.path) or _OTHERS.search(words) or _PAGER.search(words):
        return 0.0
    title = parse_title(words)
    if title and title.agency and title.year:
        return 0.0  # a report, no column
    if names_column(words):
        return 4.0
    below = address.startswith(folder_of(url)) and place(address) != place(url)
    if annual and (named_year(words) or (below and _folder_year(address, url))):
        return 3.0
    target = f"{parts.path}?{parts.query}"
    if _SLUG.search(target) and not re.search(r"index_\d+|pageIndex|currentnum", target):
        return 2.5 if words else 1.0
    if _TREES.search(target):
        return 2.0
    if annual and (below or _UNITS.search(words)) and not re.search(r"\d\.\w+$|[?&]p", target):
        return 2.0
    if _OPEN.search(words):
        return 1.75 if "政府信息公开" in words else 1.5
    return 0.0


def _folder_year(address: str, url: str) -> int | None:
    """The year in the name of a folder just below that of `url`: gknb/2024n78/."""
    rest = address.removeprefix(folder_of(url))
    found = re.match(r"[a-z_-]{0,8}(20[0-4]\d)(?!\d)[\w-]{0,12}/(?:index\.\w+)?$", rest, re.I)
    return int(found[1]) if found and rest != address else None
