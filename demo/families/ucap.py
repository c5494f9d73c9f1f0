"""UCAP 开普云: the column as static pages (/xxgk/nb.shtml) and as a list in JSON (/xxgk/list.shtml)."""

import json
import re
from collections.abc import Mapping

from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import document, rows
from demo.families.links import ListPlace, fragment_of, place_of
from demo.families.site import listing, told

COLUMN = "/xxgk/nb.shtml"
SHELL = "/xxgk/list.shtml"
FILES = "/xxgk/files.shtml?tab=gknb"
CHANNEL = "5f3cb1a4d2e04c6c9d6f1e0a7b8c9d01"
_STATIC = re.compile(r"/xxgk/nb(?:_(\d+))?\.shtml")
_HEAD = f'<meta name="channelid" content="{CHANNEL}"><meta name="others" content="页面生成时间 2026-01-01 01:48:08">'


def answer(site: Site, asked: Asked) -> Answer | None:
    """A list page, the shell of the JSON list, or a page of its results."""
    if found := _STATIC.fullmatch(asked.path):
        return _list_page(site, int(found[1] or 1), place_of(asked, base=""))
    if asked.path == SHELL:
        return document(
            f"<div id='list'></div><script>load('/common/search/{CHANNEL}?_isAgg=true&_isJson=true"
            "&_pageSize=50&_template=index&_rangeTimeGte=&_channelName=&page=1');</script>",
            _HEAD,
        )
    if asked.path == "/xxgk/files.shtml":
        tabs = f"<li data-tab='gkzn' data-channel='{CHANNEL[::-1]}'></li><li data-tab='gknb' data-channel='{CHANNEL}'></li>"
        call = "$.post('/getFileListByCodeId', {codeId: '', channelId: id, page: 1, size: 200})"
        return document(f"<ul>{tabs}</ul><div id='list'></div><script>{call}</script>", _HEAD)
    if asked.path == "/getFileListByCodeId" and asked.method == "POST":
        return _files(site, asked.fields, fragment_of(asked))
    if asked.path == f"/common/search/{CHANNEL}":
        return _results(site, int(asked.fields.get("page", "1")), fragment_of(asked))
    return None


def _list_page(site: Site, number: int, place: ListPlace) -> Answer | None:
    """Static page `number`; pages exist by their rows, not by the number stated, but for empty ones."""
    if not site.shown(number) and (number > site.pages() or not site.lies.empties):
        return None
    pager = f"createPageHTML('page_div',{site.pages(number)},{number},'nb','shtml',{site.total(number)});"
    shown = listing(site, number, place, f'<ul class="list">{rows(site.shown(number))}</ul>', _address)
    body = f'<div class="con">{shown}<div id="page_div"></div><script>{pager}</script></div>'
    return document(body, _HEAD, furniture=site.furniture, place=place)


def _address(number: int) -> str:
    return "nb.shtml" if number == 1 else f"nb_{number}.shtml"


def _results(site: Site, number: int, place: ListPlace) -> Answer:
    """Results as the search answers them; of the page size only the server's own counts."""
    return _json({"data": _data(site, number, place)})


def _files(site: Site, fields: Mapping[str, str], place: ListPlace) -> Answer:
    """Files of a channel, by form; of another channel there are none."""
    if fields.get("channelId") != CHANNEL or fields.get("relateSubChannels") != "true":
        return _json({"code": 200, "results": {"data": {"total": 0, "page": 1, "rows": 0, "results": []}}})
    return _json({"code": 200, "results": {"data": _data(site, int(fields.get("page", "1")), place)}})


def _json(answer: dict[str, object]) -> Answer:
    return Answer(json.dumps(answer, ensure_ascii=False).encode(), "application/json;charset=UTF-8")


def _data(site: Site, number: int, place: ListPlace) -> dict[str, object]:
    results = [_result(site, entry, order, place) for order, entry in enumerate(site.shown(number))]
    return {"channelId": CHANNEL, "total": site.total(number), "page": number, "rows": 50, "results": results}


def _result(site: Site, entry: Entry, order: int, place: ListPlace) -> dict[str, object]:
    own: dict[str, object] = {
        "manuscriptId": f"{order:032x}",
        "title": f"<span>{entry.title[:6]}</span>{entry.title[6:]}&nbsp;",
        "url": entry.path,
        "redirectUrl": None,
        "publishedTimeStr": f"{entry.listed} 08:30:00",
        "domainMetaList": [],
    }
    return told(site, entry, order, place, own, ("title", "url", "publishedTimeStr"))
