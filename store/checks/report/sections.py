"""The six sections and what they say, as far as the form prescribes it.

Nothing is missed in a text that may have been read only in part: a heading worded otherwise, a document cut short.
"""

import re
from collections.abc import Iterator
from typing import Any

from store.checks.case import Case
from store.checks.report.titles import WORDS
from store.checks.rules import THRESHOLDS, Rule, rule
from store.form import Line
from store.models import Finding, Severity, Verdict

NUMERALS = "一二三四五六"
_TABLES = {"proactive": "disclosure", "on_request": "requests", "review": "reviews"}
_PROPER = re.compile(
    r"[#\s]*([一二三四五六])\s*[、.．，,：:]\s*(?![（(]?[一二三四五六七八九十\d]{1,2}[)）、.．])\S"
)
_NUMBERED = re.compile(r"[#\s]*[、（(]?(?:[一二三四五六七八九十]|\d)")
_MAX_HEADING = 25  # characters of a line that may be a heading
_SAYING = re.compile(r"[^\w]+")
# Marks that stand for what was to be filled in: XX年, ××件, 20XX年, XX局.
_MARKS = ("X", "Ｘ", "×", "＊")
_PLACEHOLDER = re.compile(
    r"20[XＸ×]{2}年?|(?<![A-Za-z0-9.×XＸ＊])(?:"
    r"[XＸ×＊]{2,6}(?:[年月日件条次个篇期局]|单位|街道办|[市区县镇乡](?:人民政府|政府|[\u4e00-\u9fff]{1,6}局))|[XＸ×][件条])"
)
_UP_TO = re.compile(r"截[至止]到?(20\d\d)年(?:底|末|12月31日)")
_SENTENCE = re.compile(r"[^。；\n]+")
# What stands behind the word, if it is a digit.
_COUNTED = re.compile(r"(?:主动公开|发布|收到|受理|新收)[^。\d]*+(\d?)")
_TREATING = {key: re.compile("|".join(words)) for key, words in WORDS["aspects"].items()}
# Beginnings of kinds of claims that are about requests, and about documents.
_OF_REQUESTS = (
    "received",
    "handled",
    "carried",
    "granted",
    "denied",
    "unable",
    "unprocessed",
    "closed",
    "natural_person",
    "legal_person",
    "business",
)
_OF_DOCUMENTS = ("rules", "normative_documents")
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．]|[一二三四五六七八九十]是")


def part(line: Line) -> str:
    """A section in words: 第五部分."""
    return f"第{NUMERALS[line.number - 1]}部分"


def _parts(case: Case) -> dict[str, str]:
    return {line.key: part(line) for line in case.form.sections} if case.form else {}


@rule("section-missing")
def section_missing(rule: Rule, case: Case) -> Iterator[Finding]:
    """A section of the form that the report doesn't have, where enough others were recognised."""
    form, sections = case.form, case.report.sections
    if form is None or not THRESHOLDS["sections"]["recognised"] <= len(sections) < len(form.sections):
        return
    printed = {section.key for section in sections}
    for line in form.sections:
        if line.key in printed:
            continue
        message = f"没有“{line.label}”这一部分"
        verdict: Verdict = "fail"
        severity: Severity | None = None
        if _table_printed(case, line.key):
            message, severity = f"没有“{line.label}”的标题，表格在", "info"
        elif _worded_otherwise(case, line) or _cut_short(case, line.number):
            message += "（也可能标题用词不同，或我方没有读全）"
            verdict, severity = "uncertain", "info"
        yield rule.finding(message, part(line), line.label, "无", verdict, severity)


def _table_printed(case: Case, key: str) -> bool:
    """Whether the table of a section is in the document, read or not, though its heading is not."""
    table = _TABLES.get(key)
    return any(
        place[0] == table and cell.state != "unread" for place, cell in case.report.cells.items()
    ) or any(note.table == table and note.raw for note in case.report.notes)


def _worded_otherwise(case: Case, line: Line) -> bool:
    """Whether a line of the text may be the heading of a section, in other words than the form's."""
    if line.number == 1:  # what stands before the first heading that was recognised isn't kept
        first = _PROPER.match(case.report.sections[0].heading)
        return first is None or first[1] != NUMERALS[0]
    words = WORDS["headings"].get(line.key, ())
    return any(
        printed.lstrip("#").startswith(f"{NUMERALS[line.number - 1]}、")
        or (len(printed) <= _MAX_HEADING and "。" not in printed and any(word in printed for word in words))
        for text in case.texts.values()
        for printed in text.split("\n")
    )


def _cut_short(case: Case, number: int) -> bool:
    """Whether the document may end before or in section `number`: nothing after it was read, no signature either."""
    last = list(_parts(case)).index(case.report.sections[-1].key) + 1
    return number >= last and case.report.signed_on is None


@rule("section-numbering")
def section_numbering(rule: Rule, case: Case) -> Iterator[Finding]:
    """Headings whose numeral is wrong, doubled or missing. Where none has any, our reader may have lost them."""
    if case.form is None:
        return
    numbers = {line.key: line.number for line in case.form.sections}
    odd = []
    for place, section in enumerate(case.report.sections):
        proper = _PROPER.match(section.heading)
        number = NUMERALS.index(proper[1]) + 1 if proper else 0
        if number not in (numbers.get(section.key), place + 1):
            odd.append(section.heading.strip())
    if odd and any(_NUMBERED.match(section.heading) for section in case.report.sections):
        message = f"部分标题的序号不对：{'；'.join(odd)}"
        yield rule.finding(message, "各部分标题", "一、至六、", "；".join(odd))


@rule("aspect-missing")
def aspect_missing(rule: Rule, case: Case) -> Iterator[Finding]:
    """Section one doesn't treat the five aspects; an aspect that only lacks its heading is a remark."""
    form, text = case.form, case.texts.get("overview", "")
    if form is None or len(case.report.aspects) >= len(form.aspects):
        return
    if len(text) < THRESHOLDS["aspects"]["characters"]:
        return
    headed = {aspect.key for aspect in case.report.aspects}
    missing = [line for key, line in form.aspects.items() if key not in headed]
    proved = _claimed(case)
    untreated = [
        line
        for line in missing
        if line.key not in proved
        and not any(label in text for label in line.labels)
        and not _TREATING[line.key].search(text)
    ]
    grave = len(untreated) >= THRESHOLDS["aspects"]["untreated"]
    names = "、".join(line.label for line in missing)
    message = f"第一部分没有分列以下方面：{names}"
    if untreated:
        message += f"；其中{'、'.join(line.label for line in untreated)}也没有写到"
    yield rule.finding(
        message, "第一部分", "五个方面", f"缺{len(missing)}个", severity=None if grave else "info"
    )


def _claimed(case: Case) -> set[str]:
    """Aspects of which section one states a number or denies one: they are written of, in whatever words."""
    kinds = {claim.kind for claim in case.report.claims if claim.section == "overview"}
    asked = any(kind.startswith(_OF_REQUESTS) for kind in kinds)
    documents = any(kind.startswith(_OF_DOCUMENTS) for kind in kinds)
    aspects = (("on_request", asked), ("management", documents))
    return {aspect for aspect, written in aspects if written}


@rule("overview-long")
def overview_long(rule: Rule, case: Case) -> Iterator[Finding]:
    """Section one is longer than the rule of the agency's own place asks for; elsewhere no rule names a length."""
    limits = _length_rule(case)
    text = case.texts.get("overview", "")
    if limits is None or len(case.report.sections) < THRESHOLDS["sections"]["recognised"]:
        return
    count = len("".join(text.split()))
    if count > limits["long"]:
        message = f"第一部分有{count}字，{limits['basis']}要求{limits['long']}字左右"
        severity: Severity | None = None if count > limits["too_long"] else "info"
        yield rule.finding(message, "第一部分", limits["long"], count, severity=severity)


def _length_rule(case: Case) -> dict[str, Any] | None:
    """The rule on the length of section one that binds the agency; the narrowest place counts."""
    code, year = case.agency.region_code if case.agency else "", case.report.year or 0
    fitting = [
        row
        for row in THRESHOLDS["overview"]
        if code.startswith(row["jurisdiction"]) and year >= row["first_year"]
    ]
    return max(fitting, key=lambda row: len(row["jurisdiction"]), default=None)


@rule("problems-empty")
def problems_empty(rule: Rule, case: Case) -> Iterator[Finding]:
    """Section five says nothing. Without any character it may be that we lost its text."""
    text = case.texts.get("problems")
    if text is None or case.form is None or len(text) > 4 * THRESHOLDS["problems"]["characters"]:
        return
    left = _SAYING.sub("", text)
    number = list(_parts(case)).index("problems") + 1
    if left and len(left) < THRESHOLDS["problems"]["characters"] and _cut_short(case, number):
        return
    if left and len(left) < THRESHOLDS["problems"]["characters"]:
        yield rule.finding(f"第五部分只写了“{text.strip()}”", "第五部分", "问题和改进情况", text.strip())
    elif not left and case.texts.get("overview", "").strip():
        message = "第五部分没有文字（也可能我方没有读到）"
        yield rule.finding(message, "第五部分", "问题和改进情况", "空", "uncertain")


@rule("template-text")
def template_text(rule: Rule, case: Case) -> Iterator[Finding]:
    """Instructions and placeholders of a template that were left in the text; the first of each section."""
    whole = "\n".join(case.texts.values())
    if not any(sign in whole for sign in (*_MARKS, *WORDS["template"]["phrases"])):
        return
    parts = _parts(case)
    for section in case.report.sections:
        text = case.texts[section.key]
        left = next((phrase for phrase in WORDS["template"]["phrases"] if phrase in text), "")
        if not left and (mark := _PLACEHOLDER.search(text)):
            left = mark[0]
        if left:
            where = parts.get(section.key, section.heading.strip())
            yield rule.finding(f"{where}留有模板文字“{left}”", where, "本机关的情况", left)


@rule("other-year-text")
def other_year_text(rule: Rule, case: Case) -> Iterator[Finding]:
    """An earlier year stands where the report year should: a count up to its end, or the year's own work."""
    year = case.report.year
    if year is None or case.form is None or case.report.other_year is not None:
        return
    for key, text in case.texts.items():
        if not (f"{year - 1}年" in text or f"{year - 2}年" in text):
            continue
        dated = any(words in text for words in (f"{year}年", "本年", "今年"))
        for sentence in _SENTENCE.findall(text):
            if other := _other_year(sentence, key, year, dated):
                where = _parts(case).get(key, "")
                message = f"{year}年度报告的{where}写“{sentence[:60]}”，可能沿用了以前年度的文字"
                yield rule.finding(message, where, year, other, "uncertain" if dated else "fail")
                break


def _other_year(sentence: str, key: str, year: int, dated: bool) -> int | None:
    """The earlier year that a sentence gives for the report year's; `dated` if its section names the report year, too."""
    if f"{year}年" in sentence or any(word in sentence for word in WORDS["looking_back"]["words"]):
        return None
    up_to = _UP_TO.search(sentence)
    if up_to and year - 2 <= int(up_to[1]) < year:
        return int(up_to[1])
    words = _ITEM.sub("", sentence.strip(), count=1)
    work = words.startswith(f"{year - 1}年") and key in ("overview", "proactive", "on_request")
    return year - 1 if work and not dated and any(_COUNTED.findall(words)) else None


@rule("assessment-missing")
def assessment_missing(rule: Rule, case: Case) -> Iterator[Finding]:
    """A government's report says nothing of assessment, review by society or accountability."""
    if case.agency is None or case.agency.kind != "government" or case.form is None:
        return
    texts = case.texts
    if len(case.report.sections) < len(case.form.sections) or not texts.get("problems", "").strip():
        return  # what is not there may stand in what was not read
    if len(texts.get("overview", "")) < THRESHOLDS["aspects"]["characters"]:
        return
    whole = "".join(texts.values())
    if not any(word in whole for word in WORDS["assessment"]["words"]):
        message = "各部分都没有写到工作考核、社会评议和责任追究结果情况"
        yield rule.finding(message, "第一、五部分", "考核、评议、责任追究情况", "未提及")
