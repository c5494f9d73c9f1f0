"""queryList 江西: a page with a template and the fields of its call, and the call that hands out the rows."""

import json

from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import document
from demo.families.links import ListPlace, fragment_of, place_of
from demo.families.site import told

SITE, CHANNEL, UNIT = "shsy", "col52150", "480055"
COLUMN = f"/{SITE}/col/{CHANNEL}/index.html"
CALL = "/queryList"


def answer(site: Site, asked: Asked) -> Answer | None:
    """The column's page, or a page of its rows: asked for by POST only, for a site and a column."""
    column = site.column or COLUMN
    if asked.path == column:
        return _page(site, place_of(asked))
    if asked.path != CALL or asked.method != "POST":
        return None
    form = asked.fields
    if (form.get("webSiteCode[]"), form.get("channelCode[]")) != (SITE, CHANNEL):
        return Answer(b'{"code":500,"msg":"webSiteCode"}', "application/json")
    number = int(form["current"])
    shown = site.shown(number)
    place = fragment_of(asked, column.removesuffix("index.html"))
    found = {"results": [_record(site, entry, order, place) for order, entry in enumerate(shown)]}
    data = {"code": 200, "msg": "success", "data": found | {"total": site.total(number)}}
    return Answer(json.dumps(data, ensure_ascii=False).encode(), "application/json;charset=UTF-8")


def _page(site: Site, place: ListPlace) -> Answer:
    block = (
        f'<ul><div id="{UNIT}"></div></ul><script id="div{UNIT}" type="text/x-handlebars-template">'
        '{{#each data}}<li><a href="{{pcUrl}}">{{title}}</a><span>{{pubDate}}</span></li>{{/each}}</script>'
    )
    fields = (
        f'current:1,unitid:"{UNIT}",webSiteCode:["{SITE}"],channelCode:["{CHANNEL}"],perPage:"{site.size}"'
    )
    call = f'<script>var params={{{fields}}};loadPageData(params,"{UNIT}");</script>'
    return document(f"{block}{call}", furniture=site.furniture, place=place)


def _record(site: Site, entry: Entry, order: int, place: ListPlace) -> dict[str, object]:
    """A record; its address is JSON in a string."""
    own: dict[str, object] = {"title": entry.title, "url": entry.path, "pubDate": f"{entry.listed} 10:05:00"}
    source = told(site, entry, order, place, own, ("title", "url"))
    source["urls"] = json.dumps({"pc": source.pop("url")}, ensure_ascii=False)
    return {"id": str(order), "score": None, "source": source}
