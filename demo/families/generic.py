"""Static sites of no known family: a column whose pager is links, /zwgk/nb/, list_2.html, list_3.html …"""

import re

from demo.families import Answer, Asked, Site
from demo.families.furniture import document, rows
from demo.families.links import place_of
from demo.families.site import listing

COLUMN = "/zwgk/nb/"
_PAGE = re.compile(rf"{COLUMN}(?:list_(\d+)\.html)?")


def answer(site: Site, asked: Asked) -> Answer | None:
    """A page of the column; one that has a single page shows no pager."""
    found = _PAGE.fullmatch(asked.path)
    number = int(found[1] or 1) if found else 0
    if found is None or not 1 <= number <= site.last or found[1] == "1":
        return None
    place, pages = place_of(asked, base=""), site.pages(number)
    shown = listing(site, number, place, f"<ul>\n{rows(site.shown(number))}</ul>", _address)
    if pages == 1 or (site.furniture and site.furniture.pager != "none"):
        return document(shown, furniture=site.furniture, place=place)
    numbers = "".join(
        f"<li><a href='{_address(page)}'>{page}</a></li>" if page != number else f"<li>{page}</li>"
        for page in range(1, pages + 1)
    )
    after = f"<a href='{_address(number + 1)}'>下一页</a>" if number < pages else "下一页"
    last = f"<a href='{_address(pages)}'>尾页</a>"
    return document(
        f'{shown}<ul class="pages"><li><a href="{COLUMN}">首页</a></li>{numbers}</ul>{after} {last}',
        furniture=site.furniture,
        place=place,
    )


def _address(number: int) -> str:
    return COLUMN if number == 1 else f"list_{number}.html"
