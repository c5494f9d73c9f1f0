"""iList.jsp: one program that lists a category, older pages by cur_page; beyond the last it shows the last again."""

from html import escape

from demo.families import Answer, Asked, Site
from demo.families.furniture import document
from demo.families.links import place_of
from demo.families.site import listing

COLUMN = "/info/iList.jsp?node_id=GKmzs&cat_id=15971"


def answer(site: Site, asked: Asked) -> Answer | None:
    """A page of the category; the program knows its own node and category only."""
    known = (asked.fields.get("node_id"), asked.fields.get("cat_id")) == ("GKmzs", "15971")
    if asked.path != "/info/iList.jsp" or not known:
        return None
    real = max(1, -(-len(site.entries) // site.size))
    number = min(int(asked.fields.get("cur_page", "1")), real)
    rows = "".join(
        f'<li><a href="{escape(entry.path)}" title="{escape(entry.title)}">{escape(entry.title[:16])}</a>'
        f'<span class="time">{entry.listed}</span></li>\n'
        for entry in site.shown(number)
    )
    links = "".join(
        f'<a href="iList.jsp?node_id=GKmzs&amp;cat_id=15971&amp;cur_page={page}">{page}</a>'
        for page in range(1, site.pages(number) + 1)
    )
    pager = f"<div class='page'>共{site.total(number)}条 {number}/{site.pages(number)} {links}</div>"
    place = place_of(asked, base="")
    shown = listing(site, number, place, f"<ul>\n{rows}</ul>", f"{COLUMN}&cur_page={{}}".format)
    body = f'<div class="list_con_box">{shown}</div>{pager}'
    if site.furniture:
        return document(body, furniture=site.furniture, place=place)
    menu = '<ul><li><a href="/">首页</a></li></ul>'
    return Answer(f"<html><head><title>年报</title></head><body>{menu}{body}</body></html>".encode())
