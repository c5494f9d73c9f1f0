"""The state of each duty to file, and what is wrong with it. Absence is only claimed where it was proved."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from store.checks.rules import Rule, rule
from store.models import Filing, FilingStatus, Finding

# Dates that can show publication in time. The signature is not among them: it is not the day of publication.
# That of an address is often the day of a move to another site, as is that of an identifier in it (id): neither can
# show by itself that a report was late.
TRUSTED_DATES = {"given": "人工", "page": "页面", "meta": "META", "list": "列表", "address": "地址"}


@dataclass(frozen=True)
class Duty:
    """One agency must file one year's report by `due_on`."""

    agency_id: str
    year: int
    due_on: date
    due_basis: str


@dataclass(frozen=True)
class Seen:
    """A report found for a duty: its dates by source, when we first saw it, when it was last gone."""

    report_id: int
    first_seen_on: date
    dates: dict[str, frozenset[date]] = field(default_factory=dict)
    gone_on: date | None = None


@dataclass(frozen=True)
class Watch:
    """How well the portal of an agency was read tonight.

    `complete` is True only if every column was read to its end and every report found there was read and assigned;
    `problem` says what was wrong otherwise; `evidence` names the list pages.
    """

    night: date
    complete: bool
    problem: str = ""
    evidence: str = ""


def filing_status(duty: Duty, seen: Seen | None, watch: Watch | None, today: date) -> Filing:
    """Judge one duty as of `today`.

    A report counts as late only if no trustworthy date is in time; without any date, or with none but that of its
    address, it is undated, unless we saw it in time ourselves. Without a report the duty is missing only if the
    portal was read completely tonight and the due day is over; a portal that was not, or never visited, makes it
    unverifiable.
    """
    if seen:
        return _with_report(duty, seen)
    if today <= duty.due_on:
        return _filing(duty, "not_due", evidence=f"截止日期 {duty.due_on}，尚未到期")
    if watch and watch.complete and watch.night > duty.due_on:
        evidence = f"截至 {watch.night}（北京时间），栏目已完整读取，未发现该年度报告。{watch.evidence}"
        return _filing(duty, "missing", evidence=evidence)
    problem = watch.problem if watch and not watch.complete else "到期后尚未完整读取该栏目"
    when = f"{watch.night} " if watch else ""
    return _filing(duty, "unverifiable", evidence=f"{when}不能判断是否公布：{problem}")


def _filing(
    duty: Duty,
    status: FilingStatus,
    seen: Seen | None = None,
    published: date | None = None,
    evidence: str = "",
) -> Filing:
    late = (published - duty.due_on).days if status == "late" and published else None
    report_id = seen.report_id if seen else None
    return Filing(
        duty.agency_id, duty.year, duty.due_on, duty.due_basis, status, report_id, published, late, evidence
    )


def _with_report(duty: Duty, seen: Seen) -> Filing:
    dates = {day for source in TRUSTED_DATES for day in seen.dates.get(source, ())}
    printed = [min(seen.dates[source]) for source in TRUSTED_DATES if seen.dates.get(source)]
    named = {**TRUSTED_DATES, "id": "地址编号"}
    words = "、".join(f"{name}{min(seen.dates[key])}" for key, name in named.items() if seen.dates.get(key))
    evidence = f"日期来源：{words or '无'}；首次发现 {seen.first_seen_on}"
    if seen.gone_on:
        return _filing(
            duty,
            "withdrawn",
            seen,
            printed[0] if printed else None,
            f"{evidence}；{seen.gone_on} 完整读取的栏目中已不见该报告",
        )
    made = seen.dates.get("id", frozenset())
    in_time = [day for day in dates | made | {seen.first_seen_on} if day <= duty.due_on]
    if in_time:
        return _filing(duty, "on_time", seen, printed[0] if printed else None, evidence)
    if not any(seen.dates.get(source) for source in TRUSTED_DATES if source != "address"):
        return _filing(duty, "undated", seen, printed[0] if printed else None, evidence)
    return _filing(duty, "late", seen, min(dates), evidence)


@rule("filing-missing", "filing", "error", "第四十九条")
def filing_missing(found: Rule, filing: Filing) -> Iterator[Finding]:
    """截止日期已过，且当晚完整读取的栏目中未发现该年度报告。"""
    if filing.status == "missing":
        yield found.finding(
            f"应不晚于{filing.due_on}公布的{filing.year}年度报告，{filing.evidence}",
            "",
            filing.due_on,
            "未发现",
        )


@rule("filing-late", "filing", "error", "第四十九条")
def filing_late(found: Rule, filing: Filing) -> Iterator[Finding]:
    """报告的各个可信日期均晚于截止日期；截止日当天公布为按期。"""
    if filing.status == "late":
        message = f"应不晚于{filing.due_on}公布，公布日期为{filing.published_on}，晚{filing.days_late}天（{filing.evidence}）"
        yield found.finding(message, "", filing.due_on, filing.published_on)


@rule("filing-withdrawn", "publication", "warning", "第四十九条")
def filing_withdrawn(found: Rule, filing: Filing) -> Iterator[Finding]:
    """曾经公布的报告，在完整读取的栏目中不再出现。"""
    if filing.status == "withdrawn":
        yield found.finding(
            f"{filing.year}年度报告曾经公布，现已不见：{filing.evidence}", "", "在栏目中", "不见"
        )


@rule("filing-undated", "publication", "info")
def filing_undated(found: Rule, filing: Filing) -> Iterator[Finding]:
    """报告没有任何可信的公布日期，不能判断是否按期；不按逾期处理。"""
    if filing.status == "undated":
        yield found.finding(
            f"没有可信的公布日期，不能判断是否按期：{filing.evidence}",
            "",
            filing.due_on,
            "无日期",
            "uncertain",
        )


@rule("filing-unverifiable", "crawl", "warning")
def filing_unverifiable(found: Rule, filing: Filing) -> Iterator[Finding]:
    """门户当晚没有完整读取，不能判断报告是否公布；这不是填报机关的问题。"""
    if filing.status == "unverifiable":
        yield found.finding(filing.evidence, "", "完整读取栏目", "未能完整读取", "uncertain")
