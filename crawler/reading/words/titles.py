"""Titles of annual reports taken apart, and names of bodies: what a text says by its own words."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from opencc import OpenCC

from crawler.reading.words.dates import CHINESE_DIGITS
from crawler.reading.words.labels import squeeze
from store.registry.body_names import is_body, says_place

# How many titles are remembered as they were taken apart: spiders, visits and keeping ask for the same again and again. The
# longest columns have some hundreds.
MANY = 2_000
MAX_TITLE = 80  # characters without white space; the longest real one has 51
_MAX_LINE = 1_000  # more than any title with its line breaks and indents
FIRST_YEAR = 2008  # the first reports under 国务院令第492号 cover 2008

# 政府信息公开工作年度报告 and the variants measured on 211 real titles; 政务公开 is wider but used for it.
_KIND = (
    r"(?:政府|政务)?(?:信息)?公开(?:工作)?的?(?:(?:20\d\d)?年?度?工?作?)"
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
# Marks of a list before a title: [市本级][已公开], [2026-01-19 09:11:00]; but 【2019】 is its year.
_MARKED = re.compile(r"(?:[\[【](?!20\d\d年?度?[\]】])[^\[\]【】]{1,20}[\]】])++")
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
    return taken_apart(text) if len(text) <= _MAX_LINE else None


@lru_cache(MANY)
def taken_apart(text: str) -> Title | None:
    """What `parse_title` says of a text that is short enough, once for each text."""
    compact = _compact(text)
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
    marks = _MARKED.match(compact)
    compact = compact[marks.end() :] if marks else compact
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
    return bool(text) and len(text or "") <= MAX_TITLE and says_place(text or "")


def is_body_name(text: str) -> bool:
    """Whether a text is the name of a body and nothing else: 教育局, 青峰镇人民政府."""
    return is_body(squeeze(text))
