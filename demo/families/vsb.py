"""VSB 博达: nb.htm holds the newest entries, older pages nb/2.htm, nb/1.htm are numbered from the oldest."""

import re
from collections.abc import Callable

from demo.families.listing import NOT_FOUND, Listing, document, rows

COLUMN = "/xxgk/nb.htm"
DYNAMIC = "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1010"


def answer(listing: Listing, target: str) -> tuple[int, str]:
    """Status and page for an address of the static column."""
    older = re.fullmatch(r"/xxgk/nb/(\d+)\.htm", target)
    if target != COLUMN and not older:
        return NOT_FOUND
    number = listing.pages - int(older[1]) + 1 if older else 1
    if not 1 <= number <= listing.pages or (older and number == 1):
        return NOT_FOUND
    return _page(listing, number, lambda page: f"/xxgk/nb/{listing.claimed - page + 1}.htm")


def dynamic_answer(listing: Listing, target: str) -> tuple[int, str]:
    """Status and page for an address of the column as a program; beyond its last page it shows the last again."""
    found = re.fullmatch(re.escape(DYNAMIC) + r"(?:&currentnum=(\d+))?", target)
    if not found:
        return NOT_FOUND
    return _page(
        listing, min(int(found[1] or 1), listing.pages), lambda page: f"{DYNAMIC}&amp;currentnum={page}"
    )


def _page(listing: Listing, number: int, address: Callable[[int], str]) -> tuple[int, str]:
    links = "".join(
        f'<li class="p_no"><a href="{address(page)}">{page}</a></li>'
        for page in range(2, listing.claimed + 1)
        if page != number
    )
    pager = f'<ul class="p_pages"><li class="p_no_d">{number}</li>{links}</ul><span class="p_t">共{listing.records}条</span>'
    return document(f"<ul>\n{rows(listing.shown(number))}</ul>\n{pager}")
