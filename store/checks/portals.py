"""How a portal was read: what failed, since when, and what contradicts what was read before. Never the agency's fault."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from store.checks.rules import THRESHOLDS, Rule, rule
from store.failures import failure_named, failure_words
from store.models import NO_CLAIM, NO_LENGTH, Claimed, Finding, Length, Severity, Trouble

_PORTAL = THRESHOLDS["portal"]
_UNKNOWN = THRESHOLDS["unknown_row"]


@dataclass(frozen=True)
class ColumnRead:
    """How one column was read on a night. `answered` is the address its first page came from, "" if none came.

    `claimed` is what the site says of its length, `counted` what was read of it in the same measure, `trouble` the kind of
    `problem`; `failure` is the class of failure of the request for its first page. `had` are the rows it had when it was
    last read completely before, 0 if it never was. `sought` says since when and why the column is looked for, "" if it
    isn't; `proposed` are the addresses found so far.
    """

    url: str
    complete: bool
    pages: int
    rows: int
    claimed: Claimed = NO_CLAIM
    problem: str = ""
    answered: str = ""
    failure: str = ""
    had: int = 0
    sought: str = ""
    proposed: tuple[str, ...] = ()
    trouble: Trouble = ""
    counted: Length = NO_LENGTH


@dataclass(frozen=True)
class PortalNight:
    """What is known of a portal as of `today`: its last visit, on `night`, and what came before it.

    `read_on` is the last night of a complete read, that of this visit included. `most` are the night and the number of
    reports of the fullest complete read to compare with.
    """

    portal_id: str
    today: date
    night: date
    visited_since: date
    complete: bool
    pages: int = 0
    listed: int = 0
    failure: str = ""
    message: str = ""
    read_on: date | None = None
    most: tuple[date, int] | None = None
    columns: tuple[ColumnRead, ...] = ()


@dataclass(frozen=True)
class UnknownRow:
    """A row that the form does not have, printed by so many reports of one year."""

    label: str
    form: str
    year: int | None
    reports: int


def _place(url: str) -> str:
    """Host and path of an address, alike for http and https and for a folder and its index page."""
    parts = urlsplit(url)
    return (parts.hostname or "") + re.sub(r"/(?:index\.\w+)?$", "", parts.path) + parts.query


def moved(column: ColumnRead) -> str:
    """How a column that had rows is no longer where it was, "" if it is."""
    if not column.had:
        return ""
    if _kind(column.failure) == "absence":
        return failure_words(column.failure)
    if column.answered and _place(column.answered) != _place(column.url):
        return f"转到了{column.answered}"
    return "没有任何条目" if column.pages and not column.rows else ""


def _kind(failure: str) -> str:
    failure_class = failure_named(failure)
    return failure_class.kind if failure_class else ""


def refused(portal: PortalNight) -> bool:
    """Whether the site let nothing more be read that night."""
    return _kind(portal.failure) == "refusal"


def _contradicted(column: ColumnRead) -> bool:
    """Whether reading a column ended because of what the site claims: it contradicts itself, or a claimed page does not exist."""
    claimed, counted = column.claimed.pages, column.counted.pages
    missing = claimed is not None and counted is not None and max(counted, 1) < claimed
    return column.trouble == "contradicted" or (column.trouble == "absent" and missing)


def _lengths(column: ColumnRead) -> Iterator[tuple[str, int, int]]:
    """Unit by unit, what is claimed and what was read, where both are known."""
    said, counted = column.claimed, column.counted
    for unit, claimed, read, least in (
        ("页", said.pages, counted.pages, 1),  # an empty column has a page all the same
        ("条", said.rows, counted.rows, 0),
        ("个年度", said.years, counted.years, 0),
    ):
        if claimed is not None and read is not None:
            yield unit, max(claimed, least), max(read, least)


@rule("portal-failed")
def portal_failed(rule: Rule, portal: PortalNight) -> Iterator[Finding]:
    """Nothing of a portal could be read, or it refuses to be read. A column that moved is column-moved's."""
    failed = not portal.complete and (portal.pages == 0 or refused(portal))
    if failed and not any(moved(column) for column in portal.columns):
        words = failure_words(portal.failure)
        reason = f"{words}（{portal.message}）" if words and portal.message else words or portal.message
        message = f"门户没有读成：{reason}；不能据此判断任何机关是否公布"
        yield rule.finding(message, "", "完整读取", portal.failure, "uncertain")


@rule("portal-stale")
def portal_stale(rule: Rule, portal: PortalNight) -> Iterator[Finding]:
    """No complete read for several nights."""
    nights = (portal.today - portal.read_on).days if portal.read_on else None
    waited = (portal.today - portal.visited_since).days + 1 if nights is None else nights
    if waited >= _PORTAL["stale_nights"]:
        last = (
            f"自{portal.read_on}以来没有完整读取"
            if portal.read_on
            else f"自{portal.visited_since}首次访问以来从未完整读取"
        )
        visited = f"，最近一次访问在{portal.night}" if portal.night < portal.today else ""
        yield rule.finding(
            f"{last}{visited}；这期间的缺漏不能判断", "", "每夜完整读取", portal.read_on or "从未"
        )


@rule("thin-night")
def thin_night(rule: Rule, portal: PortalNight) -> Iterator[Finding]:
    """A complete read that listed clearly fewer reports than another not long before."""
    if not portal.complete or portal.most is None:
        return
    night, most = portal.most
    fewer = most - portal.listed
    if fewer >= _PORTAL["thin_reports"] and fewer >= most * _PORTAL["thin_share"]:
        message = f"完整读取只列出{portal.listed}份年报，{night}列出{most}份；可能漏读，也可能撤下或改版"
        yield rule.finding(message, "", most, portal.listed, "uncertain")


@rule("pager-lies")
def pager_lies(rule: Rule, portal: PortalNight) -> Iterator[Finding]:
    """What the site says of the length of a column contradicts what was read. One that moved is column-moved's."""
    words, read, broken = [], [], False
    for column in portal.columns:
        if moved(column):
            continue
        if _contradicted(column):
            words.append(
                f"网站称共有 {column.claimed.words}；{column.problem}"
                if column.claimed.words
                else column.problem
            )
            read.append(f"{column.pages}页{column.rows}条")
            broken = True
            continue
        others = [(unit, counted) for unit, claimed, counted in _lengths(column) if claimed != counted]
        if column.complete and others:
            lengths = "、".join(f"{counted} {unit}" for unit, counted in others)
            words.append(f"{column.url} 网站称共有 {column.claimed.words}，读到 {lengths}")
            read.append("".join(f"{counted}{unit}" for unit, counted in others))
    if words:
        severity: Severity | None = None if broken else "info"
        yield rule.finding("；".join(words), "", "一致", "；".join(read), "uncertain", severity=severity)


@rule("column-moved")
def column_moved(rule: Rule, portal: PortalNight) -> Iterator[Finding]:
    """A column that had rows answers 404 or from elsewhere, is empty, lost its newest year or has a newer one beside it."""
    columns = [(column, how) for column in portal.columns if (how := moved(column) or column.sought)]
    if columns:
        words = "；".join(f"{column.url} {how}{_had(column)}" for column, how in columns)
        proposed = [url for column, _ in columns for url in column.proposed]
        remedy = (
            f"可能的新地址：{'、'.join(proposed)}。核对后写入登记（nianbao discover --proposals），此前不据此判断缺漏"
            if proposed
            else "请核对登记的栏目地址"
        )
        expected = "有条目" if not proposed else "、".join(proposed)
        message = f"栏目可能已迁移：{words}。{remedy}"
        yield rule.finding(message, "", expected, "；".join(how for _, how in columns), "uncertain")


def _had(column: ColumnRead) -> str:
    return f"，以前有{column.had}条" if moved(column) else ""


@rule("unknown-row")
def unknown_row(rule: Rule, rows: Sequence[UnknownRow]) -> Iterator[Finding]:
    """The same row that the form does not have, in many reports of a year: there may be a new form."""
    for row in rows:
        if row.reports >= _UNKNOWN["reports"]:
            place = f"{row.form}格式 {row.year or '不明'}年度「{row.label}」"
            message = f"{row.reports}份报告印有规定格式没有的同一行，可能有新的格式，请核对"
            yield rule.finding(message, place, "规定格式的行", row.label, "uncertain")
