"""Huilan eportal 慧兰: a static column whose pager names …/cfb8b2f1-2.html, one that is a program, one that says next(N)."""

import re
from collections.abc import Callable
from html import escape

from demo.families import Answer, Asked, Site
from demo.families.furniture import document
from demo.families.links import ListPlace, place_of
from demo.families.site import listing

COLUMN = "/xxgk/nb/index.html"
PROGRAM = "/eportal/ui?pageId=2480148"
SCRIPTED = "/fgw/nb/"
MODULE = "cfb8b2f1d2e04c6c9d6f1e0a7b8c9d01"
_OTHERS = "/xxgk/nb/cfb8b2f1-{}.html"
_STATIC = re.compile(r"/xxgk/nb/cfb8b2f1-(\d+)\.html")
_NEXT = re.compile(r"/fgw/nb/(?:index(?:_(\d+))?\.html)?")
_PAGE_ID = '<input type="hidden" id="eprotalCurrentPageId" value="2480148">'


def answer(site: Site, asked: Asked) -> Answer | None:
    """A list page, static or of the program. Beyond its last page the program shows an empty list."""
    place = place_of(asked)
    if asked.path == COLUMN:
        return _static(site, 1, place)
    if (found := _STATIC.fullmatch(asked.path)) and found[1] != "1":
        return _static(site, int(found[1]), place)
    if asked.path == "/eportal/ui" and asked.fields.get("pageId") == "2480148":
        number = int(asked.fields.get("currentPage", "1"))
        if number > 1 and asked.fields.get("moduleId") != MODULE:
            number = 1
        frame = f"{PROGRAM}&currentPage={{}}&moduleId={MODULE}&staticRequest=yes"
        return _page(site, number, _pager(site, number, frame), frame.format, place)
    if found := _NEXT.fullmatch(asked.path):
        number = int(found[1] or 1)
        if not _exists(site, number):
            return None
        return _page(site, number, _next(site, number), "javascript:next({})".format, place)
    return None


def _exists(site: Site, number: int) -> bool:
    """Pages exist by their rows, not by the number stated, but for empty ones."""
    return bool(site.shown(number)) or (number <= site.pages() and site.lies.empties)


def _static(site: Site, number: int, place: ListPlace) -> Answer | None:
    if not _exists(site, number):
        return None
    return _page(site, number, _pager(site, number, _OTHERS), _static_address, place)


def _static_address(page: int) -> str:
    return COLUMN if page == 1 else _OTHERS.format(page)


def _pager(site: Site, number: int, frame: str) -> str:
    """Links that only a script follows; of one page only the numbers are stated."""
    pages = site.pages(number)
    links = "".join(
        f"<a class='pagingNormal' onclick=\"queryArticleByCondition(this,'{escape(frame.format(page))}')\" "
        f'tagname="{escape(frame.format(page))}" style="cursor:pointer">{words}</a>'
        for page, words in ((number + 1, "下一页"), (pages, "尾页"))
        if 1 < page <= pages
    )
    stated = f'<input type="hidden" name="article_paging_list_hidden" moduleid="{MODULE}" modulekey="" totalpage="{pages}"/>'
    return f"<div class='pagination'>{stated}{links}<b>{number}/{pages}</b></div>"


def _next(site: Site, number: int) -> str:
    """Links of the kind javascript:next(N), N being the number in the address."""
    pages = site.pages(number)
    links = "".join(
        f'<a href="javascript:next({page})">{page}</a>' for page in range(2, pages + 1) if page != number
    )
    return f"<div class='page'>{links}</div>"


def _page(site: Site, number: int, pager: str, address: Callable[[int], str], place: ListPlace) -> Answer:
    rows = "".join(
        f'<li><a href="{escape(entry.path)}" title="{escape(entry.title)}">{escape(entry.title[:12])}…</a>'
        f"<span>[{entry.listed}]</span></li>\n"
        for entry in site.shown(number)
    )
    shown = listing(site, number, place, f'<ul class="conList_ull">\n{rows}</ul>', address)
    body = f'{_PAGE_ID}<div class="conList">{shown}</div>{pager}'
    if site.furniture:
        return document(body, furniture=site.furniture, place=place)
    menu = '<ul class="menu"><li><a href="/">首页</a></li><li><a href="/xxgk/">政府信息公开</a></li></ul>'
    page = f"<!DOCTYPE html><html><head><title>年报</title></head><body>{menu}{body}</body></html>"
    return Answer(page.encode())
