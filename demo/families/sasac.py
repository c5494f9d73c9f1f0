"""国资委 and its like: the newest rows in index.html, older pages index_2603340_15.html … _1.html, numbered from the oldest."""

import re
from html import escape

from demo.families import Answer, Asked, Site
from demo.families.furniture import document
from demo.families.links import ListPlace, fragment_of, place_of
from demo.families.site import listing

COLUMN = "/n2588035/n2588320/n2588335/index.html"
_FOLDER = "/n2588035/n2588320/n2588335/"
_OLDER = re.compile(re.escape(_FOLDER) + r"index_2603340_(\d+)\.html")


def answer(site: Site, asked: Asked) -> Answer | None:
    """The column's page, or an older page: a fragment that a script loads into it."""
    real = max(1, -(-len(site.entries) // site.size))
    if asked.path == COLUMN:
        script = f"<script>var maxPageNum = {site.pages()}; var purl = 'index_2603340';</script>"
        links = "".join(
            f'<a href="../../../n2588035/n2588320/n2588335/index_2603340_{page}.html">{page}</a>'
            for page in range(1, site.pages())
        )
        hidden = f'<div style="display:none">{links}</div>' if links else ""
        place = place_of(asked, base="")
        body = f'<div id="comp_2603340">{_rows(site, 1, place)}{hidden}</div>{script}'
        if site.furniture:
            return document(body, furniture=site.furniture, place=place)
        menu = '<ul><li><a href="/">首页</a></li></ul>'
        return Answer(f"<html><head><title>年报</title></head><body>{menu}{body}</body></html>".encode())
    found = _OLDER.fullmatch(asked.path)
    number = real - int(found[1]) + 1 if found else 0
    if not 1 < number <= real:
        return None
    stated = f"<script>var maxPageNum = {site.pages(number)};</script>"
    return Answer(f"{_rows(site, number, fragment_of(asked, _FOLDER))}{stated}".encode())


def _rows(site: Site, number: int, place: ListPlace) -> str:
    rows = "".join(
        f'<li><a href="{escape(entry.path)}" title="{escape(entry.title)}" target="_blank">'
        f"{escape(entry.title[:20])}</a><span>[{entry.listed}]</span></li>\n"
        for entry in site.shown(number)
    )

    def address(page: int) -> str:
        return "index.html" if page == 1 else f"index_2603340_{site.pages() - page + 1}.html"

    return listing(site, number, place, f"<ul>\n{rows}</ul>", address)
