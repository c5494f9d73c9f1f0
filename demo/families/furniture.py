"""What the pages of many replicas have in common: their frame, the menu, and rows as most lists print them."""

from collections.abc import Iterable
from datetime import date
from html import escape

from demo.families import Answer, Entry

MENU = {"/": "首页", "/xxgk/": "政府信息公开"}
# The rows that a family brings which takes every link of a list for one: path, title, day.
MENU_ROWS: set[tuple[str, str, date | None]] = {(path, words, None) for path, words in MENU.items()}
_WIDTH = 12  # characters of a title that a list prints


def document(body: str, head: str = "") -> Answer:
    """A page with the menu that stands on every page; `head` is what the family adds to the page's head."""
    return Answer(
        f"<!DOCTYPE html><html><head><title>政府信息公开年报</title>{head}</head><body>{menu()}\n{body}\n"
        "<p>主办单位</p></body></html>".encode()
    )


def menu() -> str:
    """Links that are no rows of a column, in a list like its rows."""
    links = "".join(f'<li><a href="{path}">{words}</a></li>' for path, words in MENU.items())
    return f'<ul class="menu">{links}</ul>'


def rows(entries: Iterable[Entry]) -> str:
    """Entries as most lists print them: the title cut short, in full as the link's own, the day behind it."""
    return "".join(
        f'<li><a href="{escape(entry.path)}" title="{escape(entry.title)}" target="_blank">{escape(_short(entry.title))}</a>'
        f'<span class="time">{entry.listed}</span></li>\n'
        for entry in entries
    )


def _short(title: str) -> str:
    return title if len(title) <= _WIDTH else f"{title[:_WIDTH]}…"
