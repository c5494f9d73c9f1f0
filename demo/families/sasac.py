"""国资委 and its like: the newest rows in index.html, older pages index_2603340_15.html … _1.html, numbered from the oldest."""

import re
from html import escape

from demo.families import Answer, Asked, Site

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
        menu = '<ul><li><a href="/">首页</a></li></ul>'
        body = f'{menu}<div id="comp_2603340">{_rows(site, 1)}{hidden}</div>{script}'
        return Answer(f"<html><head><title>年报</title></head><body>{body}</body></html>".encode())
    found = _OLDER.fullmatch(asked.path)
    number = real - int(found[1]) + 1 if found else 0
    if not 1 < number <= real:
        return None
    stated = f"<script>var maxPageNum = {site.pages(number)};</script>"
    return Answer(f"{_rows(site, number)}{stated}".encode())


def _rows(site: Site, number: int) -> str:
    rows = "".join(
        f'<li><a href="{escape(entry.path)}" title="{escape(entry.title)}" target="_blank">'
        f"{escape(entry.title[:20])}</a><span>[{entry.listed}]</span></li>\n"
        for entry in site.shown(number)
    )
    return f"<ul>\n{rows}</ul>"
