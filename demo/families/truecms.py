"""TrueCMS (江苏): the column's page with its first rows hidden, the list as JSONP around XML in windows of a limited size."""

import json
import re
from html import escape

from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import document
from demo.families.links import ListPlace, fragment_of, place_of

COLUMN = "/zfxxgknb/zfxxgknb.html"
STRICT = "/rgnb/rgnb.html"  # a site that answers with 404 where others answer with nothing
LIST = "/truecms/messageController/getMessage.do"
STRICT_LIST = "/TrueCMS/messageController/getMessage.do"
ID = "82e1eed4-ef97-4ba8-b3da-2299d731060c"
_SHOWN = 5  # rows that stand in the page itself
_MENU = '<ul class="menu"><li><a href="/">首页</a></li><li><a href="/zwgk/zwgk.html">政务公开</a></li></ul>'
_ASIDE = '<ul><li><a href="/tzgg/tzgg.html">通知公告</a><span>2026-01-30</span></li></ul>'


def answer(site: Site, asked: Asked) -> Answer | None:
    """The column's page, or the records startrecord to endrecord; `size` is the most a window may ask for."""
    if asked.path in (COLUMN, STRICT):
        return _page(site, asked.path == STRICT, place_of(asked))
    if asked.path == LIST and asked.fields.get("columnId") == ID:
        return _window(site, asked, strict=False)
    if asked.path == STRICT_LIST and asked.fields.get("columnId") == ID and asked.headers.get("referer"):
        return _window(site, asked, strict=True)
    return None


def _page(site: Site, strict: bool, place: ListPlace) -> Answer:
    rows = "".join(_row(site, entry, order, place) for order, entry in enumerate(site.entries[:_SHOWN]))
    config = (
        f"totalRecord:{site.total(1)},perPage:10,groupSize:3,proxyUrl:'{STRICT_LIST if strict else LIST}',"
        f"ajaxParam:{{columnId:'{ID}',contentTemplate:''}}"
    )
    body = (
        f'<div id="initData" style="display:none"><ul class="xxgk-list-con">{rows}</ul></div>'
        f"<div id='pager'></div><script>$('#pager').jpage({{{config}}});</script>"
    )
    if site.furniture:
        return document(body, furniture=site.furniture, place=place)
    return Answer(f"<!DOCTYPE html><html><body>{_MENU}{_ASIDE}{body}</body></html>".encode())


def _window(site: Site, asked: Asked, strict: bool) -> Answer | None:
    first, last = (int(asked.fields.get(name, "0")) for name in ("startrecord", "endrecord"))
    number = (first - 1) // site.size + 1
    records = site.shown(number) if 0 < last - first + 1 <= site.size else ()
    if strict and not records and not site.lies.empties:
        return None
    total = "" if strict else f"<totalrecord>{site.total(number)}</totalrecord>"
    place = fragment_of(asked, (STRICT if strict else COLUMN).rpartition("/")[0] + "/")
    store = "".join(
        f"<record><![CDATA[{_row(site, entry, order, place)}]]></record>"
        for order, entry in enumerate(records)
    )
    result = json.dumps({"result": f"<datastore>{total}<recordset>{store}</recordset></datastore>"})
    callback = re.sub(r"\W", "", asked.fields.get("callback", ""))
    return Answer(
        f"{callback}({result})".encode() if callback else result.encode(), "text/javascript;charset=UTF-8"
    )


def _row(site: Site, entry: Entry, order: int, place: ListPlace) -> str:
    """A row; its address starts from the column's folder, and a list of its explanations is nested in it."""
    if site.furniture:
        return site.furniture.single(entry, order, place)
    nested = '<ul><li><a href="/zcjd/content/1.html">解读</a></li></ul>'
    return (
        f'<li><a href="content/{escape(entry.path.rpartition("/")[2])}" title="{escape(entry.title)}">'
        f"{escape(entry.title[:14])}...</a>{nested}<span>{entry.listed}</span></li>"
    )
