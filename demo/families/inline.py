"""Lists that carry all their rows in one page: as a script's dataList (湖州), or as .pagedContent with a totalCount (山东)."""

import json

from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import document, rows
from demo.families.links import ListPlace, place_of
from demo.families.site import told

COLUMN = "/hzgov/front/nb.html"
MARKUP = "/col/nb.html"
_TEMPLATE = '<ul class="gl-ul"><li><a href="{{el.url}}" title="{{el.title}}">{{el.title}}</a><span>2026-01-01</span></li></ul>'


def answer(site: Site, asked: Asked) -> Answer | None:
    """The page with its rows in a script, and the template that the script fills; or with its rows as markup."""
    if asked.path == COLUMN:
        return _script_page(site, place_of(asked))
    return _markup_page(site, place_of(asked)) if asked.path == MARKUP else None


def _script_page(site: Site, place: ListPlace) -> Answer:
    data = json.dumps([_record(site, entry, order, place) for order, entry in enumerate(_all(site))])
    data = data.replace('"title"', "title").replace('"url"', "url")
    pager = f"var pagesData={{total:{site.stated},perSize:{site.size}}};"
    body = f'{_TEMPLATE}<script>var dataList=[{{"infolist":{data}}}];{pager}</script>'
    return document(body, furniture=site.furniture, place=place)


def _markup_page(site: Site, place: ListPlace) -> Answer:
    """Rows that a script shows a page at a time."""
    entries = _all(site)
    shown = site.furniture.listing(entries, place) if site.furniture else f"<ul>{rows(entries)}</ul>"
    return document(
        f'<div class="pagedContent">{_TEMPLATE}{shown}</div>'
        f"<script>var totalCount = {site.stated}; var perSize = {site.size}; var startPage=1; "
        f"var endPage={site.pages()};</script>",
        furniture=site.furniture,
        place=place,
    )


def _all(site: Site) -> list[Entry]:
    return [entry for number in range(1, site.last + 1) for entry in site.shown(number)]


def _record(site: Site, entry: Entry, order: int, place: ListPlace) -> dict[str, object]:
    own: dict[str, object] = {
        "title": entry.title,
        "url": entry.path,
        "daytime": f"{entry.listed}",
        "channelid": "1229",
    }
    return told(site, entry, order, place, own, ("title", "url", "daytime"))
