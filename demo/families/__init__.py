"""Small replicas of portal families: what a column answers to an address, told by data, with the lies of real pagers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demo.families.furniture import Furniture


@dataclass(frozen=True)
class Entry:
    """An article that a column lists: path on its host, title, day."""

    path: str
    title: str
    listed: date


@dataclass(frozen=True)
class Asked:
    """A request: the path, the fields of query and form together, and what some servers insist on."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case


@dataclass(frozen=True)
class Answer:
    """What the replica sends back."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


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
    furniture: "Furniture | None" = None

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


# What a family's replica is: the answer to a request for a page of the site, None where there is no such page.
Replica = Callable[[Site, Asked], Answer | None]
