"""TRS WCM: static list pages index.html, index_1.html … whose script names how many there are, counted from 0."""

import re

from demo.families import Answer, Asked, Site
from demo.families.furniture import document, plain_menu, row
from demo.families.links import place_of
from demo.families.site import listing

COLUMN = "/zwgk/zfxxgknb/"


def answer(site: Site, asked: Asked) -> Answer | None:
    """A list page; the folder is its first one too. Addresses are relative to it."""
    column = site.column or COLUMN
    found = re.fullmatch(re.escape(column) + r"(?:index(?:_([1-9]\d*))?\.html)?", asked.path)
    number = int(found[1] or 0) + 1 if found else 0
    if not 1 <= number <= site.last:
        return None
    rows = "".join(f"{row(entry, entry.path.replace(column, './', 1))}\n" for entry in site.shown(number))
    place, own = place_of(asked, base=""), f'<ul class="u-list">\n{rows}</ul>'
    return document(
        f'{listing(site, number, place, own, _address)}\n<div class="page"><script type="text/javascript">'
        f'createPageHTML({site.pages(number)}, {number - 1}, "index","html");</script></div>',
        menu=plain_menu(),
        furniture=site.furniture,
        place=place,
    )


def _address(number: int) -> str:
    return "index.html" if number == 1 else f"index_{number - 1}.html"
