"""The state of each duty to file, and what is wrong with it. Absence is only claimed where it was proved."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from store.checks.absence import standing_doubt
from store.checks.rules import THRESHOLDS, Rule, rule
from store.checks.watching import Watch
from store.models import Filing, FilingStatus, Finding, Verdict

# Dates that can show publication in time. The signature is not among them: it is not the day of publication.
# That of an address is often the day of a move to another site, as is that of an identifier in it (id): neither can
# show by itself that a report was late.
TRUSTED_DATES = {"given": "人工", "page": "页面", "meta": "META", "list": "列表", "address": "地址"}


@dataclass(frozen=True)
class Duty:
    """One agency must file one year's report by `due_on`. It is `called` so, the others of its portal so."""

    agency_id: str
    year: int
    due_on: date
    due_basis: str
    customary: bool = False  # no law names the body
    called: tuple[str, ...] = ()
    others: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Seen:
    """A report found for a duty: its dates by source, when we first saw it, since when it is gone.

    Several copies count as one. `away` are the times it was gone from its columns: gone on, back on (None: not yet);
    `moved_from` is the address where it stood before with the same content; `unlisted_on` since when no column lists it,
    though it is still at its own address. `moved_back` is a source that printed one day first and an earlier one since.
    """

    report_id: int
    first_seen_on: date
    dates: dict[str, frozenset[date]] = field(default_factory=dict)
    gone_on: date | None = None
    away: tuple[tuple[date, date | None], ...] = ()
    moved_from: str = ""
    unlisted_on: date | None = None
    unseen_on: date | None = None  # a night before on which the columns that list it were read without it
    moved_back: tuple[str, date, date] | None = None


# What Watch.complete and the absence of doubts stand for, for those who read the finding.
_PROOFS = (
    "列出的年报和可能是年报的条目均已读到；页面源码（含注释、脚本）中没有条目以外的该机关或该年度年报题目；"
    "没有未跟进的年度、往年或后页的链接。"
)


def filing_status(duty: Duty, seen: Seen | None, watch: Watch | None, today: date) -> Filing:
    """Judge one duty as of `today`.

    A report counts as late only if no trustworthy date is in time; without any date, or with none but that of its
    address, it is undated, unless we saw it in time ourselves. Without a report the duty is missing only if the
    portal was read completely, page by page, on a night after the due day; a portal that was not, or never visited,
    makes it unverifiable.
    """
    if seen and seen.gone_on and watch and watch.doubted_on and seen.gone_on >= watch.doubted_on:
        evidence = f"{seen.gone_on} 起栏目中不见该报告，不能判断是否撤下：{watch.problem}"
        return _filing(duty, "unverifiable", seen, evidence=evidence)
    if seen:
        return _with_report(duty, seen)
    if today <= duty.due_on:
        return _filing(duty, "not_due", evidence=f"截止日期 {duty.due_on}，尚未到期")
    doubt = standing_doubt(watch.doubts, duty.year, duty.called, duty.others) if watch else None
    if watch and watch.complete and doubt:
        return _filing(duty, "unverifiable", seen, evidence=f"{watch.night} 不能判断是否公布：{doubt.words}")
    if watch and watch.complete and (watch.read_on or watch.night) > duty.due_on:
        evidence = (
            f"截至 {watch.night}（北京时间），栏目已完整读取，未发现该年度报告。{_PROOFS}{watch.evidence}"
        )
        return _filing(duty, "missing", evidence=evidence)
    problem = watch.problem if watch and not watch.complete else "到期后尚未完整读取该栏目"
    when = f"{watch.night} " if watch else ""
    return _filing(duty, "unverifiable", evidence=f"{when}不能判断是否公布：{problem}")


def late_band(days: int) -> str:
    """How late a report is, in the words of thresholds.toml [[late]]."""
    return next(str(band["name"]) for band in THRESHOLDS["late"] if days <= band.get("days", days))


def _filing(
    duty: Duty,
    status: FilingStatus,
    seen: Seen | None = None,
    published: date | None = None,
    evidence: str = "",
) -> Filing:
    days = (published - duty.due_on).days if status == "late" and published else None
    returned = [(gone, back) for gone, back in seen.away if back] if seen else []
    return Filing(
        duty.agency_id,
        duty.year,
        duty.due_on,
        duty.due_basis,
        status,
        seen.report_id if seen else None,
        published,
        days,
        evidence,
        late_band(days) if days else "",
        duty.customary,
        max(returned) if returned else None,
    )


def _with_report(duty: Duty, seen: Seen) -> Filing:
    dates = {day for source in TRUSTED_DATES for day in seen.dates.get(source, ())}
    printed = [min(seen.dates[source]) for source in TRUSTED_DATES if seen.dates.get(source)]
    named = {**TRUSTED_DATES, "id": "地址编号"}
    words = "、".join(f"{name}{min(seen.dates[key])}" for key, name in named.items() if seen.dates.get(key))
    evidence = f"日期来源：{words or '无'}；首次发现 {seen.first_seen_on}"
    if seen.moved_from:
        evidence += f"；由 {seen.moved_from} 移来，内容相同"
    if seen.unlisted_on:
        evidence += f"；{seen.unlisted_on} 起栏目中不再列出，原网址仍可打开"
    if seen.gone_on:
        return _filing(
            duty,
            "withdrawn",
            seen,
            printed[0] if printed else None,
            f"{evidence}；{seen.gone_on} 完整读取的栏目中已不见该报告，原网址也打不开",
        )
    made = seen.dates.get("id", frozenset())
    in_time = [day for day in dates | made | {seen.first_seen_on} if day <= duty.due_on]
    if in_time:
        in_time_by = min((day for day in dates if day <= duty.due_on), default=None)
        backdated = _backdated(duty, seen, in_time_by)
        evidence += f"；{backdated[1]}" if backdated else ""
        kept = _filing(duty, "on_time", seen, printed[0] if printed else None, evidence)
        return replace(kept, backdated=backdated)
    if not any(seen.dates.get(source) for source in TRUSTED_DATES if source != "address"):
        return _filing(duty, "undated", seen, printed[0] if printed else None, evidence)
    return _filing(duty, "late", seen, min(dates), evidence)


def _backdated(duty: Duty, seen: Seen, printed: date | None) -> tuple[Verdict, str] | None:
    """What contradicts the printed day by which a report is in time, in words; None if nothing does.

    A night that proved it missing does, if it was after the last day and long enough after that day. So does another day
    that its page printed before; but a page that is drawn anew may print another of its days. A day by which an identifier
    in the address was made nobody can change: the page was there in time, if not in its columns.
    """
    made = seen.dates.get("id", frozenset())
    if printed is None or any(day <= duty.due_on for day in (*made, seen.first_seen_on)):
        return None
    unseen = seen.unseen_on  # the last day may have been put off since
    if unseen and unseen > duty.due_on and (unseen - printed).days >= THRESHOLDS["backdated"]["days"]:
        proof = f"{unseen}完整读取的栏目中尚无该报告，{seen.first_seen_on}首次发现"
        return "fail", f"所标日期{printed}，而{proof}"
    if seen.moved_back and seen.moved_back[2] <= duty.due_on < seen.moved_back[1]:
        source, before, since = seen.moved_back
        others = (day for name, days in seen.dates.items() if name != source for day in days)
        if not any(day <= duty.due_on for day in others):
            return "uncertain", f"{TRUSTED_DATES[source]}日期先为{before}，后为{since}"
    return None


def _accusation(rule: Rule, filing: Filing, message: str, actual: object) -> Finding:
    """A duty that was not kept in time. Where only custom asks for the report it is a warning."""
    if filing.customary:
        return rule.finding(f"{message}（{filing.due_basis}）", "", filing.due_on, actual, severity="warning")
    return rule.finding(message, "", filing.due_on, actual)


@rule("filing-missing")
def filing_missing(rule: Rule, filing: Filing) -> Iterator[Finding]:
    """The day is over, and the report stands in none of the columns, which were read to their end."""
    if filing.status == "missing":
        message = f"应不晚于{filing.due_on}公布的{filing.year}年度报告，{filing.evidence}"
        yield _accusation(rule, filing, message, "未发现")


@rule("filing-late")
def filing_late(rule: Rule, filing: Filing) -> Iterator[Finding]:
    """All trustworthy dates of the report are after the last day; the last day itself is in time."""
    if filing.status == "late":
        message = f"应不晚于{filing.due_on}公布，公布日期为{filing.published_on}，晚{filing.days_late}天（{filing.evidence}）"
        yield _accusation(rule, filing, message, filing.published_on)


@rule("filing-withdrawn")
def filing_withdrawn(rule: Rule, filing: Filing) -> Iterator[Finding]:
    """A report that was published stands no longer in columns that were read to their end."""
    if filing.status == "withdrawn":
        message = f"{filing.year}年度报告曾经公布，现已不见：{filing.evidence}"
        yield rule.finding(message, "", "在栏目中", "不见")


@rule("filing-undated")
def filing_undated(rule: Rule, filing: Filing) -> Iterator[Finding]:
    """No trustworthy day of publication: it can't be told whether it was in time, and isn't called late."""
    if filing.status == "undated":
        message = f"没有可信的公布日期，不能判断是否按期：{filing.evidence}"
        yield rule.finding(message, "", filing.due_on, "无日期", "uncertain")


@rule("filing-unverifiable")
def filing_unverifiable(rule: Rule, filing: Filing) -> Iterator[Finding]:
    """The portal was not read completely: it can't be told whether the report was published."""
    if filing.status == "unverifiable":
        yield rule.finding(filing.evidence, "", "完整读取栏目", "未能完整读取", "uncertain")


@rule("filing-republished")
def filing_republished(rule: Rule, filing: Filing) -> Iterator[Finding]:
    """A report that was gone from its columns stands there again."""
    if filing.back and filing.status != "withdrawn":
        gone, back = filing.back
        yield rule.finding(f"{filing.year}年度报告曾于{gone}起不见，{back}重新出现", "", "一直在栏目中", back)


@rule("filing-backdated")
def filing_backdated(rule: Rule, filing: Filing) -> Iterator[Finding]:
    """In time by a printed day only, which what we read ourselves contradicts."""
    if filing.backdated:
        verdict, words = filing.backdated
        message = f"按所标日期为按期，但{words}；实际公布可能晚于{filing.due_on}"
        yield rule.finding(message, "公布日期", f"不晚于{filing.due_on}", "与所见不符", verdict)
