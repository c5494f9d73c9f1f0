"""What stands around the tables: title, agency, year, signature, period, sections."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from opencc import OpenCC

from crawler.reading.blocks import Block, Paragraph
from crawler.reading.dates import CHINESE_DIGITS, to_date
from crawler.reading.labels import fold, section_heading, squeeze
from store.form import Form
from store.generations import Chapters
from store.models import Section

MAX_TITLE = 80  # characters without white space; the longest real one has 51
MAX_TITLE_LINES = 4  # titles are broken even inside a word
_MAX_LINE = 1_000  # more than any title with its line breaks and indents
FIRST_YEAR = 2008  # the first reports under 国务院令第492号 cover 2008

# 政府信息公开工作年度报告 and the variants measured on 211 real titles; 政务公开 is wider but used for it.
_KIND = (
    r"(?:政府|政务)?(?:信息)?公开(?:工作)?(?:(?:20\d\d)?年?度?工?作?)"
    r"(?:年度报告|年度报|年报|报告|年度总结报告)"
)
_END = re.compile(rf"({_KIND})(?:[(（【].{{0,12}}[)）】])?$")
_YEAR_BEFORE = re.compile(r"20\d\d年?度*")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(20\d\d)")
_CHINESE_YEAR = re.compile(r"二[〇○零0][〇○零0一二三][〇○零0一二三四五六七八九](?=年)")
_NO_NAME = re.compile(r"[>»›→|。!?;]")  # a path through the site, or a sentence
_SUFFIX = re.compile(r"\.(?:pdf|docx?|wps|ofd|s?html?)$", re.I)
_LOOKALIKES = re.compile(
    # No word that occurs in names of agencies: 财政局, 审计局, 规划局 and 新闻出版局 file reports too.
    r"指南|制度|通知|方案|目录|图解|解读|一图|读懂|报表|汇总表|季度|半年|月报|预算|决算|法治政府建设"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2}(?:省|市|自治区|自治州|州|盟|地区|县|区|旗|镇|乡|街道|苏木)|^国家|^中国|^国务院|部$"
)
_GENERIC = re.compile(r"^(?:本|全|我|该)?(?:省|市|州|县|区|旗|镇|乡)")
_ORGAN = re.compile(
    r"(?:政府|办公厅|办公室|委员会|管委会|局|厅|委|办|部|院|署|行|处|所|站|队|中心|分局|支队|大队|街道|镇|乡|公司|协会|联合会)$"
)
_LEADERS = re.compile(r"(?:[.．…·]\s*+){3}\d*+\s*+$")
_PERIOD = re.compile(r"(20\d\d)年1月1日[^。]{0,8}?(?:至|到|-|—|~)[^。]{0,4}?\1年12月31日")
_CUT = re.compile(r"(?:…|\.{3}|。{3})\s*+$")


@dataclass(frozen=True)
class Title:
    """A title of an annual report taken apart; `agency` and `year` are None where it doesn't say."""

    text: str
    agency: str | None
    year: int | None


def parse_title(text: str) -> Title | None:
    """Take a title apart; None if it is not the title of an annual report on open government information.

    Look-alikes in the same columns (指南, 图解, 网站工作年度报表, 法治政府建设年度报告 …) give None.
    """
    compact = _compact(text) if len(text) <= _MAX_LINE else ""
    if len(compact) > MAX_TITLE or "公开" not in compact or _LOOKALIKES.search(compact):
        return None
    name, kind = _apart(compact)
    if "信息公开" not in kind and "政务公开" not in kind:
        return None
    agency = re.sub(
        r"^[(（【]?20\d\d年?度*[)）】]?|[(（【][)）】]|[(（【]$|(?:关于|的)$|^关于",
        "",
        name,
    ).strip("《》,，、:：")
    agency = _balanced(agency)
    if _NO_NAME.search(agency):
        return None
    if agency.endswith("人民") and kind.startswith("政府"):
        agency += "政府"  # printed once for both: 张义镇人民政府信息公开
    years = [int(year) for year in _YEAR.findall(compact) if int(year) >= FIRST_YEAR]
    return Title(text, agency or None, years[0] if years else None)


def _balanced(name: str) -> str:
    """A name without brackets at its ends that have no partner: those of a second name stay, 文化和旅游局（文物局）."""
    name = re.sub(r"^[(（]([^()（）]*)[)）]$", r"\1", name)
    opened, closed = (sum(name.count(sign) for sign in signs) for signs in ("(（", ")）"))
    while (name and name[-1] in "(（") or (name and name[-1] in ")）" and closed > opened):
        closed -= name[-1] in ")）"
        name = name[:-1]
    while (name and name[0] in ")）") or (name and name[0] in "(（" and not re.search("[)）]", name)):
        name = name[1:]
    return name.strip("《》,，、:：")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """A text in simplified characters: some sites print their titles in traditional ones."""
    try:
        text.encode("gb2312")  # has no traditional characters
    except UnicodeEncodeError:
        return str(_converter().convert(text))
    return text


def _apart(title: str) -> tuple[str, str]:
    """What a title says before its kind of report, without the year there, and the kind; twice "" where it is none.

    No figure but that year stands behind where the name begins.
    """
    ends: list[re.Match[str]] = []
    while found := _END.search(title, ends[-1].start() + 1 if ends else 0):
        ends.append(found)
    for start in range(len(title) if ends else 0):
        year = _YEAR_BEFORE.match(title, start)
        begin = year.end() if year else start
        for end in ends:
            if end.start() >= begin and not _DIGIT.search(title, begin, end.start()):
                return title[:start] + title[begin : end.start()], end[1]
    return "", ""


def _compact(text: str) -> str:
    """A title without white space, quotes and file suffix, in simplified characters, its year in digits, once where it was
    printed twice.
    """
    compact = _SUFFIX.sub("", simplified(squeeze(text)).strip("《》\"“”'"))
    compact = _CHINESE_YEAR.sub(lambda found: found[0].translate(CHINESE_DIGITS), compact)
    again = (compact + compact).find(compact, 1) if compact else 0  # the length of what is repeated
    return compact[:again]


def may_be_report(text: str) -> bool:
    """Whether a title that `parse_title` doesn't follow may still be an annual report's: its content must decide."""
    compact = simplified(squeeze(text))
    return "公开" in compact and bool(re.search("报告|年报", compact)) and not _LOOKALIKES.search(compact)


def promises(text: str) -> bool:
    """Whether a title is, or may be, that of an annual report by its own words."""
    return parse_title(text) is not None or may_be_report(text)


def is_cut(text: str) -> bool:
    """Whether a list cut a title short before it said what it is of: only the article can tell."""
    return bool(_CUT.search(text)) and not is_lookalike(text)


def is_lookalike(text: str) -> bool:
    """Whether a title names a document that is filed beside annual reports and is none: 指南, 图解, 报表."""
    return bool(_LOOKALIKES.search(simplified(squeeze(text))))


def names_an_agency(text: str | None) -> bool:
    """Whether a name says which body it is: it names a place or a national body, not just 公安局 or 市教育局."""
    if not text or len(text) > MAX_TITLE:
        return False
    return bool(_PLACE.search(text)) and not _GENERIC.match(text)


def is_body_name(text: str) -> bool:
    """Whether a text is the name of a body and nothing else: 教育局, 青峰镇人民政府."""
    compact = squeeze(text)
    return 2 < len(compact) <= 40 and bool(
        _ORGAN.search(compact) and re.fullmatch(r"[\u4e00-\u9fff（）()]+", compact)
    )


def _texts(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def find_title(blocks: Sequence[Block], heading: str | None) -> Title | None:
    """The title in the body's first lines (perhaps over several lines), else the one of the envelope.

    A title in the body that lacks agency or year is completed by the envelope's.
    """
    envelope = parse_title(heading) if heading else None
    printed = _printed_title(blocks)
    if not printed or not envelope:
        return printed or envelope
    return Title(printed.text, printed.agency or envelope.agency, printed.year or envelope.year)


def _printed_title(blocks: Sequence[Block]) -> Title | None:
    lines = _texts(blocks)[:12]
    for start in range(len(lines)):
        for end in range(start + MAX_TITLE_LINES, start, -1):
            part = lines[start:end]
            if len(part) == end - start and all(len(squeeze(line)) <= 45 for line in part):
                title = parse_title(" ".join(part))
                # A line of another kind above the title (navigation, date) would be taken for the agency.
                if title and (end - start == 1 or _one_name(title)):
                    return title
    return None


def _one_name(title: Title) -> bool:
    return title.agency is None or bool(
        _ORGAN.search(title.agency) and re.fullmatch(r"[\u4e00-\u9fff（）()]+", title.agency)
    )


def find_signature(blocks: Sequence[Block]) -> tuple[str | None, date | None]:
    """Agency and date of the signature: a line that is only a date near the end, the agency in the line above."""
    lines = _texts(blocks)
    for number in range(len(lines) - 1, max(-1, len(lines) - 8), -1):
        compact = squeeze(lines[number])
        signed = to_date(compact)
        if not signed or len(compact) > 14 or not compact.endswith("日"):
            continue
        above = squeeze(lines[number - 1]) if number else ""
        named = len(above) <= 40 and re.fullmatch(r"[\u4e00-\u9fff（）()]+", above) and _ORGAN.search(above)
        return (above if named else None), signed
    return None, None


def find_period(blocks: Sequence[Block]) -> int | None:
    """The report year the text states as its period (1月1日 至 12月31日)."""
    found = _PERIOD.search("".join(squeeze(text) for text in _texts(blocks)))
    return int(found[1]) if found else None


def _headings(blocks: Sequence[Block], form: Form | Chapters) -> dict[int, str]:
    """Place among `blocks` of every heading of a section → its key, those of a table of contents left out.

    Contents are headings with dot leaders, or three and more in a row, all of which come again below.
    """
    found = {
        place: key
        for place, block in enumerate(blocks)
        if isinstance(block, Paragraph) and (key := section_heading(block.text, form)) and fold(block.text)
    }
    last = {key: place for place, key in found.items()}
    runs: list[list[int]] = []
    for place in found:
        if runs and place == runs[-1][-1] + 1 and found[place] not in {found[other] for other in runs[-1]}:
            runs[-1].append(place)
        else:
            runs.append([place])
    contents = {
        place
        for run in runs
        for place in run
        if last[found[place]] > run[-1] and (len(run) >= 3 or _LEADERS.search(_text_at(blocks, place)))
    }
    return {place: key for place, key in found.items() if place not in contents}


def _text_at(blocks: Sequence[Block], place: int) -> str:
    block = blocks[place]
    return block.text if isinstance(block, Paragraph) else ""


def find_sections(blocks: Sequence[Block], form: Form | Chapters) -> tuple[Section, ...]:
    """The sections that the text prints, in printed order, tables left out."""
    headings = _headings(blocks, form)
    found: list[tuple[str, str, list[str]]] = []
    for place, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            continue
        key = headings.get(place)
        if key and key not in {known for known, _, _ in found}:
            found.append((key, block.text, []))
        elif found:
            found[-1][2].append(block.text)
    return tuple(Section(key, heading, "\n".join(lines)) for key, heading, lines in found)


def reports_printed(blocks: Sequence[Block], form: Form) -> list[Title]:
    """The titles under which a document prints the table of applications, one of each year and agency."""
    received = {fold(label) for label in next(iter(form.requests.values())).labels}
    title: Title | None = None
    found: dict[tuple[int | None, str | None], Title] = {}
    for block in blocks:
        if isinstance(block, Paragraph):
            title = parse_title(block.text) or title
        elif title and any(fold(cell.text) in received for row in block.rows for cell in row):
            found[title.year, title.agency] = title
    return list(found.values())
