"""Lists that carry all their rows in one page: as a script's dataList (湖州), or as .pagedContent with a totalCount (山东)."""

import json

from demo.families.listing import NOT_FOUND, Listing, document, rows

COLUMN = "/hzgov/front/nb.html"
TEMPLATE = '<ul class="gl-ul"><li><a href="{{el.url}}" title="{{el.title}}">{{el.title}}</a><span>2026-01-01</span></li></ul>'


def script_answer(listing: Listing, target: str) -> tuple[int, str]:
    """The page with its rows in a script, and the template that the script fills."""
    if target != COLUMN:
        return NOT_FOUND
    pages = [listing.shown(number) for number in range(1, listing.pages + 1)]
    records = [
        {
            "title": entry.title,
            "url": entry.path,
            "daytime": f"{entry.listed:%Y-%m-%d}",
            "channelid": "1229",
        }
        for page in pages
        for entry in page
    ]
    data = json.dumps(records).replace('"title"', "title").replace('"url"', "url")
    pager = f"var pagesData={{total:{listing.records},perSize:{listing.page_size}}};"
    return document(f'{TEMPLATE}<script>var dataList=[{{"infolist":{data}}}];{pager}</script>')


def markup_answer(listing: Listing, target: str) -> tuple[int, str]:
    """The page with its rows as markup, shown a page at a time by a script."""
    if target != COLUMN:
        return NOT_FOUND
    shown = "".join(rows(listing.shown(number)) for number in range(1, listing.pages + 1))
    return document(
        f'<div class="pagedContent">{TEMPLATE}<ul>{shown}</ul></div>'
        f"<script>var totalCount = {listing.records}; var perSize = {listing.page_size}; var startPage=1; "
        f"var endPage={listing.claimed};</script>"
    )
