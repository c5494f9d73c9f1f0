"""Whose report it is and on which year, as its title and its signature say."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.checks.case import Case
from store.checks.rules import Rule, rule
from store.models import Finding
from store.registry.body_names import ZONES

WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
TITLE = "题目"
_CLASSES = frozenset((*WORDS["bodies"]["governments"], *WORDS["bodies"]["departments"]))
_LETTER = re.compile(r"^(?:本|我|全|该)?[省市州县区旗镇乡]?(?=.{2})")
_YEAR = re.compile(r"20\d\d|二[〇○零0]")
# What titles are made of beside the name: a title of nothing else names nobody.
_OF_TITLES = re.compile(
    r"政[府务]|信息|公开|工作|年度?|报告?|情况|关于|的|[^\u4e00-\u9fff]|[〇零一二三四五六七八九十]"
)
_PLACE = re.compile(r"(?P<place>.{2,}?[省市州盟县区旗镇乡])(?P<kind>.+)", re.S)
# Characters that two names of one body need not share: 西工公安分局, 洛阳市公安局西工分局.
_COMMON = frozenset("省市州县区旗镇乡街道局厅委办署院分支队总人民政府公室员会管理和与及")


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _title(case: Case) -> str:
    """The title without white space; "" if the report has none, or a heading that is none."""
    title = case.report.title
    return _squeezed(title) if title and "公开" in title else ""


def _is_bare(name: str) -> bool:
    """Whether a name is only that of a class of bodies, perhaps with the letter of a region before it."""
    return name in _CLASSES or _LETTER.sub("", name, count=1) in _CLASSES


@rule("title-wording")
def title_wording(rule: Rule, case: Case) -> Iterator[Finding]:
    """政务公开 and 政务信息公开 in the place of 政府信息公开."""
    title = case.report.title
    if not title or "政务" not in title:
        return
    title = _squeezed(title)
    wrong = next((words for words in ("政务信息公开", "政务公开") if words in title), None)
    if wrong and "政府信息公开" not in title:
        message = f"题目写作“{wrong}”，应为“政府信息公开”：{title}"
        yield rule.finding(message, TITLE, "政府信息公开", wrong)


@rule("title-agency")
def title_agency(rule: Rule, case: Case) -> Iterator[Finding]:
    """A title that names no agency, or only a class of agencies."""
    named = _squeezed(case.report.title_agency or "")
    if (named and not _is_bare(named)) or (case.agency and named == case.agency.name):
        return
    title = _title(case)
    if title and (named or not _OF_TITLES.sub("", title)):  # anything else in it may be a name we don't know
        words = f"只写了“{named}”，看不出是哪里的机关" if named else "没有写机关名称"
        yield rule.finding(f"题目{words}：{title}", TITLE, "机关全称", named or "无")


@rule("title-year")
def title_year(rule: Rule, case: Case) -> Iterator[Finding]:
    """Two years in title, period and list; or a title without any year."""
    report = case.report
    if report.other_year is not None and report.year is not None:
        message = f"题目、统计期限或栏目所写的年度不一致：{report.year}年、{report.other_year}年"
        yield rule.finding(message, TITLE, report.year, report.other_year)
    elif (title := _title(case)) and str(report.year) not in title and not _YEAR.search(title):
        yield rule.finding(f"题目没有写年度：{title}", TITLE, "年度", "无", severity="info")


def _other_place(one: str, other: str) -> bool | None:
    """Whether two names are the same department of two places: 泰兴市财政局, 泰州市财政局; None if they may be one.

    A district and a city may be one place, as may a zone (示范区) and the city that it is in.
    """
    first, second = _PLACE.fullmatch(one), _PLACE.fullmatch(other)
    if first is None or second is None or first["kind"] != second["kind"]:
        return False
    places = [match["place"] for match in (first, second)]
    if places[0][:-1] in places[1] or places[1][:-1] in places[0]:
        return False
    level = places[0][-1] == places[1][-1]
    return True if level and not any(place.endswith(ZONES) for place in places) else None


def _other_kind(one: str, other: str) -> bool:
    """Whether two names are different departments of the same place: 白河市财政局, 白河市教育局."""
    first, second = _PLACE.fullmatch(one), _PLACE.fullmatch(other)
    if first is None or second is None or first["place"] != second["place"]:
        return False
    kinds = [first["kind"], second["kind"]]
    cores = sorted((set(kind) - _COMMON for kind in kinds), key=len)
    departments = all(kind in WORDS["bodies"]["departments"] for kind in kinds)
    return departments and not cores[0] <= cores[1]


@rule("other-body")
def other_body(rule: Rule, case: Case) -> Iterator[Finding]:
    """Title and signature name two bodies. Short names, other word orders and offices are the same body."""
    titled, signed = case.report.title_agency, case.report.agency
    if not titled or not signed or titled == signed:
        return
    titled, signed = _squeezed(titled), _squeezed(signed)
    message = f"题目为“{titled}”，落款为“{signed}”"
    place = "题目、落款"
    elsewhere = _other_place(titled, signed)
    if elsewhere:
        yield rule.finding(f"{message}，不是同一机关", place, titled, signed)
    elif elsewhere is None or _other_kind(titled, signed):
        message += "，可能不是同一机关（也可能更名，或一地两名）"
        yield rule.finding(message, place, titled, signed, "uncertain", "info")
