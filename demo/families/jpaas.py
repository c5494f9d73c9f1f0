"""JPaaS of Hanweb: the column's page with its first rows, and the unit that builds the other pages."""

import json

from demo.families import Answer, Asked, Site
from demo.families.furniture import document, rows
from demo.families.links import ListPlace, fragment_of, place_of
from demo.families.site import listing

COLUMN = "/col/col1229000/index.html"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
QUERY = {
    "webId": "3185",
    "pageId": "0a2c4e6f8b1d4c3e9f70",
    "parseType": "bulidstatic",
    "pageType": "column",
    "tagId": "当前栏目_list",
    "tplSetId": "jw7Qb2xR",
}
# A unit of another column beside the list, with a date and a pager of its own.
_ASIDE = (
    "<div class='aside'><ul><li><a href='/art/2026/art_news.html'>要闻</a><span>2026-01-31</span></li></ul>"
    "<div count='1' rows='1' pageNo='1' unitUrl='{unit}' queryData=\"{{'webId':'3185','tagId':'要闻_list'}}\"></div></div>"
)


def answer(site: Site, asked: Asked) -> Answer | None:
    """The column's page, or a page of its unit. Only paramJson pages; pageNo by itself gives the first page."""
    if asked.path == COLUMN:
        place = place_of(asked)
        body = f"{_unit(site, 1, place)}{_ASIDE.format(unit=UNIT)}"
        return document(body, furniture=site.furniture, place=place)
    if asked.path == UNIT and all(asked.fields.get(name) == value for name, value in QUERY.items()):
        number = int(json.loads(asked.fields.get("paramJson", "{}")).get("pageNo", 1))
        place = fragment_of(asked, COLUMN.removesuffix("index.html"))
        data = {"success": True, "data": {"html": _unit(site, number, place)}}
        return Answer(json.dumps(data, ensure_ascii=False).encode(), "application/json;charset=UTF-8")
    return None


def _unit(site: Site, number: int, place: ListPlace) -> str:
    """Rows and pager of page `number`; page numbers are links in a list too."""
    numbers = "".join(f'<li><a href="?pageNum={each}">{each}</a></li>' for each in range(1, site.pages() + 1))
    query = ",".join(f"'{name}':'{value}'" for name, value in QUERY.items())
    shown = listing(site, number, place, f'<ul class="list">{rows(site.shown(number))}</ul>')
    return (
        f'<div class="page-content">{shown}<div class="pager" '
        f'count="{site.total(number)}" rows="{site.size}" pageNo="{number}" '
        f'unitUrl="{UNIT}" queryData="{{{query}}}"><ul>{numbers}</ul></div></div>'
    )
