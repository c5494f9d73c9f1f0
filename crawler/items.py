"""What spiders yield: bytes as fetched, and how far a column was read. Spiders never read a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from crawler.reading import Opened
from crawler.reading.words.titles import Title, parse_title
from store.models import NO_CLAIM, NO_LENGTH, Cell, CellKey, Claimed, Doubt, Length, Report, Trouble
from store.tables.runs import NO_EXCHANGE, Exchange

# ended: by its length, its last chunk, or the end of its compressed stream; closed: the connection did, and nothing says
# whether that was the end; cut: it stops before the end that was announced, or in the middle of its compressed stream; broken:
# that stream isn't what was packed.
Transfer = Literal["ended", "closed", "cut", "broken"]


@dataclass(frozen=True)
class ListRow:
    """One row of a list page: the link's address and full title, and the date printed beside it."""

    url: str
    title: str
    listed_on: date | None = None

    @property
    def parsed_title(self) -> Title | None:
        """Its title taken apart; None where that isn't a report's."""
        return parse_title(self.title)


@dataclass(frozen=True)
class Shortfall:
    """Why an answer isn't known to be whole: a class of store.failures, and words.

    It is `grave` where something is known to be missing or to be another thing than what was sent: then nothing is proved by
    looking complete.
    """

    failure: str
    words: str
    grave: bool = False


@dataclass(frozen=True)
class Held:
    """What fetched bytes hold, and `kind`, their media type.

    A `report`, with its `cells` beside it; `failure` is why its content could not be read, "" if it was. Or something else:
    then there is no report, and `failure` and `message` say what it is. `names` are the bodies that the document itself names
    as its authors, in its title and its signature.
    """

    report: Report | None
    cells: tuple[tuple[CellKey, Cell], ...] = ()
    kind: str = ""
    failure: str = ""
    message: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parsed:
    """What the process that parsed an answer made of it: the fingerprint of what it `said`, and the report that it `held`.

    Of a page that hands on to another, why it isn't known to be whole (`short`) and the `report` that it is, without its cells,
    or why it could not be read.
    """

    said: str
    held: Held | None = None
    short: Shortfall | None = None
    report: Report | None = None
    failure: str = ""
    message: str = ""


@dataclass(frozen=True)
class Fetched:
    """A report page or file exactly as it came.

    Where the page only hands on to an attachment, `body` is the attachment's, `url` the page's address, `attachment`
    the address of the bytes and `page` the page itself. What is `archived` was fetched by an earlier visit; what is
    `unlisted` stands in none of its portal's columns any more. `transfer` is how it came to its end. `is_report` once it was
    kept as one. Where it `lists` other reports, or what it is could not be told (`unread`), nothing is proved by it.
    `opened` is the answer with what was made of it on its way here, `parsed` what was made of it in a process of its own.
    """

    portal: str
    url: str
    body: bytes = field(repr=False)
    headers: dict[str, str]
    status: int
    fetched_at: datetime
    list_row: ListRow
    charset: str | None = None
    page: "Fetched | None" = None
    attachment: str = ""
    exchange: Exchange = NO_EXCHANGE
    archived: bool = False
    unlisted: bool = False
    transfer: Transfer = "ended"
    is_report: bool = False
    lists: bool = False
    unread: bool = False
    opened: Opened | None = field(default=None, repr=False, compare=False)
    parsed: Parsed | None = field(default=None, repr=False, compare=False)

    @property
    def document(self) -> Opened:
        """The answer opened, at the report's address."""
        known = self.opened or Opened(self.url, self.body, self.charset)
        return replace(known, url=self.url, listed_on=self.list_row.listed_on)


@dataclass(frozen=True)
class ListPage:
    """A list page exactly as it came.

    Where the server said tonight that the page is the same (`status` 304), `since` is the night on which it came.
    """

    url: str
    body: bytes = field(repr=False)
    headers: dict[str, str]
    status: int
    fetched_at: datetime
    since: date | None = None
    exchange: Exchange = NO_EXCHANGE


@dataclass(frozen=True)
class ListRead:
    """One column at the end of its reading. `complete` only if it was provably read to its end.

    What was read: `rows`; `pages`, all list pages in their order; `shells`, pages around the list that hold nothing of it.
    `beyond` is the answer which says that no page follows the last one, `furniture` what surrounds the list.
    What the site says: `claimed` is the length of the list read last, `counted` what was read of it in the same measure;
    `says_none` where the site says that the column has no entries.
    What an earlier night read: `since` is that night, where this reading rests on its reading and not all pages came tonight.
    `rested` means that the pages that did come are unchanged; the others were not asked for, and stand in `earlier` with the
    sha256 of their bytes. By the fingerprint `front` the next visit tells whether it may do the same.
    What is not proved: `problem` in words, with its class `failure` and its kind `trouble`. For the bodies that `doubts` name
    absence is unprovable even where the column was read to its end.
    `asked` are the addresses of the rows that are reports, or may be.
    """

    portal: str
    column: str
    complete: bool
    rows: tuple[ListRow, ...] = field(repr=False)
    pages: tuple[ListPage, ...] = field(repr=False)
    claimed: Claimed = NO_CLAIM
    counted: Length = NO_LENGTH
    problem: str = ""
    trouble: Trouble = ""
    since: date | None = None
    rested: bool = False
    earlier: Mapping[str, str] = field(default_factory=dict, repr=False)
    front: str = ""
    beyond: ListPage | None = None
    failure: str = ""
    doubts: tuple[Doubt, ...] = ()
    asked: frozenset[str] = frozenset()
    says_none: bool = False
    furniture: Mapping[str, str] = field(default_factory=dict, repr=False)
    shells: tuple[ListPage, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Known:
    """A listed report that need not be read again. `asked` is True where it was fetched and says what it said before."""

    portal: str
    list_row: ListRow
    asked: bool = False
    is_report: bool = True
    unlisted: bool = False


@dataclass(frozen=True)
class Failed:
    """A request that brought nothing usable: its class of failure, in words of store.run_rows.PortalRun.

    `accounted` is True for a report whose list row alone tells whose and of which year it is: its presence is known.
    `page` is the page that came, where only the attachment it hands on to did not; `answer` is what came in place of
    what was asked for.
    """

    portal: str
    url: str
    kind: Literal["list", "report"]
    failure: str
    message: str
    status: int | None = None
    list_row: ListRow | None = None
    accounted: bool = False
    page: Fetched | None = None
    answer: ListPage | None = None
    unlisted: bool = False


Item = Fetched | ListRead | Known | Failed
