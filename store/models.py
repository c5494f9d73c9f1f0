"""What crosses the boundaries between the packages, as frozen dataclasses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

# number, zero, blank, slash, dash, text: as printed. inferred: a value that follows from the form's own
# arithmetic, not from its place. unread: our reader could not tell; the value is unknown.
State = Literal["number", "zero", "blank", "slash", "dash", "text", "inferred", "unread"]
CellKey = tuple[str, str, str]  # table (disclosure, requests, reviews), row, column: keys of store.form
Value = int | Decimal | None


@dataclass(frozen=True)
class Cell:
    """One cell of a prescribed table. `value` is None unless the state is number, zero or inferred."""

    raw: str
    value: Value
    state: State
    unit: str = "件"
    where: str = ""  # place in the document: table, row and cell as found


# States of notes that aren't those of a cell: a row whose label is not the form's, but near it; a column that the form doesn't
# have (a row is "text"); and the document of which only the list row is known.
RENAMED = "renamed"
UNKNOWN_COLUMN = "unknown_column"
CONTENT_UNREAD = "content_unread"


@dataclass(frozen=True)
class Note:
    """Something the reader wants known about a table, a row or a cell: our doubt, or an oddity of the document.

    `row` and `column` are keys of the form, or "" for the whole table or line; `table` "" is the document. `label` is what a
    row or a column is called that the form doesn't have. `message` is for people: code asks for the state.
    """

    message: str
    table: str = ""
    row: str = ""
    column: str = ""
    state: str = ""
    raw: str = ""
    label: str = ""


@dataclass(frozen=True)
class Section:
    """One of the six sections: `key` of the form, the heading and the text as printed (tables left out)."""

    key: str
    heading: str
    text: str


@dataclass(frozen=True)
class Claim:
    """A number that the narrative states.

    `kind` is a key of the form where it has the line, else received, handled, denied …. `scope` holds the words that
    may make it something else or a part (全市, 累计, 网站 …). `readings` are the sums of cells that it may mean, the literal
    one first; none if no table holds it. Amounts are Decimals: 万元 for fees, 元 for processing fees.
    """

    kind: str
    value: int | Decimal
    unit: str  # as printed; "" if no counting word was
    sentence: str
    section: str
    scope: tuple[str, ...] = ()
    readings: tuple[tuple[CellKey, ...], ...] = ()
    where: str = ""  # place in the document: section and sentence


@dataclass(frozen=True)
class Aspect:
    """One of the five aspects of section one: `key` of the form, the heading as printed."""

    key: str
    heading: str


@dataclass(frozen=True)
class Statistic:
    """One row of 政府信息公开情况统计表 (2014–2018) as printed. `number` counts its rows from 1.

    `value` is in `unit`, None if `raw` is blank or no plain number, or if its place was not certain.
    """

    number: int
    label: str
    unit: str
    raw: str
    value: Value


@dataclass(frozen=True)
class Report:
    """What one document says. Anything that could not be read is None, never a default.

    `form` is None where no prescribed table was recognised, a name of store.generations for reports before the first
    prescribed form: these have no cells. `published` maps a source (page, meta, list, address, given) to a date, id to
    the day by which an identifier in the address was made; it never holds the date of the signature.
    """

    source: str
    title: str | None = None
    agency: str | None = None
    year: int | None = None
    form: str | None = None
    signed_on: date | None = None
    published: Mapping[str, date] = field(default_factory=dict)
    publisher: str | None = None  # 发布机构 of the page, often not the reporting body
    cells: Mapping[CellKey, Cell] = field(default_factory=dict, repr=False)
    sections: tuple[Section, ...] = field(default=(), repr=False)
    notes: tuple[Note, ...] = field(default=(), repr=False)
    other_year: int | None = None  # where title, period and list row name two years, the one not taken
    statistics: tuple[Statistic, ...] = field(default=(), repr=False)
    title_agency: str | None = None  # the name the title prints, where the signature prints another
    claims: tuple[Claim, ...] = field(default=(), repr=False)
    aspects: tuple[Aspect, ...] = ()
    period: tuple[date, date] | None = None  # first and last day of the statistics, as printed

    def value(self, table: str, row: str, column: str) -> Value:
        """The figure of one cell, or None."""
        cell = self.cells.get((table, row, column))
        return cell.value if cell else None

    def rows(self, table: str) -> set[str]:
        """Keys of the rows of `table` that the document printed."""
        return {key[1] for key in self.cells if key[0] == table}

    @property
    def published_on(self) -> date | None:
        """The most trustworthy date of publication: given by hand > page > META > list > address."""
        for source in ("given", "page", "meta", "list", "address"):
            if source in self.published:
                return self.published[source]
        return None

    @property
    def has_figures(self) -> bool:
        """Whether any prescribed table holds at least one number."""
        return any(cell.value is not None for cell in self.cells.values())


FindingClass = Literal["filing", "publication", "consistency", "extraction", "crawl"]
Severity = Literal["error", "warning", "info"]
Verdict = Literal["fail", "uncertain"]


@dataclass(frozen=True)
class Fact:
    """What a finding rests on: a cell, what it says and in which state. `year` is that of its report."""

    year: int | None
    key: CellKey
    value: str
    state: State


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or that we cannot tell. `location` is written in words of the form.

    `facts` are the cells that it rests on; none if it rests on words or dates.
    """

    check_id: str
    finding_class: FindingClass
    severity: Severity
    message: str
    location: str = ""
    expected: str = ""
    actual: str = ""
    law: str = ""
    verdict: Verdict = "fail"
    facts: tuple[Fact, ...] = ()


FilingStatus = Literal["not_due", "on_time", "late", "undated", "missing", "withdrawn", "unverifiable"]


@dataclass(frozen=True)
class Filing:
    """The state of one duty: one agency, one report year (art. 49 of 国务院令第711号)."""

    agency_id: str
    year: int
    due_on: date
    due_basis: str
    status: FilingStatus
    report_id: int | None = None
    published_on: date | None = None
    days_late: int | None = None
    evidence: str = ""
    late_band: str = ""  # one of thresholds.toml [[late]]
    customary: bool = False  # no law names the body: expected because it has filed before
    back: tuple[date, date] | None = None  # last time it was away from its columns: gone on, back on
    backdated: tuple[Verdict, str] | None = None  # what contradicts the printed day that puts it in time


# Why the reading of a column ended before its end was proved. untold: the pages don't say how the list goes on or where it
# ends; malformed: an answer isn't what such a list holds; contradicted: the site says one thing of the column's length and
# shows another; absent: the server says that there is no such page. "" is any other reason, or none.
Trouble = Literal["", "untold", "malformed", "contradicted", "absent"]


@dataclass(frozen=True)
class Length:
    """How long a column is: what a site says, or what was read of it in the same measure; None where that isn't known."""

    pages: int | None = None
    rows: int | None = None
    years: int | None = None


@dataclass(frozen=True)
class Claimed(Length):
    """What a site says of the length of a column, in words and in numbers. Words without numbers can't be compared."""

    words: str = ""

    @classmethod
    def of(cls, pages: int | None = None, rows: int | None = None, years: int | None = None) -> "Claimed":
        """The claim of some numbers, in our words."""
        told = ((pages, "页"), (rows, "条"), (years, "个年度"))
        return cls(
            pages, rows, years, " ".join(f"{number} {unit}" for number, unit in told if number is not None)
        )


NO_LENGTH, NO_CLAIM = Length(), Claimed()


@dataclass(frozen=True)
class Doubt:
    """Why absence can't be claimed of somebody although a column was read to its end.

    `text` is what tells whom and which year it concerns (a title, the words of a link); "" concerns everybody. `kind` is
    unproved_end, hidden_title, unfollowed, closed_row, unread_row, no_report or unlisted; `words` say it in a message. Of
    unassigned and undated_report the text is the names that a kept report prints.
    """

    kind: str
    words: str
    text: str = ""
