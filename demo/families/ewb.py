"""Epoint EWB 国泰新点: the shell of a category, the script with the site's key, and the list as JSON; newer and older sites."""

import json

from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import document
from demo.families.links import ListPlace, fragment_of, place_of
from demo.families.site import told

COLUMN = "/dynamic/zwgk/govInfoPub.html?deptcode=&categorynum=003002"
OLDER = "/dynamic/zw/openlist.html?categorynum=001001003"
GUID = "5b1f0c52-7c0e-4d7e-9a55-3c2f6f0e8d11"
NEWER_LIST = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
OLDER_LIST = "/EWB_BH_Mid/rest/lightfrontaction/getgovinfolist"
_CATEGORIES = {NEWER_LIST: "003002", OLDER_LIST: "001001003"}
_MENU = '<ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a><span>2026-01-30</span></li></ul>'


def answer(site: Site, asked: Asked) -> Answer | None:
    """A shell, a script, or page `pageIndex` of the category: newer sites count from 0, older from 1."""
    if asked.path in (COLUMN.partition("?")[0], OLDER.partition("?")[0]):
        script = "ajaxReq" if asked.path in OLDER else "webBuilderCommon"
        body = f"<table id='infolist'></table><script src='/js/{script}.js?v=3'></script>"
        if site.furniture:
            return document(body, furniture=site.furniture, place=place_of(asked))
        return Answer(f"<!DOCTYPE html><html><body>{_MENU}{body}</body></html>".encode())
    if asked.path == "/js/webBuilderCommon.js":
        info = f'var siteInfo = {{"siteGuid":"{GUID}","projectName":"/EWB-FRONT"}};'
        return Answer(info.encode(), "application/javascript")
    if asked.path == "/js/ajaxReq.js":
        body = f"var req={{'siteGuid': '{GUID}'}};$.post('{OLDER_LIST}')"
        return Answer(body.encode(), "application/javascript")
    if asked.path in _CATEGORIES and asked.method == "POST":
        return _list(site, asked)
    return None


def _list(site: Site, asked: Asked) -> Answer:
    given = json.loads(asked.body or b"{}")
    older = asked.path == OLDER_LIST
    fields = given.get("params", {}) if older else given
    if fields.get("siteGuid") != GUID or fields.get("categorynum") != _CATEGORIES[asked.path]:
        return _json({"status": {"code": 0, "text": "参数错误"}})
    number = int(fields["pageIndex"]) + (0 if older else 1)
    place = fragment_of(asked)
    records = [_record(site, entry, order, place, older) for order, entry in enumerate(site.shown(number))]
    return _json({"status": {"code": 1}, "custom": {"total": site.total(number), "data": records}})


def _json(found: object) -> Answer:
    return Answer(json.dumps(found, ensure_ascii=False).encode(), "application/json;charset=UTF-8")


def _record(site: Site, entry: Entry, order: int, place: ListPlace, older: bool) -> dict[str, object]:
    """A record; addresses of older sites lack the slash before them."""
    own: dict[str, object] = {
        "infourl": entry.path.lstrip("/") if older else entry.path,
        "title": f"{entry.title[:12]}...",
        "realtitle": f"<font color='red'>{entry.title[:4]}</font>{entry.title[4:]}",
        "infodate": f"{entry.listed} 00:00:00" if older else f"{entry.listed}",
        "deptname": "",
    }
    return told(site, entry, order, place, own, ("realtitle", "infourl", "infodate"))
