"""The fields that a portal prints above a document: 索引号, 发布机构, 文号, 名称, 发布日期 and their kind.

They come as a table, a block of lines or one line, padded (索 引 号) or glued together. Labels: header.toml.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from crawler.reading.dates import address_day, id_day, meta_day, plausible

MAX_VALUE = 200  # characters; the longest real value is a title

_KINDS = tomllib.loads(Path(__file__).with_name("header.toml").read_text(encoding="utf-8"))
_KIND_OF = {
    label: kind
    for kind, words in _KINDS.items()
    for label in (*words.get("labels", ()), *words.get("plain", ()))
}
_PLAIN = frozenset(label for words in _KINDS.values() for label in words.get("plain", ()))


def _spelled(words: Iterable[str]) -> str:
    """Words as an expression, padded or not: common beginnings once, the longest word that is there first."""
    begun: dict[str, list[str]] = {}
    for word in words:
        begun.setdefault(word[0], []).append(word[1:])
    spelled: list[str] = []
    for first, rests in begun.items():
        longer = [rest for rest in rests if rest]
        more = f"(?:[ \u3000]{{0,4}}(?:{_spelled(longer)})){'?' * ('' in rests)}" if longer else ""
        spelled.append(first + more)
    return "|".join(spelled)


_NAMES = _spelled(_KIND_OF)
_INLINE = re.compile(rf"({_NAMES})[ \u3000]{{0,4}}[:：]")
_ALONE = re.compile(rf"[ \u3000【\[]*({_NAMES})[ \u3000\]】]*+[:：]?[ \u3000]*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BODY = re.compile(r"[\u4e00-\u9fff（）()、]{2,40}")
# 来源 where the portal's editor gave none.
_NOBODY = frozenset({"原创", "本站", "本网", "本站原创", "转载", "网络", "互联网", "未知", "其他"})
_STAMP = re.compile(r"\s*(20\d\d\D{1,3}\d{1,2}\D{1,3}\d{1,2}日?\s{1,4}\d{1,2}:\d\d(?::\d\d)?)\s*")


def _label(found: str) -> str:
    return re.sub("[ \u3000]", "", found)


def _inline(line: str) -> list[tuple[str, str]]:
    """Fields of a line that have a colon after their label, each up to the next label."""
    marks = list(_INLINE.finditer(line))
    fields: list[tuple[str, str]] = []
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(line)
        label = _label(mark[1])
        glued = label in _PLAIN and bool(_HAN.match(line[mark.start() - 1 : mark.start()]))
        fields.append(("other" if glued else _KIND_OF[label], line[mark.end() : end].strip(" \u3000|")))
    return fields


def header_fields(front: str) -> Iterator[tuple[str, str]]:
    """Kind (of header.toml) and value of every field in the lines or cells of `front`, in printed order."""
    lines = front.split("\n")
    alone = [_ALONE.fullmatch(line) if len(line) < 40 else None for line in lines]
    place = 0
    while place < len(lines):
        run = place
        while run < len(lines) and alone[run]:
            run += 1
        labels = [_KIND_OF[_label(found[1])] for found in alone[place:run] if found]
        values = lines[run : run + len(labels)]
        if labels and len(values) == len(labels) and not any(alone[run : run + len(labels)]):
            # One label before its value, or a row of labels above a row of values.
            yield from ((kind, value.strip()[:MAX_VALUE]) for kind, value in zip(labels, values, strict=True))
            place = run + len(labels)
        elif labels:
            place = run
        else:
            fields = _inline(lines[place])
            after = lines[place + 1] if place + 1 < len(lines) else ""
            if (
                fields
                and not fields[-1][1]
                and not _INLINE.search(after)
                and not _ALONE.fullmatch(after[:40])
            ):
                fields[-1] = (fields[-1][0], after.strip())
            yield from ((kind, value[:MAX_VALUE]) for kind, value in fields)
            place += 1


def printed_day(front: str) -> date | None:
    """The day of publication as the page prints it: under its label, else as a time of day before 作者 or 来源."""
    for kind, value in header_fields(front):
        if kind == "published" and (day := plausible(value[:40])):
            return day
    for line in front.split("\n"):
        stamp = _STAMP.match(line) if len(line) < MAX_VALUE else None
        if stamp and _INLINE.match(line, stamp.end()) and (day := plausible(stamp[1])):
            return day
    return None


def find_publisher(front: str, meta: dict[str, str]) -> str | None:
    """发布机构 as the page prints it, else META ContentSource, else 来源. Often not the body that reports."""
    fields = list(header_fields(front))
    named = [value for kind, value in fields if kind == "publisher"]
    named += [meta.get("contentsource", ""), *(value for kind, value in fields if kind == "source")]
    for value in named:
        found = _BODY.match(value.strip())
        if found and found[0] not in _NOBODY:
            return found[0]
    return None


def find_published(front: str, meta: dict[str, str], url: str, listed_on: date | None) -> dict[str, date]:
    """Days of publication by source: page (printed), meta (PubDate), list (the row that led here), address, id."""
    spelled = address_day(url)
    dates = {
        "page": printed_day(front),
        "meta": meta_day(meta),
        "list": listed_on,
        "address": spelled,
        "id": None if spelled else id_day(url),
    }
    return {source: day for source, day in dates.items() if day}
