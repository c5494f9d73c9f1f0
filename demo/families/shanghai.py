"""上海: a column of the newest year and archives of the years before, /nb2024/index.html, each with its own pages."""

import re
from collections.abc import Mapping

from demo.families.listing import NOT_FOUND, Listing, document, rows

COLUMN = "/nw12344/index.html"


def answer(listings: Mapping[str, Listing], target: str) -> tuple[int, str]:
    """Status and page for an address. `listings` by year of the archive, "" for the column itself."""
    found = re.fullmatch(r"/nw12344(20\d\d)?/index(?:_(\d+))?\.html", target)
    listing = listings.get(found[1] or "") if found else None
    if found is None or listing is None:
        return NOT_FOUND
    number = int(found[2] or 1)
    if not 1 <= number <= listing.pages or found[2] == "1":
        return NOT_FOUND
    shown = rows(listing.shown(number))
    years = "".join(f'<li><a href="/nw12344{year}/index.html">{year}年</a></li>' for year in listings if year)
    return document(
        f'<ul class="years">{years}</ul>\n<!-- <ul>{shown.replace(".html", "_old.html")}</ul> -->\n<ul>\n{shown}</ul>\n'
        f'<div class="pagination"></div>\n<script>$(".pagination").pagination("setPage", {number}, {listing.claimed});</script>'
    )
