"""Whether a report that we did not see may be called missing: what the last visit to a portal proves. Pure.

Every reason for which it may not has a function of its own and words of its own. Nobody is accused while one of them stands.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from store.checks.absence import UNASSIGNED, UNDATED
from store.checks.rules import THRESHOLDS
from store.models import Doubt

# A read older than this proves nothing about today.
FRESH_NIGHTS = 3
# The last folder of an address, or the one above a part of it, is that of one year: gknb2017/, 2024n78/, 2017n/xzjd/. It
# holds no other year's reports. What stands above a folder of annual reports (zwgk2021/nb/) is no such year.
_ANNUAL = r"(?!\w*n(?:b|bg|db|dbg)\w*/)"
YEAR_FOLDER = re.compile(
    rf"/[a-z_-]{{0,12}}20[0-4]\d(?!\d)[\w-]{{0,12}}/(?:{_ANNUAL}[^/]+/)?(?:index\.\w+)?$", re.I
)
_PORTAL = THRESHOLDS["portal"]


@dataclass(frozen=True)
class Watch:
    """How well the portal of an agency was read tonight.

    `complete` is True only if every column was read to its end and every report found there was read and assigned;
    `problem` says what was wrong otherwise; `evidence` names the list pages, `run_id` the run that read them. `read_on`
    is the night since which every column has been read page by page: what came later may have escaped. What is
    gone since `doubted_on` may stand elsewhere, or not have been read: a column seems to have moved, or lists far less.
    """

    night: date
    complete: bool
    problem: str = ""
    evidence: str = ""
    run_id: int | None = None
    read_on: date | None = None  # None: on `night`
    doubted_on: date | None = None
    doubts: tuple[Doubt, ...] = ()  # that make absence unprovable for those whom they concern


@dataclass(frozen=True)
class ColumnSeen:
    """A column as a visit left it: what it held, what the site says of its length, the night of the reading it rests on."""

    url: str
    pages: int
    rows: int
    claimed: str = ""
    since: date | None = None  # None: every page came on the night of the visit


@dataclass(frozen=True)
class LooseReport:
    """A report that stands on a portal, while its agency ("": not known) or its year is not certain."""

    agency: str = ""
    printed: tuple[str, ...] = ()  # names that it prints, where its agency is not known


@dataclass(frozen=True)
class Visit:
    """What is known of the last visit to a portal when a report on `year` is looked for, as of `today`.

    `message` and `failure` say what went wrong. `listed_before` are the reports that the complete read before listed.
    `moved` is a column that is looked for elsewhere, and since when; `year_stands` whether any report on the year stands
    there. `loose` reports may be anybody's; `double` agencies seem to have filed two different ones. `doubts` are those
    of the visit itself.
    """

    year: int
    today: date
    night: date
    run_id: int
    complete: bool
    message: str = ""
    failure: str = ""
    listed: int = 0
    listed_before: int = 0
    columns: tuple[ColumnSeen, ...] = ()
    moved: tuple[str, date] | None = None
    year_stands: bool = False
    loose: tuple[LooseReport, ...] = ()
    double: int = 0
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Whereabouts:
    """What is known of a duty whose report was not seen: `named` by a report kept under another year, or `covered` by one."""

    named: bool = False
    covered: bool = False


def _stale(visit: Visit) -> str:
    """The visit was too long ago."""
    if visit.today - visit.night <= timedelta(days=FRESH_NIGHTS):
        return ""
    return f"最近一次访问在{visit.night}，距今已超过{FRESH_NIGHTS}天"


def _incomplete(visit: Visit) -> str:
    """Some column was not read to its end, or some report not read."""
    return "" if visit.complete else visit.message or "未能完整读取"


def _moved(visit: Visit) -> str:
    """A column seems to be somewhere else now."""
    return f"栏目可能已迁移，登记的地址待核对：{visit.moved[0]}" if visit.moved else ""


def _of_other_years(visit: Visit) -> str:
    """Every column is the folder of one year, and none of them that of the year looked for."""
    folders = bool(visit.columns) and all(YEAR_FOLDER.search(column.url) for column in visit.columns)
    if not folders or visit.year_stands:
        return ""
    return f"登记的栏目都是单独年度的目录，其中没有{visit.year}年度的"


def _thinner(visit: Visit) -> str:
    """A complete read lists clearly fewer reports than the one before.

    Sites show half a list for a night, pager and all. The next complete read decides.
    """
    had, has = visit.listed_before, visit.listed
    if had - has < max(_PORTAL["thin_reports"], had * _PORTAL["thin_share"]):
        return ""
    return f"列出的年报由{had}份减为{has}份，可能没有读全，待下一次完整读取核实"


# Each with the night since which what is gone may stand elsewhere, where the reason makes that likely.
_REASONS: tuple[tuple[Callable[[Visit], str], Callable[[Visit], date | None]], ...] = (
    (_stale, lambda visit: None),
    (_incomplete, lambda visit: None),
    (_moved, lambda visit: visit.moved and visit.moved[1]),
    (_of_other_years, lambda visit: None),
    (_thinner, lambda visit: visit.night),
)


def watch(visit: Visit) -> Watch:
    """How well a portal was read last, as proof of absence for one year: the first reason against it, or the proof."""
    for reason, since in _REASONS:
        if problem := reason(visit):
            return Watch(visit.night, False, problem, run_id=visit.run_id, doubted_on=since(visit))
    evidence = "；".join(map(_evidence, visit.columns))
    read_on = min((column.since for column in visit.columns if column.since), default=visit.night)
    doubts = (*_loose(visit), *visit.doubts)
    return Watch(visit.night, True, "", evidence, visit.run_id, read_on, doubts=doubts)


def watch_for(seen: Watch | None, year: int, where: Whereabouts) -> Watch | None:
    """The same for one duty: what is kept of its agency may speak against claiming that its report is absent."""
    problem = ""
    if where.named:
        problem = f"该机关有一份报告的题目与统计期限年度不一，其一为{year}年"
    elif where.covered:
        problem = f"同一网址曾为{year}年度报告，现为另一年度的内容，不能确定{year}年度报告现在何处"
    return Watch(seen.night, False, problem, run_id=seen.run_id) if seen and problem else seen


def _loose(visit: Visit) -> list[Doubt]:
    """Reports that may be another agency's report on the year than it seems, as doubts that concern those.

    Where a report could not be fetched, it may be anybody's, whatever the others print.
    """
    words = f"有{len(visit.loose) + visit.double}份报告未能确定机关或年度"
    doubts = [
        Doubt(UNDATED, words, report.agency)
        if report.agency
        else Doubt(UNASSIGNED, words, "\n".join(report.printed))
        for report in visit.loose
    ]
    if visit.double:
        doubts.append(Doubt(UNASSIGNED, words))
    return [replace(doubt, kind=UNASSIGNED, text="") for doubt in doubts] if visit.failure else doubts


def _evidence(column: ColumnSeen) -> str:
    """A column as it was read, in words."""
    claimed = f"，网站称{column.claimed}" if column.claimed else ""
    since = f"，{column.since}完整读取，此后首页没有变化" if column.since else ""
    return f"{column.url}（{column.pages}页{column.rows}条{claimed}{since}）"
