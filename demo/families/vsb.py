"""VSB 博达: nb.htm holds the newest entries, older pages nb/2.htm, nb/1.htm are numbered from the oldest; or a program."""

import re
from collections.abc import Callable
from html import escape

from demo.families import Answer, Asked, Site
from demo.families.furniture import document, rows
from demo.families.links import ListPlace, place_of
from demo.families.site import listing

COLUMN = "/xxgk/nb.htm"
PROGRAM = "/list.jsp"
DYNAMIC = f"{PROGRAM}?urltype=tree.TreeTempUrl&wbtreeid=1010"
_OLDER = re.compile(r"/xxgk/nb/(\d+)\.htm")


def answer(site: Site, asked: Asked) -> Answer | None:
    """A page of the static column, or of the column as a program, which shows its last page again beyond it."""
    if asked.path == PROGRAM and asked.fields.get("wbtreeid") == "1010":
        number = min(int(asked.fields.get("currentnum", "1")), site.last)
        return _page(site, number, lambda page: f"{DYNAMIC}&currentnum={page}", place_of(asked))
    older = _OLDER.fullmatch(asked.path)
    if asked.path != COLUMN and not older:
        return None
    number = site.last - int(older[1]) + 1 if older else 1
    if not 1 <= number <= site.last or (older and number == 1):
        return None
    return _page(site, number, lambda page: _static(site, page), place_of(asked))


def _static(site: Site, page: int) -> str:
    return COLUMN if page == 1 else f"/xxgk/nb/{site.pages() - page + 1}.htm"


def _page(site: Site, number: int, address: Callable[[int], str], place: ListPlace) -> Answer:
    links = "".join(
        f'<li class="p_no"><a href="{escape(address(page))}">{page}</a></li>'
        for page in range(2, site.pages() + 1)
        if page != number
    )
    said = f'<span class="p_t">共{site.total(number)}条</span>'
    pager = f'<ul class="p_pages"><li class="p_no_d">{number}</li>{links}</ul>{said}'
    shown = listing(site, number, place, f"<ul>\n{rows(site.shown(number))}</ul>", address)
    return document(f"{shown}\n{pager}", furniture=site.furniture, place=place)
