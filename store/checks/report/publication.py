"""The right form, filled in, published after the year was over, readable, and once."""

import re
from collections.abc import Iterator
from datetime import date

from store.checks.case import Case
from store.checks.filings import TRUSTED_DATES
from store.checks.rules import Rule, fact, rule
from store.form import FORMS
from store.models import CONTENT_UNREAD, RENAMED, UNKNOWN_COLUMN, CellKey, Finding, Report, Verdict

_EMPTY = frozenset({"blank", "slash", "dash"})
_FIRST_YEAR = min(form.first_year for form in FORMS.values())  # its use was only encouraged then
# Dates that say when a report was published; that of an address may be the day of a move.
_DATES = tuple(source for source in TRUSTED_DATES if source != "address")
_HEAD = FORMS["2021"].columns["business"].label  # of every prescribed 表三
_MAX_SHOWN = 3  # cells in a message
# What notes are on by their state, where it is something that the form doesn't have.
_STRANGE = {"text": "行", UNKNOWN_COLUMN: "列"}
_DOUBTFUL = ("unread", "inferred")
_REMARK = re.compile(r"[（(\[【][^（()）\[\]【】]{0,60}[）)\]】]|\s")


@rule("wrong-form")
def wrong_form(rule: Rule, case: Case) -> Iterator[Finding]:
    """The form of another generation than the report year's. That of 2019 was optional for 2019."""
    form, report = case.form, case.report
    if form is None or report.year is None or not report.sections:
        return
    due = max(
        (other for other in FORMS.values() if other.first_year <= report.year),
        key=lambda other: other.first_year,
        default=None,
    )
    if due is None or due.name == form.name or not _was_read(report, "disclosure"):
        return
    message = (
        f"{report.year}年度报告用了{form.name}年格式（{form.basis}），应为{due.name}年格式（{due.basis}）"
    )
    verdict: Verdict = "fail" if report.other_year is None else "uncertain"
    severity = "info" if report.year == _FIRST_YEAR else rule.severity
    yield rule.finding(message, "表二", due.name, form.name, verdict, severity)


def _was_read(report: Report, table: str) -> bool:
    """Whether any cell of a table was read: the generations differ in 表二."""
    return any(cell.state != "unread" for key, cell in report.cells.items() if key[0] == table)


@rule("empty-form")
def empty_form(rule: Rule, case: Case) -> Iterator[Finding]:
    """No cell of the form holds a figure, and all of them are printed blank."""
    cells = case.report.cells
    if case.form is None or not cells or case.report.has_figures:
        return
    if all(cell.state in _EMPTY for cell in cells.values()):
        yield rule.finding("三张表没有填写任何数字（不按零处理）", "表二、表三、表四", "数字", "空白")


@rule("published-early")
def published_early(rule: Rule, case: Case) -> Iterator[Finding]:
    """Published while the report year was not over: its figures can't be those of the whole year."""
    report = case.report
    if report.year is None or not report.published:
        return
    end = date(report.year, 12, 31)
    days = {source: report.published[source] for source in _DATES if source in report.published}
    early = {source: day for source, day in days.items() if date(report.year, 1, 1) <= day <= end}
    if not early:
        return
    words = "、".join(f"{TRUSTED_DATES[source]}{day}" for source, day in days.items())
    sure = len(early) == len(days) and report.other_year is None
    message = f"{report.year}年度报告在该年结束前公布（{words}），数据不可能是全年的"
    actual = next(iter(early.values()))
    yield rule.finding(message, "公布日期", f"{end}之后", actual, "fail" if sure else "uncertain")


@rule("copies-differ")
def copies_differ(rule: Rule, case: Case) -> Iterator[Finding]:
    """Two published copies of one report print different figures in the same cells."""
    report, form = case.report, case.form
    if form is None:
        return
    differing: dict[CellKey, Report] = {}
    for twin in case.twins:
        if twin.form != report.form:
            continue
        for key, cell in report.cells.items():
            other = twin.cells.get(key)
            if other is not None and None not in (cell.value, other.value) and cell.value != other.value:
                differing.setdefault(key, twin)
    # A doubtful figure differs from the copy's for our own sake: what is sure comes first.
    sure = {
        key: twin
        for key, twin in differing.items()
        if not {report.cells[key].state, twin.cells[key].state} & {"inferred"} and key not in case.doubted
    }
    if differing := sure or differing:
        shown = [
            f"{form.location(*key)}{report.value(*key)}、{twin.value(*key)}"
            for key, twin in list(differing.items())[:_MAX_SHOWN]
        ]
        message = f"同一年度报告的另一份有{len(differing)}格数字不同：{'；'.join(shown)}"
        key, twin = next(iter(differing.items()))
        facts = [f for key, twin in differing.items() for f in (*case.facts([key]), fact(twin, key))]
        place = form.location(*key)
        yield rule.finding(message, place, twin.value(*key), report.value(*key), facts=facts)


@rule("content-unread")
def content_unread(rule: Rule, case: Case) -> Iterator[Finding]:
    """The report is there, but neither its text nor its tables could be read: a picture, a dead or locked attachment."""
    report = case.report
    if report.form is not None or not report.notes:
        return
    states = ("unread", CONTENT_UNREAD)
    why = next((n for n in report.notes if n.state in states and not n.table and not n.row), None)
    if why is None:
        return
    unread = why.state == CONTENT_UNREAD
    if not unread and (report.year is None or report.year < _FIRST_YEAR):
        return  # before the first form no tables were prescribed
    if any(_HEAD in section.text for section in report.sections):
        return  # the tables are there as text: it is our reading that didn't follow
    what = "没有读到内容" if unread else "没有读到表格"
    message = f"报告{what}：可能是图片、失效或加密的附件，也可能是我方不能识别，请人工查看（{why.message}）"
    yield rule.finding(message, "正文", "可以读取", "未能读取", "uncertain")


@rule("form-altered")
def form_altered(rule: Rule, case: Case) -> Iterator[Finding]:
    """Rows or columns that the form does not have, rows renamed, rows left out."""
    form, report = case.form, case.report
    if form is None:
        return
    added = [
        f"规定格式中没有的{_STRANGE[note.state]}「{note.label}」"
        for note in report.notes
        if note.state in _STRANGE and not note.row
    ]
    renamed = [
        f"行名改为「{note.raw}」"
        for note in report.notes
        if note.state == RENAMED and not _within(note.raw, form.row_label(note.table, note.row))
    ]
    left_out = [f"没有印出{form.location(*keys[0]).partition('×')[0]}" for keys in _left_out(case)]
    if altered := [*added, *renamed, *left_out]:
        message = f"表格与规定格式有{len(altered)}处不同：{'；'.join(altered[:_MAX_SHOWN])}"
        message += "（也可能是我方没有读准）"
        place, found_there = "表二、表三、表四", f"{len(altered)}处不同"
        yield rule.finding(message, place, "规定格式", found_there, "uncertain")


def _within(printed: str, label: str) -> bool:
    """Whether a label is the form's but for remarks in brackets and characters that are not there: a print may lose them."""
    rest = iter(label)
    return all(sign in rest for sign in _REMARK.sub("", printed))


def _left_out(case: Case) -> list[list[CellKey]]:
    """Rows of which nothing was read, in tables that were read otherwise without a doubt: printed nowhere, it seems."""
    doubted = [key for key, cell in case.odd.items() if cell.state in _DOUBTFUL]
    rows: dict[tuple[str, str], list[CellKey]] = {}
    for key in case.report.cells if doubted else ():
        rows.setdefault(key[:2], []).append(key)
    lost = {row: keys for row, keys in rows.items() if all(key in case.odd for key in keys)}
    lost = {row: keys for row, keys in lost.items() if all(case.odd[key].state == "unread" for key in keys)}
    unsure = {key[0] for key in doubted if key[:2] not in lost}
    read = {row[0] for row in rows if row not in lost}
    return [keys for row, keys in lost.items() if row[0] in read - unsure]
