"""gkmlpt 广东: the page of the catalogue with its inline settings, and the API behind it."""

import json
import re
from datetime import datetime, time

from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import document
from demo.families.links import ListPlace, fragment_of, place_of
from demo.families.site import told
from store.times import BEIJING

FOLDER = "/syjyj"  # a department of a district lives in a folder of its own
CATEGORY = 40217
COLUMN = f"{FOLDER}/gkmlpt/index#{CATEGORY}"
SID = "755041"
_API = re.compile(rf"{FOLDER}/gkmlpt/api/all/(\d+)")


def answer(site: Site, asked: Asked) -> Answer | None:
    """The catalogue's page, or a page of a category; the API knows its own site and category only."""
    if asked.path == f"{FOLDER}/gkmlpt/index":
        return _catalogue(site, place_of(asked))
    if (found := _API.fullmatch(asked.path)) and int(found[1]) == CATEGORY and asked.fields.get("sid") == SID:
        return _articles(site, int(asked.fields.get("page", "0")), fragment_of(asked))
    return None


def _catalogue(site: Site, place: ListPlace) -> Answer:
    annual = {"id": CATEGORY, "name": "政府信息公开年报", "parent_id": 40200, "jump_url": "", "children": []}
    tree = [
        {
            "id": 40200,
            "name": "政府信息公开",
            "parent_id": 0,
            "children": [annual | {"post_count": site.total(1)}],
        }
    ]
    config = f"SID:'{SID}',TREE:{json.dumps(tree, ensure_ascii=False)},SERVICE_AREA_ID:755"
    head = f"<script>window._CONFIG = {{{config}}};</script>"
    return document("<div id='app'></div>", head, furniture=site.furniture, place=place)


def _articles(site: Site, number: int, place: ListPlace) -> Answer:
    """Page `number`; 0 is the first too."""
    found = {
        "classify": {"id": CATEGORY, "post_count": site.total(number)},
        "total": site.total(number),
        "articles": [_article(site, entry, order, place) for order, entry in enumerate(site.shown(number))],
    }
    return Answer(json.dumps(found).encode(), "application/json")


def _article(site: Site, entry: Entry, order: int, place: ListPlace) -> dict[str, object]:
    """A record; the day is given as the second of 00:30 in Beijing, which is the day before in Greenwich."""
    instant = int(datetime.combine(entry.listed, time(0, 30), BEIJING).timestamp())
    own: dict[str, object] = {
        "id": order,
        "title": entry.title,
        "url": entry.path,
        "post_url": "",
        "created_at": "2026-02-01 10:00:00",
        "display_publish_time": instant,
        "classify_main_name": "政府信息公开年报",
        "attachment": [],
    }
    return told(site, entry, order, place, own, ("title", "url"))
