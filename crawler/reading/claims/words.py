"""The words and numbers of a sentence that claims are made of. Which words: claims.toml."""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("claims.toml").read_text(encoding="utf-8"))

# Counting words; 个工作日, 条例, 项目 … begin alike and are none.
COUNTED = (
    r"件次|件(?![事套数率均])|宗|例(?!如)|起(?![诉草])|个(?!工作日|自然日|月|小时|部门|单位|方面|类|百分点)"
    r"|条(?![例款])|项(?!目)|份(?!额)|人次|次(?![年日月])|部(?!门)"
)
_RUN = r"\d{1,15}(?:(?:[,.，．/~～\-－—–\x00]|至|到){1,2}\d{1,15}){0,6}"
_NUMBER = (
    rf"(?=[\d零〇一二两三四五六七八九十百])(?<!\d)(?<!\d[,.，．/~～\-－—–\x00至到])(?:(?P<run>{_RUN})(?P<scale>[百千万亿]+(?!元))?"
    rf"|(?P<chinese>[零〇一二两三四五六七八九十百]{{1,7}}+)(?=[余多几来]?(?:{COUNTED}))|(?<=为)(?P<zero>零))"
    rf"(?P<vague>[余多几来])?(?:(?P<unit>[百千万亿]*元|{COUNTED})(?P<loose>以上|以下|以内|左右|余|多)?)?"
)
_YEAR = r"(?=2)(?<!\d)(?P<printed_year>20\d\d)年(?:度|底|末)*"
_WHOLE_YEAR = (
    r"0?1月(?:0?1日)?(?:起)?[至到\-－—–~～](?:20\d\d年)?12月(?:31日|底)?|0?1月0?1日|12月31日|(?<!月)\d{1,2}日"
)
_MONTH = rf"(?=\d)(?<!\d)(?:(?P<whole_year>{_WHOLE_YEAR})|\d{{1,2}}月份?(?:\d{{1,2}}日)?)"
_MARK = r"[，,;()（）]"
_EXACT = re.compile(r"\d{1,9}(?:\.\d{1,6})?|\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,6})?")


def _chinese(number: int) -> str:
    """0–999 in words: 十二, 一百零三."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    if number < 100:
        tens = "" if number < 20 else digits[number // 10]
        return tens + "十" + (digits[number % 10] if number % 10 else "")
    rest = number % 100
    if not rest:
        return digits[number // 100] + "百"
    between = "零" if rest < 10 else "一" if rest < 20 else ""
    return digits[number // 100] + "百" + between + _chinese(rest)


_CHINESE = {_chinese(number): number for number in range(1000)} | {"两": 2, "〇": 0}


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number of a sentence, from `start` to `end`. `kind` is a class of claims.toml, number, year or mark."""

    kind: str
    start: int
    end: int
    text: str
    value: int | Decimal | None = None  # None for a number that is inexact or can't be told
    unit: str = ""


def by_length(words: list[str]) -> str:
    """Words as one alternation, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


@cache
def _lexicon() -> tuple[re.Pattern[str], dict[str, str]]:
    """One expression for all tokens, and the class of every plain word."""
    classes = {word: kind for kind, words in WORDS["words"].items() for word in words}
    by_first: dict[str, list[str]] = {}
    for word in classes:
        by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    trie = "|".join(f"{re.escape(first)}(?:{by_length(rest)})" for first, rest in by_first.items())
    patterns = "|".join(
        f"(?P<{kind}>{'|'.join(expressions)})" for kind, expressions in WORDS["patterns"].items()
    )
    joined = f"{patterns}|(?P<year>{_YEAR})|(?P<month>{_MONTH})|(?P<number>{_NUMBER})|(?P<mark>{_MARK})"
    begun = re.escape("".join(by_first))  # asked first, as digits above: most characters begin nothing
    return re.compile(f"{joined}|(?P<word>(?=[{begun}])(?:{trie}))"), classes


def _number(match: re.Match[str]) -> Token:
    unit = match["unit"] or ""
    token = Token("number", match.start(), match.end(), match[0], unit=unit)
    countable = "元" not in unit or unit in ("元", "万元")
    if match["scale"] or match["vague"] or match["loose"] or not countable:
        return token
    if word := match["chinese"] or match["zero"]:
        return Token("number", match.start(), match.end(), match[0], _CHINESE.get(word), unit)
    if not _EXACT.fullmatch(match["run"]):
        return token
    exact = Decimal(match["run"].replace(",", ""))
    whole = "元" not in unit
    if whole and exact != exact.to_integral_value():
        return token
    return Token("number", match.start(), match.end(), match[0], int(exact) if whole else exact, unit)


def tokens(text: str, start: int = 0) -> list[Token]:
    """The tokens of a sentence (as `plain` gives it) from `start` on, in order."""
    expression, classes = _lexicon()
    words: list[Token] = []
    for match in expression.finditer(text, start):
        kind = str(match.lastgroup)
        if kind == "number":
            words.append(_number(match))
        elif kind == "year":
            words.append(Token("year", match.start(), match.end(), match[0], int(match["printed_year"])))
        elif kind == "month":
            kind = "not_counted" if match["whole_year"] else "period"
            words.append(Token(kind, match.start(), match.end(), match[0]))
        else:
            kind = classes[match[0]] if kind == "word" else kind
            words.append(Token(kind, match.start(), match.end(), match[0]))
    return words
