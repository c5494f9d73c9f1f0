"""上海: a column of the newest year and archives of every year, /nw123442024/index.html, each with its own pages."""

import re
from collections.abc import Mapping
from dataclasses import replace

from demo.families import Answer, Asked, Site
from demo.families.furniture import document, rows
from demo.families.links import place_of
from demo.families.site import listing

FOLDER = "/nw12344"
COLUMN = f"{FOLDER}/index.html"
_PAGE = re.compile(rf"{FOLDER}(20\d\d)?/index(?:_(\d+))?\.html")


def answer(site: Site, asked: Asked) -> Answer | None:
    """A page of the column or of the archive of a year."""
    return archive_page(archives(site), asked)


def archives(site: Site) -> dict[str, Site]:
    """The site's entries by year of the archive; "" is the column itself, which shows the newest year."""
    years = sorted({entry.listed.year for entry in site.entries}, reverse=True)
    by_year = {
        str(year): replace(site, entries=[entry for entry in site.entries if entry.listed.year == year])
        for year in years
    }
    return {"": next(iter(by_year.values()), site), **by_year}


def archive_page(sites: Mapping[str, Site], asked: Asked) -> Answer | None:
    """A page of `sites`, by year of the archive."""
    found = _PAGE.fullmatch(asked.path)
    site = sites.get(found[1] or "") if found else None
    if found is None or site is None:
        return None
    number = int(found[2] or 1)
    if not 1 <= number <= site.last or found[2] == "1":
        return None
    shown = rows(site.shown(number))
    place = place_of(asked)

    def address(page: int) -> str:
        return f"{place.folder}index.html" if page == 1 else f"{place.folder}index_{page}.html"

    listed = listing(site, number, place, f"<ul>\n{shown}</ul>", address)
    years = "".join(f'<li><a href="{FOLDER}{year}/index.html">{year}年</a></li>' for year in sites if year)
    return document(
        f'<ul class="years">{years}</ul>\n<!-- <ul>{shown.replace(".html", "_old.html")}</ul> -->\n{listed}\n'
        f'<div class="pagination"></div>\n<script>$(".pagination").pagination("setPage", {number}, {site.pages(number)});'
        "</script>",
        furniture=site.furniture,
        place=place,
    )
