"""my71 Openness: a branch's annual reports, with addresses of pages as a parameter or rewritten, and its files."""

import re
from dataclasses import replace
from html import escape

from demo.families import Answer, Asked, Site
from demo.families.furniture import document
from demo.families.links import ListPlace, place_of
from demo.families.site import listing

BRANCH = "53fed0122f81a5843b8b4567"
COLUMN = f"/opennessAnnualReport/?branch_id={BRANCH}"
REWRITTEN = f"/OpennessAnnualReport/branch_id-{BRANCH}/"
FILE = "/download/?mod=site_attach&_id=54d2c1a09a05c2d83a7b23c6"
FILE_NAME = "2025年政府信息公开工作年度报告.doc"
_PATH = re.compile(rf"{re.escape(REWRITTEN)}(?:page-(\d+)/)?")
# As sent, no space.
_NEVER_OLD = {
    "Last-Modified": "Tue, 03 Feb 2026 01:00:00GMT",
    "Cache-Control": "no-cache",
}


def answer(site: Site, asked: Asked) -> Answer | None:
    """Page `page` of the branch; a number beyond the last one shows a list without rows."""
    if found := _PATH.fullmatch(asked.path):
        return _page(site, int(found[1] or 1), f"{REWRITTEN}page-{{}}/", place_of(asked))
    if asked.path == "/opennessAnnualReport/" and asked.fields.get("branch_id") == BRANCH:
        return _page(site, int(asked.fields.get("page", "1")), f"{COLUMN}&page={{}}", place_of(asked))
    return None


def _page(site: Site, number: int, address: str, place: ListPlace) -> Answer:
    rows = "".join(
        f'<li><span class="date">{entry.listed}</span><a href="{escape(entry.path)}" title="{escape(entry.title)}">'
        f"{escape(entry.title[:18])}...</a></li>"
        for entry in site.shown(number)
    )
    links = "".join(
        f'<li><a href="{escape(address.format(page))}">{name}</a></li>'
        for name, page in {"首页": 1, "下一页": number + 1, "尾页": site.pages(number)}.items()
    )
    shown = listing(site, number, place, f"<ul>{rows}</ul>", address.format)
    pager = f'<div class="pager"><span>{number} / {site.pages(number)}</span><ul>{links}</ul></div>'
    foot = "<p>更新于 2026/02/03，24 小时 / 7 天</p>"
    if site.furniture:
        body = f'<div class="list">{shown}{pager}</div>{foot}'
        return replace(document(body, furniture=site.furniture, place=place), headers=_NEVER_OLD)
    aside = (
        '<ul><li><a href="/openness/detail/content/54d2.html">最新公开</a><span>2026-01-30</span></li></ul>'
    )
    body = (
        '<ul class="menu"><li><a href="/">首页</a></li><li><a href="/opennessGuide/">公开指南</a></li></ul>'
        f'<div class="aside">{aside}</div><div class="list">{shown}{pager}</div>{foot}'
    )
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'
    return Answer(page.encode(), headers=_NEVER_OLD)


def attachment(body: bytes) -> Answer:
    """A file as the download hands it out: its name is in the header as bytes of GBK."""
    name = FILE_NAME.encode("gbk").decode("latin-1")
    return Answer(body, "application/octet-stream", headers={"Content-Disposition": f'filename="{name}"'})
