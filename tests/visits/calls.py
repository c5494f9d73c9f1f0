"""Kinds of families whose lists are called for, commented, or bear signs of another family."""

import json
from collections.abc import Iterator

from demo.families import Asked
from tests.made.portals.raw_server import Wire, sized
from tests.visits.case import OLD, ONE, TWO, Case, page, plain, rows, ul

_ROW = '<li><a href="{url}" title="{title}">{title}</a><span>{day}</span></li>'
_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_QUERY = "{'webId':'3185','tplSetId':'x','pageType':'column','tagId':'信息列表','pageId':'1','parseType':'bulidstatic'}"
ONE_UP, TWO_UP = (f"/xx/{ONE[0][2:]}", *ONE[1:]), (f"/xx/{TWO[0][2:]}", *TWO[1:])


def _unit(asked: Asked) -> Wire:
    html = f"<ul>{rows(_ROW, ONE_UP, TWO_UP)}</ul><div class=pager count=2 pagesize=15></div>"
    return sized(
        json.dumps({"code": "200", "data": {"html": html}}).encode(), Content_Type="application/json"
    )


def _script(unit: str, query: str = _QUERY, quote: str = '"', more: str = "") -> str:
    name = "queryData" if "querydata" not in more else "querydata"
    return f"<script src=\"/script/0/AuthorizedRead/unitbuild.js\" {more} url='{unit}' {name}={quote}{query}{quote}></script>"


LONSUN = {
    "callback": "Ls.pagination('#page_1', function(pageIndex){ location.href='/content/column/6791573?pageIndex='"
    " + pageIndex;},{currPage: (0+1),pageCount:1});",
    "callback-lines": "Ls.pagination('#page_1',\nfunction (p) {\n var u='/content/column/6791573';\n"
    " location.href=u+'?pageIndex='+p;\n},\n{currPage:1,pageCount:1});",
    "arrow": "Ls.pagination('#page_1', p => { go(p); }, {currPage:1, pageCount: 1, pageSize: 15});",
    "named": "Ls.pagination('#page_1', turn, {currPage: 1, pageCount : 1});",
    "zero": "Ls.pagination('#page_1', function(p){go(p);}, {currPage:(0+1),pageCount: 1 || 0});",
    "quotes": 'Ls.pagination("#page_1", function(i){ var s="a;b{c}"; go(i); },{currPage:1,pageCount:1,showTotal:true});',
}
WAS = {
    "search": '<form action="/was5/web/search"><input type=hidden name=channelid value=214851><input name=searchword></form>',
    "capitals": '<FORM ACTION="/was40/search"><INPUT TYPE=hidden NAME=channelid VALUE=8></FORM>',
    "quoted": "<form><input name='channelid' value='214851'/></form>",
    "script": "<script>var channelid='214851'; function s(){location='/was5/web/search?channelid='+channelid}</script>",
    "link": "<a href='/was5/web/search?channelid=214851'>高级检索</a>",
}
_UCAP_PAGER = "<script>createPageHTML('page_div',1, 1,'list','shtml',2);</script>"
UCAP = {
    "comment": f"<ul><!--{rows(_ROW)}{_UCAP_PAGER}--></ul><div id=page_div></div>",
    "comment-list": f"<div><!-- {plain()} -->{_UCAP_PAGER}</div>",
    "pager-in-comment": f"<div>{plain()}<!--{_UCAP_PAGER}--></div>",
    "two-comments": f"<ul><!--{rows(_ROW, ONE)}--><!--{rows(_ROW, TWO)}--></ul>{_UCAP_PAGER}",
    "comment-table": f"<table><!--{rows('<tr><td><a href={url}>{title}</a></td><td>{day}</td></tr>')}--></table>{_UCAP_PAGER}",
    "comment-template": f"<div><!--<ul>{rows(_ROW)}</ul>--><!-- 结束 --></div><div id=page_div></div>{_UCAP_PAGER}",
    "no-days": f"<div>{ul('<li><a href={url}>{title}</a></li>')}{_UCAP_PAGER}</div>",
    "no-days-old": f"<div>{ul('<li><a href={url}>{title}</a></li>', ONE, TWO, *OLD)}"
    f"{_UCAP_PAGER.replace('2)', '4)')}</div>",
    "no-days-headings": f"<div>{rows('<h4><a href={url}>{title}</a></h4>')}{_UCAP_PAGER}</div>",
    "no-days-around": f"<div>{rows('<a href={url}><p>{title}</p></a>')}{_UCAP_PAGER}</div>",
    "no-days-table": f"<table>{rows('<tr><td><a href={url}>{title}</a></td></tr>')}</table>{_UCAP_PAGER}",
}
_PARAMS = 'current:1,unitid:"380055",webSiteCode:["jx"],channelCode:["col42150"],perPage:"15"'
_BLOCK = (
    '<script id="div380055" type="text/x-handlebars-template">{{#each data}}<li><a href="{{pcUrl}}">{{title}}</a></li>'
    "{{/each}}</script>"
)
QUERY = {
    "codes": f"<script>var params={{{_PARAMS}}};loadPageData(params,'380055');</script>",
    "ids": f"<script>var params={{{_PARAMS.replace('channelCode', 'channelId')}}};loadPageData(params,'380055');</script>",
    "quoted": '<script>var params={"current":1,"unitid":"380055","webSiteCode":["jx"],"channelCode":["col42150"],'
    '"perPage":15};loadPageData(params,"380055");</script>',
    "lines": f"<script>\nvar params = {{\n  {_PARAMS.replace(',', ',' + chr(10) + '  ')}\n}};\n"
    "$(function(){ loadPageData(params, '380055'); });\n</script>",
    "single": "<script>var params={current:1,unitid:'380055',webSiteCode:['jx'],channelCode:['col42150'],perPage:'15'};"
    "loadPageData(params,'380055')</script>",
}


def _listed(total: str, address: str = "pc") -> str:
    records = [
        {"source": {"title": title, "urls": json.dumps({address: url}), "pubDate": f"{day} 09:30:00"}}
        for url, title, day in (ONE_UP, TWO_UP)
    ]
    return json.dumps({"success": True, "data": {total: 2, "results": records}}, ensure_ascii=False)


def cases() -> Iterator[Case]:
    """All of them."""
    column, more = "/col/col1/index.html", {_UNIT: _unit}
    for name, script in {
        "script": _script(_UNIT),
        "single-quotes": _script(_UNIT, _QUERY.replace("'", "&quot;"), "'"),
        "lower-case": _script(_UNIT, more="querydata"),
        "escaped": _script(_UNIT, _QUERY.replace("'", "&#39;")),
        "json": _script(_UNIT, _QUERY.replace("'", '"'), "'"),
    }.items():
        yield Case(
            "b01", name, "jpaas", page(f"<div class=list>{script}</div>", pager=""), "both", column, more
        )
    for name, call in LONSUN.items():
        listed = rows(_ROW, ONE_UP, TWO_UP)
        body = page(
            f"<ul class=doc_list>{listed}</ul><div id=page_1></div>", pager=f"<script>{call}</script>"
        )
        yield Case("b02", name, "lonsun", body, "both", "/content/column/6791573")
    for name, search in WAS.items():
        table = f"<table>{rows('<tr><td><a href={url}>{title}</a></td><td>{day}</td></tr>')}</table>"
        body = page(f"{search}{table}", pager="<script>var countPage = 1//共多少页</script>")
        yield Case("b03", name, "trs", body, "both")
    for name, body in UCAP.items():
        kind = "b06" if name.startswith("no-days") else "b04"
        yield Case(kind, name, "ucap", page(body, pager=""), "both", "/xxgk/list.shtml")
    for name, call in QUERY.items():
        for total, address in (("total", "pc"), ("totalHits", "common")):
            answers = {"/queryList": _listed(total, address)}
            body = page(f"<div id=380055></div>{_BLOCK}{call}", pager="")
            yield Case(
                "b05", f"{name}-{address}", "querylist", body, "both", "/jx/col/col42150/index.html", answers
            )
        yield Case("b05", f"{name}-generic", "generic", body, "open", "/jx/col/col42150/index.html", answers)
