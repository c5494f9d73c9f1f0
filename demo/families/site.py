"""A column on a host as its replica sees it: entries page by page, the lies of real pagers, its furniture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from demo.families.asked import Answer, Asked, Entry
from demo.families.furniture import Furniture
from demo.families.links import ListPlace
from demo.families.pagers import Turn


@dataclass(frozen=True)
class Lies:
    """Faults that can be switched on. All of them are of list pages after the first, but for the number stated."""

    more: int = 0  # added to the number of rows that the site states
    repeats: bool = False  # every page answers as the first
    empties: bool = False  # pages after the first hold nothing
    grows: bool = False  # pages after the first state one row more
    ignores: bool = False  # what is asked for by anything but the page's number makes no difference


@dataclass(frozen=True)
class Site:
    """One column on one host: its entries, newest first, and how many of them a page shows.

    `column` is its path, where the portal has it elsewhere than at the family's COLUMN and the family can follow.
    `furniture`: how its pages print their entries; None as the family does by itself.
    """

    entries: Sequence[Entry]
    size: int
    lies: Lies = field(default_factory=Lies)
    column: str = ""
    furniture: Furniture | None = None

    @property
    def stated(self) -> int:
        """How many rows the site says it has."""
        return len(self.entries) + self.lies.more

    def shown(self, number: int) -> Sequence[Entry]:
        """The entries of page `number`, counted from 1."""
        if number > 1 and self.lies.empties:
            return ()
        first = 0 if self.lies.repeats else (max(number, 1) - 1) * self.size
        return self.entries[first : first + self.size]

    def total(self, number: int) -> int:
        """How many rows page `number` says there are."""
        return self.stated + (1 if number > 1 and self.lies.grows else 0)

    @property
    def last(self) -> int:
        """The number of the last page that there is, whatever is stated; an empty column has one."""
        return max(1, -(-len(self.entries) // self.size))

    def pages(self, number: int = 1) -> int:
        """How many pages follow from what page `number` states; an empty column has one."""
        return max(1, -(-self.total(number) // self.size))


def listing(
    site: Site, number: int, place: ListPlace, own: str, address: Callable[[int], str] = "?pageNum={}".format
) -> str:
    """The entries of page `number` as the site's furniture prints them, or `own`; `address` is that of a page."""
    if site.furniture is None:
        return own
    turn = Turn(number, site.pages(number), site.total(number), address)
    return site.furniture.listing(site.shown(number), place, turn)


def told(
    site: Site, entry: Entry, order: int, place: ListPlace, own: dict[str, object], names: Sequence[str]
) -> dict[str, object]:
    """A record of data as the site's furniture tells it, or `own`; `names`: its fields of title, address and day."""
    if site.furniture is None:
        return own
    fields = dict(zip(names, site.furniture.fields(entry, order, place), strict=False))
    return site.furniture.ordered(own | fields)


# What a family's replica is: the answer to a request for a page of the site, None where there is no such page.
Replica = Callable[[Site, Asked], Answer | None]
