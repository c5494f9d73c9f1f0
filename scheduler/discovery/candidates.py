"""Which of the pages that were looked at may be columns, and which of those that were read are proposed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from crawler.reading.around.front import Title, parse_title
from crawler.reading.words.labels import squeeze
from spiders.discovery.leads import place
from spiders.discovery.searching import Click
from spiders.discovery.spider import VisitedPage, is_column
from spiders.sniff import FALLBACK, sniff


@dataclass(frozen=True)
class Candidate:
    """An address that may be a column: by what (`why`), how one gets there, of which family by which sign.

    `unit` is the body whose it is, as a list of units calls it, "" elsewhere; `year` that of a year's directory; `seen`
    are the titles of reports that its first page showed.
    """

    url: str
    family: str
    sign: str
    why: str
    path: tuple[Click, ...] = ()
    unit: str = ""
    year: int | None = None
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Read:
    """A candidate that was read with its family's spider: how many rows, which of them are reports (address → title)."""

    candidate: Candidate
    complete: bool
    rows: int = 0
    reports: dict[str, str] = field(default_factory=dict)
    claimed: str = ""
    problem: str = ""

    @property
    def titles(self) -> list[Title]:
        """The titles of its reports, taken apart."""
        return [title for text in self.reports.values() if (title := parse_title(text))]

    @property
    def years(self) -> list[int]:
        """The report years that its titles name, earliest first."""
        return sorted({title.year for title in self.titles if title.year})


def candidates(pages: Iterable[VisitedPage], shared: Iterable[str] = ()) -> list[Candidate]:
    """The columns that pages are or name, each address once. Places that pages of several units link are no unit's."""
    found: dict[str, Candidate] = {}
    nobodys = set(shared)
    for page in pages:
        if page.failure:
            continue
        unit = "" if {place(page.url), place(page.path[-1].url)} & nobodys else page.unit
        if is_column(page) and not (page.family == "gkmlpt" and "#" not in page.url):
            why = page.named or f"页面列出{len(page.reports)}份年报"
            own = Candidate(page.url, page.family, page.sign, why, page.path, unit, page.year, page.reports)
            known = found.get(place(page.url))
            found[place(page.url)] = replace(own, unit=known.unit or unit) if known else own
        for told in page.told:
            if (key := place(told.url)) in found:
                found[key] = replace(found[key], unit=found[key].unit or told.unit or unit)
                continue
            family, sign = sniff("", told.url)
            if family == FALLBACK:
                family, sign = page.family, page.sign
            path = (*page.path, Click(told.unit or told.why, told.url))
            found[key] = Candidate(told.url, family, sign, told.why, path, told.unit or unit)
    return list(found.values())


def not_reached(years: Iterable[Candidate], read: Iterable[Read]) -> list[Candidate]:
    """The directories of single years whose reports don't stand in the columns read so far."""
    known = {_own(title, column.candidate) for column in read for title in column.reports.values()}
    return [year for year in years if not year.seen or {_own(title, year) for title in year.seen} - known]


def _own(title: str, column: Candidate) -> tuple[str, str]:
    """A title with whose it is: titles that name no agency are the same in the columns of all units."""
    told = parse_title(title)
    return ("" if told and told.agency else column.unit, squeeze(title))


def proposed(read: Sequence[Read]) -> list[Read]:
    """As few columns as hold all reports; only columns that could be read to their end, if those hold them all.

    A row that leads to another of the columns is a directory, no report.
    """
    columns = {place(column.candidate.url) for column in read}
    holds = {column.candidate.url: {place(url) for url in column.reports} - columns for column in read}
    every = set().union(*holds.values()) if holds else set()
    order = sorted(
        read,
        key=lambda column: (
            -len(holds[column.candidate.url]),
            not column.complete,
            column.candidate.year is not None,
            len(column.candidate.url),
        ),
    )
    sound = [column for column in order if column.complete]
    if set().union(*(holds[column.candidate.url] for column in sound)) == every:
        order = sound
    chosen: list[Read] = []
    covered: set[str] = set()
    for column in order:
        if holds[column.candidate.url] - covered:
            chosen.append(column)
            covered |= holds[column.candidate.url]
    return chosen


def way(path: Sequence[Click]) -> str:
    """How one gets to a page: the words of the links."""
    return " → ".join(click.text or click.url for click in path)
