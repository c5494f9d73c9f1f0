"""Which line, column or heading of the form a printed label means: by its words, never by its place."""

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from store.form import FORMS, Form, Line
from store.form.generations import CHAPTERS, Chapters

# A damaged label is accepted from this likeness on (0–100), if it leads the next best by MARGIN.
# Measured on 其他法律行政止公开 (three characters lost): 85.7, next best 54.
LIKENESS = 80.0
MARGIN = 10.0
MAX_HEADING = 80  # characters as printed; the longest heading has 27
_LONGEST_GROUP = 16  # characters of what recognition makes of 三、本年度办理结果
MIN_FUZZY = 4  # shorter labels (规章, 其他, 总计) must match exactly

# White space, and what takes none: soft hyphens, zero-width signs, marks of direction.
_SPACE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_NUMERALS = re.compile(r"^(?:[(（【]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)）】、.,:]+)+")
_PUNCTUATION = re.compile(r"[^\w+/-]|_")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}[、.,:]|第[一二三四五六七八九十]{1,3}(?:部分|章)")
_PART = re.compile(r"第[一二三四五六七八九十]{1,2}(?:部分|章)[、:,.]?")
_OF_YEAR = re.compile(r"20\d\d年度?")
_SENTENCE = re.compile(r"[。;!?]|\d(?!\d{0,3}年)")  # or a count
_LONGEST_CHAPTER = 40  # characters of a heading
_MARKED = re.compile(r"\^\d{1,2}$")  # the mark of a footnote behind a label: 行政许可^1
_OTHERWISE = re.compile(r"\d|其中|小计|合计|比|率|增|减")
_HARMLESS = re.compile(r"下同|以[上下]|如下")  # with characters that tell elsewhere
_OPEN, _CLOSED = "([【〔", ")]】〕"
_LONGEST_NOTED = 300  # characters of a label with its remark
# A damaged label may lack these characters of the official one, but must not have one more: 上年处理决定数量
# is 88 % like 本年处理决定数量 and means something else.
TELLING = frozenset("上下去前往历累未不非")


def squeeze(text: str) -> str:
    """Text without any white space or sign without width, full-width forms folded (NFKC)."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def fold(text: str) -> str:
    """A label without numeral, white space, brackets and punctuation: what is compared."""
    return _fold_short(text) if len(text) <= MAX_HEADING else _fold(text)


def _fold(text: str) -> str:
    return _PUNCTUATION.sub("", _NUMERALS.sub("", squeeze(text)))


_fold_short = lru_cache(maxsize=8192)(_fold)  # the same labels come with every report


@dataclass(frozen=True)
class Match:
    """A printed label recognised: table and key of the form; `exact` is False for a damaged label."""

    table: str
    key: str
    exact: bool


def _folded(table: str, lines: dict[str, Line]) -> dict[str, tuple[str, str]]:
    return {fold(label): (table, line.key) for line in lines.values() for label in line.labels}


@cache
def row_labels(form_name: str) -> dict[str, tuple[str, str]]:
    """Folded label → (table, key) for every line of 表二 and 表三."""
    form = FORMS[form_name]
    return {
        **_folded("disclosure", form.disclosures),
        **_folded("requests", form.merged),
        **_folded("requests", form.requests),
    }


@cache
def group_labels(form_name: str) -> frozenset[str]:
    """Folded labels of groups of lines (三、本年度办理结果, （三）不予公开 …)."""
    form = FORMS[form_name]
    return frozenset(fold(line.group) for line in form.requests.values() if line.group)


@cache
def column_labels(form_name: str) -> dict[str, tuple[str, str]]:
    """Folded label → (table, key) for the columns of 表二 and 表三; （单位：…） may be missing."""
    form = FORMS[form_name]
    labels = {**_folded("requests", form.columns), **_folded("disclosure", form.measures)}
    return labels | {
        fold(line.label.split("（")[0]): ("disclosure", line.key) for line in form.measures.values()
    }


def find(text: str, labels: dict[str, tuple[str, str]]) -> Match | None:
    """The label of `labels` that `text` prints, exactly or with a few characters lost; None if none or unclear."""
    folded = fold(text)
    if folded in labels:
        return Match(*labels[folded], exact=True)
    if (bare := _without_remark(text)) in labels:
        return Match(*labels[bare], exact=False)
    if len(folded) == MIN_FUZZY - 1:
        return _one_lost(folded, labels)
    if not MIN_FUZZY <= len(folded) <= 60:
        return None
    best = process.extract(folded, list(labels), scorer=fuzz.ratio, limit=2, score_cutoff=LIKENESS - MARGIN)
    if not best or best[0][1] < LIKENESS or len(best[0][0]) < MIN_FUZZY:
        return None
    if set(folded) & TELLING - set(best[0][0]) or folded[-1].isdigit():  # figures ran into it: 规范性文件000
        return None
    rivals = [score for label, score, _ in best[1:] if labels[label] != labels[best[0][0]]]
    if rivals and best[0][1] - rivals[0] < MARGIN:
        return None
    return Match(*labels[best[0][0]], exact=False)


def name_of(text: str, known: Container[str]) -> str:
    """The folded label, without the remark behind it if it is `known` only so."""
    folded = fold(text)
    bare = "" if folded in known else _without_remark(text)
    return bare if bare and bare in known else folded


def _without_remark(text: str) -> str:
    """The folded label before a remark in brackets that only explains it, 上一年项目数量(指2018年事项数); "" if none is.

    A remark that denies, or speaks of another time than its label does (处理决定数量（上年）), makes another label of it.
    """
    if len(text) > _LONGEST_NOTED:
        return ""
    label = _MARKED.sub("", _NUMERALS.sub("", squeeze(text)))
    start = next((place for place, sign in enumerate(label) if sign in _OPEN), len(label))
    remark, depth = label[start:], 0
    for place, sign in enumerate(remark, start=1):
        depth += (sign in _OPEN) - (sign in _CLOSED)
        if depth <= 0 and place < len(remark):
            return ""  # what stands behind the brackets is of the label
    characters = set(_HARMLESS.sub("", remark))
    return "" if characters & TELLING - set(label[:start]) else fold(label[:start])


def _one_lost(folded: str, labels: dict[str, tuple[str, str]]) -> Match | None:
    """The one label of four characters that `folded` is with a character lost (政许可)."""
    matches = [
        label
        for label in labels
        if len(label) == MIN_FUZZY and folded in {label[:n] + label[n + 1 :] for n in range(4)}
    ]
    return Match(*labels[matches[0]], exact=False) if len(matches) == 1 else None


@lru_cache(maxsize=8192)  # the same labels come with every report
def _find_row(text: str, form_name: str) -> Match | None:
    return find(text, row_labels(form_name))


def find_row(text: str, form: Form) -> Match | None:
    """The line of 表二 or 表三 that `text` prints."""
    return _find_row(text, form.name) if len(text) <= MAX_HEADING else find(text, row_labels(form.name))


@lru_cache(maxsize=8192)
def _is_group(text: str, form_name: str) -> bool:
    groups = group_labels(form_name)
    return fold(text) in groups or find(text, {group: ("requests", group) for group in groups}) is not None


def is_group(text: str, form: Form) -> bool:
    """Whether `text` is the title of a group of lines (三、本年度办理结果), a few characters lost or not."""
    return len(text) <= MAX_HEADING and _is_group(text, form.name)


@cache
def _printed_groups(form_name: str) -> frozenset[str]:
    return frozenset(squeeze(line.group) for line in FORMS[form_name].requests.values() if line.group)


def is_piece_of_group(text: str, form: Form) -> bool:
    """Whether `text` is what a page break left of the title of a group: （四）无法, or 提供 on the next page."""
    piece = squeeze(text) if len(text) <= MAX_HEADING else ""
    return bool(piece) and any(piece in group for group in _printed_groups(form.name))


@cache
def _begun_groups(form_name: str) -> dict[str, str]:
    """The lines that begin a group of 表三, with its title."""
    begun: dict[str, str] = {}
    for line in FORMS[form_name].requests.values():
        if line.group and line.group not in begun.values():
            begun[line.key] = line.group
    return begun


def is_garbled_group(texts: Sequence[str], form: Form) -> bool:
    """Whether the first of these cells can only be the title of a group, whatever is left of its characters (本道).

    That is: the next prints exactly the line that begins a group, and nothing speaks of another time or of a part.
    """
    if len(texts) < 2 or len(texts[0]) > _LONGEST_GROUP:
        return False
    match, title = find_row(texts[1], form), squeeze(texts[0])
    group = _begun_groups(form.name).get(match.key, "") if match and match.exact else ""
    return bool(group) and not (_OTHERWISE.search(title) or set(title) & TELLING - set(group))


def detect_form(texts: list[str]) -> str | None:
    """The generation whose own words occur in the cells of a document's tables; None if no table is of the form.

    Content decides, not the year: the 2019 form is still used for later years.
    """
    folded = {fold(text) for text in texts}
    together = "\n".join(folded)
    scores = {name: sum(fold(mark) in together for mark in form.marks) for name, form in FORMS.items()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best]:
        return best
    # Neither generation's own words: table three alone is alike in both, the three 其他处理 lines are 2021's.
    newest = max(FORMS.values(), key=lambda form: form.first_year)
    lines_named = sum(fold(line.label) in folded for line in newest.requests.values())
    if lines_named < len(newest.requests) // 3:
        return None
    replaced = [newest.requests[key] for line in newest.merged.values() for key in line.replaces]
    if any(fold(line.label) in folded for line in replaced if len(fold(line.label)) >= MIN_FUZZY):
        return newest.name
    return min(FORMS.values(), key=lambda form: form.first_year).name


@cache
def _section_labels(form_name: str) -> dict[str, tuple[str, str]]:
    """Folded heading → ("section", key)."""
    sections = CHAPTERS.sections if form_name == CHAPTERS.name else FORMS[form_name].sections
    return {fold(label): ("section", section.key) for section in sections for label in section.labels}


def section_heading(text: str, form: Form | Chapters) -> str | None:
    """The key of the section whose heading `text` is (numeral, # marks, year and faults of numbering ignored)."""
    if len(text) > MAX_HEADING:
        return None
    label = squeeze(text.lstrip("# "))
    for before in (_PART, _NUMERALS, _OF_YEAR):
        label = before.sub("", label, count=1) if before.match(label) else label
    match = find(label, _section_labels(form.name))
    return match.key if match else _chapter(text, form) if isinstance(form, Chapters) else None


def _chapter(text: str, chapters: Chapters) -> str | None:
    """The key of the chapter that a numbered heading of the agency's own tells by its words; a sentence is none."""
    heading = squeeze(text.lstrip("# "))
    if not _NUMBERED.match(heading) or len(heading) > _LONGEST_CHAPTER or _SENTENCE.search(heading):
        return None
    return next((key for key, words in chapters.words if any(word in heading for word in words)), None)
