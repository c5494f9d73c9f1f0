"""What stands around the tables: title, agency, year, signature, period, sections."""

import re
from collections.abc import Sequence
from datetime import date

from crawler.reading.around.first_lines import above_headings, first_lines, printed_title
from crawler.reading.around.headings import section_places
from crawler.reading.blocks import Block, Paragraph
from crawler.reading.words.dates import to_date
from crawler.reading.words.labels import fold, squeeze
from crawler.reading.words.periods import other_years, stated_days, stated_year
from crawler.reading.words.titles import (
    FIRST_YEAR,
    MAX_TITLE,
    Title,
    is_body_name,
    is_cut,
    is_lookalike,
    may_be_report,
    names_an_agency,
    parse_title,
    promises,
    simplified,
)
from store.form import Form
from store.form.generations import Chapters
from store.models import Section

__all__ = [
    "FIRST_YEAR",
    "MAX_TITLE",
    "Title",
    "find_days",
    "find_introduced",
    "find_other_period",
    "find_period",
    "find_sections",
    "find_signature",
    "find_title",
    "is_body_name",
    "is_cut",
    "is_lookalike",
    "may_be_report",
    "names_an_agency",
    "parse_title",
    "preamble",
    "promises",
    "reports_printed",
    "simplified",
]

# 现公布青川县松木塘镇人民政府2025年政府信息公开工作年度报告, 现公布2025年青川县松木塘镇人民政府政府信息公开…; not
# 根据…办公室关于做好2025年…的通知.
_INTRODUCED = re.compile(
    r"(?:现将|公布|发布|编制|形成|公开|报告)(?:了|的)?[《“]?"
    r"(?:(?P<name>[\u4e00-\u9fff（）()]{3,30}+)20\d\d年?度?(?:的)?|20\d\d年?度?(?P<second>[\u4e00-\u9fff（）()]{3,30}?)(?:的)?)"
    r"(?:政府|政务)?信息公开(?:工作)?(?:年度|情况|报告|年报)"
)
# A day, alone or behind the signature's body: no 打印时间, 上一篇.
_DIGIT = "[0-9０-９〇○零一二三四五六七八九十]"
_SIGNED = re.compile(
    rf"(?P<body>[\u4e00-\u9fff]*?)(?:落款|签发)?(?:日期)?[:：]?[（(]?{_DIGIT}{{4}}年{_DIGIT}{{1,2}}月{_DIGIT}{{1,3}}日[）)]?"
)
_UNFINISHED = tuple("至到-—－~～自起为，、,（(")  # ends of a line whose sentence goes on with the day
_VERBS = re.compile(r"(?:现将|公布|发布|编制|形成|报告)(?:了|的)?")
_MAX_PREAMBLE = 8  # paragraphs from the top in which a report introduces itself


def _texts(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def find_title(blocks: Sequence[Block], heading: str | None, front: str = "") -> Title | None:
    """The title in the body's first lines (perhaps over several lines), else the one of the envelope, else above the body.

    A title in the body that lacks agency or year is completed by the envelope's, by what the page prints above its body
    (`front`), and by the sentence that introduces it (现公布…年度报告).
    """
    envelope = parse_title(heading) if heading else None
    known = envelope.agency if envelope else None
    title = _completed(printed_title(first_lines(_texts(blocks)), known) or envelope, envelope)
    if title and not title.agency:
        title = Title(title.text, find_introduced(blocks, above=True), title.year)
    if title and title.agency and title.year:
        return title
    above = printed_title(first_lines(front.split("\n"), last=True), known, sure=True) if front else None
    return _completed(title, above) or above


def _completed(title: Title | None, other: Title | None) -> Title | None:
    """A title with agency and year of another where it has none itself."""
    if title is None or other is None:
        return title
    return Title(title.text, title.agency or other.agency, title.year or other.year)


def find_signature(blocks: Sequence[Block]) -> tuple[str | None, date | None]:
    """Agency and date of the signature: a line that is only a date near the end, the agency in the line above."""
    lines = _texts(blocks)
    for number in range(len(lines) - 1, max(-1, len(lines) - 8), -1):
        compact = squeeze(lines[number])
        signed = to_date(compact)
        line = _SIGNED.fullmatch(compact) if len(compact) <= 14 else None
        if not signed or not line or (line["body"] and not is_body_name(line["body"])):
            continue
        above = squeeze(lines[number - 1]) if number else ""
        if above.endswith(_UNFINISHED):
            continue
        return (above if is_body_name(above) else None), signed
    return None, None


def find_period(blocks: Sequence[Block], loosely: bool = False) -> int | None:
    """The report year the text states as its period (1月1日 至 12月31日)."""
    return stated_year([squeeze(text) for text in _texts(blocks)], loosely)


def find_other_period(blocks: Sequence[Block], year: int) -> int | None:
    """Another year than `year` that the text states as its period, too."""
    return next(iter(other_years([squeeze(text) for text in _texts(blocks)], year)), None)


def find_days(blocks: Sequence[Block], year: int) -> tuple[date, date] | None:
    """First and last day of the period that the text states for the report on `year`."""
    return stated_days([squeeze(text) for text in _texts(blocks)], year)


def preamble(front: str) -> Sequence[Block]:
    """The text of a page above its first heading as blocks: the report may begin there."""
    return [Paragraph(line) for line in front.split("\n") if line.strip()][-_MAX_PREAMBLE:]


def find_introduced(blocks: Sequence[Block], above: bool = False) -> str | None:
    """The body whose report the first paragraphs say that they publish; `above`, those above the first heading."""
    texts = _texts(blocks)[:_MAX_PREAMBLE]
    for text in above_headings(texts) if above else texts:
        for introduced in _INTRODUCED.finditer(squeeze(text)):
            name = _VERBS.split(introduced["name"] or introduced["second"])[-1]
            if is_body_name(name) and names_an_agency(name):
                return name
    return None


def find_sections(blocks: Sequence[Block], form: Form | Chapters) -> tuple[Section, ...]:
    """The sections that the text prints, in printed order, tables left out."""
    headings = section_places(blocks, form)
    parts: list[tuple[str, str, list[str]]] = []
    for place, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            continue
        key = headings.get(place)
        if key and key not in {other for other, _, _ in parts}:
            parts.append((key, block.text, []))
        elif parts:
            parts[-1][2].append(block.text)
    return tuple(Section(key, heading, "\n".join(lines)) for key, heading, lines in parts)


def reports_printed(blocks: Sequence[Block], form: Form) -> list[Title]:
    """The titles under which a document prints the table of applications, one of each year and agency."""
    received = {fold(label) for label in next(iter(form.requests.values())).labels}
    title: Title | None = None
    titles: dict[tuple[int | None, str | None], Title] = {}
    for block in blocks:
        if isinstance(block, Paragraph):
            title = parse_title(block.text) or title
        elif title and any(fold(cell.text) in received for row in block.rows for cell in row):
            titles[title.year, title.agency] = title
    return list(titles.values())
