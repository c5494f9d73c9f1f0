"""Static sites of no known family: a pager of plain links, one of a script, or none at all."""

import re

from demo.families.listing import NOT_FOUND, Listing, document, rows

COLUMN = "/zwgk/nb/"


def answer(listing: Listing, target: str) -> tuple[int, str]:
    """Status and page of a column whose pager is links: /zwgk/nb/, list_2.html, list_3.html …"""
    found = re.fullmatch(re.escape(COLUMN) + r"(?:list_(\d+)\.html)?", target)
    number = int(found[1] or 1) if found else 0
    if found is None or number > listing.pages or found[1] == "1":
        return NOT_FOUND
    shown = f"<ul>\n{rows(listing.shown(number))}</ul>"
    if listing.claimed == 1:
        return document(shown)
    numbers = "".join(
        f"<li><a href='{_address(page)}'>{page}</a></li>" if page != number else f"<li>{page}</li>"
        for page in range(1, listing.claimed + 1)
    )
    after = f"<a href='{_address(number + 1)}'>下一页</a>" if number < listing.claimed else "下一页"
    last = f"<a href='{_address(listing.claimed)}'>尾页</a>"
    return document(
        f'{shown}<ul class="pages"><li><a href="{COLUMN}">首页</a></li>{numbers}</ul>{after} {last}'
    )


def _address(number: int) -> str:
    return COLUMN if number == 1 else f"list_{number}.html"
