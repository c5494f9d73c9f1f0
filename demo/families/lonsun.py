"""LonSun 龙讯: an organ's column of annual reports, which shows the newest year, and the menu of the others."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape

from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import document
from demo.families.links import ListPlace, place_of
from demo.families.site import listing

ORGAN = 6597221
COLUMN = f"/public/column/{ORGAN}?type=3"
_GROUP = 5  # rows before an empty one that only draws a line


def answer(site: Site, asked: Asked) -> Answer | None:
    """Page `pageIndex` of the newest year or of the one asked for; none where the pages end."""
    if asked.path != f"/public/column/{ORGAN}" or asked.fields.get("type") != "3":
        return None
    years = sorted({entry.listed.year for entry in site.entries}, reverse=True)
    year = int(asked.fields.get("year", years[0]))
    of_year = replace(
        site,
        entries=[
            entry for entry in site.entries if entry.listed.year == (years[0] if site.lies.ignores else year)
        ],
    )
    number = int(asked.fields.get("pageIndex", "1"))
    if not of_year.shown(number) and number > 1 and (number > of_year.pages() or not site.lies.empties):
        return None
    address = f"{COLUMN}&year={year}&pageIndex={{}}" if "year" in asked.fields else f"{COLUMN}&pageIndex={{}}"
    return _page(of_year, number, years, address, place_of(asked))


def _page(site: Site, number: int, years: Sequence[int], address: str, place: ListPlace) -> Answer:
    menu = "".join(f'<li><a href="{COLUMN}&amp;year={year}">{year}年</a></li>' for year in years)
    rows = "".join(_row(entry, order) for order, entry in enumerate(site.shown(number), 1))
    pager = f'Ls.pagination("#page_{ORGAN}",{{currPage:({number - 1}+1),pageCount:{site.pages(number)},pageSize:{site.size}}});'
    shown = listing(site, number, place, f'<ul class="doc_list">{rows}</ul>', address.format)
    body = f'<ul id="timeFrame">{menu}</ul>{shown}<div id="page_{ORGAN}"></div><script>{pager}</script>'
    head = (
        '<meta name="ColumnName" content="政府信息公开年报"><meta name="ColumnType" content="信息公开年报">'
    )
    return document(body, head, furniture=site.furniture, place=place)


def _row(entry: Entry, order: int) -> str:
    line = '<li class="lm_line"></li>' if order % _GROUP == 0 else ""
    return (
        f'<li><a class="title" href="{escape(entry.path)}" title="{escape(entry.title)}">{escape(entry.title[:20])}</a>'
        f'<span class="date">{entry.listed}</span></li>{line}'
    )
