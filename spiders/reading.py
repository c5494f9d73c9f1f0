"""One step of the reading of a column: a page that came, what the column is then, and which page is to be asked for next.

Pure, so that it can be taken in a process of its own (crawler.apart): a page that is hostile ends that process, not the crawl.
"""

from dataclasses import dataclass, replace
from itertools import chain

from crawler.items import ListRow
from crawler.manners.wholeness import closes, is_past_its_lists, misread, shortfall, tail_of
from crawler.reading.blocks import UnreadableDocument
from spiders.column import Column, Next
from spiders.families import family_named
from spiders.family import Family
from spiders.pages.detail import attachment_of
from spiders.pages.page import BadList, Came, Page
from spiders.pages.records import NONE, articles_of, records_of
from spiders.pages.shell import is_list, list_behind
from spiders.pages.summary import summary_of
from spiders.proving.furniture import ends_as_ever, look_at_furniture, unfilled
from spiders.proving.lists import look_for_lists
from spiders.proving.proof import conclude, look_at_lead, look_for_hidden, says_none, speaks_of_report
from spiders.proving.turning import look_at_turning, look_for_turning
from spiders.sniff import FALLBACK, sniff
from store.addresses import same_place
from store.models import NO_CLAIM, Trouble

MAX_PAGES = 60  # of one column; 190,000 bodies, the largest column seen has 300 reports at 15 a page


@dataclass(frozen=True)
class Problem:
    """Why a list isn't proved to be read to its end, for people and for code."""

    words: str
    trouble: Trouble

    def and_so(self, words: str) -> "Problem":
        """The same with more words."""
        return replace(self, words=self.words + words)


@dataclass(frozen=True)
class Step:
    """The column after a step. It `rests` where its first pages are unchanged: what was read before may stand."""

    column: Column
    following: Next | None = None
    rests: bool = False
    missed: bool = False  # the page that was absent should have been there


def read_page(family: str, came: Came, column: Column) -> Step:
    """Take up a list page: its rows, what it says of the others, and which of them follows."""
    column.count += 1
    column.asked.add(came.url)
    try:
        return _take_up(family, came, column)
    except UnreadableDocument as error:
        column.fail(error.failure, f"{came.url}：{error}")
        return end(family, column)


def _take_up(family: str, came: Came, column: Column) -> Step:
    kind, page = _kind(family, column), came.page
    if column.lead and column.count == 1:
        if _is_report(page):
            column.add([ListRow(came.url, column.lead)])
            return end(family, column)
        column.followed.add(came.url)
    _look_at_whole(came, page, column)
    following, problem = _read(kind, page, column)
    sound = not column.problem and not column.open_ends
    if following is not None and kind.newest_first and column.is_unchanged() and sound:
        return Step(column, rests=True)
    if following is None and column.count == 1:
        following, problem = _no_list(kind, family, page, column, problem)
        if problem and not column.rows and is_list(column.shown):
            following, problem = _as_plain(page, column, problem), None
    if problem:
        column.fail("partial_list", problem.words, problem.trouble)
        following = None
    if following is not None and len(column.asked) >= MAX_PAGES:
        column.fail("partial_list", f"超过 {MAX_PAGES} 页仍未读完")
        following = None
    column.turned |= {following.url} if following else set()
    return Step(column, following) if following else end(family, column)


def go_on_after_absence(family: str, column: Column) -> Step:
    """The site says that there is no such page as was asked for."""
    kind = _kind(family, column)
    try:
        following = kind.after_absence(column)
    except BadList as error:
        column.fail("partial_list", error.words, error.kind)
        return replace(end(family, column), missed=True)
    return Step(column, following) if following else end(family, column)


def end(family: str, column: Column) -> Step:
    """The list that was read is at its end: the column's next one, or the end of the column."""
    kind = _kind(family, column)
    kind.finish(column)
    column.length = kind.length(column)
    look_at_lead(column)
    look_at_turning(column)
    column.close_ends()
    if following := column.next_list():
        return Step(column, following)
    if not column.all_rows and not column.says_none:
        column.fail("partial_list", "栏目页上没有发现任何条目")
    if column.closed:
        column.fail(
            "partial_list", f"有 {len(column.closed)} 条没有可以打开的地址：{min(column.closed)[:60]}"
        )
    told = any(row.parsed_title for row in column.all_rows.values())
    if column.shells and not told:
        column.fail("partial_list", f"{column.url} 上没有年度报告，不能确定它是不是栏目的列表")
    if column.problem and not column.rows:
        column.add(column.shown)
    conclude(column)
    return Step(column)


def _kind(family: str, column: Column) -> type[Family]:
    """The family that a column is read as."""
    return family_named(FALLBACK if column.plain else family)


def _as_plain(page: Page, column: Column, problem: Problem) -> Next | None:
    """Read on as on a site of no known family: sites of all families have lists in plain markup, too.

    What the family missed leaves the column partial all the same.
    """
    column.fail("partial_list", problem.words, problem.trouble)
    column.plain, column.pager, column.claimed = True, {}, NO_CLAIM
    return _read(family_named(FALLBACK), page, column)[0]


def _is_report(page: Page) -> bool:
    """Whether what a link of years led to is a report, or hands one on, and is no list."""
    bare = not records_of(page).rows and not says_none(page)
    return page.article is not None or bool(attachment_of(page)) or bare


def _look_at_whole(came: Came, page: Page, column: Column) -> None:
    """What is not known to be whole leaves the column partial; its rows are there all the same."""
    if came.asked and not same_place(came.asked, came.url):
        column.fail("moved", f"{came.asked} 转到了 {came.url}")
    if came.stale:
        column.fail("stale", f"{came.url} 返回的是旧的副本（{came.stale}）")
    short = shortfall(came.status, came.transfer, page.text) or misread(page.text, came.body, came.charset)
    if short:
        column.fail(short.failure, f"{came.url} {short.words}")
    elif not closes(page.text) and not is_past_its_lists(page.text):
        column.fail("cut_short", f"{came.url} 的末尾不完整，可能没有传完")
    elif not closes(page.text):
        column.leave_open(tail_of(page.text), came.body, came.url, ends_as_ever(page, column))
    if words := unfilled(page):
        column.fail("partial_list", f"{came.url} 的列表模板没有填上（{words[:60]}）")
    look_at_furniture(page, column)


def _read(kind: type[Family], page: Page, column: Column) -> tuple[Next | None, Problem | None]:
    """Take up the rows of a page; the page after it, and why the end can't be told."""
    try:
        opened = kind.opened(page, column)
        records = records_of(opened, column.paths) if not opened.is_json else NONE
        column.paths |= records.paths
        column.closed |= set(records.closed)
        rows = list(kind.rows_of(opened, records, column))
        fresh = column.add(rows)
        if column.count == 1 and not rows:
            column.shown = records.rows if len(records.rows) > 1 else []
        linked = chain(records.rows, articles_of(opened)) if not opened.is_json else records.rows
        column.beside |= {row.url: row for row in linked if speaks_of_report(row.title, column)}
        look_for_hidden(page, records, column)
        look_for_lists(opened, records, column)
        look_for_turning(opened, column)
        if says_none(opened):
            column.says_none, column.lead_says_none = column.says_none or not column.lead, bool(column.lead)
        following = kind.next_page(opened, records, column, fresh)
        if following is not None and not following.url:
            raise BadList("untold", f"{page.url} 的下一页没有可以打开的地址")
        column.look_at(rows)
    except BadList as error:
        return None, Problem(error.words, error.kind)
    return following, None


def _no_list(
    kind: type[Family], family: str, page: Page, column: Column, problem: Problem | None
) -> tuple[Next | None, Problem | None]:
    """What a first page may be that its family can't follow: a shell, followed once, or a file for every unit.

    Returns the request for the list behind a shell, and why the column isn't proved to be read to its end.
    """
    if problem:
        likely, sign = sniff(page.text, page.url)
        if likely not in (family, FALLBACK):
            problem = problem.and_so(f"；{sign}，像是 {likely} 的栏目")
    if not column.shells and not is_list(column.rows.values()):
        address, why = list_behind(page)
        if address:
            column.follow(address)
            return Next(address), None
        if why:
            problem = problem.and_so(f"；{why}") if problem else Problem(why, "untold")
    found = summary_of(page, range(column.portal.since, column.newest + 1)) if problem else None
    if found:
        rows = {row.url: row for row in found.rows}
        column.rows = {key: row for key, row in column.rows.items() if row.url not in found.files} | rows
        column.beside = {url: row for url, row in column.beside.items() if url not in found.files}
        column.claimed = found.claimed
        problem = Problem(found.problem, "untold") if found.problem else None
        column.count_met = bool(found.claimed.words) and not problem
    return None, problem
