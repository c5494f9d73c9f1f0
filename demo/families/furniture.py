"""What the pages of many replicas have in common: their frame, the menu, and rows as most lists print them."""

from collections.abc import Iterable
from datetime import date
from html import escape

from demo.families import Answer, Entry

COLUMN_NAME = "政府信息公开年报"
MENU = {"/": "首页", "/xxgk/": "政府信息公开"}
# The rows that a family brings which takes every link of a list for one: path, title, day.
MENU_ROWS: set[tuple[str, str, date | None]] = {(path, words, None) for path, words in MENU.items()}
_WIDTH = 12  # characters of a title that a list prints


def document(body: str, head: str = "", menu: str = "") -> Answer:
    """A page with the menu that stands on every page; `head` is what the family adds to the page's head."""
    return Answer(
        f"<!DOCTYPE html><html><head><title>{COLUMN_NAME}</title>{head}</head><body>{menu or listed_menu()}\n{body}\n"
        "<p>主办单位</p></body></html>".encode()
    )


def listed_menu() -> str:
    """Links that are no rows of a column, in a list like its rows."""
    links = "".join(f'<li><a href="{path}">{words}</a></li>' for path, words in MENU.items())
    return f'<ul class="menu">{links}</ul>'


def plain_menu() -> str:
    """The menu as links in a line."""
    return (
        f'<div class="menu">{" ".join(f"<a href={path!r}>{words}</a>" for path, words in MENU.items())}</div>'
    )


def rows(entries: Iterable[Entry]) -> str:
    """Entries as most lists print them: the title cut short, in full as the link's own, the day behind it."""
    return "".join(f"{row(entry)}\n" for entry in entries)


def row(entry: Entry, address: str = "") -> str:
    """One entry; `address` is what its link says, where that is not its path."""
    return (
        f'<li><a href="{escape(address or entry.path)}" title="{escape(entry.title)}" target="_blank">'
        f'{escape(_short(entry.title))}</a><span class="time">{entry.listed}</span></li>'
    )


def _short(title: str) -> str:
    return title if len(title) <= _WIDTH else f"{title[:_WIDTH]}…"
