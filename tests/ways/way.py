"""What a way of answering is, and what is right about it.

Right is decided by two promises: no silent wrong number, and nobody is accused for a fault of ours or of the network. So a
list proves an absence only where transfer, status, text and content prove that it is whole and the one asked for; what it
does list is there, whole or not. An answer that proves as much as the sound one is harmless, and must not be doubted:
a watch that always says "unknown" watches nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from demo.families import Asked
from tests.made.portals.raw_server import Wire, sized

# Which answers of a portal are given the way: its list, the second page of a list of two, the page after the last one,
# both report pages, the files that both hand on to, robots.txt.
Place = Literal["list", "second", "beyond", "report", "file", "robots"]
# Whether the report that is new on the faulty night can be known to be listed: its row came, did not, or may have.
Row = Literal["seen", "unseen", "either"]


@dataclass(frozen=True)
class Sound:
    """What the portal would answer: the bytes, their text and type; `times` it was asked for tonight, this time included."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    text: str = ""
    times: int = 1
    asked: Asked = field(default_factory=lambda: Asked("/"))

    @property
    def half(self) -> int:
        """Where a cut does most harm: after the first row of a list, else in the middle."""
        row = self.body.find(b"</li>\n")
        return row + len(b"</li>\n") if row >= 0 else len(self.body) // 2

    def wire(self, status: int | str = 200, **headers: str | int | None) -> Wire:
        """The sound answer with its length."""
        return sized(self.body, status, **{"Content_Type": self.kind, **headers})


Make = Callable[[Sound], Wire]


@dataclass(frozen=True)
class Right:
    """One outcome that is right. `told` are the classes of failure of which one must be told; none: no failure at all.

    `complete` is whether the column may count as read to its end; `beside` are classes that may be told as well.
    """

    told: frozenset[str]
    row: Row
    complete: bool
    beside: frozenset[str] = frozenset()


def right(place: Place, told: str = "", row: Row = "seen") -> Right:
    """An outcome at a place: classes separated by `|`, behind `+` what may be told beside.

    A report or file that fails leaves its list whole and read; a file that is cut is broken, too. That tables read
    before are gone follows from a file without any, that a column was not read from every fault of a list.
    """
    apart = place in ("report", "file")
    classes, _, more = told.partition("+")
    names = set(filter(None, classes.split("|")))
    if place == "file" and "cut_short" in names:
        names.add("broken")
    beside = {
        *filter(None, more.split("|")),
        *({"lost_tables"} if place == "file" else set() if apart else {"partial_list"}),
    }
    return Right(
        frozenset(names), "seen" if apart else row, apart or not told, frozenset(beside if names else ())
    )


@dataclass(frozen=True)
class Way:
    """One way of answering. Of several outcomes in `right` each is: the promises leave the choice open. `why` says why.

    A `habit` is what the site's lists end with on all nights, where not with their last tags. `later`: only readings
    before can tell that something is wrong; on a first visit nothing distinguishes it from a site that is as it looks.
    """

    name: str
    place: Place
    make: Make
    right: tuple[Right, ...]
    why: str = ""
    habit: str = ""
    later: bool = False

    @property
    def id(self) -> str:
        """The name of its portal and the first label of its host."""
        return f"{self.place}-{self.name}"


def way(
    name: str,
    place: Place,
    make: Make,
    told: str = "",
    row: Row = "seen",
    why: str = "",
    *,
    also: tuple[str, Row] | None = None,
    habit: str = "",
    later: bool = False,
) -> Way:
    """A row of the table; `also` is a second outcome that is right."""
    outcomes = (right(place, told, row), *([right(place, *also)] if also else []))
    return Way(name, place, make, outcomes, why, habit, later)


def instead(body: str | bytes, status: int | str = 200, **headers: str | int | None) -> Make:
    """The same answer whatever was asked for."""
    sent = body if isinstance(body, bytes) else body.encode()
    return lambda sound: sized(sent, status, **headers)


def changed(change: Callable[[str], str]) -> Make:
    """The sound text, changed, sent as it should be."""
    return lambda sound: sized(change(sound.text).encode(), Content_Type=sound.kind)


def unique(ways: tuple[Way, ...]) -> Mapping[str, Way]:
    """The table by portal. Raises ValueError where two ways have one name."""
    table: dict[str, Way] = {}
    for each in ways:
        if each.id in table:
            raise ValueError(f"two ways are called {each.id}")
        table[each.id] = each
    return table
