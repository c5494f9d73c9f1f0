"""Column pages that are only shells: a TRS list at /list/ stands in their frame or behind their jump."""

import re
from html import escape

from demo.families import Answer, Asked, Site

LIST = "/list/index.html"
_COUNTER = '<iframe src="/visitcount.jsp?id=8"></iframe><iframe id="loginFrame" src="/user.jsp"></iframe>'
_TEXT = "<p>" + "本栏目公开各单位的政府信息公开工作年度报告，请按年度查询。" * 5 + "</p>"
_FRAME = '<iframe src="/list/index.html" width="100%" scrolling="no"></iframe>'
SHELLS = {
    "/frame/": _TEXT + _COUNTER + _FRAME + '<iframe src="/share/bdshare.html"></iframe>',
    "/frameset/": '<frameset><frame name="topFrame" src="/top.html"><frame src=" ../list/index.html "></frameset>',
    "/jump/": "<script>window.location.href = '/list/index.html';</script>",
    "/replace/": '<script>location.replace("../list/index.html")</script>',
    "/refresh/": "<meta http-equiv='Refresh' content='0; url=/list/index.html'>",
}
# None of these tells where the list is.
BLIND = {
    "/two/": _FRAME + '<iframe src="/other/list.html"></iframe>',
    "/foreign/": '<iframe src="http://elsewhere.example/list/index.html"></iframe>',
    "/script/": "<iframe src=\"javascript:void(0)\"></iframe><iframe src='about:blank'></iframe>",
    "/broken/": '<iframe src="http://[::1/list"></iframe>',
    "/self/": '<iframe src="/self/"></iframe><iframe src="#top"></iframe>',
    "/hidden/": f'<div style="display:none">{_FRAME}</div><iframe src="/list/" width="0"></iframe>',
    "/home/": "<script>location.href='/'</script>",
    "/loop/": '<iframe src="/loop/1/"></iframe>',
    "/circle/": "<script>location.href='/circle/1/'</script>",
    "/widget/": '<iframe src="/news/index.html"></iframe>',
    "/gone/": '<iframe src="/gone/list.html"></iframe>',
    "/dated/": '<ul><li><a href="/news/1.html">新闻</a><span>2026-01-20</span></li></ul>' + _FRAME,
    "/text/": _TEXT + "<script>function go() { location.href = '/list/index.html'; }</script>",
}


def answer(site: Site, asked: Asked) -> Answer | None:
    """A shell, what a misleading one shows, or a page of the list."""
    if body := (SHELLS | BLIND).get(asked.path):
        return _page(f'<ul class="menu"><li><a href="/">首页</a></li></ul>{body}')
    if found := re.fullmatch(r"/loop/(\d+)/", asked.path):
        return _page(f'<iframe src="/loop/{int(found[1]) + 1}/"></iframe>')
    if asked.path == "/circle/1/":
        return _page("<script>location.href='/circle/'</script>")
    if found := re.fullmatch(r"/endless/(?:index_(\d+)\.html)?", asked.path):
        rows = f'<li><a href="/news/{found[1] or 0}.html">本市召开会议</a><span>2026-01-20</span></li>'
        return _page(f'<ul>{rows}</ul><script>createPageHTML(999999, 0, "index", "html");</script>')
    if asked.path == "/news/index.html":
        rows = '<li><a href="/news/1.html">本市召开会议</a><span>2026-01-20</span></li>'
        return _page(f'<ul>{rows}</ul><script>createPageHTML(1, 0, "index", "html");</script>')
    if found := re.fullmatch(r"/list/(?:index(?:_(\d+))?\.html)?", asked.path):
        return _list_page(site, int(found[1] or 0) + 1)
    return None


def _list_page(site: Site, number: int) -> Answer | None:
    """Pages exist by their rows, not by the number stated, but for empty ones."""
    if not site.shown(number) and (number > site.pages() or not site.lies.empties):
        return None
    rows = "".join(
        f'<li><a href="{escape(entry.path)}">{escape(entry.title)}</a><span>{entry.listed}</span></li>'
        for entry in site.shown(number)
    )
    pager = f'createPageHTML({site.pages(number)}, {number - 1}, "index", "html");'
    return _page(f"<ul>{rows}</ul><script>{pager}</script>")


def _page(body: str) -> Answer:
    return Answer(f"<html><head><title>年报</title></head><body>{body}</body></html>".encode())
