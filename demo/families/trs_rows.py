"""TRS WCM where rows are not plain: written by scripts (武汉), counted by the pager (湖北), with links inside and separators."""

import re
from html import escape

from demo.families import Answer, Asked, Entry, Site

WRITTEN = "/wuhan/nb/"
COUNTED = "/hubei/nb/"
_PAGES = re.compile(r"/(wuhan|hubei)/nb/(?:index(?:_(\d+))?\.shtml)?")


def answer(site: Site, asked: Asked) -> Answer | None:
    """A list page; pages exist by their rows, not by the number stated, but for empty ones."""
    found = _PAGES.fullmatch(asked.path)
    number = int(found[2] or 0) + 1 if found else 0
    if not found or (not site.shown(number) and (number > site.pages() or not site.lies.empties)):
        return None
    row = _script if found[1] == "wuhan" else _markup
    rows = "\n".join(row(entry) for entry in site.shown(number))
    call = f'createPageHTML({site.pages(number)},{number - 1},"index","shtml","black2",{site.total(number)});'
    menu = '<ul class="menu"><li><a href="/">首页</a></li></ul>'
    body = f'{menu}<div class="list"><ul class="info-list">{rows}</ul><div class="page"><script>{call}</script></div></div>'
    return Answer(f"<!DOCTYPE html><html><head><title>年报</title></head><body>{body}</body></html>".encode())


def _script(entry: Entry) -> str:
    """A row that a script writes, after one that was commented out."""
    old = entry.path.replace("/t", "/old_t")
    title = escape(entry.title).replace("含", "&ldquo;含")
    return f"""<li><script type="text/javascript">
/* var url="{old}"; title="{title}"; document.writeln("<span>2020-01-01</span>"); */
// var url="{old}"; title="{title}";
var url="{entry.path}"; title="{title}"; FILENUM="武政〔2020〕1号 2020-02-02";
document.writeln("<a href='"+url+"' title='"+title+"'>"+title+"</a>");
document.writeln("<span>{entry.listed} 17:32</span>");
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
