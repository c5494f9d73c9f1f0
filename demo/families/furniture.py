"""How a page prints its entries: a furniture drawn by a seed, or named; and what most families' pages print without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from random import Random

from demo.families.asked import Answer, Entry
from demo.families.days import DAYS, UNTOLD
from demo.families.links import LINKS, MARKED, TITLES, ListPlace
from demo.families.pagers import PAGERS, Turn
from demo.families.records import RECORDS, ReadyEntry
from demo.families.surroundings import AROUND, surrounded

COLUMN_NAME = "政府信息公开年报"
MENU = {"/": "首页", "/xxgk/": "政府信息公开"}
# The rows that a family brings which takes every link of a list for one: path, title, day.
MENU_ROWS: set[tuple[str, str, date | None]] = {(path, words, None) for path, words in MENU.items()}
_WIDTH = 12  # characters of a title that a list prints


@dataclass(frozen=True)
class Furniture:
    """How a page prints its entries: kinds of record, day, link, title and pager by name, and what stands around the list.

    `turn` chooses among the forms of a kind; `inside`: the pager stands within the list.
    """

    record: str
    day: str
    link: str
    title: str
    pager: str
    inside: bool
    around: tuple[str, ...]
    turn: int

    @classmethod
    def of(cls, seed: int) -> Furniture:
        """The furniture of a seed, the same every time."""
        dice = Random(seed)
        record, day = dice.choice(sorted(RECORDS)), dice.choice(sorted(DAYS))
        return cls.named(record, day, dice.randrange(2**32))

    @classmethod
    def named(cls, record: str, day: str, seed: int) -> Furniture:
        """A kind of record with a kind of day; the rest is drawn by the seed."""
        dice = Random(seed)
        return cls(
            record=record,
            day=day,
            link=dice.choice(sorted(LINKS)),
            title=dice.choice(sorted(TITLES)),
            pager=dice.choice(sorted(PAGERS)),
            inside=dice.random() < 0.5,
            around=tuple(dice.sample(sorted(AROUND), dice.randint(2, 6))),
            turn=dice.randrange(60),
        )

    @property
    def tells_day(self) -> bool:
        """Whether the whole day of an entry can be told from what is printed."""
        return self.day not in UNTOLD

    def listing(self, entries: Sequence[Entry], place: ListPlace, turn: Turn | None = None) -> str:
        """A list of entries, and what it prints about its pages."""
        record = RECORDS[self.record]
        pieces = [self._piece(entry, order, place) for order, entry in enumerate(entries)]
        rows = [record.row(pieces[first : first + record.per]) for first in range(0, len(pieces), record.per)]
        pager = PAGERS[self.pager](turn) if turn else ""
        return record.around(rows, pager) if self.inside else f"{record.around(rows, '')}\n{pager}"

    def single(self, entry: Entry, order: int, place: ListPlace) -> str:
        """One entry, where records come one by one."""
        return RECORDS[self.record].row([self._piece(entry, order, place)])

    def address(self, path: str, place: ListPlace, order: int) -> str:
        """What a link writes for a path."""
        return LINKS[self.link].address(path, place, order)

    def written(self, day: date) -> str:
        """A day as a field of data holds it: one text, "" where the list prints none."""
        printed = DAYS[self.day](day, self.turn)
        return printed.content.strip() if "<" not in printed.content and not printed.attributes else f"{day}"

    def fields(self, entry: Entry, order: int, place: ListPlace) -> tuple[str, str, str]:
        """Title, perhaps with markup, address and day of an entry as fields of data hold them."""
        title = MARKED.format(entry.title[:4], entry.title[4:]) if self.title == "marked" else entry.title
        return title, self.address(entry.path, place, order), self.written(entry.listed)

    def ordered(self, record: Mapping[str, object]) -> dict[str, object]:
        """The fields of a record in an order of its own."""
        return dict(Random(self.turn).sample(list(record.items()), len(record)))

    def page(self, body: str, head: str, place: ListPlace) -> Answer:
        """A whole page."""
        where = f"http://{place.host}{place.base}" if place.host else place.base
        base = f'<base href="{where}" target="_blank">' if self.link == "based" else ""
        return Answer(
            f'<!DOCTYPE html>\n<html lang="zh-CN"><head>\n<meta charset="utf-8">{base}<title>{COLUMN_NAME}</title>{head}</head>'
            f"\n<body>\n{surrounded(body, self.around)}\n</body></html>\n".encode()
        )

    def _piece(self, entry: Entry, order: int, place: ListPlace) -> ReadyEntry:
        words, hint = TITLES[self.title](entry.title, self.turn)
        address = self.address(entry.path, place, order)
        return ReadyEntry(
            order=order,
            link=LINKS[self.link].attributes(address),
            hint=hint,
            click=f" onclick=\"window.open('{escape(address.strip())}')\"",
            words=words,
            day=DAYS[self.day](entry.listed, self.turn),
        )


def document(
    body: str,
    head: str = "",
    menu: str = "",
    furniture: Furniture | None = None,
    place: ListPlace | None = None,
) -> Answer:
    """A page with the menu that stands on every page; `head` is what the family adds to the page's head."""
    if furniture and place:
        return furniture.page(body, head, place)
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
