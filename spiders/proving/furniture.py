"""What surrounds a list and stays the same from night to night: the column's name, the site's marks, how its pages end.

A page that came whole and lists rows may still be another one: the home page, another column, foreign content. By its
furniture it is told from the one that was asked for.
"""

import re
from hashlib import sha256

from crawler.manners.wholeness import closes, is_past_its_lists, tail_of
from crawler.reading.formats.hijacked import hijack
from crawler.reading.words.labels import squeeze
from spiders.column import Column
from spiders.pages.page import Page

_MARKS = re.compile(r"网站标识码[:：]?\s{0,3}(\w{10})|[\u4e00-\u9fff]ICP备\s?(\d{6,10})号")
# What a title may have that is another one on every page.
_RUNNING = re.compile(r"第?\d+(?:页|年度?|条)?|首页|[-_|—·>\s]+")


def furniture_of(page: Page) -> dict[str, str]:
    """The furniture of a page: its column's name, the marks of its site, its end; empty for data."""
    if page.is_json:
        return {}
    metas = {
        meta.attrib["name"].strip().lower(): squeeze(meta.attrib.get("content", ""))
        for meta in page.markup.xpath("//meta[@name]")
    }
    marks = sorted({found[1] or found[2] for found in _MARKS.finditer(page.words)})
    return {
        "name": metas.get("columnname", "")[:80],
        "title": _RUNNING.sub("", squeeze(" ".join(page.markup.xpath("//head//title//text()").getall())))[
            :80
        ],
        "site": metas.get("siteidcode", "") or " ".join(marks)[:80],
        "end": tail_of(page.text),
        "open": _open_end(page),
    }


def _open_end(page: Page) -> str:
    """The sha256 of a page that isn't closed though its list is; "" of any other."""
    if closes(page.text) or not is_past_its_lists(page.text):
        return ""
    return sha256(page.body).hexdigest()


def ends_as_ever(page: Page, column: Column) -> bool:
    """Whether nights before saw the column's pages end as this one does, open: one that was read, or another page."""
    here, tail = _open_end(page), tail_of(page.text)
    accepted, candidate = column.accepted, column.candidate
    if accepted.get("open") and accepted.get("end") == tail:
        return True
    return candidate.get("open", "") not in ("", here) and candidate.get("end") == tail


def unfilled(page: Page) -> str:
    """The address of a link that its server should have filled in: ${item.url}. Those of scripts are written {{url}}."""
    if page.is_json:
        return ""
    hidden = "ancestor::template or ancestor::textarea or ancestor::*[contains(@style, 'none')]"
    return page.markup.xpath(f"//a[starts-with(@href, '${{')][not({hidden})]/@href").get("")


def look_at_furniture(page: Page, column: Column) -> None:
    """Whether a page is the column's: the first one by what nights before saw of it, later ones by the first."""
    if found := hijack([*page.markup.xpath("//head//title//text()").getall()], page.words):
        column.fail("hijacked", f"{page.url} 疑似被篡改：{found}")
        return
    here = furniture_of(page)
    if not here or column.shells or column.lead:
        return
    if column.count > 1:
        if differs(column.furniture, here):
            column.fail("other_page", f"{page.url} 的题目与栏目首页不同，可能不是这个栏目的页面")
        return
    column.furniture = here
    if differs(column.accepted, here) and differs(column.candidate, here, new=True):
        words = "的题目或标识与此前不同，可能是别的页面，也可能是改版；下一夜仍如此则按改版处理"
        column.fail("other_page", f"{page.url} {words}")


def differs(known: dict[str, str], here: dict[str, str], new: bool = False) -> bool:
    """Whether a page isn't of the column whose furniture is `known`: it calls itself otherwise, or is of another site.

    `new`: nothing known is a difference too.
    """
    if not known:
        return new
    for mark in ("name", "title"):
        if known.get(mark) and here.get(mark):
            if known[mark] != here[mark]:
                return True
            break
    return bool(known.get("site") and here.get("site") and known["site"] != here["site"])
