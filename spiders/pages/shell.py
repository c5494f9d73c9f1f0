"""Column pages that are only a shell: the list stands in a frame, or where the page sends its visitor on to."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urldefrag, urlsplit

from lxml.html import HtmlElement
from parsel import Selector

from crawler.items import ListRow
from spiders.pages.page import Page

MAX_TEXT = 100  # Chinese characters on a page that only sends its visitor on
_FURNITURE = re.compile(
    r"share|(?<![a-z])visit|(?:count(?:er)?|login|tree|stat|(?<![a-z])(?:foot(?:er)?|head(?:er)?|top|banner|menu|nav(?:bar)?"
    r"|search|weather|tongji|video|map|wza))(?:i?frame|box|page)?(?![a-z])",
    re.I,
)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_REFRESH = re.compile(r"^\s*\d+\s*;\s*url\s*=\s*[\"']?([^\"'\s]+)", re.I)
_JUMP = re.compile(r"\blocation(?:\.href|\.replace|\.assign)?\s{0,4}[=(]\s{0,4}[\"']([^\"'\s]{1,300})[\"']")


def is_list(rows: Iterable[ListRow]) -> bool:
    """Whether rows are more than links of menus: one has a day beside it or names whose or which year's report it is."""
    return any(row.listed_on or ((t := row.parsed_title) and (t.agency or t.year)) for row in rows)


def list_behind(page: Page) -> tuple[str, str]:
    """The one address on the page's own host where its list can be, "" if there is none, and why it isn't told."""
    found = _addresses(_jumps(page.markup), page)
    if found and urlsplit(found[0]).path in ("", "/"):
        return "", "栏目页跳转到网站首页，栏目可能已经取消或搬迁"
    found = found or _addresses(_frames(page.markup), page)
    own = _own(found, page)
    if len(own) == 1:
        return own[0], ""
    if own:
        return "", f"页面有 {len(own)} 个框架或跳转，不能确定哪一个是栏目的列表"
    return "", f"列表可能在另一主机 {urlsplit(found[0]).netloc} 上，没有访问" if found else ""


def jump_of(page: Page) -> str:
    """The one address on its own host, not its front page, that a page without text sends its visitor on to; else ""."""
    own = _own(_addresses(_jumps(page.markup), page), page)
    return own[0] if len(own) == 1 and urlsplit(own[0]).path not in ("", "/") else ""


def _own(urls: list[str], page: Page) -> list[str]:
    return [url for url in urls if urlsplit(url).netloc == urlsplit(page.url).netloc]


def _addresses(links: Iterable[str], page: Page) -> list[str]:
    """Web addresses other than the page's own, each once."""
    found: dict[str, None] = {}
    for link in links:
        url = urldefrag(page.join(link)).url if link.strip() else ""
        if url and url != urldefrag(page.url).url:
            found[url] = None
    return list(found)


def _jumps(page: Selector) -> Iterator[str]:
    """Where a page sends its visitor at once; pages with text of their own do so on demand only."""
    text = " ".join(page.xpath("//body//text()[not(parent::script or parent::style)]").getall())
    if len(re.findall("[\u4e00-\u9fff]", text)) >= MAX_TEXT:
        return
    for tag in page.xpath("//meta[@content]"):
        refresh = (tag.attrib.get("http-equiv") or "").lower() == "refresh"
        if refresh and (found := _REFRESH.match(tag.attrib["content"])):
            yield found[1]
    for script in page.xpath("//script/text()").getall():
        yield from _JUMP.findall(script)


def _frames(page: Selector) -> Iterator[str]:
    for frame in page.xpath("//iframe[@src] | //frame[@src]"):
        element: HtmlElement = frame.root
        names = " ".join(element.get(name) or "" for name in ("id", "name", "class", "title"))
        if not _FURNITURE.search(f"{names} {_path(element.get('src'))}") and not _unseen(element):
            yield element.get("src")


def _path(address: str) -> str:
    """The path of an address, its text where it is none."""
    try:
        return urlsplit(address.strip()).path
    except ValueError:
        return address


def _unseen(element: HtmlElement) -> bool:
    small = any(re.fullmatch(r"\s*[01](?:px)?\s*", element.get(side) or "") for side in ("width", "height"))
    return small or any(
        _UNSEEN.search(node.get("style") or "") for node in (element, *element.iterancestors())
    )
