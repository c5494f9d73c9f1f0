"""TRS WCM where rows are not plain: written by scripts (武汉), counted by the pager (湖北), with links inside and separators."""

import re
from collections.abc import Sequence
from html import escape

from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import document
from demo.families.links import ListPlace, place_of
from demo.families.site import listing

WRITTEN = "/wuhan/nb/"
COUNTED = "/hubei/nb/"
_PAGES = re.compile(r"/(wuhan|hubei)/nb/(?:index(?:_(\d+))?\.shtml)?")


def answer(site: Site, asked: Asked) -> Answer | None:
    """A list page; pages exist by their rows, not by the number stated, but for empty ones."""
    found = _PAGES.fullmatch(asked.path)
    number = int(found[2] or 0) + 1 if found else 0
    if not found or (not site.shown(number) and (number > site.pages() or not site.lies.empties)):
        return None
    place = place_of(asked, base="")
    if found[1] == "wuhan":
        shown = f'<ul class="info-list">{_written(site, site.shown(number), place)}</ul>'
    else:
        rows = "\n".join(_markup(entry) for entry in site.shown(number))
        shown = listing(site, number, place, f'<ul class="info-list">{rows}</ul>', _address)
    call = f'createPageHTML({site.pages(number)},{number - 1},"index","shtml","black2",{site.total(number)});'
    body = f'<div class="list">{shown}<div class="page"><script>{call}</script></div></div>'
    if site.furniture:
        return document(body, furniture=site.furniture, place=place)
    menu = '<ul class="menu"><li><a href="/">首页</a></li></ul>'
    page = f"<!DOCTYPE html><html><head><title>年报</title></head><body>{menu}{body}</body></html>"
    return Answer(page.encode())


def _address(number: int) -> str:
    return "index.shtml" if number == 1 else f"index_{number - 1}.shtml"


def _written(site: Site, entries: Sequence[Entry], place: ListPlace) -> str:
    """Rows that scripts write; of a furniture they have address and day."""
    if site.furniture is None:
        return "\n".join(_script(entry, entry.path, f"{entry.listed} 17:32") for entry in entries)
    printed = (
        (
            entry,
            site.furniture.address(entry.path, place, order).strip(),
            site.furniture.written(entry.listed),
        )
        for order, entry in enumerate(entries)
    )
    return "\n".join(_script(entry, address.replace("\\", "/"), day) for entry, address, day in printed)


def _script(entry: Entry, address: str, day: str) -> str:
    """A row that a script writes, after one that was commented out."""
    old = entry.path.replace("/t", "/old_t")
    title = escape(entry.title).replace("含", "&ldquo;含")
    return f"""<li><script type="text/javascript">
/* var url="{old}"; title="{title}"; document.writeln("<span>2020-01-01</span>"); */
// var url="{old}"; title="{title}";
var url="{address}"; title="{title}"; FILENUM="武政〔2020〕1号 2020-02-02";
document.writeln("<a href='"+url+"' title='"+title+"'>"+title+"</a>");
document.writeln("<span>{day}</span>");
</script></li>"""


def _markup(entry: Entry) -> str:
    """A row with a box of links inside, a separator and a duplicate that is commented out."""
    inside = (
        '<div class="popbox"><script>var box = 1;</script><ul>'
        f'<li><a href="{escape(entry.path)}.jd">解读：{escape(entry.title[:8])}</a><em>2019-01-01</em></li></ul></div>'
    )
    link = f'<a href="{escape(entry.path)}" title="{escape(entry.title)}" target=_blank>{escape(entry.title[:14])}…</a>'
    day = f"<span>{entry.listed:%Y/%m/%d}</span>"
    return (
        f'<li>{link}{inside}{day}</li><!-- <li><a href="{escape(entry.path)}.old">{entry.title}</a>{day}</li> -->'
        '<li class="empty"></li>'
    )
